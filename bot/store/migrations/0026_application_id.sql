-- The file says whose it is: another program's database has tables and a version, too, and ours would have been
-- put between them. The number is "Nmda" in ASCII; SQLite keeps it in the file's header, and no row is touched.

PRAGMA application_id = 1315791969;
