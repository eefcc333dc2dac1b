"""The command line run in a folder of its own, and what stands around it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"


DATABASE = Path("data/namida.sqlite3")


def namida(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=typed)


def count(path: Path, table: str = "drama") -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 80] = b"\xff" * 80
    path.write_bytes(content)


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Go on as a user who may write only into `folder`; root may write everywhere."""
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        os.setresuid(65534, 65534, 0)
        try:
            yield
        finally:
            os.setresuid(0, 0, 0)
    else:
        yield
