"""Episodes that air while time goes by."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.timestamps import written
from tests.schedule.posting import Office
from tests.world import put

HOUR = timedelta(hours=1)
STEP = 4 * HOUR
PLOT = "Aya dies"


async def airs(office: Office, number: int, at: datetime, drama_id: int = 1) -> None:
    """An episode airs at this moment, as a source would say it before the next plan."""
    await put(
        office.database,
        "INSERT INTO episode (drama_id, number, title, air_date, airs_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (drama_id, number) DO UPDATE SET title = excluded.title,"
        " air_date = excluded.air_date, airs_at = excluded.airs_at",
        drama_id,
        number,
        PLOT,
        (at + timedelta(hours=9)).date().isoformat(),
        written(at),
    )


async def new_drama(office: Office, ident: int, title: str) -> None:
    await put(
        office.database,
        "INSERT INTO drama (id, title, country, episodes) VALUES (?, ?, 'KR', 16)",
        ident,
        title,
    )


async def passes(office: Office, time: timedelta) -> None:
    """Time goes by, in steps: a plan is laid every hour, and every step has seconds to settle in."""
    while time > STEP:
        await office.pass_time(STEP)
        time -= STEP
    await office.pass_time(time)
