"""Members' daily digests of what airs: on their hour, once a day, and what ends them."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.schedule.airing.episodes_that_air import HOUR, PLOT, airs, passes
from tests.schedule.airing.test_airing import at_quarter
from tests.schedule.posting import Office
from tests.world import TEARS, button, everything_of, shown, stored, text_of


async def wish(office: Office, clock: str, zone: str = "Asia/Tokyo") -> None:
    answer = await office.world.mika.slash(office.world.lounge, "airing follow", title=TEARS)
    asked = await office.world.mika.click(shown(answer), label="Daily digest")
    await office.world.mika.submit_modal(asked, {"clock": clock, "zone": zone})
    await office.world.env.settle()


def digests(office: Office) -> list[str]:
    return office.said(office.world.mika.user.dm_channel)


def tokyo(moment: datetime) -> str:
    return (moment + timedelta(hours=9)).strftime("%H:%M")


async def test_a_digest_comes_on_its_hour_day_by_day(office: Office) -> None:
    start = at_quarter(office, 2)
    await airs(office, 5, start + 3 * HOUR)
    await wish(office, tokyo(start))
    await passes(office, start - office.world.env.now() - timedelta(seconds=1))
    assert digests(office) == []
    await passes(office, timedelta(seconds=1))
    (text,) = digests(office)
    assert "Comes next" in text
    assert f"**{TEARS}** · Episode 5 of 11" in text
    (message,) = office.world.mika.user.dm_channel.history()
    assert PLOT not in everything_of(message)
    assert message.flags.silent
    await passes(office, 24 * HOUR)
    assert "Has aired" in digests(office)[1]
    await passes(office, 24 * HOUR)  # nothing within a day: no message
    assert len(digests(office)) == 2
    await airs(office, 6, office.world.env.now() + 30 * HOUR)
    await passes(office, 24 * HOUR)
    assert len(digests(office)) == 3


async def test_a_digest_can_be_stopped_where_it_arrives(office: Office) -> None:
    start = at_quarter(office, 2)
    await airs(office, 5, start + 30 * HOUR)
    await airs(office, 6, start + 3 * HOUR)
    await wish(office, tokyo(start))
    await passes(office, 3 * HOUR)
    (message,) = office.world.mika.user.dm_channel.history()
    button(message, "Stop the digest")
    await office.world.mika.user.click(message, label="Stop the digest")
    await passes(office, 24 * HOUR)
    assert len([text for text in digests(office) if "Your dramas" in text]) == 1


async def test_a_digest_missed_for_long_is_not_sent_late(office: Office) -> None:
    start = at_quarter(office, 2)
    await airs(office, 5, start + HOUR)
    await wish(office, tokyo(start))
    await office.restart(after=20 * HOUR)
    await passes(office, timedelta(minutes=5))
    assert digests(office) == []
    await passes(office, 6 * HOUR)
    assert len(digests(office)) == 1


async def test_closed_messages_end_the_digest_and_the_member_hears_why(office: Office) -> None:
    start = at_quarter(office, 2)
    for day in range(4):
        await airs(office, 5 + day, start + HOUR + day * 24 * HOUR)
    await wish(office, tokyo(start))
    dm = office.world.mika.user.dm_channel
    office.world.env.inject_error(
        "POST", f"/channels/{dm.id}/messages", status=403, code=50007, message="Cannot send messages", times=1
    )
    await passes(office, 3 * HOUR)
    assert digests(office) == []
    await passes(office, 24 * HOUR)
    assert digests(office) == []  # it would be delivered now, but is switched off
    assert await stored(office.database, "SELECT next_at FROM digest") == [(None,)]
    answer = await office.world.mika.slash(office.world.lounge, "airing follow", title=TEARS)
    assert "Your daily digest is switched off" in text_of(answer)
    await wish(office, tokyo(start))
    await passes(office, 24 * HOUR)
    assert len(digests(office)) == 1
