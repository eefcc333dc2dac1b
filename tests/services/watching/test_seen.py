"""What is open to a member never goes beyond the furthest episode that they have said they have seen.

Whatever they say, import and take back, and however the drama grows and is merged meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.changes import Stamp
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.list_files import Entry
from bot.domain.list_imports import NOTHING, MemberRecord, settled, with_entry
from bot.domain.progress import Progress, Status
from bot.domain.spoilers import is_past, visible_episodes
from bot.errors import AllSeen, EpisodeOutOfRange
from bot.services.checks import reached
from bot.services.watching.watching import Watching
from bot.store.catalogue import catalogue, changes
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.watching import lists
from tests.services.people import MIKA
from tests.store.memory import NOW, add, empty

T = TypeVar("T")
MOST = 30
numbers = st.integers(0, MOST)
dramas = st.sampled_from(["one", "other"])


class InMemory:
    """Does the work of a `Database` on one connection, without its threads."""

    def __init__(self, connection: sqlite3.Connection):
        self.connection = connection

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return work(self.connection)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.connection.execute("SAVEPOINT work")
        try:
            return work(self.connection)
        except BaseException:
            self.connection.execute("ROLLBACK TO work")
            raise
        finally:
            self.connection.execute("RELEASE work")


def done(work: Coroutine[Any, Any, T]) -> T:
    """What comes of work that never waits: a loop for each piece would take longer than the work."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    raise AssertionError("it waits for something")


class Histories(RuleBasedStateMachine):
    """A member, and two entries of the catalogue that may turn out to be one drama."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = empty()
        self.connection = self.opened.__enter__()
        self.watching = Watching(cast(Database, InMemory(self.connection)))
        self.now: datetime = NOW
        self.said = {"one": 0, "other": 0}  # the furthest that the member has said
        self.merges: list[int] = []
        self.imports: list[tuple[str, MemberRecord, MemberRecord]] = []

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    @initialize(one=numbers, other=numbers, film=st.booleans(), aired=st.sampled_from(["", "2010-01-01"]))
    def begin(self, one: int, other: int, film: bool, aired: str) -> None:
        members.seen(self.connection, MIKA.member_id, MIKA.guild_id, self.now)
        self.ids = {
            name: add(self.connection, CatalogueEntry(name, episodes=number or None))[0]
            for name, number in (("one", one), ("other", other))
        }
        self.connection.execute("UPDATE drama SET aired_to = ?", (aired or None,))
        if film:
            self.connection.execute("UPDATE drama SET kind = 'movie' WHERE title = 'other'")

    # --- looking ---

    def place(self, name: str) -> str:
        """What is said of the merged entry is said of the other one."""
        return "one" if self.merges else name

    def drama(self, name: str) -> Drama:
        found = catalogue.get(self.connection, self.ids[self.place(name)])
        assert found is not None
        return found

    def progress(self, name: str) -> Progress | None:
        return members.progress(self.connection, MIKA.member_id, self.ids[name])

    def known(self, name: str) -> int:
        return episodes.length(self.connection, self.drama(name), self.now.date()).last or 0

    def told(self, name: str, number: int) -> None:
        self.said[self.place(name)] = max(self.said[self.place(name)], number)

    def do(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """What keeps or adds to what was seen never closes anything."""
        before = visible_episodes(self.progress(self.place(name)))

        with suppress(AllSeen, EpisodeOutOfRange):
            done(work)
        self.later()
        assert visible_episodes(self.progress(self.place(name))) >= before

    def later(self) -> None:
        self.now += timedelta(hours=1)

    # --- what a member does ---

    @rule(name=dramas, status=st.none() | st.sampled_from(Status), episode=st.none() | numbers)
    def sets(self, name: str, status: Status | None, episode: int | None) -> None:
        if episode is not None:
            self.told(name, episode)
        elif status is Status.COMPLETED:
            self.told(name, self.known(name))
        with suppress(EpisodeOutOfRange):
            done(self.watching.set(self.drama(name), MIKA, status, episode, self.now))
        self.later()

    @rule(name=dramas)
    def names_it_and_nothing_else(self, name: str) -> None:
        self.do(name, self.watching.set(self.drama(name), MIKA, None, None, self.now))

    @rule(name=dramas)
    def one_more(self, name: str) -> None:
        stood = self.progress(self.place(name))
        self.told(name, (stood.episode if stood else 0) + 1)
        self.do(name, self.watching.next(self.drama(name), MIKA, self.now))

    @rule(name=dramas, episode=st.integers(1, MOST))
    def has_seen(self, name: str, episode: int) -> None:
        self.told(name, episode)
        self.do(name, self.watching.seen_up_to(self.drama(name), MIKA, episode, self.now))

    @rule(name=dramas)
    def again(self, name: str) -> None:
        self.do(name, self.watching.again(self.drama(name), MIKA, self.now))

    @rule(name=dramas)
    def plans(self, name: str) -> None:
        self.do(name, self.watching.plan(self.drama(name), MIKA, self.now))

    @rule(name=dramas, times=st.integers(0, 3))
    def says_how_often(self, name: str, times: int) -> None:
        typed = {"rewatches": str(times)}
        done(self.watching.revise(self.drama(name), MIKA, typed, self.now))
        self.later()

    @rule(name=dramas)
    def forgets(self, name: str) -> None:
        done(self.watching.forget(self.drama(name), MIKA))
        self.later()

    @rule(
        name=dramas,
        status=st.sampled_from(Status),
        episode=numbers,
        furthest=numbers,
        season=st.none() | st.just(1),
        guessed=st.booleans(),
        rewatches=st.integers(0, 2),
        wins=st.booleans(),
    )
    def imports_a_list(self, name: str, wins: bool, **said: Any) -> None:
        entry, drama = Entry("A", **said), self.drama(name)
        self.told(name, entry.seen)
        if entry.status is Status.COMPLETED and not entry.seen:
            self.told(name, self.known(name))
        before = lists.kept(self.connection, MIKA.member_id).get(drama.id, NOTHING)
        length = episodes.length(self.connection, drama, self.now.date())
        after = with_entry(before, settled(entry, length)[0], wins=wins)
        lists.put(self.connection, MIKA.member_id, drama.id, before, after, self.now)
        self.imports.append((self.place(name), before, after))
        if not wins:
            opened = visible_episodes(before.progress)
            assert visible_episodes(self.progress(self.place(name))) >= opened
        self.later()

    @precondition(lambda self: self.imports)
    @rule()
    def takes_an_import_back(self) -> None:
        name, before, after = self.imports.pop()
        text = lists.change_text([(1, before, after)])
        ((_, before, after),) = lists.changes_from(text)
        stands = lists.kept(self.connection, MIKA.member_id).get(self.ids[name], NOTHING)
        if stands.same_as(after):
            lists.put(self.connection, MIKA.member_id, self.ids[name], after, before, self.now)
        self.later()

    # --- what happens to the drama ---

    @rule(
        name=dramas,
        count=st.none() | st.integers(1, MOST),
        listed=numbers,
        day=st.sampled_from([None, -50, -9, 9]),
        ends=st.sampled_from([None, -9, 0, 9]),
        weekly=st.booleans(),
    )
    def grows(
        self, name: str, count: int | None, listed: int, day: int | None, ends: int | None, weekly: bool
    ) -> None:
        ident = self.ids[self.place(name)]
        before = visible_episodes(self.progress(self.place(name)))
        last = self.now.date() + timedelta(days=ends) if ends is not None else None
        self.connection.execute(
            "UPDATE drama SET episodes = ?, aired_to = ? WHERE id = ?",
            (count, last.isoformat() if last else None, ident),
        )
        self.connection.execute("DELETE FROM episode WHERE drama_id = ?", (ident,))
        for number in range(1, listed + 1):
            aired = self.now.date() + timedelta(days=day + number * 7 * weekly) if day is not None else None
            self.connection.execute(
                "INSERT INTO episode (drama_id, number, air_date) VALUES (?, ?, ?)",
                (ident, number, aired.isoformat() if aired else None),
            )
        self.later()
        assert visible_episodes(self.progress(self.place(name))) == before  # it opens and closes nothing

    @precondition(lambda self: not self.merges)
    @rule()
    def merges_them(self) -> None:
        before = max(visible_episodes(self.progress(name)) for name in self.ids)
        made = Stamp("catalogue.merge", MIKA.guild_id, MIKA.member_id, self.now)
        changes.merge_recorded(self.connection, self.ids["one"], self.ids["other"], made)
        (found,) = self.connection.execute("SELECT max(id) FROM catalogue_change").fetchone()
        self.merges.append(found)
        self.later()
        assert visible_episodes(self.progress("one")) == before

    @precondition(lambda self: self.merges)
    @rule()
    def takes_the_merge_back(self) -> None:
        trace = changes.get(self.connection, self.merges.pop())
        assert trace is not None
        changes.undo(self.connection, trace, MIKA.member_id, self.now)
        self.later()

    # --- what holds ---

    @invariant()
    def nothing_is_open_that_nobody_said_they_had_seen(self) -> None:
        most = max(self.said.values())
        for name in self.ids:
            # What was changed while both were one stays with the one; else each has its own.
            bound = most if self.mingled else self.said[name]
            stands = self.progress(name)
            assert visible_episodes(stands) <= bound
            assert not is_past(stands, bound + 1)
            if name == self.place(name):
                drama = self.drama(name)
                assert reached(self.connection, drama, MIKA) <= bound

    @property
    def mingled(self) -> bool:
        return bool(self.connection.execute("SELECT 1 FROM catalogue_change LIMIT 1").fetchone())


Histories.TestCase.settings = settings(deadline=None, max_examples=150, stateful_step_count=25)
TestHistories = Histories.TestCase


def test_a_merge_that_is_taken_back_gives_each_entry_its_own_number() -> None:
    machine = Histories()
    machine.begin(22, 12, False, "2010-01-01")
    machine.sets("other", Status.COMPLETED, None)
    machine.sets("one", None, 3)
    machine.merges_them()
    merged = machine.progress("one")
    assert merged is not None
    assert (merged.status, merged.episode, merged.furthest) == (Status.WATCHING, 3, 12)
    machine.one_more("one")
    machine.takes_the_merge_back()
    one, other = machine.progress("one"), machine.progress("other")
    assert one is not None
    assert other is not None
    assert (one.episode, one.furthest) == (4, 4)
    assert (other.status, other.furthest) == (Status.COMPLETED, 12)
    machine.teardown()
