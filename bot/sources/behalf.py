"""The member for whom other catalogues are asked.

It is known where a member's command starts, and needed where a question waits for its turn. Searches, shows
and schedules in between need not pass it on: it belongs to the task that asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Behalf:
    """`member_id` waits for the answer.

    `anew`: the member wants the source's current answer, not a stored one.
    """

    member_id: int | None = None
    anew: bool = False


_NOBODY = Behalf()
_current: ContextVar[Behalf] = ContextVar("behalf", default=_NOBODY)


def current() -> Behalf:
    return _current.get()


@contextmanager
def of_member(member_id: int) -> Iterator[None]:
    """All questions inside this block are asked for this member."""
    token = _current.set(replace(current(), member_id=member_id))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def asked_anew(anew: bool = True) -> Iterator[None]:
    """Inside this block, the sources are asked whether the stored answers are still right."""
    token = _current.set(replace(current(), anew=anew))
    try:
        yield
    finally:
        _current.reset(token)
