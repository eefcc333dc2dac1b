-- Where each field comes from, and when, so that a refresh changes what a source gave and never
-- what a curator set. A field without a row here came with a catalogue file: it is as old as the
-- drama's own row. A refresh finds its dramas by `refresh_due`; both times are UTC.

CREATE TABLE provenance (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    field     TEXT NOT NULL,                                 -- a column of drama, a part (genres), 'episode 5'
    source    TEXT NOT NULL CHECK (source IN ('tvmaze', 'tmdb', 'member')),
    member_id INTEGER REFERENCES member (id) ON DELETE SET NULL,
    at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (drama_id, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX provenance_by_member ON provenance (member_id) WHERE member_id IS NOT NULL;

-- What a curator took away from a part: a refresh does not bring it back.
CREATE TABLE withheld (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    part     TEXT NOT NULL,                                  -- aliases
    name     TEXT NOT NULL,
    PRIMARY KEY (drama_id, part, name)
) STRICT, WITHOUT ROWID;

-- A source's id may say which seasons are meant ('43687/2', '43687/1-2'); they are numbered on
-- from `first_episode`, so that two shows can be one run of episodes and one show two dramas.
ALTER TABLE drama_source ADD COLUMN first_episode INTEGER NOT NULL DEFAULT 1
    CHECK (first_episode BETWEEN 1 AND 5000);

ALTER TABLE drama ADD COLUMN refreshed_at TEXT;
ALTER TABLE drama ADD COLUMN refresh_due TEXT;
-- How often in a row its sources did not answer: each time it is tried again later.
ALTER TABLE drama ADD COLUMN refresh_failures INTEGER NOT NULL DEFAULT 0;
-- A drama that turned out to be another one stays, hidden, and leads to it: buttons of last year
-- bear its id, and what could not move (two scores of one member) is kept with it.
ALTER TABLE drama ADD COLUMN merged_into INTEGER REFERENCES drama (id);
CREATE INDEX drama_by_refresh ON drama (refresh_due) WHERE refresh_due IS NOT NULL;
CREATE INDEX drama_by_merged ON drama (merged_into) WHERE merged_into IS NOT NULL;

-- `airs_at` is the moment, in UTC, where a source knows it; `air_date` is the broadcaster's day.
ALTER TABLE episode ADD COLUMN airs_at TEXT;
ALTER TABLE episode ADD COLUMN source TEXT;

-- What the sources answered, so that nobody is asked twice within the hour.
CREATE TABLE answer (
    url           TEXT PRIMARY KEY,                          -- without any key or token
    body          BLOB NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    fetched_at    TEXT NOT NULL,
    fresh_until   TEXT NOT NULL
) STRICT;
CREATE INDEX answer_by_age ON answer (fetched_at);
