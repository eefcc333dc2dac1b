"""One process at a time has a database; the others are told which one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.process_lock import HeldElsewhere, hold, holder_of, lock_path

HOLDING = """
import sys
from pathlib import Path
from bot.store.process_lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "namida.sqlite3"


@contextmanager
def elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds it."""
    words = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_told_who_the_first_is(path: Path) -> None:
    with elsewhere(path) as first:
        with pytest.raises(HeldElsewhere) as caught, hold(path):
            pass
        holder = caught.value.holder
        assert (holder.pid, holder.host) == (first.pid, socket.gethostname())
        assert abs(holder.since.timestamp() - time.time()) < 600
        assert holder_of(path) == holder
        assert str(holder).startswith(f"process {first.pid} on {socket.gethostname()}, since ")
    with hold(path):
        assert holder_of(path) is None  # it is this one


def test_by_whatever_name_it_is_one_file(path: Path) -> None:
    path.touch()
    link = path.with_name("another name")
    link.symlink_to(path)
    with elsewhere(path), pytest.raises(HeldElsewhere), hold(link):
        pass


def test_within_a_process_nobody_is_refused_and_the_last_gives_it_back(path: Path) -> None:
    with hold(path):
        with hold(path):
            pass
        assert lock_path(path).exists()
    assert list(path.parent.iterdir()) == []


def test_a_killed_holder_holds_nothing(path: Path) -> None:
    with elsewhere(path) as first:
        first.kill()
        first.wait(10)
        assert lock_path(path).exists()
        assert holder_of(path) is None
        with hold(path):
            pass


@pytest.mark.parametrize(
    "said", [b"", b"\xff\xfe", b"4711", b"x y", b"4711 a\nb\x1b[31m", b"9" * 10_000, "٣ host".encode()]
)
def test_whatever_stands_in_the_lock_file_the_sentence_is_one_line(path: Path, said: bytes) -> None:
    with elsewhere(path):
        lock_path(path).write_bytes(said)
        with pytest.raises(HeldElsewhere) as caught, hold(path):
            pass
    assert str(caught.value.holder).isprintable()


def test_the_lock_file_is_its_owners_alone(path: Path) -> None:
    usual = os.umask(0)
    try:
        with hold(path):
            assert lock_path(path).stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(usual)


async def test_what_needs_no_migration_opens_beside_a_holder_and_what_does_is_left_alone(
    path: Path, starter_database: Path
) -> None:
    with elsewhere(path), pytest.raises(HeldElsewhere):
        async with Database.open(path):  # new: all of its schema is to be made
            pass
    shutil.copy(starter_database, path)
    with elsewhere(path):
        async with Database.open(path):
            pass
        with pytest.raises(HeldElsewhere):
            async with Database.open(path, alone=True):
                pass
