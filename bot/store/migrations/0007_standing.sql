-- What the scores and lists of each drama come to, here and everywhere, so that a ranking is read from
-- an index and never counted over a million scores. Triggers keep it, so that every way of writing
-- does: a score, a list, a member newly seen in a guild or gone, two dramas that became one.
-- `guild_id` 0 stands for everywhere; a guild's totals are over the members seen there.
--
-- REPLACE takes rows away without telling the triggers: nothing may be written into score, progress or
-- guild_member with it.
--
-- `weighted` is the rating of domain.scores.weighted, with its numbers (a test compares them); NULL
-- without a score. It is no generated column: SQLite never takes an index with one for a covering one,
-- and each place that a ranking walks past would be looked up in the table.

CREATE TABLE standing (
    guild_id   INTEGER NOT NULL,
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    scores     INTEGER NOT NULL DEFAULT 0,
    points     INTEGER NOT NULL DEFAULT 0,                   -- half points of all overall scores together
    watchers   INTEGER NOT NULL DEFAULT 0,                   -- members with any progress
    weighted   REAL,                                         -- out of 10
    -- Of the drama, and kept like it: what a ranking is narrowed by and what decides between equals.
    country    TEXT,
    year       INTEGER,
    popularity INTEGER NOT NULL,                             -- a rank; a drama without one comes last
    hidden     INTEGER NOT NULL,
    PRIMARY KEY (guild_id, drama_id)
) STRICT, WITHOUT ROWID;

-- What has come to a drama's totals, or with a minus gone from them: the triggers write it here, scores
-- and watchers apart, so that only the index of what changes is written.
CREATE VIEW standing_change AS SELECT guild_id, drama_id, scores, points, watchers FROM standing WHERE 0;

CREATE TRIGGER standing_scores_change INSTEAD OF INSERT ON standing_change WHEN NEW.points <> 0 BEGIN
    UPDATE standing SET scores = scores + NEW.scores, points = points + NEW.points,
        weighted = CASE WHEN scores + NEW.scores > 0
            THEN (5 * 8.1 + (points + NEW.points) / 2.0) / (5 + scores + NEW.scores) END
        WHERE guild_id = NEW.guild_id AND drama_id = NEW.drama_id;
    INSERT INTO standing (guild_id, drama_id, scores, points, weighted, country, year, popularity, hidden)
        SELECT NEW.guild_id, id, NEW.scores, NEW.points,
            (5 * 8.1 + NEW.points / 2.0) / (5 + NEW.scores),
            country, year, ifnull(popularity, 9223372036854775807), hidden
        FROM drama WHERE id = NEW.drama_id AND changes() = 0;
    DELETE FROM standing WHERE NEW.scores < 0
        AND guild_id = NEW.guild_id AND drama_id = NEW.drama_id AND scores = 0 AND watchers = 0;
END;
CREATE TRIGGER standing_watchers_change INSTEAD OF INSERT ON standing_change WHEN NEW.watchers <> 0 BEGIN
    UPDATE standing SET watchers = watchers + NEW.watchers
        WHERE guild_id = NEW.guild_id AND drama_id = NEW.drama_id;
    INSERT INTO standing (guild_id, drama_id, watchers, country, year, popularity, hidden)
        SELECT NEW.guild_id, id, NEW.watchers,
            country, year, ifnull(popularity, 9223372036854775807), hidden
        FROM drama WHERE id = NEW.drama_id AND changes() = 0;
    DELETE FROM standing WHERE NEW.watchers < 0
        AND guild_id = NEW.guild_id AND drama_id = NEW.drama_id AND scores = 0 AND watchers = 0;
END;

CREATE TRIGGER standing_score_given AFTER INSERT ON score BEGIN
    INSERT INTO standing_change SELECT 0, NEW.drama_id, 1, NEW.overall, 0
        UNION ALL SELECT guild_id, NEW.drama_id, 1, NEW.overall, 0
        FROM guild_member WHERE member_id = NEW.member_id;
END;
CREATE TRIGGER standing_score_taken AFTER DELETE ON score BEGIN
    INSERT INTO standing_change SELECT 0, OLD.drama_id, -1, -OLD.overall, 0
        UNION ALL SELECT guild_id, OLD.drama_id, -1, -OLD.overall, 0
        FROM guild_member WHERE member_id = OLD.member_id;
END;
CREATE TRIGGER standing_score_changed AFTER UPDATE OF overall ON score
WHEN OLD.drama_id = NEW.drama_id AND OLD.member_id = NEW.member_id AND OLD.overall <> NEW.overall BEGIN
    INSERT INTO standing_change SELECT 0, NEW.drama_id, 0, NEW.overall - OLD.overall, 0
        UNION ALL SELECT guild_id, NEW.drama_id, 0, NEW.overall - OLD.overall, 0
        FROM guild_member WHERE member_id = NEW.member_id;
END;
CREATE TRIGGER standing_score_moved AFTER UPDATE OF drama_id, member_id ON score
WHEN OLD.drama_id <> NEW.drama_id OR OLD.member_id <> NEW.member_id BEGIN
    INSERT INTO standing_change SELECT 0, OLD.drama_id, -1, -OLD.overall, 0
        UNION ALL SELECT guild_id, OLD.drama_id, -1, -OLD.overall, 0
        FROM guild_member WHERE member_id = OLD.member_id
        UNION ALL SELECT 0, NEW.drama_id, 1, NEW.overall, 0
        UNION ALL SELECT guild_id, NEW.drama_id, 1, NEW.overall, 0
        FROM guild_member WHERE member_id = NEW.member_id;
END;

CREATE TRIGGER standing_progress_begun AFTER INSERT ON progress BEGIN
    INSERT INTO standing_change SELECT 0, NEW.drama_id, 0, 0, 1
        UNION ALL SELECT guild_id, NEW.drama_id, 0, 0, 1
        FROM guild_member WHERE member_id = NEW.member_id;
END;
CREATE TRIGGER standing_progress_gone AFTER DELETE ON progress BEGIN
    INSERT INTO standing_change SELECT 0, OLD.drama_id, 0, 0, -1
        UNION ALL SELECT guild_id, OLD.drama_id, 0, 0, -1
        FROM guild_member WHERE member_id = OLD.member_id;
END;
CREATE TRIGGER standing_progress_moved AFTER UPDATE OF drama_id, member_id ON progress
WHEN OLD.drama_id <> NEW.drama_id OR OLD.member_id <> NEW.member_id BEGIN
    INSERT INTO standing_change SELECT 0, OLD.drama_id, 0, 0, -1
        UNION ALL SELECT guild_id, OLD.drama_id, 0, 0, -1
        FROM guild_member WHERE member_id = OLD.member_id
        UNION ALL SELECT 0, NEW.drama_id, 0, 0, 1
        UNION ALL SELECT guild_id, NEW.drama_id, 0, 0, 1
        FROM guild_member WHERE member_id = NEW.member_id;
END;

-- A member newly seen in a guild brings everything there; one who is gone takes it along.
CREATE TRIGGER standing_member_seen AFTER INSERT ON guild_member BEGIN
    INSERT INTO standing_change
        SELECT NEW.guild_id, drama_id, 1, overall, 0 FROM score WHERE member_id = NEW.member_id
        UNION ALL SELECT NEW.guild_id, drama_id, 0, 0, 1 FROM progress WHERE member_id = NEW.member_id;
END;
CREATE TRIGGER standing_member_gone AFTER DELETE ON guild_member BEGIN
    INSERT INTO standing_change
        SELECT OLD.guild_id, drama_id, -1, -overall, 0 FROM score WHERE member_id = OLD.member_id
        UNION ALL SELECT OLD.guild_id, drama_id, 0, 0, -1 FROM progress WHERE member_id = OLD.member_id;
END;
CREATE TRIGGER standing_member_moved AFTER UPDATE OF guild_id, member_id ON guild_member
WHEN OLD.guild_id <> NEW.guild_id OR OLD.member_id <> NEW.member_id BEGIN
    INSERT INTO standing_change
        SELECT OLD.guild_id, drama_id, -1, -overall, 0 FROM score WHERE member_id = OLD.member_id
        UNION ALL SELECT OLD.guild_id, drama_id, 0, 0, -1 FROM progress WHERE member_id = OLD.member_id
        UNION ALL SELECT NEW.guild_id, drama_id, 1, overall, 0 FROM score WHERE member_id = NEW.member_id
        UNION ALL SELECT NEW.guild_id, drama_id, 0, 0, 1 FROM progress WHERE member_id = NEW.member_id;
END;

CREATE TRIGGER standing_drama_changed AFTER UPDATE OF country, year, popularity, hidden ON drama
WHEN OLD.country IS NOT NEW.country OR OLD.year IS NOT NEW.year
    OR OLD.popularity IS NOT NEW.popularity OR OLD.hidden <> NEW.hidden BEGIN
    UPDATE standing SET country = NEW.country, year = NEW.year,
        popularity = ifnull(NEW.popularity, 9223372036854775807), hidden = NEW.hidden
        WHERE drama_id = NEW.id;
END;

-- What stands already, counted once.
WITH given (guild_id, drama_id, scores, points, watchers) AS (
    SELECT 0, drama_id, count(*), sum(overall), 0 FROM score GROUP BY drama_id
    UNION ALL SELECT 0, drama_id, 0, 0, count(*) FROM progress GROUP BY drama_id
    UNION ALL SELECT g.guild_id, s.drama_id, count(*), sum(s.overall), 0
        FROM guild_member g JOIN score s ON s.member_id = g.member_id GROUP BY g.guild_id, s.drama_id
    UNION ALL SELECT g.guild_id, p.drama_id, 0, 0, count(*)
        FROM guild_member g JOIN progress p ON p.member_id = g.member_id GROUP BY g.guild_id, p.drama_id
)
INSERT INTO standing
    (guild_id, drama_id, scores, points, watchers, weighted, country, year, popularity, hidden)
    SELECT n.guild_id, d.id, sum(n.scores), sum(n.points), sum(n.watchers),
        CASE WHEN sum(n.scores) > 0 THEN (5 * 8.1 + sum(n.points) / 2.0) / (5 + sum(n.scores)) END,
        d.country, d.year, ifnull(d.popularity, 9223372036854775807), d.hidden
    FROM given n JOIN drama d ON d.id = n.drama_id GROUP BY n.guild_id, d.id;

-- Each ranking in its order, with all that it is narrowed by: a page touches nothing but its index.
CREATE INDEX standing_by_rating
    ON standing (guild_id, weighted DESC, scores DESC, popularity, drama_id, country, year, hidden)
    WHERE scores > 0 AND hidden = 0;
CREATE INDEX standing_by_watchers
    ON standing (guild_id, watchers DESC, popularity, drama_id, country, year, hidden)
    WHERE watchers > 0 AND hidden = 0;
CREATE INDEX standing_by_drama ON standing (drama_id);
