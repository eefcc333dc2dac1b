"""Everything that members write, in one form: its kind, its author, its server and its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain.consent import Label
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Place
from bot.domain.progress import Progress
from bot.domain.spoilers import Policy, Shape, shape
from bot.domain.stills import Stills, wordings

LARGEST_ID = 2**63 - 1  # that the store holds
NOTE_LIMIT = 300  # characters of a sentence with a report, or with a removal


class WritingKind(StrEnum):
    """The kinds of things that members write, by the names of the ledger's kinds where messages show them."""

    REVIEW = "review"
    REASON = "recommendation"
    ADVICE = "advice"  # to one member
    COMMENT = "comment"
    QUOTE = "quote"
    MARKED = "marked"
    SYNOPSIS = "synopsis"
    SUBMISSION = "submission"  # a synopsis that waits for a curator


_NAMED = re.compile(rf"\s*({'|'.join(WritingKind)})\s*#?\s*([0-9]{{1,19}})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WritingRef:
    """A writing on one server. `id` is the store's; of a marked message, the id of the original message.

    Reviews and recommendations can be read on each server that their author is on. What one server's
    moderators do with them counts on that server alone.
    """

    kind: WritingKind
    id: int
    guild_id: int

    def __str__(self) -> str:
        """As it is written in the audit, and typed in a command: `review 5`."""
        return f"{self.kind} {self.id}"


def named(typed: str, guild_id: int) -> WritingRef | None:
    """The writing that `str` of its reference names. None for any other text."""
    found = _NAMED.fullmatch(typed)
    if found is None:
        return None
    return WritingRef(WritingKind(found[1].lower()), min(int(found[2]), LARGEST_ID), guild_id)


class Why(StrEnum):
    """The rule that a writing breaks, as a report or a moderator says."""

    SPOILER = "spoiler"  # without a label
    INSULT = "insult"
    SPAM = "spam"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Takedown:
    """A writing that was taken down on a server. `by` None: someone deleted its message by hand.

    `note` is the moderator's sentence to the author. `before` is the state of a synopsis until then,
    `posted` says whether a post of the writing stood.
    """

    id: int
    ref: WritingRef
    author_id: int | None
    by: int | None
    why: Why | None
    note: str | None
    at: datetime
    before: str | None = None
    posted: bool = False
    appealed_at: datetime | None = None
    appeal_closed_at: datetime | None = None
    appeal_closed_by: int | None = None
    lifted_at: datetime | None = None
    lifted_by: int | None = None

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    @property
    def appealed(self) -> bool:
        """Whether its author's appeal waits for a moderator."""
        return self.stands and self.appealed_at is not None and self.appeal_closed_at is None


@dataclass(frozen=True, slots=True)
class Writing:
    """A writing in full. `author_id` None: no longer known.

    `words` are its texts, the empty ones left out. `labels` says up to which episode it spoils which drama,
    by the drama's id. `other` is the second drama of a recommendation. `place` is a message that shows it.
    `takedown` is set as long as it is taken down here.
    """

    ref: WritingRef
    author_id: int | None
    drama: Drama
    words: tuple[str, ...]
    labels: Mapping[int, int]
    at: datetime | None
    other: Drama | None = None
    place: Place | None = None
    takedown: Takedown | None = None
    stills: Stills = ()

    @property
    def dramas(self) -> tuple[Drama, ...]:
        return (self.drama, self.other) if self.other is not None else (self.drama,)

    @property
    def wording(self) -> tuple[str, ...]:
        """All that its reader agrees to: the words, the pictures, and how far they spoil each drama."""
        labels = (f"{drama} {up_to}" for drama, up_to in sorted(self.labels.items()))
        return (*self.words, *wordings(self.stills), *labels)

    def without_words(self) -> Self:
        return replace(self, words=(), stills=())


@dataclass(frozen=True, slots=True)
class WritingShown:
    """A writing for one moderator alone, by the one of its dramas that they are behind in.

    `drama` is the first that it spoils further than they have seen, up to episode `up_to`; `standing` is how
    far they are. Where they are past all, it is the first that is spoiled; `up_to` None: none is.
    """

    writing: Writing
    drama: Drama
    up_to: int | None
    shape: Shape
    standing: Progress | None = None

    @classmethod
    def of(cls, writing: Writing, standings: Mapping[int, Progress | None], *, own: bool) -> Self:
        """As its reader may have it; `standings`: how far they are, by the id of each drama it spoils."""
        shown = []
        for drama in writing.dramas:
            if (up_to := writing.labels.get(drama.id)) is not None:
                standing = standings.get(drama.id)
                how = shape(Policy.SEALED, standing, up_to, own=own)
                shown.append(cls(writing, drama, up_to, how, standing))
        behind = [one for one in shown if one.shape is Shape.ASK]
        return next(iter(behind or shown), cls(writing, writing.drama, None, Shape.PRIVATE))

    @property
    def label(self) -> Label:
        return Label.of(self.drama, self.up_to, *self.writing.wording)

    def without_words(self) -> Self:
        return replace(self, writing=self.writing.without_words())


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What moderators of a server see of a writing's author there.

    `writings` counts what can be read there, `removals` what was taken down and not brought back, `blocks`
    how often they were blocked, as far as the audit is kept. `since` is when the bot first saw them there.
    """

    author_id: int
    writings: int = 0
    removals: int = 0
    blocks: int = 0
    since: datetime | None = None
