"""Clubs alone: no other chores, pictures drawn in this process, episodes with titles that tell plot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.services.clubs.clubs import CHORE
from bot.services.posts.message_ledger import CHORE as LEDGER
from bot.worker.parent import Worker
from tests.schedule.clubs.running_club import PLOT
from tests.schedule.posting import Desk, Office
from tests.world import put


@pytest.fixture(autouse=True)
def _clubs_alone(desk: Desk) -> None:
    """Weeks go by here: the other chores of every hour would take most of the tests' time."""
    desk.only = frozenset({CHORE, LEDGER})


@pytest.fixture(autouse=True)
def _drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process starts in a second, and again after idle time. It has its own tests."""

    async def run(_: Worker, function: Callable[..., bytes], *arguments: object) -> bytes:
        return function(*arguments)

    monkeypatch.setattr(Worker, "run", run)


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
