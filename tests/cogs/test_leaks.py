"""Nothing that spoils reaches a reader who is behind before they ask for it, whatever they use.

Words that no screen has of its own are planted wherever a member or a catalogue can tell what happens
(`leaks/planted.py`). Then readers of every kind, a fresh one for each, use every command, and press every
button and menu of every answer, but for those that ask for a spoiler (`leaks/walking.py`). Whatever the bot
sends meanwhile is looked through: answers, forms, completions, posts, names of threads, alternative texts,
files. Under `sealed`, and in what one reader alone sees, the words are nowhere; under `bars` and `open` what
everybody sees may have them under spoiler bars.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.client import NamidaBot
from bot.domain.charts import Chart
from bot.domain.questions import Intent
from bot.store.database import Database
from bot.store.timestamps import written
from tests.cogs.leaks.planted import AT, HIDDEN_IN_POSTS, PLANTED, plant, tell
from tests.cogs.leaks.storing import FOLLOWING, changed, everything_in, names
from tests.cogs.leaks.walked import ASKED, BEFORE, LEFT_OUT, NOT_THERE, REFUSED, WALKED
from tests.cogs.leaks.walking import NOT_PRESSED, PLACES, Reading
from tests.cogs.listing import COMMANDS, FOR_SERVERS, leaves
from tests.pockets import FOREIGN_IDS
from tests.world import TEARS, World, put, shown, walk

POLICIES = ("bars", "sealed", "open")
# Every kind of reader, and the one who is behind under every policy.
WALKS = [
    *(("behind", policy) for policy in POLICIES),
    ("not begun", "sealed"),
    ("no list", "open"),
    ("dropped", "open"),
    ("exactly before", "sealed"),
    ("exactly before", "open"),
    ("elsewhere", "bars"),
    *((place, "bars") for place in PLACES),
]
# Discord gives the bot no messages of the places to which a member carries it.
HEARD = [walk for walk in WALKS if walk[0] not in PLACES or not PLACES[walk[0]].reader_alone]


@pytest.fixture(params=[("behind", policy) for policy in POLICIES], ids=" ".join)
async def reading(
    world: World,
    database: Database,
    bot: NamidaBot,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Reading:
    """A kind of reader, where everything is told and every purpose has its channel, under a policy."""
    kind, policy = request.param
    await world.rei.slash(world.lounge, "settings spoilers", policy=policy)
    for purpose in ("synopses", "reviews", "board", "airing", "log"):
        channel = world.guild.create_text_channel(purpose)
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=channel)
    await world.jun.slash(world.lounge, "watch set", title=TEARS, episode=AT)
    await plant(world, database)
    reader = Reading(world, policy, kind)

    async def drawn(chart: Chart) -> bytes:
        """What a picture would show is looked through; drawing it takes a process, and tells no more."""
        reader.look_through("a picture", "shows", "", repr(chart), private=True)
        return b"a picture"

    monkeypatch.setattr(bot.services.pictures, "draw", drawn)
    return reader


def commands_of(world: World) -> dict[str, dict[str, Any]]:
    (sync,) = (
        request.json
        for request in world.env.http_requests
        if request.method == "PUT" and request.path.endswith("/commands")
    )
    assert isinstance(sync, list)
    return dict(leaves(sync))


# --- the tests ---


def test_every_command_is_walked_or_left_out_for_a_reason(world: World) -> None:
    there = set(commands_of(world))
    assert not set(WALKED) & set(LEFT_OUT)
    assert there - set(WALKED) - set(LEFT_OUT) == set(), "new commands: walk them, or say why not"
    assert (set(WALKED) | set(LEFT_OUT)) - there == set(), "these commands are gone"


def test_what_the_reader_types_are_options_of_the_command() -> None:
    for name, uses in WALKED.items():
        for options in uses:
            told = {option.removesuffix("*") for option in COMMANDS[name]}
            required = {option[:-1] for option in COMMANDS[name] if option.endswith("*")}
            assert required <= set(options) <= told, f"WALKED uses /{name} with other options"


def test_the_buttons_that_are_not_pressed_are_there(world: World) -> None:
    handlers: dict[str, object] = world.env.bot.handlers  # type: ignore[attr-defined]  # the bot under test
    assert set(NOT_PRESSED) <= set(handlers)


@pytest.mark.parametrize("reading", WALKS, indirect=True, ids=" ".join)
@pytest.mark.usefixtures("let_through")
async def test_no_answer_tells_who_is_behind(reading: Reading, database: Database) -> None:
    """Away from the server, Discord lets every command through: what needs a server is refused.

    Then the whole database has changed only in what is the readers' own, and names no place.
    """
    repost = await tell(reading.world)
    before = await everything_in(database)
    for name, uses in WALKED.items():
        for options in uses:
            await reading.use(name, options, BEFORE.get(name))
    if reading.kind != "elsewhere" and reading.carried is None:
        await reading.begin()
        await reading.press_all("the marked message", repost)
    assert reading.told == []
    refused = {name: results for name, results in reading.refused.items() if results}
    not_there = NOT_THERE.get(reading.kind, set())
    if reading.carried is not None:
        changes = changed(before, await everything_in(database))
        assert [one for one in changes if names(one[1], FOREIGN_IDS)] == []
        readers = [reader.id for reader in reading.readers]
        own = [one for one in changes if names(one[1], readers)]
        assert {table for table, _ in set(changes) - set(own)} <= FOLLOWING
        assert len({table for table, _ in own}) > 5, "nothing was stored"
        not_there = set(WALKED) & FOR_SERVERS
        assert all(refused[name] == {"ServerOnly"} for name in not_there), refused
    assert set(refused) == set(REFUSED) | not_there, refused
    assert reading.in_vain == set()
    assert len(reading.pressed) > 40
    assert reading.files > 4, "exports and pictures were not looked at"
    assert (reading.plain > 5) is (reading.kind != "elsewhere"), "what spoils nothing is told"


@pytest.mark.parametrize("reading", HEARD, indirect=True, ids=" ".join)
async def test_no_answer_in_plain_words_tells_who_is_behind(reading: Reading) -> None:
    await tell(reading.world)
    for questions in ASKED.values():
        for words in questions:
            assert await reading.ask(words) >= 1, f"no answer to {words!r}"
    assert reading.told == []
    assert len(reading.pressed) > 40


def test_every_kind_of_question_is_walked() -> None:
    assert set(ASKED) == set(Intent)


async def test_no_completion_tells_who_is_behind(reading: Reading) -> None:
    await tell(reading.world)
    world, asked, like = reading.world, 0, set[tuple[str, str]]()
    for name, command in commands_of(world).items():
        for option in command.get("options", []):
            if not option.get("autocomplete") or name.split()[0] in ("catalogue", "moderate", "synopses"):
                continue
            # The commands of a group complete an option in one way: of each the planted words are typed once.
            words = [word[:5] for word in PLANTED.values() if (name.split()[0], option["name"]) not in like]
            like.add((name.split()[0], option["name"]))
            for typed in ("", "1 l", "tears", *words):
                choices = await world.jun.autocomplete(world.lounge, name, option["name"], typed)
                reading.look_through(
                    f"/{name} {option['name']}:{typed}", "choices", "", choices, private=True
                )
                asked += 1
    assert reading.told == []
    assert asked > 100


async def test_no_post_or_thread_tells_who_is_behind(reading: Reading, database: Database) -> None:
    """Reviews, marked messages, events, and whatever a day of the clock brings: seen by everybody, jun too.

    The direct message that a day brings is Jun's alone.
    """
    world = reading.world
    before = len(world.env.http_requests)
    await tell(world)
    await _wait_for_a_digest(world, database)
    for _ in range(6):
        await world.env.advance_time(4 * 3_600)
    asked = await world.rei.slash(world.lounge, "club end")
    await world.rei.click(shown(asked), label="End it")  # its summary is posted, with a picture
    await world.env.settle()
    posts = 0
    for request in world.env.http_requests[before:]:
        if request.path.startswith(("/channels/", "/guilds/")):
            reading.look_through("posted", request.method, request.path, request.json, private=False)
            posts += 1
            assert not _told_by_a_preview(request.json)
    hidden = repr(
        [request.json for request in world.env.http_requests[before:] if "/messages" in request.path]
    )
    for where in HIDDEN_IN_POSTS:
        assert (PLANTED[where] in hidden) == (reading.policy != "sealed"), f"{where} was not posted"
    for channel in _channels(world):
        for message in channel.history(viewer=world.jun):
            private = message.flags.ephemeral
            reading.look_through("read", "in", channel.name or "", _as_sent(message), private=private)
    digest = world.jun.user.dm_channel.history()
    for message in digest:
        reading.look_through("a direct message", "to", "jun", _as_sent(message), private=True)
    assert reading.told == []
    assert posts > 5
    assert digest, "no direct message was looked at"
    assert any("/scheduled-events" in request.path for request in world.env.http_requests[before:])


async def _wait_for_a_digest(world: World, database: Database) -> None:
    """Have an episode air within the day, of whose dramas Jun is told every morning."""
    airs_at = world.env.now() + timedelta(hours=12)
    await put(
        database,
        "INSERT INTO episode (drama_id, number, title, air_date, airs_at) VALUES (1, 10, ?1, ?2, ?3)"
        " ON CONFLICT DO UPDATE SET title = ?1, air_date = ?2, airs_at = ?3",
        PLANTED["the title of an episode"],
        airs_at.date().isoformat(),
        written(airs_at),
    )
    followed = await world.jun.slash(world.lounge, "airing follow", title=TEARS)
    form = await world.jun.click(shown(followed), label="Daily digest")
    await world.jun.submit_modal(form, {"clock": "12:00", "zone": "Asia/Tokyo"})


def _channels(world: World) -> list[simcord.ChannelHandle]:
    """Every channel of the server, and every thread of it, whose names are looked through, too."""
    channels = list(world.guild.channels.values())
    return [*channels, *(thread for channel in channels for thread in channel.threads)]


def _as_sent(message: discord.Message) -> dict[str, Any]:
    return {
        "content": message.content,
        "components": [component.to_dict() for component in message.components],
        "thread": message.channel.name if isinstance(message.channel, discord.Thread) else None,
    }


def _told_by_a_preview(body: object) -> bool:
    """Previews join the texts of a message, hidden ones too, and cut them at 100 characters."""
    if not isinstance(body, dict):
        return False
    joined = " ".join(
        str(part["content"]) for part, _ in walk(body.get("components") or []) if part.get("content")
    )
    return any(word in joined[:100] for word in PLANTED.values())


# --- the test itself can fail ---


@pytest.mark.parametrize("policy", POLICIES)
def test_a_word_in_sight_is_found(world: World, policy: str) -> None:
    text = {"type": 10, "content": PLANTED["a synopsis"]}
    hidden = {"components": [{"type": 17, "spoiler": True, "components": [text]}]}
    for body, private, found in (
        ({"components": [{"type": 17, "components": [text]}]}, False, True),
        ({"name": PLANTED["a synopsis"]}, False, True),
        (hidden, True, True),
        (hidden, False, policy == "sealed"),
    ):
        reading = Reading(world, policy)
        reading.look_through("a story", "POST", "/channels/1/messages", body, private=private)
        assert bool(reading.told) is found
