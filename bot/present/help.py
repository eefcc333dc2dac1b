"""What a member may use here, each command clickable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.i18n import N_, Texts
from bot.present.layout import Part, Screen, box, fitted, gap, rule, say, screen

GROUPS = {
    "drama": N_("Look up"),
    "episode": N_("Episodes"),
    "rate": N_("Score"),
    "watch": N_("Watch list"),
    "settings": N_("For moderators"),
    "help": N_("Help"),
}


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One command: its full name, how it is clicked, what it does, its options with theirs."""

    name: str
    mention: str
    description: str
    options: tuple[tuple[str, str, bool], ...] = ()


def overview(t: Texts, commands: Sequence[CommandHelp]) -> Screen:
    parts: list[Part] = []
    room = 3_400  # characters; the heading takes the rest of a message
    for group, members in groupby(commands, key=lambda command: command.name.split()[0]):
        lines = [f"{command.mention} {t(command.description)}" for command in members]
        shown = fitted([f"**{t(GROUPS.get(group, group))}**", *lines], room, "…")
        room -= sum(len(line) + 1 for line in shown)
        if room < 0:
            break
        parts += [gap(), say(*shown)]
    return screen(
        box(
            say(
                f"## {t('What you can do here')}",
                t("Type / and a command, or click one. Every title may be typed in any spelling."),
            ),
            rule(),
            *parts[1:],
        )
    )


def detail(t: Texts, command: CommandHelp) -> Screen:
    lines = [
        f"- `{name}`{'' if required else ' ' + t('(optional)')} {t(description)}"
        for name, description, required in command.options
    ]
    return screen(
        box(say(f"### {command.mention}", t(command.description)), *([say(*lines)] if lines else []))
    )
