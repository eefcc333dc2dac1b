"""The screens of a year in review: a member's own, and a server's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.charts import Facts
from bot.domain.dramas import Drama
from bot.domain.years import MemberYear, ServerYear, YearWatcher
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import menu
from bot.present.layout import QUIET, Part, Screen, box, note, row, say, screen
from bot.present.members import figures
from bot.present.options import drama_options
from bot.present.text import inline

DOT = " · "


def own(t: Texts, shown: MemberYear, chart: Facts, picture: Part | None) -> Screen:
    """A member's own year. Without a picture it is told in words."""
    heading = f"## {t('Your year {year}', year=shown.year)}"
    return _year(t, heading, chart, picture, [drama for drama, _ in shown.best])


def server(
    t: Texts, shown: ServerYear, chart: Facts, picture: Part | None, named: Sequence[YearWatcher]
) -> Screen:
    """A server's year. `named` are its most active members among those who allow it."""
    below = []
    if named:
        told = DOT.join(f"<@{one.member_id}> ({t.number(one.finished)})" for one in named)
        below.append("-# " + t("Finished most: {members}", members=told))
    if shown.counted is not None:
        below.append("-# " + t("This counts {n} of the members here.", n=t.number(shown.counted)))
    heading = f"## {inline(chart.name.text, 120)}{DOT}{shown.year}"
    return _year(t, heading, chart, picture, [one.drama for one in shown.favourites], below)


def nothing(t: Texts, year: int) -> Screen:
    """The answer for a year in which nothing was finished."""
    told = t(
        "Nothing was finished in {year}. A drama counts in the year in which it was finished.", year=year
    )
    return note(told, colour=QUIET)


def _year(
    t: Texts,
    heading: str,
    chart: Facts,
    picture: Part | None,
    dramas: Iterable[Drama],
    below: Sequence[str] = (),
) -> Screen:
    parts: list[Part] = [say(heading), picture or say(*figures.in_words(chart))]
    if below:
        parts.append(say(*below))
    options = drama_options((drama.id, words.names(t, drama)[0]) for drama in dramas)
    if options:
        parts.append(row(menu(t("Open a card"), options, verbs.CARD)))
    return screen(box(*parts))
