"""Dramas and what belongs to them: the values that the store returns and the cards show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# Countries whose dramas the communities watch, by ISO 3166-1 alpha-2, with the
# names and abbreviations that catalogue files and members use for them.
COUNTRIES: dict[str, tuple[str, ...]] = {
    "JP": ("Japan",),
    "KR": ("South Korea", "Korea", "Korea, Republic of", "Republic of Korea"),
    "CN": ("China", "Mainland China"),
    "TW": ("Taiwan",),
    "TH": ("Thailand",),
    "HK": ("Hong Kong",),
    "PH": ("Philippines",),
    "SG": ("Singapore",),
}
_COUNTRY_BY_NAME = {name.casefold(): code for code, names in COUNTRIES.items() for name in (code, *names)}


def country_code(name: str) -> str | None:
    """The ISO code of a country named in English or by its code. None if it is not one of ours."""
    return _COUNTRY_BY_NAME.get(name.strip().casefold())


class Kind(StrEnum):
    """The kind of title. `show` covers variety and other TV programmes."""

    DRAMA = "drama"
    MOVIE = "movie"
    SPECIAL = "special"
    SHOW = "show"


class Billing(StrEnum):
    MAIN = "main"
    SUPPORT = "support"
    GUEST = "guest"


class LinkKind(StrEnum):
    OFFICIAL = "official"
    STREAM = "stream"
    PURCHASE = "purchase"
    BOOK = "book"
    SOUNDTRACK = "soundtrack"
    TRANSLATION = "translation"
    ARTICLE = "article"
    REVIEW = "review"
    TRAILER = "trailer"


class MusicKind(StrEnum):
    THEME = "theme"
    ENDING = "ending"
    INSERT = "insert"
    SOUNDTRACK = "soundtrack"


@dataclass(frozen=True, slots=True)
class Drama:
    """A drama as lists, menus and headings show it.

    `country` is an ISO code. `episodes` is None if the number is unknown.
    """

    id: int
    title: str
    native_title: str | None = None
    country: str | None = None
    year: int | None = None
    kind: Kind = Kind.DRAMA
    episodes: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """One person's part in a drama."""

    person: str
    character: str | None
    billing: Billing
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a person, for that person's page."""

    drama: Drama
    character: str | None
    billing: Billing


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a drama.

    `spoils_episode` is the last episode that the page spoils, None if it spoils nothing.

    A link without `url` names something that exists (a DVD box, a book) and waits for a member to add its
    address.
    """

    kind: LinkKind
    title: str
    url: str | None = None
    spoils_episode: int | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A related title. `kind` is in lower case as catalogues write it (`sequel`, `japanese adaptation`, …).

    `drama_id` is set if the other title is in this catalogue.
    """

    kind: str
    title: str
    drama_id: int | None = None


@dataclass(frozen=True, slots=True)
class Music:
    kind: MusicKind
    title: str
    artist: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote of a drama. `episode` is the last episode that it spoils, None if it spoils nothing."""

    text: str
    speaker: str | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """What the catalogue knows about one episode. `minutes` is its length, `audience_percent` 0–100.

    `air_date` is the broadcaster's day, `airs_at` the moment in UTC if a source knows it.
    """

    number: int
    title: str | None = None
    air_date: date | None = None
    minutes: int | None = None
    audience_percent: float | None = None
    airs_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SynopsisText:
    """A published synopsis that comes with the catalogue. `language` is a BCP 47 code."""

    episode: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One drama in full, as catalogue files carry it and the card shows it.

    `weekday` counts from 0 = Monday. `air_time` is `HH:MM` in the drama's country. `minutes` is the length of
    an episode. `popularity` is a rank, 1 is the best known. `sources` pairs a catalogue's name with its id of
    this drama (`("mdl", "18452")`).
    """

    title: str
    native_title: str | None = None
    aliases: tuple[str, ...] = ()
    country: str | None = None
    kind: Kind = Kind.DRAMA
    year: int | None = None
    episodes: int | None = None
    minutes: int | None = None
    aired_from: date | None = None
    aired_to: date | None = None
    weekday: int | None = None
    air_time: str | None = None
    content_rating: str | None = None
    summary: str | None = None
    based_on: str | None = None
    poster_url: str | None = None
    poster_alt: str | None = None
    popularity: int | None = None
    networks: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    cast: tuple[Credit, ...] = ()
    episode_list: tuple[EpisodeFacts, ...] = ()
    synopses: tuple[SynopsisText, ...] = ()
    links: tuple[Link, ...] = ()
    relations: tuple[Relation, ...] = ()
    music: tuple[Music, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DramaDetails:
    """A catalogue entry together with its identity here."""

    drama: Drama
    entry: CatalogueEntry


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of `/drama search` and `/drama random`. They hold ids, never names."""

    genre_id: int | None = None
    country: str | None = None
    year: int | None = None
    network_id: int | None = None
    person_id: int | None = None

    def __bool__(self) -> bool:
        return any(
            value is not None
            for value in (self.genre_id, self.country, self.year, self.network_id, self.person_id)
        )


class Sort(StrEnum):
    RELEVANCE = "relevance"
    POPULARITY = "popularity"
    RATING = "rating"
    YEAR = "year"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `index` counts from 0, `total` is the number of dramas on all pages."""

    dramas: tuple[Drama, ...]
    index: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in a cast. `photo_url` is the address of a photo, `photo_source` the catalogue that has it."""

    id: int
    name: str
    native_name: str | None = None
    photo_url: str | None = None
    photo_source: str | None = None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person's roles, newest first, undated ones last."""

    person: Person
    roles: tuple[Role, ...] = field(default=())
