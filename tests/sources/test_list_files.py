"""Files of watch lists: ours without a loss, other sites' by their known columns, and bad ones."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.list_files import LAST_SEASON, Entry, Reading
from bot.domain.progress import Status, read_note
from bot.domain.scores import Score
from bot.errors import ImportRefused
from bot.sources.lists import archives, content, ours
from tests.sources.packed_lists import HISTORY, SEEN, packed, refusal

half_points = st.integers(1, 20)


line = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Mn", "Zs")), min_size=1, max_size=40
)


starts = st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''+", "\t", '"', ",", "|", "\\|", "é", "雨"])


titles = st.builds("{}{}".format, starts.filter(lambda start: start != "\t"), line)


notes = st.builds("{}{}".format, starts, st.text(max_size=200)).map(lambda text: read_note(text)[0])


days = st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31))


listed = st.builds(
    Entry,
    title=titles,
    native_title=st.none() | titles,
    year=st.none() | st.integers(1900, 2200),
    country=st.sampled_from([None, "JP", "KR"]),
    sources=st.lists(
        st.tuples(
            st.sampled_from(["mdl", "tvmaze"]), st.from_regex(r"[0-9]{1,6}(/[0-9]{1,2})?", fullmatch=True)
        ),
        max_size=3,
        unique=True,
    ).map(lambda pairs: tuple(sorted(pairs))),
    season=st.none() | st.integers(1, LAST_SEASON),
    status=st.none() | st.sampled_from(Status),
    guessed=st.booleans(),
    episode=st.integers(0, 5_000),
    started=days,
    finished=days,
    rewatches=st.integers(0, 1_000),
    note=notes,
    score=st.none() | st.builds(Score, half_points, *[st.none() | half_points] * 4),
    episode_scores=st.dictionaries(st.integers(1, 5_000), half_points, max_size=4).map(
        lambda pairs: tuple(sorted(pairs.items()))
    ),
    updated=st.none()
    | st.datetimes(timezones=st.just(UTC))
    .filter(lambda moment: 1900 <= moment.year < 2200)
    .map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)),
)


@given(st.lists(listed, min_size=1, max_size=4))
def test_what_we_write_we_read_again_to_the_letter(entries: list[Entry]) -> None:
    for write in (ours.write_csv, ours.write_json):
        assert content.read(write(entries)) == Reading("namida", tuple(entries))


@given(st.lists(listed, min_size=1, max_size=4))
def test_no_cell_of_ours_is_run_as_a_formula(entries: list[Entry]) -> None:
    written = ours.write_csv(entries)
    assert written.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "Row 1: is empty"),
        (b"just words", "Row 1: is no table with commas, semicolons or tabs"),
        (b"a,b\n1,2\n", "Row 1: has columns that are of no list known here"),
        (b"a,a\n1,2\n", "Row 1, a: is a column twice"),
        (b"title,status,episode\n\xff,plan,1\n", "Row 1: is not UTF-8 text"),
        (b"\xff\xfet\x00\x00", "Row 1: is not the UTF-16 text that it says it is"),
        (b"title,status,episode\nA,plan\n", "Row 2: cells here: 2, in the first row: 3"),
        (b'title,status,episode\n"A,plan,1\n', "Row 2: is not CSV (unexpected end of data)"),
        (b"title,status,episode\n", "Row 1: holds no title"),
        (b"title,status,episode\nA,seen,x\n", "Row 2, status: must be one of"),
        (b"title,status,episode\nA,seen,x\n", "Row 2, episode: must be a whole number from 0 to 5000"),
        (b"title,status,episode,story\nA,plan,1,9\n", "Row 2, overall: is missing"),
        (b"title,status,episode,overall\nA,plan,1,11\n", "Row 2, overall: must be a score"),
        (b"title,status,episode,stars\nA,plan,1,11\n", "Row 2, stars: is not a known field"),
        (b"title,status,episode,updated\nA,plan,1,now\n", "Row 2, updated: must be a moment"),
        (b"title,status,episode,episode_scores\nA,plan,1,1-9\n", "Row 2, episode_scores: must be like"),
        (b"title,status,episode,sources\nA,plan,1,mdl\n", "Row 2, sources: must be like"),
        (b"{", "Row 1: is not JSON"),
        (b"[" * 100_000, "Row 1: is nested too deeply"),
        (b"[1, 2]", "Row 1: is JSON of no list known here"),
        (b"[]", "Row 1: is JSON of no list known here"),
        (b'{"namida": "watch list"}', "Row 1: must be an object with entries"),
        (b"<a><b></a>", "Row 1: is XML of no list known here"),
        (b"<myanimelist><b></a>", "Row 1: is not XML (mismatched tag)"),
        (b"<manga/>", "Row 1: is XML of no list known here"),
        (b"<myanimelist/>", "Row 1: is no list of MyAnimeList's"),
        (b"\x1f\x8b\x08\x00broken", "Row 1: is a damaged gzip file"),
        (gzip.compress(b"<myanimelist>" * 100, mtime=0)[:-20], "Row 1: is a damaged gzip file"),
        (b"PK\x03\x04broken", "Row 1: is a damaged zip file"),
        (b"x" * (5 * 1024 * 1024 + 1), "Row 1: is larger than 5 MB"),
        (b"\x00\x01\x02", "Row 1: is not text"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(file: bytes, reason: str) -> None:
    assert reason in refusal(file)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<myanimelist>", b"title,status,episode\n", b"[{", b"PK\x03\x04", b"\x1f\x8b"]),
)
def test_whatever_a_file_holds_it_is_read_or_refused(body: bytes, start: bytes) -> None:
    try:
        assert content.read(start + body).entries
    except ImportRefused as refused:
        assert refused.problems


BOMB = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><myanimelist>&b;</myanimelist>'


FETCH = '<!DOCTYPE m SYSTEM "https://example.org/x.dtd"><myanimelist><anime/></myanimelist>'


@pytest.mark.parametrize("document", [BOMB, FETCH])
def test_xml_that_declares_entities_or_fetches_is_refused(document: str) -> None:
    assert "declares entities" in refusal(document.encode())


def test_xml_that_nests_deeper_than_any_export_is_refused_on_the_way_down() -> None:
    # Never closed: only whoever stops before the end has anything but that to say of it.
    assert "nests more than 16 elements" in refusal(b"<myanimelist>" + b"<anime>" * 100_000)


def test_a_title_of_which_more_is_said_than_in_any_export_is_refused() -> None:
    said = "".join(f"<a{at}>1</a{at}>" for at in range(201))
    assert "says more than 200 things" in refusal(f"<myanimelist><anime>{said}".encode())


def test_what_unpacks_to_too_much_is_refused_before_it_does() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(b" " * (archives.UNPACKED_LIMIT + 2)) + packer.flush()
    assert len(bomb) < 100_000
    assert "unpacks to more than 32 MB" in refusal(bomb)
    assert "unpacks to more than 32 MB" in refusal(
        packed({"tracking-prod-records.csv": " " * (archives.UNPACKED_LIMIT + 2)})
    )


def test_an_archive_of_something_else() -> None:
    assert "holds no file of a list known here" in refusal(
        packed({"access_token.csv": "token,at\n", "a.txt": "x\n"})
    )
    mixed = packed({"seen_episode.csv": SEEN, "watched-shows.json": json.dumps(HISTORY)})
    assert "mixes the lists of two sites" in refusal(mixed)


def test_too_many_titles() -> None:
    rows = "".join(f"T{number},plan,0\n" for number in range(10_001))
    assert "holds more than 10,000 titles" in refusal(f"title,status,episode\n{rows}".encode())
    # Nothing after them is read: what is wrong there is not found.
    for wrong in ("T,plan,soon\n", "T,plan,0,0,0\n"):
        assert "holds more than 10,000 titles" in refusal(f"title,status,episode\n{rows}{wrong}".encode())


def test_too_many_shows_of_another_site() -> None:
    rows = "".join(f"2020-01-01 00:00:00,T{number},{number},1,1\n" for number in range(1, 10_002))
    header = "created_at,tv_show_name,tv_show_id,episode_season_number,episode_number\n"
    # Nothing after them is read: that the last row has too many cells is not found.
    file = packed({"seen_episode.csv": f"{header}{rows}x,x,x,x,x,x\n"})
    assert "holds more than 10,000 titles" in refusal(file)


def test_a_note_that_is_too_long_is_cut_and_counted() -> None:
    file = f"title,status,episode,note\nA,plan,0,{'x' * 1_001}\n"
    read = content.read(file.encode())
    assert read.cut == 1
    assert len(read.entries[0].note or "") == 1_000
