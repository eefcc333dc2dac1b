"""`/drama random` and `/drama person`."""

from __future__ import annotations

from bot.store.database import Database
from tests.world import TEARS, World, menu, menus, put, readers_of, shown, stored, text_of, turned


async def test_chance_draws_a_card_for_everybody(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama random")
    assert readers_of(world, card) == {"mika", "jun", "rei"}
    assert text_of(card).startswith("## ")


async def test_chance_keeps_to_the_filters(world: World) -> None:
    for _ in range(4):
        card = await world.mika.slash(world.lounge, "drama random", country="TW", genre="romance")
        assert "🇹🇼 Taiwan" in text_of(card)
        await turned(world.mika, card, "Details")
        assert "Romance" in text_of(card)


async def test_unseen_leaves_out_what_the_member_knows(world: World, database: Database) -> None:
    # Of four Taiwanese dramas one is being watched, one scored, one planned, one unknown.
    await put(
        database,
        "UPDATE drama SET hidden = 1 WHERE country = 'TW' AND id NOT IN"
        " (SELECT id FROM drama WHERE country = 'TW' ORDER BY id LIMIT 4)",
    )
    dramas = [
        ident
        for (ident,) in await stored(database, "SELECT id FROM drama WHERE country = 'TW' AND NOT hidden")
    ]
    watched, scored, planned, unknown = map(str, dramas)
    await world.mika.slash(world.lounge, "watch set", title=watched, episode=1)
    await world.mika.slash(world.lounge, "rate", title=scored, overall="8")
    await world.mika.slash(world.lounge, "watch set", title=planned, status="plan")
    known = {
        f"## {title}"
        for (title,) in await stored(
            database, "SELECT title FROM drama WHERE id IN (?, ?)", int(planned), int(unknown)
        )
    }
    for _ in range(8):
        card = await world.mika.slash(world.lounge, "drama random", country="TW", unseen=True)
        assert text_of(card).splitlines()[0].replace("\\", "") in known

    await world.mika.slash(world.lounge, "watch set", title=planned, status="dropped")
    await world.mika.slash(world.lounge, "watch set", title=unknown, status="completed")
    nothing = await world.mika.slash(world.lounge, "drama random", country="TW", unseen=True)
    assert readers_of(world, nothing) == {"mika"}
    assert text_of(nothing).startswith("No drama fits that.")
    others = await world.jun.slash(world.lounge, "drama random", country="TW", unseen=True)
    assert "🇹🇼 Taiwan" in text_of(others)


async def test_an_unknown_genre_draws_nothing(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama random", genre="gardening")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer) == "No genre called *gardening*."


async def test_a_person_by_name_has_their_roles_by_year(world: World) -> None:
    for spelling in ("Sawajiri Erika", "sawajiri erika", "sawajiri erik"):
        answer = await world.mika.slash(world.lounge, "drama person", name=spelling)
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).splitlines() == [
            "### Sawajiri Erika",
            "-# 2 roles",
            "**2006**",
            "- Taiyou no Uta — Amane Kaoru",
            "**2005**",
            f"- {TEARS} — Ikeuchi Aya",
        ]
    roles = menu(answer, "card")
    card = await world.mika.select(shown(answer), ["1"], custom_id=roles["custom_id"])
    assert readers_of(world, card) == {"mika"}
    assert text_of(card).startswith(f"## {TEARS}")


async def test_a_person_by_autocomplete(world: World) -> None:
    (person, *_) = await world.mika.autocomplete(world.lounge, "drama person", "name", "yakushimaru")
    assert person["name"] == "Yakushimaru Hiroko"
    answer = await world.mika.slash(world.lounge, "drama person", name=person["value"])
    assert text_of(answer).startswith("### Yakushimaru Hiroko")
    offered = await world.mika.autocomplete(world.lounge, "drama person", "name", "")
    assert len(offered) <= 25


async def test_a_supporting_role_is_marked(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama person", name="Jinnai Takanori")
    assert f"- {TEARS} — Ikeuchi Mizuo · Supporting cast" in text_of(answer)


async def test_an_unknown_person_is_answered_with_who_is_near(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama person", name="Sawajiri Haruka")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("No person called *Sawajiri Haruka*.")
    assert "*Sawajiri Erika*" in text_of(answer)
    for nobody in ("999999", "qqqqzzzz"):
        answer = await world.mika.slash(world.lounge, "drama person", name=nobody)
        assert text_of(answer) == f"No person called *{nobody}*."


async def test_a_person_whose_dramas_are_out_of_sight_has_no_roles(world: World, database: Database) -> None:
    await put(database, "UPDATE drama SET hidden = 1")
    answer = await world.mika.slash(world.lounge, "drama person", name="Sawajiri Erika")
    assert text_of(answer).splitlines() == ["### Sawajiri Erika", "-# 0 roles"]
    assert menus(answer) == []
