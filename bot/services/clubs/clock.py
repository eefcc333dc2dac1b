"""Scheduled work of watch clubs: steps that are due, Discord's events, and posts to update."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.domain.clubs import (
    SUMMARY_FOLLOWS,
    Advance,
    Club,
    EventTask,
    StepStanding,
    Summary,
    episodes_seen,
)
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import Post
from bot.domain.spoilers import is_past
from bot.services.clubs.clubs import CHORE
from bot.services.clubs.steps import bring_on
from bot.services.posts import faults
from bot.services.posts.outbox import Outbox
from bot.store import savepoints
from bot.store.clubs import clubs
from bot.store.clubs import events as club_events
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.moderation.audit import audit
from bot.store.posts import message_ledger
from bot.store.savepoints import Trouble

AT_ONCE = 25  # clubs of one transaction: others write in between
# Progress from other commands (/watch) may be the last that a club waits for.
TOGETHER_EVERY = timedelta(minutes=30)
SUMMARY_EVERY = timedelta(hours=1)  # it is looked whether the post at a club's end still holds
AT_LEAST_EVERY = timedelta(hours=12)


class ClubClock:
    """Advances the clubs of every guild. The caller hands in the time (UTC)."""

    def __init__(self, database: Database, outbox: Outbox):
        self._database = database
        self._outbox = outbox

    async def advance(self, now: datetime) -> None:
        """Open due steps, end clubs and queue reminders. May run at any time.

        After a long pause of the bot, a club gets only its next step, late.
        """
        ids = [club.id for club in await self._database.read(lambda connection: clubs.due(connection, now))]
        for start in range(0, len(ids), AT_ONCE):
            some = partial(_bring_on, club_ids=ids[start : start + AT_ONCE], now=now)
            faults.tell(CHORE, await self._database.write(some))
            self._outbox.changed()

    async def waited_for(self, now: datetime) -> list[tuple[Club, tuple[int, ...]]]:
        """The clubs that wait for everyone, each with the members who are behind, in order of joining."""

        def read(connection: sqlite3.Connection) -> list[tuple[Club, tuple[int, ...]]]:
            found = []
            for club in clubs.due(connection, now):
                step = clubs.step(connection, club.id)
                if club.advance is not Advance.TOGETHER or step is None or step.closed:
                    continue
                everybody = clubs.progress(connection, club)
                behind = tuple(one for one, far in everybody.items() if not is_past(far, step.last))
                if behind:
                    found.append((club, behind))
            return found

        return await self._database.read(read)

    async def gone(self, club: Club, member_id: int, now: datetime) -> None:
        """Remove a member who left the server from its clubs. If they return, they can join again."""

        def write(connection: sqlite3.Connection) -> None:
            if clubs.leave(connection, club.id, member_id, now):
                detail = {"member": member_id}
                audit(connection, club.guild_id, None, "club.gone", f"club {club.id}", now, detail)

        await self._database.write(write)

    async def next_due(self, now: datetime) -> datetime:
        """When the next work is due."""

        def read(connection: sqlite3.Connection) -> datetime:
            every = AT_LEAST_EVERY
            if clubs.any_ended(connection, now - SUMMARY_FOLLOWS):
                every = SUMMARY_EVERY
            if clubs.any_together(connection):
                every = TOGETHER_EVERY
            known = (clubs.next_due(connection, now), club_events.next_due(connection, now))
            return min([now + every, *(found for found in known if found is not None)])

        return await self._database.read(read)

    # --- Discord's events ---

    async def events(self, now: datetime, limit: int) -> list[EventTask]:
        """Claim Discord events that must be made, moved or deleted."""
        return await self._database.write(lambda connection: club_events.claim(connection, now, limit))

    async def event_done(self, task: EventTask, event_id: int | None) -> None:
        await self._database.write(lambda connection: club_events.put(connection, task, event_id))

    # --- a step's post ---

    async def step_post(self, post: Post) -> StepStanding | None:
        """The current content of a step's post. None once the step is over."""

        def write(connection: sqlite3.Connection) -> StepStanding | None:
            standing = _open_standing(connection, _number(post, "club"), _number(post, "step"))
            if standing is not None:
                club, number = standing.club, standing.step.number
                message_ledger.composed(
                    connection, Kind.CLUB_STEP, club.id, club.drama.id, club.guild_id, post.id, number
                )
            return standing

        return await self._database.write(write)

    async def step_as_it_stands(self, post: Posted) -> StepStanding | None:
        """What the message of a step shows; None once that step is over: then it stays as it is."""
        return await self._database.read(
            lambda connection: _open_standing(connection, post.subject, post.number)
        )

    async def reminder(self, post: Post) -> StepStanding | None:
        """The current content of a reminder.

        None if the member has caught up, left, or wants no reminders.
        """

        def read(connection: sqlite3.Connection) -> StepStanding | None:
            standing = _open_standing(connection, _number(post, "club"), _number(post, "step"))
            member_id = post.target.member_id
            if standing is None or standing.step.until is None or member_id is None:
                return None
            return standing if member_id in clubs.to_remind(connection, standing) else None

        return await self._database.read(read)

    # --- the post at a club's end ---

    async def summary(self, post: Post) -> Summary | None:
        """The current content of the post at a club's end."""

        def write(connection: sqlite3.Connection) -> Summary | None:
            summary = _summary(connection, _number(post, "club"))
            if summary is not None:
                club = summary.club
                clubs.tell_end(connection, summary)
                message_ledger.composed(
                    connection, Kind.CLUB_END, club.id, club.drama.id, club.guild_id, post.id
                )
            return summary

        return await self._database.write(write)

    async def summary_as_it_stands(self, club_id: int) -> Summary | None:
        """How a club ended, as its message is to say it now."""
        return await self._database.read(lambda connection: _summary(connection, club_id))

    async def look_at_summaries(self, now: datetime) -> None:
        """Clubs that ended a while ago, whose members have seen or scored more since: their posts follow."""

        def read(connection: sqlite3.Connection) -> tuple[list[Summary], list[Trouble]]:
            found: list[Summary] = []

            def look(ended: tuple[int, str | None]) -> None:
                club_id, told = ended
                summary = _summary(connection, club_id)
                if summary is not None and summary.fingerprint != told:
                    found.append(summary)

            known = clubs.ended(connection, now - SUMMARY_FOLLOWS)
            return found, savepoints.each(connection, known, look, lambda ended: f"club {ended[0]}")

        found, troubles = await self._database.read(read)
        faults.tell(CHORE, troubles)
        for summary in found:
            await self._database.write(partial(clubs.outdate_end, at=summary))
        self._outbox.changed()


def _bring_on(connection: sqlite3.Connection, club_ids: Sequence[int], now: datetime) -> list[Trouble]:
    """Bring clubs up to date, including what another process did meanwhile."""
    return savepoints.each(
        connection,
        club_ids,
        lambda club_id: bring_on(connection, club_id, now),
        "club {}".format,
    )


def _open_standing(connection: sqlite3.Connection, club_id: int, number: int) -> StepStanding | None:
    club = clubs.get(connection, club_id)
    step = clubs.step(connection, club.id, number) if club is not None else None
    if club is None or step is None or step.closed:
        return None
    return clubs.standing(connection, club, step)


def _summary(connection: sqlite3.Connection, club_id: int) -> Summary | None:
    club = clubs.get(connection, club_id)
    step = clubs.step(connection, club.id) if club is not None else None
    if club is None or step is None:
        return None
    last = episodes.last_number(connection, club.drama) or step.last
    everybody = clubs.progress(connection, club)
    return Summary(
        club,
        steps=step.number,
        kept=tuple(clubs.kept(connection, club)),
        members=len(everybody),
        finished=tuple(member_id for member_id, far in everybody.items() if is_past(far, last)),
        watched=sum(episodes_seen(far, last) for far in everybody.values()),
        scores=tuple(clubs.scores(connection, club)),
    )


def _number(post: Post, name: str) -> int:
    return int(str(post.payload[name]))
