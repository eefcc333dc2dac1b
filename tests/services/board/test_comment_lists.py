"""The lists of comments: pages for one reader, cut at where they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from bot.domain.comments import A_PAGE, CommentForm, CommentList, CommentSort, Spot
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.reviews import ReviewForm
from bot.errors import BoardHidden, ReviewGone, ServerOnly, UnknownDrama
from bot.services.container import Services
from bot.store.database import Database
from bot.store.guilds import guilds
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, added

THREAD, BOARD = 700, 70


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Discussed", episodes=10))
    return found


def seen(channels: Collection[int]) -> bool:
    """The reader sees every channel."""
    return channels is not None


async def write(services: Services, spot: Spot, text: str, label: str = "", reader: Reader = MIKA) -> int:
    drama = await services.catalogue.get(spot.drama_id)
    form = CommentForm(text, label)
    return (await services.comments.write(drama, spot, form, THREAD, reader, NOW)).id


async def read(
    services: Services, drama: Drama, reader: Reader, index: int = 0, sort: CommentSort = CommentSort.NEWEST
) -> CommentList:
    return await services.comments.lists.of_drama(drama.id, reader, sort, index, seen)


def texts(page: CommentList) -> list[str]:
    return [one.shown.comment.text for one in page.comments]


async def test_a_list_has_what_its_reader_is_past_and_what_they_wrote(
    services: Services, drama: Drama
) -> None:
    for text, label in (("Free.", ""), ("Third.", "3"), ("Fifth.", "5")):
        await write(services, Spot(drama.id), text, label)
    assert texts(await read(services, drama, JUN)) == ["Free."]
    await services.watching.set(drama, JUN, Status.WATCHING, 3, NOW)
    page = await read(services, drama, JUN)
    assert texts(page) == ["Third.", "Free."]
    assert texts(await read(services, drama, MIKA)) == ["Fifth.", "Third.", "Free."]
    assert (page.drama, page.index, page.pages) == (drama, 0, 1)
    assert texts(await read(services, drama, KEN)) == [], "another server"


async def test_pages_end_where_the_comments_end(services: Services, drama: Drama) -> None:
    written = [f"Comment {number:02}." for number in range(12)]
    for number, text in enumerate(written):
        await write(services, Spot(drama.id), text, reader=replace(MIKA, member_id=100 + number))
    first = await read(services, drama, JUN, -3)
    assert (first.index, first.pages > 1) == (0, True)
    found = [text for at in range(first.pages) for text in texts(await read(services, drama, JUN, at))]
    assert found == written[::-1]
    last = await read(services, drama, JUN, 99)
    assert last.index == first.pages - 1
    assert texts(last) == found[-A_PAGE:]


async def test_only_who_sees_the_board_reads_it(services: Services, store: Database, drama: Drama) -> None:
    asked: list[Collection[int]] = []

    def hidden(channels: Collection[int]) -> bool:
        asked.append(channels)
        return False

    await store.write(lambda connection: guilds.put_channel(connection, TEAROOM, Purpose.BOARD, BOARD))
    of_drama = services.comments.lists.of_drama
    with pytest.raises(BoardHidden):
        await of_drama(drama.id, JUN, CommentSort.NEWEST, 0, hidden)
    assert asked == [{BOARD}]
    thread = (await services.board.seek(TEAROOM, drama, 0, "me", NOW)).thread
    await services.board.opened(thread, "me", BOARD + 1, THREAD, THREAD, NOW)
    with pytest.raises(BoardHidden):
        await of_drama(drama.id, JUN, CommentSort.NEWEST, 0, hidden)
    assert asked[1:] == [{BOARD + 1}], "where its threads are, not where new ones come"
    with pytest.raises(ServerOnly):
        await of_drama(drama.id, replace(JUN, settings=None, guild_id=None), CommentSort.NEWEST, 0, seen)
    with pytest.raises(UnknownDrama):
        await of_drama(10**9, JUN, CommentSort.NEWEST, 0, seen)


async def test_a_list_on_a_review_has_only_what_is_on_it(services: Services, drama: Drama) -> None:
    review = (await services.reviews.write(drama, ReviewForm("Sad", "Very."), REI, NOW)).review
    first = await write(services, Spot(drama.id, 0, None, review.id), "On it.")
    await write(services, Spot(drama.id, 0, first), "An answer.", reader=JUN)
    await write(services, Spot(drama.id), "Beside it.")
    on_review = services.comments.lists.on_review
    page = await on_review(review.id, JUN, CommentSort.NEWEST, 0, seen)
    assert texts(page) == ["On it.", "An answer."]
    assert page.comments[1].shown.answered is not None
    assert (page.review_id, page.review_by) == (review.id, REI.member_id)
    everything = await read(services, drama, JUN)
    assert sorted(texts(everything)) == ["An answer.", "Beside it.", "On it."]
    with pytest.raises(ReviewGone):
        await on_review(review.id + 1, JUN, CommentSort.NEWEST, 0, seen)
