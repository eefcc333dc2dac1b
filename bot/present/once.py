"""Keeps what was made from a value, as long as the same object is shown again.

A service gives the same object for a drama until the drama changes. So what is made of it alone, in one
language, never goes out of date: what has changed is another object.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

from bot.i18n import Texts

P = ParamSpec("P")
R = TypeVar("R")


class _Same:
    """Values as a key: equal if they are the same objects, whatever is in them."""

    __slots__ = ("_hash", "values")

    def __init__(self, values: tuple[object, ...]):
        self.values = values  # held, so that no other object gets the place of one
        self._hash = hash(tuple(map(id, values)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and all(
            one is another for one, another in zip(self.values, other.values, strict=True)
        )


def once(
    most: int,
) -> Callable[[Callable[Concatenate[Texts, P], R]], Callable[Concatenate[Texts, P], R]]:
    """Keeps what a function made of texts and values, for the `most` that were asked for last.

    The function must give the same for the same objects, and no one may change what it gave.
    """

    def decorate(make: Callable[Concatenate[Texts, P], R]) -> Callable[Concatenate[Texts, P], R]:
        @lru_cache(maxsize=most)
        def kept(t: Texts, same: _Same) -> R:
            return make(t, *same.values)  # type: ignore[call-arg,arg-type]  # only positional ones come here

        @wraps(make)
        def made(t: Texts, /, *values: P.args, **named: P.kwargs) -> R:
            return make(t, *values, **named) if named else kept(t, _Same(values))

        return made

    return decorate
