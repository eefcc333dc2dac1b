-- What the moderators of each guild have set, and who changed what. The audit outlives
-- what it speaks of, so it refers to nothing by foreign key.

CREATE TABLE guild (
    id            INTEGER PRIMARY KEY,                       -- Discord's guild id
    policy        TEXT NOT NULL DEFAULT 'bars' CHECK (policy IN ('bars', 'sealed', 'open')),
    language      TEXT,
    curator_role  INTEGER,
    notified_role INTEGER
) STRICT;

CREATE TABLE guild_channel (
    guild_id   INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('synopses', 'reviews', 'board', 'airing', 'log')),
    channel_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    guild_id INTEGER,
    actor_id INTEGER,
    action   TEXT NOT NULL,                                  -- e.g. settings.channel
    subject  TEXT,                                           -- e.g. synopses, drama 42
    detail   TEXT                                            -- JSON, never a member's text
) STRICT;
CREATE INDEX audit_by_guild ON audit (guild_id, id);
