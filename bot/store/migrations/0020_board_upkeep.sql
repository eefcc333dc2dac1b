-- What a thread of the board shows goes out of date when a thread beside it opens or goes, and when the airing of
-- its drama goes on. Both are noted here in the transaction that makes it so, and cleared once Discord has the
-- change: a process that ends in between leaves nothing that is not mended later.

ALTER TABLE thread ADD COLUMN links INTEGER NOT NULL DEFAULT 0;        -- counts the changes of the threads beside it
ALTER TABLE thread ADD COLUMN links_shown INTEGER NOT NULL DEFAULT 0;  -- that count, as its opening message shows it
ALTER TABLE thread ADD COLUMN stage TEXT                               -- as its tags tell it; NULL: nobody looked
    CHECK (stage IN ('upcoming', 'airing', 'ended', 'unknown'));
ALTER TABLE thread ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;        -- how often Discord refused a change
ALTER TABLE thread ADD COLUMN retry_at TEXT;
CREATE INDEX thread_outdated ON thread (id) WHERE links <> links_shown AND thread_id IS NOT NULL;
CREATE INDEX thread_by_stage ON thread (drama_id, stage) WHERE thread_id IS NOT NULL;

-- Until here nobody noted it: every thread that has another beside it is looked at once.
UPDATE thread SET links = 1 WHERE thread_id IS NOT NULL AND first_episode > 0 AND EXISTS
    (SELECT 1 FROM thread o WHERE o.guild_id = thread.guild_id AND o.drama_id = thread.drama_id
     AND o.first_episode > 0 AND o.id <> thread.id AND o.thread_id IS NOT NULL);

CREATE TRIGGER thread_beside AFTER UPDATE OF thread_id ON thread
WHEN new.first_episode > 0 AND new.thread_id IS NOT old.thread_id BEGIN
    UPDATE thread SET links = links + 1, tries = 0, retry_at = NULL
    WHERE id = (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id = new.drama_id
                AND first_episode BETWEEN 1 AND new.first_episode - 1 AND thread_id IS NOT NULL
                ORDER BY first_episode DESC LIMIT 1)
    OR id = (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id = new.drama_id
             AND first_episode > new.first_episode AND thread_id IS NOT NULL
             ORDER BY first_episode LIMIT 1);
END;

-- Two dramas became one: threads stand beside each other that did not before.
CREATE TRIGGER thread_moved AFTER UPDATE OF drama_id ON thread WHEN new.drama_id <> old.drama_id BEGIN
    UPDATE thread SET links = links + 1, tries = 0, retry_at = NULL
    WHERE guild_id = new.guild_id AND drama_id = new.drama_id AND first_episode > 0;
END;
