"""What is wrong with a request, and the reading of JSON that nobody has vouched for yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Body: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True)
class Finding:
    """One thing that Discord would refuse in a body; `where` is a JSON path, `$` the body itself."""

    where: str
    reason: str


@dataclass(frozen=True)
class Problem:
    """A finding, and the request that it is in."""

    method: str
    path: str
    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.where}: {self.reason}"


Findings: TypeAlias = Iterable[Finding]  # to `yield from`; most have none


def objects(value: Json, where: str) -> Iterator[tuple[str, Body]]:
    """The objects of an array with the path of each; what is no object is the description's to refuse."""
    if isinstance(value, list):
        for index, member in enumerate(value):
            if isinstance(member, dict):
                yield f"{where}[{index}]", member


def body_of(value: Json) -> Body:
    return value if isinstance(value, dict) else {}


def text_of(value: Json) -> str:
    return value if isinstance(value, str) else ""


def number_of(value: Json) -> int:
    return value if isinstance(value, int) else 0


def size_of(value: Json) -> int:
    return len(value) if isinstance(value, list) else 0


def bounded(value: Json, where: str, low: int, high: int) -> Findings:
    """Refuses a text of the wrong length; `None` and an absent field are another rule's business."""
    if isinstance(value, str) and not low <= len(value) <= high:
        return (Finding(where, f"{len(value)} characters, where Discord takes {low} to {high}"),)
    return ()


def required(value: Json, where: str, low: int, high: int) -> Findings:
    if isinstance(value, str):
        return bounded(value, where, low, high)
    return (Finding(where, f"missing, where Discord takes {low} to {high} characters"),)
