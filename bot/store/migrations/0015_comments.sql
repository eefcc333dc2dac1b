-- Comments on dramas and their episodes, posted in the board's threads; likes; reports to moderators;
-- and quotes that members of a guild save.

CREATE TABLE comment (
    -- Never given twice: the key of a post and the buttons of a message name a comment by it.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    episode        INTEGER NOT NULL DEFAULT 0 CHECK (episode BETWEEN 0 AND 5000),  -- whose thread; 0: the drama's
    reply_to       INTEGER REFERENCES comment (id) ON DELETE SET NULL,
    spoils_episode INTEGER CHECK (spoils_episode BETWEEN 1 AND 5000),  -- NULL: spoils nothing
    text           TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    likes          INTEGER NOT NULL DEFAULT 0,               -- kept by the triggers below
    revision       INTEGER NOT NULL DEFAULT 1,               -- counts what a post of it would show anew
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX comment_by_drama ON comment (guild_id, drama_id, id);
CREATE INDEX comment_by_member ON comment (member_id, id);
CREATE INDEX comment_by_reply ON comment (reply_to) WHERE reply_to IS NOT NULL;
CREATE TRIGGER comment_revised AFTER UPDATE OF text, spoils_episode, hidden, drama_id, reply_to ON comment BEGIN
    UPDATE comment SET revision = revision + 1 WHERE id = new.id;
END;

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

-- Where a comment stands. It outlives its comment: a message whose comment is gone, or hidden, has yet
-- to be taken away, and one whose `revision` is not the comment's has yet to be edited (0: the guild
-- hides spoilers in another way now). Written when the post is composed, it learns of its message when
-- the outbox marks it as sent, in that transaction.
CREATE TABLE comment_post (
    comment_id INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    revision   INTEGER NOT NULL,                             -- of the comment, as the message shows it
    channel_id INTEGER,                                      -- the thread; NULL with the message: not sent yet
    message_id INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord refused to change it
    retry_at   TEXT
) STRICT;
CREATE INDEX comment_post_by_message ON comment_post (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX comment_post_by_guild ON comment_post (guild_id);
CREATE TRIGGER comment_sent AFTER UPDATE OF state ON outbox
WHEN new.kind = 'comment' AND new.state = 'sent' AND new.message_id IS NOT NULL BEGIN
    INSERT INTO comment_post (comment_id, guild_id, revision, channel_id, message_id)
    VALUES (new.payload ->> 'comment', new.payload ->> 'guild', 0, new.channel_id, new.message_id)
    ON CONFLICT (comment_id)
    DO UPDATE SET channel_id = excluded.channel_id, message_id = excluded.message_id;
END;
CREATE TRIGGER comment_policy AFTER UPDATE OF policy ON guild WHEN new.policy <> old.policy BEGIN
    UPDATE comment_post SET revision = 0 WHERE guild_id = new.id AND message_id IS NOT NULL
    AND comment_id IN (SELECT id FROM comment WHERE spoils_episode IS NOT NULL);
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

-- A quote that a guild has saved for itself must not keep another guild, or the catalogue, from having
-- the same: the table is made anew, with the guild in what may be there only once.
CREATE TABLE quote_anew (
    id       INTEGER PRIMARY KEY,
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    text     TEXT NOT NULL,
    speaker  TEXT,
    episode  INTEGER,                                        -- spoils up to there; NULL: nothing
    added_by INTEGER REFERENCES member (id) ON DELETE SET NULL,
    guild_id INTEGER                                         -- NULL: the catalogue's, shown everywhere
) STRICT;
INSERT INTO quote_anew (id, drama_id, text, speaker, episode, added_by, guild_id)
    SELECT id, drama_id, text, speaker, episode, added_by, guild_id FROM quote;
DROP TABLE quote;
ALTER TABLE quote_anew RENAME TO quote;
CREATE UNIQUE INDEX quote_once ON quote (drama_id, text, ifnull(guild_id, 0));
CREATE INDEX quote_by_guild ON quote (guild_id, drama_id);
CREATE INDEX quote_by_member ON quote (added_by) WHERE added_by IS NOT NULL;
