-- Each order in which the catalogue is listed, ready in an index: a page is read from its place, and nothing is
-- sorted. The best known come first and dramas without a rank last, which the old indices could not serve: they
-- begin with those. Hidden dramas are in no list, so that a list is counted in its index alone. A country's calendars
-- hold hidden ones, too, so its index has all; with the year, which may be asked for as well.
DROP INDEX drama_by_popularity;
DROP INDEX drama_by_country;
DROP INDEX drama_by_year;
CREATE INDEX drama_by_popularity ON drama (popularity IS NULL, popularity, id) WHERE hidden = 0;
CREATE INDEX drama_by_country ON drama (country, hidden, popularity IS NULL, popularity, id, year);
CREATE INDEX drama_by_year ON drama (year DESC, popularity IS NULL, popularity, id) WHERE hidden = 0;
CREATE INDEX drama_by_name ON drama (title COLLATE NOCASE, id) WHERE hidden = 0;
