"""Countries as readers name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts
from bot.present import words
from bot.present.countries import NONE, code_of, nearest, offered

EN, JA = texts("en"), texts("ja")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Japan", "JP"), (" jp ", "JP"), ("日本", "JP"), ("🇯🇵", "JP"), ("🇯🇵 Japan", "JP"),
        ("ＪＡＰＡＮ", "JP"),
        ("Korea", "KR"), ("Hong Kong", "HK"), ("香港", "HK"), ("cote d'ivoire", "CI"), ("Turkey", "TR"),
        ("türkiye", "TR"), ("UK", "GB"), ("gb", "GB"), ("USA", "US"), ("ドイツ", "DE"), ("Kosovo", "XK"),
        ("bosnia and herzegovina", "BA"), ("Åland Islands", "AX"),
    ],
)  # fmt: skip
def test_a_country_is_read_however_it_is_written(typed: str, code: str) -> None:
    assert code_of(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "  ", "Atlantis", "EU", "ZZ", "🇯", "🇪🇺", "none", "トイツ", "x" * 5_000]
)
def test_what_is_no_country_is_none(typed: str) -> None:
    assert code_of(typed) is None


def test_every_country_is_found_by_the_name_it_is_shown_by() -> None:
    for language in LANGUAGES:
        t = texts(language)
        assert len(t.countries()) == 250
        for code in t.countries():
            assert code_of(words.country(t, code)) == code, words.country(t, code)
            assert offered(t, words.country(t, code), 25)[0][0] == code
        assert NONE not in {words.country(t, code).casefold() for code in t.countries()}


def test_what_begins_with_the_typed_letters_comes_first() -> None:
    names = [name for _, name in offered(EN, "an", 25)]
    assert names[:5] == ["Andorra", "Angola", "Anguilla", "Antarctica", "Antigua & Barbuda"]
    assert [name for _, name in offered(EN, "pan", 25)] == ["Panama", "Japan"]
    assert offered(JA, "ドイ", 25) == [("DE", "ドイツ")]


def test_before_anything_is_typed_the_dramas_countries_are_offered() -> None:
    codes = [code for code, _ in offered(EN, "", 25)]
    assert codes[:4] == ["JP", "KR", "CN", "TW"]
    assert len(set(codes)) == 25


def test_a_typing_error_leads_to_the_names_nearby() -> None:
    assert nearest(EN, "Jappan") == ("Japan",)
    assert "ドイツ" in nearest(JA, "Germny")
    assert nearest(EN, "qqqqqqq") == ()


@given(st.text(max_size=100))
def test_any_text_is_answered(typed: str) -> None:
    for t in (EN, JA):
        code = code_of(typed)
        assert code is None or code in t.countries()
        assert len(offered(t, typed, 25)) <= 25
        assert len(nearest(t, typed)) <= 5
