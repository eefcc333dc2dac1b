-- A marked message whose label was wrong is corrected, and its repost is edited, whatever the policy is. And the
-- alternative text that its author gave a picture goes with it.

ALTER TABLE marked ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;   -- the revision that its label was corrected with
ALTER TABLE marked_file ADD COLUMN description TEXT;                  -- of a picture; NULL: its author gave none
