-- What a member has seen is a number, not a status: a drama that was completed may grow, and what came since
-- was not seen. `earlier_episode` is the furthest episode of an earlier time. It outlives watching it again, which
-- sets `episode` back to 0. What is open to a member is the further one of both.
ALTER TABLE progress ADD COLUMN earlier_episode INTEGER NOT NULL DEFAULT 0 CHECK (earlier_episode BETWEEN 0 AND 5000);

-- Until now a status opened everything. What it stood for is told by the day on which it was said, and by
-- what had aired by then (a day later, for zones):
--   a completed drama keeps the number that was written when it was completed. If that was the number of
--   episodes to come, while the drama was on air, it is the last one that had aired;
--   a completed drama without a number, and one that is watched again, was seen as far as it had aired. Of
--   a drama without dates that is all that is known, unless its last day lies behind that day; of a film
--   that nobody counted it is 1; of a drama of unknown length it stays 0, and its member is asked.
-- Nothing is open that was not before, and no other column changes.
CREATE TABLE seen_until (
    member_id INTEGER NOT NULL,
    drama_id  INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    PRIMARY KEY (member_id, drama_id)
) STRICT, WITHOUT ROWID;

WITH said AS (
    SELECT p.member_id, p.drama_id, p.status = 'completed' AS completed,
        iif(p.status = 'completed', p.episode, 0) AS written,
        date(ifnull(iif(p.status = 'completed', p.finished_on, NULL), substr(p.updated_at, 1, 10)), '+1 day')
            AS day,
        max(ifnull(d.episodes, 0), d.kind IN ('movie', 'special'),
            ifnull((SELECT max(e.number) FROM episode e WHERE e.drama_id = d.id), 0)) AS last,
        d.aired_to
    FROM progress p JOIN drama d ON d.id = p.drama_id
    WHERE p.status = 'completed' OR p.rewatches > 0
), dated AS (
    SELECT s.*,
        (SELECT max(e.number) FROM episode e WHERE e.drama_id = s.drama_id AND e.air_date <= s.day
            AND (s.written = 0 OR e.number <= s.written)) AS aired,
        EXISTS (SELECT 1 FROM episode e WHERE e.drama_id = s.drama_id AND e.air_date > s.day
            AND (s.written = 0 OR e.number <= s.written)) AS to_come
    FROM said s
)
INSERT INTO seen_until (member_id, drama_id, completed, number)
SELECT member_id, drama_id, completed, CASE
        WHEN aired IS NOT NULL AND to_come THEN aired
        WHEN written > 0 THEN written
        WHEN aired IS NULL AND aired_to > day THEN 0
        ELSE last END
    FROM dated;

UPDATE progress SET episode = s.number FROM seen_until s
    WHERE s.member_id = progress.member_id AND s.drama_id = progress.drama_id AND s.completed;
UPDATE progress SET earlier_episode = s.number FROM seen_until s
    WHERE s.member_id = progress.member_id AND s.drama_id = progress.drama_id AND NOT s.completed;
DROP TABLE seen_until;
