-- Members may be told that another member answered their comment, or commented on their review: in their daily digest or by a
-- direct message, if they ask for it. A message is a row of the outbox. What the digest tells waits here.

ALTER TABLE member ADD COLUMN answers_told TEXT NOT NULL DEFAULT 'no'
    CHECK (answers_told IN ('no', 'digest', 'message'));

CREATE TABLE answer_notice (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,   -- the member told
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,  -- the answer
    digest_at  TEXT,                                                        -- of the digest that tells it
    PRIMARY KEY (member_id, comment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_notice_of_digest ON answer_notice (member_id, digest_at);
CREATE INDEX answer_notice_of_comment ON answer_notice (comment_id);
-- Without a digest nothing waits for one.
CREATE TRIGGER answer_notice_without_digest AFTER DELETE ON digest BEGIN
    DELETE FROM answer_notice WHERE member_id = old.member_id;
END;
