-- Comments on dramas and their episodes, posted in the board's threads; likes; reports to moderators.

CREATE TABLE comment (
    id             INTEGER PRIMARY KEY,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reply_to       INTEGER REFERENCES comment (id) ON DELETE SET NULL,
    spoils_episode INTEGER CHECK (spoils_episode BETWEEN 1 AND 5000),  -- NULL: spoils nothing
    text           TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    likes          INTEGER NOT NULL DEFAULT 0,
    thread_id      INTEGER,                                  -- Discord's ids of where it stands
    message_id     INTEGER,
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX comment_by_drama ON comment (guild_id, drama_id, id);
CREATE INDEX comment_by_member ON comment (member_id, id);
CREATE INDEX comment_by_reply ON comment (reply_to) WHERE reply_to IS NOT NULL;

CREATE TABLE comment_like (
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (comment_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_like_by_member ON comment_like (member_id);
CREATE TRIGGER comment_like_given AFTER INSERT ON comment_like BEGIN
    UPDATE comment SET likes = likes + 1 WHERE id = new.comment_id;
END;
CREATE TRIGGER comment_like_taken AFTER DELETE ON comment_like BEGIN
    UPDATE comment SET likes = likes - 1 WHERE id = old.comment_id;
END;

CREATE TABLE report (
    id          INTEGER PRIMARY KEY,
    guild_id    INTEGER NOT NULL,
    kind        TEXT NOT NULL,                               -- comment, review, message
    subject     TEXT NOT NULL,                               -- the id of what is reported
    reporter_id INTEGER NOT NULL,
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    closed_at   TEXT,
    UNIQUE (guild_id, kind, subject, reporter_id)
) STRICT;
CREATE INDEX report_open ON report (guild_id, created_at) WHERE closed_at IS NULL;
