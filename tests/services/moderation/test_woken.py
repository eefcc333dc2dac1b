"""Whatever moderation plans is sent at once: each deed of it wakes the scheduler."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.domain.comments import CommentForm
from bot.domain.dramas import Drama
from bot.domain.held import KEPT_FOR
from bot.domain.message_ledger import Place
from bot.domain.reports import Reported, ReportForm
from bot.domain.words import SweepPlace
from bot.domain.writings import Why, WritingKind
from bot.services.container import Services
from tests.services.moderation.conftest import THREAD, Told, waits
from tests.services.people import JUN, MIKA, NEWCOMER, NOW, REI, TEAROOM

SPAM = ReportForm(Why.SPAM, tell=True)


async def wakes(woken: list[None], deed: Awaitable[object]) -> None:
    del woken[:]
    await deed
    assert woken, deed


async def test_reports_and_appeals(services: Services, told: Told, woken: list[None]) -> None:
    ref, queue, writings = told[WritingKind.COMMENT], services.queue, services.writings
    await wakes(woken, services.reports.writing(ref, SPAM, JUN, NOW))
    await wakes(woken, services.reports.message(70, 1, SPAM, JUN, NOW))
    await wakes(woken, queue.dismiss(Reported.message(Place(TEAROOM, 70, 1)), REI, NOW))
    del woken[:]
    down = await writings.take_down(ref, REI, NOW)
    assert woken
    await wakes(woken, queue.appeal(down.id, MIKA, NOW))
    await wakes(woken, queue.keep_down(Reported.writing(ref), REI, NOW))
    await wakes(woken, writings.bring_back(ref, REI, NOW, THREAD))


async def test_messages_and_labels(
    services: Services, dramas: list[Drama], told: Told, woken: list[None]
) -> None:
    writings = services.writings
    await wakes(woken, writings.relabel(told[WritingKind.QUOTE], {dramas[0].id: "7"}, REI, NOW))
    (post, *_) = await writings.posts(None, 10)
    await wakes(woken, writings.deleted_by_hand(post, NOW))
    await wakes(woken, services.sweeping.look_through(SweepPlace(), REI, NOW))


async def test_what_is_held_and_who_is_blocked(services: Services, told: Told, woken: list[None]) -> None:
    async def hold() -> None:
        await waits(
            services.comments.change(told[WritingKind.COMMENT].id, CommentForm("Held."), NEWCOMER, NOW)
        )

    await wakes(woken, hold())
    (held,) = await services.held.waiting(TEAROOM)
    await wakes(woken, services.held.dismiss(held.id, REI, NOW))
    await hold()
    await wakes(woken, services.held.purge(NOW + 2 * KEPT_FOR))
    await wakes(woken, services.blocks.block(MIKA.member_id, 3, "Insults.", REI, NOW))
    await wakes(woken, services.blocks.unblock(MIKA.member_id, REI, NOW))
