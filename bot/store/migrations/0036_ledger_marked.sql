-- Messages that were marked as spoilers stand in the ledger as all others do: the repost (`marked`, by the id of the
-- original) and, from when the repost stands until it is removed, the original itself (`original`).

INSERT INTO posted (kind, subject, drama_id, guild_id, revision, edited, shown, outbox_id, channel_id, message_id,
                    tries, retry_at)
SELECT 'marked', message_id, drama_id, guild_id, revision + 1, iif(corrected > shown, revision + 1, 0), shown + 1,
    iif(repost_id IS NULL, outbox_id, NULL), iif(repost_id IS NULL, NULL, channel_id), repost_id,
    iif(state = 'done', tries, 0), iif(state = 'done', retry_at, NULL)
FROM marked WHERE repost_id IS NOT NULL OR state = 'planned';
INSERT INTO posted (kind, subject, guild_id, edited, channel_id, message_id, tries, retry_at)
SELECT 'original', message_id, guild_id, 1, channel_id, message_id, tries, retry_at FROM marked WHERE state = 'sent';
-- What had yet to be deleted, of messages that nobody knows any more.
INSERT INTO posted (kind, subject, guild_id, copy, edited, channel_id, message_id, tries, retry_at)
SELECT 'marked', 0, guild_id, message_id, 1, channel_id, message_id, tries, retry_at FROM marked_gone;

DROP TRIGGER marked_policy;
DROP TRIGGER marked_taken_away;
DROP TRIGGER marked_sent;
DROP INDEX marked_outdated;
DROP INDEX marked_by_guild;
DROP TABLE marked_gone;
ALTER TABLE marked DROP COLUMN repost_id;
ALTER TABLE marked DROP COLUMN revision;
ALTER TABLE marked DROP COLUMN shown;
ALTER TABLE marked DROP COLUMN corrected;
ALTER TABLE marked DROP COLUMN tries;
ALTER TABLE marked DROP COLUMN retry_at;

CREATE TRIGGER posted_marked_changed AFTER UPDATE OF drama_id, episode ON marked
WHEN (new.drama_id, new.episode) IS NOT (old.drama_id, old.episode) BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'marked' AND subject = new.message_id;
END;
CREATE TRIGGER posted_marked_deleted AFTER DELETE ON marked BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'marked' AND subject = old.message_id;
END;

-- The original is due to be removed, in the one transaction that says that the repost stands.
CREATE TRIGGER marked_sent AFTER UPDATE OF state ON outbox WHEN new.kind = 'marked' AND new.state = 'sent' BEGIN
    INSERT INTO posted (kind, subject, guild_id, edited, channel_id, message_id)
    SELECT 'original', m.message_id, m.guild_id, 1, m.channel_id, m.message_id
    FROM marked m WHERE m.outbox_id = new.id AND m.state = 'planned';
    UPDATE marked SET state = 'sent' WHERE outbox_id = new.id AND state = 'planned';
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
