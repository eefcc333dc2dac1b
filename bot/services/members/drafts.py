"""Drafts: keeps what was typed into a form before it is checked."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.domain.calls import CALLS_A_MEMBER, KEPT_FOR, LARGEST_CALL, Call
from bot.domain.members import Reader
from bot.errors import CallGone
from bot.store import drafts
from bot.store.database import Database
from bot.store.members import members

REVIEW = "review"
RECOMMENDATION = "recommendation"
CALL = "command"  # its subject is the key that buttons carry

FORMS_KEPT = timedelta(days=90)  # after the last time that the form was sent


def about(drama_id: int, other_id: int | None = None) -> str:
    """The subject of a draft about one drama, or about two in either order."""
    if other_id is None:
        return f"drama {drama_id}"
    return f"drama {min(drama_id, other_id)} {max(drama_id, other_id)}"


class Drafts:
    """A member's drafts, one for each kind and subject."""

    def __init__(self, database: Database):
        self._database = database

    async def keep(
        self, reader: Reader, kind: str, subject: str, fields: Mapping[str, str], now: datetime
    ) -> None:
        """Keep a form as it was typed, in its own transaction, because the next step may be refused."""

        def write(connection: sqlite3.Connection) -> None:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            drafts.put(connection, reader.member_id, kind, subject, fields, now)

        await self._database.write(write)

    async def get(self, reader: Reader, kind: str, subject: str) -> dict[str, str] | None:
        return await self._database.read(
            lambda connection: drafts.get(connection, reader.member_id, kind, subject)
        )

    # --- commands that wait for the choice of a drama ---

    async def keep_call(self, reader: Reader, call: Call, now: datetime) -> str | None:
        """Keep a command for its member on this server. Returns its key, None if it is too large."""
        options = json.dumps(dict(call.options), ensure_ascii=False)
        if len(options) > LARGEST_CALL:
            return None
        key = secrets.token_urlsafe(6)
        fields = {"command": call.command, "options": options, "guild": _place(reader)}

        def write(connection: sqlite3.Connection) -> None:
            members.seen(connection, reader.member_id, reader.guild_id, now)
            drafts.put(connection, reader.member_id, CALL, key, fields, now)
            drafts.keep_newest(connection, reader.member_id, CALL, key, CALLS_A_MEMBER)

        await self._database.write(write)
        return key

    async def call(self, reader: Reader, key: str, now: datetime) -> Call:
        """The command with this key. Raises `CallGone` if it has expired or belongs to another server."""

        def read(connection: sqlite3.Connection) -> dict[str, str] | None:
            return drafts.get(connection, reader.member_id, CALL, key, since=now - KEPT_FOR)

        kept = await self._database.read(read)
        if kept is None or kept["guild"] != _place(reader):
            raise CallGone
        return Call(kept["command"], json.loads(kept["options"]))

    async def purge(self, now: datetime) -> int:
        """Delete commands that were never continued, and forms that were never saved. Returns how many.

        In pieces, so that no member's write waits long.
        """
        total = 0
        for kind in await self._database.read(drafts.kinds):
            before = now - (KEPT_FOR if kind == CALL else FORMS_KEPT)
            total += await self._database.write_in_pieces(partial(drafts.purge, kind=kind, before=before))
        return total


def _place(reader: Reader) -> str:
    return str(reader.guild_id or "")
