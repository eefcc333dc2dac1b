"""TV Time Out: what a browser extension saved from TV Time before it closed, as JSON, tables or both."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.list_files import Reading
from bot.domain.progress import Status
from bot.sources.lists.gathering import SPECIALS, Gathering, Title
from bot.sources.lists.parts import Document, ListTable, Part
from bot.sources.lists.values import Values, id_of

NAME = "tv time out"
_STATUSES = {
    "up_to_date": Status.WATCHING,
    "continuing": Status.WATCHING,
    "watching": Status.WATCHING,
    "finished": Status.COMPLETED,
    "not_started_yet": Status.PLAN,
    "watch_later": Status.PLAN,
    "for_later": Status.PLAN,
    "stopped": Status.DROPPED,
}
_EPISODES = ("series_tvdb_id", "title", "season", "episode", "is_watched")
_FILMS = ("title", "year", "is_watched")
_SHOWS = ("uuid", "tvdb_id", "title", "status")


def recognises(part: Part) -> bool:
    if isinstance(part, ListTable):
        return _kind(part) is not None
    if not isinstance(part, Document) or not isinstance(part.value, list) or not part.value:
        return False
    return all(_is_show(one) for one in part.value) or all(_is_film(one) for one in part.value)


def _kind(table: ListTable) -> str | None:
    if table.has(*_EPISODES):
        return "episodes"
    if table.has(*_FILMS) and table.has("watched_at") and (table.has("tvdb_id") or table.has("imdb_id")):
        return "films"
    return "shows" if table.has(*_SHOWS) and not table.has("episode") else None


def _is_show(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), dict)
        and isinstance(value.get("title"), str)
        and isinstance(value.get("status"), str)
        and isinstance(value.get("seasons"), list)
    )


def _is_film(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), dict)
        and isinstance(value.get("title"), str)
        and isinstance(value.get("is_watched"), bool)
        and "watched_at" in value
        and "seasons" not in value
    )


def read(parts: Sequence[Part]) -> Reading:
    gathering = Gathering()
    for part in parts:
        if isinstance(part, ListTable):
            kind = _kind(part)
            for _, cells in part.rows:
                row = Values(cells, gathering.unread)
                if kind == "episodes":
                    _read_episode(row, _titled(row, row, "series_tvdb_id", "series_imdb_id"), gathering)
                elif kind == "films":
                    _read_film(row, _titled(row, row, "tvdb_id", "imdb_id", film=True), gathering)
                else:
                    _read_show(row, _titled(row, row, "tvdb_id", "imdb_id"), gathering)
        elif isinstance(part, Document) and isinstance(part.value, list):
            for element in part.value:
                found = Values(element, gathering.unread)
                if _is_film(element):
                    _read_film(found, _titled(found, found.part("id"), "tvdb", "imdb", film=True), gathering)
                else:
                    _read_show(found, _titled(found, found.part("id"), "tvdb", "imdb"), gathering)
    return gathering.reading(NAME)


def _titled(named: Values, ids: Values, tvdb: str, imdb: str, *, film: bool = False) -> Title | None:
    """A title with its ids from TheTVDB and IMDb. TheTVDB numbers films separately from shows."""
    found = {"tvdb-film" if film else "tvdb": id_of(ids.found.get(tvdb)), "imdb": id_of(ids.found.get(imdb))}
    sources = tuple((catalogue, ident) for catalogue, ident in found.items() if ident)
    name = named.title("title")
    if name is None and not sources:
        return None
    ident = sources[0][1] if sources else id_of(named.found.get("uuid")) or ""
    return Title(name or "", ident, named.year("year") if film else None, sources, film)


def _read_show(show: Values, title: Title | None, gathering: Gathering) -> None:
    if title is None:
        gathering.left += 1
        return
    for season in show.parts("seasons"):
        number = SPECIALS if season.flag("is_specials") else season.number("number")
        for episode in season.parts("episodes"):
            _read_play(episode, title, number, episode.number("number"), gathering)
    status = show.word("status", _STATUSES)
    if status is None:
        gathering.names(title)
    else:
        gathering.stands(title, status, changed=show.moment("created_at"))


def _read_episode(row: Values, title: Title | None, gathering: Gathering) -> None:
    if title is None:
        gathering.left += 1
    else:
        _read_play(row, title, row.number("season"), row.number("episode"), gathering)


def _read_play(
    episode: Values, title: Title, season: int | None, number: int | None, gathering: Gathering
) -> None:
    if not episode.flag("is_watched"):
        gathering.names(title)
    elif season is None or number is None:
        gathering.left += 1
    else:
        season = SPECIALS if episode.flag("special") else season
        times = (episode.number("rewatch_count", high=1_000) or 0) + 1
        gathering.watched(title, season, number, episode.moment("watched_at"), times)


def _read_film(film: Values, title: Title | None, gathering: Gathering) -> None:
    if title is None:
        gathering.left += 1
    elif film.flag("is_watched"):
        times = (film.number("rewatch_count", high=1_000) or 0) + 1
        gathering.watched(title, None, None, film.moment("watched_at"), times)
    else:
        gathering.planned(title, film.moment("created_at"))
