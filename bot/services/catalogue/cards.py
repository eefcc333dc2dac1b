"""Reads everything that a drama's card shows its reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.cards import Card, Tab
from bot.domain.comments import CardComments
from bot.domain.dramas import Drama, DramaDetails
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status, new_since
from bot.domain.ratings import Look, Rating
from bot.domain.sources import SourceCredit
from bot.errors import UnknownDrama
from bot.services.board.board import channels_of
from bot.services.board.quotes import quote_of_the_day
from bot.services.catalogue.credits import credits_for
from bot.store.board import comments
from bot.store.cards import Glance, glance
from bot.store.catalogue import catalogue as dramas
from bot.store.catalogue import suggestions
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.kept import KeptFor
from bot.store.members import members
from bot.store.reviews.reviews import Audience
from bot.store.scores import scores
from bot.store.watching import lists

# The lists of an entry that each tab shows. The heading needs none.
_LISTS: Mapping[Tab, Sequence[str]] = {
    Tab.OVERVIEW: ("networks", "sources", "summaries"),
    Tab.SUMMARY: ("sources", "summaries"),
    Tab.DETAILS: ("aliases", "networks", "genres", "music"),
    Tab.NAMES: ("aliases",),
    Tab.CAST: ("cast", "staff"),
    Tab.EPISODES: (),
    Tab.RATINGS: (),
    Tab.LINKS: ("links", "relations"),
}
# Dramas as tabs show them, some kilobytes each. More than are asked for within some minutes.
KEPT = 512


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a tab shows of its drama, whoever reads it."""

    details: DramaDetails
    credits: tuple[SourceCredit, ...]


class Cards:
    """Puts cards together. Each takes one read of the store, which says for which revision of the catalogue.

    What is the drama's alone is kept for as long as that stays the same.
    """

    def __init__(self, database: Database):
        self._database = database
        self._facts: KeptFor[tuple[int, Tab], _Facts] = KeptFor(KEPT)

    async def get(
        self,
        drama_id: int,
        reader: Reader,
        look: Look | None = None,
        in_sight: Callable[[Collection[int]], bool] | None = None,
        *,
        tab: Tab | None = None,
        private: bool = False,
        now: datetime,
    ) -> Card:
        """The card for this reader, with what this tab of it shows; None: what all of them show.

        `private`: no one else sees it, so it may quote what members of the guild saved.

        `look` asks for what is behind the rating. `in_sight` tells whether all who see the card see the
        channels with the drama's threads. Without it, or where they do not, the card tells nothing of the
        comments in there.
        """

        def read(connection: sqlite3.Connection) -> tuple[Card, set[int]] | None:
            card = self._read(connection, drama_id, reader, tab, now, private=private)
            if card is None:
                return None
            ident = card.drama.id
            if look:
                asked = look if card.on_server else replace(look, everywhere=True)
                breakdown = scores.breakdown(connection, ident, reader.guild_id, asked)
                card = replace(card, ratings=breakdown)
            if reader.guild_id is None or not card.comments.count:
                return card, set()
            return card, channels_of(connection, reader.guild_id, ident)

        # What is behind a rating may take longer than all else of a card.
        made = await (self._database.read if look else self._database.read_briefly)(read)
        if made is None:
            raise UnknownDrama(f"#{drama_id}")
        card, channels = made
        if not card.comments.count or (in_sight is not None and in_sight(channels)):
            return card
        return replace(card, comments=CardComments())

    def _read(
        self,
        connection: sqlite3.Connection,
        drama_id: int,
        reader: Reader,
        tab: Tab | None,
        now: datetime,
        *,
        private: bool,
    ) -> Card | None:
        """The card without what is behind its rating. None if the drama is unknown or hidden."""

        def shows(one: Tab) -> bool:
            return tab is None or tab is one

        guild_id = reader.guild_id
        seen = glance(connection, drama_id, Audience(reader.member_id, guild_id, reader.guilds))
        if seen is None:
            return None
        ident, progress = seen.drama_id, seen.progress
        facts = self._facts_of(connection, seen, tab)
        drama = facts.details.drama
        return Card(
            drama,
            facts.details.entry,
            seen.rating or scores.rating(connection, ident, guild_id),
            scores.rating(connection, ident, None) if shows(Tab.RATINGS) else Rating(),
            tuple(episodes.listing(connection, drama, guild_id, reader.member_id))
            if shows(Tab.EPISODES)
            else (),
            seen.score,
            progress,
            facts.credits,
            counts=seen.counts,
            watchers=lists.watched_recently(connection, ident, reader) if seen.watched else (),
            comments=CardComments(
                seen.comments,
                comments.newest_for(connection, ident, guild_id, reader.member_id, progress)
                if seen.comments and guild_id is not None and shows(Tab.OVERVIEW)
                else None,
            ),
            policy=reader.policy,
            fresh=_fresh(connection, reader.member_id, drama, progress, now),
            places=seen.places,
            quote=quote_of_the_day(connection, drama, guild_id if private else None, now)
            if seen.counts.quotes and shows(Tab.OVERVIEW)
            else None,
            contributors=suggestions.credited(connection, ident, guild_id)
            if guild_id is not None and shows(Tab.LINKS)
            else {},
            on_server=guild_id is not None,
        )

    def _facts_of(self, connection: sqlite3.Connection, seen: Glance, tab: Tab | None) -> _Facts:
        """What the tab shows of the drama, kept or read in the same snapshot as its revision."""
        if tab is not None and (kept := self._facts.get((seen.drama_id, tab), seen.revision)) is not None:
            return kept
        details = dramas.details(connection, seen.drama_id, _LISTS[tab] if tab else None)
        assert details is not None  # noqa: S101 - it was in sight in the same snapshot
        facts = _Facts(details, credits_for(details.entry.sources))
        if tab is not None:
            self._facts.put((seen.drama_id, tab), seen.revision, facts)
        return facts


def _fresh(
    connection: sqlite3.Connection, member_id: int, drama: Drama, progress: Progress | None, now: datetime
) -> int:
    """How many episodes have come out since the reader completed the drama."""
    if progress is None or progress.status is not Status.COMPLETED:
        return 0
    today = members.today(connection, member_id, now)
    return new_since(progress, episodes.length(connection, drama, today))
