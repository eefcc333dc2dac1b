-- How a drama ends and what it contains, as voted by members who finished it: for who must avoid a
-- subject, told to nobody who has not asked.

CREATE TABLE ending_vote (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    ending    TEXT NOT NULL CHECK (ending IN ('happy', 'bittersweet', 'sad', 'open')),
    PRIMARY KEY (drama_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ending_vote_by_member ON ending_vote (member_id);

CREATE TABLE warning_vote (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    warning   TEXT NOT NULL,
    PRIMARY KEY (drama_id, member_id, warning)
) STRICT, WITHOUT ROWID;
CREATE INDEX warning_vote_by_member ON warning_vote (member_id);

-- "Mark as spoiler": a member's message on its way from where it stands in sight to a repost that hides
-- it. One row a message, so that it is reposted once; the original goes when the repost stands. The words
-- are kept no longer than that, but where the guild's posts are sealed: there the button gives them out.
CREATE TABLE marked (
    message_id INTEGER PRIMARY KEY,                          -- of the original
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    author_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    marked_by  INTEGER NOT NULL,
    drama_id   INTEGER REFERENCES drama (id) ON DELETE RESTRICT,  -- NULL while it is being asked
    episode    INTEGER CHECK (episode BETWEEN 1 AND 5000),
    text       TEXT NOT NULL,
    files      TEXT NOT NULL DEFAULT '[]',                   -- JSON: where Discord keeps them
    sealed     INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1)),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'planned', 'sent', 'done')),
    outbox_id  INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord would not remove the original
    retry_at   TEXT,
    at         TEXT NOT NULL
) STRICT;
CREATE INDEX marked_open ON marked (state) WHERE state <> 'done';
CREATE INDEX marked_by_outbox ON marked (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX marked_by_author ON marked (author_id);
CREATE INDEX marked_by_drama ON marked (drama_id);

CREATE TABLE marked_file (
    message_id INTEGER NOT NULL REFERENCES marked (message_id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    content    BLOB NOT NULL,
    PRIMARY KEY (message_id, position)
) STRICT, WITHOUT ROWID;

-- That the repost stands is known, and its original due to be removed, in the one transaction.
CREATE TRIGGER marked_sent AFTER UPDATE OF state ON outbox WHEN new.kind = 'marked' AND new.state = 'sent' BEGIN
    UPDATE marked SET state = 'sent' WHERE outbox_id = new.id AND state = 'planned';
    UPDATE chore SET due_at = min(due_at, new.done_at), claimed_by = NULL, claimed_until = NULL
    WHERE name = 'marked messages';
END;
