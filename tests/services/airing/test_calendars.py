"""Calendars read in order by a reader that is strict: nothing doubles, nothing stays that is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest

from bot.domain.dramas import Drama
from bot.i18n import texts
from bot.present.airing.calendars import calendar
from bot.services.container import Services, open_services
from bot.store.catalogue import merging
from bot.store.database import Database
from tests.services.airing.broadcaster import HOUR, NOW, set_airs_at, show
from tests.services.people import MIKA, added

DAY = timedelta(days=1)
UTC_FORM = "%Y%m%dT%H%M%SZ"


@dataclass
class Reader:
    """A calendar that takes what RFC 5546 allows: a change comes with a higher SEQUENCE, and later."""

    events: dict[str, Any] = field(default_factory=dict)

    def read(self, file: bytes) -> None:
        seen: set[str] = set()
        event: Any
        for event in icalendar.Calendar.from_ical(file, multiple=False).walk("VEVENT"):
            assert not event.errors
            uid = str(event["UID"])
            assert uid not in seen
            seen.add(uid)
            assert event["DTSTAMP"].to_ical().decode().endswith("Z")
            assert str(event["STATUS"]) in ("CONFIRMED", "CANCELLED")
            known = self.events.get(uid)
            if known is not None and known.to_ical() != event.to_ical():
                assert int(event["SEQUENCE"]) > int(known["SEQUENCE"])
                assert event["DTSTAMP"].dt >= known["DTSTAMP"].dt
            self.events[uid] = event

    def shown(self) -> dict[str, str]:
        """What stands in it, and when."""
        return {
            str(event["SUMMARY"]): event["DTSTART"].to_ical().decode()
            for event in self.events.values()
            if str(event["STATUS"]) != "CANCELLED"
        }


async def export(services: Services, drama: Drama | None = None, now: datetime = NOW) -> bytes:
    page = await services.airing.calendar(MIKA, now, drama)
    return calendar(texts("en"), page.events)


@pytest.fixture
async def services(store: Database) -> Services:
    return await open_services(store)


async def test_the_same_calendar_is_the_same_file(services: Services, store: Database) -> None:
    (drama,) = await added(store, show("Stable"))
    await set_airs_at(store, drama.id, 1, NOW + DAY)
    first = await export(services, drama)
    assert await export(services, drama, NOW + HOUR) == first
    assert b"SEQUENCE:0" in first


async def test_an_episode_that_moves_or_goes_does_so_in_calendars(
    services: Services, store: Database
) -> None:
    (drama,) = await added(store, show("Moving"))
    for number in (1, 2, 3):
        await set_airs_at(store, drama.id, number, NOW + number * DAY)
    reader = Reader()
    reader.read(await export(services, drama))
    assert len(reader.shown()) == 3
    await set_airs_at(store, drama.id, 2, NOW + 5 * DAY)
    await store.write(
        lambda c: c.execute("DELETE FROM episode WHERE drama_id = ? AND number = 3", (drama.id,))
    )
    reader.read(await export(services, drama, NOW + HOUR))
    assert reader.shown() == {
        "Moving – Episode 1": (NOW + DAY).strftime(UTC_FORM),
        "Moving – Episode 2": (NOW + 5 * DAY).strftime(UTC_FORM),
    }
    await set_airs_at(store, drama.id, 3, NOW + 6 * DAY)  # it airs after all
    reader.read(await export(services, drama, NOW + 2 * HOUR))
    assert len(reader.shown()) == 3
    assert len(reader.events) == 3


async def test_an_episode_keeps_its_event_when_its_drama_becomes_part_of_another(
    services: Services, store: Database
) -> None:
    keep, gone = await added(store, show("Kept"), show("Double"))
    for drama in (keep, gone):
        await set_airs_at(store, drama.id, 1, NOW + DAY)
    await set_airs_at(store, gone.id, 2, NOW + 2 * DAY)
    reader = Reader()
    for drama in (keep, gone):
        await services.airing.follow(drama, MIKA, NOW)
    reader.read(await export(services))
    assert len(reader.shown()) == 3
    await store.write(lambda c: merging.merge(c, keep.id, gone.id))
    reader.read(await export(services, now=NOW + HOUR))
    assert set(reader.shown()) == {"Kept – Episode 1", "Kept – Episode 2"}
    assert len(reader.events) == 3
