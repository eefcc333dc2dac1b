"""What a member may use here, each command clickable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import N_, Texts
from bot.present.layout import Screen, box, fitted, rule, say, screen

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
    lines: list[str] = []
    group = ""
    for command in commands:
        first = command.name.split()[0]
        if first != group:
            group = first
            lines.append(f"**{t(GROUPS.get(first, first))}**")
        lines.append(f"{command.mention} {t(command.description)}")
    return screen(
        box(
            say(
                f"## {t('What you can do here')}",
                t("Type / and a command, or click one. Every title may be typed in any spelling."),
            ),
            rule(),
            say(*fitted(lines, 3_400, "…")),
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
