"""Clubs alone: no other chores, and episodes with titles that tell plot."""

from __future__ import annotations

import pytest

from bot.services.clubs.clubs import CHORE
from bot.services.posts.message_ledger import CHORE as LEDGER
from tests.schedule.clubs.running_club import PLOT
from tests.schedule.posting import Desk, Office
from tests.world import put


@pytest.fixture(autouse=True)
def _clubs_alone(desk: Desk) -> None:
    """Weeks go by here: the other chores of every hour would take most of the tests' time."""
    desk.only = frozenset({CHORE, LEDGER})


@pytest.fixture(autouse=True)
async def _titles(_clubs_alone: None, office: Office) -> None:
    """Every episode has a title that tells plot."""
    for number in range(1, 12):
        await put(
            office.database,
            "INSERT INTO episode (drama_id, number, title) VALUES (1, ?, ?)"
            " ON CONFLICT (drama_id, number) DO UPDATE SET title = excluded.title",
            number,
            PLOT,
        )
