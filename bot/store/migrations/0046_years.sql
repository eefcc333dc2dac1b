-- What was slow in a database of five years in 500 servers. The orders of the catalogue hold what lists are narrowed
-- by, so that a page far down is counted off in the index alone; and what chores looked for in every row of a table
-- has an index.
DROP INDEX drama_by_popularity;
DROP INDEX drama_by_year;
DROP INDEX drama_by_name;
CREATE INDEX drama_by_popularity ON drama (popularity IS NULL, popularity, id, country, year) WHERE hidden = 0;
CREATE INDEX drama_by_year ON drama (year DESC, popularity IS NULL, popularity, id, country) WHERE hidden = 0;
CREATE INDEX drama_by_name ON drama (title COLLATE NOCASE, id, country, year) WHERE hidden = 0;
