"""The curators' screens and forms keep to Discord's limits, whatever the catalogue holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.cards import Card, Tab
from bot.domain.curating import (
    FIELDS,
    IN_PIECES,
    ONE_BY_ONE,
    Curated,
    GivenByMembers,
    NameChange,
    Piece,
    Saved,
    Section,
    form_fields,
    mark,
    pieces,
)
from bot.domain.curating import texts as texts_of
from bot.domain.dramas import CatalogueEntry, Drama, EpisodeFacts, Kind, Link, LinkKind, Music, MusicKind
from bot.domain.ratings import Rating
from bot.domain.sources import (
    MEMBER,
    EpisodeChanges,
    FieldChange,
    Offers,
    Origin,
    Preview,
    SourceName,
    SourcePart,
)
from bot.domain.suggestions import CORRECTION_LIMIT, Suggestion, SuggestionKind, SuggestionPage
from bot.errors import FileFault, ImportProblem, because
from bot.i18n import Texts, texts
from bot.present import words
from bot.present.catalogue import cards, curators, forms, imports, panel, suggestions
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import DAY, FILLINGS, SNOWFLAKE
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)

AT = datetime(2199, 12, 28, 23, 59, tzinfo=UTC)


def curated(filling: str | None) -> Curated:
    """The fullest drama: 5,000 episodes, 200 people, and every field from another hand."""
    episodes = tuple(EpisodeFacts(n, extremes.fill(filling, 300), DAY) for n in range(1, 5_001))
    entry = replace(extremes.entry(filling), episode_list=episodes)
    givers = (MEMBER, SourceName.TVMAZE, SourceName.TMDB)
    names = [*entry.__slots__, *(f"episode {n}" for n in range(1, 500))]
    origins = {name: Origin(givers[at % 3], AT, SNOWFLAKE) for at, name in enumerate(names) if at % 4}
    parts = tuple(SourcePart(SourceName.TVMAZE, "9" * 12, (at, at), 5_000) for at in range(1, 40))
    return Curated(extremes.drama(filling), entry, AT, origins, parts)


BARE = Curated(Drama(1, "A"), CatalogueEntry("A"), AT)


@languages
@fillings
def test_the_panel(t: Texts, filling: str | None) -> None:
    full = curated(filling)
    every = tuple(field for fields in FIELDS.values() for field in fields)
    for saved in (None, Saved(full.drama), Saved(full.drama, (*every, *(f"episode {n}" for n in range(99))))):
        assert not problems(panel.panel(t, full, saved))
    assert not problems(panel.panel(t, BARE))


@languages
def test_a_panel_of_a_drama_without_anything_says_so(t: Texts) -> None:
    assert everything(panel.panel(t, BARE)).count(t("nothing yet")) >= 5


@languages
@fillings
def test_every_form_and_every_range(t: Texts, filling: str | None) -> None:
    for seen in (curated(filling), BARE):
        for section in Section:
            for index in (0, 1, 10_000):
                assert not problems(panel.choice(t, seen, section, index))
            begins: list[tuple[dict[str, str], Piece | None]]
            if section in IN_PIECES:
                found = pieces(seen.entry, section)
                (field,) = FIELDS[section]
                begins = [({field: piece.text}, piece) for piece in (*found[:3], *found[-3:])]
            elif section is Section.NUMBERING:
                begins = [({"numbering": "tvmaze 999999999999 seasons 1-9999 from 5000\n" * 80}, None)]
            else:
                each = range(1, len(FIELDS[section]) + 1) if section in ONE_BY_ONE else (1,)
                begins = [(texts_of(seen.entry, form_fields(section, at)), None) for at in each]
            for text, piece in begins:
                marks = tuple(map(mark, text.values()))
                form = forms.section_form(t, seen.drama, section, text, marks, piece)
                assert not list(check_form(form.to_dict(), "$"))


@languages
@fillings
def test_the_forms_of_a_new_drama_and_of_a_double(t: Texts, filling: str | None) -> None:
    title = forms.title_in_button(extremes.fill(filling, 300))
    assert not list(check_form(forms.by_hand_form(t, title).to_dict(), "$"))
    assert not list(check_form(forms.same_form(t, extremes.drama(filling)).to_dict(), "$"))


@languages
@fillings
def test_adding_linking_and_refreshing(t: Texts, filling: str | None) -> None:
    drama, near = extremes.drama(filling), tuple(extremes.drama(filling, 100 + at) for at in range(25))
    offers = extremes.offers(filling)
    known = replace(offers, known=dict.fromkeys(offers.found, drama))
    for found in (offers, known, Offers(), Offers((), ("TVmaze", "TMDB"), ("TVmaze", "TMDB"))):
        for alike in (near, ()):
            assert not problems(curators.adding(t, extremes.fill(filling, 300), alike, found, alike))
        assert not problems(curators.unlinked(t, drama, found))
    text = extremes.fill(filling, 1_500)
    changes = [
        FieldChange(field, text, text, kept, Origin(MEMBER, AT) if kept else None)
        for fields in FIELDS.values()
        for field in fields
        for kept in (False, True)
    ]
    counted = EpisodeChanges(5_000, 5_000, 5_000, 5_000)
    changes += [
        FieldChange("episode list", None, str(counted), episodes=counted),
        FieldChange("year", "1", None),
    ]
    part = SourcePart(SourceName.TVMAZE, "9" * 12)
    for shown in (Preview(drama, tuple(changes), ("TVmaze", "TMDB")), Preview(drama)):
        assert not problems(curators.preview(t, shown))
        assert not problems(curators.preview(t, shown, part))
        assert not problems(curators.refreshed(t, shown))


@languages
def test_a_refresh_says_what_the_store_has_as_codes_in_words(t: Texts) -> None:
    changes = (
        FieldChange("weekday", None, "5"),
        FieldChange("weekday", "0", "1", True, Origin(MEMBER, AT)),
        FieldChange("country", None, "KR"),
        FieldChange("kind", "drama", "movie"),
        FieldChange("genres", None, "Family, Romance"),
    )
    told = everything(curators.preview(t, Preview(extremes.drama(None), changes)))
    for word in (
        *(t.weekday(day) for day in (0, 5)),
        *(words.country(t, "KR"), t("Film"), t("Family"), t("Romance")),
    ):
        assert word in told
    for code in ("→ 5", "→ KR", "→ movie"):
        assert code not in told


@languages
@fillings
def test_names_doubles_removals_and_files(t: Texts, filling: str | None) -> None:
    drama, near = extremes.drama(filling), tuple(extremes.drama(filling, 100 + at) for at in range(25))
    name = extremes.fill(filling, 300)
    for removed in (False, True):
        for changed in (False, True):
            assert not problems(curators.named(t, NameChange(drama, name, changed, removed, near)))
    for others in ((), near):
        assert not problems(curators.which_other(t, drama, name, others))
    assert not problems(curators.ask_merge(t, drama, near[0]))
    for kept in (GivenByMembers(), GivenByMembers(10_000_000, 10_000_000, 10_000_000)):
        for screen in (curators.ask_removal, curators.removed, curators.restored):
            assert not problems(screen(t, drama, kept))
    assert not problems(imports.imported(t, name, 10**9, 10**9, 10**9))
    wrong = [
        ImportProblem(10**6, where, because(FileFault.SIMILAR_FIELD, name=name))
        for where in ("", name, "cast[1].billing")
    ]
    # The table that comes with it is the command's to attach.
    found = problems(imports.refused(t, name, 10**9, wrong))
    assert [finding.where for finding in found] == ["$.components[1].file.url"]


@languages
def test_every_field_has_its_name_and_the_form_it_takes(t: Texts) -> None:
    for fields in FIELDS.values():
        for field in fields:
            assert forms.name(t, field) != field
            assert 0 < len(forms.expected(field)) <= 100  # what a form shows of it
    assert forms.name(t, "episode 5") == t("Episode {n}", n=5)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (SourcePart(SourceName.TVMAZE, "63256"), "TVmaze 63256, from episode 1"),
        (SourcePart(SourceName.TMDB, "5", (2, 2), 17), "TMDB 5, season 2, from episode 17"),
        (SourcePart(SourceName.TVMAZE, "5", (1, 3)), "TVmaze 5, seasons 1–3, from episode 1"),
    ],
)
def test_the_numbering_is_told_in_words(part: SourcePart, told: str) -> None:
    assert told in everything(panel.panel(texts("en"), replace(BARE, parts=(part,))))


@languages
def test_the_panel_names_genres_in_the_language_of_its_reader(t: Texts) -> None:
    seen = replace(BARE, entry=replace(BARE.entry, genres=("Family", "Romance")))
    told = everything(panel.panel(t, seen))
    assert t(", ").join((t("Family"), t("Romance"))) in told


def test_the_kind_that_nobody_gave_came_with_no_file() -> None:
    entered = {"title": Origin(MEMBER, AT, SNOWFLAKE)}
    assert "a file" not in everything(panel.panel(texts("en"), replace(BARE, origins=entered)))
    film = replace(BARE, entry=replace(BARE.entry, kind=Kind.MOVIE))
    assert "a file" in everything(panel.panel(texts("en"), film))


# The longest address that is taken now, and one of letters that take nine characters each from before.
ADDRESSES = ("https://ja.wikipedia.org/wiki/" + "涙" * 100, "https://ja.wikipedia.org/wiki/" + "涙" * 470)


@languages
@fillings
@pytest.mark.parametrize("kind", SuggestionKind)
@pytest.mark.parametrize("url", ADDRESSES)
def test_no_suggestion_is_too_long_for_the_queue(
    t: Texts, filling: str | None, kind: SuggestionKind, url: str
) -> None:
    drama = extremes.drama(filling)
    text = extremes.fill(filling or "*", CORRECTION_LIMIT)
    for spoils in (None, 5_000):
        found = Suggestion(9**9, SNOWFLAKE, SNOWFLAKE, drama, kind, text, url, spoils, AT)
        done = suggestions.taken(t, found, proposed=True)
        view = suggestions.queue(t, SuggestionPage(found, 150, 200), done, 999)
        assert not problems(view)
        assert (ADDRESSES[0] is url) == ("](<https" in everything(view))


@languages
def test_a_link_from_before_that_is_too_long_stands_without_its_address(t: Texts) -> None:
    links = tuple(Link(LinkKind.ARTICLE, f"Page {at}", url) for at, url in enumerate(ADDRESSES * 3))
    songs = tuple(Music(MusicKind.THEME, f"Song {at}", "K", url) for at, url in enumerate(ADDRESSES * 3))
    card = Card(Drama(1, "A"), CatalogueEntry("A", links=links, music=songs), Rating(), Rating(), ())
    for tab in (Tab.LINKS, Tab.DETAILS):
        assert not problems(cards.card(t, card, tab, owner_id=SNOWFLAKE, private=False))
