"""Whose a list is: no shape of one site's is taken for another's, and order changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.list_files import Reading
from bot.sources.lists import content, ours, parts
from tests.sources.packed_lists import packed, refusal
from tests.sources.show_tables import (
    HOTEL,
    V1_COLUMNS,
    V2_COLUMNS,
    kept,
    logged,
    only,
    out_episode,
    out_show,
    played,
    read,
    seen,
    v1,
    v2,
)

# --- whose a list is ---

SAMPLES: dict[str, list[object]] = {
    "trakt": [
        played(1),
        {"rated_at": "2024-05-01T00:00:00Z", "rating": 9, "type": "show", "show": HOTEL},
        {"hidden_at": "2024-08-01T00:00:00Z", "type": "show", "show": HOTEL},
        {"listed_at": "2024-08-01T00:00:00Z", "type": "show", "show": HOTEL},
    ],
    "simkl": [kept("hold"), kept("completed", user_rating=9)],
    "tv time out": [out_show("stopped"), out_show("continuing", out_episode(1))],
}


@pytest.mark.parametrize(
    "document",
    [
        [{"watched_at": "2024-01-01", "type": "show", "show": {"title": "A", "ids": {"simkl": 1}}}],
        [{"last_watched_at": None, "show": {"title": "A"}}],
        [{"listed_at": "2024-01-01", "movie": {"title": "A", "ids": {"trakt": None}}}],
        [kept("hold")],  # a list of Simkl's elements that is not Simkl's backup
        [played(1, status="hold")],
        {"shows": [kept("hold"), {"status": "hold", "show": {"title": "A", "ids": {"tmdb": 1}}}]},
        {"shows": [kept("hold") | {"status": None}]},
        [played(1), kept("hold")],
        {"history": [played(1)], "shows": [kept("hold")]},
        [{"last_collected_at": "2024-01-01", "show": HOTEL}],
        [out_show("stopped"), {"title": "A"}],
        {"data": [{"title": "A", "status": "completed", "episode": 3}]},
        [[]],
        [None],
        {},
    ],
)
def test_json_that_is_nearly_a_sites_is_refused(document: object) -> None:
    assert "is JSON of no list known here" in refusal(json.dumps(document).encode())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, object]:
    """A document in the shape of a format with some of its values replaced by anything, and whose it is."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    elements = json.loads(json.dumps(draw(st.lists(st.sampled_from(SAMPLES[name]), min_size=1, max_size=3))))
    for _ in range(draw(st.integers(0, 4))):
        at: object = elements
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = at[key]  # type: ignore[index]
            if not isinstance(inner, dict | list) or draw(st.booleans()):
                at[key] = draw(anything)  # type: ignore[index]
                break
            at = inner
    return name, {"shows": elements} if name == "simkl" else elements


@given(bent())
def test_json_in_the_shape_of_a_format_is_that_formats_or_nobodys(made: tuple[str, object]) -> None:
    name, document = made
    part = parts.part("", json.dumps(document))
    knowing = [one.NAME for one in content.FORMATS if one.recognises(part)]
    assert knowing in ([], [name])
    for one in content.FORMATS:
        if knowing == [one.NAME]:
            checked(one.read([part]))


@pytest.mark.parametrize("depth", [10, 300, 900])
def test_what_nests_deep_where_a_value_should_be_is_counted_or_refused(depth: int) -> None:
    nested: object = "x"
    for at in range(depth):
        nested = [nested] if at % 2 else {"k": nested}
    for key in ("watched_at", "rating", "type", "id"):
        assert read([played(2), played(1) | {key: nested}]).entries
    for key in ("last_watched_at", "user_rating", "seasons", "memo", "watched_episodes_count"):
        assert read({"shows": [kept("hold", **{key: nested})]}).entries
    for key in ("created_at", "seasons", "uuid"):
        shown = out_show("stopped") | {key: [nested] if key == "seasons" else nested}
        assert read([shown]).entries


HEADERS = {
    "tv time": [
        V1_COLUMNS,
        V2_COLUMNS,
        ("tv_show_name", "episode_season_number", "episode_number", "created_at"),
        ("tv_show_id", "tv_show_name", "archived", "created_at"),
        ("tv_show_id", "is_followed", "nb_episodes_seen", "tv_show_name"),
        ("tv_show_id", "tv_show_name", "rating"),
        ("tv_show_id", "tv_show_name", "status"),
        ("user_id", "vote_key", "series_name", "movie_name", "uuid", "season_number", "episode_number"),
    ],
    "tv time out": [
        ("series_tvdb_id", "title", "season", "episode", "is_watched", "watched_at", "rewatch_count"),
        ("uuid", "tvdb_id", "imdb_id", "title", "status", "created_at"),
        ("uuid", "tvdb_id", "imdb_id", "title", "year", "is_watched", "watched_at", "rewatch_count"),
    ],
    "trakt": [
        ("watched_at", "type", "title", "year", "trakt_id", "season_number", "episode_number"),
        ("rated_at", "type", "title", "year", "trakt_id", "rating", "season_number", "episode_number"),
        ("listed_at", "type", "title", "year", "trakt_id"),
    ],
}


cells = st.text(max_size=8) | st.sampled_from(
    (
        *("", "0", "1", "-1", "16", "9.5", "NaN", "1616481927", "99999999999999999999", "x-1-29"),
        *("true", "false", "watch", "show", "episode", "user-series-1", "watch-episode-1", "for_later"),
        *("stopped", "2024-05-01 21:30:00", "0001-01-01", "1970-01-01T00:00:00Z"),
    )
)


@given(st.data())
def test_a_table_with_a_formats_columns_is_that_formats_whatever_stands_in_it(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(HEADERS)))
    header = data.draw(st.permutations(data.draw(st.sampled_from(HEADERS[name]))))
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(header, cells)), max_size=6))
    part = parts.ListTable("", tuple(header), [(at, row) for at, row in enumerate(rows, 2)])
    assert [one.NAME for one in content.FORMATS if one.recognises(part)] == [name]
    format_ = content.format_of(part)
    assert format_ is not None
    checked(format_.read([part]))


def checked(reading: Reading) -> None:
    """Whatever was read can be kept: our own file of it is read again to the letter."""
    if reading.entries:
        again = content.read(ours.write_csv(reading.entries))
        assert again.entries == reading.entries
    for one in reading.unread:
        assert one.count
        assert one.example.isprintable()


# --- told once more, whatever the order ---


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 28)), min_size=1, max_size=12))
def test_the_order_of_tables_and_rows_and_telling_twice_change_nothing(plays: list[tuple[int, int]]) -> None:
    new = [seen(number, day=day) for number, day in plays]
    old = [logged(number, day=day) for number, day in plays]
    once = only(v2(*new))
    assert once.rewatches == min(len({day for n, day in plays if n == number}) for number, _ in plays) - 1
    assert once.updated == datetime(2024, 5, max(day for _, day in plays), 21, 30, tzinfo=UTC)
    for tables in (
        {"a": v2(*new, *new)},
        {"a": v2(*reversed(new)), "b": v1(*old)},
        {"a": v1(*old), "b": v2(*new), "c": v1(*reversed(old))},
    ):
        assert only(packed(tables)) == once
