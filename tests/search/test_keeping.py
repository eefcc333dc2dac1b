"""A stored index gives the same answers as a new one, and an incomplete one is never used."""

from __future__ import annotations

import json
import sys
from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import keeping
from bot.search import names as names_module
from bot.search.names import NameIndex, OwnerNames
from bot.search.segment import Segment
from tests.search.test_names import CATALOGUE, CHANGES, ENTRIES, NAMES


def stored(block: Segment) -> tuple[bytes, dict[str, bytes]]:
    parts = block.parts()
    return keeping.head_of(parts), {name: bytes(part) for name, part in parts.items()}


def again(block: Segment) -> Segment:
    """The block as it comes back from where it was stored."""
    revived = keeping.revived(*stored(block))
    assert revived is not None
    return revived


def same_answers(index: NameIndex, standing: dict[int, OwnerNames], queries: list[str]) -> None:
    built = NameIndex.build(standing.values())
    assert len(index) == len(built)
    for query in (*queries, *(name for entry in standing.values() for name in entry.names)):
        assert index.search(query) == built.search(query)
        assert index.exact(query) == built.exact(query)


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRIES, max_size=5), CHANGES, CHANGES, st.lists(NAMES, min_size=1, max_size=4))
def test_a_kept_index_answers_as_one_built_of_the_names_there_are_now(
    begun: list[OwnerNames],
    before: list[OwnerNames | int],
    after: list[OwnerNames | int],
    queries: list[str],
) -> None:
    """Whatever changed between the building and the storing, and between the storing and the next start."""
    standing = {entry.owner: entry for entry in begun}
    index = NameIndex.build(begun)
    for change in before:
        if isinstance(change, int):
            index.remove(change)
            standing.pop(change, None)
        else:
            index.put(change)
            standing[change.owner] = change
    block = again(index.block)
    for change in after:
        if isinstance(change, int):
            standing.pop(change, None)
        else:
            standing[change.owner] = change

    taken_over = NameIndex.over(block, standing.values())
    assert taken_over is None or not taken_over.crowded
    if taken_over is not None:
        same_answers(taken_over, standing, queries)


def test_an_unchanged_index_is_taken_over_as_it_is() -> None:
    index = NameIndex.over(again(NameIndex.build(CATALOGUE).block), CATALOGUE)
    assert index is not None
    same_answers(index, {entry.owner: entry for entry in CATALOGUE}, ["goblin", "1 liter of teers"])


@pytest.mark.parametrize("spare", [0, 1])
def test_where_too_much_differs_nothing_is_taken_over(monkeypatch: pytest.MonkeyPatch, spare: int) -> None:
    entries = [OwnerNames(n, (f"Winter Story {n}",), n) for n in range(100)]
    monkeypatch.setattr(names_module, "_FRESH_LIMIT", 9 + spare)
    block = again(NameIndex.build(entries).block)
    changed = [OwnerNames(1000 + n, (f"Summer Story {n}",), n) for n in range(10)]
    assert (NameIndex.over(block, [*entries, *changed]) is not None) == bool(spare)
    assert (NameIndex.over(block, entries[11:]) is not None) is True
    assert NameIndex.over(block, entries[15:]) is None


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_part_that_is_damaged_or_missing_makes_nothing_of_it(data: st.DataObject) -> None:
    head, parts = stored(NameIndex.build(CATALOGUE).block)
    name = data.draw(st.sampled_from(sorted(name for name, part in parts.items() if part)))
    part = parts[name]
    place = data.draw(st.integers(0, len(part) - 1))
    match data.draw(st.sampled_from(("flipped", "cut", "longer", "missing", "another"))):
        case "flipped":
            bit = 1 << data.draw(st.integers(0, 7))
            parts[name] = part[:place] + bytes([part[place] ^ bit]) + part[place + 1 :]
        case "cut":
            parts[name] = part[:place]
        case "longer":
            parts[name] = part + b"\0"
        case "missing":
            del parts[name]
        case _:
            parts["another"] = part
    assert keeping.revived(head, parts) is None


@given(st.one_of(st.none(), st.binary(max_size=40), st.sampled_from([b"{}", b"[]", b"null", b"1" * 70_000])))
def test_a_head_that_is_none_makes_nothing_of_the_parts(head: bytes | None) -> None:
    _, parts = stored(NameIndex.build(CATALOGUE).block)
    assert keeping.revived(head, parts) is None


def test_parts_of_another_index_do_not_pass_for_this_ones() -> None:
    head, _ = stored(NameIndex.build(CATALOGUE).block)
    _, parts = stored(NameIndex.build(CATALOGUE[1:]).block)
    assert keeping.revived(head, parts) is None


def test_what_another_version_stored_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    head, parts = stored(NameIndex.build(CATALOGUE).block)
    monkeypatch.setattr(keeping, "FORMAT", keeping.FORMAT + 1)
    assert keeping.revived(head, parts) is None


def test_parts_that_are_whole_but_not_ours_make_nothing() -> None:
    parts = {"_key_blob": b"abc"}
    assert keeping.revived(keeping.head_of(parts), parts) is None


@pytest.mark.skipif(sys.byteorder != "little", reason="the bytes are those of a little-endian machine")
def test_the_format_is_counted_on_when_what_is_stored_changes() -> None:
    """Then an index that an earlier version stored must not be taken for one of this version."""
    _, parts = stored(NameIndex.build(CATALOGUE).block)
    digest = blake2b(json.dumps({k: v.hex() for k, v in sorted(parts.items())}).encode(), digest_size=8)
    assert (keeping.FORMAT, digest.hexdigest()) == (1, "82459f3620c39f9c")


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRIES, max_size=5), CHANGES, CHANGES, CHANGES, st.lists(NAMES, min_size=1, max_size=4))
def test_what_changes_while_a_new_block_is_made_is_in_it_or_beside_it(
    begun: list[OwnerNames],
    before: list[OwnerNames | int],
    meanwhile: list[OwnerNames | int],
    after: list[OwnerNames | int],
    queries: list[str],
) -> None:
    standing = {entry.owner: entry for entry in begun}
    index = NameIndex.build(begun)

    def change_all(changes: list[OwnerNames | int]) -> None:
        for change in changes:
            if isinstance(change, int):
                index.remove(change)
                standing.pop(change, None)
            else:
                index.put(change)
                standing[change.owner] = change

    change_all(before)
    make = index.settling()
    change_all(meanwhile)
    block = make()
    index.settle(block)
    same_answers(index, standing, queries)
    change_all(after)
    same_answers(index, standing, queries)
    taken_over = NameIndex.over(again(index.block), standing.values())
    if taken_over is not None:
        same_answers(taken_over, standing, queries)
