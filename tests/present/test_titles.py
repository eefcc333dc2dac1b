"""One function decides a drama's name for its reader: no screen takes a title by itself."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain.dramas import Drama, Kind
from bot.domain.ratings import Rating
from bot.i18n import texts
from bot.present import words

ROOT = Path(__file__).resolve().parents[2]
SHOWN_FROM = ("bot/present", "bot/schedule", "bot/charts")
BY_ITSELF = re.compile(r"\b(?:drama|other|offer)\.(?:native_|romanised_)?title\b")
TEARS = Drama(1, "1 Litre of Tears", "1リットルの涙", "JP", 2005, Kind.DRAMA, 11)


def test_no_screen_takes_a_title_by_itself() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in SHOWN_FROM
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if BY_ITSELF.search(line)
    ]
    assert found == []


def test_a_choice_tells_the_other_title_the_year_and_what_is_no_drama() -> None:
    assert words.choice(texts("en"), TEARS) == "1 Litre of Tears (1リットルの涙, 2005)"
    assert words.choice(texts("ja"), TEARS) == "1リットルの涙（1 Litre of Tears、2005）"
    film = Drama(2, "Final", None, "JP", 2008, Kind.MOVIE, 1)
    assert words.choice(texts("en"), film) == "Final (2008, Film)"


def test_a_row_tells_what_is_known() -> None:
    t = texts("en")
    assert words.in_row(t, TEARS) == "🇯🇵 Japan · 2005 · 11 episodes"
    assert words.in_row(t, TEARS, Rating(12, 8.44)) == "🇯🇵 Japan · 2005 · 11 episodes · ★ **8.4** (12)"
    assert words.in_row(t, Drama(2, "Final", None, "JP", 2008, Kind.MOVIE, 1)) == "🇯🇵 Japan · 2008 · Film"
    assert words.in_row(t, Drama(3, "Bare")) == "Drama"


def test_a_form_still_has_a_title_of_the_drama_in_whatever_language_it_was_opened() -> None:
    assert words.is_title(TEARS, " 1リットルの涙 ", 100)
    assert words.is_title(TEARS, words.plain_title(texts("en"), TEARS, 12), 12)
    assert not words.is_title(TEARS, "2 Litres", 100)
