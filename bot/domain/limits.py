"""The actions that a member can do only a limited number of times."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """A kind of action. Each has its own allowance per member, over all servers together."""

    REPORT = "report"
    COMMENT = "comment"
    QUOTE = "quote"
    MARK = "mark"
    SUBMISSION = "submission"
    REVIEW = "review"
    STILLS = "pictures"
    VOTE = "vote"
    RECOMMENDATION = "recommendation"
    ADVICE = "advice"
    CATALOGUE = "catalogue"
    PROPOSAL = "proposal"
    SUGGESTION = "suggestion"
    CLUB = "club"
    PUBLISHING = "publishing"
