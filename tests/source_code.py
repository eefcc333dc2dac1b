"""The project's own modules, read as code: for tests of what it may do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def modules(*folders: str, matching: str) -> Iterator[tuple[str, ast.Module]]:
    """Each module in these folders that has the pattern in its text, by its path from the root.

    To read them all as code takes a second, so only those are that may have what is looked for. The pattern
    may be found where it means nothing, but must be found wherever it means something.
    """
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text("utf-8")
            if re.search(matching, text):
                yield path.relative_to(ROOT).as_posix(), ast.parse(text)
