-- What was slow in a database of five years in 500 servers. The orders of the catalogue hold what lists are narrowed
-- by, so that a page far down is counted off in the index alone; and what chores looked for in every row of a table
-- has an index.
DROP INDEX drama_by_popularity;
DROP INDEX drama_by_year;
DROP INDEX drama_by_name;
CREATE INDEX drama_by_popularity ON drama (popularity IS NULL, popularity, id, country, year) WHERE hidden = 0;
CREATE INDEX drama_by_year ON drama (year DESC, popularity IS NULL, popularity, id, country) WHERE hidden = 0;
CREATE INDEX drama_by_name ON drama (title COLLATE NOCASE, id, country, year) WHERE hidden = 0;
CREATE INDEX drama_hidden ON drama (id) WHERE hidden = 1;

-- Who is seen on a server for the first time brings all their scores and lists there. It is one statement for all of
-- them: one for each took a tenth of a second for a list of 3,000, while everybody's writes waited.
DROP TRIGGER standing_member_seen;
CREATE TRIGGER standing_member_seen AFTER INSERT ON guild_member BEGIN
    INSERT INTO standing (guild_id, drama_id, scores, points, watchers, weighted, country, year, popularity, hidden)
    SELECT NEW.guild_id, d.id, g.scores, g.points, g.watchers,
        CASE WHEN g.scores > 0 THEN (5 * 8.1 + g.points / 2.0) / (5 + g.scores) END,
        d.country, d.year, ifnull(d.popularity, 9223372036854775807), d.hidden
    FROM (SELECT drama_id, sum(scores) AS scores, sum(points) AS points, sum(watchers) AS watchers FROM (
        SELECT drama_id, 1 AS scores, overall AS points, 0 AS watchers FROM counting_score WHERE member_id = NEW.member_id
        UNION ALL SELECT drama_id, 0, 0, 1 FROM progress WHERE member_id = NEW.member_id) GROUP BY drama_id) g
    JOIN drama d ON d.id = g.drama_id WHERE true
    ON CONFLICT (guild_id, drama_id) DO UPDATE SET scores = scores + excluded.scores, points = points + excluded.points,
        watchers = watchers + excluded.watchers,
        weighted = CASE WHEN scores + excluded.scores > 0
            THEN (5 * 8.1 + (points + excluded.points) / 2.0) / (5 + scores + excluded.scores) END;
END;

-- What chores and screens look for.
CREATE INDEX club_ended ON club (ended_at) WHERE state = 'ended';
CREATE INDEX club_step_event_at ON club_step (event_at) WHERE event_id IS NOT NULL;
CREATE INDEX outbox_dropped ON outbox (guild_id, done_at) WHERE state = 'dropped';
CREATE INDEX calendar_event_by_time ON calendar_event (ifnull(at, day), drama_id);

-- Messages of channels that were deleted are forgotten; their channels are found without a look at every message.
CREATE INDEX posted_by_channel ON posted (channel_id) WHERE kind NOT IN ('review', 'comment', 'opener', 'tags');
