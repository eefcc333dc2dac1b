-- The people behind the camera, and an address to listen at a song.
CREATE TABLE staff (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    job       TEXT NOT NULL CHECK (job IN ('director', 'writer')),
    position  INTEGER NOT NULL,
    PRIMARY KEY (drama_id, person_id, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_by_person ON staff (person_id, drama_id);
CREATE TRIGGER revised_staff_added AFTER INSERT ON staff BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_staff_changed AFTER UPDATE ON staff BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_staff_removed AFTER DELETE ON staff BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;

ALTER TABLE music ADD COLUMN url TEXT;
