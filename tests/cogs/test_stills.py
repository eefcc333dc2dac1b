"""Pictures of reviews and comments, as members add them and others see them."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in
from tests.cogs.reviewing import read, write
from tests.sources import sent_pictures as sent
from tests.world import World, components, labels, shown, stored, text_of, walk

Seen = simcord.InteractionResult | discord.Message
GALLERY = 12


@pytest.fixture
async def reviews(world: World) -> simcord.ChannelHandle:
    """A channel for reviews, as the moderators have set it."""
    made = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=made)
    return made


def pictures_of(seen: Seen) -> list[tuple[str, str, bool]]:
    """The pictures of a message: name, alternative text, and whether a bar is over each."""
    return [
        (
            item["media"]["url"].rpartition("/")[2].partition("?")[0],
            item["description"],
            covered and item["spoiler"],
        )
        for part, covered in walk(components(seen))
        if part["type"] == GALLERY
        for item in part["items"]
    ]


async def add(
    member: simcord.MemberActor, seen: Any, *files: bytes, alts: tuple[str, ...] = ("A girl in the rain",)
) -> simcord.InteractionResult:
    """Press Pictures and send the form with these files."""
    form = await member.click(seen, label="Pictures")
    named = [(f"IMG_{number}.png", content) for number, content in enumerate(files)]
    typed: dict[str, Any] = {f"alt{number}": alt for number, alt in enumerate(alts, 1)}
    return await member.submit_modal(form, {**typed, **({"files": named} if named else {})})


async def attached(message: discord.Message) -> list[bytes]:
    return [await file.read() for file in message.attachments]


async def test_a_comments_pictures_stand_under_its_bar_and_go_with_it(
    world: World, board: simcord.ChannelHandle, database: Database
) -> None:
    answer = await comment(world, world.mika, spoils="3")
    assert "Pictures" in labels(answer)
    saved = await add(
        world.mika, shown(answer), sent.with_metadata("JPEG"), sent.plain("PNG"), alts=("Rain", "Red")
    )
    assert "2 pictures" in text_of(saved)
    await world.env.settle()
    (message,) = comments_in(board)
    assert [(alt, covered) for _, alt, covered in pictures_of(message)] == [("Rain", True), ("Red", True)]
    files = await attached(message)
    assert all(file[8:12] == b"WEBP" and sent.SECRET not in file for file in files)
    assert [name.startswith("SPOILER_picture-") for name, _, _ in pictures_of(message)] == [True, True]

    # A like uploads nothing again, and takes nothing away.
    await world.jun.click(message, label="Like")
    (message,) = comments_in(board)
    assert len(pictures_of(message)) == len(message.attachments) == 2

    # Only its author may change them.
    offered = await world.jun.click(message, label="…")
    assert labels(offered) == ["Report", "Cancel"]

    # A server that seals what spoils shows none of it; who asks is asked first.
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.env.advance_time(60)
    (message,) = comments_in(board)
    assert pictures_of(message) == [] == message.attachments
    asked = await world.jun.click(message, label="Read")
    assert pictures_of(asked) == []
    told = await world.jun.click(shown(asked), label="Show anyway")
    assert [alt for _, alt, _ in pictures_of(told)] == ["Rain", "Red"]

    # What a moderator removes takes its pictures along.
    mine = await world.mika.click(message, label="…")
    await world.mika.click(shown(mine), label="Delete it")
    await world.env.settle()
    assert await stored(database, "SELECT count(*) FROM still") == [(0,)]
    assert await stored(database, "SELECT count(*) FROM still_room") == [(0,)]


async def test_a_reviews_pictures_are_described_replaced_and_removed(
    world: World, reviews: simcord.ChannelHandle, database: Database
) -> None:
    answer = await write(world, world.mika)
    await add(world.mika, shown(answer), sent.plain("PNG"), sent.plain("GIF"), alts=("One", "Two"))
    await world.env.settle()
    (post,) = reviews.history()
    assert [(alt, covered) for _, alt, covered in pictures_of(post)] == [("One", False), ("Two", False)]
    page = await read(world, world.jun)
    assert [alt for _, alt, _ in pictures_of(page)] == ["One", "Two"]

    # Without a file the texts are changed.
    own = await read(world, world.mika, private=True)
    await add(world.mika, shown(own), alts=("The first", "Two"))
    await world.env.settle()
    (post,) = reviews.history()
    assert [alt for _, alt, _ in pictures_of(post)] == ["The first", "Two"]

    # A moderator reads the report with its pictures, and removes all of it.
    await world.jun.submit_modal(await world.jun.click(post, label="Report"), {"why": "spam"})
    case = await world.rei.slash(world.lounge, "moderate queue")
    assert [alt for _, alt, _ in pictures_of(case)] == ["The first", "Two"]
    gone = await world.rei.click(shown(case), label="Remove")
    await world.rei.submit_modal(gone, {"why": "spam"})
    await world.env.settle()
    assert reviews.history() == []

    # Without a file and without a text they are removed.
    removed = await add(world.mika, shown(answer), alts=("", "", ""))
    assert "removed" in text_of(removed)
    assert await stored(database, "SELECT count(*) FROM still") == [(0,)]


async def test_what_is_not_taken_is_told_and_changes_nothing(world: World, database: Database) -> None:
    answer = shown(await write(world, world.mika))
    for content, told in (
        (b"MZ\x90 no picture", "whatever its name says"),
        (sent.animated("GIF"), "moves"),
        (sent.plain()[:60], "damaged"),
        (sent.png_of_size(60_000, 60_000), "too many pixels"),
    ):
        assert told in text_of(await add(world.mika, answer, content))
    for unseen in ("\u200b", "\u2800 \u3164"):
        assert "what picture 1 shows" in text_of(await add(world.mika, answer, sent.plain(), alts=(unseen,)))
    assert "what picture 2 shows" in text_of(await add(world.mika, answer, sent.plain(), sent.plain()))
    assert "no picture in the form" in text_of(await add(world.mika, answer))
    assert await stored(database, "SELECT count(*) FROM still") == [(0,)]
