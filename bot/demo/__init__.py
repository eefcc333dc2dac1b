"""The demo: the real bot in a simulated Discord, shown in a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import simcord

from bot import charts
from bot.app import open_bot
from bot.client import NamidaBot
from bot.demo.outside import Outside, OutsideSource, OutsideWorker, compute_here
from bot.demo.page import DemoPage, demo_page
from bot.demo.people import DRAMA
from bot.demo.pictures import pictures_of
from bot.demo.places import DemoChannel, DemoServer, Place
from bot.demo.recorded import recorded_source
from bot.demo.stage import HANA, JUN, REI, WHO, set_stage
from bot.domain.allowance import Allowance
from bot.services.container import Apart
from bot.services.decoding import BOUNDS, Decoder
from bot.services.fairness import Fairness
from bot.services.pictures import Pictures
from bot.settings import Settings
from bot.sources.source import Source

# SimCord's clock stands still between its timers, so an allowance that is used up would not come back while a
# visitor clicks; and the stage's people have used theirs already.
ENDLESS = Allowance(burst=1_000_000, every=1.0)


def what_to_try() -> str:
    """The text that the terminal shows below the address."""
    others = ", ".join(f"AT={place}" for place in DemoChannel if place is not DemoChannel.LOUNGE)
    return f"""\
Open that address in a browser of this machine, then type in the message box:

  /drama info         and as title: ichi ritto, or 1 liter of tear, or 1リットルの涙; open a tab
  Reply (of a card)   who plays Haruto? — or: what is like it, how does it end, score it 9, 全何話？
  /drama info         Reply 1988: it is missing, and added with its poster from a recorded catalogue
  /episode synopsis   title {DRAMA}, episode 1: hidden until you click the bar
  /recommend like     title {DRAMA}: what goes with it, and why; then /recommend forme
  /profile show       a watcher as a picture; then /profile year, /drama year

  /rate               and as overall: 9,5 or 4.5/5 or ★★★★½; with the title alone, a panel
  /review read        title {DRAMA}; and /comments, cut where you are
  /drama warnings     how it ends, told to you alone, and only once you say so
  /recommend received what Hana recommends to you; /quote random, then As a picture
  /club status        a club that watches together; /discuss leads to its drama's thread
  /episode list       as {JUN}: choose episode 1 in the menu, and be asked first
  /moderate queue     as {REI}: a report; then /catalogue queue
  /synopses queue     as {HANA}: what waits for curators
  /settings panel     as {REI}: which channel is missing; /backup now
  /help               different for each person

{WHO}
"Viewing as" changes who you are. "Channel" leads to the other channels and threads, to direct messages, and
to a server that has just invited the bot; links do, too. `make demo` begins in another channel with
{others}. Ctrl-C here, or More → End preview session there, ends the demo."""


async def run_demo(
    settings: Settings,
    *,
    port: int = 0,
    at: str = DemoChannel.LOUNGE,
    ready: Callable[[str], None] | None = None,
    sources: Sequence[Source] = (),
) -> None:
    """Serve the demo on `port` (0: any free one) until it is closed in the browser or cancelled.

    `at` is the channel to show first, one of `DemoChannel`.

    `ready` is called with the address. The address contains the key to the session, so it is only for this
    machine's browser. `sources` replace the recorded one. Raises `OSError` if the port is in use, before
    anything else is done.
    """
    outside = Outside()
    asked = [OutsideSource(source, outside) for source in (sources or [recorded_source()])]
    drawing = Pictures(OutsideWorker(outside, "a picture is drawn", charts.prepare))
    reading = Decoder(OutsideWorker(outside, "a file is read", **BOUNDS))
    copying = OutsideWorker(outside, "a backup is made", idle=1.0)
    apart, fair = Apart(drawing, reading, compute_here, copying), Fairness(ENDLESS, ENDLESS)
    # Leaving the blocks, by the page or by cancelling, closes Discord, bot, database and page in turn.
    async with demo_page(port) as page, open_bot(settings, sources=asked, apart=apart, fairness=fair) as bot:
        # While the story is played: the first picture then waits for no process.
        warming = asyncio.ensure_future(drawing.warm(0))
        async with simcord.run(bot, check_errors=False) as env:
            outside.env = env
            stage = await set_stage(env, bot)
            await warming
            page.places = stage.all_places
            if ready is not None:
                ready(page.address)
            await _show(env, bot, stage, page, stage.place_of(DemoChannel(at)))


async def _show(
    env: simcord.Env, bot: NamidaBot, stage: DemoServer, page: DemoPage, place: Place | None
) -> None:
    """Show one channel after another, as the visitor chooses, until they end it."""
    assets = pictures_of(bot.user, stage.faces)
    while place is not None:
        async with env.preview(
            place.channel, viewers=place.viewers, layout="channel", port=0, assets=assets
        ) as session:
            place = await page.shows(session, place)
