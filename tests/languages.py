"""The languages in which tests draw screens.

To draw every screen in every language would cost more with each language, and find hardly more. A screen
fits all of them if it fits the longest translation of each text: `Longest` has these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

import pytest

from bot.i18n import LANGUAGES, Texts, texts

ALWAYS = ("en", "ja")  # read as they are: the messages themselves, and one in another script


class Longest(Texts):
    """Each text as the language says it that takes most characters for it.

    No one reads this, so tests that expect words do not use it. `language` is that of one of `each`.
    """

    def __init__(self, each: Sequence[Texts]):
        self._each = tuple(each)
        self._told = cache(self._most)
        last = self._each[-1]
        super().__init__(last.language, last._translations, last.stars_out_of, last.titles)

    def _most(self, message: str) -> Texts:
        """The language with the longest translation of a message, whatever is filled in."""
        return max(self._each, key=lambda t: len(t._translations.gettext(message)) if message else 0)

    def _longest(self, tell: Callable[[Texts], str]) -> str:
        return max(map(tell, self._each), key=len)

    def __call__(self, message: str, /, **values: object) -> str:
        return self._told(message)(message, **values)

    def plural(self, one: str, many: str, n: float, /, **values: object) -> str:
        return self._longest(lambda t: t.plural(one, many, n, **values))

    def number(self, value: float, digits: int = 1) -> str:
        return self._longest(lambda t: t.number(value, digits))

    def fixed(self, value: float, digits: int = 1) -> str:
        return self._longest(lambda t: t.fixed(value, digits))

    def day(self, day: date) -> str:
        return self._longest(lambda t: t.day(day))

    def weekday(self, weekday: int) -> str:
        return self._longest(lambda t: t.weekday(weekday))

    def month(self, month: int) -> str:
        return self._longest(lambda t: t.month(month))

    def country(self, code: str) -> str:
        return self._longest(lambda t: t.country(code))

    def name_of(self, language: str) -> str:
        return self._longest(lambda t: t.name_of(language))


def drawn_in(languages: Sequence[str]) -> dict[str, Texts]:
    """The texts to draw a screen in so that it fits in all of these, by the name of a test's case."""
    alone = {language: texts(language) for language in ALWAYS if language in languages}
    if len(alone) == len(languages):
        return alone
    return {**alone, "longest": Longest([texts(language) for language in languages])}


READ = drawn_in(list(LANGUAGES))
# Above a test of a screen, which is then drawn with each `t`.
languages = pytest.mark.parametrize("t", READ.values(), ids=READ)
