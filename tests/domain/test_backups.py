"""Backups: what they are called, when the next is due, which are too old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.backups import (
    LATE,
    Backup,
    BackupPlan,
    is_late,
    made_at,
    next_due,
    path_of,
    read_every,
    read_keys,
)

DATABASE = Path("data/namida.sqlite3")
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = "age1" + "q" * 58
moments = st.timedeltas(timedelta(0), timedelta(days=30_000)).map(lambda after: NOW + after)


def one(made: datetime) -> Backup:
    return Backup(DATABASE, made, 1)


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("90m", timedelta(minutes=90)),
        ("6h", timedelta(hours=6)),
        (" 1 D ", DAY),
        ("5min", timedelta(minutes=5)),
    ],
)
def test_a_time_between_backups_is_read(text: str, every: timedelta) -> None:
    assert read_every(text) == every


@pytest.mark.parametrize("text", ["", "daily", "6", "0m", "367d", "-1h", "1.5h", "999999d", "6h30m", "６h"])
def test_what_is_no_such_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a time like 90m"):
        read_every(text)


@given(moments, st.sampled_from(["", KEY]))
def test_a_name_says_when_it_was_made(now: datetime, key: str) -> None:
    path = path_of(DATABASE, BackupPlan(key=key), now)
    assert path.parent == DATABASE.parent
    assert path.name.endswith(".age") is bool(key)
    found = made_at(DATABASE, path.name)
    assert found is not None
    # A clock that is set back says the same time twice.
    assert found - now.replace(microsecond=0) in (timedelta(0), timedelta(hours=-1), timedelta(hours=1))


@pytest.mark.parametrize(
    "name",
    [
        "namida.sqlite3",
        "namida.sqlite3.backup-20261121",
        "namida.sqlite3.backup-20261121-040000.partial",
        "namida.sqlite3.backup-20261121-040000-mine",
        "namida.sqlite3.backup-20261399-040000",
        "namida.sqlite3.before-restore-20261121-040000",
        "other.sqlite3.backup-20261121-040000",
        "copy.sqlite3",
    ],
)
def test_no_other_file_is_a_dated_backup(name: str) -> None:
    assert made_at(DATABASE, name) is None


def test_the_next_is_due_a_while_after_the_newest() -> None:
    plan = BackupPlan(every=DAY)
    assert next_due(BackupPlan(), None, NOW) is None
    assert next_due(plan, None, NOW) == NOW
    assert next_due(plan, one(NOW - timedelta(hours=5)), NOW) == NOW + timedelta(hours=19)
    assert next_due(plan, one(NOW - 3 * DAY), NOW) == NOW
    # A clock that was wrong for a while puts nothing off for years.
    assert next_due(plan, one(NOW + 900 * DAY), NOW) == NOW + DAY


@given(
    st.timedeltas(timedelta(minutes=1), timedelta(days=366)), st.timedeltas(timedelta(0), timedelta(days=400))
)
def test_a_backup_that_is_not_due_is_not_late(every: timedelta, old: timedelta) -> None:
    plan = BackupPlan(every=every)
    newest = one(NOW - old)
    due = next_due(plan, newest, NOW)
    assert due is not None
    if due > NOW and old <= LATE:
        assert not is_late(plan, newest, NOW)
    assert is_late(plan, newest, NOW) == (old > min(LATE, 2 * every))
    assert is_late(plan, None, NOW)
    assert is_late(replace(plan, every=None), newest, NOW) == (old > LATE)


def test_public_keys_are_read() -> None:
    assert read_keys(f"{KEY}, {KEY}") == (KEY, KEY)
    assert read_keys("") == ()
    for wrong in ("age1", "AGE-SECRET-KEY-1" + "Q" * 58, "ssh-ed25519 AAAA", f"{KEY};{KEY}"):
        with pytest.raises(ValueError, match="must be public keys of age"):
            read_keys(wrong)
