"""Writings that wait for a moderator: one at a time, and the messages about them."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle

from bot.domain.blocks import Author
from bot.domain.consent import Alone, Cleared, Withheld
from bot.domain.dramas import Drama
from bot.domain.held import HeldShown, HeldWriting, Why
from bot.domain.writings import WritingKind
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, button
from bot.present.layout import QUIET, Part, Screen, box, gap, note, pager, row, rule, say, screen, with_more
from bot.present.moderation.blocks import change, standing
from bot.present.moderation.naming import KINDS
from bot.present.moderation.turning import onward, position
from bot.present.punctuation import bracketed
from bot.present.spoilers import Asked, agreed, question
from bot.present.text import inline, pieces, plain

HELD = "held"  # says that a button is about a held writing, where it may be about others
_PIECE = 3_000  # characters of a text that one message shows

_WHY: Mapping[Why, str] = {
    Why.NEWCOMER: N_("its author joined lately"),
    Why.RULE: N_("a rule refuses it"),
    Why.ALERT: N_("a rule of AutoMod found something"),
}


def one(t: Texts, gated: Alone[HeldShown], index: int = 0, author: Author | None = None) -> Screen:
    """A waiting writing for one moderator, or what they are asked before it."""
    if isinstance(gated, Withheld):
        return _before(t, gated, author)
    return _reading(t, gated, index, author)


def subject(held: HeldWriting) -> tuple[object, ...]:
    """What a button is about: a held writing."""
    return (HELD, held.id)


def _before(t: Texts, withheld: Withheld[HeldShown], author: Author | None) -> Screen:
    """The question; its reader may go on in the queue without an answer."""
    view, below = question(t, _asked(t, withheld, author)), _others(t, withheld.shown, author)
    return with_more(view, row(*below)) if below else view


def _others(t: Texts, shown: HeldShown, author: Author | None) -> list[Action]:
    more = (change(t, author, *subject(shown.held)), onward(t, shown.index, shown.total))
    return [action for action in more if action is not None]


def _asked(t: Texts, withheld: Withheld[HeldShown], author: Author | None) -> Asked:
    shown, held = withheld.shown, withheld.shown.held
    kind = f"{t(KINDS[held.kind])} · {t('waits for a moderator')}"
    more = (standing(t, author), position(t, shown.index, shown.total))
    beside = (_author(held), *filter(None, more))
    return Asked(shown.drama, withheld.label, shown.standing, kind, verbs.HELD_SHOW, (held.id,), beside)


def _reading(t: Texts, cleared: Cleared[HeldShown], index: int, author: Author | None) -> Screen:
    shown, consent = cleared.shown, agreed(cleared.consent)
    held = shown.held
    texts = pieces("\n\n".join(held.words), _PIECE) or [""]
    index = max(0, min(index, len(texts) - 1))
    why = t(_WHY[held.why])
    if held.what:
        why = bracketed(t, why, f"`{plain(held.what, 90).replace('`', chr(39))}`")
    spoils = t("spoils up to episode {n}", n=shown.up_to) if shown.up_to else t("no spoilers")
    parts: list[Part] = [
        say(
            f"## {t('Waits for a moderator')}",
            f"**{words.title(t, shown.drama)}** · {t(KINDS[held.kind])} · {spoils}",
            f"{_author(held)} · <t:{int(held.at.timestamp())}:R> · {why}",
            *filter(None, (standing(t, author), position(t, shown.index, shown.total))),
        ),
        rule(),
        say(texts[index]),
    ]
    if len(texts) > 1:
        parts.append(pager(t, index, len(texts), verbs.HELD_PAGE, held.id, after=consent))
    place = shown.index or 0
    parts.append(gap())
    parts.append(
        row(
            button(t("Release"), verbs.HELD_RELEASE, held.id, place, style=ButtonStyle.primary, emoji="✅"),
            button(t("Dismiss"), verbs.HELD_DISMISS, held.id, place, style=ButtonStyle.danger),
            *_others(t, shown, author),
        )
    )
    return screen(box(*parts, colour=QUIET))


def released(t: Texts, held: HeldWriting) -> str:
    return t("Released: {kind} by {member}.", kind=t(KINDS[held.kind]), member=_author(held))


def dismissed(t: Texts, held: HeldWriting) -> str:
    return t(
        "Dismissed: {kind} by {member}. They are told, without your name.",
        kind=t(KINDS[held.kind]),
        member=_author(held),
    )


# --- messages ---


def arrived(t: Texts, waiting: int) -> Screen:
    """The message to the moderators' log that something waits."""
    told = t.plural("{n} writing waits for a moderator.", "{n} writings wait for a moderator.", waiting)
    return note(told, button(t("Read"), verbs.HELD, 0, emoji="📖"), colour=QUIET)


def given_back(
    t: Texts, kind: WritingKind, drama: Drama | None, server: str | None, *, draft: bool
) -> Screen:
    """The message to an author whose writing was not posted."""
    about = f"**{words.title(t, drama, 150)}**" if drama else t("a drama")
    where = f"**{inline(server, 100)}**" if server else t("a server")
    told = t(
        "{kind} about {title}: the moderators of {server} did not release it, so it was not posted.",
        kind=t(KINDS[kind]),
        title=about,
        server=where,
    )
    if draft:
        told += "\n-# " + t("It is saved as a draft. The form opens with it.")
    return note(told, colour=QUIET)


def _author(held: HeldWriting) -> str:
    return f"<@{held.author_id}>"
