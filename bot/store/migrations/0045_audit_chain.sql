-- The audit is append-only, and each server's lines form a chain: each has a hash over its own values and over the hash of
-- the line before it. What names people (actor, subject, detail) goes into the hash by a commitment, a hash of its own
-- with a random salt: when a member's data is deleted, their ids and the salt are wiped, and the chain still verifies.
-- Lines from before this migration have no hash (SQLite has no SHA-256); a chain begins with a server's next line.

ALTER TABLE audit ADD COLUMN previous BLOB;                   -- the hash of the line before it in its chain
ALTER TABLE audit ADD COLUMN salt BLOB;                       -- NULL once a member was wiped from the line
ALTER TABLE audit ADD COLUMN commitment BLOB;                 -- to actor_id, subject and detail
ALTER TABLE audit ADD COLUMN hash BLOB;
ALTER TABLE audit ADD COLUMN undoes INTEGER;                  -- the id of the line whose act this one undoes

-- The last line of each chain, which stays known when the line itself is too old to be kept.
CREATE TABLE audit_chain (
    guild_id INTEGER PRIMARY KEY,                             -- 0: lines without a server
    line_id  INTEGER NOT NULL,
    hash     BLOB NOT NULL
) STRICT;
CREATE INDEX audit_chain_by_line ON audit_chain (line_id);

-- Which people a line names: who did it, and to whom.
CREATE TABLE audit_member (
    member_id INTEGER NOT NULL,
    line_id   INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE,
    PRIMARY KEY (member_id, line_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_member_by_line ON audit_member (line_id);

INSERT INTO audit_member (member_id, line_id)
SELECT actor_id, id FROM audit WHERE actor_id IS NOT NULL
UNION
SELECT said.value, audit.id FROM audit, json_each(iif(json_valid(audit.detail), audit.detail, NULL)) said
 WHERE said.type = 'integer'
   AND (said.value >= 1 << 42 OR said.key IN ('author', 'written_by', 'saved_by', 'member'));

CREATE INDEX audit_by_kind ON audit (guild_id, substr(action, 1, instr(action, '.') - 1), id);
CREATE INDEX audit_by_subject ON audit (subject, action, id);
CREATE INDEX audit_by_undone ON audit (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.hash IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a line of the audit needs its hash');
END;

-- Retention and the end of a server's data take lines from the front, where the chain allows it.
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE guild_id IS OLD.guild_id AND id < OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'the audit loses lines only from its front');
END;

-- All that may change is that the people of a line are wiped from it, its salt with them.
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
