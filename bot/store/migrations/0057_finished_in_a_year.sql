-- `/profile year` and `/drama year` read what members finished within a year. Without this index each of them
-- would read whole lists, which grow for ever.

CREATE INDEX progress_finished ON progress (member_id, finished_on) WHERE finished_on IS NOT NULL;
