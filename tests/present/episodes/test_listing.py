"""A list of episodes: what was seen, what can be read, the reader's own scores."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.episodes import EpisodeRow
from bot.i18n import texts
from bot.present.episodes.episodes import episode_lines, marks

EN, JA = texts("en"), texts("ja")
BARE = tuple(EpisodeRow(number) for number in range(1, 10))


def test_a_season_without_titles_and_dates_is_one_line() -> None:
    assert episode_lines(EN, BARE, 0) == ["Episodes 1–9"]
    assert episode_lines(EN, BARE, 9) == ["Episodes 1–9 ✅"]
    assert episode_lines(EN, BARE, 1) == ["` 1` ✅ Episode 1", "Episodes 2–9"]
    assert episode_lines(JA, BARE, 0) == ["第1〜9話"]
    assert episode_lines(EN, BARE[:1], 0) == ["` 1` · Episode 1"]
    read = [replace(episode, has_synopsis=episode.number < 3) for episode in BARE]
    assert episode_lines(EN, read, 0) == ["Episodes 1–2 · 📖", "Episodes 3–9"]
    gone = [episode for episode in BARE if episode.number != 4]
    assert episode_lines(EN, gone, 0) == ["Episodes 1–3", "Episodes 5–9"]
    titled = [replace(episode, title="Told") for episode in BARE]
    assert episode_lines(EN, titled, 0) == ["Episodes 1–9"], "a title is not told before it is seen"
    assert len(episode_lines(EN, titled, 5)) == 6


def test_what_is_known_of_an_episode_stands_in_its_line() -> None:
    told = EpisodeRow(3, "The Fall", date(2005, 10, 25), score=17.0, scores=4, has_synopsis=True, own=18)
    assert episode_lines(EN, [told], 3) == [
        "` 3` ✅ The Fall · Oct 25, 2005 · ★ 8.5 (4) · yours\u00a0★\u00a09.0 · 📖"
    ]
    assert episode_lines(EN, [told], 2) == ["` 3` · Oct 25, 2005 · yours\u00a0★\u00a09.0 · 📖"]
    assert episode_lines(EN, [told], 0, private=False) == ["` 3` · Oct 25, 2005 · 📖"], "for everybody"
    alone = episode_lines(EN, [replace(told, scores=1, score=18.0)], 3)
    assert alone == ["` 3` ✅ The Fall · Oct 25, 2005 · yours\u00a0★\u00a09.0 · 📖"], "once is enough"
    assert marks(EN, [told], 3) == "✅ seen · 📖 has a synopsis"
    assert marks(EN, BARE, 0) == ""


@given(
    st.lists(st.integers(1, 30), unique=True).map(sorted),
    st.integers(0, 30),
    st.sets(st.integers(1, 30)),
    st.sets(st.integers(1, 30)),
)
def test_every_episode_is_in_exactly_one_line(
    numbers: list[int], up_to: int, read: set[int], dated: set[int]
) -> None:
    rows = [
        EpisodeRow(
            number, air_date=date(2005, 10, 1) if number in dated else None, has_synopsis=number in read
        )
        for number in numbers
    ]
    found: list[int] = []
    for line in episode_lines(EN, rows, up_to):
        named = re.match(r"(?:Episodes |` ?)(\d+)(?:–(\d+))?", line)
        assert named
        first, last = named[1], named[2]
        covered = range(int(first), int(last or first) + 1)
        found += covered
        assert all((number <= up_to) == ("✅" in line) for number in covered)
        assert all((number in read) == line.endswith("📖") for number in covered)
    assert found == numbers
