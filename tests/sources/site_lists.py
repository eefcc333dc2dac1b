"""Tables and files of lists."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from bot.errors import ImportRefused
from bot.sources.lists import content
from tests.file_faults import all_told


def table(header: str, *rows: str) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def refusal(file: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        content.read(file)
    return all_told(caught.value.problems)


# --- MyDramaList ---

PAGE = (
    "Show ID\tTitle\tStatus\tEpisodes Watched\tTotal Episodes\tCountry of Origin\t"
    "Show Type\tRating\tDate Started\tDate Ended\tRe-watched"
)


# --- Letterboxd ---

DIARY = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date"


# --- Yamtrack ---

YAMTRACK = (
    "media_id,source,media_type,title,image,season_number,episode_number,score,status,notes,start_date,end_date,"
    "progress"
)
