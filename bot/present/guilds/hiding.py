"""Asks which channel becomes a spoiler channel of Discord's, and says that it is one."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle

from bot.domain.guilds import Purpose
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import button
from bot.present.layout import GOOD, Screen, box, note, row, rule, say, screen


def asked(t: Texts, found: Mapping[Purpose, int]) -> Screen:
    """Which of these channels is to become a spoiler channel, by their purposes. Without any: why not."""
    back = button(t("All settings"), verbs.SETTINGS, "channels")
    if not found:
        told = t(
            "There is no channel to hide. Discord hides them all already, or I am missing {permission}"
            " there.",
            permission=f"**{t(words.PERMISSIONS['manage_channels'])}**",
        )
        return note(told, back)
    channels: dict[int, list[str]] = {}
    for purpose, channel_id in found.items():
        channels.setdefault(channel_id, []).append(t(words.PURPOSES[purpose]))
    lines = [f"<#{ident}> · {t(', ').join(purposes)}" for ident, purposes in channels.items()]
    buttons = [
        button(purposes[0], verbs.CHANNEL_HIDE, ident, style=ButtonStyle.primary)
        for ident, purposes in channels.items()
    ]
    return screen(
        box(
            say(
                f"## {t('Make it a spoiler channel?')}",
                t(
                    "Discord then asks members before it shows them anything in this channel. Namida goes on"
                    " hiding spoilers there as it does now. You can undo it in the channel's settings."
                ),
                *lines,
            ),
            rule(),
            row(*buttons, back),
        )
    )


def marked(t: Texts, channel_id: int) -> Screen:
    return note(
        t("{channel} is a spoiler channel now.", channel=f"<#{channel_id}>"),
        button(t("All settings"), verbs.SETTINGS, "channels"),
        colour=GOOD,
    )
