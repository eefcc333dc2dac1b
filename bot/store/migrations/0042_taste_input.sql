-- Whether anyone's scores or lists have changed since the lists of similar dramas were computed is one number. Reading
-- two million rows every six hours, to find that they are the same, took 14 s of a processor.

CREATE TABLE taste_input (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    changes INTEGER NOT NULL                                 -- counts what the computation would read otherwise; no row is 0
) STRICT;

-- The number and the rules of the computation. At first it is not known, and the scores are read once more.
ALTER TABLE taste ADD COLUMN changes INTEGER NOT NULL DEFAULT -1;
ALTER TABLE taste ADD COLUMN made_by TEXT NOT NULL DEFAULT '';

CREATE TRIGGER taste_score_given AFTER INSERT ON score BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_score_taken AFTER DELETE ON score BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_score_changed AFTER UPDATE OF drama_id, member_id, overall ON score
WHEN new.overall <> old.overall OR new.drama_id <> old.drama_id OR new.member_id <> old.member_id BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
-- What is planned or on hold does not count, and neither does how far anyone is.
CREATE TRIGGER taste_progress_begun AFTER INSERT ON progress
WHEN new.status IN ('completed', 'watching', 'dropped') BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_progress_gone AFTER DELETE ON progress
WHEN old.status IN ('completed', 'watching', 'dropped') BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_progress_changed AFTER UPDATE OF drama_id, member_id, status ON progress
WHEN new.status <> old.status OR new.drama_id <> old.drama_id OR new.member_id <> old.member_id BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
CREATE TRIGGER taste_drama_hidden AFTER UPDATE OF hidden ON drama WHEN new.hidden <> old.hidden BEGIN
    INSERT INTO taste_input SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM taste_input);
    UPDATE taste_input SET changes = changes + 1;
END;
