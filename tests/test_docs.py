"""The documents say what the code does: every setting, command, option, target and exit code, both ways."""

from __future__ import annotations

import re
from pathlib import Path

import click
import discord

from bot import cli
from bot.settings import variables

ROOT = Path(__file__).resolve().parent.parent
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
}


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

    assert set(rows) == set(cli.main.commands)
    for name, command in cli.main.commands.items():
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

    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        named = set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", document.read_text("utf-8"), re.MULTILINE))
        assert {one or other for one, other in named} <= targets, document.name


def test_every_command_that_any_document_names_exists() -> None:
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        named = set(re.findall(r"python -m bot ([a-z]+)", document.read_text("utf-8")))
        assert named <= set(cli.main.commands), document.name


def test_the_guide_and_the_help_list_the_same_exit_codes() -> None:
    known = {cli.DONE, cli.FAILED, cli.WRONG, cli.TO_MEND, cli.INTERRUPTED}
    guide = {
        int(code) for code in re.findall(r"^\| `(\d+)` \|", section("When something is wrong"), re.MULTILINE)
    }
    help_ = {int(code) for code in re.findall(r"^ +(\d+)  ", cli.ENDINGS, re.MULTILINE)}

    assert guide == help_ == known


def test_the_invitation_asks_for_the_permissions_that_the_guide_explains() -> None:
    text = section("The token, and the invitation")
    explained = set(re.findall(r"^ +\| ([A-Z][A-Za-z ]+) \|", text, re.MULTILINE))
    number = re.search(r"scope=bot\+applications\.commands&permissions=(\d+)", text)
    assert number

    assert explained == set(PERMISSIONS)
    assert discord.Permissions(int(number[1])) == discord.Permissions(
        **dict.fromkeys(PERMISSIONS.values(), True)
    )
