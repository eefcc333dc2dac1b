-- Watch lists: how often something was seen again, a private note, and imports that can be undone
-- within a day. What a member shows of their list is theirs to say; at first, nothing.

ALTER TABLE progress ADD COLUMN rewatches INTEGER NOT NULL DEFAULT 0 CHECK (rewatches BETWEEN 0 AND 1000);
ALTER TABLE progress ADD COLUMN note TEXT CHECK (length(note) BETWEEN 1 AND 1000);
ALTER TABLE member ADD COLUMN list_seen_by TEXT NOT NULL DEFAULT 'nobody'
    CHECK (list_seen_by IN ('nobody', 'server', 'everyone'));
CREATE INDEX progress_by_time ON progress (drama_id, updated_at);

CREATE TABLE list_import (
    id         INTEGER PRIMARY KEY,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    format     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('tried', 'done', 'undone')),
    rows       TEXT NOT NULL,                                -- JSON: what the file said, matched or not
    before     TEXT,                                         -- JSON: what stood there before, for undoing
    created_at TEXT NOT NULL,
    done_at    TEXT
) STRICT;
CREATE INDEX list_import_by_member ON list_import (member_id, created_at);
CREATE INDEX list_import_by_age ON list_import (created_at);
