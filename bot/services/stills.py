"""Adds pictures to reviews and comments, and takes them away."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.guilds import Purpose
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.screening import Passed
from bot.domain.stills import (
    ALT_LIMIT,
    MOST,
    OF_A_MEMBER,
    OF_A_SERVER,
    OF_ALL_REVIEWS,
    SENT_LIMIT,
    Illustrated,
    StillsChanged,
    StillsOf,
    Unfit,
)
from bot.errors import NoPictures, PicturesFull, PictureUndescribed, PictureUnfit, ReviewGone, TextTooLong
from bot.services.board.comments import own_of
from bot.services.checks import require_labelled
from bot.services.decoding import Decoder
from bot.services.limits import Limits, limited
from bot.services.moderation.screening import Screening
from bot.services.posts.outbox import Outbox
from bot.store import stills
from bot.store.database import Database
from bot.store.reviews import reviews


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as a member sent it. `size` in bytes is what Discord says; `read` downloads it."""

    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class _Writing:
    """The writing of a member's own that the pictures are for, and its label. `guild_id` None: a review."""

    drama_id: int
    guild_id: int | None
    spoils: int | None


class Stills:
    """Pictures of members' reviews and comments."""

    def __init__(
        self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening, decoder: Decoder
    ):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening
        self._decoder = decoder

    async def descriptions(self, what: StillsOf, reader: Reader) -> tuple[str, ...]:
        """The alternative texts of the pictures that the reader's own writing has.

        Raises `ReviewGone`, and the errors of `Comments.own`.
        """

        def read(connection: sqlite3.Connection) -> tuple[str, ...]:
            _own(connection, what, reader)
            return stills.alts(connection, what)

        return await self._database.read(read)

    @limited(Deed.STILLS)
    async def put(
        self, what: StillsOf, sent: Sequence[Sent], alts: Sequence[str], reader: Reader, now: datetime
    ) -> StillsChanged:
        """Give the reader's own writing these pictures, in place of those that it has.

        Without a file, those that it has get the texts as their alternative texts; if there is no text
        either, they are removed. Texts beyond the pictures are ignored.

        Raises `PictureUnfit`, `PictureUndescribed`, `SpoilerUnlabelled`, `TextTooLong`, `NoPictures`,
        `PicturesFull`, `PicturesNotYet`, `WordsRefused`, `WriteOnServer`, `OwnImportUnderWay` or
        `ImportUnderWay` if it gets no turn, `ReviewGone`, and the errors of `Comments.own`. Then nothing has
        changed.
        """
        before = await self.descriptions(what, reader)
        typed = [alt.strip() for alt in alts]
        if not sent and not before:
            raise NoPictures
        if not sent and not any(typed):
            return await self._changed(what, reader, now, (), ())
        described = _described(typed, min(len(sent), MOST) if sent else len(before))
        passed = await self._passed(what, described, reader, now)
        contents = await self._drawn(sent[:MOST], reader) if sent else ()
        return await self._changed(what, reader, now, passed, contents)

    async def _passed(
        self, what: StillsOf, typed: Sequence[str], reader: Reader, now: datetime
    ) -> tuple[Passed, ...]:
        """The alternative texts, once the server's rules let them and the pictures through."""
        self._screening.require_known(reader, now)
        of_review = what.kind is Illustrated.REVIEW
        board = reader.settings.channels.get(Purpose.BOARD) if reader.settings else None
        there = frozenset({board} if board is not None and not of_review else ())
        return await self._screening.passed(reader, now, *typed, channels=there, everywhere=of_review)

    async def _drawn(self, sent: Sequence[Sent], reader: Reader) -> tuple[bytes, ...]:
        """The pictures drawn again, in the reader's turn."""
        for number, file in enumerate(sent, 1):
            if file.size > SENT_LIMIT:
                raise PictureUnfit(number, Unfit.BYTES)
        contents = []
        async with self._decoder.turn(reader.member_id):
            for number, file in enumerate(sent, 1):
                made = await self._decoder.redraw(await file.read())
                if isinstance(made, Unfit):
                    raise PictureUnfit(number, made)
                contents.append(made.content)
        return tuple(contents)

    async def _changed(
        self,
        what: StillsOf,
        reader: Reader,
        now: datetime,
        alts: Sequence[Passed],
        contents: Sequence[bytes],
    ) -> StillsChanged:
        def write(connection: sqlite3.Connection) -> StillsChanged:
            writing = _own(connection, what, reader)
            require_labelled(connection, writing.drama_id, writing.spoils, *alts)
            if contents:
                pictures = list(zip(alts, contents, strict=True))
                stills.put(connection, what, reader.member_id, writing.guild_id, pictures, now)
                _require_room(connection, reader.member_id, writing.guild_id)
            elif alts:
                stills.describe(connection, what, alts)
            else:
                stills.remove(connection, what)
            return StillsChanged(what, writing.drama_id, len(stills.alts(connection, what)))

        done = await self._database.write(write)
        self._outbox.changed()
        return done


def _described(typed: Sequence[str], count: int) -> tuple[str, ...]:
    """The alternative texts of so many pictures. Raises `PictureUndescribed` and `TextTooLong`."""
    alts = (*typed, *("" for _ in range(count)))[:count]
    for number, alt in enumerate(alts, 1):
        if not alt:
            raise PictureUndescribed(number)
        if len(alt) > ALT_LIMIT:
            raise TextTooLong(len(alt), ALT_LIMIT)
    return alts


def _own(connection: sqlite3.Connection, what: StillsOf, reader: Reader) -> _Writing:
    """The reader's own writing. Raises `ReviewGone`, and the errors of `Comments.own`."""
    if what.kind is Illustrated.COMMENT:
        comment, _ = own_of(connection, what.id, reader)
        return _Writing(comment.drama_id, comment.guild_id, comment.spoils)
    found = reviews.get_many(connection, [what.id])
    if not found or found[0].member_id != reader.member_id:
        raise ReviewGone
    return _Writing(found[0].drama_id, None, found[0].spoils)


def _require_room(connection: sqlite3.Connection, member_id: int, guild_id: int | None) -> None:
    """Raises `PicturesFull` if there is more by now than is kept."""
    if stills.bytes_of_member(connection, member_id) > OF_A_MEMBER:
        raise PicturesFull(own=True, limit=OF_A_MEMBER)
    limit = OF_ALL_REVIEWS if guild_id is None else OF_A_SERVER
    if stills.bytes_of_server(connection, guild_id) > limit:
        raise PicturesFull(own=False, limit=limit)
