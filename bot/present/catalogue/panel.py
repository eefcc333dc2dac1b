"""A drama's panel for curators: every section with its origin, and the ranges of long lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from discord import SelectOption

from bot.domain.curating import (
    FIELDS,
    IN_PIECES,
    ONE_BY_ONE,
    Curated,
    Piece,
    Saved,
    Section,
    kept_as,
    pieces,
    value_of,
)
from bot.domain.dramas import CatalogueEntry, summary_language
from bot.domain.links import host_of
from bot.domain.sources import MEMBER, Origin, SourcePart
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import button, menu
from bot.present.catalogue.forms import SECTIONS, name
from bot.present.layout import (
    ACCENT,
    GOOD,
    Part,
    Screen,
    box,
    fitted,
    pager,
    row,
    rule,
    say,
    screen,
)
from bot.present.punctuation import labelled, listed, ranged
from bot.present.text import inline

DOT = " · "
SECTION_ROOM = 180  # characters of a section's content: all sections fit a message
ORIGIN_ROOM = 55
_UNGIVEN = CatalogueEntry("")  # a drama without any given values
RANGES = 20  # buttons for pieces of a list on one page

ORIGINS: Mapping[str, str] = {
    "tvmaze": "TVmaze",
    "tmdb": "TMDB",
    MEMBER: N_("a curator"),
    "file": N_("a file"),
}


def panel(t: Texts, seen: Curated, saved: Saved | None = None) -> Screen:
    """Every section with its content and origin, and a menu of what to change."""
    heading = [f"## {words.title(t, seen.drama, 150)}", f"-# {words.place(t, seen.drama)}"]
    if saved is not None:
        heading.append(_saved(t, saved))
    lines: list[str] = []
    for section in Section:
        lines.append(f"**{t(SECTIONS[section])}** {_standing(t, seen, section)}")
        if origin := _origin(t, seen, section):
            lines.append(f"-# {origin}")
    options = [SelectOption(label=t(SECTIONS[section]), value=section) for section in Section]
    parts: list[Part] = [
        say(*heading),
        rule(),
        say(*lines),
        rule(),
        row(menu(t("Choose what to change"), options, verbs.EDIT, seen.drama.id)),
        row(
            button(t("Open the card"), verbs.CARD, seen.drama.id),
            button(t("Refresh"), verbs.REFRESH, seen.drama.id),
            button(t("Same drama as …"), verbs.SAME_DRAMA, seen.drama.id),
            button(t("Changes"), verbs.DRAMA_HISTORY, seen.drama.id),
        ),
    ]
    return screen(box(*parts, colour=GOOD if saved is not None and saved.fields else ACCENT))


def _saved(t: Texts, saved: Saved) -> str:
    if not saved.fields:
        return t("Nothing was changed.")
    names = fitted([name(t, field) for field in saved.fields], 200, "…", len(t(", ")))
    return "✅ " + t("Saved: {fields}", fields=t(", ").join(names))


_Counting = Callable[[Texts, int], str]


def _people(t: Texts, n: int) -> str:
    return t.plural("{n} person", "{n} people", n)


def _pieces(t: Texts, n: int) -> str:
    return t.plural("{n} piece", "{n} pieces", n)


def _titles(t: Texts, n: int) -> str:
    return t.plural("{n} title", "{n} titles", n)


# Lists that name what is in them: how, and how many there are.
_LISTED: Mapping[Section, tuple[Callable[[CatalogueEntry], Iterable[str]], _Counting]] = {
    Section.CAST: (lambda entry: (credit.person for credit in entry.cast), _people),
    Section.STAFF: (lambda entry: (member.person for member in entry.staff), _people),
    Section.MUSIC: (lambda entry: (piece.title for piece in entry.music), _pieces),
    Section.RELATIONS: (lambda entry: (one.title for one in entry.relations), _titles),
}


def _standing(t: Texts, seen: Curated, section: Section) -> str:
    entry = seen.entry
    if section is Section.LINKS:
        return _counted(t, t.plural("{n} link", "{n} links", len(entry.links)), _hosts(t, entry))
    if section in _LISTED:
        name_of, counted = _LISTED[section]
        names = [inline(text, 60) for text in name_of(entry)]
        return _counted(t, counted(t, len(names)), names)
    if section is Section.EPISODES:
        dated = sum(episode.air_date is not None for episode in entry.episode_list)
        return t("{n} listed, {dated} with a day", n=len(entry.episode_list), dated=dated)
    if section is Section.QUOTES:  # without their words: they may be plot
        count = len(entry.quotes)
        return t.plural("{n} quote", "{n} quotes", count) if count else t("nothing yet")
    if section is Section.SUMMARIES:
        languages = [t.label_of(language) for language in entry.summary_texts]
        return t(", ").join(fitted(languages, SECTION_ROOM, "…", len(t(", ")))) or t("nothing yet")
    if section is Section.NUMBERING:
        lines = [_part(t, part) for part in seen.parts]
        return DOT.join(fitted(lines, SECTION_ROOM, "…", len(DOT))) or t("no source: never refreshed")
    values = [_value(t, entry, field) for field in FIELDS[section]]
    if section is Section.NAMES:
        values.append(t.plural("{n} other name", "{n} other names", len(entry.aliases)))
    shown = fitted([value for value in values if value], SECTION_ROOM, "…", len(DOT))
    return DOT.join(shown) or t("nothing yet")


def _part(t: Texts, part: SourcePart) -> str:
    """`TVmaze 43687, seasons 1–2, from episode 1`; all seasons where none are named."""
    source, n = ORIGINS[part.source], part.first_episode
    if part.seasons is None:
        return t("{source} {show}, from episode {n}", source=source, show=part.show, n=n)
    first, last = part.seasons
    if first == last:
        return t(
            "{source} {show}, season {season}, from episode {n}",
            source=source,
            show=part.show,
            season=first,
            n=n,
        )
    return t(
        "{source} {show}, seasons {first}–{last}, from episode {n}",
        source=source,
        show=part.show,
        first=first,
        last=last,
        n=n,
    )


def _counted(t: Texts, count: str, names: Sequence[str]) -> str:
    if not names:
        return t("nothing yet")
    shown = fitted(names, SECTION_ROOM - len(labelled(t, count, "")), "…", len(t(", ")))
    return labelled(t, count, listed(t, shown))


def _hosts(t: Texts, entry: CatalogueEntry) -> list[str]:
    """The hosts of the links. A link without an address yet is marked as such."""
    hosts = [inline(host_of(link.url), 60) if link.url else t("no address yet") for link in entry.links]
    return list(dict.fromkeys(host for host in hosts if host))


def _value(t: Texts, entry: CatalogueEntry, field: str) -> str:
    """A plain field's value, shortened. Empty if there is none."""
    if field in _VALUES:
        return _VALUES[field](t, entry)
    value = value_of(entry, field)
    if isinstance(value, tuple):
        told = [words.genre(t, one) if field == "genres" else inline(one, 40) for one in value]
        return t(", ").join(fitted(told, 90, "…", len(t(", "))))
    return "" if value is None else inline(str(value), 90)


def _slot(t: Texts, entry: CatalogueEntry) -> str:
    day = t.weekday(entry.weekday) if entry.weekday is not None else ""
    return " ".join(part for part in (day, inline(entry.air_time or "", 10)) if part)


def _days(t: Texts, entry: CatalogueEntry) -> str:
    first, last = ("?" if day is None else t.day(day) for day in (entry.aired_from, entry.aired_to))
    return "" if entry.aired_from is entry.aired_to is None else ranged(t, first, last)


_VALUES: Mapping[str, Callable[[Texts, CatalogueEntry], str]] = {
    "country": lambda t, e: f"{words.flag(e.country)} {words.country(t, e.country)}" if e.country else "",
    "kind": lambda t, e: t(words.KINDS[e.kind]),
    "episodes": lambda t, e: t.plural("{n} episode", "{n} episodes", e.episodes) if e.episodes else "",
    "minutes": lambda t, e: t("{n} min", n=e.minutes) if e.minutes else "",
    "aired_from": _days,
    "aired_to": lambda _t, _e: "",  # said together with the first day
    "slot": _slot,
    "poster_url": lambda _t, e: inline(host_of(e.poster_url or ""), 80),
}


def _origin(t: Texts, seen: Curated, section: Section) -> str:
    """Who gave the fields of a section and when, in short. Empty if the section is empty."""
    groups: dict[str, list[str]] = {}
    times: dict[str, datetime] = {}
    for field, origin in _origins(seen, section):
        source = origin.source if origin else "file"
        groups.setdefault(source, []).append(field)
        at = origin.at if origin else seen.entered
        times[source] = max(times.get(source, at), at)
    shown = []
    for source, fields in groups.items():
        who = f"{t(ORIGINS.get(source, source))} <t:{int(times[source].timestamp())}:d>"
        labels = [name(t, field) for field in fields]
        which = t(", ").join(fitted(labels, ORIGIN_ROOM, "…", len(t(", ")))) if len(groups) > 1 else ""
        shown.append(labelled(t, who, which) if which else who)
    return DOT.join(shown)


def _origins(seen: Curated, section: Section) -> Iterable[tuple[str, Origin | None]]:
    """The origins of a section's fields, for fields with a value and fields that a curator emptied."""
    if section is Section.NUMBERING:
        return
    for field in FIELDS[section]:
        if field == "episode_list":
            given = [origin for key, origin in seen.origins.items() if key.startswith("episode ")]
            newest = max(given, key=lambda origin: origin.at, default=None)
            if newest or seen.entry.episode_list:
                yield field, newest
            continue
        for kept in kept_as(field):
            origin = seen.origins.get(kept)
            # Without a given kind, it is a drama. No file needs to say so.
            if origin or value_of(seen.entry, kept) != value_of(_UNGIVEN, kept):
                yield kept, origin


def forms_of(t: Texts, seen: Curated, section: Section) -> list[tuple[int, str]]:
    """The forms of a section: the place in it at which each starts, and its label on a button."""
    if section in ONE_BY_ONE:
        return [(at, _language(t, seen.entry, field)) for at, field in enumerate(FIELDS[section], 1)]
    if section in IN_PIECES:
        return [(piece.first, _range(t, piece)) for piece in pieces(seen.entry, section)]
    return [(1, t(SECTIONS[section]))]


def choice(t: Texts, seen: Curated, section: Section, index: int) -> Screen:
    """Asks which form of a section to open: the lines of a long list, or the language of a summary."""
    drama, forms = seen.drama, forms_of(t, seen, section)
    pages = -(-len(forms) // RANGES)
    index = min(max(index, 0), pages - 1)
    shown = forms[index * RANGES : (index + 1) * RANGES]
    buttons = [button(label, verbs.EDIT, drama.id, section, first) for first, label in shown]
    question = (
        t("Choose a language. ✅ means that there is a summary in it.")
        if section in ONE_BY_ONE
        else t("Which of them do you want to change?")
    )
    parts: list[Part] = [
        say(f"### {t(SECTIONS[section])}{DOT}{words.title(t, drama, 150)}", question),
        *(row(*buttons[start : start + 5]) for start in range(0, len(buttons), 5)),
    ]
    if pages > 1:
        parts.append(pager(t, index, pages, verbs.EDIT_RANGES, drama.id, section))
    parts.append(row(button(t("Back"), verbs.EDIT_PANEL, drama.id)))
    return screen(box(*parts))


def _range(t: Texts, piece: Piece) -> str:
    if piece.last < piece.first:
        return t("Add more")
    return f"{piece.first}–{piece.last}"


def _language(t: Texts, entry: CatalogueEntry, field: str) -> str:
    """The language of a summary's field, marked if there is one."""
    language = summary_language(field) or ""
    known = "✅ " if language in entry.summary_texts else ""
    return known + t.label_of(language)
