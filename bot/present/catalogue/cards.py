"""The card of a drama: a fixed heading, and one tab below it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from discord import ButtonStyle

from bot.domain.cards import Card, Tab
from bot.domain.dramas import CatalogueEntry, Credit, Drama, Link, MusicKind, Poster, Relation
from bot.domain.links import host_of
from bot.domain.progress import Progress, Status
from bot.domain.sources import SourceCredit
from bot.domain.spoilers import Shape, shape, visible_episodes
from bot.i18n import N_, Texts
from bot.present import covers, spoilers, verbs, words
from bot.present.actions import button, menu
from bot.present.board import comments
from bot.present.episodes.episodes import episode_lines
from bot.present.layout import (
    Part,
    Screen,
    beside,
    box,
    fitted,
    gap,
    row,
    rule,
    say,
    screen,
)
from bot.present.once import once
from bot.present.options import drama_options
from bot.present.scores import ratings
from bot.present.text import address, block, inline, plain
from bot.present.warnings import content_warnings

BODY_LIMIT = 2_600  # characters of a tab; the heading and the reader's line take at most 1,200
DOT = " · "
KEPT = 512  # of each part that is the same for many readers, the last used ones


TABS: Mapping[Tab, str] = {
    Tab.OVERVIEW: N_("Overview"),
    Tab.CAST: N_("Cast"),
    Tab.EPISODES: N_("Episodes"),
    Tab.RATINGS: N_("Ratings"),
    Tab.LINKS: N_("Links"),
}


def card(
    t: Texts,
    shown: Card,
    tab: Tab,
    *,
    owner_id: int,
    private: bool,
    drawn: ratings.Drawn | None = None,
    cover: Part | None = None,
) -> Screen:
    """The card that the member `owner_id` asked for.

    A public card shows nothing about episodes that could spoil. A private card shows them as far as its
    reader has seen. `drawn` are the rating pictures that could be drawn, `cover` is what stands
    in place of a poster.
    """
    if tab is Tab.RATINGS:
        body = ratings.body(t, shown, owner_id=owner_id, private=private, drawn=drawn or {})
    else:
        body = _BODIES[tab](t, shown, private)
    return screen(
        box(
            *spoilers.guarded(t, [*_heading(t, shown, cover), rule(), *body]),
            rule(),
            say(_own_line(t, shown, owner_id, private=private), *_watchers(t, shown)),
            gap(),
            _actions(t, shown, private=private),
            _ways_on(t, shown.drama.id, shown.reviews),
            row(
                *(
                    button(
                        t(label),
                        verbs.TAB,
                        which,
                        shown.drama.id,
                        owner_id,
                        style=ButtonStyle.primary if which is tab else ButtonStyle.secondary,
                        disabled=which is tab,
                    )
                    for which, label in TABS.items()
                )
            ),
        )
    )


def _heading(t: Texts, shown: Card, cover: Part | None) -> list[Part]:
    lines, poster = _title(t, shown.drama, shown.entry)
    picture = poster or cover
    heading = say(*lines, words.rating(t, shown.rating))
    return [beside(heading, picture) if picture is not None else heading]


@once(KEPT)
def _title(t: Texts, drama: Drama, entry: CatalogueEntry) -> tuple[list[str], Part | None]:
    """The lines of the heading that are the drama's alone, and its poster."""
    lines = [f"## {words.title(drama)}"]
    if drama.native_title:
        lines.append(inline(drama.native_title, 200))
    lines.append(words.place(t, drama))
    if not entry.poster_url:
        return lines, None
    return lines, covers.poster(t, drama, Poster(entry.poster_url, entry.poster_alt))


def _own_line(t: Texts, shown: Card, owner_id: int, *, private: bool) -> str:
    """The reader's own progress with this drama. A public card also names the reader."""
    parts = []
    if shown.progress:
        fresh = shown.fresh if private else 0
        parts.append(words.progress(t, shown.progress, shown.drama.episodes, fresh))
    if shown.score:
        parts.append(words.score(t, shown.score))
    standing = " · ".join(parts) or t("not watched yet")
    who = t("You") if private else f"<@{owner_id}>"
    return f"-# {who}: {standing}"


def _watchers(t: Texts, shown: Card) -> list[str]:
    """Others who watched it lately and show their list. An episode number spoils nothing."""
    if not shown.watchers:
        return []
    told = (f"<@{watcher.member_id}>{_how_far(t, watcher.progress)}" for watcher in shown.watchers)
    return ["-# " + t("Recently watched by: {members}", members=DOT.join(told))]


def _how_far(t: Texts, now: Progress) -> str:
    """The progress in as few words as possible, because five of them must fit."""
    if now.status is Status.COMPLETED or not now.episode:
        return f" ({t(words.STATUSES[now.status])})"
    return f" ({t('episode {n}', n=now.episode)})"


def _actions(t: Texts, shown: Card, *, private: bool) -> Part:
    """Buttons for what a member does next with a drama. Each answers the person who presses it.

    A private card leaves out what its reader has already done.
    """
    status = shown.progress.status if private and shown.progress else None
    goes_on = status is not Status.COMPLETED or bool(shown.fresh)
    return _next_steps(t, shown.drama.id, goes_on, status is None)


@lru_cache(maxsize=KEPT)
def _next_steps(t: Texts, drama_id: int, goes_on: bool, unlisted: bool) -> Part:
    buttons = [button(t("Score"), verbs.RATE, drama_id, emoji="⭐")]
    if goes_on:
        buttons.append(button(t("+1 episode"), verbs.NEXT, drama_id, emoji="▶️"))
    if unlisted:
        buttons.append(button(t("Plan"), verbs.PLAN, drama_id, emoji="📌"))
    return row(*buttons)


@lru_cache(maxsize=KEPT)
def _ways_on(t: Texts, drama_id: int, count: int) -> Part:
    """Buttons to what else there is to read about a drama. Each answers only the person who presses it.

    `count` is the number of reviews.
    """
    reviews = t("Reviews ({n})", n=t.number(count)) if count else t("Reviews")
    return row(
        button(t("Synopses"), verbs.EPISODES, drama_id, emoji="📖"),
        button(reviews, verbs.REVIEWS, drama_id, emoji="💬"),
        button(t("Similar"), verbs.SIMILAR, drama_id, emoji="🔗"),
        button(t("Comment"), verbs.COMMENT, drama_id, emoji="✍️"),
        button(t("Discuss"), verbs.DISCUSS, drama_id, 0, emoji="🗨️"),
    )


def _overview(t: Texts, shown: Card, private: bool) -> list[Part]:
    parts = list(_told(t, shown.entry))
    newest = shown.comments.newest if private else None  # what everyone sees quotes no one
    if told := comments.card_lines(t, shown.comments.count, newest):
        parts += [gap(), say(*told)]
    return [*parts, *_below(t, shown.drama, shown.credits)]


@once(KEPT)
def _told(t: Texts, entry: CatalogueEntry) -> list[Part]:
    """What the catalogue tells of a drama."""
    parts: list[Part] = []
    if entry.summary:
        parts.append(say(block(entry.summary, 950)))
    else:
        parts.append(say("-# " + t("No summary yet.")))
    facts = [f"**{label}** {value}" for label, value in _facts(t, entry) if value]
    if facts:
        parts += [gap(), say(*facts)]
    if aliases := _other_names(entry):
        names = fitted([inline(name, 100) for name in aliases], 400, "…", len(DOT))
        parts += [gap(), say("-# " + t("Also known as: {names}", names=DOT.join(names)))]
    return parts


@once(KEPT)
def _below(t: Texts, drama: Drama, owed: tuple[SourceCredit, ...]) -> list[Part]:
    """The way to the warnings, and whom the card owes its words."""
    parts: list[Part] = [gap(), row(content_warnings.way(t, drama.id))]
    if owed:
        # In the sources' own words: their licences ask for them as they are.
        lines = [f"-# [{inline(credit.sentence, 150)}](<{address(credit.url)}>)" for credit in owed]
        parts += [gap(), say(*lines)]
    return parts


def _other_names(entry: CatalogueEntry) -> list[str]:
    """The aliases that differ from the titles by more than width and spaces."""

    def bare(name: str) -> str:
        return "".join(unicodedata.normalize("NFKC", name).casefold().split())

    titles = {bare(name) for name in (entry.title, entry.native_title) if name}
    return [name for name in entry.aliases if bare(name) not in titles]


def _facts(t: Texts, entry: CatalogueEntry) -> list[tuple[str, str | None]]:
    episodes = t.plural("{n} episode", "{n} episodes", entry.episodes) if entry.episodes else None
    if entry.minutes:
        length = t("{n} min", n=entry.minutes)
        episodes = f"{episodes} × {length}" if episodes else length
    aired = words.aired(t, entry)
    slot = " ".join(
        part
        for part in (
            t.weekday(entry.weekday) if entry.weekday is not None else "",
            inline(entry.air_time or "", 10),
        )
        if part
    )
    if slot:
        aired = f"{aired} · {slot}" if aired else slot
    genres = [words.genre(t, name) for name in entry.genres]
    networks = [inline(name, 60) for name in entry.networks]
    music = [
        f"{t(words.MUSIC[piece.kind])}: {inline(piece.title, 80)}"
        + (f" ({inline(piece.artist, 60)})" if piece.artist else "")
        for piece in sorted(entry.music, key=lambda piece: list(MusicKind).index(piece.kind))
    ]
    return [
        (t("Genres"), DOT.join(fitted(genres, 300, "…", len(DOT)))),
        (t("Length"), episodes),
        (t("Aired"), aired),
        (t("Network"), t(", ").join(fitted(networks, 250, "…", len(t(", "))))),
        (t("Content rating"), inline((entry.content_rating or "").replace(" - ", " – "), 60)),
        (t("Based on"), inline(entry.based_on or "", 200)),
        (t("Music"), DOT.join(fitted(music, 300, "…", len(DOT)))),
    ]


def _cast(t: Texts, shown: Card, _private: bool) -> list[Part]:
    return _billed(t, shown.entry)


@once(KEPT)
def _billed(t: Texts, entry: CatalogueEntry) -> list[Part]:
    if not entry.cast:
        return [say(t("No cast has been entered yet."))]
    parts: list[Part] = []
    room = BODY_LIMIT
    for billing, label in words.BILLINGS.items():
        billed = [_credit(credit) for credit in entry.cast if credit.billing is billing]
        if billed:
            lines = [f"**{t(label)}**", *fitted(billed, max(room, 0), t("… and more"))]
            room -= sum(len(line) + 1 for line in lines)
            parts += [gap(), say(*lines)]
    return parts[1:]


def _credit(credit: Credit) -> str:
    name = inline(credit.person, 100)
    return f"- {name} — {inline(credit.character, 150)}" if credit.character else f"- {name}"


def _episodes(t: Texts, shown: Card, private: bool) -> list[Part]:
    up_to = visible_episodes(shown.progress) if private else 0
    lines = episode_lines(t, shown.episodes, up_to)
    if not lines:
        return [say(t("The episodes are not known yet."))]
    hint = (
        t("Titles and ratings are shown up to the last episode you have seen.")
        if private
        else t(
            "Episode titles and ratings are hidden here because they can be spoilers. Press Synopses for "
            "your own list."
        )
    )
    return [say(*fitted(lines, BODY_LIMIT, t("… and more"))), say("-# " + hint)]


def _links(t: Texts, shown: Card, private: bool) -> list[Part]:
    parts: list[Part] = []
    lines = [_link(t, link, _how_told(shown, link, private)) for link in shown.entry.links if link.url]
    nowhere = [
        inline(link.title, 100)
        for link in shown.entry.links
        if not link.url and _how_told(shown, link, private) is Shape.PRIVATE
    ]
    if lines or nowhere:
        parts.append(say(f"**{t('Links')}**", *fitted(lines, 1_100, t("… and more"))))
    if nowhere:
        titles = t(", ").join(fitted(nowhere, 300, "…", len(t(", "))))
        parts.append(say("-# " + t("Also, with no link yet: {titles}", titles=titles)))
    if shown.entry.relations:
        parts += [gap()] if parts else []
        related = [_relation(t, relation) for relation in shown.entry.relations]
        parts.append(say(f"**{t('Related')}**", *fitted(related, 1_000, t("… and more"))))
    if not parts:
        return [say(t("No links and no related dramas yet."))]
    options = drama_options(
        (relation.drama_id, plain(relation.title, 100)) for relation in shown.entry.relations
    )
    if options:
        parts.append(row(menu(t("Open a related drama"), options, verbs.CARD)))
    return parts


def _how_told(shown: Card, link: Link, private: bool) -> Shape:
    """How the card shows a link. On a public card, no one's progress counts."""
    return shape(shown.policy, shown.progress if private else None, link.spoils_episode, alone=private)


def _link(t: Texts, link: Link, how: Shape) -> str:
    kind = t(words.LINKS[link.kind])
    link_to = f"[{inline(link.title, 150)}](<{address(link.url or '')}>)"
    if link.spoils_episode is None:
        host = f" · {inline(name, 100)}" if (name := host_of(link.url or "")) else ""
        return f"- {kind}: {link_to}{host}"
    # The title and address of a page that spoils may contain spoilers themselves.
    label = t("spoils up to episode {n}", n=link.spoils_episode)
    if how is Shape.ASK:
        return f"- {kind} ({label}): {t('on your own card, once you have seen that far')}"
    return f"- {kind} ({label}): " + (link_to if how is Shape.PRIVATE else f"||{link_to}||")


def _relation(t: Texts, relation: Relation) -> str:
    return f"- {inline(relation.title, 150)} — {words.relation(t, relation.kind)}"


_BODIES: Mapping[Tab, Callable[[Texts, Card, bool], list[Part]]] = {
    Tab.OVERVIEW: _overview,
    Tab.CAST: _cast,
    Tab.EPISODES: _episodes,
    Tab.LINKS: _links,
}
