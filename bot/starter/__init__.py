"""The catalogue of a new installation, as a catalogue file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path


@contextmanager
def starter_path() -> Iterator[Path]:
    """The starter catalogue as a JSON Lines file on disk, while the block runs."""
    with as_file(files(__name__).joinpath("catalogue.jsonl")) as path:
        yield path
