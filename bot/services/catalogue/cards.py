"""Everything that a drama's card shows its reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from bot.domain.cards import Card
from bot.domain.comments import CardComments
from bot.domain.members import Reader
from bot.domain.progress import new_since
from bot.domain.ratings import Breakdown, Look
from bot.domain.spoilers import Policy
from bot.errors import UnknownDrama
from bot.services.board.board import channels_of
from bot.services.catalogue.credits import credits_for
from bot.store.board import comments
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience
from bot.store.scores import scores
from bot.store.watching import lists


class Cards:
    """Puts cards together. Each takes one read of the store."""

    def __init__(self, database: Database):
        self._database = database

    async def get(
        self,
        drama_id: int,
        reader: Reader,
        look: Look | None = None,
        in_sight: Callable[[Collection[int]], bool] | None = None,
        *,
        now: datetime,
    ) -> Card:
        """The card for this reader; `look` asks for what is behind the rating.

        `in_sight` tells whether all who see the card see the channels with the drama's threads. Without it,
        or where they do not, the card tells nothing of the comments in there.
        """

        def read(connection: sqlite3.Connection) -> tuple[Card, set[int]] | None:
            found = dramas.details(connection, drama_id)
            if found is None:
                return None
            ident = found.drama.id  # of a merged drama the one that it became
            progress = members.progress(connection, reader.member_id, ident)
            today = members.today(connection, reader.member_id, now)
            length = episodes.length(connection, found.drama, today)
            card = Card(
                found.drama,
                found.entry,
                scores.rating(connection, ident, reader.guild_id),
                scores.rating(connection, ident, None),
                tuple(episodes.listing(connection, found.drama, reader.guild_id)),
                scores.get(connection, reader.member_id, ident),
                progress,
                credits_for(found.entry.sources),
                scores.breakdown(connection, ident, reader.guild_id, look) if look else Breakdown(),
                reviews.count(connection, ident, Audience(reader.member_id, reader.guild_id, reader.guilds)),
                lists.watched_recently(connection, ident, reader),
                comments.for_card(connection, ident, reader.guild_id, reader.member_id, progress),
                policy=reader.settings.policy if reader.settings else Policy.BARS,
                fresh=new_since(progress, length),
            )
            if reader.guild_id is None or not card.comments.count:
                return card, set()
            return card, channels_of(connection, reader.guild_id, ident)

        made = await self._database.read(read)
        if made is None:
            raise UnknownDrama(f"#{drama_id}")
        card, channels = made
        if in_sight is not None and in_sight(channels):
            return card
        return replace(card, comments=CardComments())
