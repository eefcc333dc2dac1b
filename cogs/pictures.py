"""Pictures beside the text of an answer: covers in place of posters, and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.domain.charts import Facts
from bot.domain.dramas import Drama
from bot.i18n import Texts
from bot.present import charts, covers
from bot.present.charts import Picture
from bot.present.conversation import Conversation
from bot.present.layout import Part
from cogs.base import Host

# Seconds that a text waits for its covers, once: they are kept then. A drawing takes about 0.04 s.
COVER_PATIENCE = 0.3
FACTS_PATIENCE = 3.0  # seconds that figures wait for their picture, and then are told in words
MOST_COVERS = 10  # files that Discord takes with one message


async def covers_of(host: Host, talk: Conversation, t: Texts, dramas: Iterable[Drama]) -> dict[int, Picture]:
    """The covers of the dramas by their ids, as thumbnails with their files. Late ones are left out.

    Of more than ten dramas the first ten have one. Where the bot may not attach files, there is none.
    """
    if not talk.may_attach:
        return {}
    wanted = {drama: covers.cover(drama) for drama in list(dict.fromkeys(dramas))[:MOST_COVERS]}
    pngs = await host.services.pictures.in_time(set(wanted.values()), COVER_PATIENCE)
    return {
        drama.id: covers.thumbnail_of(t, drama, pngs[chart])
        for drama, chart in wanted.items()
        if chart in pngs
    }


async def cover_of(host: Host, talk: Conversation, t: Texts, drama: Drama) -> Picture | None:
    """The cover of one drama, as `covers_of`."""
    return (await covers_of(host, talk, t, [drama])).get(drama.id)


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """What stands beside dramas, by their ids: a poster, or a cover whose file goes with the message."""

    parts: Mapping[int, Part]
    files: Sequence[discord.File]


async def thumbnails_of(host: Host, talk: Conversation, t: Texts, dramas: Sequence[Drama]) -> Thumbnails:
    """The poster of each drama, and a cover of each that has none, as `covers_of`."""
    posters = await host.services.catalogue.posters(dramas)
    drawn = await covers_of(host, talk, t, [drama for drama in dramas if drama.id not in posters])
    parts = {drama.id: covers.poster(t, drama, posters[drama.id]) for drama in dramas if drama.id in posters}
    parts |= {drama_id: cover.part for drama_id, cover in drawn.items()}
    return Thumbnails(parts, [cover.file for cover in drawn.values()])


async def facts_of(host: Host, talk: Conversation, t: Texts, chart: Facts) -> Picture | None:
    """Figures as a picture. None where it is not drawn in time, or the bot may not attach files."""
    if not talk.may_attach:
        return None
    png = (await host.services.pictures.in_time([chart], FACTS_PATIENCE)).get(chart)
    return charts.picture(t, chart, png) if png is not None else None
