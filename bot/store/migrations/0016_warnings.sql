-- How a drama ends and what it contains, as voted by members who finished it: for who must avoid a
-- subject, told to nobody who has not asked.

CREATE TABLE ending_vote (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    ending    TEXT NOT NULL CHECK (ending IN ('happy', 'bittersweet', 'sad', 'open')),
    PRIMARY KEY (drama_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ending_vote_by_member ON ending_vote (member_id);

CREATE TABLE warning_vote (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    warning   TEXT NOT NULL,
    PRIMARY KEY (drama_id, member_id, warning)
) STRICT, WITHOUT ROWID;
CREATE INDEX warning_vote_by_member ON warning_vote (member_id);
