"""Everything that members write, as one kind of thing."""

from __future__ import annotations

from enum import StrEnum


class WritingKind(StrEnum):
    """The kinds of things that members write.

    Where messages show one, it has the name of the ledger's kind.
    """

    REVIEW = "review"
    REASON = "recommendation"
    COMMENT = "comment"
    QUOTE = "quote"
    MARKED = "marked"
    SYNOPSIS = "synopsis"
    SUBMISSION = "submission"  # a synopsis that waits for a curator
