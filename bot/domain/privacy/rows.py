"""What one entry of the privacy lists says about a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What `/privacy show` counts together, in its order."""

    ACCOUNT = "account"
    PROGRESS = "progress"
    SCORES = "scores"
    REVIEWS = "reviews"
    STILLS = "pictures"
    RECOMMENDATIONS = "recommendations"
    COMMENTS = "comments"
    QUOTES = "quotes"
    QUOTES_OF_YOU = "quotes of you"
    MARKED = "marked"
    SYNOPSES = "synopses"
    VOTES = "votes"
    CLUBS = "clubs"
    FOLLOWS = "follows"
    DRAFTS = "drafts"
    CATALOGUE = "catalogue"
    HELD = "held"
    MODERATED = "moderated"
    REPORTS = "reports"
    MODERATING = "moderating"


class Erased(StrEnum):
    """What the deletion of a member does with a row."""

    DELETED = "The row is deleted."
    BLANKED = "The row stays, without the member."
    PUBLISHED_BLANKED = "A published text stays, without its author. Any other row is deleted."
    WITH_OWNER = "Deleted together with the row that it belongs to."


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of rows about a member.

    `owner` is the column with the member's id, `words` are the columns with what people wrote, `facts` all
    other columns that say something about the member. `blanks` are columns that lose their content together
    with the owner, `others` have what other people wrote in it. `files` are columns with the bytes of
    files, which an export has as files. `since` is the column with the row's time.
    `what`, `why`, `how_long` and `seen_by` are the sentences of PRIVACY.md. `exported`: the rows are part of
    the member's export.
    """

    table: str
    owner: str | None
    kind: Kind
    what: str
    why: str
    how_long: str
    seen_by: str
    erased: Erased = Erased.DELETED
    words: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    since: str | None = None
    exported: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that this names."""
        return (*((self.owner,) if self.owner else ()), *self.words, *self.facts, *self.files)

    @property
    def taken_along(self) -> tuple[str, ...]:
        """The columns of the member's export: theirs, and nothing that others wrote."""
        return tuple(name for name in (*self.facts, *self.words) if name not in self.others)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Text columns that may contain a member's id, in rows that are not about that member.

    `dropped`: the whole row goes if one of these columns has the id. In `replaced` columns `instead` takes
    the place of the number, and the row stays.
    """

    table: str
    why: str
    dropped: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    instead: str = "0"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.dropped, *self.replaced)
