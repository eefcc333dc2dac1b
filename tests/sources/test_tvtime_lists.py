"""Lists that tell episode by episode what was seen: TV Time, TV Time Out, Trakt, Simkl; none for another."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.list_imports import settled
from bot.domain.progress import Status
from bot.domain.scores import Score
from tests.lengths import over
from tests.sources.packed_lists import packed, refusal
from tests.sources.show_tables import logged, only, read, seen, standing, table, v1, v2

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
    assert "holds no title; lines without anything that a list keeps: 1" in refusal(
        v2(seen(1, name="")).encode()
    )


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
    assert "lines without anything that a list keeps: 1" in refusal(v2(away).encode())
    reading = read(v2(away, seen(1, show=8, name="Another")))
    assert ([entry.title for entry in reading.entries], reading.left) == (["Another"], 1)
    # That it was followed once, as another table tells, is no plan; what was seen of it stays.
    followed = {"tv_show_id": 7, "tv_show_name": "Hotel", "archived": 0}
    tables = {"a.csv": v2(away), "b.csv": table(followed, [followed])}
    assert "lines without anything that a list keeps: 2" in refusal(packed(tables))
    assert only(v2(away, seen(1))).status is Status.WATCHING


@pytest.mark.parametrize(
    ("last", "status"), [(3, Status.COMPLETED), (4, Status.DROPPED), (None, Status.DROPPED)]
)
def test_archived_after_the_end_is_completed_before_it_dropped(last: int | None, status: Status) -> None:
    entry = only(v2(*(seen(number, day=number) for number in (1, 2, 3)), standing(is_archived="true")))
    whole, _ = settled(entry, over(last))
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
