"""A chart of episodes ends where its reader's knowledge ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.charts import Distribution, Label, episode_scores

EPISODE = Label("Episode", "Episode")
Row = tuple[int, float, int]

numbers = st.integers(1, 200)
rows = st.dictionaries(numbers, st.tuples(st.floats(0.5, 10), st.integers(0, 50)), max_size=40).map(
    lambda found: [(number, mean, count) for number, (mean, count) in found.items()]
)


@given(rows, rows, st.integers(0, 200))
def test_what_later_episodes_were_given_never_changes_the_chart(
    known: list[Row], later: list[Row], up_to: int
) -> None:
    seen = [row for row in known if row[0] <= up_to]
    past = [row for row in later if row[0] > up_to]
    chart = episode_scores([*past, *seen], up_to, EPISODE)
    assert chart == episode_scores(seen, up_to, EPISODE)
    assert hash(chart) == hash(episode_scores(seen, up_to, EPISODE))
    assert all(number <= up_to for number, _, _ in chart.points)


@given(rows)
def test_who_asks_sees_all_that_was_scored_in_order(known: list[Row]) -> None:
    chart = episode_scores(known, None, EPISODE)
    assert chart.points == tuple(sorted(row for row in known if row[2]))


def test_who_has_seen_nothing_sees_nothing() -> None:
    assert episode_scores([(1, 9.0, 4), (2, 8.0, 3)], 0, EPISODE).points == ()


@given(st.lists(st.integers(1, 20), min_size=1, max_size=60))
def test_the_mean_is_that_of_the_scores(given_scores: list[int]) -> None:
    counts = tuple(given_scores.count(half_points) for half_points in range(1, 21))
    chart = Distribution(counts, EPISODE)
    assert chart.total == len(given_scores)
    assert chart.mean_half_points == pytest.approx(sum(given_scores) / len(given_scores))


def test_a_distribution_has_every_half_point() -> None:
    with pytest.raises(ValueError, match="10 counts"):
        Distribution((0,) * 10, EPISODE)
    assert Distribution((0,) * 20, EPISODE).mean_half_points is None
