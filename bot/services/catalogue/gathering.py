"""Asks a drama's sources for all of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.sources import Fetched, SourceName, SourcePart
from bot.errors import NoSource, NotAtSource, SourceUnavailable
from bot.services.catalogue.identifying import Gathered
from bot.sources import behalf
from bot.sources.source import Source


async def gather(
    sources: Mapping[SourceName, Source],
    parts: Iterable[SourcePart],
    *,
    patient: bool = False,
    whole: bool = False,
) -> tuple[Gathered, tuple[str, ...], tuple[str, ...]]:
    """The parts with the data of their sources, in order, and the sources that are silent or lack it.

    A source that lacks one of the shows is left out completely: an episode that it did not list may still
    exist. Raises `NotAtSource` if no other source has anything. With `whole`, raises it if any show is
    missing.
    """
    wanted = [part for part in parts if part.source in sources]
    if not wanted:
        raise NoSource
    gathered: list[tuple[SourcePart, Fetched]] = []
    silent: list[str] = []
    missing: dict[str, NotAtSource] = {}
    for name, source in sources.items():
        own = [part for part in wanted if part.source is name]
        try:
            # A refresh by hand wants the source's current answer.
            with behalf.asked_anew(not patient):
                shows = {
                    show: await source.fetch(show, patient=patient)
                    for show in dict.fromkeys(part.show for part in own)
                }
        except SourceUnavailable:
            silent.append(source.credit.name)
        except NotAtSource as error:
            missing[source.credit.name] = error
        else:
            gathered += [(part, shows[part.show]) for part in own]
    if missing and (whole or not (gathered or silent)):
        raise next(iter(missing.values()))
    return tuple(gathered), tuple(silent), tuple(missing)
