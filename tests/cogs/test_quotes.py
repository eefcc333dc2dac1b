"""`/quote` and Save as quote: what is said in dramas, saved by members of a server."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.test_comments import begins, board, comment, thread_of  # noqa: F401 - the fixture
from tests.world import TEARS, TEARS_ID, World, everything_of, labels, put, readers_of, shown, stored, text_of

SAID = "I want to be somebody's strength."


@pytest.fixture(autouse=True)
async def unquoted(database: Database) -> None:
    """Nothing has been quoted yet, not even in the starter catalogue."""
    await put(database, "DELETE FROM quote")


async def test_a_quote_is_saved_and_read_by_all(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, speaker="Aya")
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    rows = await stored(
        database, "SELECT text, speaker, episode, guild_id FROM quote WHERE added_by IS NOT NULL"
    )
    assert rows == [(SAID, "Aya", None, world.guild.id)]
    read = await world.jun.slash(world.lounge, "quote random", title=TEARS)
    assert readers_of(world, read) == {"mika", "jun", "rei"}
    for told in (SAID, "— Aya", TEARS, f"<@{world.mika.id}>"):
        assert told in text_of(read)
    another = await world.rei.click(shown(read), label="Another")
    assert readers_of(world, another) == {"rei"}
    assert SAID in text_of(another)


async def test_the_same_quote_is_saved_once(world: World, database: Database) -> None:
    for member in (world.mika, world.jun):
        await member.slash(world.lounge, "quote add", title=TEARS, text=SAID)
    assert await stored(database, "SELECT added_by FROM quote WHERE text = ?", SAID) == [(world.mika.id,)]


async def test_a_servers_quotes_stay_there_and_the_catalogues_are_everywhere(
    world: World, database: Database
) -> None:
    await put(database, "INSERT INTO quote (drama_id, text) VALUES (2, 'From the catalogue.')")
    await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID)
    other = world.env.create_guild("Elsewhere")
    there = other.create_text_channel("hall")
    kim = other.add_member(world.env.create_user("kim"))
    nothing = await kim.slash(there, "quote random", title=TEARS)
    assert SAID not in everything_of(nothing)
    assert "has been quoted here yet" in text_of(nothing)
    known = await kim.slash(there, "quote random", title="2")
    assert "From the catalogue." in text_of(known)
    await kim.slash(there, "quote add", title=TEARS, text=SAID)
    assert len(await stored(database, "SELECT 1 FROM quote WHERE text = ?", SAID)) == 2


async def test_nothing_quoted_yet_says_how(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "quote random")
    assert "/quote add" in text_of(answer)
    assert readers_of(world, answer) == {"mika"}


async def test_what_is_no_quote_is_refused(world: World, database: Database) -> None:
    empty = await world.mika.slash(world.lounge, "quote add", title=TEARS, text="\u200b")
    assert "no text" in text_of(empty)
    beyond = await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, episode=12)
    assert "there is no 12" in text_of(beyond)
    long = await world.mika.slash(world.lounge, "quote add", title=TEARS, text="x" * 1_001)
    assert "at most" in text_of(long)
    alone = await world.mika.user.slash("quote add", title=TEARS, text=SAID)
    assert "on a server only" in text_of(alone)
    assert await stored(database, "SELECT * FROM quote WHERE added_by IS NOT NULL") == []


async def test_hostile_text_stays_what_it_is(world: World) -> None:
    text = "@everyone || bars || [link](https://evil.example)\u202e"
    answer = await world.mika.slash(world.lounge, "quote add", title=TEARS, text=text, speaker="**@here**")
    told = text_of(answer)
    assert "@everyone" not in told
    assert "@here" not in told
    assert "\\|\\| bars" in told
    assert "\\[link\\]" in told
    assert "\u202e" not in told


async def test_a_message_is_saved_as_a_quote(world: World, database: Database) -> None:
    message = await world.jun.send(world.lounge, SAID)
    form = await world.mika.context_menu(world.lounge, "Save as quote", message)
    assert begins(form) == {"title": "", "text": SAID, "speaker": "", "episode": ""}
    answer = await world.mika.submit_modal(
        form, {"title": "ichi ritto no namida", "text": SAID, "speaker": "Aya", "episode": "3"}
    )
    assert readers_of(world, answer) == {"mika"}
    assert "saved as a quote" in text_of(answer)
    rows = await stored(
        database, "SELECT drama_id, text, speaker, episode FROM quote WHERE added_by IS NOT NULL"
    )
    assert rows == [(int(TEARS_ID), SAID, "Aya", 3)]
    assert await stored(database, "SELECT * FROM draft") == []


async def test_in_a_dramas_thread_the_drama_is_known(
    world: World,
    database: Database,
    board: simcord.ChannelHandle,  # noqa: F811
) -> None:
    await comment(world, world.mika)
    there = thread_of(board)
    message = await world.jun.send(there, SAID)
    form = await world.mika.context_menu(there, "Save as quote", message)
    assert "title" not in begins(form)
    await world.mika.submit_modal(form, {"text": SAID})
    rows = await stored(database, "SELECT drama_id, text FROM quote WHERE added_by IS NOT NULL")
    assert rows == [(int(TEARS_ID), SAID)]


async def test_what_cannot_be_taken_stays_a_draft(world: World, database: Database) -> None:
    message = await world.jun.send(world.lounge, SAID)
    form = await world.mika.context_menu(world.lounge, "Save as quote", message)
    answer = await world.mika.submit_modal(form, {"title": TEARS, "text": SAID, "episode": "never"})
    assert "is no episode" in text_of(answer)
    assert "Go on writing" in labels(answer)
    again = await world.mika.click(shown(answer), label="Go on writing")
    assert begins(again) == {"title": TEARS, "text": SAID, "speaker": "", "episode": "never"}


async def test_a_message_without_text_is_no_quote(world: World) -> None:
    message = await world.jun.send(world.lounge, "", attachments=[("cat.png", b"\x89PNG")])
    answer = await world.mika.context_menu(world.lounge, "Save as quote", message)
    assert "no text" in text_of(answer)
