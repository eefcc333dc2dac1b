-- The board's threads stand in the ledger as all messages do: what opens one (`opener`, with its links to the threads
-- beside it), and the tags of a forum's thread (`tags`, for which the thread itself is the message).

INSERT INTO posted (kind, subject, drama_id, guild_id, revision, edited, shown, channel_id, message_id, tries, retry_at)
SELECT 'opener', id, drama_id, guild_id, links + 1, iif(links <> links_shown, links + 1, 0), links_shown + 1, channel_id,
    opener_id, tries, retry_at
FROM thread WHERE thread_id IS NOT NULL AND opener_id IS NOT NULL;
INSERT INTO posted (kind, subject, drama_id, guild_id, shown, channel_id, message_id)
SELECT 'tags', id, drama_id, guild_id, 1, channel_id, thread_id FROM thread WHERE thread_id IS NOT NULL;

DROP TRIGGER thread_beside;
DROP TRIGGER thread_moved;
DROP INDEX thread_outdated;
ALTER TABLE thread DROP COLUMN links;
ALTER TABLE thread DROP COLUMN links_shown;
ALTER TABLE thread DROP COLUMN tries;
ALTER TABLE thread DROP COLUMN retry_at;

-- A thread is open, and shows what it was opened with; or it is gone, with all that it showed.
CREATE TRIGGER posted_thread_opened AFTER UPDATE OF thread_id ON thread
WHEN new.thread_id IS NOT NULL AND new.thread_id IS NOT old.thread_id BEGIN
    DELETE FROM posted WHERE kind IN ('opener', 'tags') AND subject = new.id;
    INSERT INTO posted (kind, subject, drama_id, guild_id, shown, channel_id, message_id)
    VALUES ('opener', new.id, new.drama_id, new.guild_id, 1, new.channel_id, new.opener_id),
           ('tags', new.id, new.drama_id, new.guild_id, 1, new.channel_id, new.thread_id);
END;
CREATE TRIGGER posted_thread_gone AFTER UPDATE OF thread_id ON thread
WHEN new.thread_id IS NULL AND old.thread_id IS NOT NULL BEGIN
    DELETE FROM posted WHERE kind IN ('opener', 'tags') AND subject = new.id;
END;
-- The threads before and behind it link to it, or no longer do.
CREATE TRIGGER posted_thread_beside AFTER UPDATE OF thread_id ON thread
WHEN new.first_episode > 0 AND new.thread_id IS NOT old.thread_id BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'opener' AND subject IN (
        (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id = new.drama_id
         AND first_episode BETWEEN 1 AND new.first_episode - 1 AND thread_id IS NOT NULL
         ORDER BY first_episode DESC LIMIT 1),
        (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id = new.drama_id
         AND first_episode > new.first_episode AND thread_id IS NOT NULL
         ORDER BY first_episode LIMIT 1));
END;
-- Two dramas became one, or its episodes were numbered otherwise: threads stand beside each other that did not before.
CREATE TRIGGER posted_thread_moved AFTER UPDATE OF drama_id, first_episode, last_episode ON thread
WHEN (new.drama_id, new.first_episode, new.last_episode) IS NOT (old.drama_id, old.first_episode, old.last_episode)
BEGIN
    UPDATE posted SET drama_id = new.drama_id WHERE kind IN ('opener', 'tags') AND subject = new.id;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'opener' AND subject IN
        (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id IN (new.drama_id, old.drama_id));
END;
