"""The catalogue that a new installation starts with, as a file for anyone who reads catalogue files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path


@contextmanager
def starter_path() -> Iterator[Path]:
    """The starter catalogue as a file on disk, in our JSON Lines, for as long as the block lasts."""
    with as_file(files(__name__).joinpath("catalogue.jsonl")) as path:
        yield path
