-- The notice of a report in the log channel follows what it tells: how often the same thing was reported, why, and what
-- moderators decided. So it stands in the ledger, by the first report that was open when it was made. Until here it said
-- for good what the first report said.

DROP TRIGGER posted_sent;
CREATE TRIGGER posted_sent AFTER UPDATE OF state ON outbox
WHEN new.kind IN ('review', 'comment', 'synopsis', 'marked', 'club step', 'club end', 'report') AND new.state = 'sent'
    AND new.message_id IS NOT NULL
BEGIN
    UPDATE posted SET channel_id = new.channel_id, message_id = new.message_id WHERE outbox_id = new.id;
    INSERT INTO posted (kind, subject, guild_id, copy, edited, channel_id, message_id)
    SELECT new.kind, 0, ifnull(new.guild_id, 0), new.message_id, 1, new.channel_id, new.message_id
    WHERE NOT EXISTS (SELECT 1 FROM posted WHERE outbox_id = new.id);
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages'
    AND EXISTS (SELECT 1 FROM posted WHERE message_id = new.message_id AND turn IS NOT NULL);
END;

-- What was on its way before had no row to be found by.
INSERT INTO posted (kind, subject, guild_id, outbox_id)
SELECT 'report', r.id, r.guild_id, o.id FROM outbox o
JOIN report r ON r.id = (SELECT min(m.id) FROM report m WHERE m.closed_at IS NULL AND m.guild_id = o.payload ->> 'guild'
    AND m.kind = o.payload ->> 'kind' AND m.subject = o.payload ->> 'subject')
WHERE o.kind = 'report' AND o.state IN ('waiting', 'claimed', 'held') AND json_valid(o.payload);

CREATE TRIGGER posted_report_made AFTER INSERT ON report BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'report' AND guild_id = new.guild_id AND subject IN (SELECT r.id FROM report r
    WHERE r.guild_id = new.guild_id AND r.kind = new.kind AND r.subject = new.subject);
END;
CREATE TRIGGER posted_report_changed AFTER UPDATE OF closed_at, why ON report
WHEN (new.closed_at, new.why) IS NOT (old.closed_at, old.why) BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'report' AND guild_id = new.guild_id AND subject IN (SELECT r.id FROM report r
    WHERE r.guild_id = new.guild_id AND r.kind = new.kind AND r.subject = new.subject);
END;
-- What is forgotten after a year, or with its reporter, leaves the notice as it stands; another report of it may be counted.
CREATE TRIGGER posted_report_forgotten AFTER DELETE ON report BEGIN
    DELETE FROM posted WHERE kind = 'report' AND subject = old.id AND message_id IS NOT NULL;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'report' AND guild_id = old.guild_id AND subject IN (SELECT r.id FROM report r
    WHERE r.guild_id = old.guild_id AND r.kind = old.kind AND r.subject = old.subject);
END;
