"""JSON Lines as they are written: everything in them, read back the same."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, EpisodeFacts, Kind, SynopsisText
from bot.sources.files import entries, validate, write_jsonl
from bot.sources.rows import OURS

from .entries import full_entries


def lines_of(*found: CatalogueEntry) -> str:
    file = io.StringIO()
    assert write_jsonl(found, file) == len(found)
    return file.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(found=st.lists(full_entries(), min_size=1, max_size=2))
def test_what_is_written_is_read_back_the_same(tmp_path: Path, found: list[CatalogueEntry]) -> None:
    path = tmp_path / "catalogue.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        write_jsonl(found, file)
    assert list(entries(path)) == found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entry=full_entries())
def test_fields_are_in_one_order_and_nothing_unknown_is_written(entry: CatalogueEntry) -> None:
    values = json.loads(lines_of(entry))
    assert list(values) == [name for name in OURS if name in values]
    assert all(value not in (None, [], {}) for value in values.values())


def test_a_line_is_plain_to_read() -> None:
    entry = CatalogueEntry(
        "1 Litre of Tears",
        "1リットルの涙",
        kind=Kind.SPECIAL,
        weekday=1,
        aired_from=date(2005, 10, 11),
        episode_list=(EpisodeFacts(1, audience_percent=0.0),),
        sources=(("mdl", "2"), ("tvmaze", "7"), ("tvmaze", "8")),
    )
    assert lines_of(entry, CatalogueEntry("Mother")) == (
        '{"title": "1 Litre of Tears", "native_title": "1リットルの涙", "kind": "special",'
        ' "aired_from": "2005-10-11", "weekday": "Tuesday",'
        ' "sources": {"mdl": "2", "tvmaze": ["7", "8"]},'
        ' "episode_list": [{"number": 1, "audience_percent": 0.0}]}\n'
        '{"title": "Mother", "kind": "drama"}\n'
    )


def test_nothing_is_written_as_nothing() -> None:
    assert lines_of() == ""


def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    long = CatalogueEntry("Mother", summary="x" * 1_400, synopses=(SynopsisText(1, "en", "x" * 3_400),))
    path.write_text(lines_of(long) * 1_100, encoding="utf-8")
    tracemalloc.start()
    try:
        assert validate(path).rows == 1_100
        assert sum(1 for _ in entries(path)) == 1_100
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 5_000_000
    assert peak < 1_000_000
