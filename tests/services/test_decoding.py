"""What a file does to the process that reads it: whatever it is, its member hears that it is not taken."""

from __future__ import annotations

from contextlib import aclosing

import pytest

from bot.errors import ImportRefused
from bot.services.decoding import MEMORY, Decoder
from bot.worker.parent import Worker, WorkFailed
from tests.file_faults import told
from tests.worker import jobs

pytestmark = pytest.mark.processes


async def test_what_takes_too_much_memory_is_refused_and_the_next_file_is_read() -> None:
    async with aclosing(Decoder()) as decoder:
        with pytest.raises(ImportRefused) as refused:
            await decoder.run(jobs.hoard, MEMORY)
        assert "takes more memory" in told(refused.value.problems[0])
        assert await decoder.run(jobs.hoard, 1_000) == 1_000


async def test_what_takes_too_much_time_is_refused() -> None:
    async with aclosing(Decoder(Worker(limit=0.01))) as decoder:
        with pytest.raises(ImportRefused) as refused:
            await decoder.run(jobs.take, 60.0)
        assert "takes more time" in told(refused.value.problems[0])


async def test_what_ends_the_process_is_refused() -> None:
    async with aclosing(Decoder()) as decoder:
        with pytest.raises(ImportRefused):
            await decoder.run(jobs.die)
        assert await decoder.run(jobs.double, 2) == 4


async def test_a_fault_of_ours_is_no_fault_of_the_files() -> None:
    async with aclosing(Decoder()) as decoder:
        with pytest.raises(WorkFailed):
            await decoder.run(jobs.refuse, "word")
