"""Finds, for the scaffold, the cog of a group, its topic, and the services."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

# What makes a command of a cog's method: one that works everywhere, and one that needs a server.
EVERYWHERE, ON_SERVERS = "command", "server_command"


def cog_of(root: Path, group: str) -> tuple[str, ast.ClassDef] | None:
    """The module of a group, and its class."""
    for path in sorted((root / "cogs").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and group in _words_of(node.keywords, "group_name"):
                return path.relative_to(root).as_posix(), node
    return None


def command_names(node: ast.AST) -> set[object]:
    """The commands of a cog's class."""
    made = (
        call
        for one in ast.walk(node)
        if isinstance(one, ast.AsyncFunctionDef)
        for call in decorated(one, EVERYWHERE, ON_SERVERS)
    )
    return {call.args[0].value for call in made if isinstance(call.args[0], ast.Constant)}


def lone_commands(root: Path) -> set[object]:
    """The commands without a group. No group can have these names."""
    modules = (ast.parse(path.read_text("utf-8")) for path in sorted((root / "cogs").rglob("*.py")))
    cogs = (one for module in modules for one in module.body if isinstance(one, ast.ClassDef))
    return {name for cog in cogs if not _words_of(cog.keywords, "group_name") for name in command_names(cog)}


def _words_of(keywords: Sequence[ast.keyword], name: str) -> list[object]:
    return [one.value.value for one in keywords if one.arg == name and isinstance(one.value, ast.Constant)]


def feature_of(root: Path, cog: str) -> str:
    """The topic of most of a cog's screens."""
    folders = {path.name for path in (root / "bot" / "present").iterdir() if path.is_dir()} - {"errors"}
    shown: Counter[str] = Counter()
    for node in ast.walk(ast.parse((root / cog).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.present."):
            folder = str(node.module).split(".")[2]
            shown[folder] += len(node.names) * (folder in folders)
    return shown.most_common(1)[0][0] if shown.total() else Path(cog).stem


def services_of(root: Path) -> dict[str, tuple[str, str]]:
    """The fields of `Services`, each with the module and name of its class."""
    module = ast.parse((root / "bot/services/container.py").read_text("utf-8"))
    imported = {
        name.name: str(node.module)
        for node in module.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    (services,) = (one for one in module.body if isinstance(one, ast.ClassDef) and one.name == "Services")
    return {
        one.target.id: (imported[one.annotation.id], one.annotation.id)
        for one in services.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        if isinstance(one.annotation, ast.Name) and one.annotation.id in imported
    }


def service_of(root: Path, cog: str, feature: str) -> str:
    """The service of that topic that a cog calls most. If there is none, of any topic."""
    asked = Counter(re.findall(r"self\.services\.([a-z_]+)", (root / cog).read_text("utf-8")))
    services = services_of(root)
    own = [name for name, (module, _) in services.items() if module.startswith(f"bot.services.{feature}.")]
    ranked = sorted(own or services, key=lambda name: -asked[name])
    return ranked[0]


def methods_of(node: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]


def decorated(method: ast.FunctionDef | ast.AsyncFunctionDef, *names: str) -> list[ast.Call]:
    """The calls of one of these names that decorate a method."""
    calls = (one for one in method.decorator_list if isinstance(one, ast.Call))
    return [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in names]


def maker_of(methods: Sequence[ast.FunctionDef | ast.AsyncFunctionDef]) -> str:
    """What makes a group's commands: `server_command` if each of them needs a server."""
    return EVERYWHERE if any(decorated(one, EVERYWHERE) for one in methods) else ON_SERVERS
