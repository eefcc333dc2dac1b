"""`/settings words` and `/settings newcomers`: what may not be written, and what waits for moderators."""

from __future__ import annotations

from datetime import timedelta

import discord
import simcord

from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in
from tests.cogs.moderation.deciding import notices
from tests.cogs.publishing import dms_of
from tests.cogs.reviewing import GOOD, write
from tests.world import TEARS, World, begins, labels, menu, readers_of, shown, stored, text_of

BAD = "I cried, you rascal."


async def panel(world: World) -> simcord.InteractionResult:
    return await world.rei.slash(world.lounge, "settings words")


async def add(world: World, which: str, *entries: str) -> simcord.InteractionResult:
    """Add entries to one of the lists, which is named by its button."""
    opened = await panel(world)
    label = next(one for one in labels(opened) if one.startswith(which))
    listed = await world.rei.click(shown(opened), label=label)
    form = await world.rei.click(shown(listed), label=f"Add {which.lower()}")
    return await world.rei.submit_modal(form, {"entries": "\n".join(entries)})


async def test_a_refused_word_comes_back_to_its_author(world: World, database: Database) -> None:
    added = await add(world, "Words", "rascal", "*scoundrel*")
    assert "2 entries were added." in text_of(added)
    assert "- `rascal`" in text_of(added)
    assert readers_of(world, added) == {"rei"}
    answer = await write(world, world.mika, text=BAD)
    assert "This server's moderators do not allow a word in your text." in text_of(answer)
    assert "rascal" not in text_of(answer)
    assert readers_of(world, answer) == {"mika"}
    (attachment,) = shown(answer).attachments
    assert "rascal" in (await attachment.read()).decode()
    assert await stored(database, "SELECT * FROM review") == []
    form = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(form)["text"] == BAD
    await world.mika.submit_modal(form, {**GOOD, "text": "I cried."})
    assert await stored(database, "SELECT text FROM review") == [("I cried.",)]
    # A quote that is typed into the command goes on in its form.
    said = await world.mika.slash(world.lounge, "quote add", title=TEARS, text="You rascal!")
    assert "was not posted" in text_of(said)
    assert begins(await world.mika.click(shown(said), label="Continue writing"))["text"] == "You rascal!"
    # Taken out of the list, it may be said.
    opened = await panel(world)
    listed = await world.rei.click(shown(opened), label="Words (2)")
    choose = menu(listed, "wordsremove")
    value = next(option["value"] for option in choose["options"] if option["label"] == "rascal")
    gone = await world.rei.select(shown(listed), [value], custom_id=choose["custom_id"])
    assert "1 entry was removed." in text_of(gone)
    assert "rascal" not in text_of(gone)
    await write(world, world.mika, text=BAD)
    assert await stored(database, "SELECT text FROM review") == [(BAD,)]


async def test_links_expressions_and_trying_a_text(world: World, database: Database) -> None:
    refused = await add(world, "Expressions", "(oops")
    assert "`(oops` can't be used" in text_of(refused)
    assert "missing )" in text_of(refused)
    await add(world, "Expressions", r"\bspo+il\b")
    await add(world, "Addresses", "https://www.mydramalist.com/")
    opened = await panel(world)
    chosen = await world.rei.select(
        shown(opened), ["listed"], custom_id=menu(opened, "wordslinks")["custom_id"]
    )
    assert "Only to the addresses in your list" in text_of(chosen)
    for text, told in (
        ("See https://example.com", "finds `example.com`"),
        ("You spoooil it", r"finds `\bspo+il\b`"),
        ("See https://mydramalist.com/1", "No rule finds anything"),
    ):
        form = await world.rei.click(shown(await panel(world)), label="Try a text")
        tried = await world.rei.submit_modal(form, {"text": text})
        assert told in text_of(tried)
        assert readers_of(world, tried) == {"rei"}
    answer = await write(world, world.mika, text="See https://example.com")
    assert "do not allow a link" in text_of(answer)
    # Moderators themselves are exempt, as in AutoMod.
    await write(world, world.rei, text="See https://example.com")
    assert await stored(database, "SELECT text FROM review") == [("See https://example.com",)]


async def test_automod_counts_as_soon_as_moderators_change_it(world: World, database: Database) -> None:
    opened = await panel(world)
    assert "This server has no keyword rules." in text_of(opened)
    assert "does not tell bots the words of its own lists" in text_of(opened)
    backend = world.env.backend
    body = {
        "name": "Words",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {
            "keyword_filter": ["rascal"],
            "regex_patterns": ["(?=look)"],
            "allow_list": ["little rascal"],
        },
        "actions": [{"type": 1, "metadata": {}}],
        "enabled": True,
        "exempt_roles": [],
        "exempt_channels": [],
    }
    rule = backend.create_auto_mod_rule(world.guild.id, world.rei.id, body)
    await world.env.settle()
    answer = await write(world, world.mika, text=BAD)
    assert "This server's AutoMod does not allow a word in your text." in text_of(answer)
    await write(world, world.mika, text="The little rascal.")
    assert await stored(database, "SELECT text FROM review") == [("The little rascal.",)]
    told = text_of(await panel(world))
    assert "1 keyword rule counts here, too." in told
    assert "`(?=look)`" in told
    # While Discord does not tell the rules, those that it told before count.
    world.env.inject_error("GET", f"/guilds/{world.guild.id}/auto-moderation/rules", status=400)
    assert "Discord did not tell the rules just now" in text_of(await panel(world))
    role = world.guild.roles["TestBot"]
    may = backend.get_role(world.guild.id, role.id).permissions
    lacking = {"permissions": may & ~discord.Permissions(manage_guild=True).value}
    backend.edit_role(world.guild.id, role.id, lacking)
    await world.env.settle()
    told = text_of(await panel(world))
    assert "I need the permission Manage Server" in told
    assert "1 keyword rule counts here, too." in told
    assert "was not posted" in text_of(await write(world, world.jun, text=BAD))
    backend.edit_role(world.guild.id, role.id, {"permissions": may})
    backend.delete_auto_mod_rule(world.guild.id, rule.id)
    await world.env.settle()
    await write(world, world.mika, text=BAD)
    assert await stored(database, "SELECT text FROM review") == [(BAD,)]


async def test_what_waits_is_released_or_dismissed(
    world: World, database: Database, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    told = await world.rei.slash(world.lounge, "settings newcomers", days=7)
    assert "waits for a moderator until they have been here for 7 days." in text_of(told)
    answer = await comment(world, world.mika, "I cried on the train.", spoils="4")
    assert "a moderator reads it first" in text_of(answer)
    assert shown(answer).attachments == []
    assert "Continue writing" not in labels(answer)
    assert board.threads == []
    await write(world, world.jun)
    assert await stored(database, "SELECT * FROM review") == []
    await world.env.advance_time(timedelta(minutes=6).total_seconds())
    (notice,) = notices(log)
    assert "2 writings wait for a moderator." in text_of(notice)
    for member in (world.mika, world.jun):
        assert "You need the permission" in text_of(await member.click(notice, label="Read"))
    # The moderator is not that far, and is asked before the first one.
    asked = await world.rei.click(notice, label="Read")
    assert "cried" not in text_of(asked)
    told = await world.rei.click(shown(asked), label="Show anyway")
    assert "I cried on the train." in text_of(told)
    assert shown(told).ephemeral
    after = await world.rei.click(shown(told), label="Release")
    await world.env.settle()
    assert f"Released: Comment by <@{world.mika.id}>." in text_of(after)
    (posted,) = comments_in(board)
    assert str(world.mika.id) in text_of(posted)
    # The next one is another member's review. It is not released.
    assert GOOD["headline"] in text_of(after)
    empty = await world.rei.click(shown(after), label="Dismiss")
    assert "Nothing waits for moderators." in text_of(empty)
    assert f"Dismissed: Review by <@{world.jun.id}>." in text_of(empty)
    await world.env.settle()
    (sent,) = dms_of(world.jun)
    assert "did not release it" in text_of(sent)
    form = await world.jun.slash(world.lounge, "review write", title=TEARS)
    assert begins(form)["text"] == GOOD["text"]
    told = await world.rei.slash(world.lounge, "settings newcomers", days=0)
    assert "posted at once" in text_of(told)
    await write(world, world.jun)
    assert await stored(database, "SELECT headline FROM review") == [(GOOD["headline"],)]


async def test_where_moderators_want_it_they_see_what_was_refused(world: World, database: Database) -> None:
    await add(world, "Words", "rascal")
    opened = await panel(world)
    chosen = await world.rei.select(shown(opened), ["1"], custom_id=menu(opened, "wordsmatches")["custom_id"])
    assert "It waits until one of you" in text_of(chosen)
    answer = await write(world, world.mika, text=BAD)
    assert "A rule of this server found something in your text" in text_of(answer)
    opened = await panel(world)
    held = await world.rei.click(shown(opened), label="Held writings (1)")
    assert BAD in text_of(held)
    assert "a rule refuses it (`rascal`)" in text_of(held)
    await world.rei.click(shown(held), label="Release")
    assert await stored(database, "SELECT text FROM review") == [(BAD,)]


async def test_a_moderator_looks_through_what_was_written_before_a_rule(
    world: World, board: simcord.ChannelHandle, log: simcord.ChannelHandle, database: Database
) -> None:
    await comment(world, world.mika, BAD, "2")
    await add(world, "Words", "rascal")
    done = await world.rei.click(shown(await panel(world)), label="Look through what stands")
    assert readers_of(world, done) == {"rei"}
    assert text_of(done).startswith("1 text was looked at.\n1 that a rule refuses now waits in the queue.")
    assert len(comments_in(board)) == 1, "nothing is removed by itself"
    assert notices(log) == [], "nor is anyone called"
    case = await world.rei.click(shown(done), label="Queue")
    assert f"<@{world.rei.id}> · Something else" in text_of(case)
    assert "*🔎 rascal*" in text_of(case)
    assert "you rascal" not in text_of(case), "it spoils, and is asked about like any other"
    await world.rei.click(shown(case), label="Let it stay")
    again = await world.rei.click(shown(await panel(world)), label="Look through what stands")
    assert "No rule finds anything new." in text_of(again)
