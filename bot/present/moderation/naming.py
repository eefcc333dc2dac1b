"""The words for kinds of texts and for rules that they break, and the button that reports a text."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.message_ledger import Place
from bot.domain.reports import MESSAGE
from bot.domain.writings import Why, Writing, WritingKind, WritingRef
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, button

KINDS: Mapping[str, str] = {
    WritingKind.REVIEW: N_("Review"),
    WritingKind.REASON: N_("Recommendation"),
    WritingKind.ADVICE: N_("Recommendation to a member"),
    WritingKind.COMMENT: N_("Comment"),
    WritingKind.QUOTE: N_("Quote"),
    WritingKind.MARKED: N_("Marked message"),
    WritingKind.SYNOPSIS: N_("Synopsis"),
    WritingKind.SUBMISSION: N_("Submitted synopsis"),
    MESSAGE: N_("Message"),
}
WHYS: Mapping[Why, str] = {
    Why.SPOILER: N_("Spoiler without a label"),
    Why.INSULT: N_("Insult"),
    Why.SPAM: N_("Spam"),
    Why.OTHER: N_("Something else"),
}
_TITLE_SHOWN = 120


def report_button(t: Texts, kind: WritingKind, ident: int) -> Action:
    """The button that reports a writing, on whatever shows it."""
    return button(t("Report"), verbs.REPORT, kind, ident, emoji="🚩")


def named(t: Texts, writing: Writing) -> str:
    """What a writing is, without a word of it: `Review · **Love O2O**`."""
    titles = " + ".join(f"**{words.title(t, drama, _TITLE_SHOWN)}**" for drama in writing.dramas)
    return f"{t(KINDS[writing.ref.kind])} · {titles}"


def choice(t: Texts, writing: Writing) -> str:
    """A writing in a list of choices, without markdown: `Review 5 · Love O2O (…)`.

    One about two dramas names both, else a drama's recommendations would all look the same.
    """
    name = f"{t(KINDS[writing.ref.kind])} {writing.ref.id}"
    if len(writing.dramas) == 1:
        return f"{name} · {words.choice(t, writing.drama)}"[: words.CHOICE_LIMIT]
    between = len(" + ") * (len(writing.dramas) - 1)
    room = (words.CHOICE_LIMIT - len(f"{name} · ") - between) // len(writing.dramas)
    titles = " + ".join(words.plain_title(t, drama, room) for drama in writing.dramas)
    return f"{name} · {titles}"


def whose(writing: Writing) -> str | None:
    return f"<@{writing.author_id}>" if writing.author_id is not None else None


def link(place: Place) -> str:
    """The address of a message."""
    return f"https://discord.com/channels/{place.guild_id}/{place.channel_id}/{place.message_id}"


def args(ref: WritingRef) -> tuple[object, ...]:
    """A writing as the buttons name it."""
    return (str(ref.kind), ref.id)
