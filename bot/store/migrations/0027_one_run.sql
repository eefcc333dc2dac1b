-- A chore never runs beside itself. Who wants it done sooner says until when, and takes no claim away: a run that
-- is under way ends, and then the chore runs again. And a post counts the rounds of which nobody knows what became,
-- so that one which Discord always answers with an error is held, and moderators hear of it.

ALTER TABLE chore ADD COLUMN asked_for TEXT;                          -- to be done by then, whatever its own plan
ALTER TABLE outbox ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;   -- rounds that ended without a clear answer

-- What waits until a time that a clock which ran ahead has set is looked for at a start.
CREATE INDEX outbox_put_off ON outbox (retry_at) WHERE retry_at IS NOT NULL AND state IN ('waiting', 'held');

DROP TRIGGER posts_of_drama;
CREATE TRIGGER posts_of_drama AFTER UPDATE OF hidden, title, native_title ON drama BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z'
    WHERE name IN ('review posts', 'comment posts', 'synopsis posts', 'marked messages', 'board threads');
END;

DROP TRIGGER marked_sent;
CREATE TRIGGER marked_sent AFTER UPDATE OF state ON outbox WHEN new.kind = 'marked' AND new.state = 'sent' BEGIN
    UPDATE marked SET state = 'sent', repost_id = new.message_id WHERE outbox_id = new.id AND state = 'planned';
    INSERT OR IGNORE INTO marked_gone (message_id, guild_id, channel_id)
    SELECT new.message_id, new.guild_id, new.channel_id
    WHERE new.message_id IS NOT NULL AND new.guild_id IS NOT NULL AND new.channel_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM marked m WHERE m.outbox_id = new.id);
    UPDATE chore SET asked_for = min(coalesce(asked_for, new.done_at), new.done_at)
    WHERE name = 'marked messages';
END;
