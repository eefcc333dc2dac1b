"""The other settings of a guild: spoilers, roles, language and how the board and the chat work."""

from __future__ import annotations

import discord
from discord import ButtonStyle, SelectOption, ui

from bot.domain import board
from bot.domain.guilds import MOST_CHAT_CHANNELS, GuildSettings
from bot.domain.spoilers import Policy
from bot.i18n import LANGUAGES, N_, Texts
from bot.present import verbs, words
from bot.present.actions import button, custom_id, menu
from bot.present.layout import GOOD, WARNING, Part, Screen, box, note, row, rule, say, screen
from bot.present.parts import Built

# Where members talk; a thread is as its channel.
CHAT_TYPES = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]


def rules_panel(t: Texts, settings: GuildSettings, roles: frozenset[int]) -> Screen:
    """The settings for spoilers, roles and the language of public posts.

    `roles` are the server's roles. A deleted role is shown as gone.
    """
    curator, notified = settings.curator_role, settings.notified_role
    return screen(
        box(
            say(f"## {t('Settings')} · {t('Spoilers, roles, language')}"),
            rule(),
            say(f"**{t('Spoilers')}** {_policy(t, settings.policy)}"),
            row(menu(t("How spoilers are hidden"), _policy_options(t, settings.policy), verbs.SET_POLICY)),
            say(f"**{t('Curator role')}** {_role(t, curator, roles)}"),
            row(_role_menu(t("Curator role: can publish synopses"), "curator_role", curator, roles)),
            say(f"**{t('Notified role')}** {_role(t, notified, roles)}"),
            row(_role_menu(t("Notified role: pinged by posts"), "notified_role", notified, roles)),
            say(f"**{t('Language of public posts')}** {_language(t, settings.language)}"),
            row(
                menu(
                    t("Language of public posts"), _language_options(t, settings.language), verbs.SET_LANGUAGE
                )
            ),
            say(f"**{t('Threads of the board')}** {batch(t, settings.batch)}"),
            row(menu(t("Threads of the board"), _batch_options(t, settings.batch), verbs.SET_BATCH)),
            say(f"**{t('On air today')}** {t(_VARIETY[settings.variety])}"),
            row(menu(t("On air today"), _variety_options(t, shown=settings.variety), verbs.SET_VARIETY)),
            say(f"**{t('Questions in plain words')}** {chat(t, settings)}"),
            row(_chat_menu(t, settings)),
            rule(),
            tabs(t, "rules"),
        )
    )


def asked_to_reset(t: Texts) -> Screen:
    """Asks before all settings are set back."""
    return screen(
        box(
            say(
                f"## {t('Set all settings back?')}",
                t(
                    "No channel is used for anything any more, the roles are cleared, and spoilers are under"
                    " bars. The channels and roles themselves stay as they are, and so does everything that"
                    " members have written."
                ),
            ),
            row(
                button(t("Set back"), verbs.SETTINGS_RESET, style=ButtonStyle.danger),
                button(t("Cancel"), verbs.DISMISS),
            ),
            colour=WARNING,
        )
    )


def reset(t: Texts) -> Screen:
    return note(
        t("All settings are as they were at the beginning."),
        button(t("All settings"), verbs.SETTINGS, "channels"),
        colour=GOOD,
    )


def tabs(t: Texts, current: str) -> Built:
    return row(
        *(
            button(t(label), verbs.SETTINGS, tab, disabled=tab == current)
            for tab, label in (("channels", "Channels"), ("rules", "Spoilers, roles, language"))
        ),
        button(t("Words"), verbs.WORDS),
    )


# Without their own ids, the menus of both tabs get the same numbers, and the demo's page confuses a channel
# chosen in one with a role in the other.
CHANNEL_MENUS, ROLE_MENUS, CHAT_MENU = 100, 200, 300


def _chat_menu(t: Texts, settings: GuildSettings) -> Part:
    return ui.ChannelSelect(
        placeholder=t("Answer questions only in these channels"),
        channel_types=CHAT_TYPES,
        min_values=0,
        max_values=MOST_CHAT_CHANNELS,
        default_values=[discord.Object(ident) for ident in settings.chat_channels or ()],
        custom_id=custom_id(verbs.SET_CHAT),
        id=CHAT_MENU,
    )


def chat(t: Texts, settings: GuildSettings) -> str:
    """Where questions in plain words are answered."""
    chosen = settings.chat_channels
    if chosen is None:
        return t("everywhere that the bot may write")
    if not chosen:
        return t("nowhere; direct messages are always answered")
    return t("only in {channels}", channels=t(", ").join(f"<#{ident}>" for ident in chosen))


def chat_set(t: Texts, settings: GuildSettings) -> str:
    return t("Questions in plain words are answered: {where}", where=chat(t, settings))


def _role_menu(placeholder: str, which: str, chosen: int | None, roles: frozenset[int]) -> Part:
    return ui.RoleSelect(
        placeholder=placeholder,
        min_values=0,
        default_values=[discord.Object(chosen)] if chosen in roles and chosen else [],
        custom_id=custom_id(verbs.SET_ROLE, which),
        id=ROLE_MENUS + ("curator_role", "notified_role").index(which),
    )


def _policy(t: Texts, policy: Policy) -> str:
    name, meaning = words.POLICIES[policy]
    return f"{t(name)} · {t(meaning)}"


def _policy_options(t: Texts, chosen: Policy) -> list[SelectOption]:
    return [
        SelectOption(label=t(name), description=t(meaning)[:100], value=policy, default=policy is chosen)
        for policy, (name, meaning) in words.POLICIES.items()
    ]


def _role(t: Texts, role_id: int | None, roles: frozenset[int]) -> str:
    if role_id is None:
        return t("none")
    return f"<@&{role_id}>" if role_id in roles else "🔴 " + t("the role is gone, choose another")


def _language(t: Texts, language: str | None) -> str:
    return t.label_of(language) if language else t("as set on Discord for this server")


def _language_options(t: Texts, chosen: str | None) -> list[SelectOption]:
    by_discord = SelectOption(
        label=t("as set on Discord for this server")[:100], value="discord", default=chosen is None
    )
    known = [
        SelectOption(label=t.label_of(language), value=language, default=language == chosen)
        for language in LANGUAGES
    ]
    return [by_discord, *known]


def batch(t: Texts, size: int) -> str:
    """How many episodes share a thread of the board."""
    if size == 0:
        return t("one per drama")
    return t.plural("one per episode", "one for {n} episodes", size)


def _batch_options(t: Texts, chosen: int) -> list[SelectOption]:
    sizes = sorted({*board.SIZES, chosen})
    return [SelectOption(label=batch(t, size), value=str(size), default=size == chosen) for size in sizes]


_VARIETY = {False: N_("dramas only"), True: N_("dramas and variety shows")}


def _variety_options(t: Texts, *, shown: bool) -> list[SelectOption]:
    return [
        SelectOption(label=t(label), value=str(int(value)), default=value is shown)
        for value, label in _VARIETY.items()
    ]


def policy_set(t: Texts, policy: Policy) -> str:
    return t("Spoilers: {policy}", policy=_policy(t, policy))


def language_set(t: Texts, language: str | None) -> str:
    return t("Language of public posts: {language}", language=_language(t, language))


def roles_set(t: Texts, settings: GuildSettings, roles: frozenset[int]) -> str:
    return "\n".join(
        (
            f"**{t('Curator role')}** {_role(t, settings.curator_role, roles)}",
            f"**{t('Notified role')}** {_role(t, settings.notified_role, roles)}",
        )
    )
