"""Before everything that spoils stands the same question, whatever it is: same words, answers, behaviour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.commenting import comment
from tests.cogs.marking import marked
from tests.cogs.reviewing import write as review
from tests.world import (
    TEARS,
    World,
    everything_of,
    hidden_text_of,
    labels,
    old_button,
    posted_before,
    put,
    shown,
    stored,
    text_of,
    turned,
)

AT, TELLS, LAST = 4, 9, 11
ASKED = f"You've watched up to episode {AT}. This contains spoilers for episode {TELLS}."
ANSWERS = ["Show anyway", f"I have seen up to episode {TELLS}", "Not now"]

Open = Callable[[], Awaitable[simcord.InteractionResult]]


@dataclass
class Told:
    """A server that seals, where everything that can spoil tells episode 9; jun has seen four."""

    world: World
    database: Database
    opens: Mapping[str, Open]  # what jun does to get at each
    words: Mapping[str, str]  # that only each says
    places: Mapping[str, simcord.ChannelHandle]

    async def progress(self) -> tuple[str, int]:
        ((status, episode),) = await stored(
            self.database, "SELECT status, episode FROM progress WHERE member_id = ?", self.world.jun.id
        )
        return str(status), int(episode)

    async def back(self) -> None:
        """Jun is at episode 4."""
        status, episode = "watching", AT
        await self.world.jun.slash(
            self.world.lounge, "watch set", title=TEARS, status=status, episode=episode
        )


@pytest.fixture
async def told(world: World, database: Database, bot: NamidaBot) -> Told:
    await bot.services.pictures.aclose()  # scores are told in words
    await world.rei.slash(world.lounge, "settings spoilers", policy="sealed")
    places = {
        purpose: world.guild.create_text_channel(purpose) for purpose in ("synopses", "reviews", "board")
    }
    for purpose, channel in places.items():
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=channel)
    await put(database, "DELETE FROM quote")
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1 AND episode = ?", TELLS)
    await put(
        database,
        "INSERT INTO synopsis (drama_id, episode, language, state, text)"
        " VALUES (1, ?, 'en', 'published', 'sablewick')",
        TELLS,
    )
    await world.rei.slash(world.lounge, "synopses post", title=TEARS, episode=TELLS)
    await review(world, world.mika, text="oblisket", spoils=str(TELLS))
    await comment(world, world.mika, "tirrenfold", str(TELLS))
    quote = shown(
        await world.mika.slash(world.lounge, "quote add", title=TEARS, text="dornwickel", episode=TELLS)
    )
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="Nobuta wo Produce")
    await world.mika.submit_modal(form, {"reason": "vellumstork", "spoils": str(TELLS), "other_spoils": ""})
    likeness = shown(await world.jun.slash(world.lounge, "recommend like", title=TEARS))
    await marked(world, world.mika, await world.mika.send(world.lounge, "grellowby"), episode=str(TELLS))
    repost = world.lounge.last_message
    for episode, score in ((2, "7"), (TELLS, "9.5")):
        await world.mika.slash(world.lounge, "rate", title=TEARS, overall=score, episode=episode)
    card = shown(await world.jun.slash(world.lounge, "drama info", title=TEARS, private=True))
    await turned(world.jun, card, "Ratings")
    await world.env.settle()
    (thread,) = places["board"].threads
    jun = world.jun

    def pressing(message: discord.Message | simcord.ResponseMessage | None, label: str) -> Open:
        assert message is not None
        return lambda: jun.click(message, label=label)

    opens: dict[str, Open] = {
        "synopsis": pressing(places["synopses"].last_message, "Reveal"),
        "synopsis asked for": lambda: jun.slash(world.lounge, "episode synopsis", title=TEARS, episode=TELLS),
        "review": pressing(places["reviews"].last_message, "Read"),
        "comment": pressing(thread.last_message, "Read"),
        "quote": pressing(quote, "Read"),
        "quote by chance": lambda: jun.slash(world.lounge, "quote random", title=TEARS),
        "marked message": pressing(repost, "Read"),
        "reason": pressing(likeness, "Read"),
        "scores of episodes": pressing(card, "Show all episodes"),
    }
    words = {
        "synopsis": "sablewick",
        "synopsis asked for": "sablewick",
        "review": "oblisket",
        "comment": "tirrenfold",
        "quote": "dornwickel",
        "quote by chance": "dornwickel",
        "marked message": "grellowby",
        "reason": "vellumstork",
        "scores of episodes": "9: **9.5** (1)",
    }
    story = Told(world, database, opens, words, places)
    await story.back()
    return story


async def test_everything_that_spoils_asks_the_same_and_does_the_same(told: Told) -> None:
    jun = told.world.jun
    for what, opens in told.opens.items():
        word = told.words[what]
        dismissed = await opens()
        await jun.click(shown(dismissed), label="Not now")
        assert dismissed.response is None, what
        assert await told.progress() == ("watching", AT), what

        asked = await opens()
        assert asked.ephemeral, what
        assert text_of(asked).startswith(f"### {TEARS} · "), what
        assert text_of(asked).splitlines()[-1] == ASKED, what
        assert labels(asked) == ANSWERS, what
        assert word not in everything_of(asked), what

        await jun.click(shown(asked), label="Show anyway")
        assert word in text_of(asked), what
        assert await told.progress() == ("watching", AT), what

        asked = await opens()
        await jun.click(shown(asked), label=ANSWERS[1])
        assert word in text_of(asked), what
        assert await told.progress() == ("watching", TELLS), what
        at_once = await opens()
        assert word in text_of(at_once), f"{what}: who is past it reads with one click"
        assert at_once.ephemeral, what
        await told.back()


async def test_what_spoils_more_than_the_question_said_is_asked_about_anew(told: Told) -> None:
    world, jun = told.world, told.world.jun
    asked = {what: await told.opens[what]() for what in ("review", "comment")}
    await review(world, world.mika, text="oblisket", spoils=str(LAST))
    await put(told.database, "UPDATE comment SET spoils_episode = ?", LAST)
    for what, label in (("comment", ANSWERS[0]), ("review", ANSWERS[1])):
        question = asked[what]
        await jun.click(shown(question), label=label)
        assert told.words[what] not in everything_of(question), what
        assert f"This contains spoilers for episode {LAST}." in text_of(question), what
    assert await told.progress() == ("watching", TELLS), "as they said, and no further"
    await jun.click(shown(asked["review"]), label="Show anyway")
    assert "oblisket" in text_of(asked["review"])
    await put(told.database, "UPDATE comment SET spoils_episode = NULL")
    await jun.click(shown(asked["comment"]), label=f"I have seen up to episode {LAST}")
    assert "tirrenfold" in text_of(asked["comment"])
    assert await told.progress() == ("watching", TELLS), "it spoils nothing by now"

    await world.mika.slash(world.lounge, "quote add", title=TEARS, text="The end.", episode=LAST)
    await put(told.database, "DELETE FROM quote WHERE text = 'dornwickel'")
    last = await told.opens["quote by chance"]()
    await jun.click(shown(last), label=f"I have seen up to episode {LAST}")
    assert "The end." in text_of(last)
    assert await told.progress() == ("completed", LAST)


async def test_questions_that_were_asked_by_an_earlier_version_are_answered(told: Told) -> None:
    world, database = told.world, told.database
    ids = {
        table: (await stored(database, f"SELECT {column} FROM {table}"))[-1][0]
        for table, column in (("review", "id"), ("comment", "id"), ("quote", "id"), ("marked", "message_id"))
    }
    stood: dict[str, tuple[str, int | str, *tuple[int | str, ...]]] = {
        "synopsis": ("reveal", 1, 1, TELLS),
        "synopsis asked for": ("reveal", 1, 1, TELLS, "en"),
        "review": ("reviewshow", ids["review"]),
        "comment": ("commentshow", ids["comment"]),
        "quote": ("quoteshow", ids["quote"]),
        "marked message": ("markshow", ids["marked"]),
    }
    for what, (verb, *subject) in stood.items():
        for said, episode in (("s", AT), ("p", TELLS)):
            old = posted_before(world, screen(row(old_button("Yes", verb, said, *subject))))
            answer = await world.jun.click(old, label="Yes")
            assert told.words[what] in text_of(answer), what
            assert answer.ephemeral, what
            assert (await told.progress())[1] == episode, what
        await told.back()
    scores = posted_before(world, screen(row(old_button("Yes", "ratings", 1, 0, "here", "finished", "past"))))
    answer = await world.jun.click(scores, label="Yes")
    assert told.words["scores of episodes"] in text_of(answer)

    forged = posted_before(world, screen(row(old_button("Yes", "quoteshow", "x", ids["quote"]))))
    answer = await world.jun.click(forged, label="Yes")
    assert told.words["quote"] not in everything_of(answer)


async def test_what_stands_follows_the_policy_at_once_and_alike(told: Told) -> None:
    world = told.world

    def standing() -> dict[str, discord.Message | None]:
        (thread,) = told.places["board"].threads
        return {
            "synopsis": told.places["synopses"].last_message,
            "review": told.places["reviews"].last_message,
            "comment": thread.last_message,
            "marked message": world.lounge.last_message,
        }

    sealed = {what: (text_of(message), labels(message)) for what, message in standing().items() if message}
    for policy in ("bars", "open", "sealed"):
        await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
        for what, message in standing().items():
            assert message is not None
            assert told.words[what] not in text_of(message), what
            assert (told.words[what] in hidden_text_of(message)) is (policy != "sealed"), what
            assert ((text_of(message), labels(message)) == sealed[what]) is (policy == "sealed"), what
            assert (told.words[what] in everything_of(message)) is (policy != "sealed"), what
