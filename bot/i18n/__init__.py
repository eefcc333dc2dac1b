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
from importlib import resources
from io import BytesIO

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.i18n import commands

SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "ja")

# What the locale data name by two letters and ISO 3166-1 does not: unions, parts of countries, no places.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),
)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for the catalogues. It is translated where it is shown."""
    return message


def supported(wanted: str | None) -> str | None:
    """The supported language for a locale (`ja`, `en-GB`, `en_US`). None if there is none."""
    if not wanted:
        return None
    code = wanted.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None


def choose(*wanted: str | None) -> str:
    """The first wanted language that is supported, else English."""
    return next((code for code in map(supported, wanted) if code), SOURCE_LANGUAGE)


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
        self._locale = Locale.parse(language)

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
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return _decimal(self.language, value or 0, digits, pattern)

    def fixed(self, value: float, digits: int = 1) -> str:
        """A number with exactly `digits` decimals, for columns and ratings."""
        return _decimal(self.language, value or 0, digits, "#,##0." + "0" * digits)

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
        """A language's name in this one."""
        return str(self._locale.languages.get(language, language))


# Babel reads the pattern and the locale's data again for every number and day, about 25 µs each. A card shows
# a dozen, a page of a ranking forty, and most are the same few.


@lru_cache(maxsize=4_096, typed=True)  # a large float and the integer that equals it are written differently
def _decimal(language: str, value: float, digits: int, pattern: str) -> str:
    """A number in a language's format. Rounds halves up, as people do: 9.25 becomes 9.3."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(format_decimal(rounded, format=pattern, locale=language))


@lru_cache(maxsize=4_096)
def _day(language: str, day: date) -> str:
    return str(format_date(day, "medium", locale=language))


@cache
def _months(language: str) -> tuple[str, ...]:
    names = get_month_names("abbreviated", locale=Locale.parse(language))
    return tuple(names[month] for month in range(1, 13))


@cache
def _weekdays(language: str) -> tuple[str, ...]:
    names = get_day_names("wide", locale=language)
    return tuple(str(names[at]) for at in range(7))


@cache
def texts(language: str, stars_out_of: int = 10, titles: str = "language", *, manages: bool = False) -> Texts:
    """The texts of one of `LANGUAGES`, for a reader with a score scale of 10 or 5. See `Texts`."""
    return Texts(language, _translations(language), stars_out_of, titles, manages=manages)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, read and compiled once."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    with resources.files(__name__).joinpath(f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
