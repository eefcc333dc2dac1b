"""TMDB: the addresses that are asked, and what airs on a day."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.domain.sources import Fetched, Offer, Scheduled, SeasonEpisode, SourceCredit, SourceName
from bot.errors import NotAtSource, SourceUnavailable
from bot.sources.asking import Asker
from bot.sources.reading import Part
from bot.sources.tmdb_shows import (
    LAST_ID,
    episodes_of,
    fetched_of,
    is_listed,
    offer_of,
    offers_of,
    page_of,
    scheduled_of,
    seasons_of,
)

MOST_OFFERS = 10
SEARCH_FRESH = timedelta(hours=1)
SHOW_FRESH = timedelta(hours=1)  # asked again shortly before it airs
SCHEDULE_FRESH = timedelta(hours=1)
# TMDB appends at most twenty answers to one (developer.themoviedb.org, "Append To Response").
APPENDED = 20
# A show of more seasons than this is a daily programme, whose episodes nobody numbers here.
MOST_SEASONS = 100
LANGUAGE = "en-US"
# What airs on a day is asked for show by show, so only for the best known of that day.
MOST_SCHEDULED = 20


class Tmdb:
    """The catalogue of themoviedb.org. It needs a token."""

    name: SourceName = SourceName.TMDB
    credit: SourceCredit = SourceCredit(
        "TMDB",
        "This product uses the TMDB API but is not endorsed or certified by TMDB.",
        "https://www.themoviedb.org",
    )

    def __init__(self, asker: Asker):
        self._asker: Final = asker

    def page(self, show: str) -> str:
        return page_of(show)

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        asked = {"query": query, "include_adult": "false", "language": LANGUAGE}
        answer = await self._asker.ask("3/search/tv", asked, dict, SEARCH_FRESH, patient=patient, typed=True)
        return tuple(offers_of(Part(answer).parts("results"))[:MOST_OFFERS])

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        missing = NotAtSource(self.name, show)
        if not (show.isascii() and show.isdigit()) or show.startswith("0"):
            raise missing
        appended = "alternative_titles,translations,credits,aggregate_credits"
        asked = {"append_to_response": appended, "language": LANGUAGE}
        whole = await self._asker.ask(f"3/tv/{show}", asked, dict, SHOW_FRESH, missing, patient=patient)
        answer = Part(whole)
        if str(answer.number("id", 1, LAST_ID)) != show:
            raise SourceUnavailable(self.name, "another show than was asked for")
        seasons = seasons_of(answer)[:MOST_SEASONS]
        groups = [seasons[start : start + APPENDED] for start in range(0, len(seasons), APPENDED)]
        episodes = [
            episode
            for group in groups
            for episode in await self._episodes(show, group, missing, patient=patient)
        ]
        fetched = fetched_of(answer, show, episodes)
        if fetched is None:
            raise SourceUnavailable(self.name, "a show without a title")
        return fetched

    async def _episodes(
        self, show: str, seasons: Sequence[int], missing: NotAtSource, *, patient: bool
    ) -> tuple[SeasonEpisode, ...]:
        """Several seasons in one answer, each appended under `season/N`."""
        parts = [f"season/{season}" for season in seasons]
        asked = {"append_to_response": ",".join(parts), "language": LANGUAGE}
        whole = await self._asker.ask(f"3/tv/{show}", asked, dict, SHOW_FRESH, missing, patient=patient)
        answer = Part(whole)
        return episodes_of(episode for part in parts for episode in answer.part(part).parts("episodes"))

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        """TMDB knows only the day, and for each show only the episode that it calls the last or the next."""
        asked = {
            "air_date.gte": day.isoformat(),
            "air_date.lte": day.isoformat(),
            "with_origin_country": country,
            "sort_by": "popularity.desc",
            "include_adult": "false",
            "language": LANGUAGE,
        }
        answer = await self._asker.ask("3/discover/tv", asked, dict, SCHEDULE_FRESH, patient=True)
        offers = [
            offer
            for part in Part(answer).parts("results")[:MOST_SCHEDULED]
            if (offer := offer_of(part)) is not None and offer.country == country and is_listed(part)
        ]
        slots = await asyncio.gather(*(self._slot(offer, day) for offer in offers), return_exceptions=True)
        found: dict[str, Scheduled] = {}
        failed: SourceUnavailable | None = None
        for slot in slots:
            if isinstance(slot, SourceUnavailable):
                failed = slot
            elif isinstance(slot, BaseException):
                raise slot
            elif slot is not None:
                found[slot.offer.source_id] = slot
        if failed is not None and not found:
            raise failed
        return tuple(found.values())

    async def _slot(self, offer: Offer, day: date) -> Scheduled | None:
        missing = SourceUnavailable(self.name, "404")
        asked = {"language": LANGUAGE}
        answer = await self._asker.ask(
            f"3/tv/{offer.source_id}", asked, dict, SCHEDULE_FRESH, missing, patient=True
        )
        return scheduled_of(Part(answer), offer, day)
