"""Screens about airing: today's schedule, following, and the posts about new episodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from bot.domain.airing import (
    Airing,
    Announcement,
    Block,
    Digest,
    Following,
    Slot,
    Today,
    country_of,
    slot_of,
)
from bot.domain.answers import Answer
from bot.domain.dramas import Drama
from bot.domain.sources import Scheduled
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import Action, button, menu
from bot.present.airing.digests import digest_buttons, digest_line
from bot.present.board import answers
from bot.present.catalogue.offers import adopt_menus
from bot.present.layout import GOOD, QUIET, Part, Screen, box, fitted, gap, note, pager, row, say, screen
from bot.present.options import MENU_LIMIT, choices_between
from bot.present.text import inline, linked

PAGE_SIZE = 10
# Each with a row of buttons takes five components; a message has forty.
WITH_BUTTONS = 4
_LIST_ROOM = 2_800  # characters
_ANSWERS_ROOM = 700
_POST_ROOM = 3_600  # of the 4,000 that a message has; heading, role and menu take the rest


def today(t: Texts, shown: Today, country: str | None, index: int) -> Screen:
    """A page of today's episodes, with menus to open a card or add a drama that the catalogue lacks."""
    entries = shown.entries
    if not entries:
        return _nothing_today(t, shown, country)
    pages = -(-len(entries) // PAGE_SIZE)
    index = max(0, min(index, pages - 1))
    page = entries[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]
    episodes = t.plural("{n} episode", "{n} episodes", len(entries))
    parts: list[Part] = [say(f"### 📺 {t('On air today')} · {episodes}")]
    for (own, code), group in groupby(page, key=lambda e: (shown.is_own(e), country_of(e) or "")):
        listed = list(group)
        day = words.moment(slot_of(listed[0]).day)
        heading = f"{words.flag(code)} {words.country(t, code)}" if code else t("Elsewhere")
        if own:
            heading = f"⭐ {heading} · {t('followed or watched here')}"
        parts += [gap(), say(f"**{heading}** · {day}", *(_line(t, entry) for entry in listed))]
    parts += [gap(), *_menus(t, page)]
    if pages > 1:
        parts.append(pager(t, index, pages, verbs.AIRING_TODAY, country or ""))
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
        parts.append(row(button(t("Card"), verbs.CARD, upcoming.drama.id, emoji="🎬")))
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
    # The sentences are ours. The sources ask for these links.
    lines += [f"-# {linked(inline(credit.sentence, 300), credit.url)}" for credit in shown.credits]
    return [say(*lines)] if lines else []


def _line(t: Texts, entry: Airing | Scheduled) -> str:
    slot = slot_of(entry)
    at = f"<t:{int(slot.at.timestamp())}:t>" if slot.at is not None else t("time unknown")
    if isinstance(entry, Airing):
        native = words.beside_title(t, entry.drama, 60)
        number = f" · {_number(t, entry)}" if entry.number is not None else ""
        return f"- {at} **{words.title(t, entry.drama, 100)}**{native}{number}"
    offer = entry.offer
    native = words.beside_title(t, offer, 60)
    number = t("Episode {n}", n=entry.number)
    return f"- {at} {words.title(t, offer, 100)}{native} · {number} · *{t('not in the catalogue yet')}*"


def _menus(t: Texts, page: Sequence[Airing | Scheduled]) -> list[Part]:
    dramas = dict.fromkeys(entry.drama for entry in page if isinstance(entry, Airing))
    parts: list[Part] = []
    if dramas:
        parts.append(row(menu(t("Open a card"), choices_between(t, dramas), verbs.CARD)))
    unlisted = [entry.offer for entry in page if not isinstance(entry, Airing)]
    return parts + adopt_menus(t, unlisted)


def _named(t: Texts, airing: Airing) -> str:
    number = f" · {t('Episode {n}', n=airing.number)}" if airing.number is not None else ""
    return f"**{words.title(t, airing.drama, 150)}**{number}"


def _number(t: Texts, airing: Airing) -> str:
    return words.episode_numbers(t, () if airing.number is None else (airing.number,), airing.drama.episodes)


def _when(slot: Slot, style: str) -> str:
    """A moment in one of Discord's styles. Only the day if the hour is unknown."""
    return f"<t:{int(slot.at.timestamp())}:{style}>" if slot.at is not None else words.moment(slot.day)


# --- following ---


def followed(t: Texts, now: Following) -> Screen:
    """The answer to following a drama: its next episode, and the offer of a daily digest."""
    name = f"**{words.title(t, now.drama)}**"
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
    actions = [*digest_buttons(t, now.digest), button(t("Unfollow"), verbs.UNFOLLOW, ident)]
    return note("\n".join(lines), *actions, colour=GOOD if now.changed else QUIET)


def unfollowed(t: Texts, now: Following) -> Screen:
    name = f"**{words.title(t, now.drama)}**"
    if now.changed:
        text = t("You no longer follow {title}.", title=name)
    else:
        text = t("You do not follow {title}, so nothing has changed.", title=name)
    return note(text, button(t("Follow"), verbs.FOLLOW, now.drama.id), colour=GOOD if now.changed else QUIET)


# --- posts ---


def fitting(t: Texts, post: Announcement) -> int:
    """How many of a post's blocks fit one message, at least one. The others need another post."""
    if len(post.blocks) <= WITH_BUTTONS:
        return len(post.blocks)
    used = 0
    for at, block in enumerate(post.blocks[:MENU_LIMIT]):
        used += len("\n".join(_announced(t, block))) + 1
        if used > _POST_ROOM:
            return max(at, 1)
    return min(len(post.blocks), MENU_LIMIT)


def announcement(t: Texts, post: Announcement) -> Screen:
    """The post to an airing channel: one block per drama of a quarter hour. It has no episode titles.

    The caller passes no more blocks than `fitting` allows.
    """
    parts: list[Part] = [say(f"### 📺 {t('On air')}")]
    if post.notified_role is not None:
        parts.append(say(f"<@&{post.notified_role}>"))
    if len(post.blocks) <= WITH_BUTTONS:
        for block in post.blocks:
            parts += [gap(), say(*_announced(t, block)), row(*_next_steps(t, block.drama))]
        return screen(box(*parts))
    cards = menu(t("Open a card"), choices_between(t, [block.drama for block in post.blocks]), verbs.CARD)
    lines = ("\n".join(_announced(t, block)) for block in post.blocks)
    return screen(box(*parts, gap(), say(*lines), row(cards)))


def _announced(t: Texts, block: Block) -> list[str]:
    drama = block.drama
    native = words.beside_title(t, drama, 100)
    return [
        f"**{words.title(t, drama, 150)}**{native}",
        f"{words.episode_numbers(t, block.numbers, drama.episodes)} · {_when(block.slot, 't')}",
    ]


def _next_steps(t: Texts, drama: Drama) -> Iterable[Action]:
    yield button(t("Card"), verbs.CARD, drama.id, emoji="🎬")
    yield button(t("Synopses"), verbs.EPISODES, drama.id, emoji="📖")
    yield button(t("+1 episode"), verbs.NEXT, drama.id, emoji="▶️")


def digest(
    t: Texts,
    airings: Sequence[Airing],
    at: datetime,
    wish: Digest | None,
    *,
    more: Sequence[Drama] = (),
    told: Sequence[str] = (),
    answered: Sequence[Answer] = (),
) -> Screen:
    """A member's daily message: what aired before `at`, what airs after it, and answers to the member.

    `told` are lines about something else, `more` the dramas that they name.
    """
    aired = [_digested(t, airing) for airing in airings if airing.slot.moment <= at]
    coming = [_digested(t, airing) for airing in airings if airing.slot.moment > at]
    parts: list[Part] = [say(f"### 📺 {t('Your dramas today') if airings else t('Your daily digest')}")]
    for heading, lines in ((t("Has aired"), aired), (t("Comes next"), coming)):
        if lines:
            parts += [gap(), say(f"**{heading}**", *fitted(lines, _LIST_ROOM // 2, t("… and more")))]
    if told:
        parts += [gap(), say(*told)]
    if answered:
        parts += [
            gap(),
            say(
                f"**{t('You were answered')}**",
                *fitted(answers.lines(t, answered), _ANSWERS_ROOM, t("… and more")),
            ),
        ]
    named = [*(airing.drama for airing in airings), *more, *(answer.drama for answer in answered)]
    dramas = list(dict.fromkeys(named))
    parts += [
        gap(),
        row(menu(t("Open a card"), choices_between(t, dramas[:MENU_LIMIT]), verbs.CARD)),
        row(*digest_buttons(t, wish)),
    ]
    return screen(box(*parts))


def _digested(t: Texts, airing: Airing) -> str:
    return f"- {_when(airing.slot, 'f')} **{words.title(t, airing.drama, 120)}** · {_number(t, airing)}"
