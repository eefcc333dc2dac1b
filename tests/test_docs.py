"""The documents say what the code does: every setting, command, option, target and exit code, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import discord
import pytest
from discord import app_commands

from bench.__main__ import BENCHMARKS
from bot.cli import boundary
from bot.cli.main import main
from bot.client import NamidaBot
from bot.domain.guilds import INVITED_WITH, OPTIONAL
from bot.present import words
from bot.schedule.agenda import agenda
from bot.settings import variables

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
# What members and moderators read: the slash commands are explained there.
GUIDES = (ROOT / "docs" / "members.md", ROOT / "docs" / "moderators.md", ROOT / "README.md")
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")

# The permission as Discord names it to people, and as discord.py names it.
PERMISSIONS = {
    "View Channels": "view_channel",
    "Send Messages": "send_messages",
    "Embed Links": "embed_links",
    "Attach Files": "attach_files",
    "Read Message History": "read_message_history",
    "Create Public Threads": "create_public_threads",
    "Send Messages in Threads": "send_messages_in_threads",
    "Manage Threads": "manage_threads",
    "Create Events": "create_events",
    "Manage Messages": "manage_messages",
    "Manage Channels": "manage_channels",
    "Manage Server": "manage_guild",
    "Mention @everyone, @here, and All Roles": "mention_everyone",
}
ROW = r"^ +\| ([A-Z][^|]+) \| (\d+) \|"  # of a table of permissions


def section(title: str) -> str:
    """What stands under a heading of running.md, up to the next one."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", RUNNING, re.MULTILINE | re.DOTALL)
    assert found, f"running.md has no section {title}"
    return found[1]


def test_the_example_file_lists_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))

    assert listed == variables()


def test_every_setting_of_the_example_file_is_explained() -> None:
    paragraphs = (ROOT / ".env.example").read_text(encoding="utf-8").strip().split("\n\n")[1:]

    assert len(paragraphs) == len(variables())
    assert all(paragraph.startswith("# ") for paragraph in paragraphs)


def test_the_guide_lists_every_setting_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|", section("Settings"), re.MULTILINE)

    assert dict(rows) == variables()


def test_the_guide_lists_every_command_with_its_options() -> None:
    rows = dict(re.findall(r"^\| `python -m bot ([a-z]+)([^`|]*)` \|", section("Commands"), re.MULTILINE))

    assert set(rows) == set(main.commands)
    for name, command in main.commands.items():
        options = {
            option.opts[0]
            for option in command.params
            if isinstance(option, click.Option) and option.name != "database"
        }
        assert set(re.findall(r"--[a-z]+", rows[name])) == options, name


def test_the_guide_lists_every_target_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    rows = set(re.findall(r"^\| `make ([a-z]+)` \|", section("Commands"), re.MULTILINE))

    assert rows == targets
    assert set(phony[1].split()) - {"anew"} == targets


def test_every_make_target_that_any_document_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))

    for document in DOCUMENTS:
        named = set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", document.read_text("utf-8"), re.MULTILINE))
        assert {one or other for one, other in named} <= targets, document.name


def test_every_benchmark_is_named_and_every_tool_that_is_named_exists() -> None:
    contributing = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    listed = re.search(r"`python -m bench [^.]*", contributing)
    assert listed
    assert set(re.findall(r"[a-z]+(?=`)", listed[0])) == set(BENCHMARKS)
    assert all((ROOT / "bench" / f"{name}.py").is_file() for name in BENCHMARKS)

    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        assert set(re.findall(r"python -m bench ([a-z]+)", text)) <= set(BENCHMARKS), document.name
        for name in re.findall(r"python -m tools\.([a-z]+)", text):
            assert (ROOT / "tools" / f"{name}.py").is_file(), f"{document.name}: {name}"


def test_every_command_that_any_document_names_exists() -> None:
    for document in DOCUMENTS:
        named = set(re.findall(r"python -m bot ([a-z]+)", document.read_text("utf-8")))
        assert named <= set(main.commands), document.name


def test_the_guide_and_the_help_list_the_same_exit_codes() -> None:
    known = {boundary.DONE, boundary.FAILED, boundary.WRONG, boundary.TO_MEND, boundary.INTERRUPTED}
    guide = {
        int(code) for code in re.findall(r"^\| `(\d+)` \|", section("When something is wrong"), re.MULTILINE)
    }
    help_ = {int(code) for code in re.findall(r"^ +(\d+)  ", boundary.ENDINGS, re.MULTILINE)}

    assert guide == help_ == known


def test_the_invitations_ask_for_what_the_code_needs_and_the_guide_explains_each() -> None:
    text = section("The token, and the invitation")
    links = re.findall(r"scope=bot\+applications\.commands&permissions=(\d+)$", text, re.MULTILINE)
    least, more = (discord.Permissions(int(number)) for number in links)
    needed, optional = (
        {name: discord.Permissions(int(number)) for name, number in re.findall(ROW, table, re.MULTILINE)}
        for table in text.split("   Optional:")
    )

    assert least == discord.Permissions(**dict.fromkeys(INVITED_WITH, True))
    assert more == discord.Permissions(**dict.fromkeys((*INVITED_WITH, *OPTIONAL), True))
    assert {PERMISSIONS[name] for name in needed} == set(INVITED_WITH)
    assert {PERMISSIONS[name] for name in optional} == set(OPTIONAL)
    for name, number in (needed | optional).items():
        assert number == discord.Permissions(**{PERMISSIONS[name]: True}), name
    assert not more.administrator


def test_whatever_the_bot_says_that_it_lacks_is_in_an_invitation() -> None:
    assert set(words.PERMISSIONS) | {"create_events"} == {*INVITED_WITH, *OPTIONAL}


async def test_the_guide_lists_every_chore(bot: NamidaBot) -> None:
    table = section("Processes, memory, chores").partition("| chore |")[2]
    rows = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}

    assert listed == {chore.name for chore in agenda(bot.services, bot).chores}


def test_every_picture_can_be_taken_anew_and_has_a_place_in_a_document() -> None:
    pictures = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}
    # Read, not imported: its packages are there only where a browser is driven.
    source = (ROOT / "tools" / "screenshots.py").read_text("utf-8")
    scenes = set(re.findall(r'^    "([a-z-]+)": \(', source, re.MULTILINE))
    shown = {
        name for path in DOCUMENTS for name in re.findall(r"images/([a-z-]+)\.png", path.read_text("utf-8"))
    }

    assert pictures == scenes == shown


# --- the slash commands ---


@pytest.fixture
async def commands(bot: NamidaBot) -> dict[str, set[str]]:
    """Every slash command by its full name, with its options; a group has none."""
    await bot.add_cogs()
    return {
        command.qualified_name: (
            {parameter.display_name for parameter in command.parameters}
            if isinstance(command, app_commands.Command)
            else set()
        )
        for command in bot.tree.walk_commands()
    }


def slash_commands(text: str, groups: set[str]) -> Iterator[tuple[str, str]]:
    """Every `/command` that a text names, by its full name, and what is typed behind it."""
    prose = re.sub(r"\]\([^)]*\)|https?://\S+", "", text)  # neither paths nor addresses
    for found in re.finditer(r"(?<![\w/.<])/([a-z]+)(?: ([a-z]+)\b(?!:))?([^`\n]*)", prose):
        first, second, rest = found[1], found[2], found[3]
        yield f"{first} {second}" if second and first in groups else first, rest


def named_in(document: Path, commands: dict[str, set[str]]) -> list[tuple[str, str]]:
    groups = {name.split()[0] for name in commands if " " in name}
    return list(slash_commands(document.read_text("utf-8"), groups))


async def test_every_slash_command_is_in_a_guide(commands: dict[str, set[str]]) -> None:
    groups = {name.split()[0] for name in commands if " " in name}
    named = {name for guide in GUIDES for name, _ in named_in(guide, commands)}

    assert set(commands) - groups <= named


async def test_every_slash_command_that_a_guide_names_exists(commands: dict[str, set[str]]) -> None:
    for document in GUIDES:
        assert {name for name, _ in named_in(document, commands)} <= set(commands), document.name


async def test_every_option_that_a_guide_types_is_one_of_the_command(commands: dict[str, set[str]]) -> None:
    typed = [
        (document.name, name, option)
        for document in GUIDES
        for name, rest in named_in(document, commands)
        for option in re.findall(r"([a-z]+):(?!\s)", rest)
    ]

    assert {"title", "overall", "status", "channel"} <= {option for _, _, option in typed}
    unknown = [
        f"{page}: {option}: of /{name}" for page, name, option in typed if option not in commands[name]
    ]
    assert not unknown, "no options of these commands"


# --- links ---


def test_every_link_of_a_document_leads_to_a_file() -> None:
    followed = []
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        links = re.findall(r"\]\(<?([^)>\s]+)|\b(?:src|href)=\"([^\"]+)\"", text)
        for target in (markdown or html for markdown, html in links):
            if not re.match(r"[a-z]+:|#", target):
                file = document.parent / unquote(target.partition("#")[0])
                assert file.is_file(), f"{document.name}: {target}"
                followed.append(file.resolve())

    assert {ROOT / "docs" / "members.md", ROOT / "docs" / "moderators.md"} <= set(followed)


def anchors(document: Path) -> set[str]:
    """What a link may name behind `#`: each heading as GitHub writes it."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_to_a_heading_leads_to_one() -> None:
    for document in (*DOCUMENTS, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "PRIVACY.md"):
        text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for file, anchor in re.findall(r"\]\(([\w./-]*\.md)?#([^)\s]+)\)", text):
            target = document.parent / file if file else document
            assert anchor in anchors(target), f"{document.name}: {file}#{anchor}"
