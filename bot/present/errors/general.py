"""Refusals that any command can give, as sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot import errors
from bot.domain.blocks import REASON_LIMIT
from bot.domain.guilds import Purpose
from bot.domain.limits import Deed
from bot.i18n import N_, Texts
from bot.present import words
from bot.present.errors.sentences import sentence
from bot.present.text import inline

_STORE = {
    "locked": N_("The database is busy right now. Nothing was changed; please try again in a moment."),
    "full": N_("The disk is full, so nothing could be saved. Please tell the person who runs this bot."),
    "damaged": N_(
        "The database is damaged, so nothing was read or changed. Please tell the person who runs this bot."
    ),
    "read-only": N_("The database can't be written to. Please tell the person who runs this bot."),
    "gone": N_("The database file is gone, so nothing was saved. Please tell the person who runs this bot."),
    "broken": N_("The database can't be reached. Please tell the person who runs this bot."),
    "closed": N_(
        "The bot was stopped while it worked on this. Please check whether it was saved before you try again."
    ),
}


@sentence.register
def _(error: errors.BotLacks, t: Texts) -> str:
    lacking = t(", ").join(t(words.PERMISSIONS.get(name, name)) for name in error.permissions)
    return t("I can't post here. I am missing: {permissions}", permissions=f"**{lacking}**")


@sentence.register
def _(error: errors.ChannelMissing, t: Texts) -> str:
    return t(
        "This server has no channel for {purpose} yet. Moderators can choose one in {/settings panel}.",
        purpose=f"**{t(words.PURPOSES[Purpose(error.purpose)])}**",
    )


@sentence.register
def _(error: errors.NotAllowed, t: Texts) -> str:
    permission = t(words.PERMISSIONS.get(error.permission, error.permission))
    return t("You need the permission {permission} on this server for this.", permission=f"**{permission}**")


@sentence.register
def _(_: errors.NotYours, t: Texts) -> str:
    return t("This button is for the member who asked. Ask yourself, and you get one of your own.")


@sentence.register
def _(error: errors.WrongChannel, t: Texts) -> str:
    purpose = t(words.PURPOSES[Purpose(error.purpose)])
    if error.purpose == Purpose.BOARD:
        return t("{purpose}: choose a text channel or a forum.", purpose=f"**{purpose}**")
    if error.purpose == Purpose.SYNOPSES:
        return t("{purpose}: choose a text or announcement channel, or a forum.", purpose=f"**{purpose}**")
    return t("{purpose}: choose a text or announcement channel.", purpose=f"**{purpose}**")


@sentence.register
def _(error: errors.TooFast, t: Texts) -> str:
    return t.plural(
        "That was a lot at once, and others want an answer too. You can continue in {n} second.",
        "That was a lot at once, and others want an answer too. You can continue in {n} seconds.",
        error.seconds,
    )


@sentence.register
def _(error: errors.UnknownCommand, t: Texts) -> str:
    return t(
        "There is no command *{name}* that you can use here. {/help} lists them all.",
        name=inline(error.name, 60),
    )


_TOO_MUCH: Mapping[Deed, str] = {
    Deed.REPORT: N_("The moderators have your reports. You can report more {when}."),
    Deed.COMMENT: N_("That is a lot of comments in a short while. You can write the next one {when}."),
    Deed.QUOTE: N_("That is a lot of quotes in a short while. You can save the next one {when}."),
    Deed.MARK: N_("You have marked a lot of messages in a short while. You can mark the next one {when}."),
    Deed.SUBMISSION: N_("That is a lot of synopses in a short while. You can send the next one {when}."),
    Deed.REVIEW: N_("That is a lot of reviews in a short while. You can publish the next one {when}."),
    Deed.STILLS: N_("That is a lot of pictures in a short while. You can send the next ones {when}."),
    Deed.VOTE: N_("That is a lot of votes in a short while. The next one counts {when}."),
    Deed.RECOMMENDATION: N_(
        "That is a lot of recommendations in a short while. You can write the next one {when}."
    ),
    Deed.ADVICE: N_("That is a lot of recommendations in a short while. You can write the next one {when}."),
    Deed.CATALOGUE: N_("That is a lot of changes in a short while. The next one can be made {when}."),
    Deed.PROPOSAL: N_("That is a lot of proposals in a short while. You can make the next one {when}."),
    Deed.SUGGESTION: N_("That is a lot of suggestions in a short while. You can send the next one {when}."),
    Deed.CLUB: N_("That was a lot with clubs in a short while. You can continue {when}."),
    Deed.PUBLISHING: N_("You have published a lot in a short while. You can continue {when}."),
}


@sentence.register
def _(error: errors.TooMuch, t: Texts) -> str:
    # Rounded up: a second early it would be refused again.
    return t(_TOO_MUCH[error.deed], when=f"<t:{math.ceil(error.until.timestamp())}:R>")


@sentence.register
def _(error: errors.Blocked, t: Texts) -> str:
    return t(
        "The moderators have paused your writing until {when}. You can still read everything."
        " Their reason: {reason}",
        when=f"<t:{math.ceil(error.block.until.timestamp())}:f>",
        reason=inline(error.block.reason, REASON_LIMIT),
    )


@sentence.register
def _(error: errors.NotBlocked, t: Texts) -> str:
    return t("{member} is not blocked on this server.", member=f"<@{error.member_id}>")


@sentence.register
def _(error: errors.StoreUnavailable, t: Texts) -> str:
    return t(_STORE.get(error.kind, _STORE["broken"]))


_HINDRANCES: Mapping[errors.Hindrance, str] = {
    errors.Hindrance.NO_ROOM: N_(
        "No backup was made: the disk has too little room. Make room, then try again."
    ),
    errors.Hindrance.DAMAGED: N_(
        "No backup was made: the database is damaged. Run `python -m bot doctor` on the bot's machine."
    ),
    errors.Hindrance.UNSEALED: N_(
        "No backup was made: it could not be encrypted. Run `python -m bot doctor` on the bot's machine."
    ),
    errors.Hindrance.FAILED: N_("No backup was made. The bot's log says why."),
}


@sentence.register
def _(error: errors.BackupFailed, t: Texts) -> str:
    return t(_HINDRANCES[error.hindrance])
