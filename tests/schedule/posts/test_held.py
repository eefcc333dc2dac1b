"""A channel gone or forbidden: the post waits, the moderators are told, it goes out once that is mended."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from bot.domain.outbox import Target
from bot.schedule.posts.delivery import LEASE
from tests.schedule.posting import Office
from tests.world import labels, shown, stored, text_of

MINUTES = timedelta(minutes=1)


async def deny(office: Office, **permissions: bool) -> None:
    """The moderators take permissions in the channel away from the bot, or give them back."""
    channel = office.bot.get_channel(office.channel.id)
    assert isinstance(channel, discord.TextChannel)
    overwrite = discord.PermissionOverwrite(
        **{name: allowed or None for name, allowed in permissions.items()}
    )
    for name, allowed in permissions.items():
        if not allowed:
            overwrite.update(**{name: False})
    await channel.set_permissions(channel.guild.me, overwrite=overwrite)
    await office.world.env.settle()


async def remove(office: Office) -> None:
    channel = office.bot.get_channel(office.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await office.world.env.settle()


async def panel(office: Office) -> str:
    return text_of(shown(await office.world.rei.slash(office.world.lounge, "settings panel")))


async def test_without_a_channel_posts_wait_until_one_is_chosen(office: Office) -> None:
    await office.choose(None)
    await office.plan("first", "second")
    assert await office.held() == [("first", "no channel")]
    assert await office.states() == {"first": "held", "second": "waiting"}
    await office.choose(office.channel)
    assert office.said() == ["first (en)", "second (en)"]


async def test_a_channel_that_is_gone_is_replaced(office: Office) -> None:
    await remove(office)
    await office.plan("word")
    assert await office.held() == [("word", "gone")]
    other = office.world.guild.create_text_channel("other")
    await office.choose(other)
    assert office.said(other) == ["word (en)"]


async def test_permissions_that_are_granted_let_it_go_at_once(office: Office) -> None:
    await deny(office, send_messages=False)
    await office.plan("first", "second")
    assert await office.held() == [("first", "forbidden")]
    await deny(office, send_messages=True)
    assert office.said() == ["first (en)", "second (en)"]


async def test_what_is_mended_unseen_goes_out_with_the_next_retry(office: Office) -> None:
    office.world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=2)
    await office.plan("word")
    await office.pass_time(5 * MINUTES)
    assert office.said() == []
    await office.pass_time(9 * MINUTES)
    assert office.said() == []
    await office.pass_time(1 * MINUTES)
    assert office.said() == ["word (en)"]


async def test_the_pauses_grow_to_six_hours(office: Office) -> None:
    await office.choose(None)
    await office.plan("word")
    pauses = []
    for _ in range(9):
        ((until,),) = await stored(office.database, "SELECT retry_at FROM outbox")
        now = office.world.env.now()
        pause = discord.utils.parse_time(until) - now
        pauses.append(pause)
        await office.pass_time(pause)
    assert [round(pause / MINUTES) for pause in pauses] == [5, 10, 20, 40, 80, 160, 320, 360, 360]


async def test_another_channel_is_not_held_up(office: Office) -> None:
    await office.choose(None)
    await office.plan("word")
    await office.plan("elsewhere", target=Target(channel_id=office.world.lounge.id))
    assert "elsewhere (en)" in office.said(office.world.lounge)


async def test_a_held_post_that_expires_makes_room_for_the_next(office: Office) -> None:
    await office.choose(None)
    await office.plan("news", expires=7 * MINUTES)
    await office.plan("always")
    await office.pass_time(8 * MINUTES)
    assert await office.states() == {"news": "dropped", "always": "held"}


async def test_the_panel_shows_what_waits_and_why(office: Office) -> None:
    await office.choose(None)
    await office.plan("first", "second")
    await office.plan("third", after=timedelta(hours=1))
    lines = (await panel(office)).splitlines()
    waiting = lines[lines.index("⚪ **On air** no channel") :]
    assert waiting[2] == "⏳ 2 posts are waiting: no channel is set"
    await office.choose(office.channel)
    assert "⏳" not in await panel(office)


async def test_opening_the_panel_tries_what_can_go_out_again(office: Office) -> None:
    office.world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
    await office.plan("word")
    assert "⏳ 1 post is waiting: the bot is missing permissions there" in await panel(office)
    assert office.said() == ["word (en)"]
    assert "⏳" not in await panel(office)


async def test_a_panel_of_another_server_shows_nothing_of_it(office: Office) -> None:
    await office.choose(None)
    await office.plan("word")
    elsewhere = office.world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    keepers = elsewhere.create_role("Keepers", permissions=discord.Permissions(manage_guild=True))
    keeper = elsewhere.add_member(office.world.jun.user, roles=[keepers])
    assert "⏳" not in text_of(shown(await keeper.slash(hall, "settings panel")))


# --- the log channel ---


async def test_the_log_is_told_once(office: Office) -> None:
    log = office.world.guild.create_text_channel("log")
    await office.choose(log, "log")
    await deny(office, send_messages=False)
    await office.plan("first", "second")
    for _ in range(4):
        await office.pass_time(timedelta(hours=3))
    (told,) = log.history()
    assert text_of(told) == (
        f"⏳ **On air** <#{office.channel.id}>: a post could not be sent"
        " because the bot is missing permissions there.\n"
        "It will be posted as soon as this is fixed. Check the settings."
    )
    assert labels(told) == ["All settings"]
    assert told.flags.suppress_notifications


async def test_the_log_is_told_in_the_servers_language(office: Office) -> None:
    log = office.world.guild.create_text_channel("log")
    await office.choose(log, "log")
    await office.world.rei.slash(office.world.lounge, "settings language", language="ja")
    await office.choose(None)
    await office.plan("word")
    told = [text_of(message) for message in log.history()]
    assert [text for text in told if "⏳" in text and "放送" in text], told
    assert len([text for text in told if "⏳" in text]) == 1


async def test_a_notice_that_cannot_be_sent_is_dropped(office: Office) -> None:
    await office.choose(office.channel, "log")
    await remove(office)
    await office.plan("word")
    assert await stored(office.database, "SELECT kind, state, reason FROM outbox ORDER BY id") == [
        ("word", "held", "gone"),
        ("notice", "dropped", "gone"),
    ]


async def test_what_goes_to_a_channel_by_itself_is_told_too(office: Office) -> None:
    log = office.world.guild.create_text_channel("log")
    await office.choose(log, "log")
    await remove(office)
    target = Target(channel_id=office.channel.id, guild_id=office.world.guild.id)
    await office.plan("word", target=target)
    (told,) = log.history()
    assert text_of(told).startswith(f"⏳ <#{office.channel.id}>: a post could not be sent")


# --- members ---


async def test_closed_direct_messages_drop_the_post(office: Office) -> None:
    office.world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=1)
    await office.plan("word", target=Target(member_id=office.world.mika.id))
    assert await stored(office.database, "SELECT state, reason FROM outbox") == [("dropped", "closed 50007")]


async def test_a_member_who_cannot_be_reached_at_all_is_let_be(office: Office) -> None:
    office.world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=1)
    await office.plan("word", target=Target(member_id=office.world.mika.id))
    assert await office.states() == {"word": "dropped"}


# --- what Discord does not take, what we cannot say ---


@pytest.mark.faults
async def test_a_post_that_discord_does_not_take_is_given_up_in_the_end(office: Office) -> None:
    office.world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035, times=1)
    await office.plan("bad", "good")
    assert await office.held() == [("bad", "fault")]
    assert office.said() == ["good (en)"], "the others do not wait for it"
    office.world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035, times=4)
    await office.pass_time(timedelta(hours=2))
    assert office.said() == ["good (en)"]
    assert await office.states() == {"bad": "dropped", "good": "sent"}


async def test_without_the_history_nothing_is_sent_on_a_guess(office: Office) -> None:
    office.world.env.inject_error("POST", "/channels/*/messages", status=500, times=1)
    await office.plan("word")
    await deny(office, read_message_history=False)
    await office.pass_time(LEASE + MINUTES)
    assert await office.held() == [("word", "forbidden")]
    await deny(office, read_message_history=True)
    assert office.said() == ["word (en)"]


async def test_a_server_that_the_bot_left_holds_up_nobody_and_is_given_up(office: Office) -> None:
    await office.choose(None)
    await office.plan("word")
    now = office.world.env.now() + timedelta(days=31)
    await office.bot.services.outbox.tidy(now)
    assert await office.states() == {"word": "dropped"}
