"""Finds, shows, takes down and brings back what members write, of every kind in the same way."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain import post_keys
from bot.domain.consent import Alone, Consent, gate_alone
from bot.domain.guilds import Purpose
from bot.domain.members import Reader
from bot.domain.message_ledger import Posted
from bot.domain.reports import Outcome
from bot.domain.writings import (
    LARGEST_ID,
    AuthorHistory,
    Takedown,
    Why,
    Writing,
    WritingKind,
    WritingRef,
    WritingShown,
    named,
)
from bot.errors import LabelFixed, NotAnEpisode, NotAWriting, WritingGone, WritingLost, WritingReplaced
from bot.services.checks import guild_of, label_of
from bot.services.moderation.notices import close_reports, tell_author, tell_moderators, tell_of_appeal
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.moderation import takedowns, writings
from bot.store.moderation.audit import audit
from bot.store.posts import message_ledger, outbox

# Plans the post of a writing once more; a comment's goes to the thread that is given.
Repost = Callable[[sqlite3.Connection, WritingRef, datetime, int | None], None]

BY_HAND = "message deleted by hand"  # in the audit: no one knows by whom
LATEST = 200  # messages, of which the newest writings are suggested
# The last number in what was typed: an id, or a link that ends with one.
_LAST_ID = re.compile(r"([0-9]{1,19})[^0-9]*$")
_OF_SYNOPSES = (WritingKind.SYNOPSIS, WritingKind.SUBMISSION)
# The channel whose moderators decide where no message shows the writing.
_PURPOSES = {
    WritingKind.REVIEW: Purpose.REVIEWS,
    WritingKind.COMMENT: Purpose.BOARD,
    WritingKind.SYNOPSIS: Purpose.SYNOPSES,
    WritingKind.SUBMISSION: Purpose.SYNOPSES,
}
_KEYS: Mapping[WritingKind, Callable[[WritingRef], str]] = {
    WritingKind.REVIEW: lambda ref: post_keys.review(ref.id, ref.guild_id),
    WritingKind.COMMENT: lambda ref: post_keys.comment(ref.id),
    WritingKind.MARKED: lambda ref: post_keys.marked(ref.id),
}


class Writings:
    """What moderators do with members' writings. The caller checks that the reader is a moderator.

    Each method sees only writings of the reader's server. `reposts`: how each kind is posted once more;
    kinds that only answers to commands show have no post.
    """

    def __init__(self, database: Database, the_outbox: Outbox, reposts: Mapping[WritingKind, Repost]):
        self._database = database
        self._outbox = the_outbox
        self._reposts = reposts

    # --- finding ---

    async def find(self, typed: str, reader: Reader) -> tuple[WritingRef, ...]:
        """The writings that a link, an id of a message, or `review 5` names. Raises `NotAWriting`.

        An answer to a command may show several.
        """
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> tuple[WritingRef, ...]:
            ref, last = named(typed, guild_id), _LAST_ID.search(typed)
            refs = [ref] if ref is not None else []
            if ref is None and last is not None:
                refs = writings.shown_by(connection, guild_id, min(int(last[1]), LARGEST_ID))
            return tuple(one for one in refs if writings.get(connection, one) is not None)

        found = await self._database.read(read)
        if not found:
            raise NotAWriting
        return found

    async def choices(self, typed: str, guild_id: int, limit: int, *, down: bool) -> list[Writing]:
        """The newest writings that our messages show, or those that are `down`, without their words.

        `typed` is a part of the kind, the id or a title.
        """
        wanted = typed.casefold().strip()

        def read(connection: sqlite3.Connection) -> list[Writing]:
            if down:
                refs = [one.ref for one in takedowns.latest(connection, guild_id, LATEST)]
            else:
                refs = writings.latest(connection, guild_id, LATEST)
            found: list[Writing] = []
            for ref in refs:
                writing = writings.get(connection, ref) if len(found) < limit else None
                if writing is None or (writing.takedown is None) is down:
                    continue
                names = (str(ref), *(title for drama in writing.dramas for title in drama.titles))
                if any(wanted in name.casefold() for name in names):
                    found.append(writing.without_words())
            return found

        return await self._database.read(read)

    async def can_come_back(self, ref: WritingRef) -> bool:
        """Whether there is anything left to restore; of a marked message nothing may be."""

        def read(connection: sqlite3.Connection) -> bool:
            writing = writings.get(connection, ref)
            return writing is not None and _is_left(connection, writing)

        return await self._database.read(read)

    async def is_down(self, ref: WritingRef) -> bool:
        """Whether a writing is there and taken down, so that it may come back."""
        found = await self._database.read(lambda connection: takedowns.standing(connection, ref))
        return found is not None

    async def channel_of(self, ref: WritingRef) -> int | None:
        """The channel whose moderators decide on a writing: where it stands, else where its kind does."""

        def read(connection: sqlite3.Connection) -> int | None:
            writing, purpose = writings.get(connection, ref), _PURPOSES.get(ref.kind)
            if writing is not None and writing.place is not None:
                return writings.channel_of(connection, writing.place)
            return guilds.get(connection, ref.guild_id).channels.get(purpose) if purpose else None

        return await self._database.read(read)

    # --- looking ---

    async def look(
        self, ref: WritingRef, reader: Reader, consent: Consent | None = None
    ) -> Alone[WritingShown]:
        """A writing for one moderator alone, taken down or not, after what they agreed to.

        Raises `WritingGone`.
        """
        return await self._database.read(lambda connection: looked_at(connection, ref, reader, consent))

    async def history(self, ref: WritingRef, reader: Reader) -> AuthorHistory | None:
        """What moderators see of the author of a writing. None if no one knows them.

        Raises `WritingGone`.
        """

        def read(connection: sqlite3.Connection) -> AuthorHistory | None:
            author_id = here(connection, ref, reader).author_id
            if author_id is None:
                return None
            return writings.history(connection, author_id, ref.guild_id)

        return await self._database.read(read)

    async def of_takedown(self, takedown_id: int, *, over: bool = False) -> tuple[Takedown, Writing] | None:
        """What was taken down, without its words, for those who are told of it.

        None once it is gone or, but for `over`, back.
        """

        def read(connection: sqlite3.Connection) -> tuple[Takedown, Writing] | None:
            down = takedowns.get(connection, takedown_id)
            if down is None or not (down.stands or over):
                return None
            if (writing := writings.get(connection, down.ref)) is None:
                return None
            return down, writing.without_words()

        return await self._database.read(read)

    # --- changing the label ---

    async def label(self, ref: WritingRef, reader: Reader) -> tuple[Writing, dict[int, int | None]]:
        """A writing without its words, and the last episode of each drama that it can be labelled with.

        Raises `WritingGone` and `LabelFixed`.
        """

        def read(connection: sqlite3.Connection) -> tuple[Writing, dict[int, int | None]]:
            writing = _labelled(connection, ref, reader)
            last = {drama.id: episodes.last_number(connection, drama) for drama in writing.dramas}
            return writing.without_words(), last

        return await self._database.read(read)

    async def relabel(self, ref: WritingRef, typed: Mapping[int, str], reader: Reader, now: datetime) -> bool:
        """Correct how far a writing spoils its dramas; False if it said so already. Audited.

        `typed` is the last episode by the drama's id; of two, one may stay empty. It decides open reports.
        Raises `WritingGone`, `LabelFixed`, `BadLabel`, `NotAnEpisode` and `EpisodeOutOfRange`.
        """

        def write(connection: sqlite3.Connection) -> bool:
            writing = _labelled(connection, ref, reader)
            labels = {}
            for drama in writing.dramas:
                said = typed.get(drama.id, "")
                if (up_to := label_of(connection, drama, said)) is not None:
                    labels[drama.id] = up_to
            if not labels:
                raise NotAnEpisode(" ".join(typed.values()))
            changed = writings.relabel(connection, ref, labels)
            if changed:
                to = ", ".join(f"{drama}: {up_to}" for drama, up_to in sorted(labels.items()))
                audit_writing(connection, "relabelled", writing, reader.member_id, now, {"to": to})
            close_reports(connection, ref, Outcome.RELABELLED, reader.member_id, now)
            return changed

        changed = await self._database.write(write)
        self._outbox.changed()
        return changed

    # --- taking down, and bringing back ---

    async def take_down(
        self, ref: WritingRef, reader: Reader, now: datetime, why: Why | None = None, note: str | None = None
    ) -> Takedown:
        """Hide a writing wherever it is shown, and tell its author. Audited.

        One that is down already stays as it is; the result says who was faster. Raises `WritingGone`.
        """

        def write(connection: sqlite3.Connection) -> Takedown:
            writing = here(connection, ref, reader)
            return _take_down(connection, writing, reader.member_id, why, note, now)

        down = await self._database.write(write)
        self._outbox.changed()
        return down

    async def posts(self, before: int | None, limit: int) -> list[Posted]:
        """Posts that should exist, the newest first; with a row's id in the ledger, those before it."""
        return await self._database.read(lambda connection: writings.posts(connection, before, limit))

    async def deleted_by_hand(self, post: Posted, now: datetime) -> None:
        """Someone deleted the post of a writing, which only moderators can: the writing goes as well.

        Moderators are told, and can bring it back.
        """

        def write(connection: sqlite3.Connection) -> None:
            if not message_ledger.forget(connection, post):
                return  # it is in another place by now
            for ref in writings.behind(connection, post):
                writing = writings.get(connection, ref)
                if writing is not None:
                    _take_down(connection, writing, None, None, None, now, posted=True)

        await self._database.write(write)
        self._outbox.changed()

    async def bring_back(
        self, ref: WritingRef, reader: Reader, now: datetime, thread_id: int | None = None
    ) -> Alone[WritingShown]:
        """Show a writing again. What was posted is posted once more: a comment in the given thread. Audited.

        Raises `WritingGone`, `WritingReplaced` for a synopsis in whose place another is published, and
        `WritingLost` for a marked message whose words went with its repost.
        """

        def write(connection: sqlite3.Connection) -> None:
            writing = here(connection, ref, reader)
            if writing.takedown is not None:
                self._bring_back(connection, writing, writing.takedown, reader.member_id, now, thread_id)

        await self._database.write(write)
        self._outbox.changed()
        return await self.look(ref, reader)

    def _bring_back(
        self,
        connection: sqlite3.Connection,
        writing: Writing,
        down: Takedown,
        by: int,
        now: datetime,
        thread_id: int | None,
    ) -> None:
        ref = writing.ref
        if down.before is not None and not writings.move(connection, ref, down.before, now):
            raise WritingReplaced
        if not _is_left(connection, writing):
            raise WritingLost
        if takedowns.close_appeal(connection, down.id, by, now):
            tell_of_appeal(connection, down, now)
        takedowns.lift(connection, down.id, by, now)
        audit_writing(connection, "brought_back", writing, by, now, {"undoes": down.id})
        repost = self._reposts.get(ref.kind)
        if down.posted and writing.place is None and repost is not None:
            repost(connection, ref, now, thread_id)


# --- parts of a transaction ---


def here(connection: sqlite3.Connection, ref: WritingRef, reader: Reader) -> Writing:
    """A writing of the reader's server, taken down or not. Raises `WritingGone`."""
    writing = writings.get(connection, ref) if ref.guild_id == reader.guild_id else None
    if writing is None:
        raise WritingGone
    return writing


def _labelled(connection: sqlite3.Connection, ref: WritingRef, reader: Reader) -> Writing:
    """A writing that has a label of its own. Raises `WritingGone` and `LabelFixed`."""
    if ref.kind in _OF_SYNOPSES:
        raise LabelFixed
    return here(connection, ref, reader)


def looked_at(
    connection: sqlite3.Connection, ref: WritingRef, reader: Reader, consent: Consent | None
) -> Alone[WritingShown]:
    """As `Writings.look`."""
    writing = here(connection, ref, reader)
    standings = {
        drama.id: members.progress(connection, reader.member_id, drama.id) for drama in writing.dramas
    }
    shown = WritingShown.of(writing, standings, own=writing.author_id == reader.member_id)
    return gate_alone(shown, shown.label, consent)


def _is_left(connection: sqlite3.Connection, writing: Writing) -> bool:
    """Whether its words are in the store or in a message: a marked message may be in its repost alone."""
    if writing.ref.kind is not WritingKind.MARKED or writing.place is not None:
        return True
    return writings.is_kept(connection, writing.ref.id)


def _take_down(
    connection: sqlite3.Connection,
    writing: Writing,
    by: int | None,
    why: Why | None,
    note: str | None,
    now: datetime,
    *,
    posted: bool = False,
) -> Takedown:
    """Take a writing down, unless it is down already."""
    ref, key = writing.ref, _KEYS.get(writing.ref.kind)
    if writing.takedown is not None:
        return writing.takedown
    waited = outbox.withdraw_all(connection, key(ref)) if key is not None else 0
    before = writings.state_of(connection, ref) if ref.kind in _OF_SYNOPSES else None
    posted = posted or waited > 0 or writings.is_posted(connection, ref)
    takedowns.put(connection, ref, writing.author_id, by, why, note, now, before=before, posted=posted)
    if before is not None:
        writings.move(connection, ref, "withdrawn", now)
    down = takedowns.standing(connection, ref)
    if down is None:
        raise LookupError("the removal that was just noted is not there")
    audit_writing(connection, "taken_down", writing, by, now, {"why": str(why) if why else None})
    close_reports(connection, ref, Outcome.REMOVED, by, now)
    tell_author(connection, down, now)
    tell_moderators(connection, down, now)
    return down


def audit_writing(
    connection: sqlite3.Connection,
    done: str,
    writing: Writing,
    by: int | None,
    now: datetime,
    more: Mapping[str, str | int | None],
) -> None:
    """Audit what was done with a writing, never its words. By no one known: its message was deleted."""
    detail = {"drama": writing.drama.id, "written_by": writing.author_id, **more}
    if by is None:
        detail["how"] = BY_HAND
    ref = writing.ref
    audit(connection, ref.guild_id, by, f"{ref.kind}.{done}", str(ref), now, detail)
