-- The board: one thread a drama, or a batch of its episodes, in each guild. `first_episode` 0 is the
-- thread of the whole drama. A thread that is gone on Discord is replaced in its row.

ALTER TABLE guild ADD COLUMN batch INTEGER NOT NULL DEFAULT 0 CHECK (batch BETWEEN 0 AND 100);

CREATE TABLE thread (
    id            INTEGER PRIMARY KEY,
    guild_id      INTEGER NOT NULL,
    drama_id      INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    first_episode INTEGER NOT NULL DEFAULT 0 CHECK (first_episode BETWEEN 0 AND 5000),
    last_episode  INTEGER NOT NULL DEFAULT 0 CHECK (last_episode BETWEEN 0 AND 5000),
    channel_id    INTEGER,                                   -- the board
    thread_id     INTEGER UNIQUE,                            -- Discord's id; NULL while it is being opened
    opener_id     INTEGER,                                   -- the message that opens it
    claimed_by    TEXT,
    claimed_until TEXT,
    opened_at     TEXT,
    active_at     TEXT,
    UNIQUE (guild_id, drama_id, first_episode)
) STRICT;
CREATE INDEX thread_by_activity ON thread (guild_id, active_at);
