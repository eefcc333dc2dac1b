"""What a reader has open stays theirs; what its author changes meanwhile they are asked about first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import simcord

from bot.client import NamidaBot
from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in
from tests.cogs.marking import marked
from tests.cogs.moderation.deciding import remove
from tests.cogs.reviewing import write as review
from tests.world import (
    TEARS,
    World,
    everything_of,
    labels,
    menu,
    old_button,
    put,
    shown,
    stored,
    text_of,
    turned,
)

AT, TELLS, LAST = 4, 9, 11
LONG = " " + "*" * 1_900  # so that the text has a second page: each of them is shown in two characters
ASKS = "This contains spoilers for episode {n}."

Change = Callable[[], Awaitable[object]]


@pytest.fixture
async def sealed(world: World) -> World:
    """A server that seals, where Jun has seen four episodes."""
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=AT)
    return world


async def read_review(world: World) -> simcord.InteractionResult:
    """Jun's own copy of the one review, at its first page."""
    listed = await world.jun.slash(world.lounge, "review read", title=TEARS, private=True)
    return await world.jun.click(shown(listed), label="Read" if "Read" in labels(listed) else "Read more")


@pytest.mark.parametrize("press", ["Next", "Helpful"])
async def test_a_review_that_is_labelled_later_is_asked_about(
    sealed: World, database: Database, press: str
) -> None:
    world = sealed
    await review(world, world.mika, text=f"oblisket{LONG} oblisket", spoils="")
    first = await read_review(world)
    assert "oblisket" in text_of(first)
    await world.jun.click(shown(first), label="Next")
    assert "oblisket" in text_of(first), "what spoils nothing is turned like any text"
    await world.jun.click(shown(first), label="Previous")
    await put(database, "UPDATE review SET spoils_episode = ?", TELLS)
    await world.jun.click(shown(first), label=press)
    assert "oblisket" not in everything_of(first)
    assert ASKS.format(n=TELLS) in text_of(first)
    assert (await stored(database, "SELECT helpful FROM review")) == [(int(press == "Helpful"),)]

    await world.jun.click(shown(first), label="Show anyway")
    assert "oblisket" in text_of(first)
    await world.jun.click(shown(first), label="Next")
    assert "oblisket" in text_of(first), "who agreed turns its pages"
    await world.jun.click(shown(first), label="Not helpful")
    assert "oblisket" in text_of(first), "and judges it"
    await put(database, "UPDATE review SET spoils_episode = ?", LAST)
    await world.jun.click(shown(first), label="Previous")
    assert "oblisket" not in everything_of(first)
    assert ASKS.format(n=LAST) in text_of(first)


async def test_a_comment_that_is_labelled_or_rewritten_later_is_asked_about(
    sealed: World, database: Database, board: simcord.ChannelHandle
) -> None:
    world = sealed
    await comment(world, world.mika, f"tirrenfold{LONG} tirrenfold", str(TELLS))
    (message,) = comments_in(board)
    asked = await world.jun.click(message, label="Read")
    await world.jun.click(shown(asked), label="Show anyway")
    await world.jun.click(shown(asked), label="Next")
    assert "tirrenfold" in text_of(asked)
    for change, n in (
        (("UPDATE comment SET spoils_episode = ?", LAST), LAST),
        (("UPDATE comment SET text = ?", f"quivelling{LONG} quivelling"), LAST),
    ):
        await put(database, *change)
        await world.jun.click(shown(asked), label="Previous")
        assert "tirrenfold" not in everything_of(asked)
        assert "quivelling" not in everything_of(asked)
        assert ASKS.format(n=n) in text_of(asked)
        await world.jun.click(shown(asked), label="Show anyway")
        await world.jun.click(shown(asked), label="Next")
    assert "quivelling" in text_of(asked)
    await put(database, "UPDATE comment SET spoils_episode = ?", AT)
    await world.jun.click(shown(asked), label="Previous")
    assert "quivelling" in text_of(asked), "a label that tells less asks nobody"


@pytest.mark.parametrize("said", ["Show anyway", f"I have seen up to episode {TELLS}"])
async def test_words_that_change_under_a_question_are_asked_about_again(
    sealed: World, database: Database, said: str
) -> None:
    """Even with the same label: what was agreed to is not what would be shown."""
    world = sealed
    await world.rei.slash(world.lounge, "quote add", title=TEARS, text="dornwickel", episode=TELLS)
    await put(database, "DELETE FROM quote WHERE text <> 'dornwickel'")
    asked = await world.jun.slash(world.lounge, "quote random", title=TEARS)
    await put(database, "UPDATE quote SET text = 'sablewick'")
    await world.jun.click(shown(asked), label=said)
    assert "sablewick" not in everything_of(asked)
    assert ASKS.format(n=TELLS) in text_of(asked)
    assert await stored(database, "SELECT episode FROM progress WHERE member_id = ?", world.jun.id) == [(AT,)]
    await world.jun.click(shown(asked), label=said)
    assert "sablewick" in text_of(asked)


async def test_who_has_seen_one_drama_is_not_moved_in_another(sealed: World, database: Database) -> None:
    """A marked message's drama is corrected while the question about it stands."""
    world = sealed
    await marked(world, world.mika, await world.mika.send(world.lounge, "grellowby"), episode=str(TELLS))
    repost = world.lounge.last_message
    assert repost is not None
    asked = await world.jun.click(repost, label="Read")
    await put(database, "UPDATE marked SET drama_id = 2, episode = 3")
    await world.jun.click(shown(asked), label=f"I have seen up to episode {TELLS}")
    assert "grellowby" not in everything_of(asked)
    assert ASKS.format(n=3) in text_of(asked)
    progress = "SELECT drama_id, episode FROM progress WHERE member_id = ?"
    assert await stored(database, progress, world.jun.id) == [(1, AT)]


async def test_a_synopsis_in_another_language_is_part_of_what_was_agreed_to(
    sealed: World, database: Database
) -> None:
    world = sealed
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1 AND episode = ?", TELLS)
    for language, text in (("en", "zanthorp"), ("ja", "wexlomire")):
        await put(
            database,
            "INSERT INTO synopsis (drama_id, episode, language, state, text)"
            " VALUES (1, ?, ?, 'published', ?)",
            TELLS,
            language,
            text,
        )
    asked = await world.jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=TELLS)
    await world.jun.click(shown(asked), label="Show anyway")
    assert "zanthorp" in text_of(asked)
    await world.jun.click(shown(asked), label="Japanese")
    assert "wexlomire" in text_of(asked), "it is the same episode"
    await put(database, "UPDATE synopsis SET text = 'quivelling' WHERE text = 'zanthorp'")
    await world.jun.click(shown(asked), label="English")
    assert "quivelling" not in everything_of(asked)
    assert ASKS.format(n=TELLS) in text_of(asked)


async def test_scores_of_episodes_that_came_later_are_not_shown(
    sealed: World, database: Database, bot: NamidaBot
) -> None:
    """Who agreed to the scores up to episode 9 is not shown those of episode 11 by the same button."""
    world = sealed
    await bot.services.pictures.aclose()  # scores are told in words
    for episode, score in ((2, "7"), (TELLS, "9.5")):
        await world.mika.slash(world.lounge, "rate", title=TEARS, overall=score, episode=episode)
    for member, status in ((world.mika, "dropped"), (world.rei, "completed")):
        await member.slash(world.lounge, "watch set", title=TEARS, status=status)
        await member.slash(world.lounge, "rate", title=TEARS, overall="7")
    card = await world.jun.slash(world.lounge, "drama info", title=TEARS, private=True)
    await turned(world.jun, shown(card), "Ratings")
    asked = await world.jun.click(shown(card), label="Show all episodes")
    await world.jun.click(shown(asked), label="Show anyway")
    assert "9: **9.5** (1)" in text_of(asked)
    await world.mika.slash(world.lounge, "rate", title=TEARS, overall="3.5", episode=LAST)
    everyone = menu(asked, "ratings")
    await world.jun.select(shown(asked), ["everybody"], custom_id=everyone["custom_id"])
    assert "9: **9.5** (1)" in text_of(asked)
    assert "11: **3.5**" not in everything_of(asked)
    assert "Show all episodes" in labels(asked)


async def test_what_is_gone_is_not_turned_to(
    sealed: World, database: Database, board: simcord.ChannelHandle
) -> None:
    world = sealed
    await comment(world, world.mika, f"tirrenfold{LONG} tirrenfold", str(TELLS))
    (message,) = comments_in(board)
    asked = await world.jun.click(message, label="Read")
    await world.jun.click(shown(asked), label="Show anyway")
    for change in ("UPDATE comment SET hidden = 1", "DELETE FROM comment"):
        await put(database, change)
        refused = await world.jun.click(shown(asked), label="Next")
        assert "tirrenfold" not in everything_of(refused), change


def test_an_agreement_fits_beside_the_longest_ids(world: World) -> None:
    """A `custom_id` has 100 characters; `custom_id` itself raises `ValueError` over them."""
    agreed = "e5000-" + "f" * 10
    for verb, *args in (
        ("reviewshow", "s", 2**63 - 1, agreed),
        ("reviewpage", 2**63 - 1, 1, agreed),
        ("reviewvote", 1, 2**63 - 1, f"f 1 {agreed}"),
        ("reveal", "s", 2**63 - 1, 2**63 - 1, 5_000, "en", agreed),
        ("scoresshow", "s", 2**63 - 1, 0, "everywhere", "everybody", "e5000", agreed),
    ):
        assert old_button("Yes", verb, *args) is not None


# --- what stands in sight of everybody ---


async def test_what_is_labelled_later_disappears_from_everybodys_sight(
    world: World, board: simcord.ChannelHandle
) -> None:
    reviews = world.guild.create_text_channel("reviews")
    await world.rei.slash(world.lounge, "settings channel", purpose="reviews", channel=reviews)
    await review(world, world.mika, headline="mirrowane", text="oblisket", spoils="")
    await comment(world, world.mika, "tirrenfold", "")
    words = ["mirrowane", "oblisket", "tirrenfold"]
    # Answers in public follow, too, and not only what the bot posts by itself.
    await world.jun.slash(world.lounge, "review read", title=TEARS)
    await world.jun.slash(world.lounge, "drama info", title=TEARS)
    places = [reviews, *board.threads, world.lounge]

    def in_sight() -> str:
        return "\n".join(text_of(m) for place in places for m in place.history(viewer=world.jun))

    assert all(word in in_sight() for word in words)
    await review(world, world.mika, headline="mirrowane", text="oblisket", spoils=str(TELLS))
    (message,) = comments_in(board)
    mine = await world.mika.click(message, label="…")
    form = await world.mika.click(shown(mine), label="Edit it")
    await world.mika.submit_modal(form, {"text": "tirrenfold", "spoils": str(TELLS)})
    await world.env.settle()
    assert [word for word in words if word in in_sight()] == []

    case = await world.rei.slash(world.lounge, "moderate remove", writing=str(message.id))
    await remove(world, world.rei, case)
    dropped = await world.mika.slash(world.lounge, "review delete", title=TEARS)
    await world.mika.click(shown(dropped), label="Delete it")
    await world.env.settle()
    everything = "".join(everything_of(m) for place in places for m in place.history(viewer=world.jun))
    assert [word for word in words if word in everything] == []
