"""A list that meets a file: what stays, what the file may change, seasons that are one drama."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.combining import by_drama, folded, settled, with_entry
from bot.domain.lengths import Length
from bot.domain.lists import NOTHING, Entry, ImportRow, MemberRecord
from bot.domain.progress import MOST_REWATCHES, Progress, Status, begun_anew, detailed, moved
from bot.domain.scores import Score
from bot.domain.spoilers import is_past, visible_episodes
from tests.lengths import on_air, over

DAY = date(2025, 3, 1)
NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
HERE = MemberRecord(
    Progress(Status.WATCHING, 5, DAY, None, 1, "mine"), Score(18), ((1, 10),), "2026-01-01T00:00:00.000Z"
)

entries = st.builds(
    Entry,
    title=st.just("A"),
    status=st.none() | st.sampled_from(Status),
    guessed=st.booleans(),
    episode=st.integers(0, 30),
    started=st.none() | st.dates(),
    finished=st.none() | st.dates(),
    rewatches=st.integers(0, 3),
    furthest=st.integers(0, 30),
    note=st.none() | st.text(min_size=1, max_size=5),
    score=st.none() | st.builds(Score, st.integers(1, 20), st.none() | st.integers(1, 20)),
    episode_scores=st.dictionaries(st.integers(1, 30), st.integers(1, 20), max_size=3).map(
        lambda pairs: tuple(sorted(pairs.items()))
    ),
    updated=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(entries, entries)
def test_what_a_member_has_is_never_taken_from_them_unless_the_file_wins(one: Entry, other: Entry) -> None:
    here = with_entry(NOTHING, one, wins=False)
    after = with_entry(here, other, wins=False)
    if here.progress:
        assert after.progress is not None
        assert after.progress.episode >= here.progress.episode
        assert after.progress.note == (here.progress.note or (other.note if other.status else None))
        assert here.progress.started_on in (None, after.progress.started_on)
        assert here.progress.status is not Status.COMPLETED or after.progress.status is Status.COMPLETED
    if here.score:
        assert after.score is not None
        assert after.score.overall == here.score.overall
    assert set(here.episodes) <= set(after.episodes)


@given(entries, st.booleans())
def test_the_same_file_twice_changes_nothing(entry: Entry, wins: bool) -> None:
    once = with_entry(NOTHING, entry, wins=wins)
    assert with_entry(once, entry, wins=wins) == once


@given(entries, entries)
def test_a_file_that_wins_says_what_stands(one: Entry, other: Entry) -> None:
    after = with_entry(with_entry(NOTHING, one, wins=True), other, wins=True)
    if other.status is not None:
        assert after.progress is not None
        assert (after.progress.status, after.progress.episode) == (other.status, other.episode)
        assert other.note in (None, after.progress.note)
    assert set(other.episode_scores) <= set(after.episodes)
    if other.score:
        assert after.score is not None
        assert after.score.overall == other.score.overall


@pytest.mark.parametrize(
    ("entry", "status", "episode"),
    [
        (Entry("A", status=Status.WATCHING, episode=3), Status.WATCHING, 5),
        (Entry("A", status=Status.WATCHING, episode=9), Status.WATCHING, 9),
        (Entry("A", status=Status.DROPPED, episode=3), Status.WATCHING, 5),
        (Entry("A", status=Status.DROPPED, episode=6), Status.DROPPED, 6),
        (Entry("A", status=Status.COMPLETED, episode=11), Status.COMPLETED, 11),
        (Entry("A", status=Status.ON_HOLD, episode=5), Status.WATCHING, 5),
        (Entry("A", status=Status.ON_HOLD, episode=5, updated=NOON), Status.ON_HOLD, 5),
        (Entry("A", status=Status.PLAN, episode=5, updated=NOON), Status.WATCHING, 5),
    ],
)
def test_the_further_word_stands(entry: Entry, status: Status, episode: int) -> None:
    after = with_entry(HERE, entry, wins=False).progress
    assert after is not None
    assert (after.status, after.episode) == (status, episode)
    assert (after.started_on, after.rewatches, after.note) == (DAY, 1, "mine")


def test_a_list_keeps_its_time_where_nothing_of_it_changes() -> None:
    same = Entry("A", status=Status.WATCHING, episode=2, updated=NOON)
    assert with_entry(HERE, same, wins=False) == HERE
    scored = with_entry(HERE, Entry("A", score=Score(2, story=4)), wins=False)
    assert scored.score == Score(18, story=4)
    assert scored.updated == HERE.updated
    assert with_entry(NOTHING, same, wins=False).updated == "2026-05-05T12:00:00.000Z"


def test_seen_to_the_end_is_completed_where_only_episodes_are_known() -> None:
    seen = Entry("A", status=Status.WATCHING, guessed=True, episode=11, finished=DAY)
    assert settled(seen, over(11)) == (
        Entry("A", status=Status.COMPLETED, guessed=True, episode=11, finished=DAY),
        False,
    )
    assert settled(seen, over(12))[0].finished is None
    assert settled(Entry("A", status=Status.WATCHING, episode=40), over(11)) == (
        Entry("A", status=Status.WATCHING, episode=11),
        True,
    )
    assert settled(Entry("A", status=Status.COMPLETED), over(11))[0].episode == 11
    assert settled(seen, over(None))[0].status is Status.WATCHING


def test_what_a_file_calls_completed_was_seen_as_far_as_the_file_counts() -> None:
    def seen(length: Length, **said: Any) -> int:
        return settled(replace(Entry("A", status=Status.COMPLETED), **said), length)[0].episode

    assert seen(over(22)) == 22  # without a count it is all that is out
    assert seen(on_air(22, 7)) == 7
    assert seen(over(None)) == 0
    assert seen(over(22), episode=12) == seen(over(22), furthest=12) == 12
    assert seen(over(22), episode=5, furthest=12) == 12
    assert seen(over(11), episode=12) == seen(over(11), furthest=12) == 11
    assert seen(over(22), season=1) == 0  # nobody says how many episodes that season has
    assert seen(over(22), season=1, episode=12) == seen(over(22), season=1, furthest=12) == 12
    # Nothing that is on air is completed because the last one known was seen.
    guessed = Entry("A", status=Status.WATCHING, guessed=True, episode=5)
    assert settled(guessed, on_air(5, 5))[0].status is Status.WATCHING


def test_seasons_of_which_only_the_count_is_known_count_on() -> None:
    first = Entry("A", season=1, status=Status.COMPLETED, furthest=12)
    second = Entry("A", season=2, status=Status.COMPLETED, furthest=10)
    assert settled(folded([second, first]), over(22))[0].episode == 22
    assert settled(folded([first]), over(22))[0].episode == 12
    again = Entry("A", season=2, status=Status.WATCHING, episode=3, furthest=10, rewatches=1)
    whole = settled(folded([first, again]), over(22))[0]
    assert (whole.episode, whole.furthest, whole.status) == (15, 22, Status.WATCHING)


def test_how_far_was_seen_survives_an_import() -> None:
    again = Entry("A", status=Status.WATCHING, episode=3, furthest=12, rewatches=1)
    for wins in (False, True):
        assert with_entry(NOTHING, again, wins=wins).progress == Progress(
            Status.WATCHING, 3, rewatches=1, earlier_episode=12
        )
    finished = MemberRecord(Progress(Status.COMPLETED, 16))
    begun = Entry("A", status=Status.WATCHING, episode=3, rewatches=1)
    for wins in (False, True):
        after = with_entry(finished, begun, wins=wins).progress
        assert after is not None and after.furthest == 16
    # A file that says another number of the same time corrects it, where it wins.
    corrected = with_entry(finished, Entry("A", status=Status.WATCHING, episode=3), wins=True).progress
    assert corrected is not None and corrected.furthest == 3
    # How often something was seen says nothing of how far.
    often = with_entry(NOTHING, Entry("A", status=Status.WATCHING, episode=3, rewatches=2), wins=True)
    assert often.progress is not None and often.progress.furthest == 3


def test_seasons_that_are_one_drama_count_on() -> None:
    first = Entry("A", season=1, status=Status.WATCHING, guessed=True, episode=16, episode_scores=((2, 9),))
    second = Entry("A", season=2, status=Status.WATCHING, guessed=True, episode=3, episode_scores=((2, 8),))
    (entry,) = by_drama(
        [ImportRow(second, 7), ImportRow(first, 7), ImportRow(first, None), ImportRow(first, 7, skip=True)]
    ).values()
    assert entry.episode == 19
    assert entry.episode_scores == ((2, 9), (18, 8))


def test_the_same_drama_twice_in_a_file_is_the_further_one() -> None:
    early = Entry("A", status=Status.WATCHING, episode=3, note="early", score=Score(10))
    late = Entry("A", status=Status.DROPPED, episode=7, started=DAY)
    entry = folded([early, late])
    assert (entry.status, entry.episode, entry.note, entry.score) == (Status.DROPPED, 7, "early", Score(10))
    assert folded([late, early]).episode == 7
    with pytest.raises(ValueError, match="no entries"):
        folded([])


@given(entries, entries)
def test_folding_loses_no_episode_and_no_score(one: Entry, other: Entry) -> None:
    whole = folded([one, other])
    completed = [entry.furthest for entry in (one, other) if entry.status is Status.COMPLETED]
    assert whole.episode == max(one.episode, other.episode, *completed)
    assert whole.furthest == max(one.furthest, other.furthest)
    assert (whole.score is None) == (one.score is None and other.score is None)
    assert {n for n, _ in whole.episode_scores} == {
        n for entry in (one, other) for n, _ in entry.episode_scores
    }


def test_names_tell_seasons_and_years_apart() -> None:
    assert Entry("Doctors (2016)", season=1).names == ("Doctors (2016)", "Doctors")
    assert Entry("Doctors (2016)").known_year == 2016
    later = Entry("Doctors", "닥터스", 2016, season=2)
    assert "Doctors Season 2" in later.names
    assert "Doctors" not in later.names
    assert later.known_year is None


# --- watching again, and what the form says ---


def test_watching_again_counts_and_hides_nothing_that_was_seen() -> None:
    finished = Progress(Status.COMPLETED, 11, DAY, DAY, 0, "note")
    again = begun_anew(finished)
    assert again == Progress(Status.WATCHING, 0, DAY, None, 1, "note", 11)
    assert is_past(again, 11)
    assert not is_past(again, 12)
    assert visible_episodes(again) == 11
    done = moved(again, None, 11, over(11), date(2026, 1, 1))
    assert done == Progress(Status.COMPLETED, 11, DAY, date(2026, 1, 1), 1, "note", 11)
    assert begun_anew(Progress(Status.COMPLETED, 1, rewatches=MOST_REWATCHES)).rewatches == MOST_REWATCHES


def test_the_form_is_read_in_the_ways_people_write_days() -> None:
    stood = Progress(Status.COMPLETED, 11)
    for text in ("2026-01-31", "2026/1/31", "2026.1.31", " 2026年1月31日 "):
        now, problems = detailed(
            stood, {"started": text, "finished": "", "rewatches": "2", "note": " a\r\nb "}
        )
        assert problems == ()
        assert now == Progress(Status.COMPLETED, 11, date(2026, 1, 31), None, 2, "a\nb")
    assert detailed(stood, {}) == (stood, ())


def test_everything_wrong_in_the_form_is_told_at_once() -> None:
    typed = {"started": "soon", "finished": "2026-02-30", "rewatches": "1001", "note": "x" * 1_001}
    now, problems = detailed(Progress(Status.COMPLETED, 11), typed)
    assert now == Progress(Status.COMPLETED, 11)
    assert [field for field, _ in problems] == ["started", "finished", "rewatches", "note"]
    order = {"started": "2026-02-02", "finished": "2026-02-01"}
    assert [f for f, _ in detailed(Progress(Status.COMPLETED, 1), order)[1]] == ["order"]
    assert [f for f, _ in detailed(Progress(Status.WATCHING, 1), order)[1]] == ["finished", "order"]


@given(st.text(), st.text(), st.text(), st.text(max_size=1_200))
def test_any_text_in_the_form_is_taken_or_refused(a: str, b: str, c: str, d: str) -> None:
    typed = {"started": a, "finished": b, "rewatches": c, "note": d}
    now, problems = detailed(Progress(Status.COMPLETED, 1), typed)
    assert problems or (now.note is None or 1 <= len(now.note) <= 1_000)
