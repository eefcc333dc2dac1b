"""Turns: whatever the order of events, the bounds hold, and nobody's crowd keeps another waiting."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.turns import Room, Turns

MEMBERS = st.integers(0, 5)
ROOMS = st.builds(
    Room,
    places=st.integers(1, 4),
    each=st.integers(1, 3),
    own=st.integers(1, 6),
    most=st.integers(1, 12),
    newest=st.booleans(),
)
Job = tuple[int, int]  # whose, and the how manyth


class Order(RuleBasedStateMachine):
    """Any order of coming, beginning, stepping aside, ending and giving up."""

    @initialize(room=ROOMS)
    def start(self, room: Room) -> None:
        self.room = room
        self.turns: Turns[int, Job] = Turns(room)
        self.came = 0
        self.waiting: list[Job] = []
        self.running: list[Job] = []
        self.aside: list[Job] = []
        # For each member who waits: who of the others may still begin before them, once each.
        self.before: dict[int, set[int]] = {}

    def members_waiting(self) -> set[int]:
        return {job[0] for job in self.waiting}

    def running_of(self, member: int) -> int:
        return sum(job[0] == member for job in self.running + self.aside)

    @rule(member=MEMBERS)
    def come(self, member: int) -> None:
        job = (member, self.came)
        self.came += 1
        free = len(self.running) < self.room.places and self.running_of(member) < self.room.each
        held = sum(other[0] == member for other in self.waiting)
        lost = self.turns.come(member, job)
        if lost is not None and lost != job:
            self.waiting.remove(lost)
            if self.room.newest and lost[0] == member:
                assert lost < min(other for other in [*self.waiting, job] if other[0] == member)
            else:
                # A member with more jobs than the newcomer loses their last one.
                assert sum(other[0] == lost[0] for other in self.waiting) > held
        if lost != job:
            if member not in self.before:
                self.before[member] = self.members_waiting() - {member}
            self.waiting.append(job)
        elif free and not held:
            # Only who has all they may have is turned away from a free place.
            assert self.running_of(member) >= self.room.own
        self.settle()

    @rule()
    def begin(self) -> None:
        job = self.turns.begin()
        if job is None:
            full = len(self.running) >= self.room.places
            assert full or all(self.running_of(one) >= self.room.each for one in self.members_waiting())
            return
        assert job == min(other for other in self.waiting if other[0] == job[0]), "a member's own, in order"
        self.waiting.remove(job)
        self.running.append(job)
        for member, may in self.before.items():
            if member != job[0] and self.running_of(member) < self.room.each:
                assert job[0] in may, f"{job[0]} went before {member} twice, or came later"
            may.discard(job[0])
        self.before[job[0]] = self.members_waiting() - {job[0]}
        self.settle()

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def step_aside(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(self.running))
        self.running.remove(job)
        self.aside.append(job)
        self.turns.step_aside()

    @precondition(lambda self: self.running or self.aside)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(self.running + self.aside))
        aside = job in self.aside
        (self.aside if aside else self.running).remove(job)
        self.turns.end(job[0], aside=aside)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(self.waiting))
        self.waiting.remove(job)
        self.turns.leave(job[0], job)
        self.turns.leave(job[0], job)  # once more is nothing
        self.settle()

    def settle(self) -> None:
        for member in set(self.before) - self.members_waiting():
            del self.before[member]

    @invariant()
    def bounded(self) -> None:
        assert self.turns.waiting == len(self.waiting)
        assert self.turns.running == len(self.running) + len(self.aside)
        assert self.turns.free == self.room.places - len(self.running)
        assert len(self.running) <= self.room.places
        # One beyond: who may begin at once is let in, though it has not begun yet.
        assert len(self.waiting) <= self.room.most + len({job[0] for job in self.waiting})
        for member, held in Counter(job[0] for job in self.waiting + self.running + self.aside).items():
            assert held <= self.room.own
            assert self.running_of(member) <= self.room.each


Order.TestCase.settings = settings(max_examples=120, stateful_step_count=60)
TestOrder = Order.TestCase


@given(crowd=st.integers(1, 300), others=st.lists(st.integers(1, 40), unique=True, max_size=10))
def test_who_comes_after_a_crowd_goes_before_all_but_one_of_it(crowd: int, others: list[int]) -> None:
    turns: Turns[int, Job] = Turns(Room(places=1, each=1, own=1_000, most=1_000))
    for at in range(crowd):
        assert turns.come(0, (0, at)) is None
    for at, member in enumerate(others):
        turns.come(member, (member, at))
    order = []
    while (job := turns.begin()) is not None:
        order.append(job[0])
        turns.end(job[0])
    assert order == [0, *others, *[0] * (crowd - 1)]


def test_a_crowd_that_fills_the_room_gives_way_to_a_newcomer() -> None:
    turns: Turns[int, int] = Turns(Room(places=1, each=1, own=1_000, most=10))
    assert turns.come(0, 0) is None
    assert turns.begin() == 0
    for at in range(1, 11):
        assert turns.come(0, at) is None
    assert turns.come(0, 11) == 11
    assert turns.come(7, 70) == 10
    turns.end(0)
    assert [turns.begin(), turns.begin()] == [1, None]
    turns.end(0)
    assert turns.begin() == 70


def test_of_what_a_member_types_only_the_newest_waits() -> None:
    turns: Turns[str, str] = Turns(Room(places=1, each=1, own=2, most=10, newest=True))
    typed = ["t", "te", "tea", "tear"]
    assert turns.come("mika", typed[0]) is None
    assert turns.begin() == "t"
    assert [turns.come("mika", text) for text in typed[1:]] == [None, "te", "tea"]
    turns.end("mika")
    assert turns.begin() == "tear"


@pytest.mark.parametrize("aside", [False, True])
def test_one_of_each_member_whether_it_begins_or_waits(aside: bool) -> None:
    """As list files go: one a member, few in all."""
    turns: Turns[int, int] = Turns(Room(places=1, each=1, own=1, most=2))
    assert turns.come(1, 1) is None
    assert turns.begin() == 1
    if aside:
        turns.step_aside()
    assert turns.come(1, 10) == 10
    assert turns.come(2, 2) is None
    if aside:
        assert turns.begin() == 2
    assert turns.come(2, 20) == 20
