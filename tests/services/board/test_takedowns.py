"""Comments that moderators take down and bring back: which message, what is planned, who is told."""

from __future__ import annotations

import sqlite3

import pytest

from bot.domain.comments import Comment, CommentForm, Spot
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import Purpose
from bot.domain.message_ledger import Kind, Place, Thing
from bot.domain.reviews import ReviewForm
from bot.errors import NotAComment
from bot.services.container import Services
from bot.services.posts.message_ledger import CHORE
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import chores, message_ledger
from tests.services.people import ELSEWHERE, MIKA, NOW, REI, TEAROOM, added, rows

THREAD, BOARD = 700, 70
OF_COMMENT, OF_REVIEW = 9_000, 9_001


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Discussed", episodes=10))
    return found


@pytest.fixture
async def comment(services: Services, store: Database, drama: Drama) -> Comment:
    """A comment of Mika's that stands in the drama's thread; nothing waits to be posted."""
    told = await services.comments.write(drama, Spot(drama.id), CommentForm("It stays."), THREAD, MIKA, NOW)
    review = (
        await services.reviews.write(drama, ReviewForm("It stays", "I cried.", "", "9"), MIKA, NOW)
    ).review

    def post(connection: sqlite3.Connection) -> None:
        stands = message_ledger.stands
        stands(connection, Thing(Kind.COMMENT, told.id, drama.id), Place(TEAROOM, THREAD, OF_COMMENT))
        stands(connection, Thing(Kind.REVIEW, review.id, drama.id), Place(TEAROOM, 71, OF_REVIEW))
        connection.execute(
            "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, channel_id, thread_id)"
            " VALUES (?, ?, 0, 0, ?, ?)",
            (TEAROOM, drama.id, BOARD, THREAD),
        )
        connection.execute("DELETE FROM outbox")
        chores.plan(connection, CHORE, NOW)

    await store.write(post)
    return told


async def done(store: Database, sql: str) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute(sql)

    await store.write(write)


async def test_a_message_is_a_comments_only_where_it_shows_one(services: Services, comment: Comment) -> None:
    takedowns = services.comments.takedowns
    assert await takedowns.shown_by(OF_COMMENT, TEAROOM) == comment.id
    for message, guild in ((OF_REVIEW, TEAROOM), (OF_COMMENT, ELSEWHERE), (1, TEAROOM)):
        with pytest.raises(NotAComment):
            await takedowns.shown_by(message, guild)


async def test_its_moderators_are_those_of_the_channel_of_its_thread(
    services: Services, store: Database, comment: Comment
) -> None:
    takedowns = services.comments.takedowns
    assert await takedowns.channel_of(comment.id, TEAROOM) == BOARD
    assert await takedowns.channel_of(comment.id + 1_000, TEAROOM) is None

    def board(connection: sqlite3.Connection) -> None:
        guilds.put_channel(connection, TEAROOM, Purpose.BOARD, 72)

    await store.write(board)
    assert await takedowns.channel_of(comment.id + 1_000, TEAROOM) == 72, (
        "the board's, where it stands nowhere"
    )


async def test_one_that_still_stands_is_not_posted_again(
    services: Services, store: Database, comment: Comment
) -> None:
    takedowns = services.comments.takedowns
    down = await takedowns.take_down(comment.id, REI, NOW)
    assert down.comment.hidden
    asked = "SELECT name FROM chore WHERE asked_for IS NOT NULL"
    assert await rows(store, asked) == [(CHORE,)], "its message is to be removed"
    await done(store, "UPDATE chore SET asked_for = NULL")
    back = await takedowns.bring_back(comment.id, THREAD, REI, NOW)
    assert not back.comment.hidden
    assert await rows(store, "SELECT key FROM outbox WHERE kind = 'comment'") == []
    assert await rows(store, asked) == [(CHORE,)], "its message is to be brought up to date"


async def test_one_that_stands_nowhere_is_posted_in_the_thread_that_is_given(
    services: Services, store: Database, comment: Comment
) -> None:
    takedowns = services.comments.takedowns
    await takedowns.take_down(comment.id, REI, NOW)
    await done(store, "DELETE FROM posted WHERE kind = 'comment'")
    await takedowns.bring_back(comment.id, 701, REI, NOW)
    (target,) = await rows(store, "SELECT target FROM outbox WHERE kind = 'comment'")
    assert target == (f"channel 701 guild {TEAROOM}",)


async def test_each_is_done_once(services: Services, store: Database, comment: Comment) -> None:
    takedowns = services.comments.takedowns
    for _ in range(2):
        await takedowns.take_down(comment.id, REI, NOW)
    for _ in range(2):
        await takedowns.bring_back(comment.id, THREAD, REI, NOW)
    told = await rows(store, "SELECT actor_id, action FROM audit ORDER BY id")
    assert told == [(REI.member_id, "comment.taken_down"), (REI.member_id, "comment.brought_back")]
