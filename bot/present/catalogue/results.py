"""Lists of dramas that a search found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.dramas import Drama, Filters, Sort
from bot.domain.ratings import Rating
from bot.domain.results import Page
from bot.i18n import Texts
from bot.present import covers, verbs, words
from bot.present.actions import CUSTOM_ID_LIMIT, Pressed, custom_id, menu, one_of
from bot.present.layout import Part, Screen, box, gap, pager, row, say, screen
from bot.present.options import choices_between

_PAGE_DIGITS = 5  # of a page's index in a button


@dataclass(frozen=True, slots=True)
class SearchState:
    """What a page of results needs to find the next and previous page, small enough for a button.

    `query` is the key of what was typed (letters and digits only). `fitted` cuts it to what a button holds
    beside the filters, from the first page on, so that all pages belong to the same search.
    """

    query: str
    filters: Filters
    sort: Sort | None

    def args(self) -> tuple[str, ...]:
        f = self.filters
        given = (f.genre_id, f.country, f.year, f.network_id, f.person_id, self.sort)
        return (self.query, *("" if value is None else str(value) for value in given))

    def fitted(self) -> SearchState:
        without = len(custom_id(verbs.PAGE, *replace(self, query="").args(), "9" * _PAGE_DIGITS, "here"))
        return replace(self, query=self.query[: CUSTOM_ID_LIMIT - without])

    @classmethod
    def read(cls, pressed: Pressed) -> tuple[SearchState, int]:
        """The state and the page's index that a button of `pager` carries."""
        query, country, sort = (pressed.text(at) for at in (0, 2, 6))
        genre, year, network, person = (pressed.maybe_number(at) for at in (1, 3, 4, 5))
        filters = Filters(genre, country or None, year, network, person)
        return cls(query, filters, one_of(Sort, sort) if sort else None), pressed.count(7)


def results(t: Texts, page: Page, state: SearchState) -> Screen:
    """One page of search results, a menu to open a card, and a pager."""
    found = t.plural("{n} drama found", "{n} dramas found", page.total)
    sort = t(words.SORTS[state.sort or (Sort.RELEVANCE if state.query else Sort.POPULARITY)])
    start = page.index * page.size
    lines = [
        (drama, _line(t, number, drama, page.ratings.get(drama.id)))
        for number, drama in enumerate(page.dramas, start + 1)
    ]
    parts: list[Part] = [
        say(f"### {found}", "-# " + t("Sorted by: {sort}", sort=sort)),
        gap(),
        *covers.listed(t, lines, page.posters),
        gap(),
        row(menu(t("Open a card"), choices_between(t, page.dramas), verbs.CARD)),
    ]
    if page.pages > 1:
        parts.append(pager(t, page.index, page.pages, verbs.PAGE, *state.args()))
    return screen(box(*parts))


def _line(t: Texts, number: int, drama: Drama, rating: Rating | None) -> str:
    native = words.beside_title(t, drama, 80)
    return f"{number}\\. **{words.title(t, drama, 120)}**{native}\n-# {words.in_row(t, drama, rating)}"
