from dataclasses import replace

import pytest

from bot.domain.guilds import GuildSettings
from bot.domain.members import Reader
from bot.domain.spoilers import Policy
from bot.domain.venues import Venue

READER = Reader(1, 5, "en", "en", settings=GuildSettings(5, policy=Policy.OPEN))


def test_others_read_on_foreign_servers_and_in_group_chats() -> None:
    assert {venue for venue in Venue if venue.reader_alone} == {Venue.FOREIGN, Venue.GROUP}


@pytest.mark.parametrize("venue", [Venue.DIRECT, Venue.GROUP, Venue.FOREIGN])
def test_away_from_the_bots_servers_all_is_sealed(venue: Venue) -> None:
    assert READER.policy is Policy.OPEN
    assert replace(READER, guild_id=None, settings=None, venue=venue).policy is Policy.SEALED


def test_a_server_that_has_chosen_nothing_has_bars() -> None:
    assert replace(READER, settings=None).policy is Policy.BARS
