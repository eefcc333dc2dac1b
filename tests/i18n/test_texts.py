"""One language's texts, plurals, numbers and dates, and which language a reader gets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, choose, supported, texts
from bot.i18n import _decimal as kept

EN = texts("en")
JA = texts("ja")


@pytest.mark.parametrize(
    ("wanted", "ours"),
    [
        ("ja", "ja"),
        ("JA", "ja"),
        ("ja-JP", "ja"),
        ("ja_JP", "ja"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("ko", "ko"),
        ("zh-TW", "zh-TW"),
        ("zh_hk", "zh-TW"),
        ("zh-CN", None),
        ("zh", None),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("es-ES", "es"),
        ("es-419", "es"),
        ("sv-SE", None),
        ("jav", None),
        ("e", None),
        ("", None),
        (None, None),
    ],
)
def test_which_language_a_locale_asks_for(wanted: str | None, ours: str | None) -> None:
    assert supported(wanted) == ours


@pytest.mark.parametrize(
    ("wanted", "ours"),
    [((None, "ja", "en-US"), "ja"), (("de", "zh-CN"), "en"), (("en-GB", "ja"), "en"), ((), "en")],
)
def test_the_first_language_that_we_have(wanted: tuple[str | None, ...], ours: str) -> None:
    assert choose(*wanted) == ours


@settings(deadline=None)
@given(st.lists(st.none() | st.text(max_size=12), max_size=4))
def test_any_locale_leads_to_a_language_of_ours(wanted: list[str | None]) -> None:
    assert choose(*wanted) in LANGUAGES


def test_english_is_what_stands_in_the_source() -> None:
    assert EN("Nobody wrote this message") == "Nobody wrote this message"
    assert EN("") == ""
    assert JA("") == ""


def test_values_are_put_in_and_never_read_as_a_message() -> None:
    assert EN("{n} of {all}", n=3, all="{secret}") == "3 of {secret}"
    assert EN("as {it} is") == "as {it} is"


@pytest.mark.parametrize(
    ("n", "told"),
    [(0, "0 scores"), (1, "1 score"), (1.0, "1 score"), (1.5, "1.5 scores"), (1_234, "1,234 scores")],
)
def test_english_plurals(n: float, told: str) -> None:
    assert EN.plural("{n} score", "{n} scores", n) == told


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_japanese_has_one_form(n: int) -> None:
    one, other = JA.plural("{n} score", "{n} scores", 1), JA.plural("{n} score", "{n} scores", n)
    assert one.replace("1", "", 1) == other.replace(JA.number(n), "", 1)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (8, 1, "8"),
        (8.25, 1, "8.3"),
        (8.26, 1, "8.3"),
        (12_345.6, 1, "12,345.6"),
        (12_345.6, 0, "12,346"),
        (-0.0, 1, "0"),
    ],
)
def test_numbers(value: float, digits: int, shown: str) -> None:
    assert EN.number(value, digits) == shown
    assert JA.number(value, digits) == shown


@settings(deadline=None)
@given(st.floats(0, 10))
def test_a_rating_always_has_its_decimal(value: float) -> None:
    for t in (EN, JA):
        whole, _, decimal = t.fixed(value).partition(".")
        assert whole.isdigit()
        assert len(decimal) == 1
        assert float(t.fixed(value)) == pytest.approx(value, abs=0.051)


def test_days() -> None:
    assert EN.day(date(2005, 10, 11)) == "Oct 11, 2005"
    assert JA.day(date(2005, 10, 11)) == "2005/10/11"


def test_weekdays_begin_with_monday() -> None:
    assert [EN.weekday(day) for day in (0, 1, 6)] == ["Monday", "Tuesday", "Sunday"]
    assert [JA.weekday(day) for day in (0, 1, 6)] == ["月曜日", "火曜日", "日曜日"]


def test_countries_and_languages_by_name() -> None:
    assert (EN.country("JP"), JA.country("JP"), EN.country("XX")) == ("Japan", "日本", "XX")
    assert (EN.name_of("ja"), JA.name_of("ja"), EN.name_of("xx")) == ("Japanese", "日本語", "xx")
    assert (EN.name_of("pt-BR"), EN.name_of("zh-TW")) == ("Brazilian Portuguese", "Traditional Chinese")
    assert (EN.name_of("es-419"), EN.name_of("sv-SE")) == ("Latin American Spanish", "Swedish")
    spanish = texts("es")
    assert (spanish.name_of("ja"), spanish.label_of("ja"), JA.label_of("ja")) == (
        "japonés",
        "Japonés",
        "日本語",
    )


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((0, 0.0, -0.0, 1, 1.0, 2**62, float(2**62))) | st.floats(-1e9, 1e9),
            st.integers(0, 3),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_a_number_is_written_the_same_whatever_was_written_before_it(said: list[tuple[float, int]]) -> None:
    def written(value: float, digits: int) -> list[str]:
        return [form(value, digits) for t in (EN, JA) for form in (t.number, t.fixed)]

    alone = []
    for one in said:
        kept.cache_clear()
        alone.append(written(*one))
    kept.cache_clear()
    assert [written(*one) for one in said] == alone
