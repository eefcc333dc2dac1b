"""All scheduled work of this bot: the composer of every kind of post, and every chore."""

from __future__ import annotations

import discord

from bot.schedule import backups, database_file
from bot.schedule.airing import airing
from bot.schedule.board import answers, comments, marked, quotes, thread_sync, threads
from bot.schedule.catalogue import proposals, refreshing
from bot.schedule.clubs import clubs
from bot.schedule.episodes import synopses
from bot.schedule.guilds import departures, welcome
from bot.schedule.members.membership import Membership
from bot.schedule.moderation import deleted_posts, held, log, moderation
from bot.schedule.posts import gone_channels, message_sync, notices, retention
from bot.schedule.posts.composing import Agenda
from bot.schedule.posts.message_sync import Keeper
from bot.schedule.privacy import deleting, left_members
from bot.schedule.recommending import recommendations, taste
from bot.schedule.reviews import reviews
from bot.services.container import Services
from bot.services.posts.outbox import NOTICE


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    """What keeps each kind of message up to date (a test names every `Kind`)."""
    return {
        **reviews.keepers(services, client),
        **comments.keepers(services, client),
        **synopses.keepers(services, client),
        **quotes.keepers(services),
        **marked.keepers(services, client),
        **thread_sync.keepers(services, client),
        **clubs.keepers(services, client),
        **recommendations.keepers(services),
        **moderation.keepers(services),
    }


def agenda(services: Services, client: discord.Client) -> Agenda:
    """Register kinds of posts and chores here; `client` is for chores that change messages."""
    membership = Membership(client)
    services.deleting.forgetting.append(membership.forget)
    kept = keepers(services, client)
    return Agenda(
        composers={
            NOTICE: notices.compose,
            **airing.composers(services, membership),
            **reviews.composers(services),
            **synopses.composers(services, client),
            **threads.composers(),
            **comments.composers(services),
            **answers.composers(services, membership),
            **marked.composers(services),
            **clubs.composers(services, client),
            **proposals.composers(services),
            **log.composers(services),
            **welcome.composers(),
            **held.composers(services, client),
            **moderation.composers(services, client),
        },
        chores=(
            retention.chore(services),
            gone_channels.chore(services, client),
            database_file.chore(services),
            backups.chore(services),
            *refreshing.chores(services),
            *airing.chores(services),
            *synopses.chores(services),
            message_sync.chore(services, client, kept),
            deleted_posts.chore(services, client, {kind: one.lost for kind, one in kept.items() if one.lost}),
            clubs.chore(services, client, membership),
            comments.chore(services, client),
            thread_sync.chore(services),
            marked.chore(services),
            taste.chore(services),
            deleting.chore(services),
            departures.chore(services, client),
            left_members.chore(services),
        ),
        splitters=airing.splitters(services),
    )
