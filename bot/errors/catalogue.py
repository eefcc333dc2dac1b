"""Refusals of the catalogue: finding dramas, changing them, bringing in files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors.base import NamidaError

if TYPE_CHECKING:
    from bot.domain.dramas import Drama
    from bot.domain.sources import Offers


@dataclass(eq=False)
class UnknownDrama(NamidaError):
    """No drama of the catalogue bears the name; `nearest` holds at most five that are close.

    `offers` is what the catalogues outside have, None where they were not asked.
    """

    query: str
    nearest: tuple[Drama, ...] = ()
    offers: Offers | None = None


@dataclass(eq=False)
class SourceUnavailable(NamidaError):
    """A catalogue outside gave no sound answer; `reason` is for the log (`timeout`, `429`, `not JSON`)."""

    source: str
    reason: str


@dataclass(eq=False)
class NotAtSource(NamidaError):
    """The catalogue outside has no such show, or no longer."""

    source: str
    show: str


@dataclass(eq=False)
class NoSource(NamidaError):
    """No catalogue outside is switched on, or none knows this drama."""


@dataclass(eq=False)
class DramaRemoved(NamidaError):
    """The moderators took this drama out of the catalogue; adding it again is theirs to do."""

    drama: Drama


@dataclass(eq=False)
class AddsTooMany(NamidaError):
    """The member has added `limit` dramas within an hour."""

    limit: int


class MatchDecided(NamidaError):
    """Somebody has decided this pair, or what it asked has changed since."""


@dataclass(eq=False)
class PartTaken(NamidaError):
    """Exactly these seasons of a source's show are another drama's already."""

    drama: Drama


@dataclass(eq=False)
class AmbiguousDrama(NamidaError):
    """Several dramas bear exactly this name."""

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


@dataclass(eq=False)
class NoTitle(NamidaError):
    """A title option with nothing in it to look for."""


@dataclass(eq=False)
class NothingAsked(NamidaError):
    """`/drama search` without a single filter."""


@dataclass(eq=False)
class NothingFound(NamidaError):
    """The filters are fine, no drama fits them."""


@dataclass(eq=False)
class ChangeUndone(NamidaError):
    """The change was undone before, or it is one that leads elsewhere by now."""


@dataclass(eq=False)
class OwnerOnly(NamidaError):
    """The member does not run this bot."""


@dataclass(eq=False)
class ProposalOver(NamidaError):
    """The proposed change was decided, or its proposer took it along."""


@dataclass(eq=False)
class ProposalsFull(NamidaError):
    """As many changes wait for the bot's owner as may, `limit` of one server."""

    limit: int


@dataclass(eq=False)
class BadFields(NamidaError):
    """What a curator typed cannot be taken; nothing of the form was stored."""

    problems: tuple[FieldProblem, ...]


class FieldFault(StrEnum):
    FORM = "form"  # it is not in the form that the field has
    TWICE = "twice"
    OUTSIDE = "outside"  # an episode that this form is not for
    TOO_MANY = "too many"


@dataclass(frozen=True)
class FieldProblem:
    """`field` is a form's field, of a line also its part (`cast.billing`); `value` what was typed.

    `line` counts from 1 in a field of several lines.
    """

    field: str
    value: str
    fault: FieldFault = FieldFault.FORM
    line: int | None = None


@dataclass(eq=False)
class StaleForm(NamidaError):
    """What a form held has been changed since it was opened; storing it would undo that."""

    drama: Drama


@dataclass(eq=False)
class AlreadyThere(NamidaError):
    """The catalogue has a drama of this name, country and year; `hidden` where it was removed."""

    drama: Drama
    hidden: bool = False


@dataclass(eq=False)
class NotAnAlias(NamidaError):
    """A drama bears no other name like this; `own` where it is its title or native title."""

    drama: Drama
    name: str
    own: bool = False


@dataclass(eq=False)
class TooManyNames(NamidaError):
    """A drama bears as many other names as one can have."""

    drama: Drama
    limit: int


@dataclass(eq=False)
class FileTooLarge(NamidaError):
    """`size` and `limit` in bytes."""

    size: int
    limit: int


@dataclass(eq=False)
class UnknownFormat(NamidaError):
    """A file whose name ends in no way that is read."""

    name: str
    suffixes: tuple[str, ...]


@dataclass(eq=False)
class ImportUnderWay(NamidaError):
    """One file is imported at a time."""


@dataclass(eq=False)
class OwnImportUnderWay(NamidaError):
    """A file of this member's is being read, or waits for it."""


@dataclass(eq=False)
class UnknownImport(NamidaError):
    """There is no such import, or it was undone already, or it is too old to be undone."""

    import_id: int


@dataclass(eq=False)
class SameDrama(NamidaError):
    """A drama cannot be merged with itself."""

    drama: Drama


@dataclass(eq=False)
class ImportRefused(NamidaError):
    """A file with errors: nothing of it was stored. `problems` are at most the first twenty."""

    problems: tuple[ImportProblem, ...]
    total: int


@dataclass(frozen=True)
class ImportProblem:
    """`row` counts from 1 as a text editor shows lines; `field` is empty for the whole row."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"row {self.row}" + (f", {self.field}" if self.field else "")
        return f"{where}: {self.reason}"
