"""Draws the packages and their imports into docs/architecture.md: `python -m tools.rooms`.

The picture is made from the import graph, so it always agrees with the code. `--check` writes nothing, and
fails if the page differs.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- rooms: python -m tools.rooms -->", "<!-- end of rooms -->"
# What everybody imports, and what starts the bot, would only hide the rest.
LEFT_OUT = {
    f"bot.{name}"
    for name in (
        *("__version__", "errors", "domain", "i18n", "logs", "measures"),
        *("cli", "maintenance", "process", "doctor", "monitoring", "health"),
    )
}


def room_of(module: str) -> str:
    """The room of a module: `cogs`, or its part of `bot`."""
    first, *rest = module.split(".")
    return first if first == "cogs" or not rest else f"bot.{rest[0]}"


def imported(module: ast.Module) -> Iterator[str]:
    """The modules that are really imported, not only for type checking."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "bot":
                yield from (f"bot.{name.name}" for name in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def arrows(root: Path = ROOT) -> dict[str, set[str]]:
    """Each room with the rooms that it imports."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted([*(root / "bot").rglob("*.py"), *(root / "cogs").rglob("*.py")]):
        own = room_of(".".join(path.relative_to(root).with_suffix("").parts))
        for name in imported(ast.parse(path.read_text("utf-8"))):
            other = room_of(name)
            if name.split(".")[0] in ("bot", "cogs") and other not in (own, "bot"):
                found[own].add(other)
    return found


def thinned(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows without those that a longer path shows as well, and without excluded rooms."""
    kept = {
        room: {other for other in others if other not in LEFT_OUT}
        for room, others in found.items()
        if room not in LEFT_OUT
    }

    def reached(room: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(kept.get(room, ()))
        while waiting:
            if (one := waiting.pop()) not in seen:
                seen.add(one)
                waiting += kept.get(one, ())
        return seen

    return {
        room: {other for other in others if not any(other in reached(way) for way in others - {other})}
        for room, others in kept.items()
    }


def drawn(found: dict[str, set[str]]) -> str:
    """The picture as a Mermaid diagram for GitHub."""
    lines = ["```mermaid", "flowchart TD"]
    for room, others in sorted(thinned(found).items()):
        lines += [f"    {_name(room)} --> {_name(other)}" for other in sorted(others)]
    return "\n".join([*lines, "```"])


def _name(room: str) -> str:
    return room.removeprefix("bot.")


def written(page: str, picture: str) -> str:
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{picture}\n\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    page = PAGE.read_text("utf-8")
    if BEGIN not in page or END not in page:
        sys.stderr.write(f"{PAGE.name} has no place for the picture: {BEGIN} … {END}\n")
        return 2
    new = written(page, drawn(arrows()))
    if "--check" in arguments:
        if new != page:
            sys.stderr.write(f"The picture in {PAGE.name} is out of date: run python -m tools.rooms\n")
        return int(new != page)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
