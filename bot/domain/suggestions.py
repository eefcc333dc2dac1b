"""What members suggest for the catalogue: a link, a song, a name, a correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.dramas import Drama, LinkKind

TEXT_LIMIT = 300  # characters of a title or a name
CORRECTION_LIMIT = 1_000


class SuggestionKind(StrEnum):
    """The kinds of suggestions."""

    LINK = "link"
    TRAILER = "trailer"
    ARTICLE = "article"
    SONG = "song"
    NAME = "name"
    CORRECTION = "correction"
    DRAMA = "drama"  # one that is missing


# The kinds that become a link, and of which kind. A moderator may change it afterwards.
LINK_KINDS: Mapping[SuggestionKind, LinkKind] = {
    SuggestionKind.LINK: LinkKind.OFFICIAL,
    SuggestionKind.TRAILER: LinkKind.TRAILER,
    SuggestionKind.ARTICLE: LinkKind.ARTICLE,
}


@dataclass(frozen=True, slots=True)
class SuggestionForm:
    """What was typed. `text` is a title, a name, `Title — Artist` of a song, or what is wrong."""

    kind: SuggestionKind
    text: str
    url: str = ""
    episode: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion on one server. `taken`: it became a part of the catalogue, or was seen to.

    `drama` None: `text` is the title of one that is missing.

    `spoils_episode` is the last episode that it spoils; None: it spoils nothing.
    """

    id: int
    guild_id: int
    member_id: int
    drama: Drama | None
    kind: SuggestionKind
    text: str
    url: str | None
    spoils_episode: int | None
    at: datetime
    taken: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """One waiting suggestion, at `index` of `waiting`; `suggestion` None: none is waiting."""

    suggestion: Suggestion | None = None
    index: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ContributionCredit:
    """Who suggested something that the catalogue took, and when."""

    member_id: int
    at: datetime
