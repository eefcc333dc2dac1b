""" "Mark as spoiler": a message comes again hidden, once, with its files; then the original goes."""

from __future__ import annotations

import discord
import pytest

from bot.domain import uploads
from bot.present.layout import say, screen
from bot.store.database import Database
from tests.cogs.marking import TELLING, marked, opened
from tests.cogs.shelved import standing, submit
from tests.world import (
    TEARS,
    Restart,
    World,
    components,
    everything_of,
    hidden_text_of,
    in_sight_of,
    labels,
    menu,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)


async def allow(world: World, **permissions: bool) -> None:
    """The moderators take permissions in the lounge away from the bot, or leave them."""
    channel = world.env.bot.get_channel(world.lounge.id)
    assert isinstance(channel, discord.TextChannel)
    overwrite = discord.PermissionOverwrite(
        **{name: None if allowed else False for name, allowed in permissions.items()}
    )
    await channel.set_permissions(channel.guild.me, overwrite=overwrite)
    await world.env.settle()


async def test_it_comes_again_hidden_and_the_original_goes(
    world: World, said: discord.Message, database: Database
) -> None:
    answer = await marked(world, world.mika, said)
    assert readers_of(world, answer) == {"mika"}
    assert "The original is deleted" in text_of(answer)
    (repost,) = world.lounge.history(viewer=world.jun)
    assert repost.id != said.id
    assert "1 Litre of Tears · Episode 9" in text_of(repost)
    assert "Spoils up to episode 9" in text_of(repost)
    assert f"<@{world.mika.id}>" in text_of(repost)
    assert TELLING not in text_of(repost)
    assert f"> and then {TELLING} happens \\|\\|" in hidden_text_of(repost)
    (sent,) = (p.json for p in world.env.http_requests if p.path == f"/channels/{world.lounge.id}/messages")
    assert isinstance(sent, dict)
    assert sent["allowed_mentions"] == {"parse": [], "roles": []}
    assert not repost.mention_everyone
    joined = "".join(part.get("content", "") for part in components(repost))
    assert TELLING not in joined[:100]
    assert await stored(database, "SELECT state, text FROM marked") == [("done", "")]
    assert [p.method for p in world.env.http_requests if p.path.endswith(f"/messages/{said.id}")] == [
        "GET",
        "DELETE",
    ]


async def test_a_moderator_marks_it_in_its_authors_name(world: World, said: discord.Message) -> None:
    await marked(world, world.rei, said)
    (repost,) = world.lounge.history()
    assert f"<@{world.mika.id}> wrote this" in text_of(repost)
    assert str(world.rei.id) not in everything_of(repost)


async def test_nobody_else_may(world: World, said: discord.Message, database: Database) -> None:
    refused = await opened(world, world.jun, said)
    assert refused.modal is None
    assert "Only the member who wrote the message and moderators" in text_of(refused)
    assert await stored(database, "SELECT * FROM marked") == []


async def test_where_the_bot_may_not_remove_it_it_says_so(
    world: World, said: discord.Message, database: Database
) -> None:
    await allow(world, manage_messages=False)
    answer = await marked(world, world.mika, said)
    assert "The original stays, because I don't have the permission **Manage Messages** here." in text_of(
        answer
    )
    assert world.lounge.history()[0].id == said.id
    assert len(world.lounge.history()) == 2
    assert await stored(database, "SELECT state, text FROM marked") == [("done", "")]


async def test_where_the_bot_may_not_post_nothing_is_done(
    world: World, said: discord.Message, database: Database
) -> None:
    await allow(world, send_messages=False)
    refused = await opened(world, world.mika, said)
    assert "I am missing: **Send Messages**" in text_of(refused)
    assert await stored(database, "SELECT * FROM marked") == []


async def test_files_come_along_as_spoilers_under_names_that_tell_nothing(
    world: World, database: Database
) -> None:
    files = [(f"{TELLING}.png", b"picture"), (f"how {TELLING} ends.txt", b"words"), (TELLING, b"\0")]
    message = await world.mika.send(world.lounge, "", attachments=files)
    await marked(world, world.mika, message)
    (repost,) = world.lounge.history()
    assert [file.filename for file in repost.attachments] == [
        "SPOILER_file-1.png",
        "SPOILER_file-2.txt",
        "SPOILER_file-3.bin",
    ]
    assert [await file.read() for file in repost.attachments] == [b"picture", b"words", b"\0"]
    assert TELLING not in everything_of(repost)
    hidden = [part["type"] for part, covered in walk(components(repost)) if covered]
    assert {12, 13} <= set(hidden)
    assert await stored(database, "SELECT * FROM marked_file") == []


async def test_what_would_not_come_along_whole_is_not_touched(world: World, database: Database) -> None:
    """Neither what another bot made of components and embeds, nor a forwarded message."""
    there = posted_before(world, screen(say("zanthorp")))
    refused = await opened(world, world.rei, there)
    assert "can't be posted again in full" in text_of(refused)
    forwarded = await world.mika.forward(await world.jun.send(world.lounge, TELLING), world.lounge)
    refused = await opened(world, world.mika, forwarded)
    assert "can't be posted again in full" in text_of(refused)
    assert await stored(database, "SELECT * FROM marked") == []


async def test_files_that_are_too_large_are_not_touched(world: World, database: Database) -> None:
    """The bot may send what the server lets it send: 10 MB, where nobody has boosted it."""
    room = uploads.room(10 * 1024 * 1024)
    message = await world.mika.send(world.lounge, "x", attachments=[("a.png", b"0" * (room + 1))])
    refused = await opened(world, world.mika, message)
    assert "at most 9.8 MB can be posted again" in text_of(refused)
    assert [message.id for message in world.lounge.history()] == [message.id]
    assert await stored(database, "SELECT * FROM marked") == []


async def test_a_long_message_loses_nothing(world: World) -> None:
    text = "*" * 1_999 + "!"
    await marked(world, world.mika, await world.mika.send(world.lounge, text))
    (repost,) = world.lounge.history()
    (whole,) = repost.attachments
    assert (await whole.read()).decode() == text


async def test_in_a_drama_thread_only_the_episode_is_asked(
    world: World, said: discord.Message, database: Database
) -> None:
    await put(
        database,
        "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, thread_id)"
        " VALUES (?, 1, 1, 4, ?)",
        world.guild.id,
        world.lounge.id,
    )
    form = await opened(world, world.mika, said)
    assert standing(form) == {"episode": "4"}
    await submit(world.mika, form)
    await world.env.settle()
    (repost,) = world.lounge.history()
    assert "1 Litre of Tears · Episode 4" in text_of(repost)


@pytest.mark.parametrize("typed", ["", "soon", "0", "12", "-1", "9" * 20])
async def test_what_is_no_episode_is_refused_and_the_message_stays(
    world: World, said: discord.Message, typed: str
) -> None:
    form = await opened(world, world.mika, said)
    refused = await world.mika.submit_modal(form, {"title": TEARS, "episode": typed or " "})
    await world.env.settle()
    assert "pisode" in text_of(refused)
    assert [message.id for message in world.lounge.history()] == [said.id]


async def test_a_name_that_several_dramas_bear_is_asked_about(world: World, said: discord.Message) -> None:
    form = await opened(world, world.mika, said)
    answer = await world.mika.submit_modal(form, {"title": "Boys over Flowers", "episode": "3"})
    choice = menu(answer, "markdrama")
    await world.mika.select(shown(answer), [choice["options"][0]["value"]], custom_id=choice["custom_id"])
    await world.env.settle()
    (repost,) = world.lounge.history()
    assert choice["options"][0]["label"] in text_of(repost)


async def test_two_who_mark_it_post_it_once(world: World, said: discord.Message) -> None:
    forms = [await opened(world, member, said) for member in (world.mika, world.rei)]
    answers = [
        await member.submit_modal(form, {"title": TEARS, "episode": "9"})
        for member, form in zip((world.mika, world.rei), forms, strict=True)
    ]
    await world.env.settle()
    assert len(world.lounge.history()) == 1
    assert sorted("being posted again" in text_of(answer) for answer in answers) == [False, True]


async def test_what_its_author_deletes_meanwhile_is_not_brought_back(
    world: World, said: discord.Message, database: Database
) -> None:
    form = await opened(world, world.mika, said)
    await world.mika.delete(said)
    answer = await world.mika.submit_modal(form, {"title": TEARS, "episode": "9"})
    await world.env.settle()
    assert "no longer there" in text_of(answer)
    assert world.lounge.history() == []
    assert await stored(database, "SELECT * FROM marked") == []


async def test_what_was_asked_about_in_vain_is_forgotten(
    world: World, said: discord.Message, database: Database
) -> None:
    await opened(world, world.mika, said)
    assert await stored(database, "SELECT count(*) FROM marked") == [(1,)]
    for _ in range(3):
        await world.env.advance_time(3_600)
    assert await stored(database, "SELECT count(*) FROM marked") == [(0,)]


# --- between the repost and the removal ---


async def test_a_form_outlives_a_restart(world: World, said: discord.Message, restart: Restart) -> None:
    form = await opened(world, world.mika, said)
    await restart()
    await world.mika.submit_modal(form, {"title": TEARS, "episode": "9"})
    await world.env.settle()
    (repost,) = world.lounge.history()
    assert TELLING in hidden_text_of(repost)


@pytest.mark.parametrize("status", [500, 503])
async def test_a_removal_that_fails_is_tried_again_and_posts_nothing_twice(
    world: World, said: discord.Message, restart: Restart, database: Database, status: int
) -> None:
    world.env.inject_error(
        "DELETE", f"/channels/{world.lounge.id}/messages/{said.id}", status=status, times=3
    )
    await marked(world, world.mika, said)
    assert len(world.lounge.history()) == 2
    assert await stored(database, "SELECT state FROM marked") == [("sent",)]
    await restart()
    await world.env.advance_time(600)
    (repost,) = world.lounge.history()
    assert repost.id != said.id
    assert TELLING in hidden_text_of(repost)
    assert await stored(database, "SELECT state, text FROM marked") == [("done", "")]


# --- a server that seals ---


async def test_sealed_it_is_not_in_the_message_at_all(
    world: World, database: Database, restart: Restart
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    message = await world.mika.send(
        world.lounge, f"then {TELLING} happens", attachments=[("a.txt", b"quivelling")]
    )
    await marked(world, world.mika, message)
    (repost,) = world.lounge.history()
    assert TELLING not in everything_of(repost)
    assert repost.attachments == []
    assert labels(repost) == ["Read", "Edit", "Delete", "Report"]
    await restart()
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=4)
    question = await world.jun.click(repost, label="Read")
    assert readers_of(world, question) == {"jun"}
    assert labels(question) == ["Show anyway", "I have seen up to episode 9", "Not now"]
    assert "You've watched up to episode 4. This contains spoilers for episode 9." in text_of(question)
    assert TELLING not in everything_of(question)
    await world.jun.click(shown(question), label="I have seen up to episode 9")
    assert TELLING in text_of(question)
    assert await stored(database, "SELECT episode FROM progress WHERE member_id = ?", world.jun.id) == [(9,)]
    again = await world.jun.click(repost, label="Read")
    assert TELLING in text_of(again)
    assert TELLING not in in_sight_of(world, world.rei)
    own = await world.mika.click(repost, label="Read")
    assert TELLING in text_of(own)
