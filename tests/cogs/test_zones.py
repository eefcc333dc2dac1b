"""A typed zone means the same everywhere: in the digest, in clubs, in schedules of synopses."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.store.database import Database
from tests.cogs.publishing import chosen
from tests.world import TEARS, World, shown, stored, text_of

# What is typed, and the hour (UTC) at which it is 08:00 there.
ZONES = [
    ("GMT+9", 23), ("UTC+9", 23), ("GMT-5", 13), ("UTC-5", 13), ("JST", 23), ("KST", 23), ("ICT", 1),
    ("+09:00", 23),
    ("utc -3", 11), ("日本時間", 23),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "hour"), ZONES)
async def test_it_means_one_hour_everywhere(world: World, database: Database, typed: str, hour: int) -> None:
    answer = await world.mika.slash(world.lounge, "airing follow", title=TEARS)
    asked = await world.mika.click(shown(answer), label="Daily digest")
    saved = await world.mika.submit_modal(asked, {"clock": "8:00", "zone": typed})
    assert "Your daily digest comes at 08:00" in text_of(saved)
    await chosen(world, "synopses")
    await world.rei.slash(world.lounge, "synopses schedule", title=TEARS, pace=f"every day 8:00 {typed}")
    pace = "1 episode every day 8:00"
    await world.rei.slash(world.lounge, "club start", title=TEARS, pace=f"{pace} {typed}")
    await world.rei.slash(world.lounge, "club start", title="Attention Please", pace=pace, zone=typed)
    found = [
        *await stored(database, "SELECT next_at FROM digest"),
        *await stored(database, "SELECT next_at FROM synopsis_schedule"),
        *await stored(database, "SELECT until FROM club_step"),
    ]
    assert [datetime.fromisoformat(moment).hour for (moment,) in found] == [hour] * 4

    # What it is shown as is read as the same zone.
    again = await world.mika.click(shown(saved), label="Change the digest")
    assert "Etc/" not in repr(again.modal)
    assert "Etc/" not in text_of(saved)


async def test_a_pace_in_what_several_zones_are_called_names_them(world: World, database: Database) -> None:
    await chosen(world, "synopses")
    for name, options in (
        ("synopses schedule", {"pace": "every day 8:00 CST"}),
        ("club start", {"pace": "1 episode every day 8:00", "zone": "CST"}),
    ):
        refused = await world.rei.slash(world.lounge, name, title=TEARS, **options)
        assert "Several time zones are called *CST*. Choose one: `Asia/Shanghai`, `Asia/Taipei`" in text_of(
            refused
        )
    assert not await stored(database, "SELECT * FROM club")
    assert not await stored(database, "SELECT * FROM synopsis_schedule")
