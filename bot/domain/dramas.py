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


class Job(StrEnum):
    """What a person behind the camera did."""

    DIRECTOR = "director"
    WRITER = "writer"


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
    """A drama as lists, menus and headings show it. `domain/titles.py` says by which of its titles.

    `country` is an ISO code. `episodes` is None if the number is unknown. `romanised_title` is the native one
    in Latin letters.
    """

    id: int
    title: str
    native_title: str | None = None
    country: str | None = None
    year: int | None = None
    kind: Kind = Kind.DRAMA
    episodes: int | None = None
    romanised_title: str | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title by which a reader may know it, each once."""
        known = (self.title, self.native_title, self.romanised_title)
        return tuple(dict.fromkeys(title for title in known if title))


@dataclass(frozen=True, slots=True)
class Credit:
    """One person's part in a drama."""

    person: str
    character: str | None
    billing: Billing
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person behind the camera, with one of their jobs."""

    person: str
    job: Job
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a person, for that person's page."""

    drama: Drama
    character: str | None
    billing: Billing


@dataclass(frozen=True, slots=True)
class Made:
    """What a person did for a drama behind the camera, for that person's page."""

    drama: Drama
    jobs: tuple[Job, ...]


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
    """A piece of a drama's music. `url` is an address to listen at."""

    kind: MusicKind
    title: str
    artist: str | None = None
    url: str | None = None


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
class Summary:
    """What a drama is about, in a language other than English. `language` is a BCP 47 code."""

    language: str
    text: str


def summary_field(language: str) -> str:
    """How forms and provenance call the summary in a language: `summary` in English, `summary ja`."""
    return "summary" if language == "en" else f"summary {language}"


def summary_language(field_name: str) -> str | None:
    """The language of a field that `summary_field` names. None for any other field."""
    name, _, language = field_name.partition(" ")
    return (language or "en") if name == "summary" else None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One drama in full, as catalogue files carry it and the card shows it.

    `weekday` counts from 0 = Monday. `air_time` is `HH:MM` in the drama's country. `minutes` is the length of
    an episode. `popularity` is a rank, 1 is the best known. `sources` pairs a catalogue's name with its id of
    this drama (`("mdl", "18452")`). `summary` is in English, `summaries` has it in other languages.
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
    romanised_title: str | None = None
    networks: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    cast: tuple[Credit, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    episode_list: tuple[EpisodeFacts, ...] = ()
    summaries: tuple[Summary, ...] = ()
    synopses: tuple[SynopsisText, ...] = ()
    links: tuple[Link, ...] = ()
    relations: tuple[Relation, ...] = ()
    music: tuple[Music, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def summary_texts(self) -> dict[str, str]:
        """The summaries by their languages, English first."""
        english = {"en": self.summary} if self.summary else {}
        return english | {summary.language: summary.text for summary in self.summaries}

    def summary_in(self, language: str) -> str | None:
        """The summary in this language, else in English, else in any. None without one."""
        told = self.summary_texts
        return told.get(language) or told.get("en") or next(iter(told.values()), None)


@dataclass(frozen=True, slots=True)
class Poster:
    """Where a drama's poster is on the web, and what it shows, where a source says so."""

    url: str
    alt: str | None = None


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
class Person:
    """Someone in a cast. `photo_url` is the address of a photo, `photo_source` the catalogue that has it."""

    id: int
    name: str
    native_name: str | None = None
    photo_url: str | None = None
    photo_source: str | None = None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person's roles, and what they made behind the camera: newest first, undated ones last."""

    person: Person
    roles: tuple[Role, ...] = field(default=())
    made: tuple[Made, ...] = field(default=())
