"""Reading synopses by the policy of the guild and the reader's progress, and writing them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.dramas import CatalogueEntry, Drama, EpisodeFacts, SynopsisText
from bot.domain.episodes import SYNOPSIS_LIMIT, SynopsisState
from bot.domain.guilds import GuildSettings
from bot.domain.progress import Status
from bot.domain.spoilers import Policy, Shape
from bot.errors import EmptyText, EpisodeOutOfRange, NoSynopsisYet, TextTooLong
from bot.services.house import Services
from bot.store.database import Database
from tests.services.people import JUN, KEN, MIKA, REI, TEAROOM, added, dump, rows, under

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ENTRY = CatalogueEntry(
    "Told",
    episodes=4,
    aired_to=date(2005, 12, 20),
    year=2005,
    episode_list=(EpisodeFacts(1, "One"),),
    synopses=(
        SynopsisText(1, "en", "It begins."),
        SynopsisText(1, "ja", "始まる。"),
        SynopsisText(2, "ja", "続く。"),
        SynopsisText(3, "ko", "계속."),
    ),
)


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, ENTRY)
    return found


@pytest.mark.parametrize("seen", [0, 1])
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("policy", Policy)
async def test_how_it_is_given(
    services: Services, drama: Drama, policy: Policy, alone: bool, seen: int
) -> None:
    await services.watching.set(drama, MIKA, Status.WATCHING, seen or None)
    answer = await services.synopses.ask(drama, 1, under(policy), alone=alone)
    assert (answer.synopsis.text, answer.last) == ("It begins.", 4)
    assert answer.progress is not None
    assert answer.progress.episode == seen
    if alone or policy is Policy.SEALED:
        assert answer.shape is (Shape.PRIVATE if seen else Shape.ASK)
    elif policy is Policy.OPEN:
        assert answer.shape is (Shape.PRIVATE if seen else Shape.BARS)
    else:
        assert answer.shape is Shape.BARS


async def test_open_waits_until_the_drama_has_ended(services: Services, store: Database) -> None:
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - the day where the bot runs
    (airing,) = await added(store, replace(ENTRY, title="On air", aired_to=tomorrow, year=tomorrow.year))
    await services.watching.set(airing, MIKA, None, 2)
    assert (await services.synopses.ask(airing, 1, under(Policy.OPEN))).shape is Shape.BARS


async def test_in_a_direct_message_bars_are_the_rule(services: Services, drama: Drama) -> None:
    answer = await services.synopses.ask(drama, 1, replace(MIKA, guild_id=None, settings=None))
    assert answer.shape is Shape.BARS


async def test_what_everybody_sees_is_in_everybodys_language(services: Services, drama: Drama) -> None:
    reader = replace(MIKA, language="ja")
    assert (await services.synopses.ask(drama, 1, reader)).synopsis.language == "en"
    assert (await services.synopses.ask(drama, 1, reader, alone=True)).synopsis.language == "ja"
    # Where there is none in a language that was asked for, one in another is better than none.
    assert (await services.synopses.ask(drama, 2, MIKA)).synopsis.language == "ja"
    assert (await services.synopses.ask(drama, 3, MIKA)).synopsis.language == "ko"


async def test_nobody_has_written_it(services: Services, drama: Drama) -> None:
    with pytest.raises(NoSynopsisYet) as caught:
        await services.synopses.ask(drama, 4, MIKA)
    assert (caught.value.drama, caught.value.episode) == (drama, 4)


@pytest.mark.parametrize("episode", [-1, 0, 5, 10**12])
async def test_an_episode_that_the_drama_does_not_have(
    services: Services, store: Database, drama: Drama, episode: int
) -> None:
    before = await dump(store)
    with pytest.raises(EpisodeOutOfRange):
        await services.synopses.ask(drama, episode, MIKA)
    with pytest.raises(EpisodeOutOfRange):
        await services.synopses.own_text(drama, episode, MIKA)
    with pytest.raises(EpisodeOutOfRange) as caught:
        await services.synopses.write(drama, episode, "It ends.", REI, NOW)
    assert (caught.value.number, caught.value.last) == (episode, 4)
    assert await dump(store) == before


# --- writing ---


async def test_a_curators_text_is_published_before_that_of_the_catalogue(
    services: Services, drama: Drama
) -> None:
    assert await services.synopses.write(drama, 1, "  In our words.\n", REI, NOW) is SynopsisState.PUBLISHED
    here = (await services.synopses.ask(drama, 1, MIKA)).synopsis
    assert (here.text, here.author_id, here.guild_id) == ("In our words.", REI.member_id, TEAROOM)
    elsewhere = (await services.synopses.ask(drama, 1, KEN)).synopsis
    assert (elsewhere.text, elsewhere.author_id, elsewhere.guild_id) == ("It begins.", None, None)


async def test_a_text_published_anew_takes_the_place_of_the_one_before(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.synopses.write(drama, 4, "First.", REI, NOW)
    await services.synopses.write(drama, 4, "Second.", REI, NOW)
    assert (await services.synopses.ask(drama, 4, MIKA)).synopsis.text == "Second."
    kept = await rows(store, "SELECT text, state FROM synopsis WHERE guild_id IS NOT NULL ORDER BY id")
    assert kept == [("First.", "withdrawn"), ("Second.", "published")]


async def test_a_members_text_waits_for_a_curator(services: Services, store: Database, drama: Drama) -> None:
    assert await services.synopses.write(drama, 4, "Mine.", MIKA, NOW) is SynopsisState.SUBMITTED
    with pytest.raises(NoSynopsisYet):
        await services.synopses.ask(drama, 4, MIKA)
    assert not any(row.has_synopsis for row in (await services.synopses.listing(drama, MIKA)).episodes[3:])
    assert await rows(store, "SELECT text, state FROM synopsis WHERE author_id = ?", MIKA.member_id) == [
        ("Mine.", "submitted")
    ]


async def test_who_has_the_curators_role_publishes(services: Services, drama: Drama) -> None:
    rules = GuildSettings(TEAROOM, curator_role=9)
    with_role = replace(JUN, settings=rules, role_ids=frozenset({8, 9}))
    without = replace(JUN, settings=rules, role_ids=frozenset({8}))
    assert await services.synopses.write(drama, 4, "Text.", with_role, NOW) is SynopsisState.PUBLISHED
    assert await services.synopses.write(drama, 4, "Text.", without, NOW) is SynopsisState.SUBMITTED


@pytest.mark.parametrize("text", ["", " ", "\n\t \n", "\u3000"])
async def test_an_empty_form_is_refused(services: Services, store: Database, drama: Drama, text: str) -> None:
    before = await dump(store)
    with pytest.raises(EmptyText):
        await services.synopses.write(drama, 4, text, REI, NOW)
    assert await dump(store) == before


async def test_a_text_that_is_too_long_is_refused(services: Services, store: Database, drama: Drama) -> None:
    before = await dump(store)
    with pytest.raises(TextTooLong) as caught:
        await services.synopses.write(drama, 4, "涙" * (SYNOPSIS_LIMIT + 1), REI, NOW)
    assert (caught.value.length, caught.value.limit) == (SYNOPSIS_LIMIT + 1, SYNOPSIS_LIMIT)
    assert await dump(store) == before
    assert await services.synopses.write(drama, 4, "涙" * SYNOPSIS_LIMIT, REI, NOW) is SynopsisState.PUBLISHED


async def test_the_form_begins_with_what_stands(services: Services, drama: Drama) -> None:
    assert await services.synopses.own_text(drama, 4, REI) is None
    before = await services.synopses.own_text(drama, 1, REI)
    assert before == "It begins."
    await services.synopses.write(drama, 1, "In our words.", REI, NOW)
    after = await services.synopses.own_text(drama, 1, REI)
    assert after == "In our words."


async def test_the_list_has_every_episode_and_who_may_know_is_left_to_whoever_shows_it(
    services: Services, drama: Drama
) -> None:
    await services.scores.score_episode(drama, MIKA, 2, 18)
    await services.watching.set(drama, MIKA, Status.WATCHING, 2)
    shown = await services.synopses.listing(drama, MIKA)
    assert [row.number for row in shown.episodes] == [1, 2, 3, 4]
    assert [row.has_synopsis for row in shown.episodes] == [True, True, True, False]
    assert [row.score for row in shown.episodes] == [None, 18.0, None, None]
    assert shown.episodes[0].title == "One"
    assert shown.progress is not None
    assert shown.progress.episode == 2
    assert [row.score for row in (await services.synopses.listing(drama, KEN)).episodes] == [None] * 4
