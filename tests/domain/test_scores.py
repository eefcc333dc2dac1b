"""Scores as members type them, and what a community's come to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.scores import (
    HALF_POINTS_MAX,
    PRIOR_MEAN,
    PRIOR_VOTES,
    Criterion,
    Score,
    nearest_scores,
    points,
    read_score,
    weighted,
)

half_points = st.integers(1, HALF_POINTS_MAX)
padding = st.sampled_from(["", " ", "  ", "\t", "\u3000"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", 18),
        ("9.5", 19),
        ("9,5", 19),
        ("9.50", 19),
        ("09", 18),
        ("10", 20),
        ("10.0", 20),
        ("0.5", 1),
        (" 7 ", 14),
        ("９", 18),
        ("９．５", 19),
        ("９，５", 19),
        ("4.5/5", 18),
        ("4,5 / 5", 18),
        ("4.5 out of 5", 18),
        ("4.5 OUT OF 5", 18),
        ("9/10", 18),
        ("18/20", 18),
        ("３／５", 12),
        ("7/7", 20),
        ("90%", 18),
        ("90 %", 18),
        ("91%", 18),
        ("92.5%", 19),
        ("100%", 20),
        ("９０％", 18),
        ("★★★★½", 18),
        ("★★★★½☆", 9),
        ("★★★½☆", 14),
        ("★★★★☆", 16),
        ("★★★★✩", 16),
        ("★★★★★", 20),
        ("★", 4),
        ("⭐⭐⭐", 12),
        ("⭐️⭐️⭐️⭐️", 16),
        ("***", 12),
        ("＊＊＊", 12),
        ("★★★★★★", 12),
        ("★★★★★½", 11),
        ("★★★★★★★★★½", 19),
        ("★★★★★★★★★★", 20),
        ("★★☆☆☆☆☆☆☆☆", 4),
    ],
)
def test_what_is_read(typed: str, read: int) -> None:
    assert read_score(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "0",
        "0.0",
        "0%",
        "0/5",
        "-1",
        "-9.5",
        "+9",
        "11",
        "10.5",
        "999",
        "1000",
        "9.3",
        "9.25",
        "9.",
        ".5",
        "9 5",
        "9..5",
        "9.5.0",
        "6/5",
        "21/20",
        "5/0",
        "5/",
        "/5",
        "4.5/5/5",
        "4.5/2.5",
        "101%",
        "150 %",
        "-10%",
        "%",
        "90%%",
        "½",
        "☆☆☆☆☆",
        "½★★★",
        "★★½½",
        "★★☆½",
        "★★☆★",
        "★★★★★★★★★★½",
        "★★★★★★★★★★★",
        "nine",
        "9 points",
        "1e1",
        "nan",
        "inf",
        "∞",
        "0x9",
        "<@123>",
        "||9||",
        "9\n8",
    ],
)
def test_what_is_refused(typed: str) -> None:
    assert read_score(typed) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4.5", 18),
        ("4,25", 17),
        ("5", 20),
        ("0.25", 1),
        ("４．５", 18),
        ("9/10", 18),
        ("90%", 18),
        ("★★★★½", 18),
    ],
)
def test_a_bare_number_is_out_of_five_for_who_has_scores_shown_so(typed: str, read: int) -> None:
    assert read_score(typed, 5) == read


@pytest.mark.parametrize("typed", ["0", "0.1", "4.3", "5.25", "6", "9", "10", "0/5"])
def test_what_is_refused_out_of_five(typed: str) -> None:
    assert read_score(typed, 5) is None


@settings(deadline=None)
@given(half_points)
def test_every_half_point_can_be_typed_out_of_five(value: int) -> None:
    assert read_score(f"{value / 4:g}", 5) == value


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("0123456789.,/%★½☆ *⭐outf", max_size=15))
def test_any_text_is_read_or_refused_but_never_raises(typed: str) -> None:
    read = read_score(typed)
    assert read is None or 1 <= read <= HALF_POINTS_MAX


@settings(deadline=None)
@given(half_points, padding, padding)
def test_every_half_point_reads_back_however_it_is_written(value: int, before: str, after: str) -> None:
    out_of_ten = value / 2
    number = f"{out_of_ten:g}"
    full, half = divmod(value, 4)
    row = {0: "", 1: "", 2: "½", 3: "½"}[half]
    ways = [
        number,
        number.replace(".", ","),
        f"{out_of_ten:.1f}",
        f"{number}/10",
        f"{out_of_ten / 2:g}/5",
        f"{value}/20",
        f"{value} / 20",
        f"{number} out of 10",
        f"{value * 5}%",
        f"{value * 5} %",
    ]
    if value % 2 == 0 and full:  # five stars show whole points only
        ways.append("★" * full + row)
        ways.append(("★" * full + row).ljust(5, "☆"))
    whole, odd = divmod(value, 2)
    if value > 10:  # from the sixth star on a row is out of ten
        ways.append("★" * whole + ("½" if odd else ""))
    if whole:
        ways.append(("★" * whole + ("½" if odd else "")).ljust(10, "☆"))
    assert {way: read_score(before + way + after) for way in ways} == dict.fromkeys(ways, value)


@settings(deadline=None)
@given(st.integers(1, 200), st.integers(1, 100))
def test_a_fraction_goes_to_the_nearest_half_point(part: int, whole: int) -> None:
    read = read_score(f"{part}/{whole}")
    exact = part / whole * HALF_POINTS_MAX
    if part > whole or exact < 0.49:
        assert read is None
    elif exact >= 0.51:
        assert read is not None
        assert abs(read - exact) <= 0.5 + 1e-9


@settings(deadline=None)
@given(half_points)
def test_points_are_halves_of_what_is_kept(value: int) -> None:
    assert points(value) == value / 2


def test_a_score_gives_each_criterion() -> None:
    score = Score(18, story=16, acting=20, music=2, rewatch=None)
    assert {criterion: score.get(criterion) for criterion in Criterion} == {
        Criterion.OVERALL: 18,
        Criterion.STORY: 16,
        Criterion.ACTING: 20,
        Criterion.MUSIC: 2,
        Criterion.REWATCH: None,
    }


def test_nobody_has_scored() -> None:
    assert weighted(0, 0) is None


votes = st.lists(half_points, min_size=1, max_size=50)


@settings(deadline=None)
@given(votes)
def test_the_rating_is_what_the_prior_voters_and_the_members_give_on_average(given_votes: list[int]) -> None:
    everybody = [PRIOR_MEAN] * PRIOR_VOTES + [vote / 2 for vote in given_votes]
    assert weighted(sum(given_votes), len(given_votes)) == pytest.approx(sum(everybody) / len(everybody))


@settings(deadline=None)
@given(votes)
def test_the_rating_lies_between_the_prior_and_the_mean(given_votes: list[int]) -> None:
    mean = sum(given_votes) / len(given_votes) / 2
    rating = weighted(sum(given_votes), len(given_votes))
    assert rating is not None
    assert min(mean, PRIOR_MEAN) - 1e-9 <= rating <= max(mean, PRIOR_MEAN) + 1e-9


@settings(deadline=None)
@given(votes, half_points, half_points)
def test_a_higher_vote_never_lowers_the_rating(given_votes: list[int], one: int, other: int) -> None:
    low, high = sorted((one, other))
    count = len(given_votes) + 1
    with_low, with_high = weighted(sum(given_votes) + low, count), weighted(sum(given_votes) + high, count)
    assert with_low is not None
    assert with_high is not None
    assert with_low <= with_high


@settings(deadline=None)
@given(st.lists(half_points, min_size=1, max_size=3))
def test_a_handful_of_votes_cannot_swing_it(given_votes: list[int]) -> None:
    """Three members at most move the rating by less than half of the way to what they say."""
    mean = sum(given_votes) / len(given_votes) / 2
    rating = weighted(sum(given_votes), len(given_votes))
    assert rating is not None
    assert abs(rating - PRIOR_MEAN) <= 0.5 * abs(mean - PRIOR_MEAN) + 1e-9


def test_many_votes_are_believed() -> None:
    assert weighted(20 * 1000, 1000) == pytest.approx(10, abs=0.01)
    assert weighted(1 * 1000, 1000) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("typed", "out_of", "near"),
    [
        ("9.3", 10, ("9", "9.5")),
        ("9,3", 10, ("9", "9.5")),
        ("９．３", 10, ("9", "9.5")),
        ("4.3", 5, ("4.25", "4.5")),
        ("0", 10, ("0.5",)),
        ("0.2", 10, ("0.5",)),
        ("11", 10, ("10",)),
        ("7", 5, ("5",)),
        ("8", 5, ("4",)),
        ("8.5", 5, ("4.25",)),
        ("9.3", 5, ("4.5", "4.75")),
        ("12", 5, ("5",)),
        ("85", 5, ("4.25",)),
        ("85", 10, ("8.5",)),
        ("87", 10, ("8.5", "9")),
        ("300", 10, ("10",)),
        ("11/10", 10, ("10",)),
        ("6/5", 5, ("5",)),
        ("9/0", 10, ("10",)),
        ("120%", 10, ("10",)),
        ("very good", 10, ()),
        ("", 10, ()),
        ("-3", 10, ()),
    ],
)
def test_the_scores_next_to_one_that_is_none(typed: str, out_of: int, near: tuple[str, ...]) -> None:
    assert nearest_scores(typed, out_of) == near


@given(st.text(max_size=12) | st.from_regex(r"\d{1,3}([.,]\d{1,2})?( ?%|/\d{1,2})?", fullmatch=True))
def test_a_score_that_is_offered_is_one(typed: str) -> None:
    for out_of in (5, 10):
        near = nearest_scores(typed, out_of)
        assert len(near) <= 2
        assert all(read_score(one, out_of) is not None for one in near)
