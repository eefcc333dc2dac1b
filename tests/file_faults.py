"""What is wrong in a file, as the command line says it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.errors import ImportProblem
from bot.i18n import texts
from bot.present.catalogue.file_faults import located, reason


def told(problem: ImportProblem) -> str:
    """`Row 3, year: must be …`."""
    return located(texts("en"), problem.row, problem.field, why(problem))


def all_told(problems: Iterable[ImportProblem]) -> str:
    return "; ".join(map(told, problems))


def why(problem: ImportProblem) -> str:
    """The reason alone."""
    return reason(texts("en"), problem.reason)
