"""The bot as a process: its event loop, its signals, and a clean end."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import aiohttp
import discord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.logs import get_logger
from bot.settings import Settings
from bot.signals import until_told

log = get_logger(__name__)

WARM_AFTER = (
    30.0  # seconds after the start; a member who asks sooner waits a second for a picture or a recommendation
)
MOST_OF_A_REASON = 600  # characters of what Discord says; some errors are a whole page
_TOO_FEW_SHARDS = 4011  # the gateway's close code for more guilds than the shards may carry


class CannotStart(Exception):  # noqa: N818 - named as bot/errors names its own
    """Discord did not let the bot connect. `setting_at_fault`: another setting would change that."""

    def __init__(self, sentence: str, *, setting_at_fault: bool = False):
        super().__init__(sentence)
        self.setting_at_fault = setting_at_fault


def run(settings: Settings) -> None:
    """Run on Discord until a signal. Raises `CannotStart` and the errors of opening the database."""
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        runner.run(until_told(_serve(settings)))


def run_demo(settings: Settings, port: int, at: str, ready: Callable[[str], None]) -> None:
    """Run the demo until a signal. `at` is the channel to show, and `ready` is called with the address.

    Raises OSError if the port is not free.
    """
    # SimCord has connections of its own without intents, of which discord.py warns, at its import already.
    logging.getLogger("discord.state").setLevel(logging.ERROR)
    from bot.demo import run_demo as serve  # noqa: PLC0415 - SimCord is an extra that `run` does without

    with asyncio.Runner() as runner:  # SimCord turns its own clock: asyncio's loop, not uvloop's
        runner.run(until_told(serve(settings, port=port, at=at, ready=ready)))


async def _serve(settings: Settings) -> None:
    token = settings.discord_token
    if token is None:
        raise CannotStart("DISCORD_TOKEN is not set.", setting_at_fault=True)
    async with open_bot(settings) as bot, _warming(bot), _watched(bot, settings):
        bot.add_listener(_settle, "on_ready")
        kept = await bot.services.backups.kept()
        newest = f"{kept[0].made_at:%Y-%m-%d %H:%M}" if kept else "none"
        log.info("starting", shards=settings.shards, database=str(settings.database), newest_backup=newest)
        try:
            await bot.start(token.get_secret_value())
        except discord.LoginFailure:
            raise CannotStart(
                "DISCORD_TOKEN is not accepted by Discord: copy it again from your application's Bot page.",
                setting_at_fault=True,
            ) from None
        except discord.ConnectionClosed as error:
            raise _turned_away(error) from error
        except discord.HTTPException as error:
            raise CannotStart(refusal(error)) from error
        except (aiohttp.ClientError, discord.GatewayNotFound, TimeoutError, OSError) as error:
            raise CannotStart("Discord cannot be reached: look at this machine's network.") from error


@asynccontextmanager
async def _watched(bot: NamidaBot, settings: Settings) -> AsyncIterator[None]:
    """Answer on this machine whether the bot is well, if a setting says where."""
    listening = settings.listening
    if listening is None:
        yield
        return
    from bot.monitoring import monitoring  # noqa: PLC0415 - a web server and Prometheus, for those who ask

    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(monitoring(bot, settings.database, listening))
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise CannotStart(
                f"NAMIDA_METRICS: {listening} cannot be used: {reason}.", setting_at_fault=True
            ) from error
        yield


async def _settle() -> None:
    """What the start has made stays. To look through it for garbage takes 0.1 s, and everybody would wait."""
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
        with suppress(
            AttributeError, OSError, TypeError
        ):  # glibc alone keeps what is free, and alone has this
            ctypes.CDLL(None).malloc_trim(0)


@asynccontextmanager
async def _warming(bot: NamidaBot) -> AsyncIterator[None]:
    """After the rest of the start, make ready what the first member would wait for."""
    warming = asyncio.ensure_future(_warm(bot))
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)


async def _warm(bot: NamidaBot) -> None:
    await bot.services.pictures.warm(WARM_AFTER)
    await bot.services.taste.prepare(discord.utils.utcnow())


def refusal(error: discord.HTTPException) -> str:
    """What Discord refused and why, in its own words, and whether waiting helps."""
    asked = f"{error.response.method} {error.response.url.path}"
    reason = " ".join(error.text.split())[:MOST_OF_A_REASON]
    said = f"Discord answered {asked} with {error.status}" + (f" (code {error.code})" if error.code else "")
    sentence = f"{said}: {reason}" if reason else said
    passes = error.status >= 500 or error.status == 429
    return f"{sentence.rstrip('.')}." + (" Try again in a few minutes." if passes else "")


def _turned_away(error: discord.ConnectionClosed) -> CannotStart:
    if error.code == _TOO_FEW_SHARDS:
        return CannotStart(
            "NAMIDA_SHARDS is too small for this many servers: set it to 0, and Discord says how many.",
            setting_at_fault=True,
        )
    return CannotStart(f"Discord closed the connection for good (code {error.code}).")


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - an extra: without it asyncio's own loop serves
    except ImportError:
        return None
    return uvloop.new_event_loop
