-- Watch clubs: a drama watched together, so many episodes a step. A step is a row, so that it opens
-- once, however often the bot is restarted.

CREATE TABLE club (
    id          INTEGER PRIMARY KEY,
    guild_id    INTEGER NOT NULL,
    drama_id    INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    channel_id  INTEGER NOT NULL,
    role_id     INTEGER,
    episodes    INTEGER NOT NULL CHECK (episodes BETWEEN 1 AND 100),   -- a step
    days        INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),       -- a bit a weekday, 1 = Monday
    at          TEXT NOT NULL,                               -- HH:MM in the zone
    zone        TEXT NOT NULL,
    advance     TEXT NOT NULL DEFAULT 'time' CHECK (advance IN ('time', 'together')),
    state       TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'paused', 'ended')),
    started_by  INTEGER NOT NULL,
    started_at  TEXT NOT NULL,
    ended_at    TEXT
) STRICT;
CREATE UNIQUE INDEX club_running ON club (guild_id, drama_id) WHERE state <> 'ended';
CREATE INDEX club_by_drama ON club (drama_id);

CREATE TABLE club_member (
    club_id   INTEGER NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reminded  INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)),   -- asked for reminders
    joined_at TEXT NOT NULL,
    left_at   TEXT,
    PRIMARY KEY (club_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX club_member_by_member ON club_member (member_id);

-- `told` is what the step's post says of when it is over: until, state and advance.
-- `event_id` is Discord's scheduled event; `event_at` the moment that it was made, moved or refused
-- for, NULL where nothing was tried. While one is being made nobody else makes it, until `event_claimed`.
CREATE TABLE club_step (
    club_id       INTEGER NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    first_episode INTEGER NOT NULL,
    last_episode  INTEGER NOT NULL,
    opened_at     TEXT NOT NULL,
    until         TEXT,                                      -- UTC; NULL while the club pauses
    closed_at     TEXT,
    told          TEXT,
    event_id      INTEGER,
    event_at      TEXT,
    event_claimed TEXT,
    PRIMARY KEY (club_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX club_step_open ON club_step (club_id) WHERE closed_at IS NULL;
CREATE INDEX club_step_event ON club_step (event_id) WHERE event_id IS NOT NULL;
