"""The panel of a guild's settings. It names what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord
from discord import ButtonStyle, SelectOption, ui

from bot.domain import board
from bot.domain.airing import LeftOut
from bot.domain.guilds import (
    MOST_CHAT_CHANNELS,
    SPOILING,
    ChannelState,
    ChannelTest,
    GuildSettings,
    Purpose,
    Tested,
)
from bot.domain.outbox import HeldPosts
from bot.domain.spoilers import Policy
from bot.i18n import LANGUAGES, N_, Texts
from bot.present import verbs, words
from bot.present.actions import button, custom_id, menu
from bot.present.layout import (
    ACCENT,
    GOOD,
    QUIET,
    WARNING,
    Part,
    Screen,
    box,
    fitted,
    note,
    row,
    rule,
    say,
    screen,
)
from bot.present.parts import Built
from bot.present.posts import outbox

STATES_ROOM = 3_700  # characters of 4,000 for what is set and what is wrong, as much for each purpose
# Where members talk; a thread is as its channel.
CHAT_TYPES = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]
_FORUMS = (Purpose.BOARD, Purpose.SYNOPSES)


def channel_types(purpose: Purpose) -> list[discord.ChannelType]:
    """The channel types for a purpose. In announcement channels, Discord opens no threads for the bot."""
    kinds = [discord.ChannelType.text]
    if purpose is not Purpose.BOARD:
        kinds.append(discord.ChannelType.news)
    if purpose in _FORUMS:
        kinds.append(discord.ChannelType.forum)
    return kinds


def channels_panel(
    t: Texts,
    states: Sequence[ChannelState],
    held: Sequence[HeldPosts] = (),
    left_out: Sequence[LeftOut] = (),
    *,
    makes: bool = False,
) -> Screen:
    """The channel of each purpose, with missing permissions, waiting posts, and a menu to change it.

    `left_out` is what the server was not told because a post could not be made. `makes`: the bot can make
    the channels that are not there, and change those that are.
    """
    parts: list[Part] = [say(f"## {t('Settings')} · {t('Channels')}"), rule()]
    told = [(state_line(t, state), _troubles(t, state, held, left_out)) for state in states]
    room = STATES_ROOM // max(len(told), 1)
    for state, (line, wrong) in zip(states, told, strict=True):
        purpose = "-# " + t(words.PURPOSES_EXPLAINED[state.purpose])
        left = room - len(line) - len(purpose)
        parts += [say(line, purpose, *fitted(wrong, left, t("… and more"))), row(_channel_menu(t, state))]
    actions = [button(t("Send a test post"), verbs.SETTINGS_TEST, disabled=not _any_set(states))]
    if makes and (lacking := lacking_channel(states)):
        actions.append(button(_what_is_made(t, lacking), verbs.CHANNELS_ASK))
    if makes and any(state.purpose in SPOILING and state.ready and not state.spoiler for state in states):
        actions.append(button(t("Spoiler channel …"), verbs.CHANNELS_HIDE))
    parts += [rule(), row(*actions), _tabs(t, "channels")]
    return screen(box(*parts, colour=WARNING if left_out else _colour(states)))


def _troubles(
    t: Texts, state: ChannelState, held: Sequence[HeldPosts], left_out: Sequence[LeftOut]
) -> list[str]:
    """What is wrong with a purpose: how to mend it, what waits, and what the server was not told."""
    waiting = [posts for posts in held if posts.purpose is state.purpose]
    missed = outbox.left_out_lines(t, left_out) if state.purpose is Purpose.AIRING else []
    return [*_remedy(t, state), *outbox.waiting_lines(t, waiting), *missed]


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
            _tabs(t, "rules"),
        )
    )


def lacking_channel(states: Sequence[ChannelState]) -> list[Purpose]:
    """The purposes without a channel, or with one that is gone."""
    return [state.purpose for state in states if state.channel_id is None or state.gone]


def _what_is_made(t: Texts, purposes: Sequence[Purpose]) -> str:
    """What the button says that makes the channels of these purposes, and no others."""
    if len(purposes) == 1:
        return t("Create the channel: {purpose}", purpose=t(words.PURPOSES[purposes[0]]))
    return t.plural("Create the {n} missing channel", "Create the {n} missing channels", len(purposes))


def _afterwards(t: Texts, count: int) -> str:
    return t.plural(
        "You can rename and move it, and change who sees it, like any other channel.",
        "You can rename and move them, and change who sees them, like any other channel.",
        count,
    )


def asked_to_make(t: Texts, server_t: Texts, purposes: Sequence[Purpose]) -> Screen:
    """Asks before the bot makes channels: what they are called here, and who may do what there."""
    lines = [
        f"**#{server_t(words.CHANNEL_NAMES[purpose])}** · {t(words.PURPOSES[purpose])} · {t(_WHO[purpose])}"
        for purpose in purposes
    ]
    return screen(
        box(
            say(f"## {t.plural('Create this channel?', 'Create these channels?', len(purposes))}", *lines),
            rule(),
            say("-# " + _afterwards(t, len(purposes))),
            row(
                button(
                    t.plural("Create it", "Create them", len(purposes)),
                    verbs.CHANNELS_MAKE,
                    style=ButtonStyle.primary,
                ),
                button(t("Cancel"), verbs.SETTINGS, "channels"),
            ),
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


def _any_set(states: Sequence[ChannelState]) -> bool:
    return any(state.channel_id is not None for state in states)


def _remedy(t: Texts, state: ChannelState) -> list[str]:
    """What to do about permissions that the bot is missing in a channel."""
    if not state.missing or state.guild_id is None:
        return []
    url = f"https://discord.com/channels/{state.guild_id}/{state.channel_id}"
    told = t(
        "[Open the channel]({url}), then **Edit Channel** and **Permissions**: allow this for Namida.",
        url=url,
    )
    return [f"-# {told}"]


_ALL_READ = N_("everyone reads, only the bot writes")
# Who may do what in a channel that the bot makes.
_WHO: Mapping[Purpose, str] = {
    Purpose.SYNOPSES: _ALL_READ,
    Purpose.REVIEWS: _ALL_READ,
    Purpose.BOARD: N_("everyone reads, and writes in its threads"),
    Purpose.AIRING: _ALL_READ,
    Purpose.LOG: N_("only roles with Manage Server see it"),
}


def _colour(states: Sequence[ChannelState]) -> discord.Colour:
    """The panel's colour. Only an unusable channel is a warning, a purpose without a channel is not."""
    if any(state.gone or state.missing for state in states):
        return WARNING
    return GOOD if all(state.ready for state in states) else ACCENT


def _tabs(t: Texts, current: str) -> Built:
    return row(
        *(
            button(t(label), verbs.SETTINGS, tab, disabled=tab == current)
            for tab, label in (("channels", "Channels"), ("rules", "Spoilers, roles, language"))
        ),
        button(t("Words"), verbs.WORDS),
    )


def state_line(t: Texts, state: ChannelState) -> str:
    """A line with a purpose, its channel, and what is missing there."""
    name = f"**{t(words.PURPOSES[state.purpose])}**"
    if state.channel_id is None:
        return f"⚪ {name} {t('no channel')}"
    if state.gone:
        return f"🔴 {name} {t('the channel is gone, choose another')}"
    channel = f"<#{state.channel_id}>"
    if state.spoiler:
        channel += " · 👁️ " + t("a spoiler channel on Discord")
    if state.missing:
        lacking = t(", ").join(t(words.PERMISSIONS[name]) for name in state.missing)
        return f"🟠 {name} {channel} · {t('the bot is missing there: {permissions}', permissions=lacking)}"
    return f"🟢 {name} {channel}"


# Without their own ids, the menus of both tabs get the same numbers, and the demo's page confuses a channel
# chosen in one with a role in the other.
_CHANNEL_MENUS, _ROLE_MENUS, _CHAT_MENU = 100, 200, 300


def _channel_menu(t: Texts, state: ChannelState) -> Part:
    name = t(words.PURPOSES[state.purpose])
    chosen = [discord.Object(state.channel_id)] if state.channel_id and not state.gone else []
    return ui.ChannelSelect(
        placeholder=t("{purpose}: choose a channel", purpose=name),
        channel_types=channel_types(state.purpose),
        min_values=0,
        default_values=chosen,
        custom_id=custom_id(verbs.SET_CHANNEL, state.purpose),
        id=_CHANNEL_MENUS + list(Purpose).index(state.purpose),
    )


def _chat_menu(t: Texts, settings: GuildSettings) -> Part:
    return ui.ChannelSelect(
        placeholder=t("Answer questions only in these channels"),
        channel_types=CHAT_TYPES,
        min_values=0,
        max_values=MOST_CHAT_CHANNELS,
        default_values=[discord.Object(ident) for ident in settings.chat_channels or ()],
        custom_id=custom_id(verbs.SET_CHAT),
        id=_CHAT_MENU,
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
        id=_ROLE_MENUS + ("curator_role", "notified_role").index(which),
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


_TESTED = {
    Tested.ARRIVED: N_("the test post arrived"),
    Tested.REFUSED: N_("Discord refused the test post"),
    Tested.UNANSWERED: N_("Discord did not answer; try again in a moment"),
    Tested.FORUM: N_("all permissions are there; forums get no test post"),
}


def test_post(t: Texts, purposes: Sequence[Purpose]) -> Screen:
    """The test post in a channel. It says which posts will come there."""
    names = t(", ").join(f"**{t(words.PURPOSES[purpose])}**" for purpose in purposes)
    return note(
        f"{t('A test: the bot can post here. This channel is for {purposes}.', purposes=names)}", colour=QUIET
    )


def tested(t: Texts, tests: Sequence[ChannelTest]) -> Screen:
    """Each purpose's channel and the result of its test post."""
    lines = [
        state_line(t, test.state) + (f" · {t(_TESTED[test.result])}" if test.result in _TESTED else "")
        for test in tests
    ]
    failed = any(test.result in (Tested.REFUSED, Tested.UNANSWERED) for test in tests)
    colour = WARNING if failed else _colour([test.state for test in tests])
    return screen(
        box(
            say(f"## {t('Settings')} · {t('Test')}", *lines),
            row(button(t("All settings"), verbs.SETTINGS, "channels")),
            colour=colour,
        )
    )


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


def channel_set(t: Texts, state: ChannelState) -> Screen:
    """The answer after setting a purpose's channel, with the permissions that the bot still lacks there."""
    return screen(
        box(
            say(state_line(t, state)),
            row(button(t("All settings"), verbs.SETTINGS, "channels")),
            colour=_colour([state]),
        )
    )
