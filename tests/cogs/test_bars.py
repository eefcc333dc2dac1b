"""What a member hides with bars of their own stays hidden, whichever way they write it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import simcord

from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.cogs.marking import marked
from tests.cogs.reviewing import GOOD
from tests.cogs.reviewing import write as review
from tests.world import (
    TEARS,
    World,
    begins,
    everything_of,
    hidden_text_of,
    labels,
    put,
    readers_of,
    sent_by,
    shown,
    stored,
    text_of,
)

SECRET = "grellowby"
BARRED = f"And then ||{SECRET}|| comes."
NOBUTA = "Nobuta wo Produce"
ASKS = "so it is a spoiler. Say up to which episode it tells."
AT, LAST = 4, 11

Write = Callable[[World, str], Awaitable[simcord.InteractionResult]]


async def a_comment(world: World, label: str) -> simcord.InteractionResult:
    return await comment(world, world.mika, BARRED, label)


async def a_changed_comment(world: World, label: str) -> simcord.InteractionResult:
    written = shown(await comment(world, world.mika, "It rains.", ""))
    mine = shown(await world.mika.click(written, label="Edit or delete"))
    form = await world.mika.click(mine, label="Edit it")
    return await world.mika.submit_modal(form, {"text": BARRED, "spoils": label})


async def a_headline(world: World, label: str) -> simcord.InteractionResult:
    return await review(world, world.mika, headline=BARRED, spoils=label)


async def a_review(world: World, label: str) -> simcord.InteractionResult:
    return await review(world, world.mika, text=BARRED, spoils=label)


async def a_reason(world: World, label: str) -> simcord.InteractionResult:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA)
    typed = {"reason": BARRED, "spoils": label, "other_spoils": ""}
    return await world.mika.submit_modal(form, typed)


async def a_quote(world: World, label: str) -> simcord.InteractionResult:
    options = {"episode": int(label)} if label else {}
    return await world.mika.slash(world.lounge, "quote add", title=TEARS, text=BARRED, **options)


async def a_speaker(world: World, label: str) -> simcord.InteractionResult:
    options = {"episode": int(label)} if label else {}
    return await world.mika.slash(
        world.lounge, "quote add", title=TEARS, text="I live.", speaker=f"||{SECRET}||", **options
    )


async def a_changed_quote(world: World, label: str) -> simcord.InteractionResult:
    saved = shown(await world.mika.slash(world.lounge, "quote add", title=TEARS, text="I live on."))
    mine = shown(await world.mika.click(saved, label="Edit"))
    form = await world.mika.click(mine, label="Edit it")
    typed = {"title": TEARS, "text": BARRED, "speaker": "", "episode": label}
    return await world.mika.submit_modal(form, typed)


async def a_saved_message(world: World, label: str) -> simcord.InteractionResult:
    message = await world.mika.send(world.lounge, BARRED)
    form = await world.mika.context_menu(world.lounge, "Save as quote", message)
    typed = {"title": TEARS, "text": BARRED, "speaker": "", "episode": label or "none"}
    return await world.mika.submit_modal(form, typed)


WRITES: tuple[Write, ...] = (
    a_comment, a_changed_comment, a_headline, a_review, a_reason, a_quote, a_speaker, a_changed_quote,
    a_saved_message,
)  # fmt: skip
kinds = pytest.mark.parametrize("write", WRITES, ids=[write.__name__ for write in WRITES])


@pytest.fixture
async def places(world: World, database: Database) -> dict[str, simcord.ChannelHandle]:
    await put(database, "DELETE FROM quote")
    made = {purpose: world.guild.create_text_channel(purpose) for purpose in ("reviews", "board")}
    for purpose, channel in made.items():
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=channel)
    return made


def in_sight(world: World, places: dict[str, simcord.ChannelHandle]) -> str:
    """What everyone sees without pressing anything, of the bot's."""
    channels = [world.lounge, places["reviews"], *places["board"].threads]
    ours = [message for channel in channels for message in channel.history() if message.components]
    return "\n".join(text_of(message) for message in ours)


async def is_kept(database: Database) -> bool:
    """Whether anything that stands says it."""
    tables = (("review", "headline || text"), ("comment", "text"), ("recommendation", "reason"))
    found = [
        await stored(database, f"SELECT 1 FROM {table} WHERE {told} LIKE '%{SECRET}%'")
        for table, told in (*tables, ("quote", "text || ifnull(speaker, '')"))
    ]
    return any(found)


@kinds
async def test_without_an_episode_the_form_comes_back_filled_in(
    world: World, database: Database, places: dict[str, simcord.ChannelHandle], write: Write
) -> None:
    answer = await write(world, "")
    await world.env.settle()
    assert readers_of(world, answer) == {"mika"}
    assert ASKS in text_of(answer)
    assert not await is_kept(database)
    assert SECRET not in in_sight(world, places)

    form = await world.mika.click(shown(answer), label="Continue writing")
    typed = begins(form)
    label = "spoils" if "spoils" in typed else "episode"
    assert any(SECRET in said for said in typed.values())
    assert typed[label] == str(LAST), "the last one, of a writer who has not said how far they are"
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="watching", episode=AT)
    form = await world.mika.click(shown(answer), label="Continue writing")
    assert begins(form)[label] == str(AT)

    done = await world.mika.submit_modal(form, begins(form))
    await world.env.settle()
    assert ASKS not in text_of(done)
    assert await is_kept(database)
    assert SECRET not in in_sight(world, places)
    assert await stored(database, "SELECT * FROM draft") == []


@kinds
@pytest.mark.parametrize("policy", ["bars", "sealed", "open"])
async def test_with_an_episode_it_stands_nowhere_in_sight(
    world: World,
    database: Database,
    places: dict[str, simcord.ChannelHandle],
    write: Write,
    policy: str,
) -> None:
    await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
    await write(world, str(AT))
    await world.env.settle()
    assert await is_kept(database)
    for command, options in (
        ("quote random", {"title": TEARS}),
        ("review read", {"title": TEARS}),
        ("recommend like", {"title": TEARS}),
        ("drama info", {"title": TEARS}),
    ):
        answer = await world.jun.slash(world.lounge, command, **options)
        assert SECRET not in text_of(answer), command
    assert SECRET not in in_sight(world, places)


async def test_whoever_saves_a_message_that_hides_something_is_asked_how_far_it_tells(
    world: World, database: Database, places: dict[str, simcord.ChannelHandle]
) -> None:
    """Even once the bars are taken out of what is saved."""
    message = await world.mika.send(world.lounge, BARRED)
    form = await world.jun.context_menu(world.lounge, "Save as quote", message)
    assert "'required': True" in repr(_field(form, "episode"))
    assert "no spoilers" not in repr(_field(form, "episode"))
    typed = {"title": TEARS, "text": f"And then {SECRET} comes.", "speaker": ""}
    for label in ("none", "なし", " "):
        answer = await world.jun.submit_modal(form, {**typed, "episode": label})
        assert ASKS in text_of(answer)
        form = await world.jun.click(shown(answer), label="Continue writing")
        assert "'required': True" in repr(_field(form, "episode"))
        typed = {name: text for name, text in typed.items() if name != "title"}  # it is known by now
    assert not await is_kept(database)
    await world.jun.submit_modal(form, {**typed, "episode": "3"})
    assert await stored(database, "SELECT episode FROM quote") == [(3,)]

    free = await world.jun.context_menu(
        world.lounge, "Save as quote", await world.mika.send(world.lounge, "It rains.")
    )
    assert "'required': False" in repr(_field(free, "episode"))


async def test_a_quote_of_an_earlier_version_needs_no_more_than_it_did(
    world: World, database: Database, places: dict[str, simcord.ChannelHandle]
) -> None:
    """Its form does not say whether its message hid something."""
    message = await world.mika.send(world.lounge, "It rains.")
    form = await world.mika.context_menu(world.lounge, "Save as quote", message)
    assert form.modal is not None
    form.modal["custom_id"] = form.modal["custom_id"].rpartition(":")[0]
    await world.mika.submit_modal(form, {"title": TEARS, "text": "It rains.", "speaker": "", "episode": ""})
    assert await stored(database, "SELECT text, episode FROM quote") == [("It rains.", None)]


async def test_a_marked_message_with_bars_is_hidden_with_them(
    world: World, places: dict[str, simcord.ChannelHandle]
) -> None:
    """Marking asks for the episode in any case."""
    await marked(world, world.mika, await world.mika.send(world.lounge, BARRED), episode=str(AT))
    repost = world.lounge.last_message
    assert repost is not None
    assert SECRET in hidden_text_of(repost)
    assert SECRET not in text_of(repost)


async def test_every_form_begins_with_how_far_its_writer_is(
    world: World, places: dict[str, simcord.ChannelHandle]
) -> None:
    await comment(world, world.rei, "It rains.", "")  # the thread is there
    thread = thread_of(places["board"])
    message = await world.mika.send(thread, "It rains.")

    async def forms() -> list[dict[str, str]]:
        opened = [
            await world.mika.slash(world.lounge, "comment", title=TEARS),
            await world.mika.slash(world.lounge, "review write", title=TEARS),
            await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA),
            await world.mika.context_menu(thread, "Save as quote", message),
            await world.mika.context_menu(thread, "Mark as spoiler", message),
        ]
        for form in opened[:4]:
            told = repr(_field(form, "episode") or _field(form, "spoils"))
            assert "no spoilers" in told
            assert ("Left empty: no spoilers, everyone reads it." in told) is not began
        return [begins(form) for form in opened]

    began = False
    assert {form.get("spoils", form.get("episode")) for form in await forms()} == {""}
    await world.mika.slash(world.lounge, "watch set", title=TEARS, status="watching", episode=AT)
    began = True
    told = await forms()
    assert {form.get("spoils", form.get("episode")) for form in told} == {str(AT)}
    assert told[2]["other_spoils"] == ""


def _field(form: simcord.InteractionResult, name: str) -> dict[str, object] | None:
    """A field of a form with what is told beside it."""
    assert form.modal is not None
    for part in form.modal["components"]:
        if part.get("component", {}).get("custom_id") == name:
            return dict(part)
    return None


# --- what was written before this was asked ---


async def test_a_text_that_lost_its_bars_may_lose_its_label(
    world: World, database: Database, places: dict[str, simcord.ChannelHandle]
) -> None:
    await comment(world, world.mika, BARRED, "3")
    (post,) = comments_in(places["board"])
    assert SECRET not in text_of(post)
    await put(database, "DELETE FROM draft")
    mine = shown(await world.mika.click(post, label="…"))
    form = await world.mika.click(mine, label="Edit it")
    await world.mika.submit_modal(form, {"text": "It rains.", "spoils": ""})
    await world.env.settle()
    (post,) = comments_in(places["board"])
    assert "It rains." in text_of(post)


# --- reasons ---


async def test_a_reason_that_spoils_is_read_alone_and_asked_about_once(
    world: World, database: Database, places: dict[str, simcord.ChannelHandle]
) -> None:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA)
    await world.mika.submit_modal(form, {"reason": BARRED, "spoils": "9", "other_spoils": "5"})
    listed = shown(await world.jun.slash(world.lounge, "recommend like", title=TEARS))
    assert SECRET not in everything_of(listed)
    assert f"Spoils {TEARS} up to episode 9" in text_of(listed)
    assert f"Spoils {NOBUTA} up to episode 5" in text_of(listed)

    asked = await world.jun.click(listed, label="Read")
    assert readers_of(world, asked) == {"jun"}
    assert SECRET not in everything_of(asked)
    assert f"Spoils {NOBUTA} up to episode 5" in text_of(asked)
    await world.jun.click(shown(asked), label="Show anyway")
    assert SECRET in text_of(asked), "both were told"
    assert await stored(database, "SELECT * FROM progress") == []

    asked = await world.jun.click(listed, label="Read")
    await world.jun.click(shown(asked), label="I have seen up to episode 9")
    assert SECRET not in everything_of(asked), "they have said nothing of the other"
    assert text_of(asked).startswith(f"### {NOBUTA} · ")
    await world.jun.click(shown(asked), label="I have seen up to episode 5")
    assert SECRET in text_of(asked)
    again = await world.jun.click(listed, label="Read")
    assert SECRET in text_of(again)
    alone = await world.jun.slash(world.lounge, "recommend like", title=TEARS, private=True)
    assert SECRET in text_of(alone)
    everyones = await world.jun.slash(world.lounge, "recommend like", title=TEARS)
    assert SECRET not in everything_of(everyones)


async def test_a_reason_whose_label_changed_meanwhile_is_asked_about_again(
    world: World, database: Database, places: dict[str, simcord.ChannelHandle]
) -> None:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA)
    await world.mika.submit_modal(form, {"reason": BARRED, "spoils": "3", "other_spoils": "2"})
    listed = shown(await world.jun.slash(world.lounge, "recommend like", title=TEARS))
    asked = await world.jun.click(listed, label="Read")
    await put(database, "UPDATE recommendation_spoils SET episode = 5 WHERE episode = 2")
    await world.jun.click(shown(asked), label="Show anyway")
    assert SECRET not in everything_of(asked)
    assert f"Spoils {NOBUTA} up to episode 5" in text_of(asked)
    await put(database, "UPDATE recommendation_spoils SET episode = 8 WHERE episode = 3")
    await world.jun.click(shown(asked), label="Show anyway")
    assert SECRET not in everything_of(asked)
    await world.jun.click(shown(asked), label="Show anyway")
    assert SECRET in text_of(asked)

    asked = await world.jun.click(listed, label="Read")
    await put(database, "DELETE FROM recommendation_spoils")
    await world.jun.click(shown(asked), label="Show anyway")
    assert SECRET in text_of(asked), "it spoils nothing by now"


async def test_its_author_reads_it_unasked_where_no_one_else_does(
    world: World, places: dict[str, simcord.ChannelHandle]
) -> None:
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=NOBUTA)
    saved = await world.mika.submit_modal(form, {"reason": BARRED, "spoils": "9", "other_spoils": ""})
    assert readers_of(world, saved) == {"mika"}
    assert SECRET in text_of(saved)
    alone = await world.mika.slash(world.lounge, "recommend like", title=TEARS, private=True)
    assert SECRET in text_of(alone)
    assert "Change" in labels(alone)
    everyones = shown(await world.mika.slash(world.lounge, "recommend like", title=TEARS))
    assert SECRET not in everything_of(everyones)
    read = await world.mika.click(everyones, label="Read")
    assert SECRET in text_of(read)


async def test_nothing_that_was_sent_had_it_in_its_first_hundred_characters(
    world: World, places: dict[str, simcord.ChannelHandle]
) -> None:
    await review(world, world.mika, **{**GOOD, "text": BARRED, "spoils": "9"})
    await comment(world, world.mika, BARRED, "9")
    await world.env.settle()
    for channel in (places["reviews"], thread_of(places["board"])):
        for message in channel.history():
            told = "".join(part for part in (text_of(message), hidden_text_of(message)) if part)
            assert SECRET not in told[:100]
    assert sent_by(world)
