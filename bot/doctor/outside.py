"""Asks Discord and the sources whether they answer: once each, at the same time, and not for long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from bot.doctor.findings import Finding
from bot.doctor.installation import looks_like_a_token
from bot.settings import Settings
from bot.sources.web import user_agent

LIMIT = 6.0  # seconds that each has for its whole answer
MOST = 64 * 1024  # bytes of it that are read
# The bot finds its own posts by their times; Discord's clock and this machine's may differ by this much.
MOST_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `date`: the other's clock, None if it does not tell. `trouble`: why nothing came."""

    status: int = 0
    body: bytes = b""
    date: datetime | None = None
    trouble: str = ""


def ask_outside(settings: Settings) -> Iterator[Finding]:
    """Whether Discord takes the token, whether the clocks agree, and whether the sources answer."""
    yield from asyncio.run(_ask(settings))


async def _ask(settings: Settings) -> list[Finding]:
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    known = looks_like_a_token(token)
    tmdb = settings.tmdb_token.get_secret_value() if settings.tmdb_token else None
    address = f"{discord.http.Route.BASE}/gateway" + ("/bot" if known else "")
    async with aiohttp.ClientSession(headers={"User-Agent": user_agent(settings.contact)}) as session:
        authorized = {"Authorization": f"Bot {token}"} if known else {}
        ours, application, tvmaze_s, tmdb_s = await asyncio.gather(
            get(session, address, authorized),
            get(session, f"{discord.http.Route.BASE}/applications/@me", authorized) if known else _unasked(),
            get(session, f"{settings.tvmaze_url}/shows/1") if settings.tvmaze else _unasked(),
            get(session, f"{settings.tmdb_url}/3/authentication", {"Authorization": f"Bearer {tmdb}"})
            if tmdb
            else _unasked(),
        )
    findings = [of_discord(ours, settings.shards, asked_with_token=known)]
    if ours.date is not None:
        findings.append(of_clock(ours.date, datetime.now(UTC)))
    if application is not None and (found := of_installation(application)) is not None:
        findings.append(found)
    if tvmaze_s is not None:
        findings.append(of_source("tvmaze", tvmaze_s))
    if tmdb_s is not None:
        findings.append(of_source("tmdb", tmdb_s))
    return findings


async def _unasked() -> None:
    """For what there is no reason to ask: a source that is switched off, an application without a token."""


async def get(session: aiohttp.ClientSession, url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """One request. Trouble of the network is in the answer.

    Redirects are not followed, so that a token goes nowhere else.
    """
    try:
        async with (
            asyncio.timeout(LIMIT),
            session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            body = await response.content.read(MOST)
            return Answer(response.status, body, _date_of(response.headers.get("Date", "")))
    except TimeoutError:
        return Answer(trouble=f"no answer within {LIMIT:.0f} seconds")
    except aiohttp.ClientConnectorDNSError:
        return Answer(trouble="its name cannot be looked up")
    except (aiohttp.ClientError, OSError) as error:
        return Answer(trouble=f"no connection ({type(error).__name__})")


def _date_of(text: str) -> datetime | None:
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return None
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


def of_installation(answer: Answer) -> Finding | None:
    """Who can install the bot, as the application's page has it. None where Discord does not say."""
    try:
        told = json.loads(answer.body) if answer.status == 200 else None
    except ValueError:
        return None
    ways = told.get("integration_types_config") if isinstance(told, dict) else None
    if not isinstance(ways, dict):
        return None
    lacking = [who for key, who in (("0", "servers"), ("1", "members for themselves")) if key not in ways]
    if not lacking:
        return Finding("installing", "ok", "servers and members can install the bot")
    return Finding(
        "installing",
        "warn",
        f"the bot cannot be installed by {' or by '.join(lacking)}",
        "Switch both on under **Installation Contexts** on your application's Installation page.",
    )


def of_discord(answer: Answer, shards: int, *, asked_with_token: bool) -> Finding:
    """What Discord's answer about its gateway says. `shards` is the setting; 0: as many as Discord says."""
    if answer.trouble:
        return Finding(
            "discord",
            "warn",
            f"Discord does not answer: {answer.trouble}",
            "Look at this machine's network: the bot needs discord.com and gateway.discord.gg on port 443. "
            "`--offline` leaves this out.",
        )
    if answer.status == 401:
        return Finding(
            "discord",
            "fail",
            "Discord answers, and does not accept DISCORD_TOKEN",
            "Copy it again from your application's Bot page (**Reset Token** makes another).",
        )
    if answer.status != 200:
        return Finding(
            "discord", "warn", f"Discord answers with {answer.status}", "Look again in a few minutes."
        )
    if not asked_with_token:
        return Finding("discord", "ok", "Discord answers")
    return _of_gateway(answer.body, shards)


def _of_gateway(body: bytes, shards: int) -> Finding:
    try:
        told = json.loads(body)
        advised, starts = int(told["shards"]), told.get("session_start_limit") or {}
        left, of = int(starts.get("remaining", 1)), int(starts.get("total", 0))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Finding(
            "discord", "warn", "what answers at Discord's address is not Discord", "Look for a proxy."
        )
    found = "Discord answers, and accepts the token"
    if of:
        found += f"; {left:,} of {of:,} starts are left today"
    if not left:
        return Finding(
            "discord", "warn", found, "Wait until tomorrow, and look in the log for why it restarts."
        )
    if shards and advised > shards:
        todo = f"Set NAMIDA_SHARDS to {advised}, or to 0."
        return Finding("discord", "warn", f"{found}; it advises {advised} connections, not {shards}", todo)
    return Finding("discord", "ok", found)


def of_clock(theirs: datetime, ours: datetime) -> Finding:
    """Whether this machine's clock agrees with Discord's."""
    apart = abs(ours - theirs)
    if apart > MOST_APART:
        way = "ahead of" if ours > theirs else "behind"
        return Finding(
            "clock",
            "warn",
            f"{round(apart.total_seconds()):,} seconds {way} Discord's",
            "Let the system set it (`timedatectl set-ntp true`): posts would come at wrong times.",
        )
    return Finding("clock", "ok", "agrees with Discord's")


def of_source(name: str, answer: Answer) -> Finding:
    """Whether another catalogue answers. The bot goes on without it, so this is at worst a warning."""
    if answer.status == 401:
        return Finding(
            name, "warn", "answers, and does not accept its token", "Copy NAMIDA_TMDB_TOKEN again."
        )
    if answer.status in {200, 304, 429}:  # what is asked of it too often answers, too
        return Finding(name, "ok", "answers")
    found = answer.trouble or f"answers with {answer.status}"
    return Finding(name, "warn", found, "Nothing to do: meanwhile the bot goes on with what it has.")
