-- The reason of a recommendation may spoil one of its dramas, or both: up to which episode, of each that it
-- spoils. And a text that hides something under its writer's own bars is a spoiler. Those that were written
-- without an episode get the last one that is known, of a film the only one, so that nothing hidden stands in
-- clear: their authors can say better. Where no one knows how many there are, the label is the highest there is.
-- What was posted of them follows, because a new label is a new revision.

CREATE TABLE recommendation_spoils (
    recommendation_id INTEGER NOT NULL REFERENCES recommendation (id) ON DELETE CASCADE,
    drama_id          INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode           INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    PRIMARY KEY (recommendation_id, drama_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recommendation_spoils_by_drama ON recommendation_spoils (drama_id);

CREATE TABLE last_episode AS
    SELECT d.id AS drama_id, min(5000, ifnull(
        nullif(max(ifnull(d.episodes, 0), ifnull((SELECT max(number) FROM episode e WHERE e.drama_id = d.id), 0)), 0),
        CASE d.kind WHEN 'movie' THEN 1 ELSE 5000 END
    )) AS episode FROM drama d;
CREATE UNIQUE INDEX last_episode_of ON last_episode (drama_id);

UPDATE review SET spoils_episode = (SELECT episode FROM last_episode l WHERE l.drama_id = review.drama_id)
    WHERE spoils_episode IS NULL AND (
        replace(headline, '｜', '|') LIKE '%||_%||%' OR replace(text, '｜', '|') LIKE '%||_%||%');
UPDATE comment SET spoils_episode = (SELECT episode FROM last_episode l WHERE l.drama_id = comment.drama_id)
    WHERE spoils_episode IS NULL AND replace(text, '｜', '|') LIKE '%||_%||%';
UPDATE quote SET episode = (SELECT episode FROM last_episode l WHERE l.drama_id = quote.drama_id)
    WHERE episode IS NULL AND (
        replace(text, '｜', '|') LIKE '%||_%||%' OR replace(ifnull(speaker, ''), '｜', '|') LIKE '%||_%||%');
INSERT INTO recommendation_spoils (recommendation_id, drama_id, episode)
    SELECT r.id, l.drama_id, l.episode FROM recommendation r
    JOIN last_episode l ON l.drama_id IN (r.drama_id, r.other_id)
    WHERE replace(r.reason, '｜', '|') LIKE '%||_%||%';

DROP TABLE last_episode;

-- At the next start, not in an hour.
UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name IN ('review posts', 'comment posts');
