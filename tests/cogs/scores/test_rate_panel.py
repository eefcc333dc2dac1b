"""`/rate` by menus: the panel of criteria, the score of an episode, and taking scores back."""

from __future__ import annotations

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.scores.given_scores import CRITERIA, scores
from tests.cogs.scores.test_rate import rated
from tests.world import TEARS, World, chosen, labels, menu, menus, put, readers_of, shown, stored, text_of

# --- the panel ---


async def test_the_title_alone_opens_a_panel_that_begins_with_the_overall_score(world: World) -> None:
    panel = await world.mika.slash(world.lounge, "rate", title=TEARS)
    assert readers_of(world, panel) == {"mika"}
    assert [part["custom_id"].split(":")[-1] for part in menus(panel)] == list(CRITERIA)
    assert [bool(part.get("disabled")) for part in menus(panel)] == [False, True, True, True, True]
    assert [option["value"] for option in menus(panel)[0]["options"]] == [
        str(half_points) for half_points in range(20, 0, -1)
    ]
    with pytest.raises(simcord.SetupError):  # Discord's client lets nobody use a disabled menu
        await world.mika.select(shown(panel), ["18"], custom_id=menus(panel)[1]["custom_id"])


async def test_each_choice_in_the_panel_is_saved_at_once(world: World, database: Database) -> None:
    panel = shown(await world.mika.slash(world.lounge, "rate", title=TEARS))
    await world.mika.select(panel, ["19"], custom_id=menu(panel, "score:1:overall")["custom_id"])
    assert await scores(database) == [(world.mika.id, 19, None, None, None, None)]
    assert rated(9.5) in text_of(panel)
    assert not any(part.get("disabled") for part in menus(panel))
    await world.mika.select(panel, ["13"], custom_id=menu(panel, "score:1:music")["custom_id"])
    await world.mika.select(panel, ["4"], custom_id=menu(panel, "score:1:overall")["custom_id"])
    assert await scores(database) == [(world.mika.id, 4, None, None, 13, None)]
    assert [chosen(part) for part in menus(panel)] == [["4"], [], [], ["13"], []]
    assert rated(2) in text_of(panel)


async def test_the_panel_begins_with_what_the_member_gave(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", story="8")
    panel = await world.mika.slash(world.lounge, "rate", title=TEARS)
    assert [chosen(part) for part in menus(panel)] == [["18"], ["16"], [], [], []]
    others = await world.jun.slash(world.lounge, "rate", title=TEARS)
    assert [chosen(part) for part in menus(others)] == [[], [], [], [], []]


async def test_a_saved_score_leads_on_to_the_panel_and_the_card(world: World) -> None:
    saved = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    assert labels(saved) == ["Add or change criteria", "Card", "Delete my score"]
    panel = await world.mika.click(shown(saved), label="Add or change criteria")
    assert chosen(menu(panel, "score:1:overall")) == ["18"]
    card = await world.mika.click(shown(saved), label="Card")
    assert readers_of(world, card) == {"mika"}
    assert text_of(card).startswith(f"## {TEARS}")


# --- an episode ---


async def test_an_episode_has_a_score_of_its_own(world: World, database: Database) -> None:
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="6", episode=3)
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", episode=3)
    assert readers_of(world, answer) == {"mika"}
    assert f"**{TEARS} · Episode 3**: saved, 9.0." in text_of(answer)
    assert "7.5" not in text_of(answer)
    told = "Other members' scores of an episode are shown once you have seen it."
    assert told in text_of(answer)
    assert await scores(database) == []
    panel = await world.mika.click(shown(answer), label="Change")
    assert told in text_of(panel)
    await world.mika.click(shown(panel), label="I have seen up to episode 3")
    assert "7.5 from 2 scores" in text_of(panel)
    assert "I have seen up to episode 3" not in labels(panel)
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", episode=3)
    assert "7.5 from 2 scores" in text_of(answer)
    panel = await world.mika.click(shown(answer), label="Change")
    await world.mika.select(shown(panel), ["14"])
    assert "6.5 from 2 scores" in text_of(panel)
    assert chosen(menus(panel)[0]) == ["14"]
    assert sorted(await stored(database, "SELECT member_id, episode, overall FROM episode_score")) == sorted(
        [(world.jun.id, 3, 12), (world.mika.id, 3, 14)]
    )


async def test_an_episode_alone_opens_its_menu(world: World, database: Database) -> None:
    panel = await world.mika.slash(world.lounge, "rate", title=TEARS, episode=11)
    assert readers_of(world, panel) == {"mika"}
    assert "Other members' scores of an episode are shown once you have seen it." in text_of(panel)
    await world.mika.select(shown(panel), ["20"])
    assert "Other members' scores of an episode are shown once you have seen it." in text_of(panel)
    await world.mika.click(shown(panel), label="Delete my score")
    deleted = await world.mika.click(shown(panel), label="Delete")
    assert "Other members' scores of an episode are shown once you have seen it." in text_of(deleted)
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10", episode=11)
    assert await stored(database, "SELECT episode, overall FROM episode_score") == [(11, 20)]


async def test_an_episode_takes_the_overall_score_only(world: World, database: Database) -> None:
    for given in ({"story": "8"}, {"overall": "9", "music": "8"}):
        answer = await world.mika.slash(world.lounge, "rate", title=TEARS, episode=3, **given)
        assert text_of(answer).startswith("An episode takes an overall score only")
    assert await stored(database, "SELECT * FROM episode_score") == []
    assert await scores(database) == []


async def test_an_episode_that_there_is_not_is_refused_with_the_range(
    world: World, database: Database
) -> None:
    for episode in (0, -1, 12, 2**40):
        for given in ({}, {"overall": "9"}):
            answer = await world.mika.slash(world.lounge, "rate", title=TEARS, episode=episode, **given)
            assert readers_of(world, answer) == {"mika"}
            assert "1 to 11" in text_of(answer)
    assert await stored(database, "SELECT * FROM episode_score") == []


async def test_a_members_own_episode_score_can_be_deleted(world: World, database: Database) -> None:
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="6", episode=3)
    saved = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", episode=3)
    asked = await world.mika.click(shown(saved), label="Delete my score")
    assert f"Delete your score of **{TEARS} · Episode 3**?\n9.0" in text_of(asked)
    kept = await world.mika.click(shown(asked), label="Cancel")
    assert chosen(menus(kept)[0]) == ["18"]
    asked = await world.mika.click(shown(kept), label="Delete my score")
    gone = await world.mika.click(shown(asked), label="Delete")
    assert f"**{TEARS} · Episode 3**: your score is deleted." in text_of(gone)
    assert "6.0" not in text_of(gone)  # she is not there yet, and what others gave waits for her score
    assert await stored(database, "SELECT member_id, overall FROM episode_score") == [(world.jun.id, 12)]


# --- taking back ---


async def test_deleting_a_score_asks_first_and_takes_its_criteria_along(
    world: World, database: Database
) -> None:
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="7")
    saved = shown(await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", story="8"))
    await world.mika.click(saved, label="Delete my score")
    assert f"Delete your score of **{TEARS}**?" in text_of(saved)
    assert "Overall **9.0** · Story **8.0**" in text_of(saved)
    assert len(await scores(database)) == 2

    await world.mika.click(saved, label="Cancel")
    assert chosen(menu(saved, "score:1:story")) == ["16"]
    await world.mika.click(saved, label="Delete my score")
    await world.mika.click(saved, label="Delete")
    assert f"**{TEARS}**: your score is deleted." in text_of(saved)
    assert rated(7) in text_of(saved)
    assert await scores(database) == [(world.jun.id, 14, None, None, None, None)]
    assert readers_of(world, saved) == {"mika"}
    again = await world.mika.click(saved, label="Score it again")
    assert "Delete my score" not in labels(again)


async def test_what_is_deleted_already_is_not_asked_about(world: World, database: Database) -> None:
    saved = shown(await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9"))
    await put(database, "DELETE FROM score")
    await world.mika.click(saved, label="Delete my score")
    assert "your score is deleted" in text_of(saved)


async def test_one_criterion_is_taken_back_from_its_menu(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", story="8", music="7")
    panel = shown(await world.mika.slash(world.lounge, "rate", title=TEARS))
    values = [[option["value"] for option in part["options"]] for part in menus(panel)]
    assert ["none" in one for one in values] == [False, True, False, True, False]
    await world.mika.select(panel, ["none"], custom_id=menu(panel, "score:1:story")["custom_id"])
    assert await scores(database) == [(world.mika.id, 18, None, None, 14, None)]
    assert chosen(menu(panel, "score:1:story")) == []
