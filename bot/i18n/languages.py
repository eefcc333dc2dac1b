"""Chooses the language that a reader gets."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bot.domain.languages import LANGUAGES, SOURCE_LANGUAGE

FOLDER = Path(__file__).parent  # of the catalogues


def locale_of(language: str) -> Locale:
    """The locale data of a BCP 47 code. Raises `ValueError` or `UnknownLocaleError` if there are none."""
    return Locale.parse(language, sep="-")


def locale_names(language: str) -> tuple[str, ...]:
    """What the locale data may call a language, the most exact first: `zh_TW`, `zh_Hant`, `zh`."""
    read = _language_and_script(language)
    if read is None:
        return (language,)
    return language.replace("-", "_"), "_".join(filter(None, read)), read[0]


@lru_cache(maxsize=256)
def supported(wanted: str | None) -> str | None:
    """The language for a locale (`ja`, `en-GB`, `pt_PT`, `zh-HK`). None if there is none.

    A reader of another region gets it too, if they read the same script: for `zh-HK` it is `zh-TW`, for
    `zh-CN` there is none.
    """
    read = _language_and_script(wanted)
    if read is None:
        return None
    code = (wanted or "").replace("_", "-").lower()
    same = [one for one in LANGUAGES if _language_and_script(one) == read]
    return next((one for one in same if one.lower() == code), same[0] if same else None)


def choose(*wanted: str | None) -> str:
    """The first wanted language that is supported, else English."""
    return next((code for code in map(supported, wanted) if code), SOURCE_LANGUAGE)


def _language_and_script(code: str | None) -> tuple[str, str | None] | None:
    """What readers of a locale read. The script only where the locale data name one: `zh-TW` has `Hant`."""
    try:
        locale = Locale.parse((code or "").strip().replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    return locale.language, locale.script
