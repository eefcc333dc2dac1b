-- A message that was marked as a spoiler follows its guild's policy as reviews and comments do: its repost is
-- edited when the guild comes to seal what spoils, or no longer does. And it goes when its author's words go,
-- whether they take it away or are forgotten: what has yet to be deleted outlives the row of what it showed.

ALTER TABLE marked ADD COLUMN repost_id INTEGER;                      -- NULL: not sent yet, or by whom nobody noted it
ALTER TABLE marked ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;    -- counts what the repost would show anew
ALTER TABLE marked ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;       -- that count, as the repost shows it
UPDATE marked SET repost_id = (SELECT o.message_id FROM outbox o WHERE o.id = marked.outbox_id AND o.state = 'sent');
-- Until here none followed: those that stand as their guild no longer wants it are edited once.
UPDATE marked SET revision = 1 WHERE repost_id IS NOT NULL
AND sealed <> ifnull((SELECT g.policy = 'sealed' FROM guild g WHERE g.id = marked.guild_id), 0);
CREATE INDEX marked_outdated ON marked (message_id) WHERE revision <> shown AND repost_id IS NOT NULL;
CREATE INDEX marked_by_guild ON marked (guild_id);

CREATE TRIGGER marked_policy AFTER UPDATE OF policy ON guild
WHEN (new.policy = 'sealed') <> (old.policy = 'sealed') BEGIN
    UPDATE marked SET revision = revision + 1, tries = 0, retry_at = NULL
    WHERE guild_id = new.id AND drama_id IS NOT NULL;
END;

-- Messages that have yet to be deleted.
CREATE TABLE marked_gone (
    message_id INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord would not delete it
    retry_at   TEXT
) STRICT;
CREATE TRIGGER marked_taken_away AFTER DELETE ON marked WHEN old.repost_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO marked_gone (message_id, guild_id, channel_id)
    VALUES (old.repost_id, old.guild_id, old.channel_id);
    -- The original had yet to be removed: so it still has.
    INSERT OR IGNORE INTO marked_gone (message_id, guild_id, channel_id)
    SELECT old.message_id, old.guild_id, old.channel_id WHERE old.state = 'sent';
END;

-- As before, and now with what stands; a repost whose author was forgotten on its way goes again.
DROP TRIGGER marked_sent;
CREATE TRIGGER marked_sent AFTER UPDATE OF state ON outbox WHEN new.kind = 'marked' AND new.state = 'sent' BEGIN
    UPDATE marked SET state = 'sent', repost_id = new.message_id WHERE outbox_id = new.id AND state = 'planned';
    INSERT OR IGNORE INTO marked_gone (message_id, guild_id, channel_id)
    SELECT new.message_id, new.guild_id, new.channel_id
    WHERE new.message_id IS NOT NULL AND new.guild_id IS NOT NULL AND new.channel_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM marked m WHERE m.outbox_id = new.id);
    UPDATE chore SET due_at = min(due_at, new.done_at), claimed_by = NULL, claimed_until = NULL
    WHERE name = 'marked messages';
END;

-- Who saved a quote, or moderates where it was saved, may delete it: its buttons must never come to mean another.
CREATE TABLE quote_numbered (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    text     TEXT NOT NULL,
    speaker  TEXT,
    episode  INTEGER,                                        -- spoils up to there; NULL: nothing
    added_by INTEGER REFERENCES member (id) ON DELETE SET NULL,
    guild_id INTEGER                                         -- NULL: the catalogue's, shown everywhere
) STRICT;
INSERT INTO quote_numbered (id, drama_id, text, speaker, episode, added_by, guild_id)
    SELECT id, drama_id, text, speaker, episode, added_by, guild_id FROM quote;
DROP TABLE quote;
ALTER TABLE quote_numbered RENAME TO quote;
CREATE UNIQUE INDEX quote_once ON quote (drama_id, text, ifnull(guild_id, 0));
CREATE INDEX quote_by_guild ON quote (guild_id, drama_id);
CREATE INDEX quote_by_member ON quote (added_by) WHERE added_by IS NOT NULL;
