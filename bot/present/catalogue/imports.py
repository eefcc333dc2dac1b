"""The result of a curator's file: what it added and changed, what was refused, and how to undo it."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain import csv_cells
from bot.errors import ImportProblem
from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import button
from bot.present.catalogue.file_faults import located, reason
from bot.present.layout import GOOD, WARNING, Screen, box, note, row, say, screen
from bot.present.punctuation import labelled, listed
from bot.present.text import inline

PROBLEMS_TOLD = 3  # in the message; those who look at it on a phone open no table
PROBLEMS_FILE = "refused-rows.csv"


def imported(
    t: Texts, file: str, added: int, changed: int, unchanged: int, ident: int | None = None
) -> Screen:
    """The result of a file. `ident` is the import's number if there is anything to undo."""
    counted = (
        t.plural("{n} added", "{n} added", added),
        t.plural("{n} filled in", "{n} filled in", changed),
        t.plural("{n} unchanged", "{n} unchanged", unchanged),
    )
    text = labelled(t, f"**{inline(file, 100)}**", listed(t, counted))
    if ident is None:
        return note(text, colour=GOOD)
    how = t(
        "This is import {id}. To undo it later, use {/moderate restore} with the title “import {id}”.",
        id=ident,
    )
    return note(f"{text}\n-# {how}", button(t("Undo the import"), verbs.UNDO_IMPORT, ident), colour=GOOD)


def ask_undo(t: Texts, ident: int) -> Screen:
    return screen(
        box(
            say(
                t("Undo all of import {id}?", id=ident),
                t(
                    "The dramas it added are removed, and its changes to other dramas are undone. Anything "
                    "members and curators have added or changed since then stays."
                ),
            ),
            row(
                button(t("Undo the import"), verbs.UNDO_IMPORT, ident, "sure", style=ButtonStyle.danger),
                button(t("Cancel"), verbs.DISMISS),
            ),
            colour=WARNING,
        )
    )


def undone(t: Texts, ident: int, went: int, stayed: int) -> Screen:
    lines = [
        t.plural(
            "Import {id} is undone: {n} drama was removed.",
            "Import {id} is undone: {n} dramas were removed.",
            went,
            id=ident,
        )
    ]
    if stayed:
        lines.append(
            t.plural(
                "{n} drama stays, because members or curators have added something to it since then.",
                "{n} dramas stay, because members or curators have added something to them since then.",
                stayed,
            )
        )
    return note("\n".join(lines), colour=GOOD)


def refused(t: Texts, file: str, total: int, problems: Sequence[ImportProblem]) -> Screen:
    """A refused file, with its first problems on the screen and more of them in a table."""
    shown = len(problems)
    text = t.plural(
        "**{file}** was not imported: it has {n} error. Nothing was saved.",
        "**{file}** was not imported: it has {n} errors. Nothing was saved.",
        total,
        file=inline(file, 100),
    )
    more = t("The first {n}, with row and field:", n=shown) if shown < total else t("Row and field:")
    first = [_problem(t, problem) for problem in problems[:PROBLEMS_TOLD]]
    return screen(box(say(text, *first, more), colour=WARNING), ui.File(f"attachment://{PROBLEMS_FILE}"))


def _problem(t: Texts, problem: ImportProblem) -> str:
    why = inline(reason(t, problem.reason), 300)
    return "- " + located(t, problem.row, inline(problem.field, 60), why)


def problems_file(t: Texts, problems: Sequence[ImportProblem]) -> bytes:
    """The problems of a refused file as a table for spreadsheets."""
    rows = ((str(problem.row), problem.field, reason(t, problem.reason)) for problem in problems)
    return csv_cells.file_of((t("Row"), t("Field"), t("Reason")), rows)
