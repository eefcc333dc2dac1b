"""`/profile` and the user menu: what members show of themselves, and to whom."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.app import open_bot
from bot.client import NamidaBot
from bot.i18n import texts
from bot.present import words
from bot.present.layout import row, screen
from bot.settings import Settings
from bot.store.database import Database
from tests.cogs.shelved import inputs
from tests.world import (
    TEARS,
    TEARS_ID,
    World,
    button,
    chosen,
    everything_of,
    labels,
    menu,
    old_menu,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)

MENU = "Drama profile"
CLOSED = "'s profile. Members choose who sees theirs with </profile edit:"
SETTING_MENUS = ("language", "stars", "titles", "list")
SETTINGS = "SELECT language, country, stars_out_of, list_seen_by FROM member WHERE id = ?"


async def a_viewer(world: World) -> None:
    """Mika has seen and scored a drama."""
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9.5")


def pictures(seen: simcord.InteractionResult) -> list[dict[str, str]]:
    """The pictures of an answer: each its address and the words that stand for it."""
    return [
        {"url": entry["media"]["url"], "said": entry["description"]}
        for part, _ in walk(shown(seen).components)
        if part["type"] == 12
        for entry in part["items"]
    ]


# --- showing ---


async def test_ones_own_profile_in_numbers_with_a_picture(world: World) -> None:
    await a_viewer(world)
    answer = await world.mika.slash(world.lounge, "profile show")
    assert readers_of(world, answer) == {"mika"}
    told = text_of(answer)
    assert told.startswith(f"## <@{world.mika.id}>")
    assert "here since <t:" in told
    assert "Completed **1**" in told
    assert "Only you see this profile." in told
    (picture,) = pictures(answer)
    assert "/profile-" in picture["url"]
    assert picture["said"].startswith("mika · Drama profile. hours: 8, episodes: 11, dramas: 1, mean: 9.5")
    assert "1 score out of 10, mean 9.5" in picture["said"]
    assert f"Scored highest: {TEARS} ★ 9.5" in picture["said"]
    assert f"{TEARS} ★" not in told, "words do not repeat the picture"
    await world.mika.select(shown(answer), [TEARS_ID], custom_id="namida:1:card")
    assert f"## {TEARS}" in "\n".join(text_of(seen) for seen in world.lounge.history(viewer=world.mika))


async def test_an_empty_profile_says_so_and_leads_to_the_panel(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "profile show")
    assert "nothing on it yet" in text_of(answer)
    assert not pictures(answer)
    panel = await world.mika.click(shown(answer), label="Edit your profile")
    assert "## Your profile" in text_of(panel)
    again = await world.mika.click(shown(panel), label="Show your profile")
    assert "nothing on it yet" in text_of(again)


async def test_without_the_picture_there_are_bars(world: World, bot: NamidaBot) -> None:
    await a_viewer(world)
    await bot.services.pictures.aclose()  # from now on there are no pictures
    answer = await world.mika.slash(world.lounge, "profile show")
    assert not pictures(answer)
    told = text_of(answer)
    assert "9.5–10 ████████████ 1" in told
    assert "**Seen** 11 episodes · about 8 hours" in told
    assert "1 score · mean ★ **9.5**" in told
    assert f"- {TEARS} ★ 9.5" in told


async def test_scores_are_shown_as_their_reader_reads_them(world: World) -> None:
    await a_viewer(world)
    await world.mika.slash(world.lounge, "profile edit", list="everyone")
    await world.jun.slash(world.lounge, "profile edit", stars=5)
    answer = await world.jun.context_menu(world.lounge, MENU, world.mika)
    assert f"{TEARS} ★ 4.75/5" in pictures(answer)[0]["said"]
    assert "out of 5, mean 4.75" in pictures(answer)[0]["said"]
    own = await world.mika.slash(world.lounge, "profile show")
    assert f"{TEARS} ★ 9.5" in pictures(own)[0]["said"]


# --- to whom ---


async def test_at_first_a_profile_is_its_members_own(world: World) -> None:
    await a_viewer(world)
    answer = await world.jun.slash(world.lounge, "profile show", member=world.mika)
    assert readers_of(world, answer) == {"jun"}
    assert text_of(answer).startswith(f"You can't see <@{world.mika.id}>{CLOSED}")


async def test_whether_somebody_has_a_list_is_not_told(world: World, database: Database) -> None:
    """Who hides a full list and who never came are answered in the same words."""
    await a_viewer(world)
    hidden = await world.jun.context_menu(world.lounge, MENU, world.mika)
    unknown = await world.jun.context_menu(world.lounge, MENU, world.rei)
    assert text_of(hidden).replace(str(world.mika.id), "X") == text_of(unknown).replace(
        str(world.rei.id), "X"
    )
    assert await stored(database, "SELECT * FROM member WHERE id = ?", world.rei.id) == []


async def test_a_profile_opens_to_the_server_and_closes_again(world: World) -> None:
    await a_viewer(world)
    await world.mika.slash(world.lounge, "profile edit", list="server", country="JP")
    for answer in (
        await world.jun.slash(world.lounge, "profile show", member=world.mika),
        await world.jun.context_menu(world.lounge, MENU, world.mika),
    ):
        assert readers_of(world, answer) == {"jun"}
        assert text_of(answer).startswith(f"## <@{world.mika.id}> 🇯🇵")
        assert "Completed **1**" in text_of(answer)
        assert "Edit your profile" not in labels(answer)
        assert "see this profile" not in text_of(answer)
    await world.mika.slash(world.lounge, "profile edit", list="nobody")
    assert CLOSED in text_of(await world.jun.context_menu(world.lounge, MENU, world.mika))


async def test_the_members_of_another_server_are_not_this_ones(world: World) -> None:
    await a_viewer(world)
    await world.mika.slash(world.lounge, "profile edit", list="server")
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    mika, ken = elsewhere.add_member(world.mika.user), elsewhere.add_member(world.env.create_user("ken"))
    assert CLOSED in text_of(await ken.context_menu(hall, MENU, mika))
    await mika.slash(hall, "help")  # she is seen there, too
    assert "Completed **1**" in text_of(await ken.context_menu(hall, MENU, mika))


async def test_a_bot_has_no_profile(world: World) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    answer = await world.mika.context_menu(world.lounge, MENU, robot)
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer) == f"<@{robot.id}> is a bot, and bots don't watch dramas."


async def test_ones_own_menu_shows_ones_own_profile(world: World) -> None:
    answer = await world.mika.context_menu(world.lounge, MENU, world.mika)
    assert labels(answer) == ["Edit your profile"]


async def test_hostile_titles_stay_text(world: World, bot: NamidaBot, database: Database) -> None:
    await put(database, "UPDATE drama SET title = ? WHERE id = 1", "@everyone ||x|| **b** <@1> \u202e`")
    await put(database, "INSERT INTO member (id, list_seen_by) VALUES (?, 'everyone')", world.mika.id)
    await put(database, "INSERT INTO score (drama_id, member_id, overall) VALUES (1, ?, 20)", world.mika.id)
    await world.rei.slash(world.lounge, "profile edit", stars=5)
    drawn = await world.rei.context_menu(world.lounge, MENU, world.mika)
    assert "@everyone ||x|| **b** <@1> ` ★ 5/5" in pictures(drawn)[0]["said"]
    await bot.services.pictures.aclose()
    answer = await world.jun.context_menu(world.lounge, MENU, world.mika)
    assert r"\|\|x\|\| \*\*b\*\* \<@1\> \`" in text_of(answer)
    assert "@everyone" not in text_of(answer)
    assert "\u202e" not in everything_of(answer)


# --- choosing ---


async def test_everything_is_chosen_in_one_line(world: World, database: Database) -> None:
    answer = await world.mika.slash(
        world.lounge, "profile edit", country="south korea", language="en", stars=5, list="server"
    )
    assert readers_of(world, answer) == {"mika"}
    assert "Saved." in text_of(answer)
    assert "🇰🇷 South Korea" in text_of(answer)
    assert "Out of 5" in text_of(answer)
    assert "This server's members" in text_of(answer)
    assert await stored(database, SETTINGS, world.mika.id) == [("en", "KR", 5, "server")]


async def test_the_panel_shows_what_stands_and_changes_it(world: World, database: Database) -> None:
    panel = shown(await world.mika.slash(world.lounge, "profile edit"))
    assert "Saved." not in text_of(panel)
    assert [chosen(menu(panel, f"setprofile:{which}")) for which in SETTING_MENUS] == [
        ["discord"],
        ["10"],
        ["language"],
        ["nobody"],
    ]
    for which, value in (("stars", "5"), ("titles", "native"), ("list", "everyone"), ("language", "en")):
        await world.mika.select(panel, [value], custom_id=f"namida:1:setprofile:{which}")
        assert chosen(menu(panel, f"setprofile:{which}")) == [value]
    assert await stored(database, SETTINGS, world.mika.id) == [("en", None, 5, "everyone")]
    await world.mika.select(panel, ["discord"], custom_id="namida:1:setprofile:language")
    assert await stored(database, SETTINGS, world.mika.id) == [(None, None, 5, "everyone")]


async def test_the_panel_works_after_a_restart(world: World, database: Database, settings: Settings) -> None:
    panel = shown(await world.mika.slash(world.lounge, "profile edit"))
    form = await world.mika.click(panel, label="Change")
    async with open_bot(settings) as restarted:
        await world.env.restart_bot(restarted)
        await world.mika.select(panel, ["5"], custom_id="namida:1:setprofile:stars")
        await world.mika.submit_modal(form, {"country": "taiwan"})
        again = await world.mika.context_menu(world.lounge, MENU, world.mika)
        assert "🇹🇼" in text_of(again)
    assert await stored(database, SETTINGS, world.mika.id) == [(None, "TW", 5, "nobody")]


async def test_the_form_takes_a_country_and_takes_it_away(world: World, database: Database) -> None:
    panel = shown(await world.mika.slash(world.lounge, "profile edit"))
    form = await world.mika.click(panel, label="Change")
    await world.mika.submit_modal(form, {"country": "🇫🇷"})
    assert "🇫🇷 France" in text_of(panel)
    form = await world.mika.click(panel, label="Change")
    assert inputs(form)["country"]["value"] == "France"
    await world.mika.submit_modal(form, {"country": ""})
    assert "**Country** none" in text_of(panel)
    assert await stored(database, SETTINGS, world.mika.id) == [(None, None, 10, "nobody")]


async def test_a_country_that_is_none_is_refused_with_those_nearby(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "profile edit", country="Jappan", stars=5)
    assert text_of(answer) == "No country called *Jappan*.\nDid you mean: *Japan*?"
    assert await stored(database, SETTINGS, world.mika.id) == [(None, None, 10, "nobody")]


async def test_none_takes_the_country_away(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "profile edit", country="JP")
    await world.mika.slash(world.lounge, "profile edit", country="none")
    assert await stored(database, SETTINGS, world.mika.id) == [(None, None, 10, "nobody")]


async def test_countries_are_offered_in_the_readers_language(world: World) -> None:
    offered = await world.mika.autocomplete(world.lounge, "profile edit", "country", "")
    assert offered[:2] == [{"name": "none", "value": "none"}, {"name": "🇯🇵 Japan", "value": "JP"}]
    assert len(offered) == 25
    narrowed = await world.mika.autocomplete(world.lounge, "profile edit", "country", "jap")
    assert narrowed == [{"name": "🇯🇵 Japan", "value": "JP"}]
    await world.mika.slash(world.lounge, "profile edit", language="ja")
    narrowed = await world.mika.autocomplete(world.lounge, "profile edit", "country", "フラ")
    assert {"name": "🇫🇷 フランス", "value": "FR"} in narrowed


async def test_a_language_is_spoken_from_the_answer_on(world: World) -> None:
    saved = await world.mika.slash(world.lounge, "profile edit", language="ja", country="JP")
    assert f"🇯🇵 {words.country(texts('ja'), 'JP')}" in text_of(saved)
    assert texts("ja")("Saved.") in text_of(saved)
    listing = await world.mika.slash(world.lounge, "episode list", title=TEARS)
    assert texts("ja")("Episodes") in text_of(listing)
    panel = await world.mika.slash(world.lounge, "profile edit", language="discord")
    assert "Saved." in text_of(panel)
    assert "🇯🇵 Japan" in text_of(panel)


async def test_the_language_of_ones_discord_is_spoken_again(world: World) -> None:
    world.speaks(world.mika, "ja")
    english = await world.mika.slash(world.lounge, "profile edit", language="en")
    assert "Saved." in text_of(english)
    panel = shown(english)
    await world.mika.select(panel, ["discord"], custom_id="namida:1:setprofile:language")
    assert button(panel, texts("ja")("Change"))
    assert chosen(menu(panel, "setprofile:language")) == ["discord"]


@pytest.mark.parametrize(
    ("which", "value"), [("language", "xx"), ("stars", "7"), ("stars", "x"), ("list", "aliens"), ("hat", "5")]
)
async def test_a_choice_that_there_is_not_changes_nothing(
    world: World, database: Database, which: str, value: str
) -> None:
    options = [discord.SelectOption(label="Old", value=value)]
    old = posted_before(world, screen(row(old_menu("Old", options, "setprofile", which))))
    answer = await world.mika.select(old, [value], custom_id=f"namida:1:setprofile:{which}")
    assert "from another version" in text_of(answer)
    assert await stored(database, SETTINGS, world.mika.id) == [(None, None, 10, "nobody")]


async def test_in_a_direct_message_a_profile_is_shown_and_edited(world: World, database: Database) -> None:
    await world.mika.user.slash("profile edit", stars=5)
    answer = await world.mika.user.slash("profile show")
    assert "nothing on it yet" in text_of(answer)
    assert await stored(database, SETTINGS, world.mika.id) == [(None, None, 5, "nobody")]


@pytest.mark.faults
async def test_what_goes_wrong_at_the_menu_is_told_as_at_a_command(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "profile edit")
    await put(database, "ALTER TABLE recommendation RENAME TO gone")
    for answer in (
        await world.mika.context_menu(world.lounge, MENU, world.mika),
        await world.mika.slash(world.lounge, "profile show"),
    ):
        assert readers_of(world, answer) == {"mika"}
        assert "Reference: `" in text_of(answer)
        assert "recommendation" not in text_of(answer)
