"""A hostile source of dramas: the bot as a process answers its members all the same, and says what is wrong.

Every kind of hostility is in `tests/sources`; these are the four that differ for a process.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.e2e.discord_payloads import FIRST_MEMBER
from tests.e2e.discord_server import discord_server
from tests.e2e.test_life import answered, assert_calm, still_answers
from tests.e2e.test_process import PATIENCE_S, log_of, running
from tests.sources.catalogue_server import CatalogueServer, Failure
from tests.sources.shows import tvmaze_show

HOSTILE = (Failure.CUT_BODY, Failure.GARBAGE, Failure.BOMB, Failure.BROKEN)


async def test_whatever_a_source_answers_members_are_answered(database: Path) -> None:
    async with (
        CatalogueServer([tvmaze_show(1, "Reply 1988")]) as source,
        discord_server() as there,
        running(there, database, NAMIDA_TVMAZE="true", NAMIDA_TVMAZE_URL=source.url) as bot,
    ):
        for at, failure in enumerate(HOSTILE):
            source.fail(failure)
            asked = await there.slash("drama", "info", {"title": f"Nowhere {at}"}, FIRST_MEMBER + at)
            assert "Nowhere" in await answered(there, asked), failure
            await still_answers(there)
        bot.send_signal(signal.SIGTERM)
        await asyncio.wait_for(bot.wait(), PATIENCE_S)
    assert bot.returncode == 0
    assert "tvmaze" in log_of(database).read_text()
    assert_calm(database)
