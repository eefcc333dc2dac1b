"""What a real discord.py bot sends in SimCord keeps the contract, and what breaks it is told at the end."""

from __future__ import annotations

import io

import discord
import pytest
import simcord
from discord import app_commands

from . import Description, assert_contract, check_requests

TITLES = ("1 Litre of Tears", "Goblin")


class Form(discord.ui.Modal, title="Write a synopsis"):
    body: discord.ui.Label[Form] = discord.ui.Label(
        text="Synopsis",
        description="What happens in this episode",
        component=discord.ui.TextInput(style=discord.TextStyle.long, max_length=4000),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Saved.", ephemeral=True)


class Row(discord.ui.ActionRow["Card"]):
    @discord.ui.button(label="Write", custom_id="write", style=discord.ButtonStyle.primary)
    async def write(self, interaction: discord.Interaction, _button: discord.ui.Button[Card]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Cast", custom_id="cast")
    async def cast(self, interaction: discord.Interaction, _button: discord.ui.Button[Card]) -> None:
        await interaction.response.edit_message(view=Card("The cast"))


class Menu(discord.ui.ActionRow["Card"]):
    @discord.ui.select(
        placeholder="Episode", custom_id="episode", options=[discord.SelectOption(label="1", value="1")]
    )
    async def choose(self, interaction: discord.Interaction, _menu: discord.ui.Select[Card]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Card("Episode 1"))


class Card(discord.ui.LayoutView):
    def __init__(self, words: str) -> None:
        super().__init__(timeout=None)
        poster: discord.ui.Thumbnail[Card] = discord.ui.Thumbnail(
            "https://example.org/poster.png", description="The poster"
        )
        self.add_item(
            discord.ui.Container(
                discord.ui.Section(discord.ui.TextDisplay(words), accessory=poster),
                discord.ui.Separator(),
                Menu(),
                Row(),
                accent_colour=0x5865F2,
                spoiler=True,
            )
        )


class Bot(discord.Client):
    def __init__(self, mentions: discord.AllowedMentions) -> None:
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=mentions)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(show)
        self.tree.add_command(mark)

    async def setup_hook(self) -> None:
        await self.tree.sync()


@app_commands.command(name="show", description="Show a drama")
@app_commands.describe(title="Any of its names", by="How to sort")
@app_commands.choices(by=[app_commands.Choice(name="Rating", value="rating")])
@app_commands.default_permissions(manage_guild=True)
async def show(interaction: discord.Interaction, title: str, by: str = "rating") -> None:
    await interaction.response.defer()
    await interaction.followup.send(view=Card(f"{title} by {by}"))
    assert isinstance(interaction.channel, discord.TextChannel)
    chart = discord.File(io.BytesIO(b"PNG"), "chart.png", description="A chart")
    sent = await interaction.channel.send("@everyone look", file=chart)
    await sent.edit(content="look")
    await sent.create_thread(name=title)


@show.autocomplete("title")
async def complete(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=title, value=title) for title in TITLES if current in title]


@app_commands.context_menu(name="Mark as spoiler")
async def mark(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"Marked {message.id}.", ephemeral=True)


async def a_members_visit(env: simcord.Env) -> None:
    guild = env.create_guild()
    channel = guild.create_text_channel("dramas")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    member = guild.add_member(env.create_user("aya"), roles=[moderators])
    assert await member.autocomplete(channel, "show", "title", "Lit")
    shown = await member.slash(channel, "show", title="Goblin")
    assert shown.response is not None
    await member.click(shown.response, custom_id="cast")
    await member.select(shown.response, ["1"], custom_id="episode")
    form = await member.click(shown.response, custom_id="write")
    assert form.modal is not None
    await member.submit_modal(form, {form.modal["components"][0]["component"]["custom_id"]: "She cries."})
    await member.context_menu(channel, "Mark as spoiler", shown.response)


async def test_what_a_well_made_bot_sends_keeps_the_contract(description: Description) -> None:
    async with simcord.run(Bot(discord.AllowedMentions.none())) as env:
        await a_members_visit(env)
        assert_contract(env)
        sent = list(env.http_requests)
    kinds = {entry.json["type"] for entry in sent if entry.path.endswith("/callback") and entry.json}
    assert kinds == {4, 5, 6, 7, 8, 9}, "every kind of answer was judged"
    assert check_requests(sent, description, house_rules=True) == []


async def test_a_bot_that_may_ping_breaks_the_house_rule() -> None:
    async with simcord.run(Bot(discord.AllowedMentions.all())) as env:
        await a_members_visit(env)
        assert_contract(env, house_rules=False)
        with pytest.raises(
            AssertionError, match=r"POST /channels/\d+/messages: \$\.allowed_mentions\.parse: "
        ):
            assert_contract(env)


async def test_every_problem_is_told_with_its_request() -> None:
    async with simcord.run(Bot(discord.AllowedMentions.none())) as env:
        channel = env.create_guild().create_text_channel("dramas")
        found = env.bot.get_channel(channel.id)
        assert isinstance(found, discord.TextChannel)
        twins = discord.ui.View(timeout=None)
        for _ in range(2):
            twins.add_item(discord.ui.Button(label="Open", custom_id="open"))
        embeds = [discord.Embed(description="x" * 4000) for _ in range(2)]
        # SimCord refuses these too; the bot may have caught that, and the test still fails at its end.
        with pytest.raises(discord.HTTPException):
            await found.send("x" * 2001)
        with pytest.raises(discord.HTTPException):
            await found.send("x", embeds=embeds, view=twins)
        with pytest.raises(AssertionError) as told:
            assert_contract(env)
    lines = str(told.value).splitlines()[1:]
    at = f"  POST /channels/{channel.id}/messages: "
    assert lines[0].startswith(f"{at}$.content: 2001 characters")
    assert f"{at}$.embeds: 8000 characters of embeds in all, where Discord takes 6000" in lines
    assert f"{at}$.components: custom_id 'open' is borne by 2 components" in lines


async def test_without_a_description_the_limits_still_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("DISCORD_OPENAPI", str(tmp_path_factory.mktemp("nothing") / "openapi.json"))
    async with simcord.run(Bot(discord.AllowedMentions.all())) as env:
        await a_members_visit(env)
        assert_contract(env, house_rules=False)
        with pytest.raises(AssertionError, match="pings somebody"):
            assert_contract(env)
