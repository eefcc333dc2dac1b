"""`/privacy` as members use it: they see what is kept, take it along, and take it away."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass

import discord
import pytest
import simcord

from bot.domain.privacy.kept import KEPT
from bot.domain.privacy.other_rows import MENTIONS
from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.cogs.reviewing import write
from tests.world import TEARS, Restart, World, labels, put, readers_of, shown, stored, text_of

SAID = "Mika's own words about the letter"
ANSWER = "Jun agrees with all of it"
OF_OTHERS = "Jun's words in the lounge"


@dataclass(frozen=True)
class Story:
    """Mika and Jun have used everything that keeps something."""

    comment: discord.Message
    answer: discord.Message


@pytest.fixture
async def story(world: World, board: simcord.ChannelHandle) -> Story:
    mika, jun, lounge = world.mika, world.jun, world.lounge
    for member in (mika, jun):
        await member.slash(lounge, "rate", title=TEARS, overall="9", story="8")
        await member.slash(lounge, "watch set", title=TEARS, status="watching", episode=3)
        await member.slash(lounge, "airing follow", title=TEARS)
        await write(world, member, text=f"{member.name} was here")
    await mika.slash(lounge, "profile edit", country="JP", list="everyone")
    await comment(world, mika, SAID)
    (first,) = comments_in(board)
    form = await jun.click(first, label="Reply")
    await jun.submit_modal(form, {"text": ANSWER})
    await world.env.settle()
    await mika.click(comments_in(board)[1], label="Like")
    await mika.slash(lounge, "quote add", title=TEARS, text=f"{SAID} once more", episode=1)
    for member, author, text in ((jun, mika, SAID), (mika, jun, OF_OTHERS)):
        message = await author.send(lounge, text)
        form = await member.context_menu(lounge, "Save as quote", message)
        await member.submit_modal(form, {"title": TEARS, "text": text, "episode": "1"})
    form = await mika.slash(lounge, "recommend suggest", title=TEARS, other="Nobuta wo Produce")
    await mika.submit_modal(form, {"reason": SAID})
    await world.env.settle()
    first, answer = comments_in(board)
    return Story(first, answer)


async def delete(world: World, member: simcord.MemberActor, word: str) -> simcord.InteractionResult:
    question = await member.slash(world.lounge, "privacy delete")
    assert readers_of(world, question) == {member.name}
    form = await member.click(shown(question), label="Delete everything")
    answer = await member.submit_modal(form, {"word": word})
    await world.env.settle()
    return answer


async def places_of(database: Database, needle: object) -> set[tuple[str, str]]:
    """Every column of the database in which something stands."""
    found = set()
    for (table,) in await stored(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for (column,) in await stored(database, "SELECT name FROM pragma_table_info(?)", table):
            at = await stored(
                database, f"SELECT 1 FROM {table} WHERE instr({column}, ?) LIMIT 1", str(needle)
            )
            if at:
                found.add((table, column))
    return found


@pytest.mark.usefixtures("story")
async def test_every_place_with_a_member_is_in_the_table(world: World, database: Database) -> None:
    """What the members' walk has stored, and where the table of `domain/privacy` says it is."""
    named = {(kept.table, column) for kept in KEPT for column in (kept.owner, *kept.words)}
    named |= {(mentions.table, column) for mentions in MENTIONS for column in mentions.columns}
    for needle in (world.mika.id, world.jun.id, SAID, ANSWER, OF_OTHERS):
        assert await places_of(database, needle) <= named


@pytest.mark.usefixtures("story")
async def test_a_member_sees_what_is_kept(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "privacy show")
    assert readers_of(world, answer) == {"mika"}
    told = text_of(answer)
    for kind in (
        "Your scores",
        "Your reviews",
        "Your comments",
        "Quotes that others saved from your messages",
    ):
        assert kind in told
    world.speaks(world.mika, "ja")
    assert "あなたのレビュー" in text_of(await world.mika.slash(world.lounge, "privacy show"))
    nothing = await world.rei.slash(world.lounge, "privacy show")
    assert "Your reviews" not in text_of(nothing)


async def test_a_member_deletes_what_others_saved_of_their_messages(
    world: World, database: Database, story: Story
) -> None:
    answer = await world.mika.slash(world.lounge, "privacy show")
    mine = await world.mika.click(shown(answer), label="Quotes of your messages")
    assert SAID in text_of(mine)
    assert OF_OTHERS not in text_of(mine)
    gone = await world.mika.click(shown(mine), label="Delete it")
    assert "No one has saved a quote" in text_of(gone)
    rows = await stored(
        database, "SELECT text FROM quote WHERE added_by IN (?, ?)", world.mika.id, world.jun.id
    )
    assert sorted(text for (text,) in rows) == sorted([f"{SAID} once more", OF_OTHERS])
    assert story.comment.id


@pytest.mark.usefixtures("story")
async def test_a_member_takes_everything_along(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "privacy export")
    assert readers_of(world, answer) == {"mika"}
    (file,) = shown(answer).attachments
    with zipfile.ZipFile(io.BytesIO(await file.read())) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert json.loads(files["comment.json"])[0]["text"] == SAID
    assert TEARS in files["list.csv"]
    for others in (ANSWER, OF_OTHERS[:3] + " agrees", str(world.jun.id), str(world.rei.id)):
        assert others not in "".join(files.values())
    again = await world.jun.slash(
        world.lounge, "watch import", file=("list.csv", files["list.csv"].encode("utf-8-sig"))
    )
    assert "This is what the file would do" in text_of(again)


async def test_everything_goes_and_answers_stay(
    world: World, database: Database, board: simcord.ChannelHandle, story: Story
) -> None:
    wrong = await delete(world, world.mika, "please")
    assert "Nothing was deleted" in text_of(wrong)
    assert len(comments_in(board)) == 2
    done = await delete(world, world.mika, " delete ")
    assert "It is done" in text_of(done)
    assert labels(done) == []
    await world.env.advance_time(120)
    assert await places_of(database, world.mika.id) == set()
    assert await places_of(database, SAID) == set()
    (answer,) = comments_in(board)
    assert answer.id == story.answer.id
    assert "reply to a deleted comment" in text_of(answer)
    assert ANSWER in text_of(answer)
    assert SAID not in "".join(message.content for message in thread_of(board).history())
    ratings = await stored(database, "SELECT DISTINCT scores, watchers FROM standing")
    assert ratings == [(0, 1)], (
        "Jun watches it still, and the score of a member who has not finished does not count"
    )
    assert await stored(database, "SELECT likes FROM comment") == [(0,)]
    assert await stored(database, "SELECT actor_id FROM audit WHERE action = 'privacy.delete'") == [(None,)]
    back = text_of(await world.mika.slash(world.lounge, "privacy show"))
    assert "Your settings" in back, "a member who uses it again is known again, from now on"
    assert "Your scores" not in back
    assert "Your scores" in text_of(await world.jun.slash(world.lounge, "privacy show"))


async def test_what_was_begun_ends_after_a_restart(
    world: World, database: Database, restart: Restart, story: Story
) -> None:
    await put(
        database,
        "INSERT INTO deletion (member_id, asked_at) VALUES (?, '2026-01-01T00:00:00Z')",
        world.mika.id,
    )
    await restart()
    await world.env.advance_time(120)
    assert await places_of(database, world.mika.id) == set()
    assert await places_of(database, SAID) == set()
    assert story.answer.id
