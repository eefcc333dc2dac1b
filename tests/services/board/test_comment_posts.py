"""Posts of comments: what a message shows, and where those go whose thread is gone."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.comments import Comment, CommentForm, Spot
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.members import Reader
from bot.domain.message_ledger import Posted
from bot.domain.outbox import Post, Target
from bot.domain.spoilers import Policy, Shape
from bot.domain.stills import Illustrated, StillsOf
from bot.errors import CommentGone, SpoilerUnlabelled
from bot.services.board.comment_posts import LOOKED_AFTER, POSTS_CHORE
from bot.services.container import Services
from bot.services.stills import Sent
from bot.store.database import Database
from bot.store.guilds import guilds
from bot.store.posts import chores
from bot.store.timestamps import written
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NEWCOMER, NOW, REI, TEAROOM, added, rows
from tests.sources import sent_pictures as pictures

THREAD, AGAIN = 700, 701
GONE = Target(guild_id=TEAROOM, channel_id=THREAD)
WAITS = "SELECT target, payload ->> 'comment', state FROM outbox WHERE kind = 'comment' ORDER BY id"


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Discussed", episodes=10))
    return found


async def wrote(services: Services, drama: Drama, text: str, reader: Reader = MIKA, **spot: int) -> Comment:
    form = CommentForm(text, "3")
    return await services.comments.write(drama, Spot(drama.id, **spot), form, THREAD, reader, NOW)


async def changed(store: Database, sql: str, *values: object) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute(sql, values)

    await store.write(write)


async def claim(services: Services) -> Post:
    (post,) = await services.outbox.claim(NOW, "me", timedelta(minutes=2), 1)
    return post


async def sent(services: Services, store: Database, message_id: int) -> Posted:
    """Send the post that waits, and the ledger's row of its message."""
    post = await claim(services)
    assert await services.comments.posts.to_post(post) is not None
    await services.outbox.sent(post, "me", NOW, THREAD, message_id)
    await changed(store, "UPDATE posted SET revision = revision + 1 WHERE message_id = ?", message_id)
    (posted,) = [one for one in await services.ledger.outdated(NOW, 9) if one.message_id == message_id]
    return posted


async def test_a_post_shows_everyone_what_the_server_allows(
    services: Services, store: Database, drama: Drama
) -> None:
    first = await wrote(services, drama, "She dies.")
    posted = await sent(services, store, 9_000)
    await wrote(services, drama, "And he.", JUN, reply_to=first.id)
    shown = await services.comments.posts.to_post(await claim(services))
    assert shown is not None
    assert (shown.comment.text, shown.drama, shown.standing) == ("And he.", drama, None)
    assert shown.shape is Shape.BARS
    assert shown.answered is not None
    assert (shown.answered.member_id, shown.answered.message_id) == (MIKA.member_id, 9_000)
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"policy": Policy.SEALED.value}))
    sealed = await services.comments.posts.as_it_stands(posted)
    assert sealed is not None
    assert (sealed.shape, sealed.answered) == (Shape.ASK, None)
    assert "She dies." not in repr(sealed)


@pytest.mark.parametrize("how", ["deleted", "taken down", "its drama is gone"])
async def test_what_may_not_be_seen_any_more_is_not_posted(
    services: Services, store: Database, drama: Drama, how: str
) -> None:
    comment = await wrote(services, drama, "She dies.")
    post = await claim(services)
    if how == "deleted":
        await changed(store, "DELETE FROM comment")
    elif how == "taken down":
        await changed(store, "UPDATE comment SET hidden = 1")
    else:
        await changed(store, "UPDATE drama SET hidden = 1 WHERE id = ?", drama.id)
    assert await services.comments.posts.to_post(post) is None
    assert await rows(store, "SELECT * FROM posted") == []
    stands = Posted(1, "comment", comment.id, drama.id, 0, TEAROOM, THREAD, 9_000, 2, True, 0)
    assert await services.comments.posts.as_it_stands(stands) is None


async def test_a_message_shows_no_comment_of_another_server(
    services: Services, store: Database, drama: Drama
) -> None:
    await wrote(services, drama, "She dies.")
    posted = await sent(services, store, 9_000)
    assert await services.comments.posts.as_it_stands(posted) is not None
    assert await services.comments.posts.as_it_stands(replace(posted, guild_id=ELSEWHERE)) is None


async def test_moderators_see_of_which_comment_it_is_but_not_its_words(
    services: Services, store: Database, drama: Drama
) -> None:
    comment = await wrote(services, drama, "She dies.")
    hidden = services.comments.posts.hidden
    for _ in range(2):
        shown = await hidden(comment.id, REI)
        assert (shown.comment.id, shown.drama, shown.shape) == (comment.id, drama, Shape.ASK)
        assert "She dies." not in repr(shown)
        await changed(store, "UPDATE comment SET hidden = 1")
    with pytest.raises(CommentGone):
        await hidden(comment.id, KEN)
    with pytest.raises(CommentGone):
        await hidden(comment.id + 1, REI)
    await changed(store, "UPDATE drama SET hidden = 1 WHERE id = ?", drama.id)
    with pytest.raises(CommentGone):
        await hidden(comment.id, REI)


async def test_what_waits_for_a_thread_that_is_gone_moves_in_its_order(
    services: Services, store: Database, drama: Drama, woken: list[None]
) -> None:
    posts = services.comments.posts
    (other,) = await added(store, CatalogueEntry("Beside it", episodes=8))
    first, second, third = [await wrote(services, drama, text) for text in ("One.", "Two.", "Three.")]
    on_its_way = await claim(services)
    assert on_its_way.payload["comment"] == first.id
    assert await posts.homeless() == []
    await changed(
        store, "UPDATE outbox SET state = 'held', reason = 'gone' WHERE payload ->> 'comment' = ?", second.id
    )
    assert await posts.homeless() == [(second, drama, GONE)]
    del woken[:]
    await posts.rehouse(GONE, AGAIN, NOW)
    assert len(woken) == 1
    there = str(replace(GONE, channel_id=AGAIN))
    assert await rows(store, WAITS) == [
        (str(GONE), first.id, "claimed"),
        (there, second.id, "waiting"),
        (there, third.id, "waiting"),
    ]
    assert await posts.homeless() == []
    alone = await wrote(services, other, "Alone.")
    await changed(
        store, "UPDATE outbox SET state = 'held', reason = 'gone' WHERE payload ->> 'comment' = ?", alone.id
    )
    await changed(store, "UPDATE drama SET hidden = 1 WHERE id = ?", other.id)
    assert await posts.homeless() == [], "of a drama that is gone no thread is opened"


async def test_what_was_tried_already_does_not_move(
    services: Services, store: Database, drama: Drama
) -> None:
    """Its message may stand."""
    comment = await wrote(services, drama, "Tried.")
    await changed(store, "UPDATE outbox SET state = 'held', reason = 'gone', tried_at = ?", written(NOW))
    await services.comments.posts.rehouse(GONE, AGAIN, NOW)
    assert await rows(store, WAITS) == [(str(GONE), comment.id, "held")]


async def test_a_lost_comment_comes_back_once_in_the_new_thread(
    services: Services, store: Database, drama: Drama, woken: list[None]
) -> None:
    comment = await wrote(services, drama, "She dies.")
    posted = await sent(services, store, 9_000)
    await store.write(lambda connection: chores.plan(connection, POSTS_CHORE, NOW + timedelta(days=1)))
    await changed(store, "DELETE FROM outbox")
    del woken[:]
    await services.comments.posts.lost(posted, AGAIN, NOW)
    assert await rows(store, WAITS) == [(str(replace(GONE, channel_id=AGAIN)), comment.id, "waiting")]
    asked = await rows(store, "SELECT asked_for FROM chore WHERE name = ?", POSTS_CHORE)
    assert asked == [(written(NOW + LOOKED_AFTER),)]
    assert len(woken) == 1
    await changed(store, "DELETE FROM outbox")
    await services.comments.posts.lost(posted, AGAIN, NOW)
    assert await rows(store, WAITS) == [], "another process was faster, and has sent it"


async def test_everyone_sees_the_pictures_of_a_comment(
    services: Services, store: Database, drama: Drama
) -> None:
    async def read() -> bytes:
        return pictures.plain()

    comment = await services.comments.write(drama, Spot(drama.id), CommentForm("Look."), THREAD, MIKA, NOW)
    await services.stills.put(StillsOf(Illustrated.COMMENT, comment.id), [Sent(1, read)], ["rain"], MIKA, NOW)
    shown = await services.comments.posts.as_it_stands(await sent(services, store, 9_000))
    assert shown is not None
    assert [one.alt for one in shown.stills] == ["rain"]
    assert (await services.comments.own(comment.id, MIKA)).stills == shown.stills
    await changed(store, "UPDATE still SET alt = '||she dies||'")
    with pytest.raises(SpoilerUnlabelled):
        await services.comments.change(comment.id, CommentForm("Look!"), MIKA, NOW)
    with pytest.raises(SpoilerUnlabelled):  # nor does it wait without one
        await services.comments.change(comment.id, CommentForm("Look!"), NEWCOMER, NOW)
    await services.comments.change(comment.id, CommentForm("Look!", "3"), MIKA, NOW)
