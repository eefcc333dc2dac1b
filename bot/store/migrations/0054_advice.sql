-- Advice: a drama that one member recommends to another one of the same server, with a reason that may spoil it up to an
-- episode. The one it is for may never have used the bot, so their id refers to no row. Like every writing it can be
-- reported and taken down on its server.
CREATE TABLE advice (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,        -- the buttons of a message name it
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,  -- who recommends
    to_id          INTEGER NOT NULL,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    reason         TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    spoils_episode INTEGER,                                  -- spoils up to there; NULL: nothing
    dismissed      INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),  -- by the one it is for
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    UNIQUE (member_id, to_id, drama_id, guild_id)
) STRICT;
CREATE INDEX advice_to ON advice (to_id, dismissed, created_at);
CREATE INDEX advice_by_drama ON advice (drama_id);
CREATE INDEX advice_by_guild ON advice (guild_id);

-- From whom a member takes no more advice.
CREATE TABLE advice_refused (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    sender_id INTEGER NOT NULL,
    PRIMARY KEY (member_id, sender_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX advice_refused_by_sender ON advice_refused (sender_id);

-- Who may recommend to a member, and whether these see that the member finished it.
ALTER TABLE member ADD COLUMN advice_from TEXT NOT NULL DEFAULT 'server'
    CHECK (advice_from IN ('nobody', 'server', 'telling'));

-- The same table with one more kind. It is filled again under its own name: a renamed one would have to be taken out of
-- the triggers of every kind first.
CREATE TEMP TABLE takedown_before AS SELECT * FROM takedown;
CREATE TEMP TABLE takedown_last AS SELECT seq FROM sqlite_sequence WHERE name = 'takedown';
DROP TABLE takedown;
CREATE TABLE takedown (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'review', 'recommendation', 'advice', 'comment', 'quote', 'marked', 'synopsis', 'submission')),
    subject INTEGER NOT NULL,
    author_id INTEGER,
    by_id INTEGER,
    why TEXT CHECK (why IN ('spoiler', 'insult', 'spam', 'other')),
    note TEXT,
    before TEXT,
    posted INTEGER NOT NULL DEFAULT 0 CHECK (posted IN (0, 1)),
    at TEXT NOT NULL,
    appealed_at TEXT, appeal_closed_at TEXT, appeal_closed_by INTEGER,
    lifted_at TEXT, lifted_by INTEGER
) STRICT;
INSERT INTO takedown SELECT * FROM takedown_before;
INSERT INTO sqlite_sequence (name, seq) SELECT 'takedown', 0
    WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'takedown');
UPDATE sqlite_sequence SET seq = max(seq, ifnull((SELECT seq FROM takedown_last), 0)) WHERE name = 'takedown';
DROP TABLE takedown_before;
DROP TABLE takedown_last;

CREATE UNIQUE INDEX takedown_stands ON takedown (kind, subject, guild_id) WHERE lifted_at IS NULL;
CREATE INDEX takedown_by_guild ON takedown (guild_id, id);
CREATE INDEX takedown_by_author ON takedown (author_id, guild_id) WHERE author_id IS NOT NULL;
CREATE INDEX takedown_by_moderator ON takedown (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX takedown_by_closer ON takedown (appeal_closed_by) WHERE appeal_closed_by IS NOT NULL;
CREATE INDEX takedown_by_lifter ON takedown (lifted_by) WHERE lifted_by IS NOT NULL;
CREATE INDEX takedown_appealed ON takedown (guild_id, appealed_at)
    WHERE appealed_at IS NOT NULL AND appeal_closed_at IS NULL AND lifted_at IS NULL;

CREATE TRIGGER takedown_made AFTER INSERT ON takedown WHEN new.lifted_at IS NULL BEGIN
    UPDATE comment SET hidden = 1 WHERE id = new.subject AND new.kind = 'comment';
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE new.kind IN ('review', 'recommendation', 'quote', 'marked')
    AND kind = new.kind AND subject = new.subject AND guild_id = new.guild_id;
END;

CREATE TRIGGER takedown_lifted AFTER UPDATE OF lifted_at ON takedown
WHEN old.lifted_at IS NULL AND new.lifted_at IS NOT NULL BEGIN
    UPDATE comment SET hidden = 0 WHERE id = new.subject AND new.kind = 'comment';
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE new.kind IN ('review', 'recommendation', 'quote', 'marked')
    AND kind = new.kind AND subject = new.subject AND guild_id = new.guild_id;
END;

-- What is deleted for good needs no moderator any more.
CREATE TRIGGER advice_moderated AFTER DELETE ON advice BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'advice' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'advice' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
