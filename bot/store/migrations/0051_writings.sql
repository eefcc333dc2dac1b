-- Everything that members write can be taken down by a server's moderators, brought back, reported and appealed for, and
-- each kind in the same way. A review or recommendation is read on many servers, so what is taken down is noted by
-- server. The row stays once it is brought back: it tells what happened to an author's writings.

CREATE TABLE takedown (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,      -- the buttons of a message name it
    guild_id         INTEGER NOT NULL,
    kind             TEXT NOT NULL CHECK (kind IN (
                     'review', 'recommendation', 'comment', 'quote', 'marked', 'synopsis', 'submission')),
    subject          INTEGER NOT NULL,                       -- the writing's id
    author_id        INTEGER,
    by_id            INTEGER,                                -- NULL: its message was deleted by hand
    why              TEXT CHECK (why IN ('spoiler', 'insult', 'spam', 'other')),
    note             TEXT,                                   -- the moderator's sentence to the author
    before           TEXT,                                   -- the state of a synopsis until then
    posted           INTEGER NOT NULL DEFAULT 0 CHECK (posted IN (0, 1)),  -- whether a post of it stood
    at               TEXT NOT NULL,
    appealed_at      TEXT,
    appeal_closed_at TEXT,
    appeal_closed_by INTEGER,
    lifted_at        TEXT,                                   -- NULL: it is down
    lifted_by        INTEGER                                 -- NULL with the above: its author deleted it meanwhile
) STRICT;

CREATE UNIQUE INDEX takedown_stands ON takedown (kind, subject, guild_id) WHERE lifted_at IS NULL;
CREATE INDEX takedown_by_guild ON takedown (guild_id, id);
CREATE INDEX takedown_by_author ON takedown (author_id, guild_id) WHERE author_id IS NOT NULL;
CREATE INDEX takedown_by_moderator ON takedown (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX takedown_appealed ON takedown (guild_id, appealed_at)
    WHERE appealed_at IS NOT NULL AND appeal_closed_at IS NULL AND lifted_at IS NULL;

-- Comments that are hidden already stay so, and can be brought back.
INSERT INTO takedown (guild_id, kind, subject, author_id, by_id, posted, at)
SELECT c.guild_id, 'comment', c.id, c.member_id,
    (SELECT a.actor_id FROM audit a WHERE a.guild_id = c.guild_id AND a.action = 'comment.taken_down'
     AND a.subject = 'comment ' || c.id ORDER BY a.id DESC LIMIT 1),
    1, c.updated_at
FROM comment c WHERE c.hidden = 1;

-- A comment is on one server alone, so whether it is down stands with it. All others are looked up here. Whatever shows
-- one of them is out of date; of a synopsis, its state tells so.
CREATE TRIGGER takedown_made AFTER INSERT ON takedown WHEN new.lifted_at IS NULL BEGIN
    UPDATE comment SET hidden = 1 WHERE new.kind = 'comment' AND id = new.subject;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = new.kind AND subject = new.subject AND guild_id = new.guild_id
    AND new.kind IN ('review', 'recommendation', 'quote', 'marked');
END;

CREATE TRIGGER takedown_lifted AFTER UPDATE OF lifted_at ON takedown
WHEN old.lifted_at IS NULL AND new.lifted_at IS NOT NULL BEGIN
    UPDATE comment SET hidden = 0 WHERE new.kind = 'comment' AND id = new.subject;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = new.kind AND subject = new.subject AND guild_id = new.guild_id
    AND new.kind IN ('review', 'recommendation', 'quote', 'marked');
END;

-- The answers to a comment name its author, and where it stands.
CREATE TRIGGER posted_answered_hidden AFTER UPDATE OF hidden ON comment WHEN new.hidden <> old.hidden BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject IN (SELECT id FROM comment WHERE reply_to = new.id);
END;

-- Reports: what for, in a sentence of the reporter's, whether they want to hear what came of it, and what did.
-- `revision` is of the words that were reported: once others stand there, the same member may report it again.
ALTER TABLE report ADD COLUMN why TEXT CHECK (why IN ('spoiler', 'insult', 'spam', 'other'));
ALTER TABLE report ADD COLUMN note TEXT;
ALTER TABLE report ADD COLUMN tell INTEGER NOT NULL DEFAULT 0 CHECK (tell IN (0, 1));
ALTER TABLE report ADD COLUMN revision TEXT;
ALTER TABLE report ADD COLUMN outcome TEXT CHECK (outcome IN ('removed', 'relabelled', 'dismissed', 'gone'));
ALTER TABLE report ADD COLUMN closed_by INTEGER;
CREATE INDEX report_of ON report (kind, subject);

-- What a moderator decided is found by them, when they ask what is kept about them.
CREATE INDEX report_by_closer ON report (closed_by) WHERE closed_by IS NOT NULL;
CREATE INDEX takedown_by_closer ON takedown (appeal_closed_by) WHERE appeal_closed_by IS NOT NULL;
CREATE INDEX takedown_by_lifter ON takedown (lifted_by) WHERE lifted_by IS NOT NULL;

-- What is deleted for good needs no moderator any more. Some ids are given once more afterwards.
CREATE TRIGGER review_moderated AFTER DELETE ON review BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'review' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'review' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;

CREATE TRIGGER recommendation_moderated AFTER DELETE ON recommendation BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'recommendation' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'recommendation' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;

CREATE TRIGGER comment_moderated AFTER DELETE ON comment BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'comment' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'comment' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;

CREATE TRIGGER quote_moderated AFTER DELETE ON quote BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'quote' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'quote' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;

CREATE TRIGGER marked_moderated AFTER DELETE ON marked BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'marked' AND subject = old.message_id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'marked' AND subject = CAST(old.message_id AS TEXT) AND closed_at IS NULL;
END;

CREATE TRIGGER synopsis_moderated AFTER DELETE ON synopsis BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind IN ('synopsis', 'submission') AND subject = old.id
    AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind IN ('synopsis', 'submission') AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;

-- What is on its way to moderators says the same in the new words.
UPDATE outbox SET kind = 'writing taken down', payload = json_object('takedown',
    (SELECT t.id FROM takedown t WHERE t.kind = 'comment' AND t.subject = outbox.payload ->> 'comment'))
WHERE kind = 'comment taken down';
UPDATE outbox SET payload = json_object('kind', payload ->> 'kind', 'guild', payload ->> 'guild', 'subject',
    substr(key, length('report ' || (payload ->> 'guild') || ' ' || (payload ->> 'kind') || ' ') + 1))
WHERE kind = 'report' AND payload ->> 'channel' IS NOT NULL;

-- The place of a comment that was taken down stands for its answers' sake, and goes with the last of them.
CREATE TRIGGER posted_answer_hidden AFTER UPDATE OF hidden ON comment
WHEN new.hidden <> old.hidden AND new.reply_to IS NOT NULL BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = new.reply_to
    AND EXISTS (SELECT 1 FROM comment c WHERE c.id = new.reply_to AND c.hidden = 1);
END;
CREATE TRIGGER posted_answer_deleted AFTER DELETE ON comment WHEN old.reply_to IS NOT NULL BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = old.reply_to
    AND EXISTS (SELECT 1 FROM comment c WHERE c.id = old.reply_to AND c.hidden = 1);
END;

-- There was no queue: moderators have seen to the reports of until then, or never will.
UPDATE report SET closed_at = created_at WHERE closed_at IS NULL;
