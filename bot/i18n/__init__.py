"""Messages and their translations. English texts are the ids, `<language>.po` files hold the others.

`Texts` looks messages up: `t("Saved.")`, `t("{n} of {all}", n=3, all=11)`, `t.plural("{n} score", "{n}
scores", 3)`. `N_` marks a text that is translated later. A message names a command as
`{/drama info}` (`commands`).
"""

from __future__ import annotations

import gettext
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from bot.domain.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.i18n import commands
from bot.i18n.languages import (
    choose,
    locale_names,
    locale_of,
    supported,
)
from bot.i18n.translations import translations_of

__all__ = ["LANGUAGES", "N_", "SOURCE_LANGUAGE", "Texts", "choose", "everywhere", "supported", "texts"]

# What the locale data name by two letters and ISO 3166-1 does not: unions, parts of countries, no places.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),
)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogues. It is translated where it is shown."""
    return message


class Texts:
    """The texts, numbers and dates of one language, with the reader's score scale.

    `titles` says how they want titles of dramas: a value of `domain.titles.Titles`. `manages`: the reader is
    a moderator, for whom moderators' commands can be clicked, too.
    """

    def __init__(
        self,
        language: str,
        translations: gettext.NullTranslations,
        stars_out_of: int = 10,
        titles: str = "language",
        *,
        manages: bool = False,
    ):
        self.language = language
        self.stars_out_of = stars_out_of
        self.titles = titles
        self._manages = manages
        self._translations = translations
        self._locale = locale_of(language)

    def __call__(self, message: str, /, **values: object) -> str:
        text = self._translations.gettext(message) if message else ""
        if values or commands.SIGN in text:
            return text.format_map(commands.Values(values, manages=self._manages))
        return text

    def plural(self, one: str, many: str, n: float, /, **values: object) -> str:
        """The plural form for `n`. The message may contain `{n}`."""
        number = int(n) if n == int(n) else 2
        text = self._translations.ngettext(one, many, number)
        return text.format_map(commands.Values({"n": self.number(n), **values}, manages=self._manages))

    def number(self, value: float, digits: int = 1) -> str:
        """A number in this language's format, with at most `digits` decimals."""
        return _decimal(self.language, value or 0, digits, exactly=False)

    def fixed(self, value: float, digits: int = 1) -> str:
        """A number with exactly `digits` decimals, for columns and ratings."""
        return _decimal(self.language, value or 0, digits, exactly=True)

    def day(self, day: date) -> str:
        return _day(self.language, day)

    def weekday(self, weekday: int) -> str:
        """The name of a day, 0 = Monday."""
        return _weekdays(self.language)[weekday]

    def month(self, month: int) -> str:
        """The short name of a month, 1 to 12."""
        return _months(self.language)[month - 1]

    def country(self, code: str) -> str:
        return str(self._locale.territories.get(code, code))

    def countries(self) -> dict[str, str]:
        """Every country's name by its ISO 3166-1 code, and Kosovo's, which has a flag of its own."""
        territories = self._locale.territories
        return {
            code: str(name)
            for code, name in territories.items()
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
        }

    def name_of(self, language: str) -> str:
        """A language's name in this one, as in a sentence. `language` is a BCP 47 code."""
        known = self._locale.languages
        return next((str(known[name]) for name in locale_names(language) if name in known), language)

    def label_of(self, language: str) -> str:
        """A language's name where it stands alone, as on a button: with a capital letter if it has one."""
        name = self.name_of(language)
        return name[:1].upper() + name[1:]


# Babel reads the pattern and the locale's data again for every number and day, about 25 µs each. A card shows
# a dozen, a page of a ranking forty. Most are the same few, but an average is another one after each score.


@lru_cache(maxsize=4_096, typed=True)  # a large float and the integer that equals it are written differently
def _decimal(language: str, value: float, digits: int, *, exactly: bool) -> str:
    """A number in a language's format. Rounds halves up, as people do: 9.25 becomes 9.3.

    `exactly` that many decimals are written, else no zero at the end.
    """
    text = f"{Decimal(str(value)).quantize(_UNITS[digits], ROUND_HALF_UP):,f}"
    if digits and not exactly:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_signs(language))


_UNITS = tuple(Decimal(1).scaleb(-digits) for digits in range(7))


@cache
def _signs(language: str) -> dict[int, str]:
    """What a language writes for the signs of a number in English."""
    locale = locale_of(language)
    signs = {",": get_group_symbol, ".": get_decimal_symbol, "-": get_minus_sign_symbol}
    return {ord(sign): str(symbol_of(locale)) for sign, symbol_of in signs.items()}


@lru_cache(maxsize=4_096)
def _day(language: str, day: date) -> str:
    return str(format_date(day, "medium", locale=locale_of(language)))


@cache
def _months(language: str) -> tuple[str, ...]:
    names = get_month_names("abbreviated", locale=locale_of(language))
    return tuple(names[month] for month in range(1, 13))


@cache
def _weekdays(language: str) -> tuple[str, ...]:
    names = get_day_names("wide", locale=locale_of(language))
    return tuple(str(names[at]) for at in range(7))


@cache
def texts(language: str, stars_out_of: int = 10, titles: str = "language", *, manages: bool = False) -> Texts:
    """The texts of one of `LANGUAGES`, for a reader with a score scale of 10 or 5. See `Texts`."""
    return Texts(language, _translations(language), stars_out_of, titles, manages=manages)


def everywhere(message: str) -> frozenset[str]:
    """A message in every language, to recognise what was shown in any of them."""
    return frozenset(texts(language)(message) for language in LANGUAGES)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return translations_of(language)
