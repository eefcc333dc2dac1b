"""Numbers as other sites' lists write them: in JSON, as text, with a point or a comma."""

from __future__ import annotations

import re

from bot.sources.fields import FIRST_YEAR, LAST_YEAR

_DECIMAL = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?", re.ASCII)


def number_of(value: object) -> int | None:
    """A whole number, also one that was written as text or with `.0`."""
    if isinstance(value, str):
        text = value.strip().removesuffix(".0")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def year_of(value: object) -> int | None:
    year = number_of(value)
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def decimal_of(value: object) -> float | None:
    """A number of points, also one that was written as text."""
    if isinstance(value, str):
        text = value.strip()
        return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1_000 else None
