"""Numbers are written as Babel writes them in each language."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts
from bot.i18n.languages import locale_of

NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.floats(-11, 11, allow_nan=False),
    st.integers(-2_000, 2_000).map(lambda number: number / 100),  # halves that are rounded up
)


def by_babel(language: str, value: float, digits: int, decimals: str) -> str:
    rounded = Decimal(str(value or 0)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(format_decimal(rounded, format=f"#,##0{decimals}", locale=locale_of(language)))


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=NUMBERS, digits=st.integers(0, 4))
def test_a_number_is_written_as_by_babel(language: str, value: float, digits: int) -> None:
    t = texts(language)
    assert t.number(value, digits) == by_babel(language, value, digits, "." + "#" * digits if digits else "")
    assert t.fixed(value, digits) == by_babel(language, value, digits, "." + "0" * digits if digits else "")
