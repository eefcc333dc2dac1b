"""Calendars of episodes as iCalendar files, and the message that carries one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.domain.airing import CalendarEvent, CalendarPage
from bot.i18n import Texts
from bot.present import words
from bot.present.layout import QUIET, Screen, box, note, say, screen

if TYPE_CHECKING:
    from icalendar import Event

FILE = "airing.ics"
_TITLE_LIMIT = 200


def calendar_file(t: Texts, events: Sequence[CalendarEvent]) -> discord.File:
    return discord.File(io.BytesIO(calendar(t, events)), FILE)


def calendar(t: Texts, events: Sequence[CalendarEvent]) -> bytes:
    """The episodes as events, without any plot or episode titles. An episode's UID never changes.

    The same events make the same file, byte for byte, so a calendar that reads it again changes nothing.
    """
    from icalendar import Calendar  # noqa: PLC0415 - 3 MB that few bots ever need

    made = Calendar()
    made.add("prodid", "-//Namida//On air//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", t("On air"))
    for event in events:
        made.add_component(_event(t, event))
    return bytes(made.to_ical())


def _event(t: Texts, episode: CalendarEvent) -> Event:
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    title = words.plain_title(t, episode.drama, _TITLE_LIMIT)
    event.add("uid", episode.uid)
    event.add("dtstamp", episode.stamp)
    event.add("last-modified", episode.stamp)
    event.add("sequence", episode.sequence)
    event.add("status", "CANCELLED" if episode.cancelled else "CONFIRMED")
    event.add("summary", f"{title} – {t('Episode {n}', n=episode.number)}")
    if episode.slot.at is None:
        event.add("dtstart", episode.slot.day)
    else:
        event.add("dtstart", episode.slot.at)
        if episode.minutes:
            event.add("duration", timedelta(minutes=episode.minutes))
    event.add("transp", "TRANSPARENT")  # it does not mark anyone as busy
    return event


def calendar_sent(t: Texts, page: CalendarPage) -> Screen:
    """The message around the file."""
    episodes = t.plural("{n} episode", "{n} episodes", page.count)
    lines = [f"### 🗓️ {episodes}", t("Open the file with your calendar, or import it there.")]
    if page.cut:
        lines.append("-# " + t("There are more; ask for one drama or one country to see the rest."))
    return screen(box(say(*lines), ui.File(f"attachment://{FILE}")))


def nothing_to_send(t: Texts, *, asked: bool) -> Screen:
    """The answer if there are no episodes for a file. `asked`: the member named a drama or a country."""
    if asked:
        return note(t("No episode of it has a date in the last thirty days or later."), colour=QUIET)
    return note(
        t(
            "Nothing you follow has an episode with a date in the last thirty days or later. "
            "Follow a drama with {/airing follow}, or name a drama or a country."
        ),
        colour=QUIET,
    )
