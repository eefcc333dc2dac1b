"""What screens are drawn in, in place of every language: nothing that any of them says is longer."""

from __future__ import annotations

from datetime import date
from string import Formatter

from bot.i18n import LANGUAGES, texts
from tests.languages import ALWAYS, Longest, drawn_in
from tools.messages import source_catalogue

EACH = [texts(language) for language in LANGUAGES]
DAY = date(2026, 9, 30)


def test_no_language_says_anything_at_greater_length() -> None:
    longest = Longest(EACH)
    for message in source_catalogue():
        if isinstance(message.id, str):
            place = dict.fromkeys(sorted(_places(message.id)), "…")
            for t in EACH:
                assert len(longest(message.id, **place)) >= len(t(message.id, **place))
        elif message.id:
            one, many = message.id
            place = dict.fromkeys(sorted(_places(many) - {"n"}), "…")
            for t in EACH:
                for n in (1, 5_000):
                    assert len(longest.plural(one, many, n, **place)) >= len(t.plural(one, many, n, **place))
    for t in EACH:
        assert len(longest.day(DAY)) >= len(t.day(DAY))
        assert len(longest.month(9)) >= len(t.month(9))
        assert len(longest.weekday(2)) >= len(t.weekday(2))
        assert len(longest.number(1_234.5)) >= len(t.number(1_234.5))
        assert len(longest.fixed(1_234.5)) >= len(t.fixed(1_234.5))
        assert len(longest.country("KR")) >= len(t.country("KR"))
        assert len(longest.name_of("en")) >= len(t.name_of("en"))


def test_each_text_is_one_that_a_language_says() -> None:
    longest = Longest(EACH)
    for message in source_catalogue():
        if isinstance(message.id, str) and message.id and "{" not in message.id:
            assert longest(message.id) in [t(message.id) for t in EACH]


def test_nothing_is_drawn_in_it_while_every_language_is_drawn_as_it_is() -> None:
    assert list(drawn_in(ALWAYS)) == list(ALWAYS)
    assert list(drawn_in((*ALWAYS, "ja"))) == [*ALWAYS, "longest"]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
