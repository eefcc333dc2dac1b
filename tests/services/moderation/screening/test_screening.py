"""Nothing that a member writes is stored before the rules of its servers let it through."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.dramas import Drama
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.held import MOST_OF_A_MEMBER, Why
from bot.domain.reviews import ReviewForm
from bot.domain.screening import Entry, Links, Origin, Trigger
from bot.domain.writings import WritingKind
from bot.errors import (
    BadLabel,
    PicturesNotYet,
    SpoilerUnlabelled,
    TooManyWait,
    WaitsForModerators,
    WordsRefused,
    WriteOnServer,
)
from bot.services.container import Services
from bot.services.moderation import screening
from bot.services.moderation.screening import Screening
from bot.store.database import Database
from bot.store.guilds import guilds
from tests.services.moderation.screening.ways import (
    BAD,
    GOOD,
    WAYS,
    Discord,
    Write,
    comment,
    every_way,
    reason,
    review,
)
from tests.services.people import ELSEWHERE, JUN, MIKA, NOW, REI, TEAROOM, rows
from tests.source_code import modules
from tests.store.dumped import dumped


async def everywhere(store: Database, word: str) -> list[str]:
    held = await store.read(dumped)
    return [
        line for line in held if word in line and "word_rule" not in line and '"settings.words' not in line
    ]


@every_way
async def test_what_a_rule_refuses_is_stored_nowhere(
    services: Services, store: Database, drama: Drama, ruled: None, write: Write
) -> None:
    with pytest.raises(WordsRefused) as refused:
        await write(services, drama, BAD, MIKA)
    assert (refused.value.origin, refused.value.trigger) == (Origin.SERVER, Trigger.WORD)
    assert [line for line in await everywhere(store, "rascal") if "settings.words" not in line] == []
    await write(services, drama, GOOD, MIKA)


@every_way
async def test_members_who_manage_the_server_are_spared_as_in_automod(
    services: Services, drama: Drama, ruled: None, write: Write
) -> None:
    await write(services, drama, BAD, replace(MIKA, manages_guild=True))


def waiting(**chosen: object) -> GuildSettings:
    return replace(GuildSettings(TEAROOM), **chosen)  # type: ignore[arg-type]  # names of its fields


@every_way
async def test_where_moderators_want_it_what_is_refused_waits_for_them(
    services: Services, drama: Drama, ruled: None, write: Write
) -> None:
    reader, kind = replace(MIKA, settings=waiting(matches_wait=True)), WAYS[write]
    with pytest.raises(WordsRefused if kind is None else WaitsForModerators):
        await write(services, drama, BAD, reader)
    held = await services.held.waiting(TEAROOM)
    assert [(one.kind, one.why, one.what, BAD in one.words) for one in held] == (
        [] if kind is None else [(kind, Why.RULE, "rascal", True)]
    )


@every_way
async def test_writings_of_new_members_wait_where_a_server_wants_it(
    services: Services, drama: Drama, write: Write
) -> None:
    kind = WAYS[write]
    settings = waiting(newcomer_days=7)
    new = replace(MIKA, settings=settings, joined_at=NOW - timedelta(days=7) + timedelta(seconds=1))
    # A curator reads submissions before anyone else does, and moderators chose the curators.
    if kind in (None, WritingKind.SUBMISSION, WritingKind.SYNOPSIS):
        await write(services, drama, GOOD, new)
        return
    with pytest.raises(WaitsForModerators) as waits:
        await write(services, drama, GOOD, new)
    assert waits.value.why is Why.NEWCOMER
    assert [one.why for one in await services.held.waiting(TEAROOM)] == [Why.NEWCOMER]
    await write(services, drama, "Said otherwise.", replace(new, joined_at=NOW - timedelta(days=7)))
    with pytest.raises(WaitsForModerators):  # Discord does not say since when they are there
        await write(services, drama, GOOD, replace(new, joined_at=None))


def test_only_the_gate_makes_a_text_that_the_store_takes() -> None:
    made, kept = set(), set()
    for name, module in modules("bot", matching=r"\bPassed\b|_screening\.stands"):
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            # `Passed(text)` and `map(Passed, texts)`; elsewhere the name is an annotation.
            if any(isinstance(part, ast.Name) and part.id == "Passed" for part in (node.func, *node.args)):
                made.add(name)
            if ast.unparse(node.func).endswith("_screening.stands"):
                kept.add(name)
    assert made == {"bot/services/moderation/screening.py"}
    assert kept == {"bot/services/episodes/submissions.py"}


# --- what stands where ---


async def test_a_label_is_asked_for_before_it_waits(services: Services, drama: Drama) -> None:
    new = replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW)
    with pytest.raises(BadLabel):
        await services.reviews.write(drama, ReviewForm("It stays", "I cried.", "soon"), new, NOW)
    with pytest.raises(SpoilerUnlabelled):
        await services.reviews.write(drama, ReviewForm("It stays", "||She dies||"), new, NOW)
    assert await services.held.waiting(TEAROOM) == []
    with pytest.raises(WaitsForModerators):
        await services.reviews.write(drama, ReviewForm("It stays", "||She dies||", "7"), new, NOW)
    (held,) = await services.held.waiting(TEAROOM)
    assert held.labels == {drama.id: 7}
    with pytest.raises(WaitsForModerators):
        await comment(services, drama, GOOD, new)
    (_, free) = await services.held.waiting(TEAROOM)
    assert free.labels == {}


async def test_one_member_fills_no_queue_and_what_is_sent_again_takes_its_own_place(
    services: Services, drama: Drama
) -> None:
    new = replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW)
    for number in range(3):
        with pytest.raises(WaitsForModerators):
            await review(services, drama, f"For the {number}. time.", new)
    assert [one.words[1] for one in await services.held.waiting(TEAROOM)] == ["For the 2. time."]
    for number in range(MOST_OF_A_MEMBER - 1):
        with pytest.raises(WaitsForModerators):
            await comment(services, drama, f"Comment {number}", new)
    with pytest.raises(TooManyWait):
        await comment(services, drama, "One more", new)
    assert len(await services.held.waiting(TEAROOM)) == MOST_OF_A_MEMBER
    with pytest.raises(WaitsForModerators):
        await comment(services, drama, "Another's", replace(new, member_id=JUN.member_id))


async def test_moderators_are_told_once_of_what_comes_within_some_minutes(
    services: Services, store: Database, drama: Drama
) -> None:
    await store.write(lambda connection: guilds.put_channel(connection, TEAROOM, Purpose.LOG, 71))
    new = replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW)
    for number in range(2):
        with pytest.raises(WaitsForModerators):
            await comment(services, drama, f"Comment {number}", new)
    told = await rows(store, "SELECT target FROM outbox WHERE kind = ?", screening.ARRIVED)
    assert told == [(f"guild {TEAROOM} log",)]


async def test_a_server_has_an_end_to_what_waits(
    services: Services, drama: Drama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "MOST_OF_A_SERVER", 2)
    new = replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW)
    for number in range(2):
        with pytest.raises(WaitsForModerators):
            await comment(services, drama, f"Comment {number}", replace(new, member_id=50 + number))
    with pytest.raises(TooManyWait):
        await comment(services, drama, "One more", replace(new, member_id=60))
    assert len(await services.held.waiting(TEAROOM)) == 2


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, True),
        ({"manages_guild": True}, False),
        ({"released": True}, False),
        ({"guild_id": None}, False),
        ({"settings": None}, False),
        ({"settings": GuildSettings(TEAROOM)}, False),
        ({"joined_at": NOW - timedelta(days=7)}, False),
    ],
)
def test_a_new_member_sends_no_picture_yet(change: dict[str, Any], *, refused: bool) -> None:
    """A picture cannot wait for a moderator."""
    writer = replace(replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW), **change)
    if not refused:
        Screening.require_known(writer, NOW)
        return
    with pytest.raises(PicturesNotYet):
        Screening.require_known(writer, NOW)


async def test_links_and_invites(services: Services, drama: Drama) -> None:
    await services.words.set_links(TEAROOM, REI.member_id, Links.LISTED, NOW)
    await services.words.add(TEAROOM, REI.member_id, Entry.HOST, ["https://mydramalist.com/"], NOW)
    await review(services, drama, "See https://mydramalist.com/1", MIKA)
    for text in ("See https://example.com", "discord.gg/abc"):
        with pytest.raises(WordsRefused) as refused:
            await review(services, drama, text, MIKA)
        assert refused.value.trigger is Trigger.LINK


# --- what is read elsewhere, too ---


async def test_what_is_read_on_all_servers_of_a_member_passes_the_rules_of_each(
    services: Services, drama: Drama, ruled: None, discord: Discord
) -> None:
    there = replace(MIKA, guild_id=ELSEWHERE, settings=GuildSettings(ELSEWHERE))
    await review(services, drama, BAD, there)  # not seen in the tearoom yet
    await services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    for write in (review, reason):
        with pytest.raises(WordsRefused) as refused:
            await write(services, drama, BAD, there)
        assert refused.value.elsewhere
        with pytest.raises(WordsRefused):  # even where a moderator of this server lets it through
            await write(services, drama, BAD, replace(there, released=True))
    await comment(services, drama, BAD, there)
    discord.left.add(TEAROOM)
    await review(services, drama, BAD, there)
    discord.left.clear()
    alone = replace(MIKA, guild_id=None, settings=None, guilds=frozenset({TEAROOM}))
    with pytest.raises(WordsRefused):
        await review(services, drama, BAD, alone)
    await review(services, drama, BAD, replace(alone, guilds=frozenset()))
    assert set(discord.asked) == {TEAROOM, ELSEWHERE}, "there are no rules where there is no server"


async def test_a_new_member_writes_where_moderators_see_it_and_not_in_a_direct_message(
    services: Services, drama: Drama
) -> None:
    await services.words.set_newcomers(TEAROOM, REI.member_id, 7, NOW)
    await services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    alone = replace(MIKA, guild_id=None, settings=None, guilds=frozenset({TEAROOM}))
    with pytest.raises(WriteOnServer):
        await review(services, drama, GOOD, alone)
    later = NOW + timedelta(days=7)
    await services.reviews.write(drama, ReviewForm("It stays", GOOD), alone, later)
