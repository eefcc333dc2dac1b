"""Posts that cannot be sent: what moderators read about them, in the panel and the log channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.airing import LeftOut
from bot.domain.guilds import Purpose
from bot.domain.outbox import HeldPosts, Obstacle
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import button
from bot.present.layout import WARNING, Screen, note
from bot.present.text import inline

_MOST_LEFT_OUT = 3  # dramas that were not announced, named in the panel

OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.NO_CHANNEL: N_("no channel is set"),
    Obstacle.GONE: N_("the channel is gone"),
    Obstacle.FORBIDDEN: N_("the bot is missing permissions there"),
    Obstacle.NEEDS_TAG: N_("the forum only takes posts with a tag, and none of its tags fits"),
    Obstacle.UNCERTAIN: N_("Discord keeps answering with errors"),
    Obstacle.FAULT: N_("something went wrong in the bot; its log has the details"),
}


def waiting_lines(t: Texts, held: Sequence[HeldPosts]) -> list[str]:
    """`2 posts wait: the channel is gone`, for the panel."""
    return [
        "⏳ "
        + t.plural(
            "{n} post is waiting: {why}",
            "{n} posts are waiting: {why}",
            posts.count,
            why=t(OBSTACLES[posts.obstacle]),
        )
        for posts in held
    ]


def left_out_lines(t: Texts, left_out: Sequence[LeftOut]) -> list[str]:
    """Lines for the panel about dramas that the server was not told about."""
    lines = []
    for one in left_out[:_MOST_LEFT_OUT]:
        named = f"**{inline(one.title, 80)}** · {words.episode_numbers(t, one.numbers, None)}"
        said = (
            t("{episode}: not announced yet, because the bot could not make the post.", episode=named)
            if one.waits
            else t("{episode}: not announced, because the bot could not make the post.", episode=named)
        )
        lines.append("⚠️ " + said)
    if len(left_out) > _MOST_LEFT_OUT:
        lines.append(t("… and more"))
    return lines


def notice(t: Texts, purpose: Purpose | None, channel_id: int | None, obstacle: Obstacle) -> Screen:
    """The message to the moderators' log that a post waits, why, and what to do."""
    where = f"**{t(words.PURPOSES[purpose])}**" if purpose else ""
    channel = f"<#{channel_id}>" if channel_id else ""
    lines = (
        "⏳ "
        + t(
            "{where}: a post could not be sent because {why}.",
            where=" ".join(filter(None, (where, channel))),
            why=t(OBSTACLES[obstacle]),
        ),
        t("It will be posted as soon as this is fixed. Check the settings."),
    )
    return note("\n".join(lines), button(t("All settings"), verbs.SETTINGS, "channels"), colour=WARNING)
