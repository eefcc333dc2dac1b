"""Answers that TVmaze and TMDB really gave, where the folder that holds them is at hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.dramas import Kind
from bot.sources import tmdb_shows, tvmaze_shows
from bot.sources.reading import Part, parts_of

RECORDED = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded answers in {RECORDED}")


def _recorded(name: str) -> object:
    return json.loads((RECORDED / name).read_bytes())


def _show(name: str) -> Part:
    value = _recorded(name)
    assert isinstance(value, dict)
    return Part(value)


def test_every_recorded_korean_show_is_offered() -> None:
    shows = parts_of(_recorded("tvmaze/tvmaze_korean_shows.json"))
    offers = tvmaze_shows.offers_of(shows)
    assert len(offers) == len(shows) > 1
    assert {offer.country for offer in offers} == {"KR"}
    assert (offers[0].title, offers[0].year) == ("Squid Game", 2021)


def test_an_american_search_offers_nothing() -> None:
    hits = parts_of(_recorded("tvmaze/tvmaze_show_search.json"))
    assert tvmaze_shows.offers_of(hit.part("show") for hit in hits) == []


def test_a_recorded_show_of_tvmaze_is_read_in_full() -> None:
    fetched = tvmaze_shows.fetched_of(_show("tvmaze/tvmaze_show_single_search_with_episodes.json"), "143")
    assert fetched is not None
    first = fetched.episodes[0]
    assert (first.title, first.air_date) == ("Minimum Viable Product", date(2014, 4, 6))
    assert first.airs_at == datetime(2014, 4, 7, 2, tzinfo=UTC)
    # Its channel keeps another zone than a country of ours: its day there would be a wrong day here.
    assert (fetched.entry.country, fetched.entry.weekday) == (None, None)
    assert "<" not in (fetched.entry.summary or "<")


def test_a_recorded_cast_of_tvmaze_is_read() -> None:
    cast = tvmaze_shows.cast_of(parts_of(_recorded("tvmaze/tvmaze_cast.json")))
    assert (cast[0].person, cast[0].character) == ("Zach Woods", "Jared Dunn")


def test_a_recorded_search_of_tmdb_knows_its_countries() -> None:
    offers = tmdb_shows.offers_of(_show("tmdb/tmdb_search_tv_lupin.json").parts("results"))
    assert {offer.country for offer in offers} <= {"JP", "KR"}


def test_a_recorded_show_of_tmdb_is_read_in_full() -> None:
    show = _show("tmdb/tmdb_tv_details_96677_appended.json")
    assert tmdb_shows.seasons_of(show) == [1]
    fetched = tmdb_shows.fetched_of(show, "96677", ())
    assert fetched is not None
    entry = fetched.entry
    assert (entry.title, entry.kind, entry.minutes, entry.networks) == ("Lupin", Kind.DRAMA, 48, ("Netflix",))
    assert entry.cast[0].person == "Omar Sy"
    assert entry.links[0].url == "https://www.netflix.com/title/80994082"


def test_a_recorded_season_of_tmdb_is_read() -> None:
    season = _show("tmdb/tmdb_tv_season_63333_s1.json")
    episodes = tmdb_shows.episodes_of(season.parts("episodes"))
    assert [episode.number for episode in episodes] == list(range(1, 9))
    assert (episodes[0].title, episodes[0].minutes) == (None, 59)
