"""What is known of a lost connection, and how long it stays lost; the rest is in tests/e2e."""

from __future__ import annotations

import logging
from itertools import pairwise

import discord
import pytest

from bot.gateway.reconnecting import Pauses
from bot.logs import configure_logs


def test_a_shard_waits_longer_each_time_and_for_minutes_at_most() -> None:
    assert vars(discord.shard)["ExponentialBackoff"] is Pauses
    pauses, longest = Pauses(), list[float]()

    def between(shortest: float, up_to: float) -> float:
        longest.append(up_to)
        return shortest

    pauses._randfunc = between
    for _ in range(12):
        pauses.delay()
    assert longest[:3] == [2, 4, 8]
    assert all(before <= after for before, after in pairwise(longest))
    assert longest[-1] == Pauses.LONGEST == 256


@pytest.mark.faults
def test_a_lost_connection_is_a_line_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    told = ("Attempting a reconnect for shard ID %s in %.2fs", 2, 3.25)
    lost = ConnectionRefusedError(111, "Connection refused")
    logging.getLogger("discord.shard").error(*told, exc_info=lost)
    (line,) = capsys.readouterr().err.splitlines()
    assert "warning connection to Discord lost" in line
    assert "shard=2 again_s=3.2" in line
    assert "ConnectionRefusedError: [Errno 111] Connection refused" in line
