"""The interface of every other catalogue: what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol, TypeVar

from bot.domain.sources import Fetched, Offer, Scheduled, SourceAnswer, SourceCredit, SourceName
from bot.errors import NamidaError

Shape = TypeVar("Shape", dict[str, object], list[object])


class Source(Protocol):
    """Another catalogue. Every call raises `SourceUnavailable` if there is no usable answer."""

    name: SourceName
    credit: SourceCredit

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        """At most ten dramas of our countries that the source finds, the likeliest first.

        With `patient`, no member waits for the answer, and its offers may lack native titles.
        """

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        """A show in full, by the source's id. Raises `NotAtSource` if the source does not have it.

        A show that was merged into another comes as that one, with `Fetched.moved_to` set.

        With `patient`, no member waits for the answer, so members' requests go first.
        """

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        """What airs in a country (ISO code) on a calendar day there."""

    def page(self, show: str) -> str:
        """The address of the show's page at the source, for the credit."""


class Asks(Protocol):
    """Gets a source's answers. An `Asker` gets them from the network."""

    async def ask(
        self,
        path: str,
        query: Mapping[str, str | tuple[str, ...]],
        shape: type[Shape],
        fresh_for: timedelta,
        missing: NamidaError | None = None,
        *,
        patient: bool = False,
        typed: bool = False,
    ) -> Shape: ...


class Answers(Protocol):
    """Keeps answers. The store implements it, so that they survive a restart."""

    async def get(self, url: str) -> SourceAnswer | None: ...

    async def put(self, url: str, answer: SourceAnswer) -> None: ...
