"""Comments: what a form begins with, whose comment it is, and what it is on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.comments import CommentForm, Spot
from bot.domain.consent import Withheld
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.progress import Status
from bot.domain.reviews import ReviewForm
from bot.domain.spoilers import Policy
from bot.errors import CommentGone, CommentTakenDown, NotYourComment, OwnComment, SpoilerUnlabelled
from bot.services.board.comment_posts import LOOKED_AFTER, POST, POSTS_CHORE
from bot.services.container import Services
from bot.store.database import Database
from bot.store.posts import chores
from bot.store.timestamps import written as stored
from tests.services.people import JUN, MIKA, NOW, REI, TEAROOM, added, rows, under

THREAD = 700


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Discussed", episodes=10))
    return found


async def drafts_of(store: Database, member_id: int) -> set[object]:
    return {
        subject
        for (subject,) in await rows(store, "SELECT subject FROM draft WHERE member_id = ?", member_id)
    }


async def commented(services: Services, spot: Spot, label: str = "") -> int:
    drama = await services.catalogue.get(spot.drama_id)
    return (await services.comments.write(drama, spot, CommentForm("So.", label), THREAD, MIKA, NOW)).id


async def test_each_place_has_a_draft_of_its_own_which_ends_with_the_comment(
    services: Services, store: Database, drama: Drama
) -> None:
    first = await commented(services, Spot(drama.id))
    review = (await services.reviews.write(drama, ReviewForm("Sad", "Very."), JUN, NOW)).review.id
    places = {
        f"drama {drama.id}": Spot(drama.id),
        f"answer {first}": Spot(drama.id, 0, first),
        f"review {review}": Spot(drama.id, 0, None, review),
    }
    for subject in (*places, f"comment {first}"):
        await services.drafts.keep(MIKA, POST, subject, {"text": subject, "spoils": "2"}, NOW)
    for subject, spot in places.items():
        assert await services.comments.form(drama, spot, 0, MIKA) == CommentForm(subject, "2")
        assert (await services.comments.form(drama, spot, 0, JUN)).text == ""
    comment = (await services.comments.own(first, MIKA)).comment
    assert await services.comments.form_of(drama, comment, MIKA) == CommentForm(f"comment {first}", "2")
    left = {*places, f"comment {first}"}
    for subject, spot in places.items():
        await commented(services, spot)
        left.remove(subject)
        assert await drafts_of(store, MIKA.member_id) == left
    await services.comments.change(first, CommentForm("So it is."), MIKA, NOW)
    assert await drafts_of(store, MIKA.member_id) == set()
    comment = (await services.comments.own(first, MIKA)).comment
    assert await services.comments.form_of(drama, comment, MIKA) == CommentForm("So it is.", "")
    await services.drafts.keep(MIKA, POST, f"comment {first}", {"text": "And"}, NOW)
    await services.comments.delete(first, MIKA)
    assert await drafts_of(store, MIKA.member_id) == set()


async def test_the_form_begins_with_the_label_that_hides_most(services: Services, drama: Drama) -> None:
    """A draft's label counts unless its writer has just named an episode that is further."""
    spot = Spot(drama.id)
    assert await services.comments.form(drama, spot, 3, MIKA) == CommentForm("", "3")
    assert await services.comments.form(drama, spot, 0, MIKA) == CommentForm("", "")
    for label, named, begins in (
        ("2", False, "2"), ("2", True, "4"), ("4", True, "4"), ("6", True, "6"), ("", True, "4"),
        ("?", True, "4"),
    ):  # fmt: skip
        await services.drafts.keep(MIKA, POST, f"drama {drama.id}", {"text": "So", "spoils": label}, NOW)
        assert await services.comments.form(drama, spot, 4, MIKA, named=named) == CommentForm("So", begins)
    labelled = (await services.comments.own(await commented(services, spot, "3"), MIKA)).comment
    assert await services.comments.form_of(drama, labelled, MIKA) == CommentForm("So.", "3")


async def test_a_label_is_asked_for_before_a_thread_is_opened(services: Services, drama: Drama) -> None:
    with pytest.raises(SpoilerUnlabelled):
        await services.comments.look(drama, Spot(drama.id), CommentForm("||dies||"), MIKA, NOW)
    await services.comments.look(drama, Spot(drama.id), CommentForm("||dies||", "3"), MIKA, NOW)


async def test_what_answers_a_comment_on_a_review_is_on_the_review(
    services: Services, store: Database, drama: Drama
) -> None:
    plain = (await services.reviews.write(drama, ReviewForm("Sad", "Very."), JUN, NOW)).review.id
    assert await services.comments.about_review(plain, MIKA) == (drama, Spot(drama.id, 0, None, plain), 0)
    await services.watching.set(drama, MIKA, Status.WATCHING, 3, NOW)
    assert (await services.comments.about_review(plain, MIKA))[2] == 3
    spoiling = (await services.reviews.write(drama, ReviewForm("Sad", "Very.", "5"), REI, NOW)).review.id
    about, spot, reached = await services.comments.about_review(spoiling, MIKA)
    assert (about, spot, reached) == (drama, Spot(drama.id, 5, None, spoiling), 5)
    first = await commented(services, spot)
    answer = await commented(services, Spot(drama.id, 5, first))
    alone = await commented(services, Spot(drama.id))
    assert await rows(store, "SELECT id, review_id FROM comment ORDER BY id") == [
        (first, spoiling), (answer, spoiling), (alone, None)
    ]  # fmt: skip


async def test_its_author_alone_reads_changes_and_deletes_it(
    services: Services, store: Database, drama: Drama
) -> None:
    written = await commented(services, Spot(drama.id), "3")
    for policy in Policy:
        assert not isinstance(await services.comments.alone(written, under(policy, MIKA)), Withheld)
        assert isinstance(await services.comments.alone(written, under(policy, JUN)), Withheld)
    await services.watching.set(drama, JUN, Status.WATCHING, 3, NOW)
    assert not isinstance(await services.comments.alone(written, JUN), Withheld)
    for done in (
        services.comments.own(written, JUN),
        services.comments.change(written, CommentForm("No."), JUN, NOW),
        services.comments.delete(written, JUN),
    ):
        with pytest.raises(NotYourComment):
            await done
    with pytest.raises(OwnComment):
        await services.comments.like(written, MIKA, NOW)
    assert [await services.comments.like(written, JUN, NOW) for _ in range(2)] == [True, False]
    await store.write(lambda connection: connection.execute("UPDATE comment SET hidden = 1"))
    with pytest.raises(CommentTakenDown):
        await services.comments.own(written, MIKA)
    with pytest.raises(CommentGone):  # no one else is told of it
        await services.comments.own(written, JUN)


async def test_what_is_to_be_posted_or_changed_wakes_the_scheduler(
    services: Services, store: Database, drama: Drama
) -> None:
    woken: list[None] = []
    await store.write(lambda connection: chores.plan(connection, POSTS_CHORE, NOW + timedelta(days=1)))
    services.outbox.on_change = lambda: woken.append(None)
    written = await commented(services, Spot(drama.id))
    assert len(woken) == 1
    assert await rows(store, "SELECT target FROM outbox WHERE kind = ?", POST) == [
        (f"channel {THREAD} guild {TEAROOM}",)
    ]
    due = await rows(store, "SELECT asked_for FROM chore WHERE name = ?", POSTS_CHORE)
    assert due == [(stored(NOW + LOOKED_AFTER),)]
    await services.comments.change(written, CommentForm("So it is."), MIKA, NOW)
    await services.comments.delete(written, MIKA)
    assert len(woken) == 3
