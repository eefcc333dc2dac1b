"""Rankings of dramas by the community's rating and by how many members have them on their lists."""

from __future__ import annotations

from bot.domain.ranking import Ranking, RankingPage
from bot.store.database import Database
from bot.store.scores import standings

PAGE_SIZE = 10


class Rankings:
    """The rankings of `/drama top`."""

    def __init__(self, database: Database):
        self._database = database

    async def page(self, ranking: Ranking, guild_id: int | None, index: int) -> RankingPage:
        """One page. It has no places if nothing is ranked. An index past the end gives the last page.

        `guild_id` is the place of `Scope.HERE`. In a direct message, it means everywhere.
        """
        return await self._database.read(
            lambda connection: standings.page(connection, ranking, guild_id, index, PAGE_SIZE)
        )
