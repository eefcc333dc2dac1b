-- What members give: scores in half points (1–20, so that 9.5 is an integer), progress,
-- texts. A score belongs to the member; a guild's rating is taken over the members seen
-- there, so `guild_member` is what ties the two.

CREATE TABLE member (
    id           INTEGER PRIMARY KEY,                        -- Discord's user id
    language     TEXT,
    country      TEXT,
    stars_out_of INTEGER NOT NULL DEFAULT 10 CHECK (stars_out_of IN (5, 10)),
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

CREATE TABLE guild_member (
    guild_id   INTEGER NOT NULL,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    first_seen TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (guild_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX guild_member_by_member ON guild_member (member_id, guild_id);

CREATE TABLE score (
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    overall    INTEGER NOT NULL CHECK (overall BETWEEN 1 AND 20),
    story      INTEGER CHECK (story BETWEEN 1 AND 20),
    acting     INTEGER CHECK (acting BETWEEN 1 AND 20),
    music      INTEGER CHECK (music BETWEEN 1 AND 20),
    rewatch    INTEGER CHECK (rewatch BETWEEN 1 AND 20),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (drama_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX score_by_member ON score (member_id, drama_id);

CREATE TABLE episode_score (
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode    INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    overall    INTEGER NOT NULL CHECK (overall BETWEEN 1 AND 20),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (drama_id, episode, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX episode_score_by_member ON episode_score (member_id, drama_id);

CREATE TABLE progress (
    member_id   INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    drama_id    INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    status      TEXT NOT NULL CHECK (status IN ('plan', 'watching', 'completed', 'on hold', 'dropped')),
    episode     INTEGER NOT NULL DEFAULT 0 CHECK (episode BETWEEN 0 AND 5000),
    started_on  TEXT,
    finished_on TEXT,
    updated_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (member_id, drama_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX progress_by_drama ON progress (drama_id, member_id);
CREATE INDEX progress_recent ON progress (member_id, updated_at);

-- `guild_id` NULL: seen everywhere (it came with the catalogue). A guild's own text goes
-- before that one, and never shows in another guild: its curators answer for it there only.
CREATE TABLE synopsis (
    id           INTEGER PRIMARY KEY,
    drama_id     INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode      INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    language     TEXT NOT NULL,
    guild_id     INTEGER,
    author_id    INTEGER REFERENCES member (id) ON DELETE SET NULL,
    state        TEXT NOT NULL CHECK (state IN ('submitted', 'published', 'returned', 'withdrawn')),
    text         TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX synopsis_by_episode ON synopsis (drama_id, episode, state);
CREATE UNIQUE INDEX synopsis_published
    ON synopsis (drama_id, episode, language, ifnull(guild_id, 0)) WHERE state = 'published';
CREATE INDEX synopsis_queue ON synopsis (guild_id, created_at) WHERE state = 'submitted';

CREATE TABLE quote (
    id       INTEGER PRIMARY KEY,
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    text     TEXT NOT NULL,
    speaker  TEXT,
    episode  INTEGER,
    added_by INTEGER REFERENCES member (id) ON DELETE SET NULL,
    guild_id INTEGER,
    UNIQUE (drama_id, text)
) STRICT;
