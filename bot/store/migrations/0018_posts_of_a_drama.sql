-- A drama that goes out of sight, or comes back, is merged or named otherwise, has the messages that show something
-- of it looked at soon: their chores come by rarely where nothing hastens them.
CREATE TRIGGER posts_of_drama AFTER UPDATE OF hidden, title, native_title ON drama BEGIN
    UPDATE chore SET due_at = min(due_at, '2000-01-01T00:00:00Z')
    WHERE name IN ('review posts', 'comment posts', 'synopsis posts', 'marked messages', 'board threads')
    AND claimed_until IS NULL;
END;

-- When the first of those that Discord refused is tried again.
CREATE INDEX review_post_retry ON review_post (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX comment_post_retry ON comment_post (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX synopsis_post_retry ON synopsis_post (retry_at) WHERE retry_at IS NOT NULL;
