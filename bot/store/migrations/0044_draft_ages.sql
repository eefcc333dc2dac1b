-- Drafts are long texts. In a table without row ids each of them stands in the tree of the keys, which took four times
-- the room of the texts; and nothing ever deleted the drafts of forms, or the notes of what was reported. They are
-- found by their age now.

CREATE TABLE draft_by_row (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,                                -- review, recommendation
    subject    TEXT NOT NULL,                                -- drama 42
    fields     TEXT NOT NULL,                                -- JSON: the form as it was typed
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (member_id, kind, subject)
) STRICT;
INSERT INTO draft_by_row (member_id, kind, subject, fields, updated_at)
SELECT member_id, kind, subject, fields, updated_at FROM draft ORDER BY member_id, kind, subject;
DROP TABLE draft;
ALTER TABLE draft_by_row RENAME TO draft;
CREATE INDEX draft_by_age ON draft (kind, updated_at);
CREATE INDEX draft_by_subject ON draft (subject);

CREATE INDEX report_by_age ON report (created_at);
