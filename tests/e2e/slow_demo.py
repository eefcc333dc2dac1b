"""The demo with a catalogue outside that is not as it should be, and pictures that take long.

`python -m tests.e2e.slow_demo FILE`: at each question the catalogue looks into that file, which names its
trouble. `silent`: it never answers; `down`: it says at once that it cannot; `late`: it answers after longer
than the page waits. A picture takes as long in all three.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from pathlib import Path

from bot import charts
from bot.demo import run_demo, what_to_try
from bot.demo.recorded import recorded_source
from bot.domain.charts import Chart
from bot.domain.sources import Fetched, Offer, Scheduled
from bot.errors import SourceUnavailable
from bot.settings import Settings
from bot.signals import until_told

LATE = 6.0  # seconds; SimCord's page takes five for an answer that never comes
draw = charts.draw


def slow_draw(chart: Chart) -> bytes:
    """Runs in the drawing process."""
    time.sleep(LATE)
    return draw(chart)


class Troubled:
    """A source in one of three kinds of trouble, which the file names."""

    def __init__(self, trouble: Path):
        self._trouble = trouble
        self._source = recorded_source()
        self.name = self._source.name
        self.credit = self._source.credit

    def page(self, show: str) -> str:
        return self._source.page(show)

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        await self._suffer()
        return await self._source.search(query, patient=patient)

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        await self._suffer()
        return await self._source.fetch(show, patient=patient)

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        await self._suffer()
        return await self._source.schedule(day, country)

    async def _suffer(self) -> None:
        trouble = self._trouble.read_text()
        if trouble == "down":
            raise SourceUnavailable(self.name, "no connection")
        if trouble == "silent":
            await asyncio.Event().wait()
        await asyncio.sleep(LATE)


async def serve(trouble: Path) -> None:
    charts.draw = slow_draw
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(discord_token=None, database=Path(folder, "demo.sqlite3"))
        await run_demo(
            settings,
            ready=lambda address: print(f"{address}\n\n{what_to_try()}\n", flush=True),
            sources=[Troubled(trouble)],
        )


def main() -> None:
    asyncio.run(until_told(serve(Path(sys.argv[1]))))


if __name__ == "__main__":
    # By its own name, under which the drawing process finds `slow_draw`.
    import_module("tests.e2e.slow_demo").main()
