"""Where an answer is given: on a server with the bot, or in a place where only its reader has the bot."""

from __future__ import annotations

from enum import StrEnum


class Venue(StrEnum):
    """The kind of place where a member uses the bot.

    `HOME`: a server that the bot is on. `FOREIGN`: a server that it is not on, or that has not let it answer
    there; the member brought it along. `DIRECT`: a direct message with the bot. `GROUP`: a group chat, or a
    direct message with somebody else.
    """

    HOME = "server"
    FOREIGN = "foreign server"
    DIRECT = "direct message"
    GROUP = "group chat"

    @property
    def reader_alone(self) -> bool:
        """Whether others read there, but not what the bot answers: its reader alone sees every answer."""
        return self in (Venue.FOREIGN, Venue.GROUP)
