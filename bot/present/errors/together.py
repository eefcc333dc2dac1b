"""Refusals of the board and the clubs, as sentences."""

from __future__ import annotations

from bot import errors
from bot.domain.clubs import MOST_EPISODES_A_STEP
from bot.domain.paces import Fault
from bot.i18n import Texts
from bot.present import paces, words
from bot.present.errors.sentences import sentence
from bot.present.text import inline


@sentence.register
def _(error: errors.BoardClosed, t: Texts) -> str:
    channel = f"<#{error.channel_id}>"
    if not error.missing:
        return t(
            "Discord does not let me open threads in {channel}. Moderators can check why.", channel=channel
        )
    return t(
        "I can't open threads in {channel} yet. Moderators have to give me {permissions} there.",
        channel=channel,
        permissions=t(", ").join(f"**{t(words.PERMISSIONS[name])}**" for name in error.missing),
    )


@sentence.register
def _(error: errors.BoardReadOnly, t: Texts) -> str:
    return t(
        "You can read {channel}, but you can't write in its threads. Moderators can allow it.",
        channel=f"<#{error.channel_id}>",
    )


@sentence.register
def _(error: errors.ThreadLocked, t: Texts) -> str:
    return t(
        "Moderators have locked {thread}: nothing new can be written there.", thread=f"<#{error.thread_id}>"
    )


@sentence.register
def _(error: errors.BoardNeedsTag, t: Texts) -> str:
    return t(
        "{channel} only takes threads with a tag, and none of its tags fits. Moderators can add one: {tags}.",
        channel=f"<#{error.channel_id}>",
        tags=t(", ").join(f"*{inline(tag, 40)}*" for tag in error.tags),
    )


@sentence.register
def _(error: errors.BadClubPace, t: Texts) -> str:
    if error.misread is not None and error.misread.fault is Fault.EPISODES:
        told = t(
            "*{value}*: give 1 to {most} episodes per step, in digits, and a day to watch them by: `2 "
            "episodes until Sunday 21:00`.",
            value=inline(error.value, 100),
            most=MOST_EPISODES_A_STEP,
        )
        return paces.with_example(t, told, paces.OF_CLUBS)
    if (why := paces.misread(t, error.misread)) is not None:
        return paces.with_example(t, why, paces.OF_CLUBS)
    return t(
        "*{value}* isn't a pace for a club. Write it like `2 episodes until Sunday 21:00`, `1 episode every "
        "day 20:00 Asia/Tokyo` or `2話 日曜 21時 日本時間`.",
        value=inline(error.value, 100),
    )


@sentence.register
def _(error: errors.NoClub, t: Texts) -> str:
    if error.drama is None:
        return t("No club is running here. Moderators and curators can start one with {/club start}.")
    return t("No club for {title} is running here.", title=f"**{words.title(t, error.drama)}**")


@sentence.register
def _(error: errors.ClubLeadersOnly, t: Texts) -> str:
    if error.drama is None:
        return t("Only this server's moderators and curators can start a watch club.")
    return t(
        "Only moderators, curators and the member who started it can manage the club for {title}.",
        title=f"**{words.title(t, error.drama)}**",
    )


@sentence.register
def _(error: errors.ClubPlaceClosed, t: Texts) -> str:
    return t(
        "You can't write in {channel}, so your club can't post there. Choose another channel.",
        channel=f"<#{error.channel_id}>",
    )


@sentence.register
def _(error: errors.ClubRoleClosed, t: Texts) -> str:
    return t(
        "You can't ping {role} in {channel}, so your club can't either. Choose another role, or none.",
        role=f"<@&{error.role_id}>",
        channel=f"<#{error.channel_id}>",
    )


@sentence.register
def _(error: errors.ClubAlready, t: Texts) -> str:
    if error.pauses:
        return t("The club for {title} is already paused.", title=f"**{words.title(t, error.drama)}**")
    return t("The club for {title} is already running.", title=f"**{words.title(t, error.drama)}**")


@sentence.register
def _(error: errors.ClubThere, t: Texts) -> str:
    name = f"**{words.title(t, error.drama)}**"
    return t(
        "A club for {title} is already running in {channel}.", title=name, channel=f"<#{error.channel_id}>"
    )


@sentence.register
def _(error: errors.EpisodesUnknown, t: Texts) -> str:
    return t(
        "The number of episodes of {title} is not known yet, so a club can't divide them into steps.",
        title=f"**{words.title(t, error.drama)}**",
    )
