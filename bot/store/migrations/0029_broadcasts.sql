-- Which broadcast of its source an episode is, whatever number it has here: when a source fills a gap of its
-- list or counts anew, what members gave goes with the broadcast. What such a change moved is kept, so that
-- it can be undone.

ALTER TABLE episode ADD COLUMN show TEXT;             -- the source's id of the show
ALTER TABLE episode ADD COLUMN season INTEGER;
ALTER TABLE episode ADD COLUMN season_number INTEGER; -- its number within the season, as the source says
ALTER TABLE episode ADD COLUMN broadcast_id TEXT;     -- the source's id of the episode, where it has one

CREATE TABLE renumbering (
    id        INTEGER PRIMARY KEY,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    change_id INTEGER REFERENCES catalogue_change (id) ON DELETE CASCADE,
    at        TEXT NOT NULL
) STRICT;
CREATE INDEX renumbering_by_drama ON renumbering (drama_id);
CREATE INDEX renumbering_by_change ON renumbering (change_id);

CREATE TABLE renumbering_step (
    renumbering_id INTEGER NOT NULL REFERENCES renumbering (id) ON DELETE CASCADE,
    before         INTEGER NOT NULL,
    after          INTEGER NOT NULL,
    PRIMARY KEY (renumbering_id, before)
) STRICT, WITHOUT ROWID;

-- How far members and clubs were, where the steps alone do not tell the way back.
CREATE TABLE renumbering_row (
    renumbering_id INTEGER NOT NULL REFERENCES renumbering (id) ON DELETE CASCADE,
    place          INTEGER NOT NULL,
    part           TEXT NOT NULL,                     -- the table
    named          TEXT NOT NULL,                     -- the column
    row_key        TEXT NOT NULL,                     -- JSON, without the member
    member_id      INTEGER REFERENCES member (id) ON DELETE CASCADE,
    before         INTEGER NOT NULL,
    after          INTEGER NOT NULL,
    PRIMARY KEY (renumbering_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX renumbering_row_by_member ON renumbering_row (member_id) WHERE member_id IS NOT NULL;
