"""Watch clubs: starting, joining and pacing them, opening their steps on time, and what their posts say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.domain.clubs import (
    Advance,
    Club,
    ClubPace,
    ClubState,
    EventTask,
    Membership,
    OutdatedPost,
    Standing,
    Step,
    Summary,
    batch_after,
    deadline,
    is_over,
    read_club_pace,
    remind_now,
)
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.outbox import NewPost, Post, Target
from bot.errors import (
    BadClubPace,
    ClubOver,
    ClubThere,
    EpisodesUnknown,
    NoClub,
    NotAllowed,
    NotInClub,
    ServerOnly,
    WhichClub,
)
from bot.search.keys import key
from bot.services.outbox import Outbox
from bot.store import airing, chores, clubs, episodes, members, outbox
from bot.store.database import Database

T = TypeVar("T")

CHORE = "clubs"
STEP, REMINDER, END = "club step", "club reminder", "club end"  # kinds of post
CHOICES = 25  # what Discord shows of an autocomplete
AT_ONCE = 50  # clubs of one transaction: others write in between
# What members note elsewhere (/watch) may be the last that a club waited for.
TOGETHER_EVERY = timedelta(minutes=30)
AT_LEAST_EVERY = timedelta(hours=12)
# An event has to begin in the future, by Discord's clock.
EVENT_AHEAD = timedelta(minutes=5)


class Clubs:
    """The clubs of every guild. Times are handed in (UTC)."""

    def __init__(self, database: Database, outbox: Outbox):
        self._database = database
        self._outbox = outbox

    # --- finding one ---

    async def find(self, reader: Reader, channel_ids: Sequence[int], drama: Drama | None) -> Club:
        """The club of a drama, or the one of the channel; raises `NoClub` and `WhichClub`.

        Where the channel has none and the guild just one, that one is meant.
        """
        guild_id = _guild(reader)

        def read(connection: sqlite3.Connection) -> tuple[list[Club], list[Club]]:
            return (
                clubs.of_places(connection, guild_id, channel_ids),
                clubs.of_guild(connection, guild_id),
            )

        here, there = await self._database.read(read)
        if drama is not None:
            here, there = [], [club for club in there if club.drama.id == drama.id]
        found = here or there
        if not found:
            raise NoClub(drama)
        if len(found) > 1:
            raise WhichClub(tuple(club.drama for club in found))
        return found[0]

    async def of_guild(self, guild_id: int, typed: str = "") -> list[Club]:
        """At most 25 clubs of a guild whose dramas' titles hold what was typed, the latest first."""
        wanted = key(typed)
        found = await self._database.read(lambda connection: clubs.of_guild(connection, guild_id))
        return [
            club
            for club in found
            if wanted in key(club.drama.title) or wanted in key(club.drama.native_title or "")
        ][:CHOICES]

    # --- what curators do ---

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
    ) -> Standing:
        """Start a club; its first step opens at once. Who starts it is in it.

        Raises `NotAllowed`, `BadClubPace`, `ClubThere` and `EpisodesUnknown`.
        """
        guild_id = _guild(reader)
        if not reader.curator:
            raise NotAllowed("manage_guild")

        def write(connection: sqlite3.Connection) -> Standing:
            there = [club for club in clubs.of_guild(connection, guild_id) if club.drama.id == drama.id]
            if there:
                raise ClubThere(drama, there[0].channel_id)
            last = episodes.last_number(connection, drama)
            if last is None:
                raise EpisodesUnknown(drama)
            members.seen(connection, reader.member_id, guild_id)
            club = clubs.start(
                connection,
                guild_id=guild_id,
                drama_id=drama.id,
                channel_id=channel_id,
                # The role of everybody bears the guild's own id: a club calls its members.
                role_id=role_id if role_id != guild_id else None,
                pace=_read_pace(connection, pace, reader),
                advance=advance,
                started_by=reader.member_id,
                now=now,
            )
            clubs.join(connection, club.id, reader.member_id, now)
            _open(connection, club, 1, (1, min(club.pace.episodes, last)), now)
            return _last(connection, club)

        return await self._change(write, now)

    async def pace(
        self,
        club: Club,
        reader: Reader,
        now: datetime,
        *,
        pace: str | None = None,
        advance: Advance | None = None,
        paused: bool | None = None,
    ) -> Standing:
        """Change a club's pace, or let it pause or run on; raises `NotAllowed` and `BadClubPace`.

        The step that is open stays, with a new deadline where the pace changes or it runs on.
        """
        _require_leader(club, reader)

        def write(connection: sqlite3.Connection) -> Standing:
            before = _alive(connection, club)
            if pace is not None:
                clubs.put_pace(connection, club.id, _read_pace(connection, pace, reader, club.pace.pace.zone))
            if advance is not None:
                clubs.put_advance(connection, club.id, advance)
            if paused is not None:
                state = ClubState.PAUSED if paused else ClubState.RUNNING
                clubs.put_state(connection, club.id, state, now)
            after = _alive(connection, club)
            if after.state is ClubState.PAUSED:
                clubs.put_until(connection, club.id, None)
            elif pace is not None or before.state is not after.state:
                clubs.put_until(connection, club.id, deadline(after.pace.pace, now))
            return _last(connection, after)

        return await self._change(write, now)

    async def end(self, club: Club, reader: Reader, now: datetime) -> None:
        """End a club before its time; raises `NotAllowed`."""
        _require_leader(club, reader)
        await self._change(lambda connection: _end(connection, _alive(connection, club), now), now)

    # --- what members do ---

    async def join(self, club_id: int, reader: Reader, now: datetime) -> Membership:
        """Raises `ClubOver`."""

        def write(connection: sqlite3.Connection) -> Membership:
            club = _alive(connection, club_id, reader)
            members.seen(connection, reader.member_id, reader.guild_id)
            joined = clubs.join(connection, club.id, reader.member_id, now)
            return _membership(connection, club, reader, changed=joined, joined=joined)

        return await self._change(write, now)

    async def leave(self, club_id: int, reader: Reader, now: datetime) -> Membership:
        """Raises `ClubOver`. Those who are left may all have caught up by that."""

        def write(connection: sqlite3.Connection) -> Membership:
            club = _alive(connection, club_id, reader)
            left = clubs.leave(connection, club.id, reader.member_id, now)
            return _membership(connection, club, reader, changed=left)

        return await self._change(write, now)

    async def remind(self, club_id: int, reader: Reader, now: datetime) -> Membership:
        """Ask for reminders, or for no more of them; raises `NotInClub` and `ClubOver`."""

        def write(connection: sqlite3.Connection) -> Membership:
            club = _alive(connection, club_id, reader)
            if not clubs.is_member(connection, club.id, reader.member_id):
                raise NotInClub(club.drama, club.id)
            wanted = not clubs.wants_reminders(connection, club.id, reader.member_id)
            clubs.put_reminders(connection, club.id, reader.member_id, wanted=wanted)
            return _membership(connection, club, reader, changed=True)

        return await self._change(write, now)

    async def step_of(self, club_id: int, number: int, reader: Reader) -> tuple[Club, Step]:
        """The step that a member says they have caught up with; raises `NotInClub` and `ClubOver`."""

        def read(connection: sqlite3.Connection) -> tuple[Club, Step]:
            club = _alive(connection, club_id, reader)
            step = clubs.step(connection, club.id, number)
            if step is None:
                raise ClubOver
            if not clubs.is_member(connection, club.id, reader.member_id):
                raise NotInClub(club.drama, club.id)
            return club, step

        return await self._database.read(read)

    async def look_again(self, now: datetime) -> None:
        """Somebody has caught up: a club may go on."""
        await self._change(lambda _: None, now)

    async def status(self, club: Club) -> Standing:
        """How a club stands at the step that is open; raises `ClubOver`."""
        return await self._database.read(lambda connection: _last(connection, _alive(connection, club)))

    async def status_of(self, club_id: int, reader: Reader) -> Standing:
        """The same by a button; raises `ClubOver`."""
        return await self._database.read(
            lambda connection: _last(connection, _alive(connection, club_id, reader))
        )

    # --- by the clock ---

    async def advance(self, now: datetime) -> datetime:
        """Open every step that is due, end clubs, queue reminders; may run at any time.

        A club that was long without the bot gets its next step late, and no more than that one.
        Returns when there is more to do.
        """
        ids = [club.id for club in await self._database.read(lambda connection: clubs.due(connection, now))]
        for start in range(0, len(ids), AT_ONCE):
            await self._database.write(partial(_advance, club_ids=ids[start : start + AT_ONCE], now=now))
            self._outbox.changed()

        def read(connection: sqlite3.Connection) -> datetime:
            every = TOGETHER_EVERY if clubs.any_together(connection) else AT_LEAST_EVERY
            found = clubs.next_due(connection, now)
            return min(found, now + every) if found is not None else now + every

        return await self._database.read(read)

    async def events(self, now: datetime, limit: int) -> list[EventTask]:
        """Events of Discord's to be made, moved or taken away, now this process's to do."""

        def write(connection: sqlite3.Connection) -> list[EventTask]:
            return clubs.claim_events(connection, now, now + EVENT_AHEAD, limit)

        return await self._database.write(write)

    async def event_done(self, task: EventTask, event_id: int | None) -> None:
        await self._database.write(lambda connection: clubs.put_event(connection, task, event_id))

    # --- what posts say ---

    async def step_post(self, post: Post) -> Standing | None:
        """What the post of a step says now; None once that step is over."""

        def write(connection: sqlite3.Connection) -> Standing | None:
            standing = _open_standing(connection, post)
            if standing is not None:
                clubs.tell(connection, standing)
            return standing

        return await self._database.write(write)

    async def outdated(self, limit: int) -> list[OutdatedPost]:
        """Posts of open steps whose deadline has changed since they went out."""
        return await self._database.read(lambda connection: clubs.outdated(connection, limit))

    async def told(self, standing: Standing) -> None:
        """The post of a step was brought in line, or is gone."""

        def write(connection: sqlite3.Connection) -> None:
            now = clubs.get(connection, standing.club.id)
            if now is not None and _last(connection, now).step == standing.step and now == standing.club:
                clubs.tell(connection, standing)

        await self._database.write(write)

    async def reminder(self, post: Post) -> Standing | None:
        """What a reminder says now; None for who has caught up, left, or wants none any more."""

        def read(connection: sqlite3.Connection) -> Standing | None:
            standing, member_id = _open_standing(connection, post), post.target.member_id
            if standing is None or standing.step.until is None or member_id is None:
                return None
            return standing if member_id in clubs.to_remind(connection, standing) else None

        return await self._database.read(read)

    async def summary(self, post: Post) -> Summary | None:
        """How a club ended."""

        def read(connection: sqlite3.Connection) -> Summary | None:
            club = clubs.get(connection, _number(post, "club"))
            step = clubs.step(connection, club.id) if club is not None else None
            if club is None or step is None:
                return None
            last = episodes.last_number(connection, club.drama) or step.last
            count, finished = clubs.past(connection, club, last)
            return Summary(club, step.number, count, tuple(finished), clubs.score(connection, club))

        return await self._database.read(read)

    async def _change(self, work: Callable[[sqlite3.Connection], T], now: datetime) -> T:
        """A change of clubs, and the chore told of it."""

        def write(connection: sqlite3.Connection) -> T:
            result = work(connection)
            chores.hasten(connection, CHORE, now)
            return result

        result = await self._database.write(write)
        self._outbox.changed()
        return result


def _guild(reader: Reader) -> int:
    if reader.guild_id is None:
        raise ServerOnly
    return reader.guild_id


def _require_leader(club: Club, reader: Reader) -> None:
    """Curators lead every club, and who started one leads that."""
    if not reader.curator and reader.member_id != club.started_by:
        raise NotAllowed("manage_guild")


def _alive(connection: sqlite3.Connection, club: Club | int, reader: Reader | None = None) -> Club:
    """The club as it stands now; raises `ClubOver` for one that has ended, or is another guild's."""
    found = clubs.get(connection, club if isinstance(club, int) else club.id)
    if found is None or found.state is ClubState.ENDED:
        raise ClubOver
    # A reminder's buttons are pressed in direct messages.
    if reader is not None and reader.guild_id not in (None, found.guild_id):
        raise ClubOver
    return found


def _last(connection: sqlite3.Connection, club: Club) -> Standing:
    step = clubs.step(connection, club.id)
    if step is None:
        raise ClubOver
    return clubs.standing(connection, club, step)


def _membership(
    connection: sqlite3.Connection, club: Club, reader: Reader, *, changed: bool, joined: bool = False
) -> Membership:
    reminded = clubs.wants_reminders(connection, club.id, reader.member_id)
    return Membership(club, clubs.step(connection, club.id), changed, reminded, joined)


def _read_pace(
    connection: sqlite3.Connection, text: str, reader: Reader, zone: str | None = None
) -> ClubPace:
    """A pace as it was typed; where it names no zone, the club's or that of the member's digest holds."""
    if zone is None:
        digest = airing.digest(connection, reader.member_id)
        zone = digest.zone if digest is not None else "UTC"
    pace = read_club_pace(text, zone)
    if pace is None:
        raise BadClubPace(text)
    return pace


# --- steps ---


def _advance(connection: sqlite3.Connection, club_ids: Sequence[int], now: datetime) -> None:
    """Bring clubs to where they are now; what another process did meanwhile is seen here."""
    for club_id in club_ids:
        club, step = clubs.get(connection, club_id), clubs.step(connection, club_id)
        if club is None or step is None or step.closed or club.state is not ClubState.RUNNING:
            continue
        # Removed, or merged into one that has a club here already.
        if clubs.hidden_drama(connection, club.id):
            clubs.put_state(connection, club.id, ClubState.ENDED, now)
            continue
        standing = clubs.standing(connection, club, step)
        if is_over(standing, now):
            _go_on(connection, standing, now)
        elif remind_now(standing, now):
            _remind(connection, standing, now)


def _go_on(connection: sqlite3.Connection, standing: Standing, now: datetime) -> None:
    """Open the next step, or end the club after the last."""
    club, step = standing.club, standing.step
    last = standing.episodes or step.last
    batch = batch_after(step.last, club.pace, last)
    # Where everybody is ahead, what they all have seen is passed over: no steps in a row.
    while batch is not None and club.advance is Advance.TOGETHER and _all_past(connection, club, batch[1]):
        batch = batch_after(batch[1], club.pace, last)
    if batch is None:
        _end(connection, club, now)
        return
    clubs.close_step(connection, club.id, now)
    _open(connection, club, step.number + 1, batch, now)


def _all_past(connection: sqlite3.Connection, club: Club, episode: int) -> bool:
    count, past = clubs.past(connection, club, episode)
    return count == len(past)


def _open(
    connection: sqlite3.Connection, club: Club, number: int, batch: tuple[int, int], now: datetime
) -> None:
    clubs.open_step(connection, club.id, number, batch, now, deadline(club.pace.pace, now))
    payload = {"club": club.id, "step": number}
    outbox.put(connection, NewPost(f"club {club.id} step {number}", STEP, _channel(club), now, payload))


def _end(connection: sqlite3.Connection, club: Club, now: datetime) -> None:
    clubs.put_state(connection, club.id, ClubState.ENDED, now)
    outbox.put(connection, NewPost(f"club {club.id} end", END, _channel(club), now, {"club": club.id}))


def _remind(connection: sqlite3.Connection, standing: Standing, now: datetime) -> None:
    """Queue a reminder for whoever has none yet for this step."""
    club, step = standing.club, standing.step
    for member_id in clubs.to_remind(connection, standing):
        post = NewPost(
            f"club {club.id} step {step.number} reminder {member_id}",
            REMINDER,
            Target(member_id=member_id),
            now,
            {"club": club.id, "step": step.number},
            expires_at=step.until,
        )
        outbox.put(connection, post)


def _channel(club: Club) -> Target:
    return Target(guild_id=club.guild_id, channel_id=club.channel_id)


def _open_standing(connection: sqlite3.Connection, post: Post) -> Standing | None:
    club = clubs.get(connection, _number(post, "club"))
    step = clubs.step(connection, club.id, _number(post, "step")) if club is not None else None
    if club is None or step is None or step.closed:
        return None
    return clubs.standing(connection, club, step)


def _number(post: Post, name: str) -> int:
    return int(str(post.payload[name]))
