"""Lists that tell episode by episode what was seen: TV Time, TV Time Out, Trakt, Simkl; none for another."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lists import Entry, Reading, Unread, settled
from bot.domain.progress import Status
from bot.domain.scores import Score
from bot.sources.lists import content, ours, parts
from tests.sources.test_list_files import packed, refusal

V1_COLUMNS = (
    "type", "type-uuid-n", "created_at", "entity_type", "series_name", "series_id", "season_number",
    "episode_number", "movie_name", "release_date", "uuid",
)  # fmt: skip
V2_COLUMNS = (
    "key", "created_at", "s_id", "series_name", "season_number", "episode_number", "is_followed",
    "is_archived", "is_for_later", "ep_watch_count", "most_recent_ep_watched", "is_special",
)  # fmt: skip


def table(columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A table with these columns; what a row does not say is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def v1(*rows: Mapping[str, object]) -> str:
    return table(V1_COLUMNS, rows)


def v2(*rows: Mapping[str, object]) -> str:
    return table(V2_COLUMNS, rows)


def seen(
    number: int, *, show: int = 7, name: str = "Hotel", day: int = 1, **more: object
) -> dict[str, object]:
    """A row of the newer log: an episode that was seen on a day of May."""
    return {
        "key": f"watch-episode-{show}-{number}",
        "created_at": f"2024-05-{day:02} 21:30:00",
        "s_id": show,
        "series_name": name,
        "season_number": 1,
        "episode_number": number,
    } | more


def logged(number: int, *, day: int = 1, **more: object) -> dict[str, object]:
    """The same in the older log."""
    return {
        "type": "watch",
        "created_at": f"2024-05-{day:02} 21:30:00",
        "entity_type": "episode",
        "series_id": 7,
        "series_name": "Hotel",
        "season_number": 1,
        "episode_number": number,
    } | more


def standing(**said: object) -> dict[str, object]:
    row: dict[str, object] = {"key": "user-series-7", "created_at": "2024-05-01 10:00:00", "s_id": 7}
    return row | {"series_name": "Hotel"} | said


def read(file: str | bytes | object) -> Reading:
    if isinstance(file, str):
        return content.read(file.encode())
    return content.read(file if isinstance(file, bytes) else json.dumps(file).encode())


def only(file: str | bytes | object) -> Entry:
    (entry,) = read(file).entries
    return entry


# --- TV Time: what is a play ---


def test_a_play_that_two_tables_tell_is_one() -> None:
    episodes = [(number, number) for number in range(1, 4)]
    both = {
        "a.csv": v2(*(seen(number, day=day) for number, day in episodes)),
        "b.csv": v1(*(logged(number, day=day) for number, day in episodes)),
    }
    entry = only(packed(both))
    assert (entry.episode, entry.rewatches, entry.started) == (3, 0, date(2024, 5, 1))
    again = both | {"c.csv": v2(*(seen(number, day=20, key="rewatch-episode") for number, _ in episodes))}
    assert only(packed(again)).rewatches == 1


@pytest.mark.parametrize("kind", ["last-episode-watched", "count-watch-episode-series"])
def test_only_rows_of_plays_are_plays(kind: str) -> None:
    entry = only(v1(logged(1), logged(5, type=kind, day=9)))
    assert (entry.episode, entry.rewatches, entry.finished) == (1, 0, date(2024, 5, 1))
    # Where nothing else is said of it, it was begun, and nobody knows how far.
    entry = only(v1(logged(5, type=kind)))
    assert (entry.status, entry.episode, entry.started) == (Status.WATCHING, 0, None)


def test_what_was_felt_and_written_of_an_episode_is_no_play() -> None:
    shown = ("tv_show_name", "episode_season_number", "episode_number", "created_at")
    row = {"tv_show_name": "Hotel", "episode_season_number": 1, "created_at": "2024-06-01 10:00:00"}
    archive = {"seen.csv": table(shown, [row | {"episode_number": 1}])}
    for column in ("emotion_id", "comment", "last_comment_read_date", "show_character_id"):
        archive[f"{column}.csv"] = table(
            (*shown, column), [row | {"episode_number": 9, "created_at": "2024-07-01 10:00:00", column: 1}]
        )
    entry = only(packed(archive))
    assert (entry.episode, entry.rewatches) == (1, 0)


def test_a_special_has_no_place() -> None:
    reading = read(v2(seen(1), seen(2, is_special="true"), seen(3, season_number=0)))
    assert (reading.entries[0].episode, reading.left) == (1, 2)


# --- TV Time: what is one title ---


def test_two_ids_are_two_shows_and_a_table_without_ids_is_told_apart_by_its_plays() -> None:
    mothers = v2(
        *(seen(number, show=1, name="Mother", day=number) for number in (1, 2)),
        *(seen(number, show=2, name="Mother", day=20 + number) for number in (1, 2, 3)),
    )
    first, second = read(mothers).entries
    assert [(one.episode, one.started, one.sources) for one in (first, second)] == [
        (2, date(2024, 5, 1), (("tvdb", "1"),)),
        (3, date(2024, 5, 21), (("tvdb", "2"),)),
    ]
    shown = ("tv_show_name", "episode_season_number", "episode_number", "created_at")
    row = {"tv_show_name": "Mother", "episode_season_number": 1}
    told = [row | {"episode_number": 1, "created_at": f"2024-05-{day:02} 21:30:00"} for day in (1, 21)]
    assert read(packed({"a.csv": mothers, "b.csv": table(shown, told)})).entries == (first, second)
    untold = [row | {"episode_number": 9, "created_at": "2024-06-01 21:30:00"}]
    third = read(packed({"a.csv": mothers, "b.csv": table(shown, untold)})).entries[2]
    assert (third.title, third.sources, third.episode) == ("Mother", (), 9)


def test_rows_without_a_name_are_the_show_of_their_id() -> None:
    entry = only(v2(seen(1, name=""), seen(2)))
    assert (entry.title, entry.episode) == ("Hotel", 2)
    assert "holds no title: its one line says nothing" in refusal(v2(seen(1, name="")).encode())


def test_two_release_years_are_two_films() -> None:
    def film(day: int, released: str, kind: str = "watch") -> dict[str, object]:
        at = f"2024-05-{day:02} 10:00:00"
        return {"type": kind, "created_at": at, "movie_name": "The Call", "release_date": released}

    films = v1(film(1, "2013-01-01 00:00:00"), film(2, "2020-11-27 00:00:00"))
    assert [(one.year, one.finished) for one in read(films).entries] == [
        (2013, date(2024, 5, 1)),
        (2020, date(2024, 5, 2)),
    ]
    # A date that nobody knows is no year: the row is of the film that bears the name, where it is one.
    unknown = only(v1(film(1, "2013-01-01 00:00:00"), film(9, "0001-01-01 00:00:00", "rewatch")))
    assert (unknown.year, unknown.status, unknown.rewatches) == (2013, Status.COMPLETED, 1)


# --- TV Time: how a show stands ---


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"is_followed": "true"}, Status.PLAN),
        ({"is_followed": "false", "is_for_later": "true"}, Status.PLAN),
        ({}, Status.PLAN),
        ({"is_archived": "true"}, Status.DROPPED),
        ({"is_followed": "true", "ep_watch_count": 16}, Status.WATCHING),
        ({"most_recent_ep_watched": "map[ep_no:3 s_no:1]"}, Status.WATCHING),
        ({"is_followed": "true", "ep_watch_count": 0, "most_recent_ep_watched": "map[]"}, Status.PLAN),
    ],
)
def test_a_show_stands_as_its_row_says_and_a_counter_says_only_that_it_was_begun(
    said: dict[str, object], status: Status
) -> None:
    entry = only(v2(standing(**said)))
    assert (entry.status, entry.episode) == (status, 0)


def test_what_is_followed_no_more_is_left_out_and_counted() -> None:
    away = standing(is_followed="false", is_archived="false", is_for_later="false")
    assert "its one line says nothing that a list keeps" in refusal(v2(away).encode())
    reading = read(v2(away, seen(1, show=8, name="Another")))
    assert ([entry.title for entry in reading.entries], reading.left) == (["Another"], 1)
    # That it was followed once, as another table tells, is no plan; what was seen of it stays.
    followed = {"tv_show_id": 7, "tv_show_name": "Hotel", "archived": 0}
    tables = {"a.csv": v2(away), "b.csv": table(followed, [followed])}
    assert "its 2 lines say nothing that a list keeps" in refusal(packed(tables))
    assert only(v2(away, seen(1))).status is Status.WATCHING


@pytest.mark.parametrize(
    ("last", "status"), [(3, Status.COMPLETED), (4, Status.DROPPED), (None, Status.DROPPED)]
)
def test_archived_after_the_end_is_completed_before_it_dropped(last: int | None, status: Status) -> None:
    entry = only(v2(*(seen(number, day=number) for number in (1, 2, 3)), standing(is_archived="true")))
    whole, _ = settled(entry, last)
    assert (whole.status, whole.episode) == (status, 3)
    assert whole.finished == (date(2024, 5, 3) if status is Status.COMPLETED else None)


def test_seasons_numbered_by_year_are_kept() -> None:
    found = read(v2(seen(1, season_number=2021), seen(2, season_number=2022, day=2))).entries
    assert [(entry.season, entry.episode) for entry in found] == [(2021, 1), (2022, 2)]


# --- TV Time: scores ---


def test_stars_of_shows_episodes_and_films_and_no_feelings() -> None:
    rates = ("tv_show_id", "tv_show_name", "rating", "created_at")
    votes = ("user_id", "episode_id", "vote_key", "series_name", "season_number", "episode_number")
    films = ("user_id", "episode_id", "vote_key", "uuid", "movie_name")
    vote = {"user_id": 1, "series_name": "Hotel", "season_number": 1}
    reading = read(
        packed(
            {
                # The votes come first here, and are read last all the same.
                "1.csv": table(
                    films, [{"user_id": 1, "vote_key": "f-1-28", "uuid": "f", "movie_name": "영화"}]
                ),
                "2.csv": table(votes, [vote | {"episode_number": 1, "vote_key": "e-1-29"}]),
                "3.csv": table(votes, [vote | {"episode_number": 2, "vote_key": "e-1-7"}]),
                "4.csv": table(rates, [{"tv_show_id": 7, "tv_show_name": "Hotel", "rating": "4.5"}]),
                "5.csv": v2(seen(1), seen(2)),
                "6.csv": v1(
                    {"type": "watch", "movie_name": "A Film", "uuid": "f", "created_at": "2024-05-01"}
                ),
            }
        )
    )
    film, show = sorted(reading.entries, key=lambda entry: entry.title)
    assert (film.title, film.score) == ("A Film", Score(12))
    assert (show.score, show.episode_scores) == (Score(18), ((1, 16),))
    assert reading.left == 1  # a feeling


# --- Trakt ---

HOTEL = {"title": "Hotel", "year": 2020, "ids": {"trakt": 77, "slug": "hotel", "tvdb": 7}}


def played(number: int, at: str = "", **more: object) -> dict[str, object]:
    when = at or f"2024-05-{number:02}T21:30:00.000Z"
    return {
        "id": number,
        "watched_at": when,
        "type": "episode",
        "show": HOTEL,
        "episode": {"season": 1, "number": number},
    } | more


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
    assert settled(entry, 2)[0].status is Status.COMPLETED
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


# --- Simkl ---


def kept(status: str, **more: object) -> dict[str, object]:
    show = {"title": "Hotel", "year": 2020, "ids": {"simkl": 5, "tvdb": "7"}}
    return {"status": status, "last_watched_at": None, "user_rating": None, "show": show} | more


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
    whole, _ = settled(entry, 20)
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
    assert (anime.note, settled(anime, 2)[0].status) == ("so good", Status.COMPLETED)
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
    assert "its 2 lines say nothing that a list keeps" in told
    assert "status: cannot be read: someday (2 such)" in told


def test_an_earlier_season_of_what_was_put_off_may_be_complete() -> None:
    seasons = [
        {"number": season, "episodes": [{"number": n} for n in range(1, last + 1)]}
        for season, last in ((1, 8), (2, 3))
    ]
    first, second = read({"shows": [kept("hold", seasons=seasons)]}).entries
    assert settled(first, 8)[0].status is Status.COMPLETED
    assert settled(second, 3)[0].status is Status.ON_HOLD


# --- TV Time Out ---


def out_episode(number: int, *, watched: bool = True, **more: object) -> dict[str, object]:
    at = f"2024-05-{number:02} 21:30:00" if watched else None
    return {
        "number": number,
        "is_watched": watched,
        "watched_at": at,
        "rewatch_count": 0,
        "special": False,
    } | more


def out_show(status: str, *episodes: object) -> dict[str, object]:
    seasons = [{"number": 1, "is_specials": False, "episodes": list(episodes)}]
    return {
        "uuid": "u",
        "id": {"tvdb": 7, "imdb": None},
        "title": "Hotel",
        "status": status,
        "seasons": seasons,
    }


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
        assert settled(entry, 2)[0].status is Status.COMPLETED


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


# --- whose a list is ---

SAMPLES: dict[str, list[object]] = {
    "trakt": [
        played(1),
        {"rated_at": "2024-05-01T00:00:00Z", "rating": 9, "type": "show", "show": HOTEL},
        {"hidden_at": "2024-08-01T00:00:00Z", "type": "show", "show": HOTEL},
        {"listed_at": "2024-08-01T00:00:00Z", "type": "show", "show": HOTEL},
    ],
    "simkl": [kept("hold"), kept("completed", user_rating=9)],
    "tv time out": [out_show("stopped"), out_show("continuing", out_episode(1))],
}


@pytest.mark.parametrize(
    "document",
    [
        [{"watched_at": "2024-01-01", "type": "show", "show": {"title": "A", "ids": {"simkl": 1}}}],
        [{"last_watched_at": None, "show": {"title": "A"}}],
        [{"listed_at": "2024-01-01", "movie": {"title": "A", "ids": {"trakt": None}}}],
        [kept("hold")],  # a list of Simkl's elements that is not Simkl's backup
        [played(1, status="hold")],
        {"shows": [kept("hold"), {"status": "hold", "show": {"title": "A", "ids": {"tmdb": 1}}}]},
        {"shows": [kept("hold") | {"status": None}]},
        [played(1), kept("hold")],
        {"history": [played(1)], "shows": [kept("hold")]},
        [{"last_collected_at": "2024-01-01", "show": HOTEL}],
        [out_show("stopped"), {"title": "A"}],
        {"data": [{"title": "A", "status": "completed", "episode": 3}]},
        [[]],
        [None],
        {},
    ],
)
def test_json_that_is_nearly_a_sites_is_refused(document: object) -> None:
    assert "is JSON of no list known here" in refusal(json.dumps(document).encode())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, object]:
    """A document in the shape of a format with some of its values replaced by anything, and whose it is."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    elements = json.loads(json.dumps(draw(st.lists(st.sampled_from(SAMPLES[name]), min_size=1, max_size=3))))
    for _ in range(draw(st.integers(0, 4))):
        at: object = elements
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = at[key]  # type: ignore[index]
            if not isinstance(inner, dict | list) or draw(st.booleans()):
                at[key] = draw(anything)  # type: ignore[index]
                break
            at = inner
    return name, {"shows": elements} if name == "simkl" else elements


@given(bent())
def test_json_in_the_shape_of_a_format_is_that_formats_or_nobodys(made: tuple[str, object]) -> None:
    name, document = made
    part = parts.part("", json.dumps(document))
    knowing = [one.NAME for one in content.FORMATS if one.recognises(part)]
    assert knowing in ([], [name])
    for one in content.FORMATS:
        if knowing == [one.NAME]:
            checked(one.read([part]))


@pytest.mark.parametrize("depth", [10, 300, 900])
def test_what_nests_deep_where_a_value_should_be_is_counted_or_refused(depth: int) -> None:
    nested: object = "x"
    for at in range(depth):
        nested = [nested] if at % 2 else {"k": nested}
    for key in ("watched_at", "rating", "type", "id"):
        assert read([played(2), played(1) | {key: nested}]).entries
    for key in ("last_watched_at", "user_rating", "seasons", "memo", "watched_episodes_count"):
        assert read({"shows": [kept("hold", **{key: nested})]}).entries
    for key in ("created_at", "seasons", "uuid"):
        shown = out_show("stopped") | {key: [nested] if key == "seasons" else nested}
        assert read([shown]).entries


HEADERS = {
    "tv time": [
        V1_COLUMNS,
        V2_COLUMNS,
        ("tv_show_name", "episode_season_number", "episode_number", "created_at"),
        ("tv_show_id", "tv_show_name", "archived", "created_at"),
        ("tv_show_id", "is_followed", "nb_episodes_seen", "tv_show_name"),
        ("tv_show_id", "tv_show_name", "rating"),
        ("tv_show_id", "tv_show_name", "status"),
        ("user_id", "vote_key", "series_name", "movie_name", "uuid", "season_number", "episode_number"),
    ],
    "tv time out": [
        ("series_tvdb_id", "title", "season", "episode", "is_watched", "watched_at", "rewatch_count"),
        ("uuid", "tvdb_id", "imdb_id", "title", "status", "created_at"),
        ("uuid", "tvdb_id", "imdb_id", "title", "year", "is_watched", "watched_at", "rewatch_count"),
    ],
    "trakt": [
        ("watched_at", "type", "title", "year", "trakt_id", "season_number", "episode_number"),
        ("rated_at", "type", "title", "year", "trakt_id", "rating", "season_number", "episode_number"),
        ("listed_at", "type", "title", "year", "trakt_id"),
    ],
}
cells = st.text(max_size=8) | st.sampled_from(
    (
        *("", "0", "1", "-1", "16", "9.5", "NaN", "1616481927", "99999999999999999999", "x-1-29"),
        *("true", "false", "watch", "show", "episode", "user-series-1", "watch-episode-1", "for_later"),
        *("stopped", "2024-05-01 21:30:00", "0001-01-01", "1970-01-01T00:00:00Z"),
    )
)


@given(st.data())
def test_a_table_with_a_formats_columns_is_that_formats_whatever_stands_in_it(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(HEADERS)))
    header = data.draw(st.permutations(data.draw(st.sampled_from(HEADERS[name]))))
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(header, cells)), max_size=6))
    part = parts.ListTable("", tuple(header), [(at, row) for at, row in enumerate(rows, 2)])
    assert [one.NAME for one in content.FORMATS if one.recognises(part)] == [name]
    format_ = content.format_of(part)
    assert format_ is not None
    checked(format_.read([part]))


def checked(reading: Reading) -> None:
    """Whatever was read can be kept: our own file of it is read again to the letter."""
    if reading.entries:
        again = content.read(ours.write_csv(reading.entries))
        assert again.entries == reading.entries
    for one in reading.unread:
        assert one.count
        assert one.example.isprintable()


# --- told once more, whatever the order ---


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 28)), min_size=1, max_size=12))
def test_the_order_of_tables_and_rows_and_telling_twice_change_nothing(plays: list[tuple[int, int]]) -> None:
    new = [seen(number, day=day) for number, day in plays]
    old = [logged(number, day=day) for number, day in plays]
    once = only(v2(*new))
    assert once.rewatches == min(len({day for n, day in plays if n == number}) for number, _ in plays) - 1
    assert once.updated == datetime(2024, 5, max(day for _, day in plays), 21, 30, tzinfo=UTC)
    for tables in (
        {"a": v2(*new, *new)},
        {"a": v2(*reversed(new)), "b": v1(*old)},
        {"a": v1(*old), "b": v2(*new), "c": v1(*reversed(old))},
    ):
        assert only(packed(tables)) == once
