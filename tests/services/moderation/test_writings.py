"""Every kind of writing: found, looked at, taken down wherever it is shown, and brought back."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from bot.domain.comments import CommentForm, Spot
from bot.domain.consent import Cleared, Consent, Withheld
from bot.domain.dramas import Drama
from bot.domain.guilds import GuildSettings
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Place, Thing
from bot.domain.recommendations import ReasonForm
from bot.domain.reports import Reported
from bot.domain.reviews import Begin, ReviewForm, ReviewSort
from bot.domain.writings import Why, WritingKind, WritingRef
from bot.errors import (
    LabelFixed,
    NamidaError,
    NotAnEpisode,
    NotAWriting,
    WritingGone,
    WritingLost,
    WritingReplaced,
)
from bot.services.container import Services
from bot.services.moderation.notices import REMOVED, TAKEN_DOWN
from bot.services.posts.message_ledger import CHORE
from bot.store.board import comments
from bot.store.database import Database
from bot.store.posts import message_ledger
from tests.services.moderation.conftest import BOARD, MESSAGES, THREAD, WORDS, Told, done, planned
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, NOW, REI, TEAROOM, dump, rows

every = pytest.mark.parametrize("kind", WritingKind)
REASON = ReasonForm("Both are good.")
UNPOSTED = (WritingKind.SUBMISSION, WritingKind.ADVICE)  # no message shows them
POSTED = (WritingKind.REVIEW, WritingKind.COMMENT, WritingKind.MARKED, WritingKind.SYNOPSIS)


async def is_read(services: Services, kind: WritingKind, ref: WritingRef, drama: Drama) -> bool:
    """Whether another member finds it where members read that kind."""
    readings: Mapping[WritingKind, Callable[[], Awaitable[object]]] = {
        WritingKind.REVIEW: lambda: services.reviews.page(
            drama, JUN, ReviewSort.NEWEST, NOW, Begin(), private=True
        ),
        WritingKind.REASON: lambda: services.recommending.get(ref.id, JUN),
        WritingKind.ADVICE: lambda: services.advice.one(ref.id, JUN),
        WritingKind.COMMENT: lambda: services.comments.alone(ref.id, JUN),
        WritingKind.QUOTE: lambda: services.quotes.random(drama, JUN, NOW, alone=True),
        WritingKind.MARKED: lambda: services.marking.read(ref.id, JUN),
        WritingKind.SYNOPSIS: lambda: services.synopses.ask(drama, 4, JUN, NOW, alone=True),
        WritingKind.SUBMISSION: lambda: services.submissions.submission(ref.id, REI),
    }
    try:
        await readings[kind]()
    except NamidaError:
        return False
    return True


@every
async def test_each_goes_at_once_and_comes_back(
    services: Services, store: Database, dramas: list[Drama], told: Told, kind: WritingKind
) -> None:
    ref, writings = told[kind], services.writings
    assert await is_read(services, kind, ref, dramas[0])
    down = await writings.take_down(ref, REI, NOW, Why.INSULT, "Be kind.")
    assert (down.by, down.why, down.note, down.author_id) == (
        REI.member_id,
        Why.INSULT,
        "Be kind.",
        MIKA.member_id,
    )
    assert not await is_read(services, kind, ref, dramas[0])
    outdated = await rows(store, "SELECT kind FROM posted WHERE turn = 0")
    assert outdated == ([] if kind in UNPOSTED else [(str(kind),)]), "every message follows"
    shown = await writings.bring_back(ref, REI, NOW, THREAD)
    assert shown.shown.writing.takedown is None
    assert await is_read(services, kind, ref, dramas[0])


@every
async def test_each_is_audited_once_without_a_word_of_it(
    services: Services, store: Database, told: Told, kind: WritingKind
) -> None:
    ref, writings = told[kind], services.writings
    for moderator in (REI, replace(REI, member_id=9)):
        assert (await writings.take_down(ref, moderator, NOW)).by == REI.member_id, "the first one counts"
    for _ in range(2):
        await writings.bring_back(ref, REI, NOW, THREAD)
    lines = await rows(store, "SELECT actor_id, action, subject FROM audit ORDER BY id")
    assert lines == [
        (REI.member_id, f"{kind}.taken_down", str(ref)),
        (REI.member_id, f"{kind}.brought_back", str(ref)),
    ]
    assert WORDS not in repr(await rows(store, "SELECT * FROM audit"))


@every
async def test_moderators_and_its_author_are_told_without_a_word_of_it(
    services: Services, store: Database, told: Told, kind: WritingKind
) -> None:
    down = await services.writings.take_down(told[kind], REI, NOW, Why.SPAM)
    payload = f'{{"takedown": {down.id}}}'
    assert await planned(store, TAKEN_DOWN) == [(f"guild {TEAROOM} log", payload)]
    assert await planned(store, REMOVED) == [(f"member {MIKA.member_id}", payload)]
    found = await services.writings.of_takedown(down.id)
    assert found is not None
    assert found[1].words == ()
    await services.writings.bring_back(told[kind], REI, NOW, THREAD)
    assert await services.writings.of_takedown(down.id) is None, "there is nothing to tell any more"


async def test_a_moderator_who_removes_their_own_is_not_told(
    services: Services, store: Database, told: Told
) -> None:
    mika = replace(MIKA, manages_guild=True)
    await services.writings.take_down(told[WritingKind.QUOTE], mika, NOW)
    assert await planned(store, REMOVED) == []


@every
@pytest.mark.parametrize("reader", [replace(KEN, manages_guild=True), replace(MIKA, guild_id=None)])
async def test_nothing_is_done_from_another_server(
    services: Services, store: Database, told: Told, kind: WritingKind, reader: Reader
) -> None:
    writings, queue = services.writings, services.queue
    before = await dump(store)
    for ref in (told[kind], replace(told[kind], guild_id=ELSEWHERE)):
        for doing in (
            writings.look(ref, reader),
            writings.history(ref, reader),
            writings.take_down(ref, reader, NOW),
            writings.bring_back(ref, reader, NOW, THREAD),
        ):
            with pytest.raises(WritingGone):
                await doing
        with pytest.raises((WritingGone, LabelFixed)):
            await writings.relabel(ref, {}, reader, NOW)
        with pytest.raises(WritingGone):
            await queue.case(Reported.writing(replace(ref, guild_id=TEAROOM)), reader)
    assert await dump(store) == before


@every
async def test_it_is_found_by_its_name_its_message_and_a_link(
    services: Services, told: Told, kind: WritingKind
) -> None:
    find, ref = services.writings.find, told[kind]
    for typed in (str(ref), f" {kind} #{ref.id} ", f"{kind} {ref.id}".upper()):
        assert await find(typed, REI) == (ref,)
    message = MESSAGES[kind]
    link = f"https://discord.com/channels/{TEAROOM}/72/{message}"
    if kind in UNPOSTED:
        with pytest.raises(NotAWriting):
            await find(link, REI)
    else:
        for typed in (str(message), link, f" <{link}> "):
            assert await find(typed, REI) == (ref,)
    for reader, typed in ((KEN, link), (KEN, str(ref)), (REI, f"{kind} {ref.id + 1_000}"), (REI, "that one")):
        with pytest.raises(NotAWriting):
            await find(typed, reader)


async def test_the_newest_and_the_removed_are_suggested_without_their_words(
    services: Services, told: Told
) -> None:
    choices = services.writings.choices
    shown = {kind for kind in WritingKind if kind not in UNPOSTED}
    found = await choices("", TEAROOM, 25, down=False)
    assert {one.ref for one in found} == {told[kind] for kind in shown}
    assert all(one.words == () for one in found)
    reviews = await choices(" Review", TEAROOM, 25, down=False)
    assert [one.ref for one in reviews] == [told[WritingKind.REVIEW]]
    assert len(await choices("discussed", TEAROOM, 2, down=False)) == 2
    assert await choices("", ELSEWHERE, 25, down=False) == []
    assert await choices("", TEAROOM, 25, down=True) == []
    for kind in (WritingKind.SUBMISSION, WritingKind.REVIEW):
        await services.writings.take_down(told[kind], REI, NOW)
    down = [told[WritingKind.REVIEW], told[WritingKind.SUBMISSION]]
    assert [one.ref for one in await choices("", TEAROOM, 25, down=True)] == down
    found = await choices("", TEAROOM, 25, down=False)
    assert {one.ref for one in found} == {told[kind] for kind in shown - {WritingKind.REVIEW}}


@every
async def test_a_moderator_who_is_behind_is_asked_first(
    services: Services, dramas: list[Drama], told: Told, kind: WritingKind
) -> None:
    look, ref = services.writings.look, told[kind]
    withheld = await look(ref, REI)
    assert isinstance(withheld, Withheld)
    assert WORDS not in repr(withheld)
    label = withheld.label
    assert isinstance(await look(ref, REI, Consent(label.up_to, "other")), Withheld)
    agreed = await look(ref, REI, Consent(label.up_to, label.revision))
    assert isinstance(agreed, Cleared)
    assert WORDS in repr(agreed.shown.writing.words)
    await services.watching.seen_up_to(dramas[0], REI, 10, NOW)
    past = await look(ref, REI)
    assert isinstance(past, Cleared) is (kind is not WritingKind.REASON), "of two dramas, past both"
    await services.watching.seen_up_to(dramas[1], REI, 8, NOW)
    assert isinstance(await look(ref, REI), Cleared)


async def test_a_review_is_taken_down_on_one_server_alone(
    services: Services, dramas: list[Drama], told: Told
) -> None:
    """No server's moderators decide what the members of another one read."""
    there = replace(MIKA, guild_id=ELSEWHERE, settings=GuildSettings(ELSEWHERE))
    await services.reviews.write(dramas[0], ReviewForm(WORDS, WORDS, "3", "9"), there, NOW)
    await services.writings.take_down(told[WritingKind.REVIEW], REI, NOW)
    page = await services.reviews.page(dramas[0], KEN, ReviewSort.NEWEST, NOW, Begin(), private=True)
    assert page.total == 1
    alone = replace(JUN, guild_id=None, guilds=frozenset({TEAROOM}))
    both = replace(alone, guilds=frozenset({TEAROOM, ELSEWHERE}))
    assert await _counts(services, dramas[0], alone) == 0
    assert await _counts(services, dramas[0], both) == 1
    assert await _counts(services, dramas[0], replace(MIKA, guild_id=TEAROOM)) == 0, "not even its author"
    assert await _counts(services, dramas[0], replace(MIKA, guild_id=None)) == 1, "but for themselves"
    card = await services.cards.get(dramas[0].id, JUN, now=NOW)
    assert card.counts.reviews == 0


async def _counts(services: Services, drama: Drama, reader: Reader) -> int:
    try:
        page = await services.reviews.page(drama, reader, ReviewSort.NEWEST, NOW, Begin(), private=True)
    except NamidaError:
        return 0
    return page.total


@pytest.mark.parametrize("kind", POSTED)
async def test_what_still_stands_is_not_posted_again_and_what_does_not_is(
    services: Services, store: Database, told: Told, kind: WritingKind
) -> None:
    ref, writings = told[kind], services.writings
    await writings.take_down(ref, REI, NOW)
    asked = "SELECT name FROM chore WHERE asked_for IS NOT NULL AND name = ?"
    assert await rows(store, asked, CHORE) == [(CHORE,)], "its message is to be removed"
    await done(store, "UPDATE chore SET asked_for = NULL")
    await writings.bring_back(ref, REI, NOW, THREAD)
    assert await planned(store, str(kind)) == []
    assert await rows(store, asked, CHORE) == [(CHORE,)], "its message is to be brought up to date"

    await writings.take_down(ref, REI, NOW)
    await done(store, f"DELETE FROM posted WHERE kind = '{kind}'")
    await writings.bring_back(ref, REI, NOW, 701)
    ((target, _),) = await planned(store, str(kind))
    expected = {
        WritingKind.REVIEW: f"guild {TEAROOM} reviews",
        WritingKind.COMMENT: f"channel 701 guild {TEAROOM}",
        WritingKind.MARKED: f"channel 800 guild {TEAROOM}",
        WritingKind.SYNOPSIS: f"guild {TEAROOM} synopses",
    }
    assert target == expected[kind]


@pytest.mark.parametrize("kind", POSTED)
async def test_a_post_deleted_by_hand_takes_the_writing_down(
    services: Services, store: Database, told: Told, kind: WritingKind
) -> None:
    posts = {post.kind: post for post in await services.writings.posts(None, 10)}
    assert set(posts) == {str(one) for one in POSTED}
    for _ in range(2):  # found by two at once
        await services.writings.deleted_by_hand(posts[str(kind)], NOW)
        assert await services.writings.is_down(told[kind])
    lines = await rows(store, "SELECT actor_id, action, detail ->> 'how' FROM audit")
    assert lines == [(None, f"{kind}.taken_down", "message deleted by hand")]
    assert len(await planned(store, TAKEN_DOWN)) == 1
    assert len(await planned(store, REMOVED)) == 1
    await services.writings.bring_back(told[kind], REI, NOW, THREAD)
    assert len(await planned(store, str(kind))) == 1, "it is posted once more"


async def test_a_marked_message_whose_words_are_gone_stays_down(
    services: Services, store: Database, told: Told
) -> None:
    ref = told[WritingKind.MARKED]
    await services.writings.take_down(ref, REI, NOW)
    await done(store, "UPDATE marked SET text = ''")
    assert await services.writings.can_come_back(ref), "its repost may have them"
    await done(store, "DELETE FROM posted WHERE kind = 'marked'")
    assert not await services.writings.can_come_back(ref)
    with pytest.raises(WritingLost):
        await services.writings.bring_back(ref, REI, NOW)
    assert await services.writings.is_down(ref)
    assert await services.writings.can_come_back(told[WritingKind.QUOTE])
    assert not await services.writings.can_come_back(replace(told[WritingKind.QUOTE], id=10_000))


async def test_a_synopsis_that_was_replaced_does_not_come_back_over_the_other(
    services: Services, dramas: list[Drama], told: Told
) -> None:
    ref = told[WritingKind.SYNOPSIS]
    await services.writings.take_down(ref, REI, NOW)
    await services.synopses.write(dramas[0], 4, "Another text.", REI, NOW)
    with pytest.raises(WritingReplaced):
        await services.writings.bring_back(ref, REI, NOW)


async def test_its_moderators_are_those_of_the_channel_where_it_stands(
    services: Services, told: Told
) -> None:
    channels = {kind: await services.writings.channel_of(ref) for kind, ref in told.items()}
    assert channels[WritingKind.COMMENT] == BOARD, "its thread's"
    assert channels[WritingKind.REVIEW] == 72
    assert channels[WritingKind.SUBMISSION] == 73, "where synopses are posted"
    missing = replace(told[WritingKind.REASON], id=10_000)
    assert await services.writings.channel_of(missing) is None


async def test_the_place_of_a_comment_stays_for_its_answers(
    services: Services, store: Database, dramas: list[Drama], told: Told
) -> None:
    ref = told[WritingKind.COMMENT]
    spot = Spot(dramas[0].id, reply_to=ref.id)
    answer = await services.comments.write(dramas[0], spot, CommentForm("Answered."), THREAD, JUN, NOW)
    (post,) = [post for post in await services.writings.posts(None, 9) if post.kind == Kind.COMMENT]

    def stands(connection: sqlite3.Connection) -> None:
        thing = Thing(Kind.COMMENT, answer.id, dramas[0].id)
        message_ledger.stands(connection, thing, Place(TEAROOM, THREAD, 9_100))

    await store.write(stands)
    await services.writings.take_down(ref, REI, NOW)
    kept = await services.comments.posts.as_it_stands(post)
    assert kept is not None
    assert kept.comment.hidden
    assert kept.comment.text == ""
    outdated = "SELECT subject FROM posted WHERE kind = 'comment' AND turn = 0 ORDER BY subject"
    assert await rows(store, outdated) == [(ref.id,), (answer.id,)], "the answer names its author no more"
    shown = await services.comments.for_all(answer.id, TEAROOM)
    assert shown.answered is not None
    assert shown.answered.member_id is None
    await store.write(lambda connection: connection.execute("UPDATE posted SET shown = revision"))
    await services.comments.delete(answer.id, JUN)
    assert (ref.id,) in await rows(store, outdated), "without answers its place goes, too"
    assert await services.comments.posts.as_it_stands(post) is None
    assert await store.read(lambda connection: comments.seen(connection, ref.id, TEAROOM)) is None


LABELLED = [kind for kind in WritingKind if kind not in (WritingKind.SYNOPSIS, WritingKind.SUBMISSION)]


@pytest.mark.parametrize("kind", LABELLED)
async def test_a_label_is_corrected_and_every_message_follows(
    services: Services, store: Database, dramas: list[Drama], told: Told, kind: WritingKind
) -> None:
    ref, typed = told[kind], {dramas[0].id: "7"}
    writing, last = await services.writings.label(ref, REI)
    assert writing.words == ()
    assert last[dramas[0].id] == 10
    assert await services.writings.relabel(ref, typed, REI, NOW)
    assert not await services.writings.relabel(ref, typed, REI, NOW)
    assert (await services.writings.look(ref, REI)).shown.writing.labels == {dramas[0].id: 7}
    outdated = await rows(store, "SELECT kind FROM posted WHERE turn = 0")
    assert outdated == ([] if kind in UNPOSTED else [(str(kind),)])
    lines = await rows(store, "SELECT actor_id, action FROM audit")
    assert lines == [(REI.member_id, f"{kind}.relabelled")]
    for nothing in ("", "0", "no"):
        with pytest.raises(NamidaError) as refused:
            await services.writings.relabel(ref, {dramas[0].id: nothing}, REI, NOW)
        assert nothing or isinstance(refused.value, NotAnEpisode)


async def test_a_synopsis_has_no_label_of_its_own(services: Services, told: Told) -> None:
    for kind in set(WritingKind) - set(LABELLED):
        with pytest.raises(LabelFixed):
            await services.writings.relabel(told[kind], {}, REI, NOW)


async def test_what_its_author_deletes_meanwhile_is_over(
    services: Services, store: Database, dramas: list[Drama], told: Told
) -> None:
    """Its id may be given once more, to something that is not down."""
    ref = told[WritingKind.REASON]
    await services.writings.take_down(ref, REI, NOW)
    there = replace(MIKA, guild_id=ELSEWHERE)
    await services.recommending.suggest(dramas[1], dramas[0], REASON, there, NOW)
    await services.recommending.withdraw(ref.id, there)
    again = await services.recommending.suggest(dramas[0], dramas[1], REASON, MIKA, NOW)
    assert again.id == ref.id
    assert (await services.writings.look(ref, REI)).shown.writing.takedown is None
    history = await services.writings.history(ref, REI)
    assert history is not None
    assert history.removals == 1, "it is remembered"


async def test_moderators_see_what_its_author_wrote_here(services: Services, told: Told) -> None:
    history = await services.writings.history(told[WritingKind.QUOTE], REI)
    assert history is not None
    assert (history.author_id, history.writings, history.removals) == (MIKA.member_id, len(WritingKind), 0)
    assert history.since is not None
    await services.writings.take_down(told[WritingKind.REVIEW], REI, NOW)
    history = await services.writings.history(told[WritingKind.QUOTE], REI)
    assert history is not None
    assert (history.writings, history.removals) == (len(WritingKind) - 1, 1)
