-- The index of names that is searched in memory, so that a start with 300,000 names need not build it.
-- It follows from the names and may be thrown away at any time: whoever reads it compares it with
-- them, name by name. In pieces, so that storing it never keeps a member's write waiting.

CREATE TABLE name_index (
    indexed TEXT NOT NULL CHECK (indexed IN ('drama', 'person')),
    part    TEXT NOT NULL,
    piece   INTEGER NOT NULL CHECK (piece >= 0),
    content BLOB NOT NULL,
    PRIMARY KEY (indexed, part, piece)
) STRICT;
