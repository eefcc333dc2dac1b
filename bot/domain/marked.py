"""Messages marked as spoilers: what they spoil, and what their reposts contain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from bot.domain.dramas import Drama
from bot.domain.progress import Progress
from bot.domain.spoilers import Shape

MOST_FILES = 10  # as many as Discord lets a message have


@dataclass(frozen=True, slots=True)
class FileThere:
    """A file of the original message on Discord.

    `size` is in bytes, `description` is its alternative text.
    """

    url: str
    name: str
    size: int
    description: str | None = None


@dataclass(frozen=True, slots=True)
class FileCarried:
    """A fetched file that is sent again under this name. `description` as in `FileThere`."""

    name: str
    content: bytes
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """A message that a member wants to mark, as Discord's menu gives it."""

    message_id: int
    guild_id: int
    channel_id: int
    author_id: int
    text: str
    files: tuple[FileThere, ...] = ()

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class ThreadPlace:
    """The subject of a thread of the board. `last_episode` 0: the whole drama."""

    drama: Drama
    last_episode: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A message that is reposted, or will be. `shape` is how its words are shown on the screen.

    `down`: a moderator has taken it down, and no one reads it.
    """

    message_id: int
    author_id: int
    drama: Drama
    episode: int
    text: str
    files: tuple[FileCarried, ...]
    shape: Shape
    standing: Progress | None = None
    down: bool = False

    def without_words(self) -> Self:
        return replace(self, text="", files=())


def repost_name(position: int, name: str) -> str:
    """The name of a file in the repost: its own name may be a spoiler, so only its extension stays."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kept = ending if 0 < len(ending) <= 5 and ending.isascii() and ending.isalnum() else "bin"
    return f"file-{position}.{kept}"
