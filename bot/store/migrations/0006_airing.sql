-- Who follows which drama, who wants a daily digest, and which episode each guild has been told of:
-- an episode whose hour changes after its post is not announced again.

CREATE TABLE follow (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (member_id, drama_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_by_drama ON follow (drama_id, member_id);

CREATE TABLE digest (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    at        TEXT NOT NULL,                                 -- HH:MM in the member's zone
    zone      TEXT NOT NULL,                                 -- an IANA name, 'Asia/Tokyo'
    asked_at  TEXT NOT NULL,                                 -- UTC; what was refused before is forgotten
    next_at   TEXT                                           -- UTC; NULL once one could not be delivered
) STRICT;
CREATE INDEX digest_by_next ON digest (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE airing_post (
    guild_id  INTEGER NOT NULL,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode   INTEGER NOT NULL,
    at        TEXT NOT NULL,                                 -- UTC; when it was to air
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    PRIMARY KEY (guild_id, drama_id, episode)
) STRICT, WITHOUT ROWID;
CREATE INDEX airing_post_by_outbox ON airing_post (outbox_id, at);

-- When the episodes of these days air, as it was last carried to the posts of every guild in
-- `airing_guild`: what has changed since is all that the next plan has to carry there.
CREATE TABLE airing_plan (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode  INTEGER NOT NULL,
    at       TEXT NOT NULL,                                  -- UTC
    PRIMARY KEY (drama_id, episode)
) STRICT, WITHOUT ROWID;
CREATE TABLE airing_guild (
    guild_id INTEGER PRIMARY KEY
) STRICT;

-- Up to when posts have been planned, one row at most. Where the bot was down for longer than that,
-- what aired meanwhile is announced late.
CREATE TABLE airing_planned (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    until TEXT NOT NULL                                      -- UTC
) STRICT;

CREATE INDEX episode_by_airs_at ON episode (airs_at) WHERE airs_at IS NOT NULL;
