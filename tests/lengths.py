"""Lengths of dramas for tests."""

from __future__ import annotations

from bot.domain.lengths import Length


def over(last: int | None) -> Length:
    """A drama that has ended, with so many episodes; None: nobody knows how many."""
    return Length(last, last or 0, last is not None)


def on_air(last: int | None, out: int = 0) -> Length:
    """A drama that is on air, of which so many episodes are known, and so many have aired."""
    return Length(last, out, False)
