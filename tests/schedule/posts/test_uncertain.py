"""A post of which nobody knows what became, a wrong clock, a process that died: no channel falls silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import simcord.http.client

from bot.domain.leases import LAST_WORDS
from bot.domain.outbox import Post
from bot.i18n import Texts
from bot.present.layout import screen
from bot.schedule.posts.composing import Composed
from bot.schedule.posts.delivery import LEASE, MOST_UNCERTAIN
from tests.schedule.posting import Office, say
from tests.schedule.posts.test_exactly_once import die, lost_mark  # noqa: F401 - a fixture
from tests.schedule.posts.test_held import panel
from tests.world import put, stored, text_of

SOON = timedelta(seconds=5)
ROUNDS = MOST_UNCERTAIN * 2 * (LEASE + SOON)

Asked = Callable[[discord.http.Route, dict[str, Any]], bool]


def answering(monkeypatch: pytest.MonkeyPatch, status: int, wanted: Asked) -> list[dict[str, Any]]:
    """Discord answers what is `wanted` with this status, always; what was asked of channels' histories."""
    client = simcord.http.client.FakeHTTPClient
    request = client.request
    histories: list[dict[str, Any]] = []

    async def asked(self: Any, route: discord.http.Route, **options: Any) -> Any:
        if route.method == "GET" and route.path == "/channels/{channel_id}/messages":
            histories.append(dict(options.get("params") or {}))
        if wanted(route, options):
            kind = discord.DiscordServerError if status >= 500 else discord.HTTPException
            raise kind(SimpleNamespace(status=status, reason="injected"), "no")
        return await request(self, route, **options)

    monkeypatch.setattr(client, "request", asked)
    return histories


def sends(word: str) -> Asked:
    return lambda route, options: route.method == "POST" and f"{word} (" in str(options)


def looks(route: discord.http.Route, _: dict[str, Any]) -> bool:
    return route.method == "GET" and route.path == "/channels/{channel_id}/messages"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_one_that_always_fails_on_discords_side_is_held_and_told_of_and_the_others_go_out(
    office: Office, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    log = office.world.guild.create_text_channel("log")
    await office.choose(log, "log")
    answering(monkeypatch, status, sends("bad"))
    await office.plan("bad", "good")
    assert office.said() == []
    await office.pass_time(ROUNDS)
    assert office.said() == ["good (en)"]
    assert await office.held() == [("bad", "uncertain")]
    assert "Discord keeps answering with errors" in text_of(log.history()[0])
    assert "⏳ 1 post is waiting: Discord keeps answering with errors" in await panel(office)


async def test_it_goes_out_once_discord_takes_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as failing:
        answering(failing, 500, sends("bad"))
        await office.plan("bad")
        await office.pass_time(ROUNDS)
        assert await office.held() == [("bad", "uncertain")]
    await office.pass_time(timedelta(hours=6))
    assert office.said() == ["bad (en)"]


@pytest.mark.usefixtures("lost_mark")
@pytest.mark.parametrize("status", [400, 405, 422])
async def test_a_history_that_discord_refuses_to_show_is_held_and_told_of(
    office: Office, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    answering(monkeypatch, status, looks)
    await office.plan("word")
    await office.plan("next")
    await office.pass_time(ROUNDS)
    assert await office.held() == [("word", "uncertain")]
    assert office.said() == ["word (en)", "next (en)"]


@pytest.mark.usefixtures("lost_mark")
async def test_the_history_is_not_asked_for_a_moment_that_is_yet_to_come(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    histories = answering(monkeypatch, 500, lambda *_: False)
    await office.plan("word")
    await office.restart(after=SOON, alone=True)
    await office.pass_time(LAST_WORDS + SOON)
    assert await office.states() == {"word": "sent"}
    now = discord.utils.time_snowflake(office.world.env.now())
    assert histories
    assert all(int(asked.get("before") or 0) <= now for asked in histories)


@pytest.mark.faults
async def test_what_discord_py_itself_refuses_to_send_holds_nobody_up(office: Office) -> None:
    async def compose(post: Post, t: Texts) -> Composed | None:
        return Composed(screen()) if post.payload["text"] == "empty" else await say(post, t)

    office.desk.compose = compose
    await office.plan("empty", "good")
    await office.pass_time(ROUNDS)
    assert office.said() == ["good (en)"]
    assert await office.held() == [("empty", "fault")]
    await office.pass_time(timedelta(hours=10))
    assert await office.states() == {"empty": "dropped", "good": "sent"}


@pytest.mark.faults
async def test_a_row_that_this_version_cannot_read_holds_nobody_up(office: Office) -> None:
    for key, target, payload in (
        ("a", f"guild {office.world.guild.id} purpose-of-next-year", "{}"),
        ("b", str(office.target), "no json"),
    ):
        await put(
            office.database,
            "INSERT INTO outbox (key, kind, target, due_at, payload)"
            " VALUES (?, 'word', ?, '2026-01-01T00:00:00Z', ?)",
            key,
            target,
            payload,
        )
    await office.plan("good")
    assert office.said() == ["good (en)"]
    assert "On air" in await panel(office)
    assert (
        await stored(office.database, "SELECT state FROM outbox WHERE key IN ('a', 'b')") == [("held",)] * 2
    )


# --- a process that died, a clock that was wrong ---


async def test_alone_on_its_file_it_looks_at_once(office: Office) -> None:
    office.desk.once(die)
    await office.plan("word", "next")
    await office.restart(after=SOON, alone=True)
    await office.pass_time(LAST_WORDS + SOON)
    assert office.said() == ["word (en)", "next (en)"]


@pytest.mark.usefixtures("lost_mark")
async def test_alone_on_its_file_it_doubles_nothing(office: Office) -> None:
    await office.plan("word", "next")
    await office.restart(after=SOON, alone=True)
    await office.pass_time(LAST_WORDS + SOON)
    assert office.said() == ["word (en)", "next (en)"]


@pytest.mark.usefixtures("lost_mark")
async def test_claimed_under_a_clock_that_ran_ahead_it_is_found_all_the_same(office: Office) -> None:
    await office.plan("word", "next")
    ahead = (office.world.env.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    await put(
        office.database,
        "UPDATE outbox SET claimed_until = ?1, tried_at = ?1 WHERE state = 'claimed'",
        ahead,
    )
    await office.restart(after=SOON)
    await office.pass_time(SOON)
    assert office.said() == ["word (en)", "next (en)"]


async def test_a_clock_that_is_set_right_while_the_bot_runs_leaves_nothing_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.choose(None)
    real = discord.utils.utcnow
    ahead = timedelta(days=3)

    def wrong() -> datetime:
        return real() + ahead

    with monkeypatch.context() as running_ahead:
        running_ahead.setattr(discord.utils, "utcnow", wrong)
        await office.plan("word")
        assert await office.held() == [("word", "no channel")]
    await put(
        office.database,
        "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, 'airing', ?)",
        office.world.guild.id,
        office.channel.id,
    )
    office.bot.scheduler.wake()
    await office.pass_time(SOON)
    assert office.said() == ["word (en)"]
