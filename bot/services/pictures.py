"""Draws charts in the worker process, each once, and keeps the pictures while there is room.

One with a member's name or words is not kept: each answer has it drawn.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

from bot import charts
from bot.domain.charts import OF_MEMBERS, Chart
from bot.logs import get_logger
from bot.worker.parent import Worker, WorkFailed

log = get_logger(__name__)

ROOM = 16 * 1024 * 1024  # bytes of pictures kept: some 800 of them


class Pictures:
    """Draws charts. A failed picture fails nothing else: the text is shown without it."""

    def __init__(self, worker: Worker | None = None, room: int = ROOM):
        self._worker = worker or Worker(charts.prepare)
        self._room = room
        self._kept: OrderedDict[Chart, bytes] = OrderedDict()
        self._size = 0
        self._drawing: dict[Chart, asyncio.Task[bytes | None]] = {}

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as PNG. None if it cannot be drawn.

        Equal charts share one picture. It is drawn once, even for several callers at the same time.
        """
        kept = self._known(chart)
        if kept is not None:
            return kept
        drawing = self._drawing.get(chart)
        if drawing is None:
            drawing = self._drawing[chart] = asyncio.ensure_future(self._draw(chart))
            drawing.add_done_callback(lambda _: self._drawing.pop(chart, None))
        # The caller may be cancelled. The picture is still useful for others.
        return await asyncio.shield(drawing)

    async def in_time(self, wanted: Iterable[Chart], patience: float) -> dict[Chart, bytes]:
        """Those of the charts that are drawn within `patience` seconds; kept ones are there at once.

        A late one is drawn on, for the next who asks for it.
        """
        kept = {chart: self._known(chart) for chart in wanted}
        drawing = {
            chart: asyncio.ensure_future(self.draw(chart)) for chart, png in kept.items() if png is None
        }
        if drawing:
            _, late = await asyncio.wait(drawing.values(), timeout=patience)
            for waiting in late:
                waiting.cancel()
        drawn = {chart: done.result() for chart, done in drawing.items() if done.done()}
        return {chart: png for chart, png in {**kept, **drawn}.items() if png is not None}

    async def warm(self, delay: float) -> None:
        """Start the worker after `delay` seconds, so that the first picture need not wait for it."""
        await asyncio.sleep(delay)
        try:
            await self._worker.start()
        except WorkFailed as failed:
            log.warning("worker not warmed", reason=failed.reason)

    async def aclose(self) -> None:
        """End the worker. Callers that still wait get no picture."""
        await self._worker.aclose()
        await asyncio.gather(*self._drawing.values(), return_exceptions=True)

    def _known(self, chart: Chart) -> bytes | None:
        """The picture, if it is kept."""
        kept = self._kept.get(chart)
        if kept is not None:
            self._kept.move_to_end(chart)
        return kept

    async def _draw(self, chart: Chart) -> bytes | None:
        try:
            picture = await self._worker.run(charts.draw, chart)
        except WorkFailed as failed:
            log.warning("no picture", chart=type(chart).__name__, reason=failed.reason)
            return None
        self._keep(chart, picture)
        return picture

    def _keep(self, chart: Chart, picture: bytes) -> None:
        if isinstance(chart, OF_MEMBERS):
            return
        self._kept[chart] = picture
        self._size += len(picture)
        while self._size > self._room:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest)
