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
    next_at   TEXT NOT NULL                                  -- UTC
) STRICT;
CREATE INDEX digest_by_next ON digest (next_at);

CREATE TABLE airing_post (
    guild_id  INTEGER NOT NULL,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode   INTEGER NOT NULL,
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    PRIMARY KEY (guild_id, drama_id, episode)
) STRICT, WITHOUT ROWID;
CREATE INDEX airing_post_by_outbox ON airing_post (outbox_id);
