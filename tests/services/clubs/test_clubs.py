"""When a watch club that goes on together does: who is waited for, who is not, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.clubs import Advance, Club, ClubState
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.errors import ClubAlready, ClubLeadersOnly
from bot.services.container import Services
from bot.store.database import Database
from tests.services.people import JUN, MIKA, NOW, REI, added, rows

DAY = timedelta(days=1)
SOON = timedelta(minutes=1)


@dataclass
class Watched:
    """A club of rei's that goes on together, two of eight episodes a day, and its time."""

    services: Services
    store: Database
    club: Club
    drama: Drama
    looked: timedelta = timedelta(0)

    async def at(self, after: timedelta) -> tuple[int, int]:
        """Its open step `after` its start: number and first episode; 0 and 0 once it has ended."""
        while self.looked < after:  # about as often as the clock does
            self.looked = min(self.looked + timedelta(hours=1), after)
            await self.services.club_clock.advance(NOW + self.looked)
        found = await rows(self.store, "SELECT number, first_episode FROM club_step WHERE closed_at IS NULL")
        ((number, first),) = found or [(0, 0)]
        assert isinstance(number, int)
        assert isinstance(first, int)
        return number, first

    async def sees(self, reader: Reader, episode: int, after: timedelta = timedelta(0)) -> None:
        await self.services.watching.seen_up_to(self.drama, reader, episode, NOW + after)

    async def joins(self, reader: Reader, after: timedelta = timedelta(0)) -> bool:
        """Whether the club waits for them."""
        return (await self.services.clubs.join(self.club.id, reader, NOW + after)).behind


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Eight evenings", episodes=8))
    return found


async def begun(services: Services, store: Database, drama: Drama) -> Watched:
    standing = await services.clubs.start(
        drama, "2 episodes every day 12:00 UTC", REI, NOW, channel_id=9, advance=Advance.TOGETHER
    )
    return Watched(services, store, standing.club, drama)


async def test_people_who_have_all_seen_it_go_by_its_times(
    services: Services, store: Database, drama: Drama
) -> None:
    """Rei has completed it, mika watches it again, jun joins when it is about to end."""
    await services.watching.set(drama, REI, Status.COMPLETED, None, NOW)
    await services.watching.set(drama, MIKA, Status.COMPLETED, None, NOW)
    await services.watching.again(drama, MIKA, NOW)
    club = await begun(services, store, drama)
    assert not await club.joins(MIKA)
    assert await club.at(DAY - SOON) == (1, 1)
    assert await club.at(DAY) == (2, 3)
    await club.sees(MIKA, 8, DAY)
    assert await club.at(2 * DAY - SOON) == (2, 3)
    assert await club.at(3 * DAY) == (4, 7)
    assert await club.joins(JUN, 3 * DAY)
    assert await club.at(5 * DAY) == (4, 7), "long after its time it waits for who is behind"
    await club.sees(JUN, 8, 5 * DAY)
    assert await club.at(5 * DAY + SOON) == (0, 0)
    assert await rows(store, "SELECT first_episode, members, caught_up FROM club_step ORDER BY number") == [
        (1, 2, 2),
        (3, 2, 2),
        (5, 2, 2),
        (7, 3, 3),
    ]


async def test_who_binges_opens_one_step_and_not_all(
    services: Services, store: Database, drama: Drama
) -> None:
    club = await begun(services, store, drama)
    assert await club.joins(MIKA)
    for reader in (REI, MIKA):
        await club.sees(reader, 8)
    assert await club.at(SOON) == (2, 3)
    assert await club.at(DAY - SOON) == (2, 3), "it has its time, so that others can join"
    assert await club.at(2 * DAY - SOON) == (3, 5)


async def test_a_club_of_one_keeps_to_its_times(services: Services, store: Database, drama: Drama) -> None:
    club = await begun(services, store, drama)
    await club.sees(REI, 2)
    assert await club.at(DAY - SOON) == (1, 1)
    assert await club.at(DAY) == (2, 3)
    assert await club.at(4 * DAY) == (2, 3), "behind, alone"
    await club.sees(REI, 4, 4 * DAY)
    assert await club.at(4 * DAY + SOON) == (3, 5)


async def test_who_leaves_is_not_waited_for_and_takes_what_they_watched_along(
    services: Services, store: Database, drama: Drama
) -> None:
    await services.watching.set(drama, REI, Status.COMPLETED, None, NOW)
    await services.watching.set(drama, JUN, Status.COMPLETED, None, NOW)
    club = await begun(services, store, drama)
    await club.joins(MIKA)
    await club.joins(JUN)
    await services.clubs.leave(club.club.id, MIKA, NOW)
    assert await club.at(SOON) == (1, 1), "those who are left had seen it"
    await services.clubs.join(club.club.id, MIKA, NOW)
    await club.sees(MIKA, 2)
    assert await club.at(2 * SOON) == (2, 3)


async def test_only_who_leads_it_changes_it_and_only_if_there_is_something_to_change(
    services: Services, store: Database, drama: Drama
) -> None:
    with pytest.raises(ClubLeadersOnly) as nowhere:
        await services.clubs.start(drama, "2 episodes every day", MIKA, NOW, channel_id=9)
    assert nowhere.value.drama is None
    club = (await begun(services, store, drama)).club
    for change in (services.clubs.pace(club, MIKA, NOW, paused=True), services.clubs.end(club, MIKA, NOW)):
        with pytest.raises(ClubLeadersOnly) as refused:
            await change
        assert refused.value.drama == club.drama
    with pytest.raises(ClubAlready) as running:
        await services.clubs.pace(club, REI, NOW, paused=False, advance=Advance.TOGETHER)
    assert not running.value.pauses
    changed = await services.clubs.pace(club, REI, NOW, paused=False, advance=Advance.TIME)
    assert changed.club.advance is Advance.TIME
    assert (await services.clubs.pace(club, REI, NOW, paused=True)).club.state is ClubState.PAUSED
    with pytest.raises(ClubAlready) as paused:
        await services.clubs.pace(club, REI, NOW, paused=True)
    assert paused.value.pauses
