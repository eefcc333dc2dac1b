-- A member's calendar knows an episode by the UID that it was sent with, and takes a change of it only with
-- a higher SEQUENCE. So both are kept: the UID goes with the episode when it is numbered anew or its drama
-- becomes another's part, and what was sent once and airs no more can be sent as cancelled.

CREATE TABLE calendar_event (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    episode   INTEGER NOT NULL,
    uid       TEXT NOT NULL UNIQUE,
    day       TEXT NOT NULL,                                 -- the broadcaster's
    at        TEXT,                                          -- UTC; NULL where only the day is known
    minutes   INTEGER,
    title     TEXT NOT NULL,                                 -- of the drama, as it was sent
    sequence  INTEGER NOT NULL DEFAULT 0,                    -- how often it has changed
    stamp     TEXT NOT NULL,                                 -- UTC; when it last did
    cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    PRIMARY KEY (drama_id, episode)
) STRICT, WITHOUT ROWID;
