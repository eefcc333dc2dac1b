"""Changes of the shared catalogue: the change, its record, and its proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.curating import GivenByMembers, Section, Typed
from bot.domain.dramas import Drama


class ChangeKind(StrEnum):
    """The kinds of change that the catalogue can have."""

    ADD_FROM = "add from"
    ADD = "add"
    EDIT = "edit"
    NAME = "name"
    UNNAME = "unname"
    REFRESH = "refresh"
    LINK = "link"
    MERGE = "merge"
    SAME = "same"
    DIFFERENT = "different"
    REMOVE = "remove"
    RESTORE = "restore"
    IMPORT = "import"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """A requested change, as a form or button gave it, before anything is done.

    `other_id` is the merged drama, the earlier change to undo, or the decided pair. `text` is a name, a
    file's name, or the title of a restored drama.
    """

    kind: ChangeKind
    drama_id: int = 0
    other_id: int = 0
    source: str = ""
    show: str = ""
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    typed: Typed | None = None

    def write(self) -> str:
        """The form in which it is stored until it is decided."""
        said: dict[str, Any] = {"kind": str(self.kind)}
        for name in ("drama_id", "other_id", "source", "show", "text"):
            if value := getattr(self, name):
                said[name] = value
        if self.fields:
            said["fields"] = dict(self.fields)
        if self.typed is not None:
            typed = self.typed
            said["typed"] = {
                "drama_id": typed.drama_id,
                "section": str(typed.section),
                "texts": dict(typed.texts),
                "marks": list(typed.marks),
                "first": typed.first,
                "last": typed.last,
            }
        return json.dumps(said, sort_keys=True)  # escaped: whatever was typed can be stored

    @classmethod
    def read(cls, text: str) -> Change:
        """The change from its stored form. Raises ValueError or KeyError for any other text."""
        said = json.loads(text)
        typed = said.pop("typed", None)
        if typed is not None:
            typed = Typed(**{**typed, "section": Section(typed["section"]), "marks": tuple(typed["marks"])})
        return cls(**{**said, "kind": ChangeKind(said["kind"])}, typed=typed)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A hidden or restored drama, and what members gave it."""

    drama: Drama
    kept: GivenByMembers
    back: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of an undo. `left`: what has been changed again since then, and stays as it is now."""

    drama: Drama
    left: int = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who makes a change, where and when. `action` is the audit's word."""

    action: str
    guild_id: int | None
    actor_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """A change that was made. `gone` is the title of the merged drama."""

    id: int
    at: datetime
    guild_id: int | None
    actor_id: int | None
    action: str
    drama_id: int
    gone_id: int | None = None
    gone: str | None = None
    undone: bool = False

    @property
    def merged(self) -> bool:
        return self.gone_id is not None


class Decision(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change, waiting for the bot's owner or decided."""

    id: int
    guild_id: int
    member_id: int
    change: Change
    at: datetime
    decision: Decision = Decision.WAITING


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field with its current and its proposed value."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal as the bot's owner sees it: its subject, and what it would change.

    `place` counts from 0, among `waiting`. `hindrance` is why it can no longer be done.
    """

    proposal: Proposal
    place: int
    waiting: int
    drama: Drama | None = None
    other: Drama | None = None
    lines: tuple[ChangedField, ...] = ()
    hindrance: Exception | None = None
