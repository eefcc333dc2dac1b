"""Posts when episodes air: once each, on time, quietly, without plot."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import discord
import pytest

from bot.domain.airing import Announcement
from bot.i18n import Texts
from bot.present.airing import airing as present
from bot.present.layout import Screen
from tests.schedule.airing.episodes_that_air import HOUR, PLOT, airs, new_drama, passes
from tests.schedule.posting import Office
from tests.world import TEARS, everything_of, labels, menus, put, stored, text_of


async def replan(office: Office) -> None:
    await office.bot.services.airing.posts.replan(office.world.env.now())
    await office.world.env.settle()


def at_quarter(office: Office, hours: int) -> datetime:
    return office.world.env.now().replace(minute=0, second=0, microsecond=0) + hours * HOUR


def posts(office: Office) -> list[str]:
    return [text for text in office.said() if "On air" in text]


def sends(office: Office) -> list[dict[str, Any]]:
    return [
        dict(request.json or {})
        for request in office.world.env.http_requests
        if request.method == "POST" and request.path.endswith("/messages")
    ]


@pytest.mark.usefixtures("whole_agenda")
async def test_an_episode_is_announced_when_it_airs(office: Office) -> None:
    at = at_quarter(office, 5)
    await airs(office, 5, at)
    await replan(office)
    await passes(office, at - office.world.env.now() - timedelta(seconds=1))
    assert posts(office) == []
    await passes(office, timedelta(seconds=1))
    (text,) = posts(office)
    assert f"**{TEARS}** · 1リットルの涙" in text
    assert f"Episode 5 of 11 · <t:{int(at.timestamp())}:t>" in text
    (message,) = office.channel.history()
    assert labels(message) == ["Card", "Synopses", "+1 episode"]
    assert PLOT not in everything_of(message)
    assert message.flags.silent
    (body,) = sends(office)
    assert body["allowed_mentions"]["parse"] == []
    assert not body["allowed_mentions"].get("roles")
    await passes(office, 48 * HOUR)
    assert len(posts(office)) == 1


async def test_its_buttons_lead_on(office: Office) -> None:
    at = at_quarter(office, 1)
    await airs(office, 5, at)
    await replan(office)
    await passes(office, 2 * HOUR)
    (message,) = office.channel.history()
    seen = await office.world.mika.click(message, label="+1 episode")
    assert "episode 1 of 11" in text_of(seen)
    card = await office.world.mika.click(message, label="Card")
    assert f"## {TEARS}" in text_of(card)


async def test_what_airs_within_a_quarter_hour_is_one_post(office: Office) -> None:
    at = at_quarter(office, 2)
    for number in range(1, 9):
        await new_drama(office, 9000 + number, f"Show {number}")
        await airs(office, number, at + timedelta(minutes=number), 9000 + number)
    await airs(office, 5, at + timedelta(minutes=20))
    await replan(office)
    await passes(office, at + timedelta(minutes=7) - office.world.env.now())
    assert posts(office) == []
    await passes(office, timedelta(minutes=1))
    (together,) = posts(office)
    assert all(f"**Show {number}**" in together for number in range(1, 9))
    assert TEARS not in together
    (message,) = office.channel.history()
    (cards,) = menus(message)
    assert len(cards["options"]) == 8
    await passes(office, timedelta(minutes=15))
    assert len(posts(office)) == 2


async def test_a_double_bill_is_told_as_one_beside_all_else(office: Office) -> None:
    at = at_quarter(office, 2)
    await new_drama(office, 9001, "Alone")
    await airs(office, 3, at, 9001)
    for number in (5, 6, 7):
        await airs(office, number, at + timedelta(minutes=number))
    await replan(office)
    await passes(office, 3 * HOUR)
    (text,) = posts(office)
    assert "Episodes 5–7 of 11" in text
    assert "**Alone**" in text
    (message,) = office.channel.history()
    assert labels(message) == ["Card", "Synopses", "+1 episode"] * 2


async def test_more_dramas_than_a_message_holds_are_all_told(office: Office) -> None:
    at = at_quarter(office, 2)
    for ident in range(9001, 9061):
        await new_drama(office, ident, f"Show {ident} " + "x" * 80)
        await airs(office, 1, at, ident)
    await replan(office)
    await passes(office, 3 * HOUR)
    told = "\n".join(posts(office))
    assert len(posts(office)) > 2
    for ident in range(9001, 9061):
        assert told.count(f"Show {ident} ") == 1
    await passes(office, 13 * HOUR)
    assert "\n".join(posts(office)) == told


async def refused(office: Office, times: int) -> None:
    """Discord finds the next messages ill-formed."""
    office.world.env.inject_error(
        "POST",
        f"/channels/{office.channel.id}/messages",
        status=400,
        code=50035,
        message="Invalid Form Body",
        times=times,
    )


async def panel(office: Office) -> str:
    return text_of(await office.world.rei.slash(office.world.lounge, "settings panel"))


@pytest.mark.faults
async def test_what_discord_refuses_takes_no_other_drama_with_it(office: Office) -> None:
    at = at_quarter(office, 2)
    for ident in (9001, 9002, 9003, 9004):
        await new_drama(office, ident, f"Show {ident}")
        await airs(office, 1, at, ident)
    await replan(office)
    await refused(office, 3)  # all four; the half with the first; the first alone
    await passes(office, 2 * HOUR)
    told = "\n".join(posts(office))
    for ident in (9002, 9003, 9004):
        assert told.count(f"Show {ident}") == 1
    assert "Show 9001" in told or "**Show 9001** · Episode 1: not announced yet" in await panel(office)


@pytest.mark.faults
async def test_what_can_never_be_told_is_left_out_alone_and_the_panel_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = at_quarter(office, 2)
    for ident in (9001, 9002, 9003):
        await new_drama(office, ident, f"Show {ident}")
        await airs(office, 1, at, ident)
    await replan(office)
    compose = present.announcement

    def cannot(t: Texts, post: Announcement) -> Screen:
        if 9002 in [block.drama.id for block in post.blocks]:
            raise ValueError("a fault of ours in one of them")
        return compose(t, post)

    monkeypatch.setattr(present, "announcement", cannot)
    await passes(office, at - office.world.env.now() + timedelta(minutes=1))
    told = "\n".join(posts(office))
    assert told.count("Show 9001") == told.count("Show 9003") == 1
    assert "Show 9002" not in told
    assert "**Show 9002** · Episode 1: not announced yet, because the bot could not make the post." in (
        await panel(office)
    )
    await passes(office, 14 * HOUR)
    assert "Show 9002** · Episode 1: not announced, because" in await panel(office)
    assert "\n".join(posts(office)) == told
    await passes(office, 8 * 24 * HOUR)
    assert "Show 9002" not in await panel(office)


async def test_the_notified_role_is_called_and_nobody_else(office: Office) -> None:
    world = office.world
    role = world.guild.create_role("Watchers", permissions=discord.Permissions.none())
    await world.rei.slash(world.lounge, "settings roles", notified=role)
    await new_drama(office, 9001, "@everyone <@&1> show")
    await airs(office, 1, at_quarter(office, 1), 9001)
    await replan(office)
    await passes(office, 2 * HOUR)
    (message,) = office.channel.history()
    assert not message.flags.silent
    assert f"<@&{role.id}>" in text_of(message)
    (body,) = sends(office)
    assert body["allowed_mentions"]["roles"] == [role.id]
    assert body["allowed_mentions"]["parse"] == []


async def test_an_episode_put_off_moves_and_is_told_once(office: Office) -> None:
    at = at_quarter(office, 3)
    await airs(office, 5, at)
    await replan(office)
    await airs(office, 5, at + 2 * HOUR)
    await passes(office, at + 2 * HOUR - office.world.env.now() - timedelta(seconds=1))
    assert posts(office) == []
    await passes(office, timedelta(seconds=1))
    assert len(posts(office)) == 1
    await passes(office, 24 * HOUR)
    assert len(posts(office)) == 1


async def test_an_episode_put_off_at_the_last_minute_is_not_lost(office: Office) -> None:
    # No plan is made between the change and the post: the post itself leaves the episode out.
    at = at_quarter(office, 3)
    await airs(office, 5, at)
    await new_drama(office, 9001, "On time")
    await airs(office, 1, at, 9001)
    await replan(office)
    await passes(office, at - office.world.env.now() - timedelta(minutes=1))
    await put(office.database, "UPDATE chore SET due_at = '2999-01-01T00:00:00Z' WHERE name = 'plan airing'")
    await airs(office, 5, at + 24 * HOUR)
    await passes(office, timedelta(minutes=1))
    (text,) = posts(office)
    assert "On time" in text
    assert TEARS not in text
    await passes(office, 25 * HOUR)
    assert [TEARS in text for text in posts(office)] == [False, True]


async def test_a_moment_that_turns_out_to_have_passed_is_not_announced(office: Office) -> None:
    at = at_quarter(office, 8)
    await airs(office, 5, at)
    await replan(office)
    await passes(office, 3 * HOUR)
    await airs(office, 5, office.world.env.now() - 30 * timedelta(minutes=1))
    await passes(office, HOUR)
    assert posts(office) == []
    await passes(office, 12 * HOUR)
    assert posts(office) == []


async def test_an_episode_whose_hour_changes_after_its_post_is_not_told_again(office: Office) -> None:
    at = at_quarter(office, 2)
    await airs(office, 5, at)
    await replan(office)
    await passes(office, 3 * HOUR)
    await airs(office, 5, at + 6 * HOUR)
    await passes(office, 24 * HOUR)
    assert len(posts(office)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE drama SET hidden = 1 WHERE id = 1",
        "DELETE FROM episode WHERE drama_id = 1 AND number = 5",
        "UPDATE episode SET airs_at = NULL, air_date = NULL WHERE drama_id = 1 AND number = 5",
    ],
)
@pytest.mark.parametrize("planned_again", [True, False])
async def test_what_is_gone_by_then_is_not_told(office: Office, change: str, planned_again: bool) -> None:
    at = at_quarter(office, 3)
    await airs(office, 5, at)
    await replan(office)
    if not planned_again:
        await put(
            office.database, "UPDATE chore SET due_at = '2999-01-01T00:00:00Z' WHERE name = 'plan airing'"
        )
    await put(office.database, change)
    await passes(office, 24 * HOUR)
    assert posts(office) == []


async def test_a_channel_chosen_late_hears_of_what_comes_only(office: Office) -> None:
    await office.choose(None)
    await airs(office, 5, office.world.env.now() + HOUR)
    await airs(office, 6, office.world.env.now() + 5 * HOUR)
    await passes(office, 2 * HOUR)
    await office.choose(office.channel)
    await passes(office, timedelta(minutes=5))
    assert posts(office) == []
    await passes(office, 4 * HOUR)
    (text,) = posts(office)
    assert "Episode 6" in text


async def test_without_its_channel_a_server_hears_nothing(office: Office) -> None:
    await airs(office, 5, office.world.env.now() + 3 * HOUR)
    await replan(office)
    await office.choose(None)
    await passes(office, 4 * HOUR)
    assert posts(office) == []
    assert await stored(office.database, "SELECT * FROM outbox WHERE kind = 'airing'") == []
    await office.choose(office.channel)
    await passes(office, 12 * HOUR)
    assert posts(office) == []


async def test_what_aired_while_the_bot_was_down_is_told_late_once(office: Office) -> None:
    await airs(office, 5, office.world.env.now() + 5 * HOUR)
    await airs(office, 6, office.world.env.now() + 20 * HOUR)
    await replan(office)
    await office.restart(after=24 * HOUR)
    (text,) = posts(office)
    assert "Episode 6" in text  # the fifth is more than twelve hours old
    await passes(office, 24 * HOUR)
    assert len(posts(office)) == 1


async def test_after_days_without_the_bot_what_was_never_planned_is_told(office: Office) -> None:
    await replan(office)
    await airs(office, 5, office.world.env.now() + 70 * HOUR)
    await office.restart(after=72 * HOUR)
    await passes(office, timedelta(minutes=5))
    (text,) = posts(office)
    assert "Episode 5" in text
