"""How a club ends: its picture, its summary, and what it says where it may not draw."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.services.pictures import Pictures
from tests.schedule.clubs.running_club import deadline, end, passes, picture, post, posts, press, start, until
from tests.schedule.posting import Office
from tests.world import TEARS, put, stored, text_of


async def over(office: Office) -> Any:
    """A club of two that was ended before its second step was over, and the post that says so."""
    world = office.world
    await start(office)
    await world.env.settle()
    await press(office, world.mika, "Episodes 1–2", "Join")
    await press(office, world.mika, "Episodes 1–2", "Caught up")
    await until(office, await deadline(office) + timedelta(minutes=1))
    await end(office)
    await world.env.settle()
    return post(office, "The club has ended")


async def test_a_step_that_is_cut_short_is_not_counted(office: Office) -> None:
    ended = await over(office)
    assert (
        picture(ended)
        == "1 Litre of Tears. Members who had caught up when a step was over, by its episodes: 1–2: 1 of 2."
    )
    assert "Caught up when a step was over, on average: 50 %" in text_of(ended)
    assert "0 of 2 have seen it to the end" in text_of(ended)


@pytest.mark.parametrize("worker", ["fails", "takes too long"])
async def test_without_its_picture_the_end_is_told_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    async def draw(*_: object) -> None:
        if worker == "takes too long":
            await asyncio.sleep(3600)

    monkeypatch.setattr(Pictures, "draw", draw)
    await start(office)
    await office.world.env.settle()
    await put(
        office.database,
        "INSERT INTO score (member_id, drama_id, overall) VALUES (?, 1, 18)",
        office.world.rei.id,
    )
    await end(office)
    await passes(office, timedelta(seconds=11))
    ended = post(office, "The club has ended")
    assert "★ **9.0** · 1 score" in text_of(ended)
    assert picture(ended) is None


async def test_where_no_files_may_be_attached_the_end_is_told_in_words(office: Office) -> None:
    world = office.world
    guild = office.bot.get_guild(world.guild.id)
    assert guild is not None
    _, denied = discord.PermissionOverwrite(attach_files=False).pair()
    world.env.backend.set_overwrite(
        world.lounge.id,
        Overwrite(target_id=guild.me.id, type=OverwriteType.MEMBER, allow=0, deny=denied.value),
    )
    ended = await over(office)
    assert "50 %" in text_of(ended)
    assert picture(ended) is None
    assert await stored(office.database, "SELECT DISTINCT state FROM outbox") == [("sent",)]


async def test_the_summary_follows_what_members_see_and_score_for_a_while(office: Office) -> None:
    world = office.world
    assert "No one in the club has scored it yet" in text_of(await over(office))
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8")
    path = f"/channels/{world.lounge.id}/messages/*"
    world.env.inject_error("PATCH", path, status=503)
    await passes(office, timedelta(hours=1, minutes=15))
    ended = post(office, "The club has ended")
    assert "★ **8.0** · 1 score" in text_of(ended)
    assert f"<@{world.mika.id}>" in text_of(ended)
    assert "1 of 2 has seen it to the end" in text_of(ended)
    assert (picture(ended) or "").startswith("1 Litre of Tears. 1 score out of 10, mean 8.0.")
    assert posts(office) == ["Episodes 1–2", "Episodes 3–4", "The club has ended"]
    edits = [r for r in world.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]

    await put(office.database, "UPDATE club SET ended_at = '2025-12-01T00:00:00Z'")
    await world.rei.slash(world.lounge, "rate", title=TEARS, overall="1")
    await passes(office, timedelta(hours=2))
    assert "★ **8.0** · 1 score" in text_of(post(office, "The club has ended"))
    assert edits == [r for r in world.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]


async def test_a_club_whose_drama_was_removed_ends_in_silence(office: Office) -> None:
    await start(office)
    first = await deadline(office)
    await put(office.database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    await until(office, first + timedelta(minutes=1))
    assert posts(office) == ["Episodes 1–2"]
    assert await stored(office.database, "SELECT state FROM club") == [("ended",)]
