"""TVmaze: the addresses that are asked, and what its schedule says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.domain.episodes import MOST_EPISODES
from bot.domain.sources import Fetched, Offer, Scheduled, SourceCredit, SourceName
from bot.errors import NotAtSource, SourceUnavailable
from bot.sources.reading import Part, parts_of
from bot.sources.rows import WORD_LIMIT
from bot.sources.source import Asks
from bot.sources.tvmaze_shows import (
    KIND_OF_TYPE,
    LAST_ID,
    LAST_SEASON,
    airs_at,
    country_of,
    fetched_of,
    native_title,
    offer_of,
    offers_of,
    page_of,
)

MOST_OFFERS = 10
# Native titles cost a call each, and a search must be over in four seconds.
NATIVE_TITLES = 4
# TVmaze's types of what members call variety; what is neither this nor a drama (Animation, News, Sports,
# Documentary) is on no day's schedule here.
VARIETY = frozenset({"variety", "reality", "talk show", "game show", "panel show", "award show"})
SEARCH_FRESH = timedelta(hours=1)
SHOW_FRESH = timedelta(hours=1)  # asked again shortly before it airs
SCHEDULE_FRESH = timedelta(hours=1)


class TVmaze:
    """The catalogue of tvmaze.com. It needs no key."""

    name: SourceName = SourceName.TVMAZE
    credit: SourceCredit = SourceCredit("TVmaze", "Data from TVmaze, CC BY-SA 4.0", "https://www.tvmaze.com")

    def __init__(self, asker: Asks, extras: float):
        """`extras`: how many seconds a search may wait for native titles."""
        self._asker: Final = asker
        self._extras = extras

    def page(self, show: str) -> str:
        return page_of(show)

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        answer = await self._asker.ask(
            "search/shows", {"q": query}, list, SEARCH_FRESH, patient=patient, typed=True
        )
        offers = offers_of(hit.part("show") for hit in parts_of(answer))[:MOST_OFFERS]
        if patient:
            return tuple(offers)
        named = await asyncio.gather(*(self._with_native_title(offer) for offer in offers[:NATIVE_TITLES]))
        return (*named, *offers[NATIVE_TITLES:])

    async def _with_native_title(self, offer: Offer) -> Offer:
        """The offer with its native title. Unchanged if its other names cannot be fetched in time."""
        try:
            async with asyncio.timeout(self._extras):
                akas = await self._asker.ask(f"shows/{offer.source_id}/akas", {}, list, SHOW_FRESH)
        except (SourceUnavailable, TimeoutError):
            return offer
        return replace(offer, native_title=native_title(parts_of(akas), offer.title, offer.country))

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        """Fetches a show. TVmaze redirects a merged show to the other one, which may have less."""
        missing = NotAtSource(self.name, show)
        if not (show.isascii() and show.isdigit()) or show.startswith("0"):
            raise missing
        found, ident = await self._whole(show, missing, patient=patient), show
        now = found.number("id", 1, LAST_ID)
        if now is not None and str(now) != show:
            ident = str(now)
            another = SourceUnavailable(self.name, "another show than was asked for")
            found = await self._whole(ident, another, patient=patient)
        if str(found.number("id", 1, LAST_ID)) != ident:
            raise SourceUnavailable(self.name, "another show than was asked for")
        fetched = fetched_of(found, ident)
        if fetched is None:
            raise SourceUnavailable(self.name, "a show without a title")
        return fetched if ident == show else replace(fetched, moved_to=ident)

    async def _whole(self, show: str, missing: NotAtSource | SourceUnavailable, *, patient: bool) -> Part:
        answer = await self._asker.ask(
            f"shows/{show}",
            {"embed[]": ("episodes", "cast", "akas")},
            dict,
            SHOW_FRESH,
            missing,
            patient=patient,
        )
        return Part(answer)

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        """The schedules of the country's networks, its web channels, and the web channels of no country."""
        asked = day.isoformat()
        answers = await asyncio.gather(
            self._schedule("schedule", asked, country),
            self._schedule("schedule/web", asked, country),
            self._schedule("schedule/web", asked, ""),
            return_exceptions=True,
        )
        found: dict[tuple[str, int, int], Scheduled] = {}
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            for slot in answer:
                scheduled = _scheduled_of(slot, country)
                if scheduled is not None and scheduled.airs_on == day:
                    key = (scheduled.offer.source_id, scheduled.season, scheduled.number)
                    found.setdefault(key, scheduled)
        return tuple(found.values())

    async def _schedule(self, path: str, day: str, country: str) -> Sequence[Part]:
        asked = {"country": country, "date": day}
        answer = await self._asker.ask(path, asked, list, SCHEDULE_FRESH, patient=True)
        return parts_of(answer)


def _scheduled_of(slot: Part, country: str) -> Scheduled | None:
    """An episode on the schedule. Networks' entries hold the show itself, web channels' embed it."""
    show = slot.part("show") if slot.has("show") else slot.part("_embedded").part("show")
    offer = offer_of(show)
    season, number = slot.number("season", 1, LAST_SEASON), slot.number("number", 1, MOST_EPISODES)
    airs_on = slot.day("airdate")
    if offer is None or season is None or number is None or airs_on is None or not _listed(show):
        return None
    return Scheduled(offer, season, number, airs_on, airs_at(slot)) if country_of(show) == country else None


def _listed(show: Part) -> bool:
    """Whether a show belongs on a day's schedule: a drama or a variety show, but no anime and no news."""
    kind = show.text("type", WORD_LIMIT)
    return kind is None or kind.casefold() in KIND_OF_TYPE or kind.casefold() in VARIETY
