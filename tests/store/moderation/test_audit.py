"""The audit: a chain for each server, which nothing but its own design can change unnoticed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.audit import BrokenChain, ChainReport, Flaw
from bot.store.moderation import audit
from tests.store.memory import NOW, empty

TEAROOM, CINEMA = 5, 6
REI, MIKA, JUN = 1 << 50, (1 << 50) + 1, 1_000  # a small number names a person where the word says so

ACTS = st.tuples(
    st.sampled_from((None, TEAROOM, CINEMA)),
    st.sampled_from((None, REI, MIKA)),
    st.sampled_from(("settings.channel", "member.block", "comment.taken_down")),
    st.sampled_from((None, "board", f"member {MIKA}", f"member {JUN}", "comment 7")),
    st.fixed_dictionaries(
        {},
        optional={
            "from": st.none() | st.integers(0, 999) | st.text(max_size=5),
            "to": st.sampled_from((REI, MIKA)),
            "written_by": st.sampled_from((REI, MIKA, JUN)),
        },
    ),
)
HISTORIES = st.lists(ACTS, min_size=1, max_size=12)
Act = tuple[int | None, int | None, str, str | None, dict[str, str | int | None]]


def act(connection: sqlite3.Connection, acts: list[Act]) -> list[int]:
    return [
        audit.audit(connection, guild_id, actor_id, action, subject, NOW + timedelta(days=day), detail)
        for day, (guild_id, actor_id, action, subject, detail) in enumerate(acts)
    ]


def unguarded(connection: sqlite3.Connection) -> None:
    for name in ("audit_is_chained", "audit_is_kept", "audit_is_unchanged"):
        connection.execute(f"DROP TRIGGER {name}")


@given(acts=HISTORIES)
def test_what_was_written_verifies(acts: list[Act]) -> None:
    with empty() as connection:
        act(connection, acts)
        assert audit.verify(connection) == ChainReport(len(acts), 0)


@given(acts=HISTORIES, data=st.data())
def test_a_change_of_any_value_breaks_the_chain_there(acts: list[Act], data: st.DataObject) -> None:
    with empty() as connection:
        lines = act(connection, acts)
        unguarded(connection)
        line = data.draw(st.sampled_from(lines))
        column = data.draw(st.sampled_from(("at", "actor_id", "action", "subject", "detail", "undoes")))
        new = 12 if column in {"actor_id", "undoes"} else "{}"
        connection.execute(f"UPDATE audit SET {column} = ? WHERE id = ?", (new, line))
        (broken,) = audit.verify(connection).broken
        assert broken == BrokenChain(acts[lines.index(line)][0], line, Flaw.CHANGED)


@given(acts=HISTORIES, data=st.data())
def test_a_line_that_was_taken_out_is_missed(acts: list[Act], data: st.DataObject) -> None:
    with empty() as connection:
        lines = act(connection, acts)
        unguarded(connection)
        at = data.draw(st.integers(0, len(lines) - 1))
        connection.execute("DELETE FROM audit WHERE id = ?", (lines[at],))
        guild = acts[at][0]
        theirs = [line for line, done in zip(lines, acts, strict=True) if done[0] == guild]
        broken = audit.verify(connection).broken
        if lines[at] == theirs[-1]:
            assert broken == (BrokenChain(guild, theirs[-1], Flaw.END_MISSING),) or lines[at] == lines[0]
        elif lines[at] == theirs[0]:
            assert broken == ()  # as retention does it
        else:
            follower = theirs[theirs.index(lines[at]) + 1]
            assert broken == (BrokenChain(guild, follower, Flaw.NOT_NEXT),)


@given(acts=HISTORIES, members=st.permutations((REI, MIKA, JUN)))
def test_nothing_of_a_wiped_member_stays_and_the_chain_still_verifies(
    acts: list[Act], members: list[int]
) -> None:
    with empty() as connection:
        act(connection, acts)
        ours = "SELECT id, at, guild_id, action FROM audit ORDER BY id"
        before = connection.execute(ours).fetchall()
        for member in members:
            while audit.forget_member(connection, member):
                pass
            held = connection.execute("SELECT * FROM audit").fetchall()
            held += connection.execute("SELECT member_id FROM audit_member").fetchall()
            words = [str(value) for row in held for value in row if not isinstance(value, bytes)]
            assert not [text for text in words if str(member) in text]
            assert audit.verify(connection) == ChainReport(len(acts), 0)
        assert connection.execute(ours).fetchall() == before


@given(acts=HISTORIES, days=st.integers(-1, 13), more=HISTORIES)
def test_old_lines_go_from_the_front_and_the_rest_verifies(
    acts: list[Act], days: int, more: list[Act]
) -> None:
    with empty() as connection:
        lines = act(connection, acts)
        gone = audit.purge(connection, NOW + timedelta(days=days))
        assert gone == min(max(days, 0), len(lines))
        left = [row[0] for row in connection.execute("SELECT id FROM audit ORDER BY id")]
        assert left == lines[gone:]
        act(connection, more)
        assert audit.verify(connection) == ChainReport(len(left) + len(more), 0)


@settings(max_examples=30)
@given(acts=HISTORIES)
def test_a_server_whose_data_ends_takes_its_chain_along(acts: list[Act]) -> None:
    with empty() as connection:
        act(connection, acts)
        while audit.forget_guild(connection, TEAROOM):
            pass
        assert audit.verify(connection) == ChainReport(sum(done[0] != TEAROOM for done in acts), 0)
        for table in ("audit", "audit_chain"):
            assert not connection.execute(f"SELECT 1 FROM {table} WHERE guild_id = ?", (TEAROOM,)).fetchall()
        act(connection, acts)
        assert audit.verify(connection).broken == ()


def _change(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE audit SET actor_id = 4, salt = NULL WHERE id = 1")


def _rename(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE audit SET action = 'settings.policy', salt = NULL WHERE id = 1")


def _wipe_without_salt(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE audit SET actor_id = NULL WHERE id = 1")


def _take_out(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM audit WHERE id = 2")


def _slip_in(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO audit (at, action) VALUES ('2026-01-01T00:00:00Z', 'settings.policy')")


@pytest.mark.parametrize("work", [_change, _rename, _wipe_without_salt, _take_out, _slip_in])
def test_the_table_itself_refuses_what_the_chain_does_not_allow(
    work: Callable[[sqlite3.Connection], None],
) -> None:
    with empty() as connection:
        for _ in range(3):
            audit.audit(connection, TEAROOM, REI, "settings.channel", "board", NOW, {"to": 70})
        with pytest.raises(sqlite3.IntegrityError):
            work(connection)


def test_lines_from_before_the_chain_are_counted_and_later_ones_without_a_hash_found() -> None:
    with empty() as connection:
        unguarded(connection)
        _slip_in(connection)
        audit.audit(connection, None, REI, "settings.channel", None, NOW)
        assert audit.verify(connection) == ChainReport(2, before=1)
        _slip_in(connection)
        assert audit.verify(connection).broken == (BrokenChain(None, 3, Flaw.UNCHAINED),)


def test_all_lines_of_a_server_cannot_go_unnoticed_while_older_ones_are_kept() -> None:
    with empty() as connection:
        act(connection, [(guild, REI, "settings.channel", None, {}) for guild in (CINEMA, TEAROOM, TEAROOM)])
        unguarded(connection)
        connection.execute("DELETE FROM audit WHERE guild_id = ?", (TEAROOM,))
        assert audit.verify(connection).broken == (BrokenChain(TEAROOM, 3, Flaw.END_MISSING),)


def test_what_undoes_an_act_refers_to_the_latest_one_of_its_server() -> None:
    with empty() as connection:
        first, _, _, again, other = act(
            connection,
            [
                (TEAROOM, REI, "member.block", f"member {MIKA}", {}),
                (CINEMA, REI, "member.block", f"member {MIKA}", {}),
                (TEAROOM, REI, "member.unblock", f"member {MIKA}", {}),
                (TEAROOM, REI, "member.block", f"member {MIKA}", {}),
                (TEAROOM, REI, "member.unblock", f"member {JUN}", {}),
            ],
        )
        last = audit.audit(connection, TEAROOM, REI, "member.unblock", f"member {MIKA}", NOW)
        undoes = connection.execute("SELECT undoes FROM audit ORDER BY id").fetchall()
        assert undoes == [(None,), (None,), (first,), (None,), (None,), (again,)]
        assert (other, last) == (5, 6)
