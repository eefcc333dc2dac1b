"""What one check of an installation found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the check. `todo` is empty if there is nothing to do."""

    check: str
    state: State
    found: str
    todo: str = ""
