"""Reads rankings of dramas, from the totals that the triggers of migrations 7 and 12 keep."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.domain.ranking import PLACES, By, Ranked, Ranking, RankingPage, Scope
from bot.domain.ratings import Rating
from bot.domain.scores import FEWEST_RANKED
from bot.store.catalogue import lookups
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from

EVERYWHERE = 0  # the guild_id of the totals over everyone

_ORDERS = {
    By.RATING: "s.weighted DESC, s.scores DESC, s.popularity, s.drama_id",
    By.POPULARITY: "s.watchers DESC, s.popularity, s.drama_id",
}
# Word for word as in the partial indices, or SQLite does not use them.
_RANKED = {
    By.RATING: f"s.scores >= {FEWEST_RANKED} AND s.hidden = 0",
    By.POPULARITY: "s.watchers > 0 AND s.hidden = 0",
}
_INDICES = {By.RATING: "standing_ranked", By.POPULARITY: "standing_by_watchers"}
# The dramas with few scores, which come after those that are ranked.
_UNRANKED = f"s.scores > 0 AND s.hidden = 0 AND s.scores < {FEWEST_RANKED}"
_UNRANKED_INDEX = "standing_by_rating"

# For a genre with fewer dramas than this, the genre's dramas are sorted. For a larger one, the ranking is
# read in order and filtered by genre. bench/ranking.py measures both.
GENRE_SIDE = 2_500


def before(by: By) -> str:
    """SQL for how many dramas come before the one in the row `s` of `standing`, at most `PLACES`.

    NULL: it has no place.
    """
    ranked = _RANKED[by]
    equal = "(o.popularity, o.drama_id) < (s.popularity, s.drama_id)"
    if by is By.RATING:
        ahead = (
            "o.weighted >= s.weighted AND (o.weighted > s.weighted OR o.scores > s.scores"
            f" OR o.scores = s.scores AND {equal})"
        )
    else:
        ahead = f"o.watchers >= s.watchers AND (o.watchers > s.watchers OR {equal})"
    return (
        f"CASE WHEN {ranked} THEN (SELECT count(*) FROM (SELECT 1 FROM standing o INDEXED BY {_INDICES[by]}"
        f" WHERE o.guild_id = s.guild_id AND {ranked.replace('s.', 'o.')} AND {ahead} LIMIT {PLACES})) END"
    )


def place_of(ranking: Ranking, guild_id: int | None) -> int:
    """Whose totals a ranking shows: those of the guild, or `EVERYWHERE`."""
    return guild_id if ranking.scope is Scope.HERE and guild_id is not None else EVERYWHERE


def page(
    connection: sqlite3.Connection, ranking: Ranking, guild_id: int | None, index: int, size: int
) -> RankingPage:
    """One page. An index past the end gives the last page. `guild_id` is the place of `Scope.HERE`."""
    guild = place_of(ranking, guild_id)
    found = _placed(connection, ranking, guild)
    index = max(0, min(index, -(-len(found) // size) - 1))
    places = _ranked(connection, guild, found[index * size : (index + 1) * size])
    genre = lookups.label(connection, "genre", ranking.genre_id) if ranking.genre_id is not None else None
    return RankingPage(ranking, places, index, len(found), size, genre)


def ratings(
    connection: sqlite3.Connection, drama_ids: Iterable[int], guild_id: int | None
) -> dict[int, Rating]:
    """The ratings of those of these dramas that have one, in the guild, or without one everywhere."""
    wanted = list(drama_ids)
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        "SELECT drama_id, scores, weighted FROM standing"
        f" WHERE guild_id = ? AND drama_id IN ({marks}) AND scores > 0",
        (guild_id or EVERYWHERE, *wanted),
    )
    return {drama_id: Rating(scores, weighted) for drama_id, scores, weighted in rows}


def _placed(connection: sqlite3.Connection, ranking: Ranking, guild: int) -> list[int]:
    """The dramas of a ranking in order, at most as many as it has places."""
    sql, bound = placing(connection, ranking, guild)
    # In one row: SQLite gives up the interpreter with each, and gets it back late while the bot is busy.
    (idents,) = connection.execute(f"SELECT json_group_array(drama_id) FROM ({sql})", bound).fetchone()
    walked: Iterator[int] = iter(json.loads(idents))
    if ranking.genre_id is not None and not _few(connection, ranking.genre_id):
        # A set in memory answers ten times quicker than a look into the genre's index for each place.
        of_genre = connection.execute(
            "SELECT drama_id FROM drama_genre WHERE genre_id = ?", (ranking.genre_id,)
        )
        belongs = {row[0] for row in of_genre}
        walked = (ident for ident in walked if ident in belongs)
    return list(islice(walked, PLACES))


def placing(connection: sqlite3.Connection, ranking: Ranking, guild: int) -> tuple[str, dict[str, object]]:
    """The SQL statement for the dramas of a ranking in order, and its parameters.

    For a common genre it also returns dramas of other genres: `_placed` selects from them.
    """
    bound: dict[str, object] = {
        "guild": guild,
        "genre": ranking.genre_id,
        "country": ranking.country,
        "year": ranking.year,
        "places": PLACES,
    }
    few = ranking.genre_id is not None and _few(connection, ranking.genre_id)
    first = _placed_by(ranking, _INDICES[ranking.by], _RANKED[ranking.by], few=few)
    limit = " LIMIT :places" if few or ranking.genre_id is None else ""
    if ranking.by is By.POPULARITY:
        return first + limit, bound
    others = _placed_by(ranking, _UNRANKED_INDEX, _UNRANKED, few=few)
    both = (f"SELECT drama_id FROM ({part}{limit})" for part in (first, others))
    return " UNION ALL ".join(both) + limit, bound


def _placed_by(ranking: Ranking, index: str, ranked: str, *, few: bool) -> str:
    """The statement for a part of a ranking, in its order. `few`: its genre has few dramas."""
    standing = f"standing s INDEXED BY {index}"
    wanted = ["s.guild_id = :guild", ranked]
    if ranking.country is not None:
        wanted.append("s.country = :country")
    if ranking.year is not None:
        wanted.append("s.year = :year")
    if few:
        # CROSS keeps the genre outside; each of its dramas is then found by the primary key.
        standing = "drama_genre l CROSS JOIN standing s INDEXED BY sqlite_autoindex_standing_1"
        wanted += ["l.genre_id = :genre", "s.drama_id = l.drama_id"]
    where, order = " AND ".join(wanted), _ORDERS[ranking.by]
    return f"SELECT s.drama_id AS drama_id FROM {standing} WHERE {where} ORDER BY {order}"


def _few(connection: sqlite3.Connection, genre_id: int) -> bool:
    """Whether a genre has few dramas. Counts no further than necessary."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM drama_genre WHERE genre_id = ? LIMIT ?)", (genre_id, GENRE_SIDE)
    ).fetchone()
    return bool(count < GENRE_SIDE)


def _ranked(connection: sqlite3.Connection, guild: int, idents: list[int]) -> tuple[Ranked, ...]:
    marks = ",".join("?" * len(idents))
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS}, s.scores, s.weighted, s.watchers"
        " FROM standing s JOIN drama d ON d.id = s.drama_id"
        f" WHERE s.guild_id = ? AND s.drama_id IN ({marks})",
        (guild, *idents),
    )
    found = {}
    for row in rows:
        count, value, watchers = row[DRAMA_WIDTH:]
        found[row[0]] = Ranked(drama_from(row), Rating(count, value), watchers)
    return tuple(found[ident] for ident in idents)
