"""The demo: the real bot in a simulated Discord, shown in a browser."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence

import simcord

from bot.app import open_bot
from bot.demo.outside import Outside, OutsideReader, OutsideSource, OutsideWorker
from bot.demo.recorded import recorded_source
from bot.demo.stage import DRAMA, JUN, REI, DemoChannel, DemoServer, set_stage
from bot.domain.allowance import Allowance
from bot.services.container import Apart
from bot.services.decoding import Decoder
from bot.services.fairness import Fairness
from bot.services.pictures import Pictures
from bot.settings import Settings
from bot.sources.source import Source

# SimCord's clock stands still between its timers, so an allowance that is used up would not come back while a
# visitor clicks; and the stage's people have used theirs already.
ENDLESS = Allowance(burst=1_000_000, every=1.0)


def what_to_try() -> str:
    """The text that the terminal shows below the address."""
    return f"""\
Open that address in a browser of this machine, then type in the message box:

  /drama info        and as title: ichi ritto, or 1 liter of tear, or 1リットルの涙; open a tab
  /episode synopsis  title {DRAMA}, episode 1: hidden until you click the bar
  /episode list      as {JUN}: choose episode 1 in the menu, and be asked first
  /rate              and as overall: 9,5 or 4.5/5 or ★★★★½; with the title alone, a panel
  Ratings            on the card: who scored it how, as a picture; then Episode by episode
  /review read       title {DRAMA}: Mika's, and whether it helped; Reviews on the card, too
  /recommend like    title {DRAMA}: what goes with it, and why; then /recommend forme
  /profile show      a watcher as a picture; /profile year, /drama year, /watch list, /drama top
  /discuss, /comment title {DRAMA}: a thread for every four episodes, each comment hidden as
                     far as its reader has come; `make demo AT=thread` shows one
  /club status       a club that watches together; /quote random, then As a picture
  /drama warnings    how it ends, told to you alone, and only once you say so
  /airing today      what is on, from a recorded catalogue; /drama info Reply 1988 adds it from there
  /settings panel    as {REI}: which channel is missing; /synopses queue: synopses that wait for a curator
  /help              different for each person

"Viewing as" changes who you are; AT=thread and AT=synopses show other channels.
Ctrl-C here, or More → End preview session there, ends the demo."""


async def run_demo(
    settings: Settings,
    *,
    port: int = 0,
    at: str = DemoChannel.LOUNGE,
    ready: Callable[[str], None] | None = None,
    sources: Sequence[Source] = (),
) -> None:
    """Serve the demo on `port` (0: any free one) until it is closed in the browser or cancelled.

    `at` is the channel to show, one of `Place`.

    `ready` is called with the address. The address contains the key to the session, so it is only for this
    machine's browser. `sources` replace the recorded one. Raises `OSError` if the port is in use, before
    anything else is done.
    """
    _refuse_taken(port)
    outside = Outside()
    asked = [OutsideSource(source, outside) for source in (sources or [recorded_source()])]
    drawing, fair = Pictures(OutsideWorker(outside)), Fairness(ENDLESS, ENDLESS)
    # Leaving the blocks, by the page or by cancelling, closes page, Discord, bot and database in turn.
    reading = Decoder(OutsideReader(outside))
    async with open_bot(settings, sources=asked, apart=Apart(drawing, reading), fairness=fair) as bot:
        # While the story is played: the first picture then waits for no process.
        warming = asyncio.ensure_future(drawing.warm(0))
        async with simcord.run(bot, check_errors=False) as env:
            outside.env = env
            stage = await set_stage(env, bot)
            await warming
            await _show(env, stage, port, at, ready)


async def _show(
    env: simcord.Env, stage: DemoServer, port: int, at: str, ready: Callable[[str], None] | None
) -> None:
    try:
        channel = stage.places[DemoChannel(at)]
        async with env.preview(channel, viewers=stage.viewers, layout="channel", port=port) as page:
            if ready is not None:
                ready(page.url)
            await page.wait_closed()
    except simcord.SetupError as error:
        # SimCord wraps what the socket said, and the command line has a sentence for that alone.
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def _refuse_taken(port: int) -> None:
    """Raises `OSError` if the port is in use, before the slow preparation starts."""
    if port:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
