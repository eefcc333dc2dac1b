"""`/recommend to` and `received`: a drama for one member, who reads why and may refuse more."""

from __future__ import annotations

from bot.store.database import Database
from tests.world import TEARS, World, labels, readers_of, shown, stored, text_of

WHY = "You like the sea."
SPOILING = "She dies by the sea."


async def test_a_member_recommends_and_the_other_reads_plans_and_refuses(
    world: World, database: Database
) -> None:
    form = await world.mika.slash(world.lounge, "recommend to", member=world.jun, title=TEARS)
    told = await world.mika.submit_modal(form, {"reason": SPOILING, "spoils": "9"})
    assert readers_of(world, told) == {"mika"}
    assert f"Recommended to <@{world.jun.id}>: **{TEARS}**." in text_of(told)
    assert "</recommend received:" in text_of(told), "a command that can be clicked"

    listed = await world.jun.slash(world.lounge, "recommend received")
    assert readers_of(world, listed) == {"jun"}
    assert f"**{TEARS}** · 🇯🇵 Japan · 2005" in text_of(listed)
    assert f"Spoils {TEARS} up to episode 9" in text_of(listed)
    assert f"<@{world.mika.id}>" in text_of(listed)
    assert SPOILING not in text_of(listed)
    asked = await world.jun.click(shown(listed), label="Read")
    assert SPOILING not in text_of(asked)
    assert SPOILING in text_of(await world.jun.click(shown(asked), label="Show anyway"))

    report = await world.jun.click(shown(listed), label="Report")
    await world.jun.submit_modal(report, {"why": "spoiler", "note": ""})
    assert await stored(database, "SELECT kind, why FROM report") == [("advice", "spoiler")]

    gone = await world.jun.click(shown(listed), label="Remove from this list")
    assert "is off your list" in text_of(gone)
    refused = await world.jun.click(shown(gone), label="Take no more from them")
    assert "They are not told." in text_of(refused)
    again = await world.mika.slash(
        world.lounge, "recommend to", member=world.jun, title="love o2o", reason=WHY
    )
    assert text_of(again) == f"<@{world.jun.id}> takes no recommendations at the moment."
    back = await world.jun.click(shown(refused), label="Recommended to you")
    assert "Nothing yet." in text_of(back)
    await world.jun.click(shown(back), label="Take from 1 member again")

    # Without a form: the reason is sent as it was typed.
    told = await world.mika.slash(
        world.lounge, "recommend to", member=world.jun, title="love o2o", reason=WHY
    )
    assert WHY in text_of(told)
    assert WHY in text_of(await world.jun.slash(world.lounge, "recommend received"))

    await world.jun.slash(world.lounge, "profile edit", recommendations="telling")
    await world.jun.slash(world.lounge, "watch set", title="love o2o", status="completed")
    given = await world.mika.click(shown(told), label="What you recommended")
    assert "2 recommendations · 1 was finished" in text_of(given)
    assert "✅ finished" in text_of(given)
    assert labels(given).count("Change") == 2
    deleted = await world.mika.click(shown(told), custom_id="namida:1:adviceaway:2")
    assert "Deleted: **" in text_of(deleted)
    assert await stored(database, "SELECT count(*) FROM advice") == [(1,)]
