"""What curators change by hand: the plain fields of every form, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.curating import FIELDS, Section, form_fields, kept_as, mark
from bot.domain.dramas import CatalogueEntry, summary_field
from bot.domain.languages import LANGUAGES
from bot.errors import BadFields
from bot.services.container import Services
from bot.store.database import Database
from tests.services.catalogue.curator_forms import ANOTHER, NOW, TEARS, audited, entry, filled, marked, save
from tests.services.people import MIKA, REI, rows

# --- plain fields ---

PLAIN = [
    (Section.NAMES, {"title": "One Litre of Tears"}, {"title": "One Litre of Tears"}),
    (Section.NAMES, {"native_title": "一升的眼淚"}, {"native_title": "一升的眼淚"}),
    (Section.FACTS, {"country": "south korea"}, {"country": "KR"}),
    (Section.FACTS, {"country": "th", "year": "1999"}, {"country": "TH", "year": 1999}),
    (Section.FACTS, {"kind": "TV Movie"}, {"kind": "movie"}),
    (Section.FACTS, {"genres": "Life\n Medical \n\nlife"}, {"genres": ("Life", "Medical")}),
    (Section.FACTS, {"networks": "Kansai TV"}, {"networks": ("Kansai TV",)}),
    (Section.AIRING, {"episodes": "12", "minutes": "54"}, {"episodes": 12, "minutes": 54}),
    (Section.AIRING, {"aired_from": "2005-10-12"}, {"aired_from": date(2005, 10, 12)}),
    (Section.AIRING, {"slot": "Friday 9:05"}, {"weekday": 4, "air_time": "09:05"}),
    (Section.AIRING, {"slot": "22:30"}, {"weekday": None, "air_time": "22:30"}),
    (Section.AIRING, {"slot": "sunday"}, {"weekday": 6, "air_time": None}),
    (Section.SUMMARIES, {"summary": "A girl.\n\nA diary."}, {"summary": "A girl.\n\nA diary."}),
    (Section.TEXTS, {"based_on": "A diary"}, {"based_on": "A diary"}),
    (Section.POSTER, {"poster_url": "https://img.example/a.jpg", "poster_alt": "A girl in the rain"},
     {"poster_url": "https://img.example/a.jpg", "poster_alt": "A girl in the rain"}),
]  # fmt: skip


@pytest.mark.parametrize(("section", "typed", "stands"), PLAIN)
async def test_what_was_changed_is_stored_and_marked_and_nothing_else(
    services: Services,
    store: Database,
    section: Section,
    typed: dict[str, str],
    stands: dict[str, object],
) -> None:
    before = await entry(services)
    saved = await save(services, section, typed)
    after = await entry(services)
    changed = {name for name, value in stands.items() if value != getattr(before, name)}
    assert {name: getattr(after, name) for name in stands} == stands
    assert set(saved.fields) == await marked(store) == changed
    names = {"aliases"} if section is Section.NAMES else set()
    same = {name: getattr(before, name) for name in before.__slots__ if name not in {*stands, *names}}
    assert {name: getattr(after, name) for name in same} == same
    ((guild, actor, action, subject, detail),) = await audited(store)
    assert (guild, actor, action, subject) == (REI.guild_id, REI.member_id, "catalogue.edit", "drama 1")
    assert all(text not in str(detail) for text in typed.values())


@pytest.mark.parametrize("section", [s for s in Section if s is not Section.NUMBERING])
async def test_a_form_sent_back_as_it_came_changes_nothing(
    services: Services, store: Database, section: Section
) -> None:
    before = await entry(services)
    form = await services.curating.form(TEARS, section)
    # Discord may trim what it sends back.
    texts = {name: f" {text}\r\n" for name, text in form.texts.items()}
    assert (await services.curating.save(filled(form, texts), REI, NOW)).fields == ()
    assert await entry(services) == before
    assert await marked(store) == set()
    assert await audited(store) == []


async def test_an_emptied_field_is_empty_and_stays_a_curators(services: Services, store: Database) -> None:
    await save(services, Section.SUMMARIES, {"summary": ""})
    await save(services, Section.TEXTS, {"based_on": "  "})
    await save(services, Section.FACTS, {"year": "", "genres": "", "country": ""})
    await save(services, Section.AIRING, {"slot": "", "aired_to": ""})
    after = await entry(services)
    assert (after.summary, after.based_on, after.year, after.genres, after.country) == (
        None,
        None,
        None,
        (),
        None,
    )
    assert (after.weekday, after.air_time, after.aired_to) == (None, None, None)
    assert {"summary", "year", "genres", "country", "aired_to"} <= await marked(store)


@pytest.mark.parametrize(
    ("section", "typed", "fields"),
    [
        (Section.NAMES, {"title": ""}, ["title"]),
        (Section.NAMES, {"title": "\u200b"}, ["title"]),
        (Section.NAMES, {"title": "a" * 301}, ["title"]),
        (Section.NAMES, {"native_title": "two\nlines"}, ["native_title"]),
        (Section.FACTS, {"year": "soon"}, ["year"]),
        (Section.FACTS, {"year": "1899", "country": "Atlantis"}, ["country", "year"]),
        (Section.FACTS, {"kind": "opera"}, ["kind"]),
        (Section.FACTS, {"genres": "x" * 101}, ["genres"]),
        (Section.FACTS, {"networks": "\n".join(str(n) for n in range(201))}, ["networks"]),
        (Section.AIRING, {"episodes": "0"}, ["episodes"]),
        (Section.AIRING, {"episodes": "5001", "minutes": "1.5"}, ["episodes", "minutes"]),
        (Section.AIRING, {"aired_from": "11.10.2005"}, ["aired_from"]),
        (Section.AIRING, {"aired_from": "2006-01-01"}, ["aired_from"]),  # after the day it ended
        (Section.AIRING, {"aired_to": "2005-02-30"}, ["aired_to"]),
        (Section.AIRING, {"slot": "Someday 21:00"}, ["slot"]),
        (Section.AIRING, {"slot": "Tuesday 30:00"}, ["slot"]),
        (Section.AIRING, {"slot": "at nine"}, ["slot"]),
        (Section.SUMMARIES, {"summary": "x" * 1_501}, ["summary"]),
        (Section.POSTER, {"poster_url": "https://user:pw@img.example/a.jpg"}, ["poster_url"]),
        (Section.POSTER, {"poster_url": "ftp://img.example/a.jpg"}, ["poster_url"]),
        (Section.POSTER, {"poster_url": "https://nyaa.si/a.jpg"}, ["poster_url"]),
    ],
)
async def test_what_a_file_may_not_say_a_form_may_not_either(
    services: Services, store: Database, section: Section, typed: dict[str, str], fields: list[str]
) -> None:
    before = await entry(services)
    with pytest.raises(BadFields) as refused:
        await save(services, section, typed)
    assert sorted(problem.field for problem in refused.value.problems) == fields
    assert await entry(services) == before
    assert await audited(store) == []


async def test_two_curators_at_once_undo_nothing_of_each_others(services: Services, store: Database) -> None:
    first = await services.curating.form(TEARS, Section.AIRING)
    second = await services.curating.form(TEARS, Section.AIRING)
    await services.curating.save(filled(first, {"minutes": "50", "slot": ""}), REI, NOW)
    saved = await services.curating.save(filled(second, {"episodes": "13"}), ANOTHER, NOW)
    after = await entry(services)
    assert saved.fields == ("episodes",)
    assert (after.minutes, after.episodes, after.weekday) == (50, 13, None)
    marks = await rows(store, "SELECT field, member_id FROM provenance WHERE drama_id = 1")
    assert {("minutes", REI.member_id), ("episodes", ANOTHER.member_id)} <= set(marks)


async def test_of_the_same_field_the_last_word_counts(services: Services) -> None:
    form = await services.curating.form(TEARS, Section.FACTS)
    await services.curating.save(filled(form, {"year": "2001"}), REI, NOW)
    await services.curating.save(filled(form, {"year": "2002"}), ANOTHER, NOW)
    assert (await entry(services)).year == 2002


async def test_a_title_that_gives_way_is_still_found(services: Services) -> None:
    await save(services, Section.NAMES, {"title": "Diary of Tears"})
    assert (await services.catalogue.resolve("Diary of Tears")).id == TEARS
    assert (await services.catalogue.resolve("1 Litre of Tears")).title == "Diary of Tears"
    await save(services, Section.NAMES, {"title": "1 Litre of Tears"})
    names = await entry(services)
    assert "1 Litre of Tears" not in names.aliases
    assert "Diary of Tears" in names.aliases


async def test_titles_that_change_places_leave_no_other_name(services: Services) -> None:
    before = await entry(services)
    assert before.native_title
    await save(services, Section.NAMES, {"title": before.native_title, "native_title": before.title})
    after = await entry(services)
    assert (after.title, after.native_title) == (before.native_title, before.title)
    assert {before.title, before.native_title}.isdisjoint(after.aliases)


async def test_a_genre_that_no_drama_has_any_more_is_offered_to_nobody(services: Services) -> None:
    await save(services, Section.FACTS, {"genres": "Balneology"})
    assert await services.searching.suggest_labels("genre", "balneo") == ["Balneology"]
    await save(services, Section.FACTS, {"genres": "Life"})
    assert await services.searching.suggest_labels("genre", "balneo") == []


# --- what holds for all ---


def test_every_field_of_a_form_is_one_of_the_catalogues() -> None:
    known = set(CatalogueEntry.__slots__) | {"numbering", *map(summary_field, LANGUAGES)}
    for section, fields in FIELDS.items():
        each = [form_fields(section, place) for place in range(-1, len(fields) + 2)]
        assert all(1 <= len(one) <= 5 for one in each), section
        assert {field for one in each for field in one} == set(fields)
        assert {kept for field in fields for kept in kept_as(field)} <= known


@given(st.text(max_size=200))
def test_the_mark_of_a_text_knows_it_again_whatever_white_space_came(text: str) -> None:
    assert mark(f"\n {text}\t") == mark(text)
    assert mark(text) == mark(text.replace("\n", "\r\n"))
    assert len(mark(text)) == 8


async def test_members_are_told_apart_in_the_marks(services: Services, store: Database) -> None:
    form = await services.curating.form(TEARS, Section.FACTS)
    await services.curating.save(filled(form, {"year": "2001"}), replace(MIKA, member_id=77), NOW)
    assert await rows(store, "SELECT field, member_id FROM provenance") == [("year", 77)]
