-- Members see what is kept about them, and take it away; what a server left behind goes after a while.

-- Whose message a quote was. No reference: its author need not have used the bot.
ALTER TABLE quote ADD COLUMN author_id INTEGER;
ALTER TABLE quote ADD COLUMN saved_at TEXT;                  -- NULL: before this was kept
CREATE INDEX quote_of_author ON quote (author_id) WHERE author_id IS NOT NULL;

-- An answer stays when what it answers goes. It goes on saying that it answers something.
ALTER TABLE comment ADD COLUMN answers_deleted INTEGER NOT NULL DEFAULT 0 CHECK (answers_deleted IN (0, 1));
CREATE TRIGGER comment_answers_deleted AFTER UPDATE OF reply_to ON comment
WHEN old.reply_to IS NOT NULL AND new.reply_to IS NULL BEGIN
    UPDATE comment SET answers_deleted = 1 WHERE id = new.id;
END;

-- Members who asked for the deletion of everything about them.
CREATE TABLE deletion (
    id        INTEGER PRIMARY KEY,
    member_id INTEGER UNIQUE,                                -- NULL: nothing of them is left in any row
    asked_at  TEXT NOT NULL
) STRICT;

-- Servers that the bot is no longer on, and since when.
CREATE TABLE guild_left (
    guild_id INTEGER PRIMARY KEY,
    left_at  TEXT NOT NULL
) STRICT;

-- What members are found by that had no index beginning with them.
CREATE INDEX audit_by_actor ON audit (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX catalogue_change_by_actor ON catalogue_change (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX catalogue_change_by_undoer ON catalogue_change (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX catalogue_proposal_by_decider ON catalogue_proposal (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX club_by_starter ON club (started_by);
CREATE INDEX marked_by_marker ON marked (marked_by);
CREATE INDEX report_by_reporter ON report (reporter_id);
CREATE INDEX synopsis_schedule_by_setter ON synopsis_schedule (set_by);

-- And what servers are.
CREATE INDEX marked_of_guild ON marked (guild_id);
CREATE INDEX synopsis_of_guild ON synopsis (guild_id) WHERE guild_id IS NOT NULL;
CREATE INDEX outbox_of_guild ON outbox (guild_id, due_at) WHERE guild_id IS NOT NULL;
CREATE INDEX club_of_guild ON club (guild_id);
CREATE INDEX catalogue_change_of_guild ON catalogue_change (guild_id) WHERE guild_id IS NOT NULL;
