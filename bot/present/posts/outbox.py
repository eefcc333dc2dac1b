"""Posts that cannot be sent: what moderators read about them, in the panel and the log channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.guilds import Purpose
from bot.domain.outbox import HeldPosts, Obstacle
from bot.i18n import N_, Texts
from bot.present import words
from bot.present.actions import button
from bot.present.layout import WARNING, Screen, note

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


def notice(t: Texts, purpose: Purpose | None, channel_id: int | None, obstacle: Obstacle) -> Screen:
    """Tells the moderators' log that a post waits, why, and what to do."""
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
    return note("\n".join(lines), button(t("All settings"), "settings", "channels"), colour=WARNING)
