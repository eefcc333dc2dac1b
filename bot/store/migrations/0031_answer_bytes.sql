-- What the sources answered is bounded in bytes, too: five thousand answers of two megabytes would be ten
-- gigabytes. The sizes stand beside the bodies, so that adding them up reads an index and no body.

ALTER TABLE answer ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE answer SET bytes = length(body);
DROP INDEX answer_by_age;
CREATE INDEX answer_by_age ON answer (fetched_at, url, bytes);
