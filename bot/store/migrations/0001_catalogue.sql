-- The catalogue: everything that is true of a drama whoever asks. Names live beside the
-- drama they mean; genres, networks and persons are rows of their own because members
-- search by them. `hidden` takes a drama out of sight without taking anything away.
--
-- In tables WITHOUT ROWID the columns of the primary key come first: SQLite 3.40's quick_check
-- reports a NULL that is not there where another column stands between them.

CREATE TABLE drama (
    id             INTEGER PRIMARY KEY,
    title          TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    native_title   TEXT,
    country        TEXT CHECK (length(country) = 2),
    kind           TEXT NOT NULL DEFAULT 'drama' CHECK (kind IN ('drama', 'movie', 'special', 'show')),
    year           INTEGER CHECK (year BETWEEN 1900 AND 2200),
    episodes       INTEGER CHECK (episodes BETWEEN 1 AND 5000),
    minutes        INTEGER CHECK (minutes BETWEEN 1 AND 1440),
    aired_from     TEXT,
    aired_to       TEXT,
    weekday        INTEGER CHECK (weekday BETWEEN 0 AND 6),  -- 0 = Monday
    air_time       TEXT,
    content_rating TEXT,
    summary        TEXT,
    based_on       TEXT,
    poster_url     TEXT,
    poster_alt     TEXT,
    popularity     INTEGER,                                  -- a rank, 1 is the best known
    hidden         INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    created_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    updated_at     TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX drama_by_country ON drama (country, popularity);
CREATE INDEX drama_by_year ON drama (year, popularity);
CREATE INDEX drama_by_title ON drama (title);
CREATE INDEX drama_by_popularity ON drama (popularity, id);

-- Which drama a catalogue outside calls by which id: what makes an import find its own again.
CREATE TABLE drama_source (
    source    TEXT NOT NULL,
    source_id TEXT NOT NULL,
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    PRIMARY KEY (source, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drama_source_by_drama ON drama_source (drama_id);

CREATE TABLE alias (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    position INTEGER NOT NULL,
    PRIMARY KEY (drama_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE genre (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE drama_genre (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    genre_id INTEGER NOT NULL REFERENCES genre (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (drama_id, genre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drama_genre_by_genre ON drama_genre (genre_id, drama_id);

CREATE TABLE network (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE drama_network (
    drama_id   INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    network_id INTEGER NOT NULL REFERENCES network (id),
    position   INTEGER NOT NULL,
    PRIMARY KEY (drama_id, network_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drama_network_by_network ON drama_network (network_id, drama_id);

CREATE TABLE person (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    native_name TEXT
) STRICT;
CREATE TABLE credit (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    position  INTEGER NOT NULL,
    character TEXT,
    billing   TEXT NOT NULL CHECK (billing IN ('main', 'support', 'guest')),
    PRIMARY KEY (drama_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_by_person ON credit (person_id, drama_id);

CREATE TABLE episode (
    drama_id         INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    number           INTEGER NOT NULL CHECK (number BETWEEN 1 AND 5000),
    title            TEXT,
    air_date         TEXT,
    minutes          INTEGER,
    audience_percent REAL CHECK (audience_percent BETWEEN 0 AND 100),
    PRIMARY KEY (drama_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX episode_by_air_date ON episode (air_date) WHERE air_date IS NOT NULL;

CREATE TABLE link (
    id             INTEGER PRIMARY KEY,
    drama_id       INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    title          TEXT NOT NULL,
    url            TEXT,
    spoils_episode INTEGER,
    UNIQUE (drama_id, kind, title)
) STRICT;

-- The other drama may not be in the catalogue: its title is kept, its id found when read.
CREATE TABLE relation (
    drama_id  INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    position  INTEGER NOT NULL,
    PRIMARY KEY (drama_id, kind, title)
) STRICT, WITHOUT ROWID;

CREATE TABLE music (
    drama_id INTEGER NOT NULL REFERENCES drama (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL,
    title    TEXT NOT NULL,
    position INTEGER NOT NULL,
    artist   TEXT,
    PRIMARY KEY (drama_id, kind, title)
) STRICT, WITHOUT ROWID;
