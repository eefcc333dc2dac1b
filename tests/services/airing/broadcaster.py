"""A source with a schedule of its own, and dramas that air at the hours that a test says."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.domain.dramas import CatalogueEntry, EpisodeFacts
from bot.domain.sources import Fetched, Offer, Scheduled, SourceCredit, SourceName
from bot.errors import NotAtSource
from bot.services.airing.airing import Airing
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.timestamps import written

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)  # noon in Tokyo and Seoul
TODAY = date(2026, 11, 21)
HOUR = timedelta(hours=1)


class Broadcaster:
    """A source whose schedule is what the test says; `slow` answers only when it is let."""

    def __init__(self, *listed: Scheduled, name: SourceName = SourceName.TVMAZE, slow: bool = False):
        self.name = name
        self.credit = SourceCredit(name.value, f"Data from {name}", "https://example.org")
        self.listed = listed
        self.asked: list[tuple[date, str]] = []
        self.fault: Exception | None = None
        self.let = asyncio.Event()
        if not slow:
            self.let.set()

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        return ()

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        raise NotAtSource(self.name, show)

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        self.asked.append((day, country))
        await self.let.wait()
        if self.fault is not None:
            raise self.fault
        return tuple(s for s in self.listed if s.offer.country == country and s.airs_on == day)

    def page(self, show: str) -> str:
        return f"https://example.org/{show}"


def listed(title: str, show: str, *, source: SourceName = SourceName.TVMAZE, number: int = 7) -> Scheduled:
    offer = Offer(source, show, title, year=2026, country="KR")
    return Scheduled(offer, 1, number, TODAY, NOW + 9 * HOUR)


def on_air(store: Database, *sources: Broadcaster) -> Airing:
    return Airing(store, Outbox(store), sources, patience=0.05)


def show(title: str, *, at: datetime | None = None, show_id: str | None = None) -> CatalogueEntry:
    return CatalogueEntry(
        title,
        country="KR",
        year=2026,
        episodes=16,
        episode_list=(EpisodeFacts(5, "Plot", air_date=TODAY, airs_at=at),) if at else (),
        sources=(("tvmaze", show_id),) if show_id else (),
    )


async def set_airs_at(store: Database, drama_id: int, number: int, at: datetime) -> None:
    await store.write(
        lambda connection: connection.execute(
            "INSERT INTO episode (drama_id, number, air_date, airs_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (drama_id, number) DO UPDATE SET airs_at = excluded.airs_at",
            (drama_id, number, at.date().isoformat(), written(at)),
        )
    )
