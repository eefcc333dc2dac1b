"""By which of its titles a drama is named to a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.curating import FIELDS, Section
from bot.domain.dramas import (
    CatalogueEntry,
    Drama,
    Summary,
    summary_field,
    summary_language,
)
from bot.domain.titles import Titles, names_for
from bot.i18n import LANGUAGES

TEARS = Drama(1, "1 Litre of Tears", "1リットルの涙", "JP", romanised_title="Ichi Rittoru no Namida")
GOBLIN = Drama(2, "Goblin", "도깨비", "KR")
UNNAMED = Drama(3, "Only English")


@pytest.mark.parametrize(
    ("drama", "titles", "language", "named"),
    [
        (TEARS, Titles.LANGUAGE, "ja", ("1リットルの涙", "1 Litre of Tears")),
        (TEARS, Titles.LANGUAGE, "en", ("1 Litre of Tears", "1リットルの涙")),
        (TEARS, Titles.ENGLISH, "ja", ("1 Litre of Tears", "1リットルの涙")),
        (TEARS, Titles.NATIVE, "en", ("1リットルの涙", "1 Litre of Tears")),
        (TEARS, Titles.ROMANISED, "ja", ("Ichi Rittoru no Namida", "1リットルの涙")),
        (GOBLIN, Titles.LANGUAGE, "ja", ("Goblin", "도깨비")),
        (GOBLIN, Titles.NATIVE, "ja", ("도깨비", "Goblin")),
        (GOBLIN, Titles.ROMANISED, "en", ("Goblin", "도깨비")),
        (UNNAMED, Titles.NATIVE, "ja", ("Only English", None)),
        (Drama(4, "Same", "Same", "JP"), Titles.LANGUAGE, "ja", ("Same", None)),
    ],
)
def test_the_first_title_is_the_readers(
    drama: Drama, titles: Titles, language: str, named: tuple[str, str | None]
) -> None:
    assert names_for(drama, titles, language) == named


NAMES = st.one_of(st.none(), st.sampled_from(("a", "b", "c")))


@given(
    NAMES,
    NAMES,
    st.sampled_from((None, "JP", "KR")),
    st.sampled_from(Titles),
    st.sampled_from(list(LANGUAGES)),
)
def test_there_is_always_a_title_and_never_the_same_twice(
    native: str | None, romanised: str | None, country: str | None, titles: Titles, language: str
) -> None:
    drama = Drama(1, "a", native, country, romanised_title=romanised)
    first, second = names_for(drama, titles, language)
    assert first in ("a", native, romanised)
    assert second != first
    assert second in ("a", native, None)


def test_a_summary_is_in_the_readers_language_else_in_english_else_in_any() -> None:
    entry = CatalogueEntry(
        "A", summary="English", summaries=(Summary("ja", "日本語"), Summary("ko", "한국어"))
    )
    assert [entry.summary_in(language) for language in ("ja", "en", "th")] == ["日本語", "English", "English"]
    without = CatalogueEntry("A", summaries=(Summary("ko", "한국어"),))
    assert [without.summary_in(language) for language in ("ja", "en")] == ["한국어", "한국어"]
    assert CatalogueEntry("A").summary_in("ja") is None


def test_curators_write_summaries_in_the_languages_that_readers_have() -> None:
    assert FIELDS[Section.SUMMARIES] == tuple(map(summary_field, LANGUAGES))
    assert [summary_language(summary_field(language)) for language in LANGUAGES] == list(LANGUAGES)
    assert summary_language("episode 5") is None
