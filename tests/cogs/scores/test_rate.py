"""`/rate` in one line: a score in every accepted form, and what the community's comes to."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.scores.given_scores import CRITERIA, scores
from tests.world import TEARS, World, button, labels, menu, put, readers_of, shown, stored, text_of, turned


def weighted(*given: float) -> str:
    """The community's rating as it is published: five votes of 8.1 and everybody's own."""
    mean = (5 * Decimal("8.1") + sum(map(Decimal, map(str, given)))) / (5 + len(given))
    return str(mean.quantize(Decimal("0.1"), ROUND_HALF_UP))


def rated(*given: float) -> str:
    """The community's rating as screens tell it: of fewer than five scores their plain mean."""
    if len(given) >= 5:
        return f"★ **{weighted(*given)}** · {len(given)} scores"
    mean = (sum(map(Decimal, map(str, given)), Decimal()) / len(given)).quantize(
        Decimal("0.1"), ROUND_HALF_UP
    )
    return f"★ **{mean}** from {len(given)} score{'s' if len(given) > 1 else ''}, not ranked yet"


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
    assert rated(6) in text_of(answer)


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
    others = [world.guild.add_member(world.env.create_user(f"other{number}")) for number in range(3)]
    members = (world.mika, world.jun, world.rei, *others)
    for member, score in zip(members, (10.0, 9.5, 3.0, 6.5, 8.0, 2.5), strict=True):
        answer = await member.slash(world.lounge, "rate", title=TEARS, overall=str(score))
        given.append(score)
        assert f"The community's rating now: {rated(*given)}" in text_of(answer)


async def test_one_lowest_score_cannot_sink_a_drama(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "rate", title=TEARS, overall="0.5")
    assert rated(0.5) in text_of(answer)
    assert weighted(0.5) == "6.8"  # what it would be ranked by


async def test_a_servers_rating_counts_only_who_was_seen_there(world: World) -> None:
    elsewhere = world.env.create_guild("Elsewhere")
    hall = elsewhere.create_text_channel("hall")
    noa = elsewhere.add_member(world.env.create_user("noa"))
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    there = await noa.slash(hall, "rate", title=TEARS, overall="2")
    assert rated(2) in text_of(there)

    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert rated(10) in text_of(card)
    await turned(world.jun, shown(card), "Ratings")
    assert f"On all servers: {rated(10, 2)}" in text_of(card)

    # Mika comes to the other server: from now on her score counts in both.
    mika_there = elsewhere.add_member(world.mika.user)
    card = await mika_there.slash(hall, "drama info", title=TEARS)
    assert rated(10, 2) in text_of(card)
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS)
    assert rated(10) in text_of(card)


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
    assert rated(9) in text_of(card)
    assert "1 score" in text_of(await world.rei.slash(world.lounge, "drama top"))
    assert "so far" in text_of(finished)

    dropped = await world.jun.slash(world.lounge, "watch set", title=TEARS, status="dropped")
    panel = await world.jun.click(shown(dropped), label="Score episode 1")
    assert panel.response
    dropped = await world.jun.slash(world.lounge, "rate", title=TEARS, overall="3")
    assert rated(9) in text_of(dropped)
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
    assert "★ **4.50/5** from 1 score, not ranked yet" in text_of(saved)
    assert await scores(database) == [(world.mika.id, 18, 17, None, 18, None)]
    panel = await world.mika.slash(world.lounge, "rate", title=TEARS)
    offered = [option["label"] for option in menu(panel, "score:1:acting")["options"]]
    assert (offered[0], offered[-1]) == ("5/5", "0.25/5")

    public = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "★ **9.0**" in text_of(public)
    assert "/5" not in text_of(public)
    private = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert "★ **4.50/5** from 1 score, not ranked yet" in text_of(private)
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
    assert len(labels(answer)) == 6
    assert labels(answer)[-1] == "Ask for it to be added"
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
    assert rated(5, 6, 7, 8, 9) in text_of(card)
