"""What members recommend to each other: who may, who reads it, and what its author learns of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.advice import MOST_WAITING, AdviceForm, AdviceFrom
from bot.domain.blocks import Block
from bot.domain.consent import Cleared, Withheld
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.limits import Deed
from bot.domain.outbox import Post, PostState, Target
from bot.domain.progress import Status
from bot.domain.reports import ReportForm
from bot.domain.writings import Why, WritingKind, WritingRef
from bot.errors import (
    AdviceGone,
    AdviceRefused,
    AdvisesThemselves,
    Blocked,
    NamidaError,
    OwnWriting,
    ServerOnly,
    SpoilerUnlabelled,
    TooMuch,
    WritingGone,
)
from bot.schedule.board.answers import both_there
from bot.services.container import Services
from bot.services.limits import ALLOWANCES
from bot.services.recommending.advice import ADVICE, draft_of
from bot.store.database import Database
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NOW, REI, TEAROOM, Here, added, rows

WHY = AdviceForm("You like the sea.")
HERE = Here()


@pytest.fixture
async def dramas(store: Database) -> list[Drama]:
    return await added(store, *(CatalogueEntry(f"Drama {at}", episodes=10) for at in range(7)))


async def received(services: Services, reader: object = JUN) -> list[str]:
    page = await services.advice.page(reader)  # type: ignore[arg-type]
    return [one.advice.reason for one in page.shown]


async def test_it_is_on_the_members_list_and_with_its_author(services: Services, dramas: list[Drama]) -> None:
    one = await services.advice.give(JUN.member_id, dramas[0], WHY, MIKA, NOW, HERE)
    assert (one.author_id, one.to_id, one.drama, one.spoils) == (1, 2, dramas[0], None)
    assert await received(services) == [WHY.reason]
    assert await received(services, MIKA) == []
    given = await services.advice.page(MIKA, given=True)
    assert [shown.advice.id for shown in given.shown] == [one.id]
    for other in (REI, replace(JUN, guild_id=ELSEWHERE, settings=None)):
        assert await received(services, other) == []
        with pytest.raises(AdviceGone):
            await services.advice.one(one.id, other)
    # In a direct message there are those of every server that the reader is on.
    alone = replace(JUN, guild_id=None, settings=None, guilds=frozenset({TEAROOM}))
    assert await received(services, alone) == [WHY.reason]


async def test_a_new_reason_replaces_the_old_one(services: Services, dramas: list[Drama]) -> None:
    await services.advice.give(2, dramas[0], WHY, MIKA, NOW, HERE)
    await services.drafts.keep(MIKA, ADVICE, draft_of(2, dramas[0].id), {"reason": "Kept"}, NOW)
    assert (await services.advice.form(2, dramas[0], MIKA, HERE)).begins.reason == "Kept"
    await services.advice.give(2, dramas[0], AdviceForm("Another", "3"), MIKA, NOW, HERE)
    page = await services.advice.page(JUN)
    assert (page.total, page.shown[0].advice.spoils) == (1, 3)
    begins = (await services.advice.form(2, dramas[0], MIKA, HERE)).begins
    assert begins == AdviceForm("Another", "3"), "the draft is over"


async def test_a_reason_that_spoils_is_asked_about(services: Services, dramas: list[Drama]) -> None:
    drama = dramas[0]
    one = await services.advice.give(2, drama, AdviceForm("She dies.", "4"), MIKA, NOW, HERE)
    assert await received(services) == [""]
    gated = await services.advice.one(one.id, JUN)
    assert isinstance(gated, Withheld)
    assert "dies" not in repr(gated)
    assert isinstance(await services.advice.one(one.id, MIKA), Cleared), "one's own words"
    await services.watching.set(drama, JUN, Status.WATCHING, 4, now=NOW)
    assert await received(services) == ["She dies."]
    with pytest.raises(SpoilerUnlabelled):
        await services.advice.give(2, dramas[1], AdviceForm("||She lives||"), MIKA, NOW, HERE)


async def test_who_cannot_recommend(services: Services, store: Database, dramas: list[Drama]) -> None:
    block = Block(TEAROOM, NOW + timedelta(days=1), "Spam")
    refusals: list[tuple[object, int, Here, type[NamidaError]]] = [
        (MIKA, MIKA.member_id, HERE, AdvisesThemselves),
        (replace(MIKA, guild_id=None), 2, HERE, ServerOnly),
        (replace(MIKA, block=block), 2, HERE, Blocked),
        (MIKA, 2, Here({(TEAROOM, 2)}), AdviceRefused),
    ]
    for reader, to_id, here, error in refusals:
        with pytest.raises(error):
            await services.advice.give(to_id, dramas[0], WHY, reader, NOW, here)  # type: ignore[arg-type]
    assert await rows(store, "SELECT count(*) FROM advice") == [(0,)]


async def test_a_member_refuses_all_or_one(services: Services, dramas: list[Drama]) -> None:
    for at, sender in ((0, MIKA), (1, MIKA), (2, REI)):
        one = await services.advice.give(2, dramas[at], WHY, sender, NOW, HERE)
        if sender is MIKA:
            refused = one
    assert await services.advice.refuse(refused.id, JUN, NOW) == MIKA.member_id
    assert await received(services) == [one.reason], "no more from them, and nothing that they gave before"
    assert (await services.advice.page(JUN)).shown[0].advice.author_id == REI.member_id
    assert (await services.advice.page(MIKA, given=True)).total == 2, "they learn nothing of it"
    with pytest.raises(AdviceRefused):
        await services.advice.give(2, dramas[1], WHY, MIKA, NOW, HERE)
    await services.advice.give(2, dramas[1], WHY, REI, NOW, HERE)
    assert (await services.advice.page(JUN)).refused == 1
    await services.advice.take_from_all(JUN)
    await services.advice.give(2, dramas[1], WHY, MIKA, NOW, HERE)
    await services.profiles.change(JUN, {"advice_from": AdviceFrom.NOBODY}, NOW)
    for sender in (MIKA, REI):
        with pytest.raises(AdviceRefused):
            await services.advice.give(2, dramas[2], WHY, sender, NOW, HERE)
    with pytest.raises(AdviceGone):
        await services.advice.refuse(one.id, REI, NOW)


async def test_its_author_learns_of_the_end_only_where_the_member_lets_them(
    services: Services, dramas: list[Drama]
) -> None:
    seen_before, seen_since = dramas[0], dramas[1]
    for drama, day in ((seen_before, date(2026, 11, 20)), (seen_since, NOW.date())):
        await services.watching.set(drama, JUN, Status.COMPLETED, 10, now=NOW)
        await services.watching.revise(drama, JUN, {"started": "", "finished": str(day)}, NOW)
        await services.advice.give(2, drama, WHY, MIKA, NOW, HERE)
    assert (await services.advice.page(MIKA, given=True)).finished == 0
    await services.profiles.change(JUN, {"advice_from": AdviceFrom.TELLING}, NOW)
    page = await services.advice.page(MIKA, given=True)
    assert page.finished == 1
    assert {one.drama: one.advice.finished for one in page.shown} == {seen_since: True, seen_before: False}


async def test_it_is_put_away_by_one_and_deleted_by_the_other(
    services: Services, store: Database, dramas: list[Drama]
) -> None:
    one = await services.advice.give(2, dramas[0], WHY, MIKA, NOW, HERE)
    with pytest.raises(AdviceGone):
        await services.advice.put_away(one.id, KEN)
    await services.advice.put_away(one.id, JUN)
    assert await received(services) == []
    assert (await services.advice.page(MIKA, given=True)).total == 1, "its author learns nothing"
    await services.advice.put_away(one.id, MIKA)
    assert await rows(store, "SELECT count(*) FROM advice") == [(0,)]


async def test_no_one_is_flooded(services: Services, store: Database, dramas: list[Drama]) -> None:
    burst = ALLOWANCES[Deed.ADVICE].burst
    for at in range(burst):
        await services.advice.give(100 + at, dramas[0], WHY, MIKA, NOW, HERE)
    with pytest.raises(TooMuch):
        await services.advice.give(99, dramas[0], WHY, MIKA, NOW, HERE)
    for sender in range(1_000, 1_000 + MOST_WAITING):
        await services.advice.give(2, dramas[0], WHY, replace(MIKA, member_id=sender), NOW, HERE)
    with pytest.raises(AdviceRefused):
        await services.advice.give(2, dramas[0], WHY, replace(MIKA, member_id=999), NOW, HERE)
    assert await rows(store, "SELECT count(*) FROM advice WHERE to_id = 2") == [(MOST_WAITING,)]


async def test_it_is_in_the_digest_of_the_day_without_its_words(
    services: Services, store: Database, dramas: list[Drama]
) -> None:
    await services.airing.set_digest(JUN, "14:00", "UTC", NOW)
    for drama, at in ((dramas[0], NOW - timedelta(days=1)), (dramas[1], NOW), (dramas[2], NOW)):
        one = await services.advice.give(2, drama, WHY, MIKA, at, HERE)
    await services.advice.put_away(one.id, JUN)
    due = NOW + timedelta(hours=2)
    await services.airing.posts.queue_digests(due)
    ((target,),) = await rows(store, "SELECT target FROM outbox WHERE kind = 'digest'")
    assert target == "member 2"
    post = Post(1, "digest:2", "digest", Target(member_id=2), due, {}, PostState.WAITING)
    told = await services.airing.posts.digest(post)
    assert told is not None
    assert [one.drama for one in told.advised] == [dramas[1]], "of this day, and still on the list"


@pytest.mark.parametrize("change", ["blocked", "blocked elsewhere", "left", "refused", "drama", "removed"])
async def test_a_digest_names_no_one_who_may_not_write_there(
    services: Services, store: Database, dramas: list[Drama], change: str
) -> None:
    await services.airing.set_digest(JUN, "14:00", "UTC", NOW)
    one = await services.advice.give(2, dramas[0], WHY, MIKA, NOW, HERE)
    moderator = replace(REI, guild_id=ELSEWHERE) if change == "blocked elsewhere" else REI
    if change.startswith("blocked"):
        await services.blocks.block(MIKA.member_id, 7, "Insults.", moderator, NOW)
    elif change == "refused":
        await services.advice.refuse(one.id, JUN, NOW)
    elif change == "removed":
        await services.writings.take_down(WritingRef(WritingKind.ADVICE, one.id, TEAROOM), REI, NOW)
    else:
        sql = {
            "left": f"INSERT INTO guild_left (guild_id, left_at) VALUES ({TEAROOM}, '{NOW.isoformat()}')",
            "drama": f"UPDATE drama SET hidden = 1 WHERE id = {dramas[0].id}",
        }[change]
        await store.write(lambda connection: connection.execute(sql))
    due = NOW + timedelta(hours=2)
    post = Post(1, "digest:2", "digest", Target(member_id=2), due, {}, PostState.WAITING)
    told = await services.airing.posts.digest(post)
    assert told is not None
    assert len(told.advised) == (change == "blocked elsewhere")
    await services.airing.posts.queue_digests(due)
    assert len(await rows(store, "SELECT 1 FROM outbox WHERE kind = 'digest'")) == len(told.advised)
    # Who has left since is not named, either.
    assert await both_there(told.advised, Here({(TEAROOM, MIKA.member_id)})) == []
    assert await both_there(told.advised, Here({(TEAROOM, JUN.member_id)})) == []
    assert await both_there(told.advised, Here()) == list(told.advised)


async def test_only_its_member_reports_it(services: Services, store: Database, dramas: list[Drama]) -> None:
    one = await services.advice.give(2, dramas[0], WHY, MIKA, NOW, HERE)
    ref, form = WritingRef(WritingKind.ADVICE, one.id, TEAROOM), ReportForm(Why.OTHER)
    for other, error in ((replace(MIKA, member_id=9), WritingGone), (MIKA, OwnWriting)):
        with pytest.raises(error):
            await services.reports.check(ref, other)
        with pytest.raises(error):
            await services.reports.writing(ref, form, other, NOW)
    assert await services.reports.writing(ref, form, JUN, NOW)
    assert await rows(store, "SELECT count(*) FROM report") == [(1,)]
