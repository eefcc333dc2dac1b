"""Tables and readings of lists of shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping

from bot.domain.list_files import Entry, Reading
from bot.sources.lists import content

V1_COLUMNS = (
    "type", "type-uuid-n", "created_at", "entity_type", "series_name", "series_id", "season_number",
    "episode_number", "movie_name", "release_date", "uuid",
)  # fmt: skip


V2_COLUMNS = (
    "key", "created_at", "s_id", "series_name", "season_number", "episode_number", "is_followed",
    "is_archived", "is_for_later", "ep_watch_count", "most_recent_ep_watched", "is_special",
)  # fmt: skip


def table(columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A table with these columns; what a row does not say is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def v1(*rows: Mapping[str, object]) -> str:
    return table(V1_COLUMNS, rows)


def v2(*rows: Mapping[str, object]) -> str:
    return table(V2_COLUMNS, rows)


def seen(
    number: int, *, show: int = 7, name: str = "Hotel", day: int = 1, **more: object
) -> dict[str, object]:
    """A row of the newer log: an episode that was seen on a day of May."""
    return {
        "key": f"watch-episode-{show}-{number}",
        "created_at": f"2024-05-{day:02} 21:30:00",
        "s_id": show,
        "series_name": name,
        "season_number": 1,
        "episode_number": number,
    } | more


def logged(number: int, *, day: int = 1, **more: object) -> dict[str, object]:
    """The same in the older log."""
    return {
        "type": "watch",
        "created_at": f"2024-05-{day:02} 21:30:00",
        "entity_type": "episode",
        "series_id": 7,
        "series_name": "Hotel",
        "season_number": 1,
        "episode_number": number,
    } | more


def read(file: str | bytes | object) -> Reading:
    if isinstance(file, str):
        return content.read(file.encode())
    return content.read(file if isinstance(file, bytes) else json.dumps(file).encode())


def only(file: str | bytes | object) -> Entry:
    (entry,) = read(file).entries
    return entry


# --- Trakt ---

HOTEL = {"title": "Hotel", "year": 2020, "ids": {"trakt": 77, "slug": "hotel", "tvdb": 7}}


def played(number: int, at: str = "", **more: object) -> dict[str, object]:
    when = at or f"2024-05-{number:02}T21:30:00.000Z"
    return {
        "id": number,
        "watched_at": when,
        "type": "episode",
        "show": HOTEL,
        "episode": {"season": 1, "number": number},
    } | more


# --- Simkl ---


def kept(status: str, **more: object) -> dict[str, object]:
    show = {"title": "Hotel", "year": 2020, "ids": {"simkl": 5, "tvdb": "7"}}
    return {"status": status, "last_watched_at": None, "user_rating": None, "show": show} | more


# --- TV Time Out ---


def out_episode(number: int, *, watched: bool = True, **more: object) -> dict[str, object]:
    at = f"2024-05-{number:02} 21:30:00" if watched else None
    return {
        "number": number,
        "is_watched": watched,
        "watched_at": at,
        "rewatch_count": 0,
        "special": False,
    } | more


def out_show(status: str, *episodes: object) -> dict[str, object]:
    seasons = [{"number": 1, "is_specials": False, "episodes": list(episodes)}]
    return {
        "uuid": "u",
        "id": {"tvdb": 7, "imdb": None},
        "title": "Hotel",
        "status": status,
        "seasons": seasons,
    }


def standing(**said: object) -> dict[str, object]:
    row: dict[str, object] = {"key": "user-series-7", "created_at": "2024-05-01 10:00:00", "s_id": 7}
    return row | {"series_name": "Hotel"} | said
