"""What each command, button and form does, read from the code of the cogs: and whom it refuses."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cogs
from bot.present import verbs
from bot.services.container import Services
from tests.services.test_limits import limited_methods

# What refuses members who are no moderators or curators.
GUARDS = frozenset(
    {"require_manager", "require_curator", "require_leader", "moderates", "require_undoer", "require_owner"}
)
_VERBS = {name: str(verb) for name, verb in vars(verbs).items() if name.isupper() and isinstance(verb, str)}
_KINDS = {
    "command": "command",
    "server_command": "command",
    "on_press": "press",
    "on_form": "form",
    "message_menu": "menu",
}

Place = tuple[str, str]  # a module of the cogs, and the full name of a function in it


@dataclass(frozen=True)
class Handler:
    """A command (by its full name), or the handler of a verb, with all that it may come to call.

    `called` are the names of functions, `used` the methods of services as (service, method). `asks`: it may
    open a form whose text others read.
    """

    kind: str
    name: str
    module: str
    called: frozenset[str]
    used: frozenset[tuple[str, str]]
    asks: bool

    @property
    def writes(self) -> bool:
        """Whether it may open such a form, or come to a method by which a member writes."""
        return self.asks or bool(self.used & writing_methods())

    @property
    def guarded(self) -> bool:
        """Whether it may refuse a person who is no moderator or curator."""
        return bool(self.called & GUARDS)


@cache
def writing_methods() -> frozenset[tuple[str, str]]:
    """The methods of services by which a member writes: they have a limit, or ask by themselves."""
    kinds = inspect.get_annotations(Services, eval_str=True)
    asking = {
        (field.name, name)
        for field in dataclasses.fields(Services)
        if inspect.isclass(kinds[field.name])
        for name, method in inspect.getmembers(kinds[field.name], inspect.isfunction)
        if "require_writer" in method.__code__.co_names
    }
    return frozenset(asking | {(service, method) for service, method, _ in limited_methods()})


@dataclass(frozen=True)
class _Function:
    node: ast.AsyncFunctionDef | ast.FunctionDef
    group: str | None  # of commands


@cache
def handlers() -> tuple[Handler, ...]:
    """Everything that a member can use."""
    return tuple(_handlers())


def _handlers() -> Iterator[Handler]:
    functions, imports = _functions()
    for (module, name), function in functions.items():
        for decorator in function.node.decorator_list:
            kind = _KINDS.get(_named(decorator.func)) if isinstance(decorator, ast.Call) else None
            if kind is None or not isinstance(decorator, ast.Call):
                continue
            said = decorator.args[0]
            if kind == "command":
                assert isinstance(said, ast.Constant)
                assert isinstance(said.value, str)
                known = f"{function.group} {said.value}" if function.group else said.value
            elif kind == "menu":
                known = ast.unparse(said)
            else:
                assert isinstance(said, ast.Attribute)
                known = _VERBS[said.attr]
            reached = _reached((module, name), functions, imports)
            nodes = [node for place in reached for node in ast.walk(functions[place].node)]
            calls = [node for node in nodes if isinstance(node, ast.Call)]
            yield Handler(
                kind,
                known,
                module,
                frozenset(_named(call.func) for call in calls),
                frozenset(used for node in nodes if (used := _service(node)) is not None),
                any(_asks(call) for call in calls),
            )


def _functions() -> tuple[dict[Place, _Function], dict[str, dict[str, Place]]]:
    """Every function of the cogs, and what each module imports from another one."""
    functions: dict[Place, _Function] = {}
    imports: dict[str, dict[str, Place]] = {}
    root = Path(cogs.__path__[0])
    for path in sorted(root.rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        tree = ast.parse(path.read_text("utf-8"))
        imports[module] = {
            alias.asname or alias.name: (node.module.removeprefix("cogs."), alias.name)
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cogs.")
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions[module, node.name] = _Function(node, None)
            elif isinstance(node, ast.ClassDef):
                named = {word.arg: word.value for word in node.keywords}
                group = named.get("group_name")
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                        functions[module, f"{node.name}.{inner.name}"] = _Function(
                            inner, str(group.value) if isinstance(group, ast.Constant) else None
                        )
    return functions, imports


def _reached(
    start: Place, functions: dict[Place, _Function], imports: dict[str, dict[str, Place]]
) -> set[Place]:
    """A function, and all of the cogs' functions that it may come to call."""
    found, waiting = {start}, [start]
    while waiting:
        module, name = waiting.pop()
        owner = name.partition(".")[0] if "." in name else ""
        for node in ast.walk(functions[module, name].node):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"self", "cls", owner}:
                place = (module, f"{owner}.{node.attr}")
            elif isinstance(node, ast.Name):
                place = imports[module].get(node.id, (module, node.id))
            else:
                continue
            if place in functions and place not in found:
                found.add(place)
                waiting.append(place)
    return found


def _named(function: ast.expr) -> str:
    """The last name of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _service(node: ast.AST) -> tuple[str, str] | None:
    """`(comments, like)` of `self.services.comments.like`."""
    if not isinstance(node, ast.Attribute):
        return None
    words = ast.unparse(node).split(".")
    if "services" not in words:
        return None
    after = words[words.index("services") + 1 :]
    return (after[0], after[1]) if len(after) == 2 else None


def _asks(call: ast.Call) -> bool:
    is_private = any(word.arg == "private" for word in call.keywords)
    return ast.unparse(call.func) == "talk.ask" and not is_private
