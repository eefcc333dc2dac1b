-- Members whom no server with the bot knows: those that they used it on are gone, or they only ever used it in direct
-- messages. Some time after the last sign of them, everything of theirs goes. Triggers keep the rows, and SQLite's own
-- clock is not asked: a chore writes the time of those that have none yet.

CREATE TABLE member_alone (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    seen_at   TEXT                                           -- the last sign of them; NULL: a chore will write it
) STRICT;
CREATE INDEX member_alone_by_time ON member_alone (seen_at);

CREATE TRIGGER member_alone_at_first AFTER INSERT ON member BEGIN
    INSERT INTO member_alone (member_id) VALUES (NEW.id);
END;
CREATE TRIGGER member_alone_no_more AFTER INSERT ON guild_member BEGIN
    DELETE FROM member_alone WHERE member_id = NEW.member_id;
END;
-- Where the member itself is being deleted, there is none to refer to any more.
CREATE TRIGGER member_alone_again AFTER DELETE ON guild_member BEGIN
    INSERT INTO member_alone (member_id)
    SELECT id FROM member WHERE id = OLD.member_id
        AND NOT EXISTS (SELECT 1 FROM guild_member WHERE member_id = OLD.member_id)
    ON CONFLICT DO NOTHING;
END;

INSERT INTO member_alone (member_id)
SELECT id FROM member WHERE NOT EXISTS (SELECT 1 FROM guild_member WHERE member_id = member.id);
