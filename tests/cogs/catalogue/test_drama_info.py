"""`/drama info`: the card, by any name."""

from __future__ import annotations

import simcord

from bot.client import NamidaBot
from bot.store.database import Database
from tests.cogs.boards import forbid
from tests.world import (
    TEARS,
    TEARS_ID,
    World,
    chosen,
    components,
    everything_of,
    in_sight_of,
    labels,
    menu,
    more,
    put,
    readers_of,
    shown,
    stored,
    text_of,
    turned,
    walk,
)

TABS = ["Overview", "Details", "Cast", "Episodes", "Ratings", "Links"]


async def test_any_spelling_finds_the_drama(world: World) -> None:
    for spelling in (
        "ichi rittoru no namida",
        "1リットルの涙",
        "１リットルの涙",
        "one liter of tears",
        "One  Litre of TEARS ",
        "1 liter of tear",
        TEARS_ID,
    ):
        answer = await world.mika.slash(world.lounge, "drama info", title=spelling)
        assert not answer.ephemeral
        assert text_of(answer).startswith(f"## {TEARS}"), spelling


def thumbnails(card: simcord.InteractionResult) -> list[dict[str, str]]:
    return [
        {"url": part["media"]["url"], "said": part["description"]}
        for part, _ in walk(components(card))
        if part["type"] == 11
    ]


async def test_where_there_is_no_poster_a_cover_stands(world: World, database: Database) -> None:
    """It says in words what it shows, comes with every tab, and makes room for a poster."""
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    (cover,) = thumbnails(card)
    assert "/cover-" in cover["url"]
    assert cover["said"] == f"Cover of {TEARS} (1リットルの涙), 2005"
    drawn = world.env.backend.cdn.get(cover["url"])
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    cast = await turned(world.mika, card, "cast")
    assert thumbnails(cast) == thumbnails(card)

    poster = "https://example.com/poster.jpg"
    await put(database, "UPDATE drama SET poster_url = ? WHERE id = 1", poster)
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert thumbnails(card) == [{"url": poster, "said": f"Poster of {TEARS}"}]
    assert not shown(card).attachments


async def test_a_card_is_whole_where_nothing_may_be_attached(world: World) -> None:
    await forbid(world, world.lounge, "attach_files")
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert not thumbnails(card)
    assert "tofu shop" in text_of(card)


async def test_the_card_tells_what_the_catalogue_knows(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert readers_of(world, card) == {"mika", "jun", "rei"}
    for told in (
        "1リットルの涙",
        "🇯🇵 Japan · 2005",
        "No scores yet",
        f"<@{world.mika.id}>: not watched yet",
        "tofu shop",
        "11 episodes × 45 min · Oct 11, 2005 – Dec 20, 2005 · Fuji TV",
    ):
        assert told in text_of(card), told
    assert any(said in text_of(card) for said in ("> 「Just being alive is", "> 「Sometimes I feel like"))
    assert labels(card) == ["Score", "+1", "Plan"]
    await turned(world.mika, card, "Details")
    for told in (
        "Romance · Family · School",
        "11 episodes × 45 min",
        "Oct 11, 2005 – Dec 20, 2005 · Tuesday 21:00",
        "Fuji TV",
        "G – All Ages",
        "Kito Aya",
        "Konayuki (Remioromen)",
        "Ichi Rittoru no Namida",
    ):
        assert told in text_of(card), told


async def test_every_tab_turns_the_card_for_its_owner(world: World) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    assert [option["label"] for option in menu(card, "tab:")["options"]] == TABS
    told = {
        "Cast": "Sawajiri Erika — Ikeuchi Aya",
        "Episodes": "`11` · Dec 20, 2005",
        "Ratings": "Be the first",
        "Links": "Attention Please — related",
        "Details": "the diary of Kito Aya",
        "Overview": "tofu shop",
    }
    for tab, line in told.items():
        await turned(world.mika, card, tab)
        assert line in text_of(card)
        assert text_of(card).startswith(f"## {TEARS}")
        assert chosen(menu(card, "tab:")) == [tab.lower()]


async def test_a_related_drama_opens_from_the_links(world: World) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    await turned(world.mika, card, "Links")
    related = menu(card, "card")
    value = next(o["value"] for o in related["options"] if o["label"] == "Taiyou no Uta")
    other = await world.jun.select(card, [value], custom_id=related["custom_id"])
    assert readers_of(world, other) == {"jun"}
    assert text_of(other).startswith("## Taiyou no Uta")


async def test_a_cast_leads_to_its_people_and_their_photos(world: World, database: Database) -> None:
    await put(
        database,
        "UPDATE person SET photo_url = 'https://photos.example/1.jpg', photo_source = 'tvmaze'"
        " WHERE name = 'Sawajiri Erika'",
    )
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    await turned(world.mika, card, "Cast")
    people = menu(card, "person")
    value = next(o["value"] for o in people["options"] if o["label"] == "Sawajiri Erika")
    person = await world.jun.select(card, [value], custom_id=people["custom_id"])
    assert readers_of(world, person) == {"jun"}
    assert text_of(person).splitlines()[:3] == ["### Sawajiri Erika", "-# 2 roles", "-# Photo: TVmaze"]
    (photo,) = (part for part, _ in walk(components(person)) if part.get("type") == 11)
    assert photo["media"]["url"] == "https://photos.example/1.jpg"
    assert photo["description"] == "Photo of Sawajiri Erika"


async def test_a_long_summary_goes_on(world: World, database: Database) -> None:
    whole = " ".join(f"Sentence {number} of the summary." for number in range(1, 48))
    await put(database, "UPDATE drama SET summary = ? WHERE id = 1", whole)
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    assert "Sentence 40" not in text_of(card)
    await world.mika.click(card, label="Read on")
    assert whole in text_of(card)
    await world.mika.click(card, label="Back")
    assert chosen(menu(card, "tab:")) == ["overview"]


async def test_private_shows_the_card_to_its_reader_alone(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    assert readers_of(world, card) == {"mika"}
    assert "You: not watched yet" in text_of(card)
    assert TEARS not in in_sight_of(world, world.jun)


async def test_somebody_else_gets_a_copy_of_their_own(world: World) -> None:
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    before = text_of(card)
    copy = await turned(world.jun, shown(card), "Cast")
    assert readers_of(world, copy) == {"jun"}
    assert "Ikeuchi Aya" in text_of(copy)
    assert text_of(card) == before

    await turned(world.jun, shown(copy), "Overview")
    assert "You: not watched yet" in text_of(copy)


async def test_the_card_knows_the_readers_score_and_progress(world: World, bot: NamidaBot) -> None:
    await bot.services.pictures.aclose()  # the ratings in words
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10", story="8", music="7.5")
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    assert "★ **10.0** so far, from 1 member who is watching" in text_of(card)
    assert f"<@{world.mika.id}>: Watching · episode 3 of 11 · ★ **10.0**" in text_of(card)

    await turned(world.mika, shown(card), "Ratings")
    assert "No scores yet from members who finished it." in text_of(card)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await turned(world.mika, shown(card), "Overview")
    assert "★ **10.0** from 1 score, not ranked yet" in text_of(card)
    await turned(world.mika, shown(card), "Ratings")
    told = text_of(card)
    assert "★ **10.0** from 1 member who finished it, not ranked yet" in told
    assert "**Story** 8.0" in told
    assert "**Music** 7.5" in told
    assert "9.5–10 ████████████ 1" in told
    assert "Your scores" not in told

    own = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    await turned(world.mika, shown(own), "Ratings")
    assert "Your scores: Overall 10.0 · Story 8.0 · Music 7.5" in text_of(own)


async def test_a_public_episodes_tab_keeps_back_what_could_spoil(world: World, database: Database) -> None:
    await put(database, "UPDATE episode SET title = 'The diagnosis' WHERE drama_id = 1 AND number = 2")
    await put(database, "UPDATE episode SET title = 'The farewell' WHERE drama_id = 1 AND number = 9")
    await world.mika.slash(world.lounge, "watch set", title=TEARS, episode=3)
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="4", episode=2)

    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    await turned(world.mika, shown(card), "Episodes")
    assert "The diagnosis" not in everything_of(card)
    assert "4.0" not in text_of(card)
    assert "` 2` · Oct 18, 2005" in text_of(card)

    own = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    await turned(world.mika, shown(own), "Episodes")
    assert "` 2` ✅ The diagnosis · Oct 18, 2005 · yours\u00a0★\u00a04.0" in text_of(own)
    assert "The farewell" not in everything_of(own)


async def test_the_buttons_of_a_card_answer_whoever_presses_them(world: World, database: Database) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    before = text_of(card)

    planned = await world.jun.click(card, label="Plan")
    assert readers_of(world, planned) == {"jun"}
    assert "Plan to watch" in text_of(planned)

    seen = await world.jun.click(card, label="+1")
    assert readers_of(world, seen) == {"jun"}
    assert "Watching · episode 1 of 11" in text_of(seen)

    panel = await world.jun.click(card, label="Score")
    assert readers_of(world, panel) == {"jun"}
    assert "Your scores" in text_of(panel)

    episodes = await more(world.jun, card, "episodes")
    assert readers_of(world, episodes) == {"jun"}
    assert "Watching · episode 1 of 11" in text_of(episodes)

    assert text_of(card) == before
    assert await stored(database, "SELECT member_id, status, episode FROM progress") == [
        (world.jun.id, "watching", 1)
    ]


async def test_a_poster_carries_alternative_text(world: World, database: Database) -> None:
    await put(database, "UPDATE drama SET poster_url = 'https://posters.example/1.jpg' WHERE id = 1")
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    (poster,) = (part for part, _ in walk(components(card)) if part.get("type") == 11)
    assert poster["media"]["url"] == "https://posters.example/1.jpg"
    assert poster["description"] == f"Poster of {TEARS}"


async def test_a_link_that_spoils_stands_under_bars_with_its_label(world: World, database: Database) -> None:
    await put(
        database,
        "INSERT INTO link (drama_id, position, kind, title, url, spoils_episode)"
        " VALUES (1, 9, 'review', 'A look back', 'https://reviews.example/tears|end', 11)",
    )
    card = await world.mika.slash(world.lounge, "drama info", title=TEARS)
    await turned(world.mika, shown(card), "Links")
    told = "Review (spoils up to episode 11): ||[A look back](<https://reviews.example/tears%7Cend>)||"
    assert told in text_of(card)
    own = await world.mika.slash(world.lounge, "drama info", title=TEARS, private=True)
    await turned(world.mika, shown(own), "Links")
    assert "A look back" not in text_of(own)
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="completed")
    await turned(world.mika, shown(own), "Overview")
    await turned(world.mika, shown(own), "Links")
    assert "A look back" in text_of(own)


async def test_a_card_of_a_direct_message_counts_everybodys_scores(world: World) -> None:
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="10")
    card = await world.jun.user.slash("drama info", title=TEARS)
    assert "★ **10.0** from 1 score, not ranked yet" in text_of(card)


async def test_a_drama_that_was_taken_out_of_sight_is_not_found(world: World, database: Database) -> None:
    card = shown(await world.mika.slash(world.lounge, "drama info", title=TEARS))
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    for answer in (
        await world.mika.slash(world.lounge, "drama info", title=TEARS_ID),
        await turned(world.mika, card, "Cast"),
        await world.mika.click(card, label="Score"),
    ):
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith("Nothing called")


# --- while typing ---


# --- which one? ---


async def test_an_unknown_name_offers_the_nearest_as_buttons(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="love", private=True)
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("Nothing called *love*")
    assert len(labels(answer)) == 6
    assert labels(answer)[-1] == "Ask for it to be added"
    card = await world.mika.click(shown(answer), label="Love O2O (微微一笑很倾城, 2016)")
    assert text_of(card).startswith("## Love O2O")
    assert readers_of(world, card) == {"mika"}  # `private` went along


async def test_a_name_like_nothing_says_what_to_do_next(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="qqqqzzzz")
    assert readers_of(world, answer) == {"mika"}
    assert text_of(answer).startswith("Nothing called *qqqqzzzz*.")
    assert "/drama search" in text_of(answer)


async def test_a_name_that_two_dramas_carry_asks_which(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "drama info", title="Boys over Flowers")
    assert readers_of(world, answer) == {"mika"}
    which = menu(answer, "again")
    described = {option["description"]: option["value"] for option in which["options"]}
    assert set(described) == {"花より男子 · 2005 · Japan", "꽃보다 남자 · 2009 · South Korea"}
    card = await world.mika.select(
        shown(answer), [described["꽃보다 남자 · 2009 · South Korea"]], custom_id=which["custom_id"]
    )
    assert text_of(card).splitlines()[:3] == [
        "## Boys over Flowers",
        "꽃보다 남자",
        "🇰🇷 South Korea · 2009",
    ]
    assert readers_of(world, card) == {"mika", "jun", "rei"}
