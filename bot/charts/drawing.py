"""Draws each picture, readable on a phone, in dark and light mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.charts import clubs, covers, fonts, scores
from bot.charts.facts import facts
from bot.charts.sheet import Sheet
from bot.domain.charts import (
    Chart,
    ClubEnd,
    Cover,
    Criteria,
    Distribution,
    EpisodeScores,
    Facts,
    QuotePicture,
)


def prepare() -> None:
    """Find the fonts. With the imports above, this is all that the first picture waits for."""
    fonts.runs("1平均")
    fonts.files()


def picture(chart: Chart) -> bytes:
    """The chart as PNG. Raises ValueError if there is nothing to show."""
    return sheet(chart).png()


def sheet(chart: Chart) -> Sheet:
    """The chart as it is drawn. Raises ValueError where there is nothing to show."""
    draw: Callable[[Any], Sheet] = _DRAWN[type(chart)]
    return draw(chart)


_DRAWN: Mapping[type[Chart], Callable[[Any], Sheet]] = {
    Distribution: scores.distribution,
    Criteria: scores.criteria,
    EpisodeScores: scores.episodes,
    ClubEnd: clubs.club_end,
    Cover: covers.cover,
    QuotePicture: covers.quote,
    Facts: facts,
}
