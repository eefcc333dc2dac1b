-- Recommendations with reasons: one a pair of dramas and member, whichever of the two is named first.
-- `neighbour` and `taste` are what the scores say, computed anew by the clock: nothing in them is anybody's own.

CREATE TABLE recommendation (
    id         INTEGER PRIMARY KEY,
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    other_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE RESTRICT,
    member_id  INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    hidden     INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    votes      INTEGER NOT NULL DEFAULT 0,                   -- kept by the triggers below
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    CHECK (drama_id <> other_id)
) STRICT;
CREATE UNIQUE INDEX recommendation_of_pair
    ON recommendation (min(drama_id, other_id), max(drama_id, other_id), member_id);
CREATE INDEX recommendation_by_drama ON recommendation (drama_id);
CREATE INDEX recommendation_by_other ON recommendation (other_id);
CREATE INDEX recommendation_by_member ON recommendation (member_id);

CREATE TABLE recommendation_vote (
    recommendation_id INTEGER NOT NULL REFERENCES recommendation (id) ON DELETE CASCADE,
    member_id         INTEGER NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (recommendation_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recommendation_vote_by_member ON recommendation_vote (member_id);
CREATE TRIGGER recommendation_vote_given AFTER INSERT ON recommendation_vote BEGIN
    UPDATE recommendation SET votes = votes + 1 WHERE id = new.recommendation_id;
END;
CREATE TRIGGER recommendation_vote_taken AFTER DELETE ON recommendation_vote BEGIN
    UPDATE recommendation SET votes = votes - 1 WHERE id = old.recommendation_id;
END;

-- What the scores say is stored as a whole, some lists at a time so that no member's write waits long:
-- the lists of a new generation stand beside the old ones until `taste` names it, and then those go.
-- `near` is bot.taste.neighbours.Near, sixteen bytes a drama.
CREATE TABLE neighbour (
    generation INTEGER NOT NULL,
    drama_id   INTEGER NOT NULL,                             -- no key: a drama is never deleted
    near       BLOB NOT NULL,
    PRIMARY KEY (generation, drama_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE taste (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    scores     INTEGER NOT NULL,                             -- how many it was computed from
    mark       TEXT NOT NULL,                                -- of just those scores: equal ones give equal lists
    done_at    TEXT NOT NULL
) STRICT;
