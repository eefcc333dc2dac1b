"""Who may see what: over every policy, progress and episode."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lengths import has_ended
from bot.domain.progress import Progress, Status
from bot.domain.spoilers import (
    Policy,
    Shape,
    hides_something,
    is_past,
    opening_bars,
    shape,
    visible_episodes,
)
from tests.woven import woven

TODAY = date(2025, 11, 8)

episodes = st.integers(1, 60)
progresses = st.none() | st.builds(
    Progress,
    st.sampled_from(Status),
    st.integers(0, 60),
    rewatches=st.integers(0, 2),
    earlier_episode=st.integers(0, 60),
)
policies = st.sampled_from(Policy)
behind = st.none() | st.builds(Progress, st.sampled_from(Status), st.just(0), rewatches=st.integers(0, 2))


def _has_seen(progress: Progress | None, episode: int) -> bool:
    """Written apart from the rule under test: a number that reaches the episode, this time or an earlier."""
    if progress is None:
        return False
    return episode in {*range(progress.episode + 1), *range(progress.earlier_episode + 1)}


@settings(deadline=None)
@given(progresses, episodes)
def test_who_is_past_an_episode(progress: Progress | None, episode: int) -> None:
    assert is_past(progress, episode) is _has_seen(progress, episode)


@settings(deadline=None)
@given(progresses, episodes, st.integers(1, 20))
def test_who_is_past_an_episode_is_past_all_before_it(
    progress: Progress | None, episode: int, further: int
) -> None:
    if is_past(progress, episode + further):
        assert is_past(progress, episode)


@settings(deadline=None)
@given(policies, progresses, episodes, st.booleans(), st.booleans())
def test_who_is_behind_never_gets_the_text_in_sight(
    policy: Policy, progress: Progress | None, episode: int, ended: bool, alone: bool
) -> None:
    given_as = shape(policy, progress, episode, ended=ended, alone=alone)
    if not _has_seen(progress, episode):
        assert given_as is not Shape.PRIVATE
    if given_as is Shape.PRIVATE:
        assert _has_seen(progress, episode)


@settings(deadline=None)
@given(policies, behind, episodes, st.booleans())
def test_who_has_not_begun_is_asked_wherever_they_are_alone(
    policy: Policy, progress: Progress | None, episode: int, ended: bool
) -> None:
    assert shape(policy, progress, episode, ended=ended, alone=True) is Shape.ASK


@settings(deadline=None)
@given(policies, progresses, episodes, st.booleans())
def test_alone_or_sealed_nothing_is_posted_for_all(
    policy: Policy, progress: Progress | None, episode: int, ended: bool
) -> None:
    expected = Shape.PRIVATE if _has_seen(progress, episode) else Shape.ASK
    assert shape(policy, progress, episode, ended=ended, alone=True) is expected
    assert shape(Policy.SEALED, progress, episode, ended=ended) is expected


@given(policies, progresses, episodes, st.booleans(), st.booleans())
def test_what_spoils_nothing_and_ones_own_words_are_asked_about_by_nobody(
    policy: Policy, progress: Progress | None, episode: int, ended: bool, alone: bool
) -> None:
    assert shape(policy, progress, None, ended=ended, alone=alone) is Shape.PRIVATE
    assert shape(policy, progress, episode, ended=ended, alone=True, own=True) is Shape.PRIVATE
    assert shape(policy, progress, episode, ended=ended, alone=alone, own=True) is not Shape.ASK


@settings(deadline=None)
@given(progresses, episodes, st.booleans())
def test_bars_hide_it_from_everybody_alike(progress: Progress | None, episode: int, ended: bool) -> None:
    assert shape(Policy.BARS, progress, episode, ended=ended) is Shape.BARS


@settings(deadline=None)
@given(progresses, episodes, st.booleans())
def test_open_spares_the_bars_who_is_past_a_drama_that_has_ended(
    progress: Progress | None, episode: int, ended: bool
) -> None:
    given_as = shape(Policy.OPEN, progress, episode, ended=ended)
    assert given_as is (Shape.PRIVATE if ended and _has_seen(progress, episode) else Shape.BARS)


@settings(deadline=None)
@given(progresses, episodes)
def test_a_list_shows_exactly_what_the_reader_is_past(progress: Progress | None, episode: int) -> None:
    assert (episode <= visible_episodes(progress)) is is_past(progress, episode)


@settings(deadline=None)
@given(progresses)
def test_a_list_never_goes_beyond_what_was_seen_whatever_the_status(progress: Progress | None) -> None:
    up_to = visible_episodes(progress)
    if progress is None:
        assert up_to == 0
    else:
        assert up_to == max(progress.episode, progress.earlier_episode)


@pytest.mark.parametrize(
    ("aired_to", "year", "ended"),
    [
        (TODAY - timedelta(days=1), None, True),
        (TODAY, None, False),
        (TODAY + timedelta(days=1), None, False),
        (TODAY + timedelta(days=1), 1999, False),
        (date(2005, 12, 20), 2005, True),
        (None, 2005, True),
        (None, 2023, True),
        (None, 2024, False),  # may have run into this year
        (None, 2025, False),
        (None, 2026, False),
        (None, None, False),
    ],
)
def test_when_a_drama_has_ended(aired_to: date | None, year: int | None, ended: bool) -> None:
    assert has_ended(aired_to, year, TODAY) is ended


def test_a_drama_has_not_ended_and_others_read_along_unless_it_is_said() -> None:
    past = Progress(Status.WATCHING, 9)
    assert shape(Policy.OPEN, past, 3) is Shape.BARS
    assert shape(Policy.OPEN, past, 3, ended=True) is Shape.PRIVATE


# --- a member's own bars ---


@pytest.mark.parametrize(
    "text",
    [
        "||She dies.||",
        "At the end ||she\ndies\n||.",
        "|| x ||",
        "||`she dies`||",
        "||she `dies|| and` more",  # the bars come first
        "`code` and ||she dies||",
        "`one ||she dies||",  # a backtick without another one is only a sign
        "``one` ||she dies||",
        "```she``` ||dies||",
        "\\\\||she dies||",  # the backslash is escaped, not the bar
        "a || b || c",
        "||she dies\\||",  # whatever closes them closes them
        "|| || she dies ||",
        "|||she dies|||",
        "\uff5c\uff5c彼女は死ぬ\uff5c\uff5c",
        "||🌊||",
    ],
)
def test_bars_that_close_hide_something(text: str) -> None:
    assert hides_something(text)
    assert hides_something("Nothing here.", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "She lives.",
        "||She dies.",
        "She dies.||",
        "|She dies.|",
        "||||",
        "|| ||",
        "||\n||",
        "`||she dies||`",
        "``||she ` dies||``",
        "```\n||she dies||\n```",
        "\\|\\|she dies\\|\\|",
        "\\||she dies||",
        "a | b || c",
        "\uff5cone\uff5ctwo\uff5c",
    ],
)
def test_other_bars_hide_nothing(text: str) -> None:
    assert not hides_something(text)
    assert opening_bars(text) is None


_PIECES = ("||", "|", "`", "``", "\\", " ", "\n", "word", "彼女", "\uff5c\uff5c", "*")


@given(woven(_PIECES, max_size=30), woven(_PIECES, max_size=30))
def test_what_is_written_after_it_never_takes_the_bars_away(before: str, after: str) -> None:
    """No one brings a spoiler into clear by writing more behind it, but for closing the code around it."""
    if hides_something(before):
        assert hides_something(before + after.replace("`", ""))


@given(woven(_PIECES, max_size=40))
def test_bars_without_backticks_and_backslashes_count_as_discord_draws_them(text: str) -> None:
    plain = text.replace("`", "").replace("\\", "").replace("\uff5c", "|")
    drawn = re.search(r"\|\|([\s\S]+?)\|\|", plain)
    if drawn and any(not sign.isspace() and sign != "|" for sign in drawn[1]):
        assert hides_something(plain)
    if plain.count("||") < 2:
        assert not hides_something(plain)


@pytest.mark.parametrize("sign", ["`", "|", "\\", "`|", "` "])
def test_a_long_text_of_signs_hides_nothing(sign: str) -> None:
    assert not hides_something(sign * 4_000)


def test_code_that_is_never_closed_hides_nothing() -> None:
    assert not hides_something("".join("`" * (at + 1) + " " for at in range(90)))
