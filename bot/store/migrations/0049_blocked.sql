-- Whom a server's moderators keep from writing, and until when. A member is found by a hash of their id with the salt of
-- this database: when a member deletes their data, their id is wiped from here, and the block still holds until its end.

CREATE TABLE blocked_salt (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL
) STRICT;

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
CREATE INDEX blocked_by_member ON blocked (member_key);
CREATE INDEX blocked_of_member ON blocked (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX blocked_by_moderator ON blocked (blocked_by);
CREATE INDEX blocked_by_end ON blocked (until);

-- Whether a server was welcomed: it is once, even if the bot is removed and invited again. Those that know the bot are not.
ALTER TABLE guild ADD COLUMN welcomed INTEGER NOT NULL DEFAULT 0;
UPDATE guild SET welcomed = 1;
