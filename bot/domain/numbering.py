"""Renumbers episodes: where each number goes, and with it everything that refers to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.episodes import MOST_EPISODES


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where every number of a drama goes. No two go to the same.

    `moves` has every known number, `listed` those that a broadcast has before and after. `lost` are numbers
    that another broadcast takes while their own is no longer listed.
    """

    moves: Mapping[int, int]
    listed: tuple[int, ...] = ()
    lost: frozenset[int] = frozenset()
    steps: dict[int, int] = field(init=False, compare=False)  # what really moves

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", {old: new for old, new in self.moves.items() if old != new})

    def __bool__(self) -> bool:
        return bool(self.steps or self.lost)

    def of(self, number: int) -> int:
        """The new number for what refers to this one. 0 is the drama itself."""
        if number < 1:
            return number
        if number in self.moves:
            return self.moves[number]
        return min(max(number + self._shift(number), 1), MOST_EPISODES)

    def seen(self, number: int) -> int:
        """The new progress of a member at this number: at that broadcast, or at the last one before it."""
        while number in self.lost:
            number -= 1
        return self.of(number) if number > 0 else max(number, 0)

    def next(self, number: int) -> int:
        """The new number after the broadcast that came before this number."""
        return self.seen(number - 1) + 1

    def _shift(self, number: int) -> int:
        """How far an unlisted number moves: as far as the broadcast before it."""
        at = bisect_right(self.listed, number)
        return self.moves[self.listed[at - 1]] - self.listed[at - 1] if at else 0


def numbers_of(
    targets: Mapping[int, int], others: Collection[int], used: Iterable[int], fresh: Iterable[int] = ()
) -> Numbers:
    """Where all numbers go if broadcasts go to these targets.

    `others` have a row but no broadcast any more, and `used` are numbers that something refers to: they stay
    if they can, else they go after everything. `fresh` are numbers of new broadcasts.
    """
    used = set(used)
    wanted = {*targets.values(), *fresh}
    spare = iter(range(max([*targets, *wanted, *others, *used], default=0) + 1, MOST_EPISODES + 1))
    moves, listed = dict(targets), tuple(sorted(targets))
    lost = frozenset(number for number in others if number in wanted)
    given = set(targets.values())
    for number in sorted(others):
        if number not in wanted:
            moves[number] = number
        elif number in used:
            moves[number] = _spare(spare, number)
        given.add(moves.get(number, 0))
    shifts = Numbers(moves, listed)
    for number in sorted(used - moves.keys()):
        place = shifts.of(number)
        moves[number] = place if place not in given else _spare(spare, number)
        given.add(moves[number])
    return Numbers(moves, listed, lost)


class NoNumberLeftError(Exception):
    """A drama's numbers are used up."""


def _spare(spare: Iterator[int], number: int) -> int:
    found = next(spare, None)
    if found is None:
        raise NoNumberLeftError(number)
    return found


def in_turn(moves: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The moves in an order where no target is still in use. A circle goes through a free number."""
    left = {old: new for old, new in moves.items() if old != new}
    while left:
        free = [old for old, new in left.items() if new not in left]
        if not free:
            old, new = next(iter(left.items()))
            taken = {*left, *left.values(), *moves.values()}
            aside = next(n for n in range(MOST_EPISODES, 0, -1) if n not in taken)
            yield old, aside
            del left[old]
            left[aside] = new
            continue
        for old in free:
            yield old, left.pop(old)
