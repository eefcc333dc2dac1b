"""Discord's AutoMod and the texts that members give the bot: the rules count there, too."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.dramas import Drama
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.held import Why
from bot.domain.marked import Original
from bot.domain.reviews import ReviewForm
from bot.domain.screening import AutomodRule, AutomodRules, Origin, Trigger, Trouble
from bot.errors import WaitsForModerators, WordsRefused
from bot.services.container import Services
from bot.services.moderation.automod import AFTER_TROUBLE, EVERY
from bot.store.database import Database
from tests.services.moderation.screening.ways import BAD, Discord, comment, marked, quote, reason, review
from tests.services.people import ELSEWHERE, JUN, MIKA, NOW, TEAROOM, rows


def automod(*keywords: str, **more: object) -> AutomodRules:
    return AutomodRules((AutomodRule(1, "Words", keywords, **more),))  # type: ignore[arg-type]  # its fields


async def test_automod_counts_with_its_exemptions(services: Services, drama: Drama, discord: Discord) -> None:
    discord.said[TEAROOM] = automod("rascal", exempt_roles=(5,), exempt_channels=(70,))
    for write in (review, comment, quote, reason):
        with pytest.raises(WordsRefused) as refused:
            await write(services, drama, BAD, MIKA)
        assert refused.value.origin is Origin.DISCORD
        await write(services, drama, BAD, replace(MIKA, role_ids=frozenset({5})))
    original = Original(9_000, TEAROOM, 70, MIKA.member_id, BAD)
    with pytest.raises(WordsRefused):
        await services.marking.ask(original, JUN, NOW, room=100)
    await services.marking.ask(original, JUN, NOW, room=100, channels=frozenset({70}))
    # A review is read anywhere, a comment on the board only.
    there = replace(MIKA, settings=GuildSettings(TEAROOM, channels=dict.fromkeys(Purpose, 70)))
    await comment(services, drama, BAD, there)
    with pytest.raises(WordsRefused):
        await review(services, drama, BAD, there)


async def test_a_rule_that_only_tells_moderators_lets_them_read_first(
    services: Services, drama: Drama, discord: Discord
) -> None:
    discord.said[TEAROOM] = automod("rascal", blocks=False)
    with pytest.raises(WaitsForModerators) as waits:
        await review(services, drama, BAD, MIKA)
    assert waits.value.why is Why.ALERT
    await marked(services, drama, BAD, MIKA)  # which stands in the channel already
    await services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    there = replace(MIKA, guild_id=ELSEWHERE, settings=GuildSettings(ELSEWHERE))
    await review(services, drama, BAD, there)  # no one reads it first for another server


async def test_discord_is_asked_once_in_a_while_and_when_it_says_that_something_changed(
    services: Services, drama: Drama, discord: Discord
) -> None:
    for _ in range(3):
        await services.automod.rules(TEAROOM, NOW)
    await services.automod.rules(TEAROOM, NOW + EVERY - timedelta(seconds=1))
    assert discord.asked == [TEAROOM]
    await asyncio.gather(*(services.automod.rules(TEAROOM, NOW + EVERY) for _ in range(5)))
    assert discord.asked == [TEAROOM] * 2
    discord.said[TEAROOM] = automod("rascal")
    await services.automod.rules(TEAROOM, NOW + EVERY)
    assert len(discord.asked) == 2
    services.automod.changed(TEAROOM)
    with pytest.raises(WordsRefused):
        await services.reviews.write(drama, ReviewForm("It stays", BAD), MIKA, NOW + EVERY)
    assert len(discord.asked) == 3


async def test_rules_are_read_from_the_store_once_until_they_change(
    services: Services, discord: Discord
) -> None:
    first = await services.automod.rules(TEAROOM, NOW)
    assert await services.automod.rules(TEAROOM, NOW) is first
    assert await services.automod.rules(TEAROOM, NOW + EVERY) is first, "Discord said the same again"
    assert len(discord.asked) == 2
    discord.said[TEAROOM] = automod("rascal")
    assert (await services.automod.rules(TEAROOM, NOW + 2 * EVERY)).automod == 1


async def test_while_discord_does_not_tell_what_it_told_before_counts(
    services: Services, store: Database, drama: Drama, discord: Discord
) -> None:
    discord.said[TEAROOM] = automod("rascal")
    await services.automod.rules(TEAROOM, NOW)
    for trouble in Trouble:
        discord.said[TEAROOM] = trouble
        view = await services.words.view(TEAROOM, NOW)
        assert (view.trouble, view.automod) == (trouble, 1)
        with pytest.raises(WordsRefused):
            await review(services, drama, BAD, MIKA)
    asked = len(discord.asked)
    await services.automod.rules(TEAROOM, NOW + AFTER_TROUBLE - timedelta(seconds=1))
    assert len(discord.asked) == asked
    await services.automod.rules(TEAROOM, NOW + AFTER_TROUBLE)
    assert len(discord.asked) == asked + 1
    discord.said[TEAROOM] = AutomodRules()
    assert (await services.words.view(TEAROOM, NOW + AFTER_TROUBLE)).automod == 0
    await review(services, drama, BAD, MIKA)
    assert await rows(store, "SELECT * FROM automod_rule") == []


async def test_what_cannot_be_read_is_said_and_the_rest_counts(
    services: Services, drama: Drama, discord: Discord
) -> None:
    rules = automod("rascal", "*", expressions=("(?=x)", "bad+"), allowed=("not bad",))
    discord.said[TEAROOM] = replace(rules, presets=True)
    view = await services.words.view(TEAROOM, NOW)
    assert [one.source for one in view.unread] == ["*", "(?=x)"]
    assert all(one.reason for one in view.unread)
    assert view.presets
    with pytest.raises(WordsRefused) as refused:
        await review(services, drama, "so badd", MIKA)
    assert refused.value.trigger is Trigger.EXPRESSION
    await review(services, drama, "not bad", MIKA)
