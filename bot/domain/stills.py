"""Stills: the pictures that members add to their reviews and comments; how many, how large, which kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

MOST = 3  # of one writing
ALT_LIMIT = 300  # characters of an alternative text
SENT_LIMIT = 10 * 1024 * 1024  # bytes of a file as it is sent
MOST_PIXELS = 24_000_000  # of a file as it is sent: larger than what a phone sends, and 200 MB of memory
SIDE = 1_280  # pixels of the longer side of what is kept, at most
KEPT_LIMIT = 256 * 1024  # bytes of one picture as it is kept
# Bytes of all pictures: of one member, so that their export holds them; of the comments of one server; and of
# all reviews, which belong to no server.
OF_A_MEMBER = 8 * 1024 * 1024
OF_A_SERVER = 512 * 1024 * 1024
OF_ALL_REVIEWS = 2 * 1024 * 1024 * 1024
_NAME_BYTES = 8


class Illustrated(StrEnum):
    """What pictures can be added to, by the names of the kinds of writings."""

    REVIEW = "review"
    COMMENT = "comment"


class Unfit(StrEnum):
    """Why a file is not taken."""

    KIND = "kind"  # neither JPEG, PNG, WebP nor GIF, whatever its name says
    DAMAGED = "damaged"
    ANIMATED = "animated"
    BYTES = "bytes"
    PIXELS = "pixels"
    EFFORT = "effort"  # more memory or time to read than any file that is taken


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn again from what is to be seen in a file: WebP, without any metadata."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of a writing, as WebP. `alt` is its alternative text."""

    alt: str
    content: bytes

    @property
    def name(self) -> str:
        """A file's name that tells nothing; another picture has another one."""
        return f"picture-{blake2b(self.content, digest_size=_NAME_BYTES).hexdigest()}.webp"

    @property
    def wording(self) -> str:
        """What a reader agrees to, as text: the picture and what its alternative text says."""
        return f"{self.name} {self.alt}"


Stills = tuple[Still, ...]


def wordings(stills: Iterable[Still]) -> tuple[str, ...]:
    return tuple(still.wording for still in stills)


@dataclass(frozen=True, slots=True)
class StillsOf:
    """The writing that pictures are added to: a review or a comment, by the store's id."""

    kind: Illustrated
    id: int


@dataclass(frozen=True, slots=True)
class StillsChanged:
    """The pictures of a writing were changed: how many there are now. `drama_id`: what it is about."""

    what: StillsOf
    drama_id: int
    count: int
