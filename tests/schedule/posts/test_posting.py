"""Posts go out on their time, in their order, to where they belong, and quietly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.outbox import Post, Target
from bot.i18n import Texts
from bot.present.layout import note
from bot.schedule.posts.composing import Composed
from tests.schedule.posting import Office
from tests.world import put, stored

HOUR = timedelta(hours=1)


def sends(office: Office) -> list[dict[str, Any]]:
    """The bodies of the messages that the bot sent, answers to members apart."""
    return [
        dict(request.json or {})
        for request in office.world.env.http_requests
        if request.method == "POST" and request.path.endswith("/messages")
    ]


async def test_a_post_that_is_due_goes_out_at_once(office: Office) -> None:
    await office.plan("now")
    assert office.said() == ["now (en)"]
    assert await office.states() == {"now": "sent"}


async def test_a_post_goes_out_on_its_time_and_not_before(office: Office) -> None:
    await office.plan("later", after=HOUR)
    await office.pass_time(HOUR - timedelta(seconds=1))
    assert office.said() == []
    await office.pass_time(timedelta(seconds=1))
    assert office.said() == ["later (en)"]


async def test_one_planned_meanwhile_for_sooner_wakes_the_sleeper(office: Office) -> None:
    await office.plan("later", after=5 * HOUR)
    await office.plan("sooner", after=HOUR)
    await office.pass_time(HOUR)
    assert office.said() == ["sooner (en)"]
    await office.pass_time(4 * HOUR)
    assert office.said() == ["sooner (en)", "later (en)"]


async def test_what_is_due_in_days_goes_out_after_days(office: Office) -> None:
    await office.plan("in two days", after=48 * HOUR)
    await office.pass_time(48 * HOUR)
    assert office.said() == ["in two days (en)"]


async def test_a_post_planned_twice_is_posted_once(office: Office) -> None:
    await office.plan("once")
    await office.plan("once")
    await office.plan("once", "once", after=HOUR)
    await office.pass_time(2 * HOUR)
    assert office.said() == ["once (en)"]


async def test_posts_of_one_channel_keep_their_order(office: Office) -> None:
    words = [f"word {number}" for number in range(12)]
    await office.plan(*words, after=HOUR)
    await office.pass_time(HOUR)
    assert office.said() == [f"{word} (en)" for word in words]


async def test_many_channels_get_theirs(office: Office) -> None:
    channels = [office.world.guild.create_text_channel(f"room-{number}") for number in range(30)]
    for channel in channels:
        await office.plan(f"to {channel.name}", target=Target(channel_id=channel.id), after=HOUR)
    await office.pass_time(HOUR)
    assert [office.said(channel) for channel in channels] == [
        [f"to {channel.name} (en)"] for channel in channels
    ]


async def test_a_post_pings_nobody_and_makes_no_sound(office: Office) -> None:
    await office.plan("@everyone hear")
    (body,) = sends(office)
    assert body["allowed_mentions"]["parse"] == []
    assert not body["allowed_mentions"].get("roles")
    assert int(body["flags"]) & 1 << 12, "notifications are not suppressed"
    assert body["enforce_nonce"] is True
    assert 0 < len(body["nonce"]) <= 25


async def test_a_role_that_a_post_names_is_pinged_and_no_other(office: Office) -> None:
    role = office.world.guild.create_role("Fans")

    async def calling(post: Post, t: Texts) -> Composed:
        return Composed(note("Tonight"), pings=(role.id,))

    office.desk.compose = calling
    await office.plan("call")
    (body,) = sends(office)
    assert body["allowed_mentions"]["roles"] == [role.id]
    assert body["allowed_mentions"]["parse"] == []
    assert not int(body["flags"]) & 1 << 12


async def test_a_post_speaks_the_servers_language(office: Office) -> None:
    await office.world.rei.slash(office.world.lounge, "settings language", language="ja")
    await office.plan("word")
    assert office.said() == ["word (ja)"]


async def test_a_member_gets_theirs_in_their_language(office: Office) -> None:
    mika = office.world.mika
    await office.plan("to mika", target=Target(member_id=mika.id))
    await put(office.database, "INSERT INTO member (id, language) VALUES (?, 'ja')", office.world.jun.id)
    await office.plan("to jun", target=Target(member_id=office.world.jun.id))
    assert office.said(mika.user.dm_channel) == ["to mika (en)"]
    assert office.said(office.world.jun.user.dm_channel) == ["to jun (ja)"]
    assert office.said() == []


async def test_who_chose_no_language_gets_theirs_in_that_of_their_discord(office: Office) -> None:
    world, mika = office.world, office.world.mika
    for language in ("ja", "en-GB", "ko"):
        world.speaks(mika, language)
        await mika.slash(world.lounge, "help")
        await office.plan(language, target=Target(member_id=mika.id))
    assert office.said(mika.user.dm_channel) == ["ja (ja)", "en-GB (en)", "ko (ko)"]
    await mika.slash(world.lounge, "profile edit", language="ja")
    await office.plan("chosen", target=Target(member_id=mika.id))
    assert office.said(mika.user.dm_channel)[-1] == "chosen (ja)"


async def test_a_post_with_nothing_left_to_say_is_dropped(office: Office) -> None:
    async def nothing(post: Post, t: Texts) -> None:
        return None

    office.desk.compose = nothing
    await office.plan("word")
    assert office.said() == []
    assert await office.states() == {"word": "dropped"}


async def test_an_expired_post_is_dropped_and_a_late_one_is_sent_once(office: Office) -> None:
    await office.plan("news", after=HOUR, expires=HOUR)
    await office.plan("always", after=HOUR)
    await office.restart(after=6 * HOUR)
    assert office.said() == ["always (en)"]
    assert await office.states() == {"news": "dropped", "always": "sent"}
    await office.restart(after=6 * HOUR)
    assert office.said() == ["always (en)"]


async def test_the_channel_is_the_one_chosen_when_it_goes_out(office: Office) -> None:
    await office.plan("word", after=HOUR)
    other = office.world.guild.create_text_channel("other")
    await office.choose(other)
    await office.pass_time(HOUR)
    assert (office.said(), office.said(other)) == ([], ["word (en)"])
    assert await stored(office.database, "SELECT channel_id, message_id FROM outbox") == [
        (other.id, other.history()[0].id)
    ]


async def test_a_planned_post_is_changed_or_forgotten(office: Office) -> None:
    await office.plan("kept", "moved", "forgotten", after=HOUR)
    outbox = office.bot.services.outbox
    assert await outbox.withdraw(["word forgotten", "word never planned"]) == 1
    await office.pass_time(HOUR)
    assert office.said() == ["kept (en)", "moved (en)"]
    assert await outbox.withdraw(["word kept"]) == 0


@pytest.mark.faults
async def test_a_fault_in_one_kind_does_not_stop_the_others(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("no such word")

    office.desk.once(fail)
    await office.plan("bad")
    await office.plan("good", target=Target(channel_id=office.world.lounge.id))
    assert [text for text in office.said(office.world.lounge) if "good" in text] == ["good (en)"]
    assert await office.held() == [("bad", "fault")]
    await office.pass_time(timedelta(minutes=5))
    assert office.said() == ["bad (en)"]
    assert "no such word" in caplog.text
