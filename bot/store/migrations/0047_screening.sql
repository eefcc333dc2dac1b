-- What may not be written through the bot on a server, and writings that wait for its moderators.

ALTER TABLE guild ADD COLUMN links TEXT NOT NULL DEFAULT 'any' CHECK (links IN ('any', 'listed', 'none'));
ALTER TABLE guild ADD COLUMN matches_wait INTEGER NOT NULL DEFAULT 0 CHECK (matches_wait IN (0, 1));
ALTER TABLE guild ADD COLUMN newcomer_days INTEGER NOT NULL DEFAULT 0 CHECK (newcomer_days BETWEEN 0 AND 365);

-- The server's own list, beside Discord's AutoMod. At most a few hundred rows a server.
CREATE TABLE word_rule (
    guild_id INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('word', 'expression', 'host')),
    text     TEXT NOT NULL,                                  -- as a moderator typed it
    PRIMARY KEY (guild_id, kind, text)
) STRICT, WITHOUT ROWID;

-- What Discord last said of a server's AutoMod rules: they hold while Discord does not answer, and after a restart.
-- Discord allows a few of them a server.
CREATE TABLE automod_rule (
    guild_id INTEGER NOT NULL,
    rule_id  INTEGER NOT NULL,
    body     TEXT NOT NULL,                                  -- JSON
    PRIMARY KEY (guild_id, rule_id)
) STRICT;

-- A writing that is not posted until a moderator releases it. The service of its kind writes it then.
CREATE TABLE held (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,            -- buttons name it
    guild_id   INTEGER NOT NULL,
    author_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,                                -- review, comment
    subject    TEXT,                                         -- drama 42; NULL: each one is kept
    why        TEXT NOT NULL CHECK (why IN ('newcomer', 'rule', 'alert')),
    what       TEXT,                                         -- the word or expression that was found
    -- An id of that time, as those in labels and payload: merges are followed when it is read.
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    words      TEXT NOT NULL,                                -- JSON: its texts, as a moderator reads them
    labels     TEXT NOT NULL,                                -- JSON: up to which episode it spoils, by drama
    payload    TEXT NOT NULL,                                -- JSON: what its service needs to write it
    draft_kind TEXT,                                         -- of the draft that it becomes when it is dismissed
    held_at    TEXT NOT NULL,
    UNIQUE (guild_id, author_id, kind, subject)
) STRICT;
CREATE INDEX held_by_guild ON held (guild_id, id);
CREATE INDEX held_by_author ON held (author_id);
CREATE INDEX held_by_age ON held (held_at);
CREATE INDEX held_by_drama ON held (drama_id);
