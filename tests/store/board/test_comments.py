"""Comments in the store: likes that count, posts that follow, and two dramas that become one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from bot.domain import post_keys
from bot.domain.dramas import CatalogueEntry
from bot.domain.message_ledger import Kind, Place
from bot.domain.outbox import NewPost, Target
from bot.domain.progress import Progress, Status
from bot.domain.reports import Reported, ReportForm
from bot.domain.screening import Passed
from bot.domain.writings import Why, WritingKind, WritingRef
from bot.store.board import comments, quotes
from bot.store.cards import glance
from bot.store.catalogue import merging
from bot.store.guilds import guilds
from bot.store.moderation import reports, takedowns, writings
from bot.store.posts import message_ledger, outbox
from bot.store.reviews.reviews import Audience
from tests.store.memory import add, empty
from tests.store.plans import plan_of

MIKA, JUN, REI = 1, 2, 3
HERE, ELSEWHERE = 50, 60
THREAD = 700
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Whose message a quote is from, when it was saved, and what it says.
SAID: dict[str, Any] = {
    "text": "Said.",
    "speaker": None,
    "episode": None,
    "added_by": MIKA,
    "author_id": JUN,
    "now": NOW,
}


def first() -> float:
    return 0.0


def last() -> float:
    return 0.99


def counted(connection: sqlite3.Connection, drama: int, guild: int | None) -> int:
    """How many comments a card of the drama tells of there."""
    seen = glance(connection, drama, Audience(JUN, guild))
    assert seen is not None
    return seen.comments


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with empty() as opened:
        opened.executemany("INSERT INTO member (id) VALUES (?)", [(MIKA,), (JUN,), (REI,)])
        yield opened


@pytest.fixture
def drama(connection: sqlite3.Connection) -> int:
    ident, _ = add(connection, CatalogueEntry("1 Litre of Tears", year=2005, episodes=11))
    return ident


def write(
    connection: sqlite3.Connection,
    drama: int,
    spoils: int | None = None,
    reply_to: int | None = None,
    guild: int = HERE,
) -> int:
    return comments.put(
        connection,
        drama_id=drama,
        guild_id=guild,
        member_id=MIKA,
        episode=0,
        reply_to=reply_to,
        spoils=spoils,
        text=Passed("I cried."),
        now=NOW,
    )


def plan(connection: sqlite3.Connection, comment: int, thread: int = THREAD) -> None:
    target = Target(guild_id=HERE, channel_id=thread)
    payload = {"comment": comment, "guild": HERE}
    outbox.put_anew(connection, NewPost(post_keys.comment(comment), "comment", target, NOW, payload))


def send(connection: sqlite3.Connection, message: int) -> None:
    (post,) = outbox.claim(connection, NOW, "me", timedelta(minutes=1), 1)
    comments.composed(connection, int(str(post.payload["comment"])), post.id)
    outbox.sent(connection, post.id, "me", NOW, post.channel_id, message)


def test_likes_are_counted_and_one_a_member(connection: sqlite3.Connection, drama: int) -> None:
    ident = write(connection, drama)
    assert comments.like(connection, ident, JUN)
    assert comments.like(connection, ident, REI)
    assert not comments.like(connection, ident, JUN)
    found = comments.get(connection, ident)
    assert found is not None
    assert found.likes == 1


def test_a_deleted_member_leaves_no_like_behind(connection: sqlite3.Connection, drama: int) -> None:
    ident = write(connection, drama)
    comments.like(connection, ident, JUN)
    connection.execute("DELETE FROM member WHERE id = ?", (JUN,))
    found = comments.get(connection, ident)
    assert found is not None
    assert found.likes == 0


def test_a_message_is_outdated_once_its_comment_changed(connection: sqlite3.Connection, drama: int) -> None:
    ident = write(connection, drama, spoils=3)
    plan(connection, ident)
    assert message_ledger.outdated(connection, NOW, 10) == []
    send(connection, 9_000)
    assert message_ledger.message_of(connection, Kind.COMMENT, ident, HERE) == (THREAD, 9_000)
    assert message_ledger.outdated(connection, NOW, 10) == []
    comments.like(connection, ident, JUN)
    assert message_ledger.outdated(connection, NOW, 10) == [], "the count changes where it is pressed"
    comments.change(connection, ident, Passed("I laughed."), 3, NOW)
    (post,) = message_ledger.outdated(connection, NOW, 10)
    assert post.edited
    assert comments.seen(connection, post.subject, HERE) is not None
    message_ledger.showing(connection, post)
    assert message_ledger.outdated(connection, NOW, 10) == []
    guilds.put(connection, HERE, {"policy": "sealed"})
    assert message_ledger.sweep(connection, 9)
    assert not message_ledger.sweep(connection, 9)
    (post,) = message_ledger.outdated(connection, NOW, 10)
    assert not post.edited
    message_ledger.refused(connection, post, NOW + timedelta(hours=1))
    assert message_ledger.outdated(connection, NOW, 10) == []
    comments.remove(connection, ident)
    (post,) = message_ledger.outdated(connection, NOW + timedelta(hours=2), 10)
    assert comments.seen(connection, post.subject, HERE) is None


def test_a_card_counts_what_stands_or_will(connection: sqlite3.Connection, drama: int) -> None:
    connection.execute(
        "INSERT INTO thread (guild_id, drama_id, first_episode, last_episode, channel_id, thread_id)"
        " VALUES (?, ?, 0, 0, 70, ?)",
        (HERE, drama, THREAD),
    )
    standing, gone, waiting, hidden = (write(connection, drama) for _ in range(4))
    for message, (ident, thread) in enumerate([(standing, THREAD), (gone, 1), (hidden, THREAD)], 9_000):
        plan(connection, ident, thread)
        send(connection, message)
    plan(connection, waiting)
    ref = WritingRef(WritingKind.COMMENT, hidden, HERE)
    down = takedowns.put(connection, ref, MIKA, REI, None, None, NOW)
    assert down is not None
    assert takedowns.put(connection, ref, MIKA, JUN, None, None, NOW) is None

    def newest() -> tuple[int, int | None]:
        found = comments.newest_for(connection, drama, HERE, JUN, None)
        return counted(connection, drama, HERE), found.id if found else None

    assert newest() == (2, waiting)
    posts = writings.posts(connection, None, 10)
    assert [post.subject for post in posts] == [hidden, standing], "not the one whose thread is gone"
    assert writings.posts(connection, posts[-1].id, 10) == []
    assert writings.channel_of(connection, Place(HERE, THREAD, 1)) == 70
    assert writings.channel_of(connection, Place(HERE, 71, 1)) == 71
    assert takedowns.lift(connection, down, REI, NOW)
    assert not takedowns.lift(connection, down, REI, NOW)
    assert newest() == (3, hidden)
    assert [post.subject for post in writings.posts(connection, None, 1)] == [hidden]


def test_what_waits_is_withdrawn_with_its_comment(connection: sqlite3.Connection, drama: int) -> None:
    ident = write(connection, drama)
    plan(connection, ident)
    comments.remove(connection, ident)
    assert outbox.claim(connection, NOW, "me", timedelta(minutes=1), 10) == []
    assert write(connection, drama) != ident, "its key would be known already"


def test_the_message_of_an_answer_follows_when_what_it_answers_goes(
    connection: sqlite3.Connection, drama: int
) -> None:
    first = write(connection, drama)
    answer = write(connection, drama, reply_to=first)
    plan(connection, answer)
    send(connection, 9_001)
    found = comments.answered(connection, first)
    assert found is not None
    assert found.member_id == MIKA
    comments.remove(connection, first)
    (post,) = message_ledger.outdated(connection, NOW, 10)
    assert post.subject == answer


def test_a_second_post_of_a_comment_has_a_key_of_its_own(connection: sqlite3.Connection, drama: int) -> None:
    ident, other = write(connection, drama), write(connection, drama)
    plan(connection, ident)
    send(connection, 9_002)
    plan(connection, ident)
    plan(connection, other)
    assert comments.waiting_for(connection, Target(guild_id=HERE, channel_id=THREAD)) == [ident, other]
    assert comments.withdraw(connection, ident)
    assert comments.waiting_for(connection, Target(guild_id=HERE, channel_id=THREAD)) == [other]


@pytest.mark.parametrize(
    ("reader", "progress", "expected"),
    [
        (JUN, None, "free"),
        (JUN, Progress(Status.WATCHING, 4), "free"),
        (JUN, Progress(Status.WATCHING, 5), "five"),
        (JUN, Progress(Status.COMPLETED, 0), "free"),  # nobody knows what they have seen
        (JUN, Progress(Status.COMPLETED, 5), "five"),  # the drama has grown since
        (JUN, Progress(Status.COMPLETED, 9), "nine"),
        (JUN, Progress(Status.WATCHING, 1, rewatches=1), "free"),
        (JUN, Progress(Status.WATCHING, 1, rewatches=1, earlier_episode=9), "nine"),
        (MIKA, None, "nine"),
    ],
)
def test_a_card_has_the_newest_that_its_reader_may_see(
    connection: sqlite3.Connection, drama: int, reader: int, progress: Progress | None, expected: str
) -> None:
    named = {
        write(connection, drama): "free",
        write(connection, drama, 5): "five",
        write(connection, drama, 9): "nine",
    }
    write(connection, drama, guild=ELSEWHERE)
    found = comments.newest_for(connection, drama, HERE, reader, progress)
    assert counted(connection, drama, HERE) == 3
    assert found is not None
    assert named[found.id] == expected
    assert counted(connection, drama, None) == 0


def test_comments_and_quotes_of_both_entries_are_the_one_dramas(
    connection: sqlite3.Connection, drama: int
) -> None:
    other, _ = add(connection, CatalogueEntry("A Diary with Tears", year=2006))
    mine = write(connection, other)
    for ident in (drama, other):
        quotes.put(connection, ident, **SAID, guild_id=HERE)
    merging.merge(connection, drama, other)
    found = comments.get(connection, mine)
    assert found is not None
    assert found.drama_id == drama
    rows = connection.execute("SELECT drama_id FROM quote ORDER BY id").fetchall()
    assert rows == [(drama,), (other,)], "of two alike one stays where nobody sees it"
    assert quotes.one_of(connection, HERE, None, last) == quotes.one_of(connection, HERE, drama, first)


def test_one_member_reports_a_thing_once(connection: sqlite3.Connection) -> None:
    here, elsewhere = (Reported.message(Place(guild, 1, 2)) for guild in (HERE, ELSEWHERE))
    form = ReportForm(Why.SPAM)
    assert reports.put(connection, here, JUN, form, None, NOW)
    assert not reports.put(connection, here, JUN, form, None, NOW)
    assert reports.put(connection, here, REI, form, None, NOW)
    assert reports.put(connection, elsewhere, JUN, form, None, NOW)


def test_a_guilds_quote_is_its_own(connection: sqlite3.Connection, drama: int) -> None:
    def save(guild: int) -> tuple[int, bool]:
        return quotes.put(connection, drama, **{**SAID, "speaker": "Aya", "episode": 2}, guild_id=guild)

    here, new = save(HERE)
    assert new
    assert save(HERE) == (here, False)
    there, new = save(ELSEWHERE)
    assert new
    assert quotes.get(connection, there, HERE) is None
    assert quotes.get(connection, here, None) is None
    connection.execute("INSERT INTO quote (drama_id, text) VALUES (?, 'Known.')", (drama,))
    seen = {
        quotes.one_of(connection, HERE, drama, lambda at=chance: at)  # type: ignore[misc]
        for chance in (0.0, 0.49, 0.5, 0.99)
    }
    assert {found[1].text for found in seen if found} == {"Said.", "Known."}
    assert quotes.one_of(connection, None, drama, last) == quotes.one_of(connection, None, drama, first)


@pytest.mark.parametrize("drawn", [0, quotes.DRAWN])
@pytest.mark.parametrize("guild", [HERE, None])
@pytest.mark.parametrize("of_one", [False, True])
def test_chance_reaches_every_quote_that_a_reader_may_see(
    connection: sqlite3.Connection,
    drama: int,
    drawn: int,
    guild: int | None,
    of_one: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quotes, "DRAWN", drawn)
    draw = Random(7).random  # noqa: S311 - the same every time
    other, _ = add(connection, CatalogueEntry("Good Morning Call", year=2016))
    hidden, _ = add(connection, CatalogueEntry("Out of sight", year=2017))
    connection.execute("UPDATE drama SET hidden = 1 WHERE id = ?", (hidden,))
    rows = [
        (of, f"{of} {place} {number}", place)
        for of in (drama, other, hidden)
        for place in (None, HERE, ELSEWHERE)
        for number in range(3)
    ]
    connection.executemany("INSERT INTO quote (drama_id, text, guild_id) VALUES (?, ?, ?)", rows)
    fitting = {
        text
        for of, text, place in rows
        if of != hidden and place in {None, guild} and (not of_one or of == drama)
    }
    wanted = drama if of_one else None
    found = Counter(
        one[1].text
        for _ in range(100 * len(fitting))
        if (one := quotes.one_of(connection, guild, wanted, draw))
    )
    assert set(found) == fitting
    assert min(found.values()) > 50, "each as likely: about 100"
    assert quotes.one_of(connection, guild, hidden, draw) is None


def test_a_random_quote_is_two_ranges_of_the_index(connection: sqlite3.Connection, drama: int) -> None:
    quotes.put(connection, drama, **SAID, guild_id=HERE)
    steps = plan_of(connection, lambda: quotes.one_of(connection, HERE, None, first))
    ranges = [step for step in steps if "quote_by_guild" in step]
    assert len(ranges) == 3, "two are counted, and one is entered"
    assert all(step.startswith("SEARCH quote USING COVERING INDEX") for step in ranges)
    assert not [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step]
