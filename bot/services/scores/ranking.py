"""Rankings of dramas by the community's rating and by how many members have them on their lists."""

from __future__ import annotations

from bot.domain.ranking import Ranking, RankingPage
from bot.store.database import Database
from bot.store.scores import standings

PAGE_SIZE = 10


class Rankings:
    """What `/drama top` shows."""

    def __init__(self, database: Database):
        self._database = database

    async def page(self, ranking: Ranking, guild_id: int | None, index: int) -> RankingPage:
        """One page, without a place where nothing is ranked; an index past the end gives the last one.

        `guild_id` says where `Scope.HERE` is; in a direct message here is everywhere.
        """
        return await self._database.read(
            lambda connection: standings.page(connection, ranking, guild_id, index, PAGE_SIZE)
        )
