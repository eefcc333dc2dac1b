"""Reads the statements of `years.sql`, which make the rows of five years."""

from __future__ import annotations

import re
from pathlib import Path

_FIVE_YEARS = 5 * 365 * 86_400
_FILE = Path(__file__).with_name("years.sql")
_SECTION = re.compile(r"^--- (\w+)\n", re.MULTILINE)
_STATEMENT = re.compile(r"^-- (.+)\n((?:.+\n?)+)", re.MULTILINE)
_SHORT = {
    "server": r"(:guild + iif(draw(n, \1, 5) < 2, 0, draw(n, \1 + 1000, :guilds)))",
    "member": r"(:member + draw(n, \1, :members))",
    "drama": r"(1 + draw(n, \1, 1 + draw(n, \1 + 1000, 1 + draw(n, \1 + 2000, :dramas))))",
    "grown": rf"<moment :now - 3600 - {_FIVE_YEARS} + n * {_FIVE_YEARS} / \1>",
    "moment": r"strftime('%Y-%m-%dT%H:%M:%SZ', \1, 'unixepoch')",
}


def statements(section: str) -> dict[str, str]:
    """The statements of a section by what they do, in order. `rows`, `counted` or `checked`."""
    _, *parts = _SECTION.split(_FILE.read_text(encoding="utf-8"))
    text = dict(zip(parts[::2], parts[1::2], strict=True))[section]
    for word, sql in _SHORT.items():
        text = re.sub(rf"<{word} ([^<>]+)>", sql, text)
    return {what: sql.strip().removesuffix(";") for what, sql in _STATEMENT.findall(text)}
