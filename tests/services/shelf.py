"""A source that holds what a test puts on it, asked without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.dramas import Billing, CatalogueEntry, Credit, Kind, Link, LinkKind
from bot.domain.sources import Fetched, Offer, Scheduled, SeasonEpisode, SourceCredit, SourceName
from bot.errors import NotAtSource, SourceUnavailable

HOSPITAL = "46562"
FIRST_DAY = date(2020, 3, 12)


class Shelf:
    """Implements `bot.sources.source.Source`. `down`: nothing answers; `stuck`: it never ends."""

    def __init__(self, shows: Iterable[tuple[str, Fetched]] = (), name: SourceName = SourceName.TVMAZE):
        self.name = name
        self.credit = SourceCredit(
            {SourceName.TVMAZE: "TVmaze", SourceName.TMDB: "TMDB"}[name], "Data", "https://example.org"
        )
        self.shows = dict(shows)
        self.down = False
        self.stuck = False
        self.fetched: list[str] = []
        self.searched: list[str] = []
        self.patiently: list[bool] = []  # of each fetch, whether nobody waited for it

    async def _answer(self) -> None:
        if self.stuck:
            await asyncio.get_running_loop().create_future()
        if self.down:
            raise SourceUnavailable(self.name, "timeout")

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        self.searched.append(query)
        await self._answer()
        return tuple(
            Offer(
                self.name,
                show,
                entry.title,
                entry.native_title,
                entry.year,
                entry.country,
                entry.kind,
                first_day=entry.aired_from,
            )
            for show, entry in ((show, fetched.entry) for show, fetched in self.shows.items())
            if query.casefold() in f"{entry.title} {entry.native_title}".casefold()
        )

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        self.fetched.append(show)
        self.patiently.append(patient)
        await self._answer()
        if show not in self.shows:
            raise NotAtSource(self.name, show)
        return self.shows[show]

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        await self._answer()
        return ()

    def page(self, show: str) -> str:
        return f"https://example.org/{show}"

    def change(self, show: str, **fields: object) -> None:
        """The source says something else of a show from now on."""
        fetched = self.shows[show]
        self.shows[show] = replace(fetched, entry=replace(fetched.entry, **fields))  # type: ignore[arg-type]

    def air(self, show: str, episodes: Iterable[SeasonEpisode], *, running: bool) -> None:
        """The source has these episodes of a show from now on."""
        self.shows[show] = replace(self.shows[show], episodes=tuple(episodes), running=running)


def weekly(season: int, first: date, count: int) -> tuple[SeasonEpisode, ...]:
    """A season of one episode a week, at nine in the evening of Seoul."""
    days = [first + timedelta(weeks=week) for week in range(count)]
    return tuple(
        SeasonEpisode(season, n, f"Part {n}", day, datetime.combine(day, time(12), UTC), 80)
        for n, day in enumerate(days, 1)
    )


def hospital(**fields: object) -> Fetched:
    """A Korean drama that has ended, in full."""
    entry = CatalogueEntry(
        title="Hospital Playlist",
        native_title="슬기로운 의사생활",
        aliases=("Wise Doctor Life", "機智醫生生活"),
        country="KR",
        kind=Kind.DRAMA,
        year=2020,
        minutes=80,
        aired_from=FIRST_DAY,
        aired_to=FIRST_DAY + timedelta(weeks=11),
        weekday=3,
        air_time="21:00",
        summary="Five doctors who have been friends since medical school.",
        networks=("tvN",),
        genres=("Medical", "Life"),
        cast=(Credit("Jo Jung Suk", "Lee Ik Jun", Billing.MAIN), Credit("Jeon Mi Do", None, Billing.MAIN)),
        links=(Link(LinkKind.OFFICIAL, "tvN", "https://program.genie.co.kr/wisedoctor"),),
        sources=(("tvmaze", HOSPITAL),),
    )
    return Fetched(replace(entry, **fields), weekly(1, FIRST_DAY, 12))  # type: ignore[arg-type]
