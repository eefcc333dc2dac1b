"""Writings that wait: read by a moderator, released as if just written, dismissed, and forgotten by age."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.advice import AdviceForm
from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.consent import Alone, Cleared, Consent, Withheld
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import GuildSettings
from bot.domain.held import KEPT_FOR, HeldShown, HeldWriting
from bot.domain.limits import Deed
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import Begin, ReviewForm, ReviewSort
from bot.domain.screening import Entry
from bot.errors import (
    EpisodeOutOfRange,
    HeldGone,
    LabelOutdated,
    ServerOnly,
    TooMuch,
    UnknownDrama,
)
from bot.services.container import Services
from bot.services.limits import ALLOWANCES
from bot.services.members.drafts import REVIEW, about
from bot.store.catalogue.merging import merge
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.timestamps import written
from tests.services.moderation.conftest import waits
from tests.services.people import ELSEWHERE, JUN, MIKA, NEWCOMER, NOW, REI, TEAROOM, Here, added, rows

SPOILING = ReviewForm("It stays", "She dies.", "7", "9")
LATER = NOW + timedelta(hours=1)


async def only(services: Services) -> HeldWriting:
    (found,) = await services.held.waiting(TEAROOM)
    return found


async def at(services: Services, place: int) -> Alone[HeldShown]:
    """The held writing at a place of the queue."""
    found = await services.queue.page(REI, place)
    assert isinstance(found, Cleared | Withheld)
    return found


Write = Callable[[Services, Drama], Awaitable[object]]


async def review(services: Services, drama: Drama) -> object:
    return await services.reviews.write(drama, SPOILING, NEWCOMER, NOW)


async def reason(services: Services, drama: Drama) -> object:
    other = await services.catalogue.get(1)
    form = ReasonForm("Both make you cry.", "3", "")
    return await services.recommending.suggest(drama, other, form, NEWCOMER, NOW)


async def advice(services: Services, drama: Drama) -> object:
    form = AdviceForm("You like the sea.", "3")
    return await services.advice.give(JUN.member_id, drama, form, NEWCOMER, NOW, Here())


async def comment(services: Services, drama: Drama) -> object:
    await services.comments.look(drama, Spot(drama.id, 4), CommentForm("I cried.", "4"), NEWCOMER, NOW)
    return None


async def quote(services: Services, drama: Drama) -> object:
    return await services.quotes.add(drama, QuoteForm("I want to live!", "Aya", "3"), NEWCOMER, NOW)


async def submission(services: Services, drama: Drama) -> object:
    await services.words.add(TEAROOM, REI.member_id, Entry.WORD, ["happened"], NOW)
    reader = replace(MIKA, settings=GuildSettings(TEAROOM, matches_wait=True))
    return await services.synopses.write(drama, 3, "It happened.", reader, NOW)


_REASON = (
    "SELECT r.reason, s.episode, s.drama_id IN (r.drama_id, r.other_id), r.member_id"
    " FROM recommendation r JOIN recommendation_spoils s ON s.recommendation_id = r.id"
)
STORED: dict[Write, tuple[str, tuple[object, ...]]] = {
    review: ("SELECT headline, text, spoils_episode, member_id FROM review", ("It stays", "She dies.", 7, 1)),
    reason: (_REASON, ("Both make you cry.", 3, 1, 1)),
    advice: ("SELECT reason, spoils_episode, to_id, member_id FROM advice", ("You like the sea.", 3, 2, 1)),
    comment: ("SELECT text, spoils_episode, episode, member_id FROM comment", ("I cried.", 4, 4, 1)),
    quote: (
        "SELECT text, speaker, episode, added_by FROM quote WHERE guild_id IS NOT NULL",
        ("I want to live!", "Aya", 3, 1),
    ),
    submission: (
        "SELECT text, state, episode, author_id FROM synopsis WHERE guild_id IS NOT NULL",
        ("It happened.", "submitted", 3, 1),
    ),
}


@pytest.mark.parametrize("write", STORED, ids=lambda way: way.__name__)
async def test_what_is_released_is_written_as_if_its_author_had_just_written_it(
    services: Services, store: Database, drama: Drama, write: Write
) -> None:
    sql, stored = STORED[write]
    await waits(write(services, drama))
    assert await rows(store, sql) == []
    held = await only(services)
    spot = await services.held.spot(held.id, REI)
    assert (spot is not None) is (write is comment)
    released = await services.held.release(held.id, REI, LATER, thread_id=88 if spot else None)
    assert (released.id, released.author_id) == (held.id, MIKA.member_id)
    assert await rows(store, sql) == [stored]
    assert await services.held.count(TEAROOM) == 0
    audit = await rows(store, "SELECT actor_id, subject, detail FROM audit WHERE action = 'held.release'")
    assert [(actor, subject) for actor, subject, _ in audit] == [(REI.member_id, f"held {held.id}")]
    detail = json.loads(str(audit[0][2]))
    assert detail["author"] == MIKA.member_id
    assert not any(word in str(detail) for word in ("die", "cr", "live", "It "))
    with pytest.raises(HeldGone):
        await services.held.release(held.id, REI, LATER)


async def test_a_changed_comment_waits_and_changes_when_it_is_released(
    services: Services, store: Database, drama: Drama
) -> None:
    made = await services.comments.write(drama, Spot(drama.id), CommentForm("First."), 88, MIKA, NOW)
    await waits(services.comments.change(made.id, CommentForm("Second."), NEWCOMER, NOW))
    assert await rows(store, "SELECT text FROM comment") == [("First.",)]
    held = await only(services)
    assert await services.held.spot(held.id, REI) is None
    await services.held.release(held.id, REI, LATER)
    assert await rows(store, "SELECT text FROM comment") == [("Second.",)]


async def test_it_is_posted_and_scored_and_its_draft_is_over(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.drafts.keep(NEWCOMER, REVIEW, about(drama.id), {"text": SPOILING.text}, NOW)
    await waits(review(services, drama))
    assert await services.drafts.get(NEWCOMER, REVIEW, about(drama.id)) is None
    await services.held.release((await only(services)).id, REI, LATER)
    assert await rows(store, "SELECT overall FROM score WHERE drama_id = ?", drama.id) == [(18,)]
    page = await services.reviews.page(drama, MIKA, ReviewSort.NEWEST, LATER, Begin(), private=True)
    assert page.shown.review.member_id == MIKA.member_id


async def test_what_is_dismissed_comes_back_to_its_author_as_a_draft(
    services: Services, store: Database, drama: Drama
) -> None:
    await waits(review(services, drama))
    held = await only(services)
    await services.held.dismiss(held.id, REI, LATER)
    assert await services.held.count(TEAROOM) == 0
    form = await services.reviews.form(drama, MIKA)
    assert (form.headline, form.text, form.spoils) == (SPOILING.headline, SPOILING.text, SPOILING.spoils)
    (post,) = await rows(store, "SELECT target, payload FROM outbox WHERE kind = 'writing dismissed'")
    assert post[0] == f"member {MIKA.member_id}"
    assert json.loads(str(post[1])) == {
        "kind": "review", "drama": drama.id, "guild": TEAROOM, "draft": True
    }  # fmt: skip
    audit = "SELECT actor_id, subject, detail FROM audit WHERE action = 'held.dismiss'"
    ((actor, subject, detail),) = await rows(store, audit)
    assert (actor, subject) == (REI.member_id, f"held {held.id}")
    assert json.loads(str(detail)) == {
        "kind": "review", "author": MIKA.member_id, "drama": drama.id, "why": "newcomer"
    }  # fmt: skip
    assert await rows(store, "SELECT count(*) FROM review") == [(0,)]
    with pytest.raises(HeldGone):
        await services.held.dismiss(held.id, REI, LATER)


@pytest.mark.parametrize("write", STORED, ids=lambda way: way.__name__)
async def test_each_author_is_told_within_a_week_and_of_a_draft_only_if_there_is_one(
    services: Services, store: Database, drama: Drama, write: Write
) -> None:
    await waits(write(services, drama))
    await services.held.dismiss((await only(services)).id, REI, LATER)
    told = "SELECT payload ->> 'draft', expires_at FROM outbox WHERE kind = 'writing dismissed'"
    kept = await rows(store, "SELECT count(*) FROM draft WHERE member_id = ?", MIKA.member_id)
    has_draft = write not in (quote, submission)
    assert await rows(store, told) == [(int(has_draft), written(LATER + timedelta(days=7)))]
    assert kept == [(int(has_draft),)]


@pytest.mark.parametrize("curators", [9, None])
@pytest.mark.parametrize("curator", [True, False])
async def test_a_synopsis_is_published_if_its_author_was_a_curator_and_the_server_has_them_still(
    services: Services, store: Database, drama: Drama, *, curator: bool, curators: int | None
) -> None:
    await services.words.add(TEAROOM, REI.member_id, Entry.WORD, ["happened"], NOW)
    there = GuildSettings(TEAROOM, curator_role=9, matches_wait=True)
    author = replace(MIKA, settings=there, role_ids=frozenset({9} if curator else ()))
    await waits(services.synopses.write(drama, 3, "It happened.", author, NOW))
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"curator_role": curators}))
    await services.held.release((await only(services)).id, REI, LATER)
    states = await rows(store, "SELECT state FROM synopsis WHERE guild_id IS NOT NULL")
    assert states == [("published" if curator and curators else "submitted",)]


async def test_a_score_is_read_out_of_what_its_author_gives_stars_out_of(
    services: Services, store: Database, drama: Drama
) -> None:
    author = replace(NEWCOMER, stars_out_of=5)
    await waits(services.reviews.write(drama, replace(SPOILING, overall="4.5"), author, NOW))
    await services.held.release((await only(services)).id, REI, LATER)
    assert await rows(store, "SELECT overall FROM score WHERE drama_id = ?", drama.id) == [(18,)]


async def test_a_newer_draft_is_not_replaced(services: Services, drama: Drama) -> None:
    await waits(review(services, drama))
    await services.drafts.keep(
        NEWCOMER, REVIEW, about(drama.id), {"headline": "New", "text": "Newer."}, LATER
    )
    await services.held.dismiss((await only(services)).id, REI, LATER)
    assert (await services.reviews.form(drama, MIKA)).text == "Newer."


async def test_what_no_one_reads_goes_back_after_two_months(
    services: Services, store: Database, drama: Drama
) -> None:
    await waits(review(services, drama))
    assert await services.held.purge(NOW + KEPT_FOR) == 0
    assert await services.held.purge(NOW + KEPT_FOR + timedelta(seconds=1)) == 1
    assert await services.held.count(TEAROOM) == 0
    assert (await services.reviews.form(drama, MIKA)).text == SPOILING.text


async def test_of_two_moderators_one_decides(services: Services, store: Database, drama: Drama) -> None:
    await waits(comment(services, drama))
    held = await only(services)
    decided = await asyncio.gather(
        services.held.release(held.id, REI, LATER, thread_id=88),
        services.held.release(held.id, replace(REI, member_id=33), LATER, thread_id=88),
        services.held.dismiss(held.id, REI, LATER),
        return_exceptions=True,
    )
    assert [isinstance(one, HeldGone) for one in decided].count(True) == 2
    assert await rows(store, "SELECT count(*) FROM comment") == [(1,)]


async def test_what_cannot_be_written_any_more_keeps_waiting(
    services: Services, store: Database, drama: Drama
) -> None:
    await waits(review(services, drama))
    await store.write(lambda db: db.execute("UPDATE drama SET episodes = 5 WHERE id = ?", (drama.id,)))
    held = await only(services)
    with pytest.raises(EpisodeOutOfRange):
        await services.held.release(held.id, REI, LATER)
    assert await only(services) == held


async def test_no_other_server_sees_it(services: Services, drama: Drama) -> None:
    await waits(review(services, drama))
    held = await only(services)
    there = replace(REI, guild_id=ELSEWHERE, settings=GuildSettings(ELSEWHERE))
    for asked in (services.held.one(held.id, there), services.held.release(held.id, there, NOW)):
        with pytest.raises(HeldGone):
            await asked
    with pytest.raises(HeldGone):
        await services.held.dismiss(held.id, there, NOW)
    assert await services.queue.page(there, 0) is None
    assert await services.held.waiting(ELSEWHERE) == []
    with pytest.raises(ServerOnly):
        await services.held.one(held.id, replace(REI, guild_id=None))


async def test_a_moderator_who_is_behind_is_asked_first(services: Services, drama: Drama) -> None:
    await waits(review(services, drama))
    held = await only(services)
    asked = await services.held.one(held.id, REI)
    assert isinstance(asked, Withheld)
    assert "She dies." not in repr(asked)
    assert asked.label.up_to == 7
    told = await services.held.one(held.id, REI, Consent(7, asked.label.revision))
    assert isinstance(told, Cleared)
    assert told.shown.held.words == ("It stays", "She dies.")
    await services.watching.seen_up_to(drama, REI, 7, NOW)
    assert isinstance(await at(services, 0), Cleared)


async def test_the_label_follows_a_merge(services: Services, store: Database, drama: Drama) -> None:
    (kept,) = await added(store, CatalogueEntry("Kept", episodes=10))
    await waits(review(services, drama))
    await store.write(lambda connection: merge(connection, kept.id, drama.id))
    held = await only(services)
    asked = await services.held.one(held.id, REI)
    assert isinstance(asked, Withheld)
    assert (asked.shown.drama.id, asked.label.up_to) == (kept.id, 7)
    await services.held.release(held.id, REI, LATER)
    assert await rows(store, "SELECT drama_id, spoils_episode FROM review") == [(kept.id, 7)]


async def test_a_label_of_other_numbers_is_not_released(
    services: Services, store: Database, drama: Drama
) -> None:
    await waits(review(services, drama))
    held = await only(services)
    sql = "INSERT INTO renumbering (drama_id, at) VALUES (?, '2026-11-21T12:30:00Z')"
    await store.write(lambda connection: connection.execute(sql, (drama.id,)))
    with pytest.raises(LabelOutdated):
        await services.held.release(held.id, REI, LATER)
    await services.held.dismiss(held.id, REI, LATER)
    assert (await services.reviews.form(drama, MIKA)).text == SPOILING.text


async def test_of_a_drama_that_is_gone_it_can_only_be_dismissed(
    services: Services, store: Database, drama: Drama
) -> None:
    await waits(review(services, drama))
    await services.curating.remove(drama.id, REI, NOW)
    shown = await at(services, 0)
    with pytest.raises(UnknownDrama):
        await services.held.release(shown.shown.held.id, REI, LATER)
    await services.held.dismiss(shown.shown.held.id, REI, LATER)
    assert await services.held.count(TEAROOM) == 0


async def test_those_that_wait_come_in_their_order(services: Services, drama: Drama) -> None:
    for number in range(3):
        form = CommentForm(f"Comment {number}")
        await waits(services.comments.look(drama, Spot(drama.id), form, NEWCOMER, NOW))
    first, second, third = await services.held.waiting(TEAROOM)
    assert [one.id for one in await services.held.waiting(TEAROOM, first.id, 1)] == [second.id]
    shown = [await at(services, place) for place in range(5)]
    assert [(one.shown.index, one.shown.total) for one in shown] == [
        (0, 3), (1, 3), (2, 3), (0, 3), (0, 3)
    ]  # fmt: skip
    assert third.words == ("Comment 2",)


async def test_what_waits_uses_up_what_its_author_may_write(services: Services, drama: Drama) -> None:
    for _ in range(ALLOWANCES[Deed.REVIEW].burst):
        await waits(review(services, drama))
    with pytest.raises(TooMuch):
        await review(services, drama)
    # Released, it is not counted a second time.
    await services.held.release((await only(services)).id, REI, NOW)
