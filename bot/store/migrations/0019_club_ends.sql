-- How a club's pace was kept, counted when a step is over: later it could not be told who had caught up
-- by then. Steps that were over before have no counts; nor have those that were cut short.

ALTER TABLE club_step ADD COLUMN members INTEGER CHECK (members >= 0);
ALTER TABLE club_step ADD COLUMN caught_up INTEGER CHECK (caught_up >= 0);

-- What the post at a club's end says of scores and of who has seen the drama; NULL before it goes out.
ALTER TABLE club ADD COLUMN told TEXT;
