-- Where the synopsis of an episode was posted, so that an edit edits the post; what publishes a
-- drama's synopses one an interval; and what a curator said to the author of one that was sent back.

-- One post an episode and guild, whichever synopsis it shows: in the guild's language, its own before
-- the catalogue's. It is written when the post is planned, and learns of its message when the outbox
-- marks it as sent. A message whose `shown` is not `revision` has yet to be edited, or taken away.
CREATE TABLE synopsis_post (
    guild_id   INTEGER NOT NULL,
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode    INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    revision   INTEGER NOT NULL DEFAULT 1,                   -- counts what the post would show anew
    shown      INTEGER NOT NULL DEFAULT 0,                   -- the revision that it was composed from
    outbox_id  INTEGER REFERENCES outbox (id) ON DELETE SET NULL,  -- what sends it, were the drama merged meanwhile
    channel_id INTEGER,                                      -- NULL with the message: not sent yet
    message_id INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord refused to change it
    retry_at   TEXT,
    PRIMARY KEY (guild_id, drama_id, episode)
) STRICT, WITHOUT ROWID;
CREATE INDEX synopsis_post_by_episode ON synopsis_post (drama_id, episode);
CREATE INDEX synopsis_post_by_outbox ON synopsis_post (outbox_id);

CREATE TRIGGER synopsis_sent AFTER UPDATE OF state ON outbox
WHEN new.kind = 'synopsis' AND new.state = 'sent' AND new.message_id IS NOT NULL BEGIN
    UPDATE synopsis_post SET channel_id = new.channel_id, message_id = new.message_id
    WHERE outbox_id = new.id;
END;
-- Nothing was said, nobody made room for it, or it was deleted at once: it may be posted anew.
CREATE TRIGGER synopsis_dropped AFTER UPDATE OF state ON outbox
WHEN new.kind = 'synopsis' AND (new.state = 'dropped' OR new.state = 'sent' AND new.message_id IS NULL) BEGIN
    DELETE FROM synopsis_post WHERE outbox_id = new.id AND message_id IS NULL;
END;

CREATE TRIGGER synopsis_written AFTER INSERT ON synopsis WHEN new.state = 'published' BEGIN
    UPDATE synopsis_post SET revision = revision + 1 WHERE drama_id = new.drama_id
    AND episode = new.episode AND (new.guild_id IS NULL OR guild_id = new.guild_id);
END;
CREATE TRIGGER synopsis_revised AFTER UPDATE OF state, text, drama_id ON synopsis
WHEN new.state = 'published' OR old.state = 'published' BEGIN
    UPDATE synopsis_post SET revision = revision + 1 WHERE drama_id IN (new.drama_id, old.drama_id)
    AND episode = new.episode AND (new.guild_id IS NULL OR guild_id = new.guild_id);
END;
CREATE TRIGGER synopsis_deleted AFTER DELETE ON synopsis WHEN old.state = 'published' BEGIN
    UPDATE synopsis_post SET revision = revision + 1 WHERE drama_id = old.drama_id
    AND episode = old.episode AND (old.guild_id IS NULL OR guild_id = old.guild_id);
END;
CREATE TRIGGER synopsis_rules AFTER UPDATE OF policy, language ON guild
WHEN new.policy <> old.policy OR new.language IS NOT old.language BEGIN
    UPDATE synopsis_post SET revision = revision + 1 WHERE guild_id = new.id;
END;
CREATE TRIGGER synopsis_of_drama AFTER UPDATE OF hidden, title, native_title ON drama BEGIN
    UPDATE synopsis_post SET revision = revision + 1 WHERE drama_id = new.id;
END;

CREATE TABLE synopsis_schedule (
    guild_id     INTEGER NOT NULL,
    drama_id     INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    next_episode INTEGER NOT NULL CHECK (next_episode BETWEEN 1 AND 5001),
    days         INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),  -- a bit a weekday, 1 = Monday
    at           TEXT NOT NULL,                              -- HH:MM in the zone
    zone         TEXT NOT NULL,                              -- an IANA name
    next_at      TEXT,                                       -- UTC; NULL while nobody has written the next
    set_by       INTEGER NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (guild_id, drama_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX synopsis_schedule_by_next ON synopsis_schedule (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE synopsis ADD COLUMN returned_reason TEXT;
