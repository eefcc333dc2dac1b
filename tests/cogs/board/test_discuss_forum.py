"""A forum as the board: its tags, and the links between its threads."""

from __future__ import annotations

import discord
import pytest
import simcord

from tests.cogs.boards import batches, discuss, forbid, links, names, thread_of
from tests.world import TEARS, World, text_of


async def test_a_forum_has_its_tags_made_and_given(world: World, forum: simcord.ChannelHandle) -> None:
    await discuss(world, title=TEARS)
    (thread,) = forum.threads
    assert thread.name == TEARS
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    assert [tag.name for tag in channel.available_tags] == ["Japan", "Ended"]
    assert {tag.name for tag in thread_of(world, thread).applied_tags} == {"Japan", "Ended"}
    (first,) = thread.history()
    assert "behind spoiler bars" in text_of(first)
    await discuss(world, title="The Snow Queen")
    assert [tag.name for tag in channel.available_tags] == ["Japan", "Ended", "South Korea"]


async def test_tags_that_moderators_named_are_used(world: World, forum: simcord.ChannelHandle) -> None:
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.edit(available_tags=[discord.ForumTag(name=name) for name in ("JAPAN", "Chat")])
    await world.env.settle()
    await forbid(world, forum, "manage_channels")
    await discuss(world, title=TEARS)
    assert [tag.name for tag in thread_of(world, forum.threads[0]).applied_tags] == ["JAPAN"]


async def test_a_forum_that_wants_a_tag_and_has_none_that_fits(
    world: World, forum: simcord.ChannelHandle
) -> None:
    await forbid(world, forum, "manage_channels")
    world.env.inject_error("POST", f"/channels/{forum.id}/threads", status=400, code=40067)
    answer = await discuss(world, title=TEARS)
    assert "only takes threads with a tag" in text_of(answer)
    assert "*Japan*, *Ended*" in text_of(answer)
    await discuss(world, title=TEARS)
    assert names(forum) == [TEARS]


async def test_tags_that_cannot_be_made_cost_nothing(
    world: World, forum: simcord.ChannelHandle, caplog: pytest.LogCaptureFixture
) -> None:
    world.env.inject_error("PATCH", f"/channels/{forum.id}", status=403, code=50013)
    await discuss(world, title=TEARS)
    assert names(forum) == [TEARS]
    assert "tags not made" in caplog.text


async def test_tags_that_the_bot_has_not_heard_of_yet_are_kept(
    world: World, forum: simcord.ChannelHandle
) -> None:
    emit = world.env.backend.emit
    world.env.backend.emit = lambda event, *args, **kwargs: (  # type: ignore[method-assign]  # Discord is slow
        None if event == "CHANNEL_UPDATE" else emit(event, *args, **kwargs)
    )
    await discuss(world, title=TEARS)
    await discuss(world, title="The Snow Queen")
    there = await world.env.bot.fetch_channel(forum.id)
    assert isinstance(there, discord.ForumChannel)
    assert [tag.name for tag in there.available_tags] == ["Japan", "Ended", "South Korea"]


async def test_threads_of_a_forum_link_to_each_other(world: World, forum: simcord.ChannelHandle) -> None:
    await batches(world, 4)
    await discuss(world, title=TEARS, episode=1)
    await discuss(world, title=TEARS, episode=5)
    first, second = forum.threads
    assert list(links(first.history()[0])) == ["Episodes 5–8 →"]
    assert list(links(second.history()[0])) == ["← Episodes 1–4"]
