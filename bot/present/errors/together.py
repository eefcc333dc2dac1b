"""What the board and the clubs refuse, as sentences."""

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
            "Discord does not let me open threads in {channel}. Moderators can look why.", channel=channel
        )
    return t(
        "I may not open threads in {channel} yet: moderators have to give me {permissions} there.",
        channel=channel,
        permissions=t(", ").join(f"**{t(words.PERMISSIONS[name])}**" for name in error.missing),
    )


@sentence.register
def _(error: errors.BoardReadOnly, t: Texts) -> str:
    return t(
        "You may read in {channel}, but not write in its threads. Moderators can let you.",
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
        "{channel} takes threads with a tag only, and has none that fits. Moderators can add one: {tags}.",
        channel=f"<#{error.channel_id}>",
        tags=t(", ").join(f"*{inline(tag, 40)}*" for tag in error.tags),
    )


@sentence.register
def _(error: errors.BadClubPace, t: Texts) -> str:
    if error.misread is not None and error.misread.fault is Fault.EPISODES:
        return t(
            "*{value}*: a step has from 1 to {most} episodes, in digits, and a day until when: `2 episodes "
            "until Sunday 21:00`.",
            value=inline(error.value, 100),
            most=MOST_EPISODES_A_STEP,
        )
    if (told := paces.misread(t, error.misread)) is not None:
        return told
    return t(
        "*{value}* is no pace for a club. I read `2 episodes until Sunday 21:00`, "
        "`1 episode every day 20:00 Asia/Tokyo` and `2話 日曜 21時 日本時間`.",
        value=inline(error.value, 100),
    )


@sentence.register
def _(error: errors.NoClub, t: Texts) -> str:
    if error.drama is None:
        return t("No club runs here. Moderators and curators begin one with /club start.")
    return t("No club for {title} runs here.", title=f"**{words.title(error.drama)}**")


@sentence.register
def _(error: errors.ClubLeadersOnly, t: Texts) -> str:
    if error.drama is None:
        return t("Only this server's moderators and curators can start a watch club.")
    return t(
        "Only moderators, curators and the member who started it can manage the club for {title}.",
        title=f"**{words.title(error.drama)}**",
    )


@sentence.register
def _(error: errors.ClubPlaceClosed, t: Texts) -> str:
    return t(
        "You may not write in {channel}, so a club of yours cannot post there. Choose another channel.",
        channel=f"<#{error.channel_id}>",
    )


@sentence.register
def _(error: errors.ClubRoleClosed, t: Texts) -> str:
    return t(
        "You may not ping {role} in {channel}, so your club cannot either. Choose another role, or none.",
        role=f"<@&{error.role_id}>",
        channel=f"<#{error.channel_id}>",
    )


@sentence.register
def _(error: errors.ClubAlready, t: Texts) -> str:
    if error.pauses:
        return t("The club for {title} pauses already.", title=f"**{words.title(error.drama)}**")
    return t("The club for {title} is running already.", title=f"**{words.title(error.drama)}**")


@sentence.register
def _(error: errors.ClubThere, t: Texts) -> str:
    name = f"**{words.title(error.drama)}**"
    return t("A club for {title} runs already, in {channel}.", title=name, channel=f"<#{error.channel_id}>")


@sentence.register
def _(error: errors.EpisodesUnknown, t: Texts) -> str:
    return t(
        "Nobody knows yet how many episodes {title} has, so a club cannot share them out.",
        title=f"**{words.title(error.drama)}**",
    )
