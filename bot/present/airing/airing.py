"""Who is on air: today's schedule, following, and the posts when episodes air."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from bot.domain.airing import (
    Airing,
    Announcement,
    Digest,
    Following,
    Slot,
    Today,
    country_of,
    slot_of,
)
from bot.domain.dramas import Drama
from bot.domain.sources import Scheduled
from bot.i18n import Texts
from bot.present import words
from bot.present.actions import Action, button, menu
from bot.present.airing.digests import digest_buttons, digest_line
from bot.present.catalogue.offers import adopt_menus
from bot.present.layout import GOOD, QUIET, Part, Screen, box, fitted, gap, note, pager, row, say, screen
from bot.present.options import MENU_LIMIT, choices_between
from bot.present.text import inline

PAGE_SIZE = 10
TODAY = "airtoday"
# Each with a row of buttons takes five components; a message has forty.
WITH_BUTTONS = 4
_LIST_ROOM = 2_800  # characters


def today(t: Texts, shown: Today, country: str | None, index: int) -> Screen:
    """A page of what airs today, with menus to open a card and to add what the catalogue lacks."""
    entries = shown.entries
    if not entries:
        return _nothing_today(t, shown, country)
    pages = -(-len(entries) // PAGE_SIZE)
    index = max(0, min(index, pages - 1))
    page = entries[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]
    episodes = t.plural("{n} episode", "{n} episodes", len(entries))
    parts: list[Part] = [say(f"### 📺 {t('On air today')} · {episodes}")]
    for code, group in groupby(page, key=lambda entry: country_of(entry) or ""):
        listed = list(group)
        day = words.moment(slot_of(listed[0]).day)
        heading = f"{words.flag(code)} {words.country(t, code)}" if code else t("Elsewhere")
        parts += [gap(), say(f"**{heading}** · {day}", *(_line(t, entry) for entry in listed))]
    parts += [gap(), *_menus(t, page)]
    if pages > 1:
        parts.append(pager(t, index, pages, TODAY, country or ""))
    return screen(box(*parts, *_footer(t, shown)))


def _nothing_today(t: Texts, shown: Today, country: str | None) -> Screen:
    if country is None:
        lines = [t("Nothing in the catalogue airs today.")]
    else:
        where = f"{words.flag(country)} {words.country(t, country)}"
        lines = [t("Nothing in the catalogue airs in {country} today.", country=where)]
    parts: list[Part] = []
    if shown.upcoming is not None:
        upcoming = shown.upcoming
        lines.append(
            t("Next: {episode}, {when}", episode=_named(t, upcoming), when=_when(upcoming.slot, "f"))
        )
        parts.append(row(button(t("Card"), "card", upcoming.drama.id, emoji="🎬")))
    return screen(box(say(*lines), *parts, *_footer(t, shown), colour=QUIET))


def _footer(t: Texts, shown: Today) -> list[Part]:
    lines = [
        "-# "
        + t(
            "{source} has not answered yet, so dramas from outside this catalogue may be missing.",
            source=name,
        )
        for name in shown.silent
    ]
    # The sentences are ours; the sources ask that they lead where they say.
    lines += [f"-# [{inline(credit.sentence, 300)}](<{credit.url}>)" for credit in shown.credits]
    return [say(*lines)] if lines else []


def _line(t: Texts, entry: Airing | Scheduled) -> str:
    slot = slot_of(entry)
    at = f"<t:{int(slot.at.timestamp())}:t>" if slot.at is not None else t("hour unknown")
    if isinstance(entry, Airing):
        native = f" · {inline(entry.drama.native_title, 60)}" if entry.drama.native_title else ""
        number = f" · {_number(t, entry)}" if entry.number is not None else ""
        return f"- {at} **{words.title(entry.drama, 100)}**{native}{number}"
    offer = entry.offer
    native = f" · {inline(offer.native_title, 60)}" if offer.native_title else ""
    number = t("Episode {n}", n=entry.number)
    return f"- {at} {inline(offer.title, 100)}{native} · {number} · *{t('not in the catalogue yet')}*"


def _menus(t: Texts, page: Sequence[Airing | Scheduled]) -> list[Part]:
    dramas = dict.fromkeys(entry.drama for entry in page if isinstance(entry, Airing))
    parts: list[Part] = []
    if dramas:
        parts.append(row(menu(t("Open a card"), choices_between(t, dramas), "card")))
    unlisted = [entry.offer for entry in page if not isinstance(entry, Airing)]
    return parts + adopt_menus(t, unlisted)


def _named(t: Texts, airing: Airing) -> str:
    number = f" · {t('Episode {n}', n=airing.number)}" if airing.number is not None else ""
    return f"**{words.title(airing.drama, 150)}**{number}"


def _number(t: Texts, airing: Airing) -> str:
    last = airing.drama.episodes
    if last is not None and (airing.number or 0) <= last:
        return t("Episode {n} of {last}", n=airing.number, last=last)
    return t("Episode {n}", n=airing.number)


def _when(slot: Slot, style: str) -> str:
    """A moment in one of Discord's styles; a day where the hour is not known."""
    return f"<t:{int(slot.at.timestamp())}:{style}>" if slot.at is not None else words.moment(slot.day)


# --- following ---


def followed(t: Texts, now: Following) -> Screen:
    """The answer to following a drama: when it goes on, and the offer of a daily digest."""
    name = f"**{words.title(now.drama)}**"
    if now.changed:
        lines = [t("You follow {title} now.", title=name)]
    else:
        lines = [t("You follow {title} already.", title=name)]
    if now.upcoming is not None:
        episode = _number(t, now.upcoming)
        lines.append(t("{episode} airs {when}.", episode=episode, when=_when(now.upcoming.slot, "F")))
    elif now.ended:
        lines.append(t("Its last episode has aired, so there may be no more to follow."))
    else:
        lines.append(t("The date of its next episode is not known yet."))
    lines.append("-# " + digest_line(t, now.digest))
    ident = now.drama.id
    actions = [*digest_buttons(t, now.digest), button(t("Unfollow"), "unfollow", ident)]
    return note("\n".join(lines), *actions, colour=GOOD if now.changed else QUIET)


def unfollowed(t: Texts, now: Following) -> Screen:
    name = f"**{words.title(now.drama)}**"
    if now.changed:
        text = t("You no longer follow {title}.", title=name)
    else:
        text = t("You do not follow {title}, so nothing has changed.", title=name)
    return note(text, button(t("Follow"), "follow", now.drama.id), colour=GOOD if now.changed else QUIET)


# --- posts ---


def announcement(t: Texts, post: Announcement) -> Screen:
    """The post to an airing channel: one episode or all of a quarter hour; no titles of episodes."""
    parts: list[Part] = [say(f"### 📺 {t('On air')}")]
    if post.notified_role is not None:
        parts.append(say(f"<@&{post.notified_role}>"))
    if len(post.airings) <= WITH_BUTTONS:
        for airing in post.airings:
            parts += [gap(), say(*_announced(t, airing)), row(*_next_steps(t, airing.drama))]
        return screen(box(*parts))
    lines = ["\n".join(_announced(t, airing)) for airing in post.airings]
    dramas = list(dict.fromkeys(airing.drama for airing in post.airings))
    return screen(
        box(
            *parts,
            gap(),
            say(*fitted(lines, _LIST_ROOM, t("… and more"))),
            row(menu(t("Open a card"), choices_between(t, dramas[:MENU_LIMIT]), "card")),
        )
    )


def _announced(t: Texts, airing: Airing) -> list[str]:
    native = f" · {inline(airing.drama.native_title, 100)}" if airing.drama.native_title else ""
    return [
        f"**{words.title(airing.drama, 150)}**{native}",
        f"{_number(t, airing)} · {_when(airing.slot, 't')}",
    ]


def _next_steps(t: Texts, drama: Drama) -> Iterable[Action]:
    yield button(t("Card"), "card", drama.id, emoji="🎬")
    yield button(t("Synopses"), "episodes", drama.id, emoji="📖")
    yield button(t("+1 episode"), "next", drama.id, emoji="▶️")


def digest(t: Texts, airings: Sequence[Airing], at: datetime, wish: Digest | None) -> Screen:
    """A member's daily message: what aired before `at`, and what airs after it."""
    aired = [_digested(t, airing) for airing in airings if airing.slot.moment <= at]
    coming = [_digested(t, airing) for airing in airings if airing.slot.moment > at]
    parts: list[Part] = [say(f"### 📺 {t('Your dramas today')}")]
    for heading, lines in ((t("Has aired"), aired), (t("Comes next"), coming)):
        if lines:
            parts += [gap(), say(f"**{heading}**", *fitted(lines, _LIST_ROOM // 2, t("… and more")))]
    dramas = list(dict.fromkeys(airing.drama for airing in airings))
    parts += [
        gap(),
        row(menu(t("Open a card"), choices_between(t, dramas[:MENU_LIMIT]), "card")),
        row(*digest_buttons(t, wish)),
    ]
    return screen(box(*parts))


def _digested(t: Texts, airing: Airing) -> str:
    return f"- {_when(airing.slot, 'f')} **{words.title(airing.drama, 120)}** · {_number(t, airing)}"
