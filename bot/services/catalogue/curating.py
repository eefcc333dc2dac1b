"""Curators' changes of the catalogue by hand: add, correct, hide, restore and undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import curating as forms
from bot.domain.changes import Shelved, Trace, Undone
from bot.domain.curating import Curated, GivenByMembers, Piece, Saved, Section, Typed
from bot.domain.dramas import CatalogueEntry, Drama, Filters
from bot.domain.members import Reader
from bot.errors import (
    AlreadyThere,
    ChangeUndone,
    NothingAsked,
    NothingFound,
    SameDrama,
    StaleForm,
    UnknownDrama,
)
from bot.search.keys import key
from bot.services.catalogue import edit_sections
from bot.services.catalogue import form_parsing as reading
from bot.services.catalogue.aliases import CHOICES, Aliases
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.searching import Searching
from bot.services.checks import existing
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import changes, curating
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class SectionForm:
    """What a form starts with: its texts, their marks, and the piece of a list that it is for.

    It tells plot up to the episode `up_to`; None: none.
    """

    drama: Drama
    section: Section
    texts: Mapping[str, str]
    marks: tuple[str, ...]
    piece: Piece | None = None
    up_to: int | None = None


class Curating:
    """Curators' work on the catalogue. Every change is audited and marked as made by a member."""

    def __init__(
        self,
        database: Database,
        names: CatalogueNames,
        catalogue: Catalogue,
        searching: Searching,
        growing: Growing,
    ):
        self._database = database
        self._names = names
        self._catalogue = catalogue
        self._searching = searching
        self._growing = growing
        self.aliases = Aliases(database, names, catalogue)

    # --- looking ---

    async def view(self, drama_id: int) -> Curated:
        """The drama with the origins of its fields. Raises `UnknownDrama`."""
        return await self._database.read(lambda connection: edit_sections.curated(connection, drama_id))

    async def alike(self, title: str) -> tuple[tuple[Drama, ...], str]:
        """Dramas here that may be the same as a new one, best first, and the name to ask sources for.

        If the text is the id of an autocompleted choice, the sources are asked for that drama's title.
        """
        found: list[Drama] = []
        asked = title.strip()
        if asked.isascii() and asked.isdigit():
            try:
                found.append(await self._catalogue.get(int(asked[:18])))
            except UnknownDrama:
                pass
            else:
                asked = asked if self._names.bearing(asked) else found[0].title
        try:
            page = await self._searching.search(asked, Filters(), None, 0)
        except (NothingFound, NothingAsked):
            return tuple(found), asked
        return tuple(dict.fromkeys((*found, *page.dramas))), asked

    async def form(self, drama_id: int, section: Section, first: int = 1) -> SectionForm:
        """What a form of a section starts with: the one for the place `first`, which counts from 1.

        For a list it has the piece that contains that place, for summaries the field there.
        """
        seen = await self.view(drama_id)
        texts, piece = edit_sections.standing(seen, section, first, forms.form_fields(section, first))
        marks = tuple(map(forms.mark, texts.values()))
        up_to = forms.spoils_up_to(seen.entry, section, piece)
        return SectionForm(seen.drama, section, texts, marks, piece, up_to)

    # --- adding ---

    async def add_by_hand(self, texts: Mapping[str, str], reader: Reader, now: datetime) -> Drama:
        """Add a new drama from a form. Raises `BadFields`, and `AlreadyThere` for a known drama."""
        values = reading.plain_fields(texts, CatalogueEntry(""))
        new = replace(CatalogueEntry(""), **values)  # type: ignore[arg-type]  # read by the field's name
        bearing = self._names.bearing(*(name for name in (new.title, new.native_title) if name))

        def write(connection: sqlite3.Connection) -> Drama:
            known = [(drama, False) for drama in dramas.get_many(connection, bearing)]
            for drama, hidden in (*known, *curating.namesakes(connection, new.title)):
                if _agree(drama.country, new.country) and _agree(drama.year, new.year):
                    raise AlreadyThere(drama, hidden)
            ident = curating.add(connection, values, now)
            given = [name for name in values if values[name] is not None]
            edit_sections.write_down(connection, reader, "catalogue.add", ident, given, now)
            changes.record_new(connection, ident, edit_sections.stamp("catalogue.add", reader, now))
            return existing(connection, ident)

        added = await self._database.write(write)
        await self._names.refresh(added.id)
        return added

    # --- correcting ---

    async def save(
        self, typed: Typed, reader: Reader, now: datetime, *, over_what_stood: bool = False
    ) -> Saved:
        """Store what a curator changed in a form, and nothing else.

        Raises `BadFields`. Raises `StaleForm` if another member has changed a list since the form was opened.
        For a numbering also raises the errors of `Growing.link`. For other fields, only those that the
        curator changed are stored, so two curators at the same time do not undo each other's work.
        `over_what_stood`: a field that another member changed meanwhile is stale, too.
        """
        if typed.section is Section.NUMBERING:
            return await self._renumber(typed, reader, now)

        def write(connection: sqlite3.Connection) -> Saved:
            seen = edit_sections.curated(connection, typed.drama_id)
            with edit_sections.recorded(connection, seen.drama.id, "catalogue.edit", reader, now):
                return _put_section(connection, seen, typed, reader, now, over_what_stood)

        saved = await self._database.write(write)
        if saved.fields:
            await self._names.refresh(saved.drama.id)
            if typed.section in (Section.CAST, Section.STAFF):
                await self._names.refresh_cast(saved.drama.id)
        return saved

    async def _renumber(self, typed: Typed, reader: Reader, now: datetime) -> Saved:
        seen = await self.view(typed.drama_id)
        texts, _ = edit_sections.standing(seen, typed.section, 0, typed.fields)
        changed = edit_sections.changed(typed, texts)
        if not changed:
            return Saved(seen.drama)
        if typed.marks != tuple(map(forms.mark, texts.values())):
            raise StaleForm(seen.drama)
        parts = reading.parts_of(changed["numbering"])
        done = await self._growing.link(seen.drama.id, parts, reader.member_id, now, guild_id=reader.guild_id)
        brought = dict.fromkeys(change.field for change in done.changes if not change.kept)
        return Saved(done.drama, ("numbering", *brought))

    # --- out of sight and back ---

    async def kept(self, drama: Drama) -> GivenByMembers:
        """What members gave the drama. Hiding it deletes none of that."""
        return await self._database.read(lambda connection: curating.kept(connection, drama.id))

    async def remove(self, drama_id: int, reader: Reader, now: datetime) -> Shelved:
        """Hide a drama. Raises `UnknownDrama` if it is already hidden."""

        def write(connection: sqlite3.Connection) -> Shelved:
            drama = existing(connection, drama_id)
            with edit_sections.recorded(connection, drama.id, "catalogue.remove", reader, now):
                curating.set_hidden(connection, drama.id, now, hidden=True)
                edit_sections.write_down(connection, reader, "catalogue.remove", drama.id, None, now)
            return Shelved(drama, curating.kept(connection, drama.id), back=False)

        removed = await self._database.write(write)
        await self._names.refresh(removed.drama.id)
        return removed

    async def suggest_removed(self, typed: str) -> list[Drama]:
        """The removed dramas whose title contains what was typed, the last removed first."""
        removed = await self._database.read(curating.hidden_dramas)
        wanted = key(typed)
        return [drama for drama in removed if any(wanted in name for name in _keys(drama))][:CHOICES]

    async def restore(self, title: str, reader: Reader, now: datetime) -> Shelved:
        """Restore the removed drama with this id or title. Raises `UnknownDrama` with similar ones.

        A drama that was merged into another does not count as removed.
        """
        ident = int(title) if title.strip().isascii() and title.strip().isdigit() else None
        wanted = key(title)

        def write(connection: sqlite3.Connection) -> Shelved:
            removed = curating.hidden_dramas(connection)
            found = [drama for drama in removed if drama.id == ident]
            found = found or [drama for drama in removed if wanted and wanted in _keys(drama)]
            if len(found) != 1:
                alike = found or [d for d in removed if wanted and any(wanted in name for name in _keys(d))]
                raise UnknownDrama(title.strip(), tuple(alike[:5]))
            with edit_sections.recorded(connection, found[0].id, "catalogue.restore", reader, now):
                curating.set_hidden(connection, found[0].id, now, hidden=False)
                edit_sections.write_down(connection, reader, "catalogue.restore", found[0].id, None, now)
            return Shelved(found[0], curating.kept(connection, found[0].id), back=True)

        restored = await self._database.write(write)
        await self._names.refresh(restored.drama.id)
        return restored

    # --- two that are one ---

    async def two(self, drama_id: int, title: str) -> tuple[Drama, Drama]:
        """A drama and the other one that a curator calls the same.

        Raises `SameDrama` and the errors of `resolve`.
        """
        drama = await self._catalogue.get(drama_id)
        other = await self._catalogue.resolve(title)
        if other.id == drama.id:
            raise SameDrama(drama)
        return drama, other

    async def merge(self, keep_id: int, gone_id: int, reader: Reader, now: datetime) -> Drama:
        """Merge two dramas. All scores, reviews and threads of both go to the kept one."""
        if keep_id == gone_id:
            raise SameDrama(await self._catalogue.get(keep_id))
        return await self._growing.merge(keep_id, gone_id, reader.member_id, now, guild_id=reader.guild_id)

    # --- what was done ---

    async def history(self, drama_id: int) -> tuple[Drama, list[Trace]]:
        """The latest changes of a drama that can be undone. Raises `UnknownDrama`."""

        def read(connection: sqlite3.Connection) -> tuple[Drama, list[Trace]]:
            drama = existing(connection, drama_id)
            return drama, changes.of_drama(connection, drama.id, CHOICES)

        return await self._database.read(read)

    async def undo(self, change_id: int, reader: Reader, now: datetime) -> Undone:
        """Undo a change. What has been changed again since then stays. Undoing is itself a change.

        Raises `ChangeUndone` if it was already undone, or if a merged drama has been merged again since.
        """

        def write(connection: sqlite3.Connection) -> tuple[Undone, Trace]:
            trace = changes.get(connection, change_id)
            if trace is None or trace.undone:
                raise ChangeUndone
            if trace.merged:
                left = changes.undo(connection, trace, reader.member_id, now)
            else:
                with edit_sections.recorded(connection, trace.drama_id, "catalogue.undo", reader, now):
                    left = changes.undo(connection, trace, reader.member_id, now)
            if left is None:
                raise ChangeUndone
            edit_sections.write_down(connection, reader, "catalogue.undo", trace.drama_id, None, now)
            drama = dramas.whatever(connection, trace.drama_id)
            if drama is None:
                raise ChangeUndone
            return Undone(drama, left), trace

        undone, trace = await self._database.write(write)
        for ident in (trace.drama_id, trace.gone_id):
            if ident is not None:
                await self._names.refresh(ident)
                await self._names.refresh_cast(ident)
        return undone


def _put_section(
    connection: sqlite3.Connection,
    seen: Curated,
    typed: Typed,
    reader: Reader,
    now: datetime,
    over_what_stood: bool,
) -> Saved:
    """Store what differs, within the caller's transaction. Raises the same errors as `Curating.save`."""
    texts, piece = edit_sections.standing(seen, typed.section, typed.first, typed.fields)
    changed = edit_sections.changed(typed, texts)
    if not changed:
        return Saved(seen.drama)
    if over_what_stood and edit_sections.overtaken(typed, texts, changed):
        raise StaleForm(seen.drama)
    if piece is None:
        fields = edit_sections.put_fields(connection, seen, changed, now)
    elif (piece.first, piece.last) != (typed.first, typed.last) or typed.marks != (forms.mark(piece.text),):
        raise StaleForm(seen.drama)
    else:
        fields = edit_sections.put_list(connection, seen, typed.section, piece, *changed.values())
    if fields:
        curating.touch(connection, seen.drama.id, now)
        edit_sections.write_down(connection, reader, "catalogue.edit", seen.drama.id, fields, now)
    return Saved(existing(connection, seen.drama.id), fields)


def _agree(left: object, right: object) -> bool:
    return left is None or right is None or left == right


def _keys(drama: Drama) -> set[str]:
    return {key(title) for title in drama.titles}
