"""Lists as MyAnimeList, Trakt and TV Time export them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime

from bot.domain.list_files import Entry, Reading
from bot.domain.progress import Status
from bot.domain.scores import Score
from bot.sources.lists import content
from tests.sources.packed_lists import HISTORY, SEEN, SHOW, packed, watched

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
                furthest=11,
            ),
            Entry("On hold", status=Status.ON_HOLD, episode=4),
        ),
        left=1,
    )


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
