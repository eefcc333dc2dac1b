"""The card of a drama: a fixed heading, one tab below it, and what a member can do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from discord import SelectOption

from bot.domain.cards import Card, Tab
from bot.domain.dramas import CatalogueEntry, Drama, Poster
from bot.domain.progress import Progress, Status
from bot.domain.ranking import Places
from bot.i18n import N_, Texts
from bot.present import covers, spoilers, verbs, words
from bot.present.actions import Pressed, button, menu
from bot.present.catalogue import card_tabs, ways
from bot.present.catalogue.card_tabs import DOT, KEPT, Leaf
from bot.present.layout import Part, Screen, beside, box, gap, row, rule, say, screen
from bot.present.once import once
from bot.present.punctuation import bracketed, labelled
from bot.present.scores import ratings

TABS: Mapping[Tab, str] = {
    Tab.OVERVIEW: N_("Overview"),
    Tab.DETAILS: N_("Details"),
    Tab.CAST: N_("Cast"),
    Tab.EPISODES: N_("Episodes"),
    Tab.RATINGS: N_("Ratings"),
    Tab.LINKS: N_("Links"),
}


@dataclass(frozen=True, slots=True)
class CardPictures:
    """What could be drawn for a card: its rating pictures, and what stands in place of a poster."""

    drawn: ratings.Drawn = field(default_factory=dict)
    cover: Part | None = None


NO_PICTURES = CardPictures()


def card(
    t: Texts,
    shown: Card,
    tab: Tab,
    *,
    owner_id: int,
    private: bool,
    page: int = 0,
    pictures: CardPictures = NO_PICTURES,
) -> Screen:
    """A page of the card that the member `owner_id` asked for.

    A public card shows nothing about episodes that could spoil. A private card shows them as far as its
    reader has seen.
    """
    if tab is Tab.RATINGS:
        body = ratings.body(t, shown, owner_id=owner_id, private=private, drawn=pictures.drawn)
    else:
        body = card_tabs.BODIES[tab](t, shown, Leaf(owner_id, private, page))
    heading = _heading(t, shown, owner_id, pictures.cover, private=private)
    return screen(
        box(
            *spoilers.guarded(t, [*heading, rule(), *body]),
            gap(),
            _actions(t, shown, private=private),
            _tabs(t, shown.drama.id, tab, owner_id),
            ways.menu_of(t, shown.drama.id, shown.counts, shown.comments.count),
        )
    )


def _heading(t: Texts, shown: Card, owner_id: int, cover: Part | None, *, private: bool) -> list[Part]:
    lines, poster = _title(t, shown.drama, shown.entry)
    picture = poster or cover
    told = [words.rating(t, shown.rating), *places(t, shown.places)]
    own = _own_line(t, shown, owner_id, private=private)
    heading = say(*lines, DOT.join(told), own, *watchers(t, shown))
    return [beside(heading, picture) if picture is not None else heading]


@once(KEPT)
def _title(t: Texts, drama: Drama, entry: CatalogueEntry) -> tuple[list[str], Part | None]:
    """The lines of the heading that are the drama's alone, and its poster."""
    lines = [f"## {words.title(t, drama)}"]
    if other := words.other_title(t, drama, 200):
        lines.append(other)
    lines.append(words.place(t, drama))
    if not entry.poster_url:
        return lines, None
    return lines, covers.poster(t, drama, Poster(entry.poster_url, entry.poster_alt))


def places(t: Texts, ranked: Places) -> list[str]:
    """The drama's places in the rankings, as far as it has one."""
    told = []
    if ranked.rating is not None:
        told.append(t("#{n} by rating", n=t.number(ranked.rating)))
    if ranked.popularity is not None:
        told.append(t("#{n} by popularity", n=t.number(ranked.popularity)))
    return told


def _own_line(t: Texts, shown: Card, owner_id: int, *, private: bool) -> str:
    """The reader's own progress with this drama. A public card also names the reader."""
    parts = []
    if shown.progress:
        fresh = shown.fresh if private else 0
        parts.append(words.progress(t, shown.progress, shown.drama.episodes, fresh))
    if shown.score:
        parts.append(words.score(t, shown.score))
    standing = DOT.join(parts) or t("not watched yet")
    who = t("You") if private else f"<@{owner_id}>"
    return f"-# {labelled(t, who, standing)}"


def watchers(t: Texts, shown: Card) -> list[str]:
    """Others who watched it lately and show their list. An episode number spoils nothing."""
    if not shown.watchers:
        return []
    told = (
        bracketed(t, f"<@{watcher.member_id}>", _how_far(t, watcher.progress)) for watcher in shown.watchers
    )
    return ["-# " + t("Recently watched by: {members}", members=DOT.join(told))]


def _how_far(t: Texts, now: Progress) -> str:
    """The progress in as few words as possible, because five of them must fit."""
    if now.status is Status.COMPLETED or not now.episode:
        return t(words.STATUSES[now.status])
    return t("episode {n}", n=now.episode)


def _actions(t: Texts, shown: Card, *, private: bool) -> Part:
    """Buttons for what a member does next with a drama. Each answers the person who presses it.

    A private card has only the one that fits its reader, beside the score.
    """
    if not private:
        return _next_steps(t, shown.drama.id, goes_on=True, unlisted=True)
    status = shown.progress.status if shown.progress else None
    goes_on = status is not None and (status is not Status.COMPLETED or bool(shown.fresh))
    return _next_steps(t, shown.drama.id, goes_on=goes_on, unlisted=status is None)


@lru_cache(maxsize=KEPT)
def _next_steps(t: Texts, drama_id: int, *, goes_on: bool, unlisted: bool) -> Part:
    buttons = [button(t("Score"), verbs.RATE, drama_id, emoji="⭐")]
    if goes_on:
        buttons.append(button(t("+1"), verbs.NEXT, drama_id, emoji="▶️"))
    if unlisted:
        buttons.append(button(t("Plan"), verbs.PLAN, drama_id, emoji="📌"))
    return row(*buttons)


@lru_cache(maxsize=KEPT)
def _tabs(t: Texts, drama_id: int, current: Tab, owner_id: int) -> Part:
    """The menu of tabs: it says which one is open, and takes one line on a phone."""
    options = [
        SelectOption(label=t(label), value=which, default=which is current) for which, label in TABS.items()
    ]
    return row(menu(t("Choose a tab"), options, verbs.TAB, drama_id, owner_id))


def chosen(pressed: Pressed) -> tuple[Tab, int, int, int]:
    """The tab, the drama, the owner and the page, from a button or a choice in the menu of tabs."""
    if pressed.values:
        return pressed.chosen_of(Tab), pressed.number(0), pressed.number(1), 0
    page = pressed.count(3) if pressed.has(3) else 0
    return pressed.one_of(0, Tab), pressed.number(1), pressed.number(2), page
