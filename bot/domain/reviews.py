"""Reviews: what their form says, the order in which they are read, and what a screen shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt
from typing import Self

from bot.domain.dramas import Drama
from bot.domain.episodes import MOST_EPISODES
from bot.domain.progress import Progress
from bot.domain.scores import Score
from bot.domain.spoilers import Shape
from bot.domain.stills import Stills, wordings

HEADLINE_LIMIT = 100
TEXT_LIMIT = 4_000
# Characters of a review that one message shows, escapes included; the rest is read on in pages.
# Discord takes 4,000 in all, and what stands around a text takes at most 1,300 of them.
SHOWN_LIMIT = 2_500
PAGE_LIMIT = 3_000  # of a page of one's own, which has less around it

# The normal quantile of a 95 % interval.
_Z = 1.96
NEWCOMERS_BONUS = 0.35
NEWCOMERS_HALF_LIFE = timedelta(days=14)

_NOTHING = frozenset({"", "-", "–", "—", "no", "none", "nothing", "なし", "無し", "無"})
_EPISODE = re.compile(
    r"(?:第|(?:up to )?(?:episode|ep)\.? ?)?#?(-?\d{1,19}) ?(?:話|话|集|화|회|回)?(?:まで)?"
)


class ReviewSort(StrEnum):
    HELPFUL = "helpful"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Review:
    """A member's review of a drama.

    `spoils` is the last episode that it spoils, None if it spoils nothing.
    """

    id: int
    drama_id: int
    member_id: int
    headline: str
    text: str
    spoils: int | None
    language: str
    helpful: int
    unhelpful: int
    created_at: datetime
    updated_at: datetime
    hidden: bool = False

    def without_words(self) -> Review:
        return replace(self, headline="", text="")


@dataclass(frozen=True, slots=True)
class Voted:
    """The facts about a review that decide its place in the order."""

    id: int
    helpful: int
    unhelpful: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Begin:
    """Which of a drama's reviews to read: an author's, a specific one, or else the one at `index`."""

    index: int = 0
    review_id: int | None = None
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """A review form's texts, as typed or as the form starts. `overall` is the score in any accepted form."""

    headline: str = ""
    text: str = ""
    spoils: str = ""
    overall: str = ""


class Posting(StrEnum):
    """What happens to a review in the reviews channel of the server where it was written."""

    POSTED = "posted"
    EDITED = "edited"
    NO_CHANNEL = "no channel"
    NO_SERVER = "no server"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class ReviewWritten:
    """The result of writing a review. `changed`: it existed before."""

    drama: Drama
    review: Review
    posting: Posting
    changed: bool


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """A review with everything that is shown beside it.

    `score` and `progress` are the author's, `others` counts their other visible reviews here. `shape` is how
    its headline and text are shown on the screen. `standing` is the reader's progress and `own_vote` their
    vote, both None if everyone sees it. `last` is the drama's last episode. `own`: the reader wrote it,
    and sees it alone.
    """

    drama: Drama
    review: Review
    score: Score | None
    progress: Progress | None
    others: int
    shape: Shape
    last: int | None
    standing: Progress | None = None
    own_vote: bool | None = None
    stills: Stills = ()
    own: bool = False

    @property
    def wording(self) -> tuple[str, ...]:
        """All that its reader agrees to."""
        return (self.review.headline, self.review.text, *wordings(self.stills))

    def without_words(self) -> Self:
        return replace(self, review=self.review.without_words(), stills=())


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One of a drama's reviews, the `index`-th of `total`.

    `around` are it and its neighbours, in order; those that spoil have no words.
    """

    shown: ReviewShown
    sort: ReviewSort
    index: int
    total: int
    around: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class ReviewsOf:
    """The reviews of a member that may be seen here, the newest first, each with its drama.

    Those that spoil have no words.
    """

    member_id: int
    reviews: tuple[tuple[Drama, Review], ...]
    total: int


def read_spoils(text: str) -> int | None:
    """The last episode that a review spoils, None for nothing. Raises `ValueError` for other text.

    Accepts an empty text, `none`, `なし`, a number, `ep 5`, `episode 5`, `第5話`. The caller checks that the
    drama has the episode. Numbers below 1 are never accepted.
    """
    bare = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if bare in _NOTHING:
        return None
    match = _EPISODE.fullmatch(bare)
    if match is None:
        raise ValueError(text)
    return int(match[1])


def last_number(text: str) -> int | None:
    """The last episode in a text that `read_spoils` does not take: 4 in `1-4`. None: it names none."""
    digits = re.findall(r"\d+", unicodedata.normalize("NFKC", text))
    named = (int(one) for one in reversed(digits) if len(one) <= len(str(MOST_EPISODES)))
    return next((number for number in named if 1 <= number <= MOST_EPISODES), None)


def helpful_share(helpful: int, unhelpful: int) -> float:
    """The lower bound of the share that finds a review helpful. 0 without a helpful vote.

    The lower end of Wilson's score interval at 95 % (E. B. Wilson, "Probable Inference, the Law of
    Succession, and Statistical Inference", Journal of the American Statistical Association 22,
    1927): one of one is worth 0.21, five of five 0.57, ninety of a hundred 0.83.
    """
    if not helpful:
        return 0.0  # exactly: the formula's own nought differs from it in the last digit
    votes = helpful + unhelpful
    share = helpful / votes
    spread = _Z * sqrt(share * (1 - share) / votes + _Z * _Z / (4 * votes * votes))
    return (share + _Z * _Z / (2 * votes) - spread) / (1 + _Z * _Z / votes)


def worth(review: Voted, now: datetime) -> float:
    """The value for the helpful order: `helpful_share` plus 0.35 · ½^(age / 14 days).

    By the share alone, the reviews with the first votes would always be read first and get more votes, and a
    new review would start at the very bottom. The bonus puts a new one above two helpful votes of two (0.34)
    and below three of three (0.44). It halves every two weeks, and is almost zero after three months. The age
    counts from the first publishing: editing does not renew it.
    """
    age = max(now - review.created_at, timedelta(0))
    bonus: float = NEWCOMERS_BONUS * 0.5 ** (age / NEWCOMERS_HALF_LIFE)
    return helpful_share(review.helpful, review.unhelpful) + bonus


def in_order(reviews: Iterable[Voted], sort: ReviewSort, now: datetime) -> list[int]:
    """The ids of a drama's reviews in the order in which they are read.

    Helpful: by `worth`, the highest first, among equals the lower id first. Newest: by first publication, the
    latest first, among equals the higher id first.
    """
    if sort is ReviewSort.NEWEST:
        return [r.id for r in sorted(reviews, key=lambda r: (r.created_at, r.id), reverse=True)]
    return [r.id for r in sorted(reviews, key=lambda r: (-worth(r, now), r.id))]
