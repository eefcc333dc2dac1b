"""Charts in words: what a picture shows is also said, and fits."""

from __future__ import annotations

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import axes
from bot.domain.clubs import KeptStep
from bot.domain.scores import Criterion
from bot.i18n import Texts, texts
from bot.present import charts
from bot.present.layout import box, screen
from tests.contract.messages import check_message
from tests.contract.problems import Body, Json
from tests.languages import languages
from tests.present.reading import parts_of

EN = texts("en")
MEANS = {Criterion.MUSIC: 7.25, Criterion.OVERALL: 8.6}


def counts(**given: int) -> list[int]:
    """`n18=3`: three members gave 18 half points."""
    return [given.get(f"n{half_points}", 0) for half_points in range(1, 21)]


def test_a_distribution_is_said_with_its_mean() -> None:
    chart = charts.distribution(EN, counts(n16=4, n17=1, n18=5))
    assert chart is not None
    assert chart.mean.text == "Mean 8.6"
    assert charts.alt(EN, chart) == (
        "10 scores out of 10, mean 8.6. How many gave each score: 9: 5, 8.5: 1, 8: 4."
    )


def test_a_distribution_out_of_five() -> None:
    chart = charts.distribution(EN, counts(n20=1, n17=1), 5)
    assert chart is not None
    assert charts.alt(EN, chart) == ("2 scores out of 5, mean 4.63. How many gave each score: 5: 1, 4.25: 1.")


def test_criteria_are_said_in_their_usual_order() -> None:
    chart = charts.criteria(EN, MEANS)
    assert chart is not None
    assert charts.alt(EN, chart) == "Means out of 10: Overall 8.6, Music 7.3."


def test_every_number_of_a_picture_has_the_point_of_its_language() -> None:
    for language, point in (("en", "."), ("ja", "."), ("es", ","), ("pt-BR", ",")):
        t = texts(language)
        drawn = (
            charts.distribution(t, counts(n17=1)),
            charts.criteria(t, MEANS),
            charts.episodes(t, [(1, 8.5, 4)], 1),
        )
        assert [chart.point for chart in drawn if chart] == [point] * 3
        assert axes.mean_of(8.25, 10, point) == f"8{point}3"
        assert axes.shown(8.5, 10, point) == f"8{point}5"


def test_criteria_are_compared_with_everywhere() -> None:
    chart = charts.criteria(EN, {Criterion.OVERALL: 8.6}, {Criterion.OVERALL: 8.0, Criterion.STORY: 7.0})
    assert chart is not None
    assert charts.alt(EN, chart) == (
        "Means out of 10: Overall 8.6 (on all servers 8.0), Story – (on all servers 7.0)."
    )


def test_episodes_are_said_up_to_where_the_reader_is() -> None:
    rows = [(1, 8.0, 4), (2, 9.5, 3), (3, 2.0, 9)]
    chart = charts.episodes(EN, rows, 2)
    assert chart is not None
    assert charts.alt(EN, chart) == (
        "Mean scores out of 10 of episodes 1 to 2; highest 9.5 (episode 2), lowest 8.0 (episode 1). "
        "1: 8.0, 2: 9.5."
    )
    everything = charts.episodes(EN, rows, None)
    assert everything is not None
    assert "lowest 2.0 (episode 3)" in charts.alt(EN, everything)


def test_of_many_episodes_the_extremes_are_said() -> None:
    chart = charts.episodes(EN, [(number, 5 + number % 7 / 2, 1) for number in range(1, 1001)], None)
    assert chart is not None
    assert charts.alt(EN, chart) == (
        "Mean scores out of 10 of episodes 1 to 1000; highest 8.0 (episode 6), lowest 5.0 (episode 7)."
    )


def test_a_clubs_end_is_said_by_its_steps_and_scores() -> None:
    steps = [KeptStep(1, 2, 3, 3), KeptStep(3, 4, 3, 1), KeptStep(5, 6, 0, 0), KeptStep(7, 7, 2, 2)]
    chart = charts.club_end(EN, steps, counts(n16=1, n20=1))
    assert chart is not None
    assert charts.alt(EN, chart) == (
        "2 scores out of 10, mean 9.0. How many gave each score: 10: 1, 8: 1. "
        "Members who had caught up when a step was over, by its episodes: "
        "1–2: 3 of 3, 3–4: 1 of 3, 7: 2 of 2."
    )
    unscored = charts.club_end(EN, steps[:1], counts())
    assert unscored is not None
    assert charts.alt(EN, unscored) == (
        "Members who had caught up when a step was over, by its episodes: 1–2: 3 of 3."
    )


@languages
@given(
    kept=st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)), max_size=500),
    given_counts=st.lists(st.integers(0, 99_999), min_size=20, max_size=20),
)
def test_any_end_of_a_club_can_be_said(
    t: Texts, kept: list[tuple[int, int]], given_counts: list[int]
) -> None:
    steps = [KeptStep(at, at, max(pair), min(pair)) for at, pair in enumerate(kept, 1)]
    chart = charts.club_end(t, steps, given_counts)
    if chart is None:
        assert not any(given_counts)
        assert not any(step.members for step in steps)
    else:
        assert 0 < len(charts.alt(t, chart)) <= charts.ALT_LIMIT
        assert "…" not in charts.alt(t, chart)


def test_nothing_to_show_is_no_chart() -> None:
    assert charts.club_end(EN, [KeptStep(1, 2, 0, 0)], counts()) is None
    assert charts.distribution(EN, counts()) is None
    assert charts.criteria(EN, {}) is None
    assert charts.episodes(EN, [(5, 9.0, 2)], 4) is None


@languages
@given(given_counts=st.lists(st.integers(0, 10_000_000), min_size=20, max_size=20).filter(any))
def test_any_distribution_can_be_said(t: Texts, given_counts: list[int]) -> None:
    chart = charts.distribution(t, given_counts)
    assert chart is not None
    assert 0 < len(charts.alt(t, chart)) <= charts.ALT_LIMIT
    assert "…" not in charts.alt(t, chart)


@languages
@given(last=st.integers(1, 5_000), mean=st.floats(0.5, 10))
def test_any_number_of_episodes_can_be_said(t: Texts, last: int, mean: float) -> None:
    chart = charts.episodes(t, [(number, mean, 1) for number in range(1, last + 1)], None)
    assert chart is not None
    assert 0 < len(charts.alt(t, chart)) <= charts.ALT_LIMIT


@languages
def test_a_picture_is_a_part_of_a_screen_and_a_file_that_belongs_to_it(t: Texts) -> None:
    chart = charts.distribution(t, counts(n18=2))
    assert chart is not None
    shown = charts.picture(t, chart, b"\x89PNG")
    assert isinstance(shown.file, discord.File)
    parts = parts_of(screen(box(shown.part)))
    components: Json = [*parts]
    message: Body = {
        "flags": 1 << 15,
        "components": components,
        "attachments": [shown.file.to_dict(0)],
        "allowed_mentions": {"parse": []},
    }
    assert not list(check_message(message, "$", made=True, house_rules=True))
    (item,) = parts[0]["components"][0]["items"]
    assert item["media"]["url"].startswith("attachment://distribution-")
    assert item["description"] == charts.alt(t, chart) == shown.file.description
