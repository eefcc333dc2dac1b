"""Whatever changes, each message follows: every kind that stands by every change.

The changes are made in the store, as any writer would make them: no one has to think of the messages.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import simcord

from bot.client import NamidaBot
from bot.domain.message_ledger import Kind
from bot.schedule.agenda import keepers
from bot.store.catalogue import merging
from bot.store.database import Database
from bot.store.posts import message_ledger
from tests.cogs.boards import forbid
from tests.cogs.clubs.test_clubs import start
from tests.cogs.leaks.walked import WALKED
from tests.cogs.leaks.walking import SOMEONE
from tests.cogs.standing import (
    HIDES,
    LABEL,
    LABELS,
    NOT_IN_THE_STORE,
    OTHER,
    STANDING,
    TABLES,
    WITHOUT_WORDS,
    WORDS,
    every,
    follow,
    messages,
    nothing_is_outdated,
    stands,
    with_words,
)
from tests.world import (
    TEARS,
    World,
    everything_of,
    hidden_text_of,
    labels,
    put,
    readers_of,
    shown,
    stored,
    text_of,
)


async def change(database: Database, kind: Kind, assignment: str) -> None:
    await put(database, f"UPDATE {TABLES[kind][0]} SET {assignment}")


@every
async def test_it_says_what_its_author_says(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    if standing[0] in NOT_IN_THE_STORE:
        pytest.skip("its words are not in the store")
    await stands(world, database, standing)
    column = TABLES[standing[0]][1]
    await change(database, standing[0], f"{column} = replace({column}, '{WORDS}', '{OTHER}')")
    await follow(world)
    assert len(with_words(world, OTHER)) == 1
    if standing[0] is not Kind.REVIEW:  # its headline still says it
        assert with_words(world) == []
    await nothing_is_outdated(database)


@every
async def test_a_label_that_comes_hides_it_and_one_that_goes_shows_it(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    kind = standing[0]
    if kind not in LABELS:
        pytest.skip("it has no label of its own")
    await stands(world, database, standing)
    (message,) = with_words(world)
    assert WORDS not in text_of(message)
    await change(database, kind, f"{LABELS[kind]} = NULL")
    await follow(world)
    (message,) = with_words(world)
    assert WORDS in text_of(message)
    await change(database, kind, f"{LABELS[kind]} = {LABEL}")
    await follow(world)
    (message,) = with_words(world)
    assert WORDS not in text_of(message)
    assert WORDS in hidden_text_of(message)
    await nothing_is_outdated(database)


async def test_a_reason_that_is_said_to_spoil_leaves_the_list_and_comes_back(
    world: World, database: Database
) -> None:
    """Its labels, one for each of its dramas, stand in rows of their own."""
    await stands(world, database, (Kind.RECOMMENDATION, "answer"))
    label = "INSERT INTO recommendation_spoils SELECT id, 1, 3 FROM recommendation"
    for change_of_label in (label, "UPDATE recommendation_spoils SET episode = 9"):
        await put(database, change_of_label)
        await follow(world)
        assert with_words(world) == []
        await nothing_is_outdated(database)
    await put(database, "DELETE FROM recommendation_spoils")
    await follow(world)
    assert len(with_words(world)) == 1
    await nothing_is_outdated(database)


@every
async def test_what_is_deleted_is_shown_no_longer(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    await stands(world, database, standing)
    table = TABLES[standing[0]][0]
    await put(database, f"DELETE FROM {table}")
    await follow(world)
    assert with_words(world) == []
    await nothing_is_outdated(database)


@every
async def test_what_is_taken_down_is_shown_no_longer(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    kind = standing[0]
    if kind not in HIDES:
        pytest.skip("nothing hides it")
    await stands(world, database, standing)
    await change(database, kind, HIDES[kind])
    await follow(world)
    assert with_words(world) == []
    await nothing_is_outdated(database)


@every
async def test_a_drama_out_of_the_catalogue_takes_it_along(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    await stands(world, database, standing)
    await put(database, "UPDATE drama SET hidden = 1 WHERE id = 1")
    await follow(world)
    # What a member wrote into a channel stays there, hidden as it is.
    assert len(with_words(world)) == (standing[0] is Kind.MARKED)
    await nothing_is_outdated(database)


@every
async def test_two_entries_that_become_one_are_named_as_the_one(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    await stands(world, database, standing)
    ((title,),) = await stored(database, "SELECT title FROM drama WHERE id = 5")
    await database.write(lambda connection: merging.merge(connection, 5, 1))
    await follow(world)
    (message,) = with_words(world)
    # A comment leaves that to its thread, whose opening message says it.
    told = messages(world) if standing[0] is Kind.COMMENT else [message]
    assert str(title) in "".join(map(text_of, told))
    await nothing_is_outdated(database)


@every
async def test_another_policy_reaches_it(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    await stands(world, database, standing)
    await put(database, "INSERT OR IGNORE INTO guild (id) VALUES (?)", world.guild.id)
    await put(database, "UPDATE guild SET policy = 'sealed'")
    await follow(world)
    if standing[0] is Kind.RECOMMENDATION:  # one without a label
        assert len(with_words(world)) == 1
    else:
        assert with_words(world) == []
    await put(database, "UPDATE guild SET policy = 'bars'")
    await follow(world)
    (message,) = with_words(world)
    assert (WORDS in text_of(message)) is (standing[0] is Kind.RECOMMENDATION)
    await nothing_is_outdated(database)


MENU = "…"  # in every language


@every
async def test_another_language_reaches_it(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    await stands(world, database, standing)
    (message,) = with_words(world)
    assert all(label.isascii() for label in labels(message) if label != MENU)
    await put(database, "INSERT OR IGNORE INTO guild (id) VALUES (?)", world.guild.id)
    await put(database, "UPDATE guild SET language = 'ja'")
    await follow(world)
    (message,) = with_words(world)
    assert not any(label.isascii() for label in labels(message) if label != MENU)
    await nothing_is_outdated(database)


@every
async def test_a_member_who_is_forgotten_is_named_no_longer(
    world: World, database: Database, standing: tuple[Kind, str]
) -> None:
    await stands(world, database, standing)
    await put(database, "DELETE FROM member WHERE id = ?", world.mika.id)
    await follow(world)
    assert not [message for message in messages(world) if str(world.mika.id) in everything_of(message)]
    # What they told a server, or quoted for it, is the server's.
    assert len(with_words(world)) == (standing[0] in (Kind.SYNOPSIS, Kind.QUOTE))
    await nothing_is_outdated(database)


@pytest.mark.parametrize("command", ["review read", "quote random", "recommend like", "episode synopsis"])
async def test_where_the_bot_could_not_follow_members_words_go_to_one_reader_alone(
    world: World, database: Database, command: str
) -> None:
    for standing in STANDING:
        if standing[1].startswith("answer"):
            await STANDING[standing](world, database)
    options = {"episode": LABEL} if command == "episode synopsis" else {}
    open_to_all = await world.rei.slash(world.lounge, command, title=TEARS, **options)
    assert readers_of(world, open_to_all) == {"mika", "jun", "rei"}
    await forbid(world, world.lounge, "view_channel")
    alone = await world.rei.slash(world.lounge, command, title=TEARS, **options)
    assert readers_of(world, alone) == {"rei"}


async def test_whatever_shows_everyone_a_members_words_stands_in_the_ledger(
    world: World, database: Database
) -> None:
    """Every command that a member can use, after every kind of writing: what of it all can see is known."""
    for make in STANDING.values():
        await make(world, database)
    for name, uses in WALKED.items():
        for options in uses:
            typed = {key: world.mika if value == SOMEONE else value for key, value in options.items()}
            await world.jun.slash(world.lounge, name, **typed)
    await world.env.settle()
    known = {ident for (ident,) in await stored(database, "SELECT message_id FROM posted")}
    assert len(with_words(world)) > len(STANDING)
    assert [text_of(message) for message in with_words(world) if message.id not in known] == []


def test_no_kind_is_missing(world: World) -> None:
    bot = world.env.bot
    assert isinstance(bot, NamidaBot)
    assert set(keepers(bot.services, bot)) == set(Kind)
    assert {kind for kind, _ in STANDING} == set(Kind) - WITHOUT_WORDS == TABLES.keys()


@pytest.mark.parametrize("change", ["title = 'Told again'", "hidden = 1", None])
async def test_what_opens_a_thread_follows_its_drama_and_its_server(
    world: World, database: Database, board: simcord.ChannelHandle, change: str | None
) -> None:
    await world.jun.slash(world.lounge, "discuss", title=TEARS)
    opening = board.history()[0]
    before = everything_of(opening)
    if change is not None:
        await put(database, f"UPDATE drama SET {change} WHERE id = 1")
    else:
        await put(database, "INSERT OR IGNORE INTO guild (id) VALUES (?)", world.guild.id)
        await put(database, "UPDATE guild SET language = 'ja'")
    await follow(world)
    opening = board.history()[0]
    if change == "hidden = 1":  # what members say there is theirs
        assert everything_of(opening) == before
    else:
        assert everything_of(opening) != before
        assert ("Told again" in text_of(opening)) is (change is not None)
    await nothing_is_outdated(database)


@pytest.mark.parametrize("change", ["title = 'Told again'", None])
async def test_a_clubs_step_follows_its_drama_and_its_server(
    world: World, database: Database, change: str | None
) -> None:
    await start(world)
    (post,) = [message for message in messages(world) if "A watch club starts" in text_of(message)]
    if change is not None:
        await put(database, f"UPDATE drama SET {change} WHERE id = 1")
    else:
        await put(database, "INSERT OR IGNORE INTO guild (id) VALUES (?)", world.guild.id)
        await put(database, "UPDATE guild SET language = 'ja'")
    await follow(world)
    (post,) = [message for message in messages(world) if message.id == post.id]
    assert ("Told again" in text_of(post)) is (change is not None)
    assert ("A watch club starts" in text_of(post)) is (change is not None)
    await nothing_is_outdated(database)


async def test_a_clubs_step_follows_when_the_outbox_has_long_forgotten_it(
    world: World, database: Database
) -> None:
    await start(world)
    (post,) = [message for message in messages(world) if "A watch club starts" in text_of(message)]
    await put(database, "DELETE FROM outbox")
    await put(database, "UPDATE club SET state = 'paused'")
    await put(database, "UPDATE club_step SET until = NULL")
    await follow(world)
    (post,) = [message for message in messages(world) if message.id == post.id]
    assert "The club is paused" in text_of(post)
    await nothing_is_outdated(database)


async def test_who_is_forgotten_goes_out_of_the_end_of_a_club(world: World, database: Database) -> None:
    await start(world)
    await world.rei.slash(world.lounge, "watch set", title=TEARS, status="completed")
    asked = await world.rei.slash(world.lounge, "club end")
    await world.rei.click(shown(asked), label="End it")
    await world.env.settle()
    named = f"<@{world.rei.id}>"
    (end,) = [message for message in messages(world) if "The club has ended" in text_of(message)]
    assert named in text_of(end)
    await put(database, "UPDATE club SET ended_at = '2020-01-01T00:00:00Z'")  # nobody looks any more
    await put(database, "DELETE FROM member WHERE id = ?", world.rei.id)
    await follow(world)
    (end,) = [message for message in messages(world) if message.id == end.id]
    assert named not in text_of(end)
    await nothing_is_outdated(database)


# --- what the documents say ---

HELD_IN = {kind: table for kind, (table, _) in TABLES.items()} | {
    Kind.OPENER: "thread",
    Kind.TAGS: "thread",
    Kind.CLUB_STEP: "club_step",
    Kind.CLUB_END: "club",
    Kind.REPORT: "report",
}


async def test_the_table_of_what_stands_where_says_what_the_code_does(database: Database) -> None:
    text = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("| kind | what it shows | stands as | what reaches it |")[2].partition("\n\n")[0]
    rows = [re.split(r" *\| *", line.strip("| ")) for line in table.strip().splitlines()[1:]]
    told = {Kind(kind.strip("`")): (stands, set(reached.split(", "))) for kind, _, stands, reached in rows}
    assert told.pop(Kind.ORIGINAL)[1] == {"–"}
    assert told.keys() == set(Kind) - {Kind.ORIGINAL} == HELD_IN.keys()
    triggers = [
        str(sql) for (sql,) in await stored(database, "SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
    ]

    def counts(kind: Kind, event: str) -> bool:
        """Whether this, done to what a message of the kind shows, reaches the message."""
        of_its_table = re.compile(rf"AFTER {event}\b[^;]*? ON {HELD_IN[kind]}\b")
        return any(of_its_table.search(sql) and f"'{kind}'" in sql for sql in triggers)

    for kind, (ways, reached) in told.items():
        made = {name.split()[0] for of, name in STANDING if of is kind}
        assert made <= {name.split()[0] for name in ways.split(", ")}, kind
        assert ("policy" in reached) is (kind in message_ledger.SPOILS), kind
        assert {"language", "drama"} <= reached, kind
        assert ("delete" in reached) is counts(kind, "DELETE"), kind
        assert counts(kind, "UPDATE"), kind
        if kind in TABLES:
            assert ("forgetting" in reached) is (kind not in WITHOUT_WORDS), kind
            assert ("take-down" in reached) is (kind in HIDES), kind
