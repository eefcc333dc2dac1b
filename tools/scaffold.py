"""Writes the skeleton of a new command in all files: `python -m tools.scaffold command drama.compare`.

A command of an existing group goes into its cog. A new group gets a new cog and a new service. The skeleton
answers at once, passes `make check`, and says "to write:" wherever something is left to do. `python -m
tools.scaffold left` lists those places. A test fails as long as there is one.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.landmarks import cog_of, command_names, feature_of, lone_commands, service_of, services_of
from tools.skeletons import MARK, PLACES, Command, Plan, Refused

ROOT = Path(__file__).resolve().parent.parent
# Where a scaffold leaves something to write.
LOOKED_THROUGH = ("bot", "cogs", "tests", "docs/members.md", "docs/moderators.md", "CHANGELOG.md")
ABOUT_LIMIT = 90  # characters; Discord takes 100
_NAME = re.compile(r"[a-z]{2,32}")


def left(root: Path) -> Iterator[str]:
    """Every place where a scaffold left something to write."""
    for start in LOOKED_THROUGH:
        path = root / start
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
                if MARK in line:
                    yield f"{file.relative_to(root).as_posix()}:{number}: {line.strip()}"


def described(
    root: Path, name: str, *, feature: str | None, service: str | None, about: str | None
) -> Command:
    """The command with its rooms. Raises `Refused`."""
    group, _, last = name.partition(".")
    if not (_NAME.fullmatch(group) and _NAME.fullmatch(last)):
        raise Refused(f"{name!r} is not like drama.compare: a group, a dot, a name, in small letters")
    cog = cog_of(root, group)
    if cog is None and (root / "cogs" / f"{group}.py").exists():
        raise Refused(f"cogs/{group}.py is there, but is no group /{group}: choose another name")
    if group in lone_commands(root) or (cog and last in command_names(cog[1])):
        raise Refused(f"/{group if group in lone_commands(root) else f'{group} {last}'} is a command already")
    feature = feature or (feature_of(root, cog[0]) if cog else group)
    service = service or (service_of(root, cog[0], feature) if cog else group)
    if cog and service not in services_of(root):
        raise Refused(f"there is no service {service!r}: {', '.join(services_of(root))}")
    about = about or f"{MARK} what /{group} {last} does"
    if len(about) > ABOUT_LIMIT or '"' in about or "\\" in about:
        raise Refused(f"--about takes at most {ABOUT_LIMIT} characters, without quotation marks")
    return Command(group, last, feature, service, about)


def planned(root: Path, made: Command) -> Plan:
    plan = Plan(root)
    for place in PLACES:
        place(plan, made)
    return plan


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.scaffold")
    what = parser.add_subparsers(dest="what", required=True)
    command = what.add_parser("command", help="write the skeleton of a command in every place")
    command.add_argument("name", help="the group and the name, e.g. drama.compare")
    command.add_argument("--about", help="what Discord says about it, at most 90 characters")
    command.add_argument("--feature", help="the folder of its topic; else the one its group shows most of")
    command.add_argument("--service", help="the service that it asks; else the one its group asks most")
    what.add_parser("left", help="list what is still to write")
    asked = parser.parse_args(arguments)
    if asked.what == "left":
        places = list(left(ROOT))
        sys.stdout.write("".join(f"{place}\n" for place in places or ["Nothing is left to write."]))
        return 1 if places else 0
    try:
        made = described(ROOT, asked.name, feature=asked.feature, service=asked.service, about=asked.about)
        plan = planned(ROOT, made)
    except Refused as refused:
        sys.stderr.write(f"Nothing is written: {refused}.\n")
        return 2
    plan.write()
    for path, note in plan.notes:
        sys.stdout.write(f"{path}: {note}\n")
    sys.stdout.write(
        "bot/i18n/*.po: its texts, to be translated\n\n"
        f"Next: make test T={made.test}\nWhat is left: python -m tools.scaffold left\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
