-- Everything that is posted by the clock waits here. A row is written in the transaction of what it
-- announces, claimed by one process for a while, sent, and marked; a row whose claim ran out may
-- have been sent, so it is looked for in the channel first. `target` keeps the order: of one
-- target only the oldest unsent row is ever claimed. Times are UTC.

CREATE TABLE outbox (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,                      -- says what it announces: planned twice, posted once
    kind          TEXT NOT NULL,
    target        TEXT NOT NULL,                             -- 'guild 5 airing', 'channel 7', 'member 9'
    due_at        TEXT NOT NULL,
    expires_at    TEXT,                                      -- dropped when it would go out after this
    payload       TEXT NOT NULL,                             -- JSON: ids and numbers, what it is composed of
    state         TEXT NOT NULL DEFAULT 'waiting'
                  CHECK (state IN ('waiting', 'claimed', 'held', 'sent', 'dropped')),
    attempts      INTEGER NOT NULL DEFAULT 0,                -- how often it was held; the wait grows with it
    claimed_by    TEXT,
    claimed_until TEXT,
    tried_at      TEXT,                                      -- since when it may have been sent; NULL: surely not
    retry_at      TEXT,                                      -- not claimed before this: it was held, or put off
    reason        TEXT,                                      -- why it is held or was dropped
    channel_id    INTEGER,                                   -- where it was sent, or may have been
    message_id    INTEGER,
    done_at       TEXT,
    created_at    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    -- From when it may be claimed.
    ready_at      TEXT GENERATED ALWAYS AS (
                      CASE state WHEN 'claimed' THEN claimed_until ELSE max(due_at, coalesce(retry_at, due_at)) END
                  ) VIRTUAL,
    -- A cast reads the digits at the beginning: of '5 airing', 5.
    guild_id      INTEGER GENERATED ALWAYS AS (
                      CASE WHEN target LIKE 'guild %' THEN CAST(substr(target, 7) AS INTEGER)
                           WHEN target LIKE 'channel % guild %'
                           THEN CAST(substr(target, instr(target, ' guild ') + 7) AS INTEGER) END
                  ) VIRTUAL
) STRICT;
CREATE INDEX outbox_open ON outbox (target, due_at, id) WHERE state IN ('waiting', 'claimed', 'held');
CREATE INDEX outbox_ready ON outbox (ready_at, due_at, id) WHERE state IN ('waiting', 'claimed', 'held');
CREATE INDEX outbox_claimed ON outbox (target) WHERE state = 'claimed';
CREATE INDEX outbox_held ON outbox (guild_id) WHERE state = 'held';
CREATE INDEX outbox_done ON outbox (done_at) WHERE state IN ('sent', 'dropped');

-- What is done again and again: refreshing, planning, tidying. One row a chore.
CREATE TABLE chore (
    name          TEXT PRIMARY KEY,
    due_at        TEXT NOT NULL,
    claimed_by    TEXT,
    claimed_until TEXT
) STRICT, WITHOUT ROWID;
