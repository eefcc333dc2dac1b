"""Files of watch lists: ours without a loss, other sites' by their known columns, and bad ones."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lists import LAST_SEASON, Entry, Reading
from bot.domain.progress import Status, read_note
from bot.domain.scores import Score
from bot.errors import ImportRefused
from bot.sources.lists import archives, content, ours

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
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)


def refusal(file: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        content.read(file)
    return "; ".join(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "row 1: is empty"),
        (b"just words", "row 1: is no table with commas, semicolons or tabs"),
        (b"a,b\n1,2\n", "row 1: has columns that are of no list known here"),
        (b"a,a\n1,2\n", "row 1: names a column twice: a"),
        (b"title,status,episode\n\xff,plan,1\n", "row 1: is not UTF-8 text"),
        (b"\xff\xfet\x00\x00", "row 1: is not the UTF-16 text that it says it is"),
        (b"title,status,episode\nA,plan\n", "row 2: has 2 cells, the first row has 3"),
        (b'title,status,episode\n"A,plan,1\n', "row 2: is not CSV (unexpected end of data)"),
        (b"title,status,episode\n", "row 1: holds no title"),
        (b"title,status,episode\nA,seen,x\n", "row 2, status: must be one of"),
        (b"title,status,episode\nA,seen,x\n", "row 2, episode: must be a whole number from 0 to 5000"),
        (b"title,status,episode,story\nA,plan,1,9\n", "row 2, overall: is missing"),
        (b"title,status,episode,overall\nA,plan,1,11\n", "row 2, overall: must be a score"),
        (b"title,status,episode,stars\nA,plan,1,11\n", "row 2, stars: is not a known field"),
        (b"title,status,episode,updated\nA,plan,1,now\n", "row 2, updated: must be a moment"),
        (b"title,status,episode,episode_scores\nA,plan,1,1-9\n", "row 2, episode_scores: must be like"),
        (b"title,status,episode,sources\nA,plan,1,mdl\n", "row 2, sources: must be like"),
        (b"{", "row 1: is not JSON"),
        (b"[" * 100_000, "row 1: is not JSON that can be read"),
        (b"[1, 2]", "row 1: is JSON of no list known here"),
        (b"[]", "row 1: is JSON of no list known here"),
        (b'{"namida": "watch list"}', 'row 1: must be an object with "entries"'),
        (b"<a><b></a>", "row 1: is XML of no list known here"),
        (b"<myanimelist><b></a>", "row 1: is not XML (mismatched tag)"),
        (b"<manga/>", "row 1: is XML of no list known here"),
        (b"<myanimelist/>", "row 1: is no list of MyAnimeList's"),
        (b"\x1f\x8b\x08\x00broken", "row 1: is a damaged gzip file"),
        (gzip.compress(b"<myanimelist>" * 100, mtime=0)[:-20], "row 1: is a damaged gzip file"),
        (b"PK\x03\x04broken", "row 1: is a damaged zip file"),
        (b"x" * (5 * 1024 * 1024 + 1), "row 1: is larger than 5 MB"),
        (b"\x00\x01\x02", "row 1: is not text"),
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


def packed(files: dict[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return archive.getvalue()


# --- MyAnimeList ---

MAL = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- an export -->
<myanimelist>
  <myinfo><user_export_type>1</user_export_type></myinfo>
  <anime>
    <series_animedb_id>4021</series_animedb_id>
    <series_title><![CDATA[Nodame & <Cantabile>]]></series_title>
    <series_episodes>11</series_episodes>
    <my_watched_episodes>11</my_watched_episodes>
    <my_start_date>2018-01-10</my_start_date>
    <my_finish_date>2018-02-20</my_finish_date>
    <my_score>9</my_score>
    <my_status>Completed</my_status>
    <my_comments><![CDATA[twice]]></my_comments>
    <my_times_watched>2</my_times_watched>
  </anime>
  <anime>
    <series_title>On hold</series_title>
    <my_watched_episodes>4</my_watched_episodes>
    <my_start_date>2019-06-00</my_start_date>
    <my_finish_date>0000-00-00</my_finish_date>
    <my_score>0</my_score>
    <my_status>On-Hold</my_status>
  </anime>
  <anime><series_title>No status</series_title></anime>
</myanimelist>
"""


def test_myanimelist_also_packed() -> None:
    read = content.read(MAL.encode())
    assert read == content.read(gzip.compress(MAL.encode()))
    assert read == Reading(
        "myanimelist",
        (
            Entry(
                "Nodame & <Cantabile>",
                sources=(("myanimelist", "4021"),),
                status=Status.COMPLETED,
                episode=11,
                started=date(2018, 1, 10),
                finished=date(2018, 2, 20),
                rewatches=2,
                note="twice",
                score=Score(18),
            ),
            Entry("On hold", status=Status.ON_HOLD, episode=4),
        ),
        left=1,
    )


# --- Trakt ---

SHOW = {
    "title": "Doctors",
    "year": 2016,
    "ids": {"trakt": 1, "slug": "doctors", "tmdb": 66330, "tvdb": 309923},
}


def watched(season: int, number: int, at: str) -> dict[str, object]:
    return {
        "id": 1,
        "watched_at": at,
        "action": "watch",
        "type": "episode",
        "show": SHOW,
        "episode": {"season": season, "number": number, "title": "secret", "ids": {}},
    }


HISTORY = [
    watched(1, 1, "2020-01-01T10:00:00.000Z"),
    watched(1, 2, "2020-01-03T10:00:00.000Z"),
    watched(0, 1, "2020-01-03T10:00:00.000Z"),
    {
        "watched_at": "2019-05-05T00:00:00Z",
        "type": "movie",
        "movie": {"title": "A Film", "year": 2019, "ids": {"trakt": 5, "tmdb": 66330}},
    },
]
RATINGS = [
    {"rated_at": "2020-02-01T00:00:00Z", "rating": 9, "type": "show", "show": SHOW},
    {"rating": 7, "type": "episode", "show": SHOW, "episode": {"season": 1, "number": 2}},
]
SOURCES = (("trakt", "1"), ("tmdb", "66330"), ("tvdb", "309923"))


def test_trakt_archive() -> None:
    listed_only = {
        "listed_at": "2021-01-01T00:00:00Z",
        "type": "show",
        "show": {"title": "Later", "year": 2022, "ids": {"trakt": 6}},
    }
    read = content.read(
        packed(
            {
                "watched-history-1.json": json.dumps(HISTORY),
                "ratings-shows.json": json.dumps(RATINGS[:1]),
                "ratings-episodes.json": json.dumps(RATINGS[1:]),
                "lists-watchlist.json": json.dumps([listed_only]),
                "user-settings.json": '{"user": {"email": "nobody@example.org"}}',
            }
        )
    )
    assert read.format == "trakt"
    assert read.left == 1  # the special
    show, film, later = read.entries
    assert show == Entry(
        "Doctors",
        year=2016,
        sources=SOURCES,
        status=Status.WATCHING,
        guessed=True,
        episode=2,
        started=date(2020, 1, 1),
        finished=date(2020, 1, 3),
        score=Score(18),
        episode_scores=((2, 14),),
        updated=datetime(2020, 1, 3, 10, tzinfo=UTC),
    )
    assert (film.title, film.status, film.episode) == ("A Film", Status.COMPLETED, 1)
    assert film.sources == (
        ("trakt-film", "5"),
        ("tmdb-film", "66330"),
    )  # another number's space than that of shows
    assert (later.title, later.status) == ("Later", Status.PLAN)


def test_trakt_summaries_and_plays() -> None:
    summary = {
        "plays": 4,
        "last_watched_at": "2020-01-05T00:00:00Z",
        "show": SHOW,
        "seasons": [
            {"number": 1, "episodes": [{"number": 1, "plays": 2, "last_watched_at": "2020-01-01T00:00:00Z"}]},
            {"number": 2, "episodes": [{"number": 5, "plays": 1, "last_watched_at": "2020-01-05T00:00:00Z"}]},
        ],
    }
    first, second = content.read(json.dumps([summary]).encode()).entries
    assert (first.season, first.episode, first.rewatches) == (1, 1, 0)
    assert (second.season, second.episode) == (2, 5)
    twice = [watched(1, 1, "2020-01-01T10:00:00Z"), watched(1, 1, "2021-01-01T10:00:00Z")]
    (again,) = content.read(json.dumps(twice).encode()).entries
    assert again.rewatches == 1


TRAKT_CSV = (
    "rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,url,released,season_number,"
    "episode_number,episode_title,rating\n"
    "2018-08-24T13:48:52Z,show,Doctors,2016,8.3,1,,66330,309923,https://x,2016-06-20,,,,9\n"
    "2018-08-24T13:48:52Z,episode,Doctors,2016,8.3,1,,66330,309923,https://x,2016-06-20,1,2,secret,7\n"
    "2018-08-24T13:48:52Z,person,Somebody,,,5,,,,,,,,,9\n"
)
TRAKT_HISTORY_CSV = (
    "watched_at,action,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,season_number,episode_number\n"
    "2020-01-01T10:00:00.000Z,watch,episode,Doctors,2016,8.3,1,,66330,309923,1,1\n"
)


def test_trakt_tables() -> None:
    read = content.read(TRAKT_CSV.encode())
    (entry,) = read.entries
    assert (read.left, entry.status, entry.score, entry.episode_scores) == (1, None, Score(18), ((2, 14),))
    assert entry.sources == SOURCES
    (entry,) = content.read(TRAKT_HISTORY_CSV.encode()).entries
    assert (entry.status, entry.episode, entry.started) == (Status.WATCHING, 1, date(2020, 1, 1))


# --- TV Time ---

V2 = (
    "ep_id,gsi,series_name,season_number,episode_number,s_id,key,user_id,created_at,is_archived\n"
    "1,x,Attack on Titan,4,3,267440,watch-episode-1,9,2021-01-11 02:05:01,\n"
    "2,x,Doctors,1,2,309923,watch-episode-2,9,2021-01-12 02:05:01,\n"
    ",,Doctors,,,309923,user-series-x,9,2021-01-10 00:00:00,true\n"
)
V1 = (
    "type-uuid-n,created_at,series_name,type,entity_type,movie_name,series_id,season_number,episode_number\n"
    "a,2020-01-07 00:00:00,,watch,movie,A Film,,,\n"
    "b,2020-01-07 00:00:00,,towatch,movie,Another,,,\n"
    "c,2020-01-07 00:00:00,,count,movie,Third,,,\n"
)
SEEN = (
    "tv_show_name,episode_season_number,episode_number,created_at\n"
    "Doctors,1,5,2021-02-01 00:00:00\n"
    "Doctors (2016),1,1,not a date\n"
)
FOLLOWED = (
    "tv_show_id,tv_show_name,archived,created_at\n309923,Doctors,0,2020-01-01 00:00:00\n5,Only followed,1,\n"
)


def test_tv_time_tables() -> None:
    titan, doctors = content.read(V2.encode()).entries
    assert (titan.title, titan.season, titan.episode) == ("Attack on Titan", 4, 3)
    assert doctors.sources == (("tvdb", "309923"),)
    assert (doctors.status, doctors.episode) == (Status.DROPPED, 2)
    read = content.read(V1.encode())
    assert [(e.title, e.status) for e in read.entries] == [
        ("A Film", Status.COMPLETED),
        ("Another", Status.PLAN),
    ]
    assert read.left == 1
    doctors, other = content.read(SEEN.encode()).entries
    assert (doctors.episode, other.known_year, other.started) == (5, 2016, None)
    assert [(e.title, e.status) for e in content.read(FOLLOWED.encode()).entries] == [
        ("Doctors", Status.PLAN),
        ("Only followed", Status.DROPPED),
    ]


def test_tv_time_archive() -> None:
    read = content.read(
        packed(
            {
                "gdpr/seen_episode.csv": SEEN,
                "gdpr/followed_tv_show.csv": FOLLOWED,
                "gdpr/access_token.csv": "token\nsecret\n",
            }
        )
    )
    assert read.format == "tv time"
    first = read.entries[0]
    assert (first.title, first.episode, first.status, first.sources) == (
        "Doctors",
        5,
        Status.WATCHING,
        (("tvdb", "309923"),),
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
