"""One clock: what members do is written down at the hour of Discord's world, in the day of their own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.store.database import Database
from tests.world import TEARS, World, shown, stored

# Fourteen hours ahead of UTC, and eleven behind: whatever the hour, one of the two has another day.
AHEAD, BEHIND = "Pacific/Kiritimati", "Pacific/Pago_Pago"


async def test_every_time_is_the_one_clocks(world: World, database: Database) -> None:
    there = world.env.now()
    assert abs(there - datetime.now(UTC)) > timedelta(days=1)  # or nothing below could tell the two apart

    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8", episode=1)
    await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="One Litre")

    times = await stored(
        database,
        "SELECT first_seen FROM guild_member UNION ALL SELECT created_at FROM member"
        " UNION ALL SELECT created_at FROM score UNION ALL SELECT updated_at FROM score"
        " UNION ALL SELECT updated_at FROM episode_score UNION ALL SELECT updated_at FROM progress"
        " UNION ALL SELECT created_at FROM follow UNION ALL SELECT at FROM audit",
    )
    assert len(times) == 11  # two members; a score; an episode's; a list of one; a follow; two audited
    for (text,) in times:
        assert timedelta(seconds=-1) <= datetime.fromisoformat(str(text)) - there < timedelta(minutes=5)
    ((began, ended),) = await stored(database, "SELECT started_on, finished_on FROM progress")
    assert began == ended == there.date().isoformat()  # UTC's day: nobody said what zone is theirs


async def test_the_day_of_who_gave_a_zone_is_the_day_there(world: World, database: Database) -> None:
    for member, zone in ((world.mika, AHEAD), (world.jun, BEHIND)):
        answer = await member.slash(world.lounge, "airing follow", title=TEARS)
        form = await member.click(shown(answer), label="Daily digest")
        await member.submit_modal(form, values={"clock": "20:00", "zone": zone})
        await member.slash(world.lounge, "watch set", title=TEARS, status="completed")
    now = world.env.now()
    days = dict(await stored(database, "SELECT member_id, finished_on FROM progress"))
    assert days[world.mika.id] == now.astimezone(ZoneInfo(AHEAD)).date().isoformat()
    assert days[world.jun.id] == now.astimezone(ZoneInfo(BEHIND)).date().isoformat()
    assert days[world.mika.id] != days[world.jun.id]
