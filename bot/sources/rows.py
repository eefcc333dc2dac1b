"""Turns one row of a catalogue file into a drama: the fields, their bounds, and both sets of names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.dramas import (
    COUNTRIES,
    Billing,
    CatalogueEntry,
    Credit,
    EpisodeFacts,
    Job,
    Kind,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Quote,
    Relation,
    StaffMember,
    Summary,
    SynopsisText,
    country_code,
)
from bot.domain.episodes import SYNOPSIS_LIMIT
from bot.domain.spoilers import hides_something
from bot.errors import FileFault, ImportProblem, because
from bot.sources.fields import FIRST_YEAR, LAST_YEAR, RowFields

TITLE_LIMIT = 300
NAME_LIMIT = 300  # aliases, persons, characters, titles of episodes, links, relations and music
WORD_LIMIT = 100  # networks, genres, content ratings, kinds of relation, ids of other catalogues
SUMMARY_LIMIT = 1_500
BASED_ON_LIMIT = 500
ALT_LIMIT = 500
QUOTE_LIMIT = 1_000
LAST_EPISODE = 5_000
LAST_MINUTE = 1_440
LAST_RANK = 10_000_000
MOST_NAMES = 200
MOST_PARTS = 1_000  # of cast, staff, links, relations, music, quotes
MOST_SYNOPSES = 10_000
MOST_LANGUAGES = 50  # of summaries

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CAST = ("person", "character", "billing")
EPISODES = ("number", "title", "air_date", "minutes", "audience_percent")
SUMMARIES = ("language", "text")
SYNOPSES = ("episode", "language", "text")
LINKS = ("kind", "title", "url", "spoils_episode")
RELATIONS = ("kind", "title")
MUSIC = ("kind", "title", "artist", "url")
STAFF = ("person", "job")
QUOTES = ("text", "speaker", "episode")

# Our fields in the order in which they are written.
SCALARS_AND_NAMES = (
    "title", "native_title", "romanised_title", "aliases", "country", "kind", "year", "episodes", "minutes",
    "aired_from", "aired_to", "weekday", "air_time", "networks", "genres", "content_rating", "summary",
    "based_on", "poster_url", "poster_alt", "popularity", "sources",
)  # fmt: skip
PARTS = ("summaries", "cast", "staff", "episode_list", "synopses", "links", "relations", "music", "quotes")
OURS = (*SCALARS_AND_NAMES, *PARTS)

# The other way of naming them, as lists made from MyDramaList's pages do.
THEIRS = ("mdl_id", "akas", "aired", "duration")
FIELDS = (*OURS, *THEIRS)

_KINDS = {"tv program": Kind.SHOW, "tv show": Kind.SHOW, "tv movie": Kind.MOVIE}
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_DURATION = re.compile(r"(?:([0-9]{1,2}) hr\.?)? ?(?:([0-9]{1,3}) min\.?)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AIRED_DAY = re.compile(rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>[0-9]{{1,2}}), (?P<year>[0-9]{{4}})")
_AIRED_ROUGHLY = re.compile(rf"\?|(?:(?:{'|'.join(_MONTHS)}), )?[0-9]{{4}}")


def entry_of(values: Mapping[str, object], row: int, rank: int) -> CatalogueEntry | list[ImportProblem]:
    """The drama of one row, or all problems of the row.

    `rank` is the row's place in its file. A list with `mdl_id` is sorted by popularity, so there `rank` is
    the popularity of a drama that gives no other.
    """
    fields = RowFields(row, values)
    fields.only(FIELDS)
    theirs = fields.has("mdl_id")
    aired_from, aired_to = _aired(fields)
    entry = CatalogueEntry(
        title=fields.needed("title", TITLE_LIMIT),
        native_title=fields.text("native_title", NAME_LIMIT),
        romanised_title=fields.text("romanised_title", NAME_LIMIT),
        aliases=fields.names(fields.one_of("aliases", "akas"), NAME_LIMIT, MOST_NAMES),
        country=_country(fields),
        kind=fields.word("kind", Kind, _KINDS) or Kind.DRAMA,
        year=fields.number("year", FIRST_YEAR, LAST_YEAR),
        episodes=_episodes(fields, unknown_is_zero=theirs),
        minutes=_minutes(fields),
        aired_from=aired_from,
        aired_to=aired_to,
        weekday=_weekday(fields),
        air_time=fields.clock("air_time"),
        content_rating=fields.text("content_rating", WORD_LIMIT),
        summary=_summary(fields, "summary"),
        summaries=_summaries(fields),
        based_on=fields.text("based_on", BASED_ON_LIMIT),
        poster_url=fields.url("poster_url"),
        poster_alt=fields.text("poster_alt", ALT_LIMIT),
        popularity=fields.number("popularity", 1, LAST_RANK) or (rank if theirs else None),
        networks=fields.names("networks", WORD_LIMIT, MOST_NAMES, any_case=True),
        genres=fields.names("genres", WORD_LIMIT, MOST_NAMES, any_case=True),
        cast=_cast(fields),
        staff=_staff(fields),
        episode_list=_episode_list(fields),
        synopses=_synopses(fields),
        links=_links(fields),
        relations=_relations(fields),
        music=_music(fields),
        quotes=_quotes(fields),
        sources=_sources(fields),
    )
    return fields.problems or entry


def _country(fields: RowFields) -> str | None:
    name = fields.text("country", NAME_LIMIT)
    code = country_code(name) if name else None
    if name and code is None:
        fields.wrong("country", because(FileFault.COUNTRY, codes=tuple(COUNTRIES)))
    return code


def _episodes(fields: RowFields, *, unknown_is_zero: bool) -> int | None:
    if unknown_is_zero and fields.values.get("episodes") == 0:
        return None
    return fields.number("episodes", 1, LAST_EPISODE)


def _weekday(fields: RowFields) -> int | None:
    name = fields.text("weekday", WORD_LIMIT)
    if name is None:
        return None
    if name.capitalize() not in WEEKDAYS:
        fields.wrong("weekday", because(FileFault.WORD, words=WEEKDAYS))
        return None
    return WEEKDAYS.index(name.capitalize())


def _minutes(fields: RowFields) -> int | None:
    """The minutes, from `minutes` or from a `duration` like "1 hr. 15 min."."""
    if fields.one_of("minutes", "duration") == "minutes":
        return fields.number("minutes", 1, LAST_MINUTE)
    text = fields.text("duration", WORD_LIMIT)
    if text is None:
        return None
    found = _DURATION.fullmatch(text)
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not 1 <= minutes <= LAST_MINUTE:
        fields.wrong("duration", because(FileFault.LENGTH, example="1 hr. 15 min."))
        return None
    return minutes


def _aired(fields: RowFields) -> tuple[date | None, date | None]:
    """The first and last day, from `aired_from` and `aired_to`, or from `aired`."""
    if fields.has("aired"):
        for name in ("aired_from", "aired_to"):
            fields.one_of(name, "aired")
        return _aired_text(fields)
    first, last = fields.day("aired_from"), fields.day("aired_to")
    if first and last and last < first:
        fields.wrong("aired_to", because(FileFault.BEFORE, name="aired_from"))
    return first, last


def _aired_text(fields: RowFields) -> tuple[date | None, date | None]:
    """Both days of "Oct 11, 2005 - Dec 20, 2005". For "Sep 17, 2021" that day twice.

    If only a year or a month is known ("2026 - ?", "Apr, 2026"), there is no day.
    """
    text = fields.text("aired", WORD_LIMIT)
    if text is None:
        return None, None
    begins, dash, ends = text.partition(" - ")
    try:
        first = _aired_day(begins)
        last = _aired_day(ends) if dash else first
    except ValueError:
        fields.wrong("aired", because(FileFault.DAYS, example="Oct 11, 2005 - Dec 20, 2005"))
        return None, None
    if first and last and last < first:
        fields.wrong("aired", because(FileFault.ENDS_FIRST))
    return first, last


def _aired_day(text: str) -> date | None:
    if _AIRED_ROUGHLY.fullmatch(text):
        return None
    found = _AIRED_DAY.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        raise ValueError(text)
    return date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))


def _cast(fields: RowFields) -> tuple[Credit, ...]:
    credits_ = tuple(
        Credit(
            part.needed("person", NAME_LIMIT),
            part.text("character", NAME_LIMIT),
            part.needed_word("billing", Billing),
        )
        for part in fields.parts("cast", CAST, MOST_PARTS)
    )
    _each_once(fields, "cast", [credit.person for credit in credits_])
    return credits_


def _episode_list(fields: RowFields) -> tuple[EpisodeFacts, ...]:
    episodes = tuple(
        EpisodeFacts(
            part.needed_number("number", 1, LAST_EPISODE),
            part.text("title", NAME_LIMIT),
            part.day("air_date"),
            part.number("minutes", 1, LAST_MINUTE),
            part.percent("audience_percent"),
        )
        for part in fields.parts("episode_list", EPISODES, LAST_EPISODE)
    )
    _each_once(fields, "episode_list", [episode.number for episode in episodes])
    return episodes


def _synopses(fields: RowFields) -> tuple[SynopsisText, ...]:
    synopses = tuple(
        SynopsisText(
            part.needed_number("episode", 1, LAST_EPISODE),
            _language(part),
            part.needed("text", SYNOPSIS_LIMIT, lines=True),
        )
        for part in fields.parts("synopses", SYNOPSES, MOST_SYNOPSES)
    )
    _each_once(fields, "synopses", [(synopsis.episode, synopsis.language) for synopsis in synopses])
    return synopses


def _language(part: RowFields) -> str:
    if not part.has("language"):
        part.wrong("language", because(FileFault.MISSING))
    return part.matching("language", _LANGUAGE, because(FileFault.LANGUAGE)) or ""


def _staff(fields: RowFields) -> tuple[StaffMember, ...]:
    staff = tuple(
        StaffMember(part.needed("person", NAME_LIMIT), part.needed_word("job", Job))
        for part in fields.parts("staff", STAFF, MOST_PARTS)
    )
    _each_once(fields, "staff", [(member.person, member.job) for member in staff])
    return staff


def _links(fields: RowFields) -> tuple[Link, ...]:
    links = tuple(
        Link(
            part.needed_word("kind", LinkKind),
            part.needed("title", NAME_LIMIT),
            part.url("url"),
            part.number("spoils_episode", 1, LAST_EPISODE),
        )
        for part in fields.parts("links", LINKS, MOST_PARTS)
    )
    _each_once(fields, "links", [(link.kind, link.title) for link in links])
    return links


def _relations(fields: RowFields) -> tuple[Relation, ...]:
    relations = tuple(
        Relation(part.needed("kind", WORD_LIMIT).lower(), part.needed("title", NAME_LIMIT))
        for part in fields.parts("relations", RELATIONS, MOST_PARTS)
    )
    _each_once(fields, "relations", [(relation.kind, relation.title) for relation in relations])
    return relations


def _music(fields: RowFields) -> tuple[Music, ...]:
    music = tuple(
        Music(
            part.needed_word("kind", MusicKind),
            part.needed("title", NAME_LIMIT),
            part.text("artist", NAME_LIMIT),
            part.url("url"),
        )
        for part in fields.parts("music", MUSIC, MOST_PARTS)
    )
    _each_once(fields, "music", [(piece.kind, piece.title) for piece in music])
    return music


def _summary(fields: RowFields, name: str) -> str | None:
    """It stands on every card, and has no episode: whatever it hides would be in clear."""
    summary = fields.text(name, SUMMARY_LIMIT, lines=True)
    if summary and hides_something(summary):
        fields.wrong(name, because(FileFault.HIDES))
    return summary


def _summaries(fields: RowFields) -> tuple[Summary, ...]:
    """The summaries in other languages. The English one has a field of its own."""
    summaries = []
    for part in fields.parts("summaries", SUMMARIES, MOST_LANGUAGES):
        language = _language(part)
        if language == "en":
            part.wrong("language", because(FileFault.ENGLISH_APART))
        if not part.has("text"):
            part.wrong("text", because(FileFault.MISSING))
        summaries.append(Summary(language, _summary(part, "text") or ""))
    _each_once(fields, "summaries", [summary.language for summary in summaries])
    return tuple(sorted(summaries, key=lambda summary: summary.language))


def _quote(part: RowFields) -> Quote:
    text, speaker = part.needed("text", QUOTE_LIMIT, lines=True), part.text("speaker", NAME_LIMIT)
    episode = part.number("episode", 1, LAST_EPISODE)
    if episode is None and hides_something(text, speaker or ""):
        part.wrong("episode", because(FileFault.NEEDS_EPISODE))
    return Quote(text, speaker, episode)


def _quotes(fields: RowFields) -> tuple[Quote, ...]:
    quotes = tuple(_quote(part) for part in fields.parts("quotes", QUOTES, MOST_PARTS))
    _each_once(fields, "quotes", [quote.text for quote in quotes])
    return quotes


def _sources(fields: RowFields) -> tuple[tuple[str, str], ...]:
    """The ids by catalogue, from `sources` (one id or several each) or from a list's `mdl_id`."""
    if fields.one_of("sources", "mdl_id") == "mdl_id":
        return _ids(fields, "mdl_id", "mdl", fields.values.get("mdl_id"))
    value = fields.values.get("sources") or {}
    if not isinstance(value, dict):
        fields.wrong("sources", because(FileFault.IDS, example='{"mdl": "2"}', cell="mdl:2"))
        return ()
    pairs: list[tuple[str, str]] = []
    for name, ids in value.items():
        if not _SOURCE.fullmatch(name):
            fields.wrong(f"sources.{name}", because(FileFault.SOURCE_NAME))
        for ident in ids if isinstance(ids, list) else [ids]:
            pairs.extend(_ids(fields, f"sources.{name}", name, ident))
    return tuple(dict.fromkeys(pairs))


def _ids(fields: RowFields, field: str, source: str, ident: object) -> tuple[tuple[str, str], ...]:
    if isinstance(ident, int) and not isinstance(ident, bool) and 0 <= ident < 10**18:
        ident = str(ident)
    found = RowFields(fields.row, {field: ident}, fields.problems).text(field, WORD_LIMIT)
    return ((source, found),) if found else ()


def _each_once(fields: RowFields, name: str, keys: Sequence[object]) -> None:
    """Notes repeats as problems: the store keeps one of each, so a second one would be lost silently."""
    if fields.problems:
        return  # what could not be read stands for nothing to compare
    seen: set[object] = set()
    for place, key in enumerate(keys, 1):
        if key in seen:
            fields.wrong(f"{name}[{place}]", because(FileFault.TWICE))
        seen.add(key)
