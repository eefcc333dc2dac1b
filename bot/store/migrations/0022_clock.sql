-- One clock: every time that is stored is handed in. When a post was planned was filled in by SQLite's
-- own clock alone, and nothing reads it: when it is due, was tried and was done stand in its row.

ALTER TABLE outbox DROP COLUMN created_at;

-- Which drama goes on from one is asked by the title that its sequel is called by.
CREATE INDEX relation_by_title ON relation (title);
