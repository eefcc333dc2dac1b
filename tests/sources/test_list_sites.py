"""Lists of sites that are tables of titles, and XML that other sites write as MyAnimeList's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.list_files import Entry, Reading, Unread
from bot.domain.progress import Status
from bot.domain.scores import Score
from bot.sources.lists import content
from tests.sources.site_lists import DIARY, PAGE, YAMTRACK, packed, refusal, table

# --- MyAnimeList's XML of other sites ---


def xml(*elements: str) -> bytes:
    return (
        f"<myanimelist>{''.join(f'<anime>{element}</anime>' for element in elements)}</myanimelist>".encode()
    )


def anime(title: str, status: str = "Completed", score: str = "", rest: str = "") -> str:
    return (
        f"<series_title>{title}</series_title><my_status>{status}</my_status>"
        f"<my_score>{score}</my_score>{rest}"
    )


def scores(*written: str) -> list[int | None]:
    found = content.read(xml(*(anime(f"Title {at}", "Completed", one) for at, one in enumerate(written))))
    return [entry.score.overall if entry.score else None for entry in found.entries]


def test_scores_of_ten_and_of_a_hundred_are_told_apart() -> None:
    assert scores("7", "7.5", "10", "0", "", "6,5") == [14, 15, 20, None, None, 13]
    assert scores("85", "7.5", "100", "0") == [17, 15, 20, None]


def test_a_score_that_can_be_of_either_or_of_none_is_counted_and_not_guessed() -> None:
    read = content.read(
        xml(anime("A", "Completed", "85"), anime("B", "Completed", "8"), anime("C", "Completed", "::"))
    )
    assert [entry.score for entry in read.entries] == [Score(17), None, None]
    assert read.unread == (Unread("my_score", "8", 2),)


@given(st.integers(1, 10).map(str) | st.floats(0.1, 10).map("{:.1f}".format))
def test_a_score_of_ten_is_kept_to_the_nearest_half_point(written: str) -> None:
    (found,) = scores(written)
    if not float(written):
        assert found is None
        return
    assert found is not None
    assert abs(found / 2 - float(written)) <= 0.25 or found == 1


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Planning", Status.PLAN), ("Plan to Watch", Status.PLAN), ("plan_to_watch", Status.PLAN),
        ("6", Status.PLAN),
        ("Watching", Status.WATCHING), ("CURRENT", Status.WATCHING), ("Rewatching", Status.WATCHING),
        ("Paused", Status.ON_HOLD), ("On-Hold", Status.ON_HOLD), ("Dropped", Status.DROPPED),
        ("2", Status.COMPLETED),
    ],
)  # fmt: skip
def test_the_words_of_other_sites(word: str, status: Status) -> None:
    (entry,) = content.read(xml(anime("A", word))).entries
    assert entry.status is status
    assert entry.rewatches == (word == "Rewatching")


def test_words_that_nobody_knows_are_named_with_their_place() -> None:
    assert "my_status: cannot be read: Contemplating (×2)" in refusal(
        xml(anime("A", "Contemplating"), anime("B", "Pondering"))
    )
    read = content.read(xml(anime("A", "Contemplating"), anime("B")))
    assert [entry.title for entry in read.entries] == ["B"]
    assert (read.left, read.unread) == (1, (Unread("my_status", "Contemplating", 1),))


@pytest.mark.parametrize(
    ("comment", "note"),
    [
        ("before<br/>after", "before after"),
        ("one <b>two</b> three", "one two three"),
        ("<i><b>x</b></i>", "x"),
        ("<![CDATA[a <br/> b]]>", "a <br/> b"),
    ],
)
def test_a_comment_keeps_what_stands_around_and_in_its_elements(comment: str, note: str) -> None:
    (entry,) = content.read(xml(anime("A", rest=f"<my_comments>{comment}</my_comments>"))).entries
    assert (entry.note or "").split() == note.split()
    assert entry.status is Status.COMPLETED


def test_mydramalists_page_as_it_is_copied() -> None:
    read = content.read(
        table(
            PAGE,
            "312\tMother\tCompleted\t11\t11\tJapan\tDrama\t9.5\tApr 14, 2010\tJun 23, 2010\t2",
            "0\tWoman\tCurrently Watching\t3\t11\tJapan\tDrama\t0\t\t\t0",
            "5\tSignal\tOn-Hold\t1\t16\tSouth Korea\tDrama\t0.0\t2016-02-01\t\t",
            "6\tSomething\tPlan to Watch\t0\t?\tAtlantis\tMovie\t\t\t\t",
            "7\tNot mine\tNot Interested\t0\t1\tJapan\tMovie\t\t\t\t",
        )
    )
    assert read == Reading(
        "mydramalist",
        (
            Entry(
                "Mother", country="JP", sources=(("mdl", "312"),), status=Status.COMPLETED, episode=11,
                started=date(2010, 4, 14), finished=date(2010, 6, 23), rewatches=2, score=Score(19),
                furthest=11,
            ),
            Entry("Woman", country="JP", status=Status.WATCHING, episode=3),
            Entry("Signal", country="KR", sources=(("mdl", "5"),), status=Status.ON_HOLD, episode=1,
                  started=date(2016, 2, 1)),
            Entry("Something", sources=(("mdl", "6"),), status=Status.PLAN),
        ),
        left=1,
    )  # fmt: skip


def test_mydramalists_page_as_scripts_save_it() -> None:
    """In any order, with commas or semicolons, an address instead of a number, the episodes of both."""
    header = "title;year;country;type;status;score;progress;url"
    row = "Mother;2010;Japan;Drama;dropped;6.5;4/11;https://mydramalist.com/312-mother"
    expected = Entry(
        "Mother",
        year=2010,
        country="JP",
        sources=(("mdl", "312"),),
        status=Status.DROPPED,
        episode=4,
        score=Score(13),
    )
    assert content.read(table(header, row)).entries == (expected,)
    turned = [";".join(reversed(line.split(";"))).replace(";", ",") for line in (header, row)]
    assert content.read(table(*turned)).entries == (expected,)


def test_what_cannot_be_read_of_a_row_is_counted_and_the_rest_is_kept() -> None:
    read = content.read(
        table(PAGE, "x\tMother\tCompleted\tmany\t11\tJapan\tDrama\t11\tsoon\t3/4/2010\tnever")
    )
    assert read.entries == (Entry("Mother", country="JP", status=Status.COMPLETED, furthest=11),)
    assert {(one.field, one.example) for one in read.unread} == {
        ("Show ID", "x"), ("Episodes Watched", "many"), ("Rating", "11"), ("Date Started", "soon"),
        ("Date Ended", "3/4/2010"), ("Re-watched", "never"),
    }  # fmt: skip


RATINGS = "Date,Name,Year,Letterboxd URI,Rating"


BARE = "Date,Name,Year,Letterboxd URI"


def test_letterboxds_archive() -> None:
    diary = table(
        DIARY,
        "2024-01-15,Ashin,2021,https://boxd.it/a,4.5,,,2024-01-14",
        "2025-03-02,Ashin,2021,https://boxd.it/b,5,Yes,,2025-03-01",
        "2025-05-02,Parasite,2019,https://boxd.it/d,4,,,2025-05-01",
        "2025-04-02,The Call,2013,https://boxd.it/c,,Yes,,2025-04-01",
    )
    files = {
        "profile.csv": table("Date Joined,Username", "2020-01-01,mika"),
        "diary.csv": diary,
        "reviews.csv": table(
            DIARY.replace("Tags", "Review,Tags"),
            "2024-01-15,Ashin,2021,https://boxd.it/a,4.5,,Good,,2024-01-14",
        ),
        "ratings.csv": table(RATINGS, "2024-02-01,Parasite,2019,https://boxd.it/d,0.5"),
        "watched.csv": table(BARE, "2024-02-02,The Call,2020,https://boxd.it/e"),
        "watchlist.csv": table(
            BARE, "2024-02-03,Decision,2022,https://boxd.it/f", "2024-02-03,The Call,2020,x"
        ),
        "likes/films.csv": table(BARE, "2024-02-04,Liked,2022,https://boxd.it/g"),
        "deleted/diary.csv": table(DIARY, "2024-01-15,Gone,2021,https://boxd.it/h,1,,,2024-01-14"),
        "lists/best.csv": b"Letterboxd list export v7\nDate,Name\n",
    }
    read = content.read(packed(files))
    assert read.format == "letterboxd"

    def told(day: str) -> datetime:
        return datetime.fromisoformat(day).replace(tzinfo=UTC)

    assert set(read.entries) == {
        Entry("Ashin", year=2021, status=Status.COMPLETED, episode=1, started=date(2024, 1, 14),
              finished=date(2025, 3, 1), rewatches=1, score=Score(20), updated=told("2025-03-02")),
        Entry("The Call", year=2013, status=Status.COMPLETED, episode=1, started=date(2025, 4, 1),
              finished=date(2025, 4, 1), rewatches=1, updated=told("2025-04-02")),
        Entry("Parasite", year=2019, status=Status.COMPLETED, episode=1, started=date(2025, 5, 1),
              finished=date(2025, 5, 1), score=Score(2), updated=told("2025-05-02")),
        Entry("The Call", year=2020, status=Status.COMPLETED, episode=1, updated=told("2024-02-03")),
        Entry("Decision", year=2022, status=Status.PLAN, updated=told("2024-02-03")),
    }  # fmt: skip


def test_a_bare_list_of_films_does_not_say_whether_they_were_seen() -> None:
    read = content.read(table(BARE, "2024-02-02,The Call,2020,https://boxd.it/e"))
    assert [entry.status for entry in read.entries] == [None]
    assert read.without_status == 1


# --- IMDb ---


def test_imdbs_ratings_say_nothing_of_how_far_somebody_is() -> None:
    read = content.read(
        table(
            "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Year",
            "tt1,9,2024-01-15,Mother,Mazâ,https://www.imdb.com/title/tt1,TV Series,8.2,2010",
            "tt2,7,2024-01-15,Episode #1.1,Episode #1.1,https://www.imdb.com/title/tt2,TV Episode,8.2,2010",
            "tt3,,,Not rated,Not rated,https://www.imdb.com/title/tt3,Movie,8.2,2010",
        )
    )
    when = datetime(2024, 1, 15, tzinfo=UTC)
    assert read == Reading(
        "imdb",
        (Entry("Mother", "Mazâ", 2010, sources=(("imdb", "tt1"),), score=Score(18), updated=when),),
        left=2,
    )
    assert read.without_status == 1


def test_yamtracks_shows_seasons_episodes_and_films() -> None:
    read = content.read(
        table(
            YAMTRACK,
            "1,tmdb,tv,Mother,,,,9,Completed,twice,,,",
            "1,tmdb,season,Mother,,1,,,Completed,,2024-01-01,2024-02-01,11",
            "2,tmdb,tv,Signal,,,,,In progress,,,,",
            "2,tmdb,season,Signal,,1,,7,Completed,,,,16",
            "2,tmdb,season,Signal,,2,,,Paused,,,,3",
            "2,tmdb,season,Signal,,0,,,Completed,,,,1",
            "3,tmdb,episode,Woman,,1,1,,,,,2024-03-01 20:00:00+00:00,",
            "3,tmdb,episode,Woman,,1,2,8.5,,,,2024-03-02,",
            "4,tmdb,movie,Ashin,,,,6.5,Completed,,,2024-04-01,",
            "4,tmdb,movie,Ashin,,,,,Completed,,,2024-05-01,",
            "5,manual,tv,Planned,,,,,Planning,,,,",
            "6,igdb,game,A game,,,,,Completed,,,,",
        )
    )
    assert read.left == 2
    assert read.unread == ()
    assert read.entries == (
        Entry("Mother", sources=(("tmdb", "1"),), status=Status.COMPLETED, episode=11,
              started=date(2024, 1, 1), finished=date(2024, 2, 1), note="twice", score=Score(18)),
        Entry("Signal", sources=(("tmdb", "2"),), season=1, status=Status.COMPLETED, episode=16,
              score=Score(14)),
        Entry("Signal", sources=(("tmdb", "2"),), season=2, status=Status.ON_HOLD, episode=3),
        Entry("Woman", sources=(("tmdb", "3"),), status=Status.WATCHING, guessed=True, episode=2,
              started=date(2024, 3, 1), finished=date(2024, 3, 2), episode_scores=((2, 17),)),
        Entry("Ashin", sources=(("tmdb-film", "4"),), status=Status.COMPLETED, episode=1,
              finished=date(2024, 5, 1), rewatches=1, score=Score(13)),
        Entry("Planned", status=Status.PLAN),
    )  # fmt: skip
