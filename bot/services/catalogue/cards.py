"""Everything that a drama's card shows its reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.cards import Card, Tab
from bot.domain.comments import CardComments
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status, new_since
from bot.domain.ratings import Look, Rating
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

# The lists of an entry that each tab shows. The heading needs none.
_LISTS: Mapping[Tab, Sequence[str]] = {
    Tab.OVERVIEW: ("aliases", "networks", "genres", "music", "sources"),
    Tab.CAST: ("cast",),
    Tab.EPISODES: (),
    Tab.RATINGS: (),
    Tab.LINKS: ("links", "relations"),
}


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
        tab: Tab | None = None,
        now: datetime,
    ) -> Card:
        """The card for this reader, with what this tab of it shows; None: what all of them show.

        `look` asks for what is behind the rating. `in_sight` tells whether all who see the card see the
        channels with the drama's threads. Without it, or where they do not, the card tells nothing of the
        comments in there.
        """

        def read(connection: sqlite3.Connection) -> tuple[Card, set[int]] | None:
            card = _read(connection, drama_id, reader, tab, now)
            if card is None:
                return None
            ident = card.drama.id
            if look:
                breakdown = scores.breakdown(connection, ident, reader.guild_id, look)
                card = replace(card, ratings=breakdown)
            if reader.guild_id is None or not card.comments.count:
                return card, set()
            return card, channels_of(connection, reader.guild_id, ident)

        made = await self._database.read(read)
        if made is None:
            raise UnknownDrama(f"#{drama_id}")
        card, channels = made
        if not card.comments.count or (in_sight is not None and in_sight(channels)):
            return card
        return replace(card, comments=CardComments())


def _read(
    connection: sqlite3.Connection, drama_id: int, reader: Reader, tab: Tab | None, now: datetime
) -> Card | None:
    """The card without what is behind its rating. None if the drama is unknown or hidden."""

    def shows(one: Tab) -> bool:
        return tab is None or tab is one

    found = dramas.details(connection, drama_id, _LISTS[tab] if tab else None)
    if found is None:
        return None
    drama, ident, guild_id = found.drama, found.drama.id, reader.guild_id  # of a merged one what it became
    progress = members.progress(connection, reader.member_id, ident)
    return Card(
        drama,
        found.entry,
        scores.rating(connection, ident, guild_id),
        scores.rating(connection, ident, None) if shows(Tab.RATINGS) else Rating(),
        tuple(episodes.listing(connection, drama, guild_id)) if shows(Tab.EPISODES) else (),
        scores.get(connection, reader.member_id, ident),
        progress,
        credits_for(found.entry.sources),
        reviews=reviews.count(connection, ident, Audience(reader.member_id, guild_id, reader.guilds)),
        watchers=lists.watched_recently(connection, ident, reader),
        comments=comments.for_card(connection, ident, guild_id, reader.member_id, progress)
        if shows(Tab.OVERVIEW)
        else CardComments(),
        policy=reader.settings.policy if reader.settings else Policy.BARS,
        fresh=_fresh(connection, reader.member_id, drama, progress, now),
    )


def _fresh(
    connection: sqlite3.Connection, member_id: int, drama: Drama, progress: Progress | None, now: datetime
) -> int:
    """How many episodes have come out since the reader completed the drama."""
    if progress is None or progress.status is not Status.COMPLETED:
        return 0
    today = members.today(connection, member_id, now)
    return new_since(progress, episodes.length(connection, drama, today))
