"""What other catalogues have for a name that ours lacks, with menus to add it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from discord import SelectOption

from bot.domain.dramas import Drama
from bot.domain.sources import Offer, Offers, SourceName
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import button, menu
from bot.present.layout import Part, Screen, box, row, say, screen
from bot.present.options import MENU_LIMIT
from bot.present.text import inline, plain

# As they call themselves, in every language.
SOURCES = {SourceName.TVMAZE: "TVmaze", SourceName.TMDB: "TMDB"}


def offered(t: Texts, offers: Offers) -> list[Part]:
    """A menu for each source that has something, and a sentence about sources that did not answer."""
    parts: list[Part] = []
    if offers.found:
        parts.append(say(t("Other catalogues have these. Choose one to add it here:")))
    parts += adopt_menus(t, offers.found)
    answered = [name for name in offers.asked if name not in offers.silent]
    if not offers.found and answered:
        parts.append(say("-# " + t("{sources}: nothing with that name either.", sources=_names(t, answered))))
    if offers.silent and not answered:
        sentence = t(
            "{sources} did not answer, so only the catalogue here was searched.",
            sources=_names(t, offers.silent),
        )
        parts.append(say("-# " + sentence))
    elif offers.silent:
        parts.append(say("-# " + t("{sources} did not answer.", sources=_names(t, offers.silent))))
    return parts


def nothing_there(t: Texts, offers: Offers) -> list[Part]:
    """Says that no other catalogue has a name. It names only the sources that answered."""
    if not offers.asked:
        return [say(t("No other catalogue is switched on here."))]
    answered = [name for name in offers.asked if name not in offers.silent]
    if not answered:
        silent = _names(t, offers.silent)
        return [
            say(
                t(
                    "Another catalogue may have it, but {names} did not answer. Try again later.",
                    names=silent,
                )
            )
        ]
    parts: list[Part] = [say(t("{sources}: nothing with that name.", sources=_names(t, answered)))]
    if offers.silent:
        parts.append(say(no_answer(t, offers.silent)))
    return parts


def no_answer(t: Texts, names: Iterable[str]) -> str:
    return "-# " + t("No answer from {names}; try again later.", names=_names(t, names))


def not_there(t: Texts, names: Iterable[str]) -> str:
    return "-# " + t("{names} no longer has it; Namida will check again later.", names=_names(t, names))


def adopt_menus(t: Texts, found: Iterable[Offer]) -> list[Part]:
    """A menu for each source. The drama that a member chooses is added to the catalogue."""
    by_source: dict[SourceName, list[Offer]] = {}
    for offer in found:
        by_source.setdefault(offer.source, []).append(offer)
    return [
        row(menu(t("Add from {source}", source=SOURCES[source]), _options(t, offers), verbs.ADOPT, source))
        for source, offers in by_source.items()
    ]


def show_of(said: str) -> tuple[SourceName, str]:
    """The source and show that a menu's option names. Raises `ValueError`."""
    source, _, show = said.partition(":")
    return SourceName(source), show


def look_up(t: Texts, query: str, names: Iterable[str]) -> list[Part]:
    """A button that asks the sources. None if the name is too long for a button."""
    label = t("Look it up at {sources}", sources=_names(t, names))
    try:
        return [row(button(label, verbs.LOOKUP, query))]
    except ValueError:
        return []


def another(t: Texts, query: str, taken_for: Drama, names: Sequence[str]) -> Screen | None:
    """The offer to look for another drama, if a longer name was taken for this one. None without an offer."""
    ways = look_up(t, query, names) if names else []
    if not ways:
        return None
    sentence = t(
        "Nothing here is called exactly *{query}*, so this is {title}. Are you looking for another one?",
        query=inline(query, 100),
        title=f"**{words.title(t, taken_for, 100)}**",
    )
    return screen(box(say("-# " + sentence), *ways))


def _options(t: Texts, offers: Iterable[Offer]) -> list[SelectOption]:
    """Menu options that distinguish the offers: title, native title, year, country."""
    options: dict[str, SelectOption] = {}
    for offer in offers:
        country = words.country(t, offer.country) if offer.country else ""
        native = words.plain_other_title(t, offer, 50)
        described = " · ".join(part for part in (native, str(offer.year or ""), country) if part)
        options[offer.source_id] = SelectOption(
            label=plain(words.names(t, offer)[0], 100) or f"#{offer.source_id}"[:100],
            description=described[:100] or None,
            value=offer.source_id,
            emoji=words.flag(offer.country) if offer.country else None,
        )
    return list(options.values())[:MENU_LIMIT]


def _names(t: Texts, names: Iterable[str]) -> str:
    return t(", ").join(inline(name, 40) for name in names)
