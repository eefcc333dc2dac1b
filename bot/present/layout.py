"""The parts of every screen, and Discord's limits for a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import discord
from discord import ui

from bot.domain.spoilers import opening_bars
from bot.domain.verbs import Verb
from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import Action, button, parse
from bot.present.parts import Built, Gallery, PartType, built, every
from bot.present.text import least_shown

ACCENT = discord.Colour(0x6C8CFF)  # a clear blue: tears, and legible on dark and light
QUIET = discord.Colour(0x80848E)
WARNING = discord.Colour(0xE0A030)
GOOD = discord.Colour(0x3BA55D)

ROW = 5  # buttons beside each other
MOST_PARTS = 40  # of a message, with those in others
_SMALL, _LARGE = 1, 2  # spaces

# Notifications and lists of messages join the texts of a message, hidden ones too, and cut them at so many
# characters: the hidden ones have to begin later.
PREVIEW = 100


Part: TypeAlias = Built | ui.Item[Any]


class Screen(ui.LayoutView):
    """A message of finished parts. Nothing in it times out: what its buttons do is in them.

    So discord.py has nothing to remember of it: else it would keep every screen that one member
    sees, and a task that waits for its end, for a quarter of an hour.
    """

    def __init__(self, parts: Sequence[Built]):
        super().__init__(timeout=None)
        self.parts: tuple[Built, ...] = tuple(parts)
        self.stop()

    def to_components(self) -> list[Built]:
        """What discord.py sends."""
        return list(self.parts)

    def has_components_v2(self) -> bool:
        return True

    def files(self) -> list[discord.File]:
        """The files of the pictures in it, new ones each time."""
        found = (part for part in every(self.parts) if isinstance(part, Gallery))
        # Discord takes each name once, and two equal pictures are one file.
        return list({file.filename: file for part in found for file in part.files()}.values())

    def without_pictures(self) -> Screen:
        """The same where no files may be sent."""
        return Screen(_changed(self.parts, lambda part: None if isinstance(part, Gallery) else part))

    def away(self) -> Screen:
        """The same where the bot is on no server: without the buttons and choices that need one."""
        return Screen(_changed(self.parts, _away))

    def marked(self, ident: int) -> Screen:
        """The same message with this id of its first part, by which it is found again."""
        first, *others = self.parts
        return Screen([{**first, "id": ident}, *others])


def _changed(parts: Sequence[Built], change: Callable[[Built], Built | None]) -> list[Built]:
    """These parts as `change` leaves them; None: the part goes, and what has nothing left in it."""
    kept: list[Built] = []
    for part in parts:
        if "accessory" in part and change(part["accessory"]) is None:
            kept += _changed(part["components"], change)  # its text stays
        elif "components" in part:
            if inner := _changed(part["components"], change):
                kept.append({**part, "components": inner})
        elif (left := change(part)) is not None:
            kept.append(left)
    return kept


def _away(part: Built) -> Built | None:
    """A part where the bot is on no server. A menu whose choices stand for buttons loses those, too."""
    pressed = parse(part.get("custom_id", ""))
    if pressed is None:
        return part
    if pressed.verb in verbs.FOR_SERVERS:
        return None
    if pressed.verb != verbs.MORE:
        return part
    options = [option for option in part["options"] if option["value"] not in verbs.FOR_SERVERS]
    return {**part, "options": options} if options else None


def screen(*items: Part) -> Screen:
    """A message made of these parts.

    Raises `ValueError` where Discord would refuse the whole message: for too many parts, or two with one
    `custom_id`. It also does where a preview of the message might show what is under its bars, because then
    no one may see it.
    """
    parts = [built(item) for item in items]
    found = every(parts)
    _require_sendable(found)
    _require_hidden(found)
    return Screen(parts)


def with_more(view: Screen, *items: Part) -> Screen:
    """The same message with these parts below."""
    return screen(*view.parts, *items)


def _require_sendable(found: Sequence[Built]) -> None:
    if len(found) > MOST_PARTS:
        raise ValueError(f"a message has {len(found)} parts, and Discord takes {MOST_PARTS}")
    known: set[str] = set()
    for part in found:
        ident = part.get("custom_id")
        if ident is None:
            continue
        if ident in known:
            raise ValueError(f"two parts of a message have the custom_id {ident}")
        known.add(ident)


def _require_hidden(found: Sequence[Built]) -> None:
    """What is under bars begins where no preview reaches."""
    before = _before_bars(found)
    if before is not None and before < PREVIEW:
        raise ValueError(f"only {before} characters stand in sight before the first that are hidden")


def shown_before_bars(parts: Iterable[Part]) -> int | None:
    """How many characters are surely in sight before the first hidden ones; None: no text is hidden."""
    return _before_bars(every(map(built, parts)))


def _before_bars(found: Sequence[Built]) -> int | None:
    before: list[str] = []
    for part in found:
        if part["type"] == PartType.BOX:
            if part["spoiler"] and any(inner["type"] == PartType.TEXT for inner in every(part["components"])):
                break
        elif part["type"] == PartType.TEXT:
            text = part["content"]
            bars = opening_bars(text)
            before.append(text[:bars])
            if bars is not None:
                break
    else:
        return None  # as most messages: then nothing is counted, which takes longer than all their buttons
    return sum(map(least_shown, before))


def box(*items: Part, colour: discord.Colour = ACCENT, spoiler: bool = False) -> Built:
    return {
        "type": PartType.BOX,
        "accent_color": colour.value,
        "spoiler": spoiler,
        "components": [built(item) for item in items],
    }


def is_box(part: Built) -> bool:
    return bool(part["type"] == PartType.BOX)


def say(*lines: str) -> Built:
    return {"type": PartType.TEXT, "content": "\n".join(lines)}


def beside(text: Built, accessory: Part) -> Built:
    """A text with a button or a picture to its right."""
    return {"type": PartType.SECTION, "components": [text], "accessory": built(accessory)}


def rows(lines: Iterable[tuple[str, Part | None]]) -> list[Built]:
    """The rows of a list, each with its picture to the right if it has one. Those without stay together."""
    parts: list[Built] = []
    plain: list[str] = []
    for line, picture in lines:
        if picture is None:
            plain.append(line)
            continue
        if plain:
            parts.append(say(*plain))
            plain = []
        parts.append(beside(say(line), picture))
    return [*parts, say(*plain)] if plain else parts


def thumbnail(url: str, description: str) -> Built:
    """A small picture from the web. The description is at most 1,024 characters."""
    return {
        "type": PartType.THUMBNAIL,
        "spoiler": False,
        "media": {"url": url},
        "description": description,
    }


def rule(*, large: bool = False) -> Built:
    return {"type": PartType.SEPARATOR, "divider": True, "spacing": _LARGE if large else _SMALL}


def gap() -> Built:
    """A little air between two blocks, without a line."""
    return {"type": PartType.SEPARATOR, "divider": False, "spacing": _SMALL}


def row(*items: Part) -> Built:
    """Up to five buttons beside each other, or one menu. Raises `ValueError` for more buttons."""
    if len(items) > ROW:
        raise ValueError(f"{len(items)} parts do not fit into a row")
    return {"type": PartType.ROW, "components": [built(item) for item in items]}


def note(text: str, *actions: Action, colour: discord.Colour = ACCENT) -> Screen:
    """A short answer, with buttons under it where there are any."""
    parts: list[Part] = [say(text)]
    parts += [row(*actions[start : start + ROW]) for start in range(0, len(actions), ROW)]
    return screen(box(*parts, colour=colour))


def pager(
    t: Texts,
    index: int,
    pages: int,
    verb: Verb,
    *args: object,
    after: Sequence[object] = (),
    more: Sequence[Part] = (),
) -> Built:
    """Previous, where we are, next; the ends are disabled. Only `after` comes after the page's index.

    `more` are further buttons in the same row.
    """
    return row(
        button(t("Previous"), verb, *args, max(index - 1, 0), *after, disabled=index <= 0),
        button(t("{n} of {all}", n=index + 1, all=pages), verb, *args, index, "here", disabled=True),
        button(t("Next"), verb, *args, index + 1, *after, disabled=index >= pages - 1),
        *more,
    )


def leaves(lines: Sequence[str], room: int, most: int, joint: int = 1) -> list[range]:
    """The pages of a list: which lines stand on each, at most `most` of them and `room` characters.

    Every line is on a page, also one that is longer than `room`. `joint` is the length of what will stand
    between two of them.
    """
    pages: list[range] = []
    first = used = 0
    for at, line in enumerate(lines):
        if at > first and (at - first == most or used + joint + len(line) > room):
            pages.append(range(first, at))
            first, used = at, 0
        used += len(line) + (joint if at > first else 0)
    return [*pages, range(first, len(lines))] if lines else []


def fitted(lines: Iterable[str], room: int, more: str, joint: int = 1) -> list[str]:
    """As many lines as fit into `room` characters; `more` closes a list that was cut.

    `joint` is the length of what will stand between two of them, a line break or a separator. Of lines that
    are made one by one, no more are made than it takes to know.
    """
    kept: list[str] = []
    used = 0
    coming = iter(lines)
    line = next(coming, None)
    while line is not None:
        following = next(coming, None)
        reserve = len(more) + joint if following is not None else 0
        if used + len(line) + joint + reserve > room:
            return [*kept, more]
        kept.append(line)
        used += len(line) + joint
        line = following
    return kept
