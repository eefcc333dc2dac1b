"""`/drama search`: finding dramas by what is known of them, page by page."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.world import TEARS, World, button, labels, menu, put, readers_of, shown, stored, text_of


def titles(answer_text: str) -> list[str]:
    """The titles of a page, in order."""
    return [line.split("**")[1] for line in answer_text.splitlines() if "\\. **" in line]


def options(page: simcord.ResponseMessage) -> set[str]:
    """The dramas of a page, by what the menu below it has for each."""
    return {option["value"] for option in menu(page, "card")["options"]}


@pytest.mark.parametrize(
    ("asked", "sql"),
    [
        ({"country": "TW"}, "SELECT title FROM drama WHERE country = 'TW'"),
        ({"year": 2005}, "SELECT title FROM drama WHERE year = 2005"),
        (
            {"genre": "medical"},
            (
                "SELECT d.title FROM drama d JOIN drama_genre l ON l.drama_id = d.id"
                " JOIN genre g ON g.id = l.genre_id WHERE g.name = 'Medical'"
            ),
        ),
        (
            {"network": "fuji tv"},
            (
                "SELECT d.title FROM drama d JOIN drama_network l ON l.drama_id = d.id"
                " JOIN network n ON n.id = l.network_id WHERE n.name = 'Fuji TV'"
            ),
        ),
        (
            {"person": "Sawajiri Erika"},
            (
                "SELECT d.title FROM drama d JOIN credit c ON c.drama_id = d.id"
                " JOIN person p ON p.id = c.person_id WHERE p.name = 'Sawajiri Erika'"
            ),
        ),
    ],
)
async def test_each_filter_finds_what_the_store_holds(
    world: World, database: Database, asked: dict[str, str | int], sql: str
) -> None:
    answer = await world.mika.slash(world.lounge, "drama search", **asked)
    assert readers_of(world, answer) == {"mika"}
    expected = {title for (title,) in await stored(database, sql)}
    assert expected
    assert text_of(answer).startswith(f"### {len(expected)} drama")
    assert set(titles(text_of(answer))) <= expected
    assert len(titles(text_of(answer))) == min(10, len(expected))


async def test_filters_narrow_each_other_and_the_query(world: World) -> None:
    both = await world.mika.slash(world.lounge, "drama search", country="JP", year=2005)
    assert set(titles(text_of(both))) == {TEARS, "Boys over Flowers", "Nobuta wo Produce", "Tokyo Friends"}
    named = await world.mika.slash(world.lounge, "drama search", query="flowers", country="JP", year=2007)
    assert titles(text_of(named))[0] == "Boys over Flowers Season 2"


async def test_a_query_puts_the_best_match_first(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama search", query="goblin")
    assert titles(text_of(answer))[0] == "Guardian: The Lonely and Great God"
    assert "Best match" in text_of(answer)


async def test_sort_says_what_comes_first(world: World) -> None:
    await world.jun.slash(world.lounge, "rate", title="Nobuta wo Produce", overall="10")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    orders = {
        "title": [TEARS, "Boys over Flowers", "Nobuta wo Produce", "Tokyo Friends"],
        "rating": ["Nobuta wo Produce", TEARS, "Boys over Flowers", "Tokyo Friends"],
        "popularity": ["Boys over Flowers", TEARS, "Nobuta wo Produce", "Tokyo Friends"],
    }
    for sort, expected in orders.items():
        answer = await world.mika.slash(world.lounge, "drama search", country="JP", year=2005, sort=sort)
        assert titles(text_of(answer)) == expected, sort
    newest = await world.mika.slash(world.lounge, "drama search", country="JP", sort="year")
    assert titles(text_of(newest))[0] == "Alice in Borderland Season 3"


async def test_the_pages_turn_and_their_ends_are_disabled(world: World, database: Database) -> None:
    ((total,),) = await stored(database, "SELECT count(*) FROM drama WHERE country = 'KR'")
    answer = shown(await world.mika.slash(world.lounge, "drama search", country="KR", sort="title"))
    pages = -(-total // 10)
    assert labels(answer) == ["Previous", f"1 of {pages}", "Next"]
    assert button(answer, "Previous")["disabled"]
    seen = titles(text_of(answer))
    for page in range(2, pages + 1):
        await world.mika.click(answer, label="Next")
        assert labels(answer)[1] == f"{page} of {pages}"
        assert not button(answer, "Previous").get("disabled")
        seen += titles(text_of(answer))
    assert button(answer, "Next")["disabled"]
    assert len(seen) == total
    assert seen == sorted(seen, key=str.casefold)
    await world.mika.click(answer, label="Previous")
    assert labels(answer)[1] == f"{pages - 1} of {pages}"


async def test_pages_keep_every_filter(world: World) -> None:
    answer = shown(
        await world.mika.slash(world.lounge, "drama search", query="love", genre="Romance", sort="year")
    )
    first = options(answer)  # ids, for several dramas have one title
    heading = text_of(answer).splitlines()[:2]
    await world.mika.click(answer, label="Next")
    assert text_of(answer).splitlines()[:2] == heading
    assert not first & options(answer)


async def test_a_result_opens_as_a_card_of_ones_own(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama search", person="Sawajiri Erika")
    open_card = menu(answer, "card")
    value = next(option["value"] for option in open_card["options"] if option["label"] == TEARS)
    card = await world.mika.select(shown(answer), [value], custom_id=open_card["custom_id"])
    assert readers_of(world, card) == {"mika"}
    assert text_of(card).startswith(f"## {TEARS}")


async def test_nothing_asked_is_told_what_can_be(world: World) -> None:
    for asked in ({}, {"sort": "title"}, {"query": "  "}):
        answer = await world.mika.slash(world.lounge, "drama search", **asked)
        assert readers_of(world, answer) == {"mika"}
        assert "name, genre, country, year, network or person" in text_of(answer)


async def test_nothing_found_says_so(world: World) -> None:
    for asked in ({"country": "JP", "network": "tvN"}, {"query": "qqqqzzzz"}, {"year": 1950}):
        answer = await world.mika.slash(world.lounge, "drama search", **asked)
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith("No drama fits that.")


async def test_an_unknown_genre_network_or_person_is_named(world: World) -> None:
    told = {
        "genre": ("roma", "No genre called *roma*.", "Did you mean: *Romance*"),
        "network": ("fuji", "No network called *fuji*.", "Did you mean: *Fuji TV*?"),
        "person": ("Sawajiri Haruka", "No person called *Sawajiri Haruka*.", "*Sawajiri Erika*"),
    }
    for option, (typed, sentence, nearest) in told.items():
        answer = await world.mika.slash(world.lounge, "drama search", **{option: typed})
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith(sentence)
        assert nearest in text_of(answer)


async def test_the_options_complete_themselves(world: World, database: Database) -> None:
    genres = await world.mika.autocomplete(world.lounge, "drama search", "genre", "rom")
    assert genres == [{"name": "Romance", "value": "Romance"}]
    everything = await world.mika.autocomplete(world.lounge, "drama search", "genre", "")
    assert 1 < len(everything) <= 25
    networks = await world.mika.autocomplete(world.lounge, "drama search", "network", "fuji")
    assert {"name": "Fuji TV", "value": "Fuji TV"} in networks
    (person, *_) = await world.mika.autocomplete(world.lounge, "drama search", "person", "sawajri erik")
    assert person["name"] == "Sawajiri Erika"
    answer = await world.mika.slash(world.lounge, "drama search", person=person["value"])
    assert TEARS in titles(text_of(answer))


async def test_a_drama_out_of_sight_is_in_no_list(world: World, database: Database) -> None:
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    answer = await world.mika.slash(world.lounge, "drama search", country="JP", year=2005)
    assert set(titles(text_of(answer))) == {"Boys over Flowers", "Nobuta wo Produce", "Tokyo Friends"}
