"""Scores: how they are read, kept in half points, and weighted into a rating."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HALF_POINTS_MAX = 20  # 10 out of 10

# The mean overall score and what it takes to move away from it. The mean is that of the
# 9,021 dated reviews of 4,544 dramas this was measured on (8.087); their within-drama to
# between-drama variance asks for 1.2 votes (Bühlmann's credibility), which presumes
# independent voters. Members of one server are friends, so five.
PRIOR_MEAN = 8.1
PRIOR_VOTES = 5

# A rating of fewer scores is shown as their plain mean, and has no place in a ranking: the imagined votes
# would say more in it than the members. The index `standing_ranked` has the same number.
FEWEST_RANKED = 5


class Criterion(StrEnum):
    OVERALL = "overall"
    STORY = "story"
    ACTING = "acting"
    MUSIC = "music"
    REWATCH = "rewatch"


@dataclass(frozen=True, slots=True)
class Score:
    """One member's score of a drama, each criterion in half points 1–20 (0.5–10)."""

    overall: int
    story: int | None = None
    acting: int | None = None
    music: int | None = None
    rewatch: int | None = None

    def get(self, criterion: Criterion) -> int | None:
        value: int | None = getattr(self, criterion.value)
        return value


def changed(before: Score | None, given: Mapping[Criterion, int | None]) -> Score | None:
    """A score with some criteria set, or (None) removed. None if it would have no overall score."""
    kept = {one: before.get(one) if before else None for one in Criterion}
    now = {**kept, **given}
    overall = now.pop(Criterion.OVERALL)
    return None if overall is None else Score(overall, **{one.value: value for one, value in now.items()})


def weighted(total_half_points: float, count: int) -> float | None:
    """The community's rating out of 10, a Bayesian average. None without a score.

    (m·C + Σx) / (m + n) with C = `PRIOR_MEAN` and m = `PRIOR_VOTES`: the estimate that IMDb
    publishes for its Top 250 ("weighted rating"), so that a handful of votes cannot put a
    drama at the top or the bottom.
    """
    if not count:
        return None
    return (PRIOR_VOTES * PRIOR_MEAN + total_half_points / 2) / (PRIOR_VOTES + count)


def plain_mean(rating: float, count: int) -> float:
    """The plain mean of `count` scores, at least one, whose weighted rating this is; both out of 10."""
    total = rating * (PRIOR_VOTES + count) - PRIOR_VOTES * PRIOR_MEAN
    return round(total / count, 6)  # scores are half points, so nothing that is shown needs more


_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_PLAIN = re.compile(_NUMBER)
_FRACTION = re.compile(_NUMBER + r"\s*(?:/|out of)\s*(\d{1,3})", re.IGNORECASE)
_PERCENT = re.compile(_NUMBER + r"\s*%")
_STARS = re.compile(r"([★⭐*]{1,10})([½☆✩]*)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，／％＊", "0123456789.,/%*")


def read_score(text: str, out_of: int = 10) -> int | None:
    """A typed score as half points 1–20. None if it is not a score.

    Accepts `9`, `9.5`, `9,5` (out of `out_of`, the member's scale), `4.5/5` and `18/20` (out of the second
    number), `90%`, `★★★★½` (out of 5, or of 10 with six stars or more), in full-width characters too. A value
    between two half points is rounded to the nearer one (90 % and 91 % are both 9).
    """
    text = text.strip().translate(_FULL_WIDTH).replace("\ufe0f", "")
    if match := _PLAIN.fullmatch(text):
        share = _decimal(match[1]) / out_of
        if _decimal(match[1]) * (HALF_POINTS_MAX // out_of) % 1:
            return None  # 9.3 is not on the scale; rounding it would score for the member
    elif match := _FRACTION.fullmatch(text):
        out_of = int(match[2])
        if not out_of:
            return None
        share = _decimal(match[1]) / out_of
    elif match := _PERCENT.fullmatch(text):
        share = _decimal(match[1]) / 100
    elif match := _STARS.fullmatch(text):
        stars = _stars(match[1], match[2])
        if stars is None:
            return None
        share = stars
    else:
        return None
    half_points = int(share * HALF_POINTS_MAX + 0.5)
    return half_points if 1 <= half_points <= HALF_POINTS_MAX and share <= 1 else None


def nearest_scores(text: str, out_of: int = 10) -> tuple[str, ...]:
    """The scores next to a text that is none, as a member may type them: at most two, the lower first.

    `9.3` is between `9` and `9.5`, `11` is above the highest, `8` out of 5 was meant out of 10, and `85` in
    percent. Empty for a text without a number of a score. `out_of` is the member's scale, 10 or 5.
    """
    text = text.strip().translate(_FULL_WIDTH)
    if match := _PLAIN.fullmatch(text):
        value = _decimal(match[1])
        # A little above the scale is a slip. What is much above it was meant out of ten, or of a hundred.
        meant = next((scale for scale in (out_of, 10) if value <= scale * 1.5), 100)
        share = value / meant
    elif match := _FRACTION.fullmatch(text):
        share = _decimal(match[1]) / (int(match[2]) or 1)
    elif match := _PERCENT.fullmatch(text):
        share = _decimal(match[1]) / 100
    else:
        return ()
    exact = round(share * HALF_POINTS_MAX, 6)
    around = (math.floor(exact), math.ceil(exact))
    kept = {max(1, min(half_points, HALF_POINTS_MAX)) for half_points in around}
    return tuple(f"{half_points * out_of / HALF_POINTS_MAX:g}" for half_points in sorted(kept))


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _stars(full: str, rest: str) -> float | None:
    """The share of the scale that a row of stars means. None if the row makes no sense."""
    if rest.count("½") > 1 or "½" in rest[1:]:
        return None
    value = len(full) + (0.5 if "½" in rest else 0.0)
    out_of = 5 if value <= 5 and len(full) + len(rest) <= 5 else 10
    return None if value > out_of else value / out_of


def points(half_points: float) -> float:
    """Half points as points out of 10."""
    return half_points / 2
