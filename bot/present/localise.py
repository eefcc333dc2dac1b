"""Translates command descriptions into every language that Discord shows."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot import i18n

_NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
)
_LANGUAGES = {locale: i18n.supported(locale.value) for locale in discord.Locale}
# A locale of Discord's for each language of ours: the first of those that its readers have.
LOCALES = {language: locale for locale, language in reversed(_LANGUAGES.items()) if language is not None}


class CommandTexts(app_commands.Translator):
    """Translates descriptions, choices and menus.

    Names that members type are not translated, so that help and guides name one thing.
    """

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        language = _LANGUAGES[locale]
        if language is None or language == i18n.SOURCE_LANGUAGE:
            return None
        if context.location in _NAMES and not isinstance(context.data, app_commands.ContextMenu):
            return None
        translated = i18n.texts(language)(string.message)
        return translated if translated != string.message else None
