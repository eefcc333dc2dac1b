-- Which drama a show of a catalogue outside is, is decided by more than its name. What is surely the same is
-- bound; what may be waits here for a curator. That a question is answered with yes is seen by what stands
-- (the drama has the show, or the two entries are one), so undoing that asks it again; kept is what else was
-- said: that they are different, or that a show which became another one is still the drama.

CREATE TABLE catalogue_match (
    id        INTEGER PRIMARY KEY,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    source    TEXT NOT NULL CHECK (source IN ('tvmaze', 'tmdb')),
    source_id TEXT NOT NULL,                                 -- the show, or its season, that may be the drama
    was_id    TEXT,                                          -- what the drama has, where that became this show
    other_id  INTEGER REFERENCES drama (id) ON DELETE CASCADE, -- the entry that the show has here already
    said      TEXT NOT NULL,                                 -- JSON: what the source says of it
    answer    TEXT CHECK (answer IN ('same', 'different')),
    asked_at  TEXT NOT NULL,
    UNIQUE (drama_id, source, source_id)
) STRICT;
CREATE INDEX catalogue_match_by_other ON catalogue_match (other_id) WHERE other_id IS NOT NULL;
CREATE INDEX catalogue_match_waiting ON catalogue_match (id) WHERE answer IS NULL;

-- When a drama that no source is known to have is looked for there again.
CREATE TABLE source_lookup (
    drama_id INTEGER PRIMARY KEY REFERENCES drama (id) ON DELETE CASCADE,
    due      TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What began on one day: that is what tells dramas apart.
CREATE INDEX drama_by_first_day ON drama (aired_from) WHERE aired_from IS NOT NULL;
