"""Asks the sources for a day's schedules: once for all members, and with a short wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.sources import Scheduled, SourceCredit
from bot.errors import SourceUnavailable
from bot.logs import get_logger
from bot.sources.source import Source

# Seconds that a member waits for a schedule: with it the answer takes less than two.
PATIENCE = 1.2
# Seconds after which an answer that nobody waits for is given up; TVmaze's eight countries take ten.
LONGEST = 60.0

log = get_logger("namida.airing")

_Question = tuple[int, date, str]


@dataclass(frozen=True, slots=True)
class SchedulesAsked:
    """What the sources listed. `silent` names the sources that have not answered for every country."""

    listed: tuple[Scheduled, ...] = ()
    credits: tuple[SourceCredit, ...] = ()
    silent: tuple[str, ...] = ()


class Schedules:
    """Requests continue after their member was answered, so that the next member finds the result."""

    def __init__(self, sources: Sequence[Source]):
        self._sources = tuple(sources)
        self._asking: dict[_Question, asyncio.Task[tuple[Scheduled, ...]]] = {}

    async def of(self, days: Iterable[tuple[str, date]], patience: float = PATIENCE) -> SchedulesAsked:
        """The schedules of these countries' days that arrive within `patience` seconds."""
        wanted = [
            (source, self._ask(place, source, day, country))
            for country, day in days
            for place, source in enumerate(self._sources)
        ]
        if not wanted:
            return SchedulesAsked()
        await asyncio.wait({asking for _, asking in wanted}, timeout=patience)
        listed: dict[Scheduled, SourceCredit] = {}
        silent: dict[str, None] = {}
        for source, asking in wanted:
            if asking.done() and not asking.cancelled() and asking.exception() is None:
                listed.update(dict.fromkeys(asking.result(), source.credit))
            else:
                silent[source.credit.name] = None
        return SchedulesAsked(tuple(listed), tuple(dict.fromkeys(listed.values())), tuple(silent))

    def _ask(
        self, place: int, source: Source, day: date, country: str
    ) -> asyncio.Task[tuple[Scheduled, ...]]:
        question = (place, day, country)
        asking = self._asking.get(question)
        if asking is None:
            asking = asyncio.create_task(
                _answer(source, day, country), name=f"schedule {source.name} {country}"
            )
            self._asking[question] = asking
            asking.add_done_callback(lambda done: self._answered(question, done))
        return asking

    def _answered(self, question: _Question, done: asyncio.Task[tuple[Scheduled, ...]]) -> None:
        del self._asking[question]
        error = None if done.cancelled() else done.exception()
        if error is not None and not isinstance(error, SourceUnavailable | TimeoutError):
            log.error("schedule", country=question[2], exc_info=error)

    async def close(self) -> None:
        """Cancel the requests under way."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


async def _answer(source: Source, day: date, country: str) -> tuple[Scheduled, ...]:
    async with asyncio.timeout(LONGEST):
        return await source.schedule(day, country)
