-- A comment says how many answers to it can be read. They are counted here, because no message waits for a count of
-- others. A comment may also be about a review of its drama, and an answer to it is, too. A review that is deleted
-- leaves the comments on it, as a deleted comment leaves its answers.

ALTER TABLE comment ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE comment ADD COLUMN review_id INTEGER REFERENCES review (id) ON DELETE SET NULL;
UPDATE comment SET answers = (SELECT count(*) FROM comment a WHERE a.reply_to = comment.id AND a.hidden = 0)
WHERE id IN (SELECT reply_to FROM comment WHERE reply_to IS NOT NULL AND hidden = 0);

CREATE INDEX comment_by_review ON comment (review_id, guild_id, id) WHERE review_id IS NOT NULL;
-- The orders in which they are read: what moderators removed is not in the way.
CREATE INDEX comment_newest ON comment (guild_id, drama_id, id) WHERE hidden = 0;
CREATE INDEX comment_liked ON comment (guild_id, drama_id, likes, id) WHERE hidden = 0;
CREATE INDEX comment_on_review_liked ON comment (review_id, guild_id, likes, id)
WHERE review_id IS NOT NULL AND hidden = 0;

CREATE TRIGGER comment_answered AFTER INSERT ON comment WHEN new.reply_to IS NOT NULL AND new.hidden = 0 BEGIN
    UPDATE comment SET answers = answers + 1 WHERE id = new.reply_to;
END;
CREATE TRIGGER comment_answer_hidden AFTER UPDATE OF hidden ON comment
WHEN new.hidden <> old.hidden AND new.reply_to IS NOT NULL BEGIN
    UPDATE comment SET answers = answers + iif(new.hidden, -1, 1) WHERE id = new.reply_to;
END;
CREATE TRIGGER comment_answer_gone AFTER DELETE ON comment WHEN old.reply_to IS NOT NULL AND old.hidden = 0 BEGIN
    UPDATE comment SET answers = answers - 1 WHERE id = old.reply_to;
END;

-- Its message shows the number, too. That is no edit of its author's.
CREATE TRIGGER posted_comment_answered AFTER UPDATE OF answers ON comment WHEN new.answers <> old.answers BEGIN
    UPDATE posted SET revision = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = new.id;
END;

CREATE TRIGGER comment_review_deleted AFTER UPDATE OF review_id ON comment
WHEN new.review_id IS NULL AND old.review_id IS NOT NULL BEGIN
    UPDATE comment SET answers_deleted = 1 WHERE id = new.id AND reply_to IS NULL;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = new.id;
END;
