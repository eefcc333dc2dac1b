"""Lists of shows as Trakt, Simkl and TV Time Out tell them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.domain.list_files import Unread
from bot.domain.list_imports import settled
from bot.domain.progress import Status
from bot.domain.scores import Score
from tests.lengths import over
from tests.sources.packed_lists import packed, refusal
from tests.sources.show_tables import HOTEL, kept, only, out_episode, out_show, played, read, table


@pytest.mark.parametrize(
    "unknown",
    [
        "1970-01-01T00:00:00.000Z",
        "1970-01-01T00:00:00+00:00",
        "1969-12-31T19:00:00-05:00",
        "0001-01-01T00:00:00Z",
    ],
)
def test_the_beginning_of_a_calendar_is_a_day_that_nobody_knows(unknown: str) -> None:
    reading = read([played(1, unknown), played(2, unknown)])
    (entry,) = reading.entries
    assert (entry.episode, entry.started, entry.finished, entry.rewatches) == (2, None, None, 0)
    assert reading.unread == ()


@pytest.mark.parametrize("name", ["hidden-dropped", "hidden-progress-watched", "hidden-calendar", "x"])
def test_a_show_that_was_dropped(name: str) -> None:
    hidden = [{"hidden_at": "2024-08-01T00:00:00.000Z", "type": "show", "show": HOTEL}]
    file = packed({"1.json": json.dumps([played(1), played(2)]), f"{name}.json": json.dumps(hidden)})
    entry = only(file)
    assert (entry.status, entry.episode) == (Status.DROPPED, 2)
    assert settled(entry, over(2))[0].status is Status.COMPLETED
    assert only(hidden).status is Status.DROPPED


@pytest.mark.parametrize("name", ["hidden-recommendations", "hidden-progress-collected"])
def test_what_was_hidden_elsewhere_was_not_dropped(name: str) -> None:
    hidden = [{"hidden_at": "2024-08-01T00:00:00.000Z", "type": "show", "show": HOTEL}]
    file = packed({"1.json": json.dumps([played(1)]), f"{name}.json": json.dumps(hidden)})
    assert (only(file).status, read(file).left) == (Status.WATCHING, 1)


def test_a_history_and_its_summary_tell_each_play_once() -> None:
    summary = {
        "plays": 2,
        "last_watched_at": "2024-05-02T21:30:00.000Z",
        "show": HOTEL,
        "seasons": [
            {"number": 1, "episodes": [{"number": n, "last_watched_at": f"2024-05-0{n}T21:30:00.000Z"}]}
            for n in (1, 2)
        ],
    }
    file = packed({"a.json": json.dumps([summary]), "b.json": json.dumps([played(1), played(2)])})
    assert (only(file).episode, only(file).rewatches) == (2, 0)


def test_several_lists_in_one_object() -> None:
    listed = {"listed_at": "2024-05-01T00:00:00Z", "show": {"title": "Later", "ids": {"trakt": 5}}}
    owned = {"last_collected_at": "2024-05-01T00:00:00Z", "show": {"title": "Owned", "ids": {"trakt": 6}}}
    account = {"username": "nobody", "stats": {"shows": 1}, "followers": [{"username": "somebody"}]}
    reading = read(account | {"history": [played(1)], "watchlist": [listed], "collection": [owned]})
    assert [(entry.title, entry.status) for entry in reading.entries] == [
        ("Hotel", Status.WATCHING),
        ("Later", Status.PLAN),
    ]
    assert reading.left == 1


def test_ratings_that_are_none_are_counted_and_named() -> None:
    ratings = [
        {"rated_at": "2024-05-01T00:00:00Z", "rating": rating, "type": "show", "show": HOTEL}
        for rating in (9, "great", 11)
    ]
    reading = read([played(1), *ratings])
    assert reading.entries[0].score == Score(18)
    assert reading.unread == (Unread("rating", "great", 2),)


def simkl_seasons(*numbers: int) -> list[object]:
    episodes = [{"number": n, "watched_at": f"2024-05-{n:02}T21:30:00Z"} for n in numbers]
    return [{"number": 1, "episodes": episodes}]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (kept("plantowatch"), (Status.PLAN, 0, None, None)),
        (kept("hold", seasons=simkl_seasons(1, 2)), (Status.ON_HOLD, 2, None, None)),
        (kept("dropped", seasons=simkl_seasons(1), user_rating=4), (Status.DROPPED, 1, None, Score(8))),
        (kept("dropped", watched_episodes_count=3), (Status.DROPPED, 3, None, None)),
        (
            kept(
                "completed", last_watched_at="2024-05-16T21:30:00Z", user_rating=9, watched_episodes_count=16
            ),
            (Status.COMPLETED, 16, date(2024, 5, 16), Score(18)),
        ),
        (kept("completed", added_to_watchlist_at="2024-01-01T00:00:00Z"), (Status.COMPLETED, 0, None, None)),
    ],
)
def test_simkl_says_how_each_stands(element: object, expected: tuple[object, ...]) -> None:
    reading = read({"shows": [element], "anime": [], "movies": []})
    (entry,) = reading.entries
    whole, _ = settled(entry, over(20))
    assert reading.format == "simkl"
    assert (entry.status, entry.episode, entry.finished, entry.score) == expected
    assert whole.status is entry.status
    assert entry.sources == (("simkl", "5"), ("tvdb", "7"))


def test_simkls_films_anime_and_notes() -> None:
    film = {"title": "Film", "year": 2021, "ids": {"simkl": 5}}
    reading = read(
        {
            "anime": [kept("watching", seasons=simkl_seasons(1, 2), memo={"text": "so good"})],
            "movies": [
                {"status": "completed", "last_watched_at": "2024-05-02T00:00:00Z", "movie": film},
                {"status": "plantowatch", "movie": film | {"ids": {"simkl": 6}}},
                {"status": "someday", "movie": film | {"ids": {"simkl": 7}}},
            ],
        }
    )
    anime, seen_film, planned = reading.entries
    assert (anime.note, settled(anime, over(2))[0].status) == ("so good", Status.COMPLETED)
    assert (seen_film.status, seen_film.episode, seen_film.finished) == (
        Status.COMPLETED,
        1,
        date(2024, 5, 2),
    )
    assert seen_film.sources == (("simkl-film", "5"),)
    assert planned.status is Status.PLAN
    assert (reading.left, reading.unread) == (1, (Unread("status", "someday", 1),))


def test_words_that_are_none_are_named_where_nothing_else_is_said() -> None:
    told = refusal(json.dumps({"shows": [kept("someday"), kept("someday")]}).encode())
    assert "lines without anything that a list keeps: 2" in told
    assert "status: cannot be read: someday (×2)" in told


def test_an_earlier_season_of_what_was_put_off_may_be_complete() -> None:
    seasons = [
        {"number": season, "episodes": [{"number": n} for n in range(1, last + 1)]}
        for season, last in ((1, 8), (2, 3))
    ]
    first, second = read({"shows": [kept("hold", seasons=seasons)]}).entries
    assert settled(first, over(8))[0].status is Status.COMPLETED
    assert settled(second, over(3))[0].status is Status.ON_HOLD


OUT_EPISODES = table(
    ("series_tvdb_id", "title", "season", "episode", "is_watched", "watched_at", "rewatch_count", "special"),
    [
        {
            "series_tvdb_id": 7,
            "title": "Hotel",
            "season": 1,
            "episode": number,
            "is_watched": "true" if number < 3 else "false",
            "watched_at": f"2024-05-{number:02} 21:30:00" if number < 3 else "",
            "rewatch_count": 0,
            "special": "false",
        }
        for number in (1, 2, 3)
    ],
)


OUT_SHOWS = table(
    ("uuid", "tvdb_id", "imdb_id", "title", "status", "created_at"),
    [{"uuid": "u", "tvdb_id": 7, "title": "Hotel", "status": "continuing", "created_at": "2024-05-01"}],
)


def test_tv_time_out_says_the_same_as_json_as_tables_and_as_both_in_a_zip() -> None:
    document = [out_show("continuing", out_episode(1), out_episode(2), out_episode(3, watched=False))]
    shapes: list[str | bytes | object] = [
        document,
        OUT_EPISODES,
        packed({"1.csv": OUT_EPISODES, "2.csv": OUT_SHOWS}),
        packed(
            {"1.csv": OUT_EPISODES, "2.json": json.dumps(document), "failed.json": '{"shows": [{"a": 1}]}'}
        ),
    ]
    for shape in shapes:
        assert read(shape).format == "tv time out"
        entry = only(shape)
        assert (entry.status, entry.episode, entry.rewatches) == (Status.WATCHING, 2, 0)
        assert (entry.started, entry.sources) == (date(2024, 5, 1), (("tvdb", "7"),))
        assert settled(entry, over(2))[0].status is Status.COMPLETED


@pytest.mark.parametrize(
    ("status", "stands"),
    [("stopped", Status.DROPPED), ("not_started_yet", Status.PLAN), ("up_to_date", Status.WATCHING)],
)
def test_tv_time_out_says_how_a_show_stands(status: str, stands: Status) -> None:
    assert only([out_show(status)]).status is stands


def test_tv_time_out_seen_again_specials_films_and_another_word() -> None:
    twice = [out_episode(number, rewatch_count=1) for number in (1, 2)]
    reading = read([out_show("paused", *twice, out_episode(3, special=True))])
    assert (reading.entries[0].rewatches, reading.left) == (1, 1)
    assert reading.unread == (Unread("status", "paused", 1),)
    film = {"id": {"tvdb": 7, "imdb": "tt1"}, "title": "Film", "year": 2021, "is_watched": True}
    films = [
        film | {"watched_at": "2024-05-02T00:00:00Z", "rewatch_count": 2},
        film | {"id": {"tvdb": 8}, "is_watched": False, "watched_at": None},
    ]
    first, second = read(films).entries
    assert (first.status, first.year, first.rewatches) == (Status.COMPLETED, 2021, 2)
    assert first.sources == (("tvdb-film", "7"), ("imdb", "tt1"))
    assert second.status is Status.PLAN
