"""Members are told of answers once each, only if they ask for it, and by no one who may not write there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.answers import TOLD_AFTER, TOLD_WITHIN, Answer, AnswersTold
from bot.domain.comments import CommentForm, Spot
from bot.domain.members import Reader
from bot.domain.outbox import Post, PostState, Target
from bot.domain.reviews import ReviewForm
from bot.errors import CommentGone, DiscordSilent, ReviewGone
from bot.schedule.board.answers import both_there
from bot.services.container import Services
from bot.store.database import Database
from bot.store.timestamps import written
from tests.services.people import JUN, MIKA, NOW, REI, TEAROOM, Here, rows

HOUR = timedelta(hours=1)
THREAD = 700


async def wish(services: Services, told: AnswersTold, reader: Reader = MIKA) -> None:
    await services.profiles.change(reader, {"answers_told": told}, NOW)


async def write(
    services: Services, reader: Reader, reply_to: int | None = None, review: int | None = None
) -> int:
    drama = await services.catalogue.get(1)
    spot = Spot(drama.id, 0, reply_to, review)
    written = await services.comments.write(drama, spot, CommentForm("So.", "3"), THREAD, reader, NOW)
    return written.id


def notice(comment_id: int, at: datetime = NOW, kind: str = "answered") -> Post:
    target, payload = Target(member_id=MIKA.member_id), {"comment": comment_id}
    return Post(1, "a key", kind, target, at, payload, PostState.CLAIMED)


async def planned(store: Database) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT key, target, payload FROM outbox WHERE kind = 'answered' ORDER BY id")


async def test_no_one_is_told_who_did_not_ask(services: Services, store: Database) -> None:
    first = await write(services, MIKA)
    await write(services, JUN, first)
    assert await planned(store) == []
    assert await rows(store, "SELECT * FROM answer_notice") == []


async def test_an_answer_is_told_once_by_message(services: Services, store: Database) -> None:
    await wish(services, AnswersTold.MESSAGE)
    first = await write(services, MIKA)
    answer = await write(services, JUN, first)
    await write(services, MIKA, first)  # one's own is no news
    await write(services, JUN)  # nor is what answers no one
    further = await write(services, REI, answer)  # Jun did not ask
    assert await planned(store) == [(f"answered {answer}", "member 1", f'{{"comment": {answer}}}')]
    times = (written(NOW + TOLD_AFTER), written(NOW + TOLD_AFTER + TOLD_WITHIN))
    assert await rows(store, "SELECT due_at, expires_at FROM outbox WHERE kind = 'answered'") == [times]
    await services.comments.change(answer, CommentForm("So it is.", "4"), JUN, NOW)
    assert len(await planned(store)) == 1
    told = await services.answers.to_tell(notice(answer), NOW + TOLD_AFTER)
    assert told is not None
    assert (told.author_id, told.member_id, told.guild_id, told.on_review) == (2, 1, TEAROOM, False)
    assert await services.answers.to_tell(notice(further), NOW) is None


async def test_a_comment_on_a_review_is_told_to_its_author(services: Services, store: Database) -> None:
    await wish(services, AnswersTold.MESSAGE)
    drama = await services.catalogue.get(1)
    form = ReviewForm("Sad", "Very.", "", "9")
    review = (await services.reviews.write(drama, form, MIKA, NOW)).review
    comment = await write(services, JUN, review=review.id)
    told = await services.answers.to_tell(notice(comment), NOW)
    assert told is not None and told.on_review
    await write(services, REI, comment)  # answers Jun, though it is on the review
    assert len(await planned(store)) == 1


async def test_no_one_is_told_of_what_answers_another_member_by_now(
    services: Services, store: Database
) -> None:
    drama = await services.catalogue.get(1)
    form = ReviewForm("Sad", "Very.", "", "9")
    review = (await services.reviews.write(drama, form, REI, NOW)).review
    for reader in (MIKA, REI):
        await wish(services, AnswersTold.MESSAGE, reader)
    own = await write(services, MIKA, review=review.id)
    answer = await write(services, JUN, own)
    assert await services.answers.to_tell(notice(answer), NOW) is not None
    await services.comments.delete(own, MIKA)  # the answer stays, as a comment on Rei's review
    assert await services.answers.to_tell(notice(answer), NOW) is None
    for reader in (MIKA, REI):
        await wish(services, AnswersTold.DIGEST, reader)
    await services.airing.set_digest(MIKA, "23:00", "Asia/Tokyo", NOW)
    own = await write(services, MIKA, review=review.id)
    await write(services, JUN, own)
    due = NOW + 2 * HOUR
    await services.airing.posts.queue_digests(due)
    assert len(await services.answers.of_digest(notice(0, due, "digest"), due)) == 1
    await services.comments.delete(own, MIKA)
    assert await services.answers.of_digest(notice(0, due, "digest"), due) == []


@pytest.mark.parametrize("change", ["deleted", "hidden", "unwanted", "blocked", "left", "drama"])
async def test_what_changed_meanwhile_is_not_told(services: Services, store: Database, change: str) -> None:
    await wish(services, AnswersTold.MESSAGE)
    answer = await write(services, JUN, await write(services, MIKA))
    if change == "deleted":
        await services.comments.delete(answer, JUN)
    elif change == "unwanted":
        await wish(services, AnswersTold.NO)
    elif change == "blocked":
        await services.blocks.block(JUN.member_id, 7, "Insults.", REI, NOW)
    else:
        sql = {
            "hidden": f"UPDATE comment SET hidden = 1 WHERE id = {answer}",
            "left": f"INSERT INTO guild_left (guild_id, left_at) VALUES ({TEAROOM}, '{NOW.isoformat()}')",
            "drama": "UPDATE drama SET hidden = 1 WHERE id = 1",
        }[change]
        await store.write(lambda connection: connection.execute(sql))
    assert await services.answers.to_tell(notice(answer), NOW + TOLD_AFTER) is None


async def test_a_digest_tells_what_came_since_the_last_one(services: Services, store: Database) -> None:
    await wish(services, AnswersTold.DIGEST)
    first = await write(services, MIKA)
    await write(services, JUN, first)
    assert await rows(store, "SELECT * FROM answer_notice") == [], "there is no digest that would tell of it"
    await services.airing.set_digest(MIKA, "23:00", "Asia/Tokyo", NOW)  # in two hours
    answers = [await write(services, JUN, first) for _ in range(2)]
    assert await planned(store) == []
    due = NOW + 2 * HOUR
    await services.airing.posts.queue_digests(due)
    assert await rows(store, "SELECT kind, target FROM outbox WHERE kind = 'digest'") == [
        ("digest", "member 1")
    ]
    digest = notice(0, due, "digest")
    for _ in range(2):  # composing it again tells the same
        assert [one.comment_id for one in await services.answers.of_digest(digest, due)] == answers[::-1]
    later = await write(services, JUN, first)
    assert [one.comment_id for one in await services.answers.of_digest(digest, due)] == answers[::-1]
    await services.airing.posts.queue_digests(due + 24 * HOUR)
    next_day = notice(0, due + 24 * HOUR, "digest")
    told = await services.answers.of_digest(next_day, due + 24 * HOUR)
    assert [one.comment_id for one in told] == [later]
    assert await rows(store, "SELECT comment_id FROM answer_notice") == [(later,)]
    await services.airing.posts.queue_digests(due + 48 * HOUR)
    assert await rows(store, "SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(2,)], "nothing new"
    assert await rows(store, "SELECT * FROM answer_notice") == []


async def test_a_digest_that_is_stopped_leaves_nothing_waiting(services: Services, store: Database) -> None:
    await wish(services, AnswersTold.DIGEST)
    await services.airing.set_digest(MIKA, "23:00", "Asia/Tokyo", NOW)
    await write(services, JUN, await write(services, MIKA))
    assert len(await rows(store, "SELECT * FROM answer_notice")) == 1
    await services.airing.stop_digest(MIKA)
    assert await rows(store, "SELECT * FROM answer_notice") == []


async def test_who_left_the_server_is_not_named_and_not_told(services: Services) -> None:
    answer = Answer(1, TEAROOM, JUN.member_id, MIKA.member_id, await services.catalogue.get(1))
    other = replace(answer, comment_id=2, author_id=REI.member_id)
    assert await both_there([answer, other], Here()) == [answer, other]
    assert await both_there([answer, other], Here({(TEAROOM, JUN.member_id)})) == [other]
    assert await both_there([answer, other], Here({(TEAROOM, MIKA.member_id)})) == []
    with pytest.raises(DiscordSilent):
        await both_there([answer], Here(silent=True))


async def test_a_comment_answers_nothing_about_another_drama(services: Services, store: Database) -> None:
    first = await write(services, MIKA)
    drama, other = await services.catalogue.get(1), await services.catalogue.get(2)
    review = (await services.reviews.write(drama, ReviewForm("Sad", "Very.", "", "9"), MIKA, NOW)).review
    for spot, error in ((Spot(2, 0, first), CommentGone), (Spot(2, 0, None, review.id), ReviewGone)):
        with pytest.raises(error):
            await services.comments.write(other, spot, CommentForm("So."), THREAD, JUN, NOW)
    assert await rows(store, "SELECT count(*) FROM comment") == [(1,)]
