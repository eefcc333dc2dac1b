"""The forms of `/catalogue`: the name of each field, its format, and its text boxes."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ui

from bot.domain.curating import FORM_LIMIT, Piece, Section
from bot.domain.dramas import Drama, summary_language
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import CUSTOM_ID_LIMIT, custom_id
from bot.present.forms import Field, form
from bot.present.text import plain

SECTIONS: Mapping[Section, str] = {
    Section.NAMES: N_("Names"),
    Section.FACTS: N_("Facts"),
    Section.AIRING: N_("Airing"),
    Section.SUMMARIES: N_("Summaries"),
    Section.TEXTS: N_("Based on, content rating"),
    Section.POSTER: N_("Poster"),
    Section.CAST: N_("Cast"),
    Section.STAFF: N_("Behind the camera"),
    Section.LINKS: N_("Links"),
    Section.MUSIC: N_("Music"),
    Section.RELATIONS: N_("Related"),
    Section.QUOTES: N_("Quotes"),
    Section.EPISODES: N_("Episodes"),
    Section.NUMBERING: N_("Numbering"),
}
# A field as forms, the panel and refusals call it, whether it is typed whole or is a part of one.
NAMES: Mapping[str, str] = {
    "title": N_("Title of the drama"),
    "native_title": N_("Native title"),
    "romanised_title": N_("Title in Latin letters"),
    "name": N_("Name"),
    "aliases": N_("Other names"),
    "country": N_("Country"),
    "kind": N_("Kind"),
    "year": N_("Year"),
    "genres": N_("Genres"),
    "networks": N_("Networks"),
    "episodes": N_("Number of episodes"),
    "minutes": N_("Minutes per episode"),
    "aired_from": N_("First day"),
    "aired_to": N_("Last day"),
    "slot": N_("Weekday and time"),
    "weekday": N_("Weekday"),
    "air_time": N_("Time"),
    "summary": N_("Summary"),
    "based_on": N_("Based on"),
    "content_rating": N_("Content rating"),
    "poster_url": N_("Address of the poster"),
    "poster_alt": N_("What the poster shows"),
    "popularity": N_("Popularity of the drama"),
    "cast": N_("Cast"),
    "staff": N_("Behind the camera"),
    "links": N_("Links"),
    "music": N_("Music"),
    "relations": N_("Related"),
    "quotes": N_("Quotes"),
    "episode_list": N_("Episodes"),
    "episode list": N_("Episodes"),
    "numbering": N_("Numbering"),
}
_SHORT = N_("a text of at most 300 characters, in one line")
_ADDRESS = N_("an http or https address with a host, no password in it, no torrent, at most 500 characters")
_NUMBERED = N_("an episode's number from 1 to 5000")
# The required format of a field. Discord shows 100 characters of it below a form's label.
EXPECTED: Mapping[str, str] = {
    "title": _SHORT,
    "native_title": _SHORT,
    "romanised_title": N_("the native title as it is spoken, in Latin letters; at most 300 characters"),
    "name": N_("a name of at most 300 characters, in one line, with something to search for in it"),
    "country": N_("JP, KR, CN, TW, TH, HK, PH or SG, or the country's English name"),
    "kind": N_("drama, movie, special or show"),
    "year": N_("a year from 1900 to 2200"),
    "genres": N_("one per line, each at most 100 characters"),
    "networks": N_("one per line, each at most 100 characters"),
    "episodes": N_("a number from 1 to 5000"),
    "minutes": N_("a number from 1 to 1440"),
    "aired_from": N_("a day like 2005-10-11, not after the last day"),
    "aired_to": N_("a day like 2005-12-20, not before the first day"),
    "slot": N_("a weekday in English, a time like 21:00, or both: Tuesday 21:00"),
    "summary": N_("what it is about, without spoilers; at most 1500 characters"),
    "based_on": N_("a text of at most 500 characters, in one line"),
    "content_rating": N_("a text of at most 100 characters, in one line"),
    "poster_url": _ADDRESS,
    "poster_alt": N_("for people who can't see it; at most 500 characters, in one line"),
    "cast": N_("one per line: Person — Character — main, support or guest"),
    "cast.person": N_("Person — Character — main, support or guest; each name at most 300 characters"),
    "cast.character": N_("Person — Character — main, support or guest; each name at most 300 characters"),
    "cast.billing": N_("Person — Character — main, support or guest; it ends with one of these three words"),
    "links": N_("one per line: kind | title | address | spoils up to episode"),
    "links.kind": N_(
        "kind | title | address | spoils up to episode; kinds are official, stream, purchase, book, "
        "soundtrack, translation, article, review, trailer"
    ),
    "links.title": N_("kind | title | address | spoils up to episode; a title of at most 300 characters"),
    "links.url": _ADDRESS,
    "links.spoils_episode": _NUMBERED,
    "staff": N_("one per line: Person — director or writer"),
    "staff.person": N_("Person — director or writer; a name of at most 300 characters"),
    "staff.job": N_("Person — director or writer; it ends with one of these two words"),
    "music": N_("one per line: kind | title | artist | address"),
    "music.kind": N_("kind | title | artist | address; kinds are theme, ending, insert, soundtrack"),
    "music.title": N_("kind | title | artist | address; a title of at most 300 characters"),
    "music.artist": N_("kind | title | artist | address; an artist of at most 300 characters"),
    "music.url": _ADDRESS,
    "relations": N_("one per line: kind | title, like sequel | Kamisama Mou Sukoshi Dake"),
    "relations.kind": N_("kind | title; a kind of at most 100 characters, like sequel"),
    "relations.title": N_("kind | title; a title of at most 300 characters"),
    "quotes": N_("one per line: text | speaker | spoils up to episode; / is a new line"),
    "quotes.text": N_("text | speaker | spoils up to episode; a text of at most 1000 characters"),
    "quotes.speaker": N_("text | speaker | spoils up to episode; a speaker of at most 300 characters"),
    "quotes.episode": N_("text | speaker | spoils up to episode; it needs a number if it hides a part"),
    "episode_list": N_("one per line: number | day | title, like 5 | 2005-11-08 | The fifth"),
    "episode_list.number": _NUMBERED,
    "episode_list.air_date": N_("number | day | title, with a day like 2005-11-08"),
    "episode_list.title": N_("number | day | title; a title of at most 300 characters"),
    "numbering": N_("one per line: tvmaze 43687 seasons 1-2 from 1"),
}
_LIMITS: Mapping[str, int] = {
    "title": 300,
    "native_title": 300,
    "romanised_title": 300,
    "country": 60,
    "kind": 20,
    "year": 4,
    "episodes": 4,
    "minutes": 4,
    "aired_from": 10,
    "aired_to": 10,
    "slot": 20,
    "summary": 1_500,
    "based_on": 500,
    "content_rating": 100,
    "poster_url": 500,
    "poster_alt": 500,
}
_LONG = frozenset(
    {
        "genres", "networks", "summary", "poster_alt", "cast", "staff", "links", "music", "relations",
        "quotes", "episode_list", "numbering",
    }
)  # fmt: skip
BY_HAND = ("title", "native_title", "country", "year", "episodes")


def name(t: Texts, field: str) -> str:
    """A field's name.

    For a part (`cast.billing`) the name of the whole field, for `episode 5` the episode's.
    """
    if field.startswith("episode ") and field[8:].isdigit():
        return t("Episode {n}", n=int(field[8:]))
    if (language := summary_language(field)) not in (None, "en"):
        return t("Summary ({language})", language=t.name_of(language))
    return t(NAMES.get(field.partition(".")[0], field))


def expected(field: str) -> str:
    """The required format of a field or a part of one. Empty for one that has none."""
    return EXPECTED.get("summary" if summary_language(field) else field, "")


def section_form(
    t: Texts,
    drama: Drama,
    section: Section,
    texts: Mapping[str, str],
    marks: tuple[str, ...],
    piece: Piece | None,
) -> ui.Modal:
    """A form of a section, filled with the current values. `texts` has its fields.

    A text that is too long for a form is left out.
    """
    first, last = (piece.first, piece.last) if piece else (0, 0)
    return form(
        f"{t(SECTIONS[section])} · {words.plain_title(t, drama, 45)}",
        verbs.EDIT,
        drama.id,
        section,
        first,
        last,
        "".join(marks),
        fields=tuple(
            _field(t, field, texts[field], piece) for field in texts if len(texts[field]) <= FORM_LIMIT
        ),
    )


def _field(t: Texts, field: str, value: str, piece: Piece | None = None) -> Field:
    label, kind = name(t, field), "summary" if summary_language(field) else field
    if piece is not None and field == "episode_list":
        label = f"{label} {piece.first}–{piece.last}"
    return Field(
        field,
        label,
        max(_LIMITS.get(kind, FORM_LIMIT), len(value)),
        description=t(expected(field)),
        value=value or None,
        long=kind in _LONG,
        required=field == "title",
    )


def by_hand_form(t: Texts, title: str) -> ui.Modal:
    """The form for a new drama's first facts. The panel takes the rest."""
    texts = {**dict.fromkeys(BY_HAND, ""), "title": title}
    return form(
        t("A new drama"), verbs.ADD_BY_HAND, fields=tuple(_field(t, field, texts[field]) for field in BY_HAND)
    )


def title_in_button(title: str) -> str:
    """The part of a title that fits into a button, which carries it into its form."""
    title = plain(title, CUSTOM_ID_LIMIT)
    while True:
        try:
            custom_id(verbs.ADD_BY_HAND, title)
        except ValueError:
            title = title[:-1]
        else:
            return title


def same_form(t: Texts, drama: Drama) -> ui.Modal:
    """The form that asks which other drama is the same as this one."""
    return form(
        t("The same drama as …"),
        verbs.SAME_DRAMA,
        drama.id,
        fields=(
            Field(
                "other",
                t("The other title"),
                300,
                description=t("any of its names; you will see both before anything changes"),
                long=False,
            ),
        ),
    )
