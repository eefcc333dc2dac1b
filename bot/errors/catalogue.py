"""Refusals of the catalogue: finding dramas, changing them, importing files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calls import Better
from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama
    from bot.domain.sources import Offers


@dataclass(eq=False)
class UnknownDrama(NamidaError):
    """No drama of the catalogue has the name. `nearest` holds at most five similar ones.

    `offers` is what other catalogues have. None if they were not asked.
    """

    query: str
    nearest: tuple[Drama, ...] = ()
    offers: Offers | None = None


@dataclass(eq=False)
class SourceUnavailable(NamidaError):
    """Another catalogue gave no usable answer. `reason` is for the log (`timeout`, `429`, `not JSON`)."""

    source: str
    reason: str


@dataclass(eq=False)
class NotAtSource(NamidaError):
    """The other catalogue does not have this show, or no longer has it."""

    source: str
    show: str


@dataclass(eq=False)
class NoSource(NamidaError):
    """No other catalogue is switched on, or none knows this drama."""


@dataclass(eq=False)
class DramaRemoved(NamidaError):
    """Moderators removed this drama from the catalogue. Only they can add it again."""

    drama: Drama


@dataclass(eq=False)
class AddsTooMany(NamidaError):
    """The member has added `limit` dramas within an hour."""

    limit: int


class MatchDecided(NamidaError):
    """This pair was already decided, or its question has changed since."""


@dataclass(eq=False)
class PartTaken(NamidaError):
    """Another drama already has exactly these seasons of a source's show."""

    drama: Drama


@dataclass(eq=False)
class AmbiguousDrama(NamidaError):
    """Several dramas have exactly this name."""

    query: str
    candidates: tuple[Drama, ...]


@dataclass(eq=False)
class UnknownName(NamidaError):
    """A genre, network, person, country or year that the catalogue does not have.

    `field` is the option's name as the member typed it, e.g. `genre`.
    """

    field: str
    value: str
    nearest: tuple[str, ...] = ()

    def better(self) -> tuple[Better, ...]:
        return (Better(self.nearest, typed=self.value.strip()),)


@dataclass(eq=False)
class NoTitle(NamidaError):
    """A title option without any searchable text."""


@dataclass(eq=False)
class NothingAsked(NamidaError):
    """`/drama search` was used without a filter. `filters` are values to choose from, by their option."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def better(self) -> tuple[Better, ...]:
        return tuple(Better(values, option=option) for option, values in self.filters.items())


@dataclass(eq=False)
class NothingFound(NamidaError):
    """The filters are valid, but no drama fits them."""


@dataclass(eq=False)
class ChangeUndone(NamidaError):
    """The change was already undone, or a later merge prevents it."""


@dataclass(eq=False)
class OwnerOnly(NamidaError):
    """The member does not run this bot."""


@dataclass(eq=False)
class ProposalOver(NamidaError):
    """The proposed change is no longer waiting."""


@dataclass(eq=False)
class SuggestionGone(NamidaError):
    """Another moderator has decided on the suggestion, or its member has deleted it."""


@dataclass(eq=False)
class SuggestionsFull(NamidaError):
    """Too many suggestions wait. `own`: too many of this member's."""

    own: bool


@dataclass(eq=False)
class ProposalsFull(NamidaError):
    """Too many changes wait for the bot's owner. `limit` is the number per server."""

    limit: int


@dataclass(eq=False)
class BadFields(NamidaError):
    """What a curator typed is wrong. Nothing of the form was stored."""

    problems: tuple[FieldProblem, ...]


class FieldFault(StrEnum):
    FORM = "form"  # it is not in the form that the field has
    TWICE = "twice"
    OUTSIDE = "outside"  # an episode that this form is not for
    TOO_MANY = "too many"


@dataclass(frozen=True)
class FieldProblem:
    """A problem of a form's field.

    `field` may name a line's part (`cast.billing`). `value` is what was typed.

    `line` counts from 1 in a field of several lines.
    """

    field: str
    value: str
    fault: FieldFault = FieldFault.FORM
    line: int | None = None


@dataclass(eq=False)
class StaleForm(NamidaError):
    """The form's values have changed since it was opened. Storing it would undo that."""

    drama: Drama


@dataclass(eq=False)
class AlreadyThere(NamidaError):
    """The catalogue has a drama with this name, country and year. `hidden` if it was removed."""

    drama: Drama
    hidden: bool = False


@dataclass(eq=False)
class NotAnAlias(NamidaError):
    """The drama has no such other name. `own`: it is the drama's title or native title."""

    drama: Drama
    name: str
    own: bool = False


@dataclass(eq=False)
class TooManyNames(NamidaError):
    """A drama has the maximum number of other names."""

    drama: Drama
    limit: int


@dataclass(eq=False)
class FileTooLarge(NamidaError):
    """A file is too large. `size` and `limit` are in bytes."""

    size: int
    limit: int


@dataclass(eq=False)
class UnknownFormat(NamidaError):
    """A file with an unknown extension."""

    name: str
    suffixes: tuple[str, ...]


@dataclass(eq=False)
class ImportUnderWay(NamidaError):
    """Another file is being imported. Only one is imported at a time."""


@dataclass(eq=False)
class OwnImportUnderWay(NamidaError):
    """A file of this member is being read or waits."""


@dataclass(eq=False)
class UnknownImport(NamidaError):
    """The import does not exist, was already undone, or is too old to undo."""

    import_id: int


@dataclass(eq=False)
class SameDrama(NamidaError):
    """A drama cannot be merged with itself."""

    drama: Drama
