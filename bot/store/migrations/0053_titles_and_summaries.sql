-- A drama's title in Latin letters as it is spoken, for members who want titles like that.
ALTER TABLE drama ADD COLUMN romanised_title TEXT;

-- How a member wants titles: as their language has them, in English, in the drama's own language, or romanised.
ALTER TABLE member ADD COLUMN titles TEXT NOT NULL DEFAULT 'language'
    CHECK (titles IN ('language', 'english', 'native', 'romanised'));

-- What a drama is about, in languages other than English. The English text stays in `drama.summary`, where recorded
-- changes and imports, which can still be undone, expect it.
CREATE TABLE summary (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    language TEXT NOT NULL CHECK (language <> 'en'),
    text     TEXT NOT NULL,
    PRIMARY KEY (drama_id, language)
) STRICT, WITHOUT ROWID;

-- Curators have typed summaries in their own language. Kana are Japanese only, Hangul is Korean only.
INSERT INTO summary (drama_id, language, text)
SELECT id, CASE WHEN summary GLOB '*[ぁ-ヺ]*' THEN 'ja' ELSE 'ko' END, summary FROM drama
WHERE summary GLOB '*[ぁ-ヺ가-힣]*' AND NOT summary GLOB '*[a-z][a-z][a-z]*[a-z][a-z][a-z]*[a-z][a-z][a-z]*';
UPDATE provenance SET field = 'summary ' || (SELECT s.language FROM summary s WHERE s.drama_id = provenance.drama_id)
WHERE field = 'summary' AND drama_id IN (SELECT drama_id FROM summary);
UPDATE drama SET summary = NULL WHERE id IN (SELECT drama_id FROM summary);

CREATE TRIGGER revised_summary_added AFTER INSERT ON summary BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_summary_changed AFTER UPDATE ON summary BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_summary_removed AFTER DELETE ON summary BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_romanised AFTER UPDATE OF romanised_title ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;

-- Which starter catalogue the database has, by its digest: a newer one fills gaps and adds dramas.
CREATE TABLE starter (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    digest TEXT NOT NULL
) STRICT;
