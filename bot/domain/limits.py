"""What members can do only a number of times in a while."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """Each has an allowance of its own, a member's on all servers together."""

    REPORT = "report"
    COMMENT = "comment"
    QUOTE = "quote"
    MARK = "mark"
    SUBMISSION = "submission"
    REVIEW = "review"
    VOTE = "vote"
    RECOMMENDATION = "recommendation"
    CATALOGUE = "catalogue"
    PROPOSAL = "proposal"
