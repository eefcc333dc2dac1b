"""What waits for a server's moderators, in one order: reports, appeals, and writings that were held."""

from __future__ import annotations

import sqlite3

from bot.domain.held import HeldRef
from bot.domain.reports import Reported, Waiting, in_order
from bot.store.moderation import held, reports, takedowns

MOST = 500  # of each source that are put in order at once; the rest follows


def waiting(connection: sqlite3.Connection, guild_id: int, moderator_id: int) -> list[Waiting]:
    """What waits on a guild, in one moderator's order. Each source of the queue has its line here."""
    found = [Waiting(one.reported, one.at) for one in reports.waiting(connection, guild_id, MOST)]
    found += [
        Waiting(Reported.writing(down.ref), down.appealed_at or down.at, down.by)
        for down in takedowns.appealed(connection, guild_id, MOST)
    ]
    found += [
        Waiting(HeldRef(guild_id, ident), since) for ident, since in held.since(connection, guild_id, MOST)
    ]
    return in_order(found, moderator_id)


def place(found: list[Waiting], what: Reported | HeldRef) -> int | None:
    """Where something is among those that wait, from 0. None for what does not wait."""
    return next((at for at, one in enumerate(found) if one.what == what), None)
