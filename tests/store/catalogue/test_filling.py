"""Catalogue entries going in: stored whole, found again, filled where they lack something."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import (
    Billing,
    CatalogueEntry,
    Credit,
    EpisodeFacts,
    Kind,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Quote,
    Relation,
    SynopsisText,
)
from bot.search.keys import key
from bot.store.catalogue import catalogue
from bot.store.catalogue.filling import FillResult, Finder, store
from tests.sources.entries import full_entries
from tests.store.dumped import dumped
from tests.store.memory import NOW, add, empty

PLAIN = frozenset(catalogue.PLAIN_COLUMNS)

TEARS = CatalogueEntry(
    title="1 Litre of Tears",
    native_title="1リットルの涙",
    aliases=("Ichi Rittoru no Namida", "One Litre of Tears"),
    country="JP",
    year=2005,
    episodes=11,
    minutes=54,
    aired_from=date(2005, 10, 11),
    weekday=1,
    networks=("Fuji TV",),
    genres=("Melodrama", "Medical"),
    cast=(Credit("Sawajiri Erika", "Ikeuchi Aya", Billing.MAIN), Credit("Nishikido Ryo", None, Billing.MAIN)),
    episode_list=(EpisodeFacts(1, "One", date(2005, 10, 11)), EpisodeFacts(2)),
    synopses=(SynopsisText(1, "en", "It begins."),),
    links=(Link(LinkKind.OFFICIAL, "Fuji TV", "https://example.org/"),),
    relations=(Relation("special", "1 Litre of Tears SP"),),
    music=(Music(MusicKind.THEME, "Only Human", "K"),),
    quotes=(Quote("Words.", "Aya", 3),),
    sources=(("mdl", "64"),),
)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        yield opened


def read(connection: sqlite3.Connection, ident: int) -> CatalogueEntry:
    """An entry as it was stored, without the ids that only this database gives."""
    found = catalogue.details(connection, ident)
    assert found is not None
    entry = found.entry
    return replace(
        entry,
        cast=tuple(replace(credit, person_id=None) for credit in entry.cast),
        relations=tuple(replace(relation, drama_id=None) for relation in entry.relations),
    )


def settled(entry: CatalogueEntry) -> CatalogueEntry:
    """An entry in the order that the catalogue keeps: by number, language, source; each name once."""
    titles = (entry.title, entry.native_title)
    return replace(
        entry,
        aliases=tuple(name for name in entry.aliases if name not in titles),
        native_title=entry.native_title,
        episode_list=tuple(sorted(entry.episode_list, key=lambda episode: episode.number)),
        synopses=tuple(sorted(entry.synopses, key=lambda text: (text.episode, text.language))),
        sources=tuple(sorted(entry.sources)),
    )


def dump(connection: sqlite3.Connection) -> list[str]:
    """All that it holds; how far ids were counted for rows that were refused is nothing that it holds."""
    return [line for line in dumped(connection) if not line.startswith('INSERT INTO "sqlite_sequence"')]


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(full_entries())
def test_an_entry_is_read_as_it_was_stored(entry: CatalogueEntry) -> None:
    with empty() as connection:
        ident, change = add(connection, entry)
        assert change is FillResult.ADDED
        stored = read(connection, ident)
        for field in fields(CatalogueEntry):
            assert getattr(stored, field.name) == getattr(settled(entry), field.name), field.name


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(full_entries(), st.booleans())
def test_an_entry_stored_twice_changes_nothing(entry: CatalogueEntry, overwrite: bool) -> None:
    with empty() as connection:
        ident, _ = add(connection, entry)
        before = dump(connection)
        assert add(connection, entry, overwrite=overwrite) == (ident, FillResult.UNCHANGED)
        assert dump(connection) == before


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(full_entries(), full_entries(), st.booleans())
def test_of_what_is_known_nothing_is_ever_removed(
    first: CatalogueEntry, second: CatalogueEntry, overwrite: bool
) -> None:
    """Whatever the second file says of the same drama, every row of the first is still there."""
    same = (("test", "1"),)
    with empty() as connection:
        ident, _ = add(connection, replace(first, sources=same))
        counts = _counts(connection)
        assert add(connection, replace(second, sources=same), overwrite=overwrite)[0] == ident
        after = _counts(connection)
        assert after["drama"] == 1
        assert all(after[table] >= counts[table] for table in counts)
        stored = read(connection, ident)
        for name in ("networks", "genres", "links", "relations", "music", "quotes", "cast", "synopses"):
            old = [_identity(part) for part in getattr(first, name)]
            new = [_identity(part) for part in getattr(stored, name)]
            assert all(part in new for part in old), name


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def _identity(part: object) -> object:
    """What makes a part the same one, whatever else is known of it."""
    match part:
        case Credit():
            return part.person
        case Link() | Relation() | Music():
            return part.kind, part.title
        case Quote():
            return part.text
        case SynopsisText():
            return part.episode, part.language
        case str():
            return part.casefold()
    raise AssertionError(part)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(full_entries(), full_entries())
def test_gaps_are_filled_and_what_is_known_stays(first: CatalogueEntry, second: CatalogueEntry) -> None:
    same = (("test", "1"),)
    with empty() as connection:
        ident, _ = add(connection, replace(first, sources=same))
        add(connection, replace(second, sources=same))
        stored = read(connection, ident)
        for name in PLAIN:
            known, told = getattr(first, name), getattr(second, name)
            assert getattr(stored, name) == (told if known is None else known), name


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(full_entries(), full_entries())
def test_to_overwrite_is_to_believe_the_file_as_far_as_it_speaks(
    first: CatalogueEntry, second: CatalogueEntry
) -> None:
    same = (("test", "1"),)
    with empty() as connection:
        ident, _ = add(connection, replace(first, sources=same))
        add(connection, replace(second, sources=same), overwrite=True)
        stored = read(connection, ident)
        for name in PLAIN:
            known, told = getattr(first, name), getattr(second, name)
            assert getattr(stored, name) == (known if told is None else told), name


def test_facts_of_episodes_and_characters_are_filled(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    more = replace(
        TEARS,
        cast=(
            Credit("Nishikido Ryo", "Asou Haruto", Billing.MAIN),
            Credit("Sawajiri Erika", "Someone else", Billing.MAIN),
            Credit("Yakushimaru Hiroko", "Ikeuchi Shioka", Billing.SUPPORT),
        ),
        episode_list=(
            EpisodeFacts(1, "Another title", minutes=54),
            EpisodeFacts(2, "Two"),
            EpisodeFacts(3, "Three"),
        ),
    )
    assert add(connection, more) == (ident, FillResult.CHANGED)
    stored = read(connection, ident)
    assert stored.cast == (
        Credit("Sawajiri Erika", "Ikeuchi Aya", Billing.MAIN),
        Credit("Nishikido Ryo", "Asou Haruto", Billing.MAIN),
        Credit("Yakushimaru Hiroko", "Ikeuchi Shioka", Billing.SUPPORT),
    )
    assert stored.episode_list == (
        EpisodeFacts(1, "One", date(2005, 10, 11), 54),
        EpisodeFacts(2, "Two"),
        EpisodeFacts(3, "Three"),
    )


def test_facts_of_episodes_and_characters_are_overwritten_where_asked(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    other = replace(
        TEARS,
        cast=(Credit("Sawajiri Erika", "Aya", Billing.MAIN),),
        episode_list=(EpisodeFacts(1, "Another title"),),
    )
    add(connection, other, overwrite=True)
    stored = read(connection, ident)
    assert stored.cast[0].character == "Aya"
    assert stored.episode_list[0] == EpisodeFacts(1, "Another title", date(2005, 10, 11))


def test_another_name_of_a_drama_of_the_same_source_becomes_an_alias(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    renamed = CatalogueEntry("A Diary with Tears", aliases=("Namida",), sources=TEARS.sources)
    assert add(connection, renamed) == (ident, FillResult.CHANGED)
    stored = read(connection, ident)
    assert stored.title == "1 Litre of Tears"
    assert set(stored.aliases) == {*TEARS.aliases, "A Diary with Tears", "Namida"}


def test_a_link_that_waited_for_its_address_gets_it(connection: sqlite3.Connection) -> None:
    whole = Link(LinkKind.PURCHASE, "DVD box", "https://example.org/", 3)
    ident, _ = add(connection, replace(TEARS, links=(Link(LinkKind.PURCHASE, "DVD box"),)))
    assert add(connection, replace(TEARS, links=(whole,))) == (ident, FillResult.CHANGED)
    assert read(connection, ident).links == (whole,)


def test_artists_and_speakers_are_filled(connection: sqlite3.Connection) -> None:
    bare = replace(TEARS, music=(Music(MusicKind.THEME, "Only Human"),), quotes=(Quote("Words."),))
    ident, _ = add(connection, bare)
    assert add(connection, TEARS) == (ident, FillResult.CHANGED)
    stored = read(connection, ident)
    assert stored.music == TEARS.music
    assert stored.quotes == TEARS.quotes


def test_synopses_links_and_billings_are_overwritten_where_asked(connection: sqlite3.Connection) -> None:
    corrected = replace(
        TEARS,
        synopses=(SynopsisText(1, "en", "Corrected."),),
        links=(Link(LinkKind.OFFICIAL, "Fuji TV", "https://example.org/new"),),
        cast=(Credit("Sawajiri Erika", None, Billing.GUEST),),
    )
    ident, _ = add(connection, TEARS)
    assert add(connection, corrected) == (ident, FillResult.UNCHANGED)
    assert read(connection, ident) == settled(TEARS)
    add(connection, corrected, overwrite=True)
    stored = read(connection, ident)
    assert stored.synopses == corrected.synopses
    assert stored.links == corrected.links
    assert stored.cast[0] == Credit("Sawajiri Erika", "Ikeuchi Aya", Billing.GUEST)


def test_a_title_that_is_overwritten_stays_a_name(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    renamed = CatalogueEntry("A Diary with Tears", native_title="1リットルの日記", sources=TEARS.sources)
    add(connection, renamed, overwrite=True)
    (named,) = catalogue.names(connection, ident)
    assert named.names[:2] == ("A Diary with Tears", "1リットルの日記")
    assert {"1 Litre of Tears", "1リットルの涙", *TEARS.aliases} == set(named.names[2:])


def test_an_alias_that_becomes_the_title_is_no_alias_any_more(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    add(connection, CatalogueEntry("One Litre of Tears", sources=TEARS.sources), overwrite=True)
    stored = read(connection, ident)
    assert stored.title == "One Litre of Tears"
    assert set(stored.aliases) == {"Ichi Rittoru no Namida", "1 Litre of Tears"}


# --- which drama an entry means ---


@pytest.mark.parametrize(
    "entry",
    [
        CatalogueEntry("1 litre of tears"),
        CatalogueEntry("１ Litre of Tears!", country="JP"),
        CatalogueEntry("Something else", native_title="1リットルの涙", year=2005),
        CatalogueEntry("1 Litre of Tears", sources=(("tvmaze", "9"),)),
        CatalogueEntry("Renamed", country="KR", year=1999, sources=(("mdl", "64"),)),
    ],
)
def test_the_same_drama_is_found_again(connection: sqlite3.Connection, entry: CatalogueEntry) -> None:
    ident, _ = add(connection, TEARS)
    assert Finder(connection, key).find(entry) == ident


@pytest.mark.parametrize(
    "entry",
    [
        CatalogueEntry("1 Litre of Tears", country="KR"),
        CatalogueEntry("1 Litre of Tears", country="JP", year=2007),
        CatalogueEntry("1 Litre of Tears", country="JP", year=2005, sources=(("mdl", "65"),)),
        CatalogueEntry("2 Litres of Tears", country="JP", year=2005),
        CatalogueEntry("Ichi Rittoru no Namida", country="JP", year=2005),  # an alias may be of several
    ],
)
def test_another_drama_stays_apart(connection: sqlite3.Connection, entry: CatalogueEntry) -> None:
    ident, _ = add(connection, TEARS)
    assert Finder(connection, key).find(entry) is None
    other, change = add(connection, entry)
    assert change is FillResult.ADDED
    assert other != ident
    assert read(connection, ident) == settled(TEARS)


def test_within_one_file_a_drama_is_found_as_soon_as_it_is_stored(connection: sqlite3.Connection) -> None:
    finder = Finder(connection, key)
    boys = [
        CatalogueEntry("Boys over Flowers", country="KR", year=2009, sources=(("mdl", "1"),)),
        CatalogueEntry("Boys Over Flowers", country="JP", year=2005, sources=(("mdl", "2"),)),
        CatalogueEntry("boys over flowers", country="KR", sources=(("tvmaze", "7"),)),
        CatalogueEntry("Hana yori Dango", sources=(("mdl", "2"),)),
        CatalogueEntry("Boys over Flowers", country="JP", year=2005, kind=Kind.DRAMA),
    ]
    changes = [store(connection, finder, entry, NOW) for entry in boys]
    (korean, _), (japanese, _) = changes[:2]
    assert korean != japanese
    assert changes == [
        (korean, FillResult.ADDED),
        (japanese, FillResult.ADDED),
        (korean, FillResult.CHANGED),  # the other source's id is new
        (japanese, FillResult.CHANGED),
        (japanese, FillResult.CHANGED),
    ]
    assert catalogue.count(connection) == 2


def test_a_relation_points_to_the_drama_once_the_catalogue_has_it(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    before = catalogue.details(connection, ident)
    assert before is not None
    assert before.entry.relations[0].drama_id is None
    special, _ = add(connection, CatalogueEntry("1 Litre of Tears SP", kind=Kind.SPECIAL))
    after = catalogue.details(connection, ident)
    assert after is not None
    assert after.entry.relations[0].drama_id == special


# --- reading ---


def test_a_hidden_drama_is_nowhere(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    other, _ = add(connection, CatalogueEntry("Other"))
    connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (ident,))
    assert catalogue.get(connection, ident) is None
    assert catalogue.details(connection, ident) is None
    assert [drama.id for drama in catalogue.get_many(connection, [ident, other])] == [other]
    assert [entry.title for entry in catalogue.all_entries(connection)] == ["Other"]
    assert [named.drama_id for named in catalogue.names(connection)] == [other]
    assert list(catalogue.names(connection, ident)) == []
    # An import finds it all the same: it would come back as a second one otherwise.
    assert add(connection, TEARS) == (ident, FillResult.UNCHANGED)


def test_dramas_come_in_the_order_asked_and_each_once(connection: sqlite3.Connection) -> None:
    idents = [add(connection, CatalogueEntry(f"Drama {number}"))[0] for number in range(5)]
    asked = [idents[3], 999, idents[0], idents[3], -1, idents[4]]
    assert [drama.id for drama in catalogue.get_many(connection, asked)] == [idents[3], idents[0], idents[4]]
    assert catalogue.get_many(connection, []) == []


def test_every_name_is_handed_to_the_search_titles_first(connection: sqlite3.Connection) -> None:
    ident, _ = add(connection, TEARS)
    add(connection, CatalogueEntry("Other", popularity=3))
    first, second = sorted(catalogue.names(connection), key=lambda named: named.drama_id)
    assert first.names == ("1 Litre of Tears", "1リットルの涙", *TEARS.aliases)
    assert (second.names, second.popularity) == (("Other",), 3)
    assert list(catalogue.names(connection, ident)) == [first]
