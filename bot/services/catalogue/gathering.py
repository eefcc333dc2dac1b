"""Asking the sources of a drama for all of its parts."""

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
    """The parts with what their sources say, the sources in their order; who is silent, who misses it.

    A source of which one show is missing is left out whole: what it did not say of an
    episode is no sign that the episode is gone. Raises `NotAtSource` where nobody says anything else,
    and where the `whole` of it is wanted.
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
            # Those who ask by hand want the source's word of now.
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
