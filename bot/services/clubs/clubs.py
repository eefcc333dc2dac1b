"""Watch clubs as members use them: starting, joining and pacing one, and its state."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from bot.domain.clubs import (
    Advance,
    Club,
    ClubPace,
    ClubState,
    ClubStep,
    JoinResult,
    StepStanding,
    deadline,
    read_club_pace,
)
from bot.domain.dramas import Drama
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.paces import misread
from bot.domain.spoilers import is_past
from bot.errors import (
    BadClubPace,
    ClubAlready,
    ClubLeadersOnly,
    ClubOver,
    ClubThere,
    EpisodesUnknown,
    NoClub,
    NotInClub,
)
from bot.search.keys import key
from bot.services.checks import guild_of
from bot.services.clubs import steps
from bot.services.clubs.steps import alive, standing_of
from bot.services.limits import Limits, limited
from bot.services.posts.outbox import Outbox
from bot.store.airing import airing
from bot.store.clubs import clubs
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.moderation.audit import audit
from bot.store.posts import chores

T = TypeVar("T")

CHORE = "clubs"
CHOICES = 25  # what Discord shows of an autocomplete


class Clubs:
    """The clubs of every guild. The caller hands in the time (UTC)."""

    def __init__(self, database: Database, outbox: Outbox, limits: Limits):
        self._database = database
        self.limits = limits
        self._outbox = outbox

    # --- finding one ---

    async def meant(
        self,
        reader: Reader,
        channel_ids: Sequence[int] = (),
        drama: Drama | None = None,
        *,
        hidden: Collection[int] = (),
    ) -> list[Club]:
        """The clubs that can be meant, the latest first: of the named drama, else of the channels.

        Clubs with `hidden` ids are left out, because the reader may not know about them.

        If there are none, all clubs of the guild. Returns at least one club, else raises `NoClub`.
        """
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> list[Club]:
            there = [club for club in clubs.of_guild(connection, guild_id) if club.id not in hidden]
            if drama is not None:
                return [club for club in there if club.drama.id == drama.id]
            here = clubs.of_places(connection, guild_id, channel_ids)
            return [club for club in here if club.id not in hidden] or there

        found = await self._database.read(read)
        if not found:
            raise NoClub(drama)
        return found

    async def get(self, club_id: int, reader: Reader) -> Club:
        """A chosen club. Raises `ClubOver`."""
        return await self._database.read(lambda connection: alive(connection, club_id, reader))

    async def of_guild(self, guild_id: int, typed: str = "") -> list[Club]:
        """The clubs of a guild whose drama titles contain what was typed, the latest first."""
        wanted = key(typed)
        found = await self._database.read(lambda connection: clubs.of_guild(connection, guild_id))
        return [club for club in found if any(wanted in key(title) for title in club.drama.titles)]

    async def is_in(self, club: Club, reader: Reader) -> bool:
        """Whether the reader is in a club."""
        return await self._database.read(
            lambda connection: clubs.is_member(connection, club.id, reader.member_id)
        )

    # --- what curators do ---

    @limited(Deed.CLUB)
    async def start(
        self,
        drama: Drama,
        pace: str,
        reader: Reader,
        now: datetime,
        *,
        channel_id: int,
        role_id: int | None = None,
        advance: Advance = Advance.TIME,
    ) -> StepStanding:
        """Start a club and open its first step. The reader who starts it becomes a member.

        Raises `ClubLeadersOnly`, `BadClubPace`, `ClubThere` and `EpisodesUnknown`.
        """
        guild_id = guild_of(reader)
        if not reader.curator:
            raise ClubLeadersOnly

        def write(connection: sqlite3.Connection) -> StepStanding:
            there = [club for club in clubs.of_guild(connection, guild_id) if club.drama.id == drama.id]
            if there:
                raise ClubThere(drama, there[0].channel_id)
            last = episodes.last_number(connection, drama)
            if last is None:
                raise EpisodesUnknown(drama)
            members.seen(connection, reader.member_id, guild_id, now)
            club = clubs.start(
                connection,
                guild_id=guild_id,
                drama_id=drama.id,
                channel_id=channel_id,
                # The role of everyone has the guild's own id: a club calls its members.
                role_id=role_id if role_id != guild_id else None,
                pace=_read_pace(connection, pace, reader, now),
                advance=advance,
                started_by=reader.member_id,
                now=now,
            )
            steps.join(connection, club, reader.member_id, now)
            steps.open_step(connection, club, 1, (1, min(club.pace.episodes, last)), now)
            return standing_of(connection, club)

        return await self._change(write, now)

    @limited(Deed.CLUB)
    async def pace(
        self,
        club: Club,
        reader: Reader,
        now: datetime,
        *,
        pace: str | None = None,
        advance: Advance | None = None,
        paused: bool | None = None,
    ) -> StepStanding:
        """Change a club's pace, or pause or resume it. Omitted values stay as they are.

        The open step stays, with a new deadline if the pace changes or the club resumes. Raises
        `ClubLeadersOnly`, `BadClubPace`, and `ClubAlready` if nothing would change.
        """
        require_leader(club, reader)

        def write(connection: sqlite3.Connection) -> StepStanding:
            before = alive(connection, club)
            pauses = before.state is ClubState.PAUSED
            if paused is pauses and pace is None and advance in (None, before.advance):
                raise ClubAlready(before.drama, pauses=pauses)
            if pace is not None:
                changed = _read_pace(connection, pace, reader, now, club.pace.pace.zone)
                clubs.put_pace(connection, club.id, changed)
            if advance is not None:
                clubs.put_advance(connection, club.id, advance)
            if paused is not None:
                state = ClubState.PAUSED if paused else ClubState.RUNNING
                clubs.put_state(connection, club.id, state, now)
            after = alive(connection, club)
            if after.state is ClubState.PAUSED:
                clubs.put_until(connection, club.id, None)
            elif pace is not None or before.state is not after.state:
                clubs.put_until(connection, club.id, deadline(after.pace.pace, now))
                # After a long pause, its post is no longer known and cannot be changed, so there is a new
                # one.
                steps.announce(connection, after, standing_of(connection, after).step.number, now)
            return standing_of(connection, after)

        return await self._change(write, now)

    @limited(Deed.CLUB)
    async def end(self, club: Club, reader: Reader, now: datetime) -> None:
        """End a club early. Raises `ClubLeadersOnly` and `ClubOver`."""
        require_leader(club, reader)

        def write(connection: sqlite3.Connection) -> None:
            steps.end(connection, standing_of(connection, alive(connection, club)), now)

        await self._change(write, now)

    # --- what members do ---

    @limited(Deed.CLUB)
    async def join(self, club_id: int, reader: Reader, now: datetime) -> JoinResult:
        """Join a club. Raises `ClubOver`."""

        def write(connection: sqlite3.Connection) -> JoinResult:
            club = alive(connection, club_id, reader)
            members.seen(connection, reader.member_id, reader.guild_id, now)
            joined = steps.join(connection, club, reader.member_id, now)
            return _membership(connection, club, reader, changed=joined)

        return await self._change(write, now)

    async def leave(self, club_id: int, reader: Reader, now: datetime) -> JoinResult:
        """Leave a club. Raises `ClubOver`. The remaining members may all have caught up then."""

        def write(connection: sqlite3.Connection) -> JoinResult:
            club = alive(connection, club_id, reader)
            left = clubs.leave(connection, club.id, reader.member_id, now)
            return _membership(connection, club, reader, changed=left)

        return await self._change(write, now)

    @limited(Deed.CLUB)
    async def take_out(self, club: Club, member_id: int, reader: Reader, now: datetime) -> bool:
        """Remove a member from a club. False if they are not in it.

        Raises `ClubLeadersOnly` and `ClubOver`.
        """
        require_leader(club, reader)

        def write(connection: sqlite3.Connection) -> bool:
            there = alive(connection, club)
            out = clubs.leave(connection, there.id, member_id, now)
            if out:
                audit(
                    connection,
                    there.guild_id,
                    reader.member_id,
                    "club.taken out",
                    f"club {there.id}",
                    now,
                    {"member": member_id},
                )
            return out

        return await self._change(write, now)

    async def remind(
        self, club_id: int, reader: Reader, now: datetime, *, wanted: bool | None = None
    ) -> JoinResult:
        """Switch the reader's reminders on or off; None: the other way. Raises `NotInClub` and `ClubOver`."""

        def write(connection: sqlite3.Connection) -> JoinResult:
            club = alive(connection, club_id, reader)
            if not clubs.is_member(connection, club.id, reader.member_id):
                raise NotInClub(club.drama, club.id)
            had = clubs.wants_reminders(connection, club.id, reader.member_id)
            clubs.put_reminders(
                connection, club.id, reader.member_id, wanted=not had if wanted is None else wanted
            )
            return _membership(connection, club, reader, changed=True)

        return await self._change(write, now)

    async def step_of(self, club_id: int, number: int, reader: Reader) -> tuple[Club, ClubStep]:
        """The step that a member says they have finished. Raises `NotInClub` and `ClubOver`."""

        def read(connection: sqlite3.Connection) -> tuple[Club, ClubStep]:
            club = alive(connection, club_id, reader)
            step = clubs.step(connection, club.id, number)
            if step is None:
                raise ClubOver
            if not clubs.is_member(connection, club.id, reader.member_id):
                raise NotInClub(club.drama, club.id)
            return club, step

        return await self._database.read(read)

    async def look_again(self, now: datetime) -> None:
        """Check whether a club may continue, because a member has caught up."""
        await self._change(lambda _: None, now)

    async def status(self, club: Club) -> StepStanding:
        """The state of a club at its open step. Raises `ClubOver`."""
        return await self._database.read(lambda connection: standing_of(connection, alive(connection, club)))

    async def status_of(self, club_id: int, reader: Reader) -> StepStanding:
        """The same, for a button. Raises `ClubOver`."""
        return await self._database.read(
            lambda connection: standing_of(connection, alive(connection, club_id, reader))
        )

    async def _change(self, work: Callable[[sqlite3.Connection], T], now: datetime) -> T:
        """Change clubs, and wake the clubs' chore."""

        def write(connection: sqlite3.Connection) -> T:
            result = work(connection)
            chores.hasten(connection, CHORE, now)
            return result

        result = await self._database.write(write)
        self._outbox.changed()
        return result


def leads_club(club: Club, reader: Reader) -> bool:
    """Whether the reader may manage the club: curators manage all clubs, members the ones they started."""
    return reader.curator or reader.member_id == club.started_by


def require_leader(club: Club, reader: Reader) -> None:
    """Raises `ClubLeadersOnly` unless the reader may manage the club."""
    if not leads_club(club, reader):
        raise ClubLeadersOnly(club.drama)


def _membership(connection: sqlite3.Connection, club: Club, reader: Reader, *, changed: bool) -> JoinResult:
    reminded = clubs.wants_reminders(connection, club.id, reader.member_id)
    step = clubs.step(connection, club.id)
    behind = False
    if step is not None and club.advance is Advance.TOGETHER and club.state is ClubState.RUNNING:
        everybody = clubs.progress(connection, club)
        behind = reader.member_id in everybody and not is_past(everybody[reader.member_id], step.last)
    return JoinResult(club, step, changed, reminded, behind)


def _read_pace(
    connection: sqlite3.Connection, text: str, reader: Reader, now: datetime, zone: str | None = None
) -> ClubPace:
    """A typed pace. Without a zone, the club's zone applies, or the zone of the member's digest."""
    if zone is None:
        digest = airing.digest(connection, reader.member_id)
        zone = digest.zone if digest is not None else "UTC"
    pace = read_club_pace(text, zone, now)
    if pace is None:
        raise BadClubPace(text, misread(text))
    return pace
