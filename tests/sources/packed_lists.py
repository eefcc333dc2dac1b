"""Files of lists, and why they are refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.errors import ImportRefused
from bot.sources.lists import content
from tests.file_faults import all_told


def refusal(file: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        content.read(file)
    return all_told(caught.value.problems)


def packed(files: dict[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return archive.getvalue()


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


SEEN = (
    "tv_show_name,episode_season_number,episode_number,created_at\n"
    "Doctors,1,5,2021-02-01 00:00:00\n"
    "Doctors (2016),1,1,not a date\n"
)
