"""Finding who bears a name: tiers, misspellings, native titles, changes in place."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import names as names_module
from bot.search import postings
from bot.search.keys import key
from bot.search.names import Match, NameIndex, OwnerNames, Tier

GOBLIN, LITRE, LITRE_SPECIAL, KISS_GOBLIN, ALL_IN = 18452, 2, 3114, 58877, 7
BOYS_KOREA, BOYS_TAIWAN, PALACE, DISTANT = 21, 22, 38, 99

CATALOGUE = (
    OwnerNames(
        GOBLIN,
        (
            "Guardian: The Lonely and Great God",
            "쓸쓸하고 찬란하神 - 도깨비",
            "Goblin: The Lonely and Great God",
            "The Lonely, Shining Goblin",
        ),
        1,
    ),
    OwnerNames(
        LITRE, ("1 Litre of Tears", "1 リットルの涙", "Ichi Rittoru no Namida", "1 Litre no Namida"), 369
    ),
    OwnerNames(
        LITRE_SPECIAL, ("1 Litre no Namida Special", "１リットルの涙", "Ichi Rittoru no Namida"), 3583
    ),
    OwnerNames(KISS_GOBLIN, ("Kiss Goblin",), 900),
    OwnerNames(ALL_IN, ("All In", "올인"), 1200),
    OwnerNames(BOYS_KOREA, ("Boys over Flowers", "꽃보다 남자"), 40),
    OwnerNames(BOYS_TAIWAN, ("Boys Over Flowers",), 4000),
    OwnerNames(PALACE, ("Princess Hours", "궁", "Goong"), 150),
    OwnerNames(DISTANT, ("Only You", "온리 유"), None),
)


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.build(CATALOGUE)


def owners(matches: list[Match]) -> list[int]:
    return [match.owner for match in matches]


def test_goblin_is_the_drama_known_by_that_name(index: NameIndex) -> None:
    matches = index.search("goblin")

    assert (matches[0].owner, matches[0].name) == (GOBLIN, "Goblin: The Lonely and Great God")
    assert matches[0].tier is Tier.PREFIX
    assert (matches[1].owner, matches[1].tier) == (KISS_GOBLIN, Tier.PHRASE)


@pytest.mark.parametrize(
    "query", ["ichi ritto", "ichi rittoru no namida", "1リットルの涙", "１ リットル", "1 liter of teers"]
)
def test_one_litre_of_tears_is_found_by_whatever_is_typed(index: NameIndex, query: str) -> None:
    assert index.search(query)[0].owner == LITRE


@pytest.mark.parametrize(
    ("query", "tier"),
    [
        ("all in", Tier.EXACT),
        ("All In!", Tier.EXACT),
        ("al", Tier.PREFIX),
        ("in", Tier.PHRASE),
        ("alll in", Tier.SIMILAR),
    ],
)
def test_each_tier(index: NameIndex, query: str, tier: Tier) -> None:
    assert {match.owner: match.tier for match in index.search(query)}[ALL_IN] is tier


def test_a_phrase_begins_where_a_word_begins(index: NameIndex) -> None:
    assert {match.owner: match.tier for match in index.search("lonely")}[GOBLIN] is Tier.PHRASE
    assert all(match.tier is not Tier.PHRASE for match in index.search("onely"))


def test_same_named_dramas_are_both_found_best_known_first(index: NameIndex) -> None:
    assert index.exact("boys over flowers") == (BOYS_KOREA, BOYS_TAIWAN)
    assert [(m.owner, m.tier) for m in index.search("BOYS OVER FLOWERS")[:2]] == [
        (BOYS_KOREA, Tier.EXACT),
        (BOYS_TAIWAN, Tier.EXACT),
    ]


@pytest.mark.parametrize(
    ("query", "owner"), [("궁", PALACE), ("올인", ALL_IN), ("올", ALL_IN), ("涙", LITRE)]
)
def test_native_titles_of_one_or_two_characters(index: NameIndex, query: str, owner: int) -> None:
    assert index.search(query)[0].owner == owner


def test_a_beginning_with_a_typing_error(index: NameIndex) -> None:
    assert index.search("guarfian the lon")[0].owner == GOBLIN


def test_a_misspelt_part_of_a_name(index: NameIndex) -> None:
    assert index.search("lonley shining")[0].owner == GOBLIN


def test_unranked_owners_come_last_within_a_tier() -> None:
    index = NameIndex.build(
        [OwnerNames(1, ("Signal",)), OwnerNames(2, ("Signal",), 5000), OwnerNames(3, ("Signal",), 4)]
    )
    assert owners(index.search("signal")) == [3, 2, 1]


def test_names_that_are_one_symbol_stay_findable() -> None:
    index = NameIndex.build([OwnerNames(1, ("☆",)), OwnerNames(2, ("★",)), OwnerNames(3, (" ",))])
    assert index.exact("☆") == (1,)
    assert len(index) == 2


def test_nothing_asked_nothing_found(index: NameIndex) -> None:
    assert index.search("") == index.search(" \u200b") == index.search("goblin", 0) == []
    assert index.exact(" ") == ()
    assert NameIndex().search("goblin") == []


def test_very_long_queries_are_cut_not_refused(index: NameIndex) -> None:
    assert index.search("goblin" + "!" * 5000)[0].owner == GOBLIN
    assert index.search("x" * 5000) == []


def test_names_longer_than_any_key_are_found_by_their_whole_text() -> None:
    long = "The Extremely Long Winded Name " * 20
    index = NameIndex.build([OwnerNames(1, (long,)), OwnerNames(2, ("The Extremely Short Name",))])
    assert index.exact(long) == (1,)


def test_names_are_given_back_as_written() -> None:
    odd = ("１リットルの涙", "Lágrimas!", "a\ud800b", "❤️ You")
    index = NameIndex.build([OwnerNames(owner, (name,)) for owner, name in enumerate(odd)])
    assert [index.search(name)[0].name for name in odd] == list(odd)


def test_a_common_beginning_gives_the_best_known_and_each_owner_once() -> None:
    entries = [OwnerNames(n, (f"The {n}", f"The {n} Story", f"The Tale {n}"), 1000 - n) for n in range(1000)]
    matches = NameIndex.build(entries).search("the")
    assert owners(matches) == list(range(999, 974, -1))
    assert matches[0].name == "The 999"


def test_put_replaces_every_name_of_an_owner(index: NameIndex) -> None:
    changed = NameIndex.build(CATALOGUE)
    changed.put(OwnerNames(ALL_IN, ("Gamblers",), 1))
    assert changed.exact("all in") == ()
    assert changed.exact("gamblers") == (ALL_IN,)
    assert len(changed) == len(index) - 1
    changed.put(OwnerNames(ALL_IN, ()))
    assert changed.exact("gamblers") == ()
    assert len(changed) == len(index) - 2


def test_remove_forgets_only_that_owner() -> None:
    changed = NameIndex.build(CATALOGUE)
    changed.remove(BOYS_KOREA)
    changed.remove(BOYS_KOREA)
    changed.remove(123456)
    assert changed.exact("boys over flowers") == (BOYS_TAIWAN,)
    assert owners(changed.search("꽃보다 남자")) == owners(
        NameIndex.build(e for e in CATALOGUE if e.owner != BOYS_KOREA).search("꽃보다 남자")
    )


def test_many_puts_are_merged_and_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "_FRESH_LIMIT", 50)
    entries = [OwnerNames(n, (f"Winter Story {n}", f"겨울{n}"), n) for n in range(130)]
    index = NameIndex()
    blocks = set()
    for entry in entries:
        index.put(entry)
        if index.crowded:
            index.settle(index.settling()())
            blocks.add(len(index.block))
    built = NameIndex.build(entries)
    assert len(index) == len(built) == 260
    assert blocks == {52, 104, 156, 208, 260}
    assert all(index.exact(f"winter story {n}") == (n,) for n in range(130))
    assert index.search("winter") == built.search("winter")


NAMES = st.one_of(
    st.sampled_from(
        [
            "Mother",
            "Mothers",
            "My Mother",
            "Signal",
            "Sign",
            "시그널",
            "궁",
            "궁S",
            "The Moon",
            "Moon",
            "Moom",
            "☆",
            "涙",
        ]
    ),
    st.text("abo 궁涙", max_size=6),
    st.text(max_size=12),
)
ENTRIES = st.builds(
    OwnerNames,
    st.integers(0, 6),
    st.lists(NAMES, max_size=4).map(tuple),
    st.one_of(st.none(), st.integers(1, 3)),
)
CHANGES = st.lists(st.one_of(ENTRIES, st.integers(0, 6)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTRIES, max_size=5), CHANGES, st.lists(NAMES, min_size=1, max_size=5), st.integers(2, 2048))
def test_changed_in_place_equals_built_anew(
    begun: list[OwnerNames], changes: list[OwnerNames | int], queries: list[str], fresh_limit: int
) -> None:
    standing = {entry.owner: entry for entry in begun}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names_module, "_FRESH_LIMIT", fresh_limit)
        index = NameIndex.build(begun)
        for change in changes:
            if isinstance(change, int):
                index.remove(change)
                standing.pop(change, None)
            else:
                index.put(change)
                standing[change.owner] = change
            if index.crowded:
                index.settle(index.settling()())
            index.search(queries[0])
    built = NameIndex.build(standing.values())

    assert len(index) == len(built)
    for query in (*queries, *(name for entry in standing.values() for name in entry.names)):
        assert index.search(query) == built.search(query)
        assert index.exact(query) == built.exact(query)


def test_while_typing_a_long_beginning_is_not_compared_with_similar_names() -> None:
    index = NameIndex.build(
        [OwnerNames(101, ("Good Doctor Again",)), OwnerNames(102, ("Good Doctot Again",)), *CATALOGUE]
    )
    assert owners(index.search("good doctor", typing=True)) == [101]
    assert owners(index.search("good doctor"))[:2] == [101, 102]
    assert set(owners(index.search("good docto", typing=True))) == {101, 102}
    assert owners(index.search("goof doctor", typing=True))[:2] == [101, 102]  # no name begins so
    assert set(owners(index.search("good doct", typing=True))) >= {101, 102}
    short = [match.tier for match in index.search("god doc", typing=True)]
    assert Tier.SIMILAR in short


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.integers(1, 30))
def test_typing_finds_the_same_but_for_similar_names(index: NameIndex, query: str, limit: int) -> None:
    whole, typed = index.search(query, limit), index.search(query, limit, typing=True)
    assert typed in (whole, [match for match in whole if match.tier is not Tier.SIMILAR])
    if not whole or whole[0].tier > Tier.PREFIX or len(key(query)) < 10:
        assert typed == whole


@given(
    st.lists(st.integers(0, 60), max_size=80),
    st.integers(1, 4),
    st.sampled_from([61, 100_000]),
)
def test_rows_are_counted_alike_however_they_are_counted(rows: list[int], least: int, count: int) -> None:
    often, counts = postings.often(np.array(rows, np.int32), least, count)
    assert often.dtype == np.int32
    expected = {row: rows.count(row) for row in sorted(rows) if rows.count(row) >= least}
    assert dict(zip(often.tolist(), counts.tolist(), strict=True)) == expected
    assert often.tolist() == sorted(expected)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.integers(-1, 30))
def test_any_text_gives_a_sorted_bounded_answer(index: NameIndex, query: str, limit: int) -> None:
    matches = index.search(query, limit)

    assert len(matches) <= max(0, limit)
    assert len(set(owners(matches))) == len(matches)
    popularity = {entry.owner: entry.popularity or 10**9 for entry in CATALOGUE}
    ranking = [
        (m.tier, -m.similarity if m.tier is Tier.SIMILAR else 0.0, popularity[m.owner], m.owner)
        for m in matches
    ]
    assert ranking == sorted(ranking)
    written = {entry.owner: entry.names for entry in CATALOGUE}
    assert all(m.name in written[m.owner] and 0 < m.similarity <= 1 for m in matches)


OPENINGS = """The My Love Winter Summer Secret Hello Strong Doctor Queen Last First Moon Lovely"""
MIDDLES = """of Romantic Lonely Shining in Beautiful Hidden Perfect and Forgotten Distant Little"""
ENDINGS = """Garden Woman Palace Goblin Stranger Letter Kitchen Detective River Promise Neighbour Song"""


def _synthetic(random: Random) -> list[OwnerNames]:
    vocabulary = [words.split() for words in (OPENINGS, MIDDLES, ENDINGS)]
    return [
        OwnerNames(number, (" ".join((*map(random.choice, vocabulary), str(number))),), number)
        for number in range(3000)
    ]


def _mistyped(random: Random, name: str, errors: int) -> str:
    letters = list(name)
    for _ in range(errors):
        place = random.randrange(len(letters) - 6)  # the number at the end is what tells the names apart
        match random.randrange(4):
            case 0:
                letters[place] = random.choice("qxzjk")
            case 1:
                letters.insert(place, random.choice("qxzjk"))
            case 2:
                del letters[place]
            case _:
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


@pytest.mark.parametrize("errors", [0, 1, 2])
def test_recall_with_typing_errors(errors: int) -> None:
    random = Random(4)  # noqa: S311  # the same queries every time
    entries = _synthetic(random)
    index = NameIndex.build(entries)
    asked = random.sample(entries, 200)
    found = sum(
        entry.owner in owners(index.search(_mistyped(random, entry.names[0], errors))) for entry in asked
    )
    assert found / len(asked) >= 0.99


@pytest.mark.parametrize("name", ["Mother", "Signal", "Goblin", "Hotels"])
def test_two_typing_errors_in_six_letters(name: str) -> None:
    random = Random(9)  # noqa: S311  # the same names every time
    entries = [*_synthetic(random), OwnerNames(10_000, (name,), 10_000)]
    index = NameIndex.build(entries)
    for first in range(6):
        for second in range(first + 1, 6):
            query = "".join("x" if place in {first, second} else letter for place, letter in enumerate(name))
            assert 10_000 in owners(index.search(key(query))), query
