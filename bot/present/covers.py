"""Covers: the pictures that stand in place of a poster."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import discord

from bot.domain.charts import Cover, Label
from bot.domain.dramas import Drama, Poster
from bot.domain.titles import Titles
from bot.i18n import Texts
from bot.present import charts, words
from bot.present.charts import Picture
from bot.present.layout import Part, rows, thumbnail
from bot.present.once import once
from bot.present.parts import Built
from bot.present.text import plain

NAME_LIMIT = 200  # characters of a title that are drawn at most
KEPT = 512  # pictures in messages, the last shown ones


def cover(drama: Drama) -> Cover:
    """The cover of a drama. Equal ones are drawn once, in whatever language they are shown."""
    return Cover(name(drama), drama.country, drama.year)


def name(drama: Drama) -> Label:
    """A drama's native title, and its other title for machines without a font for that."""
    title = words.label_of_title(drama, Titles.ENGLISH, NAME_LIMIT)
    return Label(words.label_of_title(drama, Titles.NATIVE, NAME_LIMIT) or title, title)


@once(KEPT)
def poster(t: Texts, drama: Drama, found: Poster) -> Part:
    """A drama's poster, as a thumbnail."""
    alternative = found.alt or t("Poster of {title}", title=plain(words.names(t, drama)[0], 200))
    return thumbnail(found.url, plain(alternative, 1_000))


def listed(t: Texts, lines: Iterable[tuple[Drama, str]], posters: Mapping[int, Poster]) -> list[Built]:
    """The rows of a list of dramas, with their posters. Nothing is drawn for those without."""
    return rows(
        (line, poster(t, drama, posters[drama.id]) if drama.id in posters else None) for drama, line in lines
    )


def thumbnail_of(t: Texts, drama: Drama, png: bytes) -> Picture:
    """A drawn cover where a poster would stand. Covers of several dramas may be in one message."""
    part, name_of_file, description = _cover(t, drama, png)
    return Picture(part, discord.File(io.BytesIO(png), name_of_file, description=description))


@once(KEPT)
def _cover(t: Texts, drama: Drama, png: bytes) -> tuple[Part, str, str]:
    """A cover in a message, the name of its file, and the cover in words."""
    description = charts.alt(t, cover(drama))
    name_of_file = charts.file_name("cover", png)
    return thumbnail(f"attachment://{name_of_file}", description), name_of_file, description
