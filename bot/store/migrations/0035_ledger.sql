-- One ledger of what stands where. A message of ours that shows something of the store's is a row here, whatever
-- kind it is. Whatever changes what it shows counts `revision` on; the row is out of date until `shown` is that
-- number again, and one chore brings it there. Until here each kind of post had a table and rules of its own.

CREATE TABLE posted (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,            -- sweeps go by it: never given twice
    kind       TEXT NOT NULL,                                -- of what: review, comment, synopsis …
    subject    INTEGER NOT NULL,                             -- its id; 0 where the drama and episode name it
    drama_id   INTEGER REFERENCES drama (id) ON DELETE RESTRICT,   -- that it tells of; NULL: nobody knows any more
    episode    INTEGER NOT NULL DEFAULT 0,
    guild_id   INTEGER NOT NULL,
    copy       INTEGER NOT NULL DEFAULT 0,                   -- 0: the post of it; else the message's id: one of many
    shown_as   TEXT,                                         -- JSON: how an answer to a command shows it; NULL: a post
    revision   INTEGER NOT NULL DEFAULT 1,                   -- counts what the message would show anew
    edited     INTEGER NOT NULL DEFAULT 0,                   -- the revision that came with a change of the thing itself
    shown      INTEGER NOT NULL DEFAULT 0,                   -- the revision that the message shows
    outbox_id  INTEGER REFERENCES outbox (id) ON DELETE SET NULL,  -- what sends it
    channel_id INTEGER,                                      -- NULL with the message: not sent yet
    message_id INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord refused to change it
    retry_at   TEXT,
    -- NULL: up to date. What its writer or a moderator changed (0) comes before what a guild's rules did (1).
    turn       INTEGER GENERATED ALWAYS AS (
                   CASE WHEN message_id IS NOT NULL AND revision <> shown THEN edited <= shown END
               ) VIRTUAL,
    UNIQUE (kind, subject, drama_id, episode, guild_id, copy)
) STRICT;
CREATE INDEX posted_outdated ON posted (turn, ifnull(retry_at, ''), id) WHERE turn IS NOT NULL;
CREATE INDEX posted_retry ON posted (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX posted_by_guild ON posted (guild_id);
CREATE INDEX posted_by_drama ON posted (drama_id, episode);
CREATE INDEX posted_by_message ON posted (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX posted_by_outbox ON posted (outbox_id) WHERE outbox_id IS NOT NULL;

-- A change that concerns many messages: it is noted in one row, and the chore marks them in pieces.
CREATE TABLE posted_sweep (
    cause   TEXT NOT NULL CHECK (cause IN ('policy', 'language', 'drama')),
    subject INTEGER NOT NULL,                                -- the guild, or the drama
    reached INTEGER NOT NULL DEFAULT 0,                      -- rows of `posted` up to this id are marked
    PRIMARY KEY (cause, subject)
) STRICT, WITHOUT ROWID;

-- What is out of date is seen to at once. (Any time that is long past stands for that: SQLite's clock is not asked.)
CREATE TRIGGER posted_due AFTER UPDATE OF revision, message_id ON posted WHEN new.turn IS NOT NULL BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
CREATE TRIGGER posted_sweep_due AFTER INSERT ON posted_sweep BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
CREATE TRIGGER posted_sweep_again AFTER UPDATE OF reached ON posted_sweep WHEN new.reached = 0 BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;

-- --- from the outbox ---

-- Sent and known to be sent are one transaction. What nobody knows of any more is a message to be taken away.
CREATE TRIGGER posted_sent AFTER UPDATE OF state ON outbox
WHEN new.kind IN ('review', 'comment', 'synopsis', 'marked', 'club step', 'club end') AND new.state = 'sent'
    AND new.message_id IS NOT NULL
BEGIN
    UPDATE posted SET channel_id = new.channel_id, message_id = new.message_id WHERE outbox_id = new.id;
    INSERT INTO posted (kind, subject, guild_id, copy, edited, channel_id, message_id)
    SELECT new.kind, 0, ifnull(new.guild_id, 0), new.message_id, 1, new.channel_id, new.message_id
    WHERE NOT EXISTS (SELECT 1 FROM posted WHERE outbox_id = new.id);
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages'
    AND EXISTS (SELECT 1 FROM posted WHERE message_id = new.message_id AND turn IS NOT NULL);
END;
-- Nothing was said, nobody made room for it, or it was deleted at once: it may be posted anew.
CREATE TRIGGER posted_dropped AFTER UPDATE OF state ON outbox
WHEN new.state = 'dropped' OR new.state = 'sent' AND new.message_id IS NULL BEGIN
    DELETE FROM posted WHERE outbox_id = new.id AND message_id IS NULL;
END;
CREATE TRIGGER posted_withdrawn BEFORE DELETE ON outbox BEGIN
    DELETE FROM posted WHERE outbox_id = old.id AND message_id IS NULL;
END;

-- --- from the rules of a guild, and from the catalogue ---

CREATE TRIGGER posted_policy AFTER UPDATE OF policy ON guild WHEN new.policy <> old.policy BEGIN
    INSERT INTO posted_sweep (cause, subject) VALUES ('policy', new.id)
    ON CONFLICT DO UPDATE SET reached = 0;
END;
CREATE TRIGGER posted_language AFTER UPDATE OF language ON guild WHEN new.language IS NOT old.language BEGIN
    INSERT INTO posted_sweep (cause, subject) VALUES ('language', new.id)
    ON CONFLICT DO UPDATE SET reached = 0;
END;
DROP TRIGGER posts_of_drama;
CREATE TRIGGER posted_drama AFTER UPDATE OF hidden, title, native_title ON drama
WHEN (new.hidden, new.title, new.native_title) IS NOT (old.hidden, old.title, old.native_title)
AND EXISTS (SELECT 1 FROM posted WHERE drama_id = new.id) BEGIN
    INSERT INTO posted_sweep (cause, subject) VALUES ('drama', new.id)
    ON CONFLICT DO UPDATE SET reached = 0;
END;

-- --- reviews and comments ---

CREATE TRIGGER posted_review_changed
AFTER UPDATE OF headline, text, spoils_episode, language, hidden, drama_id ON review BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'review' AND subject = new.id;
END;
CREATE TRIGGER posted_review_deleted AFTER DELETE ON review BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'review' AND subject = old.id;
END;
CREATE TRIGGER posted_comment_changed
AFTER UPDATE OF text, spoils_episode, hidden, drama_id, reply_to ON comment BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'comment' AND subject = new.id;
END;
CREATE TRIGGER posted_comment_deleted AFTER DELETE ON comment BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = old.id;
END;

INSERT INTO posted (kind, subject, drama_id, guild_id, revision, edited, shown, channel_id, message_id, tries,
                    retry_at)
SELECT 'review', p.review_id, r.drama_id, p.guild_id,
    -- As before: what is not to be seen, or changed since, has yet to follow.
    1 + (r.id IS NULL OR r.hidden OR d.hidden OR p.revision <> r.revision),
    iif(p.revision <> 0 AND (r.id IS NULL OR p.revision <> r.revision), 2, 0), 1, p.channel_id, p.message_id,
    p.tries, p.retry_at
FROM review_post p LEFT JOIN review r ON r.id = p.review_id LEFT JOIN drama d ON d.id = r.drama_id;
INSERT INTO posted (kind, subject, drama_id, guild_id, revision, edited, shown, channel_id, message_id, tries,
                    retry_at)
SELECT 'comment', p.comment_id, c.drama_id, p.guild_id,
    1 + (c.id IS NULL OR c.hidden OR d.hidden OR p.revision <> c.revision),
    iif(p.revision <> 0 AND (c.id IS NULL OR p.revision <> c.revision), 2, 0), 1, p.channel_id, p.message_id,
    p.tries, p.retry_at
FROM comment_post p LEFT JOIN comment c ON c.id = p.comment_id LEFT JOIN drama d ON d.id = c.drama_id;
-- What is on its way, by what sends it.
UPDATE posted SET outbox_id = o.id FROM outbox o
WHERE o.state IN ('waiting', 'claimed', 'held') AND o.kind = posted.kind AND posted.message_id IS NULL
AND CASE WHEN json_valid(o.payload) THEN posted.subject = o.payload ->> o.kind
         AND posted.guild_id = o.payload ->> 'guild' END;
DROP TRIGGER review_sent;
DROP TRIGGER review_policy;
DROP TABLE review_post;
DROP TRIGGER comment_sent;
DROP TRIGGER comment_policy;
DROP TABLE comment_post;

-- --- synopses: whichever shows, in the guild's language, its own before the catalogue's ---

CREATE TRIGGER posted_synopsis_written AFTER INSERT ON synopsis WHEN new.state = 'published' BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'synopsis' AND subject = 0 AND drama_id = new.drama_id AND episode = new.episode
    AND (new.guild_id IS NULL OR guild_id = new.guild_id);
END;
CREATE TRIGGER posted_synopsis_changed AFTER UPDATE OF state, text, author_id, drama_id, episode ON synopsis
WHEN new.state = 'published' OR old.state = 'published' BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'synopsis' AND subject = 0 AND drama_id IN (new.drama_id, old.drama_id)
    AND episode IN (new.episode, old.episode) AND (new.guild_id IS NULL OR guild_id = new.guild_id);
END;
CREATE TRIGGER posted_synopsis_deleted AFTER DELETE ON synopsis WHEN old.state = 'published' BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'synopsis' AND subject = 0 AND drama_id = old.drama_id AND episode = old.episode
    AND (old.guild_id IS NULL OR guild_id = old.guild_id);
END;
-- Two dramas became one, or its episodes were numbered otherwise: another synopsis may be the one to show.
CREATE TRIGGER posted_moved AFTER UPDATE OF drama_id, episode ON posted
WHEN new.subject = 0 AND (new.drama_id, new.episode) IS NOT (old.drama_id, old.episode) BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL WHERE id = new.id;
END;

INSERT INTO posted (kind, subject, drama_id, episode, guild_id, revision, edited, shown, channel_id, message_id,
                    tries, retry_at, outbox_id)
SELECT 'synopsis', 0, drama_id, episode, guild_id, revision, iif(shown <> revision, revision, 0), shown, channel_id,
    message_id, tries, retry_at, outbox_id
FROM synopsis_post;
DROP TRIGGER synopsis_sent;
DROP TRIGGER synopsis_dropped;
DROP TRIGGER synopsis_written;
DROP TRIGGER synopsis_revised;
DROP TRIGGER synopsis_deleted;
DROP TRIGGER synopsis_rules;
DROP TRIGGER synopsis_of_drama;
DROP TABLE synopsis_post;

-- --- what answers to commands show: quotes, and reasons of recommendations ---

CREATE TRIGGER posted_quote_changed AFTER UPDATE ON quote BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'quote' AND subject = new.id;
END;
CREATE TRIGGER posted_quote_deleted AFTER DELETE ON quote BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'quote' AND subject = old.id;
END;
-- Whatever it says, but for the votes.
CREATE TRIGGER posted_recommendation_changed AFTER UPDATE ON recommendation WHEN new.votes = old.votes BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = new.id;
END;
CREATE TRIGGER posted_recommendation_deleted AFTER DELETE ON recommendation BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = old.id;
END;
-- How far a reason spoils each of its dramas stands in rows of their own.
CREATE TRIGGER posted_reason_labelled AFTER INSERT ON recommendation_spoils BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = new.recommendation_id;
END;
CREATE TRIGGER posted_reason_relabelled AFTER UPDATE ON recommendation_spoils BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = new.recommendation_id;
END;
CREATE TRIGGER posted_reason_unlabelled AFTER DELETE ON recommendation_spoils BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = old.recommendation_id;
END;
