"""Keys of posts: made in one module, never the same for two subjects, and always one that is free."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.domain import post_keys
from bot.domain.outbox import NewPost, Obstacle, Target
from bot.store.airing import posts
from bot.store.posts import outbox
from tests.store.memory import empty

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SOURCES = sorted(Path(bot.__path__[0]).rglob("*.py"))
BUILDERS = [
    builder
    for name, builder in inspect.getmembers(post_keys, inspect.isfunction)
    if inspect.signature(builder).return_annotation == "str"
    and builder.__module__ == post_keys.__name__
    and name not in ("free", "in_sql", "bucket", "renumbered_synopsis", "aside")
]
WORDS = {
    "kind": ("synopsis returned", "synopsis accepted", "synopsis replaced"),
    "obstacle": tuple(map(str, Obstacle)),
    "news": ("missing", "ended"),
    "subject": ("1", "2 3"),
    "target": ("guild 1 airing", "channel 1", "channel 1 guild 2", "channel 12"),
}
IDS = st.integers(1, 13)
MOMENTS = st.integers(0, 5).map(lambda quarters: NOW + timedelta(minutes=15 * quarters))


def given_for(name: str, annotation: str) -> st.SearchStrategy[Any]:
    if name in WORDS:
        return st.sampled_from(WORDS[name])
    return {"int": IDS, "datetime": MOMENTS, "date": MOMENTS.map(lambda moment: moment.date())}[annotation]


SUBJECTS = st.one_of(
    *(
        st.tuples(
            st.just(builder),
            st.tuples(
                *(
                    given_for(parameter.name, str(parameter.annotation))
                    for parameter in inspect.signature(builder).parameters.values()
                )
            ),
        )
        for builder in BUILDERS
    )
)


@given(st.lists(SUBJECTS, min_size=2, max_size=30, unique_by=lambda one: (one[0].__name__, one[1])))
def test_two_subjects_never_have_one_key(subjects: list[tuple[Callable[..., str], tuple[Any, ...]]]) -> None:
    keys = [builder(*arguments) for builder, arguments in subjects]
    assert len(set(keys)) == len(keys), sorted(keys)


@given(SUBJECTS, SUBJECTS, st.integers(1, 12))
def test_another_post_of_one_subject_is_never_one_of_another(
    one: tuple[Callable[..., str], tuple[Any, ...]],
    other: tuple[Callable[..., str], tuple[Any, ...]],
    number: int,
) -> None:
    key, theirs = one[0](*one[1]), other[0](*other[1])
    again = post_keys.free(key, {key, *(f"{key} again {n}" for n in range(1, number))})
    first, end = post_keys.again_between(key)
    assert first <= again < end
    assert again != theirs
    assert not first <= theirs < end or key == theirs


def test_every_builder_is_tried() -> None:
    assert len(BUILDERS) > 12


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_no_key_is_made_anywhere_else(source: Path) -> None:
    """A post is given its key by a function of the module, and no statement puts one together itself."""
    text = source.read_text("utf-8")
    if "NewPost" not in text and not ("||" in text and "key" in text):
        return  # what is looked for has these; to read all modules as code takes seconds
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NewPost":
            given_key = next((k.value for k in node.keywords if k.arg == "key"), next(iter(node.args), None))
            assert isinstance(given_key, ast.Call | ast.Name), ast.unparse(node)
            if isinstance(given_key, ast.Call):
                assert ast.unparse(given_key.func).startswith("post_keys."), ast.unparse(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\bkey\s*(=|>=?|<|GLOB|LIKE)[^,()]*\|\|", node.value), node.value
            assert not re.search(r"\|\|[^,]*\bAS key\b", node.value), node.value


@pytest.mark.parametrize(
    ("template", "columns", "made"),
    [
        (post_keys.CLUB_STEP, {"club": "3", "step": "12"}, post_keys.club_step(3, 12)),
        (post_keys.CLUB_END, {"club": "3"}, post_keys.club_end(3)),
    ],
)
def test_sql_makes_the_same_key(template: str, columns: dict[str, str], made: str) -> None:
    with empty() as connection:
        assert connection.execute(f"SELECT {post_keys.in_sql(template, **columns)}").fetchone() == (made,)


@given(st.lists(st.sampled_from(("plan", "send", "drop", "withdraw", "forget first")), max_size=25))
def test_a_subject_can_always_be_posted_anew_and_never_waits_twice(steps: list[str]) -> None:
    key, there = post_keys.comment(1), Target(channel_id=7)
    with empty() as connection:
        outbox.put(connection, NewPost(post_keys.comment(12), "comment", there, NOW))
        for step in steps:
            if step == "plan":
                outbox.put_anew(connection, NewPost(key, "comment", there, NOW))
            elif step == "withdraw":
                outbox.withdraw_all(connection, key)
            elif step == "forget first":
                connection.execute(
                    "DELETE FROM outbox WHERE id ="
                    " (SELECT min(id) FROM outbox WHERE state IN ('sent', 'dropped'))"
                )
            else:
                state = "sent" if step == "send" else "dropped"
                connection.execute(
                    "UPDATE outbox SET state = ?, done_at = '2026' WHERE key <> ? AND state = 'waiting'",
                    (state, post_keys.comment(12)),
                )
            (waiting,) = connection.execute(
                "SELECT count(*) FROM outbox WHERE state = 'waiting' AND key <> ?", (post_keys.comment(12),)
            ).fetchone()
            assert waiting <= 1
            if step == "plan":
                assert waiting == 1
        assert outbox.get(connection, post_keys.comment(12)) is not None, "it is another comment's"


Step = tuple[str, int, int]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("air", "send", "forget", "withdraw")), st.integers(1, 6), st.integers(0, 29)
        ),
        max_size=30,
    )
)
def test_an_airing_post_always_finds_a_key(steps: list[Step]) -> None:
    """Episodes come and move, posts go out and are forgotten in any order: no key is ever taken."""
    with empty() as connection:
        connection.execute("COMMIT")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for what, number, minute in steps:
            if what == "air":
                at = NOW + timedelta(minutes=minute)
                posts.bring_in_line(connection, {(1, number): at}, [5, 6], fresh_from=NOW)
            elif what == "send":
                connection.execute(
                    "UPDATE outbox SET state = 'sent', done_at = '2026' WHERE state = 'waiting'"
                )
            else:
                state = "sent" if what == "forget" else "waiting"
                row = connection.execute(
                    "SELECT id FROM outbox WHERE state = ? ORDER BY id LIMIT 1 OFFSET ?", (state, number % 3)
                ).fetchone()
                if row is not None:
                    connection.execute("DELETE FROM airing_post WHERE outbox_id = ?", row)
                    connection.execute("DELETE FROM outbox WHERE id = ?", row)
        homes = connection.execute(
            "SELECT count(*) FROM airing_post a LEFT JOIN outbox o ON o.id = a.outbox_id WHERE o.id IS NULL"
        ).fetchone()
        assert homes == (0,)


def test_what_another_version_numbered_with_a_colon_is_known() -> None:
    with empty() as connection:
        first = post_keys.airing(5, NOW)
        for key in (first, f"{first}:1", f"{first}:2"):
            outbox.put(connection, NewPost(key, "airing", Target(guild_id=5), NOW))
        connection.execute("DELETE FROM outbox WHERE key = ?", (first,))
        low, high = post_keys.airing_between(first)
        found = connection.execute(
            "SELECT key FROM outbox WHERE key >= ? AND key < ?", (low, high)
        ).fetchall()
        assert len(found) == 2


def test_an_obstacle_is_told_of_once_a_day() -> None:
    day = date(2026, 1, 1)
    assert post_keys.notice("guild 5 airing", "gone", day) == post_keys.notice("guild 5 airing", "gone", day)
