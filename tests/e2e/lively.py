"""Servers on which everything goes on at once: what is planned, what members do, and what must come of it.

Their dramas are called *Lantern*, with a number. Everything that can be posted says which of it all it is, so
that what is lost or doubled on Discord's side is seen in the texts themselves.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.present import verbs
from bot.present.actions import custom_id
from bot.services.airing.posts import AiringPosts
from bot.services.posts.outbox import Outbox
from bot.store.database import Database
from bot.store.timestamps import written
from tests.e2e.discord_community import (
    AIRING,
    BOARD,
    LOUNGE,
    SYNOPSES,
    Community,
    channel_of,
    guild_of,
    texts_in,
)
from tests.e2e.discord_payloads import FIRST_MEMBER, OWNER, Payload

SERVERS = 3
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
AIRINGS = 1_000
EPISODES = 5_000  # of each drama; more than any run gets to
FIRST_DRAMA = 70_001
DISCUSSED, AIRED, WATCHED = range(4), range(4, 10), range(10, 14)  # numbers of dramas
FOLLOWERS = range(FIRST_MEMBER - 500, FIRST_MEMBER - 488)  # each has a digest, an hour after the one before
FIRST_SPEAKER = FIRST_MEMBER + 10_000
AT_ONCE = 10  # members who wait for an answer


def drama_id(number: int) -> int:
    return FIRST_DRAMA + number


def title(number: int) -> str:
    return f"Lantern {number:02}"


# --- what is planned ---


async def plan(database: Path, now: datetime) -> None:
    """Servers with their channels, dramas that air, synopses by the clock, clubs, and members' digests.

    What is due by the clock is due an hour apart, beginning now.
    """
    with closing(sqlite3.connect(database)) as connection, connection:
        add = connection.execute
        for number in (*DISCUSSED, *AIRED, *WATCHED):
            add(
                "INSERT INTO drama (id, title, country, episodes) VALUES (?, ?, 'KR', ?)",
                (drama_id(number), title(number), EPISODES),
            )
        for server in range(SERVERS):
            add("INSERT INTO guild (id, welcomed) VALUES (?, 1)", (guild_of(server),))
            for purpose, place in (("airing", AIRING), ("synopses", SYNOPSES), ("board", BOARD)):
                values = (guild_of(server), purpose, channel_of(server, place))
                add("INSERT INTO guild_channel VALUES (?, ?, ?)", values)
        _plan_airings(connection, now)
        _plan_synopses(connection, now)
        _plan_clubs(connection, now)
        _plan_digests(connection, now)
        for chore in ("plan airing", "digests", "synopses by schedule", "clubs"):
            add("INSERT INTO chore (name, due_at) VALUES (?, ?)", (chore, written(now)))
    async with Database.open(database) as opened:
        # Before that, a server that has just chosen its channel is told of no earlier episodes.
        await AiringPosts(opened, Outbox(opened)).plan(now)


def _plan_airings(connection: sqlite3.Connection, now: datetime) -> None:
    """Every quarter of an hour an episode airs, of one drama after the other."""
    for at in range(1, AIRINGS):
        moment = now + at * QUARTER
        connection.execute(
            "INSERT INTO episode (drama_id, number, air_date, airs_at) VALUES (?, ?, ?, ?)",
            (
                drama_id(AIRED[at % len(AIRED)]),
                at // len(AIRED) + 1,
                (moment + 9 * HOUR).date().isoformat(),
                written(moment),
            ),
        )


def _plan_synopses(connection: sqlite3.Connection, now: datetime) -> None:
    """A drama's synopses come out daily on each server, those of the next server and drama an hour later."""
    for number, episode in itertools.product(WATCHED, range(1, 8)):
        connection.execute(
            "INSERT INTO synopsis (drama_id, episode, language, state, text)"
            " VALUES (?, ?, 'en', 'published', ?)",
            (drama_id(number), episode, f"plot of {number} {episode} ends"),
        )
    for late, (number, server) in enumerate(itertools.product(WATCHED, range(SERVERS))):
        due = now + (late - 1) * HOUR
        connection.execute(
            "INSERT INTO synopsis_schedule"
            " (guild_id, drama_id, next_episode, days, at, zone, next_at, set_by)"
            " VALUES (?, ?, 1, 127, ?, 'UTC', ?, ?)",
            (guild_of(server), drama_id(number), f"{due:%H:%M}", written(due), OWNER),
        )


def _plan_clubs(connection: sqlite3.Connection, now: datetime) -> None:
    """Clubs whose first step is over, each an hour after the one before; a step is an episode a day."""
    for late, (number, server) in enumerate(itertools.product(WATCHED, range(SERVERS))):
        until = now + (late - 1) * HOUR
        club = connection.execute(
            "INSERT INTO club"
            " (guild_id, drama_id, channel_id, episodes, days, at, zone, started_by, started_at)"
            " VALUES (?, ?, ?, 1, 127, ?, 'UTC', ?, ?)",
            (
                guild_of(server),
                drama_id(number),
                channel_of(server, LOUNGE),
                f"{until:%H:%M}",
                OWNER,
                written(now - 24 * HOUR),
            ),
        ).lastrowid
        connection.execute(
            "INSERT INTO club_step (club_id, number, first_episode, last_episode, opened_at, until)"
            " VALUES (?, 1, 1, 1, ?, ?)",
            (club, written(now - 24 * HOUR), written(until)),
        )


def _plan_digests(connection: sqlite3.Connection, now: datetime) -> None:
    for late, member in enumerate(FOLLOWERS):
        due = now + (late - 1) * HOUR
        connection.execute("INSERT INTO member (id) VALUES (?)", (member,))
        for number in AIRED:
            connection.execute(
                "INSERT INTO follow (member_id, drama_id) VALUES (?, ?)", (member, drama_id(number))
            )
        connection.execute(
            "INSERT INTO digest VALUES (?, ?, 'UTC', ?, ?)",
            (member, f"{due:%H:%M}", written(now - 24 * HOUR), written(due)),
        )


# --- what members do ---


@dataclass(frozen=True, slots=True)
class Deed:
    """What a member did: `kind` is what, `server` where, `subject` the drama's number or the club's."""

    kind: str
    server: int
    member: int
    subject: int
    value: int = 0


SAYS = {"score": "saved", "comment": "your comment goes to", "club": "is in the club"}


@dataclass
class Members:
    """Members who score, comment and join clubs, each once. `deeds` are by the interaction's id."""

    there: Community
    chance: Random
    deeds: dict[int, Deed] = field(default_factory=dict)
    _speakers: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_SPEAKER))

    async def go_on(self) -> None:
        """Do one thing after another, some at once, until cancelled or the bot is gone."""
        begun = len(self.there.answers)
        with suppress(ConnectionError):
            for done in itertools.count(1):
                await self.do_something()
                await self.there.answers_reach(begun + done - AT_ONCE)

    async def do_something(self, where: int | None = None) -> int:
        """One deed, as chance has it, on any server or the one given; the interaction's id."""
        chance, member = self.chance, next(self._speakers)
        server = chance.randrange(SERVERS) if where is None else where
        kind = chance.choices(("score", "comment", "club"), (4, 4, 1))[0]
        if kind == "score":
            deed = Deed(kind, server, member, chance.choice(DISCUSSED), chance.randint(1, 20))
            options = {"title": title(deed.subject), "overall": str(deed.value / 2)}
            asked = await self.there.uses(server, "rate", options, member)
        elif kind == "comment":
            deed = Deed(kind, server, member, chance.choice(DISCUSSED))
            form = custom_id(verbs.COMMENT, drama_id(deed.subject), 0, 0, 0)
            typed = {"text": f"words of {member} end", "spoils": ""}
            asked = await self.there.submits(server, form, typed, member)
        else:
            deed = Deed(kind, server, member, chance.choice(WATCHED))
            asked = await self.there.uses(server, "club join", {"title": title(deed.subject)}, member)
        self.deeds[asked] = deed
        return asked

    def acknowledged(self) -> list[Deed]:
        """What members were told is saved."""
        told = {**self.there.answers, **self.there.late}
        return [
            deed
            for asked, deed in self.deeds.items()
            if asked in told and SAYS[deed.kind] in str(told[asked])
        ]


# --- what must come of it ---


def stored(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, values).fetchall()


def open_work(database: Path, now: datetime) -> list[tuple[object, ...]]:
    """Posts that are due and not sent, and chores that are due."""
    return stored(
        database,
        "SELECT key, state, reason, retry_at FROM outbox"
        " WHERE state IN ('waiting', 'claimed', 'held') AND due_at <= ?1"
        " UNION ALL SELECT name, claimed_by, claimed_until, due_at FROM chore"
        " WHERE due_at <= ?1 OR claimed_until > ?1 OR asked_for <= ?1",
        written(now),
    )


def lateness(database: Path, now: datetime) -> timedelta:
    """How long what has waited longest has been due by `now`: a post or a chore."""
    ((since,),) = stored(
        database,
        "SELECT min(due_at) FROM (SELECT due_at FROM outbox WHERE state IN ('waiting', 'claimed', 'held')"
        " UNION ALL SELECT due_at FROM chore)",
    )
    return now - datetime.fromisoformat(str(since)) if since else timedelta(0)


def assert_nothing_is_lost(database: Path, members: Members) -> Counter[str]:
    """Every deed that was acknowledged is in the store, and nothing that no one did. How many, by kind."""
    given = stored(database, "SELECT member_id, drama_id, overall FROM score")
    scores = {(member, drama): value for member, drama, value in given}
    comments = [member for (member,) in stored(database, "SELECT member_id FROM comment")]
    joined = {
        (member, drama, guild)
        for member, drama, guild in stored(
            database,
            "SELECT m.member_id, c.drama_id, c.guild_id FROM club_member m JOIN club c ON c.id = m.club_id",
        )
    }
    found: Counter[str] = Counter()
    for deed in members.acknowledged():
        found[deed.kind] += 1
        drama = drama_id(deed.subject)
        if deed.kind == "score":
            assert scores.get((deed.member, drama)) == deed.value, f"lost: {deed}"
        elif deed.kind == "comment":
            assert comments.count(deed.member) == 1, f"lost or doubled: {deed}"
        else:
            assert (deed.member, drama, guild_of(deed.server)) in joined, f"lost: {deed}"
    done = {deed.member for deed in members.deeds.values()}
    assert {member for member, _ in scores} | set(comments) | {member for member, *_ in joined} <= done
    return found


def assert_all_is_posted_once(
    database: Path, there: Community, now: datetime, since: datetime
) -> Counter[str]:
    """Each post that was due stands on Discord, once. How many stand, by kind."""
    dropped = stored(database, "SELECT key, reason FROM outbox WHERE state = 'dropped'")
    assert not dropped, f"dropped: {dropped}"
    posts = Counter(posts_on(there))
    doubled = [post for post, times in posts.items() if times > 1]
    assert not doubled, f"posted twice: {doubled}"
    expected = set(_comments(database)) | set(_airings(since, now)) | set(_by_the_clock(database))
    standing = {post for post in posts if not post.startswith(("thread", "opener"))}
    assert expected <= standing, f"lost: {sorted(expected - standing)}"
    assert standing <= expected, f"not due: {sorted(standing - expected)}"
    events = Counter((event["guild_id"], event["name"]) for event in there.events)
    assert not [event for event, times in events.items() if times > 1], "an event was made twice"
    return Counter(post.split()[0] for post in posts)


def posts_on(there: Community) -> Iterator[str]:
    """What stands on Discord, each with words of its own."""
    for message in there.messages:
        channel = there.channels[message["channel_id"]]
        yield _name_of(channel, texts_in(message["components"]), message)
    for thread in there.threads():
        if int(thread["parent_id"]) in [channel_of(server, BOARD) for server in range(SERVERS)]:
            yield f"thread {thread['parent_id']} {thread['name']}"


def _name_of(channel: Payload, text: str, message: Payload) -> str:
    server = channel.get("guild_id")
    if channel["type"] == 1:
        # One that is late may come on the day of the next: its marker tells them apart.
        return f"digest {channel['recipients'][0]['id']} {message['components'][0]['id']}"
    if found := re.search(r"words of (\d+) end", text):
        return f"comment {found[1]}"
    if found := re.search(r"plot of (\d+) (\d+) ends", text):
        return f"synopsis {server} {found[1]} {found[2]}"
    if "On air" in text:
        (aired,) = re.findall(r"\*\*Lantern (\d+)\*\*.*\n*.*?Episode (\d+)", text)
        return f"airing {server} {int(aired[0])} {aired[1]}"
    if found := re.search(r"🎬 Lantern (\d+) · Episode (\d+)", text):
        return f"club {server} {int(found[1])} {found[2]}"
    return f"opener {channel['id']} {text.splitlines()[0]}"


def marker_of(post: int) -> int:
    """The id of the first component of the message that a row of the outbox became."""
    return 1_000_000_000 + post


def _comments(database: Path) -> Iterator[str]:
    for (member,) in stored(database, "SELECT member_id FROM comment"):
        yield f"comment {member}"


def _airings(since: datetime, now: datetime) -> Iterator[str]:
    for at in range(1, (now - since) // QUARTER + 1):
        for server in range(SERVERS):
            yield f"airing {guild_of(server)} {AIRED[at % len(AIRED)]} {at // len(AIRED) + 1}"


def _by_the_clock(database: Path) -> Iterator[str]:
    for guild, drama, until in stored(
        database, "SELECT guild_id, drama_id, next_episode FROM synopsis_schedule"
    ):
        for episode in range(1, int(str(until))):
            yield f"synopsis {guild} {int(str(drama)) - FIRST_DRAMA} {episode}"
    steps = (
        "SELECT c.guild_id, c.drama_id, s.number FROM club_step s JOIN club c ON c.id = s.club_id"
        " WHERE s.number > 1"
    )
    for guild, drama, number in stored(database, steps):
        yield f"club {guild} {int(str(drama)) - FIRST_DRAMA} {number}"
    for ident, key in stored(database, "SELECT id, key FROM outbox WHERE kind = 'digest'"):
        yield f"digest {str(key).split(':')[1]} {marker_of(int(str(ident)))}"
