"""Opens all other catalogues that are switched on, with one shared session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from bot import __version__
from bot.domain.sources import SourceName
from bot.measures import Measures
from bot.sources.asking import Asker
from bot.sources.manners import Clock, Manners, Web
from bot.sources.pace import CallRate
from bot.sources.source import Answers, Source
from bot.sources.tmdb import Tmdb
from bot.sources.tvmaze import TVmaze

TMDB_URL = "https://api.themoviedb.org"

# TVmaze allows at least 20 calls in 10 seconds (www.tvmaze.com/api, "Rate Limiting"): nine at once and one
# a second after them are 19, whatever came before, and never leave anybody waiting for the window's end. A
# search takes up to five.
TVMAZE_PACE = CallRate(rate=1.0, burst=9)
# TMDB gives no figure but "somewhere in the 40 requests per second range"; a quarter of it will do.
TMDB_PACE = CallRate(rate=10.0, burst=20)


@asynccontextmanager
async def open_sources(  # noqa: PLR0913 - a setting each, and what the tests replace
    answers: Answers,
    clock: Clock,
    *,
    tvmaze_url: str | None = None,
    tmdb_url: str = TMDB_URL,
    tmdb_token: str | None = None,
    contact: str = "",
    manners: Manners | None = None,
    measures: Measures | None = None,
) -> AsyncIterator[tuple[Source, ...]]:
    """The sources that are switched on, TVmaze first. TVmaze needs `tvmaze_url`, TMDB needs `tmdb_token`.

    `clock` gives the time in UTC and decides what is fresh.
    `measures` count the requests. At the end of the block, no request is under way.
    """
    if tvmaze_url is None and tmdb_token is None:
        yield ()
        return
    manners = manners or Manners()
    sources: list[Source] = []
    async with _session(contact, manners) as session, AsyncExitStack() as opened:
        web = Web(session, answers, clock, manners, measures or Measures())
        if tvmaze_url is not None:
            asker = Asker(SourceName.TVMAZE, tvmaze_url, web, TVMAZE_PACE)
            opened.push_async_callback(asker.close)
            sources.append(TVmaze(asker, manners.extras))
        if tmdb_token is not None:
            asker = Asker(SourceName.TMDB, tmdb_url, web, TMDB_PACE, tmdb_token)
            opened.push_async_callback(asker.close)
            sources.append(Tmdb(asker))
        yield tuple(sources)


def user_agent(contact: str) -> str:
    """The user agent: this bot, and how to reach the person who runs it."""
    return f"Namida/{__version__} (self-hosted Discord bot; contact: {contact or 'not given'})"


def _session(contact: str, manners: Manners) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(
        headers={"User-Agent": user_agent(contact)},
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=manners.timeout,
        # Slow answers must not keep others from a connection; how many there are the pace says.
        connector=aiohttp.TCPConnector(limit_per_host=64),
    )
    # Else aiohttp asks once more by itself where a connection ends before an answer, past the pace. There
    # is no public word for it; the release is pinned, and a test counts the requests.
    session._retry_connection = False
    return session
