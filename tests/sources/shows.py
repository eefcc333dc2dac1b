"""Shows in the form in which TVmaze and TMDB answer, with facts of real dramas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Json = dict[str, object]

_ZONES = {"KR": "Asia/Seoul", "JP": "Asia/Tokyo", "TH": "Asia/Bangkok", "US": "America/New_York"}
_COUNTRY_NAMES = {"KR": "Korea, Republic of", "JP": "Japan", "TH": "Thailand", "US": "United States"}

HOSPITAL_PLAYLIST = 46562
ALICE = 51336
BOROUGH = 90001
FIRST_SEASON = [date(2020, 3, 12) + timedelta(weeks=week) for week in range(12)]
SECOND_SEASON = [
    date(2021, 6, 17), date(2021, 6, 24), date(2021, 7, 1), date(2021, 7, 8), date(2021, 7, 15),
    date(2021, 7, 22), date(2021, 8, 5), date(2021, 8, 12), date(2021, 8, 19), date(2021, 9, 2),
    date(2021, 9, 9), date(2021, 9, 16),
]  # fmt: skip
SPECIAL_DAY = date(2021, 7, 29)
DOCTORS = (
    ("Jo Jung Suk", "Lee Ik Jun"),
    ("Yoo Yeon Seok", "Ahn Jeong Won"),
    ("Jung Kyung Ho", "Kim Jun Wan"),
    ("Kim Dae Myung", "Yang Seok Hyeong"),
    ("Jeon Mi Do", "Chae Song Hwa"),
    ("Shin Hyun Been", "Jang Gyeo Ul"),
    ("Jung Moon Sung", "Do Jae Hak"),
    ("Ahn Eun Jin", "Chu Min Ha"),
    ("Kim Hae Sook", "Jung Rosa"),
    ("Kwak Sun Young", "Lee Ik Sun"),
)


def country(code: str) -> Json:
    return {"name": _COUNTRY_NAMES.get(code, code), "code": code, "timezone": _ZONES.get(code, "UTC")}


def channel(name: str, code: str | None) -> Json:
    return {"id": 29, "name": name, "country": None if code is None else country(code)}


def tvmaze_show(
    ident: int,
    name: str,
    *,
    network: str | None = None,
    code: str = "KR",
    episodes: Iterable[Json] = (),
    akas: Iterable[Json] = (),
    cast: Iterable[tuple[str, str]] = (),
    **fields: object,
) -> Json:
    """A show as `/shows/:id` gives it with everything embedded; `fields` set what differs."""
    show: Json = {
        "id": ident,
        "url": f"https://www.tvmaze.com/shows/{ident}/a-show",
        "name": name,
        "type": "Scripted",
        "language": "Korean",
        "genres": ["Drama"],
        "status": "Running",
        "runtime": 60,
        "averageRuntime": 60,
        "premiered": "2020-03-12",
        "ended": None,
        "officialSite": None,
        "schedule": {"time": "", "days": []},
        "rating": {"average": None},
        "weight": 50,
        "network": None if network is None else channel(network, code),
        "webChannel": None,
        "dvdCountry": None,
        "externals": {"tvrage": None, "thetvdb": None, "imdb": None},
        "image": None,
        "summary": None,
        "updated": 1_700_000_000,
        "_links": {"self": {"href": f"https://api.tvmaze.com/shows/{ident}"}},
    }
    return {
        **show,
        **fields,
        "_embedded": {
            "episodes": list(episodes),
            "cast": [
                {
                    "person": {
                        "id": place,
                        "name": person,
                        "country": country(code),
                        "image": {"medium": f"https://static.tvmaze.com/person/{place}.jpg"},
                    },
                    "character": {"id": place, "name": character},
                    "self": False,
                    "voice": False,
                }
                for place, (person, character) in enumerate(cast, 1)
            ],
            "akas": list(akas),
        },
    }


def tvmaze_aka(name: str, code: str | None) -> Json:
    return {"name": name, "country": None if code is None else country(code)}


def tvmaze_episode(
    season: int,
    number: int | None,
    day: date,
    *,
    at: str = "21:00",
    zone: str = "Asia/Seoul",
    **fields: object,
) -> Json:
    """`at` empty: the hour is not known, and the stamp says noon in UTC as TVmaze's then does."""
    if at:
        local = datetime.combine(day, time.fromisoformat(at), ZoneInfo(zone))
    else:
        local = datetime.combine(day, time(12), UTC)
    episode: Json = {
        "id": season * 1_000 + (number or 0),
        "name": f"Episode {number}" if number else "Special",
        "season": season,
        "number": number,
        "type": "regular" if number else "insignificant_special",
        "airdate": day.isoformat(),
        "airtime": at,
        "airstamp": local.astimezone(UTC).isoformat(),
        "runtime": 60,
        "rating": {"average": None},
        "image": None,
        "summary": None,
    }
    return {**episode, **fields}


def hospital_playlist() -> Json:
    """A Korean drama of two seasons, with a special, a title to be announced, and names in four languages."""
    first = [tvmaze_episode(1, number, day) for number, day in enumerate(FIRST_SEASON, 1)]
    second = [tvmaze_episode(2, number, day) for number, day in enumerate(SECOND_SEASON, 1)]
    first[0] = {**first[0], "name": "Five Friends", "runtime": 79}
    second[11] = {**second[11], "name": "TBA"}
    special = tvmaze_episode(2, None, SPECIAL_DAY, name="Special")
    return tvmaze_show(
        HOSPITAL_PLAYLIST,
        "Hospital Playlist",
        network="tvN",
        episodes=[*first, *second, special],
        akas=[
            tvmaze_aka("Seulgiroun Uisasaenghwal", None),
            tvmaze_aka("슬기로운 의사생활", "KR"),
            tvmaze_aka("賢い医師生活", "JP"),
            tvmaze_aka("Playlist Bệnh Viện", "VN"),
        ],
        cast=[*DOCTORS, ("Jo Jung Suk", "the singer of Mido and Falasol")],
        genres=["Drama", "Comedy", "Medical", "Science-Fiction"],
        status="Ended",
        runtime=None,
        averageRuntime=85,
        ended="2021-09-16",
        officialSite="https://tvn.cjenm.com/ko/doctorlife/",
        schedule={"time": "21:00", "days": ["Thursday"]},
        image={
            "medium": "https://static.tvmaze.com/uploads/images/medium_portrait/247/617983.jpg",
            "original": "https://static.tvmaze.com/uploads/images/original_untouched/247/617983.jpg",
        },
        summary=(
            "<p>Five doctors, friends since <b>medical school</b>, work in the same hospital "
            "&amp; play in a band.</p><script>alert(1)</script><p>Life goes on there.</p>"
        ),
    )


def alice_in_borderland() -> Json:
    """A Japanese drama of a web channel without a country; nobody knows at what hour it comes."""
    return tvmaze_show(
        ALICE,
        "Alice in Borderland",
        language="Japanese",
        webChannel=channel("Netflix", None),
        premiered="2020-12-10",
        runtime=None,
        averageRuntime=52,
        genres=["Action", "Thriller"],
        akas=[tvmaze_aka("今際の国のアリス", "JP")],
        cast=[("Kento Yamazaki", "Arisu"), ("Tao Tsuchiya", "Usagi")],
        episodes=[tvmaze_episode(1, number, date(2020, 12, 10), at="") for number in range(1, 9)],
    )


def foreign_show() -> Json:
    """A show that no community here watches, of a name that a search for "hospital" finds."""
    return tvmaze_show(BOROUGH, "Hospital of the Borough", network="HBO", code="US", language="English")


def tmdb_episode(season: int, number: int, day: date | None, **fields: object) -> Json:
    episode: Json = {
        "air_date": None if day is None else day.isoformat(),
        "episode_number": number,
        "episode_type": "standard",
        "id": season * 1_000 + number,
        "name": f"Episode {number}",
        "overview": "",
        "production_code": "",
        "runtime": 85,
        "season_number": season,
        "still_path": None,
    }
    return {**episode, **fields}


def tmdb_show(
    ident: int,
    name: str,
    original: str,
    *,
    code: str = "KR",
    episodes: Iterable[Json] = (),
    **fields: object,
) -> Json:
    """A show as `/3/tv/:id` gives it, everything that can be appended included; `season/N` too."""
    by_season: dict[int, list[Json]] = {}
    for episode in episodes:
        by_season.setdefault(int(str(episode["season_number"])), []).append(episode)
    show: Json = {
        "id": ident,
        "name": name,
        "original_name": original,
        "original_language": "ko",
        "origin_country": [code],
        "first_air_date": "2020-03-12",
        "last_air_date": "2021-09-16",
        "in_production": False,
        "status": "Ended",
        "type": "Scripted",
        "genres": [{"id": 18, "name": "Drama"}],
        "episode_run_time": [],
        "homepage": "",
        "networks": [{"id": 866, "name": "tvN", "logo_path": None, "origin_country": "KR"}],
        "overview": "",
        "poster_path": None,
        "popularity": 40.5,
        "last_episode_to_air": None,
        "next_episode_to_air": None,
        "seasons": [
            {"season_number": number, "name": f"Season {number}", "episode_count": len(listed)}
            for number, listed in sorted({0: [], **by_season}.items())
        ],
        "alternative_titles": {"results": []},
        "translations": {"translations": []},
        "credits": {"cast": [], "crew": []},
        "aggregate_credits": {"cast": [], "crew": []},
    }
    seasons = {
        f"season/{number}": {"season_number": number, "episodes": listed}
        for number, listed in by_season.items()
    }
    return {**show, **fields, **seasons}


def tmdb_hospital_playlist() -> Json:
    first = [tmdb_episode(1, number, day) for number, day in enumerate(FIRST_SEASON, 1)]
    second = [tmdb_episode(2, number, day) for number, day in enumerate(SECOND_SEASON, 1)]
    first[0] = {**first[0], "name": "Five Friends"}
    regulars = [
        {"name": person, "original_name": person, "character": character, "order": place}
        for place, (person, character) in enumerate(DOCTORS[:9])
    ]
    everybody = [
        {
            "name": person,
            "original_name": person,
            "order": 500 - place,  # says nothing, as in TMDB's answers
            "total_episode_count": 24 if place < 9 else 1,
            "roles": [{"character": character, "episode_count": 24}],
        }
        for place, (person, character) in enumerate(DOCTORS)
    ]
    return tmdb_show(
        96102,
        "Hospital Playlist",
        "슬기로운 의사생활",
        episodes=[*first, *second],
        genres=[{"id": 18, "name": "Drama"}, {"id": 10765, "name": "Sci-Fi & Fantasy"}],
        homepage="https://tvn.cjenm.com/ko/doctorlife/",
        overview="Five doctors, friends since medical school, work in the same hospital.",
        poster_path="/q7VJVvvCAcbPRPbJ1yGdT6aCvEB.jpg",
        alternative_titles={"results": [{"iso_3166_1": "KR", "title": "Doctor Life", "type": ""}]},
        translations={"translations": [{"iso_639_1": "ja", "data": {"name": "賢い医師生活"}}]},
        credits={"cast": list(reversed(regulars)), "crew": []},
        aggregate_credits={"cast": everybody, "crew": []},
    )
