"""Blocked members, as their moderators see them."""

from __future__ import annotations

import math

from bot.domain.blocks import REASON_LIMIT, Block
from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import button
from bot.present.layout import GOOD, QUIET, Screen, note
from bot.present.text import inline


def blocked(t: Texts, member_id: int, block: Block) -> Screen:
    """The answer to the moderator who blocked a member."""
    told = t(
        "{member} cannot write through Namida on this server until {when}. They can still read everything,"
        " and keep their own list and scores. What they are told: {reason}",
        member=f"<@{member_id}>",
        when=f"<t:{math.ceil(block.until.timestamp())}:f>",
        reason=inline(block.reason, REASON_LIMIT),
    )
    return note(told, button(t("Unblock"), verbs.MEMBER_UNBLOCK, member_id), colour=QUIET)


def unblocked(t: Texts, member_id: int) -> Screen:
    return note(t("{member} can write here again.", member=f"<@{member_id}>"), colour=GOOD)
