"""TV Time's answer to a request for one's data: a table a subject, told apart by their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.lists import Reading
from bot.domain.progress import Status
from bot.sources.lists.gathering import Gathering, Title, moment_of, number_of
from bot.sources.lists.parts import Part, Table
from bot.sources.reading import text_of
from bot.sources.rows import TITLE_LIMIT

NAME = "tv time"
# `tracking-prod-records.csv`, `tracking-prod-records-v2.csv`: shows and films in one log.
_LOG = frozenset({"series_name", "created_at"})
# `seen_episode.csv`, `seen_episode_source.csv`, `watched_on_episode.csv`, `followed_tv_show.csv`,
# `user_tv_show_data.csv`: a show by this name.
_SHOW = "tv_show_name"

Row = Mapping[str, str]


def recognises(part: Part) -> bool:
    return isinstance(part, Table) and (part.has(_SHOW) or part.has(*_LOG))


def read(parts: Sequence[Part]) -> Reading:
    gathering = Gathering()
    for part in parts:
        if isinstance(part, Table):
            read_table(part.rows, gathering)
    return gathering.reading(NAME)


def read_table(rows: Iterable[tuple[int, Row]], gathering: Gathering) -> None:
    for _, row in rows:
        if _SHOW in row:
            _read_show(row, gathering)
        else:
            _read_log(row, gathering)


def _read_log(row: Row, gathering: Gathering) -> None:
    """An episode or film that was seen, or how a show stands."""
    film = text_of(row.get("movie_name"), TITLE_LIMIT)
    name = text_of(row.get("series_name"), TITLE_LIMIT) or film
    if name is None:
        gathering.left += 1
        return
    is_film = film is not None and not row.get("series_name", "").strip()
    title = _titled(name, row.get("s_id") or row.get("series_id") or "", film=is_film)
    at = moment_of(row.get("created_at")) or moment_of(row.get("updated_at"))
    season = number_of(row.get("season_number") or row.get("s_no"))
    episode = number_of(row.get("episode_number") or row.get("ep_no"))
    kind = row.get("type", "").strip()
    if is_film:
        if kind in ("watch", "rewatch"):
            gathering.watched(title, None, None, at)
        elif kind in ("follow", "towatch"):
            gathering.listed(title, Status.PLAN, at)
        else:
            gathering.left += 1
    elif episode is not None:
        gathering.watched(title, season, episode, at)
    else:
        gathering.listed(title, _archived(row.get("is_archived")), at)


def _read_show(row: Row, gathering: Gathering) -> None:
    name = text_of(row.get(_SHOW), TITLE_LIMIT)
    if name is None:
        gathering.left += 1
        return
    title = _titled(name, row.get("tv_show_id", ""), film=False)
    at = moment_of(row.get("created_at")) or moment_of(row.get("updated_at"))
    episode = number_of(row.get("episode_number"))
    if episode is not None:
        gathering.watched(
            title, number_of(row.get("episode_season_number") or row.get("season_number")), episode, at
        )
    else:
        gathering.listed(title, _archived(row.get("archived")), at)


def _archived(cell: str | None) -> Status:
    """Archiving a show was TV Time's way of giving it up."""
    return Status.DROPPED if (cell or "").strip().casefold() in ("1", "true") else Status.PLAN


def _titled(name: str, tvdb: str, *, film: bool) -> Title:
    """Its numbers of shows are TheTVDB's. Some of its tables leave them out, so the name tells them apart."""
    ident = number_of(tvdb)
    sources = (("tvdb", str(ident)),) if ident and not film else ()
    return Title(("film" if film else "show", name), name, None, sources, film)
