"""The results of a search: a page of dramas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.dramas import Drama, Poster
from bot.domain.ratings import Rating


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `index` counts from 0, `total` is the number of dramas on all pages.

    `ratings` and `posters` are those of the dramas that have one, by their ids.
    """

    dramas: tuple[Drama, ...]
    index: int
    total: int
    size: int
    ratings: Mapping[int, Rating] = field(default_factory=dict)
    posters: Mapping[int, Poster] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
