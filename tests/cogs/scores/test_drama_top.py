"""`/drama top`: the ranking that everybody sees, and turning its pages."""

from __future__ import annotations

from bot.store.database import Database
from tests.world import (
    TEARS,
    World,
    button,
    labels,
    menu,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    walk,
)


def titles(answer_text: str) -> list[str]:
    return [line.split("**")[1] for line in answer_text.splitlines() if "**" in line and "★" not in line[:6]]


async def everything_scored(world: World, database: Database, half_points: int = 16) -> int:
    """Gives every drama the same score by five members seen here. Returns how many dramas there are."""
    for member in range(77, 82):
        await put(database, "INSERT INTO member (id) VALUES (?)", member)
        await put(
            database, "INSERT INTO guild_member (guild_id, member_id) VALUES (?, ?)", world.guild.id, member
        )
        await put(
            database,
            "INSERT INTO score (drama_id, member_id, overall) SELECT id, ?, ? FROM drama WHERE hidden = 0",
            member,
            half_points,
        )
    ((count,),) = await stored(database, "SELECT count(*) FROM drama WHERE hidden = 0")
    return int(count)


async def test_everybody_sees_who_stands_where_and_why(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    await world.jun.slash(world.lounge, "rate", title=TEARS, overall="10")
    for number in range(3):
        other = world.guild.add_member(world.env.create_user(f"other{number}"))
        await other.slash(world.lounge, "rate", title=TEARS, overall="8")
    await world.jun.slash(world.lounge, "rate", title="Nobuta wo Produce", overall="10")
    await world.jun.slash(world.lounge, "watch set", title=TEARS, status="completed")
    answer = await world.mika.slash(world.lounge, "drama top")
    assert readers_of(world, answer) == {"mika", "jun", "rei"}
    text = text_of(answer)
    assert text.startswith("### Best rated on this server")
    assert "-# 2 dramas" in text
    assert "averaged with 5 extra scores of 8.1" in text  # how the rating is weighted
    assert f"🥇 **{TEARS}** · 1リットルの涙\n-# ★ **8.35** · 5 scores · on 1 list · 🇯🇵 Japan · 2005" in text
    # Few scores are not ranked, however high they are, and are shown as they were given.
    assert "\n– **Nobuta wo Produce**" in text
    assert "-# ★ **10.0** from 1 score, not ranked yet · " in text
    assert labels(answer) == []  # one page needs no pager


async def test_the_podium_has_posters_or_covers(world: World, database: Database) -> None:
    count = await everything_scored(world, database)
    assert count > 12
    await put(
        database,
        "UPDATE drama SET poster_url = 'https://example.com/p.jpg', poster_alt = 'A sea' WHERE id = 1",
    )
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    first = await world.mika.slash(world.lounge, "drama top")
    pictures = [part for part, _ in walk(shown(first).components) if part["type"] == 11]
    assert len(pictures) == 3
    assert pictures[0]["media"]["url"] == "https://example.com/p.jpg"
    assert pictures[0]["description"] == "A sea"
    for cover in pictures[1:]:
        assert "/cover-" in cover["media"]["url"]
        assert cover["description"].startswith("Cover of ")
    assert len(titles(text_of(first))) == 10
    second = await world.mika.click(shown(first), label="Next")
    assert not [part for part, _ in walk(shown(second).components) if part["type"] == 11]
    assert not shown(second).attachments


async def test_popularity_is_on_how_many_lists(world: World) -> None:
    for member, title in ((world.mika, TEARS), (world.jun, TEARS), (world.jun, "Nobuta wo Produce")):
        await member.slash(world.lounge, "watch set", title=title, status="plan")
    answer = await world.rei.slash(world.lounge, "drama top", by="popularity")
    assert titles(text_of(answer)) == [TEARS, "Nobuta wo Produce"]
    assert "-# on 2 lists · 🇯🇵 Japan" in text_of(answer)


async def test_here_and_everywhere(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    await world.jun.user.slash("rate", title="Goblin", overall="8")  # not on this server
    here = await world.rei.slash(world.lounge, "drama top", scope="here")
    assert titles(text_of(here)) == [TEARS]
    everywhere = await world.rei.slash(world.lounge, "drama top", scope="everywhere")
    assert titles(text_of(everywhere)) == [TEARS, "Guardian: The Lonely and Great God"]
    assert "Best rated everywhere" in text_of(everywhere)


async def test_in_a_direct_message_it_is_everywhere(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    answer = await world.rei.user.slash("drama top")
    assert "Best rated everywhere" in text_of(answer)
    assert titles(text_of(answer)) == [TEARS]
    refused = await world.rei.user.slash("drama top", scope="here")
    assert text_of(refused).startswith("This works only on a server that Namida is on")


async def test_the_filters_narrow_it_and_are_told(world: World, database: Database) -> None:
    await everything_scored(world, database)
    answer = await world.mika.slash(world.lounge, "drama top", genre="youth", country="JP", year=2005)
    expected = await stored(
        database,
        "SELECT d.title FROM drama d JOIN drama_genre l ON l.drama_id = d.id"
        " JOIN genre g ON g.id = l.genre_id WHERE g.name = 'Youth' AND d.country = 'JP' AND d.year = 2005",
    )
    assert expected
    assert set(titles(text_of(answer))) == {title for (title,) in expected}
    assert f"-# Youth · Japan · 2005 · {len(expected)} drama" in text_of(answer)


async def test_the_pages_turn_to_the_last_drama(world: World, database: Database) -> None:
    total = await everything_scored(world, database)
    answer = shown(await world.mika.slash(world.lounge, "drama top"))
    pages = -(-total // 10)
    assert labels(answer) == ["Previous", f"1 of {pages}", "Next"]
    assert button(answer, "Previous")["disabled"]
    seen = titles(text_of(answer))
    for _ in range(pages - 1):
        await world.mika.click(answer, label="Next")
        seen += titles(text_of(answer))
    assert button(answer, "Next")["disabled"]
    assert len(seen) == total
    assert f"{total}\\. **" in text_of(answer)
    by_popularity = await stored(
        database, "SELECT title FROM drama WHERE hidden = 0 ORDER BY popularity IS NULL, popularity, id"
    )
    assert seen == [title for (title,) in by_popularity]  # they are all equals


async def test_somebody_elses_ranking_stays_and_the_presser_gets_a_copy(
    world: World, database: Database
) -> None:
    await everything_scored(world, database)
    answer = shown(await world.mika.slash(world.lounge, "drama top"))
    before = text_of(answer)
    copy = await world.jun.click(answer, label="Next")
    assert text_of(answer) == before
    assert readers_of(world, copy) == {"jun"}
    assert "\n11\\. **" in text_of(copy)
    own = shown(copy)
    await world.jun.click(own, label="Next")  # a copy is turned in its place
    assert "\n21\\. **" in text_of(own)


async def test_the_menu_opens_a_card(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    answer = await world.mika.slash(world.lounge, "drama top")
    open_card = menu(answer, "card")
    card = await world.jun.select(shown(answer), ["1"], custom_id=open_card["custom_id"])
    assert readers_of(world, card) == {"jun"}
    assert text_of(card).startswith(f"## {TEARS}")


async def test_an_empty_ranking_says_what_to_do_to_the_asker_alone(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama top")
    assert readers_of(world, answer) == {"mika"}
    assert "Score one with </rate:" in text_of(answer)
    assert labels(answer) == ["Everywhere"]
    listed = await world.mika.slash(world.lounge, "drama top", by="popularity", scope="everywhere")
    assert "</watch set:" in text_of(listed)
    assert labels(listed) == []


async def test_where_the_filters_leave_nothing_they_can_be_dropped(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    answer = await world.mika.slash(world.lounge, "drama top", country="TH")
    assert text_of(answer).startswith("No drama with a score fits that.")
    assert labels(answer) == ["Without filters", "Everywhere"]
    message = shown(answer)
    await world.mika.click(message, label="Without filters")
    assert titles(text_of(message)) == [TEARS]
    assert readers_of(world, message) == {"mika"}


async def test_a_drama_out_of_sight_is_not_ranked(world: World, database: Database) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="9")
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    answer = await world.mika.slash(world.lounge, "drama top", scope="everywhere")
    assert "No one has scored a drama yet" in text_of(answer)


async def test_the_genre_completes_itself(world: World) -> None:
    offered = await world.mika.autocomplete(world.lounge, "drama top", "genre", "rom")
    assert offered == [{"name": "Romance", "value": "Romance"}]
