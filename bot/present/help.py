"""The commands that a member may use here, each clickable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discord import ButtonStyle, SelectOption, ui

from bot.i18n import N_, Texts
from bot.present import verbs
from bot.present.actions import button, menu
from bot.present.forms import Field, form
from bot.present.layout import Part, Screen, box, pager, row, rule, say, screen

CURATORS = "curators"  # among what a command carries along: whether it is for curators alone
MANAGERS = "managers"  # and whether it is for members who manage the server
SERVER = "server"  # and whether it works only on a server that the bot is on
ROOM = 3_000  # characters of a page
MENU_LIMIT = 25
START = "start"  # says that a button leads to the first screen

# What the buttons of the first screen run, with their labels. `ASKED` need a drama, for which a form asks.
STARTS: Mapping[str, tuple[str, str, ButtonStyle]] = {
    "drama info": (N_("Find a drama"), "🔎", ButtonStyle.primary),
    "rate": (N_("Score one"), "⭐", ButtonStyle.secondary),
    "watch list": (N_("My list"), "📋", ButtonStyle.secondary),
    "recommend forme": (N_("What to watch"), "✨", ButtonStyle.secondary),
}
ASKED = frozenset(("drama info", "rate"))

# In this order. Any other group comes before the moderators' groups, under its own name.
GROUPS = {
    "drama": N_("Look up"),
    "episode": N_("Episodes"),
    "rate": N_("Scores"),
    "review": N_("Reviews"),
    "watch": N_("Watch list"),
    "airing": N_("On air"),
    "club": N_("Watch clubs"),
    "recommend": N_("Recommendations"),
    "discuss": N_("Discussion board"),
    "comment": N_("Comments"),
    "comments": N_("What others say"),
    "quote": N_("Quotes"),
    "profile": N_("Profile"),
    "privacy": N_("Your data"),
    "help": N_("Help"),
    "backup": N_("Backups"),
    "synopses": N_("Publishing synopses"),
    "catalogue": N_("The catalogue"),
    "moderate": N_("Moderation"),
    "settings": N_("For moderators"),
}
_LAST = tuple(GROUPS)[-5:]


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One command: its full name, its clickable form, its description, and its options."""

    name: str
    mention: str
    description: str
    options: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Commands under one heading. `key` is the first word of their names."""

    key: str
    lines: tuple[str, ...]

    @property
    def room(self) -> int:
        return sum(len(line) + 1 for line in self.lines)


def start(t: Texts, commands: Sequence[CommandHelp]) -> Screen:
    """The first screen: four things that most members want, and a menu of all groups."""
    usable = {command.name for command in commands}
    begins = [
        button(t(label), verbs.START, name, emoji=emoji, style=style)
        for name, (label, emoji, style) in STARTS.items()
        if name in usable
    ]
    told = t(
        "Press a button, choose a group below, or type / and a command. Any spelling of a title will do."
    )
    parts: list[Part] = [say(f"## {t('What you can do here')}", told)]
    if begins:
        parts.append(row(*begins))
    parts.append(row(menu(t("Choose a group"), _choices(t, paged(t, commands)), verbs.HELP)))
    return screen(box(*parts))


def overview(t: Texts, commands: Sequence[CommandHelp], index: int = 0) -> Screen:
    """The commands of a group, or a part of them. An index past the end gives the last page.

    A menu leads to each group's first page.
    """
    pages = paged(t, commands)
    index = max(0, min(index, len(pages) - 1))
    return screen(
        box(
            say(*pages[index].lines),
            rule(),
            row(menu(t("Choose a group"), _choices(t, pages), verbs.HELP)),
            pager(t, index, len(pages), verbs.HELP, more=[button(t("To the start"), verbs.HELP, START)]),
        )
    )


def title_form(t: Texts, name: str) -> ui.Modal:
    """The form of a button that needs a drama: the option `title` of its command."""
    label, _, _ = STARTS[name]
    field = Field(
        "title", t("Title of the drama"), 200, t("Any name of the drama, in any spelling"), long=False
    )
    return form(t(label), verbs.START, name, fields=(field,))


def page_of(t: Texts, commands: Sequence[CommandHelp], key: str) -> int:
    """The index of the page on which a group starts. The first page for an unknown group."""
    pages = paged(t, commands)
    return next((at for at, group in enumerate(pages) if group.key == key), 0)


def paged(t: Texts, commands: Sequence[CommandHelp]) -> list[Group]:
    """The groups, one on each page. A group that is too long for a message is on several."""
    return [part for group in _grouped(t, commands) for part in _parts(group)]


def _grouped(t: Texts, commands: Sequence[CommandHelp]) -> list[Group]:
    lines: dict[str, list[str]] = {}
    for command in commands:
        key = command.name.split()[0]
        heading = [f"**{t(GROUPS.get(key, key))}**"]
        lines.setdefault(key, heading).append(f"{command.mention} {t(command.description)}")
    order = [
        *(key for key in GROUPS if key not in _LAST),
        *(key for key in lines if key not in GROUPS),
        *_LAST,
    ]
    return [Group(key, tuple(lines[key])) for key in order if key in lines]


def _parts(group: Group) -> list[Group]:
    """A group in pieces that each fit on a page, each under the heading."""
    heading, *lines = group.lines
    parts = [Group(group.key, (heading,))]
    for line in lines:
        if parts[-1].room + len(line) + 1 > ROOM:
            parts.append(Group(group.key, (heading,)))
        parts[-1] = Group(group.key, (*parts[-1].lines, line))
    return parts


def _choices(t: Texts, pages: Sequence[Group]) -> list[SelectOption]:
    keys = dict.fromkeys(group.key for group in pages)
    return [SelectOption(label=t(GROUPS.get(key, key))[:100], value=key) for key in keys][:MENU_LIMIT]


def detail(t: Texts, command: CommandHelp) -> Screen:
    lines = [
        f"- `{name}`{'' if required else ' ' + t('(optional)')} {t(description)}"
        for name, description, required in command.options
    ]
    return screen(
        box(say(f"### {command.mention}", t(command.description)), *([say(*lines)] if lines else []))
    )
