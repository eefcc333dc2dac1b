"""Stores what airs when, which dramas members follow, and who gets a daily digest."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from bot.domain import identity, post_keys
from bot.domain.airing import Airing, Digest, Slot, slot
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.sources import Scheduled
from bot.store.catalogue import catalogue, matches, source_links
from bot.store.catalogue.catalogue import DRAMA_COLUMNS, DRAMA_WIDTH, drama_from
from bot.store.timestamps import moment as read_moment
from bot.store.timestamps import written

# No window that is asked for holds more; the starter catalogue has at most 30 episodes a day.
MOST_AIRINGS = 5_000
# Of a server with more members, those who follow a drama are asked whether they are there; of a smaller one,
# the members are asked what they follow.
FEW_MEMBERS = 300
# A broadcaster's day begins up to 14 hours before it does in UTC, and its night ends up to 18 after.
_DAY = timedelta(days=2)

_COLUMNS = f"{DRAMA_COLUMNS}, e.number, e.airs_at, e.air_date, d.air_time, coalesce(e.minutes, d.minutes)"
# Two ranges of two indices: the optimizer would otherwise read every episode that has a date.
_WITHIN = (
    "SELECT drama_id, number FROM episode WHERE airs_at >= :start AND airs_at < :end"
    " UNION SELECT drama_id, number FROM episode"
    " WHERE air_date >= :first AND air_date <= :last AND airs_at IS NULL"
)


def within(
    connection: sqlite3.Connection,
    start: datetime,
    end: datetime,
    *,
    country: str | None = None,
    drama_ids: Iterable[int] | None = None,
    limit: int = MOST_AIRINGS,
) -> list[Airing]:
    """What airs from `start` until before `end` (UTC), the earliest first. At most `limit`."""
    conditions = "d.hidden = 0"
    parameters: dict[str, object] = {
        "start": written(start),
        "end": written(end),
        "first": (start - _DAY).date().isoformat(),
        "last": (end + _DAY).date().isoformat(),
        "country": country,
    }
    if country is not None:
        conditions += " AND d.country = :country"
    chosen = _WITHIN
    if drama_ids is not None:
        # Few dramas, perhaps of thousands of days: their own episodes are fewer than all of the window.
        parameters["dramas"] = _json(drama_ids)
        chosen = (
            "SELECT drama_id, number FROM episode WHERE drama_id IN (SELECT value FROM json_each(:dramas))"
        )
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ({chosen}) w"
        " CROSS JOIN episode e ON e.drama_id = w.drama_id AND e.number = w.number"
        f" JOIN drama d ON d.id = e.drama_id WHERE {conditions}",
        parameters,
    )
    # A moment is found once: of an episode without an hour that takes longer than all else.
    found = [
        ((moment, airing.drama.id, airing.number or 0), airing)
        for airing in _airings(rows)
        if start <= (moment := airing.slot.moment) < end
    ]
    found.sort(key=itemgetter(0))
    return [airing for _, airing in found[:limit]]


def on_days(connection: sqlite3.Connection, days: dict[str, date], now: datetime) -> list[Airing]:
    """What airs on the given day of each country (ISO code)."""
    # Wider than any day is long, and without a bound: cut at its end, today would be missing.
    around = within(connection, now - timedelta(days=3), now + timedelta(days=3), limit=sys.maxsize)
    return [airing for airing in around if days.get(airing.drama.country or "") == airing.slot.day]


def own_of(connection: sqlite3.Connection, reader: Reader, drama_ids: Iterable[int]) -> frozenset[int]:
    """Which of these dramas a member here follows or has on a list, or which have a thread here.

    In direct messages: those that the reader follows or has on a list.
    """
    values = {"dramas": _json(drama_ids), "guild": reader.guild_id, "reader": reader.member_id}
    many = connection.execute(
        "SELECT 1 FROM guild_member WHERE guild_id = :guild LIMIT 1 OFFSET :few",
        {**values, "few": FEW_MEMBERS},
    ).fetchone()
    if many:
        followed = (
            "EXISTS (SELECT 1 FROM follow f CROSS JOIN guild_member g ON g.guild_id = :guild"
            " AND g.member_id = f.member_id WHERE f.drama_id = value)"
        )
    else:
        followed = (
            "value IN (SELECT f.drama_id FROM guild_member g CROSS JOIN follow f ON f.member_id = g.member_id"
            " WHERE g.guild_id = :guild)"
        )
    rows = connection.execute(
        "SELECT value FROM json_each(:dramas) WHERE"
        " EXISTS (SELECT 1 FROM follow f WHERE f.drama_id = value AND f.member_id = :reader)"
        " OR EXISTS (SELECT 1 FROM progress p WHERE p.drama_id = value AND p.member_id = :reader)"
        " OR EXISTS (SELECT 1 FROM standing n WHERE n.guild_id = :guild AND n.drama_id = value"
        "  AND n.watchers > 0)"
        " OR EXISTS (SELECT 1 FROM thread t WHERE t.drama_id = value AND t.guild_id = :guild"
        f"  AND t.thread_id IS NOT NULL) OR {followed}",
        values,
    )
    return frozenset(row[0] for row in rows)


def upcoming(
    connection: sqlite3.Connection, now: datetime, *, country: str | None = None, drama_id: int | None = None
) -> Airing | None:
    """The next episode that airs, for a drama, a country or all."""
    drama_ids = None if drama_id is None else (drama_id,)
    for reach in (timedelta(days=8), timedelta(days=400)):  # the next week answers nearly always
        found = within(connection, now, now + reach, country=country, drama_ids=drama_ids, limit=1)
        if found:
            return found[0]
    return None


def of_episodes(connection: sqlite3.Connection, wanted: Iterable[tuple[int, int]]) -> list[Airing]:
    """These episodes, by drama and number, if they have a slot and their drama is not hidden."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM json_each(:wanted) w"
        " CROSS JOIN episode e ON e.drama_id = json_extract(w.value, '$[0]')"
        "  AND e.number = json_extract(w.value, '$[1]')"
        " JOIN drama d ON d.id = e.drama_id WHERE d.hidden = 0",
        {"wanted": "[" + ",".join(f"[{drama},{number}]" for drama, number in wanted) + "]"},
    )
    return list(_airings(rows))


def ended(connection: sqlite3.Connection, drama_id: int, now: datetime) -> bool:
    """Whether the last episode has aired, by the catalogue's dates."""
    row = connection.execute(
        "SELECT coalesce(d.aired_to, (SELECT max(coalesce(e.airs_at, e.air_date)) FROM episode e"
        " WHERE e.drama_id = d.id)), d.year FROM drama d WHERE d.id = ?",
        (drama_id,),
    ).fetchone()
    last, year = row or (None, None)
    if last is not None:
        return date.fromisoformat(last[:10]) < now.date() - timedelta(days=1)
    return year is not None and year < now.year - 1


def _airings(rows: Iterable[tuple[object, ...]]) -> Iterator[Airing]:
    for row in rows:
        drama = drama_from(row)
        number, airs_at, air_date, air_time, minutes = row[DRAMA_WIDTH:]
        known: Slot | None = slot(
            read_moment(airs_at),
            date.fromisoformat(str(air_date)) if air_date else None,
            str(air_time) if air_time else None,
            drama.country,
        )
        if known is not None:
            yield Airing(drama, number, known, minutes)  # type: ignore[arg-type]  # INTEGER columns


# --- what the sources' schedules name ---


def holders(
    connection: sqlite3.Connection, episodes: Iterable[Scheduled], key: identity.Key
) -> dict[Scheduled, source_links.LinkHolder]:
    """The catalogue's dramas to which these episodes belong, including hidden ones.

    Found by the source's id of the show and its season, else by the rule of `identity` if it is certain.
    """
    found = ((episode, _holder(connection, episode, key)) for episode in episodes)
    return {episode: holder for episode, holder in found if holder is not None}


def _holder(
    connection: sqlite3.Connection, episode: Scheduled, key: identity.Key
) -> source_links.LinkHolder | None:
    offer = episode.offer
    by_id = source_links.holder_of_season(connection, offer.source, offer.source_id, episode.season)
    if by_id is not None:
        return by_id
    theirs = identity.facts_of_scheduled(episode, key)
    if theirs.first_day is None:
        return None
    around = matches.begun_around(connection, (theirs.first_day,), offer.country, identity.A_DAY)
    alike = [
        ident
        for ident in around
        if identity.compare(identity.facts_of(catalogue.entry(connection, ident), key), theirs)
        is identity.Verdict.SURE
        # The same catalogue would have given the same drama the same id.
        and not any(part.source is offer.source for part in source_links.parts(connection, ident))
    ]
    return source_links.standing(connection, alike[0]) if len(alike) == 1 else None


# --- following ---


def follow(connection: sqlite3.Connection, member_id: int, drama_id: int, now: datetime) -> bool:
    """Follow a drama. Returns whether the member did not follow it before."""
    return (
        connection.execute(
            "INSERT INTO follow (member_id, drama_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (member_id, drama_id, written(now)),
        ).rowcount
        > 0
    )


def unfollow(connection: sqlite3.Connection, member_id: int, drama_id: int) -> bool:
    """Unfollow a drama. Returns whether the member followed it."""
    return (
        connection.execute(
            "DELETE FROM follow WHERE member_id = ? AND drama_id = ?", (member_id, drama_id)
        ).rowcount
        > 0
    )


def followed(connection: sqlite3.Connection, member_id: int) -> list[Drama]:
    """The dramas that a member follows, the latest first."""
    rows = connection.execute(
        f"SELECT {DRAMA_COLUMNS} FROM follow f JOIN drama d ON d.id = f.drama_id"
        " WHERE f.member_id = ? AND d.hidden = 0 ORDER BY f.created_at DESC, d.id DESC",
        (member_id,),
    )
    return [drama_from(row) for row in rows]


def count_followed(connection: sqlite3.Connection, member_id: int) -> int:
    (count,) = connection.execute("SELECT count(*) FROM follow WHERE member_id = ?", (member_id,)).fetchone()
    return int(count)


# --- the daily digest ---


def digest(connection: sqlite3.Connection, member_id: int) -> Digest | None:
    row = connection.execute(
        "SELECT at, zone, next_at FROM digest WHERE member_id = ?", (member_id,)
    ).fetchone()
    if row is None:
        return None
    at, zone, next_at = row
    due = read_moment(next_at)
    return Digest(time.fromisoformat(at), zone, due, refused=due is None or refused(connection, member_id))


def put_digest(connection: sqlite3.Connection, member_id: int, wish: Digest, asked_at: datetime) -> None:
    """Store a member's digest setting, with the moment from which on a refusal counts."""
    connection.execute(
        "INSERT INTO digest (member_id, at, zone, asked_at, next_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (member_id) DO UPDATE SET at = excluded.at, zone = excluded.zone,"
        " asked_at = excluded.asked_at, next_at = excluded.next_at",
        (member_id, wish.at.strftime("%H:%M"), wish.zone, written(asked_at), _or_null(wish.next_at)),
    )


def move_digest(connection: sqlite3.Connection, member_id: int, next_at: datetime | None) -> None:
    """Set when the next digest is due. None stops digests until the member asks again."""
    connection.execute("UPDATE digest SET next_at = ? WHERE member_id = ?", (_or_null(next_at), member_id))


def refused(connection: sqlite3.Connection, member_id: int) -> bool:
    """Whether the last digest since the member's request failed because their messages were closed."""
    # The keys end in the day, so the last one is the newest.
    row = connection.execute(
        "SELECT o.state = 'dropped' AND o.reason LIKE 'closed%' AND o.done_at > d.asked_at"
        " FROM outbox o JOIN digest d ON d.member_id = ?1"
        " WHERE o.key >= ?2 AND o.key < ?3"
        " ORDER BY o.key DESC LIMIT 1",
        (member_id, *post_keys.digests_between(member_id)),
    ).fetchone()
    return row is not None and bool(row[0])


def remove_digest(connection: sqlite3.Connection, member_id: int) -> bool:
    """Delete a member's digest setting. Returns whether there was one."""
    return connection.execute("DELETE FROM digest WHERE member_id = ?", (member_id,)).rowcount > 0


def due_digests(connection: sqlite3.Connection, now: datetime, limit: int) -> list[tuple[int, Digest]]:
    """The members whose digest is due, the longest overdue first."""
    rows = connection.execute(
        "SELECT member_id, at, zone, next_at FROM digest WHERE next_at IS NOT NULL AND next_at <= ?"
        " ORDER BY next_at, member_id LIMIT ?",
        (written(now), limit),
    )
    return [
        (member_id, Digest(time.fromisoformat(at), zone, read_moment(next_at)))
        for member_id, at, zone, next_at in rows
    ]


def digests_after(connection: sqlite3.Connection, moment: datetime) -> list[tuple[int, Digest]]:
    """The members whose next digest is due after that moment."""
    rows = connection.execute(
        "SELECT member_id, at, zone, next_at FROM digest WHERE next_at > ?", (written(moment),)
    )
    return [
        (member_id, Digest(time.fromisoformat(at), zone, read_moment(next_at)))
        for member_id, at, zone, next_at in rows
    ]


def next_digest_due(connection: sqlite3.Connection) -> datetime | None:
    (due,) = connection.execute("SELECT min(next_at) FROM digest WHERE next_at IS NOT NULL").fetchone()
    return read_moment(due)


def of_followed(
    connection: sqlite3.Connection, member_id: int, start: datetime, end: datetime, limit: int
) -> list[Airing]:
    """The episodes of a member's followed dramas within a time span (UTC), the earliest first."""
    ids = [drama.id for drama in followed(connection, member_id)]
    return within(connection, start, end, drama_ids=ids, limit=limit)


def _or_null(moment: datetime | None) -> str | None:
    return written(moment) if moment is not None else None


def _json(numbers: Iterable[int]) -> str:
    return "[" + ",".join(map(str, numbers)) + "]"
