"""The server's own list: bounded, audited with what stood before, and refused where it cannot be read."""

from __future__ import annotations

import json

import pytest

from bot.domain.screening import ENTRY_LIMITS, MOST_DAYS, MOST_ENTRIES, Entry, Links, Origin, Trigger
from bot.domain.words import key_of
from bot.errors import BadDays, BadEntry, BadExpression, ListFull
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import ELSEWHERE, NOW, REI, TEAROOM, rows
from tests.store.dumped import dumped

ACTOR = REI.member_id


async def test_every_change_is_audited_with_before_and_after(services: Services, store: Database) -> None:
    words = services.words
    assert await words.add(TEAROOM, ACTOR, Entry.WORD, ["cat*", "", "  dog ", "cat*"], NOW) == ["cat*", "dog"]
    assert await words.add(TEAROOM, ACTOR, Entry.WORD, ["dog"], NOW) == []
    assert await words.remove(TEAROOM, ACTOR, Entry.WORD, {key_of("dog"), "nothing"}, NOW) == ["dog"]
    await words.set_links(TEAROOM, ACTOR, Links.NONE, NOW)
    await words.set_matches(TEAROOM, ACTOR, NOW, wait=True)
    await words.set_newcomers(TEAROOM, ACTOR, 7, NOW)
    audit = await rows(store, "SELECT action, detail FROM audit ORDER BY id")
    assert [(action, json.loads(str(detail))) for action, detail in audit] == [
        ("settings.words.word", {"from": None, "to": "cat*"}),
        ("settings.words.word", {"from": None, "to": "dog"}),
        ("settings.words.word", {"from": "dog", "to": None}),
        ("settings.links", {"from": "any", "to": "none"}),
        ("settings.matches_wait", {"from": 0, "to": 1}),
        ("settings.newcomer_days", {"from": 0, "to": 7}),
    ]
    view = await words.view(TEAROOM, NOW)
    assert view.entries == {Entry.WORD: ["cat*"], Entry.EXPRESSION: [], Entry.HOST: []}
    assert (view.settings.links, view.settings.matches_wait, view.settings.newcomer_days) == (
        Links.NONE,
        True,
        7,
    )
    assert (await words.view(ELSEWHERE, NOW)).entries[Entry.WORD] == []


@pytest.mark.parametrize(
    ("kind", "typed", "error"),
    [
        (Entry.EXPRESSION, "(", BadExpression),
        (Entry.EXPRESSION, "(?=a)", BadExpression),
        (Entry.EXPRESSION, "a" * 261, BadEntry),
        (Entry.WORD, "*", BadEntry),
        (Entry.WORD, "a" * 61, BadEntry),
        (Entry.HOST, "nowhere", BadEntry),
    ],
)
async def test_of_a_list_with_one_that_cannot_be_read_nothing_is_added(
    services: Services, store: Database, kind: Entry, typed: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await services.words.add(TEAROOM, ACTOR, kind, ["good.example", typed], NOW)
    assert await rows(store, "SELECT * FROM word_rule") == []


async def test_an_entry_may_be_as_long_as_its_limit(services: Services) -> None:
    for kind in (Entry.WORD, Entry.EXPRESSION):
        longest = "a" * ENTRY_LIMITS[kind]
        assert await services.words.add(TEAROOM, ACTOR, kind, [longest], NOW) == [longest]


@pytest.mark.parametrize("kind", Entry)
async def test_a_list_ends_somewhere(services: Services, kind: Entry) -> None:
    most = MOST_ENTRIES[kind]
    many = [f"e{number}.example" for number in range(most + 1)]
    with pytest.raises(ListFull):
        await services.words.add(TEAROOM, ACTOR, kind, many, NOW)
    assert len(await services.words.add(TEAROOM, ACTOR, kind, many[:-1], NOW)) == most
    with pytest.raises(ListFull):
        await services.words.add(TEAROOM, ACTOR, kind, many[-1:], NOW)


async def test_days_have_an_end(services: Services) -> None:
    for days in (-1, MOST_DAYS + 1):
        with pytest.raises(BadDays):
            await services.words.set_newcomers(TEAROOM, ACTOR, days, NOW)
    for days in (MOST_DAYS, 0):
        assert (await services.words.set_newcomers(TEAROOM, ACTOR, days, NOW)).newcomer_days == days


async def test_a_text_is_tried_and_nothing_of_it_kept(services: Services, store: Database) -> None:
    await services.words.add(TEAROOM, ACTOR, Entry.EXPRESSION, ["ba+d"], NOW)
    hit = await services.words.try_text("how baaad", TEAROOM, NOW)
    assert hit is not None
    assert (hit.origin, hit.trigger, hit.what) == (Origin.SERVER, Trigger.EXPRESSION, "ba+d")
    assert await services.words.try_text("how good", TEAROOM, NOW) is None
    assert not [line for line in await store.read(dumped) if "baaad" in line]
