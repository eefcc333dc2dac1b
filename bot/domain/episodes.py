"""Episodes as a reader may see them, and synopses with their state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.dramas import Drama

# A message carries 4,000 characters in all (Discord's documented limit for the text of one
# message's components); the label around a synopsis takes at most 450 of them. A text may have
# 3,500, and escaping what Discord would read as markdown may make it no longer than fits.
SYNOPSIS_LIMIT = 3_500
SYNOPSIS_SHOWN_LIMIT = 3_550


# The highest number an episode may have where a drama's own is not known; the schema's bound, too.
MOST_EPISODES = 5_000


class SynopsisState(StrEnum):
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Synopsis:
    """A synopsis. `author_id` is None if it came with the catalogue. `guild_id` None: visible everywhere."""

    id: int
    drama: Drama
    episode: int
    language: str
    text: str
    state: SynopsisState
    author_id: int | None = None
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """One line of an episode list before the reader's progress cuts it.

    `score` is the mean of the community's scores for the episode in half points, `own` the reader's score.
    None without any.
    """

    number: int
    title: str | None = None
    air_date: date | None = None
    minutes: int | None = None
    audience_percent: float | None = None
    score: float | None = None
    scores: int = 0
    has_synopsis: bool = False
    own: int | None = None
