"""Credits for the other catalogues whose data a card shows, even while they are switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.domain.sources import SourceCredit, SourceName, source_part
from bot.sources import tmdb_shows, tvmaze_shows
from bot.sources.tmdb import Tmdb
from bot.sources.tvmaze import TVmaze

_OWED: Mapping[SourceName, tuple[SourceCredit, Callable[[str], str]]] = {
    SourceName.TVMAZE: (TVmaze.credit, tvmaze_shows.page_of),
    SourceName.TMDB: (Tmdb.credit, tmdb_shows.page_of),
}


def credits_for(sources: Iterable[tuple[str, str]]) -> tuple[SourceCredit, ...]:
    """Each source's credit once, linked to the first of the drama's shows there."""
    parts = (source_part(source, source_id) for source, source_id in sources)
    shows: dict[SourceName, str] = {}
    for part in parts:
        if part is not None:
            shows.setdefault(part.source, part.show)
    return tuple(
        replace(credit, url=page(shows[name])) for name, (credit, page) in _OWED.items() if name in shows
    )
