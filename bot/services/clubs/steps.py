"""Opens, continues and ends a watch club's steps in one transaction, and plans their posts."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain import post_keys
from bot.domain.clubs import (
    Club,
    ClubState,
    StepStanding,
    batch_after,
    deadline,
    is_over,
    remind_now,
)
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind
from bot.domain.outbox import NewPost, Target
from bot.domain.spoilers import is_past
from bot.errors import ClubOver
from bot.store.clubs import clubs
from bot.store.posts import message_ledger, outbox

STEP, REMINDER, END = Kind.CLUB_STEP.value, "club reminder", Kind.CLUB_END.value  # kinds of post


def alive(connection: sqlite3.Connection, club: Club | int, reader: Reader | None = None) -> Club:
    """The club as it is now. Raises `ClubOver` if it has ended or is another guild's."""
    found = clubs.get(connection, club if isinstance(club, int) else club.id)
    if found is None or found.state is ClubState.ENDED:
        raise ClubOver
    # A reminder's buttons are pressed in direct messages.
    if reader is not None and reader.guild_id not in (None, found.guild_id):
        raise ClubOver
    return found


def standing_of(connection: sqlite3.Connection, club: Club) -> StepStanding:
    """The state of a club at its last step. Raises `ClubOver`."""
    step = clubs.step(connection, club.id)
    if step is None:
        raise ClubOver
    return clubs.standing(connection, club, step)


def join(connection: sqlite3.Connection, club: Club, member_id: int, now: datetime) -> bool:
    """Add a member to a club. False if they are already in it."""
    if not clubs.join(connection, club.id, member_id, now):
        return False
    step = clubs.step(connection, club.id)
    if step is not None and is_past(clubs.progress(connection, club)[member_id], step.last):
        clubs.put_ahead(connection, club.id, member_id, step.number)
    return True


def open_step(
    connection: sqlite3.Connection, club: Club, number: int, batch: tuple[int, int], now: datetime
) -> None:
    """Open a step and plan its post. Members who have already seen it are recorded as ahead."""
    clubs.open_step(connection, club.id, number, batch, now, deadline(club.pace.pace, now))
    for member_id, far in clubs.progress(connection, club).items():
        if is_past(far, batch[1]):
            clubs.put_ahead(connection, club.id, member_id, number)
    announce(connection, club, number, now)


def announce(connection: sqlite3.Connection, club: Club, number: int, now: datetime) -> None:
    """Plan the post of a step. Does nothing if it was already planned or posted.

    The ledger knows a post longer than the outbox, and brings it up to date.
    """
    if message_ledger.message_of(connection, Kind.CLUB_STEP, club.id, club.guild_id, number) is not None:
        return
    payload = {"club": club.id, "step": number}
    outbox.put(connection, NewPost(post_keys.club_step(club.id, number), STEP, _channel(club), now, payload))


def bring_on(connection: sqlite3.Connection, club_id: int, now: datetime) -> None:
    """Bring a club up to date: open its next step, end it, or remind its members."""
    club, step = clubs.get(connection, club_id), clubs.step(connection, club_id)
    if club is None or step is None or step.closed or club.state is not ClubState.RUNNING:
        return
    standing = clubs.standing(connection, club, step)
    # Removed, or merged into one that has a club here already.
    if clubs.hidden_drama(connection, club.id):
        _close(connection, standing, now)
    elif is_over(standing, now):
        _go_on(connection, standing, now)
    elif remind_now(standing, now):
        _remind(connection, standing, now)


def end(connection: sqlite3.Connection, standing: StepStanding, now: datetime) -> None:
    """End a club and its open step, and plan its summary."""
    _close(connection, standing, now)
    club = standing.club
    key = post_keys.club_end(club.id)
    outbox.put(connection, NewPost(key, END, _channel(club), now, {"club": club.id}))


def _go_on(connection: sqlite3.Connection, standing: StepStanding, now: datetime) -> None:
    """Open the next step, or end the club after the last."""
    club, step = standing.club, standing.step
    batch = batch_after(step.last, club.pace, standing.episodes or step.last)
    if batch is None:
        end(connection, standing, now)
        return
    clubs.close_step(connection, standing, now, over=True)
    open_step(connection, club, step.number + 1, batch, now)


def _close(connection: sqlite3.Connection, standing: StepStanding, now: datetime) -> None:
    clubs.close_step(connection, standing, now, over=is_over(standing, now))
    clubs.put_state(connection, standing.club.id, ClubState.ENDED, now)


def _remind(connection: sqlite3.Connection, standing: StepStanding, now: datetime) -> None:
    """Queue a reminder for each member who has none yet for this step."""
    club, step = standing.club, standing.step
    for member_id in clubs.to_remind(connection, standing):
        post = NewPost(
            post_keys.club_reminder(club.id, step.number, member_id),
            REMINDER,
            Target(member_id=member_id),
            now,
            {"club": club.id, "step": step.number},
            expires_at=step.until,
        )
        outbox.put(connection, post)


def _channel(club: Club) -> Target:
    return Target(guild_id=club.guild_id, channel_id=club.channel_id)
