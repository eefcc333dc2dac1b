"""Pictures: drawn once by the worker, kept, and gone without where it fails."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from bot import charts
from bot.domain.charts import (
    OF_MEMBERS,
    Chart,
    Distribution,
    EpisodeScores,
    Facts,
    FactsOf,
    Figure,
    Label,
    QuotePicture,
)
from bot.services.container import Services
from bot.services.pictures import Pictures
from bot.worker.parent import Worker

pytestmark = pytest.mark.processes

PNG = b"\x89PNG\r\n\x1a\n"
MEAN = Label("Mean 8.6", "Mean 8.6")


def chart(most: int = 8) -> Chart:
    return Distribution((0,) * 18 + (most, 3), MEAN)


class CountingWorker(Worker):
    """A worker that remembers how often it was asked."""

    asked = 0

    async def run(self, *job):  # type: ignore[no-untyped-def, override]  # whatever it is, it is passed on
        self.asked += 1
        return await super().run(*job)


@pytest.fixture
async def worker() -> AsyncIterator[CountingWorker]:
    async with aclosing(CountingWorker(charts.prepare)) as opened:
        yield opened


async def test_the_services_draw(services: Services) -> None:
    picture = await services.pictures.draw(chart())
    assert picture is not None
    assert picture.startswith(PNG)
    assert picture == charts.draw(chart())


async def test_equal_charts_are_drawn_once(worker: CountingWorker) -> None:
    pictures = Pictures(worker)
    together = await asyncio.gather(*(pictures.draw(chart()) for _ in range(5)))
    assert len(set(together)) == 1
    assert together[0] is not None
    assert await pictures.draw(chart()) == together[0]
    assert worker.asked == 1
    assert await pictures.draw(chart(9)) != together[0]
    assert worker.asked == 2


@pytest.mark.parametrize("person", OF_MEMBERS)
async def test_no_name_and_no_words_of_a_member_stay_in_memory(
    worker: CountingWorker, person: type[Chart]
) -> None:
    name = Label("Mika", "Mika")
    one: Chart = QuotePicture("Live well.", "Aya", name, "JP", 2005)
    if person is Facts:
        one = Facts(FactsOf.PROFILE, name, name, (Figure("3", name),))
    pictures = Pictures(worker)
    drawn = await pictures.draw(one)
    assert drawn is not None and drawn.startswith(PNG)
    assert await pictures.draw(one) == drawn
    assert worker.asked == 2


async def test_the_picture_nobody_asked_for_longest_goes_first(worker: CountingWorker) -> None:
    sizes = [len(charts.draw(chart(most))) for most in (8, 9, 10)]
    pictures = Pictures(worker, room=sum(sizes) - 1)
    for most in (8, 9, 8, 10):
        assert await pictures.draw(chart(most))
    assert worker.asked == 3
    await pictures.draw(chart(8))
    await pictures.draw(chart(10))
    assert worker.asked == 3
    await pictures.draw(chart(9))
    assert worker.asked == 4


async def test_a_picture_larger_than_the_room_is_drawn_and_not_kept(worker: CountingWorker) -> None:
    pictures = Pictures(worker, room=10)
    assert await pictures.draw(chart())
    assert await pictures.draw(chart())
    assert worker.asked == 2


async def test_who_asked_may_go_away_and_the_others_still_get_it(worker: CountingWorker) -> None:
    pictures = Pictures(worker)
    first = asyncio.ensure_future(pictures.draw(chart()))
    second = asyncio.ensure_future(pictures.draw(chart()))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None
    assert worker.asked == 1


async def test_where_nothing_can_be_drawn_there_is_no_picture_and_the_next_is_drawn(
    worker: CountingWorker,
) -> None:
    pictures = Pictures(worker)
    assert await pictures.draw(EpisodeScores((), MEAN)) is None
    assert await pictures.draw(chart()) is not None


async def test_a_picture_is_drawn_though_the_process_has_died(worker: CountingWorker) -> None:
    pictures = Pictures(worker)
    assert await pictures.draw(chart())
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    assert await pictures.draw(chart(9))


async def test_without_a_process_there_is_no_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on a machine that has no room for one more process."""
    async with aclosing(Pictures()) as pictures:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "executable", str(tmp_path / "no-python"))
            assert await pictures.draw(chart()) is None
        assert await pictures.draw(chart()) is not None


async def test_who_waits_when_the_bot_closes_goes_without(worker: CountingWorker) -> None:
    pictures = Pictures(worker)
    waiting = asyncio.ensure_future(pictures.draw(chart()))
    await asyncio.sleep(0)
    await pictures.aclose()
    assert await waiting is None
    assert await pictures.draw(chart(9)) is None
    assert worker.pid is None


async def test_it_warms_up_in_its_own_time(worker: CountingWorker) -> None:
    await Pictures(worker).warm(0)
    assert worker.pid is not None
    assert worker.asked == 0


def test_the_bot_itself_never_loads_what_draws() -> None:
    """It holds the interpreter while it draws, so it is for the worker alone."""
    code = (
        "import sys, bot.app, bot.process, bot.charts;"
        "sys.exit(any(name.split('.')[0] in ('resvg_py', 'uharfbuzz') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
