-- Posts of watch clubs stand in the ledger as all messages do: that of a step (`copy` is its number), and that of a
-- club's end. Until here each was looked up in the outbox, which forgets what was sent thirty days ago.

INSERT INTO posted (kind, subject, drama_id, guild_id, copy, shown, outbox_id, channel_id, message_id)
SELECT 'club step', c.id, c.drama_id, c.guild_id, s.number, 1, o.id, iif(o.state = 'sent', o.channel_id, NULL),
    iif(o.state = 'sent', o.message_id, NULL)
FROM club c JOIN club_step s ON s.club_id = c.id AND s.closed_at IS NULL
JOIN outbox o ON o.key = 'club ' || c.id || ' step ' || s.number
WHERE o.state IN ('waiting', 'claimed', 'held') OR o.state = 'sent' AND o.message_id IS NOT NULL;
INSERT INTO posted (kind, subject, drama_id, guild_id, shown, outbox_id, channel_id, message_id)
SELECT 'club end', c.id, c.drama_id, c.guild_id, 1, o.id, iif(o.state = 'sent', o.channel_id, NULL),
    iif(o.state = 'sent', o.message_id, NULL)
FROM club c JOIN outbox o ON o.key = 'club ' || c.id || ' end'
WHERE o.state IN ('waiting', 'claimed', 'held') OR o.state = 'sent' AND o.message_id IS NOT NULL;
-- What a step's post said of when the step is over, where that is no longer so.
UPDATE posted SET revision = 2 WHERE kind = 'club step' AND EXISTS
    (SELECT 1 FROM club c JOIN club_step s ON s.club_id = c.id WHERE c.id = posted.subject AND s.number = posted.copy
     AND s.told IS NOT ifnull(s.until, '') || ' ' || c.state || ' ' || c.advance);
ALTER TABLE club_step DROP COLUMN told;

CREATE TRIGGER posted_club_step_changed AFTER UPDATE OF until, first_episode, last_episode ON club_step
WHEN (new.until, new.first_episode, new.last_episode) IS NOT (old.until, old.first_episode, old.last_episode) BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'club step' AND subject = new.club_id AND copy = new.number;
END;
CREATE TRIGGER posted_club_changed AFTER UPDATE OF state, advance, drama_id ON club
WHEN (new.state, new.advance, new.drama_id) IS NOT (old.state, old.advance, old.drama_id) BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind IN ('club step', 'club end') AND subject = new.id;
END;
-- Who leaves a club is marked as gone; a row goes with a member who is forgotten.
CREATE TRIGGER posted_club_member_forgotten AFTER DELETE ON club_member BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind IN ('club step', 'club end') AND subject = old.club_id;
END;
