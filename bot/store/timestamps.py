"""Converts moments to the store's format: text in UTC to the second, which sorts by time."""

from __future__ import annotations

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """A moment as `YYYY-MM-DDTHH:MM:SSZ`. Raises `ValueError` for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    # Half of the time of `strftime`, and every write has some moments.
    return f"{moment.astimezone(UTC).isoformat(timespec='seconds')[:-6]}Z"


def moment(text: object) -> datetime | None:
    """The moment of a stored text. None for NULL."""
    return datetime.fromisoformat(str(text)) if text is not None else None
