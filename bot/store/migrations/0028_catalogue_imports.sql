-- A catalogue file is stored in many short transactions, so that no member's write waits for it. What it
-- takes to go on after a crash, and to undo all of it later, is kept here.

CREATE TABLE catalogue_import (
    id         INTEGER PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('staging', 'storing', 'stored', 'undoing', 'undone')),
    suffix     TEXT NOT NULL,                                -- what kind of file it is: '.jsonl'
    overwrite  INTEGER NOT NULL CHECK (overwrite IN (0, 1)),
    undoable   INTEGER NOT NULL CHECK (undoable IN (0, 1)),
    begun_at   TEXT NOT NULL,
    place      INTEGER NOT NULL DEFAULT 0,                   -- how many steps of the file are stored
    of_drama   INTEGER,                                      -- the drama of the last step, which may go on
    last       TEXT CHECK (last IN ('added', 'changed', 'unchanged')),
    added      INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    unchanged  INTEGER NOT NULL DEFAULT 0,
    -- The largest id that a drama had when this import was undone: no id is ever given twice, for
    -- buttons of last year bear it.
    highest_id INTEGER
) STRICT;
CREATE INDEX catalogue_import_unfinished ON catalogue_import (id) WHERE state NOT IN ('stored', 'undone');

-- The file itself, compressed, until all of it is stored.
CREATE TABLE catalogue_import_piece (
    import_id INTEGER NOT NULL REFERENCES catalogue_import (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;

-- The journal, in the order of what was done. A drama that the import added is one row (`table_name` is
-- NULL); of one that was there before, each row that changed is one, as JSON before and after.
CREATE TABLE catalogue_import_change (
    id         INTEGER PRIMARY KEY,
    import_id  INTEGER NOT NULL REFERENCES catalogue_import (id) ON DELETE CASCADE,
    of_drama   INTEGER NOT NULL,                             -- no reference: it outlives what is undone
    table_name TEXT,
    was        TEXT,
    became     TEXT
) STRICT;
CREATE INDEX catalogue_import_change_by_import ON catalogue_import_change (import_id, id);
