"""`/help`: only what this member may use here, each clickable."""

from __future__ import annotations

import re
from typing import Protocol

import discord
import simcord
from simcord.actors import MessageLike

from bot.client import NamidaBot
from bot.i18n import texts
from bot.present.help import GROUPS, overview
from tests.cogs.listing import COMMANDS
from tests.present.test_help import commands
from tests.world import TEARS, World, button, labels, menu, posted_before, readers_of, shown, text_of

MENTION = re.compile(r"</([a-z ]+):(\d+)>")
MODERATORS = ("settings", "catalogue", "synopses", "moderate")
FOR_MODERATORS = {name for name in COMMANDS if name.split()[0] in MODERATORS} - {"catalogue suggest"}
SHOWN_BY_DISCORD = {name for name in COMMANDS if name.split()[0] == "catalogue"}  # to all, for one of them
FOR_CURATORS = {"club start", "club pace", "club end"}  # Discord shows them to all
FOR_ADMINISTRATORS = {name for name in COMMANDS if name.split()[0] == "backup"}
FOR_ALL = COMMANDS.keys() - FOR_MODERATORS - FOR_ADMINISTRATORS


class Presser(Protocol):
    """A member on a server, or in a direct message."""

    async def click(self, message: MessageLike, *, label: str) -> simcord.InteractionResult: ...

    async def select(
        self, message: MessageLike, values: list[str], *, custom_id: str
    ) -> simcord.InteractionResult: ...


async def every_page(reader: Presser, answer: simcord.InteractionResult) -> str:
    """What stands on all pages together, from the first group of the menu to the last page."""
    message, groups = shown(answer), menu(answer, "help")
    await reader.select(message, [groups["options"][0]["value"]], custom_id=groups["custom_id"])
    told = text_of(message)
    while "Next" in labels(message) and not button(message, "Next")["disabled"]:
        await reader.click(message, label="Next")
        told += "\n" + text_of(message)
    return told


async def test_a_member_sees_what_a_member_may_use(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "help")
    assert readers_of(world, answer) == {"mika"}
    told = await every_page(world.mika, answer)
    named = [name for name, _ in MENTION.findall(told)]
    assert sorted(named) == sorted(FOR_ALL - FOR_CURATORS)
    assert sorted(FOR_ALL | SHOWN_BY_DISCORD) == sorted(world.mika.available_commands(world.lounge))
    assert "For moderators" not in told


async def test_a_curator_sees_what_curators_may_use(world: World) -> None:
    role = world.guild.create_role("Curators")
    await world.rei.slash(world.lounge, "settings roles", curator=role)
    sora = world.guild.add_member(world.env.create_user("sora"), roles=[role])
    told = await every_page(sora, await sora.slash(world.lounge, "help"))
    assert sorted(name for name, _ in MENTION.findall(told)) == sorted(FOR_ALL)


async def test_a_moderator_sees_the_settings_too(world: World) -> None:
    told = await every_page(world.rei, await world.rei.slash(world.lounge, "help"))
    named = [name for name, _ in MENTION.findall(told)]
    visible = sorted(world.rei.available_commands(world.lounge))
    assert sorted(named) == sorted(COMMANDS.keys() - FOR_ADMINISTRATORS) == visible
    assert "**For moderators**" in told


async def test_an_administrator_sees_what_the_person_who_runs_the_bot_may_use(world: World) -> None:
    role = world.guild.create_role("Administrators", permissions=discord.Permissions(administrator=True))
    sora = world.guild.add_member(world.env.create_user("sora"), roles=[role])
    told = await every_page(sora, await sora.slash(world.lounge, "help"))
    assert {name for name, _ in MENTION.findall(told)} == set(COMMANDS)


async def test_the_menu_of_a_longer_help_leads_to_a_group_that_there_is(world: World) -> None:
    """A message from before, when there were more commands than fit into one."""
    answer = posted_before(world, overview(texts("en"), commands(300, len(GROUPS)), 6))
    groups = menu(answer, "help")
    turned = await world.mika.select(answer, ["settings"], custom_id=groups["custom_id"])
    seen = MENTION.findall(str(turned) + text_of(world.lounge.history(viewer=world.mika)[-1]))
    told = {name for name, _ in seen}
    assert told and told <= FOR_ALL  # a page of the current commands, for the reader who pressed


async def test_a_page_that_is_no_more_is_the_last_one(world: World) -> None:
    answer = posted_before(world, overview(texts("en"), commands(300, 40), 38))
    await world.rei.click(answer, label="Next")
    told = text_of(world.lounge.history(viewer=world.rei)[-1])
    assert "</settings " in told or "</moderate " in told


async def test_in_a_direct_message_there_are_no_settings(world: World) -> None:
    told = await every_page(world.rei.user, await world.rei.user.slash("help"))
    named = {name for name, _ in MENTION.findall(told)}
    assert named <= FOR_ALL
    assert {"drama info", "rate", "watch next", "help"} <= named


async def test_every_mention_bears_the_id_that_discord_gave(world: World) -> None:
    answer = await world.rei.slash(world.lounge, "help")
    mentions = MENTION.findall(await every_page(world.rei, answer))
    assert len(mentions) > 10
    for name, ident in mentions:
        command = world.env.backend.find_command(name.split()[0], world.guild.id, type=1)
        assert command is not None
        assert command["id"] == ident


async def test_it_begins_with_what_most_members_want(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "help")
    assert labels(answer) == ["Find a drama", "Score one", "My list", "What to watch"]
    form = await world.mika.click(shown(answer), label="Find a drama")
    card = await world.mika.submit_modal(form, {"title": "one liter of tears"})
    assert readers_of(world, card) == {"mika"}
    assert text_of(card).startswith(f"## {TEARS}")
    form = await world.mika.click(shown(answer), label="Score one")
    unknown = await world.mika.submit_modal(form, {"title": "alice in"})
    scoring = await world.mika.click(shown(unknown), label=labels(unknown)[0])
    assert menu(scoring, "score:29:overall")
    assert "Your list is empty." in text_of(await world.mika.click(shown(answer), label="My list"))
    wanted = await world.mika.click(shown(answer), label="What to watch")
    assert text_of(wanted).startswith("### For you")
    groups = menu(answer, "help")
    await world.mika.select(shown(answer), ["recommend"], custom_id=groups["custom_id"])
    group = shown(answer)
    assert "</recommend forme:" in text_of(group)
    await world.mika.click(group, label="To the start")
    assert labels(shown(answer))[0] == "Find a drama"


async def test_one_command_in_detail(world: World) -> None:
    for typed in ("rate", "/rate", " RATE "):
        answer = await world.mika.slash(world.lounge, "help", command=typed)
        assert readers_of(world, answer) == {"mika"}
        assert MENTION.findall(text_of(answer))[0][0] == "rate"
        for option in ("title", "overall", "story", "acting", "music", "rewatch", "episode"):
            assert f"`{option}`" in text_of(answer)
    assert "- `title` Any name" in text_of(answer)
    assert "- `overall` (optional)" in text_of(answer)


async def test_what_there_is_not_or_may_not_be_used_is_unknown(world: World) -> None:
    for name in ("dance", "settings panel", "drama"):
        answer = await world.mika.slash(world.lounge, "help", command=name)
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith(f"There is no command *{name}* that you can use here.")
    answer = await world.rei.slash(world.lounge, "help", command="settings panel")
    assert MENTION.findall(text_of(answer))[0][0] == "settings panel"


async def test_the_commands_complete_themselves(world: World) -> None:
    offered = await world.mika.autocomplete(world.lounge, "help", "command", "/wat")
    assert offered == [
        {"name": f"/watch {name}", "value": f"watch {name}"}
        for name in ("set", "next", "list", "export", "import")
    ]
    assert await world.mika.autocomplete(world.lounge, "help", "command", "settings") == []
    every = await world.rei.autocomplete(world.lounge, "help", "command", "")
    assert len(every) == min(25, len(COMMANDS))


async def test_every_group_has_a_heading_in_words(world: World, bot: NamidaBot) -> None:
    groups = {command.name for command in bot.tree.get_commands(type=discord.AppCommandType.chat_input)}
    assert groups <= set(GROUPS)
    assert all(heading[0].isupper() for heading in GROUPS.values())
