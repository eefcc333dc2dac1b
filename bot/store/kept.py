"""Keeps what the store says about members and guilds in memory, until a commit changes it.

Every answer asks for the same few rows first: the language of the member, the settings of the guild. Triggers
of the connection that writes note whose rows each commit changed. So code that writes need not know what is
kept, and cannot forget to tell. Other processes change none of these tables while the bot runs. The catalogue
they may change: what is kept of it is bound to its revision, which is read from the file.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet, WeakValueDictionary

K = TypeVar("K")
V = TypeVar("V")


class Subject(StrEnum):
    """Whom a row is about."""

    MEMBER = "member"
    LIST = "list"  # of what a member watches
    GUILD = "guild"
    RANKING = "ranking"  # of a guild; 0: of all members


Change = tuple[Subject, int]

# The tables, whom their rows are about, and the column with the id.
_WATCHED = (
    ("member", Subject.MEMBER, "id"),
    ("guild_member", Subject.MEMBER, "member_id"),
    ("member_alone", Subject.MEMBER, "member_id"),
    ("blocked", Subject.MEMBER, "member_id"),
    ("guild", Subject.GUILD, "id"),
    ("guild_channel", Subject.GUILD, "guild_id"),
    ("word_rule", Subject.GUILD, "guild_id"),
    ("automod_rule", Subject.GUILD, "guild_id"),
    ("progress", Subject.LIST, "member_id"),
    ("standing", Subject.RANKING, "guild_id"),
)
_EVENTS = (("INSERT", ("new",)), ("UPDATE", ("new", "old")), ("DELETE", ("old",)))


def watch(connection: sqlite3.Connection) -> None:
    """Note from now on what this connection changes. The notes are its own and not in the file."""
    connection.execute("CREATE TEMP TABLE changed (subject TEXT NOT NULL, id INTEGER NOT NULL)")
    for table, subject, column in _WATCHED:
        for event, rows in _EVENTS:
            notes = "".join(
                f"INSERT INTO changed SELECT '{subject}', {row}.{column} WHERE {row}.{column} IS NOT NULL"
                # Hardly ever has a change another id than before.
                f"{f' AND old.{column} IS NOT new.{column}' if row == 'old' and event == 'UPDATE' else ''}; "
                for row in rows
            )
            connection.execute(
                f"CREATE TEMP TRIGGER changed_{table}_{event} AFTER {event} ON main.{table} BEGIN {notes}END"
            )


def taken(connection: sqlite3.Connection) -> frozenset[Change]:
    """What was noted in this transaction. The notes are deleted."""
    noted = connection.execute("SELECT subject, id FROM temp.changed").fetchall()
    if noted:
        connection.execute("DELETE FROM temp.changed")
    return frozenset((Subject(subject), ident) for subject, ident in noted)


class Changes:
    """Tells what is kept in memory about the commits to one file.

    All databases that this process has opened at one path share it.
    """

    def __init__(self) -> None:
        self.commits = 0  # those that changed something that may be kept
        self._lock = Lock()
        self._kept: WeakSet[Kept[Any]] = WeakSet()

    def tell(self, changed: Iterable[Change]) -> None:
        """Forget what a commit changed. To be called before its writers hear that it is saved."""
        changed = frozenset(changed)
        if not changed:
            return
        with self._lock:
            self.commits += 1
            for kept in self._kept:
                for subject, ident in changed:
                    if subject is kept.subject:
                        kept.values.pop(ident, None)

    def tell_all(self) -> None:
        """Forget everything: no one knows what a commit has changed."""
        with self._lock:
            self.commits += 1
            for kept in self._kept:
                kept.values.clear()

    def keep(self, subject: Subject, most: int) -> Kept[V]:
        """A place for values about members or guilds, at most so many: the least used goes first."""
        kept: Kept[V] = Kept(self, self._lock, subject, most)
        with self._lock:
            self._kept.add(kept)
        return kept


class Kept(Generic[V]):
    """Values by the id of their member or guild."""

    def __init__(self, changes: Changes, lock: Lock, subject: Subject, most: int):
        self.subject = subject
        self.values: OrderedDict[int, V] = OrderedDict()
        self._changes = changes
        self._lock = lock
        self._most = most

    def get(self, ident: int) -> V | None:
        """The value, if it is kept and nothing has changed it."""
        with self._lock:
            value = self.values.get(ident)
            if value is not None:
                self.values.move_to_end(ident)
            return value

    def put(self, ident: int, value: V, commits: int) -> None:
        """Keep a value that was read when there had been so many `Changes.commits`.

        If there was another one since, it may be out of date already, and is not kept.
        """
        with self._lock:
            if commits != self._changes.commits:
                return
            self.values[ident] = value
            self.values.move_to_end(ident)
            if len(self.values) > self._most:
                self.values.popitem(last=False)


class KeptFor(Generic[K, V]):
    """Values that are right for one revision of the catalogue, at most `most`: the least used goes first.

    A value is given only with the revision for which it was put, so nobody has to tell of a change.
    """

    def __init__(self, most: int):
        self._values: OrderedDict[K, tuple[int, V]] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def get(self, key: K, revision: int) -> V | None:
        with self._lock:
            kept = self._values.get(key)
            if kept is None or kept[0] != revision:
                return None
            self._values.move_to_end(key)
            return kept[1]

    def put(self, key: K, revision: int, value: V) -> None:
        """Keep a value that was read in the same snapshot as the revision."""
        with self._lock:
            self._values[key] = revision, value
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)


_changes: WeakValueDictionary[Path, Changes] = WeakValueDictionary()


def changes_of(path: Path) -> Changes:
    """What tells of the commits to the file at this path."""
    return _changes.setdefault(path.resolve(), Changes())
