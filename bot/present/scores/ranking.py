"""The screens of `/drama top`: a page of a ranking, its buttons, and the answer if it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from bot.domain.dramas import Drama
from bot.domain.ranking import PLACES, By, Ranked, Ranking, RankingPage, Scope
from bot.domain.scores import FEWEST_RANKED, PRIOR_MEAN, PRIOR_VOTES
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, Pressed, button, menu
from bot.present.layout import Part, Screen, box, gap, note, pager, row, rows, say, screen
from bot.present.once import once
from bot.present.options import choices_between

MEDALS = ("🥇", "🥈", "🥉")
KEPT = 1_024  # dramas, the last shown ones
PAGES_KEPT = 64  # whole pages

BY: Mapping[By, str] = {By.RATING: N_("Rating"), By.POPULARITY: N_("Popularity")}
SCOPES: Mapping[Scope, str] = {Scope.HERE: N_("This server"), Scope.EVERYWHERE: N_("Everywhere")}
_HEADINGS: Mapping[tuple[By, Scope], str] = {
    (By.RATING, Scope.HERE): N_("Best rated on this server"),
    (By.RATING, Scope.EVERYWHERE): N_("Best rated everywhere"),
    (By.POPULARITY, Scope.HERE): N_("Most watched on this server"),
    (By.POPULARITY, Scope.EVERYWHERE): N_("Most watched everywhere"),
}
_EMPTY: Mapping[By, str] = {
    By.RATING: N_("No one has scored a drama yet. Score one with {/rate} to see it here."),
    By.POPULARITY: N_("No drama is on anyone's list yet. Add one with {/watch set}."),
}
_NARROWED: Mapping[By, str] = {
    By.RATING: N_("No drama with a score fits that. Try fewer filters, or score one with {/rate}."),
    By.POPULARITY: N_("No drama on a list fits that. Try fewer filters, or add one with {/watch set}."),
}


def args(ranking: Ranking, owner_id: int) -> tuple[object, ...]:
    """The arguments of a button for the ranking. The index of a page follows them."""
    narrowed = (ranking.genre_id, ranking.country, ranking.year)
    return (ranking.by, ranking.scope, *("" if value is None else value for value in narrowed), owner_id)


def read(pressed: Pressed) -> tuple[Ranking, int, int]:
    """The ranking, who asked for it, and the index of the page that a button leads to."""
    by, scope = pressed.one_of(0, By), pressed.one_of(1, Scope)
    genre, country, year = pressed.maybe_number(2), pressed.text(3) or None, pressed.maybe_number(4)
    return Ranking(by, scope, genre, country, year), pressed.number(5), pressed.count(6)


def podium(page: RankingPage) -> list[Drama]:
    """The dramas of a page that have a picture beside them: the first three, if they have a place."""
    if page.index:
        return []
    rated = page.ranking.by is By.RATING
    first = page.places[: len(MEDALS)]
    return [place.drama for place in first if place.rating.is_ranked or not rated]


def top(t: Texts, page: RankingPage, *, owner_id: int, pictures: Mapping[int, Part] | None = None) -> Screen:
    """A page of the ranking that `owner_id` asked for. Others who press get their own copy.

    `pictures` are those of the podium, by the ids of the dramas.
    """
    seen = pictures or {}
    beside_them = [seen.get(place.drama.id) for place in page.places[: len(MEDALS)]] if seen else []
    parts = list(_listed(t, page, *beside_them))
    if page.pages > 1:
        parts.append(pager(t, page.index, page.pages, verbs.TOP, *args(page.ranking, owner_id)))
    return screen(box(*parts))


@once(PAGES_KEPT)
def _listed(t: Texts, page: RankingPage, *pictures: Part | None) -> tuple[Part, ...]:
    """A page, whoever asked for it. `pictures` are those of its first dramas."""
    start = page.index * page.size
    lines = [_line(t, start + at, place, page.ranking.by) for at, place in enumerate(page.places, 1)]
    return (
        say(f"### {t(_HEADINGS[page.ranking.by, page.ranking.scope])}", *_small_lines(t, page)),
        gap(),
        *rows(zip_longest(lines, pictures)),
        gap(),
        row(menu(t("Open a card"), choices_between(t, [place.drama for place in page.places]), verbs.CARD)),
    )


def empty(t: Texts, page: RankingPage, *, owner_id: int) -> Screen:
    """What to do if nothing is ranked: give scores, use fewer filters, or look beyond this server."""
    ranking = page.ranking
    text = t((_NARROWED if ranking.narrowed else _EMPTY)[ranking.by])
    ways: list[Action] = []
    if ranking.narrowed:
        wide = Ranking(ranking.by, ranking.scope)
        ways.append(button(t("Without filters"), verbs.TOP, *args(wide, owner_id), 0))
    if ranking.scope is Scope.HERE:
        everywhere = replace(ranking, scope=Scope.EVERYWHERE)
        ways.append(button(t("Everywhere"), verbs.TOP, *args(everywhere, owner_id), 0))
    return note(text, *ways)


def _small_lines(t: Texts, page: RankingPage) -> list[str]:
    """The filters of the ranking, its number of dramas, and how a rating is computed."""
    ranking = page.ranking
    narrowed = [words.genre(t, page.genre)] if page.genre else []
    if ranking.country:
        narrowed.append(words.country(t, ranking.country))
    if ranking.year is not None:
        narrowed.append(str(ranking.year))
    cut = page.total >= PLACES
    many = (
        t("the first {n}", n=t.number(page.total)) if cut else t.plural("{n} drama", "{n} dramas", page.total)
    )
    lines = ["-# " + " · ".join([*narrowed, many])]
    if ranking.by is By.RATING:
        weighting = t(
            "Weighted: scores from members who finished it, averaged with {votes} extra scores of {mean}, "
            "so that few scores cannot top the list. A drama has a place from {fewest} scores on",
            votes=t.number(PRIOR_VOTES),
            mean=words.stars(t, PRIOR_MEAN),
            fewest=t.number(FEWEST_RANKED),
        )
        lines.append(f"-# {weighting}")
    else:
        lines.append("-# " + t("By how many members have it on their lists"))
    return lines


def _line(t: Texts, number: int, place: Ranked, by: By) -> str:
    rank = MEDALS[number - 1] if number <= len(MEDALS) else f"{number}\\."
    if by is By.RATING and not place.rating.is_ranked:
        rank = "–"
    rating = words.rating(t, place.rating, 2 if by is By.RATING else 1) if place.rating.count else None
    watchers = t.plural("on {n} list", "on {n} lists", place.watchers) if place.watchers else None
    told = (rating, watchers) if by is By.RATING else (watchers, rating)
    name, where = _drama(t, place.drama)
    return f"{rank} {name}\n-# " + " · ".join([*filter(None, told), where])


@lru_cache(maxsize=KEPT)
def _drama(t: Texts, drama: Drama) -> tuple[str, str]:
    """What a line says of its drama: its names; country, year and length."""
    return f"**{words.title(t, drama, 120)}**{words.beside_title(t, drama, 80)}", words.in_row(t, drama)
