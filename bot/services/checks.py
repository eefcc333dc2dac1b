"""Checks that services share: the server, the typed texts, the drama and the episode."""

from __future__ import annotations

import sqlite3

from bot.domain.dramas import Drama, Kind
from bot.domain.episodes import MOST_EPISODES
from bot.domain.members import Reader
from bot.domain.reviews import read_spoils
from bot.domain.spoilers import hides_something
from bot.errors import (
    BadLabel,
    EmptyText,
    EpisodeOutOfRange,
    ServerOnly,
    SpoilerUnlabelled,
    TextTooLong,
    UnknownDrama,
)
from bot.store.catalogue import catalogue
from bot.store.episodes import episodes
from bot.store.members import members


def guild_of(reader: Reader) -> int:
    """The guild that the reader is in; raises `ServerOnly` in a direct message."""
    if reader.guild_id is None:
        raise ServerOnly
    return reader.guild_id


def filled(typed: str, limit: int) -> str:
    """What was typed, without the blanks around it; raises `EmptyText` and `TextTooLong`."""
    text = typed.strip()
    if not text:
        raise EmptyText
    if len(text) > limit:
        raise TextTooLong(len(text), limit)
    return text


def existing(connection: sqlite3.Connection, drama_id: int) -> Drama:
    """The drama with this id; raises `UnknownDrama` for one that is gone or hidden."""
    drama = catalogue.get(connection, drama_id)
    if drama is None:
        raise UnknownDrama(f"#{drama_id}")
    return drama


def check_episode(connection: sqlite3.Connection, drama: Drama, episode: int) -> int | None:
    """The number of the last episode; raises `EpisodeOutOfRange` for one the drama does not have."""
    last = episodes.last_number(connection, drama)
    if episode < 1 or episode > (last or MOST_EPISODES):
        raise EpisodeOutOfRange(drama, episode, last)
    return last


def label_of(
    connection: sqlite3.Connection, drama: Drama, typed: str, *texts: str, needed: bool = False
) -> int | None:
    """Up to which episode a member's `texts` spoil a drama, as typed beside them; None: they spoil nothing.

    Every text of a member's passes here before it is stored. One that hides something under bars of its own
    is a spoiler, and so is one whose label is `needed` for another reason.

    Raises `BadLabel` and `EpisodeOutOfRange`, and `SpoilerUnlabelled` for a spoiler without an episode.
    """
    spoils = _read_label(typed)
    if spoils is not None:
        check_episode(connection, drama, spoils)
    elif needed or hides_something(*texts):
        raise SpoilerUnlabelled(drama)
    return spoils


def require_labelled(connection: sqlite3.Connection, drama_id: int, spoils: int | None, *texts: str) -> None:
    """Raises `SpoilerUnlabelled` for texts that hide something, where what they belong to has no label.

    `spoils` is that label. Also raises `UnknownDrama`.
    """
    if spoils is None and hides_something(*texts):
        raise SpoilerUnlabelled(existing(connection, drama_id))


def label_begins(
    connection: sqlite3.Connection, drama: Drama, reader: Reader, label: str | None, *texts: str
) -> str:
    """What the field for the label of these `texts` begins with; empty where nothing is known.

    `label` is what stands there already, None in a form that is new: that begins with how far its writer
    is. A text that hides something and has no label gets that, too, or else the drama's last episode.
    """
    if label is not None and (names_an_episode(label) or not hides_something(*texts)):
        return label
    at = reached(connection, drama, reader)
    if not at and hides_something(*texts):
        at = episodes.last_number(connection, drama) or int(drama.kind is Kind.MOVIE)
    return str(at or "")


def _read_label(typed: str) -> int | None:
    try:
        return read_spoils(typed)
    except ValueError:
        raise BadLabel(typed) from None


def names_an_episode(typed: str) -> bool:
    """Whether a label says more than that nothing is spoilt; what cannot be read does, too."""
    try:
        return read_spoils(typed) is not None
    except ValueError:
        return True


def reached(connection: sqlite3.Connection, drama: Drama, reader: Reader) -> int:
    """The last episode that the reader has seen, as far as there are any; 0 before the first."""
    progress = members.progress(connection, reader.member_id, drama.id)
    if progress is None:
        return 0
    last = episodes.last_number(connection, drama)
    return min(progress.furthest, last or progress.furthest)
