"""All scheduled work of this bot: the composer of every kind of post, and every chore."""

from __future__ import annotations

import discord

from bot.schedule import backups, database_file
from bot.schedule.airing import airing
from bot.schedule.board import comments, marked, quotes, thread_sync, threads
from bot.schedule.catalogue import proposals, refreshing
from bot.schedule.clubs import clubs
from bot.schedule.episodes import synopses
from bot.schedule.members.membership import Membership
from bot.schedule.posts import message_sync, notices, retention
from bot.schedule.posts.composing import Agenda
from bot.schedule.posts.message_sync import Keeper
from bot.schedule.recommending import recommendations, taste
from bot.schedule.reviews import reviews
from bot.services.container import Services
from bot.services.posts.outbox import NOTICE


def keepers(services: Services, client: discord.Client) -> dict[str, Keeper]:
    """What keeps each kind of message up to date (a test names every `Kind`)."""
    return {
        **reviews.keepers(services),
        **comments.keepers(services, client),
        **synopses.keepers(services),
        **quotes.keepers(services),
        **marked.keepers(services, client),
        **thread_sync.keepers(services, client),
        **clubs.keepers(services, client),
        **recommendations.keepers(services),
    }


def agenda(services: Services, client: discord.Client) -> Agenda:
    """Register kinds of posts and chores here; `client` is for chores that change messages."""
    return Agenda(
        composers={
            NOTICE: notices.compose,
            **airing.composers(services),
            **reviews.composers(services),
            **synopses.composers(services, client),
            **threads.composers(),
            **comments.composers(services),
            **marked.composers(services),
            **clubs.composers(services, client),
            **proposals.composers(services),
        },
        chores=(
            retention.chore(services),
            database_file.chore(services),
            backups.chore(services),
            *refreshing.chores(services),
            *airing.chores(services),
            *synopses.chores(services),
            message_sync.chore(services, client, keepers(services, client)),
            clubs.chore(services, client, Membership(client)),
            comments.chore(services, client),
            thread_sync.chore(services),
            marked.chore(services),
            taste.chore(services),
        ),
        splitters=airing.splitters(services),
    )
