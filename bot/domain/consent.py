"""The only gate for spoilers: shows words to readers who have watched that far, or who agreed to see them.

A service that gives a member's words to one reader passes them through `gate`. What comes out says how they
may be shown. `Withheld` has no words in it: whatever a handler or a screen does with it, it tells nothing.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, replace
from hashlib import blake2b
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from bot.domain.dramas import Drama
from bot.domain.spoilers import Shape

_REVISION_BYTES = 5  # so that two wordings of one text are told apart, and a button has room for it


@dataclass(frozen=True, slots=True)
class Label:
    """What some words tell: a drama up to an episode (`up_to` None: nothing that spoils).

    `revision` is of the words and of the drama, ten characters that another wording does not have; empty
    where nothing is worded.
    """

    up_to: int | None
    revision: str = ""

    @classmethod
    def of(cls, drama: Drama, up_to: int | None, *words: str | None) -> Self:
        """The label of these words about a drama."""
        told = "\0".join([str(drama.id), *(word or "" for word in words)])
        digest = blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_REVISION_BYTES)
        return cls(up_to, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Consent:
    """What a reader has agreed to be shown: words that tell up to an episode, in this wording.

    None: a button of an earlier version did not write it down, and any is meant.
    """

    up_to: int | None
    revision: str | None = None

    def covers(self, label: Label) -> bool:
        """Whether these words are what was asked about: the same wording, and no more is told."""
        if self.revision is not None and self.revision != label.revision:
            return False
        return label.up_to is None or self.up_to is None or label.up_to <= self.up_to


class Spoiling(Protocol):
    """A screen's content with a member's words in it, in the `shape` in which its reader may have them."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def drama(self) -> Drama: ...

    @property
    def shape(self) -> Shape: ...

    def without_words(self) -> Self:
        """The same with nothing of what is told."""
        ...


S = TypeVar("S", bound=Spoiling)


@dataclass(frozen=True, slots=True)
class Cleared(Generic[S]):
    """Words that this reader may have in clear: they spoil nothing, or the reader is past them or agreed.

    `consent` is what the reader agreed to, None where nothing had to be asked. Every other page of the same
    words carries it. Raises `ValueError` for words in another shape: `gate` makes these, and no one else.
    """

    shown: S
    label: Label
    consent: Consent | None = None

    def __post_init__(self) -> None:
        if self.shown.shape is not Shape.PRIVATE:
            raise ValueError(self.shown.shape)

    @property
    def for_all(self) -> bool:
        """Whether everyone may read them: they spoil nothing."""
        return self.label.up_to is None


@dataclass(frozen=True, slots=True)
class Barred(Generic[S]):
    """Words that everyone gets under a spoiler bar."""

    shown: S
    label: Label


@dataclass(frozen=True, slots=True)
class Withheld(Generic[S]):
    """Words that their reader has to be asked about first; there is nothing of them in `shown`."""

    shown: S
    label: Label


Gated = Cleared[S] | Barred[S] | Withheld[S]
Alone = Cleared[S] | Withheld[S]  # what one reader alone gets: nothing is under a bar


def gate(shown: S, label: Label, consent: Consent | None = None) -> Gated[S]:
    """How these words may be shown, after what their reader agreed to, if anything."""
    if shown.shape is Shape.BARS:
        return Barred(shown, label)
    return gate_alone(shown, label, consent)


def gate_alone(shown: S, label: Label, consent: Consent | None = None) -> Alone[S]:
    """The same of words that one reader alone would get; raises `ValueError` for any that all would."""
    if shown.shape is Shape.BARS:
        raise ValueError(shown.shape)
    if shown.shape is Shape.PRIVATE:
        return Cleared(shown, label)
    if consent is not None and consent.covers(label):
        return Cleared(replace(shown, shape=Shape.PRIVATE), label, consent)
    return Withheld(shown.without_words(), label)


def in_sight(shown: S) -> S:
    """The same for a screen that asks nothing: without its words where their reader has to be asked."""
    return shown.without_words() if shown.shape is Shape.ASK else shown
