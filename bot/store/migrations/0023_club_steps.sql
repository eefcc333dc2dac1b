-- The step of their club that a member had seen already when it opened, or when they joined during it:
-- who has can neither hold it up nor have it over early. NULL: none. Of steps that are open nothing is
-- known, so that whoever is there counts as having caught up with it.

ALTER TABLE club_member ADD COLUMN ahead_of INTEGER;
