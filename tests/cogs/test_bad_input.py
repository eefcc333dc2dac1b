"""What members type wrong, in bad faith, or by accident: a sentence each, and nothing lost."""

from __future__ import annotations

import pytest
from discord import app_commands

from bot.client import NamidaBot
from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    everything_of,
    in_sight_of,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    turned,
)

HOSTILE = "||x|| @everyone <@&1> [a](https://evil.example) **b** `c` \u202ed\u200be"

# Every command that takes a title, with what it needs besides.
BY_TITLE: dict[str, dict[str, int | str]] = {
    "drama info": {},
    "episode synopsis": {"episode": 1},
    "episode list": {},
    "episode write": {"episode": 1},
    "rate": {"overall": "9"},
    "watch set": {"episode": 1},
    "watch next": {},
}
TABLES = ("score", "episode_score", "progress")


async def untouched(database: Database) -> bool:
    return all([not await stored(database, f"SELECT * FROM {table}") for table in TABLES])


@pytest.mark.parametrize("name", BY_TITLE)
async def test_an_unknown_title_is_answered_alike_everywhere(
    world: World, database: Database, name: str
) -> None:
    for typed in ("qqqqzzzz", "?!", "0", "999999999999999999999999", "😭", "x" * 1_000):
        answer = await world.mika.slash(world.lounge, name, title=typed, **BY_TITLE[name])
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith("Nothing called *"), (typed, text_of(answer))
    assert await untouched(database)


@pytest.mark.parametrize("name", BY_TITLE)
async def test_the_nearest_go_on_with_the_same_command(world: World, name: str) -> None:
    answer = await world.mika.slash(world.lounge, name, title="alice in", **BY_TITLE[name])
    assert text_of(answer).startswith("Nothing called *alice in*")
    assert 2 <= len(labels(answer)) <= 5
    direct = await world.jun.slash(world.lounge, name, title="Alice in Borderland", **BY_TITLE[name])
    chosen = await world.mika.click(shown(answer), label="Alice in Borderland (今際の国のアリス, 2020)")
    if name == "episode write":
        assert direct.modal is not None
        assert chosen.modal == direct.modal
        return
    mika_for_jun = text_of(chosen).replace(str(world.mika.id), str(world.jun.id))
    if name == "rate":  # Jun's own score has come in between
        assert "**Alice in Borderland**: saved." in mika_for_jun
        return
    assert mika_for_jun == text_of(direct)
    assert chosen.ephemeral == direct.ephemeral


@pytest.mark.parametrize("name", BY_TITLE)
async def test_a_name_of_two_dramas_asks_which_everywhere(world: World, name: str) -> None:
    answer = await world.mika.slash(world.lounge, name, title="boys over flowers", **BY_TITLE[name])
    assert readers_of(world, answer) == {"mika"}
    which = menu(answer, "again")
    assert len(which["options"]) == 2
    japanese = next(o["value"] for o in which["options"] if "Japan" in o["description"])
    chosen = await world.mika.select(shown(answer), [japanese], custom_id=which["custom_id"])
    assert "Boys over Flowers" in repr(chosen.modal or everything_of(chosen))


async def test_hostile_words_are_repeated_as_the_characters_they_are(world: World) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        ("drama info", {"title": HOSTILE}),
        ("drama person", {"name": HOSTILE}),
        ("drama search", {"genre": HOSTILE}),
        ("drama search", {"network": HOSTILE}),
        ("drama search", {"person": HOSTILE}),
        ("rate", {"title": TEARS, "overall": HOSTILE}),
        ("help", {"command": HOSTILE}),
    ]
    for name, options in asked:
        answer = await world.mika.slash(world.lounge, name, **options)
        told = text_of(answer)
        assert readers_of(world, answer) == {"mika"}
        assert "\\|\\|x\\|\\|" in told, told
        assert "||" not in told
        assert "@everyone" not in told
        assert "<@&1>" not in told
        assert "[a](" not in told
        assert "\u202e" not in told
        assert "d\u200be" not in told


async def test_what_a_file_brought_is_neutral_on_the_card(world: World, database: Database) -> None:
    await put(
        database,
        "UPDATE drama SET title = ?, native_title = ?, summary = ?, based_on = ?, content_rating = ?,"
        " air_time = ? WHERE id = 1",
        *[HOSTILE] * 6,
    )
    await put(database, "UPDATE credit SET character = ? WHERE drama_id = 1", HOSTILE)
    await put(database, "UPDATE person SET name = ? WHERE id = 1", HOSTILE)
    await put(database, "UPDATE link SET title = ? || position WHERE drama_id = 1", HOSTILE)
    await put(database, "UPDATE relation SET title = ? || position WHERE drama_id = 1", HOSTILE)
    await put(
        database, "UPDATE music SET title = ? || position, artist = ? WHERE drama_id = 1", HOSTILE, HOSTILE
    )
    await put(database, "UPDATE alias SET name = ? || position WHERE drama_id = 1", HOSTILE)
    await put(database, "UPDATE episode SET title = ? WHERE drama_id = 1", HOSTILE)
    await world.mika.slash(world.lounge, "watch set", title="1", status="completed")
    card = shown(await world.mika.slash(world.lounge, "drama info", title="1", private=True))
    for tab in ("Details", "Cast", "Episodes", "Ratings", "Links", "Overview"):
        await turned(world.mika, card, tab)
        told = text_of(card)
        assert "\\|\\|x\\|\\|" in told
        assert "||" not in told
        for live in ("@everyone", "<@&1>", "[a](", "**b**", "\u202e", "d\u200be"):
            assert live not in told, (tab, live)
    for name in ("drama person", "drama search"):
        option = "name" if name == "drama person" else "person"
        answer = await world.mika.slash(world.lounge, name, **{option: "1"})
        assert "||" not in text_of(answer)
        assert "@everyone" not in text_of(answer)


async def test_the_fullest_card_still_fits_into_a_message(world: World, database: Database) -> None:
    """The catalogue's own bounds are far wider than a message; the request is checked by the contract."""
    wide = "_" * 300
    await put(
        database,
        "UPDATE drama SET title = ?, native_title = ?, summary = ?, based_on = ?, content_rating = ?,"
        " poster_url = 'https://posters.example/1.jpg', poster_alt = ? WHERE id = 1",
        wide, wide, "*" * 5_000, wide, wide, "~" * 3_000,
    )  # fmt: skip
    for number in range(60):
        await put(database, "INSERT INTO person (id, name) VALUES (?, ?)", 9_000 + number, f"{number}{wide}")
        await put(
            database,
            "INSERT INTO credit (drama_id, person_id, position, character, billing)"
            " VALUES (1, ?, ?, ?, 'guest')",
            9_000 + number, 50 + number, wide,
        )  # fmt: skip
        await put(database, "INSERT INTO alias VALUES (1, ?, ?)", f"{number}{wide}"[:300], 50 + number)
        await put(
            database,
            "INSERT INTO link (drama_id, position, kind, title, url) VALUES (1, ?, 'article', ?, ?)",
            50 + number, f"{number}{wide}", "https://a.example/" + "p" * 500,
        )  # fmt: skip
        await put(database, "INSERT INTO relation VALUES (1, ?, ?, ?)", wide, f"{number}{wide}", 50 + number)
        await put(
            database, "INSERT INTO music VALUES (1, 'insert', ?, ?, ?, NULL)",
            f"{number}{wide}", 50 + number, wide,
        )  # fmt: skip
    await put(database, "UPDATE drama SET episodes = 5000 WHERE id = 1")
    await put(database, "UPDATE episode SET title = ? WHERE drama_id = 1", wide)
    await world.mika.slash(world.lounge, "watch set", title="1", status="completed")
    card = shown(await world.mika.slash(world.lounge, "drama info", title="1", private=True))
    for tab in ("Details", "Cast", "Episodes", "Ratings", "Links", "Overview"):
        await turned(world.mika, card, tab)
        assert len(text_of(card)) <= 4_000
    listing = await world.mika.slash(world.lounge, "episode list", title="1")
    assert labels(listing)[1].startswith("1 of 334")
    for name in ("rate", "watch next", "episode write"):
        await world.mika.slash(world.lounge, name, title="1", **BY_TITLE[name])
    assert "Something went wrong" not in in_sight_of(world, world.mika)


async def test_a_person_with_a_hundred_roles_fits(world: World, database: Database) -> None:
    for number in range(100):
        await put(
            database,
            "INSERT INTO drama (id, title, native_title, year, country) VALUES (?, ?, ?, ?, 'JP')",
            9_000 + number, f"Drama {number} " + "*" * 200, "涙" * 100, 1920 + number,
        )  # fmt: skip
        await put(
            database,
            "INSERT INTO credit (drama_id, person_id, position, character, billing)"
            " VALUES (?, 1, 0, ?, 'main')",
            9_000 + number, "_" * 300,
        )  # fmt: skip
    answer = await world.mika.slash(world.lounge, "drama person", name="1")
    assert "102 roles" in text_of(answer)
    results = await world.mika.slash(world.lounge, "drama search", person="1", sort="year")
    assert text_of(results).startswith("### 102 dramas")
    # Every role is on a page, and its drama in that page's menu.
    opened = {option["value"] for option in menu(answer, "card")["options"]}
    for _ in range(1, int(labels(answer)[1].split(" of ")[1])):
        await world.mika.click(shown(answer), label="Next")
        opened |= {option["value"] for option in menu(answer, "card")["options"]}
    assert len(opened) == 102


async def test_nothing_typed_is_no_title(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title=" ")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("Which drama?")


# What a command needs besides its title and its episode.
BESIDES: dict[str, str] = {"text": "Words.", "pace": "every day 20:00", "overall": "9"}
# Episode 0 takes back here what was said of a drama.
TAKES_BACK = {"watch set"}


@pytest.mark.parametrize("episode", [0, -1, -(2**50), 12, 2**50])
async def test_an_episode_that_there_is_not_is_refused_with_the_range(
    world: World, database: Database, bot: NamidaBot, episode: int
) -> None:
    """By every command that takes one."""
    commands = [
        command
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
        and any(option.name == "episode" for option in command.parameters)
    ]
    assert len(commands) >= 9
    tables = ("quote", "thread", "synopsis_schedule", "outbox")
    before = [await stored(database, f"SELECT * FROM {table}") for table in tables]
    for command in commands:
        name = command.qualified_name
        if episode == 0 and name in TAKES_BACK:
            continue
        needed = {one.name: BESIDES[one.name] for one in command.parameters if one.name in BESIDES}
        answer = await world.rei.slash(world.lounge, name, title=TEARS, episode=episode, **needed)
        assert answer.modal is None, name
        assert readers_of(world, answer) == {"rei"}, name
        said = text_of(answer)
        assert "1 to 11" in said, (name, said)
        assert TEARS in said, (name, said)
    assert await untouched(database)
    assert [await stored(database, f"SELECT * FROM {table}") for table in tables] == before
