"""Every screen keeps to Discord's limits, whatever the catalogue holds and in every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from urllib.parse import quote

import pytest

from bot import errors
from bot.domain.cards import Card, EpisodeList, Tab
from bot.domain.dramas import CatalogueEntry, Drama, Filters, Link, LinkKind, Music, MusicKind, Sort
from bot.domain.episodes import SynopsisState
from bot.domain.guilds import Purpose
from bot.domain.outbox import Obstacle
from bot.domain.publishing import FormStart, Written
from bot.domain.ratings import Rating
from bot.domain.results import Page
from bot.domain.spoilers import Policy
from bot.i18n import Texts, texts
from bot.present import verbs, words
from bot.present.catalogue import cards, people, results
from bot.present.catalogue.results import SearchState
from bot.present.episodes import episodes
from bot.present.errors import explain, fault
from bot.present.errors.sentences import sentence
from bot.present.errors.ways import Adds, Again, Corrected, Onward
from bot.present.guilds import channels, settings
from bot.present.help import GROUPS, CommandHelp, detail, overview, paged
from bot.present.layout import Screen, note
from bot.present.posts import outbox
from bot.present.scores import scores
from bot.present.watching import watching
from tests.contract.components import check_form
from tests.languages import languages
from tests.present import extreme_errors, extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.gating import barred, cleared, withheld
from tests.present.reading import everything, problems

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)


@languages
@fillings
@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize("tab", Tab)
def test_every_tab_of_the_card(t: Texts, filling: str | None, private: bool, tab: Tab) -> None:
    for shown, page in product((extremes.card(filling), extremes.bare_card()), (0, 1, 10_000)):
        assert not problems(cards.card(t, shown, tab, owner_id=SNOWFLAKE, private=private, page=page))


@languages
@pytest.mark.parametrize("tab", Tab)
def test_many_short_names_beside_long_ones(t: Texts, tab: Tab) -> None:
    """Short names are not cut, so of those there is room for it is their number that has to end."""
    shown = extremes.card("words ")
    entry = replace(
        shown.entry,
        aliases=tuple(f"{number:02}" for number in range(100)),
        genres=shown.entry.genres[1:],
        music=tuple(Music(MusicKind.THEME, f"{number}") for number in range(100)),
    )
    assert not problems(cards.card(t, replace(shown, entry=entry), tab, owner_id=SNOWFLAKE, private=False))


@languages
def test_a_title_of_signs_nobody_sees_still_has_a_label(t: Texts) -> None:
    unseen, seen = Drama(9, "\u3164"), Drama(10, "A")
    found = Page((unseen, seen), 0, 2, 10)
    assert not problems(results.results(t, found, SearchState("x", Filters(), None)))
    assert not problems(explain(t, errors.UnknownDrama("x", (unseen,))))
    assert not problems(explain(t, errors.AmbiguousDrama("x", (unseen, seen))))


@pytest.mark.parametrize("path", ["1リットルの涙", quote("1リットルの涙")], ids=["as typed", "as copied"])
def test_an_address_in_native_script_leads_where_it_led(path: str) -> None:
    link = Link(LinkKind.ARTICLE, "Wikipedia", f"https://ja.wikipedia.org/wiki/{path}")
    shown = Card(Drama(1, "A"), CatalogueEntry("A", links=(link,)), Rating(), Rating(), ())
    screen = cards.card(texts("en"), shown, Tab.LINKS, owner_id=1, private=False)
    assert f"(<https://ja.wikipedia.org/wiki/{quote('1リットルの涙')}>)" in everything(screen)


@languages
@fillings
def test_lists_of_dramas(t: Texts, filling: str | None) -> None:
    longest = extremes.page(filling, 999)
    state = SearchState("q" * 60, Filters(99_999, "TW", 2200, 99_999, 99_999), Sort.POPULARITY).fitted()
    for page in (longest, extremes.page(filling, 0)):
        assert not problems(results.results(t, page, state))
    for at in (0, 1, 10_000):
        assert not problems(people.page(t, extremes.person(filling), at))


@languages
@fillings
def test_every_page_of_the_episodes(t: Texts, filling: str | None) -> None:
    shown = extremes.episode_list(filling)
    for index in (0, 16, 33, 34, 10_000):
        assert not problems(episodes.listing(t, shown, index))
    assert not problems(episodes.listing(t, EpisodeList(shown.drama, (), None), 0))


@languages
@fillings
def test_a_synopsis_and_what_stands_around_it(t: Texts, filling: str | None) -> None:
    for progress in (None, extremes.WATCHING):
        answer = extremes.synopsis(filling, progress)
        for gated in (barred(answer), cleared(answer), withheld(answer)):
            assert not problems(episodes.synopsis(t, gated))
    drama = extremes.drama(filling)
    for waits_in in (None, "ja"):
        assert not problems(episodes.invitation(t, drama, 5_000, waits_in=waits_in))
    for state in SynopsisState:
        kept = replace(extremes.synopsis(filling).synopsis, language="ja", state=state)
        for corrected, accepted in ((None, False), (SNOWFLAKE, False), (None, True)):
            assert not problems(episodes.written(t, Written(kept, corrected, accepted)))


@languages
@fillings
@pytest.mark.parametrize("curator", [False, True])
def test_the_form_to_write_one(t: Texts, filling: str | None, curator: bool) -> None:
    text = extremes.fill(filling, 3_500)
    for begun in (None, *(FormStart(SNOWFLAKE, one) for one in (text, text * 2, "\u200b \u202e"))):
        drama = extremes.drama(filling)
        form = episodes.writing_form(t, drama, 5_000, "ja", curator=curator, begun=begun)
        assert not list(check_form(form.to_dict(), "$"))


def _scoring(t: Texts, filling: str | None) -> Iterator[Screen]:
    for score in (None, extremes.SCORE):
        for episode in (None, 5_000):
            answer = extremes.score_answer(filling, score=score, episode=episode)
            yield scores.panel(t, answer)
            yield scores.saved(t, answer)


@languages
@fillings
def test_scoring(t: Texts, filling: str | None) -> None:
    for screen in _scoring(t, filling):
        assert not problems(screen)


@languages
@fillings
def test_watching(t: Texts, filling: str | None) -> None:
    for answer in extremes.progress_answers(filling):
        assert not problems(watching.moved(t, answer))


@languages
@fillings
def test_every_error(t: Texts, filling: str | None) -> None:
    told = extreme_errors.every_error(filling)
    follow = (verbs.REVEAL, ("p", SNOWFLAKE, SNOWFLAKE))
    for error in told:
        assert not problems(explain(t, error, reference="a1b2c3d4"))
        again = tuple(
            Again("drama search", one.option or "person", "kept-key", one.values) for one in error.better()
        )
        long = extremes.fill(filling, 90)
        corrected = (Corrected("spoils", (long, "5000")), Corrected("other_spoils", (long, "4999", "1")))
        for adds in (*Adds, None):
            for elsewhere in ((), ("TVmaze", "TMDB")):
                assert not problems(explain(t, error, Onward(follow, again, corrected, elsewhere, adds)))
    assert not problems(fault(t, "a1b2c3d4"))


def test_every_error_has_an_example_and_a_sentence() -> None:
    told = extreme_errors.every_error("words ")
    without = {one.__name__ for one in _classes(errors.NamidaError)} - {type(one).__name__ for one in told}
    assert without == set(), "give these an example in tests/present/extremes.py"
    t = texts("en")
    nothing = sentence(errors.NamidaError(), t)
    unsaid = {type(error).__name__ for error in told if nothing in everything(explain(t, error))}
    unsaid -= {"ImportRefused"}  # the cogs show its problems in a table
    assert unsaid == set(), "write a sentence for these in bot/present/errors/"


def _classes(base: type[errors.NamidaError]) -> Iterator[type[errors.NamidaError]]:
    for one in base.__subclasses__():
        yield one
        yield from _classes(one)


@languages
def test_notices(t: Texts) -> None:
    for purpose in (None, *Purpose):
        for obstacle in Obstacle:
            assert not problems(outbox.notice(t, purpose, SNOWFLAKE, obstacle))


@languages
def test_settings(t: Texts) -> None:
    for states in extremes.channel_states():
        assert not problems(channels.channels_panel(t, states))
        assert not problems(channels.channels_panel(t, states, extremes.held_posts()))
        for state in states:
            assert not problems(channels.channel_set(t, state))
    for rules in extremes.guild_settings():
        for roles in (frozenset[int](), frozenset({SNOWFLAKE, SNOWFLAKE - 1})):
            assert not problems(settings.rules_panel(t, rules, roles))
            assert not problems(note(settings.roles_set(t, rules, roles)))
        assert not problems(note(settings.language_set(t, rules.language)))
    for policy in Policy:
        assert not problems(note(settings.policy_set(t, policy)))


@languages
def test_help(t: Texts) -> None:
    every = [
        CommandHelp(
            f"{group} {'c' * 32}{at}",
            f"</{group} {'c' * 32}:{SNOWFLAKE}>",
            "d" * 100,
            tuple((f"option{number}", "d" * 100, bool(number % 2)) for number in range(25)),
        )
        for group in (*GROUPS, "later")
        for at in range(25)
    ]
    for index in range(len(paged(t, every))):
        assert not problems(overview(t, every, index))
    assert not problems(overview(t, every[:1]))
    assert not problems(detail(t, every[0]))
    assert not problems(detail(t, CommandHelp("help", "</help:1>", "d")))


@fillings
def test_a_choice_fits_and_names_the_drama(filling: str | None) -> None:
    drama = extremes.drama(filling)
    choice = words.choice(texts("en"), drama)
    assert 1 <= len(choice) <= words.CHOICE_LIMIT
    assert "2200" in choice
    assert "\n" not in choice
