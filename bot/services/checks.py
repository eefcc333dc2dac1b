"""What services ask before they do anything: where somebody is, what they typed, which drama and episode."""

from __future__ import annotations

import sqlite3

from bot.domain.dramas import Drama
from bot.domain.episodes import MOST_EPISODES
from bot.domain.members import Reader
from bot.domain.reviews import read_spoils
from bot.errors import BadLabel, EmptyText, EpisodeOutOfRange, ServerOnly, TextTooLong, UnknownDrama
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


def label_of(connection: sqlite3.Connection, drama: Drama, typed: str) -> int | None:
    """Up to which episode something spoils, as typed; raises `BadLabel` and `EpisodeOutOfRange`."""
    try:
        spoils = read_spoils(typed)
    except ValueError:
        raise BadLabel(typed) from None
    if spoils is not None:
        check_episode(connection, drama, spoils)
    return spoils


def reached(connection: sqlite3.Connection, drama: Drama, reader: Reader) -> int:
    """The last episode that the reader has seen, as far as there are any; 0 before the first."""
    progress = members.progress(connection, reader.member_id, drama.id)
    if progress is None:
        return 0
    last = episodes.last_number(connection, drama)
    return min(progress.furthest, last or progress.furthest)
