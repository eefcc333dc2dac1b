"""Handles a chore's items separately, so that a bad item stops no others and is logged once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from bot.errors import StoreUnavailable
from bot.logs import get_logger
from bot.store.savepoints import Trouble

T = TypeVar("T")

MOST_REMEMBERED = 1_000  # logged faults to remember; with more, the oldest would be logged again

log = get_logger("namida.schedule")

_told: OrderedDict[tuple[str, str, str], None] = OrderedDict()
_of_this_run: ContextVar[list[Trouble] | None] = ContextVar("_of_this_run", default=None)


@contextmanager
def gathered() -> Iterator[list[Trouble]]:
    """The troubles of a run, as they are logged."""
    found: list[Trouble] = []
    token = _of_this_run.set(found)
    try:
        yield found
    finally:
        _of_this_run.reset(token)


async def each(
    where: str,
    items: Iterable[T],
    work: Callable[[T], Awaitable[object]],
    name: Callable[[T], object],
    put_off: Callable[[T], Awaitable[object]] | None = None,
) -> None:
    """Handle every item. A failing item is logged and postponed, and the others continue.

    `name` must be made from ids, never from a member's text. If the store is unavailable, that is raised,
    because it would fail for the others too.
    """
    for item in items:
        try:
            await work(item)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one item; `tell` logs it
            tell_one(where, str(name(item)), error)
            if put_off is not None:
                await each(where, [item], put_off, lambda one: f"{name(one)} put off")


def tell_one(where: str, item: str, error: Exception) -> None:
    """Log one bad item once."""
    tell(where, [Trouble(item, error)])


def tell(where: str, troubles: Iterable[Trouble]) -> None:
    """Log each bad item once, with its traceback, and count it for the current run."""
    run = _of_this_run.get()
    for trouble in troubles:
        if run is not None:
            run.append(trouble)
        known = (where, trouble.item, type(trouble.error).__name__)
        if known in _told:
            _told.move_to_end(known)
            continue
        _told[known] = None
        if len(_told) > MOST_REMEMBERED:
            _told.popitem(last=False)
        log.error("fault", chore=where, item=trouble.item, exc_info=trouble.error)


def forget() -> None:
    """Forget what was logged, so that everything is logged again."""
    _told.clear()
