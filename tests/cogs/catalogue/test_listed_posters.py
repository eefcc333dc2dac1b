"""Lists of dramas show posters: the search, a watch list, and recommendations."""

from __future__ import annotations

import simcord

from bot.store.database import Database
from tests.world import TEARS, World, put, shown, walk

POSTER = "https://posters.example/{id}.jpg"


def posters(answer: simcord.InteractionResult) -> list[str]:
    assert not shown(answer).attachments  # nothing is drawn or uploaded for a list
    return [part["media"]["url"] for part, _ in walk(shown(answer).components) if part["type"] == 11]


async def test_every_list_shows_the_posters_that_there_are(world: World, database: Database) -> None:
    search = {"genre": "Romance", "country": "JP"}
    assert posters(await world.mika.slash(world.lounge, "drama search", **search)) == []

    await put(
        database, "UPDATE drama SET poster_url = 'https://posters.example/' || id || '.jpg' WHERE id % 2"
    )
    found = posters(await world.mika.slash(world.lounge, "drama search", **search))
    assert found
    assert all(int(url.rpartition("/")[2].removesuffix(".jpg")) % 2 for url in found)

    for title in (TEARS, "Love O2O"):
        await world.mika.slash(world.lounge, "watch set", title=title, status="plan")
    assert POSTER.format(id=1) in posters(await world.mika.slash(world.lounge, "watch list"))

    assert posters(await world.jun.slash(world.lounge, "recommend forme"))

    form = await world.jun.slash(world.lounge, "recommend suggest", title="Love O2O", other=TEARS)
    await world.jun.submit_modal(form, {"reason": "Both are quiet.", "spoils": "", "other_spoils": ""})
    like = await world.mika.slash(world.lounge, "recommend like", title="Love O2O")
    assert posters(like) == [POSTER.format(id=1)]
