"""Reading a screen as Discord would: all that is in it, and what is in sight."""

from __future__ import annotations

import re
from functools import lru_cache

import discord

from bot.present.layout import Screen
from tests.contract.messages import check_message
from tests.contract.problems import Body, Finding, Json
from tests.world import Component, walk

LAYOUT = 1 << 15  # the components-v2 flag
# Every field of a component with words for the readers of the message.
WORDED = ("content", "label", "placeholder", "description", "alt_text", "title", "name")
# Markdown of the filling `hostile` that is alive: bars, a call of everyone, a link that its author chose.
ALIVE = re.compile(r"(?<!\\)\|@|@everyone|(?<!\\)\[x\\?\]\(")
# Code shows every sign as it is, and where a link leads is not read as markdown.
VERBATIM = re.compile(r"(?<!\\)`[^`]*`|<https?://[^<>|\s]*>")


def parts_of(screen: Screen) -> list[Component]:
    return [dict(part) for part in screen.to_components()]


def problems(screen: Screen, *files: discord.File) -> list[Finding]:
    """What Discord would refuse in the screen, sent as a new message with these files, and `alive`."""
    components: Json = [*parts_of(screen)]
    attached: Json = [file.to_dict(at) for at, file in enumerate(files)]
    message: Body = {
        "flags": LAYOUT,
        "components": components,
        "attachments": attached,
        "allowed_mentions": {"parse": []},
    }
    return alive(screen) + list(check_message(message, "$", made=True, house_rules=True))


def alive(screen: Screen) -> list[Finding]:
    """Where the markdown of the filling `hostile` is alive."""
    return [
        Finding("$", f"markdown that a person wrote is alive: {part['content']}")
        for part, _ in walk(parts_of(screen))
        if _is_alive(part.get("content") or "")
    ]


@lru_cache(maxsize=4_096)  # the screens of a test have most of their long texts in common
def _is_alive(content: str) -> bool:
    return ALIVE.search(VERBATIM.sub("", content)) is not None


def words_of(screen: Screen, *, hidden: bool) -> list[str]:
    """All words under spoiler bars, or all in sight: texts, labels, options, alternative texts, ids."""
    found = []
    for part, covered in walk(parts_of(screen)):
        if covered is hidden:
            for one in (part, *part.get("options", ())):
                found += [str(one[field]) for field in (*WORDED, "custom_id", "value") if one.get(field)]
    return found


def everything(screen: Screen) -> str:
    return "\n".join(words_of(screen, hidden=False) + words_of(screen, hidden=True))
