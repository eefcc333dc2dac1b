"""The starter catalogue: whole, within every bound, and without a word that spoils."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from bot.domain.dramas import Billing, CatalogueEntry, LinkKind, Music, MusicKind
from bot.domain.series import kind_of
from bot.sources.files import Scan, entries, validate
from bot.starter import starter_path
from tests.starter.size import DRAMAS


@pytest.fixture(scope="module")
def starter() -> list[CatalogueEntry]:
    with starter_path() as path:
        return list(entries(path))


@pytest.fixture(scope="module")
def told_of(starter: list[CatalogueEntry]) -> list[CatalogueEntry]:
    """The dramas that the starter tells of. The others are named so that a relation leads to them."""
    return [entry for entry in starter if entry.cast]


@pytest.fixture
def litre(starter: list[CatalogueEntry]) -> CatalogueEntry:
    return next(entry for entry in starter if entry.title == "1 Litre of Tears")


def test_every_line_is_a_drama() -> None:
    with starter_path() as path:
        assert validate(path) == Scan(DRAMAS, (), 0)


def test_every_drama_has_an_id_of_its_own_and_a_rank(
    starter: list[CatalogueEntry], told_of: list[CatalogueEntry]
) -> None:
    ids = [source for entry in starter for source in entry.sources]
    assert len(set(ids)) == len(ids)
    assert all(entry.sources for entry in told_of)
    ranks = [entry.popularity for entry in starter if entry.popularity is not None]
    assert len(set(ranks)) == len(ranks)
    assert all(entry.popularity for entry in told_of)


def test_every_drama_has_what_a_card_shows(told_of: list[CatalogueEntry]) -> None:
    assert len(told_of) > 50
    for entry in told_of:
        assert entry.native_title, entry.title
        assert entry.country, entry.title
        assert entry.year, entry.title
        assert entry.episodes, entry.title
        assert entry.minutes, entry.title
        assert entry.aired_from, entry.title
        assert entry.aired_from.year == entry.year, entry.title
        assert entry.networks, entry.title
        assert entry.genres, entry.title
        assert any(credit.billing is Billing.MAIN for credit in entry.cast), entry.title


def test_dramas_of_the_same_name_can_be_told_apart(starter: list[CatalogueEntry]) -> None:
    assert Counter(entry.title for entry in starter)["Boys over Flowers"] == 2
    told = [(entry.title, entry.native_title, entry.year, entry.country) for entry in starter]
    assert len(set(told)) == len(told)
    assert all(entry.country for entry in starter)


def test_no_alias_repeats_the_title(starter: list[CatalogueEntry]) -> None:
    for entry in starter:
        assert not {entry.title, entry.native_title} & set(entry.aliases), entry.title


def test_summaries_are_short_sentences(told_of: list[CatalogueEntry]) -> None:
    without = [entry.title for entry in told_of if not entry.summary_texts]
    # Their premise is how the season before ended.
    assert without == ["We Best Love: Fighting Mr. 2nd", "Boys over Flowers Season 2"]
    every = [text for entry in told_of for text in entry.summary_texts.values()]
    assert len(set(every)) == len(every)
    for entry in told_of:
        assert set(entry.summary_texts) in (set(), {"en", "ja"}), entry.title
        for language, text in entry.summary_texts.items():
            assert len(text) <= (400 if language == "en" else 160), entry.title
            assert "\n" not in text
            assert text.endswith("." if language == "en" else "。"), entry.title


def test_japanese_dramas_have_a_title_in_latin_letters(told_of: list[CatalogueEntry]) -> None:
    for entry in told_of:
        if entry.country == "JP":
            assert entry.romanised_title, entry.title
        assert (entry.romanised_title or "").isascii(), entry.title


def test_episodes_have_a_day_each_within_the_run(starter: list[CatalogueEntry]) -> None:
    listed = [entry for entry in starter if entry.episode_list]
    assert len(listed) == 10
    for entry in listed:
        assert [episode.number for episode in entry.episode_list] == list(range(1, (entry.episodes or 0) + 1))
        days = [episode.air_date for episode in entry.episode_list]
        assert None not in days, entry.title
        assert (days[0], days[-1]) == (entry.aired_from, entry.aired_to), entry.title
        assert days == sorted(set(days)), entry.title  # type: ignore[type-var]  # none is None
        if entry.weekday is not None:
            assert {day.weekday() for day in days if day} == {entry.weekday}, entry.title


def test_only_the_first_episode_of_one_drama_is_told(starter: list[CatalogueEntry]) -> None:
    told = [(entry.title, text.episode, text.language) for entry in starter for text in entry.synopses]
    assert told == [("1 Litre of Tears", 1, "en"), ("1 Litre of Tears", 1, "ja")]


def test_relations_lead_to_other_dramas_of_the_catalogue(starter: list[CatalogueEntry]) -> None:
    relations = [(entry, relation) for entry in starter for relation in entry.relations]
    nowhere = [
        relation.title
        for entry, relation in relations
        if not any(
            other.title == relation.title and kind_of(relation.kind)[1] in (None, other.country)
            for other in starter
            if other is not entry
        )
    ]
    assert len(relations) > 150
    assert len(nowhere) <= 13  # of these no more is certain than that they are there
    assert all(relation.kind == relation.kind.lower() for _, relation in relations)


def test_1_litre_of_tears_under_all_its_names(litre: CatalogueEntry) -> None:
    assert litre.native_title == "1リットルの涙"
    assert set(litre.aliases) == {
        "Ichi Rittoru no Namida",
        "One Litre of Tears",
        "One Liter of Tears",
        "A Diary with Tears",
        "1 Litre no Namida",
        "1 リットルの涙",
    }
    assert litre.sources == (("mdl", "2"),)


def test_1_litre_of_tears_as_it_aired(litre: CatalogueEntry) -> None:
    assert (litre.country, litre.year, litre.episodes, litre.minutes) == ("JP", 2005, 11, 45)
    assert (litre.weekday, litre.air_time, litre.networks) == (1, "21:00", ("Fuji TV",))
    days = [date(2005, 10, 11) + timedelta(weeks=week) for week in range(11)]
    assert [episode.air_date for episode in litre.episode_list] == days
    assert (litre.aired_from, litre.aired_to) == (days[0], days[-1])
    assert [episode.number for episode in litre.episode_list] == list(range(1, 12))
    assert [episode.audience_percent for episode in litre.episode_list] == [
        13.5, 15.1, 13.5, 12.3, 14.6, 15.2, 16.2, 15.4, 15.5, 16.6, 20.5,
    ]  # fmt: skip


def test_1_litre_of_tears_with_all_that_belongs_to_it(litre: CatalogueEntry) -> None:
    assert [(credit.person, credit.character) for credit in litre.cast[:3]] == [
        ("Sawajiri Erika", "Ikeuchi Aya"),
        ("Nishikido Ryo", "Aso Haruto"),
        ("Yakushimaru Hiroko", "Ikeuchi Shioka"),
    ]
    assert len(litre.cast) == 7
    assert litre.music == (
        Music(MusicKind.INSERT, "Konayuki", "Remioromen"),
        Music(MusicKind.THEME, "Only Human", "K"),
    )
    assert [(quote.speaker, quote.episode) for quote in litre.quotes] == [(None, None)] * 2
    assert [link.kind for link in litre.links] == [
        LinkKind.PURCHASE,
        LinkKind.BOOK,
        LinkKind.BOOK,
        LinkKind.SOUNDTRACK,
        LinkKind.TRANSLATION,
    ]
    assert all(link.url is None for link in litre.links)
    assert litre.based_on == "the diary of Kito Aya"
    assert sum(relation.kind == "related" for relation in litre.relations) == 6
    assert litre.genres == ("Romance", "Family", "School", "Melodrama", "Drama")


def test_the_told_episode_is_neither_a_line_nor_a_novel(litre: CatalogueEntry) -> None:
    english, japanese = litre.synopses
    assert 120 <= len(english.text.split()) <= 200
    assert 200 <= len(japanese.text) <= 500
    assert "亜也" in japanese.text


def test_a_card_does_not_tell_how_it_ends(litre: CatalogueEntry) -> None:
    shown = " ".join([litre.summary or "", litre.based_on or "", *litre.genres]).casefold()
    assert not any(word in shown for word in ("death", "died", "dies", "tragedy", "posthumous"))
