-- Reviews, what members think of them, and drafts: what somebody typed is kept before it is looked
-- at. A review belongs to its author; `review_post` is where it was posted, so that an edit edits it.

CREATE TABLE review (
    -- Never given twice: the key of a post and the buttons of a message name a review by it.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    headline       TEXT NOT NULL CHECK (length(headline) BETWEEN 1 AND 100),
    text           TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    spoils_episode INTEGER CHECK (spoils_episode BETWEEN 1 AND 5000),  -- NULL: spoils nothing
    language       TEXT NOT NULL,
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    helpful        INTEGER NOT NULL DEFAULT 0,               -- votes, kept by the triggers below
    unhelpful      INTEGER NOT NULL DEFAULT 0,
    revision       INTEGER NOT NULL DEFAULT 1,               -- counts what a post of it would show anew
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (drama_id, member_id)
) STRICT;
CREATE INDEX review_by_member ON review (member_id, created_at);
CREATE TRIGGER review_revised
AFTER UPDATE OF headline, text, spoils_episode, language, hidden, drama_id ON review BEGIN
    UPDATE review SET revision = revision + 1 WHERE id = new.id;
END;

CREATE TABLE review_vote (
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    helpful   INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    PRIMARY KEY (review_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_vote_by_member ON review_vote (member_id);
CREATE TRIGGER review_vote_given AFTER INSERT ON review_vote BEGIN
    UPDATE review SET helpful = helpful + new.helpful, unhelpful = unhelpful + 1 - new.helpful
    WHERE id = new.review_id;
END;
CREATE TRIGGER review_vote_changed AFTER UPDATE OF helpful ON review_vote BEGIN
    UPDATE review SET helpful = helpful + new.helpful - old.helpful,
                      unhelpful = unhelpful + old.helpful - new.helpful
    WHERE id = new.review_id;
END;
CREATE TRIGGER review_vote_taken AFTER DELETE ON review_vote BEGIN
    UPDATE review SET helpful = helpful - old.helpful, unhelpful = unhelpful - 1 + old.helpful
    WHERE id = old.review_id;
END;

-- It outlives its review: a message whose review is gone, or hidden, has yet to be taken away. One
-- whose `revision` is not the review's has yet to be edited; 0 stands for a change that is not the
-- author's: the guild hides spoilers in another way now. The row is written when the post is
-- composed, and learns of its message when the outbox marks it as sent, in that transaction: a
-- process that dies between sending and marking knows no more of it than the outbox does.
CREATE TABLE review_post (
    review_id  INTEGER NOT NULL,
    guild_id   INTEGER NOT NULL,
    revision   INTEGER NOT NULL,                             -- of the review, as the message shows it
    channel_id INTEGER,                                      -- NULL with the message: not sent yet
    message_id INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord refused to change it
    retry_at   TEXT,
    PRIMARY KEY (review_id, guild_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER review_sent AFTER UPDATE OF state ON outbox
WHEN new.kind = 'review' AND new.state = 'sent' AND new.message_id IS NOT NULL BEGIN
    INSERT INTO review_post (review_id, guild_id, revision, channel_id, message_id)
    VALUES (new.payload ->> 'review', new.payload ->> 'guild', 0, new.channel_id, new.message_id)
    ON CONFLICT (review_id, guild_id)
    DO UPDATE SET channel_id = excluded.channel_id, message_id = excluded.message_id;
END;

CREATE TRIGGER review_policy AFTER UPDATE OF policy ON guild WHEN new.policy <> old.policy BEGIN
    UPDATE review_post SET revision = 0 WHERE guild_id = new.id AND message_id IS NOT NULL
    AND review_id IN (SELECT id FROM review WHERE spoils_episode IS NOT NULL);
END;
CREATE INDEX review_post_by_guild ON review_post (guild_id);

CREATE TABLE draft (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,                                -- review, recommendation
    subject    TEXT NOT NULL,                                -- drama 42
    fields     TEXT NOT NULL,                                -- JSON: the form as it was typed
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (member_id, kind, subject)
) STRICT, WITHOUT ROWID;
