"""Messages marked as spoilers: who may mark, read, correct and delete one, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.blocks import Block
from bot.domain.consent import Withheld
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.marked import FileCarried, FileThere, Original, ThreadPlace
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post, PostState, Target
from bot.domain.progress import Status
from bot.domain.screening import Entry
from bot.domain.spoilers import Policy, Shape, shape
from bot.domain.writings import WritingKind, WritingRef
from bot.errors import (
    AlreadyMarked,
    Blocked,
    EpisodeOutOfRange,
    FilesTooLarge,
    MarkedGone,
    NothingToMark,
    NotYourMessage,
)
from bot.services.board.marking import ASKED_FOR, EVERY
from bot.services.container import Services
from bot.store.database import Database
from bot.store.guilds import guilds
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, added, rows, under

ROOM, CHANNEL, REPOST = 100, 800, 9_000
PICTURE = FileThere("https://cdn.example/a.png", "a.png", ROOM)
WORDS = Original(1_000, TEAROOM, CHANNEL, MIKA.member_id, "She dies.")


@pytest.fixture
async def dramas(store: Database) -> list[Drama]:
    return await added(store, CatalogueEntry("Told", episodes=10), CatalogueEntry("Meant", episodes=8))


@pytest.fixture
async def drama(dramas: list[Drama]) -> Drama:
    return dramas[0]


async def mark(services: Services, drama: Drama, original: Original = WORDS, by: Reader = JUN) -> int:
    """Jun marks a message of Mika's up to the third episode."""
    await services.marking.ask(original, by, NOW, room=ROOM)
    await services.marking.plan(original, drama, 3, (), by, NOW)
    return original.message_id


async def audited(store: Database) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT actor_id, action, subject, detail FROM audit ORDER BY id")


async def test_what_can_be_marked(services: Services, drama: Drama) -> None:
    with pytest.raises(NothingToMark):
        await services.marking.ask(Original(1, TEAROOM, CHANNEL, 1, " \n"), JUN, NOW, room=ROOM)
    with pytest.raises(FilesTooLarge):
        await services.marking.ask(Original(1, TEAROOM, CHANNEL, 1, "", (PICTURE,)), JUN, NOW, room=ROOM - 1)
    with_file = Original(1, TEAROOM, CHANNEL, 1, "", (PICTURE,))
    assert await services.marking.ask(with_file, JUN, NOW, room=ROOM) is None
    assert await services.marking.asked(1, JUN) == with_file
    with pytest.raises(MarkedGone):
        await services.marking.asked(1, REI)
    await services.marking.ask(with_file, REI, NOW, room=ROOM)  # who asks last has the question
    with pytest.raises(MarkedGone):
        await services.marking.plan(with_file, drama, 3, (), JUN, NOW)
    with pytest.raises(EpisodeOutOfRange):
        await services.marking.plan(with_file, drama, 11, (), REI, NOW)
    await services.marking.plan(with_file, drama, 3, (), REI, NOW)
    with pytest.raises(AlreadyMarked):
        await services.marking.ask(with_file, JUN, NOW, room=ROOM)


async def test_a_thread_tells_which_drama_and_episode(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.watching.set(drama, JUN, Status.WATCHING, 3, NOW)
    for last, told in ((4, 4), (0, 3)):
        await store.write(lambda connection, last=last: connection.execute(  # type: ignore[misc]
            "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, channel_id, thread_id)"
            f" VALUES ({TEAROOM}, {drama.id}, {last}, {last}, 70, {700 + last})"
        ))  # fmt: skip
        there = Original(WORDS.message_id, TEAROOM, 700 + last, 1, "She dies.")
        assert await services.marking.ask(there, JUN, NOW, room=ROOM) == ThreadPlace(drama, told)


async def test_marking_plans_one_repost_and_is_audited(
    services: Services, store: Database, drama: Drama
) -> None:
    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    ident = await mark(services, drama)
    assert len(woken) == 1
    assert await rows(store, "SELECT target, payload FROM outbox WHERE kind = 'marked'") == [
        (f"channel {CHANNEL} guild {TEAROOM}", f'{{"message": {ident}}}')
    ]
    detail = f'{{"author": {MIKA.member_id}, "drama": {drama.id}, "episode": 3}}'
    assert await audited(store) == [(JUN.member_id, "message.marked", str(ident), detail)]


async def test_one_reader_alone_reads_it_by_how_far_they_are(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.marking.ask(WORDS, JUN, NOW, room=ROOM)
    with pytest.raises(MarkedGone):
        await services.marking.read(WORDS.message_id, MIKA)
    await services.marking.plan(WORDS, drama, 3, (), JUN, NOW)
    for policy in Policy:
        assert not isinstance(await services.marking.read(WORDS.message_id, under(policy, MIKA)), Withheld)
        assert isinstance(await services.marking.read(WORDS.message_id, under(policy, REI)), Withheld)
    await services.watching.set(drama, REI, Status.WATCHING, 3, NOW)
    past = await services.marking.read(WORDS.message_id, REI)
    assert not isinstance(past, Withheld)
    assert past.shown.standing is not None and past.shown.standing.episode == 3
    with pytest.raises(MarkedGone):
        await services.marking.read(WORDS.message_id, KEN)
    await store.write(lambda connection: connection.execute("UPDATE marked SET text = ''"))
    with pytest.raises(MarkedGone):
        await services.marking.read(WORDS.message_id, MIKA)


async def test_its_author_and_moderators_delete_it(services: Services, store: Database, drama: Drama) -> None:
    ident = await mark(services, drama)
    for refused in (
        services.marking.check_own(ident, JUN, moderates=False),
        services.marking.label(ident, JUN, moderates=False),
        services.marking.take_away(ident, REPOST, JUN, NOW, moderates=False),
        services.marking.correct(ident, REPOST, drama, 4, JUN, NOW, moderates=False),
    ):
        with pytest.raises(NotYourMessage):
            await refused
    for reader, moderates in ((MIKA, False), (REI, True)):
        await services.marking.check_own(ident, reader, moderates=moderates)
        told = await services.marking.label(ident, reader, moderates=moderates)
        assert told == ThreadPlace(drama, 3)
    await services.marking.take_away(ident, REPOST, MIKA, NOW, moderates=False)
    to_remove = "SELECT subject, message_id FROM posted WHERE kind = 'marked' AND revision > shown"
    assert await rows(store, to_remove) == [(ident, REPOST)], "its repost, which no one had noted"
    with pytest.raises(MarkedGone):
        await services.marking.check_own(ident, MIKA, moderates=False)
    await mark(services, drama)
    before = await audited(store)
    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    await services.marking.take_away(ident, REPOST, REI, NOW, moderates=True)
    assert len(woken) == 1
    detail = f'{{"author": {MIKA.member_id}}}'
    assert await audited(store) == [*before, (REI.member_id, "message.unmark", str(ident), detail)]
    assert [action for _, action, *_ in before] == ["message.marked"] * 2, "one's own is no act of moderators"


async def test_a_label_is_corrected_once(services: Services, store: Database, dramas: list[Drama]) -> None:
    told, meant = dramas
    ident = await mark(services, told)
    woken: list[None] = []
    services.outbox.on_change = lambda: woken.append(None)
    with pytest.raises(EpisodeOutOfRange):
        await services.marking.correct(ident, REPOST, meant, 9, MIKA, NOW, moderates=False)
    assert woken == []
    for _ in range(2):
        await services.marking.correct(ident, REPOST, meant, 8, MIKA, NOW, moderates=False)
        assert len(await audited(store)) == 2, "the mark, and the correction once"
    assert len(woken) == 2
    posted = "SELECT subject, message_id FROM posted WHERE kind = 'marked'"
    assert await rows(store, posted) == [(ident, REPOST)], "an earlier version did not note it"
    assert await services.marking.label(ident, MIKA, moderates=False) == ThreadPlace(meant, 8)
    detail = f'{{"author": {MIKA.member_id}, "drama": {meant.id}, "episode": 8}}'
    (_, corrected) = await audited(store)
    assert corrected == (MIKA.member_id, "message.corrected", str(ident), detail)
    await store.write(lambda connection: connection.execute("UPDATE drama SET hidden = 1"))
    assert await services.marking.label(ident, MIKA, moderates=False) is None


async def test_a_question_without_an_answer_is_forgotten(
    services: Services, store: Database, drama: Drama
) -> None:
    await mark(services, drama, Original(2_000, TEAROOM, CHANNEL, MIKA.member_id, "He lives."))
    await services.marking.ask(WORDS, JUN, NOW, room=ROOM)
    assert await services.marking.tidy(NOW + ASKED_FOR) == NOW + ASKED_FOR + EVERY
    assert await services.marking.known(WORDS.message_id)
    await services.marking.tidy(NOW + ASKED_FOR + timedelta(seconds=1))
    assert not await services.marking.known(WORDS.message_id)
    assert await services.marking.known(2_000)


async def test_words_are_kept_before_a_repost_loses_them(
    services: Services, store: Database, drama: Drama
) -> None:
    ident = await mark(services, drama)
    alone = await services.marking.read(ident, MIKA)
    assert not isinstance(alone, Withheld)
    held = alone.shown
    await store.write(lambda connection: connection.execute("UPDATE marked SET text = ''"))
    assert await services.marking.keep(held.without_words()) is None
    files = (FileCarried("file-1.png", b"a"),)
    kept = await services.marking.keep(type(held)(
        held.message_id, held.author_id, held.drama, held.episode, "She dies.", files, held.shape
    ))  # fmt: skip
    assert kept is not None
    assert (kept.text, kept.files, kept.shape) == ("She dies.", files, held.shape)
    await store.write(lambda connection: connection.execute("UPDATE drama SET hidden = 1"))
    assert await services.marking.keep(held) is None, "no one reads it any more"


async def test_a_blocked_member_marks_nothing(services: Services, drama: Drama) -> None:
    blocked = replace(JUN, block=Block(TEAROOM, NOW + timedelta(days=1), "Insults."))
    await services.marking.ask(WORDS, JUN, NOW, room=ROOM)
    with pytest.raises(Blocked):
        await services.marking.plan(WORDS, drama, 3, (), blocked, NOW)


async def test_files_alone_are_a_message_too(services: Services, store: Database, drama: Drama) -> None:
    await services.words.add(TEAROOM, REI.member_id, Entry.WORD, ["rascal"], NOW)
    only = Original(3_000, TEAROOM, CHANNEL, MIKA.member_id, "", (PICTURE,))
    await services.marking.ask(only, JUN, NOW, room=ROOM)  # a picture without a description
    await services.marking.plan(only, drama, 3, (FileCarried("a.png", b"a"),), JUN, NOW)
    alone = await services.marking.read(3_000, MIKA)
    assert not isinstance(alone, Withheld)
    assert [file.content for file in alone.shown.files] == [b"a"]


@pytest.mark.parametrize("policy", Policy)
async def test_a_repost_hides_as_its_server_wants_it(
    services: Services, store: Database, drama: Drama, policy: Policy
) -> None:
    ident = await mark(services, drama)
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"policy": policy}))
    target = Target(guild_id=TEAROOM, channel_id=CHANNEL)
    post = Post(1, "a key", "marked", target, NOW, {"message": ident}, PostState.CLAIMED)
    shown = await services.marking.to_post(post)
    assert shown is not None
    assert (shown.text, shown.shape) == ("She dies.", shape(policy, None, 3))
    assert await rows(store, "SELECT sealed FROM marked") == [(shown.shape is Shape.ASK,)]
    assert await services.marking.to_post(replace(post, target=Target(channel_id=CHANNEL))) is None
    await services.writings.take_down(WritingRef(WritingKind.MARKED, ident, TEAROOM), REI, NOW)
    assert await services.marking.to_post(post) is None
    await services.marking.forget(ident)
    assert not await services.marking.known(ident)
    assert await services.marking.to_post(post) is None


async def sent(services: Services, store: Database) -> None:
    """The repost that waits is sent; the original is to be removed."""
    (post,) = await services.outbox.claim(NOW, "me", timedelta(minutes=2), 1)
    assert await services.marking.to_post(post) is not None
    await services.outbox.sent(post, "me", NOW, CHANNEL, REPOST)


async def outdated(services: Services) -> dict[str, Posted]:
    return {post.kind: post for post in await services.ledger.outdated(NOW, 9)}


async def test_what_a_repost_holds_itself_is_kept_no_longer(
    services: Services, store: Database, drama: Drama
) -> None:
    ident = await mark(services, drama)
    await sent(services, store)
    found = await outdated(services)
    assert set(found) == {Kind.ORIGINAL}
    await services.marking.removed(found[Kind.ORIGINAL])
    assert await outdated(services) == {}
    kept = "SELECT state, sealed, text FROM marked"
    assert await rows(store, kept) == [("done", 0, "")]
    await services.marking.correct(ident, REPOST, drama, 4, MIKA, NOW, moderates=False)
    repost = (await outdated(services))[Kind.MARKED]
    shown = await services.marking.as_it_stands(repost)
    assert shown is not None
    assert (shown.episode, shown.shape, shown.text) == (4, Shape.BARS, ""), "the repost alone has its words"
    for shape_now, sealed in ((Shape.ASK, 1), (Shape.BARS, 0)):
        await services.marking.showing(repost, shape_now)
        assert await outdated(services) == {}
        assert await rows(store, "SELECT sealed FROM marked") == [(sealed,)]
    await store.write(lambda connection: guilds.put(connection, TEAROOM, {"policy": Policy.SEALED.value}))
    shown = await services.marking.as_it_stands(repost)
    assert shown is not None
    assert shown.shape is Shape.ASK
    assert await services.marking.as_it_stands(replace(repost, subject=ident + 1)) is None
    await services.marking.channel_gone(replace(repost, message_id=REPOST + 1))
    assert await services.marking.known(ident), "another message went"
    await services.marking.channel_gone(repost)
    assert not await services.marking.known(ident)
