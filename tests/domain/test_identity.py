"""Which show is which drama: what is certainly the same, what is asked, what never is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain import identity
from bot.domain.dramas import CatalogueEntry, Kind
from bot.domain.identity import Facts, Verdict, compare, counted_season, decide, facts_of, part_meant
from bot.domain.sources import Fetched, SeasonEpisode, SourceName, SourcePart
from bot.search.keys import key

DAY = date(2021, 10, 15)
SHOW = SourcePart(SourceName.TVMAZE, "7")

names = st.frozensets(st.sampled_from(("mother", "undercover", "signal")), max_size=2)
facts = st.builds(
    Facts,
    titles=names,
    others=names,
    country=st.sampled_from((None, "JP", "KR")),
    kind=st.sampled_from(Kind),
    first_day=st.none() | st.dates(DAY, DAY + timedelta(days=3)),
    year=st.sampled_from((None, 2020, 2021)),
    episodes=st.sampled_from((None, 8, 16)),
)


@st.composite
def alike(draw: st.DrawFn) -> tuple[Facts, Facts]:
    """Two of one name that differ in two things at most."""
    one = draw(facts.filter(lambda found: found.titles))
    one = replace(one, country="KR", kind=Kind.DRAMA, first_day=DAY, year=2021, episodes=16)
    other = draw(facts)
    differs = draw(st.frozensets(st.sampled_from(sorted(Facts.__slots__)), max_size=2))
    return one, replace(one, **{name: getattr(other, name) for name in differs})


def said(title: str, native: str | None = None, **fields: object) -> Facts:
    entry = CatalogueEntry(title, native, country="KR", year=2021, episodes=16, aired_from=DAY)
    return facts_of(replace(entry, **fields), key)  # type: ignore[arg-type]


# --- the rule ---


@given(facts, facts)
def test_it_says_the_same_from_either_side(one: Facts, other: Facts) -> None:
    assert compare(one, other) is compare(other, one)


@given(alike())
def test_sure_is_a_title_a_country_and_a_day_of_two_dramas(pair: tuple[Facts, Facts]) -> None:
    one, other = pair
    assume(compare(one, other) is Verdict.SURE)
    assert one.titles & other.titles
    assert one.country == other.country is not None
    assert one.kind is other.kind is Kind.DRAMA
    assert one.first_day is not None
    assert other.first_day is not None
    assert abs(one.first_day - other.first_day) <= timedelta(days=1)


@given(alike())
def test_nothing_is_asked_for_a_year_an_alias_or_a_missing_year_alone(pair: tuple[Facts, Facts]) -> None:
    one, other = pair
    if compare(one, other) is not Verdict.ASK:
        return
    assert one.names & other.names
    days = (one.first_day, other.first_day)
    near = None not in days and abs(days[0] - days[1]) <= timedelta(days=1)  # type: ignore[operator]
    counted = one.year == other.year is not None and one.episodes == other.episodes is not None
    assert near or (counted and one.titles & other.titles)


@given(facts, facts, st.lists(facts, max_size=3), st.lists(facts, max_size=3))
def test_a_rival_never_makes_anything_surer(
    one: Facts, other: Facts, ours: list[Facts], theirs: list[Facts]
) -> None:
    alone, among = compare(one, other), decide(one, other, ours, theirs)
    assert among is alone or (alone, among) == (Verdict.SURE, Verdict.ASK)


@given(alike())
def test_two_alike_on_either_side_are_asked_about(pair: tuple[Facts, Facts]) -> None:
    one, other = pair
    assume(compare(one, other) is Verdict.SURE)
    assert decide(one, other) is Verdict.SURE
    assert decide(one, other, our_rivals=[one]) is Verdict.ASK
    assert decide(one, other, their_rivals=[other]) is Verdict.ASK


MY_NAME = said("My Name", aliases=("Undercover",), episodes=8)
MOTHER = said("Mother", "マザー", country="JP", episodes=11)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (MY_NAME, said("Undercover", aired_from=date(2021, 4, 23)), Verdict.NO),
        (MY_NAME, said("Undercover", episodes=8, aired_from=date(2021, 4, 23)), Verdict.NO),
        (MY_NAME, said("Undercover"), Verdict.ASK),  # an alias, and the day
        (MY_NAME, said("My  NAME!", aired_from=DAY + timedelta(days=1)), Verdict.SURE),
        (MY_NAME, said("My Name", aired_from=DAY + timedelta(days=2)), Verdict.NO),
        (MY_NAME, said("My Name", aired_from=None, episodes=8), Verdict.ASK),
        (MY_NAME, said("My Name", aired_from=None, episodes=None), Verdict.NO),
        (MY_NAME, said("My Name", aired_from=None, year=None, episodes=8), Verdict.NO),
        (MY_NAME, said("My Name", aired_from=None, year=2022, episodes=8), Verdict.NO),
        (MY_NAME, said("My Name", country="CN"), Verdict.NO),
        (MY_NAME, said("My Name", country=None), Verdict.ASK),
        (MOTHER, said("Mother", country="JP", kind=Kind.SHOW, episodes=1), Verdict.NO),  # a documentary
        (MOTHER, said("Mother", country="JP", kind=Kind.SPECIAL), Verdict.ASK),
        (MOTHER, said("Haha", "マザー", country="JP"), Verdict.SURE),
        (said("Bed Friend", aliases=("Bed Friend: Uncut",)), said("Bed Friend: Uncut"), Verdict.ASK),
    ],
)
def test_what_was_confused_and_what_is_the_same(ours: Facts, theirs: Facts, verdict: Verdict) -> None:
    assert compare(ours, theirs) is verdict


# --- an id that becomes another show ---


@pytest.mark.parametrize(
    ("now", "another"),
    [
        (said("Baseball Tonight", year=1999, aired_from=date(1999, 4, 1)), True),
        (said("Baseball Tonight"), False),  # a new name in the same year
        (said("Undercover", year=1999), False),  # one of its names
        (said("Baseball Tonight", year=None, aired_from=None), True),
    ],
)
def test_a_show_is_another_when_no_name_and_no_year_is_left(now: Facts, another: bool) -> None:
    assert identity.became_another(MY_NAME, now) is another


# --- seasons ---


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("Hospital Playlist 2", ("Hospital Playlist", 2)),
        ("Hospital Playlist Season 2", ("Hospital Playlist", 2)),
        ("Hospital Playlist: Season 2", ("Hospital Playlist", 2)),
        ("Alice in Borderland (Season 3)", ("Alice in Borderland", 3)),
        ("Shinya Shokudo 3rd Season", ("Shinya Shokudo", 3)),
        ("슬기로운 의사생활 시즌 2", ("슬기로운 의사생활", 2)),
        ("美しい彼 シーズン2", ("美しい彼", 2)),
        ("庆余年 第二季", ("庆余年", 2)),
        ("深夜食堂 第4シリーズ", ("深夜食堂", 4)),
        ("Hospital Playlist", None),
        ("1987", None),
        ("Reply 1988", None),
        ("49 Days", None),
        ("", None),
    ],
)
def test_a_name_that_counts_a_season(name: str, counted: tuple[str, int] | None) -> None:
    assert counted_season(name) == counted


@given(st.text(max_size=40))
def test_any_name_is_read(name: str) -> None:
    counted = counted_season(name)
    assert counted is None or (counted[0] in name and 1 <= counted[1] <= identity.MOST_SEASONS)


def show(*seasons: tuple[int, date, int], title: str = "Hospital Playlist") -> Fetched:
    """A show of seasons, each with its number, first day and count of weekly episodes."""
    episodes = tuple(
        SeasonEpisode(season, n + 1, None, first + timedelta(weeks=n))
        for season, first, count in seasons
        for n in range(count)
    )
    entry = CatalogueEntry(title, country="KR", year=2020, aired_from=date(2020, 3, 12))
    return Fetched(entry, episodes)


FIRST, SECOND = (1, date(2020, 3, 12), 12), (2, date(2021, 6, 17), 12)


@pytest.mark.parametrize(
    ("title", "day", "episodes", "shown", "part", "verdict"),
    [
        ("Hospital Playlist", FIRST[1], 12, show(FIRST, SECOND), "7/1", Verdict.SURE),
        ("Hospital Playlist", FIRST[1], 24, show(FIRST, SECOND), "7", Verdict.SURE),
        ("Hospital Playlist", FIRST[1], 12, show(FIRST), "7/1", Verdict.SURE),
        ("Hospital Playlist 2", SECOND[1], 12, show(FIRST, SECOND), "7/2", Verdict.SURE),
        ("Hospital Playlist Season 2", SECOND[1], 12, show(FIRST, SECOND), "7/2", Verdict.SURE),
        ("Hospital Playlist Season 2", FIRST[1], 12, show(FIRST, SECOND), None, Verdict.NO),
        ("Hospital Playlist 3", date(2022, 1, 1), 12, show(FIRST, SECOND), None, Verdict.NO),
        # Seasons that are counted by the year, and a show of its own for the second one.
        (
            "Hospital Playlist 2",
            SECOND[1],
            12,
            show((2020, FIRST[1], 12), (2021, SECOND[1], 12)),
            "7/2021",
            Verdict.SURE,
        ),
        (
            "Hospital Playlist Season 2",
            SECOND[1],
            12,
            show((1, SECOND[1], 12), title="Hospital Playlist 2"),
            "7/1",
            Verdict.SURE,
        ),
        ("Hospital Playlist", FIRST[1], 12, show(), "7", Verdict.SURE),  # nothing listed yet
    ],
)
def test_which_season_is_meant(
    title: str, day: date, episodes: int, shown: Fetched, part: str | None, verdict: Verdict
) -> None:
    ours = facts_of(
        CatalogueEntry(title, country="KR", year=day.year, episodes=episodes, aired_from=day), key
    )
    meant, theirs = part_meant(ours, SHOW, shown, key)
    assert compare(ours, theirs) is verdict
    assert part is None or meant.source_id == part
