"""The catalogue belongs to all servers: one gate before it, from the command tree, the buttons and the forms.

Where the bot is on several servers, what moderators change is a proposal, and the bot's owner decides.
"""

from __future__ import annotations

from collections.abc import Iterator

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.present.layout import row, screen
from bot.store.catalogue import changes
from bot.store.database import Database
from cogs.catalogue.curating import Catalogue
from cogs.catalogue.suggesting import Suggesting
from cogs.moderation.moderate import Moderate
from tests.cogs.catalogue.curators import COMMANDS, audit, form, panel, summary
from tests.cogs.publishing import dms_of
from tests.cogs.shelved import standing
from tests.world import (
    TEARS,
    World,
    button,
    has_seen,
    hidden_text_of,
    labels,
    old_button,
    old_menu,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

WAITS = "the person who runs this bot decides on this"

# Every button and menu of the catalogue with what it may say: pressed here as by somebody who may not change
# anything. `None`: it only shows something, or is the owner's.
PRESSES: dict[str, tuple[tuple[str | int, ...], str | None]] = {
    "addfrom": ((), "tvmaze:5"),
    "addhand": (("Rain Diary",), None),
    "editpanel": ((1,), None),
    "edit": ((1, "names"), None),
    "editahead": (("s", 1, "episodes", 1, 9, "e9"), None),
    "editranges": ((1, "cast", 0), None),
    "refresh": ((1,), None),
    "applyrefresh": ((1,), None),
    "linkto": ((1,), "tvmaze:5"),
    "applylink": ((1, "tvmaze", "5"), None),
    "samedrama": ((1,), None),
    "mergedramas": ((1, 2), None),
    "catmatch": ((0,), None),
    "matchsame": ((1,), None),
    "matchother": ((1,), None),
    "removedrama": ((1,), None),
    "restoredrama": ((3,), None),
    "cathistory": ((1,), None),
    "catsuggest": ((1,), None),
    "catask": (("Rain Diary",), None),
    "catsuggested": ((0,), None),
    "cattake": ((1, 0), None),
    "catno": ((1, 0), None),
    "catundo": ((), "1"),
    "catqueue": ((0,), None),
    "catapprove": ((1, 0), None),
    "catdecline": ((1, 0), None),
    "unimport": ((1, "sure"), None),
}
FORMS: dict[str, dict[str, str]] = {
    "addhand": {"title": "Rain Diary"},
    "edit": {"summary ko": "새 소개."},
    "samedrama": {"other": "Hospital Playlist"},
    "catsuggest": {"kind": "name", "text": "Tears", "url": "", "episode": ""},
}
CHANGES = {
    "addfrom",
    "applyrefresh",
    "applylink",
    "mergedramas",
    "matchsame",
    "matchother",
    "removedrama",
    "restoredrama",
    "catundo",
}
OWNERS = {"catqueue", "catapprove", "catdecline"}


def verbs(kind: str) -> Iterator[str]:
    for cog in (Catalogue, Suggesting, Moderate):
        for name in dir(cog):
            if verb := getattr(getattr(cog, name), kind, None):
                yield verb


async def catalogue_as_it_is(database: Database) -> list[object]:
    """Every row of the catalogue, whichever drama it is of."""
    return [(table, await stored(database, f"SELECT * FROM {table} ORDER BY 1, 2")) for table in changes.KEYS]


@pytest.fixture
def several(world: World) -> simcord.GuildHandle:
    """A second server, so that nobody alone may change the catalogue."""
    return world.env.create_guild("Elsewhere")


@pytest.fixture
async def something_to_undo(world: World, database: Database) -> None:
    """A change that was made, and a drama that was removed, before there was a second server."""
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 3")
    await put(
        database,
        "INSERT INTO catalogue_change (id, at, action, drama_id)"
        " VALUES (1, '2026-01-01T00:00:00Z', 'catalogue.edit', 1)",
    )
    await put(
        database,
        "INSERT INTO catalogue_match (id, drama_id, source, source_id, said, asked_at)"
        """ VALUES (1, 1, 'tvmaze', '5', '{"title": "Tears"}', '2026-01-01T00:00:00Z')""",
    )


def test_every_command_button_and_form_of_the_catalogue_is_tried() -> None:
    """What is new here has to say what it may say."""
    ours = {verb for verb in verbs("__presses__") if not verb.startswith(("comment", "mod", "rep"))}
    assert set(PRESSES) == ours
    assert set(FORMS) == set(verbs("__submits__"))
    assert {f"catalogue {command.name}" for command in Catalogue.__cog_app_commands__} == {
        *(name for name in COMMANDS if name.startswith("catalogue")),
        "catalogue queue",
        "catalogue suggest",
    }


@pytest.mark.usefixtures("several", "something_to_undo")
@pytest.mark.parametrize("name", COMMANDS)
async def test_no_command_changes_the_catalogue_of_several_servers(
    world: World, database: Database, name: str
) -> None:
    before = await catalogue_as_it_is(database)
    await world.rei.slash(world.lounge, name, **COMMANDS[name])
    assert await catalogue_as_it_is(database) == before


@pytest.mark.usefixtures("several", "something_to_undo")
@pytest.mark.parametrize("verb", PRESSES)
async def test_no_button_and_no_menu_does(world: World, database: Database, verb: str) -> None:
    said, chosen = PRESSES[verb]
    before = await catalogue_as_it_is(database)
    if chosen is None:
        old = posted_before(world, screen(row(old_button("Go", verb, *said))))
        answer = await world.rei.click(old, label="Go")
    else:
        options = [discord.SelectOption(label="A", value=chosen)]
        old = posted_before(world, screen(row(old_menu("Go", options, verb, *said))))
        answer = await world.rei.select(old, [chosen])
    assert await catalogue_as_it_is(database) == before
    waiting = await stored(database, "SELECT count(*) FROM catalogue_proposal WHERE state = 'waiting'")
    if verb in CHANGES:
        assert WAITS in text_of(answer)
        assert readers_of(world, answer) == {"rei"}
        assert waiting == [(1,)]
    else:
        assert waiting == [(0,)]
    if verb in OWNERS:
        assert text_of(answer) == "Only the person who runs this bot can do that."


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("verb", FORMS)
async def test_and_no_form(world: World, database: Database, verb: str) -> None:
    fields = FORMS[verb]
    before = await catalogue_as_it_is(database)
    if verb == "addhand":
        asked = shown(await world.rei.slash(world.lounge, "catalogue add", title="Rain Diary"))
        opened = await world.rei.click(asked, label="Enter it by hand")
        answer = await world.rei.submit_modal(opened, fields)
        assert WAITS in text_of(answer)
    elif verb == "edit":
        opened = await summary(world, await panel(world), "Korean")
        answer = await world.rei.submit_modal(opened, {**standing(opened), **fields})
        assert WAITS in text_of(answer)
    elif verb == "catsuggest":
        opened = await world.rei.slash(world.lounge, "catalogue suggest", title=TEARS)
        await world.rei.submit_modal(opened, fields)
        assert await stored(database, "SELECT state FROM suggestion") == [("waiting",)]
    else:
        opened = await world.rei.click(await panel(world), label="Same drama as …")
        await world.rei.submit_modal(opened, fields)
    assert await catalogue_as_it_is(database) == before


@pytest.mark.usefixtures("several")
async def test_a_server_that_the_owner_named_changes_it_at_once(
    world: World, bot: NamidaBot, database: Database
) -> None:
    bot.catalogue_servers = frozenset({world.guild.id})
    named = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Tears of Aya")
    assert "can now be found as *Tears of Aya*" in text_of(named)
    assert [row[1] for row in await audit(database)] == ["catalogue.alias"]
    bot.catalogue_servers = frozenset({1})
    waits = await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Aya's tears")
    assert WAITS in text_of(waits)


# --- the owner ---


@pytest.fixture
def owner(world: World, bot: NamidaBot, several: simcord.GuildHandle) -> simcord.MemberActor:
    """Jun runs the bot, and manages a server that is not the proposers'."""
    bot.owner_id = world.jun.id
    return world.jun


async def the_queue(world: World) -> discord.Message:
    """What Jun has before him once he has pressed the button of the direct message.

    A member presses nothing in direct messages here: the same button stands in the lounge.
    """
    await world.env.settle()
    (told,) = dms_of(world.jun)
    assert "needs your decision" in text_of(told)
    said = str(button(told, "View")["custom_id"]).split(":")[2:]
    there = posted_before(world, screen(row(old_button("View", *said))))
    await world.jun.click(there, label="View")
    return now(world, there)


def now(world: World, message: discord.Message) -> discord.Message:
    """A message of the lounge as it is by now."""
    return next(one for one in world.lounge.history() if one.id == message.id)


async def test_a_proposal_is_told_approved_and_done_in_its_proposers_name(
    world: World, database: Database, owner: simcord.MemberActor, log: simcord.ChannelHandle
) -> None:
    opened = await form(world, await panel(world), "airing")
    answer = await world.rei.submit_modal(opened, {**standing(opened), "minutes": "47"})
    assert WAITS in text_of(answer)
    seen = await the_queue(world)
    assert "➖ 45" in text_of(seen)
    assert "➕ 47" in text_of(seen)
    assert "on **Tearoom**" in text_of(seen)
    await owner.click(seen, label="Approve")
    seen = now(world, seen)
    assert "✅ Done: Correct a drama." in text_of(seen)
    assert "No changes to the catalogue are waiting." in text_of(seen)
    assert await stored(database, "SELECT minutes FROM drama WHERE id = 1") == [(47,)]
    done = [row for row in await audit(database) if str(row[1]).startswith("catalogue")]
    assert [(row[0], row[1]) for row in done] == [
        (world.rei.id, "catalogue.propose"),
        (world.rei.id, "catalogue.edit"),
        (owner.id, "catalogue.approved"),
    ]
    await world.env.settle()
    assert any("applied a change" in text_of(message) for message in log.history())


async def test_titles_of_episodes_that_are_proposed_stand_under_a_bar(
    world: World, database: Database, owner: simcord.MemberActor
) -> None:
    await has_seen(database, world.rei)
    opened = await form(world, await panel(world), "episodes")
    lines = standing(opened)["episode_list"].splitlines()
    lines[8] = "9 | 2005-12-06 | zanthorp"
    await world.rei.submit_modal(opened, {"episode_list": "\n".join(lines)})
    seen = await the_queue(world)
    assert "zanthorp" not in text_of(seen)
    assert "zanthorp" in hidden_text_of(seen)
    assert {"Approve", "Decline"} <= set(labels(seen))


async def test_one_that_is_declined_changes_nothing(
    world: World, database: Database, owner: simcord.MemberActor
) -> None:
    await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Tears of Aya")
    seen = await the_queue(world)
    assert "*Tears of Aya*" in text_of(seen)
    await owner.click(seen, label="Decline")
    assert await stored(database, "SELECT 1 FROM alias WHERE name = 'Tears of Aya'") == []
    assert await stored(database, "SELECT state FROM catalogue_proposal") == [("declined",)]


async def test_one_that_is_out_of_date_says_so_and_cannot_be_approved(
    world: World, database: Database, owner: simcord.MemberActor
) -> None:
    opened = await form(world, await panel(world), "airing")
    await world.rei.submit_modal(opened, {**standing(opened), "minutes": "47"})
    await put(database, "UPDATE drama SET minutes = 50 WHERE id = 1")
    seen = await the_queue(world)
    assert "This proposal is out of date and can't be applied:" in text_of(seen)
    assert button(seen, "Approve")["disabled"] is True
    # A button from before it was: the change itself refuses.
    old = posted_before(world, screen(row(old_button("Go", "catapprove", 1, 0))))
    refused = await owner.click(old, label="Go")
    assert "Nothing" in text_of(refused) or "changed" in text_of(refused)
    assert await stored(database, "SELECT minutes FROM drama WHERE id = 1") == [(50,)]
    assert await stored(database, "SELECT state FROM catalogue_proposal") == [("waiting",)]


@pytest.mark.usefixtures("owner")
async def test_the_same_proposal_waits_once_and_a_bad_one_not_at_all(
    world: World, database: Database
) -> None:
    for _ in range(3):
        await world.rei.slash(world.lounge, "catalogue alias", title=TEARS, name="Tears of Aya")
    opened = await form(world, await panel(world), "facts")
    refused = await world.rei.submit_modal(opened, {**standing(opened), "year": "soon"})
    assert text_of(refused).startswith("Nothing was saved:")
    assert await stored(database, "SELECT count(*) FROM catalogue_proposal") == [(1,)]
    await world.env.settle()
    assert len(dms_of(world.jun)) == 1


# --- undoing ---


async def test_two_made_one_are_two_again(world: World, database: Database) -> None:
    await put(database, "INSERT INTO member (id) VALUES (7)")
    await put(
        database,
        "INSERT INTO score (drama_id, member_id, overall, updated_at)"
        " VALUES (2, 7, 20, '2020-01-01T00:00:00Z')",
    )
    asked = posted_before(world, screen(row(old_button("Go", "mergedramas", 1, 2))))
    await world.rei.click(asked, label="Go")
    assert await stored(database, "SELECT drama_id FROM score") == [(1,)]
    seen = await panel(world)
    await world.rei.click(seen, label="Changes")
    assert "merged with another drama" in text_of(seen)
    (change,) = await stored(database, "SELECT id FROM catalogue_change")
    await world.rei.select(seen, [str(change[0])])
    assert "is as it was before" in text_of(seen)
    assert await stored(database, "SELECT drama_id FROM score") == [(2,)]
    assert await stored(database, "SELECT hidden, merged_into FROM drama WHERE id = 2") == [(0, None)]
    assert "catalogue.undo" in [row[1] for row in await audit(database)]
    assert "Undo a change" not in labels(seen)
