"""The languages that Namida speaks, and in which curators write a drama's summary.

A language is one line here and one file in `bot/i18n`, `<code>.po`. See docs/translating.md.
"""

from __future__ import annotations

from collections.abc import Mapping

SOURCE_LANGUAGE = "en"
# BCP 47 codes, each with its name in its own words, as a choice in a menu shows it.
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "ja": "日本語",
    "ko": "한국어",
    "zh-TW": "繁體中文",
    "id": "Bahasa Indonesia",
    "es": "Español",
    "pt-BR": "Português (Brasil)",
    "fr": "Français",
}
