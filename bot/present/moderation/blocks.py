"""Blocked members, as their moderators see them."""

from __future__ import annotations

import math

from discord import ui

from bot.domain.blocks import MOST_DAYS, REASON_LIMIT, Author, Block
from bot.i18n import Texts
from bot.present import forms, verbs
from bot.present.actions import Action, button
from bot.present.layout import GOOD, QUIET, Screen, note
from bot.present.text import inline

DAYS, REASON = "days", "reason"  # the fields of the form
_BEGINS = 7  # days


def blocked(t: Texts, member_id: int, block: Block) -> Screen:
    """The answer to the moderator who blocked a member."""
    return note(
        told(t, member_id, block), button(t("Unblock"), verbs.MEMBER_UNBLOCK, member_id), colour=QUIET
    )


def told(t: Texts, member_id: int, block: Block) -> str:
    return t(
        "{member} cannot write through Namida on this server until {when}. They can still read everything,"
        " and keep their own list and scores. What they are told: {reason}",
        member=f"<@{member_id}>",
        when=_end(block),
        reason=inline(block.reason, REASON_LIMIT),
    )


def unblocked(t: Texts, member_id: int) -> Screen:
    return note(told_unblocked(t, member_id), colour=GOOD)


def told_unblocked(t: Texts, member_id: int) -> str:
    return t("{member} can write here again.", member=f"<@{member_id}>")


# --- a writing's author ---


def standing(t: Texts, author: Author | None) -> str | None:
    """Whether a writing's author is blocked. None if they are not."""
    if author is None or author.block is None:
        return None
    return "🔇 " + t("Its author cannot write here until {when}.", when=_end(author.block))


def change(t: Texts, author: Author | None, *subject: object) -> Action | None:
    """The button that blocks a writing's author, or lifts their block. None if its reader cannot.

    `subject` names the writing, so that it is shown afterwards.
    """
    if author is None or not author.changeable:
        return None
    if author.block is not None:
        return button(t("Unblock"), verbs.MEMBER_UNBLOCK, author.member_id, *subject)
    return button(t("Block the author"), verbs.MEMBER_BLOCK, author.member_id, *subject, emoji="🔇")


def form(t: Texts, member_id: int, *subject: object) -> ui.Modal:
    """Asks for how long, and what the member is told."""
    return forms.form(
        t("Block the author"),
        verbs.MEMBER_BLOCK,
        member_id,
        *subject,
        fields=(
            forms.Field(
                DAYS,
                t("For how many days"),
                len(str(MOST_DAYS)),
                t("1 to {n}. They can still read everything.", n=MOST_DAYS),
                str(_BEGINS),
                long=False,
            ),
            forms.Field(REASON, t("What the member is told"), REASON_LIMIT),
        ),
    )


def _end(block: Block) -> str:
    return f"<t:{math.ceil(block.until.timestamp())}:f>"
