-- `/airing today` is about dramas; a server may want variety shows there, too.

ALTER TABLE guild ADD COLUMN variety INTEGER NOT NULL DEFAULT 0 CHECK (variety IN (0, 1));
