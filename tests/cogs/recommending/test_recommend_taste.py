"""`/recommend forme` and what people who liked a drama also liked: from known tastes, on a schedule."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Iterator, Sequence

import pytest

from bot.client import NamidaBot
from bot.store.database import Database
from bot.taste.computing import Lists, lists
from bot.taste.scores import ScoreTable
from bot.worker.parent import WorkFailed
from tests.world import (
    TEARS,
    Restart,
    World,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)

HOURS = 3_600
# Two tastes of ten dramas each, and dramas that nobody has.
QUIET, LOUD, LEFT = range(1, 11), range(11, 21), range(21, 31)


def scores(first: int, liked: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Twelve members who score seven of what they like high, and two of the others low."""
    for member in range(first, first + 12):
        for at in range(7):
            yield member, liked[(member + at) % len(liked)], 18 + at % 3
        for at in range(2):
            yield member, others[(member + at) % len(others)], 6


@pytest.fixture
async def tastes(world: World, database: Database) -> None:
    """A community of two tastes, whose scores have been gone through."""

    def give(connection: sqlite3.Connection) -> None:
        given = [*scores(70_000, QUIET, LOUD), *scores(80_000, LOUD, QUIET)]
        connection.executemany("INSERT INTO member (id) VALUES (?)", {(member,) for member, _, _ in given})
        connection.executemany("INSERT INTO score (member_id, drama_id, overall) VALUES (?, ?, ?)", given)
        connection.execute("UPDATE drama SET popularity = id")

    await database.write(give)
    await passes(world, 1.1)


async def passes(world: World, hours: float = 7) -> None:
    while hours > 0:
        await world.env.advance_time(min(hours, 3.5) * HOURS)
        hours -= 3.5


async def title(database: Database, drama_id: int) -> str:
    ((found,),) = await stored(database, "SELECT title FROM drama WHERE id = ?", drama_id)
    return str(found)


async def gives(database: Database, member_id: int, **half_points: int) -> None:
    """A member's scores, as `d4=19`."""
    await put(database, "INSERT INTO member (id) VALUES (?) ON CONFLICT DO NOTHING", member_id)
    for drama, given in half_points.items():
        await put(
            database,
            "INSERT INTO score (member_id, drama_id, overall) VALUES (?, ?, ?)",
            member_id,
            int(drama[1:]),
            given,
        )


def offered(answer: object) -> list[int]:
    """The dramas that a list of suggestions can open."""
    return [int(option["value"]) for option in menu(answer, "card")["options"]]  # type: ignore[arg-type]


@pytest.mark.usefixtures("tastes")
async def test_what_their_own_sort_liked_and_why(world: World, database: Database) -> None:
    await gives(database, world.mika.id, d1=19, d2=18, d3=20)
    answer = await world.mika.slash(world.lounge, "recommend forme")
    assert readers_of(world, answer) == {"mika"}
    found = offered(answer)
    assert len(found) == 10
    assert set(found[:7]) == set(QUIET) - {1, 2, 3}
    text = text_of(answer)
    assert text.startswith("### For you\n-# From 3 dramas you have seen")
    first = text.splitlines()[3]
    assert "because you scored " in first
    third = await title(database, 3)
    assert f"{third} **10.0**" in text


@pytest.mark.usefixtures("tastes")
async def test_a_card_and_planning_are_one_choice_away(world: World, database: Database) -> None:
    await gives(database, world.mika.id, d1=19, d2=18)
    answer = shown(await world.mika.slash(world.lounge, "recommend forme"))
    first = offered(answer)[0]
    card = await world.mika.select(answer, [str(first)], custom_id=menu(answer, "card")["custom_id"])
    assert f"## {await title(database, first)}" in text_of(card)
    await world.mika.select(answer, [str(first)], custom_id=menu(answer, "plan")["custom_id"])
    assert await stored(database, "SELECT drama_id, status FROM progress") == [(first, "plan")]
    again = await world.mika.slash(world.lounge, "recommend forme")
    assert first not in offered(again)


@pytest.mark.usefixtures("tastes")
@pytest.mark.parametrize("status", ["plan", "watching", "completed", "on hold", "dropped"])
async def test_nothing_on_their_list_is_recommended(world: World, database: Database, status: str) -> None:
    await gives(database, world.mika.id, d1=19, d2=18, d20=2)
    await put(
        database, "INSERT INTO progress (member_id, drama_id, status) VALUES (?, 4, ?)", world.mika.id, status
    )
    await put(
        database,
        "INSERT INTO episode_score (drama_id, episode, member_id, overall) VALUES (5, 1, ?, 20)",
        world.mika.id,
    )
    found = offered(await world.mika.slash(world.lounge, "recommend forme"))
    assert found
    assert not {1, 2, 4, 5, 20} & set(found)
    assert {6, 7} & set(found)


@pytest.mark.usefixtures("tastes")
async def test_a_drama_removed_or_merged_since_is_not_recommended(world: World, database: Database) -> None:
    await gives(database, world.mika.id, d1=19, d2=18)
    before = offered(await world.mika.slash(world.lounge, "recommend forme"))
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = ?", before[0])
    await put(database, "UPDATE drama SET hidden = 1, merged_into = 30 WHERE id = ?", before[1])
    after = offered(await world.mika.slash(world.lounge, "recommend forme"))
    assert [ident for ident in after if ident in before] == before[2:], "as they stood; those behind come in"
    assert len(after) == 10


@pytest.mark.usefixtures("tastes")
async def test_the_filters_narrow_it(world: World, database: Database) -> None:
    await gives(database, world.mika.id, d1=19, d2=18)
    answer = await world.mika.slash(world.lounge, "recommend forme", genre="romance", country="KR")
    fitting = await stored(
        database,
        "SELECT d.id FROM drama d JOIN drama_genre l ON l.drama_id = d.id JOIN genre g ON g.id = l.genre_id"
        " WHERE g.name = 'Romance' AND d.country = 'KR'",
    )
    assert offered(answer)
    assert set(offered(answer)) <= {ident for (ident,) in fitting}
    assert "-# Romance · South Korea · From 2 dramas you have seen" in text_of(answer)
    unknown = await world.mika.slash(world.lounge, "recommend forme", genre="romanse")
    assert text_of(unknown).startswith("No genre called *romanse*.")
    await put(database, "UPDATE drama SET hidden = 1 WHERE country = 'KR'")
    nothing = await world.mika.slash(world.lounge, "recommend forme", country="KR")
    assert text_of(nothing).startswith("No drama fits that.")


@pytest.mark.usefixtures("tastes")
async def test_who_has_scored_nothing_sees_what_is_popular_and_how_to_go_on(world: World) -> None:
    answer = await world.jun.slash(world.lounge, "recommend forme")
    text = text_of(answer)
    assert "-# These are popular. Score dramas you've seen with </rate:" in text
    assert "popular among members" in text
    assert set(offered(answer)) <= set(QUIET) | set(LOUD)  # what members have, before what nobody has


async def test_nobody_has_scored_anything(world: World, database: Database) -> None:
    best_known = await stored(
        database, "SELECT id FROM drama WHERE popularity IS NOT NULL ORDER BY popularity, id LIMIT 10"
    )
    answer = await world.jun.slash(world.lounge, "recommend forme")
    assert offered(answer) == [ident for (ident,) in best_known]


async def test_before_anything_is_computed_the_genres_speak(world: World, database: Database) -> None:
    (own, genre), *_ = await stored(
        database,
        "SELECT min(drama_id), genre_id FROM drama_genre GROUP BY genre_id HAVING count(*) BETWEEN 3 AND 6",
    )
    others = await stored(
        database, "SELECT drama_id FROM drama_genre WHERE genre_id = ? AND drama_id <> ?", genre, own
    )
    await gives(database, world.mika.id, **{f"d{own}": 20})
    answer = await world.mika.slash(world.lounge, "recommend forme")
    assert {ident for (ident,) in others} & set(offered(answer))
    said = [line for line in text_of(answer).splitlines() if "because you scored" in line]
    assert said
    assert all(": " in line.partition("because")[2] for line in said), "by its genres, not by other members"


@pytest.mark.usefixtures("tastes")
async def test_people_who_liked_it_also_liked(world: World, database: Database) -> None:
    answer = await world.mika.slash(world.lounge, "recommend like", title=TEARS)
    text = text_of(answer)
    assert "**People who liked it also liked**" in text
    assert set(offered(answer)) <= set(QUIET) - {1}
    assert len(offered(answer)) == 5
    assert "members have both" in text
    assert "because" not in text  # what anybody scored is theirs
    seen = offered(answer)[0]
    await put(
        database,
        "INSERT INTO progress (member_id, drama_id, status) VALUES (?, ?, 'dropped')",
        world.mika.id,
        seen,
    )
    again = await world.mika.slash(world.lounge, "recommend like", title=TEARS)
    assert seen not in offered(again)
    assert f"without what <@{world.mika.id}> has seen" in text_of(again)


@pytest.mark.usefixtures("tastes")
async def test_members_recommendations_come_first(world: World) -> None:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="25")
    await world.mika.submit_modal(form, {"reason": "The same river."})
    text = text_of(await world.jun.slash(world.lounge, "recommend like", title=TEARS))
    assert text.index("The same river.") < text.index("People who liked it also liked")


async def test_one_member_alone_is_no_taste_of_people(world: World, database: Database) -> None:
    await gives(database, world.mika.id, d1=20, d2=20)
    await passes(world, 1.1)
    assert await stored(database, "SELECT drama_id FROM neighbour ORDER BY 1") == [(1,), (2,)]
    text = text_of(await world.jun.slash(world.lounge, "recommend like", title=TEARS))
    assert "People who liked" not in text


@pytest.mark.usefixtures("tastes")
async def test_it_stands_after_a_restart(world: World, database: Database, restart: Restart) -> None:
    await gives(database, world.mika.id, d1=19, d2=18, d3=20)
    before = offered(await world.mika.slash(world.lounge, "recommend forme"))
    await restart()
    assert offered(await world.mika.slash(world.lounge, "recommend forme")) == before


@pytest.mark.usefixtures("tastes")
async def test_it_is_computed_again_only_where_scores_have_changed(world: World, database: Database) -> None:
    computed = await stored(database, "SELECT generation, scores, done_at FROM taste")
    await passes(world, 14)
    assert await stored(database, "SELECT generation, scores, done_at FROM taste") == computed
    await gives(database, world.mika.id, d1=19, d2=18)
    await passes(world)
    ((generation, scores, _),) = await stored(database, "SELECT generation, scores, done_at FROM taste")
    assert (generation, scores) == (computed[0][0] + 1, computed[0][1] + 2)
    assert await stored(database, "SELECT DISTINCT generation FROM neighbour") == [(generation,)]


@pytest.mark.usefixtures("tastes")
async def test_what_stands_stays_where_computing_fails(
    world: World, database: Database, bot: NamidaBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await stored(database, "SELECT * FROM neighbour ORDER BY drama_id")
    await gives(database, world.mika.id, d1=19, d2=18)
    told = offered(await world.mika.slash(world.lounge, "recommend forme"))
    tried = []

    async def failing(scores: ScoreTable) -> AsyncGenerator[Lists, None]:
        tried.append(len(scores))
        yield lists(scores)[:3]
        raise WorkFailed("died twice, code -9")

    usual = bot.services.taste._compute
    monkeypatch.setattr(bot.services.taste, "_compute", failing)
    await passes(world)
    assert tried
    seen = "SELECT n.* FROM neighbour n JOIN taste t ON t.generation = n.generation ORDER BY n.drama_id"
    assert await stored(database, seen) == before
    assert offered(await world.mika.slash(world.lounge, "recommend forme")) == told
    monkeypatch.setattr(bot.services.taste, "_compute", usual)
    await passes(world, 1.1)  # it is tried again within the hour
    assert await stored(database, "SELECT * FROM neighbour ORDER BY drama_id") != before
