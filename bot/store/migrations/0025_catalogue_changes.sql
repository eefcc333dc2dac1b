-- The catalogue belongs to all servers. Every change that somebody makes to it can be undone, so what a
-- change found is kept; and a server that may not change it proposes, for the bot's owner to decide.
--
-- A row of the catalogue is kept as it was before and after, names instead of ids of genres, networks and
-- people, for those go when no drama has them. What a merge moved of members' is kept as keys alone,
-- never as what they wrote: where a member takes something away, there is nothing to move back.

CREATE TABLE catalogue_change (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    guild_id  INTEGER,
    actor_id  INTEGER,
    action    TEXT NOT NULL,                                 -- as in audit: catalogue.edit
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    gone_id   INTEGER REFERENCES drama (id) ON DELETE CASCADE, -- the drama that a merge took in
    undone_at TEXT,
    undone_by INTEGER
) STRICT;
CREATE INDEX catalogue_change_by_drama ON catalogue_change (drama_id, id);
CREATE INDEX catalogue_change_by_gone ON catalogue_change (gone_id) WHERE gone_id IS NOT NULL;

CREATE TABLE catalogue_change_row (
    change_id INTEGER NOT NULL REFERENCES catalogue_change (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    part      TEXT NOT NULL,                                 -- the table
    subject   INTEGER NOT NULL,                              -- the drama that has the row
    row_key   TEXT NOT NULL,                                 -- JSON; of the drama itself its column
    before    TEXT,                                          -- JSON; NULL where there was none
    after     TEXT,
    PRIMARY KEY (change_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_change_moved (
    change_id INTEGER NOT NULL REFERENCES catalogue_change (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    part      TEXT NOT NULL,
    named_by  TEXT NOT NULL,                                 -- the column that names the drama
    row_key   TEXT NOT NULL,                                 -- JSON, without the member
    member_id INTEGER REFERENCES member (id) ON DELETE CASCADE,
    swapped   INTEGER NOT NULL DEFAULT 0 CHECK (swapped IN (0, 1)),
    PRIMARY KEY (change_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX catalogue_change_moved_by_member ON catalogue_change_moved (member_id) WHERE member_id IS NOT NULL;

CREATE TABLE catalogue_proposal (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    change     TEXT NOT NULL,                                -- JSON, as the form or button said it
    file       BLOB,                                         -- of an import
    state      TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'declined')),
    created_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by INTEGER
) STRICT;
CREATE INDEX catalogue_proposal_waiting ON catalogue_proposal (id) WHERE state = 'waiting';
CREATE INDEX catalogue_proposal_by_guild ON catalogue_proposal (guild_id, state);
CREATE INDEX catalogue_proposal_by_member ON catalogue_proposal (member_id);
