"""`/quote` and Save as quote: what is said in dramas, saved by members of a server."""

from __future__ import annotations

import json

import pytest
import simcord

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.commenting import comment, thread_of
from tests.world import (
    TEARS,
    TEARS_ID,
    World,
    begins,
    button,
    everything_of,
    hidden_text_of,
    labels,
    menu,
    more,
    old_button,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

SAID = "I want to be somebody's strength."


@pytest.fixture(autouse=True)
async def unquoted(database: Database) -> None:
    """Nothing has been quoted yet, not even in the starter catalogue."""
    await put(database, "DELETE FROM quote")


async def test_a_quote_is_saved_and_read_by_all(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, speaker="Aya")
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    assert "Saved. </quote random:" in text_of(answer)
    rows = await stored(
        database, "SELECT text, speaker, episode, guild_id FROM quote WHERE added_by IS NOT NULL"
    )
    assert rows == [(SAID, "Aya", None, world.guild.id)]
    read = await world.jun.slash(world.lounge, "quote random", title=TEARS)
    assert readers_of(world, read) == {"mika", "jun", "rei"}
    for told in (SAID, "— Aya", TEARS, f"<@{world.mika.id}>"):
        assert told in text_of(read)
    assert "Saved." not in text_of(read)
    another = await world.rei.click(shown(read), label="Another")
    assert readers_of(world, another) == {"rei"}
    assert SAID in text_of(another)


async def test_a_quote_becomes_a_picture_until_it_spoils(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, speaker="Aya")
    read = shown(await world.jun.slash(world.lounge, "quote random", title=TEARS))
    picture = await world.rei.click(read, label="As a picture")
    assert readers_of(world, picture) == {"mika", "jun", "rei"}
    assert SAID not in text_of(picture)
    galleries = (part["items"] for part, _ in walk(shown(picture).components) if part["type"] == 12)
    ((item,),) = galleries
    assert item["description"] == f"A quote from 1リットルの涙 (2005). Aya: {SAID}"
    assert "/quote-" in item["media"]["url"]
    assert "As a picture" not in labels(picture)

    # To the reader alone where the quote is theirs alone.
    alone = await world.rei.click(shown(picture), label="Another")
    assert readers_of(world, await world.rei.click(shown(alone), label="As a picture")) == {"rei"}

    # It follows its quote: as soon as that spoils, the picture goes, and no button makes another.
    await put(database, "UPDATE quote SET episode = 3 WHERE text = ?", SAID)
    await world.env.advance_time(120)
    posts = [post for post in world.lounge.history() if "· Quote" in text_of(post)]
    assert len(posts) == 3
    for post in posts:
        assert not post.attachments
        assert SAID in hidden_text_of(post)
        assert "As a picture" not in labels(post)
    ((quote_id,),) = await stored(database, "SELECT id FROM quote WHERE text = ?", SAID)
    before = posted_before(world, screen(row(old_button("As a picture", "quotepicture", quote_id, 0))))
    refused = await world.jun.click(before, label="As a picture")
    assert "this quote spoils up to episode 3" in text_of(refused)
    assert readers_of(world, refused) == {"jun"}


async def test_the_same_quote_is_saved_once(world: World, database: Database) -> None:
    for member in (world.mika, world.jun):
        answer = await member.slash(world.lounge, "quote add", title=TEARS, text=SAID)
    assert "This quote is already saved." in text_of(answer)
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
    assert "No quotes from" in text_of(nothing)
    known = await kim.slash(there, "quote random", title="2")
    assert "From the catalogue." in text_of(known)
    await kim.slash(there, "quote add", title=TEARS, text=SAID)
    assert len(await stored(database, "SELECT 1 FROM quote WHERE text = ?", SAID)) == 2


async def test_a_dramas_quotes_are_listed_up_to_where_their_reader_is(
    world: World, database: Database
) -> None:
    for number in range(1, 8):
        await put(
            database,
            "INSERT INTO quote (drama_id, text, speaker, episode) VALUES (1, ?, 'Aya', ?)",
            f"Line {number}.",
            number,
        )
    await put(database, "INSERT INTO quote (drama_id, text) VALUES (1, 'Just being alive.')")
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=5)
    answer = shown(await world.jun.slash(world.lounge, "quote list", title=TEARS))
    assert readers_of(world, answer) == {"jun"}
    first = text_of(answer)
    assert "6 quotes, up to where you are" in first
    assert "2 more tell of later episodes." in first
    assert first.index("> 「Just being alive.」") < first.index("> 「Line 1.」\n— Aya\n-# Episode 1")
    await world.jun.click(answer, label="Next")
    assert "> 「Line 5.」" in text_of(answer)
    opened = menu(answer, "quoteread")
    whole = await world.jun.select(answer, [opened["options"][0]["value"]], custom_id=opened["custom_id"])
    assert readers_of(world, whole) == {"jun"}
    # The quote is what one looks at first; the drama stands below it.
    assert text_of(whole).startswith("# 「Line 5.」\n— Aya")
    assert f"**{TEARS}** · 1リットルの涙 · 2005" in text_of(whole)

    nothing = await world.mika.slash(world.lounge, "quote list", title=TEARS)
    assert "1 quote, up to where you are" in text_of(nothing)
    assert "Line" not in everything_of(nothing)
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    labelled = {option["value"]: option["label"] for option in menu(card, "more:")["options"]}
    assert labelled["quotes"] == "Quotes (8)"
    own = await more(world.jun, card, "quotes")
    assert readers_of(world, own) == {"jun"}
    assert "6 quotes, up to where you are" in text_of(own)
    none = await world.mika.slash(world.lounge, "quote list", title="2")
    assert "No quotes from" in text_of(none)


async def test_a_card_quotes_what_everyone_may_read(world: World, database: Database) -> None:
    """A public card quotes no member; one's own also has what the server saved. Neither spoils."""
    await put(database, "INSERT INTO quote (drama_id, text, episode) VALUES (1, 'She goes.', 11)")
    await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    public = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "「" not in everything_of(public)
    own = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert f"> 「{SAID}」" in text_of(own)
    await put(database, "INSERT INTO quote (drama_id, text) VALUES (1, 'One.')")
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert "> 「One.」" in text_of(card)


async def test_nothing_quoted_yet_says_how(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "quote random")
    assert "/quote add" in text_of(answer)
    assert readers_of(world, answer) == {"mika"}


async def test_what_is_no_quote_is_refused(world: World, database: Database) -> None:
    empty = await world.mika.slash(world.lounge, "quote add", title=TEARS, text="\u200b")
    assert "That quote has no visible characters" in text_of(empty)
    for episode in (0, -1):
        refused = await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, episode=episode)
        assert "has episodes 1 to 11" in text_of(refused)
        assert readers_of(world, refused) == {"mika"}
    beyond = await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, episode=12)
    assert "There is no episode 12" in text_of(beyond)
    with pytest.raises(simcord.SetupError, match="1000"):  # Discord refuses it while it is typed
        await world.mika.slash(world.lounge, "quote add", title=TEARS, text="x" * 1_001)
    alone = await world.mika.user.slash("quote add", title=TEARS, text=SAID)
    assert "only on a server that Namida is on" in text_of(alone)
    assert await stored(database, "SELECT * FROM quote WHERE added_by IS NOT NULL") == []


async def test_hostile_text_stays_what_it_is(world: World) -> None:
    text = "@everyone || bars || [link](https://evil.example)\u202e"
    answer = await world.mika.slash(
        world.lounge, "quote add", title=TEARS, text=text, speaker="**@here**", episode=1
    )
    told = hidden_text_of(answer)
    assert "bars" not in text_of(answer)
    assert "@everyone" not in everything_of(answer)
    assert "@here" not in everything_of(answer)
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
    board: simcord.ChannelHandle,
) -> None:
    await comment(world, world.mika)
    there = thread_of(board)
    message = await world.jun.send(there, SAID)
    form = await world.mika.context_menu(there, "Save as quote", message)
    assert begins(form) == {"text": SAID, "speaker": "", "episode": ""}
    await put(database, "UPDATE thread SET first_episode = 1, last_episode = 4")
    form = await world.mika.context_menu(there, "Save as quote", message)
    assert begins(form)["episode"] == "4", "in the thread of a batch it may well spoil that far"
    await world.mika.submit_modal(form, {"text": SAID})
    rows = await stored(database, "SELECT drama_id, text FROM quote WHERE added_by IS NOT NULL")
    assert rows == [(int(TEARS_ID), SAID)]


async def test_what_cannot_be_taken_stays_a_draft(world: World, database: Database) -> None:
    message = await world.jun.send(world.lounge, SAID)
    form = await world.mika.context_menu(world.lounge, "Save as quote", message)
    answer = await world.mika.submit_modal(form, {"title": TEARS, "text": SAID, "episode": "never"})
    assert "isn't an episode" in text_of(answer)
    assert "Continue writing" in labels(answer)
    again = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(again) == {"title": TEARS, "text": SAID, "speaker": "", "episode": "never"}
    none = await world.mika.submit_modal(again, {"title": TEARS, "text": SAID, "episode": "0"})
    assert "has episodes 1 to 11" in text_of(none)
    again = await world.mika.click(shown(none), label="Continue writing")
    assert begins(again)["text"] == SAID


async def test_a_message_without_text_is_no_quote(world: World) -> None:
    message = await world.jun.send(world.lounge, "", attachments=[("cat.png", b"\x89PNG")])
    answer = await world.mika.context_menu(world.lounge, "Save as quote", message)
    assert "no text" in text_of(answer)


# --- one that was typed wrong, or should not be there ---


async def quotes_of(database: Database) -> list[tuple[object, ...]]:
    return await stored(
        database, "SELECT drama_id, text, speaker, episode FROM quote WHERE guild_id IS NOT NULL"
    )


async def test_who_saved_it_deletes_it_and_its_message_says_so(world: World, database: Database) -> None:
    added = shown(await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, speaker="Aya"))
    mine = await world.mika.click(added, label="Edit")
    assert readers_of(world, mine) == {"mika"}
    assert SAID in text_of(mine)
    assert labels(mine) == ["Edit it", "Delete it", "Cancel"]
    await world.mika.click(shown(mine), label="Delete it")
    assert "the quote is deleted" in text_of(mine)
    assert await quotes_of(database) == []
    assert SAID not in everything_of(added)
    assert "This quote was deleted." in text_of(added)
    assert await stored(database, "SELECT * FROM audit WHERE action LIKE 'quote%'") == []


async def test_a_moderator_deletes_it_by_its_label_and_that_is_written_down(
    world: World, database: Database
) -> None:
    added = shown(await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, episode=9))
    random = shown(await world.rei.slash(world.lounge, "quote random", title=TEARS))
    assert "Edit" in labels(random), "who may delete it has the button"
    sure = await world.rei.click(random, label="Edit")
    assert SAID not in everything_of(sure), "a moderator who is behind is not told"
    assert labels(sure) == ["Delete it", "Cancel"]
    late = await world.mika.click(added, label="Edit")
    await world.rei.click(shown(sure), label="Delete it")
    assert await quotes_of(database) == []
    assert "This quote was deleted." in text_of(random)
    ((actor, detail),) = await stored(
        database, "SELECT actor_id, detail FROM audit WHERE action = 'quote.delete'"
    )
    assert actor == world.rei.id
    assert json.loads(detail) == {"drama": 1, "saved_by": world.mika.id}
    for label in ("Delete it", "Edit it"):
        gone = await world.mika.click(shown(late), label=label)
        assert "no longer here" in text_of(gone)


async def test_nobody_else_may(world: World, database: Database) -> None:
    await put(database, "INSERT INTO quote (drama_id, text) VALUES (2, 'From the catalogue.')")
    added = shown(await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID))
    alone = shown(await world.jun.click(added, label="Another"))
    assert "Edit" not in labels(alone)
    refused = await world.jun.click(added, label="Edit")
    assert "Only the member who saved a quote can edit it" in text_of(refused)
    catalogue = shown(await world.rei.slash(world.lounge, "quote random", title="2"))
    assert "Edit" not in labels(catalogue), "the catalogue's are every server's"
    mine = shown(await world.mika.click(added, label="Edit"))
    drop = button(mine, "Delete it")["custom_id"]
    forged = posted_before(world, screen(row(old_button("Yes", *drop.split(":")[2:]))))
    assert "Only the member who saved a quote" in text_of(await world.jun.click(forged, label="Yes"))
    change = button(mine, "Edit it")["custom_id"]
    forged = posted_before(world, screen(row(old_button("Yes", *change.split(":")[2:]))))
    assert "Only the member who saved a quote" in text_of(await world.rei.click(forged, label="Yes"))
    assert len(await quotes_of(database)) == 1


async def test_what_was_typed_wrong_is_changed_and_its_message_follows(
    world: World, database: Database
) -> None:
    added = shown(await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID, speaker="Aya"))
    mine = await world.mika.click(added, label="Edit")
    form = await world.mika.click(shown(mine), label="Edit it")
    assert begins(form) == {"title": TEARS, "text": SAID, "speaker": "Aya", "episode": ""}
    wrong = {"title": TEARS, "text": SAID, "speaker": "Haruto", "episode": "late"}
    refused = await world.mika.submit_modal(form, wrong)
    assert "isn't an episode" in text_of(refused)
    again = await world.mika.click(shown(refused), label="Continue writing")
    assert begins(again) == wrong
    done = await world.mika.submit_modal(again, {**wrong, "episode": "9"})
    assert readers_of(world, done) == {"mika"}
    assert "the quote is updated" in text_of(done)
    assert await quotes_of(database) == [(1, SAID, "Haruto", 9)]
    assert await stored(database, "SELECT * FROM draft") == []
    assert SAID not in text_of(added), "it spoils, so the message that stands hides it"
    assert SAID in hidden_text_of(added)


async def test_a_change_to_what_is_saved_already_is_refused(world: World, database: Database) -> None:
    await world.jun.slash(world.lounge, "quote add", title="2", text=SAID)
    added = shown(await world.mika.slash(world.lounge, "quote add", title=TEARS, text=SAID))
    mine = await world.mika.click(added, label="Edit")
    form = await world.mika.click(shown(mine), label="Edit it")
    refused = await world.mika.submit_modal(form, {"title": "2", "text": SAID})
    assert "this quote is already saved" in text_of(refused)
    assert len(await quotes_of(database)) == 2
