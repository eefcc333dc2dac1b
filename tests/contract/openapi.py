"""Discord's own description of its API: found, corrected, and asked whether it takes a request."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError, validators  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .problems import Finding, Json

VARIABLE = "DISCORD_OPENAPI"
_BESIDE_THE_PROJECT = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
ABSENT = f"Discord's description is neither at ../shared/discord/openapi.json nor where {VARIABLE} says"

# A schema is free JSON, and jsonschema has no types: `Any` is all that can be said of either.
Schema: TypeAlias = dict[str, Any]

_URI = "urn:discord:openapi"
_METHODS = frozenset({"get", "put", "post", "patch", "delete"})
_PERMISSION_FIELDS = ("permissions", "allow", "deny", "default_member_permissions")
_VERDICTS_KEPT = (
    1024  # a suite sends the same few hundred bodies over and over: every test syncs the commands
)
_LONGEST_REASON = 300  # jsonschema quotes the whole value that it refuses


class UnknownRouteError(LookupError):
    """No operation of the description bears this method and path."""


@dataclass(frozen=True)
class Operation:
    """One method of one path; `media` is the body it takes, None when it takes none."""

    method: str
    template: str
    media: str | None

    @property
    def pointer(self) -> str:
        steps = ("paths", self.template, self.method, "requestBody", "content", self.media or "", "schema")
        return "/".join(quote(step.replace("~", "~0").replace("/", "~1")) for step in steps)


class Description:
    """The corrected description. Validators are compiled when an operation is first asked for."""

    def __init__(self, document: Schema) -> None:
        self._document = corrected(document)
        resource = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_URI, resource)
        self._quick_registry = jsonschema_rs.Registry([(_URI, self._document)])
        self._quick: dict[Operation, jsonschema_rs.Draft202012Validator] = {}
        self._validators: dict[Operation, Any] = {}
        self._verdict = lru_cache(maxsize=_VERDICTS_KEPT)(self._validate)

    def operation(self, method: str, path: str) -> Operation:
        """Raises UnknownRouteError when the description has no such method or path."""
        routes = self._routes.get(_shape(path), ())
        found = [known for pattern, known in routes if pattern.fullmatch(path)]
        for known in found:
            if known.method == method.lower():
                return known
        if found:
            raise UnknownRouteError(f"Discord's description has no {method} for {found[0].template}")
        raise UnknownRouteError("Discord's description has no such path")

    def findings(self, operation: Operation, body: Json) -> tuple[Finding, ...]:
        """What the operation refuses in a body; a body of None was not sent."""
        if body is None:
            return ()
        try:
            written = json.dumps(body, allow_nan=False)
        except (TypeError, ValueError) as error:
            return (Finding("$", f"is not JSON: {error}"),)
        return self._verdict(operation, written)

    def _validate(self, operation: Operation, written: str) -> tuple[Finding, ...]:
        body = json.loads(written)
        if operation.media is None:
            return (Finding("$", "a body, where Discord takes none"),) if body else ()
        if self._takes(operation, body):
            return ()
        validator = self._validators.get(operation)
        if validator is None:
            validator = self._validator_class(
                {"$ref": f"{_URI}#/{operation.pointer}"}, registry=self._registry
            )
            self._validators[operation] = validator
        return tuple(_finding(error) for error in validator.iter_errors(body))

    def _takes(self, operation: Operation, body: Json) -> bool:
        """The verdict alone, sixty times as fast as the one that says what is wrong."""
        quick = self._quick.get(operation)
        if quick is None:
            schema = {"$ref": f"{_URI}#/{operation.pointer}"}
            quick = jsonschema_rs.Draft202012Validator(schema, registry=self._quick_registry)
            self._quick[operation] = quick
        return quick.is_valid(body)

    @cached_property
    def _validator_class(self) -> Callable[..., Any]:
        schemas: Mapping[str, Schema] = self._document["components"]["schemas"]
        unions = {keyword: _told_apart(keyword, schemas) for keyword in ("oneOf", "anyOf")}
        made: Callable[..., Any] = validators.extend(Draft202012Validator, unions)
        return made

    @cached_property
    def _routes(self) -> dict[tuple[int, str], list[tuple[re.Pattern[str], Operation]]]:
        """Every operation by the shape of its path, the most literal first.

        So `/members/@me` comes before `/members/{user_id}`.
        """
        routes: dict[tuple[int, str], list[tuple[re.Pattern[str], Operation]]] = {}
        for template, methods in self._document["paths"].items():
            pattern = re.compile(_pattern(template, methods.get("parameters", [])))
            for method in _METHODS & methods.keys():
                content = methods[method].get("requestBody", {}).get("content", {})
                media = "application/json" if "application/json" in content else next(iter(content), None)
                operation = Operation(method, template, media)
                routes.setdefault(_shape(template), []).append((pattern, operation))
        for alike in routes.values():
            alike.sort(key=lambda route: route[1].template.count("{"))
        return routes


def _shape(path: str) -> tuple[int, str]:
    """How many words a path has, and the first: an id or a token is always one word, and never the first."""
    _, _, words = path.partition("/")
    return words.count("/"), words.partition("/")[0]


def load_description() -> Description | None:
    """The description beside the project or where DISCORD_OPENAPI says, read once; None if there is none."""
    file = description_file()
    return _read(file) if file.is_file() else None


def description_file() -> Path:
    named = os.environ.get(VARIABLE)
    return Path(named) if named else _BESIDE_THE_PROJECT


@lru_cache(maxsize=2)
def _read(file: Path) -> Description:
    return Description(json.loads(file.read_bytes()))


def corrected(document: Schema) -> Schema:
    """The description as Discord behaves; without this it refuses what Discord takes.

    Ids may be integers, permission bits may be strings (they are documented as such), and a request
    as recorded has no files in it, so a form that carries one is held to its other fields.
    """
    document["components"]["schemas"]["SnowflakeType"] |= {"type": ["string", "integer"], "minimum": 0}
    for schema in _nested(document):
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            continue
        for name in _PERMISSION_FIELDS:
            bits = properties.get(name)
            if isinstance(bits, dict) and "integer" in bits.get("type", ()):
                properties[name] = {"anyOf": [bits, {"type": "string", "pattern": "^[0-9]+$"}]}
        if "required" in schema:
            schema["required"] = [n for n in schema["required"] if not _is_file(properties.get(n, {}))]
    return document


def _is_file(schema: Schema) -> bool:
    return schema.get("contentEncoding") == "binary"


def _nested(value: object) -> Iterator[Schema]:
    if isinstance(value, dict):
        yield value
        for member in list(value.values()):
            yield from _nested(member)
    elif isinstance(value, list):
        for member in value:
            yield from _nested(member)


def _pattern(template: str, parameters: list[Schema]) -> str:
    """An id in a path is digits, so that a `None` which slipped into it matches nothing."""
    ids = {p["name"] for p in parameters if p["schema"].get("$ref", "").endswith("/SnowflakeType")}
    words = []
    for word in template.split("/"):
        if word.startswith("{"):
            words.append("[0-9]+" if word[1:-1] in ids else "[^/]+")
        else:
            words.append(re.escape(word))
    return "/".join(words)


def _told_apart(keyword: str, schemas: Mapping[str, Schema]) -> Callable[..., Iterator[Any]]:
    """A union that looks at a value's kind and its `type` first, as Discord does.

    The verdict is jsonschema's, as a branch left out would have failed. But it comes many times
    sooner, and says what is wrong with the button rather than that no kind of component fits.
    """
    plain = Draft202012Validator.VALIDATORS[keyword]

    def branch_of(schema: Schema) -> Schema:
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        return schemas.get(name, schema)

    def check(validator: Any, branches: list[Schema], instance: Json, schema: Schema) -> Iterator[Any]:
        fitting = [branch for branch in branches if _may_fit(validator, branch_of(branch), instance)]
        if len(fitting) == 1:
            yield from validator.descend(instance, fitting[0])
        elif fitting:
            yield from plain(validator, fitting, instance, schema)
        elif isinstance(instance, dict) and "type" in instance:
            taken = sorted({kind for branch in branches for kind in _kinds(branch_of(branch))})
            yield ValidationError(f"type {instance['type']!r} is not taken here, only {taken}")
        else:
            yield ValidationError(f"{instance!r} is of no kind that is taken here")

    return check


def _kinds(branch: Schema) -> list[int]:
    kinds = branch.get("properties", {}).get("type", {}).get("enum")
    return kinds if isinstance(kinds, list) else []


def _may_fit(validator: Any, branch: Schema, instance: Json) -> bool:
    types = branch.get("type")
    if types is not None:
        named = [types] if isinstance(types, str) else types
        if not any(validator.is_type(instance, name) for name in named):
            return False
    kinds = _kinds(branch)
    return not kinds or not isinstance(instance, dict) or instance.get("type", kinds[0]) in kinds


def _finding(error: Any) -> Finding:
    """Of a union that nothing fits, the branch that came nearest says more than the union."""
    nearest = best_match([error])
    reason = nearest.message
    if len(reason) > _LONGEST_REASON:
        # The end names the rule ("... is too long"), the beginning the value.
        reason = f"{reason[: _LONGEST_REASON - 60]} … {reason[-55:]}"
    return Finding(nearest.json_path, reason)
