"""Writes the table of PRIVACY.md from `bot/domain/privacy`: `python -m tools.privacy`.

`--check` writes nothing, and fails if the page differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.other_rows import MENTIONS
from bot.domain.privacy.rows import Kept

PAGE = Path(__file__).resolve().parent.parent / "PRIVACY.md"
BEGIN = "<!-- what is kept: python -m tools.privacy -->"
END = "<!-- end of what is kept -->"


def table() -> str:
    """What is kept about members, a row each, and where else a member's id may be."""
    lines = ["| what | where | why | how long | who sees it | on deletion |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {kept.what} | {_place(kept)} | {kept.why} | {kept.how_long} | {kept.seen_by} | {kept.erased} |"
        for kept in KEPT
    ]
    lines += ["", "A member's id may also be in these rows of others:", ""]
    lines += ["| what | where | on deletion |", "|---|---|---|"]
    for mentions in MENTIONS:
        becomes = [
            *(["The row is deleted."] if mentions.dropped else []),
            *(["The id is taken out."] if mentions.replaced else []),
        ]
        where = f"`{mentions.table}`: {_columns(mentions.columns)}"
        lines.append(f"| {mentions.why} | {where} | {' '.join(becomes)} |")
    return "\n".join(lines)


def _place(kept: Kept) -> str:
    """The table, whose column names the member, and its other columns."""
    rest = _columns((*kept.words, *kept.facts))
    return f"`{kept.table}`" + (f" by `{kept.owner}`" if kept.owner else "") + (f": {rest}" if rest else "")


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def written(page: str) -> str:
    """The page with today's table. Raises `ValueError` if its marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> int:
    page = PAGE.read_text("utf-8")
    if "--check" in sys.argv[1:]:
        if written(page) == page:
            return 0
        sys.stderr.write(f"The table in {PAGE.name} is out of date: run python -m tools.privacy\n")
        return 1
    PAGE.write_text(written(page), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
