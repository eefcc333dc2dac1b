"""Answers that members are told of: to their comments, and comments on their reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.dramas import Drama

# A notice comes once the answer's own message stands. One that its author deletes at once is told to no one.
TOLD_AFTER = timedelta(minutes=1)
TOLD_WITHIN = timedelta(days=1)  # later it is no news
IN_A_DIGEST = 10  # answers that a digest names; it says that there are more
FOR_A_DIGEST = 30  # that it looks at: of each, Discord is asked whether both are still on the server


class AnswersTold(StrEnum):
    """How a member is told of answers."""

    NO = "no"
    DIGEST = "digest"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a notice tells of it: nothing of what it says.

    `author_id` wrote it, `member_id` is told. `channel_id` and `message_id` are of its message, None where
    it has none. `on_review`: it is a comment on the member's review.
    """

    comment_id: int
    guild_id: int
    author_id: int
    member_id: int
    drama: Drama
    channel_id: int | None = None
    message_id: int | None = None
    on_review: bool = False
