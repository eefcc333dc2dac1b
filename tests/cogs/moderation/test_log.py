"""`/moderate log`, and what the log channel is told."""

from __future__ import annotations

import simcord

from bot.store.database import Database
from tests.world import World, labels, menu, shown, stored, text_of


async def test_moderators_read_what_was_done_filter_it_and_take_it_along(
    world: World, log: simcord.ChannelHandle, database: Database
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.rei.slash(
        world.lounge, "moderate block", member=world.mika, days=7, reason="Nothing of this is in the log."
    )
    await world.rei.slash(world.lounge, "moderate unblock", member=world.mika)
    posted = [text_of(message) for message in log.history()]
    assert [text.partition(" · ")[0] for text in posted] == [
        "🗒️ **Spoilers set**",
        "🗒️ **Member blocked**",
        "🗒️ **Member unblocked**",
    ]
    assert "Bars → Sealed" in posted[0]
    assert "Nothing of this" not in "".join(posted)

    answer = await world.rei.slash(world.lounge, "moderate log")
    told = text_of(answer)
    assert told.startswith("## Log · 4 entries")
    assert f"Log for moderators · none → <#{log.id}>" in told
    assert told.index("Member unblocked") < told.index("Member blocked") < told.index("Spoilers set")
    assert "undoes #3" in told
    assert "undone by #4" in told
    assert labels(answer) == ["As a file (CSV)"]

    (chosen,) = await stored(database, "SELECT count(*) FROM audit WHERE action LIKE 'settings%'")
    filtered = await world.rei.select(
        shown(answer), ["settings"], custom_id=menu(answer, "auditkind")["custom_id"]
    )
    assert text_of(filtered).startswith(f"## Log · {chosen[0]} entries")
    file = await world.rei.click(shown(filtered), label="As a file (CSV)")
    assert [attached.filename for attached in file.response.attachments] == ["namida-log.csv"]  # type: ignore[union-attr]

    about = await world.rei.slash(world.lounge, "moderate log", member=world.mika, days=1)
    assert text_of(about).startswith(f"## Log · 2 entries\n-# <@{world.mika.id}> · since <t:")
    nothing = await world.rei.slash(world.lounge, "moderate log", kind="quote")
    assert "Nothing was done that fits." in text_of(nothing)


async def test_a_drama_that_was_removed_is_named_by_its_line(world: World) -> None:
    asked = await world.rei.slash(world.lounge, "catalogue remove", title="Love O2O")
    await world.rei.click(shown(asked), label="Remove it")
    assert "**Drama removed** · Love O2O" in text_of(await world.rei.slash(world.lounge, "moderate log"))
