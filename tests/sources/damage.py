"""Shows of which some parts are anything at all, wherever they stand."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from hypothesis import strategies as st

from bot.domain.sources import Fetched, SourceName, SourcePart, run_of
from bot.sources.fields import text_fault
from bot.sources.rows import NAME_LIMIT
from tests.sources.shows import Json
from tests.store.memory import add, empty

_Place = tuple[str | int, ...]

# What JSON can hold, with texts that nearly mean something among it.
VALUES: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2020-03-12", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "25:61"])
    | st.sampled_from(["<p>", "<![x[", "http://[", "javascript:0", "\ud800", "\u200b", "7", "TBA", "KR"])
    | st.sampled_from(["x" * 400, 10**30, 1e300, -1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def _places(value: object, place: _Place = ()) -> Iterator[_Place]:
    """Where something stands inside a value, from the outside in."""
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for name, part in inside:
        yield (*place, name)
        yield from _places(part, (*place, name))


def assert_storable(fetched: Fetched) -> None:
    """It goes into the store as an import does, and keeps to the bounds that files have."""
    run = run_of(SourcePart(SourceName.TVMAZE, "1"), fetched.episodes)
    entry = replace(fetched.entry, episode_list=tuple(listed.facts for listed in run))
    with empty() as connection:
        drama_id, _ = add(connection, entry)
        assert drama_id
    keys = [(episode.season, episode.number) for episode in fetched.episodes]
    assert keys == sorted(set(keys))
    assert all(episode.airs_at is None or episode.airs_at.tzinfo is UTC for episode in fetched.episodes)
    people = [credit.person for credit in entry.cast]
    assert len(people) == len(set(people))
    names = [entry.title, entry.native_title, *entry.aliases, *people]
    assert all(name is None or text_fault(name, NAME_LIMIT) is None for name in names)


@st.composite
def damaged(draw: st.DrawFn, show: Json) -> Json:
    """The show with up to eight of its parts replaced or gone."""
    hurt = copy.deepcopy(show)
    places = st.sampled_from(list(_places(show)))
    for place in draw(st.lists(places, max_size=8, unique=True)):
        _put(hurt, place, draw(VALUES), gone=draw(st.booleans()))
    return hurt


def _put(show: Json, place: _Place, value: object, *, gone: bool) -> None:
    """Nothing where an earlier damage has taken away what the place was in."""
    around: object = show
    for name in place[:-1]:
        if isinstance(around, dict):
            around = around.get(str(name))
        elif isinstance(around, list) and isinstance(name, int) and name < len(around):
            around = around[name]
        else:
            return
    last = place[-1]
    if isinstance(around, dict) and gone:
        around.pop(str(last), None)
    elif isinstance(around, dict):
        around[str(last)] = value
    elif isinstance(around, list) and isinstance(last, int) and last < len(around):
        around[last] = value
