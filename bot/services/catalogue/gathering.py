"""Asking the sources of a drama for all of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.sources import Fetched, SourceName, SourcePart
from bot.errors import NoSource, SourceUnavailable
from bot.services.catalogue.identifying import Gathered
from bot.sources.source import Source


async def gather(
    sources: Mapping[SourceName, Source], parts: Iterable[SourcePart], *, patient: bool = False
) -> tuple[Gathered, tuple[str, ...]]:
    """The parts with what their sources say, the sources in their order; and who is silent.

    A source of which one show is missing is left out whole: what it did not say of an
    episode is no sign that the episode is gone.
    """
    wanted = [part for part in parts if part.source in sources]
    if not wanted:
        raise NoSource
    gathered: list[tuple[SourcePart, Fetched]] = []
    silent: list[str] = []
    for name, source in sources.items():
        own = [part for part in wanted if part.source is name]
        try:
            shows = {
                show: await source.fetch(show, patient=patient)
                for show in dict.fromkeys(part.show for part in own)
            }
        except SourceUnavailable:
            silent.append(source.credit.name)
        else:
            gathered += [(part, shows[part.show]) for part in own]
    return tuple(gathered), tuple(silent)
