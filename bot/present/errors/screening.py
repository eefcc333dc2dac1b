"""Refusals of what a server's rules do not allow, as sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot import errors
from bot.domain.held import Why
from bot.domain.screening import Entry, Origin, Trigger
from bot.i18n import N_, Texts
from bot.present import words
from bot.present.errors.sentences import sentence
from bot.present.punctuation import sentences
from bot.present.text import plain

_REFUSED: Mapping[tuple[Origin, Trigger], str] = {
    (Origin.DISCORD, Trigger.WORD): N_("This server's AutoMod does not allow a word in your text."),
    (Origin.DISCORD, Trigger.EXPRESSION): N_(
        "This server's AutoMod does not allow something that your text contains."
    ),
    (Origin.SERVER, Trigger.WORD): N_("This server's moderators do not allow a word in your text."),
    (Origin.SERVER, Trigger.EXPRESSION): N_(
        "This server's moderators do not allow something that your text contains."
    ),
    (Origin.SERVER, Trigger.LINK): N_("This server's moderators do not allow a link in your text."),
}
_ELSEWHERE: Mapping[Trigger, str] = {
    Trigger.WORD: N_(
        "Another of your servers, where this would be read, does not allow a word in your text."
    ),
    Trigger.EXPRESSION: N_(
        "Another of your servers, where this would be read, does not allow something that your text contains."
    ),
    Trigger.LINK: N_(
        "Another of your servers, where this would be read, does not allow a link in your text."
    ),
}
_FOUND = N_(
    "A rule of this server found something in your text, so a moderator reads it first. It is posted once "
    "they agree."
)
_WAITS: Mapping[Why, str] = {
    Why.NEWCOMER: N_(
        "Thank you. You joined this server lately, so a moderator reads it first. It is posted once they "
        "agree."
    ),
    Why.RULE: _FOUND,
    Why.ALERT: _FOUND,
}
_ENTRIES: Mapping[Entry, str] = {
    Entry.WORD: N_("`{text}` is no word or phrase of up to {limit} characters. Nothing was changed."),
    Entry.EXPRESSION: N_("`{text}` has more than {limit} characters. Nothing was changed."),
    Entry.HOST: N_("`{text}` is no address like `example.com`. Nothing was changed."),
}


@sentence.register
def _(error: errors.WordsRefused, t: Texts) -> str:
    told = _ELSEWHERE[error.trigger] if error.elsewhere else _REFUSED[error.origin, error.trigger]
    return sentences(t, (t(told), t("It was not posted.")))


@sentence.register
def _(error: errors.WaitsForModerators, t: Texts) -> str:
    return t(_WAITS[error.why])


@sentence.register
def _(error: errors.TooManyWait, t: Texts) -> str:
    return t(
        "{n} texts already wait for this server's moderators. Yours was not kept; please try again when they "
        "have read some.",
        n=error.most,
    )


@sentence.register
def _(error: errors.LabelOutdated, t: Texts) -> str:
    return t(
        "The episodes of {title} have got other numbers since this was written, so its label may be wrong. "
        "Dismiss it: its author gets it back.",
        title=f"**{words.title(t, error.drama)}**",
    )


@sentence.register
def _(error: errors.BadExpression, t: Texts) -> str:
    return t(
        "`{text}` can't be used: {reason}. Nothing was changed. Expressions are written as in Discord's "
        "AutoMod.",
        text=code(error.text),
        reason=f"`{code(error.reason)}`",
    )


@sentence.register
def _(error: errors.BadEntry, t: Texts) -> str:
    return t(_ENTRIES[error.kind], text=code(error.text), limit=error.limit)


@sentence.register
def _(error: errors.ListFull, t: Texts) -> str:
    return t("That list can have {n} entries. Nothing was changed; remove some first.", n=error.most)


@sentence.register
def _(error: errors.BadDays, t: Texts) -> str:
    return t("Give a number of days from {least} to {n}.", least=error.least, n=error.most)


@sentence.register
def _(error: errors.ServerBusy, t: Texts) -> str:
    # Rounded up: a second early it would be refused again.
    return t(
        "A lot is being written on this server right now. You can continue {when}.",
        when=f"<t:{math.ceil(error.until.timestamp())}:R>",
    )


def code(text: str) -> str:
    """What a moderator typed, as code: nothing in it is alive."""
    return plain(text, 100).replace("`", "'")
