"""Installed by a user, the bot comes along: to servers that it is not on, group chats, direct messages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.venues import Venue
from bot.store.database import Database
from tests.cogs.leaks.storing import FOLLOWING, changed, everything_in, names
from tests.cogs.listing import COMMANDS, FOR_SERVERS
from tests.pockets import CARRIED, FOREIGN_IDS, brought_along, carry, opens_menu
from tests.world import (
    TEARS,
    Restart,
    World,
    begins,
    labels,
    menu,
    readers_of,
    shown,
    stored,
    text_of,
    turned,
    ways,
)

REFUSAL = "This works only on a server that Namida is on, not here."


@pytest.fixture(params=CARRIED, ids=str)
def place(request: pytest.FixtureRequest) -> Venue:
    venue: Venue = request.param
    return venue


async def test_members_score_and_keep_their_list_wherever_they_are(
    world: World, database: Database, restart: Restart, place: Venue
) -> None:
    """Commands, buttons, menus, forms, completions and files. The buttons work after a restart, too."""
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="4")
    before = await everything_in(database)
    mika = carry(world, world.mika, place)
    completed = await mika.autocomplete("drama info", "title", "1 lit")
    card = await mika.slash("drama info", title=completed[0]["value"])
    assert f"## {TEARS}" in text_of(card)
    assert card.ephemeral is place.reader_alone
    assert not {"Discuss", "Comments"} & set(ways(card))

    await restart()
    rating = await mika.click(shown(card), label="Score")
    await mika.select(shown(rating), ["18"], custom_id=menu(rating, "score:1:overall")["custom_id"])
    assert await stored(database, "SELECT overall FROM score WHERE member_id = ?", world.mika.id) == [(18,)]
    await mika.slash("watch next", title=TEARS)
    listed = await mika.slash("watch set", title=TEARS, status="watching")
    form = await mika.click(shown(listed), label="More")
    assert "note" in begins(form)
    await mika.submit_modal(form, {"note": "With a friend."})
    own = "SELECT episode, note FROM progress WHERE member_id = ?"
    assert await stored(database, own, world.mika.id) == [(1, "With a friend.")]
    ratings = await turned(mika, card, "Ratings")
    assert "The rating on all servers." in text_of(ratings)
    assert not {"This server", "All servers"} & set(labels(ratings))

    exported = await mika.slash("watch export")
    tried = await mika.slash("watch import", file=("list.csv", _content(world, exported)))
    assert TEARS in text_of(tried) or "1" in text_of(tried)
    profile = await opens_menu(world, mika, "Drama profile", world.mika)
    assert f"<@{world.mika.id}>" in text_of(profile)
    answers = (card, rating, listed, exported, tried, profile)
    assert all(answer.ephemeral for answer in answers) or not place.reader_alone

    changes = changed(before, await everything_in(database))
    assert [row for row in changes if names(row[1], FOREIGN_IDS)] == []
    assert {table for table, row in changes if not names(row, [world.mika.id])} <= FOLLOWING
    seen_on = "SELECT guild_id FROM guild_member WHERE member_id = ?"
    assert await stored(database, seen_on, world.mika.id) == []


def _content(world: World, answer: Any) -> bytes:
    (file,) = shown(answer).attachments
    content = world.env.backend.cdn.get(file.url)
    assert content is not None
    return content


@pytest.mark.usefixtures("let_through")
async def test_what_needs_a_server_refuses_in_a_sentence(world: World, place: Venue) -> None:
    """It does so even to a member who may do everything on that server."""
    mika = carry(world, world.mika, place)
    given: dict[str, Any] = {
        "title": TEARS,
        "other": TEARS,
        "member": world.jun,
        "text": "Stay.",
        "episode": 1,
        "per_step": 1,
        "policy": "open",
        "language": "ja",
        "name": "Tears",
        "reason": "So.",
        "days": 3,
        "writing": "1",
    }
    asked = set[str]()
    for name in sorted(FOR_SERVERS):
        required = {option[:-1] for option in COMMANDS[name] if option.endswith("*")}
        if required <= set(given):
            answer = await mika.slash(name, **{option: given[option] for option in required})
            assert (answer.modal, text_of(answer), answer.ephemeral) == (None, REFUSAL, True), name
            asked.add(name)
    # The others name a channel or a file: what they are asked with is not there.
    assert len(asked) > len(FOR_SERVERS) - 8, FOR_SERVERS - asked


async def test_help_tells_what_works_here(world: World, place: Venue) -> None:
    mika = carry(world, world.mika, place)
    known = {
        choice["value"]
        for typed in ("dra", "epi", "rat", "wat", "rec", "air", "pri", "pro", "rev", "com", "clu", "set")
        for choice in await mika.autocomplete("help", "command", typed)
    }
    assert {"drama info", "rate", "watch next", "recommend forme", "privacy show"} <= known
    assert known & FOR_SERVERS == set()


async def test_what_everyone_sees_at_home_is_the_readers_alone_elsewhere(world: World) -> None:
    world.speaks(world.mika, "en-US")
    home = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert readers_of(world, home) == {"mika", "jun", "rei"}
    mika = carry(world, world.mika, Venue.FOREIGN)
    quote = await mika.slash("quote random", title=TEARS)
    assert quote.ephemeral
    top = await mika.slash("drama top", by="popularity")
    assert top.ephemeral
    assert "最" not in text_of(top), "in the reader's language, not that server's"
    assert not [request for request in world.env.http_requests if request.path.startswith("/channels/")]


async def test_a_server_that_did_not_let_it_answer_is_a_foreign_one(world: World, database: Database) -> None:
    """The bot is there, but members may not use it there: this one has brought their own."""
    await world.rei.slash(world.lounge, "settings panel")
    brought_along(world, world.rei, guild=None)
    card = await world.rei.slash(world.lounge, "drama info", title=TEARS)
    assert card.ephemeral
    assert text_of(await world.rei.slash(world.lounge, "settings panel")) == REFUSAL
    assert "Discuss" not in ways(card)


async def test_who_has_installed_it_too_is_at_home_on_a_server_that_has_it(world: World) -> None:
    brought_along(world, world.rei, guild=world.guild)
    card = await world.rei.slash(world.lounge, "drama info", title=TEARS)
    assert readers_of(world, card) == {"mika", "jun", "rei"}
    assert "Settings" in text_of(await world.rei.slash(world.lounge, "settings panel"))
    assert labels(card)
