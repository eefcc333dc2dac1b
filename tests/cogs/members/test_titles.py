"""Titles as their reader wants them: cards, lists, what is suggested, and what stays in a channel."""

from __future__ import annotations

import re

from bot.store.database import Database
from tests.world import TEARS, World, menu, stored, text_of

NATIVE = "1リットルの涙"
ROMANISED = "Ichi Rittoru no Namida"


async def first_titles(world: World) -> dict[str, str]:
    """What the screens begin with that name the drama to mika."""
    mika, lounge = world.mika, world.lounge
    card = text_of(await mika.slash(lounge, "drama info", title=NATIVE, private=True))
    found = text_of(await mika.slash(lounge, "drama search", query="1 litre of tears"))
    listed = await mika.slash(lounge, "watch list")
    offered = await mika.autocomplete(lounge, "drama info", "title", "rittoru")
    (option, *_) = menu(listed, "card")["options"]
    return {
        "card": card.splitlines()[0].removeprefix("## "),
        "search": found.split("**")[1],
        "list": text_of(listed).split("**")[1],
        "menu": option["label"],
        "suggested": re.split(r" \(|（", offered[0]["name"])[0],
    }


async def test_each_reader_has_the_titles_that_they_want(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="watching", episode=3)
    places = ("card", "search", "list", "menu", "suggested")
    assert await first_titles(world) == dict.fromkeys(places, TEARS)
    world.speaks(world.mika, "ja")
    assert await first_titles(world) == dict.fromkeys(places, NATIVE)
    # Another country's titles are no more familiar to her.
    card = text_of(
        await world.mika.slash(world.lounge, "drama info", title="Crash Landing on You", private=True)
    )
    assert card.startswith("## Crash Landing on You\n사랑의 불시착")
    for titles, name in (("english", TEARS), ("romanised", ROMANISED), ("native", NATIVE)):
        await world.mika.slash(world.lounge, "profile edit", titles=titles)
        assert await first_titles(world) == dict.fromkeys(places, name)
    assert await stored(database, "SELECT titles FROM member WHERE id = ?", world.mika.id) == [("native",)]


async def test_what_everybody_reads_is_named_as_the_servers_language_does(world: World) -> None:
    await world.mika.slash(world.lounge, "profile edit", titles="native")
    public = text_of(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    assert public.startswith(f"## {TEARS}\n{NATIVE}\n")
    await world.rei.slash(world.lounge, "settings language", language="ja")
    public = text_of(await world.jun.slash(world.lounge, "drama info", title=TEARS))
    assert public.startswith(f"## {NATIVE}\n{TEARS}\n")


async def test_a_row_tells_length_and_rating(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    found = await world.jun.slash(world.lounge, "drama search", query="1 litre of tears")
    rows = text_of(found).splitlines()
    row = rows[rows.index(f"1\\. **{TEARS}** · {NATIVE}") + 1]
    assert row.startswith("-# 🇯🇵 Japan · 2005 · 11 episodes · ★ **9.0** (1)")
    assert row.endswith("** (1)")
