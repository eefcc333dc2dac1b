"""Decides which of a drama's titles a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

# The languages of a country's titles, by ISO code.
_SPOKEN: Mapping[str, str] = {
    "JP": "ja", "KR": "ko", "CN": "zh", "TW": "zh", "HK": "zh", "TH": "th",
}  # fmt: skip


class Titles(StrEnum):
    """How a reader wants titles.

    `language`: native where the native title is in the reader's language, else English.
    """

    LANGUAGE = "language"
    ENGLISH = "english"
    NATIVE = "native"
    ROMANISED = "romanised"


class Titled(Protocol):
    """What has titles: a drama here, or one that a source offers."""

    @property
    def title(self) -> str: ...

    @property
    def native_title(self) -> str | None: ...

    @property
    def romanised_title(self) -> str | None: ...

    @property
    def country(self) -> str | None: ...


def names_for(drama: Titled, titles: str, language: str) -> tuple[str, str | None]:
    """The title that names the drama to a reader of this language, and the one to tell beside it.

    `titles` is one of `Titles`.

    A title that is not known gives way to the English one, which every drama has. None where there is no
    second title that differs.
    """
    native = drama.native_title
    if titles == Titles.ROMANISED:
        first, second = drama.romanised_title or drama.title, native
    elif native and (titles == Titles.NATIVE or (titles == Titles.LANGUAGE and _reads(drama, language))):
        first, second = native, drama.title
    else:
        first, second = drama.title, native
    return first, second if second != first else None


def _reads(drama: Titled, language: str) -> bool:
    return drama.country is not None and _SPOKEN.get(drama.country) == language.partition("-")[0]
