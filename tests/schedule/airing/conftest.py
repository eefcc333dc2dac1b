"""Airing alone: of the bot's chores only those that plan, tell, and bring up to date what was told."""

from __future__ import annotations

import pytest

from bot.services.airing.posts import DIGEST_CHORE, PLAN_CHORE
from bot.services.posts.message_ledger import CHORE as LEDGER
from tests.schedule.posting import Desk


@pytest.fixture
def whole_agenda() -> None:
    """Every other chore runs beside them, as it does outside of tests."""


@pytest.fixture(autouse=True)
def _airing_alone(desk: Desk, request: pytest.FixtureRequest) -> None:
    """Days go by here: the other chores of every hour would take most of the tests' time."""
    if "whole_agenda" not in request.fixturenames:
        desk.only = frozenset({PLAN_CHORE, DIGEST_CHORE, LEDGER})
