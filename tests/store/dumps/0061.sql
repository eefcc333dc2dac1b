BEGIN TRANSACTION;
CREATE TABLE advice (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,        -- the buttons of a message name it
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,  -- who recommends
    to_id          INTEGER NOT NULL,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    reason         TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    spoils_episode INTEGER,                                  -- spoils up to there; NULL: nothing
    dismissed      INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),  -- by the one it is for
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    UNIQUE (member_id, to_id, drama_id, guild_id)
) STRICT;
INSERT INTO "advice" VALUES(1,1,1,1,1,'reason 0 涙',1,0,'created_at 0 涙','updated_at 0 涙');
INSERT INTO "advice" VALUES(2,2,2,2,2,'reason 1 涙',2,1,'created_at 1 涙','updated_at 1 涙');
CREATE TABLE advice_refused (
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    sender_id INTEGER NOT NULL,
    PRIMARY KEY (member_id, sender_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "advice_refused" VALUES(1,1);
INSERT INTO "advice_refused" VALUES(2,2);
CREATE TABLE airing_guild (
    guild_id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO "airing_guild" VALUES(1);
INSERT INTO "airing_guild" VALUES(2);
CREATE TABLE airing_plan (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode  INTEGER NOT NULL,
    at       TEXT NOT NULL,                                  -- UTC
    PRIMARY KEY (drama_id, episode)
) STRICT, WITHOUT ROWID;
INSERT INTO "airing_plan" VALUES(1,1,'at 0 涙');
INSERT INTO "airing_plan" VALUES(2,2,'at 1 涙');
CREATE TABLE airing_planned (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    until TEXT NOT NULL                                      -- UTC
) STRICT;
INSERT INTO "airing_planned" VALUES(1,'until 0 涙');
CREATE TABLE airing_post (
    guild_id  INTEGER NOT NULL,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode   INTEGER NOT NULL,
    at        TEXT NOT NULL,                                 -- UTC; when it was to air
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    PRIMARY KEY (guild_id, drama_id, episode)
) STRICT, WITHOUT ROWID;
INSERT INTO "airing_post" VALUES(1,1,1,'at 0 涙',1);
INSERT INTO "airing_post" VALUES(2,2,2,'at 1 涙',2);
CREATE TABLE alias (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    position INTEGER NOT NULL,
    PRIMARY KEY (drama_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "alias" VALUES(1,'name 0 涙',1);
INSERT INTO "alias" VALUES(2,'name 1 涙',2);
CREATE TABLE answer (
    url           TEXT PRIMARY KEY,                          -- without any key or token
    body          BLOB NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    fetched_at    TEXT NOT NULL,
    fresh_until   TEXT NOT NULL
, bytes INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "answer" VALUES('url 0 涙',X'0030','etag 0 涙','last_modified 0 涙','fetched_at 0 涙','fresh_until 0 涙',1);
INSERT INTO "answer" VALUES('url 1 涙',X'0031','etag 1 涙','last_modified 1 涙','fetched_at 1 涙','fresh_until 1 涙',2);
CREATE TABLE answer_notice (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,   -- the member told
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,  -- the answer
    digest_at  TEXT,                                                        -- of the digest that tells it
    PRIMARY KEY (member_id, comment_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "answer_notice" VALUES(1,1,'digest_at 0 涙');
INSERT INTO "answer_notice" VALUES(2,2,'digest_at 1 涙');
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    guild_id INTEGER,
    actor_id INTEGER,
    action   TEXT NOT NULL,                                  -- e.g. settings.channel
    subject  TEXT,                                           -- e.g. synopses, drama 42
    detail   TEXT                                            -- JSON, never a member's text
, previous BLOB, salt BLOB, commitment BLOB, hash BLOB, undoes INTEGER) STRICT;
INSERT INTO "audit" VALUES(1,'at 0 涙',1,1,'action 0 涙','subject 0 涙','detail 0 涙',X'0030',X'0030',X'0030',X'0030',1);
INSERT INTO "audit" VALUES(2,'at 1 涙',2,2,'action 1 涙','subject 1 涙','detail 1 涙',X'0031',X'0031',X'0031',X'0031',2);
CREATE TABLE audit_chain (
    guild_id INTEGER PRIMARY KEY,                             -- 0: lines without a server
    line_id  INTEGER NOT NULL,
    hash     BLOB NOT NULL
) STRICT;
INSERT INTO "audit_chain" VALUES(1,1,X'0030');
INSERT INTO "audit_chain" VALUES(2,2,X'0031');
CREATE TABLE audit_member (
    member_id INTEGER NOT NULL,
    line_id   INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE,
    PRIMARY KEY (member_id, line_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "audit_member" VALUES(1,1);
INSERT INTO "audit_member" VALUES(2,2);
CREATE TABLE automod_rule (
    guild_id INTEGER NOT NULL,
    rule_id  INTEGER NOT NULL,
    body     TEXT NOT NULL,                                  -- JSON
    PRIMARY KEY (guild_id, rule_id)
) STRICT;
INSERT INTO "automod_rule" VALUES(1,1,'body 0 涙');
INSERT INTO "automod_rule" VALUES(2,2,'body 1 涙');
CREATE TABLE blocked (
    guild_id   INTEGER NOT NULL,
    member_key BLOB NOT NULL,                                 -- the hash of the salt and the member's id
    member_id  INTEGER,                                       -- NULL once the member deleted their data
    until      TEXT NOT NULL,
    reason     TEXT NOT NULL,                                 -- what the moderator tells the member
    blocked_by INTEGER,                                       -- NULL once the moderator deleted their data
    at         TEXT NOT NULL,
    PRIMARY KEY (guild_id, member_key)
) STRICT, WITHOUT ROWID;
INSERT INTO "blocked" VALUES(1,X'0030',1,'until 0 涙','reason 0 涙',1,'at 0 涙');
INSERT INTO "blocked" VALUES(2,X'0031',2,'until 1 涙','reason 1 涙',2,'at 1 涙');
CREATE TABLE blocked_salt (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL
) STRICT;
INSERT INTO "blocked_salt" VALUES(1,X'0030');
CREATE TABLE calendar_event (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode   INTEGER NOT NULL,
    uid       TEXT NOT NULL UNIQUE,
    day       TEXT NOT NULL,                                 -- the broadcaster's
    at        TEXT,                                          -- UTC; NULL where only the day is known
    minutes   INTEGER,
    title     TEXT NOT NULL,                                 -- of the drama, as it was sent
    sequence  INTEGER NOT NULL DEFAULT 0,                    -- how often it has changed
    stamp     TEXT NOT NULL,                                 -- UTC; when it last did
    cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    PRIMARY KEY (drama_id, episode)
) STRICT, WITHOUT ROWID;
INSERT INTO "calendar_event" VALUES(1,1,'uid 0 涙','day 0 涙','at 0 涙',1,'title 0 涙',1,'stamp 0 涙',0);
INSERT INTO "calendar_event" VALUES(2,2,'uid 1 涙','day 1 涙','at 1 涙',2,'title 1 涙',2,'stamp 1 涙',1);
CREATE TABLE catalogue_change (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    guild_id  INTEGER,
    actor_id  INTEGER,
    action    TEXT NOT NULL,                                 -- as in audit: catalogue.edit
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    gone_id   INTEGER REFERENCES drama (id) ON DELETE CASCADE, -- the drama that a merge took in
    undone_at TEXT,
    undone_by INTEGER
) STRICT;
INSERT INTO "catalogue_change" VALUES(1,'at 0 涙',1,1,'action 0 涙',2,1,'undone_at 0 涙',1);
INSERT INTO "catalogue_change" VALUES(2,'at 1 涙',2,2,'action 1 涙',1,2,'undone_at 1 涙',2);
CREATE TABLE catalogue_change_moved (
    change_id INTEGER NOT NULL REFERENCES catalogue_change (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    part      TEXT NOT NULL,
    named_by  TEXT NOT NULL,                                 -- the column that names the drama
    row_key   TEXT NOT NULL,                                 -- JSON, without the member
    member_id INTEGER REFERENCES member (id) ON DELETE CASCADE,
    swapped   INTEGER NOT NULL DEFAULT 0 CHECK (swapped IN (0, 1)),
    PRIMARY KEY (change_id, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "catalogue_change_moved" VALUES(1,1,'part 0 涙','named_by 0 涙','row_key 0 涙',1,0);
INSERT INTO "catalogue_change_moved" VALUES(2,2,'part 1 涙','named_by 1 涙','row_key 1 涙',2,1);
CREATE TABLE catalogue_change_row (
    change_id INTEGER NOT NULL REFERENCES catalogue_change (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    part      TEXT NOT NULL,                                 -- the table
    subject   INTEGER NOT NULL,                              -- the drama that has the row
    row_key   TEXT NOT NULL,                                 -- JSON; of the drama itself its column
    before    TEXT,                                          -- JSON; NULL where there was none
    after     TEXT,
    PRIMARY KEY (change_id, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "catalogue_change_row" VALUES(1,1,'part 0 涙',1,'row_key 0 涙','before 0 涙','after 0 涙');
INSERT INTO "catalogue_change_row" VALUES(2,2,'part 1 涙',2,'row_key 1 涙','before 1 涙','after 1 涙');
CREATE TABLE catalogue_import (
    id         INTEGER PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('staging', 'storing', 'stored', 'undoing', 'undone')),
    suffix     TEXT NOT NULL,                                -- what kind of file it is: '.jsonl'
    overwrite  INTEGER NOT NULL CHECK (overwrite IN (0, 1)),
    undoable   INTEGER NOT NULL CHECK (undoable IN (0, 1)),
    begun_at   TEXT NOT NULL,
    place      INTEGER NOT NULL DEFAULT 0,                   -- how many steps of the file are stored
    of_drama   INTEGER,                                      -- the drama of the last step, which may go on
    last       TEXT CHECK (last IN ('added', 'changed', 'unchanged')),
    added      INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    unchanged  INTEGER NOT NULL DEFAULT 0,
    -- The largest id that a drama had when this import was undone: no id is ever given twice, for
    -- buttons of last year bear it.
    highest_id INTEGER
) STRICT;
INSERT INTO "catalogue_import" VALUES(1,'staging','suffix 0 涙',0,0,'begun_at 0 涙',1,1,'added',1,1,1,1);
INSERT INTO "catalogue_import" VALUES(2,'storing','suffix 1 涙',1,1,'begun_at 1 涙',2,2,'changed',2,2,2,2);
CREATE TABLE catalogue_import_change (
    id         INTEGER PRIMARY KEY,
    import_id  INTEGER NOT NULL REFERENCES catalogue_import (id) ON DELETE CASCADE,
    of_drama   INTEGER NOT NULL,                             -- no reference: it outlives what is undone
    table_name TEXT,
    was        TEXT,
    became     TEXT
) STRICT;
INSERT INTO "catalogue_import_change" VALUES(1,1,1,'table_name 0 涙','was 0 涙','became 0 涙');
INSERT INTO "catalogue_import_change" VALUES(2,2,2,'table_name 1 涙','was 1 涙','became 1 涙');
CREATE TABLE catalogue_import_piece (
    import_id INTEGER NOT NULL REFERENCES catalogue_import (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;
INSERT INTO "catalogue_import_piece" VALUES(1,1,X'0030');
INSERT INTO "catalogue_import_piece" VALUES(2,2,X'0031');
CREATE TABLE catalogue_match (
    id        INTEGER PRIMARY KEY,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    source    TEXT NOT NULL CHECK (source IN ('tvmaze', 'tmdb')),
    source_id TEXT NOT NULL,                                 -- the show, or its season, that may be the drama
    was_id    TEXT,                                          -- what the drama has, where that became this show
    other_id  INTEGER REFERENCES drama (id) ON DELETE CASCADE, -- the entry that the show has here already
    said      TEXT NOT NULL,                                 -- JSON: what the source says of it
    answer    TEXT CHECK (answer IN ('same', 'different')),
    asked_at  TEXT NOT NULL,
    UNIQUE (drama_id, source, source_id)
) STRICT;
INSERT INTO "catalogue_match" VALUES(1,2,'tvmaze','source_id 0 涙','was_id 0 涙',1,'said 0 涙','same','asked_at 0 涙');
INSERT INTO "catalogue_match" VALUES(2,1,'tmdb','source_id 1 涙','was_id 1 涙',2,'said 1 涙','different','asked_at 1 涙');
CREATE TABLE catalogue_proposal (
    id         INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    change     TEXT NOT NULL,                                -- JSON, as the form or button said it
    file       BLOB,                                         -- of an import
    state      TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'declined')),
    created_at TEXT NOT NULL,
    decided_at TEXT,
    decided_by INTEGER
) STRICT;
INSERT INTO "catalogue_proposal" VALUES(1,1,1,'change 0 涙',X'0030','waiting','created_at 0 涙','decided_at 0 涙',1);
INSERT INTO "catalogue_proposal" VALUES(2,2,2,'change 1 涙',X'0031','approved','created_at 1 涙','decided_at 1 涙',2);
CREATE TABLE catalogue_revision (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL                                  -- no row is 0
) STRICT;
INSERT INTO "catalogue_revision" VALUES(1,-6322196515626019090);
CREATE TABLE chore (
    name          TEXT PRIMARY KEY,
    due_at        TEXT NOT NULL,
    claimed_by    TEXT,
    claimed_until TEXT
, asked_for TEXT) STRICT, WITHOUT ROWID;
INSERT INTO "chore" VALUES('name 0 涙','due_at 0 涙','claimed_by 0 涙','claimed_until 0 涙','asked_for 0 涙');
INSERT INTO "chore" VALUES('name 1 涙','due_at 1 涙','claimed_by 1 涙','claimed_until 1 涙','asked_for 1 涙');
CREATE TABLE club (
    id          INTEGER PRIMARY KEY,
    guild_id    INTEGER NOT NULL,
    drama_id    INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    channel_id  INTEGER NOT NULL,
    role_id     INTEGER,
    episodes    INTEGER NOT NULL CHECK (episodes BETWEEN 1 AND 100),   -- a step
    days        INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),       -- a bit a weekday, 1 = Monday
    at          TEXT NOT NULL,                               -- HH:MM in the zone
    zone        TEXT NOT NULL,
    advance     TEXT NOT NULL DEFAULT 'time' CHECK (advance IN ('time', 'together')),
    state       TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'paused', 'ended')),
    started_by  INTEGER NOT NULL,
    started_at  TEXT NOT NULL,
    ended_at    TEXT
, told TEXT) STRICT;
INSERT INTO "club" VALUES(1,1,1,1,1,2,2,'at 0 涙','zone 0 涙','time','running',1,'started_at 0 涙','ended_at 0 涙','told 0 涙');
INSERT INTO "club" VALUES(2,2,2,2,2,100,127,'at 1 涙','zone 1 涙','together','paused',2,'started_at 1 涙','ended_at 1 涙','told 1 涙');
CREATE TABLE club_member (
    club_id   INTEGER NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reminded  INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)),   -- asked for reminders
    joined_at TEXT NOT NULL,
    left_at   TEXT, ahead_of INTEGER,
    PRIMARY KEY (club_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "club_member" VALUES(1,1,0,'joined_at 0 涙','left_at 0 涙',1);
INSERT INTO "club_member" VALUES(2,2,1,'joined_at 1 涙','left_at 1 涙',2);
CREATE TABLE club_step (
    club_id       INTEGER NOT NULL REFERENCES club (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    first_episode INTEGER NOT NULL,
    last_episode  INTEGER NOT NULL,
    opened_at     TEXT NOT NULL,
    until         TEXT,                                      -- UTC; NULL while the club pauses
    closed_at     TEXT,
    event_id      INTEGER,
    event_at      TEXT,
    event_claimed TEXT, members INTEGER CHECK (members >= 0), caught_up INTEGER CHECK (caught_up >= 0),
    PRIMARY KEY (club_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "club_step" VALUES(1,1,1,1,'opened_at 0 涙','until 0 涙','closed_at 0 涙',1,'event_at 0 涙','event_claimed 0 涙',1,1);
INSERT INTO "club_step" VALUES(2,2,2,2,'opened_at 1 涙','until 1 涙','closed_at 1 涙',2,'event_at 1 涙','event_claimed 1 涙',2,2);
CREATE TABLE comment (
    -- Never given twice: the key of a post and the buttons of a message name a comment by it.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    episode        INTEGER NOT NULL DEFAULT 0 CHECK (episode BETWEEN 0 AND 5000),  -- whose thread; 0: the drama's
    reply_to       INTEGER REFERENCES comment (id) ON DELETE SET NULL,
    spoils_episode INTEGER CHECK (spoils_episode BETWEEN 1 AND 5000),  -- NULL: spoils nothing
    text           TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    likes          INTEGER NOT NULL DEFAULT 0,               -- kept by the triggers below
    revision       INTEGER NOT NULL DEFAULT 1,               -- counts what a post of it would show anew
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, answers_deleted INTEGER NOT NULL DEFAULT 0 CHECK (answers_deleted IN (0, 1)), answers INTEGER NOT NULL DEFAULT 0, review_id INTEGER REFERENCES review (id) ON DELETE SET NULL) STRICT;
INSERT INTO "comment" VALUES(1,1,1,1,1,1,2,'text 0 涙',0,2,1,'created_at 0 涙','updated_at 0 涙',0,2,1);
INSERT INTO "comment" VALUES(2,2,2,2,5000,2,5000,'text 1 涙',1,3,2,'created_at 1 涙','updated_at 1 涙',1,2,2);
CREATE TABLE comment_like (
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (comment_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "comment_like" VALUES(1,1);
INSERT INTO "comment_like" VALUES(2,2);
CREATE TABLE credit (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    position  INTEGER NOT NULL,
    character TEXT,
    billing   TEXT NOT NULL CHECK (billing IN ('main', 'support', 'guest')),
    PRIMARY KEY (drama_id, person_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "credit" VALUES(1,1,1,'character 0 涙','main');
INSERT INTO "credit" VALUES(2,2,2,'character 1 涙','support');
CREATE TABLE deletion (
    id        INTEGER PRIMARY KEY,
    member_id INTEGER UNIQUE,                                -- NULL: nothing of them is left in any row
    asked_at  TEXT NOT NULL
) STRICT;
INSERT INTO "deletion" VALUES(1,1,'asked_at 0 涙');
INSERT INTO "deletion" VALUES(2,2,'asked_at 1 涙');
CREATE TABLE digest (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    at        TEXT NOT NULL,                                 -- HH:MM in the member's zone
    zone      TEXT NOT NULL,                                 -- an IANA name, 'Asia/Tokyo'
    asked_at  TEXT NOT NULL,                                 -- UTC; what was refused before is forgotten
    next_at   TEXT                                           -- UTC; NULL once one could not be delivered
) STRICT;
INSERT INTO "digest" VALUES(1,'at 0 涙','zone 0 涙','asked_at 0 涙','next_at 0 涙');
INSERT INTO "digest" VALUES(2,'at 1 涙','zone 1 涙','asked_at 1 涙','next_at 1 涙');
CREATE TABLE "draft" (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,                                -- review, recommendation
    subject    TEXT NOT NULL,                                -- drama 42
    fields     TEXT NOT NULL,                                -- JSON: the form as it was typed
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (member_id, kind, subject)
) STRICT;
INSERT INTO "draft" VALUES(1,'kind 0 涙','subject 0 涙','fields 0 涙','updated_at 0 涙');
INSERT INTO "draft" VALUES(2,'kind 1 涙','subject 1 涙','fields 1 涙','updated_at 1 涙');
CREATE TABLE drama (
    id             INTEGER PRIMARY KEY,
    title          TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    native_title   TEXT,
    country        TEXT CHECK (length(country) = 2),
    kind           TEXT NOT NULL DEFAULT 'drama' CHECK (kind IN ('drama', 'movie', 'special', 'show')),
    year           INTEGER CHECK (year BETWEEN 1900 AND 2200),
    episodes       INTEGER CHECK (episodes BETWEEN 1 AND 5000),
    minutes        INTEGER CHECK (minutes BETWEEN 1 AND 1440),
    aired_from     TEXT,
    aired_to       TEXT,
    weekday        INTEGER CHECK (weekday BETWEEN 0 AND 6),  -- 0 = Monday
    air_time       TEXT,
    content_rating TEXT,
    summary        TEXT,
    based_on       TEXT,
    poster_url     TEXT,
    poster_alt     TEXT,
    popularity     INTEGER,                                  -- a rank, 1 is the best known
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, refreshed_at TEXT, refresh_due TEXT, refresh_failures INTEGER NOT NULL DEFAULT 0, merged_into INTEGER REFERENCES drama (id), romanised_title TEXT) STRICT;
INSERT INTO "drama" VALUES(1,'title 0 涙','native_title 0 涙','JP','drama',1901,2,2,'aired_from 0 涙','aired_to 0 涙',1,'air_time 0 涙','content_rating 0 涙','summary 0 涙','based_on 0 涙','poster_url 0 涙','poster_alt 0 涙',1,0,'created_at 0 涙','updated_at 0 涙','refreshed_at 0 涙','refresh_due 0 涙',1,1,'romanised_title 0 涙');
INSERT INTO "drama" VALUES(2,'title 1 涙','native_title 1 涙','KR','movie',2200,5000,1440,'aired_from 1 涙','aired_to 1 涙',6,'air_time 1 涙','content_rating 1 涙','summary 1 涙','based_on 1 涙','poster_url 1 涙','poster_alt 1 涙',2,1,'created_at 1 涙','updated_at 1 涙','refreshed_at 1 涙','refresh_due 1 涙',2,2,'romanised_title 1 涙');
CREATE TABLE drama_genre (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    genre_id INTEGER NOT NULL REFERENCES genre (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (drama_id, genre_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "drama_genre" VALUES(1,1,1);
INSERT INTO "drama_genre" VALUES(2,2,2);
CREATE TABLE drama_network (
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    network_id INTEGER NOT NULL REFERENCES network (id),
    position   INTEGER NOT NULL,
    PRIMARY KEY (drama_id, network_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "drama_network" VALUES(1,1,1);
INSERT INTO "drama_network" VALUES(2,2,2);
CREATE TABLE drama_source (
    source    TEXT NOT NULL,
    source_id TEXT NOT NULL,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE, first_episode INTEGER NOT NULL DEFAULT 1
    CHECK (first_episode BETWEEN 1 AND 5000),
    PRIMARY KEY (source, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "drama_source" VALUES('source 0 涙','source_id 0 涙',1,2);
INSERT INTO "drama_source" VALUES('source 1 涙','source_id 1 涙',2,5000);
CREATE TABLE ending_vote (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    ending    TEXT NOT NULL CHECK (ending IN ('happy', 'bittersweet', 'sad', 'open')),
    PRIMARY KEY (drama_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "ending_vote" VALUES(1,1,'happy');
INSERT INTO "ending_vote" VALUES(2,2,'bittersweet');
CREATE TABLE episode (
    drama_id         INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    number           INTEGER NOT NULL CHECK (number BETWEEN 1 AND 5000),
    title            TEXT,
    air_date         TEXT,
    minutes          INTEGER,
    audience_percent REAL CHECK (audience_percent BETWEEN 0 AND 100), airs_at TEXT, source TEXT, show TEXT, season INTEGER, season_number INTEGER, broadcast_id TEXT,
    PRIMARY KEY (drama_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "episode" VALUES(1,2,'title 0 涙','air_date 0 涙',1,1.0,'airs_at 0 涙','source 0 涙','show 0 涙',1,1,'broadcast_id 0 涙');
INSERT INTO "episode" VALUES(2,5000,'title 1 涙','air_date 1 涙',2,100.0,'airs_at 1 涙','source 1 涙','show 1 涙',2,2,'broadcast_id 1 涙');
CREATE TABLE episode_score (
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode    INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    overall    INTEGER NOT NULL CHECK (overall BETWEEN 1 AND 20),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (drama_id, episode, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "episode_score" VALUES(1,2,1,2,'updated_at 0 涙');
INSERT INTO "episode_score" VALUES(2,5000,2,20,'updated_at 1 涙');
CREATE TABLE follow (
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (member_id, drama_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "follow" VALUES(1,1,'created_at 0 涙');
INSERT INTO "follow" VALUES(2,2,'created_at 1 涙');
CREATE TABLE genre (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
INSERT INTO "genre" VALUES(1,'name 0 涙');
INSERT INTO "genre" VALUES(2,'name 1 涙');
CREATE TABLE guild (
    id            INTEGER PRIMARY KEY,                       -- Discord's guild id
    policy        TEXT NOT NULL DEFAULT 'bars' CHECK (policy IN ('bars', 'sealed', 'open')),
    language      TEXT,
    curator_role  INTEGER,
    notified_role INTEGER
, batch INTEGER NOT NULL DEFAULT 0 CHECK (batch BETWEEN 0 AND 100), variety INTEGER NOT NULL DEFAULT 0 CHECK (variety IN (0, 1)), links TEXT NOT NULL DEFAULT 'any' CHECK (links IN ('any', 'listed', 'none')), matches_wait INTEGER NOT NULL DEFAULT 0 CHECK (matches_wait IN (0, 1)), newcomer_days INTEGER NOT NULL DEFAULT 0 CHECK (newcomer_days BETWEEN 0 AND 365), welcomed INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "guild" VALUES(1,'bars','language 0 涙',1,1,1,0,'any',0,1,1);
INSERT INTO "guild" VALUES(2,'sealed','language 1 涙',2,2,100,1,'listed',1,365,2);
CREATE TABLE guild_channel (
    guild_id   INTEGER NOT NULL REFERENCES guild (id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('synopses', 'reviews', 'board', 'airing', 'log')),
    channel_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, purpose)
) STRICT, WITHOUT ROWID;
INSERT INTO "guild_channel" VALUES(1,'synopses',1);
INSERT INTO "guild_channel" VALUES(2,'reviews',2);
CREATE TABLE guild_left (
    guild_id INTEGER PRIMARY KEY,
    left_at  TEXT NOT NULL
) STRICT;
INSERT INTO "guild_left" VALUES(1,'left_at 0 涙');
INSERT INTO "guild_left" VALUES(2,'left_at 1 涙');
CREATE TABLE guild_member (
    guild_id   INTEGER NOT NULL,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    first_seen TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (guild_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "guild_member" VALUES(1,1,'first_seen 0 涙');
INSERT INTO "guild_member" VALUES(2,2,'first_seen 1 涙');
CREATE TABLE held (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,            -- buttons name it
    guild_id   INTEGER NOT NULL,
    author_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,                                -- review, comment
    subject    TEXT,                                         -- drama 42; NULL: each one is kept
    why        TEXT NOT NULL CHECK (why IN ('newcomer', 'rule', 'alert')),
    what       TEXT,                                         -- the word or expression that was found
    -- An id of that time, as those in labels and payload: merges are followed when it is read.
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    words      TEXT NOT NULL,                                -- JSON: its texts, as a moderator reads them
    labels     TEXT NOT NULL,                                -- JSON: up to which episode it spoils, by drama
    payload    TEXT NOT NULL,                                -- JSON: what its service needs to write it
    draft_kind TEXT,                                         -- of the draft that it becomes when it is dismissed
    held_at    TEXT NOT NULL,
    UNIQUE (guild_id, author_id, kind, subject)
) STRICT;
INSERT INTO "held" VALUES(1,1,1,'kind 0 涙','subject 0 涙','newcomer','what 0 涙',1,'words 0 涙','labels 0 涙','payload 0 涙','draft_kind 0 涙','held_at 0 涙');
INSERT INTO "held" VALUES(2,2,2,'kind 1 涙','subject 1 涙','rule','what 1 涙',2,'words 1 涙','labels 1 涙','payload 1 涙','draft_kind 1 涙','held_at 1 涙');
CREATE TABLE link (
    id             INTEGER PRIMARY KEY,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    title          TEXT NOT NULL,
    url            TEXT,
    spoils_episode INTEGER,
    UNIQUE (drama_id, kind, title)
) STRICT;
INSERT INTO "link" VALUES(1,1,1,'kind 0 涙','title 0 涙','url 0 涙',1);
INSERT INTO "link" VALUES(2,2,2,'kind 1 涙','title 1 涙','url 1 涙',2);
CREATE TABLE list_import (
    id         INTEGER PRIMARY KEY,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    format     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('tried', 'done', 'undone')),
    rows       TEXT NOT NULL,                                -- JSON: what the file said, matched or not
    before     TEXT,                                         -- JSON: what stood there before, for undoing
    created_at TEXT NOT NULL,
    done_at    TEXT
) STRICT;
INSERT INTO "list_import" VALUES(1,1,'format 0 涙','tried','rows 0 涙','before 0 涙','created_at 0 涙','done_at 0 涙');
INSERT INTO "list_import" VALUES(2,2,'format 1 涙','done','rows 1 涙','before 1 涙','created_at 1 涙','done_at 1 涙');
CREATE TABLE marked (
    message_id INTEGER PRIMARY KEY,                          -- of the original
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    author_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    marked_by  INTEGER NOT NULL,
    drama_id   INTEGER REFERENCES drama (id) ON DELETE RESTRICT,  -- NULL while it is being asked
    episode    INTEGER CHECK (episode BETWEEN 1 AND 5000),
    text       TEXT NOT NULL,
    files      TEXT NOT NULL DEFAULT '[]',                   -- JSON: where Discord keeps them
    sealed     INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1)),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'planned', 'sent', 'done')),
    outbox_id  INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
    at         TEXT NOT NULL
) STRICT;
INSERT INTO "marked" VALUES(1,1,1,1,1,1,2,'text 0 涙','files 0 涙',0,'asked',1,'at 0 涙');
INSERT INTO "marked" VALUES(2,2,2,2,2,2,5000,'text 1 涙','files 1 涙',1,'planned',2,'at 1 涙');
CREATE TABLE marked_file (
    message_id INTEGER NOT NULL REFERENCES marked (message_id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    content    BLOB NOT NULL, description TEXT,
    PRIMARY KEY (message_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "marked_file" VALUES(1,1,'name 0 涙',X'0030','description 0 涙');
INSERT INTO "marked_file" VALUES(2,2,'name 1 涙',X'0031','description 1 涙');
CREATE TABLE member (
    id           INTEGER PRIMARY KEY,                        -- Discord's user id
    language     TEXT,
    country      TEXT,
    stars_out_of INTEGER NOT NULL DEFAULT 10 CHECK (stars_out_of IN (5, 10)),
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, list_seen_by TEXT NOT NULL DEFAULT 'nobody'
    CHECK (list_seen_by IN ('nobody', 'server', 'everyone')), titles TEXT NOT NULL DEFAULT 'language'
    CHECK (titles IN ('language', 'english', 'native', 'romanised')), advice_from TEXT NOT NULL DEFAULT 'server'
    CHECK (advice_from IN ('nobody', 'server', 'telling')), answers_told TEXT NOT NULL DEFAULT 'no'
    CHECK (answers_told IN ('no', 'digest', 'message'))) STRICT;
INSERT INTO "member" VALUES(1,'language 0 涙','country 0 涙',5,'created_at 0 涙','nobody','language','nobody','no');
INSERT INTO "member" VALUES(2,'language 1 涙','country 1 涙',10,'created_at 1 涙','server','english','server','digest');
CREATE TABLE music (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL,
    title    TEXT NOT NULL,
    position INTEGER NOT NULL,
    artist   TEXT, url TEXT,
    PRIMARY KEY (drama_id, kind, title)
) STRICT, WITHOUT ROWID;
INSERT INTO "music" VALUES(1,'kind 0 涙','title 0 涙',1,'artist 0 涙','url 0 涙');
INSERT INTO "music" VALUES(2,'kind 1 涙','title 1 涙',2,'artist 1 涙','url 1 涙');
CREATE TABLE name_index (
    indexed TEXT NOT NULL CHECK (indexed IN ('drama', 'person')),
    part    TEXT NOT NULL,
    piece   INTEGER NOT NULL CHECK (piece >= 0),
    content BLOB NOT NULL,
    PRIMARY KEY (indexed, part, piece)
) STRICT;
INSERT INTO "name_index" VALUES('drama','part 0 涙',1,X'0030');
INSERT INTO "name_index" VALUES('person','part 1 涙',2,X'0031');
CREATE TABLE neighbour (
    generation INTEGER NOT NULL,
    drama_id   INTEGER NOT NULL,                             -- no key: a drama is never deleted
    near       BLOB NOT NULL,
    PRIMARY KEY (generation, drama_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "neighbour" VALUES(1,1,X'0030');
INSERT INTO "neighbour" VALUES(2,2,X'0031');
CREATE TABLE network (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
INSERT INTO "network" VALUES(1,'name 0 涙');
INSERT INTO "network" VALUES(2,'name 1 涙');
CREATE TABLE outbox (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,                      -- says what it announces: planned twice, posted once
    kind          TEXT NOT NULL,
    target        TEXT NOT NULL,                             -- 'guild 5 airing', 'channel 7', 'member 9'
    due_at        TEXT NOT NULL,
    expires_at    TEXT,                                      -- dropped when it would go out after this
    payload       TEXT NOT NULL,                             -- JSON: ids and numbers, what it is composed of
    state         TEXT NOT NULL DEFAULT 'waiting'
                  CHECK (state IN ('waiting', 'claimed', 'held', 'sent', 'dropped')),
    attempts      INTEGER NOT NULL DEFAULT 0,                -- how often it was held; the wait grows with it
    claimed_by    TEXT,
    claimed_until TEXT,
    tried_at      TEXT,                                      -- since when it may have been sent; NULL: surely not
    retry_at      TEXT,                                      -- not claimed before this: it was held, or put off
    reason        TEXT,                                      -- why it is held or was dropped
    channel_id    INTEGER,                                   -- where it was sent, or may have been
    message_id    INTEGER,
    done_at       TEXT,
    ready_at      TEXT GENERATED ALWAYS AS (
                      CASE state WHEN 'claimed' THEN claimed_until ELSE max(due_at, coalesce(retry_at, due_at)) END
                  ) VIRTUAL,
    -- A cast reads the digits at the beginning: of '5 airing', 5.
    guild_id      INTEGER GENERATED ALWAYS AS (
                      CASE WHEN target LIKE 'guild %' THEN CAST(substr(target, 7) AS INTEGER)
                           WHEN target LIKE 'channel % guild %'
                           THEN CAST(substr(target, instr(target, ' guild ') + 7) AS INTEGER) END
                  ) VIRTUAL
, uncertain INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "outbox" VALUES(1,'key 0 涙','kind 0 涙','target 0 涙','due_at 0 涙','expires_at 0 涙','payload 0 涙','waiting',1,'claimed_by 0 涙','claimed_until 0 涙','tried_at 0 涙','retry_at 0 涙','reason 0 涙',1,1,'done_at 0 涙',1);
INSERT INTO "outbox" VALUES(2,'key 1 涙','kind 1 涙','target 1 涙','due_at 1 涙','expires_at 1 涙','payload 1 涙','claimed',2,'claimed_by 1 涙','claimed_until 1 涙','tried_at 1 涙','retry_at 1 涙','reason 1 涙',2,2,'done_at 1 涙',2);
CREATE TABLE person (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    native_name TEXT
, photo_url TEXT, photo_source TEXT CHECK ((photo_source IS NULL) = (photo_url IS NULL))) STRICT;
INSERT INTO "person" VALUES(1,'name 0 涙','native_name 0 涙','photo_url 0 涙','photo_source 0 涙');
INSERT INTO "person" VALUES(2,'name 1 涙','native_name 1 涙','photo_url 1 涙','photo_source 1 涙');
CREATE TABLE posted (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,            -- sweeps go by it: never given twice
    kind       TEXT NOT NULL,                                -- of what: review, comment, synopsis …
    subject    INTEGER NOT NULL,                             -- its id; 0 where the drama and episode name it
    drama_id   INTEGER REFERENCES drama (id) ON DELETE RESTRICT,   -- that it tells of; NULL: nobody knows any more
    episode    INTEGER NOT NULL DEFAULT 0,
    guild_id   INTEGER NOT NULL,
    copy       INTEGER NOT NULL DEFAULT 0,                   -- 0: the post of it; else the message's id: one of many
    shown_as   TEXT,                                         -- JSON: how an answer to a command shows it; NULL: a post
    revision   INTEGER NOT NULL DEFAULT 1,                   -- counts what the message would show anew
    edited     INTEGER NOT NULL DEFAULT 0,                   -- the revision that came with a change of the thing itself
    shown      INTEGER NOT NULL DEFAULT 0,                   -- the revision that the message shows
    outbox_id  INTEGER REFERENCES outbox (id) ON DELETE SET NULL,  -- what sends it
    channel_id INTEGER,                                      -- NULL with the message: not sent yet
    message_id INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,                   -- how often Discord refused to change it
    retry_at   TEXT,
    -- NULL: up to date. What its writer or a moderator changed (0) comes before what a guild's rules did (1).
    turn       INTEGER GENERATED ALWAYS AS (
                   CASE WHEN message_id IS NOT NULL AND revision <> shown THEN edited <= shown END
               ) VIRTUAL,
    UNIQUE (kind, subject, drama_id, episode, guild_id, copy)
) STRICT;
INSERT INTO "posted" VALUES(1,'kind 0 涙',1,1,1,1,1,'shown_as 0 涙',1,1,1,1,1,1,1,'retry_at 0 涙');
INSERT INTO "posted" VALUES(2,'kind 1 涙',2,2,2,2,2,'shown_as 1 涙',2,2,2,2,2,2,2,'retry_at 1 涙');
CREATE TABLE posted_sweep (
    cause   TEXT NOT NULL CHECK (cause IN ('policy', 'language', 'drama')),
    subject INTEGER NOT NULL,                                -- the guild, or the drama
    reached INTEGER NOT NULL DEFAULT 0,                      -- rows of `posted` up to this id are marked
    PRIMARY KEY (cause, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO "posted_sweep" VALUES('language',2,2);
INSERT INTO "posted_sweep" VALUES('policy',1,1);
CREATE TABLE progress (
    member_id   INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    drama_id    INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    status      TEXT NOT NULL CHECK (status IN ('plan', 'watching', 'completed', 'on hold', 'dropped')),
    episode     INTEGER NOT NULL DEFAULT 0 CHECK (episode BETWEEN 0 AND 5000),
    started_on  TEXT,
    finished_on TEXT,
    updated_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), rewatches INTEGER NOT NULL DEFAULT 0 CHECK (rewatches BETWEEN 0 AND 1000), note TEXT CHECK (length(note) BETWEEN 1 AND 1000), earlier_episode INTEGER NOT NULL DEFAULT 0 CHECK (earlier_episode BETWEEN 0 AND 5000),
    PRIMARY KEY (member_id, drama_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "progress" VALUES(1,1,'plan',1,'started_on 0 涙','finished_on 0 涙','updated_at 0 涙',1,'note 0 涙',1);
INSERT INTO "progress" VALUES(2,2,'watching',5000,'started_on 1 涙','finished_on 1 涙','updated_at 1 涙',1000,'note 1 涙',5000);
CREATE TABLE progress_shown (
    drama_id   INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    member_id  INTEGER NOT NULL,
    PRIMARY KEY (drama_id, updated_at DESC, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "progress_shown" VALUES(2,'updated_at 1 涙',2);
CREATE TABLE provenance (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    field     TEXT NOT NULL,                                 -- a column of drama, a part (genres), 'episode 5'
    source    TEXT NOT NULL CHECK (source IN ('tvmaze', 'tmdb', 'member')),
    member_id INTEGER REFERENCES member (id) ON DELETE SET NULL,
    at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (drama_id, field)
) STRICT, WITHOUT ROWID;
INSERT INTO "provenance" VALUES(1,'field 0 涙','tvmaze',1,'at 0 涙');
INSERT INTO "provenance" VALUES(2,'field 1 涙','tmdb',2,'at 1 涙');
CREATE TABLE "quote" (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    text     TEXT NOT NULL,
    speaker  TEXT,
    episode  INTEGER,                                        -- spoils up to there; NULL: nothing
    added_by INTEGER REFERENCES member (id) ON DELETE SET NULL,
    guild_id INTEGER                                         -- NULL: the catalogue's, shown everywhere
, author_id INTEGER, saved_at TEXT) STRICT;
INSERT INTO "quote" VALUES(1,1,'text 0 涙','speaker 0 涙',1,1,1,1,'saved_at 0 涙');
INSERT INTO "quote" VALUES(2,2,'text 1 涙','speaker 1 涙',2,2,2,2,'saved_at 1 涙');
CREATE TABLE recommendation (
    id         INTEGER PRIMARY KEY,
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    other_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    hidden     INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    votes      INTEGER NOT NULL DEFAULT 0,                   -- kept by the triggers below
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    CHECK (drama_id <> other_id)
) STRICT;
INSERT INTO "recommendation" VALUES(1,2,1,1,'reason 0 涙',0,2,'created_at 0 涙','updated_at 0 涙');
INSERT INTO "recommendation" VALUES(2,1,2,2,'reason 1 涙',1,3,'created_at 1 涙','updated_at 1 涙');
CREATE TABLE recommendation_spoils (
    recommendation_id INTEGER NOT NULL REFERENCES recommendation (id) ON DELETE CASCADE,
    drama_id          INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode           INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    PRIMARY KEY (recommendation_id, drama_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "recommendation_spoils" VALUES(1,1,2);
INSERT INTO "recommendation_spoils" VALUES(2,2,5000);
CREATE TABLE recommendation_vote (
    recommendation_id INTEGER NOT NULL REFERENCES recommendation (id) ON DELETE CASCADE,
    member_id         INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (recommendation_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "recommendation_vote" VALUES(1,1);
INSERT INTO "recommendation_vote" VALUES(2,2);
CREATE TABLE relation (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    position  INTEGER NOT NULL,
    PRIMARY KEY (drama_id, kind, title)
) STRICT, WITHOUT ROWID;
INSERT INTO "relation" VALUES(1,'kind 0 涙','title 0 涙',1);
INSERT INTO "relation" VALUES(2,'kind 1 涙','title 1 涙',2);
CREATE TABLE renumbering (
    id        INTEGER PRIMARY KEY,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    change_id INTEGER REFERENCES catalogue_change (id) ON DELETE CASCADE,
    at        TEXT NOT NULL
) STRICT;
INSERT INTO "renumbering" VALUES(1,1,1,'at 0 涙');
INSERT INTO "renumbering" VALUES(2,2,2,'at 1 涙');
CREATE TABLE renumbering_row (
    renumbering_id INTEGER NOT NULL REFERENCES renumbering (id) ON DELETE CASCADE,
    place          INTEGER NOT NULL,
    part           TEXT NOT NULL,                     -- the table
    named          TEXT NOT NULL,                     -- the column
    row_key        TEXT NOT NULL,                     -- JSON, without the member
    member_id      INTEGER REFERENCES member (id) ON DELETE CASCADE,
    before         INTEGER NOT NULL,
    after          INTEGER NOT NULL,
    PRIMARY KEY (renumbering_id, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "renumbering_row" VALUES(1,1,'part 0 涙','named 0 涙','row_key 0 涙',1,1,1);
INSERT INTO "renumbering_row" VALUES(2,2,'part 1 涙','named 1 涙','row_key 1 涙',2,2,2);
CREATE TABLE renumbering_step (
    renumbering_id INTEGER NOT NULL REFERENCES renumbering (id) ON DELETE CASCADE,
    before         INTEGER NOT NULL,
    after          INTEGER NOT NULL,
    PRIMARY KEY (renumbering_id, before)
) STRICT, WITHOUT ROWID;
INSERT INTO "renumbering_step" VALUES(1,1,1);
INSERT INTO "renumbering_step" VALUES(2,2,2);
CREATE TABLE report (
    id          INTEGER PRIMARY KEY,
    guild_id    INTEGER NOT NULL,
    kind        TEXT NOT NULL,                               -- comment, review, message
    subject     TEXT NOT NULL,                               -- the id of what is reported
    reporter_id INTEGER NOT NULL,
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    closed_at   TEXT, why TEXT CHECK (why IN ('spoiler', 'insult', 'spam', 'other')), note TEXT, tell INTEGER NOT NULL DEFAULT 0 CHECK (tell IN (0, 1)), revision TEXT, outcome TEXT CHECK (outcome IN ('removed', 'relabelled', 'dismissed', 'gone')), closed_by INTEGER,
    UNIQUE (guild_id, kind, subject, reporter_id)
) STRICT;
INSERT INTO "report" VALUES(1,1,'kind 0 涙','subject 0 涙',1,'created_at 0 涙','closed_at 0 涙','spoiler','note 0 涙',0,'revision 0 涙','removed',1);
INSERT INTO "report" VALUES(2,2,'kind 1 涙','subject 1 涙',2,'created_at 1 涙','closed_at 1 涙','insult','note 1 涙',1,'revision 1 涙','relabelled',2);
CREATE TABLE review (
    -- Never given twice: the key of a post and the buttons of a message name a review by it.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    headline       TEXT NOT NULL CHECK (length(headline) BETWEEN 1 AND 100),
    text           TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    spoils_episode INTEGER CHECK (spoils_episode BETWEEN 1 AND 5000),  -- NULL: spoils nothing
    language       TEXT NOT NULL,
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    helpful        INTEGER NOT NULL DEFAULT 0,               -- votes, kept by the triggers below
    unhelpful      INTEGER NOT NULL DEFAULT 0,
    revision       INTEGER NOT NULL DEFAULT 1,               -- counts what a post of it would show anew
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (drama_id, member_id)
) STRICT;
INSERT INTO "review" VALUES(1,1,1,'headline 0 涙','text 0 涙',2,'language 0 涙',0,1,2,1,'created_at 0 涙','updated_at 0 涙');
INSERT INTO "review" VALUES(2,2,2,'headline 1 涙','text 1 涙',5000,'language 1 涙',1,3,2,2,'created_at 1 涙','updated_at 1 涙');
CREATE TABLE review_vote (
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    helpful   INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    PRIMARY KEY (review_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "review_vote" VALUES(1,1,0);
INSERT INTO "review_vote" VALUES(2,2,1);
CREATE TABLE score (
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    overall    INTEGER NOT NULL CHECK (overall BETWEEN 1 AND 20),
    story      INTEGER CHECK (story BETWEEN 1 AND 20),
    acting     INTEGER CHECK (acting BETWEEN 1 AND 20),
    music      INTEGER CHECK (music BETWEEN 1 AND 20),
    rewatch    INTEGER CHECK (rewatch BETWEEN 1 AND 20),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (drama_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "score" VALUES(1,1,2,2,2,2,2,'created_at 0 涙','updated_at 0 涙');
INSERT INTO "score" VALUES(2,2,20,20,20,20,20,'created_at 1 涙','updated_at 1 涙');
CREATE TABLE source_lookup (
    drama_id INTEGER PRIMARY KEY REFERENCES drama (id) ON DELETE CASCADE,
    due      TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "source_lookup" VALUES(1,'due 0 涙',1);
INSERT INTO "source_lookup" VALUES(2,'due 1 涙',2);
CREATE TABLE staff (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    job       TEXT NOT NULL CHECK (job IN ('director', 'writer')),
    position  INTEGER NOT NULL,
    PRIMARY KEY (drama_id, person_id, job)
) STRICT, WITHOUT ROWID;
INSERT INTO "staff" VALUES(1,1,'director',1);
INSERT INTO "staff" VALUES(2,2,'writer',2);
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
INSERT INTO "standing" VALUES(0,1,0,0,1,NULL,'JP',1901,1,0);
INSERT INTO "standing" VALUES(0,2,0,0,1,NULL,'KR',2200,2,1);
INSERT INTO "standing" VALUES(1,1,0,0,1,NULL,'JP',1901,1,0);
INSERT INTO "standing" VALUES(2,2,0,0,1,NULL,'KR',2200,2,1);
CREATE TABLE starter (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    digest TEXT NOT NULL
) STRICT;
INSERT INTO "starter" VALUES(1,'digest 0 涙');
CREATE TABLE still (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    review_id  INTEGER REFERENCES review (id) ON DELETE CASCADE,    -- one of the two is NULL
    comment_id INTEGER REFERENCES comment (id) ON DELETE CASCADE,
    guild_id   INTEGER,                                      -- of the comment; NULL: reviews belong to no server
    position   INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2),
    size       INTEGER NOT NULL,                             -- bytes of the content, so that nobody reads it to count
    alt        TEXT NOT NULL CHECK (length(alt) BETWEEN 1 AND 300),
    added_at   TEXT NOT NULL,
    content    BLOB NOT NULL                                 -- WebP; last, because it goes on in further pages
) STRICT;
INSERT INTO "still" VALUES(1,1,1,1,1,1,1,'alt 0 涙','added_at 0 涙',X'0030');
INSERT INTO "still" VALUES(2,2,2,2,2,2,2,'alt 1 涙','added_at 1 涙',X'0031');
CREATE TABLE still_room (
    guild_id INTEGER PRIMARY KEY,
    bytes    INTEGER NOT NULL
) STRICT;
INSERT INTO "still_room" VALUES(1,1);
INSERT INTO "still_room" VALUES(2,2);
CREATE TABLE suggestion (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id       INTEGER NOT NULL,
    member_id      INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    drama_id       INTEGER REFERENCES drama (id) ON DELETE CASCADE,  -- NULL: of a drama that is missing
    kind           TEXT NOT NULL CHECK (kind IN (
                   'link', 'song', 'trailer', 'article', 'name', 'correction', 'drama')),
    text           TEXT NOT NULL,
    url            TEXT,
    spoils_episode INTEGER,
    suggested_at   TEXT NOT NULL,
    state          TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken')),
    decided_by     INTEGER REFERENCES member (id) ON DELETE SET NULL,
    decided_at     TEXT
) STRICT;
INSERT INTO "suggestion" VALUES(1,1,2,1,'link','text 0 涙','url 0 涙',1,'suggested_at 0 涙','waiting',1,'decided_at 0 涙');
INSERT INTO "suggestion" VALUES(2,2,1,2,'song','text 1 涙','url 1 涙',2,'suggested_at 1 涙','taken',2,'decided_at 1 涙');
CREATE TABLE summary (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    language TEXT NOT NULL CHECK (language <> 'en'),
    text     TEXT NOT NULL,
    PRIMARY KEY (drama_id, language)
) STRICT, WITHOUT ROWID;
INSERT INTO "summary" VALUES(1,'language 0 涙','text 0 涙');
INSERT INTO "summary" VALUES(2,'language 1 涙','text 1 涙');
CREATE TABLE synopsis (
    id           INTEGER PRIMARY KEY,
    drama_id     INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    episode      INTEGER NOT NULL CHECK (episode BETWEEN 1 AND 5000),
    language     TEXT NOT NULL,
    guild_id     INTEGER,
    author_id    INTEGER REFERENCES member (id) ON DELETE SET NULL,
    state        TEXT NOT NULL CHECK (state IN ('submitted', 'published', 'returned', 'withdrawn')),
    text         TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
, returned_reason TEXT) STRICT;
INSERT INTO "synopsis" VALUES(1,1,2,'language 0 涙',1,1,'submitted','text 0 涙','created_at 0 涙','updated_at 0 涙','returned_reason 0 涙');
INSERT INTO "synopsis" VALUES(2,2,5000,'language 1 涙',2,2,'published','text 1 涙','created_at 1 涙','updated_at 1 涙','returned_reason 1 涙');
CREATE TABLE synopsis_schedule (
    guild_id     INTEGER NOT NULL,
    drama_id     INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    next_episode INTEGER NOT NULL CHECK (next_episode BETWEEN 1 AND 5001),
    days         INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),  -- a bit a weekday, 1 = Monday
    at           TEXT NOT NULL,                              -- HH:MM in the zone
    zone         TEXT NOT NULL,                              -- an IANA name
    next_at      TEXT,                                       -- UTC; NULL while nobody has written the next
    set_by       INTEGER NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    PRIMARY KEY (guild_id, drama_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "synopsis_schedule" VALUES(1,1,2,2,'at 0 涙','zone 0 涙','next_at 0 涙',1,'created_at 0 涙');
INSERT INTO "synopsis_schedule" VALUES(2,2,5001,127,'at 1 涙','zone 1 涙','next_at 1 涙',2,'created_at 1 涙');
CREATE TABLE takedown (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'review', 'recommendation', 'advice', 'comment', 'quote', 'marked', 'synopsis', 'submission')),
    subject INTEGER NOT NULL,
    author_id INTEGER,
    by_id INTEGER,
    why TEXT CHECK (why IN ('spoiler', 'insult', 'spam', 'other')),
    note TEXT,
    before TEXT,
    posted INTEGER NOT NULL DEFAULT 0 CHECK (posted IN (0, 1)),
    at TEXT NOT NULL,
    appealed_at TEXT, appeal_closed_at TEXT, appeal_closed_by INTEGER,
    lifted_at TEXT, lifted_by INTEGER
) STRICT;
INSERT INTO "takedown" VALUES(1,1,'review',1,1,1,'spoiler','note 0 涙','before 0 涙',0,'at 0 涙','appealed_at 0 涙','appeal_closed_at 0 涙',1,'lifted_at 0 涙',1);
INSERT INTO "takedown" VALUES(2,2,'recommendation',2,2,2,'insult','note 1 涙','before 1 涙',1,'at 1 涙','appealed_at 1 涙','appeal_closed_at 1 涙',2,'lifted_at 1 涙',2);
CREATE TABLE taste (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    scores     INTEGER NOT NULL,                             -- how many it was computed from
    mark       TEXT NOT NULL,                                -- of just those scores: equal ones give equal lists
    done_at    TEXT NOT NULL
, changes INTEGER NOT NULL DEFAULT -1, made_by TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "taste" VALUES(1,1,1,'mark 0 涙','done_at 0 涙',1,'made_by 0 涙');
CREATE TABLE taste_input (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    changes INTEGER NOT NULL                                 -- counts what the computation would read otherwise; no row is 0
) STRICT;
INSERT INTO "taste_input" VALUES(1,3);
CREATE TABLE thread (
    id            INTEGER PRIMARY KEY,
    guild_id      INTEGER NOT NULL,
    drama_id      INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    first_episode INTEGER NOT NULL DEFAULT 0 CHECK (first_episode BETWEEN 0 AND 5000),
    last_episode  INTEGER NOT NULL DEFAULT 0 CHECK (last_episode BETWEEN 0 AND 5000),
    channel_id    INTEGER,                                   -- the board
    thread_id     INTEGER UNIQUE,                            -- Discord's id; NULL while it is being opened
    opener_id     INTEGER,                                   -- the message that opens it
    claimed_by    TEXT,
    claimed_until TEXT,
    opened_at     TEXT,
    active_at     TEXT, stage TEXT                               -- as its tags tell it; NULL: nobody looked
    CHECK (stage IN ('upcoming', 'airing', 'ended', 'unknown')),
    UNIQUE (guild_id, drama_id, first_episode)
) STRICT;
INSERT INTO "thread" VALUES(1,1,1,1,1,1,1,1,'claimed_by 0 涙','claimed_until 0 涙','opened_at 0 涙','active_at 0 涙','upcoming');
INSERT INTO "thread" VALUES(2,2,2,5000,5000,2,2,2,'claimed_by 1 涙','claimed_until 1 涙','opened_at 1 涙','active_at 1 涙','airing');
CREATE TABLE warning_vote (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    warning   TEXT NOT NULL,
    PRIMARY KEY (drama_id, member_id, warning)
) STRICT, WITHOUT ROWID;
INSERT INTO "warning_vote" VALUES(1,1,'warning 0 涙');
INSERT INTO "warning_vote" VALUES(2,2,'warning 1 涙');
CREATE TABLE withheld (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    part     TEXT NOT NULL,                                  -- aliases
    name     TEXT NOT NULL,
    PRIMARY KEY (drama_id, part, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "withheld" VALUES(1,'part 0 涙','name 0 涙');
INSERT INTO "withheld" VALUES(2,'part 1 涙','name 1 涙');
CREATE TABLE word_rule (
    guild_id INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('word', 'expression', 'host')),
    text     TEXT NOT NULL,                                  -- as a moderator typed it
    PRIMARY KEY (guild_id, kind, text)
) STRICT, WITHOUT ROWID;
INSERT INTO "word_rule" VALUES(1,'word','text 0 涙');
INSERT INTO "word_rule" VALUES(2,'expression','text 1 涙');
CREATE INDEX drama_by_title ON drama (title);
CREATE INDEX drama_source_by_drama ON drama_source (drama_id);
CREATE INDEX drama_genre_by_genre ON drama_genre (genre_id, drama_id);
CREATE INDEX drama_network_by_network ON drama_network (network_id, drama_id);
CREATE INDEX credit_by_person ON credit (person_id, drama_id);
CREATE INDEX episode_by_air_date ON episode (air_date) WHERE air_date IS NOT NULL;
CREATE INDEX guild_member_by_member ON guild_member (member_id, guild_id);
CREATE INDEX score_by_member ON score (member_id, drama_id);
CREATE INDEX episode_score_by_member ON episode_score (member_id, drama_id);
CREATE INDEX progress_by_drama ON progress (drama_id, member_id);
CREATE INDEX progress_recent ON progress (member_id, updated_at);
CREATE INDEX synopsis_by_episode ON synopsis (drama_id, episode, state);
CREATE UNIQUE INDEX synopsis_published
    ON synopsis (drama_id, episode, language, ifnull(guild_id, 0)) WHERE state = 'published';
CREATE INDEX synopsis_queue ON synopsis (guild_id, created_at) WHERE state = 'submitted';
CREATE INDEX audit_by_guild ON audit (guild_id, id);
CREATE INDEX provenance_by_member ON provenance (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX drama_by_refresh ON drama (refresh_due) WHERE refresh_due IS NOT NULL;
CREATE INDEX drama_by_merged ON drama (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX outbox_open ON outbox (target, due_at, id) WHERE state IN ('waiting', 'claimed', 'held');
CREATE INDEX outbox_ready ON outbox (ready_at, due_at, id) WHERE state IN ('waiting', 'claimed', 'held');
CREATE INDEX outbox_claimed ON outbox (target) WHERE state = 'claimed';
CREATE INDEX outbox_held ON outbox (guild_id) WHERE state = 'held';
CREATE INDEX outbox_done ON outbox (done_at) WHERE state IN ('sent', 'dropped');
CREATE INDEX follow_by_drama ON follow (drama_id, member_id);
CREATE INDEX digest_by_next ON digest (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX airing_post_by_outbox ON airing_post (outbox_id, at);
CREATE INDEX episode_by_airs_at ON episode (airs_at) WHERE airs_at IS NOT NULL;
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
CREATE TRIGGER standing_drama_changed AFTER UPDATE OF country, year, popularity, hidden ON drama
WHEN OLD.country IS NOT NEW.country OR OLD.year IS NOT NEW.year
    OR OLD.popularity IS NOT NEW.popularity OR OLD.hidden <> NEW.hidden BEGIN
    UPDATE standing SET country = NEW.country, year = NEW.year,
        popularity = ifnull(NEW.popularity, 9223372036854775807), hidden = NEW.hidden
        WHERE drama_id = NEW.id;
END;
CREATE INDEX standing_by_rating
    ON standing (guild_id, weighted DESC, scores DESC, popularity, drama_id, country, year, hidden)
    WHERE scores > 0 AND hidden = 0;
CREATE INDEX standing_by_watchers
    ON standing (guild_id, watchers DESC, popularity, drama_id, country, year, hidden)
    WHERE watchers > 0 AND hidden = 0;
CREATE INDEX standing_by_drama ON standing (drama_id);
CREATE INDEX review_by_member ON review (member_id, created_at);
CREATE TRIGGER review_revised
AFTER UPDATE OF headline, text, spoils_episode, language, hidden, drama_id ON review BEGIN
    UPDATE review SET revision = revision + 1 WHERE id = new.id;
END;
CREATE INDEX review_vote_by_member ON review_vote (member_id);
CREATE TRIGGER review_vote_given AFTER INSERT ON review_vote BEGIN
    UPDATE review SET helpful = helpful + new.helpful, unhelpful = unhelpful + 1 - new.helpful
    WHERE id = new.review_id;
END;
CREATE TRIGGER review_vote_changed AFTER UPDATE OF helpful ON review_vote BEGIN
    UPDATE review SET helpful = helpful + new.helpful - old.helpful,
                      unhelpful = unhelpful + old.helpful - new.helpful
    WHERE id = new.review_id;
END;
CREATE TRIGGER review_vote_taken AFTER DELETE ON review_vote BEGIN
    UPDATE review SET helpful = helpful - old.helpful, unhelpful = unhelpful - 1 + old.helpful
    WHERE id = old.review_id;
END;
CREATE UNIQUE INDEX recommendation_of_pair
    ON recommendation (min(drama_id, other_id), max(drama_id, other_id), member_id);
CREATE INDEX recommendation_by_drama ON recommendation (drama_id);
CREATE INDEX recommendation_by_other ON recommendation (other_id);
CREATE INDEX recommendation_by_member ON recommendation (member_id);
CREATE INDEX recommendation_vote_by_member ON recommendation_vote (member_id);
CREATE TRIGGER recommendation_vote_given AFTER INSERT ON recommendation_vote BEGIN
    UPDATE recommendation SET votes = votes + 1 WHERE id = new.recommendation_id;
END;
CREATE TRIGGER recommendation_vote_taken AFTER DELETE ON recommendation_vote BEGIN
    UPDATE recommendation SET votes = votes - 1 WHERE id = old.recommendation_id;
END;
CREATE INDEX progress_by_time ON progress (drama_id, updated_at);
CREATE INDEX list_import_by_member ON list_import (member_id, created_at);
CREATE INDEX list_import_by_age ON list_import (created_at);
CREATE VIEW counting_score AS SELECT s.* FROM score s WHERE NOT EXISTS (
    SELECT 1 FROM progress p
    WHERE p.member_id = s.member_id AND p.drama_id = s.drama_id AND p.status <> 'completed');
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
CREATE INDEX synopsis_schedule_by_next ON synopsis_schedule (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX thread_by_activity ON thread (guild_id, active_at);
CREATE INDEX comment_by_drama ON comment (guild_id, drama_id, id);
CREATE INDEX comment_by_member ON comment (member_id, id);
CREATE INDEX comment_by_reply ON comment (reply_to) WHERE reply_to IS NOT NULL;
CREATE TRIGGER comment_revised AFTER UPDATE OF text, spoils_episode, hidden, drama_id, reply_to ON comment BEGIN
    UPDATE comment SET revision = revision + 1 WHERE id = new.id;
END;
CREATE INDEX comment_like_by_member ON comment_like (member_id);
CREATE TRIGGER comment_like_given AFTER INSERT ON comment_like BEGIN
    UPDATE comment SET likes = likes + 1 WHERE id = new.comment_id;
END;
CREATE TRIGGER comment_like_taken AFTER DELETE ON comment_like BEGIN
    UPDATE comment SET likes = likes - 1 WHERE id = old.comment_id;
END;
CREATE INDEX report_open ON report (guild_id, created_at) WHERE closed_at IS NULL;
CREATE INDEX ending_vote_by_member ON ending_vote (member_id);
CREATE INDEX warning_vote_by_member ON warning_vote (member_id);
CREATE INDEX marked_open ON marked (state) WHERE state <> 'done';
CREATE INDEX marked_by_outbox ON marked (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX marked_by_author ON marked (author_id);
CREATE INDEX marked_by_drama ON marked (drama_id);
CREATE UNIQUE INDEX club_running ON club (guild_id, drama_id) WHERE state <> 'ended';
CREATE INDEX club_by_drama ON club (drama_id);
CREATE INDEX club_member_by_member ON club_member (member_id);
CREATE UNIQUE INDEX club_step_open ON club_step (club_id) WHERE closed_at IS NULL;
CREATE INDEX club_step_event ON club_step (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX thread_by_stage ON thread (drama_id, stage) WHERE thread_id IS NOT NULL;
CREATE UNIQUE INDEX quote_once ON quote (drama_id, text, ifnull(guild_id, 0));
CREATE INDEX quote_by_guild ON quote (guild_id, drama_id);
CREATE INDEX quote_by_member ON quote (added_by) WHERE added_by IS NOT NULL;
CREATE INDEX relation_by_title ON relation (title);
CREATE INDEX catalogue_change_by_drama ON catalogue_change (drama_id, id);
CREATE INDEX catalogue_change_by_gone ON catalogue_change (gone_id) WHERE gone_id IS NOT NULL;
CREATE INDEX catalogue_change_moved_by_member ON catalogue_change_moved (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX catalogue_proposal_waiting ON catalogue_proposal (id) WHERE state = 'waiting';
CREATE INDEX catalogue_proposal_by_guild ON catalogue_proposal (guild_id, state);
CREATE INDEX catalogue_proposal_by_member ON catalogue_proposal (member_id);
CREATE INDEX outbox_put_off ON outbox (retry_at) WHERE retry_at IS NOT NULL AND state IN ('waiting', 'held');
CREATE INDEX catalogue_import_unfinished ON catalogue_import (id) WHERE state NOT IN ('stored', 'undone');
CREATE INDEX catalogue_import_change_by_import ON catalogue_import_change (import_id, id);
CREATE INDEX renumbering_by_drama ON renumbering (drama_id);
CREATE INDEX renumbering_by_change ON renumbering (change_id);
CREATE INDEX renumbering_row_by_member ON renumbering_row (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX catalogue_match_by_other ON catalogue_match (other_id) WHERE other_id IS NOT NULL;
CREATE INDEX catalogue_match_waiting ON catalogue_match (id) WHERE answer IS NULL;
CREATE INDEX drama_by_first_day ON drama (aired_from) WHERE aired_from IS NOT NULL;
CREATE INDEX answer_by_age ON answer (fetched_at, url, bytes);
CREATE INDEX recommendation_spoils_by_drama ON recommendation_spoils (drama_id);
CREATE INDEX posted_outdated ON posted (turn, ifnull(retry_at, ''), id) WHERE turn IS NOT NULL;
CREATE INDEX posted_retry ON posted (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX posted_by_guild ON posted (guild_id);
CREATE INDEX posted_by_drama ON posted (drama_id, episode);
CREATE INDEX posted_by_message ON posted (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX posted_by_outbox ON posted (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE TRIGGER posted_due AFTER UPDATE OF revision, message_id ON posted WHEN new.turn IS NOT NULL BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
CREATE TRIGGER posted_sweep_due AFTER INSERT ON posted_sweep BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
CREATE TRIGGER posted_sweep_again AFTER UPDATE OF reached ON posted_sweep WHEN new.reached = 0 BEGIN
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
CREATE TRIGGER posted_dropped AFTER UPDATE OF state ON outbox
WHEN new.state = 'dropped' OR new.state = 'sent' AND new.message_id IS NULL BEGIN
    DELETE FROM posted WHERE outbox_id = new.id AND message_id IS NULL;
END;
CREATE TRIGGER posted_withdrawn BEFORE DELETE ON outbox BEGIN
    DELETE FROM posted WHERE outbox_id = old.id AND message_id IS NULL;
END;
CREATE TRIGGER posted_policy AFTER UPDATE OF policy ON guild WHEN new.policy <> old.policy BEGIN
    INSERT INTO posted_sweep (cause, subject) VALUES ('policy', new.id)
    ON CONFLICT DO UPDATE SET reached = 0;
END;
CREATE TRIGGER posted_language AFTER UPDATE OF language ON guild WHEN new.language IS NOT old.language BEGIN
    INSERT INTO posted_sweep (cause, subject) VALUES ('language', new.id)
    ON CONFLICT DO UPDATE SET reached = 0;
END;
CREATE TRIGGER posted_drama AFTER UPDATE OF hidden, title, native_title ON drama
WHEN (new.hidden, new.title, new.native_title) IS NOT (old.hidden, old.title, old.native_title)
AND EXISTS (SELECT 1 FROM posted WHERE drama_id = new.id) BEGIN
    INSERT INTO posted_sweep (cause, subject) VALUES ('drama', new.id)
    ON CONFLICT DO UPDATE SET reached = 0;
END;
CREATE TRIGGER posted_review_changed
AFTER UPDATE OF headline, text, spoils_episode, language, hidden, drama_id ON review BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'review' AND subject = new.id;
END;
CREATE TRIGGER posted_review_deleted AFTER DELETE ON review BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'review' AND subject = old.id;
END;
CREATE TRIGGER posted_comment_changed
AFTER UPDATE OF text, spoils_episode, hidden, drama_id, reply_to ON comment BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'comment' AND subject = new.id;
END;
CREATE TRIGGER posted_comment_deleted AFTER DELETE ON comment BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = old.id;
END;
CREATE TRIGGER posted_synopsis_written AFTER INSERT ON synopsis WHEN new.state = 'published' BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'synopsis' AND subject = 0 AND drama_id = new.drama_id AND episode = new.episode
    AND (new.guild_id IS NULL OR guild_id = new.guild_id);
END;
CREATE TRIGGER posted_synopsis_changed AFTER UPDATE OF state, text, author_id, drama_id, episode ON synopsis
WHEN new.state = 'published' OR old.state = 'published' BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'synopsis' AND subject = 0 AND drama_id IN (new.drama_id, old.drama_id)
    AND episode IN (new.episode, old.episode) AND (new.guild_id IS NULL OR guild_id = new.guild_id);
END;
CREATE TRIGGER posted_synopsis_deleted AFTER DELETE ON synopsis WHEN old.state = 'published' BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'synopsis' AND subject = 0 AND drama_id = old.drama_id AND episode = old.episode
    AND (old.guild_id IS NULL OR guild_id = old.guild_id);
END;
CREATE TRIGGER posted_moved AFTER UPDATE OF drama_id, episode ON posted
WHEN new.subject = 0 AND (new.drama_id, new.episode) IS NOT (old.drama_id, old.episode) BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL WHERE id = new.id;
END;
CREATE TRIGGER posted_quote_changed AFTER UPDATE ON quote BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'quote' AND subject = new.id;
END;
CREATE TRIGGER posted_quote_deleted AFTER DELETE ON quote BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'quote' AND subject = old.id;
END;
CREATE TRIGGER posted_recommendation_changed AFTER UPDATE ON recommendation WHEN new.votes = old.votes BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = new.id;
END;
CREATE TRIGGER posted_recommendation_deleted AFTER DELETE ON recommendation BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = old.id;
END;
CREATE TRIGGER posted_reason_labelled AFTER INSERT ON recommendation_spoils BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = new.recommendation_id;
END;
CREATE TRIGGER posted_reason_relabelled AFTER UPDATE ON recommendation_spoils BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = new.recommendation_id;
END;
CREATE TRIGGER posted_reason_unlabelled AFTER DELETE ON recommendation_spoils BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'recommendation' AND subject = old.recommendation_id;
END;
CREATE TRIGGER posted_marked_changed AFTER UPDATE OF drama_id, episode ON marked
WHEN (new.drama_id, new.episode) IS NOT (old.drama_id, old.episode) BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind = 'marked' AND subject = new.message_id;
END;
CREATE TRIGGER posted_marked_deleted AFTER DELETE ON marked BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'marked' AND subject = old.message_id;
END;
CREATE TRIGGER marked_sent AFTER UPDATE OF state ON outbox WHEN new.kind = 'marked' AND new.state = 'sent' BEGIN
    INSERT INTO posted (kind, subject, guild_id, edited, channel_id, message_id)
    SELECT 'original', m.message_id, m.guild_id, 1, m.channel_id, m.message_id
    FROM marked m WHERE m.outbox_id = new.id AND m.state = 'planned';
    UPDATE marked SET state = 'sent' WHERE outbox_id = new.id AND state = 'planned';
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages';
END;
CREATE TRIGGER posted_thread_opened AFTER UPDATE OF thread_id ON thread
WHEN new.thread_id IS NOT NULL AND new.thread_id IS NOT old.thread_id BEGIN
    DELETE FROM posted WHERE kind IN ('opener', 'tags') AND subject = new.id;
    INSERT INTO posted (kind, subject, drama_id, guild_id, shown, channel_id, message_id)
    VALUES ('opener', new.id, new.drama_id, new.guild_id, 1, new.channel_id, new.opener_id),
           ('tags', new.id, new.drama_id, new.guild_id, 1, new.channel_id, new.thread_id);
END;
CREATE TRIGGER posted_thread_gone AFTER UPDATE OF thread_id ON thread
WHEN new.thread_id IS NULL AND old.thread_id IS NOT NULL BEGIN
    DELETE FROM posted WHERE kind IN ('opener', 'tags') AND subject = new.id;
END;
CREATE TRIGGER posted_thread_beside AFTER UPDATE OF thread_id ON thread
WHEN new.first_episode > 0 AND new.thread_id IS NOT old.thread_id BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'opener' AND subject IN (
        (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id = new.drama_id
         AND first_episode BETWEEN 1 AND new.first_episode - 1 AND thread_id IS NOT NULL
         ORDER BY first_episode DESC LIMIT 1),
        (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id = new.drama_id
         AND first_episode > new.first_episode AND thread_id IS NOT NULL
         ORDER BY first_episode LIMIT 1));
END;
CREATE TRIGGER posted_thread_moved AFTER UPDATE OF drama_id, first_episode, last_episode ON thread
WHEN (new.drama_id, new.first_episode, new.last_episode) IS NOT (old.drama_id, old.first_episode, old.last_episode)
BEGIN
    UPDATE posted SET drama_id = new.drama_id WHERE kind IN ('opener', 'tags') AND subject = new.id;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'opener' AND subject IN
        (SELECT id FROM thread WHERE guild_id = new.guild_id AND drama_id IN (new.drama_id, old.drama_id));
END;
CREATE TRIGGER posted_club_step_changed AFTER UPDATE OF until, first_episode, last_episode ON club_step
WHEN (new.until, new.first_episode, new.last_episode) IS NOT (old.until, old.first_episode, old.last_episode) BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'club step' AND subject = new.club_id AND copy = new.number;
END;
CREATE TRIGGER posted_club_changed AFTER UPDATE OF state, advance, drama_id ON club
WHEN (new.state, new.advance, new.drama_id) IS NOT (old.state, old.advance, old.drama_id) BEGIN
    UPDATE posted SET drama_id = new.drama_id, revision = revision + 1, edited = revision + 1, tries = 0,
        retry_at = NULL WHERE kind IN ('club step', 'club end') AND subject = new.id;
END;
CREATE TRIGGER posted_club_member_forgotten AFTER DELETE ON club_member BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind IN ('club step', 'club end') AND subject = old.club_id;
END;
CREATE INDEX drama_by_country ON drama (country, hidden, popularity IS NULL, popularity, id, year);
CREATE INDEX thread_by_channel ON thread (guild_id, channel_id, drama_id) WHERE thread_id IS NOT NULL;
CREATE TRIGGER taste_score_given AFTER INSERT ON score BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_score_taken AFTER DELETE ON score BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_score_changed AFTER UPDATE OF drama_id, member_id, overall ON score
WHEN new.overall <> old.overall OR new.drama_id <> old.drama_id OR new.member_id <> old.member_id BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_progress_begun AFTER INSERT ON progress
WHEN new.status IN ('completed', 'watching', 'dropped') BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_progress_gone AFTER DELETE ON progress
WHEN old.status IN ('completed', 'watching', 'dropped') BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_progress_changed AFTER UPDATE OF drama_id, member_id, status ON progress
WHEN new.status <> old.status OR new.drama_id <> old.drama_id OR new.member_id <> old.member_id BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_drama_hidden AFTER UPDATE OF hidden ON drama WHEN new.hidden <> old.hidden BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE INDEX comment_of_drama ON comment (drama_id, episode);
CREATE INDEX thread_of_drama ON thread (drama_id);
CREATE INDEX airing_post_of_drama ON airing_post (drama_id, episode);
CREATE INDEX synopsis_schedule_of_drama ON synopsis_schedule (drama_id);
CREATE INDEX synopsis_of_author ON synopsis (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX outbox_held_since ON outbox (due_at) WHERE state = 'held';
CREATE INDEX thread_claimed ON thread (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX club_step_claimed ON club_step (event_claimed) WHERE event_claimed IS NOT NULL;
CREATE INDEX drama_taken_out ON drama (updated_at, id) WHERE hidden = 1 AND merged_into IS NULL;
CREATE INDEX draft_by_age ON draft (kind, updated_at);
CREATE INDEX draft_by_subject ON draft (subject);
CREATE INDEX report_by_age ON report (created_at);
CREATE INDEX audit_chain_by_line ON audit_chain (line_id);
CREATE INDEX audit_member_by_line ON audit_member (line_id);
CREATE INDEX audit_by_kind ON audit (guild_id, substr(action, 1, instr(action, '.') - 1), id);
CREATE INDEX audit_by_subject ON audit (subject, action, id);
CREATE INDEX audit_by_undone ON audit (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.hash IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a line of the audit needs its hash');
END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE guild_id IS OLD.guild_id AND id < OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'the audit loses lines only from its front');
END;
CREATE TRIGGER audit_is_unchanged BEFORE UPDATE ON audit
WHEN NOT (
    NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.guild_id IS OLD.guild_id AND NEW.action = OLD.action
    AND NEW.previous IS OLD.previous AND NEW.commitment IS OLD.commitment AND NEW.hash IS OLD.hash
    AND NEW.undoes IS OLD.undoes AND NEW.salt IS NULL
    AND (NEW.actor_id IS NULL OR NEW.actor_id IS OLD.actor_id)
    AND (NEW.subject IS NULL OR NEW.subject IS OLD.subject)
    AND (NEW.detail IS NULL OR NEW.detail IS OLD.detail)
)
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE INDEX drama_by_popularity ON drama (popularity IS NULL, popularity, id, country, year) WHERE hidden = 0;
CREATE INDEX drama_by_year ON drama (year DESC, popularity IS NULL, popularity, id, country) WHERE hidden = 0;
CREATE INDEX drama_by_name ON drama (title COLLATE NOCASE, id, country, year) WHERE hidden = 0;
CREATE INDEX drama_hidden ON drama (id) WHERE hidden = 1;
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
CREATE INDEX club_ended ON club (ended_at) WHERE state = 'ended';
CREATE INDEX club_step_event_at ON club_step (event_at) WHERE event_id IS NOT NULL;
CREATE INDEX outbox_dropped ON outbox (guild_id, done_at) WHERE state = 'dropped';
CREATE INDEX calendar_event_by_time ON calendar_event (ifnull(at, day), drama_id);
CREATE INDEX posted_by_channel ON posted (channel_id) WHERE kind NOT IN ('review', 'comment', 'opener', 'tags');
CREATE INDEX held_by_guild ON held (guild_id, id);
CREATE INDEX held_by_author ON held (author_id);
CREATE INDEX held_by_age ON held (held_at);
CREATE INDEX held_by_drama ON held (drama_id);
CREATE INDEX quote_of_author ON quote (author_id) WHERE author_id IS NOT NULL;
CREATE TRIGGER comment_answers_deleted AFTER UPDATE OF reply_to ON comment
WHEN old.reply_to IS NOT NULL AND new.reply_to IS NULL BEGIN
    UPDATE comment SET answers_deleted = 1 WHERE id = new.id;
END;
CREATE INDEX audit_by_actor ON audit (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX catalogue_change_by_actor ON catalogue_change (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX catalogue_change_by_undoer ON catalogue_change (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX catalogue_proposal_by_decider ON catalogue_proposal (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX club_by_starter ON club (started_by);
CREATE INDEX marked_by_marker ON marked (marked_by);
CREATE INDEX report_by_reporter ON report (reporter_id);
CREATE INDEX synopsis_schedule_by_setter ON synopsis_schedule (set_by);
CREATE INDEX marked_of_guild ON marked (guild_id);
CREATE INDEX synopsis_of_guild ON synopsis (guild_id) WHERE guild_id IS NOT NULL;
CREATE INDEX outbox_of_guild ON outbox (guild_id, due_at) WHERE guild_id IS NOT NULL;
CREATE INDEX club_of_guild ON club (guild_id);
CREATE INDEX catalogue_change_of_guild ON catalogue_change (guild_id) WHERE guild_id IS NOT NULL;
CREATE INDEX blocked_by_member ON blocked (member_key);
CREATE INDEX blocked_of_member ON blocked (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX blocked_by_moderator ON blocked (blocked_by);
CREATE INDEX blocked_by_end ON blocked (until);
CREATE TRIGGER revised_drama_added AFTER INSERT ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_removed AFTER DELETE ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_changed AFTER UPDATE OF
    title, native_title, country, kind, year, episodes, minutes, aired_from, aired_to,
    weekday, air_time, content_rating, summary, based_on, poster_url, poster_alt, popularity, hidden, merged_into
ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_alias_added AFTER INSERT ON alias BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_alias_changed AFTER UPDATE ON alias BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_alias_removed AFTER DELETE ON alias BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_network_added AFTER INSERT ON drama_network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_network_changed AFTER UPDATE ON drama_network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_network_removed AFTER DELETE ON drama_network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_genre_added AFTER INSERT ON drama_genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_genre_changed AFTER UPDATE ON drama_genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_genre_removed AFTER DELETE ON drama_genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_credit_added AFTER INSERT ON credit BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_credit_changed AFTER UPDATE ON credit BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_credit_removed AFTER DELETE ON credit BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_link_added AFTER INSERT ON link BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_link_changed AFTER UPDATE ON link BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_link_removed AFTER DELETE ON link BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_relation_added AFTER INSERT ON relation BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_relation_changed AFTER UPDATE ON relation BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_relation_removed AFTER DELETE ON relation BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_music_added AFTER INSERT ON music BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_music_changed AFTER UPDATE ON music BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_music_removed AFTER DELETE ON music BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_source_added AFTER INSERT ON drama_source BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_source_changed AFTER UPDATE ON drama_source BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_source_removed AFTER DELETE ON drama_source BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_network_renamed AFTER UPDATE OF name ON network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_genre_renamed AFTER UPDATE OF name ON genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_person_renamed AFTER UPDATE OF name ON person BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE INDEX progress_shown_by_member ON progress_shown (member_id);
CREATE TRIGGER progress_shown_begun AFTER INSERT ON progress
WHEN new.status <> 'plan' AND (SELECT list_seen_by FROM member WHERE id = new.member_id) <> 'nobody' BEGIN
    INSERT INTO progress_shown (drama_id, updated_at, member_id)
    VALUES (new.drama_id, new.updated_at, new.member_id);
END;
CREATE TRIGGER progress_shown_changed AFTER UPDATE OF member_id, drama_id, status, updated_at ON progress BEGIN
    DELETE FROM progress_shown
    WHERE drama_id = old.drama_id AND updated_at = old.updated_at AND member_id = old.member_id;
    INSERT INTO progress_shown (drama_id, updated_at, member_id)
    SELECT new.drama_id, new.updated_at, new.member_id FROM member m
    WHERE new.status <> 'plan' AND m.id = new.member_id AND m.list_seen_by <> 'nobody';
END;
CREATE TRIGGER progress_shown_gone AFTER DELETE ON progress BEGIN
    DELETE FROM progress_shown
    WHERE drama_id = old.drama_id AND updated_at = old.updated_at AND member_id = old.member_id;
END;
CREATE TRIGGER progress_shown_opened AFTER UPDATE OF list_seen_by ON member
WHEN (new.list_seen_by = 'nobody') <> (old.list_seen_by = 'nobody') BEGIN
    DELETE FROM progress_shown WHERE member_id = new.id;
    INSERT INTO progress_shown (drama_id, updated_at, member_id)
    SELECT p.drama_id, p.updated_at, p.member_id FROM progress p
    WHERE p.member_id = new.id AND p.status <> 'plan' AND new.list_seen_by <> 'nobody';
END;
CREATE TRIGGER posted_answered_hidden AFTER UPDATE OF hidden ON comment WHEN new.hidden <> old.hidden BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject IN (SELECT id FROM comment WHERE reply_to = new.id);
END;
CREATE INDEX report_of ON report (kind, subject);
CREATE INDEX report_by_closer ON report (closed_by) WHERE closed_by IS NOT NULL;
CREATE TRIGGER review_moderated AFTER DELETE ON review BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'review' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'review' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
CREATE TRIGGER recommendation_moderated AFTER DELETE ON recommendation BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'recommendation' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'recommendation' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
CREATE TRIGGER comment_moderated AFTER DELETE ON comment BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'comment' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'comment' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
CREATE TRIGGER quote_moderated AFTER DELETE ON quote BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'quote' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'quote' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
CREATE TRIGGER marked_moderated AFTER DELETE ON marked BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'marked' AND subject = old.message_id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'marked' AND subject = CAST(old.message_id AS TEXT) AND closed_at IS NULL;
END;
CREATE TRIGGER synopsis_moderated AFTER DELETE ON synopsis BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind IN ('synopsis', 'submission') AND subject = old.id
    AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind IN ('synopsis', 'submission') AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
CREATE TRIGGER posted_answer_hidden AFTER UPDATE OF hidden ON comment
WHEN new.hidden <> old.hidden AND new.reply_to IS NOT NULL BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = new.reply_to
    AND EXISTS (SELECT 1 FROM comment c WHERE c.id = new.reply_to AND c.hidden = 1);
END;
CREATE TRIGGER posted_answer_deleted AFTER DELETE ON comment WHEN old.reply_to IS NOT NULL BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'comment' AND subject = old.reply_to
    AND EXISTS (SELECT 1 FROM comment c WHERE c.id = old.reply_to AND c.hidden = 1);
END;
CREATE INDEX staff_by_person ON staff (person_id, drama_id);
CREATE TRIGGER revised_staff_added AFTER INSERT ON staff BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_staff_changed AFTER UPDATE ON staff BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_staff_removed AFTER DELETE ON staff BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE INDEX suggestion_waiting ON suggestion (guild_id, id) WHERE state = 'waiting';
CREATE INDEX suggestion_taken ON suggestion (drama_id, guild_id) WHERE state = 'taken';
CREATE INDEX suggestion_of_member ON suggestion (member_id);
CREATE INDEX suggestion_decided ON suggestion (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX suggestion_of_drama ON suggestion (drama_id);
CREATE INDEX suggestion_of_guild ON suggestion (guild_id);
CREATE TRIGGER revised_summary_added AFTER INSERT ON summary BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_summary_changed AFTER UPDATE ON summary BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_summary_removed AFTER DELETE ON summary BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_romanised AFTER UPDATE OF romanised_title ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE INDEX advice_to ON advice (to_id, dismissed, created_at);
CREATE INDEX advice_by_drama ON advice (drama_id);
CREATE INDEX advice_by_guild ON advice (guild_id);
CREATE INDEX advice_refused_by_sender ON advice_refused (sender_id);
CREATE UNIQUE INDEX takedown_stands ON takedown (kind, subject, guild_id) WHERE lifted_at IS NULL;
CREATE INDEX takedown_by_guild ON takedown (guild_id, id);
CREATE INDEX takedown_by_author ON takedown (author_id, guild_id) WHERE author_id IS NOT NULL;
CREATE INDEX takedown_by_moderator ON takedown (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX takedown_by_closer ON takedown (appeal_closed_by) WHERE appeal_closed_by IS NOT NULL;
CREATE INDEX takedown_by_lifter ON takedown (lifted_by) WHERE lifted_by IS NOT NULL;
CREATE INDEX takedown_appealed ON takedown (guild_id, appealed_at)
    WHERE appealed_at IS NOT NULL AND appeal_closed_at IS NULL AND lifted_at IS NULL;
CREATE TRIGGER takedown_made AFTER INSERT ON takedown WHEN new.lifted_at IS NULL BEGIN
    UPDATE comment SET hidden = 1 WHERE id = new.subject AND new.kind = 'comment';
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE new.kind IN ('review', 'recommendation', 'quote', 'marked')
    AND kind = new.kind AND subject = new.subject AND guild_id = new.guild_id;
END;
CREATE TRIGGER takedown_lifted AFTER UPDATE OF lifted_at ON takedown
WHEN old.lifted_at IS NULL AND new.lifted_at IS NOT NULL BEGIN
    UPDATE comment SET hidden = 0 WHERE id = new.subject AND new.kind = 'comment';
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE new.kind IN ('review', 'recommendation', 'quote', 'marked')
    AND kind = new.kind AND subject = new.subject AND guild_id = new.guild_id;
END;
CREATE TRIGGER advice_moderated AFTER DELETE ON advice BEGIN
    UPDATE takedown SET lifted_at = at WHERE kind = 'advice' AND subject = old.id AND lifted_at IS NULL;
    UPDATE report SET closed_at = created_at, outcome = 'gone'
    WHERE kind = 'advice' AND subject = CAST(old.id AS TEXT) AND closed_at IS NULL;
END;
CREATE INDEX comment_by_review ON comment (review_id, guild_id, id) WHERE review_id IS NOT NULL;
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
CREATE INDEX still_of_review ON still (review_id, position) WHERE review_id IS NOT NULL;
CREATE INDEX still_of_comment ON still (comment_id, position) WHERE comment_id IS NOT NULL;
CREATE INDEX still_by_member ON still (member_id, size);
CREATE INDEX still_by_guild ON still (guild_id) WHERE guild_id IS NOT NULL;
CREATE TRIGGER still_added AFTER INSERT ON still BEGIN
    INSERT INTO still_room (guild_id, bytes) VALUES (ifnull(new.guild_id, 0), new.size)
    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = iif(new.review_id IS NULL, 'comment', 'review') AND subject = ifnull(new.review_id, new.comment_id);
END;
CREATE TRIGGER still_described AFTER UPDATE OF alt ON still BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = iif(new.review_id IS NULL, 'comment', 'review') AND subject = ifnull(new.review_id, new.comment_id);
END;
CREATE TRIGGER still_removed AFTER DELETE ON still BEGIN
    UPDATE still_room SET bytes = bytes - old.size WHERE guild_id = ifnull(old.guild_id, 0);
    DELETE FROM still_room WHERE guild_id = ifnull(old.guild_id, 0) AND bytes <= 0;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = iif(old.review_id IS NULL, 'comment', 'review') AND subject = ifnull(old.review_id, old.comment_id);
END;
CREATE INDEX progress_finished ON progress (member_id, finished_on) WHERE finished_on IS NOT NULL;
CREATE INDEX standing_ranked
    ON standing (guild_id, weighted DESC, scores DESC, popularity, drama_id, country, year, hidden)
    WHERE scores >= 5 AND hidden = 0;
CREATE TRIGGER posted_sent AFTER UPDATE OF state ON outbox
WHEN new.kind IN ('review', 'comment', 'synopsis', 'marked', 'club step', 'club end', 'report') AND new.state = 'sent'
    AND new.message_id IS NOT NULL
BEGIN
    UPDATE posted SET channel_id = new.channel_id, message_id = new.message_id WHERE outbox_id = new.id;
    INSERT INTO posted (kind, subject, guild_id, copy, edited, channel_id, message_id)
    SELECT new.kind, 0, ifnull(new.guild_id, 0), new.message_id, 1, new.channel_id, new.message_id
    WHERE NOT EXISTS (SELECT 1 FROM posted WHERE outbox_id = new.id);
    UPDATE chore SET asked_for = '2000-01-01T00:00:00Z' WHERE name = 'posted messages'
    AND EXISTS (SELECT 1 FROM posted WHERE message_id = new.message_id AND turn IS NOT NULL);
END;
CREATE TRIGGER posted_report_made AFTER INSERT ON report BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'report' AND guild_id = new.guild_id AND subject IN (SELECT r.id FROM report r
    WHERE r.guild_id = new.guild_id AND r.kind = new.kind AND r.subject = new.subject);
END;
CREATE TRIGGER posted_report_changed AFTER UPDATE OF closed_at, why ON report
WHEN (new.closed_at, new.why) IS NOT (old.closed_at, old.why) BEGIN
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'report' AND guild_id = new.guild_id AND subject IN (SELECT r.id FROM report r
    WHERE r.guild_id = new.guild_id AND r.kind = new.kind AND r.subject = new.subject);
END;
CREATE TRIGGER posted_report_forgotten AFTER DELETE ON report BEGIN
    DELETE FROM posted WHERE kind = 'report' AND subject = old.id AND message_id IS NOT NULL;
    UPDATE posted SET revision = revision + 1, edited = revision + 1, tries = 0, retry_at = NULL
    WHERE kind = 'report' AND guild_id = old.guild_id AND subject IN (SELECT r.id FROM report r
    WHERE r.guild_id = old.guild_id AND r.kind = old.kind AND r.subject = old.subject);
END;
CREATE INDEX answer_notice_of_digest ON answer_notice (member_id, digest_at);
CREATE INDEX answer_notice_of_comment ON answer_notice (comment_id);
CREATE TRIGGER answer_notice_without_digest AFTER DELETE ON digest BEGIN
    DELETE FROM answer_notice WHERE member_id = old.member_id;
END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('quote',2);
INSERT INTO "sqlite_sequence" VALUES('posted',2);
INSERT INTO "sqlite_sequence" VALUES('takedown',2);
INSERT INTO "sqlite_sequence" VALUES('review',2);
INSERT INTO "sqlite_sequence" VALUES('comment',2);
INSERT INTO "sqlite_sequence" VALUES('held',2);
INSERT INTO "sqlite_sequence" VALUES('suggestion',2);
INSERT INTO "sqlite_sequence" VALUES('advice',2);
INSERT INTO "sqlite_sequence" VALUES('still',2);
COMMIT;
PRAGMA application_id = 1315791969;
PRAGMA user_version = 61;
