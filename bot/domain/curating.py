"""The parts of a drama that curators edit: the panel's sections, and the text that each form starts with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b

from bot.domain.dramas import (
    CatalogueEntry,
    Credit,
    Drama,
    EpisodeFacts,
    Link,
    Music,
    Quote,
    Relation,
    StaffMember,
    summary_field,
    summary_language,
)
from bot.domain.episodes import MOST_EPISODES
from bot.domain.languages import LANGUAGES
from bot.domain.sources import Origin, SourcePart, source_part

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Section(StrEnum):
    """A part of a drama that is edited together."""

    NAMES = "names"
    FACTS = "facts"
    AIRING = "airing"
    SUMMARIES = "summaries"
    TEXTS = "texts"
    POSTER = "poster"
    CAST = "cast"
    STAFF = "staff"
    LINKS = "links"
    MUSIC = "music"
    RELATIONS = "relations"
    QUOTES = "quotes"
    EPISODES = "episodes"
    NUMBERING = "numbering"


# The fields of each section. `slot` is `Tuesday 21:00`; those from the cast on are one text of lines each.
FIELDS: Mapping[Section, tuple[str, ...]] = {
    Section.NAMES: ("title", "native_title", "romanised_title"),
    Section.FACTS: ("country", "kind", "year", "genres", "networks"),
    Section.AIRING: ("episodes", "minutes", "aired_from", "aired_to", "slot"),
    Section.SUMMARIES: tuple(map(summary_field, LANGUAGES)),
    Section.TEXTS: ("based_on", "content_rating"),
    Section.POSTER: ("poster_url", "poster_alt"),
    Section.CAST: ("cast",),
    Section.STAFF: ("staff",),
    Section.LINKS: ("links",),
    Section.MUSIC: ("music",),
    Section.RELATIONS: ("relations",),
    Section.QUOTES: ("quotes",),
    Section.EPISODES: ("episode_list",),
    Section.NUMBERING: ("numbering",),
}
ALL_FIELDS = tuple(name for fields in FIELDS.values() for name in fields)
# The sections that have a form for each field: together they would not fit one.
ONE_BY_ONE = frozenset({Section.SUMMARIES})
# The fields whose values are kept apart but typed into one.
_TOGETHER: Mapping[str, tuple[str, ...]] = {"slot": ("weekday", "air_time")}

FORM_LIMIT = 4_000  # characters of one text in a form, Discord's limit
PIECE_LINES = 20
PIECE_LIMIT = 3_200  # leaves room for what a curator adds


def kept_as(field_name: str) -> tuple[str, ...]:
    """The fields of `CatalogueEntry` that a form's field contains."""
    return _TOGETHER.get(field_name, (field_name,))


@dataclass(frozen=True, slots=True)
class Curated:
    """A drama as its panel shows it. `entered` is when it was added to the catalogue.

    A field without an origin came from a catalogue file or was never given.
    """

    drama: Drama
    entry: CatalogueEntry
    entered: datetime
    origins: Mapping[str, Origin] = field(default_factory=dict)
    parts: tuple[SourcePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a list that is too long for one form.

    `first` and `last` are places in the list, counted from 1, or episode numbers. The last piece takes
    additions. If it is empty, `last` is `first - 1`.
    """

    first: int
    last: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Typed:
    """A submitted form. Its initial content is known only by marks.

    `first` and `last` say which piece of a list it was.
    """

    drama_id: int
    section: Section
    texts: Mapping[str, str]
    marks: tuple[str, ...]
    first: int = 0
    last: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the form had, in the order of its marks.

        They are not always those of its section: an older version may have opened it.
        """
        return tuple(name for name in ALL_FIELDS if name in self.texts)


@dataclass(frozen=True, slots=True)
class Saved:
    """The fields that a form changed, as provenance names them (`title`, `cast`, `episode 5`)."""

    drama: Drama
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenByMembers:
    """What members gave a drama. It stays while the drama is hidden."""

    scores: int = 0
    lists: int = 0
    synopses: int = 0


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name that was added or removed, and the other dramas that have it too."""

    drama: Drama
    name: str
    changed: bool = True
    removed: bool = False
    others: tuple[Drama, ...] = ()


# --- forms ---


def normal(text: str) -> str:
    """A form's text without white space that Discord or a keyboard may add or remove."""
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def mark(text: str) -> str:
    """Eight letters that stand for a text, so that a button can say what a form held."""
    return blake2b(normal(text).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def value_of(entry: CatalogueEntry, name: str) -> object:
    """The value of a form's or a provenance's field that has one in the entry: `year`, `summary ja`."""
    language = summary_language(name)
    return entry.summary_texts.get(language) if language else getattr(entry, name)


def form_fields(section: Section, place: int) -> tuple[str, ...]:
    """The fields of a form. Where each has its own, the one at `place`, which counts from 1."""
    fields = FIELDS[section]
    if section not in ONE_BY_ONE:
        return fields
    at = min(max(place, 1), len(fields))
    return fields[at - 1 : at]


def texts(entry: CatalogueEntry, fields: Iterable[str]) -> dict[str, str]:
    """What these fields of forms start with. Not for those of sections in pieces."""
    return {name: normal(_text(entry, name)) for name in fields}


def _text(entry: CatalogueEntry, name: str) -> str:
    if name == "slot":
        day = "" if entry.weekday is None else WEEKDAYS[entry.weekday]
        return f"{day} {entry.air_time or ''}"
    value = value_of(entry, name)
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


# --- lines ---


def cells(line: str) -> list[str]:
    """The parts of a line between its bars. A bar inside a part has a backslash before it."""
    return [part.replace("\\|", "|").strip() for part in re.split(r"(?<!\\)\|", line)]


def _barred(text: str) -> str:
    return text.replace("|", "\\|")


def credit_line(credit: Credit) -> str:
    """`Sawajiri Erika — Ikeuchi Aya — main`."""
    return " — ".join(part for part in (credit.person, credit.character, credit.billing) if part)


def staff_line(member: StaffMember) -> str:
    """`Muraoka Katsuhide — director`."""
    return f"{member.person} — {member.job}"


def link_line(link: Link) -> str:
    """`official | TBS | https://…`, followed by ` | 11` for the episode that it spoils."""
    return _line(str(link.kind), link.title, link.url, link.spoils_episode)


def music_line(piece: Music) -> str:
    """`theme | Only Human | K | https://…`."""
    return _line(str(piece.kind), piece.title, piece.artist, piece.url)


def relation_line(relation: Relation) -> str:
    """`sequel | The title of the other drama`."""
    return _line(relation.kind, relation.title)


def quote_line(quote: Quote) -> str:
    """`What is said | The speaker | 11`, with the episode that it spoils. A line end is written ` / `."""
    return _line(" / ".join(quote.text.split("\n")), quote.speaker, quote.episode)


def _line(*parts: str | int | None) -> str:
    """The parts between bars, without the empty ones at its end."""
    said = ["" if part is None else _barred(str(part)) for part in parts]
    while said and not said[-1]:
        said.pop()
    return " | ".join(said)


def episode_line(episode: EpisodeFacts) -> str:
    """`5 | 2005-11-08 | Its title`."""
    aired = episode.air_date.isoformat() if episode.air_date else ""
    return f"{episode.number} | {aired} | {episode.title or ''}".rstrip()


# The sections that are lists of lines, and how each of their lines is written.
_LINES: Mapping[Section, Callable[[CatalogueEntry], Iterable[str]]] = {
    Section.CAST: lambda entry: map(credit_line, entry.cast),
    Section.STAFF: lambda entry: map(staff_line, entry.staff),
    Section.LINKS: lambda entry: map(link_line, entry.links),
    Section.MUSIC: lambda entry: map(music_line, entry.music),
    Section.RELATIONS: lambda entry: map(relation_line, entry.relations),
    Section.QUOTES: lambda entry: map(quote_line, entry.quotes),
}
IN_PIECES = frozenset({*_LINES, Section.EPISODES})


def pieces(entry: CatalogueEntry, section: Section) -> tuple[Piece, ...]:
    """A section's list in pieces that fit a form, the last one open to additions. For `IN_PIECES` only."""
    if section is Section.EPISODES:
        return tuple(_episode_pieces(entry))
    return tuple(_list_pieces(list(_LINES[section](entry))))


# The fields that hold plot: titles of episodes, and links and quotes with a label.
WITH_PLOT = frozenset({"links", "quotes", "episode_list"})


def spoils_up_to(entry: CatalogueEntry, section: Section, piece: Piece | None) -> int | None:
    """Up to which episode the form of a section tells plot: by titles of episodes, and by labels."""
    if section is Section.EPISODES and piece is not None:
        titled = [one.number for one in entry.episode_list if one.title]
        return max((number for number in titled if piece.first <= number <= piece.last), default=None)
    if section is Section.LINKS:
        return max((link.spoils_episode for link in entry.links if link.spoils_episode), default=None)
    if section is Section.QUOTES:
        return max((quote.episode for quote in entry.quotes if quote.episode), default=None)
    return None


def _list_pieces(lines: Sequence[str]) -> Iterator[Piece]:
    first, length = 1, 0
    held: list[str] = []
    for line in lines:
        if held and (len(held) == PIECE_LINES or length + len(line) + 1 > PIECE_LIMIT):
            yield Piece(first, first + len(held) - 1, tuple(held))
            first, held, length = first + len(held), [], 0
        held.append(line)
        length += len(line) + 1
    yield Piece(first, first + len(held) - 1, tuple(held))
    if len(held) == PIECE_LINES or length > PIECE_LIMIT // 2:
        yield Piece(first + len(held), first + len(held) - 1, ())


def _episode_pieces(entry: CatalogueEntry) -> Iterator[Piece]:
    known = {episode.number: episode for episode in entry.episode_list}
    end = max((entry.episodes or 0, *known), default=0)
    first = 1
    while first <= min(end + 1, MOST_EPISODES):
        length, number = 0, first
        held: list[str] = []
        while number < min(first + PIECE_LINES, MOST_EPISODES + 1):
            line = episode_line(known.get(number, EpisodeFacts(number))) if number <= end else ""
            if held and length + len(line) + 1 > PIECE_LIMIT:
                break
            if line:
                held.append(line)
                length += len(line) + 1
            number += 1
        yield Piece(first, number - 1, tuple(held))
        first = number


# --- numbering ---

_NUMBERING = re.compile(
    r"(?P<source>[a-z]+)[ :]+(?P<show>[0-9]{1,12})"
    r"(?:[ ,]+seasons?[ ]+(?P<first>[0-9]{1,4})(?:[ ]*[-–][ ]*(?P<last>[0-9]{1,4}))?)?"
    r"(?:[ ,]+from[ ]+(?P<number>[0-9]{1,4}))?"
)


def part_line(part: SourcePart) -> str:
    """`tvmaze 43687 seasons 1-2 from 1`. Without seasons it means all."""
    seasons = ""
    if part.seasons is not None:
        first, last = part.seasons
        seasons = f" season {first}" if first == last else f" seasons {first}-{last}"
    return f"{part.source} {part.show}{seasons} from {part.first_episode}"


def read_part(line: str) -> SourcePart | None:
    """The part that a line of the numbering means. None for any other line."""
    found = _NUMBERING.fullmatch(" ".join(line.lower().split()))
    if found is None:
        return None
    number = int(found["number"] or 1)
    source_id = found["show"]
    if found["first"]:
        source_id += f"/{found['first']}-{found['last'] or found['first']}"
    return source_part(found["source"], source_id, number) if 1 <= number <= MOST_EPISODES else None
