-- A person's page shows a photo where a source has one: its address, and the source that gave it, which is credited
-- below it. A refresh of a drama brings the photos of its cast.

ALTER TABLE person ADD COLUMN photo_url TEXT;
ALTER TABLE person ADD COLUMN photo_source TEXT CHECK ((photo_source IS NULL) = (photo_url IS NULL));
