"""Taking writings down and bringing them back: what is posted, told and audited, and what stays as it is."""

from __future__ import annotations

import json

import pytest

from bot.domain.comments import CommentForm, Spot
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Kind
from bot.domain.reports import Reported
from bot.domain.writings import Why, WritingKind, WritingRef
from bot.services.container import Services
from bot.services.moderation.notices import APPEAL_DECIDED, REMOVED
from bot.store.database import Database
from tests.services.moderation.conftest import THREAD, Told, done, planned
from tests.services.people import MIKA, NOW, REI, TEAROOM, rows


async def test_a_post_deleted_by_hand_of_what_its_author_deleted_is_nothing_to_anyone(
    services: Services, store: Database, told: Told
) -> None:
    (post,) = [one for one in await services.writings.posts(None, 10) if one.kind == Kind.COMMENT]
    await services.comments.delete(told[WritingKind.COMMENT].id, MIKA)
    await services.writings.deleted_by_hand(post, NOW)
    assert await rows(store, "SELECT * FROM takedown") == []
    assert Kind.COMMENT not in {one.kind for one in await services.writings.posts(None, 10)}


async def test_what_was_never_posted_and_what_no_one_appealed_for_come_back_quietly(
    services: Services, store: Database, told: Told
) -> None:
    ref = told[WritingKind.REVIEW]
    await done(store, "DELETE FROM posted WHERE kind = 'review'")
    await services.writings.take_down(ref, REI, NOW)
    await services.writings.bring_back(ref, REI, NOW)
    assert await planned(store, "review") == []
    assert await planned(store, APPEAL_DECIDED) == []


async def test_what_waits_to_be_posted_waits_no_longer_and_again_once_it_is_back(
    services: Services, store: Database, dramas: list[Drama], told: Told
) -> None:
    spot = Spot(dramas[0].id)
    comment = await services.comments.write(dramas[0], spot, CommentForm("Waits."), THREAD, MIKA, NOW)
    ref = WritingRef(WritingKind.COMMENT, comment.id, TEAROOM)
    assert len(await planned(store, "comment")) == 1
    await services.writings.take_down(ref, REI, NOW)
    assert await planned(store, "comment") == []
    await services.writings.bring_back(ref, REI, NOW, THREAD)
    assert len(await planned(store, "comment")) == 1


@pytest.mark.parametrize(("why", "said"), [(Why.INSULT, "insult"), (None, None)])
async def test_the_audit_says_whose_it_was_and_why_it_went(
    services: Services, store: Database, dramas: list[Drama], told: Told, why: Why | None, said: str | None
) -> None:
    await services.writings.take_down(told[WritingKind.REVIEW], REI, NOW, why)
    ((detail,),) = await rows(store, "SELECT detail FROM audit")
    assert json.loads(str(detail)) == {"drama": dramas[0].id, "written_by": MIKA.member_id, "why": said}


async def test_a_synopsis_with_the_same_id_is_another_thing(
    services: Services, store: Database, told: Told
) -> None:
    synopses = "SELECT id, state FROM synopsis ORDER BY id"
    before = await rows(store, synopses)
    assert told[WritingKind.REVIEW].id in [ident for ident, _ in before]
    await services.writings.take_down(told[WritingKind.REVIEW], REI, NOW)
    assert await rows(store, synopses) == before
    await services.writings.bring_back(told[WritingKind.REVIEW], REI, NOW)
    assert await rows(store, synopses) == before


async def test_of_an_unknown_author_there_is_no_history(
    services: Services, store: Database, told: Told
) -> None:
    ref = told[WritingKind.QUOTE]
    await done(store, "UPDATE quote SET added_by = NULL WHERE guild_id IS NOT NULL")
    assert await services.writings.history(ref, REI) is None
    assert (await services.queue.case(Reported.writing(ref), REI)).history is None
    await services.writings.take_down(ref, REI, NOW)
    assert await planned(store, REMOVED) == [], "there is no one to tell"
    assert await services.writings.of_takedown(10_000) is None
