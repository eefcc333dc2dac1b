"""A person's page: their photo, and their roles by year."""

from __future__ import annotations

from bot.domain.dramas import Billing, PersonPage, Role
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
    """A page of a person's roles, and a menu to open one of the dramas."""
    lines = [_role(t, role) for role in shown.roles]
    pages = leaves(lines, LIST_LIMIT, PAGE)
    index = max(0, min(index, len(pages) - 1))
    parts = [_heading(t, shown)]
    if pages:
        roles = shown.roles[pages[index].start : pages[index].stop]
        parts += [gap(), say(*_by_year(t, roles))]
        options = drama_options((role.drama.id, plain(words.choice(role.drama), 100)) for role in roles)
        parts.append(row(menu(t("Open a card"), options, verbs.CARD)))
    if len(pages) > 1:
        parts.append(pager(t, index, len(pages), verbs.PERSON, shown.person.id))
    return screen(box(*parts))


def _heading(t: Texts, shown: PersonPage) -> Part:
    person = shown.person
    native = f" · {inline(person.native_name, 80)}" if person.native_name else ""
    lines = [
        f"### {inline(person.name, 150)}{native}",
        "-# " + t.plural("{n} role", "{n} roles", len(shown.roles)),
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


def _by_year(t: Texts, roles: tuple[Role, ...]) -> list[str]:
    """The lines of these roles, each year above its own."""
    lines: list[str] = []
    year: int | str | None = ""
    for role in roles:
        if role.drama.year != year:
            year = role.drama.year
            lines.append(f"**{year or t('Year unknown')}**")
        lines.append(_role(t, role))
    return lines


def _role(t: Texts, role: Role) -> str:
    character = f" — {inline(role.character, 120)}" if role.character else ""
    billing = "" if role.billing is Billing.MAIN else f" · {t(words.BILLINGS[role.billing])}"
    return f"- {words.title(role.drama, 150)}{character}{billing}"
