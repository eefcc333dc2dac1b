"""On whose behalf the catalogues outside are asked.

That is known where a member's command begins, and needed where a question waits for its turn. In between
are searches, shows and schedules, which need not hand it on: it goes along with the task that asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Behalf:
    """`member_id` is who waits for the answer. `anew`: they want the source's word of now, no kept one."""

    member_id: int | None = None
    anew: bool = False


_NOBODY = Behalf()
_current: ContextVar[Behalf] = ContextVar("behalf", default=_NOBODY)


def current() -> Behalf:
    return _current.get()


@contextmanager
def of_member(member_id: int) -> Iterator[None]:
    """Whatever is asked inside it is asked for this member."""
    token = _current.set(replace(current(), member_id=member_id))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def asked_anew(anew: bool = True) -> Iterator[None]:
    """Inside it the sources are asked whether what is kept still holds."""
    token = _current.set(replace(current(), anew=anew))
    try:
        yield
    finally:
        _current.reset(token)
