"""Why no backup was made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors.base import NamidaError


class Hindrance(StrEnum):
    NO_ROOM = "no room"
    DAMAGED = "damaged"  # the database, or the copy of it
    UNSEALED = "unsealed"  # it should be encrypted and cannot be
    FAILED = "failed"


@dataclass(eq=False)
class BackupFailed(NamidaError):
    """No backup was made; the log of the bot says more."""

    hindrance: Hindrance


@dataclass(eq=False)
class BackupUnderWay(NamidaError):
    """A backup is being made just now."""
