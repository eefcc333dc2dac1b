"""A drama's quotes, page by page, as one reader may see them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.comments import QuoteShown
from bot.domain.consent import Cleared
from bot.domain.dramas import Drama


@dataclass(frozen=True, slots=True)
class QuotePage:
    """One page of a drama's quotes for a reader. `index` counts from 0.

    `total` is the number on all pages, and `later` counts those that tell more than the reader has seen.
    """

    drama: Drama
    quotes: tuple[Cleared[QuoteShown], ...]
    index: int
    total: int
    later: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
