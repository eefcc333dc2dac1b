-- Indexes for what was found by reading a whole table, most of it while everybody's writes waited.

-- Where two dramas become one, where a drama's episodes are numbered otherwise, and where one is deleted, its rows are
-- found in every table. Each table that refers to a drama or a member has an index that begins with that column.
CREATE INDEX comment_of_drama ON comment (drama_id, episode);
CREATE INDEX thread_of_drama ON thread (drama_id);
CREATE INDEX airing_post_of_drama ON airing_post (drama_id, episode);
CREATE INDEX synopsis_schedule_of_drama ON synopsis_schedule (drama_id);
CREATE INDEX synopsis_of_author ON synopsis (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX draft_by_subject ON draft (subject);
CREATE INDEX draft_by_age ON draft (kind, updated_at);

-- What is held too long is given up in pieces, the oldest first.
CREATE INDEX outbox_held_since ON outbox (due_at) WHERE state = 'held';

-- The claims of processes that died are looked for at each start.
CREATE INDEX thread_claimed ON thread (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX club_step_claimed ON club_step (event_claimed) WHERE event_claimed IS NOT NULL;

-- What moderators have taken out of the catalogue, the latest first.
CREATE INDEX drama_taken_out ON drama (updated_at, id) WHERE hidden = 1 AND merged_into IS NULL;
