"""Writing, finding and judging reviews, and the book of where each was posted."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.message_ledger import MOST_TRIES
from bot.domain.outbox import Obstacle
from bot.domain.reviews import Begin, Posting, Review, ReviewForm, ReviewSort, Voted, in_order
from bot.domain.spoilers import Policy, Shape
from bot.errors import BadScore, EmptyText, NoReviewBy, NoReviews, OwnReview, ReviewGone, TextTooLong
from bot.services.container import Services
from bot.services.members.drafts import REVIEW, about
from bot.store.catalogue.merging import merge
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, REI, TEAROOM, added, dump, rows, under

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = ReviewForm("It stays", "I cried.", "", "9")
HELPFUL, FIRST = ReviewSort.HELPFUL, Begin()


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Judged", episodes=10))
    return found


@pytest.fixture
async def with_channel(store: Database) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO guild (id) VALUES (?)", (TEAROOM,))
        connection.execute(
            "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, 'reviews', 77)", (TEAROOM,)
        )

    await store.write(write)


async def wrote(services: Services, drama: Drama, reader: Reader = MIKA, form: ReviewForm = GOOD) -> Review:
    return (await services.reviews.write(drama, form, reader, NOW)).review


async def read(services: Services, drama: Drama, reader: Reader = JUN, begin: Begin = FIRST) -> Review:
    page = await services.reviews.page(drama, reader, HELPFUL, NOW, begin, private=True)
    return page.shown.review


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (replace(GOOD, headline=" "), EmptyText),
        (replace(GOOD, text="\n"), EmptyText),
        (replace(GOOD, headline="h" * 101), TextTooLong),
        (replace(GOOD, text="t" * 4_001), TextTooLong),
        (replace(GOOD, overall="11"), BadScore),
    ],
)
async def test_what_is_refused_changes_nothing(
    services: Services, store: Database, drama: Drama, form: ReviewForm, error: type[Exception]
) -> None:
    await services.drafts.keep(MIKA, REVIEW, about(drama.id), {"headline": "kept"}, NOW)
    before = await dump(store)
    with pytest.raises(error):
        await services.reviews.write(drama, form, MIKA, NOW)
    assert await dump(store) == before


async def test_a_draft_stands_in_the_form_until_it_is_a_review(services: Services, drama: Drama) -> None:
    await wrote(services, drama)
    assert await services.reviews.form(drama, MIKA) == GOOD
    typed = {"headline": "New", "text": "", "spoils": "x", "overall": "8"}
    await services.drafts.keep(MIKA, REVIEW, about(drama.id), typed, NOW)
    assert await services.reviews.form(drama, MIKA) == ReviewForm("New", "", "x", "8")
    assert await services.reviews.form(drama, JUN) == ReviewForm()
    await wrote(services, drama, form=replace(GOOD, headline="New"))
    assert (await services.reviews.form(drama, MIKA)).headline == "New"
    assert await services.drafts.get(MIKA, REVIEW, about(drama.id)) is None


async def test_a_reader_out_of_five_reads_and_writes_their_score_so(services: Services, drama: Drama) -> None:
    five = replace(MIKA, stars_out_of=5)
    await wrote(services, drama, five, replace(GOOD, overall="4.5"))
    assert (await services.reviews.form(drama, MIKA)).overall == "9"
    begins = (await services.reviews.form(drama, five)).overall
    await wrote(services, drama, five, replace(GOOD, overall=begins))
    assert (await services.reviews.form(drama, MIKA)).overall == "9"


async def test_two_votes_at_once_both_count(services: Services, store: Database, drama: Drama) -> None:
    review = await wrote(services, drama)
    voters = [replace(JUN, member_id=member) for member in range(10, 30)]
    await asyncio.gather(
        *(services.reviews.vote(review.id, voter.member_id % 4 > 0, voter, NOW) for voter in voters)
    )
    assert await rows(store, "SELECT helpful, unhelpful FROM review") == [(15, 5)]
    # The same member twice at once: said, and taken back.
    await asyncio.gather(*(services.reviews.vote(review.id, True, JUN, NOW) for _ in range(2)))
    assert await rows(store, "SELECT helpful, unhelpful FROM review") == [(15, 5)]
    assert await rows(store, "SELECT sum(helpful), count(*) FROM review_vote") == [(15, 20)]


async def test_a_vote_is_changed_and_taken_back(services: Services, store: Database, drama: Drama) -> None:
    review = await wrote(services, drama)
    assert await services.reviews.vote(review.id, True, JUN, NOW) is True
    assert await services.reviews.vote(review.id, False, JUN, NOW) is False
    assert await rows(store, "SELECT helpful, unhelpful FROM review") == [(0, 1)]
    assert await services.reviews.vote(review.id, False, JUN, NOW) is None
    assert await rows(store, "SELECT helpful, unhelpful FROM review") == [(0, 0)]
    with pytest.raises(OwnReview):
        await services.reviews.vote(review.id, True, MIKA, NOW)


async def test_a_member_who_leaves_takes_their_votes_and_review_along(
    services: Services, store: Database, drama: Drama
) -> None:
    review = await wrote(services, drama)
    await services.reviews.vote(review.id, True, JUN, NOW)
    await services.reviews.vote(review.id, False, REI, NOW)
    await store.write(lambda c: c.execute("DELETE FROM member WHERE id = ?", (JUN.member_id,)))
    assert await rows(store, "SELECT helpful, unhelpful FROM review") == [(0, 1)]
    await store.write(lambda c: c.execute("DELETE FROM member WHERE id = ?", (MIKA.member_id,)))
    assert await rows(store, "SELECT * FROM review") == []
    assert await rows(store, "SELECT * FROM review_vote") == []


async def test_who_reads_whose(services: Services, drama: Drama) -> None:
    review = await wrote(services, drama, KEN)
    for stranger in (MIKA, replace(MIKA, guild_id=None, settings=None)):
        with pytest.raises(NoReviews):
            await read(services, drama, stranger)
        with pytest.raises(ReviewGone):
            await services.reviews.alone(review.id, stranger)
        with pytest.raises(ReviewGone):
            await services.reviews.vote(review.id, True, stranger, NOW)
        with pytest.raises(ReviewGone):
            await services.reviews.written_by(KEN.member_id, stranger)
    direct = replace(KEN, guild_id=None, settings=None)
    shared = frozenset({KEN.guild_id or 0})
    assert await read(services, drama, direct) == review
    await services.readers.remember(MIKA.member_id, KEN.guild_id, NOW)
    assert await read(services, drama, replace(MIKA, guild_id=None, guilds=shared)) == review
    with pytest.raises(NoReviews):
        await read(services, drama, replace(MIKA, guild_id=None))  # they have left that server since
    with pytest.raises(NoReviews):
        await read(services, drama, MIKA)  # the server's other members have not met the author
    await wrote(services, drama, MIKA)
    with pytest.raises(NoReviewBy):
        await read(services, drama, MIKA, Begin(author_id=KEN.member_id))


@pytest.mark.parametrize("policy", Policy)
async def test_the_shape_for_all_and_for_one(services: Services, drama: Drama, policy: Policy) -> None:
    review = await wrote(services, drama, form=replace(GOOD, spoils="5"))
    reader = under(policy, JUN)
    for seen in (4, 5):
        await services.watching.set(drama, JUN, None, seen, NOW)
        for_all = await services.reviews.one(review.id, reader)
        assert for_all.shape is (Shape.ASK if policy is Policy.SEALED else Shape.BARS)
        assert (for_all.standing, for_all.own_vote) == (None, None)
        alone = (await services.reviews.alone(review.id, reader)).shown
        assert alone.shape is (Shape.PRIVATE if seen >= 5 else Shape.ASK)
    plain = await wrote(services, drama, REI)
    assert (await services.reviews.one(plain.id, reader)).shape is Shape.PRIVATE


async def test_a_thousand_reviews_are_in_order_and_quick(
    services: Services, store: Database, drama: Drama
) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        for at in range(1_000):
            member = 10_000 + at
            connection.execute("INSERT INTO member (id) VALUES (?)", (member,))
            connection.execute(
                "INSERT INTO guild_member (guild_id, member_id) VALUES (?, ?)", (TEAROOM, member)
            )
            connection.execute(
                "INSERT INTO review (drama_id, member_id, headline, text, language, helpful, unhelpful,"
                " created_at) VALUES (?, ?, 'h', ?, 'en', ?, ?, ?)",
                (drama.id, member, "t" * 4_000, at % 23, at % 7, f"2025-{at % 12 + 1:02}-01T00:00:00Z"),
            )

    await store.write(fill)
    known = [
        Voted(int(str(i)), int(str(h)), int(str(u)), datetime.fromisoformat(str(at)))
        for i, h, u, at in await rows(store, "SELECT id, helpful, unhelpful, created_at FROM review")
    ]
    for sort in ReviewSort:
        order = in_order(known, sort, NOW)
        for index in (0, 11, 12, 500, 987, 999, 5_000):
            page = await services.reviews.page(drama, JUN, sort, NOW, Begin(index), private=True)
            assert page.total == 1_000
            assert page.shown.review.id == order[min(index, 999)]
            assert len(page.around) == 25
            start = order.index(page.around[0].id)
            assert [review.id for review in page.around] == order[start : start + 25]
            assert page.shown.review in page.around
    began = time.perf_counter()
    for index in range(20):
        await services.reviews.page(drama, JUN, HELPFUL, NOW, Begin(index * 50), private=True)
    assert (time.perf_counter() - began) / 20 < 0.25  # about 5 ms; a slow machine is no fault


# --- posts ---


async def _sent(services: Services, message_id: int, at: datetime = NOW) -> None:
    """What the scheduler does with the one post that waits: composes it, sends it and marks it."""
    (post,) = await services.outbox.claim(at, "me", timedelta(minutes=2), 5)
    assert post.target.purpose is Purpose.REVIEWS
    assert await services.reviews.posts.to_post(post) is not None
    await services.outbox.sent(post, "me", at, post.channel_id, message_id)


@pytest.mark.usefixtures("with_channel")
async def test_a_post_is_sent_once_and_known_by_its_message(
    services: Services, store: Database, drama: Drama
) -> None:
    done = await services.reviews.write(drama, GOOD, MIKA, NOW)
    assert (done.posting, done.changed) == (Posting.POSTED, False)
    again = await services.reviews.write(drama, replace(GOOD, text="Changed while it waits."), MIKA, NOW)
    assert (again.posting, again.changed) == (Posting.POSTED, True)
    await _sent(services, 1_001)
    assert await rows(store, "SELECT subject, channel_id, message_id FROM posted") == [
        (done.review.id, 77, 1_001)
    ]
    assert await services.ledger.outdated(NOW, 9) == []
    edited = await services.reviews.write(drama, GOOD, MIKA, NOW)
    assert edited.posting is Posting.EDITED
    (post,) = await services.ledger.outdated(NOW, 9)
    assert post.message_id == 1_001
    assert await services.reviews.posts.as_it_stands(post) is not None
    await services.ledger.showing(post)
    assert await services.ledger.outdated(NOW, 9) == []
    assert await services.outbox.claim(NOW, "me", timedelta(minutes=2), 5) == []


@pytest.mark.usefixtures("with_channel")
async def test_what_is_changed_while_it_is_on_its_way_is_edited_after(
    services: Services, store: Database, drama: Drama
) -> None:
    review = await wrote(services, drama)
    (post,) = await services.outbox.claim(NOW, "me", timedelta(minutes=2), 5)
    await services.reviews.posts.to_post(post)
    await wrote(services, drama, form=replace(GOOD, text="Changed just now."))
    assert await services.ledger.outdated(NOW, 9) == []  # nobody knows its message yet
    await services.outbox.sent(post, "me", NOW, 77, 1_002)
    (posted,) = await services.ledger.outdated(NOW, 9)
    shown = await services.reviews.posts.as_it_stands(posted)
    assert shown is not None
    assert (shown.review.id, shown.review.text) == (review.id, "Changed just now.")


@pytest.mark.usefixtures("with_channel")
async def test_what_is_deleted_while_it_is_on_its_way_is_taken_away_after(
    services: Services, store: Database, drama: Drama
) -> None:
    await wrote(services, drama)
    (post,) = await services.outbox.claim(NOW, "me", timedelta(minutes=2), 5)
    await services.reviews.posts.to_post(post)
    await services.reviews.delete(drama, MIKA)
    await services.outbox.sent(post, "me", NOW, 77, 1_003)
    (posted,) = await services.ledger.outdated(NOW, 9)
    assert await services.reviews.posts.as_it_stands(posted) is None
    await services.ledger.taken_away(posted)
    assert await rows(store, "SELECT * FROM posted") == []


@pytest.mark.usefixtures("with_channel")
async def test_a_lost_post_is_planned_anew_once(services: Services, store: Database, drama: Drama) -> None:
    await wrote(services, drama)
    await _sent(services, 1_004)
    await wrote(services, drama, form=replace(GOOD, text="Changed."))
    (posted,) = await services.ledger.outdated(NOW, 9)
    await services.reviews.posts.lost(posted, NOW)
    await services.reviews.posts.lost(posted, NOW)  # a second process, or the same after a crash
    assert await rows(store, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(1,)]
    await _sent(services, 1_005)
    assert await rows(store, "SELECT message_id FROM posted") == [(1_005,)]


@pytest.mark.usefixtures("with_channel")
@pytest.mark.parametrize("deleted", [False, True])
async def test_a_message_that_may_not_be_changed_is_tried_for_weeks_and_given_up(
    services: Services, store: Database, drama: Drama, deleted: bool
) -> None:
    await wrote(services, drama)
    await _sent(services, 1_006)
    if deleted:
        await services.reviews.delete(drama, MIKA)
    else:
        await wrote(services, drama, form=replace(GOOD, text="Changed."))
    now, tried = NOW, 0
    while found := await services.ledger.outdated(now, 9):
        tried += 1
        goes_on = await services.ledger.refused(
            found[0], now, services.ledger.taken_away if deleted else None
        )
        assert goes_on is (tried < MOST_TRIES)
        if goes_on:
            assert await services.ledger.outdated(now, 9) == []
        now += timedelta(days=1)
    assert tried == MOST_TRIES
    assert await rows(store, "SELECT count(*) FROM posted") == [(0 if deleted else 1,)]


@pytest.mark.usefixtures("with_channel")
async def test_a_held_post_of_a_deleted_review_is_forgotten(
    services: Services, store: Database, drama: Drama
) -> None:
    await wrote(services, drama)
    (post,) = await services.outbox.claim(NOW, "me", timedelta(minutes=2), 5)
    await services.reviews.posts.to_post(post)
    await services.outbox.hold(post, "me", NOW, Obstacle.GONE)
    await services.reviews.delete(drama, MIKA)
    assert await rows(store, "SELECT * FROM outbox WHERE kind = 'review'") == []
    assert await rows(store, "SELECT * FROM posted") == []


async def test_a_merged_drama_keeps_reviews_votes_and_drafts(services: Services, store: Database) -> None:
    keep, gone = await added(store, CatalogueEntry("One"), CatalogueEntry("The other"))
    theirs = await wrote(services, gone, MIKA)
    await services.reviews.vote(theirs.id, True, JUN, NOW)
    await wrote(services, gone, JUN, replace(GOOD, text="To stay with the hidden one."))
    await wrote(services, keep, JUN)
    await services.drafts.keep(REI, REVIEW, about(gone.id), {"text": "half"}, NOW)
    await store.write(lambda connection: merge(connection, keep.id, gone.id))
    found = await read(services, keep, REI, Begin(author_id=MIKA.member_id))
    assert (found.id, found.drama_id, found.helpful) == (theirs.id, keep.id, 1)
    assert (await read(services, keep, REI, Begin(author_id=JUN.member_id))).text == GOOD.text
    assert await rows(store, "SELECT count(*) FROM review") == [(3,)]
    assert (await services.reviews.form(keep, REI)).text == "half"


@pytest.mark.usefixtures("with_channel")
async def test_a_post_deleted_by_hand_comes_back_with_its_authors_next_change_only(
    services: Services, store: Database, drama: Drama
) -> None:
    await wrote(services, drama, form=replace(GOOD, spoils="3"))
    await _sent(services, 1_007)
    await services.rules.set_policy(TEAROOM, REI.member_id, Policy.SEALED, NOW)
    assert await services.ledger.sweep()
    (posted,) = await services.ledger.outdated(NOW, 9)
    assert not posted.edited
    await services.ledger.taken_away(posted)  # the message was not there any more
    assert await services.outbox.claim(NOW, "me", timedelta(minutes=2), 5) == []
    for message_id in (1_008, 1_009):
        done = await services.reviews.write(drama, GOOD, MIKA, NOW)
        assert done.posting is Posting.POSTED
        await _sent(services, message_id)
        await wrote(services, drama)
        (posted,) = await services.ledger.outdated(NOW, 9)
        assert (posted.message_id, posted.edited) == (message_id, True)
        await services.ledger.taken_away(posted)
