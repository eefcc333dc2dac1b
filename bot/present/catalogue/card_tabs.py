"""What each tab of a drama's card shows below its heading. Whatever is too long goes on on the next page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.cards import Card, Tab
from bot.domain.comments import SPEAKER_LIMIT, QuoteShown
from bot.domain.dramas import CatalogueEntry, Link, Music, MusicKind, Relation
from bot.domain.links import host_of
from bot.domain.sources import SourceCredit
from bot.domain.spoilers import Shape, shape, visible_episodes
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import button, menu
from bot.present.board import comments
from bot.present.episodes.episodes import episode_lines, marks
from bot.present.layout import Part, gap, leaves, pager, row, say
from bot.present.once import once
from bot.present.options import drama_options, person_options
from bot.present.punctuation import bracketed, labelled, quoted
from bot.present.text import block, inline, length_shown, linked, pieces, plain

BODY_LIMIT = 2_400  # characters of a tab; the heading and the reader's line take at most 1,400
PAGE = 12  # lines of a list on a tab; more would fill a phone twice
SUMMARY_SHOWN = 480  # characters of a summary on the overview, as sent; the rest is one press away
REST_WORTH_A_PRESS = 120
NAMES_SHOWN = 4
DOT = " · "
KEPT = 512  # of each part that is the same for many readers, the last used ones


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which page of a tab is shown, whose card it is, and whether its owner alone sees it."""

    owner_id: int
    private: bool
    index: int = 0


def turning(t: Texts, shown: Card, tab: Tab, leaf: Leaf, pages: int) -> list[Part]:
    """The buttons that turn a tab's pages, if it has several."""
    if pages <= 1:
        return []
    index = min(leaf.index, pages - 1)
    return [pager(t, index, pages, verbs.TAB, tab, shown.drama.id, leaf.owner_id)]


# --- overview, and the whole of a long summary ---


def overview(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    told, is_cut, facts = _told(t, shown.entry)
    parts: list[Part] = [told]
    if is_cut:
        on = button(t("Read on"), verbs.TAB, Tab.SUMMARY, shown.drama.id, leaf.owner_id, emoji="📖")
        parts.append(row(on))
    parts += facts
    if shown.quote is not None:
        parts.append(say(*_quoted(t, shown.quote)))
    if leaf.private and (newest := shown.comments.newest) is not None:  # what everyone sees quotes no one
        parts.append(say(comments.newest_line(t, newest)))
    return [*parts, *(_thanks(t, shown.credits) if shown.credits else [])]


@once(KEPT)
def _told(t: Texts, entry: CatalogueEntry) -> tuple[Part, bool, list[Part]]:
    """What the catalogue tells of a drama first: its summary, whether it goes on, and a row of facts."""
    is_cut, text = False, entry.summary_in(t.language)
    if not text:
        told = "-# " + t("No summary yet.")
    elif length_shown(text) <= SUMMARY_SHOWN + REST_WORTH_A_PRESS:
        told = block(text)
    else:
        told, is_cut = pieces(text, SUMMARY_SHOWN)[0] + " …", True
    facts = [fact for fact in (length(t, entry), words.aired(t, entry), _networks(t, entry)) if fact]
    return say(told), is_cut, [gap(), say("-# " + DOT.join(facts))] if facts else []


def length(t: Texts, entry: CatalogueEntry) -> str | None:
    """How many episodes of how many minutes, as far as known."""
    episodes = t.plural("{n} episode", "{n} episodes", entry.episodes) if entry.episodes else None
    if not entry.minutes:
        return episodes
    minutes = t("{n} min", n=entry.minutes)
    return f"{episodes} × {minutes}" if episodes else minutes


def _networks(t: Texts, entry: CatalogueEntry) -> str | None:
    """The first two networks. The details have all."""
    return t(", ").join(inline(name, 60) for name in entry.networks[:2]) or None


def _quoted(t: Texts, shown: QuoteShown) -> list[str]:
    """A short quote of the drama. Its service gives only one that spoils nothing."""
    said = " ".join(block(shown.quote.text).split())
    speaker = plain(shown.quote.speaker or "", SPEAKER_LIMIT)
    return [f"> {quoted(t, said)}" + (f" — {inline(speaker, 2 * SPEAKER_LIMIT)}" if speaker else "")]


@once(KEPT)
def _thanks(_: Texts, owed: tuple[SourceCredit, ...]) -> list[Part]:
    # In the sources' own words: their licences ask for them as they are.
    lines = [f"-# {linked(inline(credit.sentence, 150), credit.url)}" for credit in owed]
    return [gap(), say(*lines)]


def summary(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    """The whole summary."""
    texts = pieces(shown.entry.summary_in(t.language) or "", BODY_LIMIT) or ["-# " + t("No summary yet.")]
    index = min(leaf.index, len(texts) - 1)
    back = row(button(t("Back"), verbs.TAB, Tab.OVERVIEW, shown.drama.id, leaf.owner_id, emoji="↩️"))
    return [say(texts[index]), *turning(t, shown, Tab.SUMMARY, leaf, len(texts)), back]


# --- details, and all names ---


def details(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    lines = _facts(t, shown.entry)
    names = _other_names(shown.entry)
    if not lines and not names:
        return [say(t("No details have been entered yet."))]
    pages = leaves(lines, BODY_LIMIT - (NAMES_SHOWN + 1) * 110, PAGE) or [range(0)]
    at = pages[min(leaf.index, len(pages) - 1)]
    parts: list[Part] = [say(*lines[at.start : at.stop])] if at else []
    if names and at.stop == len(lines):
        more = len(names) - NAMES_SHOWN if len(names) > NAMES_SHOWN + 1 else 0
        first = DOT.join(inline(name, 100) for name in names[: len(names) - more])
        parts += [gap(), say("-# " + t("Also known as: {names}", names=first))]
        if more:
            label = t.plural("{n} more name", "{n} more names", more)
            parts.append(row(button(label, verbs.TAB, Tab.NAMES, shown.drama.id, leaf.owner_id)))
    return [*parts, *turning(t, shown, Tab.DETAILS, leaf, len(pages))]


@once(KEPT)
def _facts(t: Texts, entry: CatalogueEntry) -> list[str]:
    """The lines of the details. A fact of many parts has several."""
    facts: list[tuple[str, Sequence[str | None]]] = [
        (t("Genres"), [words.genre(t, name) for name in entry.genres]),
        (t("Length"), [length(t, entry)]),
        (t("Aired"), [words.aired(t, entry), _slot(t, entry)]),
        (t("Network"), [inline(name, 100) for name in entry.networks]),
        (t("Content rating"), [inline((entry.content_rating or "").replace(" - ", " – "), 100)]),
        (t("Based on"), [inline(entry.based_on or "", 1_000)]),
        (t("Music"), music_lines(t, entry)),
    ]
    lines: list[str] = []
    for label, values in facts:
        told = [value for value in values if value]
        for number, at in enumerate(leaves(told, 600, 20, len(DOT))):
            lines.append(("" if number else f"**{label}** ") + DOT.join(told[at.start : at.stop]))
    return lines


def music_lines(t: Texts, entry: CatalogueEntry) -> list[str]:
    """The pieces of music, each with what it is and who plays it."""
    return [
        labelled(t, t(words.MUSIC[piece.kind]), _song(t, piece))
        for piece in sorted(entry.music, key=lambda piece: list(MusicKind).index(piece.kind))
    ]


def _song(t: Texts, piece: Music) -> str:
    """The title of a piece of music, which leads to where it can be heard, and its artist."""
    title = inline(piece.title, 200)
    title = linked(title, piece.url) if piece.url else title
    return bracketed(t, title, inline(piece.artist, 200)) if piece.artist else title


def _slot(t: Texts, entry: CatalogueEntry) -> str:
    """The weekday and the hour at which it airs or aired."""
    day = t.weekday(entry.weekday) if entry.weekday is not None else ""
    return " ".join(part for part in (day, inline(entry.air_time or "", 10)) if part)


def _other_names(entry: CatalogueEntry) -> list[str]:
    """The aliases that differ from the titles by more than width and spaces."""

    def bare(name: str) -> str:
        return "".join(unicodedata.normalize("NFKC", name).casefold().split())

    titles = {bare(name) for name in (entry.title, entry.native_title) if name}
    return [name for name in entry.aliases if bare(name) not in titles]


def names(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    """All other names of the drama."""
    lines = [f"- {inline(name, 400)}" for name in _other_names(shown.entry)]
    pages = leaves(lines, BODY_LIMIT, PAGE)
    at = pages[min(leaf.index, len(pages) - 1)] if pages else range(0)
    told = lines[at.start : at.stop] or [t("No other names have been entered yet.")]
    back = row(button(t("Back"), verbs.TAB, Tab.DETAILS, shown.drama.id, leaf.owner_id, emoji="↩️"))
    return [
        say(f"**{t('Other names')}**", *told),
        *turning(t, shown, Tab.NAMES, leaf, len(pages)),
        back,
    ]


# --- cast ---


def cast(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    """The cast by billing, and a menu to the people of this page."""
    pages = _billed(t, shown.entry)
    if not pages:
        return [say(t("No cast has been entered yet."))]
    return [*pages[min(leaf.index, len(pages) - 1)], *turning(t, shown, Tab.CAST, leaf, len(pages))]


@once(KEPT)
def _billed(t: Texts, entry: CatalogueEntry) -> list[list[Part]]:
    """The pages of a cast, and of the people behind the camera."""
    people = _people(t, entry)
    lines = [
        f"- {inline(one.name, 100)} — {one.did}" if one.did else f"- {inline(one.name, 100)}"
        for one in people
    ]
    pages: list[list[Part]] = []
    for at in leaves(lines, BODY_LIMIT, PAGE):
        parts: list[Part] = []
        for group in dict.fromkeys(people[number].group for number in at):
            told = [lines[number] for number in at if people[number].group == group]
            parts += [gap(), say(f"**{group}**", *told)]
        options = person_options((people[n].id, people[n].name, people[n].character) for n in at)
        pages.append(
            [*parts[1:], *([row(menu(t("Open a person"), options, verbs.PERSON))] if options else [])]
        )
    return pages


@dataclass(frozen=True, slots=True)
class _Person:
    """A person of a drama, under a heading: `did` is their character or their jobs, as shown."""

    id: int | None
    name: str
    did: str
    group: str
    character: str | None = None


def _people(t: Texts, entry: CatalogueEntry) -> list[_Person]:
    """The cast by billing, then those behind the camera, each once with all of their jobs."""
    people = [
        _Person(one.person_id, one.person, inline(one.character or "", 150), t(label), one.character)
        for billing, label in words.BILLINGS.items()
        for one in entry.cast
        if one.billing is billing
    ]
    jobs: dict[tuple[int | None, str], list[str]] = {}
    for member in entry.staff:
        jobs.setdefault((member.person_id, member.person), []).append(t(words.JOBS[member.job]))
    made = t("Behind the camera")
    return people + [_Person(*person, t(", ").join(did), made) for person, did in jobs.items()]


# --- episodes ---


def episodes(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    up_to = visible_episodes(shown.progress) if leaf.private else 0
    lines = episode_lines(t, shown.episodes, up_to, private=leaf.private)
    if not lines:
        return [say(t("The episodes are not known yet."))]
    hint = (
        t("Titles and ratings are shown up to the last episode you have seen.")
        if leaf.private
        else t(
            "Episode titles and ratings are hidden here because they can be spoilers. Choose Synopses for "
            "your own list."
        )
    )
    pages = leaves(lines, BODY_LIMIT, 2 * PAGE)  # short lines
    at = pages[min(leaf.index, len(pages) - 1)]
    told, signs = say(*lines[at.start : at.stop]), marks(t, shown.episodes, up_to)
    below = [f"-# {signs}"] if signs else []
    return [told, say(*below, f"-# {hint}"), *turning(t, shown, Tab.EPISODES, leaf, len(pages))]


# --- links and related dramas ---


def links(t: Texts, shown: Card, leaf: Leaf) -> list[Part]:
    """The links with an address, then the related dramas, and a menu to those that are here."""
    told = [one for one in shown.entry.links if one.url]
    relations = shown.entry.relations
    lines = [link_line(t, shown, one, private=leaf.private) + _suggested(t, shown, one) for one in told]
    lines += [_relation(t, relation) for relation in relations]
    suggest = row(button(t("Suggest"), verbs.CATALOGUE_SUGGEST, shown.drama.id, emoji="💡"))
    if not lines:
        return [say(t("No links and no related dramas yet.")), suggest]
    pages = leaves(lines, BODY_LIMIT, PAGE)
    at = pages[min(leaf.index, len(pages) - 1)]
    parts: list[Part] = []
    if of_links := [lines[number] for number in at if number < len(told)]:
        parts.append(say(f"**{t('Links')}**", *of_links))
    related = [number for number in at if number >= len(told)]
    if related:
        parts += [gap()] if parts else []
        parts.append(say(f"**{t('Related')}**", *(lines[number] for number in related)))
    here = [relations[number - len(told)] for number in related]
    options = drama_options((relation.drama_id, plain(relation.title, 100)) for relation in here)
    if options:
        parts.append(row(menu(t("Open a related drama"), options, verbs.CARD)))
    return [*parts, *turning(t, shown, Tab.LINKS, leaf, len(pages)), suggest]


def _how_told(shown: Card, link: Link, private: bool) -> Shape:
    """How the card shows a link. On a public card, no one's progress counts."""
    return shape(shown.policy, shown.progress if private else None, link.spoils_episode, alone=private)


def link_line(t: Texts, shown: Card, link: Link, *, private: bool) -> str:
    """A link as the card shows it to these readers."""
    how = _how_told(shown, link, private)
    kind = t(words.LINKS[link.kind])
    link_to = linked(inline(link.title, 150), link.url or "")
    if link.spoils_episode is None:
        host = f" · {inline(name, 100)}" if (name := host_of(link.url or "")) else ""
        return "- " + labelled(t, kind, f"{link_to}{host}")
    # The title and address of a page that spoils may contain spoilers themselves.
    kind = bracketed(t, kind, t("spoils up to episode {n}", n=link.spoils_episode))
    if how is Shape.ASK:
        return "- " + labelled(t, kind, t("on your own card, once you have seen that far"))
    return "- " + labelled(t, kind, link_to if how is Shape.PRIVATE else f"||{link_to}||")


def _suggested(t: Texts, shown: Card, link: Link) -> str:
    """Who of this server suggested a link, and when. Empty for any other link."""
    credit = shown.contributors.get(link.url or "")
    if credit is None:
        return ""
    when = f"<t:{int(credit.at.timestamp())}:d>"
    return "\n-# " + t("suggested by {member}, {when}", member=f"<@{credit.member_id}>", when=when)


def _relation(t: Texts, relation: Relation) -> str:
    return f"- {inline(relation.title, 150)} — {words.relation(t, relation.kind)}"


BODIES: Mapping[Tab, Callable[[Texts, Card, Leaf], list[Part]]] = {
    Tab.OVERVIEW: overview,
    Tab.SUMMARY: summary,
    Tab.DETAILS: details,
    Tab.NAMES: names,
    Tab.CAST: cast,
    Tab.EPISODES: episodes,
    Tab.LINKS: links,
}
