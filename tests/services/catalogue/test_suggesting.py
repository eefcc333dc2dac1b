"""Members suggest for the catalogue; what moderators take becomes a part of it, with their credit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.dramas import Link, LinkKind, Music, MusicKind
from bot.domain.suggestions import Suggestion, SuggestionForm, SuggestionKind
from bot.errors import (
    BadFields,
    BadLabel,
    EmptyText,
    EpisodeOutOfRange,
    NamidaError,
    ServerOnly,
    SpoilerUnlabelled,
    SuggestionGone,
    SuggestionsFull,
    TextTooLong,
)
from bot.services.catalogue import suggesting
from bot.services.catalogue.cards import Cards
from bot.services.container import Services
from bot.store.database import Database
from tests.services.catalogue.curator_forms import TEARS, entry
from tests.services.people import JUN, MIKA, NOW, REI, rows

PAGE = "https://example.org/tears"
K = SuggestionKind


async def suggest(
    services: Services, kind: SuggestionKind, text: str, url: str = "", episode: str = ""
) -> bool:
    drama = await services.catalogue.get(TEARS)
    return await services.suggesting.suggest(drama, SuggestionForm(kind, text, url, episode), MIKA, NOW)


async def take(services: Services) -> Suggestion:
    """What a moderator's press does."""
    page = await services.suggesting.queue(REI, 0)
    assert page.suggestion is not None
    found, wanted = await services.suggesting.change(page.suggestion.id, REI)
    if wanted is not None:
        await services.changes.make(wanted, REI, NOW)
    return await services.suggesting.take(found.id, REI, NOW)


async def test_what_is_taken_stands_in_the_catalogue_with_its_credit_on_its_server(
    services: Services, store: Database
) -> None:
    before = await entry(services)
    assert await suggest(services, K.TRAILER, "The trailer", PAGE)
    assert not await suggest(services, K.TRAILER, "The trailer", PAGE)
    assert await suggest(services, K.ARTICLE, "How it ends | told", PAGE + "/end", "11")
    assert await suggest(services, K.SONG, "Sangatsu Kokonoka — Remioromen")
    assert await suggest(services, K.NAME, "Tears by the Litre")
    assert await suggest(services, K.CORRECTION, "It has 12 episodes.")
    taken = [(await take(services)).kind for _ in range(5)]
    assert taken == [K.TRAILER, K.ARTICLE, K.SONG, K.NAME, K.CORRECTION]
    assert (await services.suggesting.queue(REI, 7)).suggestion is None
    after = await entry(services)
    assert after.links == (
        *before.links,
        Link(LinkKind.TRAILER, "The trailer", PAGE),
        Link(LinkKind.ARTICLE, "How it ends | told", PAGE + "/end", 11),
    )
    assert after.music == (*before.music, Music(MusicKind.INSERT, "Sangatsu Kokonoka", "Remioromen"))
    assert "Tears by the Litre" in after.aliases
    given = (await Cards(store).get(TEARS, JUN, now=NOW)).contributors
    assert {PAGE, PAGE + "/end"} < given.keys()
    assert given[PAGE].member_id == MIKA.member_id
    for elsewhere in (replace(JUN, guild_id=99), replace(JUN, guild_id=None)):
        assert (await Cards(store).get(TEARS, elsewhere, now=NOW)).contributors == {}


async def test_an_address_beside_a_correction_or_a_name_is_no_ones_link(
    services: Services, store: Database
) -> None:
    assert await suggest(services, K.TRAILER, "The trailer", PAGE)
    assert await suggest(services, K.CORRECTION, "It has 12 episodes.", PAGE + "/link")
    assert await suggest(services, K.NAME, "Tears by the Litre", PAGE + "/name")
    for _ in range(3):
        await take(services)
    given = (await Cards(store).get(TEARS, JUN, now=NOW)).contributors
    assert given.keys() == {PAGE, "Tears by the Litre"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (SuggestionForm(K.LINK, "A page"), BadFields),
        (SuggestionForm(K.LINK, "A page", "javascript:alert(1)"), BadFields),
        (SuggestionForm(K.TRAILER, "A page", "magnet:?xt=urn:btih:1"), BadFields),
        (SuggestionForm(K.SONG, "A song", "https://user:secret@example.org"), BadFields),
        (SuggestionForm(K.NAME, "\u200b\u200c"), BadFields),
        (SuggestionForm(K.NAME, "A name", "javascript:alert(1)"), BadFields),
        (SuggestionForm(K.CORRECTION, "It is wrong.", "http://[::1"), BadFields),
        (SuggestionForm(K.CORRECTION, "It is wrong.", PAGE + "a" * 3_000), BadFields),
        (SuggestionForm(K.LINK, "A page", PAGE + "あ" * 400), BadFields),
        (SuggestionForm(K.NAME, " "), EmptyText),
        (SuggestionForm(K.NAME, "a" * 301), TextTooLong),
        (SuggestionForm(K.CORRECTION, "a" * 1_001), TextTooLong),
        (SuggestionForm(K.CORRECTION, "She ||dies||."), SpoilerUnlabelled),
        (SuggestionForm(K.ARTICLE, "A page", PAGE, "soon"), BadLabel),
        (SuggestionForm(K.ARTICLE, "A page", PAGE, "12"), EpisodeOutOfRange),
    ],
)
async def test_what_the_catalogue_could_not_take_is_refused_at_once(
    services: Services, store: Database, form: SuggestionForm, error: type[NamidaError]
) -> None:
    drama = await services.catalogue.get(TEARS)
    with pytest.raises(error):
        await services.suggesting.suggest(drama, form, MIKA, NOW)
    assert await rows(store, "SELECT count(*) FROM suggestion") == [(0,)]


async def test_only_its_server_decides_and_only_once(services: Services, store: Database) -> None:
    await suggest(services, K.CORRECTION, "It has 12 episodes.")
    page = await services.suggesting.queue(REI, 0)
    assert page.suggestion is not None
    elsewhere = replace(REI, guild_id=99)
    assert (await services.suggesting.queue(elsewhere, 0)).suggestion is None
    for decide in (services.suggesting.take, services.suggesting.decline):
        with pytest.raises(SuggestionGone):
            await decide(page.suggestion.id, elsewhere, NOW)
    await services.suggesting.decline(page.suggestion.id, REI, NOW)
    for decide in (services.suggesting.take, services.suggesting.decline):
        with pytest.raises(SuggestionGone):
            await decide(page.suggestion.id, REI, NOW)
    assert await rows(store, "SELECT count(*) FROM suggestion") == [(0,)]
    with pytest.raises(ServerOnly):
        await services.suggesting.queue(replace(REI, guild_id=None), 0)


async def test_so_many_wait_and_no_more(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "MOST_OF_A_MEMBER", 2)
    monkeypatch.setattr(suggesting, "MOST_OF_A_SERVER", 3)
    for at in range(2):
        await suggest(services, K.CORRECTION, f"Number {at}")
    with pytest.raises(SuggestionsFull) as full:
        await suggest(services, K.CORRECTION, "One more")
    assert full.value.own
    drama = await services.catalogue.get(TEARS)
    form = SuggestionForm(K.CORRECTION, "Of another")
    await services.suggesting.suggest(drama, form, JUN, NOW)
    with pytest.raises(SuggestionsFull) as full:
        await services.suggesting.suggest(drama, replace(form, text="Another"), JUN, NOW)
    assert not full.value.own
