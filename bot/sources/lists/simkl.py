"""Simkl's backup: JSON with lists of shows, anime and films. Each title has its own status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.list_files import Reading
from bot.domain.progress import Status
from bot.sources.lists.gathering import Gathering, Title
from bot.sources.lists.parts import Document, Part
from bot.sources.lists.values import Values, id_of

NAME = "simkl"
_LISTS = ("shows", "anime", "movies")
_STATUSES = {
    "plantowatch": Status.PLAN,
    "watching": Status.WATCHING,
    "hold": Status.ON_HOLD,
    "completed": Status.COMPLETED,
    "dropped": Status.DROPPED,
    "notinteresting": Status.DROPPED,  # how Simkl called it before
}
# Catalogues whose ids an element may have. Films are numbered apart from shows, but for IMDb.
_CATALOGUES = ("simkl", "imdb", "tmdb", "tvdb")


def recognises(part: Part) -> bool:
    """Whether it is an object of only Simkl's lists, where every element has a status and Simkl's id."""
    if not isinstance(part, Document) or not isinstance(part.value, dict):
        return False
    if any(isinstance(found, list) and name not in _LISTS for name, found in part.value.items()):
        return False
    elements = [one for _, one in _elements(part.value)]
    return bool(elements) and all(_is_element(one) for one in elements)


def read(parts: Sequence[Part]) -> Reading:
    gathering = Gathering()
    for part in parts:
        if isinstance(part, Document) and isinstance(part.value, dict):
            for name, element in _elements(part.value):
                if isinstance(element, dict):
                    _read_element(Values(element, gathering.unread), gathering, film=name == "movies")
    return gathering.reading(NAME)


def _elements(document: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name in _LISTS:
        found = document.get(name)
        yield from ((name, element) for element in found) if isinstance(found, list) else ()


def _is_element(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("status"), str):
        return False
    found = [value[name] for name in ("show", "movie") if isinstance(value.get(name), dict)]
    return len(found) == 1 and _simkl_id(found[0].get("ids")) is not None


def _simkl_id(ids: object) -> str | None:
    if not isinstance(ids, dict):
        return None
    return id_of(ids.get("simkl")) or id_of(ids.get("simkl_id"))


def _read_element(element: Values, gathering: Gathering, *, film: bool) -> None:
    found = element.part("movie") if isinstance(element.found.get("movie"), dict) else element.part("show")
    name, status = found.title("title"), element.word("status", _STATUSES)
    if name is None or status is None:
        gathering.left += 1
        return
    ident = _simkl_id(found.found.get("ids")) or ""
    ids = dict(found.ids("ids")) | {"simkl": ident}
    sources = tuple(
        (f"{one}-film" if film and one != "imdb" else one, ids[one]) for one in _CATALOGUES if one in ids
    )
    title = Title(name, ident, found.year("year"), sources, film)
    gathering.stands(
        title,
        status,
        episode=element.number("watched_episodes_count") or 0,
        total=(element.number("total_episodes_count") or 0)
        - (element.number("not_aired_episodes_count") or 0),
        ended=element.moment("last_watched_at"),
        changed=element.moment("added_to_watchlist_at"),
        note=_memo(element),
    )
    if element.has("user_rating") and (given := element.points("user_rating")) is not None:
        gathering.scored(title, given)
    if not film:
        _read_plays(element, title, gathering)


def _read_plays(element: Values, title: Title, gathering: Gathering) -> None:
    for season in element.parts("seasons"):
        number = season.number("number")
        for episode in season.parts("episodes"):
            place = episode.number("number")
            if number is None or place is None:
                gathering.left += 1
            else:
                at = episode.moment("watched_at", "last_watched_at")
                gathering.watched(title, number, place, at)


def _memo(element: Values) -> str:
    """A member's note: a text, or an object with one."""
    return element.text("memo") or element.part("memo").text("text")
