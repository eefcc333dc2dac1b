"""Reading synopses by the policy of the guild and the reader's progress, and writing them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.dramas import CatalogueEntry, Drama, EpisodeFacts, SynopsisText
from bot.domain.episodes import SYNOPSIS_LIMIT, SynopsisState
from bot.domain.guilds import GuildSettings
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.spoilers import Policy, Shape
from bot.errors import EmptyText, EpisodeOutOfRange, NoSynopsisYet, Outdated, TextTooLong
from bot.services.container import Services
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


async def beginning(
    services: Services, drama: Drama, episode: int, reader: Reader, language: str | None = None
) -> str | None:
    begun = await services.synopses.begun(drama, episode, reader, language)
    return begun.text if begun else None


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
    await services.watching.set(drama, MIKA, Status.WATCHING, seen or None, NOW)
    answer = (await services.synopses.ask(drama, 1, under(policy), NOW, alone=alone)).shown
    assert (answer.synopsis.text, answer.last) == ("" if answer.shape is Shape.ASK else "It begins.", 4)
    assert answer.progress is not None
    assert answer.progress.episode == seen
    if alone or policy is Policy.SEALED:
        assert answer.shape is (Shape.PRIVATE if seen else Shape.ASK)
    elif policy is Policy.OPEN:
        assert answer.shape is (Shape.PRIVATE if seen else Shape.BARS)
    else:
        assert answer.shape is Shape.BARS


async def test_open_waits_until_the_drama_has_ended(services: Services, store: Database) -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    (airing,) = await added(store, replace(ENTRY, title="On air", aired_to=tomorrow, year=tomorrow.year))
    await services.watching.set(airing, MIKA, None, 2, NOW)
    assert (await services.synopses.ask(airing, 1, under(Policy.OPEN), NOW)).shown.shape is Shape.BARS
    two_days_on = NOW + timedelta(days=2)
    later = await services.synopses.ask(airing, 1, under(Policy.OPEN), two_days_on)
    assert later.shown.shape is Shape.PRIVATE


async def test_in_a_direct_message_it_is_sealed(services: Services, drama: Drama) -> None:
    answer = (await services.synopses.ask(drama, 1, replace(MIKA, guild_id=None, settings=None), NOW)).shown
    assert answer.shape is Shape.ASK
    assert answer.synopsis.text == ""


async def test_what_everybody_sees_is_in_everybodys_language(services: Services, drama: Drama) -> None:
    reader = replace(MIKA, language="ja")
    assert (await services.synopses.ask(drama, 1, reader, NOW)).shown.synopsis.language == "en"
    assert (await services.synopses.ask(drama, 1, reader, NOW, alone=True)).shown.synopsis.language == "ja"
    # Where there is none in a language that was asked for, one in another is better than none.
    assert (await services.synopses.ask(drama, 2, MIKA, NOW)).shown.synopsis.language == "ja"
    assert (await services.synopses.ask(drama, 3, MIKA, NOW)).shown.synopsis.language == "ko"


async def test_nobody_has_written_it(services: Services, drama: Drama) -> None:
    with pytest.raises(NoSynopsisYet) as caught:
        await services.synopses.ask(drama, 4, MIKA, NOW)
    assert (caught.value.drama, caught.value.episode) == (drama, 4)


@pytest.mark.parametrize("episode", [-1, 0, 5, 10**12])
async def test_an_episode_that_the_drama_does_not_have(
    services: Services, store: Database, drama: Drama, episode: int
) -> None:
    before = await dump(store)
    with pytest.raises(EpisodeOutOfRange):
        await services.synopses.ask(drama, episode, MIKA, NOW)
    with pytest.raises(EpisodeOutOfRange):
        await services.synopses.begun(drama, episode, MIKA)
    with pytest.raises(EpisodeOutOfRange) as caught:
        await services.synopses.write(drama, episode, "It ends.", REI, NOW)
    assert (caught.value.number, caught.value.last) == (episode, 4)
    assert await dump(store) == before


# --- writing ---


async def test_a_curators_text_is_published_before_that_of_the_catalogue(
    services: Services, drama: Drama
) -> None:
    assert (
        await services.synopses.write(drama, 1, "  In our words.\n", REI, NOW)
    ).state is SynopsisState.PUBLISHED
    here = (await services.synopses.ask(drama, 1, MIKA, NOW)).shown.synopsis
    assert (here.text, here.author_id, here.guild_id) == ("In our words.", REI.member_id, TEAROOM)
    elsewhere = (await services.synopses.ask(drama, 1, KEN, NOW)).shown.synopsis
    assert (elsewhere.text, elsewhere.author_id, elsewhere.guild_id) == ("It begins.", None, None)


async def test_a_text_published_anew_takes_the_place_of_the_one_before(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.synopses.write(drama, 4, "First.", REI, NOW)
    await services.synopses.write(drama, 4, "Second.", REI, NOW)
    assert (await services.synopses.ask(drama, 4, MIKA, NOW)).shown.synopsis.text == "Second."
    kept = await rows(store, "SELECT text, state FROM synopsis WHERE guild_id IS NOT NULL ORDER BY id")
    assert kept == [("First.", "withdrawn"), ("Second.", "published")]


async def test_a_members_text_waits_for_a_curator(services: Services, store: Database, drama: Drama) -> None:
    assert (await services.synopses.write(drama, 4, "Mine.", MIKA, NOW)).state is SynopsisState.SUBMITTED
    with pytest.raises(NoSynopsisYet):
        await services.synopses.ask(drama, 4, MIKA, NOW)
    assert not any(
        row.has_synopsis for row in (await services.synopses.listing(drama, MIKA, NOW)).episodes[3:]
    )
    assert await rows(store, "SELECT text, state FROM synopsis WHERE author_id = ?", MIKA.member_id) == [
        ("Mine.", "submitted")
    ]


async def test_who_has_the_curators_role_publishes(services: Services, drama: Drama) -> None:
    rules = GuildSettings(TEAROOM, curator_role=9)
    with_role = replace(JUN, settings=rules, role_ids=frozenset({8, 9}))
    without = replace(JUN, settings=rules, role_ids=frozenset({8}))
    assert (await services.synopses.write(drama, 4, "Text.", with_role, NOW)).state is SynopsisState.PUBLISHED
    assert (await services.synopses.write(drama, 4, "Text.", without, NOW)).state is SynopsisState.SUBMITTED


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
    assert (
        await services.synopses.write(drama, 4, "涙" * SYNOPSIS_LIMIT, REI, NOW)
    ).state is SynopsisState.PUBLISHED


async def test_the_form_begins_with_what_stands(services: Services, drama: Drama) -> None:
    assert await beginning(services, drama, 4, REI) is None
    before = await beginning(services, drama, 1, REI)
    assert before == "It begins."
    await services.synopses.write(drama, 1, "In our words.", REI, NOW)
    after = await beginning(services, drama, 1, REI)
    assert after == "In our words."


async def test_each_language_has_a_text_and_a_form_of_its_own(
    services: Services, store: Database, drama: Drama
) -> None:
    synopses = services.synopses
    assert await beginning(services, drama, 2, REI) is None, "it is told in Japanese alone"
    assert await beginning(services, drama, 2, REI, "ja") == "続く。"
    await synopses.write(drama, 2, "It goes on.", REI, NOW)
    await synopses.write(drama, 2, "まだ続く。", REI, NOW, "ja")
    assert await beginning(services, drama, 2, REI) == "It goes on."
    assert await beginning(services, drama, 2, REI, "ja") == "まだ続く。"
    answer = (await synopses.ask(drama, 2, MIKA, NOW)).shown
    assert (answer.synopsis.text, answer.others) == ("It goes on.", ("ja",))
    # A member's two wait beside each other, and each form begins with its own.
    await synopses.write(drama, 4, "It ends.", MIKA, NOW)
    await synopses.write(drama, 4, "終わる。", MIKA, NOW, "ja")
    assert await beginning(services, drama, 4, MIKA) == "It ends."
    assert await beginning(services, drama, 4, MIKA, "ja") == "終わる。"
    assert await beginning(services, drama, 4, REI, "ja") == "終わる。"
    with pytest.raises(NoSynopsisYet) as caught:
        await synopses.ask(drama, 4, MIKA, NOW)
    assert caught.value.waits_in == "ja", "what they wrote last"
    # The same words in another language are not the submission.
    await synopses.write(drama, 4, "終わる。", REI, NOW)
    kept = await rows(store, "SELECT language, state, author_id FROM synopsis WHERE episode = 4 ORDER BY id")
    assert kept == [
        ("en", "submitted", MIKA.member_id),
        ("ja", "submitted", MIKA.member_id),
        ("en", "published", REI.member_id),
    ]


async def test_a_text_is_claimed_once_however_often_it_is_pressed(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.synopses.write(drama, 4, "Mine.", MIKA, NOW)
    begun = await services.synopses.begun(drama, 4, REI)
    assert begun is not None
    await services.submissions.publish(begun.id, REI, NOW)
    done = await services.synopses.write(drama, 4, "Anew.", REI, NOW)
    assert (done.synopsis.author_id, done.corrected) == (MIKA.member_id, begun.id)
    for _ in range(2):
        claimed = await services.submissions.claim(done.synopsis.id, begun.id, REI, NOW)
        assert (claimed.author_id, claimed.text) == (REI.member_id, "Anew.")
    kinds = await rows(store, "SELECT kind FROM outbox ORDER BY id")
    assert kinds == [("synopsis accepted",), ("synopsis replaced",)]
    with pytest.raises(Outdated):
        await services.submissions.claim(done.synopsis.id, begun.id, KEN, NOW)


async def test_the_list_has_every_episode_and_who_may_know_is_left_to_whoever_shows_it(
    services: Services, drama: Drama
) -> None:
    await services.scores.score_episode(drama, MIKA, 2, 18, NOW)
    await services.watching.set(drama, MIKA, Status.WATCHING, 2, NOW)
    shown = await services.synopses.listing(drama, MIKA, NOW)
    assert [row.number for row in shown.episodes] == [1, 2, 3, 4]
    assert [row.has_synopsis for row in shown.episodes] == [True, True, True, False]
    assert [row.score for row in shown.episodes] == [None, 18.0, None, None]
    assert shown.episodes[0].title == "One"
    assert shown.progress is not None
    assert shown.progress.episode == 2
    assert [row.score for row in (await services.synopses.listing(drama, KEN, NOW)).episodes] == [None] * 4
