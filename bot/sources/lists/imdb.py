"""IMDb's ratings: one score per title, without any progress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from bot.domain.list_files import Entry, Reading
from bot.domain.scores import Score
from bot.sources.lists.bounded import bounded
from bot.sources.lists.numbers import year_of
from bot.sources.lists.parts import ListTable, Part, Unreadable
from bot.sources.lists.said import Said
from bot.sources.reading import text_of
from bot.sources.rows import TITLE_LIMIT

NAME = "imdb"
# Kinds of title that no list here keeps; an episode's row does not say of which show it is.
_OTHERS = frozenset(
    {"tv episode", "tvepisode", "video game", "videogame", "music video", "musicvideo", "podcast series",
     "podcast episode", "podcastseries", "podcastepisode"}
)  # fmt: skip
_ID_LIMIT = 20


def recognises(part: Part) -> bool:
    return isinstance(part, ListTable) and part.has("Const", "Your Rating", "Title")


def read(parts: Sequence[Part]) -> Reading:
    unread = Unreadable()
    entries: list[Entry] = []
    left = 0
    for part in parts:
        if not isinstance(part, ListTable):
            continue
        for _, cells in part.rows:
            entry = _entry(Said(cells, unread))
            if entry is None:
                left += 1
            else:
                bounded(entries).append(entry)
    return Reading(NAME, tuple(entries), left, 0, unread.found())


def _entry(said: Said) -> Entry | None:
    title, score = said.title("Title"), said.score("Your Rating", 10)
    if title is None or score is None or said.text("Title Type").casefold() in _OTHERS:
        return None
    ident, original = said.text("Const"), text_of(said.text("Original Title"), TITLE_LIMIT)
    rated = said.day("Date Rated")
    return Entry(
        title,
        native_title=original if original != title else None,
        year=year_of(said.text("Year")),
        sources=(("imdb", ident),) if ident.isalnum() and len(ident) <= _ID_LIMIT else (),
        score=Score(score),
        updated=datetime.combine(rated, time(), UTC) if rated else None,
    )
