"""The most that a catalogue can hold: what no screen may break at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.domain.blocks import REASON_LIMIT, Author, Block
from bot.domain.cards import (
    MOST_COUNTED,
    Card,
    Counts,
    EpisodeList,
    ProgressAnswer,
    ScoreAnswer,
    SynopsisAnswer,
)
from bot.domain.comments import SPEAKER_LIMIT, TEXT_LIMIT, CardComments, Comment, QuoteShown, SavedQuote
from bot.domain.dramas import (
    Billing,
    CatalogueEntry,
    Credit,
    Drama,
    Kind,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Person,
    PersonPage,
    Poster,
    Relation,
    Role,
)
from bot.domain.episodes import SYNOPSIS_LIMIT, EpisodeRow, Synopsis, SynopsisState
from bot.domain.guilds import NEEDS, ChannelState, GuildSettings, Purpose
from bot.domain.lists import Watcher
from bot.domain.outbox import HeldPosts, Obstacle
from bot.domain.progress import Progress, Status
from bot.domain.ranking import PLACES, Places
from bot.domain.ratings import Breakdown, Look, Rating, Share, Whose
from bot.domain.results import Page
from bot.domain.scores import Criterion, Score
from bot.domain.sources import Offer, Offers, SourceCredit, SourceName
from bot.domain.spoilers import Policy, Shape
from bot.services.catalogue.searching import PAGE_SIZE

SNOWFLAKE = 9_223_372_036_854_775_807  # the greatest id that Discord can give
DAY = date(2005, 10, 11)
# The longest names that zones have.
LONG_ZONES = (
    "America/Argentina/ComodRivadavia",
    "America/North_Dakota/New_Salem",
    "America/Argentina/Buenos_Aires",
    "America/Argentina/Rio_Gallegos",
    "America/Kentucky/Monticello",
)

# Fillings of every field of free text: plain words, nothing but markdown (twice as long once
# escaped), native script, emoji made of several characters, one word without an end, and what would close
# spoiler bars, call everyone and lead elsewhere (`reading.problems` finds it where it is not escaped).
FILLINGS = {
    "words": "tears and rain ",
    "markdown": "*_~`|<>[]\\",
    "native": "1リットルの涙、雨。",
    "emoji": "👩🏽‍💻🇯🇵",
    "unbroken": "x",
    "short": None,
    "hostile": "||@everyone [x](https://evil.example/) ",
}


def fill(filling: str | None, length: int, tail: str = "") -> str:
    """`length` characters of a filling that end in `tail`, so that two of them can differ."""
    if filling is None:
        return f"a{tail}"
    room = length - len(tail)
    return (filling * (room // len(filling) + 1))[:room].strip().ljust(room, "z") + tail


def drama(filling: str | None, ident: int = SNOWFLAKE) -> Drama:
    return Drama(
        ident,
        fill(filling, 300, str(ident % 1_000)),
        fill(filling, 300),
        "TW",
        2200,
        Kind.SHOW,
        5_000,
        fill(filling, 300),
    )


@cache
def entry(filling: str | None) -> CatalogueEntry:
    return CatalogueEntry(
        title=fill(filling, 300),
        native_title=fill(filling, 300),
        aliases=tuple(fill(filling, 300 if filling else 2, f"{at}") for at in range(400)),
        country="TW",
        kind=Kind.SHOW,
        year=2200,
        episodes=5_000,
        minutes=1_440,
        aired_from=date(2005, 10, 11),
        aired_to=date(2199, 12, 28),
        weekday=2,
        air_time="23:59",
        content_rating=fill(filling, 100),
        summary=fill(filling, 1_500),
        based_on=fill(filling, 300),
        poster_url="https://img.example/" + "p" * 480,
        poster_alt=fill(filling, 2_000),
        popularity=1,
        networks=tuple(fill(filling, 100, f"{at}") for at in range(20)),
        genres=("Melodrama", *(fill(filling, 100, f"{at}") for at in range(40))),
        cast=tuple(
            Credit(fill(filling, 300, f"{at}"), fill(filling, 300), list(Billing)[at % 3], at)
            for at in range(200)
        ),
        links=tuple(
            Link(
                list(LinkKind)[at % len(LinkKind)],
                fill(filling, 300, f"{at}"),
                f"https://example.org/{'a' * (at * 9)}" if at % 3 else None,
                at if at % 2 else None,
            )
            for at in range(50)
        ),
        relations=tuple(
            Relation(fill(filling, 100), fill(filling, 300, f"{at}"), at if at % 2 else None)
            for at in range(100)
        ),
        music=tuple(
            Music(list(MusicKind)[at % 4], fill(filling, 300, f"{at}"), fill(filling, 300))
            for at in range(30)
        ),
    )


@cache
def rows(filling: str | None) -> tuple[EpisodeRow, ...]:
    return tuple(
        EpisodeRow(number, fill(filling, 300), DAY, 1_440, 100.0, 19.5, 10_000_000, bool(number % 2), 19)
        for number in range(1, 501)
    )


RATING = Rating(10_000_000, 8.123456)
RATINGS = Breakdown(
    Look(Whose.OTHERS),
    10_000_000,
    7.98765,
    (1_000_000,) * 20,
    {criterion: 9.87654 for criterion in Criterion if criterion is not Criterion.OVERALL},
    tuple(Share(group, 10_000_000, 7.98765, 4_999.5) for group in Whose if group is not Whose.EVERYBODY),
    tuple((number, 9.87654, 1_000_000) for number in range(1, 5_001)),
)
SCORE = Score(20, 19, 18, 17, 16)
WATCHING = Progress(Status.WATCHING, 250, DAY)


def comment(filling: str | None, spoils: int | None = 5_000) -> Comment:
    """The longest comment that a form takes, answered, liked and changed."""
    written = datetime(2026, 1, 1, tzinfo=UTC)
    return Comment(
        SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, 5_000, SNOWFLAKE, spoils, fill(filling, TEXT_LIMIT),
        10_000_000, written, written + timedelta(days=1), "JP",
    )  # fmt: skip


@cache
def card(filling: str | None) -> Card:
    everywhere = replace(RATING, count=20_000_000)
    owed = tuple(
        SourceCredit(fill(filling, 40), fill(filling, 150), "https://example.org/" + "c" * 100)
        for _ in SourceName
    )
    return Card(
        drama(filling), entry(filling), RATING, everywhere, rows(filling), SCORE, WATCHING, owed, RATINGS,
        watchers=tuple(Watcher(SNOWFLAKE - at, WATCHING) for at in range(5)),
        comments=CardComments(MOST_COUNTED, comment(filling)),
        counts=Counts(MOST_COUNTED, MOST_COUNTED, MOST_COUNTED), places=Places(PLACES, PLACES),
        quote=QuoteShown(
            drama(filling), SavedQuote(1, fill(filling, 160), fill(filling, SPEAKER_LIMIT)), Shape.PRIVATE
        ),
    )  # fmt: skip


def authors(filling: str | None) -> tuple[Author, ...]:
    """Authors of a writing, blocked or not, as moderators see them who may block and who may not."""
    block = Block(SNOWFLAKE, datetime(2026, 11, 21, tzinfo=UTC), fill(filling, REASON_LIMIT))
    return tuple(
        Author(SNOWFLAKE, block, changeable) for block in (block, None) for changeable in (True, False)
    )


def bare_card() -> Card:
    """A drama of which nothing is known but that it exists."""
    return Card(Drama(1, "A"), CatalogueEntry("A"), Rating(), Rating(), ())


def offers(filling: str | None) -> Offers:
    """All that two sources can have for one name."""
    found = (
        Offer(source, f"{at:012}", fill(filling, 300), fill(filling, 300), 2200, "TW", Kind.SHOW)
        for source in SourceName
        for at in range(10)
    )
    return Offers(tuple(found), ("TMDB",), ("TVmaze", "TMDB"))


def posters(dramas: Iterable[Drama]) -> dict[int, Poster]:
    """The longest posters, of all these dramas."""
    return {one.id: Poster("https://img.example/" + "p" * 480, "a" * 2_000) for one in dramas}


def page(filling: str | None, index: int = 500) -> Page:
    shown = tuple(drama(filling, 100_000 + at) for at in range(PAGE_SIZE))
    return Page(shown, index, 10_000, PAGE_SIZE, posters=posters(shown))


@cache
def person(filling: str | None) -> PersonPage:
    return PersonPage(
        Person(SNOWFLAKE, fill(filling, 300), fill(filling, 300)),
        tuple(
            Role(
                replace(drama(filling, at), year=2200 - at // 3 if at < 190 else None),
                fill(filling, 300),
                list(Billing)[at % 3],
            )
            for at in range(200)
        ),
    )


def episode_list(filling: str | None, progress: Progress | None = WATCHING) -> EpisodeList:
    return EpisodeList(drama(filling), rows(filling), progress)


def synopsis(filling: str | None, progress: Progress | None = WATCHING) -> SynopsisAnswer:
    written = Synopsis(
        SNOWFLAKE,
        drama(filling),
        4_999,
        "en",
        fill(filling, SYNOPSIS_LIMIT),
        SynopsisState.PUBLISHED,
        SNOWFLAKE,
    )
    return SynopsisAnswer(written, Shape.BARS, progress, 5_000, ("ja", "ko", "zh", "th", "de", "fr"))


def score_answer(
    filling: str | None, *, score: Score | None = SCORE, episode: int | None = None
) -> ScoreAnswer:
    return ScoreAnswer(
        drama(filling),
        score,
        RATING if score else Rating(),
        WATCHING,
        episode,
        19 if episode else None,
        (10_000_000, 18.7) if score else (0, None),
    )


def progress_answers(filling: str | None) -> Iterator[ProgressAnswer]:
    upcoming = rows(filling)[10]
    for status in Status:
        for score in (None, SCORE):
            finished = status is Status.COMPLETED
            now = Progress(status, 5_000 if finished else 250, DAY, DAY if finished else None)
            yield ProgressAnswer(drama(filling), now, 5_000, finished, score, upcoming)
            if finished:
                grown = replace(now, episode=1)
                yield ProgressAnswer(drama(filling), grown, 5_000, False, score, upcoming, True, 4_999)


def held_posts() -> list[HeldPosts]:
    return [HeldPosts(purpose, None, obstacle, SNOWFLAKE) for purpose in Purpose for obstacle in Obstacle]


def channel_states() -> list[list[ChannelState]]:
    return [
        [ChannelState(purpose, None) for purpose in Purpose],
        [ChannelState(purpose, SNOWFLAKE, gone=True) for purpose in Purpose],
        [ChannelState(purpose, SNOWFLAKE, missing=NEEDS[purpose]) for purpose in Purpose],
        [ChannelState(purpose, SNOWFLAKE) for purpose in Purpose],
    ]


def guild_settings() -> list[GuildSettings]:
    return [
        GuildSettings(SNOWFLAKE),
        *(GuildSettings(SNOWFLAKE, policy, "ja", SNOWFLAKE, SNOWFLAKE - 1) for policy in Policy),
    ]
