"""The channel of each purpose: what is set, what is missing there, and the channels that the bot makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord
from discord import ButtonStyle, ui

from bot.domain.airing import LeftOut
from bot.domain.guilds import SPOILING, ChannelState, ChannelTest, Purpose, Tested
from bot.domain.outbox import HeldPosts
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import button, custom_id
from bot.present.guilds.settings import CHANNEL_MENUS, tabs
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
from bot.present.posts import outbox

STATES_ROOM = 3_700  # characters of 4,000 for what is set and what is wrong, as much for each purpose
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
    parts += [rule(), row(*actions), tabs(t, "channels")]
    return screen(box(*parts, colour=WARNING if left_out else _colour(states)))


def _troubles(
    t: Texts, state: ChannelState, held: Sequence[HeldPosts], left_out: Sequence[LeftOut]
) -> list[str]:
    """What is wrong with a purpose: how to mend it, what waits, and what the server was not told."""
    waiting = [posts for posts in held if posts.purpose is state.purpose]
    missed = outbox.left_out_lines(t, left_out) if state.purpose is Purpose.AIRING else []
    return [*_remedy(t, state), *outbox.waiting_lines(t, waiting), *missed]


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


def _channel_menu(t: Texts, state: ChannelState) -> Part:
    name = t(words.PURPOSES[state.purpose])
    chosen = [discord.Object(state.channel_id)] if state.channel_id and not state.gone else []
    return ui.ChannelSelect(
        placeholder=t("{purpose}: choose a channel", purpose=name),
        channel_types=channel_types(state.purpose),
        min_values=0,
        default_values=chosen,
        custom_id=custom_id(verbs.SET_CHANNEL, state.purpose),
        id=CHANNEL_MENUS + list(Purpose).index(state.purpose),
    )


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


def channel_set(t: Texts, state: ChannelState) -> Screen:
    """The answer after setting a purpose's channel, with the permissions that the bot still lacks there."""
    return screen(
        box(
            say(state_line(t, state)),
            row(button(t("All settings"), verbs.SETTINGS, "channels")),
            colour=_colour([state]),
        )
    )
