"""What curators do with whole dramas: adding one by hand, its names, out of sight and back, merging."""

from __future__ import annotations

import pytest

from bot.domain.dramas import CatalogueEntry
from bot.errors import AlreadyThere, BadFields, NotAnAlias, SameDrama, TooManyNames, UnknownDrama
from bot.services.container import Services
from bot.store.database import Database
from tests.services.catalogue.curator_forms import NOW, TEARS, audited, marked
from tests.services.people import REI, added, rows

# --- adding by hand ---

NEW = {"title": "Rain Diary", "native_title": "雨日記", "country": "jp", "year": "2031", "episodes": "10"}


async def test_a_drama_added_by_hand_is_found_by_its_names(services: Services, store: Database) -> None:
    drama = await services.curating.add_by_hand(NEW, REI, NOW)
    assert (drama.title, drama.country, drama.year, drama.episodes) == ("Rain Diary", "JP", 2031, 10)
    assert (await services.catalogue.resolve("雨日記")).id == drama.id
    assert await marked(store, drama.id) == {"title", "native_title", "country", "year", "episodes"}
    assert [row[2:4] for row in await audited(store)] == [("catalogue.add", f"drama {drama.id}")]


@pytest.mark.parametrize(
    "again",
    [
        NEW,
        {"title": "RAIN  diary"},
        {"title": "雨日記", "year": "2031"},
        {"title": "Another", "native_title": "Rain Diary"},
    ],
)
async def test_nobody_doubles_a_drama(services: Services, store: Database, again: dict[str, str]) -> None:
    first = await services.curating.add_by_hand(NEW, REI, NOW)
    with pytest.raises(AlreadyThere) as there:
        await services.curating.add_by_hand(again, REI, NOW)
    assert (there.value.drama.id, there.value.hidden) == (first.id, False)
    other = await services.curating.add_by_hand({**again, "year": "1990"}, REI, NOW)
    assert other.id != first.id


async def test_a_removed_drama_is_not_added_again_beside_itself(services: Services) -> None:
    first = await services.curating.add_by_hand(NEW, REI, NOW)
    await services.curating.remove(first.id, REI, NOW)
    with pytest.raises(AlreadyThere) as there:
        await services.curating.add_by_hand(NEW, REI, NOW)
    assert (there.value.drama.id, there.value.hidden) == (first.id, True)


async def test_what_the_catalogue_has_is_shown_before_adding(services: Services) -> None:
    alike, asked = await services.curating.alike("litre of tears")
    assert alike[0].id == TEARS
    assert asked == "litre of tears"
    chosen, asked = await services.curating.alike(str(TEARS))
    assert chosen[0].id == TEARS
    assert asked == "1 Litre of Tears"
    assert await services.curating.alike("Zzyzx Qwxv") == ((), "Zzyzx Qwxv")
    assert await services.curating.alike("\u200b") == ((), "\u200b")


# --- names ---


async def test_a_name_is_added_found_taken_away_and_stays_away(services: Services, store: Database) -> None:
    tears = await services.catalogue.get(TEARS)
    assert (await services.curating.aliases.add(tears, " Ichi Namida ", REI, NOW)).changed
    assert (await services.catalogue.resolve("ichi namida")).id == TEARS
    assert not (await services.curating.aliases.add(tears, "Ichi Namida", REI, NOW)).changed
    gone = await services.curating.aliases.remove(tears, "ichinamida", REI, NOW)
    assert gone.name == "Ichi Namida"
    assert TEARS not in services.names.bearing("Ichi Namida")
    assert await rows(store, "SELECT part, name FROM withheld WHERE drama_id = 1") == [
        ("aliases", "Ichi Namida")
    ]
    await services.curating.aliases.add(tears, "Ichi Namida", REI, NOW)
    assert await rows(store, "SELECT * FROM withheld") == []
    assert [row[2] for row in await audited(store)] == [
        "catalogue.alias",
        "catalogue.unalias",
        "catalogue.alias",
    ]
    assert all("amida" not in str(row[4]) for row in await audited(store))


async def test_a_name_that_another_drama_bears_is_said(services: Services, store: Database) -> None:
    (other,) = await added(store, CatalogueEntry("Another Rain"))
    named = await services.curating.aliases.add(other, "1 litre of tears", REI, NOW)
    assert [drama.id for drama in named.others] == [TEARS]


async def test_a_title_is_no_other_name(services: Services) -> None:
    tears = await services.catalogue.get(TEARS)
    with pytest.raises(NotAnAlias) as refused:
        await services.curating.aliases.remove(tears, "1 litre of tears", REI, NOW)
    assert refused.value.own
    with pytest.raises(NotAnAlias) as refused:
        await services.curating.aliases.remove(tears, "never heard", REI, NOW)
    assert not refused.value.own


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "two\nlines", "x" * 301, "a\x00b"])
async def test_what_is_no_name(services: Services, name: str) -> None:
    tears = await services.catalogue.get(TEARS)
    with pytest.raises(BadFields):
        await services.curating.aliases.add(tears, name, REI, NOW)


async def test_a_drama_has_so_many_names_and_no_more(services: Services, store: Database) -> None:
    await store.write(
        lambda c: c.executemany(
            "INSERT INTO alias (drama_id, name, position) VALUES (1, ?, ?)",
            [(f"n{n}", 100 + n) for n in range(200)],
        )
    )
    with pytest.raises(TooManyNames):
        await services.curating.aliases.add(await services.catalogue.get(TEARS), "one more", REI, NOW)


async def test_names_are_suggested_and_a_long_one_can_be_chosen(services: Services) -> None:
    tears = await services.catalogue.get(TEARS)
    long = "Long " * 50 + "name"
    await services.curating.aliases.add(tears, long, REI, NOW)
    (choice,) = await services.curating.aliases.suggest("1", "long long")
    assert len(choice) <= 100
    assert (await services.curating.aliases.remove(tears, choice, REI, NOW)).name == long
    assert await services.curating.aliases.suggest("nothing of the sort", "a") == []
    assert await services.curating.aliases.suggest("", "") == []


# --- out of sight and back ---


async def test_a_removed_drama_is_nowhere_and_comes_back_with_all_it_had(
    services: Services, store: Database
) -> None:
    tears = await services.catalogue.get(TEARS)
    await store.write(lambda c: c.execute("INSERT INTO member (id) VALUES (1)"))
    await store.write(
        lambda c: c.execute("INSERT INTO score (drama_id, member_id, overall) VALUES (1, 1, 20)")
    )
    await store.write(
        lambda c: c.execute("INSERT INTO progress (drama_id, member_id, status) VALUES (1, 1, 'plan')")
    )
    removed = await services.curating.remove(TEARS, REI, NOW)
    kept = removed.kept
    assert (removed.drama, kept.scores, kept.lists, kept.synopses) == (tears, 1, 1, 0)
    with pytest.raises(UnknownDrama):
        await services.catalogue.resolve("1 Litre of Tears")
    with pytest.raises(UnknownDrama):
        await services.curating.remove(TEARS, REI, NOW)
    with pytest.raises(UnknownDrama):
        await services.curating.view(TEARS)
    assert [found.id for found in await services.curating.suggest_removed("litre")] == [TEARS]
    assert await services.curating.suggest_removed("goblin") == []
    back = await services.curating.restore("1リットルの涙", REI, NOW)
    assert (back.drama, back.kept.scores) == (tears, 1)
    assert (await services.catalogue.resolve("1 Litre of Tears")).id == TEARS
    assert [row[2:4] for row in await audited(store)] == [
        ("catalogue.remove", "drama 1"),
        ("catalogue.restore", "drama 1"),
    ]


async def test_what_is_there_or_merged_is_not_restored(services: Services, store: Database) -> None:
    with pytest.raises(UnknownDrama):
        await services.curating.restore("1 Litre of Tears", REI, NOW)
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1, merged_into = 1 WHERE id = 2"))
    with pytest.raises(UnknownDrama):
        await services.curating.restore("2", REI, NOW)
    assert await services.curating.suggest_removed("") == []


async def test_a_part_of_a_name_names_the_removed_that_are_near(services: Services) -> None:
    await services.curating.remove(TEARS, REI, NOW)
    with pytest.raises(UnknownDrama) as near:
        await services.curating.restore("litre", REI, NOW)
    assert [drama.id for drama in near.value.nearest] == [TEARS]


# --- two that are one ---


async def test_a_drama_is_not_merged_with_itself(services: Services) -> None:
    with pytest.raises(SameDrama):
        await services.curating.two(TEARS, "1 litre of tears")
    with pytest.raises(SameDrama):
        await services.curating.merge(TEARS, TEARS, REI, NOW)


async def test_two_become_one_and_every_name_leads_there(services: Services) -> None:
    double = await services.curating.add_by_hand({"title": "Ichi Rittoru", "year": "1999"}, REI, NOW)
    one, other = await services.curating.two(TEARS, "Ichi Rittoru")
    assert (one.id, other.id) == (TEARS, double.id)
    kept = await services.curating.merge(one.id, other.id, REI, NOW)
    assert kept.id == TEARS
    assert (await services.catalogue.resolve("Ichi Rittoru")).id == TEARS
