"""Looking dramas and people up by what a member types."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, Filters, Sort
from bot.domain.progress import Status
from bot.domain.ratings import Breakdown, Look, Rating, Share, Whose
from bot.domain.scores import Criterion, weighted
from bot.errors import AmbiguousDrama, NothingAsked, NothingFound, NoTitle, UnknownDrama, UnknownName
from bot.search.keys import key
from bot.services.catalogue.catalogue import CHOICES
from bot.services.catalogue.searching import PAGE_SIZE, SearchOptions
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, NOW, added, rows

TEARS = "1 Litre of Tears"


@pytest.mark.parametrize(
    "typed",
    [
        "1 Litre of Tears",
        "1 LITRE OF TEARS",
        "  1litreoftears ",
        "１ Ｌｉｔｒｅ of Tears",
        "1リットルの涙",
        "Ichi Rittoru no Namida",
        "ichi rittoru no namida",
        "A Diary with Tears",
        "1 Litr of Tears",
        "1 Lirte of Tears",
        "ichi ritoru no namida",
        "1 Litre of",
    ],
)
async def test_any_name_finds_the_drama(services: Services, typed: str) -> None:
    assert (await services.catalogue.resolve(typed)).title == TEARS


async def test_every_name_of_every_drama_finds_it(services: Services, store: Database) -> None:
    """Exactly, or in a choice where several bear the name. A special's may be its drama's, and finds that."""
    specials = {
        ident for (ident,) in await rows(store, "SELECT id FROM drama WHERE episodes = 1 OR kind = 'special'")
    }
    names = await rows(
        store,
        "SELECT id, title FROM drama UNION SELECT id, native_title FROM drama WHERE native_title IS NOT NULL"
        " UNION SELECT drama_id, name FROM alias",
    )
    assert len(names) > 200
    for ident, name in names:
        try:
            found = {(await services.catalogue.resolve(str(name))).id}
        except AmbiguousDrama as choice:
            found = {drama.id for drama in choice.candidates}
            assert len(found) > 1
        assert ident in found or (ident in specials and not found & specials), name


async def test_a_mistyped_name_means_the_drama_and_its_own_name_the_special(services: Services) -> None:
    """A special has the drama's native title, and nearly its name."""
    for typed in ("1 Litr of Tears", "1リットルの泪", "1 litre no namda"):
        assert (await services.catalogue.resolve(typed)).title == TEARS, typed
    special = await services.catalogue.resolve("1 litre no namida specal")
    assert special.title == "1 Litre no Namida Special"


async def test_an_autocompleted_id_is_the_drama(services: Services) -> None:
    for ident in (1, 2, 57):
        assert (await services.catalogue.resolve(str(ident))).id == ident
        assert (await services.catalogue.get(ident)).id == ident


async def test_a_name_that_several_bear_asks_which(services: Services) -> None:
    with pytest.raises(AmbiguousDrama) as caught:
        await services.catalogue.resolve("boys over flowers")
    assert caught.value.query == "boys over flowers"
    assert {drama.country for drama in caught.value.candidates} == {"JP", "KR"}


async def test_a_number_that_is_a_name_and_an_id_asks_which(services: Services, store: Database) -> None:
    (called_seven,) = await added(store, CatalogueEntry("7", country="KR", year=2020))
    await services.names.load()
    with pytest.raises(AmbiguousDrama) as caught:
        await services.catalogue.resolve("7")
    assert {drama.id for drama in caught.value.candidates} == {7, called_seven.id}


async def test_a_number_that_is_only_a_name_is_the_drama(services: Services, store: Database) -> None:
    (year,) = await added(store, CatalogueEntry("1987", country="KR"))
    await services.names.load()
    assert (await services.catalogue.resolve("1987")).id == year.id


async def test_a_year_that_is_part_of_a_title_is_no_id(services: Services, store: Database) -> None:
    (reply, _) = await added(store, CatalogueEntry("Reply 1988", country="KR"), CatalogueEntry("Reply 1997"))
    await services.names.load()
    assert await services.catalogue.resolve("1988") == reply
    (summer,) = await added(store, CatalogueEntry("Summer of 1988", country="TW"))
    await services.names.load()
    with pytest.raises(UnknownDrama) as caught:
        await services.catalogue.resolve("1988")
    assert {reply, summer} <= set(caught.value.nearest)


@pytest.mark.parametrize("typed", ["qqqqzzzz", "|| ★", "9" * 400, "0", "-1"])
async def test_what_nothing_is_called_is_said_to_be_unknown(services: Services, typed: str) -> None:
    with pytest.raises(UnknownDrama) as caught:
        await services.catalogue.resolve(typed)
    assert caught.value.query == typed.strip()
    assert len(caught.value.nearest) <= 5


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
async def test_a_title_of_nothing_asks_for_something(services: Services, typed: str) -> None:
    with pytest.raises(NoTitle):
        await services.catalogue.resolve(typed)


async def test_what_was_chosen_for_certain_is_the_drama_whatever_it_is_called(
    services: Services, store: Database
) -> None:
    await added(store, CatalogueEntry("7", country="KR"))
    await services.names.load()
    assert (await services.catalogue.resolve(services.catalogue.chosen(7))).id == 7
    for gone in (services.catalogue.chosen(0), "9" * 10):
        with pytest.raises(UnknownDrama):
            await services.catalogue.resolve(gone)


async def test_a_guess_that_is_not_sure_is_offered_not_taken(services: Services) -> None:
    with pytest.raises(UnknownDrama) as caught:
        await services.catalogue.resolve("my love")
    assert 1 <= len(caught.value.nearest) <= 5
    assert len({drama.id for drama in caught.value.nearest}) == len(caught.value.nearest)


async def test_an_id_that_is_gone_is_unknown(services: Services) -> None:
    for ident in (0, -1, 10**9):
        with pytest.raises(UnknownDrama):
            await services.catalogue.get(ident)
        with pytest.raises(UnknownDrama):
            await services.cards.get(ident, MIKA, now=NOW)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
async def test_anything_typed_is_a_drama_a_choice_or_unknown(services: Services, typed: str) -> None:
    try:
        assert (await services.catalogue.resolve(typed)).title
    except AmbiguousDrama as choice:
        assert len(choice.candidates) > 1
    except UnknownDrama as unknown:
        assert len(unknown.nearest) <= 5
    except NoTitle:
        assert not key(typed)
    assert len(await services.catalogue.suggest(typed, 1)) <= CHOICES
    assert len(await services.searching.suggest_people(typed)) <= CHOICES
    assert len(await services.searching.suggest_labels("genre", typed)) <= CHOICES


async def test_a_hidden_drama_is_found_no_more(services: Services, store: Database) -> None:
    drama = await services.catalogue.resolve("Nobuta wo Produce")
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (drama.id,)))
    with pytest.raises(UnknownDrama):  # before the names in memory know
        await services.catalogue.resolve(drama.title)
    await services.names.refresh(drama.id)
    with pytest.raises(UnknownDrama) as caught:
        await services.catalogue.resolve(drama.title)
    assert drama not in caught.value.nearest
    assert drama not in await services.catalogue.suggest("nobuta", MIKA.member_id)


async def test_a_new_alias_finds_it_at_once(services: Services, store: Database) -> None:
    drama = await services.catalogue.resolve(TEARS)
    await store.write(
        lambda c: c.execute("INSERT INTO alias VALUES (?, 'Zanthorp the Weeper', 99)", (drama.id,))
    )
    with pytest.raises(UnknownDrama):
        await services.catalogue.resolve("Zanthorp the Weeper")
    await services.names.refresh(drama.id)
    assert await services.catalogue.resolve("Zanthorp the Weeper") == drama


# --- while typing ---


async def test_while_typing_the_drama_comes_first(services: Services) -> None:
    for typed in ("ichi r", "1 lit", "1リ", "ichi ritto"):
        suggested = await services.catalogue.suggest(typed, MIKA.member_id)
        assert suggested[0].title == TEARS, typed
        assert len({drama.id for drama in suggested}) == len(suggested) <= CHOICES


async def test_an_empty_box_offers_what_the_member_watches(services: Services) -> None:
    watched = [await services.catalogue.get(ident) for ident in (11, 22, 33)]
    await services.watching.set(watched[0], MIKA, Status.COMPLETED, None, NOW)
    await services.watching.set(watched[1], MIKA, Status.PLAN, None, NOW)
    await services.watching.set(watched[2], MIKA, Status.WATCHING, 1, NOW)
    for nothing in ("", "   ", "\u200b"):
        suggested = await services.catalogue.suggest(nothing, MIKA.member_id)
        assert [drama.id for drama in suggested[:3]] == [33, 22, 11]
        assert len(suggested) == CHOICES
    assert {11, 22, 33} - {drama.id for drama in (await services.catalogue.suggest("", JUN.member_id))[:3]}


async def test_genres_while_typing_those_that_begin_so_first(services: Services) -> None:
    assert (await services.searching.suggest_labels("genre", "me"))[0] in ("Medical", "Melodrama")
    assert "Romance" in await services.searching.suggest_labels("genre", "")
    assert await services.searching.suggest_labels("network", "fuji") == ["Fuji TV"]


async def test_people_while_typing(services: Services) -> None:
    names = [person.name for person in await services.searching.suggest_people("sawaj")]
    assert names[0] == "Sawajiri Erika"


# --- several dramas ---


async def test_filters_are_read_from_names(services: Services, store: Database) -> None:
    asked = SearchOptions("melodrama", "japan", 2005, "FUJI TV", "sawajiri erica")
    filters = await services.searching.filters(asked)
    for table, ident, name in (
        ("genre", filters.genre_id, "Melodrama"),
        ("network", filters.network_id, "Fuji TV"),
        ("person", filters.person_id, "Sawajiri Erika"),
    ):
        assert await rows(store, f"SELECT name FROM {table} WHERE id = ?", ident) == [(name,)]
    assert (filters.country, filters.year) == ("JP", 2005)
    page = await services.searching.search(None, filters, None, 0)
    assert [drama.title for drama in page.dramas] == [TEARS]
    assert not await services.searching.filters(SearchOptions())


async def test_a_genre_may_be_typed_as_the_reader_reads_it(services: Services) -> None:
    def in_japanese(name: str) -> str:
        return {"Romance": "恋愛"}.get(name, name)

    by_english = await services.searching.filters(SearchOptions(genre="romance"))
    assert await services.searching.filters(SearchOptions(genre="恋愛"), in_japanese) == by_english
    assert await services.searching.suggest_labels("genre", "恋", in_japanese) == ["Romance"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (SearchOptions(genre="Romanze"), "genre"),
        (SearchOptions(genre=""), "genre"),
        (SearchOptions(country="Atlantis"), "country"),
        (SearchOptions(network="No Such Channel"), "network"),
        (SearchOptions(person="qqqqzzzz xyxyx"), "person"),
    ],
)
async def test_a_filter_that_the_catalogue_does_not_have(
    services: Services, asked: SearchOptions, field: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        await services.searching.filters(asked)
    assert (caught.value.field, caught.value.value) == (field, getattr(asked, field))
    assert len(caught.value.nearest) <= 5


async def test_a_search_for_nothing_asks_for_something(services: Services) -> None:
    for nothing in (None, "", "  ", "\u200b"):
        with pytest.raises(NothingAsked):
            await services.searching.search(nothing, Filters(), None, 0)


async def test_a_search_that_nothing_fits_says_so(services: Services) -> None:
    with pytest.raises(NothingFound):
        await services.searching.search(None, Filters(year=1901), None, 0)
    with pytest.raises(NothingFound):
        await services.searching.search("qqqqzzzz", Filters(), None, 0)
    with pytest.raises(NothingFound):
        await services.searching.random(Filters(year=1901), unseen_by=None)


async def test_a_search_by_name_is_in_the_order_of_likeness(services: Services) -> None:
    page = await services.searching.search("1 litre of tears", Filters(), None, 0)
    assert page.dramas[0].title == TEARS
    by_title = await services.searching.search("1 litre of tears", Filters(), Sort.TITLE, 0)
    assert [d.title.lower() for d in by_title.dramas] == sorted(d.title.lower() for d in by_title.dramas)


async def test_the_pages_of_a_search_hold_everything_once(services: Services) -> None:
    japanese = Filters(country="JP")
    first = await services.searching.search(None, japanese, None, 0)
    found = [
        drama.id
        for index in range(first.pages)
        for drama in (await services.searching.search(None, japanese, None, index)).dramas
    ]
    assert len(found) == len(set(found)) == first.total > PAGE_SIZE
    last = await services.searching.search(None, japanese, None, 10**6)
    assert last.index == first.pages - 1


async def test_the_best_rated_first_and_unrated_ones_last(services: Services) -> None:
    liked, disliked = await services.catalogue.get(5), await services.catalogue.get(6)
    for reader in (MIKA, JUN, KEN):
        await services.scores.score(disliked, reader, {Criterion.OVERALL: 2}, NOW)
        await services.scores.score(liked, reader, {Criterion.OVERALL: 20}, NOW)
    for country in {liked.country, disliked.country}:
        page = await services.searching.search(None, Filters(country=country), Sort.RATING, 0)
        rated = [drama for drama in (liked, disliked) if drama.country == country]
        assert list(page.dramas[: len(rated)]) == rated


async def test_chance_brings_what_is_unseen(services: Services, store: Database) -> None:
    (only,) = await added(store, CatalogueEntry("Only one", country="SG"))
    singapore = Filters(country="SG")
    assert await services.searching.random(singapore, unseen_by=MIKA.member_id) == only
    await services.watching.set(only, MIKA, Status.DROPPED, None, NOW)
    with pytest.raises(NothingFound):
        await services.searching.random(singapore, unseen_by=MIKA.member_id)
    assert await services.searching.random(singapore, unseen_by=JUN.member_id) == only
    assert await services.searching.random(singapore, unseen_by=None) == only


# --- people and cards ---


@pytest.mark.parametrize("typed", ["Sawajiri Erika", "sawajiri erika", "Sawajiri Erica", "sawajiri"])
async def test_any_spelling_finds_the_person(services: Services, typed: str) -> None:
    page = await services.searching.person(typed)
    assert page.person.name == "Sawajiri Erika"
    assert TEARS in [role.drama.title for role in page.roles]
    assert await services.searching.person(str(page.person.id)) == page


@pytest.mark.parametrize("typed", ["", "qqqqzzzz", "999999999", "9" * 400])
async def test_an_unknown_person(services: Services, typed: str) -> None:
    with pytest.raises(UnknownName) as caught:
        await services.searching.person(typed)
    assert caught.value.field == "person"


async def test_a_card_has_the_readers_own_and_the_guilds_rating(services: Services) -> None:
    drama = await services.catalogue.resolve(TEARS)
    await services.scores.score(drama, MIKA, {Criterion.OVERALL: 18, Criterion.MUSIC: 20}, NOW)
    await services.scores.score(drama, JUN, {Criterion.OVERALL: 10}, NOW)
    await services.scores.score(drama, KEN, {Criterion.OVERALL: 2}, NOW)
    await services.watching.set(drama, MIKA, None, 3, NOW)
    card = await services.cards.get(drama.id, MIKA, now=NOW)
    assert card.drama == drama
    assert card.score is not None
    assert (card.score.overall, card.score.music) == (18, 20)
    assert card.progress is not None
    assert card.progress.episode == 3
    # Mika watches it still: her score is no part of the rating, but can be looked at.
    assert card.rating == Rating(1, weighted(10, 1))
    assert card.rating_everywhere == Rating(2, weighted(12, 2))
    assert card.ratings == Breakdown()
    looked = (await services.cards.get(drama.id, MIKA, Look(Whose.WATCHING), now=NOW)).ratings
    assert (looked.count, looked.mean, looked.criteria) == (1, 9.0, {Criterion.MUSIC: 10.0})
    assert looked.split == (Share(Whose.FINISHED, 1, 5.0), Share(Whose.WATCHING, 1, 9.0, 3.0))
    assert [row.number for row in card.episodes] == list(range(1, 12))
    other = await services.cards.get(drama.id, KEN, now=NOW)
    assert (other.rating.count, other.progress) == (1, None)
