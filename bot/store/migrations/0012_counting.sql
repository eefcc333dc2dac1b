-- Whose scores count. The rating of a drama is that of who has finished it: who has it on their list as
-- completed, or keeps no list of it and scored the whole. The scores of who watches it, plans it, put it
-- on hold or dropped it are shown beside the rating, and come to count when they finish. So a member's
-- progress moves their score in and out of the totals, and the triggers of migration 7 are made anew.

CREATE VIEW counting_score AS SELECT s.* FROM score s WHERE NOT EXISTS (
    SELECT 1 FROM progress p
    WHERE p.member_id = s.member_id AND p.drama_id = s.drama_id AND p.status <> 'completed');

DROP TRIGGER standing_score_given;
DROP TRIGGER standing_score_taken;
DROP TRIGGER standing_score_changed;
DROP TRIGGER standing_score_moved;
DROP TRIGGER standing_progress_begun;
DROP TRIGGER standing_progress_gone;
DROP TRIGGER standing_progress_moved;
DROP TRIGGER standing_member_seen;
DROP TRIGGER standing_member_gone;
DROP TRIGGER standing_member_moved;

-- What has come of one member's doing, or with a minus gone: to the totals everywhere and to those of
-- each guild where they were seen.
CREATE VIEW standing_doing AS
    SELECT 0 AS member_id, drama_id, scores, points, watchers FROM standing WHERE 0;
CREATE TRIGGER standing_done INSTEAD OF INSERT ON standing_doing BEGIN
    INSERT INTO standing_change SELECT 0, NEW.drama_id, NEW.scores, NEW.points, NEW.watchers
        UNION ALL SELECT guild_id, NEW.drama_id, NEW.scores, NEW.points, NEW.watchers
        FROM guild_member WHERE member_id = NEW.member_id;
END;

CREATE TRIGGER standing_score_given AFTER INSERT ON score
WHEN NOT EXISTS (SELECT 1 FROM progress p
    WHERE p.member_id = NEW.member_id AND p.drama_id = NEW.drama_id AND p.status <> 'completed') BEGIN
    INSERT INTO standing_doing VALUES (NEW.member_id, NEW.drama_id, 1, NEW.overall, 0);
END;
CREATE TRIGGER standing_score_taken AFTER DELETE ON score
WHEN NOT EXISTS (SELECT 1 FROM progress p
    WHERE p.member_id = OLD.member_id AND p.drama_id = OLD.drama_id AND p.status <> 'completed') BEGIN
    INSERT INTO standing_doing VALUES (OLD.member_id, OLD.drama_id, -1, -OLD.overall, 0);
END;
CREATE TRIGGER standing_score_changed AFTER UPDATE OF overall ON score
WHEN OLD.drama_id = NEW.drama_id AND OLD.member_id = NEW.member_id AND OLD.overall <> NEW.overall
    AND NOT EXISTS (SELECT 1 FROM progress p
        WHERE p.member_id = NEW.member_id AND p.drama_id = NEW.drama_id AND p.status <> 'completed') BEGIN
    INSERT INTO standing_doing VALUES (NEW.member_id, NEW.drama_id, 0, NEW.overall - OLD.overall, 0);
END;
CREATE TRIGGER standing_score_moved AFTER UPDATE OF drama_id, member_id ON score
WHEN OLD.drama_id <> NEW.drama_id OR OLD.member_id <> NEW.member_id BEGIN
    INSERT INTO standing_doing SELECT OLD.member_id, OLD.drama_id, -1, -OLD.overall, 0
        WHERE NOT EXISTS (SELECT 1 FROM progress p
            WHERE p.member_id = OLD.member_id AND p.drama_id = OLD.drama_id AND p.status <> 'completed');
    INSERT INTO standing_doing SELECT NEW.member_id, NEW.drama_id, 1, NEW.overall, 0
        WHERE NOT EXISTS (SELECT 1 FROM progress p
            WHERE p.member_id = NEW.member_id AND p.drama_id = NEW.drama_id AND p.status <> 'completed');
END;

-- An unfinished drama on a list takes the member's score out of the rating; off the list, it is back.
CREATE TRIGGER standing_progress_begun AFTER INSERT ON progress BEGIN
    INSERT INTO standing_doing VALUES (NEW.member_id, NEW.drama_id, 0, 0, 1);
    INSERT INTO standing_doing SELECT NEW.member_id, NEW.drama_id, -1, -overall, 0 FROM score
        WHERE NEW.status <> 'completed' AND drama_id = NEW.drama_id AND member_id = NEW.member_id;
END;
CREATE TRIGGER standing_progress_gone AFTER DELETE ON progress BEGIN
    INSERT INTO standing_doing SELECT OLD.member_id, OLD.drama_id, 1, overall, 0 FROM score
        WHERE OLD.status <> 'completed' AND drama_id = OLD.drama_id AND member_id = OLD.member_id;
    INSERT INTO standing_doing VALUES (OLD.member_id, OLD.drama_id, 0, 0, -1);
END;
CREATE TRIGGER standing_progress_changed AFTER UPDATE OF status ON progress
WHEN OLD.drama_id = NEW.drama_id AND OLD.member_id = NEW.member_id
    AND (OLD.status = 'completed') <> (NEW.status = 'completed') BEGIN
    INSERT INTO standing_doing SELECT NEW.member_id, NEW.drama_id,
        iif(NEW.status = 'completed', 1, -1), iif(NEW.status = 'completed', overall, -overall), 0
        FROM score WHERE drama_id = NEW.drama_id AND member_id = NEW.member_id;
END;
CREATE TRIGGER standing_progress_moved AFTER UPDATE OF drama_id, member_id ON progress
WHEN OLD.drama_id <> NEW.drama_id OR OLD.member_id <> NEW.member_id BEGIN
    INSERT INTO standing_doing SELECT OLD.member_id, OLD.drama_id, 1, overall, 0 FROM score
        WHERE OLD.status <> 'completed' AND drama_id = OLD.drama_id AND member_id = OLD.member_id;
    INSERT INTO standing_doing VALUES (OLD.member_id, OLD.drama_id, 0, 0, -1);
    INSERT INTO standing_doing VALUES (NEW.member_id, NEW.drama_id, 0, 0, 1);
    INSERT INTO standing_doing SELECT NEW.member_id, NEW.drama_id, -1, -overall, 0 FROM score
        WHERE NEW.status <> 'completed' AND drama_id = NEW.drama_id AND member_id = NEW.member_id;
END;

-- A member newly seen in a guild brings everything there; one who is gone takes it along.
CREATE TRIGGER standing_member_seen AFTER INSERT ON guild_member BEGIN
    INSERT INTO standing_change
        SELECT NEW.guild_id, drama_id, 1, overall, 0 FROM counting_score WHERE member_id = NEW.member_id
        UNION ALL SELECT NEW.guild_id, drama_id, 0, 0, 1 FROM progress WHERE member_id = NEW.member_id;
END;
CREATE TRIGGER standing_member_gone AFTER DELETE ON guild_member BEGIN
    INSERT INTO standing_change
        SELECT OLD.guild_id, drama_id, -1, -overall, 0 FROM counting_score WHERE member_id = OLD.member_id
        UNION ALL SELECT OLD.guild_id, drama_id, 0, 0, -1 FROM progress WHERE member_id = OLD.member_id;
END;
CREATE TRIGGER standing_member_moved AFTER UPDATE OF guild_id, member_id ON guild_member
WHEN OLD.guild_id <> NEW.guild_id OR OLD.member_id <> NEW.member_id BEGIN
    INSERT INTO standing_change
        SELECT OLD.guild_id, drama_id, -1, -overall, 0 FROM counting_score WHERE member_id = OLD.member_id
        UNION ALL SELECT OLD.guild_id, drama_id, 0, 0, -1 FROM progress WHERE member_id = OLD.member_id
        UNION ALL SELECT NEW.guild_id, drama_id, 1, overall, 0 FROM counting_score WHERE member_id = NEW.member_id
        UNION ALL SELECT NEW.guild_id, drama_id, 0, 0, 1 FROM progress WHERE member_id = NEW.member_id;
END;

-- What stands already and does not count: taken out once, as the triggers take out one.
INSERT INTO standing_change
    SELECT 0, s.drama_id, -count(*), -sum(s.overall), 0
    FROM progress p JOIN score s ON s.drama_id = p.drama_id AND s.member_id = p.member_id
    WHERE p.status <> 'completed' GROUP BY s.drama_id
    UNION ALL SELECT g.guild_id, s.drama_id, -count(*), -sum(s.overall), 0
    FROM progress p JOIN score s ON s.drama_id = p.drama_id AND s.member_id = p.member_id
    JOIN guild_member g ON g.member_id = p.member_id
    WHERE p.status <> 'completed' GROUP BY g.guild_id, s.drama_id;
