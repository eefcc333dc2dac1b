"""MyDramaList's list page. The site has no export, so these are scripts' tables, columns in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.dramas import country_code
from bot.domain.list_files import Entry, Reading
from bot.domain.progress import Status, read_note
from bot.domain.scores import Score
from bot.sources.lists.bounded import bounded
from bot.sources.lists.numbers import number_of, year_of
from bot.sources.lists.parts import ListTable, Part, Unreadable
from bot.sources.lists.said import Said, is_rewatching

NAME = "mydramalist"
# What scripts call the columns, in small letters and figures alone.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("showid", "mdlid", "id"),
    "link": ("url", "link", "mdlurl", "showurl", "mdllink"),
    "title": ("title", "name", "showtitle"),
    "year": ("year", "releaseyear"),
    "country": ("countryoforigin", "country"),
    "type": ("showtype", "type"),
    "status": ("status", "watchstatus"),
    "progress": ("episodeswatched", "watchedepisodes", "progress", "epswatched"),
    "total": ("totalepisodes", "episodestotal", "episodecount", "totaleps"),
    "score": ("rating", "score", "myrating", "myscore", "yourrating", "yourscore"),
    "started": ("datestarted", "startdate", "started"),
    "finished": ("dateended", "datefinished", "datecompleted", "enddate", "finishdate", "finished"),
    "rewatches": ("rewatched", "rewatchcount", "timesrewatched", "rewatches"),
    "note": ("notes", "note", "comments", "comment"),
}
# The page has these; with a column of these names beside them a list is another site's.
_NEEDED = ("title", "status", "progress", "score", "country", "type")
_OTHERS = frozenset({"mediaid", "traktid", "simklid", "const", "letterboxduri"})
_LINK = re.compile(r"(?:https?://)?(?:www\.)?mydramalist\.com/(?P<id>\d{1,9})(?:[-/?#].*)?", re.IGNORECASE)
_NOT_INTERESTED = frozenset({"not interested", "undecided"})
_LAST_ID = 10**9


def recognises(part: Part) -> bool:
    """The columns of the list page, or a title with its MyDramaList id and status."""
    if not isinstance(part, ListTable) or _OTHERS & {_bare(name) for name in part.header}:
        return False
    found = _named(part.header)
    numbered = any(_bare(name) in ("showid", "mdlid") for name in part.header)
    return all(name in found for name in _NEEDED) or (
        numbered and "title" in found and ("status" in found or "score" in found)
    )


def read(parts: Sequence[Part]) -> Reading:
    unread = Unreadable()
    entries: list[Entry] = []
    left = cut = 0
    for part in parts:
        if not isinstance(part, ListTable):
            continue
        columns = _named(part.header)
        for _, cells in part.rows:
            entry, was_cut = _entry(Said(cells, unread), columns)
            cut += was_cut
            if entry is None:
                left += 1
            else:
                bounded(entries).append(entry)
    return Reading(NAME, tuple(entries), left, cut, unread.found())


def _bare(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _named(header: Iterable[str]) -> dict[str, str]:
    """The columns of a header, by their meaning."""
    bare = {_bare(name): name for name in header}
    return {
        held: bare[spelling]
        for held, spellings in _COLUMNS.items()
        for spelling in reversed(spellings)
        if spelling in bare
    }


def _entry(said: Said, columns: Mapping[str, str]) -> tuple[Entry | None, bool]:
    def column(name: str) -> str:
        return columns.get(name, "")

    title = said.title(column("title"))
    word = said.text(column("status"))
    if title is None or word.casefold() in _NOT_INTERESTED:
        return None, False
    status = said.status(column("status"))
    score = said.score(column("score"), 10)
    if status is None and score is None:
        return None, False
    note, cut = read_note(said.text(column("note")))
    times = said.times(column("rewatches"))
    again = max(times, 1) if is_rewatching(word) else times
    ident = _ident(said, columns)
    entry = Entry(
        title,
        year=_year(said, column("year")),
        country=_country(said, column("country")),
        sources=(("mdl", str(ident)),) if ident else (),
        status=status,
        episode=said.episode(column("progress")) if status else 0,
        started=said.day(column("started")),
        finished=said.day(column("finished")) if status is Status.COMPLETED else None,
        rewatches=again,
        note=note,
        score=Score(score) if score else None,
        furthest=_total(said, columns) if again or status is Status.COMPLETED else 0,
    )
    return entry, cut


def _total(said: Said, columns: Mapping[str, str]) -> int:
    """How many episodes it has there: behind the stroke of those seen, or in a column of its own."""
    seen = columns.get("progress", "")
    return said.total(*([seen] if "/" in said.text(seen) else []), columns.get("total", ""))


def _ident(said: Said, columns: Mapping[str, str]) -> int:
    """The title's MyDramaList id, from its column or its page's address."""
    if "id" in columns and said.text(columns["id"]):
        return said.number(columns["id"], _LAST_ID)
    found = _LINK.fullmatch(said.text(columns.get("link", "")))
    return (number_of(found["id"]) or 0) if found else 0


def _year(said: Said, column: str) -> int | None:
    found = year_of(said.text(column))
    if found is None and said.text(column) not in ("", "0", "-", "?", "TBA"):
        said.unread.add(column, said.text(column))
    return found


def _country(said: Said, column: str) -> str | None:
    """One of our countries. None for a title from another country."""
    return country_code(said.text(column)) if said.text(column) else None
