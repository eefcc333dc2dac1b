"""What is deleted some time after the bot has left a server, and what stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class KeepLeft:
    """How long everything stays of servers that the bot has left, and of members whom no server knows.

    `members` None: for good.
    """

    servers: timedelta = timedelta(days=30)
    members: timedelta | None = timedelta(days=365)


# Tables with rows of a server that go some time after the bot has left it, in the order of their deletion,
# and the column that names the server. The deletion of other rows takes their dependants along.
OF_SERVERS: Mapping[str, str] = {
    "posted": "guild_id",
    "outbox": "guild_id",
    "airing_guild": "guild_id",
    "report": "guild_id",
    "held": "guild_id",
    "takedown": "guild_id",
    "blocked": "guild_id",
    "word_rule": "guild_id",
    "automod_rule": "guild_id",
    "marked": "guild_id",
    "still": "guild_id",
    "comment": "guild_id",
    "quote": "guild_id",
    "advice": "guild_id",
    "synopsis_schedule": "guild_id",
    "synopsis": "guild_id",
    "club": "guild_id",
    "thread": "guild_id",
    "catalogue_proposal": "guild_id",
    "suggestion": "guild_id",
    "guild_member": "guild_id",
    "standing": "guild_id",
    "guild": "id",
}
# Tables that name a server and go or stay in another way: the catalogue belongs to every server, and its
# changes stay undoable.
STAYING: Mapping[str, str] = {
    "catalogue_change": "It loses the server's id.",
    "audit": "Its lines go after all these rows, the oldest first, so that the chain of lines holds.",
    "audit_chain": "It goes after the last line of the log.",
    "guild_left": "It goes once everything else of the server is gone.",
    "guild_channel": "It goes with the server's settings.",
    "still_room": "It goes with the last picture of the server's comments.",
    "airing_post": "It goes with its post.",
}
