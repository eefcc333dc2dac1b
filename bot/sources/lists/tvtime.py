"""TV Time's tables, as it gave them to its members. The columns tell which table it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.list_files import Reading
from bot.sources.lists.gathering import SPECIALS, Gathering, Title
from bot.sources.lists.numbers import number_of
from bot.sources.lists.parts import ListTable, Part
from bot.sources.lists.values import Values, id_of

NAME = "tv time"
# The table of votes gives each star its own number; other votes in a table of the same columns are feelings.
_STARS = {1: 4, 27: 8, 28: 12, 29: 16, 3: 20}
_ONLY_STARS = frozenset({27, 28, 29})
# Tables that name a show's episode for another reason than that it was seen.
_NO_PLAYS = frozenset(
    {"emotion_id", "comment", "comment_type", "last_comment_read_date", "show_character_id", "vote_key"}
)
_STANDING = frozenset({"archived", "active", "is_followed", "nb_episodes_seen", "status", "rating"})
_SEASON = ("episode_season_number", "season_number", "s_no")
_FOR_LATER = {"for_later": True}


def recognises(part: Part) -> bool:
    return isinstance(part, ListTable) and _kind(part) is not None


def _kind(table: ListTable) -> str | None:
    """The kind of one of TV Time's tables."""
    if table.has("series_name", "movie_name", "type", "created_at") and (
        table.has("entity_type") or table.has("type-uuid-n")
    ):
        return "log"
    if table.has("series_name", "s_id", "created_at") and (
        table.has("key") or table.has("ep_no") or table.has("episode_number")
    ):
        return "log of shows"
    if table.has("vote_key", "user_id") and (table.has("series_name") or table.has("movie_name")):
        return "votes"
    if table.has("tv_show_name") and _NO_PLAYS.isdisjoint(table.header):
        if table.has("episode_number"):
            return "plays"
        if not _STANDING.isdisjoint(table.header):
            return "shows"
        return "latest" if table.has("tv_show_id", "episode_id") else None
    return None


def read(parts: Sequence[Part]) -> Reading:
    reader = _Reader()
    tables = [(kind, part) for part in parts if isinstance(part, ListTable) and (kind := _kind(part))]
    # Votes name films as the logs do, so the logs come first.
    for kind, table in sorted(tables, key=lambda pair: pair[0] == "votes"):
        reader.read(kind, table)
    return reader.gathering.reading(NAME)


class _Reader:
    def __init__(self) -> None:
        self.gathering = Gathering()
        self._films: dict[str, Title] = {}

    def read(self, kind: str, table: ListTable) -> None:
        rows = (Values(row, self.gathering.unread) for _, row in table.rows)
        if kind == "votes":
            self._read_votes(list(rows))
            return
        read = {
            "log": self._read_log,
            "log of shows": self._read_log_of_shows,
            "plays": self._read_play,
            "shows": self._read_standing,
            "latest": self._read_latest,
        }[kind]
        for row in rows:
            read(row)

    # --- the logs ---

    def _read_log(self, row: Values) -> None:
        """Reads a row. Its `type` says what the member did with an episode, a show or a film."""
        kind = row.text("type")
        film = not row.has("series_name") and row.has("movie_name")
        title = self._film(row) if film else _show(row, "series_name", "series_id")
        at = row.moment("created_at", "updated_at")
        if title is None:
            self.gathering.left += 1
        elif kind in ("watch", "rewatch"):
            self._seen(title, row)
        elif kind == "towatch":
            self.gathering.planned(title, at)
        elif kind == "follow":
            self.gathering.followed(title, at)
        elif kind in ("last-episode-watched", "count-watch-episode-series") and not film:
            self.gathering.begun(title)  # it repeats what another row says
        else:
            self.gathering.left += 1

    def _read_log_of_shows(self, row: Values) -> None:
        """Reads a row. Its `key` says what it is: a play, or the status of a show."""
        key = row.text("key")
        title = _show(row, "series_name", "s_id")
        if title is None:
            self.gathering.left += 1
        elif key.startswith(("watch-episode", "rewatch-episode")):
            self._seen(title, row)
        elif key.startswith("user-series"):
            self._stands(title, row, row.flag("is_archived"), row.number("ep_watch_count"))
        elif key:
            self.gathering.left += 1
        elif row.has("ep_no") or row.has("episode_number"):
            self._seen(title, row)
        else:
            self._stands(title, row, row.flag("is_archived"), row.number("ep_watch_count"))

    def _seen(self, title: Title, row: Values) -> None:
        at = row.moment("created_at", "updated_at")
        if title.film:
            self.gathering.watched(title, None, None, at)
            return
        season = SPECIALS if row.flag("is_special") else row.number(*_SEASON)
        episode = row.number("episode_number", "ep_no")
        if episode is None or (season is None and any(row.has(name) for name in _SEASON)):
            self.gathering.lost(title)
        else:
            self.gathering.watched(title, season, episode, at)

    # --- tables by the name of a show ---

    def _read_play(self, row: Values) -> None:
        title = _show(row, "tv_show_name", "tv_show_id")
        if title is None:
            self.gathering.left += 1
        elif row.has("cpt"):
            # How often an episode was seen again. This site's counts are not reliable.
            self.gathering.begun(title)
        else:
            self._seen(title, row)

    def _read_standing(self, row: Values) -> None:
        title = _show(row, "tv_show_name", "tv_show_id")
        if title is None:
            self.gathering.left += 1
        elif "rating" in row.found:
            self.gathering.scored(title, row.points("rating", out_of=5))
        else:
            self._stands(title, row, row.flag("archived"), row.number("nb_episodes_seen"))

    def _read_latest(self, row: Values) -> None:
        title = _show(row, "tv_show_name", "tv_show_id")
        if title is None:
            self.gathering.left += 1
        else:
            self.gathering.begun(title)

    def _stands(self, title: Title, row: Values, archived: bool | None, seen: int | None) -> None:
        """The status of a show. Members archived shows that they gave up, or that had ended."""
        at = row.moment("created_at", "updated_at")
        followed = row.flag("is_followed") if row.has("is_followed") else row.flag("active")
        if seen or row.text("most_recent_ep_watched").strip("map[]"):
            self.gathering.begun(title, at)  # the number is not reliable
        if archived:
            self.gathering.given_up(title, at)
        elif row.flag("is_for_later") or row.word("status", _FOR_LATER) or followed:
            self.gathering.planned(title, at)
        elif followed is False:
            self.gathering.unfollowed(title)
        elif row.has("status"):
            self.gathering.names(title)  # another status than those that are known
        else:
            self.gathering.followed(title, at)

    # --- votes ---

    def _read_votes(self, rows: Sequence[Values]) -> None:
        """Reads stars. Votes for a feeling have the same columns and are left out."""
        keys = [number_of(row.text("vote_key").rpartition("-")[2]) for row in rows]
        if _ONLY_STARS.isdisjoint(keys) and not all(key in _STARS for key in keys):
            self.gathering.left += len(rows)
            return
        for row, key in zip(rows, keys, strict=True):
            self._read_vote(row, _STARS.get(key) if key is not None else None)

    def _read_vote(self, row: Values, half_points: int | None) -> None:
        film = not row.has("series_name") and row.has("movie_name")
        title = self._film(row) if film else _show(row, "series_name", "series_id")
        if half_points is None:
            self.gathering.unread.add("vote_key", row.found.get("vote_key"))
        elif title is None:
            self.gathering.left += 1
        elif film:
            self.gathering.scored(title, half_points)
        else:
            season, episode = row.number("season_number"), row.number("episode_number")
            if season is None or episode is None:
                self.gathering.left += 1
            else:
                self.gathering.scored(title, half_points, season, episode)

    def _film(self, row: Values) -> Title | None:
        """A film. No other catalogue knows its id, so its year separates films with the same name."""
        name = row.title("movie_name")
        released = row.moment("release_date")
        uuid = id_of(row.found.get("uuid")) or ""
        if name is None:
            return None
        title = Title(name, year=released.year if released else None, film=True)
        known = self._films.get(uuid)
        if known is not None and (title.year is None or title.year == known.year):
            return known
        if uuid:
            self._films[uuid] = title
        return title


def _show(row: Values, name: str, ident: str) -> Title | None:
    """A show. Its number is TheTVDB's. Some tables lack numbers, some rows lack the name."""
    called, number = row.title(name), row.number(ident)
    if called is None and not number:
        return None
    sources = (("tvdb", str(number)),) if number else ()
    return Title(called or "", str(number) if number else "", None, sources)
