"""The welcome: one post that tells a server what the bot is, after it was invited."""

from __future__ import annotations

from discord import ButtonStyle

from bot.i18n import Texts
from bot.present import verbs
from bot.present.actions import button
from bot.present.layout import Screen, box, row, say, screen


def welcome(t: Texts) -> Screen:
    told = t(
        "Namida is for people who watch Asian dramas together: cards, scores, reviews, discussions and watch"
        " clubs, and a calendar of what airs. It knows how far each member has watched, and never spoils"
        " anyone."
    )
    return screen(
        box(
            say(f"## {t('Hello, I am Namida')} 💧", told),
            row(
                button(t("Set up"), verbs.WELCOME_SET_UP, style=ButtonStyle.primary, emoji="⚙️"),
                button(t("Show me a card"), verbs.WELCOME_CARD, emoji="🎬"),
            ),
            say(
                "-# " + t("Setting up is for members with Manage Server. {/help} lists what everyone can do.")
            ),
        )
    )
