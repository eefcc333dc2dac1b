"""Trakt's exports: the JSON files of its archive, and the CSV that its pages offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.domain.lists import Reading
from bot.domain.progress import Status, read_note
from bot.sources.lists.gathering import Gathering, Title, moment_of, number_of, year_of
from bot.sources.lists.parts import Document, Part, Table
from bot.sources.reading import text_of
from bot.sources.rows import TITLE_LIMIT

NAME = "trakt"
# The tables that Trakt's pages offer have all of these.
NEEDED = frozenset({"type", "title", "trakt_id"})
_CATALOGUES = ("trakt", "imdb", "tmdb", "tvdb")

Values = Mapping[str, object]


def recognises(part: Part) -> bool:
    if isinstance(part, Table):
        return part.has(*NEEDED)
    return isinstance(part, Document) and any(is_element(one) for one in _elements(part.value))


def read(parts: Sequence[Part]) -> Reading:
    gathering = Gathering()
    for part in parts:
        if isinstance(part, Table):
            read_table(part.rows, gathering)
        elif isinstance(part, Document):
            read_elements(_elements(part.value), gathering)
    return gathering.reading(NAME)


def _elements(document: object) -> list[object]:
    """The elements of a list, or of all lists in an object that holds several."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        return [element for value in document.values() if isinstance(value, list) for element in value]
    return []


def is_element(value: object) -> bool:
    """Whether an element of a JSON list is one of Trakt's."""
    return isinstance(value, dict) and any(isinstance(value.get(name), dict) for name in ("show", "movie"))


def read_elements(elements: Iterable[object], gathering: Gathering) -> None:
    """The elements of any of Trakt's files, told apart by what they carry."""
    for element in elements:
        title = _title(element) if isinstance(element, dict) else None
        if title is None or not isinstance(element, dict):
            gathering.left += 1
            continue
        _read(element, title, gathering)


def _read(element: Values, title: Title, gathering: Gathering) -> None:
    season, episode = _part(element, "season"), _part(element, "episode")
    numbers = number_of(episode.get("season", season.get("number"))), number_of(episode.get("number"))
    if "rating" in element:
        gathering.scored(title, _half_points(element["rating"]), *numbers)
    elif "last_watched_at" in element:
        _read_summary(element, title, gathering)
    elif "watched_at" in element:
        if numbers[1] is None and not title.film:
            gathering.left += 1
        else:
            gathering.watched(title, numbers[0], numbers[1], moment_of(element["watched_at"]))
    elif "listed_at" not in element:
        gathering.left += 1  # what they own, are reminded of, have hidden
    else:
        note = element.get("notes")
        text = read_note(note)[0] if isinstance(note, str) else None
        gathering.listed(title, Status.PLAN, moment_of(element.get("listed_at")), text)


def _read_summary(element: Values, title: Title, gathering: Gathering) -> None:
    """A show with its plays, in the older archive episode by episode."""
    at = moment_of(element["last_watched_at"])
    if title.film:
        gathering.watched(title, None, None, at, None)
        return
    gathering.listed(title, Status.WATCHING, at)
    for season in _list(element.get("seasons")):
        for episode in _list(season.get("episodes")):
            number, seen = number_of(episode.get("number")), moment_of(episode.get("last_watched_at"))
            if number is None:
                gathering.left += 1
            else:
                # The history, where it is there too, has each of these plays by itself.
                gathering.watched(title, number_of(season.get("number")), number, seen, None)


def _title(element: Values) -> Title | None:
    for name in ("show", "movie"):
        found = _part(element, name)
        text = text_of(found.get("title"), TITLE_LIMIT)
        if text:
            return _titled(text, year_of(found.get("year")), _part(found, "ids"), film=name == "movie")
    return None


def _titled(name: str, year: int | None, ids: Values, *, film: bool) -> Title:
    sources = []
    for catalogue in _CATALOGUES:
        ident = ids.get(catalogue)
        if (
            isinstance(ident, int | str)
            and not isinstance(ident, bool)
            and 1 <= len(str(ident).strip()) <= 40
        ):
            # Films are numbered apart from shows.
            sources.append(
                (f"{catalogue}-film" if film and catalogue != "imdb" else catalogue, str(ident).strip())
            )
    key = ("film" if film else "show", sources[0][1] if sources else f"{name} {year}")
    return Title(key, name, year, tuple(sources), film)


def _half_points(rating: object) -> int | None:
    """Trakt rates from 1 to 10 in whole points."""
    number = number_of(rating)
    return number * 2 if number is not None else None


def _part(values: Values, name: str) -> Values:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _list(value: object) -> Iterator[Values]:
    yield from (element for element in value if isinstance(element, dict)) if isinstance(value, list) else ()


def read_table(rows: Iterable[tuple[int, Mapping[str, str]]], gathering: Gathering) -> None:
    """A table of history, ratings or a list."""
    for _, row in rows:
        kind = row.get("type", "").strip()
        name = text_of(row.get("title"), TITLE_LIMIT)
        if name is None or kind not in ("show", "season", "episode", "movie"):
            gathering.left += 1
            continue
        ids: Values = {catalogue: row.get(f"{catalogue}_id", "") for catalogue in _CATALOGUES}
        title = _titled(name, year_of(row.get("year")), ids, film=kind == "movie")
        season, episode = number_of(row.get("season_number")), number_of(row.get("episode_number"))
        if row.get("rating", "").strip():
            gathering.scored(title, _half_points(row["rating"]), season, episode)
        elif "watched_at" in row and (kind == "movie" or episode is not None):
            gathering.watched(title, season, episode, moment_of(row["watched_at"]))
        elif "listed_at" in row and kind in ("show", "movie"):
            gathering.listed(title, Status.PLAN, moment_of(row["listed_at"]))
        else:
            gathering.left += 1
