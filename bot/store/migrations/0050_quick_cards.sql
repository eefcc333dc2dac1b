-- What is kept in memory of the catalogue is right as long as this number is the same. It is read with whatever a
-- reader asks for, so a change by another process (`python -m bot import`) shows on the next card, too. It is a random
-- number: no former one comes back, not even with a restored file.

CREATE TABLE catalogue_revision (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL                                  -- no row is 0
) STRICT;

CREATE TRIGGER revised_drama_added AFTER INSERT ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_removed AFTER DELETE ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_changed AFTER UPDATE OF
    title, native_title, country, kind, year, episodes, minutes, aired_from, aired_to,
    weekday, air_time, content_rating, summary, based_on, poster_url, poster_alt, popularity, hidden, merged_into
ON drama BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_alias_added AFTER INSERT ON alias BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_alias_changed AFTER UPDATE ON alias BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_alias_removed AFTER DELETE ON alias BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_network_added AFTER INSERT ON drama_network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_network_changed AFTER UPDATE ON drama_network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_network_removed AFTER DELETE ON drama_network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_genre_added AFTER INSERT ON drama_genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_genre_changed AFTER UPDATE ON drama_genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_genre_removed AFTER DELETE ON drama_genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_credit_added AFTER INSERT ON credit BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_credit_changed AFTER UPDATE ON credit BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_credit_removed AFTER DELETE ON credit BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_link_added AFTER INSERT ON link BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_link_changed AFTER UPDATE ON link BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_link_removed AFTER DELETE ON link BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_relation_added AFTER INSERT ON relation BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_relation_changed AFTER UPDATE ON relation BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_relation_removed AFTER DELETE ON relation BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_music_added AFTER INSERT ON music BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_music_changed AFTER UPDATE ON music BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_music_removed AFTER DELETE ON music BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_source_added AFTER INSERT ON drama_source BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_source_changed AFTER UPDATE ON drama_source BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_drama_source_removed AFTER DELETE ON drama_source BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_network_renamed AFTER UPDATE OF name ON network BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_genre_renamed AFTER UPDATE OF name ON genre BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;
CREATE TRIGGER revised_person_renamed AFTER UPDATE OF name ON person BEGIN
    INSERT INTO catalogue_revision SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM catalogue_revision);
    UPDATE catalogue_revision SET number = random() WHERE id = 1;
END;

-- A card names the members who watched its drama last and show their list. Few do; to find them among all who watched
-- it took longer the more these were.

CREATE TABLE progress_shown (
    drama_id   INTEGER NOT NULL,
    updated_at TEXT NOT NULL,
    member_id  INTEGER NOT NULL,
    PRIMARY KEY (drama_id, updated_at DESC, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX progress_shown_by_member ON progress_shown (member_id);

INSERT INTO progress_shown (drama_id, updated_at, member_id)
SELECT p.drama_id, p.updated_at, p.member_id FROM member m JOIN progress p ON p.member_id = m.id
WHERE m.list_seen_by <> 'nobody' AND p.status <> 'plan';

CREATE TRIGGER progress_shown_begun AFTER INSERT ON progress
WHEN new.status <> 'plan' AND (SELECT list_seen_by FROM member WHERE id = new.member_id) <> 'nobody' BEGIN
    INSERT INTO progress_shown (drama_id, updated_at, member_id)
    VALUES (new.drama_id, new.updated_at, new.member_id);
END;
CREATE TRIGGER progress_shown_changed AFTER UPDATE OF member_id, drama_id, status, updated_at ON progress BEGIN
    DELETE FROM progress_shown
    WHERE drama_id = old.drama_id AND updated_at = old.updated_at AND member_id = old.member_id;
    INSERT INTO progress_shown (drama_id, updated_at, member_id)
    SELECT new.drama_id, new.updated_at, new.member_id FROM member m
    WHERE new.status <> 'plan' AND m.id = new.member_id AND m.list_seen_by <> 'nobody';
END;
CREATE TRIGGER progress_shown_gone AFTER DELETE ON progress BEGIN
    DELETE FROM progress_shown
    WHERE drama_id = old.drama_id AND updated_at = old.updated_at AND member_id = old.member_id;
END;
CREATE TRIGGER progress_shown_opened AFTER UPDATE OF list_seen_by ON member
WHEN (new.list_seen_by = 'nobody') <> (old.list_seen_by = 'nobody') BEGIN
    DELETE FROM progress_shown WHERE member_id = new.id;
    INSERT INTO progress_shown (drama_id, updated_at, member_id)
    SELECT p.drama_id, p.updated_at, p.member_id FROM progress p
    WHERE p.member_id = new.id AND p.status <> 'plan' AND new.list_seen_by <> 'nobody';
END;
