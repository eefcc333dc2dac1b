"""What every catalogue outside can be asked, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol, TypeVar

from bot.domain.sources import Fetched, Offer, Scheduled, SourceAnswer, SourceCredit, SourceName
from bot.errors import NamidaError

Shape = TypeVar("Shape", dict[str, object], list[object])


class Source(Protocol):
    """A catalogue outside. Every call raises `SourceUnavailable` where no sound answer comes."""

    name: SourceName
    credit: SourceCredit

    async def search(self, query: str, *, patient: bool = False) -> tuple[Offer, ...]:
        """The dramas of our countries that the source finds, the likeliest first; at most ten.

        A `patient` one is awaited by no member, and its offers may lack native titles.
        """

    async def fetch(self, show: str, *, patient: bool = False) -> Fetched:
        """A show in full, by the source's id; raises `NotAtSource` for one it does not have.

        One that was put together with another comes as that, and says so (`Fetched.moved_to`).

        A `patient` one is awaited by no member: those who look something up are asked for first.
        """

    async def schedule(self, day: date, country: str) -> tuple[Scheduled, ...]:
        """What airs in a country (ISO code) on a day of that country."""

    def page(self, show: str) -> str:
        """The address of the show's page there, for the credit."""


class Asks(Protocol):
    """Whoever gets a source's answers: an `Asker` from the network."""

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
    """Where answers are kept; the store implements it, so that they outlive a restart."""

    async def get(self, url: str) -> SourceAnswer | None: ...

    async def put(self, url: str, answer: SourceAnswer) -> None: ...
