"""Trakt's exports: the JSON files of its archive, and the CSV files of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from bot.domain.list_files import Reading
from bot.sources.lists.gathering import Gathering, Title
from bot.sources.lists.parts import Document, ListTable, Part
from bot.sources.lists.values import Values, id_of

NAME = "trakt"
# The tables that Trakt's pages offer have all of these, and a column that says what they are a list of.
_COLUMNS = ("type", "title", "trakt_id")
_KINDS = frozenset({"watched_at", "listed_at", "rated_at", "rating", "hidden_at"})
_CATALOGUES = ("trakt", "imdb", "tmdb", "tvdb")
# What an element says was done, most of them when: of these five a list can keep something.
_DONE = frozenset({"watched_at", "last_watched_at", "rating", "listed_at", "hidden_at"})
_OBJECTS = frozenset({"show", "movie", "person"})
# How the sites say that took their words from Trakt; where one stands, the list is another's.
_FOREIGN = frozenset({"status", "user_rating", "added_to_watchlist_at"})
# What is hidden there was not given up: it was kept out of suggestions, or of what its member owns.
_HIDDEN_ELSEWHERE = ("recommendations", "collected", "reset")


def recognises(part: Part) -> bool:
    """Recognises a table by its columns, and JSON if every element with a title is one of Trakt's."""
    if isinstance(part, ListTable):
        return part.has(*_COLUMNS) and not _KINDS.isdisjoint(part.header)
    return isinstance(part, Document) and bool(_elements(part.value))


def read(parts: Sequence[Part]) -> Reading:
    gathering = Gathering()
    for part in parts:
        if isinstance(part, ListTable):
            for _, row in part.rows:
                _read_row(Values(row, gathering.unread), gathering)
        elif isinstance(part, Document):
            hidden = not any(word in part.name for word in _HIDDEN_ELSEWHERE)
            for element in _elements(part.value):
                _read_element(Values(element, gathering.unread), gathering, hidden=hidden)
    return gathering.reading(NAME)


def _elements(document: object) -> list[dict[str, object]]:
    """The elements of one of Trakt's lists, or of all such lists in one object.

    None if an element has a title and is not Trakt's, or if no element has anything that a list keeps.
    """
    lists = list(document.values()) if isinstance(document, dict) else [document]
    found = [
        element for one in lists if isinstance(one, list) and any(map(_names_one, one)) for element in one
    ]
    elements = [element for element in found if _is_element(element)]
    return elements if len(elements) == len(found) and any(map(_says, elements)) else []


def _names_one(value: object) -> bool:
    return isinstance(value, dict) and not _OBJECTS.isdisjoint(value)


def _says(element: dict[str, object]) -> bool:
    return not _DONE.isdisjoint(element)


def _is_element(value: object) -> TypeGuard[dict[str, object]]:
    """Whether an element is about a title with Trakt's id, and uses no words of another site."""
    return (
        isinstance(value, dict)
        and _FOREIGN.isdisjoint(value)
        and any(_has_ids(value.get(name)) for name in _OBJECTS)
    )


def _has_ids(value: object) -> bool:
    ids = value.get("ids") if isinstance(value, dict) else None
    return isinstance(ids, dict) and id_of(ids.get("trakt")) is not None


def _read_element(element: Values, gathering: Gathering, *, hidden: bool) -> None:
    title = _title(element)
    if title is None:
        gathering.left += 1  # a person, or a title without a name
        return
    season = element.part("episode").number("season")
    season = element.part("season").number("number") if season is None else season
    episode = element.part("episode").number("number")
    if "rating" in element.found:
        gathering.scored(title, element.points("rating"), season, episode)
    elif "last_watched_at" in element.found:
        _read_summary(element, title, gathering)
    elif "watched_at" in element.found:
        if title.film or episode is not None:
            gathering.watched(title, season, episode, element.moment("watched_at"))
        else:
            gathering.left += 1
    elif "hidden_at" in element.found:
        if hidden and not title.film and season is None:
            gathering.given_up(title, element.moment("hidden_at"))
        else:
            gathering.left += 1
    elif "listed_at" in element.found and season is None and episode is None:
        gathering.planned(title, element.moment("listed_at"), element.text("notes"))
    else:
        gathering.left += 1  # one episode that is to be seen, or what somebody owns


def _read_summary(element: Values, title: Title, gathering: Gathering) -> None:
    """A show or film with its plays. The older archive lists every episode."""
    at = element.moment("last_watched_at")
    if title.film:
        gathering.watched(title, None, None, at)
        return
    gathering.begun(title, at)
    for season in element.parts("seasons"):
        number = season.number("number")
        for episode in season.parts("episodes"):
            place = episode.number("number")
            if number is None or place is None:
                gathering.left += 1
            else:
                # Only the last of its plays is told here; the history has each of them by itself.
                gathering.watched(title, number, place, episode.moment("last_watched_at"))


def _title(element: Values) -> Title | None:
    for name in ("show", "movie"):
        found = element.part(name)
        if text := found.title("title"):
            return _titled(text, found.year("year"), dict(found.ids("ids")), film=name == "movie")
    return None


def _titled(name: str, year: int | None, ids: dict[str, str], *, film: bool) -> Title:
    # Films are numbered apart from shows.
    sources = tuple(
        (f"{catalogue}-film" if film and catalogue != "imdb" else catalogue, ids[catalogue])
        for catalogue in _CATALOGUES
        if catalogue in ids
    )
    return Title(name, ids.get("trakt", ""), year, sources, film)


def _read_row(row: Values, gathering: Gathering) -> None:
    """A row of history, ratings or a list."""
    name, kind = row.title("title"), row.text("type")
    if name is None or kind not in ("show", "season", "episode", "movie"):
        gathering.left += 1
        return
    ids = {one: ident for one in _CATALOGUES if (ident := id_of(row.found.get(f"{one}_id"))) is not None}
    title = _titled(name, row.year("year"), ids, film=kind == "movie")
    season, episode = row.number("season_number"), row.number("episode_number")
    if row.has("rating"):
        gathering.scored(title, row.points("rating"), season, episode)
    elif "watched_at" in row.found and (kind == "movie" or episode is not None):
        gathering.watched(title, season, episode, row.moment("watched_at"))
    elif "listed_at" in row.found and kind in ("show", "movie"):
        gathering.planned(title, row.moment("listed_at"), row.text("notes"))
    elif row.has("hidden_at") and kind == "show":
        gathering.given_up(title, row.moment("hidden_at"))
    else:
        gathering.left += 1
