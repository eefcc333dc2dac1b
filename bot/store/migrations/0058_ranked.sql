-- A drama has a place by rating once five members have scored it (domain.scores.FEWEST_RANKED). Rankings read these
-- first, and a card counts how many of them come before its drama.

CREATE INDEX standing_ranked
    ON standing (guild_id, weighted DESC, scores DESC, popularity, drama_id, country, year, hidden)
    WHERE scores >= 5 AND hidden = 0;
