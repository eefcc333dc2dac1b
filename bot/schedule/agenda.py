"""What this bot does by the clock: the composer of every kind of post, and every chore."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from bot.schedule import (
    airing,
    clubs,
    comments,
    marked,
    notices,
    proposals,
    refreshing,
    reviews,
    synopses,
    taste,
    threads,
    tidying,
    upkeep,
)
from bot.schedule.composing import Chore, Composer
from bot.schedule.membership import Membership
from bot.services.house import Services
from bot.services.outbox import NOTICE


@dataclass(frozen=True, slots=True)
class Agenda:
    """`composers` by the `kind` of post that they compose."""

    composers: Mapping[str, Composer]
    chores: tuple[Chore, ...]


def agenda(services: Services, client: discord.Client) -> Agenda:
    """Whoever posts by the clock or has a chore adds it here; `client` for chores that change messages."""
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
            tidying.chore(services),
            refreshing.chore(services),
            *airing.chores(services),
            reviews.chore(services, client),
            *synopses.chores(services, client),
            clubs.chore(services, client, Membership(client)),
            comments.chore(services, client),
            upkeep.chore(services, client),
            marked.chore(services, client),
            taste.chore(services),
        ),
    )
