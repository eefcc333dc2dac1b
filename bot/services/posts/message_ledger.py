"""The ledger of posted messages: which of them are out of date, and what became of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from bot.domain.message_ledger import Place, Posted, Thing, pause_after
from bot.store.database import Database
from bot.store.posts import gone_channels, message_ledger

CHORE = "posted messages"  # brings each up to date; triggers ask for it by this name
SWEPT_AT_A_TIME = 200  # rows of one transaction: some milliseconds


# Whether what an answer was made of is as it was read; runs in the transaction that notes the answer.
Still = Callable[[sqlite3.Connection], bool]


class Ledger:
    """The messages that stand on Discord, whatever they show. Here alone is decided when to try again."""

    def __init__(self, database: Database):
        self._database = database

    # --- answers to commands, which everyone in a channel sees ---

    async def expect(self, place: Place, things: Collection[Thing], shown_as: Mapping[str, object]) -> None:
        """A message is about to show these things; see `settle`."""
        await self._database.write(
            lambda connection: message_ledger.expect(connection, place, things, shown_as)
        )

    async def stands(
        self, place: Place, things: Collection[Thing], shown_as: Mapping[str, object], still: Still
    ) -> bool:
        """The message shows just these things, as it was read before. `still` says whether that is so by now.

        All in one transaction, so nothing can change between the look and the note. False: something has, and
        the message is out of date.
        """

        def write(connection: sqlite3.Connection) -> bool:
            message_ledger.expect(connection, place, things, shown_as)
            sure = still(connection)
            message_ledger.settle(connection, place, things, sure=sure)
            return sure

        return await self._database.write(write)

    async def settle(self, place: Place, things: Collection[Thing], *, sure: bool = True) -> None:
        """The message shows just these things; `sure`: as they were when it was expected to, or later."""
        await self._database.write(
            lambda connection: message_ledger.settle(connection, place, things, sure=sure)
        )

    # --- what is out of date ---

    async def outdated(self, now: datetime, limit: int) -> list[Posted]:
        """Messages that have yet to be edited or removed."""
        return await self._database.read(lambda connection: message_ledger.outdated(connection, now, limit))

    async def sweep(self) -> bool:
        """Mark some of the messages that a change of many concerns; False where there is no such change."""
        if not await self._database.read(message_ledger.has_sweeps):
            return False
        return await self._database.write_patiently(
            lambda connection: message_ledger.sweep(connection, SWEPT_AT_A_TIME)
        )

    # --- channels that are gone ---

    async def channels(self) -> list[int]:
        """The channels and threads whose messages would go with them, in order."""
        return await self._database.read(gone_channels.channels)

    async def channel_gone(self, channel_id: int) -> int:
        """Forget the messages of a deleted channel or thread, in pieces. Returns how many."""
        return await self._database.write_in_pieces(
            lambda connection: gone_channels.forget(connection, channel_id)
        )

    # --- what Discord refused ---

    async def next_retry(self) -> datetime | None:
        """When the first of those that Discord refused is tried again."""
        return await self._database.read(message_ledger.next_retry)

    async def showing(self, post: Posted) -> None:
        """The message was edited."""
        await self._database.write(lambda connection: message_ledger.showing(connection, post))

    async def taken_away(self, post: Posted) -> None:
        """The message is gone."""
        await self._database.write(lambda connection: message_ledger.forget(connection, post))

    async def put_off(self, post: Posted, until: datetime) -> None:
        """The message cannot be changed before then, which is no one's fault."""
        await self._database.write(lambda connection: message_ledger.put_off(connection, post, until))

    async def refused(
        self, post: Posted, now: datetime, given_up: Callable[[Posted], Awaitable[None]] | None = None
    ) -> bool:
        """Discord would not have the message changed; False once that is given up, and it stays as it is.

        `given_up` notes something else than that.
        """
        pause = pause_after(post.tries)
        if pause is not None:
            await self._database.write(
                lambda connection: message_ledger.refused(connection, post, now + pause)
            )
        else:
            await (given_up or self.showing)(post)
        return pause is not None
