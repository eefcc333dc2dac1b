"""The scores that stand in the database, by member."""

from __future__ import annotations

from bot.store.database import Database
from tests.world import stored

CRITERIA = ("overall", "story", "acting", "music", "rewatch")


async def scores(database: Database) -> list[tuple[object, ...]]:
    """Member, overall, story, acting, music, rewatch in half points."""
    return await stored(database, f"SELECT member_id, {', '.join(CRITERIA)} FROM score ORDER BY member_id")
