"""Unpacks members' archives within bounds, without trusting their headers.

Every bound is checked before the work, and again during it, because an archive may lie about itself.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.errors import FileFault, ImportRefused, because
from bot.sources.lists.parts import refused

# What an archive may come to when it is unpacked: a list of 10,000 titles in full takes some 8 MiB.
UNPACKED_LIMIT = 32 * 1024 * 1024
MOST_MEMBERS = 2_000
# Python's zipfile bounds what it unpacks of these alone: 2 KB of the others can become gigabytes at once.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_GZIP, _ZIPS = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_TOO_MUCH = because(FileFault.UNPACKS_TO_MUCH, limit=UNPACKED_LIMIT // 1_048_576)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive, by the name that the archive gives it."""

    name: str
    content: bytes


def is_zip(content: bytes) -> bool:
    return content.startswith(_ZIPS)


def is_gzip(content: bytes) -> bool:
    return content.startswith(_GZIP)


def gunzipped(content: bytes) -> bytes:
    """The content of a gzip file. Raises `ImportRefused` if it is damaged or too large."""
    stream = zlib.decompressobj(wbits=31)
    try:
        found = stream.decompress(content, UNPACKED_LIMIT + 1)
    except zlib.error as error:
        raise refused(1, because(FileFault.BAD_GZIP)) from error
    if len(found) > UNPACKED_LIMIT:
        raise refused(1, _TOO_MUCH)
    if not stream.eof:
        raise refused(1, because(FileFault.BAD_GZIP))
    if stream.unused_data.strip(b"\x00"):
        raise refused(1, because(FileFault.SEVERAL_GZIP))
    return found


def unzipped(content: bytes, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The files of a zip whose names are `wanted`. The others are not opened.

    Raises `ImportRefused` if it is damaged, too large, or packed in a way that cannot be bounded.
    """
    # Each entry of the directory starts with these bytes, so counting them bounds the entries.
    if content.count(_DIRECTORY_ENTRY) > MOST_MEMBERS:
        raise refused(1, because(FileFault.MANY_FILES, limit=MOST_MEMBERS))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if wanted(member.filename)]
            _check(members, len(content))
            for member in members:
                yield Member(member.filename, _content(archive, member))
    except (ImportRefused, MemoryError):
        raise
    except Exception as error:
        # zipfile stumbles over damage in more ways than it names: struct.error, UnicodeDecodeError,
        # a seek before the beginning, a header that cannot be a number.
        raise refused(1, because(FileFault.BAD_ZIP)) from error


def _check(members: list[zipfile.ZipInfo], size: int) -> None:
    for member in members:
        if member.flag_bits & 1:
            raise refused(1, because(FileFault.LOCKED))
        if member.compress_type not in _METHODS:
            raise refused(1, because(FileFault.ODDLY_PACKED))
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise refused(1, _TOO_MUCH)
    # Members that share their bytes would turn a small file into much work.
    if sum(member.compress_size for member in members) > size:
        raise refused(1, because(FileFault.BAD_ZIP))


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member's content, never more than its header says. The caller has checked that size."""
    with archive.open(member) as file:
        found = file.read(member.file_size)
    if len(found) != member.file_size:
        raise zipfile.BadZipFile
    return found
