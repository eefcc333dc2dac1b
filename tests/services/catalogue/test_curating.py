"""What curators do by hand: every field of every form, names, out of sight and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.curating import FIELDS, FORM_LIMIT, Saved, Section, Typed, kept_as, mark, pieces
from bot.domain.dramas import Billing, CatalogueEntry, Credit, EpisodeFacts, Link, LinkKind
from bot.domain.sources import SourceName, SourcePart
from bot.errors import (
    AlreadyThere,
    BadFields,
    FieldFault,
    NoSource,
    NotAnAlias,
    SameDrama,
    StaleForm,
    TooManyNames,
    UnknownDrama,
)
from bot.services.catalogue import form_parsing as reading
from bot.services.catalogue.curating import SectionForm
from bot.services.container import Services, open_services
from bot.store.database import Database
from tests.services.people import MIKA, REI, added, rows
from tests.services.shelf import HOSPITAL, Shelf, hospital

TEARS = 1
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ANOTHER = replace(REI, member_id=9)


def filled(form: SectionForm, texts: Mapping[str, str]) -> Typed:
    """The form as it comes back with some of its texts changed."""
    first, last = (form.piece.first, form.piece.last) if form.piece else (0, 0)
    return Typed(form.drama.id, form.section, {**form.texts, **texts}, form.marks, first, last)


async def save(
    services: Services, section: Section, texts: Mapping[str, str], *, drama: int = TEARS, first: int = 1
) -> Saved:
    form = await services.curating.form(drama, section, first)
    return await services.curating.save(filled(form, texts), REI, NOW)


async def entry(services: Services, drama: int = TEARS) -> CatalogueEntry:
    return (await services.curating.view(drama)).entry


async def marked(store: Database, drama: int = TEARS) -> set[object]:
    found = await rows(store, "SELECT field, source, member_id FROM provenance WHERE drama_id = ?", drama)
    assert {row[1:] for row in found} <= {("member", REI.member_id)}
    return {row[0] for row in found}


async def audited(store: Database) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT guild_id, actor_id, action, subject, detail FROM audit ORDER BY id")


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
    (Section.TEXTS, {"summary": "A girl.\n\nA diary."}, {"summary": "A girl.\n\nA diary."}),
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
    await save(services, Section.TEXTS, {"summary": "", "based_on": "  "})
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
        (Section.TEXTS, {"summary": "x" * 1_501}, ["summary"]),
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


# --- lists ---

CAST = "Sawajiri Erika — Ikeuchi Aya — main\nA Newcomer — main\nB - C - guest\nSomebody|Else|Support"


async def test_the_cast_is_what_the_lines_say(services: Services, store: Database) -> None:
    saved = await save(services, Section.CAST, {"cast": CAST})
    cast = (await entry(services)).cast
    assert [replace(credit, person_id=None) for credit in cast] == [
        Credit("Sawajiri Erika", "Ikeuchi Aya", Billing.MAIN),
        Credit("A Newcomer", None, Billing.MAIN),
        Credit("B", "C", Billing.GUEST),
        Credit("Somebody", "Else", Billing.SUPPORT),
    ]
    assert saved.fields == ("cast",)
    assert await marked(store) == {"cast"}
    page = await services.searching.person("A Newcomer")
    assert [role.drama.id for role in page.roles] == [TEARS]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Somebody", "cast.billing"),
        ("Somebody — Else", "cast.billing"),
        ("Somebody — Else — star", "cast.billing"),
        ("— Else — main", "cast.person"),
        ("x" * 301 + " — main", "cast.person"),
        (f"Somebody — {'x' * 301} — main", "cast.character"),
    ],
)
async def test_a_line_of_the_cast_that_cannot_be_read(services: Services, line: str, field: str) -> None:
    with pytest.raises(BadFields) as refused:
        await save(services, Section.CAST, {"cast": f"Sawajiri Erika — main\n\n{line}"})
    (problem,) = refused.value.problems
    assert (problem.field, problem.line, problem.fault) == (field, 3, FieldFault.FORM)


async def test_a_person_twice_is_told_where(services: Services) -> None:
    with pytest.raises(BadFields) as refused:
        await save(services, Section.CAST, {"cast": "A — main\nB — main\nA — Other — guest"})
    (problem,) = refused.value.problems
    assert (problem.field, problem.value, problem.line, problem.fault) == ("cast", "A", 3, FieldFault.TWICE)


async def test_links_with_everything_that_they_can_have(services: Services, store: Database) -> None:
    text = (
        "official | TBS \\| drama | https://example.org/a|b\n"
        "REVIEW | A look back | https://blog.example/1 | 11\n"
        "purchase | A box that waits"
    ).replace("a|b", "ab")
    saved = await save(services, Section.LINKS, {"links": text})
    assert (await entry(services)).links == (
        Link(LinkKind.OFFICIAL, "TBS | drama", "https://example.org/ab"),
        Link(LinkKind.REVIEW, "A look back", "https://blog.example/1", 11),
        Link(LinkKind.PURCHASE, "A box that waits"),
    )
    assert saved.fields == ("links",)
    form = await services.curating.form(TEARS, Section.LINKS)
    assert form.texts["links"].splitlines()[0] == "official | TBS \\| drama | https://example.org/ab"
    assert (await services.curating.save(filled(form, {}), REI, NOW)).fields == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("rumour | A | https://example.org", "links.kind"),
        ("official", "links.title"),
        ("official | A | magnet:?xt=urn:btih:1", "links.url"),
        ("stream | A | https://thepiratebay.org/1", "links.url"),
        ("stream | A | https://example.org/a.torrent", "links.url"),
        ("official | A | https://localhost/", "links.url"),
        ("official | A | https://example.org | last", "links.spoils_episode"),
        ("official | A | https://example.org | 1 | 2", "links.spoils_episode"),
    ],
)
async def test_a_link_that_cannot_be_taken(services: Services, line: str, field: str) -> None:
    with pytest.raises(BadFields) as refused:
        await save(services, Section.LINKS, {"links": line})
    assert [(problem.field, problem.line) for problem in refused.value.problems] == [(field, 1)]


async def test_a_list_that_somebody_else_changed_is_not_overwritten(services: Services) -> None:
    form = await services.curating.form(TEARS, Section.CAST)
    await save(services, Section.CAST, {"cast": form.texts["cast"] + "\nOne More — guest"})
    with pytest.raises(StaleForm):
        await services.curating.save(filled(form, {"cast": "Nobody — main"}), ANOTHER, NOW)
    assert "One More" in [credit.person for credit in (await entry(services)).cast]
    # Nothing was changed in it: then nothing is refused either.
    assert (await services.curating.save(filled(form, {}), ANOTHER, NOW)).fields == ()


# --- episodes ---


async def test_episodes_take_days_and_titles_and_keep_the_rest(services: Services, store: Database) -> None:
    before = {e.number: e for e in (await entry(services)).episode_list}
    form = await services.curating.form(TEARS, Section.EPISODES)
    lines = form.texts["episode_list"].splitlines()
    assert lines[4].startswith("5 | 2005-11-08")
    lines[4] = "5 | 2005-11-09 | One | two"
    lines[9:] = ["12||The twelfth"]
    saved = await save(services, Section.EPISODES, {"episode_list": "\n".join(lines)})
    after = {e.number: e for e in (await entry(services)).episode_list}
    assert saved.fields == ("episode 5", "episode 10", "episode 11", "episode 12")
    assert after[5] == replace(before[5], air_date=date(2005, 11, 9), title="One | two")
    assert after[12] == EpisodeFacts(12, "The twelfth")
    assert sorted(after) == [*range(1, 10), 12]
    assert await marked(store) == {"episode 5", "episode 10", "episode 11", "episode 12"}


@pytest.mark.parametrize(
    ("text", "field", "fault"),
    [
        ("one | 2005-11-08", "episode_list.number", FieldFault.FORM),
        ("1 | soon | A", "episode_list.air_date", FieldFault.FORM),
        ("1 | | " + "x" * 301, "episode_list.title", FieldFault.FORM),
        ("1 | | A\n1 | | B", "episode_list", FieldFault.TWICE),
        ("21 | | A", "episode_list", FieldFault.OUTSIDE),
    ],
)
async def test_episodes_that_cannot_be_taken(
    services: Services, text: str, field: str, fault: FieldFault
) -> None:
    with pytest.raises(BadFields) as refused:
        await save(services, Section.EPISODES, {"episode_list": text})
    assert (refused.value.problems[0].field, refused.value.problems[0].fault) == (field, fault)


async def test_the_hour_goes_with_the_day(services: Services, store: Database) -> None:
    await store.write(
        lambda c: c.execute("UPDATE episode SET airs_at = '2005-11-08T12:00:00Z' WHERE drama_id = 1")
    )
    form = await services.curating.form(TEARS, Section.EPISODES)
    text = (
        form.texts["episode_list"]
        .replace("2005-11-08", "2005-11-09")
        .replace("4 | 2005-11-01 |", "4 | 2005-11-01 | A")
    )
    await save(services, Section.EPISODES, {"episode_list": text})
    found = await rows(store, "SELECT number, airs_at FROM episode WHERE drama_id = 1 AND number IN (4, 5)")
    assert found == [(4, "2005-11-08T12:00:00Z"), (5, None)]


@given(
    st.integers(0, 300),
    st.integers(0, 300),
    st.lists(st.text("ab|— ー", min_size=1, max_size=300), max_size=120),
)
def test_every_piece_of_a_list_fits_a_form_and_none_is_lost(
    listed: int, count: int, names: list[str]
) -> None:
    whole = CatalogueEntry(
        "A",
        episodes=count or None,
        episode_list=tuple(
            EpisodeFacts(n, names[n % len(names)] if names else None) for n in range(1, listed + 1)
        ),
        cast=tuple(Credit(f"{at}{name}", name, Billing.GUEST) for at, name in enumerate(names)),
        links=tuple(Link(LinkKind.OFFICIAL, f"{at}{name}", None, at) for at, name in enumerate(names)),
    )
    for section in (Section.CAST, Section.LINKS, Section.EPISODES):
        found = pieces(whole, section)
        assert found
        assert all(len(piece.text) <= FORM_LIMIT for piece in found)
        assert found[0].first == 1
        assert all(one.last + 1 == two.first for one, two in pairwise(found))
        assert (
            found[-1].last
            >= {"cast": len(names), "links": len(names), "episodes": max(listed, count)}[section]
        )
    # What was not touched means what it meant, whatever it is called.
    for piece in pieces(whole, Section.CAST):
        assert reading.cast_of(piece.text, piece, whole.cast) == whole.cast
    for piece in pieces(whole, Section.LINKS):
        assert reading.links_of(piece.text, piece, whole.links) == whole.links


# --- numbering ---


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("tvmaze 43687", SourcePart(SourceName.TVMAZE, "43687")),
        ("TVmaze: 43687 season 2", SourcePart(SourceName.TVMAZE, "43687", (2, 2))),
        ("tvmaze 43687 seasons 1-2 from 1", SourcePart(SourceName.TVMAZE, "43687", (1, 2))),
        ("tmdb 5  Seasons 2 – 3, from 17", SourcePart(SourceName.TMDB, "5", (2, 3), 17)),
        ("tmdb 5 from 9", SourcePart(SourceName.TMDB, "5", None, 9)),
    ],
)
def test_a_line_of_the_numbering(line: str, part: SourcePart) -> None:
    assert reading.parts_of(f"\n{line}\n") == (part,)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("imdb 5", FieldFault.FORM),
        ("tvmaze", FieldFault.FORM),
        ("tvmaze five", FieldFault.FORM),
        ("tvmaze 5 seasons 3-1", FieldFault.FORM),
        ("tvmaze 5 from 0", FieldFault.FORM),
        ("tvmaze 5 from 5001", FieldFault.FORM),
        ("tvmaze 5\ntvmaze 5 from 3", FieldFault.TWICE),
    ],
)
def test_a_line_of_the_numbering_that_cannot_be_read(text: str, fault: FieldFault) -> None:
    with pytest.raises(BadFields) as refused:
        reading.parts_of(text)
    assert [problem.fault for problem in refused.value.problems] == [fault]


@pytest.mark.parametrize(
    ("line", "field"),
    [("https://example.org/page", "links"), ("rumour", "links"), ("official", "links.title")],
)
async def test_a_line_of_links_without_bars_is_reported_once(
    services: Services, line: str, field: str
) -> None:
    with pytest.raises(BadFields) as refused:
        await save(services, Section.LINKS, {"links": f"official | TBS | https://example.org\n{line}"})
    assert [(problem.field, problem.line) for problem in refused.value.problems] == [(field, 2)]


async def test_the_numbering_links_the_drama_to_a_source(store: Database) -> None:
    services = await open_services(store, [Shelf([(HOSPITAL, hospital())])])
    saved = await save(services, Section.NUMBERING, {"numbering": f"tvmaze {HOSPITAL} season 1"})
    assert saved.fields[0] == "numbering"
    assert "cast" in saved.fields  # the source knows people that the file does not
    assert await services.growing.parts(TEARS) == (SourcePart(SourceName.TVMAZE, HOSPITAL, (1, 1)),)
    assert (await services.curating.form(TEARS, Section.NUMBERING)).texts == {
        "numbering": f"tvmaze {HOSPITAL} season 1 from 1"
    }
    await save(services, Section.NUMBERING, {"numbering": ""})
    assert await services.growing.parts(TEARS) == ()


async def test_a_numbering_of_a_source_that_is_not_asked_is_refused(services: Services) -> None:
    with pytest.raises(NoSource):
        await save(services, Section.NUMBERING, {"numbering": "tmdb 77"})
    assert await services.growing.parts(TEARS) == ()


# --- adding by hand ---

NEW = {"title": "Rain Diary", "native_title": "雨日記", "country": "jp", "year": "2031", "episodes": "10"}


async def test_a_drama_added_by_hand_is_found_by_its_names(services: Services, store: Database) -> None:
    drama = await services.curating.add_by_hand(NEW, REI, NOW)
    assert (drama.title, drama.country, drama.year, drama.episodes) == ("Rain Diary", "JP", 2031, 10)
    assert (await services.catalogue.resolve("雨日記")).id == drama.id
    assert await marked(store, drama.id) == {"title", "native_title", "country", "year", "episodes"}
    assert [row[2:4] for row in await audited(store)] == [("catalogue.add", f"drama {drama.id}")]


@pytest.mark.parametrize(
    "again",
    [
        NEW,
        {"title": "RAIN  diary"},
        {"title": "雨日記", "year": "2031"},
        {"title": "Another", "native_title": "Rain Diary"},
    ],
)
async def test_nobody_doubles_a_drama(services: Services, store: Database, again: dict[str, str]) -> None:
    first = await services.curating.add_by_hand(NEW, REI, NOW)
    with pytest.raises(AlreadyThere) as there:
        await services.curating.add_by_hand(again, REI, NOW)
    assert (there.value.drama.id, there.value.hidden) == (first.id, False)
    other = await services.curating.add_by_hand({**again, "year": "1990"}, REI, NOW)
    assert other.id != first.id


async def test_a_removed_drama_is_not_added_again_beside_itself(services: Services) -> None:
    first = await services.curating.add_by_hand(NEW, REI, NOW)
    await services.curating.remove(first.id, REI, NOW)
    with pytest.raises(AlreadyThere) as there:
        await services.curating.add_by_hand(NEW, REI, NOW)
    assert (there.value.drama.id, there.value.hidden) == (first.id, True)


async def test_what_the_catalogue_has_is_shown_before_adding(services: Services) -> None:
    alike, asked = await services.curating.alike("litre of tears")
    assert alike[0].id == TEARS
    assert asked == "litre of tears"
    chosen, asked = await services.curating.alike(str(TEARS))
    assert chosen[0].id == TEARS
    assert asked == "1 Litre of Tears"
    assert await services.curating.alike("Zzyzx Qwxv") == ((), "Zzyzx Qwxv")
    assert await services.curating.alike("\u200b") == ((), "\u200b")


# --- names ---


async def test_a_name_is_added_found_taken_away_and_stays_away(services: Services, store: Database) -> None:
    tears = await services.catalogue.get(TEARS)
    assert (await services.curating.add_alias(tears, " Ichi Namida ", REI, NOW)).changed
    assert (await services.catalogue.resolve("ichi namida")).id == TEARS
    assert not (await services.curating.add_alias(tears, "Ichi Namida", REI, NOW)).changed
    gone = await services.curating.remove_alias(tears, "ichinamida", REI, NOW)
    assert gone.name == "Ichi Namida"
    assert TEARS not in services.names.bearing("Ichi Namida")
    assert await rows(store, "SELECT part, name FROM withheld WHERE drama_id = 1") == [
        ("aliases", "Ichi Namida")
    ]
    await services.curating.add_alias(tears, "Ichi Namida", REI, NOW)
    assert await rows(store, "SELECT * FROM withheld") == []
    assert [row[2] for row in await audited(store)] == [
        "catalogue.alias",
        "catalogue.unalias",
        "catalogue.alias",
    ]
    assert all("amida" not in str(row[4]) for row in await audited(store))


async def test_a_name_that_another_drama_bears_is_said(services: Services, store: Database) -> None:
    (other,) = await added(store, CatalogueEntry("Another Rain"))
    named = await services.curating.add_alias(other, "1 litre of tears", REI, NOW)
    assert [drama.id for drama in named.others] == [TEARS]


async def test_a_title_is_no_other_name(services: Services) -> None:
    tears = await services.catalogue.get(TEARS)
    with pytest.raises(NotAnAlias) as refused:
        await services.curating.remove_alias(tears, "1 litre of tears", REI, NOW)
    assert refused.value.own
    with pytest.raises(NotAnAlias) as refused:
        await services.curating.remove_alias(tears, "never heard", REI, NOW)
    assert not refused.value.own


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "two\nlines", "x" * 301, "a\x00b"])
async def test_what_is_no_name(services: Services, name: str) -> None:
    tears = await services.catalogue.get(TEARS)
    with pytest.raises(BadFields):
        await services.curating.add_alias(tears, name, REI, NOW)


async def test_a_drama_has_so_many_names_and_no_more(services: Services, store: Database) -> None:
    await store.write(
        lambda c: c.executemany(
            "INSERT INTO alias (drama_id, name, position) VALUES (1, ?, ?)",
            [(f"n{n}", 100 + n) for n in range(200)],
        )
    )
    with pytest.raises(TooManyNames):
        await services.curating.add_alias(await services.catalogue.get(TEARS), "one more", REI, NOW)


async def test_names_are_suggested_and_a_long_one_can_be_chosen(services: Services) -> None:
    tears = await services.catalogue.get(TEARS)
    long = "Long " * 50 + "name"
    await services.curating.add_alias(tears, long, REI, NOW)
    (choice,) = await services.curating.suggest_aliases("1", "long long")
    assert len(choice) <= 100
    assert (await services.curating.remove_alias(tears, choice, REI, NOW)).name == long
    assert await services.curating.suggest_aliases("nothing of the sort", "a") == []
    assert await services.curating.suggest_aliases("", "") == []


# --- out of sight and back ---


async def test_a_removed_drama_is_nowhere_and_comes_back_with_all_it_had(
    services: Services, store: Database
) -> None:
    tears = await services.catalogue.get(TEARS)
    await store.write(lambda c: c.execute("INSERT INTO member (id) VALUES (1)"))
    await store.write(
        lambda c: c.execute("INSERT INTO score (drama_id, member_id, overall) VALUES (1, 1, 20)")
    )
    await store.write(
        lambda c: c.execute("INSERT INTO progress (drama_id, member_id, status) VALUES (1, 1, 'plan')")
    )
    removed = await services.curating.remove(TEARS, REI, NOW)
    kept = removed.kept
    assert (removed.drama, kept.scores, kept.lists, kept.synopses) == (tears, 1, 1, 0)
    with pytest.raises(UnknownDrama):
        await services.catalogue.resolve("1 Litre of Tears")
    with pytest.raises(UnknownDrama):
        await services.curating.remove(TEARS, REI, NOW)
    with pytest.raises(UnknownDrama):
        await services.curating.view(TEARS)
    assert [found.id for found in await services.curating.suggest_removed("litre")] == [TEARS]
    assert await services.curating.suggest_removed("goblin") == []
    back = await services.curating.restore("1リットルの涙", REI, NOW)
    assert (back.drama, back.kept.scores) == (tears, 1)
    assert (await services.catalogue.resolve("1 Litre of Tears")).id == TEARS
    assert [row[2:4] for row in await audited(store)] == [
        ("catalogue.remove", "drama 1"),
        ("catalogue.restore", "drama 1"),
    ]


async def test_what_is_there_or_merged_is_not_restored(services: Services, store: Database) -> None:
    with pytest.raises(UnknownDrama):
        await services.curating.restore("1 Litre of Tears", REI, NOW)
    await store.write(lambda c: c.execute("UPDATE drama SET hidden = 1, merged_into = 1 WHERE id = 2"))
    with pytest.raises(UnknownDrama):
        await services.curating.restore("2", REI, NOW)
    assert await services.curating.suggest_removed("") == []


async def test_a_part_of_a_name_names_the_removed_that_are_near(services: Services) -> None:
    await services.curating.remove(TEARS, REI, NOW)
    with pytest.raises(UnknownDrama) as near:
        await services.curating.restore("litre", REI, NOW)
    assert [drama.id for drama in near.value.nearest] == [TEARS]


# --- two that are one ---


async def test_a_drama_is_not_merged_with_itself(services: Services) -> None:
    with pytest.raises(SameDrama):
        await services.curating.two(TEARS, "1 litre of tears")
    with pytest.raises(SameDrama):
        await services.curating.merge(TEARS, TEARS, REI, NOW)


async def test_two_become_one_and_every_name_leads_there(services: Services) -> None:
    double = await services.curating.add_by_hand({"title": "Ichi Rittoru", "year": "1999"}, REI, NOW)
    one, other = await services.curating.two(TEARS, "Ichi Rittoru")
    assert (one.id, other.id) == (TEARS, double.id)
    kept = await services.curating.merge(one.id, other.id, REI, NOW)
    assert kept.id == TEARS
    assert (await services.catalogue.resolve("Ichi Rittoru")).id == TEARS


# --- what holds for all ---


def test_every_field_of_a_form_is_one_of_the_catalogues() -> None:
    known = set(CatalogueEntry.__slots__) | {"numbering"}
    for section, fields in FIELDS.items():
        assert 1 <= len(fields) <= 5, section
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
