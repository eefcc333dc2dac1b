"""What curators write into lists by hand: the cast, links, episodes, and the numbers of sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.curating import FIELDS, FORM_LIMIT, IN_PIECES, Section, pieces
from bot.domain.dramas import (
    Billing,
    CatalogueEntry,
    Credit,
    EpisodeFacts,
    Job,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Quote,
    Relation,
    StaffMember,
)
from bot.domain.sources import SourceName, SourcePart
from bot.errors import BadFields, FieldFault, NoSource, StaleForm
from bot.services.catalogue import form_parsing as reading
from bot.services.container import Services, open_services
from bot.store.database import Database
from tests.services.catalogue.curator_forms import ANOTHER, NOW, TEARS, entry, filled, marked, save
from tests.services.people import REI, rows
from tests.services.shelf import HOSPITAL, Shelf, hospital

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


async def test_music_relations_quotes_and_staff_are_what_the_lines_say_and_undone(
    services: Services, store: Database
) -> None:
    before = await entry(services)
    typed = {
        Section.MUSIC: "theme | Only Human | K | https://example.org/song\ninsert | Konayuki | Remioromen",
        Section.RELATIONS: "Sequel | 1 Litre of Tears Special",
        Section.QUOTES: "First line / second line | Aya\nShe goes. | | 3",
        Section.STAFF: "Muraoka Katsuhide — director\nEmoto Noriko - Writer\nMuraoka Katsuhide — writer",
    }
    for section, text in typed.items():
        (field,) = FIELDS[section]
        assert (await save(services, section, {field: text})).fields == (field,)
    after = await entry(services)
    assert after.music == (
        Music(MusicKind.THEME, "Only Human", "K", "https://example.org/song"),
        Music(MusicKind.INSERT, "Konayuki", "Remioromen"),
    )
    assert [(one.kind, one.title) for one in after.relations] == [("sequel", "1 Litre of Tears Special")]
    assert after.quotes == (Quote("First line\nsecond line", "Aya"), Quote("She goes.", None, 3))
    assert [(one.person, one.job) for one in after.staff] == [
        ("Muraoka Katsuhide", Job.DIRECTOR),
        ("Emoto Noriko", Job.WRITER),
        ("Muraoka Katsuhide", Job.WRITER),
    ]
    page = await services.searching.person("Muraoka Katsuhide")
    assert [(one.drama.id, one.jobs) for one in page.made] == [(TEARS, (Job.DIRECTOR, Job.WRITER))]
    for (change,) in await rows(store, "SELECT id FROM catalogue_change ORDER BY id DESC"):
        await services.curating.undo(int(str(change)), REI, NOW)
    assert await entry(services) == before
    assert await rows(store, "SELECT 1 FROM person WHERE name = 'Emoto Noriko'") == []


async def test_quotes_of_members_are_no_lines_of_the_form_and_stay(
    services: Services, store: Database
) -> None:
    await store.write(
        lambda c: c.execute(
            "INSERT INTO quote (drama_id, text, guild_id) VALUES (1, 'Said here', 5), (1, 'Everywhere', NULL)"
        )
    )
    form = await services.curating.form(TEARS, Section.QUOTES)
    assert "Everywhere" in form.texts["quotes"]
    assert "Said here" not in form.texts["quotes"]
    await save(services, Section.QUOTES, {"quotes": ""})
    assert await rows(store, "SELECT text FROM quote WHERE drama_id = 1") == [("Said here",)]


@pytest.mark.parametrize(
    ("section", "line", "field"),
    [
        (Section.MUSIC, "opening | A", "music.kind"),
        (Section.MUSIC, "theme | A | B | ftp://x.example", "music.url"),
        (Section.MUSIC, "A song", "music"),
        (Section.STAFF, "A Person — producer", "staff.job"),
        (Section.STAFF, "A Person", "staff.job"),
        (Section.QUOTES, "He ||dies|| | Aya", "quotes.episode"),
        (Section.QUOTES, "A | B | soon", "quotes.episode"),
        (Section.RELATIONS, "sequel", "relations.title"),
    ],
)
async def test_a_line_that_says_something_else_is_named(
    services: Services, section: Section, line: str, field: str
) -> None:
    with pytest.raises(BadFields) as refused:
        await save(services, section, dict.fromkeys(FIELDS[section], line))
    assert refused.value.problems[0].field == field


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
        staff=tuple(StaffMember(f"{at}{name}", Job.WRITER) for at, name in enumerate(names)),
        links=tuple(Link(LinkKind.OFFICIAL, f"{at}{name}", None, at) for at, name in enumerate(names)),
        music=tuple(Music(MusicKind.THEME, f"{at}{name}", name) for at, name in enumerate(names)),
        relations=tuple(Relation("sequel", f"{at}{name}") for at, name in enumerate(names)),
        quotes=tuple(Quote(f"{at}{name}\n{name}", name, at or None) for at, name in enumerate(names)),
    )
    for section in IN_PIECES:
        found = pieces(whole, section)
        assert found
        assert all(len(piece.text) <= FORM_LIMIT for piece in found)
        assert found[0].first == 1
        assert all(one.last + 1 == two.first for one, two in pairwise(found))
        assert found[-1].last >= (max(listed, count) if section is Section.EPISODES else len(names))
    # What was not touched means what it meant, whatever it is called.
    for section in IN_PIECES - {Section.EPISODES}:
        for piece in pieces(whole, section):
            assert reading.list_of(section, piece.text, piece, whole) == getattr(whole, *FIELDS[section])


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
