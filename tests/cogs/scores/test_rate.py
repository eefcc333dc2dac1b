"""`/rate`: a score in every accepted form, by menus, of episodes, and what the community's come to."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
import simcord

from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    button,
    chosen,
    labels,
    menu,
    menus,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

CRITERIA = ("overall", "story", "acting", "music", "rewatch")


async def scores(database: Database) -> list[tuple[object, ...]]:
    """Member, overall, story, acting, music, rewatch in half points."""
    return await stored(database, f"SELECT member_id, {', '.join(CRITERIA)} FROM score ORDER BY member_id")


def weighted(*given: float) -> str:
    """The community's rating as it is published: five votes of 8.1 and everybody's own."""
    mean = (5 * Decimal("8.1") + sum(map(Decimal, map(str, given)))) / (5 + len(given))
    return str(mean.quantize(Decimal("0.1"), ROUND_HALF_UP))


# --- in one line ---


@pytest.mark.parametrize(
    ("typed", "half_points"),
    [
        ("9", 18),
        ("9.5", 19),
        ("9,5", 19),
        ("4.5/5", 18),
        ("4,5 / 5", 18),
        ("9/10", 18),
        ("90%", 18),
        ("★★★★½", 18),
        ("★★★★", 16),
        ("★★★★☆", 16),
        ("⭐⭐⭐", 12),
        ("10", 20),
        ("100%", 20),
        ("0.5", 1),
        ("５", 10),
        (" 7 ", 14),
    ],
)
async def test_every_accepted_form_is_read(
    world: World, database: Database, typed: str, half_points: int
) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall=typed)
    assert readers_of(world, answer) == {"mika"}
    assert f"**{TEARS}**: saved." in text_of(answer)
    assert f"Overall **{half_points / 2:.1f}**" in text_of(answer)
    assert await scores(database) == [(world.mika.id, half_points, None, None, None, None)]


async def test_what_is_no_score_is_refused_and_nothing_changes(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="7", story="6")
    before = await scores(database)
    for typed in (
        "0", "0.4", "10.5", "11", "-3", "9.3", "6/5", "5/0", "101%", "0%", "nine", "9 points", "1e1",
        "★★★★★★★★★★★", "½★", "☆", "9..5", "NaN", "||9||",
    ):  # fmt: skip
        answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", story=typed)
        assert readers_of(world, answer) == {"mika"}
        assert "isn't a score for Story" in text_of(answer), typed
        assert "`9`, `9.5`, `9,5`, `4.5/5`, `90%`" in text_of(answer)
    assert await scores(database) == before


async def test_every_criterion_at_once(world: World, database: Database) -> None:
    answer = await world.mika.slash(
        world.lounge, "rate", title=TEARS, overall="9", story="80%", acting="10", music="4/5", rewatch="5,5"
    )
    assert (
        "Overall **9.0** · Story **8.0** · Acting and cast **10.0** · Music **8.0** · Rewatch value **5.5**"
        in text_of(answer)
    )
    assert await scores(database) == [(world.mika.id, 18, 16, 20, 16, 11)]


async def test_changing_a_score_changes_it_and_keeps_the_rest(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9", story="8", music="7")
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="6", music="10")
    assert "Overall **6.0** · Story **8.0** · Music **10.0**" in text_of(answer)
    assert await scores(database) == [(world.mika.id, 12, 16, None, 20, None)]
    assert f"★ **{weighted(6)}** · 1 score" in text_of(answer)


async def test_a_criterion_needs_the_overall_score_first(world: World, database: Database) -> None:
    refused = await world.mika.slash(world.lounge, "rate", title=TEARS, story="8")
    assert readers_of(world, refused) == {"mika"}
    assert text_of(refused).startswith("Give an overall score first")
    assert await scores(database) == []
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="8")
    await world.mika.slash(world.lounge, "rate", title=TEARS, story="7")
    assert await scores(database) == [(world.mika.id, 16, 14, None, None, None)]


# --- the community's rating ---


async def test_the_rating_shown_is_the_weighted_mean_of_all(world: World) -> None:
    given: list[float] = []
    for member, score in ((world.mika, 10.0), (world.jun, 9.5), (world.rei, 3.0)):
        answer = await member.slash(world.lounge, "rate", title=TEARS, overall=str(score))
        given.append(score)
        count = "1 score" if len(given) == 1 else f"{len(given)} scores"
        assert f"The community's rating now: ★ **{weighted(*given)}** · {count}" in text_of(answer)


async def test_one_lowest_score_cannot_sink_a_drama(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="0.5")
    assert "★ **6.8** · 1 score" in text_of(answer)


async def test_a_servers_rating_counts_only_who_was_seen_there(world: World) -> None:
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    noa = elsewhere.add_member(world.env.create_user("noa"))
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    there = await noa.slash(hall, "rate", title=TEARS, overall="2")
    assert f"★ **{weighted(2)}** · 1 score" in text_of(there)

    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert f"★ **{weighted(10)}** · 1 score" in text_of(card)
    await world.jun.click(shown(card), label="Ratings")
    assert f"On all servers: ★ **{weighted(10, 2)}** · 2 scores" in text_of(card)

    # Mika comes to the other server: from now on her score counts in both.
    mika_there = elsewhere.add_member(world.mika.user)
    card = await mika_there.slash(hall, "drama info", title=TEARS)
    assert f"★ **{weighted(10, 2)}** · 2 scores" in text_of(card)
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert f"★ **{weighted(10)}** · 1 score" in text_of(card)


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
    assert f"★ **{weighted(9.5)}** · 1 score" in text_of(panel)
    assert not any(part.get("disabled") for part in menus(panel))
    await world.mika.select(panel, ["13"], custom_id=menu(panel, "score:1:music")["custom_id"])
    await world.mika.select(panel, ["4"], custom_id=menu(panel, "score:1:overall")["custom_id"])
    assert await scores(database) == [(world.mika.id, 4, None, None, 13, None)]
    assert [chosen(part) for part in menus(panel)] == [["4"], [], [], ["13"], []]
    assert f"★ **{weighted(2)}** · 1 score" in text_of(panel)


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
    assert f"★ **{weighted(7)}** · 1 score" in text_of(saved)
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


# --- whose scores count ---


async def test_a_score_counts_once_its_member_has_finished(world: World) -> None:
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    begun = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="7")
    assert "The community's rating now: ★ **7.0** so far, from 1 member who is watching" in text_of(begun)
    assert "Your score counts towards the rating once you finish" in text_of(begun)
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=1)
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="8.5")
    card = await world.rei.slash(world.lounge, "drama info", title=TEARS)
    assert "★ **7.8** so far, from 2 members who are watching" in text_of(card)
    assert "★" not in text_of(await world.rei.slash(world.lounge, "drama top"))

    finished = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    card = await world.rei.slash(world.lounge, "drama info", title=TEARS)
    assert f"★ **{weighted(9)}** · 1 score" in text_of(card)
    assert "1 score" in text_of(await world.rei.slash(world.lounge, "drama top"))
    assert "so far" in text_of(finished)

    dropped = await world.jun.slash(world.lounge, "watch set", title=TEARS, status="dropped")
    panel = await world.jun.click(shown(dropped), label="Score episode 1")
    assert panel.response
    dropped = await world.jun.slash(world.lounge, "rate", title=TEARS, overall="3")
    assert f"★ **{weighted(9)}** · 1 score" in text_of(dropped)
    assert "among those who dropped it" in text_of(dropped)


# --- out of five ---


async def in_fives(world: World, database: Database, member: simcord.MemberActor) -> None:
    await put(database, "INSERT INTO member (id, stars_out_of) VALUES (?, 5)", member.id)


async def test_who_reads_in_fives_scores_in_fives_and_others_see_tens(
    world: World, database: Database
) -> None:
    await in_fives(world, database, world.mika)
    saved = await world.mika.slash(
        world.lounge, "rate", title=TEARS, overall="4.5", story="4.25", music="9/10"
    )
    assert "Overall **4.5/5** · Story **4.25/5** · Music **4.5/5**" in text_of(saved)
    assert "★ **4.13/5** · 1 score" in text_of(saved)  # half of (5 × 8.1 + 9) / 6
    assert await scores(database) == [(world.mika.id, 18, 17, None, 18, None)]
    panel = await world.mika.slash(world.lounge, "rate", title=TEARS)
    offered = [option["label"] for option in menu(panel, "score:1:acting")["options"]]
    assert (offered[0], offered[-1]) == ("5/5", "0.25/5")

    public = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "★ **9.0**" in text_of(public)
    assert "/5" not in text_of(public)
    private = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert "★ **4.13/5** · 1 score" in text_of(private)
    assert "You: ★ **4.5/5**" in text_of(private)
    theirs = await world.jun.slash(world.lounge, "rate", title=TEARS, overall="4.5")
    assert "Overall **4.5** " not in text_of(theirs)
    assert "Overall **4.5**\n" in text_of(theirs)


async def test_a_number_past_five_stars_is_refused_with_what_is_read(
    world: World, database: Database
) -> None:
    await in_fives(world, database, world.mika)
    for typed in ("9", "5.5", "4.3"):
        refused = await world.mika.slash(world.lounge, "rate", title=TEARS, overall=typed)
        assert "Use 0.25 to 5 in steps of 0.25" in text_of(refused)
        assert "`9/10`" in text_of(refused)
    assert await scores(database) == []


# --- which drama ---


async def test_an_unknown_title_goes_on_with_the_score(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title="love", overall="9", story="★★★★½")
    assert readers_of(world, answer) == {"mika"}
    assert len(labels(answer)) == 5
    saved = await world.mika.click(shown(answer), label="Love O2O (微微一笑很倾城, 2016)")
    assert "**Love O2O**: saved." in text_of(saved)
    assert readers_of(world, saved) == {"mika"}
    assert await scores(database) == [(world.mika.id, 18, 18, None, None, None)]


async def test_the_longest_line_still_goes_on(world: World, database: Database) -> None:
    every = dict.fromkeys(CRITERIA, "9.5")
    answer = await world.mika.slash(world.lounge, "rate", title="love", **every)
    saved = await world.mika.click(shown(answer), label="Love O2O (微微一笑很倾城, 2016)")
    assert "**Love O2O**: saved." in text_of(saved)
    assert await scores(database) == [(world.mika.id, 19, 19, 19, 19, 19)]


async def test_a_name_of_two_dramas_goes_on_with_the_score(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title="Boys over Flowers", overall="90%", episode=2)
    which = menu(answer, "again")
    korean = next(o["value"] for o in which["options"] if "South Korea" in o["description"])
    saved = await world.mika.select(shown(answer), [korean], custom_id=which["custom_id"])
    assert "**Boys over Flowers · Episode 2**: saved, 9.0." in text_of(saved)
    assert await stored(database, "SELECT drama_id, episode, overall FROM episode_score") == [
        (int(korean), 2, 18)
    ]
    assert button(saved, "Change")


async def test_many_members_one_rating(world: World, database: Database) -> None:
    members = [world.guild.add_member(world.env.create_user(f"member{number}")) for number in range(5)]
    for number, member in enumerate(members):
        await member.slash(world.lounge, "rate", title=TEARS, overall=str(number + 5))
    assert [row[1] for row in await scores(database)] == [10, 12, 14, 16, 18]
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert f"★ **{weighted(5, 6, 7, 8, 9)}** · 5 scores" in text_of(card)
