"""The commands that a member may use here, each clickable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discord import SelectOption

from bot.i18n import N_, Texts
from bot.present import verbs
from bot.present.actions import menu
from bot.present.layout import Part, Screen, box, gap, pager, row, rule, say, screen

CURATORS = "curators"  # among what a command carries along: whether it is for curators alone
MANAGERS = "managers"  # and whether it is for members who manage the server
ROOM = 3_000  # characters of a page's groups; heading, menu and pager take the rest of a message
GROUPS_A_PAGE = 12  # each is a text and a gap; with the rest of the message under 40 components
MENU_LIMIT = 25

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


def overview(t: Texts, commands: Sequence[CommandHelp], index: int = 0) -> Screen:
    """A page of all commands by group. An index past the end gives the last page.

    If everything fits into one message, there is one page. Otherwise a menu leads to each group's page.
    """
    pages = paged(t, commands)
    index = max(0, min(index, len(pages) - 1))
    parts: list[Part] = [
        say(
            f"## {t('What you can do here')}",
            t("Type / and a command, or click one. You can type a title in any spelling."),
        ),
        rule(),
    ]
    for at, group in enumerate(pages[index]):
        parts += [gap()] if at else []
        parts.append(say(*group.lines))
    if len(pages) > 1:
        parts += [
            rule(),
            row(menu(t("Choose a group"), _choices(t, pages), verbs.HELP)),
            pager(t, index, len(pages), verbs.HELP),
        ]
    return screen(box(*parts))


def page_of(t: Texts, commands: Sequence[CommandHelp], key: str) -> int:
    """The index of the page on which a group starts. The first page for an unknown group."""
    pages = paged(t, commands)
    return next((at for at, page in enumerate(pages) if any(group.key == key for group in page)), 0)


def paged(t: Texts, commands: Sequence[CommandHelp]) -> list[list[Group]]:
    """The groups on their pages. A group is kept together if it fits on one page."""
    pages: list[list[Group]] = [[]]
    room = ROOM
    for group in _grouped(t, commands):
        for part in _parts(group):
            if pages[-1] and (part.room > room or len(pages[-1]) == GROUPS_A_PAGE):
                pages.append([])
                room = ROOM
            pages[-1].append(part)
            room -= part.room
    return pages


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


def _choices(t: Texts, pages: Sequence[Sequence[Group]]) -> list[SelectOption]:
    keys = dict.fromkeys(group.key for page in pages for group in page)
    return [SelectOption(label=t(GROUPS.get(key, key))[:100], value=key) for key in keys][:MENU_LIMIT]


def detail(t: Texts, command: CommandHelp) -> Screen:
    lines = [
        f"- `{name}`{'' if required else ' ' + t('(optional)')} {t(description)}"
        for name, description, required in command.options
    ]
    return screen(
        box(say(f"### {command.mention}", t(command.description)), *([say(*lines)] if lines else []))
    )
