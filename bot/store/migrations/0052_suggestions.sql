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

-- What members suggest for the catalogue, until a moderator of their server decides. One that was taken stays, as
-- the credit of its member. One that was declined goes.
CREATE TABLE suggestion (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    drama_id       INTEGER REFERENCES drama (id) ON DELETE CASCADE,  -- NULL: of a drama that is missing
    kind           TEXT NOT NULL CHECK (kind IN (
                   'link', 'song', 'trailer', 'article', 'name', 'correction', 'drama')),
    text           TEXT NOT NULL,
    url            TEXT,
    spoils_episode INTEGER,
    suggested_at   TEXT NOT NULL,
    state          TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken')),
    decided_by     INTEGER REFERENCES member (id) ON DELETE SET NULL,
    decided_at     TEXT
) STRICT;
CREATE INDEX suggestion_waiting ON suggestion (guild_id, id) WHERE state = 'waiting';
CREATE INDEX suggestion_taken ON suggestion (drama_id, guild_id) WHERE state = 'taken';
CREATE INDEX suggestion_of_member ON suggestion (member_id);
CREATE INDEX suggestion_decided ON suggestion (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX suggestion_of_drama ON suggestion (drama_id);
CREATE INDEX suggestion_of_guild ON suggestion (guild_id);
