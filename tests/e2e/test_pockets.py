"""A member who has installed the bot brings it along; what Discord then sends comes over sockets."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from bot.domain.venues import Venue
from tests.e2e.discord_payloads import FIRST_MEMBER, GUILD, Payload, in_direct_message
from tests.e2e.discord_server import DiscordServer, Told, as_it_is, discord_server
from tests.e2e.test_process import PATIENCE_S, database, log_of, running, scores_in
from tests.pockets import CARRIED, FOREIGN_IDS, told_of
from tests.world import TEARS, walk

__all__ = ["database"]  # a fixture

EPHEMERAL = 1 << 6
ON_FOUR = dict(zip(("server", *map(str, CARRIED)), range(FIRST_MEMBER, FIRST_MEMBER + 4), strict=True))


def told_in(place: str) -> Told:
    if place == "server":
        return as_it_is
    venue = Venue(place)
    return lambda said: told_of(venue, in_direct_message(said))


async def answered(there: DiscordServer, asked: int) -> Payload:
    return await asyncio.wait_for(there.answer_to(asked), PATIENCE_S)


def pressed(answer: Payload, label: str) -> str:
    parts: list[dict[str, Any]] = answer["data"]["components"]
    (found,) = (part["custom_id"] for part, _ in walk(parts) if part.get("label") == label)
    return str(found)


async def test_it_answers_wherever_a_member_brings_it_also_after_a_restart(database: Path) -> None:
    """On its server all see the card, elsewhere the member alone. Nothing of the other places is kept."""
    cards: dict[str, Payload] = {}
    async with discord_server() as there, running(there, database) as bot:
        offered = {one["name"]: (one["contexts"], one["integration_types"]) for one in there.commands}
        assert offered["rate"] == ([0, 1, 2], [0, 1])
        assert offered["settings"] == ([0], [0])
        for place, member in ON_FOUR.items():
            use = partial(there.slash, by=member, told=told_in(place))
            saved = await answered(there, await use("rate", None, {"title": TEARS, "overall": "9"}))
            assert "saved" in str(saved)
            cards[place] = await answered(there, await use("drama", "info", {"title": TEARS}))
            assert f"## {TEARS}" in str(cards[place])
            refused = await answered(there, await use("drama", "year", {}))
            assert ("only on a server that Namida is on" in str(refused)) is (place != "server")
        bot.send_signal(signal.SIGTERM)
    hidden = {place: bool(card["data"].get("flags", 0) & EPHEMERAL) for place, card in cards.items()}
    alone = {str(venue): venue.reader_alone for venue in CARRIED}
    assert hidden == {"server": False, **alone}

    async with discord_server() as there, running(there, database) as bot:
        for place, member in ON_FOUR.items():
            custom_id = pressed(cards[place], "Score")
            answer = await answered(there, await there.press(custom_id, cards[place], member, told_in(place)))
            assert "Your scores" in str(answer), place
            assert answer["data"]["flags"] & EPHEMERAL
        bot.send_signal(signal.SIGTERM)

    assert bot.returncode == 0
    assert set(scores_in(database)) == set(ON_FOUR.values())
    with closing(sqlite3.connect(database)) as connection:
        whole = "\n".join(connection.iterdump())
        seen = connection.execute("SELECT member_id, guild_id FROM guild_member").fetchall()
    assert seen == [(ON_FOUR["server"], GUILD)]
    log = log_of(database).read_text()
    for ident in FOREIGN_IDS:
        assert str(ident) not in whole
        assert str(ident) not in log
    assert "Traceback" not in log
