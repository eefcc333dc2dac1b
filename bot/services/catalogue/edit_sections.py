"""The sections of a drama's panel: what each form starts with, and how its changes are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from bot.domain import curating as forms
from bot.domain.changes import Stamp
from bot.domain.curating import FIELDS, IN_PIECES, Curated, Piece, Section, Typed
from bot.domain.dramas import summary_language
from bot.domain.members import Reader
from bot.domain.sources import MEMBER
from bot.errors import UnknownDrama
from bot.services.catalogue import form_parsing as reading
from bot.store.catalogue import changes, curating, provenance
from bot.store.catalogue.catalogue import PLAIN_COLUMNS
from bot.store.members import members
from bot.store.moderation.audit import audit


def curated(connection: sqlite3.Connection, drama_id: int) -> Curated:
    found = curating.curated(connection, drama_id)
    if found is None:
        raise UnknownDrama(f"#{drama_id}")
    return found


def standing(
    seen: Curated, section: Section, first: int, fields: Iterable[str]
) -> tuple[dict[str, str], Piece | None]:
    """What a form of a section with these fields would start with now.

    For a list, the piece that contains `first`.
    """
    if section is Section.NUMBERING:
        return {"numbering": "\n".join(map(forms.part_line, seen.parts))}, None
    if section not in IN_PIECES:
        return forms.texts(seen.entry, fields), None
    pieces = forms.pieces(seen.entry, section)
    piece = next((one for one in pieces if one.first <= first <= max(one.first, one.last)), pieces[-1])
    (name,) = FIELDS[section]
    return {name: piece.text}, piece


def changed(typed: Typed, standing: Mapping[str, str]) -> dict[str, str]:
    """What the curator changed: values that differ from the opened form and from the current value."""
    marks = dict(zip(typed.fields, typed.marks, strict=True))
    return {
        name: typed.texts[name]
        for name in typed.fields
        if forms.normal(typed.texts[name]) != forms.normal(standing[name])
        and forms.mark(typed.texts[name]) != marks[name]
    }


def overtaken(typed: Typed, standing: Mapping[str, str], changed: Iterable[str]) -> bool:
    """Whether another member has changed one of these fields since the form was opened."""
    marks = dict(zip(typed.fields, typed.marks, strict=True))
    return any(forms.mark(standing[name]) != marks[name] for name in changed)


def put_fields(
    connection: sqlite3.Connection, seen: Curated, changed: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """Store the fields that differ; returns their names."""
    values = reading.plain_fields(changed, seen.entry)
    new = {name: value for name, value in values.items() if value != forms.value_of(seen.entry, name)}
    _keep_old_names(connection, seen, new)
    columns = {name: value for name, value in new.items() if name in PLAIN_COLUMNS}
    curating.put_plain(connection, seen.drama.id, columns, now)
    for name in new.keys() - columns.keys():
        if language := summary_language(name):
            text: str | None = new[name]  # type: ignore[assignment]  # read by the field's name
            curating.put_summary(connection, seen.drama.id, language, text)
    for name in ("genres", "networks"):
        if name in new:
            labels: tuple[str, ...] = new[name]  # type: ignore[assignment]  # read by the field's name
            curating.put_labels(connection, seen.drama.id, name.removesuffix("s"), labels)
    return tuple(new)


def _keep_old_names(connection: sqlite3.Connection, seen: Curated, new: Mapping[str, object]) -> None:
    """A replaced title becomes an alias. An alias that becomes a title is no longer an alias."""
    for column in ("title", "native_title"):
        name = new.get(column)
        if name:
            curating.drop_alias(connection, seen.drama.id, str(name))
    for column in ("title", "native_title"):
        old = getattr(seen.entry, column)
        names = {"title": seen.entry.title, "native_title": seen.entry.native_title, **new}
        if new.get(column) and old and old not in (names["title"], names["native_title"]):
            curating.add_alias(connection, seen.drama.id, old)


def put_list(
    connection: sqlite3.Connection, seen: Curated, section: Section, piece: Piece, text: str
) -> tuple[str, ...]:
    """Store a piece of a section's list as it was typed; returns the names of the changed fields."""
    if section is Section.EPISODES:
        return _put_episodes(connection, seen, piece, text)
    curating.PUT[section](connection, seen.drama.id, reading.list_of(section, text, piece, seen.entry))
    return FIELDS[section]


def _put_episodes(connection: sqlite3.Connection, seen: Curated, piece: Piece, text: str) -> tuple[str, ...]:
    """Store the episodes that differ. An episode whose line was deleted is deleted."""
    typed = {episode.number: episode for episode in reading.episodes_of(text, piece)}
    known = {e.number: e for e in seen.entry.episode_list if piece.first <= e.number <= piece.last}
    changed = []
    for number, episode in typed.items():
        old = known.get(number)
        said = (episode.title, episode.air_date)
        if said != ((old.title, old.air_date) if old else (None, None)):
            curating.put_episode(connection, seen.drama.id, episode)
            changed.append(number)
    for number in known.keys() - typed.keys():
        curating.drop_episode(connection, seen.drama.id, number)
        changed.append(number)
    return tuple(f"episode {number}" for number in sorted(changed))


def write_down(
    connection: sqlite3.Connection,
    reader: Reader,
    action: str,
    drama_id: int,
    fields: Iterable[str] | None,
    now: datetime,
) -> None:
    """Mark the fields as set by this member. The audit gets their names, never their texts."""
    members.seen(connection, reader.member_id, reader.guild_id, now)
    named = tuple(fields or ())
    provenance.mark(connection, drama_id, named, MEMBER, now, reader.member_id)
    detail = {"fields": ", ".join(named)} if named else None
    audit(connection, reader.guild_id, reader.member_id, action, f"drama {drama_id}", now, detail)


def stamp(action: str, reader: Reader, now: datetime) -> Stamp:
    """The member, server and time that a change of the catalogue is recorded with."""
    return Stamp(action, reader.guild_id, reader.member_id, now)


def recorded(
    connection: sqlite3.Connection, drama_id: int, action: str, reader: Reader, now: datetime
) -> AbstractContextManager[None]:
    """Records what the block changes of a drama, so that it can be undone."""
    return changes.recorded(connection, (drama_id,), stamp(action, reader, now))
