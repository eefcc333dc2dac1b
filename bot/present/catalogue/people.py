"""A person's page: their photo, their roles by year, and what they made behind the camera."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.dramas import Billing, Made, PersonPage, Role
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import menu
from bot.present.catalogue.offers import SOURCES
from bot.present.layout import Part, Screen, beside, box, gap, leaves, pager, row, say, screen, thumbnail
from bot.present.options import drama_options
from bot.present.text import inline, plain

LIST_LIMIT = 2_800  # characters of the roles on a page
PAGE = 20  # roles; their menu holds 25


def page(t: Texts, shown: PersonPage, index: int) -> Screen:
    """A page of a person's roles and of what they made, and a menu to open one of the dramas."""
    works: tuple[Role | Made, ...] = (*shown.roles, *shown.made)
    pages = leaves([_line(t, work) for work in works], LIST_LIMIT, PAGE)
    index = max(0, min(index, len(pages) - 1))
    parts = [_heading(t, shown)]
    if pages:
        here = works[pages[index].start : pages[index].stop]
        roles = [work for work in here if isinstance(work, Role)]
        made = [work for work in here if isinstance(work, Made)]
        parts += [gap(), say(*_by_year(t, roles))] if roles else []
        parts += [gap(), say(f"**{t('Behind the camera')}**", *_by_year(t, made))] if made else []
        options = drama_options((work.drama.id, plain(words.choice(t, work.drama), 100)) for work in here)
        parts.append(row(menu(t("Open a card"), options, verbs.CARD)))
    if len(pages) > 1:
        parts.append(pager(t, index, len(pages), verbs.PERSON, shown.person.id))
    return screen(box(*parts))


def _heading(t: Texts, shown: PersonPage) -> Part:
    person = shown.person
    native = f" · {inline(person.native_name, 80)}" if person.native_name else ""
    lines = [
        f"### {inline(person.name, 150)}{native}",
        "-# " + " · ".join(_counted(t, shown)),
    ]
    if not person.photo_url:
        return say(*lines)
    if person.photo_source:
        lines.append("-# " + t("Photo: {source}", source=_credited(person.photo_source)))
    alternative = t("Photo of {name}", name=plain(person.name, 200))
    return beside(say(*lines), thumbnail(person.photo_url, alternative))


def _credited(source: str) -> str:
    """The name of the catalogue that has the photo."""
    return next((name for known, name in SOURCES.items() if known == source), inline(source, 40))


def _counted(t: Texts, shown: PersonPage) -> list[str]:
    """How many roles, and how many dramas behind the camera; a person without either has no roles."""
    told = []
    if shown.roles or not shown.made:
        told.append(t.plural("{n} role", "{n} roles", len(shown.roles)))
    if shown.made:
        made = len(shown.made)
        told.append(t.plural("{n} drama behind the camera", "{n} dramas behind the camera", made))
    return told


def _by_year(t: Texts, works: Sequence[Role | Made]) -> list[str]:
    """The lines of these works, each year above its own."""
    lines: list[str] = []
    year: int | str | None = ""
    for work in works:
        if work.drama.year != year:
            year = work.drama.year
            lines.append(f"**{year or t('Year unknown')}**")
        lines.append(_line(t, work))
    return lines


def _line(t: Texts, work: Role | Made) -> str:
    title = words.title(t, work.drama, 150)
    if isinstance(work, Made):
        return f"- {title} — {t(', ').join(t(words.JOBS[job]) for job in work.jobs)}"
    role = work
    character = f" — {inline(role.character, 120)}" if role.character else ""
    billing = "" if role.billing is Billing.MAIN else f" · {t(words.BILLINGS[role.billing])}"
    return f"- {title}{character}{billing}"
