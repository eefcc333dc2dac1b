-- Pictures of reviews and comments, as they were drawn again from what a member sent. They are kept here and not in files,
-- so that a backup has them, and so that the deletion of a member or a server takes them along with the words.

CREATE TABLE still (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    review_id  INTEGER REFERENCES review (id) ON DELETE CASCADE,    -- one of the two is NULL
    comment_id INTEGER REFERENCES comment (id) ON DELETE CASCADE,
    guild_id   INTEGER,                                      -- of the comment; NULL: reviews belong to no server
    position   INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2),
    size       INTEGER NOT NULL,                             -- bytes of the content, so that nobody reads it to count
    alt        TEXT NOT NULL CHECK (length(alt) BETWEEN 1 AND 300),
    added_at   TEXT NOT NULL,
    content    BLOB NOT NULL                                 -- WebP; last, because it goes on in further pages
) STRICT;
CREATE INDEX still_of_review ON still (review_id, position) WHERE review_id IS NOT NULL;
CREATE INDEX still_of_comment ON still (comment_id, position) WHERE comment_id IS NOT NULL;
CREATE INDEX still_by_member ON still (member_id, size);
CREATE INDEX still_by_guild ON still (guild_id) WHERE guild_id IS NOT NULL;

-- The bytes of all pictures: of the comments of each server, and (0) of all reviews.
CREATE TABLE still_room (
    guild_id INTEGER PRIMARY KEY,
    bytes    INTEGER NOT NULL
) STRICT;

-- Whatever shows the writing is out of date.
CREATE TRIGGER still_added AFTER INSERT ON still BEGIN
    INSERT INTO still_room (guild_id, bytes) VALUES (ifnull(new.guild_id, 0), new.size)
    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = iif(new.review_id IS NULL, 'comment', 'review') AND subject = ifnull(new.review_id, new.comment_id);
END;
CREATE TRIGGER still_described AFTER UPDATE OF alt ON still BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = iif(new.review_id IS NULL, 'comment', 'review') AND subject = ifnull(new.review_id, new.comment_id);
END;
CREATE TRIGGER still_removed AFTER DELETE ON still BEGIN
    UPDATE still_room SET bytes = bytes - old.size WHERE guild_id = ifnull(old.guild_id, 0);
    DELETE FROM still_room WHERE guild_id = ifnull(old.guild_id, 0) AND bytes <= 0;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = iif(old.review_id IS NULL, 'comment', 'review') AND subject = ifnull(old.review_id, old.comment_id);
END;
