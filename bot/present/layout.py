"""The parts that every screen is put together from, and Discord's limits for a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.domain.spoilers import opening_bars
from bot.domain.verbs import Verb
from bot.i18n import Texts
from bot.present.actions import Action, button
from bot.present.text import least_shown

ACCENT = discord.Colour(0x6C8CFF)  # a clear blue: tears, and legible on dark and light
QUIET = discord.Colour(0x80848E)
WARNING = discord.Colour(0xE0A030)
GOOD = discord.Colour(0x3BA55D)

ROW = 5  # buttons beside each other

# Notifications and lists of messages join the texts of a message, hidden ones too, and cut them at so many
# characters: the hidden ones have to begin later.
PREVIEW = 100

Screen = ui.LayoutView
Part: TypeAlias = ui.Item[Any]


def screen(*items: Part) -> Screen:
    """A message made of these parts. Nothing in it times out: what its buttons do is in them.

    So discord.py has nothing to remember of it: else it would keep every screen that one member
    sees, and a task that waits for its end, for a quarter of an hour.

    Raises `ValueError` where two parts have one `custom_id`, for then Discord refuses the whole message; and
    where a preview of the message might show what is under its bars, for then no one may see it.
    """
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    _require_unique(view)
    _require_hidden(view)
    view.stop()
    return view


def _require_unique(view: ui.LayoutView) -> None:
    known: set[str] = set()
    for part in view.walk_children():
        ident = getattr(part, "custom_id", None)
        if ident is None:
            continue
        if ident in known:
            raise ValueError(f"two parts of a message have the custom_id {ident}")
        known.add(ident)


def _require_hidden(view: ui.LayoutView) -> None:
    """What is under bars begins where no preview reaches."""
    before = shown_before_bars(view.children)
    if before is not None and before < PREVIEW:
        raise ValueError(f"only {before} characters stand in sight before the first that are hidden")


def shown_before_bars(parts: Iterable[Part]) -> int | None:
    """How many characters are surely in sight before the first hidden ones; None: no text is hidden."""
    before: list[str] = []
    for part in _each(parts):
        if isinstance(part, ui.Container):
            if part.spoiler and any(isinstance(inner, ui.TextDisplay) for inner in part.walk_children()):
                break
        elif isinstance(part, ui.TextDisplay):
            bars = opening_bars(part.content)
            before.append(part.content[:bars])
            if bars is not None:
                break
    else:
        return None  # as most messages: then nothing is counted, which takes longer than all their buttons
    return sum(map(least_shown, before))


def _each(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of a message and whatever is in them, in the order in which they are read."""
    for part in parts:
        yield part
        if isinstance(part, ui.Container | ui.Section):
            yield from part.walk_children()


def box(*items: Part, colour: discord.Colour = ACCENT, spoiler: bool = False) -> ui.Container[Any]:
    return ui.Container(*items, accent_colour=colour, spoiler=spoiler)


def say(*lines: str) -> ui.TextDisplay[Any]:
    return ui.TextDisplay("\n".join(lines))


def rule(*, large: bool = False) -> ui.Separator[Any]:
    return ui.Separator(spacing=discord.SeparatorSpacing.large if large else discord.SeparatorSpacing.small)


def gap() -> ui.Separator[Any]:
    """A little air between two blocks, without a line."""
    return ui.Separator(visible=False, spacing=discord.SeparatorSpacing.small)


def row(*items: Part) -> ui.ActionRow[Any]:
    return ui.ActionRow(*items)


def note(text: str, *actions: Action, colour: discord.Colour = ACCENT) -> Screen:
    """A short answer, with buttons under it where there are any."""
    parts: list[Part] = [say(text)]
    parts += [row(*actions[start : start + ROW]) for start in range(0, len(actions), ROW)]
    return screen(box(*parts, colour=colour))


def pager(
    t: Texts, index: int, pages: int, verb: Verb, *args: object, after: Sequence[object] = ()
) -> ui.ActionRow[Any]:
    """Previous, where we are, next; the ends are disabled. Only `after` comes after the page's index."""
    return row(
        button(t("Previous"), verb, *args, max(index - 1, 0), *after, disabled=index <= 0),
        button(t("{n} of {all}", n=index + 1, all=pages), verb, *args, index, "here", disabled=True),
        button(t("Next"), verb, *args, index + 1, *after, disabled=index >= pages - 1),
    )


def fitted(lines: Sequence[str], room: int, more: str, joint: int = 1) -> list[str]:
    """As many lines as fit into `room` characters; `more` closes a list that was cut.

    `joint` is the length of what will stand between two of them, a line break or a separator.
    """
    kept: list[str] = []
    used = 0
    for at, line in enumerate(lines):
        reserve = len(more) + joint if at < len(lines) - 1 else 0
        if used + len(line) + joint + reserve > room:
            return [*kept, more]
        kept.append(line)
        used += len(line) + joint
    return kept
