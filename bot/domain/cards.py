"""What one screen shows: a drama's card, an episode list, a synopsis, the result of a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from bot.domain.comments import CardComments, QuoteShown
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.episodes import EpisodeRow, Synopsis
from bot.domain.lists import Watcher
from bot.domain.progress import Progress
from bot.domain.ranking import Places
from bot.domain.ratings import Breakdown, Rating
from bot.domain.scores import Score
from bot.domain.sources import SourceCredit
from bot.domain.spoilers import Policy, Shape
from bot.domain.suggestions import ContributionCredit


class Tab(StrEnum):
    """The tabs of a card. All have the same heading and the reader's line.

    `SUMMARY` is the whole of a long summary, `NAMES` are all other names: ways on from another tab.
    """

    OVERVIEW = "overview"
    SUMMARY = "summary"
    DETAILS = "details"
    NAMES = "names"
    CAST = "cast"
    EPISODES = "episodes"
    RATINGS = "ratings"
    LINKS = "links"


MOST_COUNTED = 100  # a card says "99+" from here on, so counting costs no more


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to read about a drama that the reader may see here, each at most `MOST_COUNTED`."""

    reviews: int = 0
    similar: int = 0
    quotes: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows. `rating` is the guild's, `rating_everywhere` everyone's.

    A card that was read for one tab is empty of what only other tabs show.

    `places` are the drama's in the guild's rankings, or in those of all servers. `credits` are for the
    sources whose data it shows, each with a link to the drama's page there. `counts` are of what there is to
    read about it. `watchers` watched it lately and show their list. `policy` is the guild's spoiler policy.
    `fresh` counts the episodes that have come out since the reader completed the drama. `quote` is the day's:
    one that spoils nothing and that all who see the card may read. `contributors` are the members of the
    guild who suggested its links, by address. `on_server`: the reader is in a guild; elsewhere all scores are
    those of everywhere.
    """

    drama: Drama
    entry: CatalogueEntry
    rating: Rating
    rating_everywhere: Rating = field(default_factory=Rating)
    episodes: tuple[EpisodeRow, ...] = ()
    score: Score | None = None
    progress: Progress | None = None
    credits: tuple[SourceCredit, ...] = ()
    ratings: Breakdown = field(default_factory=Breakdown)
    counts: Counts = field(default_factory=Counts)
    watchers: tuple[Watcher, ...] = ()
    comments: CardComments = field(default_factory=CardComments)
    policy: Policy = Policy.BARS
    fresh: int = 0
    places: Places = field(default_factory=Places)
    quote: QuoteShown | None = None
    contributors: Mapping[str, ContributionCredit] = field(default_factory=dict)
    on_server: bool = True


@dataclass(frozen=True, slots=True)
class EpisodeList:
    """The episodes of a drama. Code that shows it must cut it at `progress` (domain.spoilers).

    `fresh` counts those that have come out since its reader completed the drama.
    """

    drama: Drama
    episodes: tuple[EpisodeRow, ...]
    progress: Progress | None
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class SynopsisAnswer:
    """A synopsis, and how it may be shown to the reader who asked.

    `last` is the last episode. `others` are the other languages in which it exists.
    """

    synopsis: Synopsis
    shape: Shape
    progress: Progress | None
    last: int | None
    others: tuple[str, ...] = ()

    @property
    def drama(self) -> Drama:
        return self.synopsis.drama

    def without_words(self) -> Self:
        return replace(self, synopsis=replace(self.synopsis, text=""))


@dataclass(frozen=True, slots=True)
class ScoreAnswer:
    """A member's current score, the community's rating, and what was changed.

    `last` is the number of the drama's last episode. `episode` is set if one episode is meant.
    `episode_score` is in half points, `episode_rating` the number and the mean, in half points, of all its
    scores.
    """

    drama: Drama
    score: Score | None
    rating: Rating
    progress: Progress | None = None
    episode: int | None = None
    episode_score: int | None = None
    episode_rating: tuple[int, float | None] = (0, None)


@dataclass(frozen=True, slots=True)
class ProgressAnswer:
    """A member's progress after a change, whether that finished the drama, and whether anything changed.

    `next_air` is the episode after the last one seen. Only its air date is shown. `fresh` counts
    the episodes that have come out since they completed it.
    """

    drama: Drama
    progress: Progress
    last: int | None
    just_finished: bool
    score: Score | None = None
    next_air: EpisodeRow | None = None
    changed: bool = True
    fresh: int = 0
