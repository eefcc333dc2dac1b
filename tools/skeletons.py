"""Writes the parts of a command's skeleton."""

from __future__ import annotations

import ast
import keyword
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.landmarks import EVERYWHERE, ON_SERVERS, cog_of, decorated, maker_of, methods_of, services_of

MARK = "to write:"


class Refused(Exception):  # noqa: N818 - an answer as much as an error
    """The reason why nothing was written."""


@dataclass(frozen=True)
class Command:
    """The command to write, and its rooms."""

    group: str
    name: str
    feature: str  # the folder of this topic in `bot/services`, `bot/present` and `tests/cogs`
    service: str  # the field of `Services` that it asks
    about: str  # what Discord says about it

    @property
    def full(self) -> str:
        return f"{self.group} {self.name}"

    @property
    def method(self) -> str:
        return f"{self.name}_" if keyword.iskeyword(self.name) else self.name

    @property
    def module(self) -> str:
        """The name of the presenter's module: the command's name, unless a Python module has it."""
        taken = self.name in sys.stdlib_module_names or keyword.iskeyword(self.name)
        return f"{self.group}_{self.name}" if taken else self.name

    @property
    def test(self) -> str:
        return f"tests/cogs/{self.feature}/test_{self.group}_{self.name}.py"


@dataclass
class Plan:
    """The files to write. Nothing is written before everything fits."""

    root: Path
    texts: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def read(self, path: str) -> str:
        return self.texts.get(path) or (self.root / path).read_text("utf-8")

    def new(self, path: str, text: str, note: str) -> None:
        if (self.root / path).exists():
            raise Refused(f"{path} is there already")
        self.texts[path] = text
        self.notes.append((path, note))

    def change(self, path: str, text: str, note: str) -> None:
        self.texts[path] = text
        self.notes.append((path, note))

    def package(self, path: str, docstring: str = "") -> None:
        if not (self.root / path).exists():
            self.texts[path] = f'"""{docstring}"""\n' if docstring else ""

    def write(self) -> None:
        for path, text in self.texts.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, "utf-8")
        python = [path for path in self.texts if path.endswith(".py")]
        for words in (("check", "--quiet", "--select", "I,F401", "--fix"), ("format", "--quiet")):
            self._run("ruff", *words, *python)
        self._run("tools.messages")

    def _run(self, module: str, *words: str) -> None:
        command = [sys.executable, "-m", module, *words]
        subprocess.run(command, cwd=self.root, check=True)  # noqa: S603 - tools of this project


def inserted(text: str, line: int, *new: str) -> str:
    """The text with these lines after line `line`, counted from 1."""
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:line], *(f"{one}\n" for one in new), *lines[line:]])


def importing(text: str, *imports: str) -> str:
    """The module with these imports added. ruff sorts them."""
    future = "from __future__ import annotations\n"
    return text.replace(future, future + "".join(f"{one}\n" for one in imports), 1)


_COG_IMPORTS = (
    "from discord import app_commands",
    "from bot.i18n import N_",
    "from bot.present.conversation import Conversation",
    "from cogs.base import TITLE, Choices, Host, Interaction, NamidaCog, completes",
)


def _command_lines(made: Command, maker: str) -> list[str]:
    return [
        "",
        f'    @{maker}("{made.name}", N_("{made.about}"))',
        "    @app_commands.describe(title=TITLE)",
        f"    async def {made.method}(self, talk: Conversation, title: str) -> None:",
        f"        # {MARK} its options, and who may use it (`require_…` in cogs/base.py and cogs/access.py).",
        "        drama = await self.services.catalogue.resolve(title)",
        f"        found = await self.services.{made.service}.{made.method}(drama)",
        f"        await talk.reply({made.module}_screen.{made.method}(talk.t, found))",
    ]


def _completing_lines(made: Command) -> list[str]:
    return [
        "",
        f'    @completes({made.method}, "title")',
        "    async def _titles(self, interaction: Interaction, typed: str) -> Choices:",
        "        return await self.suggest_titles(interaction, typed)",
    ]


def _screen_import(made: Command) -> str:
    return f"from bot.present.{made.feature} import {made.module} as {made.module}_screen"


def write_cog(plan: Plan, made: Command) -> None:
    """The method in the class of its group, or a cog of a new group."""
    there = cog_of(plan.root, made.group)
    if there is None:
        begun = [
            f'"""`/{made.group}`: {MARK} what this group is for, in a sentence."""',
            "",
            "from __future__ import annotations",
            "",
            "from discord.ext import commands",
            "",
            f"class {made.group.capitalize()}(",
            "    NamidaCog,",
            "    commands.GroupCog,",
            f'    group_name="{made.group}",',
            f'    group_description=N_("{made.group.capitalize()}"),  # {MARK} what Discord shows',
            "):",
            f'    """{MARK} what is done here."""',
            *_command_lines(made, EVERYWHERE),
            *_completing_lines(made),
            "",
            "async def setup(host: Host) -> None:",
            f"    await host.add_cog({made.group.capitalize()}(host))",
        ]
        imports = (*_COG_IMPORTS, f"from cogs.base import {EVERYWHERE}", _screen_import(made))
        text = importing("\n".join(begun) + "\n", *imports)
        plan.new(f"cogs/{made.group}.py", text, "the group, and the command")
        return
    path, node = there
    methods = methods_of(node)
    if made.method in (one.name for one in methods):
        raise Refused(f"{path} has a method {made.method}: choose another name")
    maker = maker_of(methods)
    last = max(one.end_lineno or 0 for one in methods if decorated(one, EVERYWHERE, ON_SERVERS))
    completing = next((one for one in methods if _completes_titles(one)), None)
    text = plan.read(path)
    if completing is not None:  # it stands below the commands
        text = inserted(
            text, completing.decorator_list[0].lineno - 1, f'    @completes({made.method}, "title")'
        )
        text = inserted(text, last, *_command_lines(made, maker))
    else:
        text = inserted(text, last, *_command_lines(made, maker), *_completing_lines(made))
    text = importing(text, *_COG_IMPORTS, f"from cogs.base import {maker}", _screen_import(made))
    plan.change(path, text, "the command: options, rights, answer")


def _completes_titles(method: ast.AST) -> bool:
    """Whether a method suggests dramas for an option called `title`."""
    parts = list(ast.walk(method))
    titles = any(isinstance(one, ast.Constant) and one.value == "title" for one in parts)
    return titles and any(isinstance(one, ast.Attribute) and one.attr == "suggest_titles" for one in parts)


def _service_lines(made: Command) -> list[str]:
    return [
        f"    async def {made.method}(self, drama: Drama) -> Drama:",
        f'        """The answer of `/{made.full}` about a drama."""',
        f"        # {MARK} one `self._database.read(…)` of what it needs, as a frozen value of bot/domain.",
        "        return drama",
        "",
    ]


def write_service(plan: Plan, made: Command) -> None:
    """The method of an existing service, or the service of a new group."""
    services = services_of(plan.root)
    if made.service in services:
        module, name = services[made.service]
        path = module.replace(".", "/") + ".py"
        text = plan.read(path)
        (node,) = (one for one in ast.parse(text).body if isinstance(one, ast.ClassDef) and one.name == name)
        if made.method in (one.name for one in methods_of(node)):
            raise Refused(f"{path} has a method {made.method}: choose another name")
        private = [
            one for one in methods_of(node) if one.name.startswith("_") and not one.name.endswith("__")
        ]
        if private:
            above = min([private[0].lineno, *(one.lineno for one in private[0].decorator_list)]) - 1
            text = inserted(text, above, *_service_lines(made))
        else:
            text = inserted(text, node.end_lineno or 0, "", *_service_lines(made)[:-1])
        text = importing(text, "from bot.domain.dramas import Drama")
        plan.change(path, text, "what it finds out, without Discord")
        return
    name = made.service.capitalize()
    begun = [
        f'"""`/{made.group}`: {MARK} what this service does."""',
        "",
        "from __future__ import annotations",
        "",
        f"class {name}:",
        f'    """{MARK} what it is, in a sentence."""',
        "",
        "    def __init__(self, database: Database):",
        "        self._database = database",
        "",
        *_service_lines(made)[:-1],
    ]
    imports = ("from bot.domain.dramas import Drama", "from bot.store.database import Database")
    module = f"bot.services.{made.feature}.{made.service}"
    plan.package(f"bot/services/{made.feature}/__init__.py", f"What members do with {made.feature}.")
    plan.new(module.replace(".", "/") + ".py", importing("\n".join(begun) + "\n", *imports), "the service")
    container = "bot/services/container.py"
    text = importing(plan.read(container), f"from {module} import {name}")
    text = replaced(
        text, "    language: str  #", f"    {made.service}: {name}\n    language: str  #", container
    )
    text = replaced(
        text, "        language,\n    )", f"        {name}(database),\n        language,\n    )", container
    )
    plan.change(container, text, "the service, handed to the cogs")


def replaced(text: str, old: str, new: str, path: str) -> str:
    if text.count(old) != 1:
        raise Refused(
            f"{path} does not look as expected: {old.strip()!r} stands there {text.count(old)} times"
        )
    return text.replace(old, new)


def write_screen(plan: Plan, made: Command) -> None:
    text = f'''"""The answer of `/{made.full}`."""

from __future__ import annotations

from bot.domain.dramas import Drama
from bot.i18n import Texts
from bot.present import words
from bot.present.layout import Screen, box, say, screen


def {made.method}(t: Texts, drama: Drama) -> Screen:
    # {MARK} what a reader sees. Our words go through `t("…")`, people's through bot/present/text.py.
    return screen(box(say(f"## {{words.title(t, drama)}}", t("Overview"))))
'''
    plan.package(f"bot/present/{made.feature}/__init__.py", f"Screens about {made.feature}.")
    plan.new(f"bot/present/{made.feature}/{made.module}.py", text, "the screen")


def write_test(plan: Plan, made: Command) -> None:
    text = f'''"""`/{made.full}`: {MARK} what it is for, in a sentence."""

from __future__ import annotations

import pytest

from tests.world import TEARS, World, readers_of, text_of


async def test_it_answers_the_person_who_asks(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "{made.full}", title=TEARS)
    assert readers_of(world, answer) == {{"mika"}}
    assert TEARS in text_of(answer)


async def test_it_does_what_it_is_for(world: World) -> None:
    # {MARK} what members do, then assert what they see and what the store holds.
    pytest.fail("This is a skeleton. Still to write: see `python -m tools.scaffold left`.")
'''
    plan.package(f"tests/cogs/{made.feature}/__init__.py")
    plan.new(
        made.test,
        text,
        "the test, as a member would use it",
    )


def write_leak_walk(plan: Plan, made: Command) -> None:
    """The step of the leak test where a reader who is behind uses the command and must see no spoiler."""
    path = "tests/cogs/leaks/walked.py"
    lines = plan.read(path).splitlines()
    start = lines.index("WALKED: dict[str, list[Options]] = {")
    end = lines.index("}", start)
    of_group = [at for at in range(start, end) if lines[at].startswith(f'    "{made.group} ')]
    after = of_group[-1] if of_group else end - 1
    text = inserted(plan.read(path), after + 1, f'    "{made.full}": [TITLE],  # {MARK} what it is given')
    plan.change(path, text, "the walk of a reader who is behind")


def write_help(plan: Plan, made: Command) -> None:
    """The heading of a new group in `/help`."""
    path = "bot/present/help.py"
    if f'    "{made.group}": N_(' in plan.read(path):
        return
    heading = f'    "{made.group}": N_("{made.group.capitalize()}"),  # {MARK} the heading in /help\n'
    text = replaced(plan.read(path), '    "profile": N_(', heading + '    "profile": N_(', path)
    plan.change(path, text, "the heading in /help")


def write_docs(plan: Plan, made: Command) -> None:
    """A row after the last one of its group, or the first of a new group in the members' guide."""
    used = f"| `/{made.full} title:1 Litre of Tears` | {MARK} what it does"
    for path in ("docs/members.md", "docs/moderators.md"):
        lines = plan.read(path).splitlines()
        rows = [at for at, line in enumerate(lines) if line.startswith(f"| `/{made.group} ")]
        if rows:
            tells_who_sees_it = lines[rows[-1]].count(" | ") > 1  # in a cell of its own
            row = f"{used} | only you |" if tells_who_sees_it else f"{used}; only you see it |"
            text = inserted(plan.read(path), rows[-1] + 1, row)
            plan.change(path, text, "the row in the guide")
            return
    path = "docs/members.md"
    lines = plan.read(path).splitlines()
    of_commands = [at for at, line in enumerate(lines) if line.startswith("| `/")]
    if not of_commands:
        raise Refused(f"{path} has no table of commands")
    heading = f"| **{made.group.capitalize()}** | | |"
    text = inserted(plan.read(path), of_commands[-1] + 1, heading, f"{used} | only you |")
    plan.change(path, text, "the row in the guide, under a heading of its own")


def write_changelog(plan: Plan, made: Command) -> None:
    path = "CHANGELOG.md"
    head, added, rest = plan.read(path).partition("### Added\n\n")
    if not added:
        raise Refused(f"{path} has no list of what was added")
    plan.change(path, f"{head}{added}- `/{made.full}`: {MARK} what it is good for.\n{rest}", "what is new")


PLACES: Sequence[Callable[[Plan, Command], None]] = (
    write_cog,
    write_service,
    write_screen,
    write_test,
    write_leak_walk,
    write_help,
    write_docs,
    write_changelog,
)
