"""How many dramas the starter catalogue has."""

from __future__ import annotations

from bot.starter import starter_path


def _lines() -> int:
    with starter_path() as path:
        return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line)


DRAMAS = _lines()
