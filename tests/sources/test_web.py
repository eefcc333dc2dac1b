"""Catalogues outside are asked politely: who asks, what is switched on, and where a redirect may lead."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest
from yarl import URL

from bot.errors import NotAtSource, SourceUnavailable
from bot.sources.web import open_sources, user_agent
from tests.sources.catalogue_server import TOKEN, CatalogueServer, Failure
from tests.sources.conftest import QUICK
from tests.sources.opened import Memory, Moment, Opened, opened
from tests.sources.refusals import SHOW, reason_given
from tests.sources.shows import tmdb_hospital_playlist


async def test_nothing_is_opened_where_nothing_is_switched_on() -> None:
    async with open_sources(Memory(), Moment()) as sources:
        assert sources == ()


async def test_each_source_is_switched_on_by_itself(server: CatalogueServer) -> None:
    async with open_sources(Memory(), Moment(), tvmaze_url=server.url) as sources:
        assert [source.name for source in sources] == ["tvmaze"]
    async with open_sources(Memory(), Moment(), tmdb_url=server.url, tmdb_token=TOKEN) as sources:
        assert [source.name for source in sources] == ["tmdb"]


async def test_the_source_learns_who_asks(server: CatalogueServer, world: Opened) -> None:
    await world.tvmaze.fetch(SHOW)
    assert server.headers[0]["User-Agent"] == user_agent("someone@example.org")
    assert "self-hosted Discord bot; contact: someone@example.org" in user_agent("someone@example.org")
    assert user_agent("").endswith("contact: not given)")


async def test_only_tmdb_gets_the_token_and_no_kept_address_holds_it(
    server: CatalogueServer, world: Opened
) -> None:
    await world.tvmaze.fetch(SHOW)
    await world.tmdb.search("Hospital")
    assert "Authorization" not in server.headers[0]
    assert server.headers[1]["Authorization"] == f"Bearer {TOKEN}"
    assert not any(TOKEN in url for url in world.answers.answers)


async def test_a_wrong_token_is_said_and_not_tried_again(server: CatalogueServer) -> None:
    async with open_sources(Memory(), Moment(), tmdb_url=server.url, tmdb_token="wrong") as (tmdb,):
        with pytest.raises(SourceUnavailable) as refused:
            await tmdb.search("Hospital")
    assert (refused.value.reason, server.count()) == ("401", 1)


async def test_a_redirect_on_the_same_host_is_followed(server: CatalogueServer, world: Opened) -> None:
    server.fail(Failure.REDIRECT, times=1)
    server.redirect_to = f"/shows/{SHOW}?embed[]=cast"
    assert len((await world.tvmaze.fetch(SHOW)).entry.cast) == 10


async def test_a_redirect_to_another_host_is_never_followed(server: CatalogueServer, world: Opened) -> None:
    async with CatalogueServer(tmdb=[tmdb_hospital_playlist()]) as elsewhere:
        server.fail(Failure.REDIRECT)
        server.redirect_to = f"{elsewhere.url}/3/search/tv?query=Hospital"
        with pytest.raises(SourceUnavailable) as refused:
            await world.tmdb.search("Hospital")
        assert refused.value.reason == "redirect elsewhere"
        assert elsewhere.count() == 0


@pytest.mark.parametrize(
    "location", ["", "http://[", "ftp://127.0.0.1/", "mailto:someone@example.org", "//elsewhere.invalid/x"]
)
async def test_a_redirect_that_leads_nowhere_ends_the_question(
    server: CatalogueServer, world: Opened, location: str
) -> None:
    server.fail(Failure.REDIRECT)
    server.redirect_to = location
    assert "redirect" in await reason_given(world)
    assert server.count() <= 4


async def test_a_show_that_the_source_does_not_have_is_no_trouble_of_the_source(
    server: CatalogueServer, world: Opened
) -> None:
    for source in (world.tvmaze, world.tmdb):
        with pytest.raises(NotAtSource) as missing:
            await source.fetch("7")
        assert (missing.value.source, missing.value.show) == (source.name, "7")
    assert server.count() == 2


@pytest.mark.parametrize("show", ["", "../search", "7/akas", "７", "1?x=", "abc"])
async def test_what_is_no_id_is_never_asked_for(server: CatalogueServer, world: Opened, show: str) -> None:
    for source in (world.tvmaze, world.tmdb):
        with pytest.raises(NotAtSource):
            await source.fetch(show)
    assert server.count() == 0


async def test_the_session_keeps_no_cookies_and_trusts_no_environment(world: Opened) -> None:
    session = world.tvmaze._asker._fetcher._session  # type: ignore[attr-defined]
    assert isinstance(session.cookie_jar, aiohttp.DummyCookieJar)
    assert session.trust_env is False


async def test_a_short_read_time_is_the_callers_to_choose(server: CatalogueServer) -> None:
    server.fail(Failure.SLOW)
    async with opened(server, replace(QUICK, tries=1)) as sources:
        assert await reason_given(sources) == "timeout"
        assert sources.waits == []


@pytest.mark.parametrize(
    ("asked", "location", "followed"),
    [
        ("http://a.example/x", "/y", True),
        ("http://a.example/x", "https://a.example/y", True),
        ("http://a.example/x", "https://a.example:8443/y", False),
        ("http://a.example/x", "http://a.example:81/y", False),
        ("http://a.example:8080/x", "https://a.example/y", False),
        ("https://a.example/x", "http://a.example/y", False),
        ("https://a.example/x", "https://a.example:444/y", False),
    ],
)
async def test_a_redirect_leads_to_the_same_port_or_nowhere(
    world: Opened, asked: str, location: str, followed: bool
) -> None:
    fetcher = world.tvmaze._asker._fetcher  # type: ignore[attr-defined]
    if followed:
        assert fetcher._same_host(URL(asked), location).host == "a.example"
    else:
        with pytest.raises(SourceUnavailable):
            fetcher._same_host(URL(asked), location)
