"""Members suggest links, songs, names and corrections; moderators of their server take or decline them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain import curating as forms
from bot.domain import post_keys
from bot.domain.changes import Change, ChangeKind
from bot.domain.curating import Piece, Section, Typed
from bot.domain.dramas import CatalogueEntry, Drama, Link, Music, MusicKind
from bot.domain.limits import Deed
from bot.domain.links import link_fault
from bot.domain.members import Reader
from bot.domain.outbox import Post
from bot.domain.screening import Passed
from bot.domain.suggestions import (
    CORRECTION_LIMIT,
    LINK_KINDS,
    TEXT_LIMIT,
    Suggestion,
    SuggestionForm,
    SuggestionKind,
    SuggestionPage,
)
from bot.errors import BadFields, FieldProblem, Outdated, SuggestionGone, SuggestionsFull
from bot.services.catalogue import edit_sections
from bot.services.catalogue import form_parsing as reading
from bot.services.checks import existing, filled, guild_of, label_of
from bot.services.limits import Limits, limited
from bot.services.moderation.screening import Screening
from bot.services.posts.arrivals import tell_log
from bot.services.posts.outbox import Outbox
from bot.store.catalogue import suggestions
from bot.store.database import Database
from bot.store.members import members
from bot.store.moderation.audit import audit

ARRIVED = "suggestions arrived"  # a kind of post to the moderators' log
MOST_OF_A_SERVER, MOST_OF_A_MEMBER = 200, 20  # that wait
_SECTIONS: Mapping[SuggestionKind, Section] = {
    **dict.fromkeys(LINK_KINDS, Section.LINKS),
    SuggestionKind.SONG: Section.MUSIC,
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What a member suggests. `spoils` is the episode up to which it tells; None: it tells nothing.

    A drama that is missing has no `drama_id`; only a link or a song has a `url`.
    """

    kind: SuggestionKind
    text: Passed
    drama_id: int | None = None
    url: Passed | None = None
    spoils: int | None = None


class Suggesting:
    """Takes members' suggestions for the catalogue, and hands them to the moderators of their server."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening):
        self._database = database
        self._outbox = the_outbox
        self.limits = limits
        self._screening = screening

    @limited(Deed.SUGGESTION)
    async def suggest(self, drama: Drama, form: SuggestionForm, reader: Reader, now: datetime) -> bool:
        """Let a suggestion wait for the server's moderators. False if the same one waits there already.

        Raises `EmptyText`, `TextTooLong`, `BadFields` for what the catalogue could not take, `BadLabel`,
        `EpisodeOutOfRange`, `SpoilerUnlabelled`, `ServerOnly`, `SuggestionsFull`, and `WordsRefused`.
        """
        guild_id = guild_of(reader)
        if form.kind is SuggestionKind.DRAMA:
            raise Outdated  # no form offers it
        limit = CORRECTION_LIMIT if form.kind is SuggestionKind.CORRECTION else TEXT_LIMIT
        typed, address = filled(form.text, limit), form.url.strip()
        text, url = await self._screening.passed(reader, now, typed, address)

        def write(connection: sqlite3.Connection) -> bool:
            here = existing(connection, drama.id)
            spoils = label_of(connection, here, form.episode, typed)
            self._check(here, SuggestionForm(form.kind, typed, address), spoils)
            said = _Said(form.kind, text, here.id, url or None, spoils)
            return self._put(connection, said, guild_id, reader, now)

        new = await self._database.write(write)
        self._outbox.changed()
        return new

    @limited(Deed.SUGGESTION)
    async def ask_for(self, title: str, reader: Reader, now: datetime) -> bool:
        """Ask the server's moderators to add a drama that is missing. False if someone has asked already.

        Raises `EmptyText`, `TextTooLong`, `ServerOnly`, `SuggestionsFull` and `WordsRefused`.
        """
        guild_id = guild_of(reader)
        (text,) = await self._screening.passed(reader, now, filled(title, TEXT_LIMIT))

        def write(connection: sqlite3.Connection) -> bool:
            return self._put(connection, _Said(SuggestionKind.DRAMA, text), guild_id, reader, now)

        new = await self._database.write(write)
        self._outbox.changed()
        return new

    @staticmethod
    def _put(
        connection: sqlite3.Connection, said: _Said, guild_id: int, reader: Reader, now: datetime
    ) -> bool:
        """Store a suggestion, if there is room for it, and tell the moderators."""
        waiting, own = suggestions.counts(connection, guild_id, reader.member_id)
        if waiting >= MOST_OF_A_SERVER or own >= MOST_OF_A_MEMBER:
            raise SuggestionsFull(own=own >= MOST_OF_A_MEMBER)
        members.seen(connection, reader.member_id, guild_id, now)
        new = suggestions.put(
            connection,
            guild_id=guild_id,
            member_id=reader.member_id,
            drama_id=said.drama_id,
            kind=said.kind,
            text=said.text,
            url=said.url,
            spoils_episode=said.spoils,
            now=now,
        )
        if new:
            tell_log(connection, guild_id, ARRIVED, post_keys.suggestions_arrived(guild_id, now), now)
        return new

    @staticmethod
    def _check(drama: Drama, form: SuggestionForm, spoils: int | None) -> None:
        """Raises `BadFields` for what could not be taken, and for an address that no link may have."""
        if form.url and link_fault(form.url) is not None:
            raise BadFields((FieldProblem("links.url", form.url),))
        if form.kind is SuggestionKind.NAME:
            reading.name_of(form.text)
        elif form.kind in _SECTIONS:
            section = _SECTIONS[form.kind]
            if section is Section.LINKS and not form.url:
                raise BadFields((FieldProblem("links.url", ""),))
            reading.list_of(section, _line(form, spoils), Piece(1, 0, ()), CatalogueEntry(drama.title))

    async def queue(self, reader: Reader, index: int) -> SuggestionPage:
        """The waiting suggestion at this place, or the last one."""
        guild_id = guild_of(reader)

        def read(connection: sqlite3.Connection) -> SuggestionPage:
            waiting = suggestions.waiting(connection, guild_id)
            if not waiting:
                return SuggestionPage()
            at = max(0, min(index, len(waiting) - 1))
            return SuggestionPage(suggestions.get(connection, waiting[at], guild_id), at, len(waiting))

        return await self._database.read(read)

    async def waiting(self, reader: Reader) -> int:
        """How many suggestions wait where the reader is."""
        guild_id = guild_of(reader)
        return await self._database.read(lambda connection: len(suggestions.waiting(connection, guild_id)))

    async def change(self, ident: int, reader: Reader) -> tuple[Suggestion, Change | None]:
        """A waiting suggestion, and the change that takes it.

        None for a correction or a missing drama, which are done by hand.
        Raises `SuggestionGone`.
        """

        def read(connection: sqlite3.Connection) -> tuple[Suggestion, Change | None]:
            found = _waiting(connection, ident, guild_of(reader))
            return found, _change(connection, found)

        return await self._database.read(read)

    @limited(Deed.CATALOGUE)
    async def take(self, ident: int, reader: Reader, now: datetime) -> Suggestion:
        """Mark a suggestion as taken, once its change is made or proposed. Raises `SuggestionGone`."""

        def write(connection: sqlite3.Connection) -> Suggestion:
            found = _waiting(connection, ident, guild_of(reader))
            members.seen(connection, reader.member_id, reader.guild_id, now)
            suggestions.take(connection, ident, reader.member_id, now)
            _audit(connection, "catalogue.take", found, reader, now)
            return found

        return await self._database.write(write)

    @limited(Deed.CATALOGUE)
    async def decline(self, ident: int, reader: Reader, now: datetime) -> Suggestion:
        """Delete a suggestion. Raises `SuggestionGone`."""

        def write(connection: sqlite3.Connection) -> Suggestion:
            found = _waiting(connection, ident, guild_of(reader))
            suggestions.decline(connection, ident)
            _audit(connection, "catalogue.turndown", found, reader, now)
            return found

        return await self._database.write(write)

    async def arrived(self, post: Post) -> int:
        """How many wait, for the notice to a server's moderators."""
        guild_id = post.target.guild_id or 0
        return await self._database.read(lambda connection: len(suggestions.waiting(connection, guild_id)))


def _waiting(connection: sqlite3.Connection, ident: int, guild_id: int) -> Suggestion:
    found = suggestions.get(connection, ident, guild_id)
    if found is None or found.taken:
        raise SuggestionGone
    return found


def _change(connection: sqlite3.Connection, found: Suggestion) -> Change | None:
    if found.drama is None or found.kind is SuggestionKind.CORRECTION:
        return None
    if found.kind is SuggestionKind.NAME:
        return Change(ChangeKind.NAME, found.drama.id, text=found.text)
    section = _SECTIONS[found.kind]
    seen = edit_sections.curated(connection, found.drama.id)
    piece = forms.pieces(seen.entry, section)[-1]
    line = _line(SuggestionForm(found.kind, found.text, found.url or ""), found.spoils_episode)
    text = f"{piece.text}\n{line}" if piece.text else line
    (field,) = forms.FIELDS[section]
    marks = (forms.mark(piece.text),)
    typed = Typed(found.drama.id, section, {field: text}, marks, piece.first, piece.last)
    return Change(ChangeKind.EDIT, typed=typed)


def _line(form: SuggestionForm, spoils: int | None) -> str:
    """The line of a section's form that a suggestion is."""
    kind = LINK_KINDS.get(form.kind)
    if kind is not None:
        return forms.link_line(Link(kind, form.text, form.url or None, spoils))
    title, _, artist = (part.strip() for part in form.text.replace(" - ", " — ").partition(" — "))
    return forms.music_line(Music(MusicKind.INSERT, title, artist or None, form.url or None))


def _audit(
    connection: sqlite3.Connection, action: str, found: Suggestion, reader: Reader, now: datetime
) -> None:
    drama_id = found.drama.id if found.drama is not None else None
    detail: dict[str, str | int | None] = {"drama": drama_id, "kind": str(found.kind)}
    audit(connection, reader.guild_id, reader.member_id, action, f"suggestion {found.id}", now, detail)
