"""Archives that mean harm: bombs of every method, lying headers, damage of every kind; read or refused."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ImportRefused
from bot.sources.lists import archives, content
from tests.bombs import MEGABYTE, NAME, UNPACKS_TO, bomb
from tests.bombs import packed as bomb_of
from tests.file_faults import all_told

TABLE = (
    b"created_at,tv_show_name,tv_show_id,episode_season_number,episode_number\n2020-01-01 00:00:00,A,1,1,1\n"
)
METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
ALLOWED = {"stored", "deflate"}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        for name, inside in files.items():
            file.writestr(name, inside)
    return archive.getvalue()


def large(method: int) -> bytes:
    """Of a hundred megabytes at least."""
    return bomb(method) if method in UNPACKS_TO else bomb_of(method, 100)


def refusal(file: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        content.read(file)
    return all_told(caught.value.problems)


def peak_of(file: bytes) -> tuple[str, int]:
    """The refusal, and the bytes that it took at most."""
    tracemalloc.start()
    try:
        return refusal(file), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", UNPACKS_TO)
def test_what_is_kept_unpacks_to_as_much_as_it_says(method: int) -> None:
    file = bomb(method)
    (member,) = zipfile.ZipFile(io.BytesIO(file)).infolist()
    assert (member.filename, member.compress_type) == (NAME, method)
    assert member.file_size == UNPACKS_TO[method] * MEGABYTE >= 100 * MEGABYTE
    assert len(file) < MEGABYTE


@pytest.mark.parametrize("method", METHODS)
def test_a_bomb_of_any_method_is_refused_before_it_goes_off(method: str) -> None:
    file = large(METHODS[method])
    told, peak = peak_of(file)
    if method in ALLOWED:
        assert "unpacks to more than 32 MB" in told or "is larger than 5 MB" in told
    else:
        assert "is packed in a way that is not read here" in told
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize("method", range(100))
def test_only_the_methods_that_can_be_bounded_are_read(method: int) -> None:
    """The number of the method stands in both headers; whatever it says is held to."""
    file = bytearray(packed({NAME: TABLE}, zipfile.ZIP_STORED))
    for at, place in ((file.index(b"PK\x03\x04"), 8), (file.index(b"PK\x01\x02"), 10)):
        struct.pack_into("<H", file, at + place, method)
    if method == zipfile.ZIP_STORED:
        assert content.read(bytes(file)).entries
    else:
        assert "Row 1: is " in refusal(bytes(file))


def test_what_is_not_asked_for_is_not_opened_in_whatever_way_it_is_packed() -> None:
    archive = io.BytesIO(packed({NAME: TABLE}))
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("photos.jpg", bytes(MEGABYTE), zipfile.ZIP_LZMA)
    assert content.read(archive.getvalue()).entries


def test_a_zip_in_a_zip_is_not_unpacked() -> None:
    assert "is not" in refusal(packed({NAME: packed({NAME: TABLE})}))
    assert "is not" in refusal(gzip.compress(packed({NAME: TABLE})))
    assert "is not" in refusal(gzip.compress(gzip.compress(TABLE)))


def test_two_gzip_files_in_one_are_not_read_by_half() -> None:
    assert "several gzip files" in refusal(gzip.compress(TABLE) + gzip.compress(TABLE))
    assert content.read(gzip.compress(TABLE) + bytes(100)).entries


def test_many_small_members_count_together() -> None:
    files = {f"{at}/{NAME}": bytes(MEGABYTE) for at in range(40)}
    assert "unpacks to more than 32 MB" in refusal(packed(files))
    assert "holds more than 2,000 files" in refusal(packed({f"{at}.txt": b"" for at in range(2_001)}))


def lying(file: bytes, size: int) -> bytes:
    """The archive, whose directory promises so many bytes."""
    changed = bytearray(file)
    struct.pack_into("<I", changed, changed.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


@pytest.mark.parametrize("promised", [0, 1, 1_000, 31 * MEGABYTE])
def test_a_promise_that_does_not_hold_is_damage(promised: int) -> None:
    told, peak = peak_of(lying(large(zipfile.ZIP_DEFLATED), promised))
    assert "is a damaged zip file" in told or "holds no file" in told
    assert peak < 2 * promised + 8 * MEGABYTE


def overlapping(count: int, inside: bytes) -> bytes:
    """One member's bytes under many names."""
    once = packed({NAME: inside})
    at = once.index(b"PK\x01\x02")
    end = once.index(b"PK\x05\x06")
    entry, tail = once[at:end], bytearray(once[end:])
    struct.pack_into("<HHI", tail, 8, count, count, count * len(entry))
    return once[:at] + entry * count + bytes(tail)


@pytest.mark.parametrize("promised", [len(TABLE), 1, 0])
def test_members_that_share_their_bytes_are_refused_before_any_is_unpacked(promised: int) -> None:
    """Each promises little; what is said is said before one is looked into, for one alone is sound."""
    file = overlapping(1_000, TABLE)
    assert content.read(overlapping(1, TABLE)).entries
    changed = bytearray(file)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", changed, at + 24, promised)
        at = changed.find(b"PK\x01\x02", at + 1)
    assert "is a damaged zip file" in refusal(bytes(changed))


def test_a_locked_one_is_said_to_be() -> None:
    file = bytearray(packed({NAME: TABLE}))
    for at, place in ((file.index(b"PK\x03\x04"), 6), (file.index(b"PK\x01\x02"), 8)):
        file[at + place] |= 1
    assert "is locked with a password" in refusal(bytes(file))


def read_or_refused(file: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that come twice
        try:
            assert content.read(file).entries
        except ImportRefused as refused:
            assert refused.problems


WHOLE = {name: packed({NAME: TABLE * 3, "other.txt": b"x"}, method) for name, method in METHODS.items()}
WHOLE["gzip"] = gzip.compress(TABLE * 3, mtime=0)
wholes = st.sampled_from(sorted(WHOLE))


@given(whole=wholes, data=st.data())
def test_a_truncated_archive_is_read_or_refused(whole: str, data: st.DataObject) -> None:
    file = WHOLE[whole]
    read_or_refused(file[: data.draw(st.integers(0, len(file)))])


@given(
    whole=wholes,
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=8),
)
def test_an_archive_with_flipped_bits_is_read_or_refused(whole: str, flips: list[tuple[float, int]]) -> None:
    file = bytearray(WHOLE[whole])
    for place, bits in flips:
        file[int(place * len(file))] ^= bits
    read_or_refused(bytes(file))


@given(whole=wholes, start=st.floats(0, 1, exclude_max=True), body=st.binary(max_size=60))
def test_an_archive_with_anything_written_over_it_is_read_or_refused(
    whole: str, start: float, body: bytes
) -> None:
    file = WHOLE[whole]
    at = int(start * len(file))
    read_or_refused(file[:at] + body + file[at + len(body) :])


@pytest.mark.parametrize("whole", sorted(WHOLE))
def test_every_single_byte_may_be_wrong(whole: str) -> None:
    """Not by chance: each byte of each archive, set to what harms headers most."""
    file = WHOLE[whole]
    for at in range(len(file)):
        for wrong in (0x00, 0xFF, file[at] ^ 0x01, file[at] ^ 0x80):
            read_or_refused(file[:at] + bytes([wrong]) + file[at + 1 :])


@given(body=st.binary(max_size=400), start=st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b""]))
def test_any_bytes_are_read_or_refused(body: bytes, start: bytes) -> None:
    read_or_refused(start + body)


def test_the_limit_of_members_stands_before_the_directory_is_read() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    file = b"PK\x03\x04" + entry * (archives.MOST_MEMBERS + 1)
    assert "holds more than 2,000 files" in refusal(file)
