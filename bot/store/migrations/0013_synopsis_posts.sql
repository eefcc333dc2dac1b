-- Where a synopsis was posted, so that an edit edits the post; what publishes a drama's synopses one
-- an interval; and what a curator said to the author of one that was sent back.

CREATE TABLE synopsis_post (
    synopsis_id INTEGER NOT NULL REFERENCES synopsis (id) ON DELETE CASCADE,
    guild_id    INTEGER NOT NULL,
    outbox_id   INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
    channel_id  INTEGER,
    message_id  INTEGER,
    PRIMARY KEY (synopsis_id, guild_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE synopsis_schedule (
    guild_id     INTEGER NOT NULL,
    drama_id     INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    next_episode INTEGER NOT NULL CHECK (next_episode BETWEEN 1 AND 5000),
    days         INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),  -- a bit a weekday, 1 = Monday
    at           TEXT NOT NULL,                              -- HH:MM in the zone
    zone         TEXT NOT NULL,                              -- an IANA name
    next_at      TEXT,                                       -- UTC; NULL while it pauses
    paused       TEXT,                                       -- why: 'missing', 'ended'
    set_by       INTEGER NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (guild_id, drama_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX synopsis_schedule_by_next ON synopsis_schedule (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE synopsis ADD COLUMN returned_reason TEXT;
