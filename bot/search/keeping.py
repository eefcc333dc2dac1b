"""Turns the large block of an index into parts that can be stored, and back if they are complete."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from importlib.metadata import version

from bot.search.parts import Bytes, Parts
from bot.search.segment import Segment

# Counted on whenever a block of the same names would be made of other bytes, which
# tests/search/test_keeping.py notices.
FORMAT = 1
_HEAD_LIMIT = 64 * 1024


def head_of(parts: Parts) -> bytes:
    """A head that proves that parts were stored together, by this version."""
    digests = {name: _digest(part) for name, part in parts.items()}
    return json.dumps({"made_by": _maker(), "parts": digests}).encode()


def revived(head: bytes | None, parts: Mapping[str, bytes]) -> Segment | None:
    """The stored block. None if anything is missing, damaged or of another version."""
    if head is None or len(head) > _HEAD_LIMIT:
        return None
    try:
        said = json.loads(head)
    except ValueError:
        return None
    if said != {"made_by": _maker(), "parts": {name: _digest(part) for name, part in parts.items()}}:
        return None
    try:
        return Segment.of_parts(parts)
    except (KeyError, ValueError):
        return None


def _digest(part: Bytes) -> str:
    return blake2b(part, digest_size=16).hexdigest()


def _maker() -> list[object]:
    """Everything on which the keys of names and the bytes of numbers depend."""
    return [FORMAT, version("anyascii"), unicodedata.unidata_version, sys.byteorder]
