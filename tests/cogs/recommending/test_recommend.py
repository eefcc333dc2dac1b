"""`/recommend like` and `suggest`: what members recommend with a drama, and who agrees."""

from __future__ import annotations

import pytest
import simcord

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.world import (
    TEARS,
    TEARS_ID,
    Restart,
    World,
    button,
    everything_of,
    hidden_text_of,
    labels,
    menu,
    more,
    old_button,
    posted_before,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

NOBUTA = "Nobuta wo Produce"
GOBLIN = "Guardian: The Lonely and Great God"
WHY = "Both made me cry, and both end with the sea."


async def ident(database: Database, title: str) -> int:
    ((found,),) = await stored(database, "SELECT id FROM drama WHERE title = ?", title)
    return int(found)


async def recommends(
    world: World,
    member: simcord.MemberActor,
    other: str = NOBUTA,
    reason: str = WHY,
    *,
    title: str = TEARS,
    **spoils: str,
) -> simcord.InteractionResult:
    form = await member.slash(world.lounge, "recommend suggest", title=title, other=other)
    return await member.submit_modal(form, {"reason": reason, **spoils})


async def likeness(world: World, member: simcord.MemberActor, title: str = TEARS) -> simcord.ResponseMessage:
    return shown(await member.slash(world.lounge, "recommend like", title=title))


async def stand(database: Database) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT member_id, reason, votes FROM recommendation ORDER BY id")


async def many(world: World, database: Database, count: int) -> None:
    """So many members seen here recommend something with the first drama; the later the fewer agree."""
    others = await stored(database, "SELECT id FROM drama WHERE hidden = 0 AND id <> 1 ORDER BY id")
    for at in range(count):
        member_id, (other_id,) = 70_000 + at, others[at % len(others)]
        pair = (1, other_id) if at % 2 else (other_id, 1)
        await put(database, "INSERT INTO member (id) VALUES (?)", member_id)
        await put(database, "INSERT INTO guild_member VALUES (?, ?, '')", world.guild.id, member_id)
        await put(
            database,
            "INSERT INTO recommendation (drama_id, other_id, member_id, reason, votes)"
            " VALUES (?, ?, ?, ?, ?)",
            *pair,
            member_id,
            f"Reason {at}.",
            count - at,
        )


async def test_a_member_recommends_and_everybody_reads_why(world: World, database: Database) -> None:
    saved = await recommends(world, world.mika)
    assert readers_of(world, saved) == {"mika"}
    assert f"Recommended: **{TEARS} · {NOBUTA}**." in text_of(saved)
    assert WHY in text_of(saved)
    assert await stand(database) == [(world.mika.id, WHY, 0)]
    answer = await likeness(world, world.jun)
    assert readers_of(world, await world.jun.slash(world.lounge, "recommend like", title=TEARS)) == {
        "mika",
        "jun",
        "rei",
    }
    text = text_of(answer)
    assert text.startswith(f"### Like {TEARS}\n-# 1 recommendation by a member")
    assert f"**{NOBUTA}** · 🇯🇵 Japan · 2005" in text
    assert f"{WHY}\n-# <@{world.mika.id}>" in text
    assert labels(answer) == ["Agree", "Report"]


async def test_it_is_found_from_either_drama(world: World) -> None:
    await recommends(world, world.mika)
    other_side = text_of(await likeness(world, world.jun, NOBUTA))
    assert f"### Like {NOBUTA}" in other_side
    assert f"**{TEARS}** ·" in other_side
    assert WHY in other_side


async def test_a_card_opens_what_is_like_the_drama(world: World) -> None:
    await recommends(world, world.mika)
    card = await world.jun.slash(world.lounge, "drama info", title=NOBUTA)
    opened = await more(world.jun, shown(card), "similar")
    assert readers_of(world, opened) == {"jun"}
    assert WHY in text_of(opened)
    chosen = menu(opened, "card")
    (option,) = chosen["options"]
    found = await world.jun.select(shown(opened), [option["value"]], custom_id=chosen["custom_id"])
    assert f"## {TEARS}" in text_of(found)


async def test_suggesting_the_pair_again_changes_it_whichever_comes_first(
    world: World, database: Database
) -> None:
    await recommends(world, world.mika)
    form = await world.mika.slash(world.lounge, "recommend suggest", title=NOBUTA, other=TEARS)
    assert form.modal is not None
    assert WHY in repr(form.modal)
    await world.mika.submit_modal(form, {"reason": "Two friends, and a school."})
    assert await stand(database) == [(world.mika.id, "Two friends, and a school.", 0)]
    await recommends(world, world.jun)  # another member's own stands beside it
    assert len(await stand(database)) == 2


async def test_agreeing_and_taking_it_back(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    answer = await likeness(world, world.rei)
    await world.jun.click(answer, label="Agree")
    assert labels(answer) == ["Agree · 1", "Report"]
    await world.rei.click(answer, label="Agree · 1")
    assert labels(answer) == ["Agree · 2", "Report"]
    assert await stand(database) == [(world.mika.id, WHY, 2)]
    await world.jun.click(answer, label="Agree · 2")
    assert labels(answer) == ["Agree · 1", "Report"]
    assert await stored(database, "SELECT member_id FROM recommendation_vote") == [(world.rei.id,)]


async def test_nobody_agrees_with_themselves(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    refused = await world.mika.click(await likeness(world, world.jun), label="Agree")
    assert readers_of(world, refused) == {"mika"}
    assert text_of(refused).startswith("You can't agree with your own recommendation.")
    assert await stand(database) == [(world.mika.id, WHY, 0)]


async def test_most_agreed_first_then_the_newest(world: World, database: Database) -> None:
    await recommends(world, world.mika, NOBUTA, "The first.")
    await world.env.advance_time(60)
    await recommends(world, world.jun, GOBLIN, "The second.")
    assert text_of(await likeness(world, world.rei)).index("The second.") < text_of(
        await likeness(world, world.rei)
    ).index("The first.")
    await put(database, "INSERT INTO recommendation_vote SELECT min(id), ? FROM recommendation", world.rei.id)
    text = text_of(await likeness(world, world.rei))
    assert text.index("The first.") < text.index("The second.")


async def test_ones_own_is_changed_and_deleted_in_private(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    opened = shown(await more(world.mika, shown(card), "similar"))
    assert labels(opened) == ["Agree", "Change", "Delete"]
    assert button(opened, "Agree")["disabled"]
    form = await world.mika.click(opened, label="Change")
    await world.mika.submit_modal(form, {"reason": "Better said."})
    assert await stand(database) == [(world.mika.id, "Better said.", 0)]
    question = await world.mika.click(opened, label="Delete")
    assert "Delete your recommendation of" in text_of(question)
    assert len(await stand(database)) == 1  # not before it is said again
    await world.mika.click(shown(question), label="Delete")
    assert "Deleted: " in text_of(question)
    assert await stand(database) == []
    gone = await world.mika.click(shown(question), label="Recommend it again")
    await world.mika.submit_modal(gone, {"reason": WHY})
    assert await stand(database) == [(world.mika.id, WHY, 0)]


async def test_nobody_deletes_what_is_not_theirs(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    ((recommendation,),) = await stored(database, "SELECT id FROM recommendation")
    forged = posted_before(
        world,
        screen(
            row(
                old_button("Ask", "unsuggest", recommendation),
                old_button("Do", "unsuggested", recommendation),
            )
        ),
    )
    for label in ("Ask", "Do"):
        told = await world.jun.click(forged, label=label)
        assert text_of(told) == "This recommendation is no longer there."
    assert len(await stand(database)) == 1


async def test_what_was_deleted_meanwhile_is_told(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    answer = await likeness(world, world.jun)
    await put(database, "DELETE FROM recommendation")
    told = await world.jun.click(answer, label="Agree")
    assert text_of(told) == "This recommendation is no longer there."


async def test_only_authors_of_this_server_are_read(world: World, database: Database) -> None:
    await put(database, "INSERT INTO member (id) VALUES (77)")
    await put(
        database,
        "INSERT INTO recommendation (drama_id, other_id, member_id, reason)"
        " VALUES (1, 2, 77, 'From elsewhere')",
    )
    assert "From elsewhere" not in everything_of(await likeness(world, world.jun))
    alone = await world.jun.user.slash("recommend like", title=TEARS)
    assert "From elsewhere" not in everything_of(alone)
    await put(database, "INSERT INTO guild_member (guild_id, member_id) VALUES (?, 77)", world.guild.id)
    assert "From elsewhere" in text_of(await likeness(world, world.jun))
    # In a direct message, because they were seen on one server.
    assert "From elsewhere" in text_of(await world.jun.user.slash("recommend like", title=TEARS))


async def test_dramas_that_were_removed_are_not_recommended(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    await put(database, "UPDATE drama SET hidden = 1 WHERE title = ?", NOBUTA)
    text = text_of(await likeness(world, world.jun))
    assert NOBUTA not in text
    assert "No one here has recommended anything with it yet." in text


async def test_a_hidden_recommendation_is_not_read(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    await put(database, "UPDATE recommendation SET hidden = 1")
    assert WHY not in everything_of(await likeness(world, world.jun))


async def test_a_drama_does_not_go_with_itself(world: World, database: Database) -> None:
    refused = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="1リットルの涙")
    assert text_of(refused).startswith("Both are the same drama.")
    assert await stand(database) == []


async def test_an_other_drama_that_is_misspelt_is_chosen_instead(world: World, database: Database) -> None:
    asked = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="Boys over Flowers")
    which = menu(asked, "again")
    value = which["options"][0]["value"]
    form = await world.mika.select(shown(asked), [value], custom_id=which["custom_id"])
    await world.mika.submit_modal(form, {"reason": WHY})
    pairs = await stored(database, "SELECT drama_id, other_id FROM recommendation")
    assert [set(pair) for pair in pairs] == [{int(TEARS_ID), int(value)}]
    near = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="love")
    form = await world.mika.click(shown(near), label=labels(near)[0])
    assert form.modal is not None


@pytest.mark.parametrize("reason", ["   ", "\u200b\u202e", "||  ||\u2060"[-1]])
async def test_nothing_typed_is_lost_and_an_empty_reason_is_refused(
    world: World, database: Database, reason: str
) -> None:
    answer = await recommends(world, world.mika, reason=reason)
    assert text_of(answer).startswith("There was no text in the form")
    assert await stand(database) == []
    form = await world.mika.click(shown(answer), label="Continue writing")
    assert form.modal is not None


async def test_what_was_typed_begins_the_next_form(world: World, database: Database) -> None:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA)
    await put(database, "UPDATE drama SET hidden = 1 WHERE title = ?", NOBUTA)
    told = await world.mika.submit_modal(form, {"reason": WHY})
    assert readers_of(world, told) == {"mika"}
    assert await stand(database) == []
    await put(database, "UPDATE drama SET hidden = 0 WHERE title = ?", NOBUTA)
    again = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA)
    assert WHY in repr(again.modal)
    await world.mika.submit_modal(again, {"reason": WHY})
    assert await stored(database, "SELECT * FROM draft") == []


HOSTILE = "@everyone ||she dies|| **bold** <@1> [x](https://e.example) `a` \u202egnol # head\n> quote\n- list"


async def test_a_hostile_reason_is_shown_as_the_characters_it_is(world: World) -> None:
    """Its bars make it a spoiler, so it is read alone, as a spoiler and once it is none."""
    await recommends(world, world.mika, reason=HOSTILE, spoils="1")
    answer = await likeness(world, world.jun)
    assert hidden_text_of(answer) == ""
    assert "she dies" not in everything_of(answer)
    asked = await world.jun.click(answer, label="Read")
    assert "she dies" not in everything_of(asked)
    await world.jun.click(shown(asked), label="Show anyway")
    text = text_of(asked)
    assert hidden_text_of(asked) == ""
    assert "\\|\\|she dies\\|\\|" in text
    assert "\\*\\*bold\\*\\*" in text
    assert "\\<@1\\>" in text
    assert "@everyone" not in text
    assert "\u202e" not in everything_of(asked)
    await recommends(world, world.mika, reason=HOSTILE.replace("||", "|"), spoils="", other_spoils="")
    listed = await likeness(world, world.jun)
    assert "\\|she dies\\|" in text_of(listed)
    assert "@everyone" not in text_of(listed)
    assert "\u202e" not in everything_of(listed)


async def test_a_long_reason_is_read_on(world: World) -> None:
    long = "Rain, and then sun. " * 49 + "The very end."
    await recommends(world, world.mika, reason=long)
    answer = await likeness(world, world.jun)
    assert "The very end." not in text_of(answer)
    whole = await world.jun.click(answer, label="Read more")
    assert readers_of(world, whole) == {"jun"}
    assert long in text_of(whole)


async def test_three_hundred_recommendations_are_paged(world: World, database: Database) -> None:
    await many(world, database, 300)
    answer = await likeness(world, world.mika)
    assert "-# 300 recommendations by members" in text_of(answer)
    assert "1 of 100" in labels(answer)
    assert button(answer, "Previous")["disabled"]
    seen = []
    for _ in range(3):
        seen += [line for line in text_of(answer).splitlines() if line.startswith("Reason ")]
        await world.mika.click(answer, label="Next")
    assert seen == [f"Reason {at}." for at in range(9)]
    before = text_of(answer)
    copy = await world.jun.click(answer, label="Next")
    assert text_of(answer) == before
    assert readers_of(world, copy) == {"jun"}
    assert "5 of 100" in labels(copy)


async def test_the_last_page_of_what_became_fewer(world: World, database: Database) -> None:
    await many(world, database, 4)
    answer = await likeness(world, world.mika)
    await put(database, "DELETE FROM recommendation WHERE votes < 3")
    await world.mika.click(answer, label="Next")
    assert "-# 2 recommendations by members" in text_of(answer)
    assert "Next" not in labels(answer)


async def test_the_buttons_outlive_a_restart(world: World, database: Database, restart: Restart) -> None:
    await many(world, database, 4)
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=GOBLIN)
    answer = await likeness(world, world.mika)
    await restart()
    await world.mika.click(answer, label="Next")
    assert "Reason 3." in text_of(answer)
    await world.jun.click(answer, label="Agree · 1")
    assert "Agree · 2" in labels(answer)
    saved = await world.mika.submit_modal(form, {"reason": WHY})
    await restart()
    question = await world.mika.click(shown(saved), label="Delete")
    await restart()
    await world.mika.click(shown(question), label="Delete")
    assert world.mika.id not in {row[0] for row in await stand(database)}


async def test_a_member_who_goes_takes_their_votes_along(world: World, database: Database) -> None:
    await recommends(world, world.mika)
    await world.jun.click(await likeness(world, world.jun), label="Agree")
    await put(database, "DELETE FROM member WHERE id = ?", world.jun.id)
    assert await stand(database) == [(world.mika.id, WHY, 0)]
