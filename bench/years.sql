-- The rows of five years in 500 servers, each kind by one statement. `upto` has the numbers from 1.
-- `draw(n, what, below)` and `words(n, count)` are always the same for the same numbers.
-- <server 1>, <member 1>, <drama 1>: one for each row `n`. Two fifths are the largest server's (`:guild`), and some
-- dramas have most of everything. <moment SECONDS> is written as the store writes it; <grown COUNT> is the moment of
-- row `n` of so many: the first was five years ago, the last is an hour old.

--- rows

-- genre
INSERT INTO genre SELECT n, 'Genre ' || n FROM upto WHERE n <= 40;

-- genres
INSERT OR IGNORE INTO drama_genre SELECT 1 + n % :dramas, 1 + draw(n, 1, 1 + draw(n, 2, 40)), 1 FROM
    upto WHERE n <= :dramas * 3;

-- network
INSERT INTO network SELECT n, 'Channel ' || n FROM upto WHERE n <= 300;

-- networks
INSERT INTO drama_network SELECT n, 1 + draw(n, 3, 300), 1 FROM upto WHERE n <= :dramas;

-- person
INSERT INTO person (id, name, native_name) SELECT n, 'Actor ' || char(65 + n % 26) || ' ' || n, NULL FROM upto WHERE n <= 1
    + :dramas * 2 / 5;

-- credit
INSERT OR IGNORE INTO credit SELECT 1 + n % :dramas, 1 + draw(n, 4, 1 + draw(n, 5, 1 + :dramas * 2 /
    5)), n / :dramas, NULL, iif(n < :dramas * 2, 'main', 'support') FROM upto WHERE n <= :dramas * 6;

-- source
INSERT INTO drama_source SELECT iif(n % 2, 'tvmaze', 'tmdb'), iif(n % 2, n, 'tv/' || n) || '/1', 1 +
    n % :dramas, 1 FROM upto WHERE n <= :dramas * 2;

-- relation
INSERT INTO relation SELECT d.id, 'sequel', o.title, 1 FROM drama d JOIN drama o ON o.id = d.id + 1
    WHERE d.id % 10 = 0;

-- episode
INSERT INTO episode (drama_id, number, title, air_date, minutes, airs_at, source) SELECT d.id, u.n,
    'Episode ' || u.n, date(d.aired_from, '+' || ((u.n - 1) * 7) || ' days'), 60, iif(d.id % 200,
    NULL, date(d.aired_from, '+' || ((u.n - 1) * 7) || ' days') || 'T' || printf('%02d', d.id / 200
    % 24) || ':00:00Z'), 'tvmaze' FROM drama d JOIN upto u ON u.n <= d.episodes;

-- provenance
INSERT INTO provenance (drama_id, field, source, at) SELECT d.id, f.value, 'tvmaze',
    '2025-12-20T00:00:00Z' FROM drama d, json_each('["summary", "networks", "genres"]') f;

-- lookup
INSERT INTO source_lookup SELECT n, '2026-02-' || printf('%02d', 1 + n % 28) || 'T00:00:00Z', 0 FROM
    upto WHERE n <= :dramas;

-- answer
INSERT INTO answer SELECT 'https://source/' || n, zeroblob(30000), NULL, NULL,
    '2025-12-30T00:00:00Z', '2026-01-30T00:00:00Z', 30100 FROM upto WHERE n <= min(2000, :dramas);

-- synopsis
INSERT INTO synopsis (drama_id, episode, language, guild_id, author_id, state, text) SELECT
    <drama 10>, 1 + draw(n, 11, 16), 'en', <server 12>, <member 13>, iif(n % 50, 'published',
    'submitted'), words(n, 400) FROM upto WHERE n <= :reviews * 6 / 5;

-- one published
DELETE FROM synopsis WHERE state = 'published' AND id NOT IN (SELECT min(id) FROM synopsis WHERE
    state = 'published' GROUP BY drama_id, episode, language, guild_id);

-- guild
INSERT INTO guild (id, policy, language) SELECT :guild + n - 1, CASE n % 3 WHEN 0 THEN 'sealed' WHEN
    1 THEN 'bars' ELSE 'open' END, 'en' FROM upto WHERE n <= :guilds;

-- channels
INSERT INTO guild_channel SELECT :guild + n - 1, p.value, 800000000000000000 + n * 10 + p.key FROM
    upto, json_each('["synopses", "reviews", "board", "airing", "log"]') p WHERE n <= :guilds;

-- told of airings
INSERT INTO airing_guild SELECT :guild + n - 1 FROM upto WHERE n <= :guilds AND n % 2;

-- member
INSERT INTO member (id, language, country, list_seen_by, created_at) SELECT :member + n - 1, 'en',
    'KR', iif(n % 2, 'server', 'nobody'), <grown :members> FROM upto WHERE n <= :members;

-- seen
INSERT OR IGNORE INTO guild_member SELECT guild, member, '2022-01-01T00:00:00Z' FROM (SELECT
    <server 20> AS guild, :member + n % :members AS member FROM upto WHERE n <= :members * 2);

-- seen on the largest
INSERT OR IGNORE INTO guild_member VALUES (:guild, :member, '2022-01-01T00:00:00Z');

-- digest
INSERT INTO digest SELECT :member + n, '08:00', 'Asia/Seoul', '2025-01-01T00:00:00Z',
    '2026-01-01T23:00:00Z' FROM upto WHERE n < :members / 10;

-- pairs
CREATE TEMP TABLE pair AS SELECT DISTINCT iif(n <= :longest, :member, <member 30>) AS member, iif(n
    <= :longest, n * 2, <drama 31>) AS drama FROM upto WHERE n <= :pairs;

-- score
INSERT INTO score SELECT drama, member, 8 + draw(n, 33, 13), NULL, NULL, NULL, NULL, at, at FROM
    (SELECT rowid AS n, drama, member, <moment :now - draw(rowid, 32, 157680000)> AS at FROM pair
    WHERE draw(rowid, 34, 4) > 0 ORDER BY drama, member);

-- progress
INSERT INTO progress (member_id, drama_id, status, episode, started_on, finished_on, updated_at)
    SELECT member, drama, status, iif(status = 'completed', 12, n % 8), date(at), iif(status =
    'completed', date(at), NULL), substr(at, 1, 19) || '.000Z' FROM (SELECT rowid AS n, member,
    drama, CASE draw(rowid, 35, 10) WHEN 0 THEN 'watching' WHEN 1 THEN 'plan' WHEN 2 THEN 'dropped'
    ELSE 'completed' END AS status, <moment :now - draw(rowid, 36, 157680000)> AS at FROM pair WHERE
    draw(rowid, 34, 4) < 3 ORDER BY member, drama);

-- scores of episodes
INSERT OR IGNORE INTO episode_score SELECT drama, 1 + draw(rowid, 37, 16), member, 8 + draw(rowid,
    38, 13), '2024-05-05T00:00:00Z' FROM pair WHERE draw(rowid, 39, 6) = 0;

-- follow
INSERT INTO follow SELECT member, drama, '2025-12-01T00:00:00Z' FROM pair WHERE draw(rowid, 40, 14)
    = 0;

-- endings
INSERT INTO ending_vote SELECT drama, member, 'sad' FROM pair WHERE draw(rowid, 41, 20) = 0;

-- warnings
INSERT INTO warning_vote SELECT drama, member, 'death' FROM pair WHERE draw(rowid, 42, 20) = 0;

-- draft
INSERT OR IGNORE INTO draft SELECT member, 'review', 'drama ' || drama, json_object('text',
    words(rowid, 700)), <moment :now - draw(rowid, 43, 8640000)> FROM pair WHERE draw(rowid, 44, 28)
    = 0;

-- imported lists
INSERT INTO list_import (member_id, format, state, rows, created_at, done_at) SELECT :member + n,
    'mydramalist', 'done', json_array(words(n, 60000)), '2025-12-20T00:00:00Z',
    '2025-12-20T00:00:00Z' FROM upto WHERE n <= min(300, :members / 10);

-- proposal
INSERT INTO catalogue_proposal (guild_id, member_id, change, state, created_at) SELECT <server 45>,
    <member 46>, '{}', 'declined', '2024-01-01T00:00:00Z' FROM upto WHERE n <= :reviews / 50;

-- audit
INSERT INTO audit (at, guild_id, actor_id, action, subject) SELECT <grown :reviews>, <server 47>,
    <member 48>, 'synopsis.publish', 'drama 42' FROM upto WHERE n <= :reviews;

-- change
INSERT INTO catalogue_change (at, guild_id, actor_id, action, drama_id) SELECT <grown :reviews>,
    <server 49>, <member 50>, 'edit', <drama 51> FROM upto WHERE n <= :reviews;

-- doubts
INSERT OR IGNORE INTO catalogue_match (drama_id, source, source_id, said, answer, asked_at) SELECT 1
    + n % :dramas, 'tmdb', 'tv/' || (900000 + n), '{}', iif(n % 10, 'different', NULL),
    '2024-01-01T00:00:00Z' FROM upto WHERE n <= :dramas / 5;

-- review
INSERT OR IGNORE INTO review (drama_id, member_id, headline, text, spoils_episode, language,
    created_at, updated_at) SELECT <drama 60>, <member 61>, words(n, 6), words(n, 400), iif(n % 4,
    NULL, 1 + n % 12), 'en', <grown :reviews>, <grown :reviews> FROM upto WHERE n <= :reviews * 21 /
    20;

-- votes of reviews
INSERT OR IGNORE INTO review_vote SELECT r.id, :member + draw(r.id * 8 + k.value, 62, :members),
    k.value > 0 FROM review r, json_each('[0, 1, 2, 3]') k;

-- recommendation
INSERT OR IGNORE INTO recommendation (drama_id, other_id, member_id, reason) SELECT one, other,
    member, words(one, 30) FROM (SELECT <drama 63> AS one, <drama 64> AS other, <member 65> AS
    member FROM upto WHERE n <= :reviews / 2) WHERE one <> other GROUP BY min(one, other), max(one,
    other), member;

-- votes of recommendations
INSERT OR IGNORE INTO recommendation_vote SELECT r.id, :member + draw(r.id * 8 + k.value, 66,
    :members) FROM recommendation r, json_each('[0, 1, 2]') k;

-- quote
INSERT INTO quote (drama_id, text, speaker, episode, added_by, guild_id) SELECT <drama 67>, n || ' '
    || words(n, 12), 'Aya', iif(n % 3, NULL, 1 + n % 12), <member 68>, <server 69> FROM upto WHERE n
    <= :reviews;

-- quotes of the catalogue
INSERT INTO quote (drama_id, text, speaker) SELECT 1 + n % :dramas, n || ' ' || words(n, 9), 'Aya'
    FROM upto WHERE n <= :reviews;

-- thread
INSERT OR IGNORE INTO thread (id, guild_id, drama_id, first_episode, last_episode, channel_id,
    thread_id, opener_id, opened_at, active_at, stage) SELECT n, guild, 1 + (n / 3) % :dramas, (n %
    3) * 4, (n % 3) * 4 + 3 * (n % 3 > 0), 800000000000000002 + (1 + guild - :guild) * 10,
    910000000000000000 + n, 910000000000000000 + n, <grown :threads>,
    <moment :now - draw(n, 70, 157680000)>, 'ended' FROM (SELECT n, iif(n % 3 < 2 AND n / 3 % 3 < 2
    OR n / 3 % 9 = 8, :guild, :guild + n / 3 % :guilds) AS guild FROM upto WHERE n <= :threads);

-- comment
INSERT INTO comment (id, drama_id, guild_id, member_id, episode, reply_to, spoils_episode, text,
    created_at, updated_at) SELECT n, t.drama_id, t.guild_id, <member 71>, t.last_episode, NULL,
    iif(n % 3, NULL, 1 + n % 12), words(n, 90), at, at FROM (SELECT n, 1 + draw(n, 72, 1 + draw(n,
    73, :threads)) AS of, <grown :comments> AS at FROM upto WHERE n <= :comments) c JOIN thread t ON
    t.id = c.of;

-- likes
INSERT OR IGNORE INTO comment_like SELECT 1 + draw(n, 74, :comments), <member 75> FROM upto WHERE n
    <= :comments;

-- likes of what is there
DELETE FROM comment_like WHERE NOT EXISTS (SELECT 1 FROM comment WHERE id = comment_id);

-- marked
INSERT INTO marked (message_id, guild_id, channel_id, author_id, marked_by, drama_id, episode, text,
    sealed, state, at) SELECT 920000000000000000 + n, guild, 800000000000000000 + (1 + guild -
    :guild) * 10, <member 76>, <member 77>, <drama 78>, 1 + n % 12, iif(guild % 3 = 2, words(n, 20),
    ''), guild % 3 = 2, 'done', <grown :marked> FROM (SELECT n, <server 79> AS guild FROM upto WHERE
    n <= :marked);

-- sealed as the server is
UPDATE marked SET sealed = (SELECT policy = 'sealed' FROM guild WHERE id = guild_id);

-- club
INSERT OR IGNORE INTO club (id, guild_id, drama_id, channel_id, episodes, days, at, zone, state,
    started_by, started_at, ended_at) SELECT n, guild, <drama 80>, 800000000000000000 + (1 + guild -
    :guild) * 10, 2, 3, '20:00', 'UTC', iif(n % 8, 'ended', 'running'), :member,
    '2024-01-01T00:00:00Z', iif(n % 8, '2024-02-01T00:00:00Z', NULL) FROM (SELECT n, iif(n = 8,
    :guild, <server 81>) AS guild FROM upto WHERE n <= :guilds * 6);

-- one running club of a drama
DELETE FROM club WHERE state <> 'ended' AND id NOT IN (SELECT min(id) FROM club WHERE state <>
    'ended' GROUP BY guild_id, drama_id);

-- members of clubs
INSERT OR IGNORE INTO club_member (club_id, member_id, joined_at) SELECT c.id, :member + draw(c.id *
    30 + u.n, 82, :members), '2024-01-01T00:00:00Z' FROM club c, upto u WHERE u.n <= 20;

-- steps
INSERT INTO club_step (club_id, number, first_episode, last_episode, opened_at, until, closed_at,
    members, caught_up) SELECT c.id, u.n, u.n * 2 - 1, u.n * 2, '2024-01-01T00:00:00Z', iif(c.state
    = 'running' AND u.n = 6, '2026-01-03T20:00:00Z', '2024-01-08T00:00:00Z'), iif(c.state =
    'running' AND u.n = 6, NULL, '2024-01-08T00:00:00Z'), iif(c.state = 'running' AND u.n = 6, NULL,
    20), iif(c.state = 'running' AND u.n = 6, NULL, 11) FROM club c, upto u WHERE u.n <= 6;

-- report
INSERT OR IGNORE INTO report (guild_id, kind, subject, reporter_id, created_at, closed_at) SELECT
    <server 83>, 'comment', n, <member 84>, <grown :reviews / 10>, iif(n % 20,
    '2025-01-01T00:00:00Z', NULL) FROM upto WHERE n <= :reviews / 10;

-- posts of comments
INSERT INTO outbox (key, kind, target, due_at, payload, state, channel_id, message_id, done_at)
    SELECT 'comment ' || c.id, 'comment', 'channel ' || t.thread_id || ' guild ' || c.guild_id,
    c.created_at, json_object('comment', c.id, 'guild', c.guild_id), 'sent', t.thread_id,
    930000000000000000 + c.id, c.created_at FROM comment c JOIN thread t ON t.guild_id = c.guild_id
    AND t.drama_id = c.drama_id AND t.last_episode = c.episode ORDER BY c.id;

-- messages of comments
INSERT INTO posted (kind, subject, drama_id, guild_id, shown, outbox_id, channel_id, message_id)
    SELECT o.kind, x.id, x.drama_id, x.guild_id, 1, o.id, o.channel_id, o.message_id FROM outbox o
    JOIN comment x ON x.id = o.payload ->> 'comment' WHERE o.kind = 'comment';

-- posts of reviews
INSERT INTO outbox (key, kind, target, due_at, payload, state, channel_id, message_id, done_at)
    SELECT 'review ' || id || ' guild ' || guild, 'review', 'guild ' || guild || ' reviews',
    created_at, json_object('review', id, 'guild', guild), 'sent', 800000000000000001 + (1 + guild -
    :guild) * 10, 930000000000000000 + 1000000 + id, created_at FROM (SELECT *, <server 90> AS guild
    FROM (SELECT *, id AS n FROM review));

-- messages of reviews
INSERT INTO posted (kind, subject, drama_id, guild_id, shown, outbox_id, channel_id, message_id)
    SELECT o.kind, r.id, r.drama_id, o.payload ->> 'guild', 1, o.id, o.channel_id, o.message_id FROM
    outbox o JOIN review r ON r.id = o.payload ->> 'review' WHERE o.kind = 'review';

-- posts of marked messages
INSERT INTO outbox (key, kind, target, due_at, payload, state, channel_id, message_id, done_at)
    SELECT 'marked ' || message_id, 'marked', 'channel ' || channel_id || ' guild ' || guild_id, at,
    json_object('marked', message_id), 'sent', channel_id, 930000000000000000 + 2000000 + message_id
    - 920000000000000000, at FROM marked;

-- messages of marked messages
INSERT INTO posted (kind, subject, drama_id, guild_id, shown, outbox_id, channel_id, message_id)
    SELECT o.kind, x.message_id, x.drama_id, x.guild_id, 1, o.id, o.channel_id, o.message_id FROM
    outbox o JOIN marked x ON x.message_id = o.payload ->> 'marked' WHERE o.kind = 'marked';

-- what was marked, and its post
UPDATE marked SET outbox_id = (SELECT id FROM outbox WHERE key = 'marked ' || message_id);

-- payloads
UPDATE outbox SET payload = json_object('message', payload ->> 'marked') WHERE kind = 'marked';

-- posts of synopses
INSERT INTO outbox (key, kind, target, due_at, payload, state, channel_id, message_id, done_at)
    SELECT 'synopsis ' || drama_id || ' ' || episode || ' guild ' || guild_id, 'synopsis', 'guild '
    || guild_id || ' synopses', '2024-03-03T00:00:00Z', json_object('guild', guild_id, 'drama',
    drama_id, 'episode', episode), 'sent', 800000000000000000 + (1 + guild_id - :guild) * 10,
    930000000000000000 + 4000000 + id, '2024-03-03T00:00:00Z' FROM synopsis WHERE state =
    'published' GROUP BY guild_id, drama_id, episode;

-- messages of synopses
INSERT INTO posted (kind, subject, drama_id, episode, guild_id, shown, outbox_id, channel_id,
    message_id) SELECT kind, 0, payload ->> 'drama', payload ->> 'episode', payload ->> 'guild', 1,
    id, channel_id, message_id FROM outbox WHERE kind = 'synopsis';

-- digests
INSERT INTO outbox (key, kind, target, due_at, payload, state, channel_id, message_id, done_at)
    SELECT 'digest:' || <member 91> || ':' || n, 'digest', 'member ' || <member 91>, <grown :sent>,
    '{}', 'sent', 940000000000000000 + n, 930000000000000000 + 5000000 + n, <grown :sent> FROM upto
    WHERE n <= :sent - (SELECT count(*) FROM outbox);

-- messages of threads
INSERT INTO posted (kind, subject, drama_id, guild_id, shown, channel_id, message_id) SELECT
    'opener', id, drama_id, guild_id, 1, channel_id, opener_id FROM thread UNION ALL SELECT 'tags',
    id, drama_id, guild_id, 1, channel_id, thread_id FROM thread;

-- messages of clubs
INSERT INTO posted (kind, subject, drama_id, guild_id, copy, shown, channel_id, message_id) SELECT
    'club step', c.id, c.drama_id, c.guild_id, s.number, 1, c.channel_id, 950000000000000000 + c.id
    * 10 + s.number FROM club c JOIN club_step s ON s.club_id = c.id;

-- answers with quotes
INSERT INTO posted (kind, subject, drama_id, guild_id, copy, shown_as, shown, channel_id,
    message_id) SELECT 'quote', id, drama_id, guild_id, 960000000000000000 + id,
    '{"view": "quote"}', 1, 800000000000000000 + (1 + guild_id - :guild) * 10, 960000000000000000 +
    id FROM quote WHERE guild_id IS NOT NULL;

-- ids of comments
INSERT OR REPLACE INTO sqlite_sequence (name, seq) SELECT 'comment', max(id) FROM comment;

--- counted

-- standings
INSERT INTO standing (guild_id, drama_id, scores, points, watchers, weighted, country, year,
    popularity, hidden) SELECT g.guild, g.drama_id, g.scores, g.points, g.watchers, iif(g.scores >
    0, (5 * 8.1 + g.points / 2.0) / (5 + g.scores), NULL), d.country, d.year, ifnull(d.popularity,
    9223372036854775807), d.hidden FROM (SELECT guild, drama_id, sum(scores) AS scores, sum(points)
    AS points, sum(watchers) AS watchers FROM (SELECT 0 AS guild, drama_id, 1 AS scores, overall AS
    points, 0 AS watchers FROM counting_score UNION ALL SELECT m.guild_id, s.drama_id, 1, s.overall,
    0 FROM counting_score s JOIN guild_member m ON m.member_id = s.member_id UNION ALL SELECT 0,
    drama_id, 0, 0, 1 FROM progress UNION ALL SELECT m.guild_id, p.drama_id, 0, 0, 1 FROM progress p
    JOIN guild_member m ON m.member_id = p.member_id) GROUP BY guild, drama_id) g JOIN drama d ON
    d.id = g.drama_id ORDER BY g.guild, g.drama_id;

-- likes
UPDATE comment SET likes = l.likes FROM (SELECT comment_id, count(*) AS likes FROM comment_like
    GROUP BY comment_id) l WHERE l.comment_id = comment.id;

-- votes of reviews
UPDATE review SET helpful = v.helpful, unhelpful = v.votes - v.helpful FROM (SELECT review_id,
    sum(helpful) AS helpful, count(*) AS votes FROM review_vote GROUP BY review_id) v WHERE
    v.review_id = review.id;

-- votes of recommendations
UPDATE recommendation SET votes = v.votes FROM (SELECT recommendation_id, count(*) AS votes FROM
    recommendation_vote GROUP BY recommendation_id) v WHERE v.recommendation_id = recommendation.id;

-- changes since the lists of similar dramas
INSERT INTO taste_input SELECT 1, (SELECT count(*) FROM score) + (SELECT count(*) FROM progress
    WHERE status IN ('completed', 'watching', 'dropped'));

--- checked

-- a row refers to one that is not there
SELECT * FROM pragma_foreign_key_check LIMIT 1;

-- a message is out of date
SELECT 1 FROM posted WHERE turn IS NOT NULL LIMIT 1;
