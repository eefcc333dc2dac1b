"""The boundary for members' pictures: what comes out is drawn again and small, whatever went in."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.stills import KEPT_LIMIT, MOST_PIXELS, SENT_LIMIT, SIDE, Drawn, Unfit
from bot.sources.stills import redrawn
from tests.sources import sent_pictures as sent

KINDS = ("JPEG", "PNG", "WEBP", "GIF")
# What a WebP file of pixels alone is made of; EXIF, XMP, ICCP and ANIM are not among them.
PIXELS_ALONE = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def chunks_of(webp: bytes) -> set[bytes]:
    assert (webp[:4], webp[8:12]) == (b"RIFF", b"WEBP")
    assert struct.unpack("<I", webp[4:8])[0] + 8 == len(webp), "nothing stands behind the picture"
    found, at = set(), 12
    while at < len(webp):
        found.add(webp[at : at + 4])
        (size,) = struct.unpack("<I", webp[at + 4 : at + 8])
        at += 8 + size + size % 2
    return found


def made(content: bytes) -> Image.Image:
    """The picture made of a sound file; whatever is made fits the bounds and holds pixels alone."""
    drawn = redrawn(content)
    assert isinstance(drawn, Drawn), drawn
    assert chunks_of(drawn.content) <= PIXELS_ALONE
    image = Image.open(io.BytesIO(drawn.content))
    assert image.size == (drawn.width, drawn.height)
    assert max(image.size) <= SIDE
    assert len(drawn.content) <= KEPT_LIMIT
    return image.convert("RGBA")


def is_like(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=False))


RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_is_taken(kind: str) -> None:
    image = made(sent.plain(kind))
    assert image.size == (40, 30)
    assert is_like(image.getpixel((5, 5)), RED)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "EPS", "PDF"])
def test_other_kinds_are_not_taken(kind: str) -> None:
    assert redrawn(sent.plain(kind)) is Unfit.KIND


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", mode) for mode in ("1", "L", "RGB", "CMYK", "YCbCr")),
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
        *(("GIF", mode) for mode in ("1", "L", "P")),
    ],
)
def test_every_way_to_keep_colours(kind: str, mode: str) -> None:
    assert made(sent.encoded(Image.new(mode, (30, 20)), kind)).size == (30, 20)


def test_sixteen_bits_of_grey_keep_their_lightness() -> None:
    image = made(sent.encoded(Image.new("I;16", (10, 10), 0x8000), "PNG"))
    assert is_like(image.getpixel((5, 5)), (128, 128, 128))


def test_what_is_transparent_stays_so() -> None:
    image = Image.new("P", (10, 10), 0)
    palette = made(sent.encoded(image, "PNG", transparency=0))
    assert palette.getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert made(sent.encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "WEBP")).getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_it_was_taken_is_gone(kind: str) -> None:
    content = sent.with_metadata(kind)
    assert sent.SECRET in content
    drawn = redrawn(content)
    assert isinstance(drawn, Drawn)
    assert sent.SECRET not in drawn.content
    made(content)


def test_comments_and_colour_profiles_are_gone() -> None:
    image = Image.new("RGB", (10, 10))
    for content in (
        sent.encoded(image, "JPEG", comment=sent.SECRET, icc_profile=sent.SECRET * 10),
        sent.encoded(image, "PNG", icc_profile=sent.SECRET * 10),
        sent.encoded(image, "WEBP", xmp=sent.SECRET, icc_profile=sent.SECRET * 10),
    ):
        made(content)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (40, 20), (20, 2)), (2, (40, 20), (20, 2)), (3, (40, 20), (20, 17)), (4, (40, 20), (20, 17)),
        (5, (20, 40), (2, 20)), (6, (20, 40), (17, 20)), (7, (20, 40), (17, 20)), (8, (20, 40), (2, 20)),
        (99, (40, 20), (20, 2)),
    ],
)  # fmt: skip
def test_it_stands_as_the_camera_was_held(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    image = made(sent.with_metadata("JPEG", orientation))
    assert image.size == size
    assert is_like(image.getpixel(red_at), RED)
    assert is_like(image.getpixel((size[0] - 1 - red_at[0], size[1] - 1 - red_at[1])), BLUE)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_what_moves_is_not_taken(kind: str) -> None:
    assert redrawn(sent.animated(kind)) is Unfit.ANIMATED


def test_a_phones_second_picture_is_left_out() -> None:
    first, second = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    image = made(sent.encoded(first, "MPO", save_all=True, append_images=[second]))
    assert is_like(image.getpixel((5, 5)), RED)


@pytest.mark.parametrize("tail", [b"PK\x03\x04 an archive", b"<script>alert(1)</script>", b"%PDF-1.7"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_second_file_behind_a_picture_is_not_passed_on(kind: str, tail: bytes) -> None:
    drawn = redrawn(sent.plain(kind) + tail)
    if isinstance(drawn, Drawn):
        assert tail not in drawn.content
        assert chunks_of(drawn.content) <= PIXELS_ALONE


@pytest.mark.parametrize(
    "size", [(60_000, 60_000), (MOST_PIXELS + 1, 1), (1, MOST_PIXELS + 1), (2**31 - 1, 2**31 - 1)]
)
def test_what_would_be_huge_is_not_decoded(size: tuple[int, int]) -> None:
    assert redrawn(sent.png_of_size(*size)) in (Unfit.PIXELS, Unfit.DAMAGED)


def test_too_many_bytes_are_not_looked_at() -> None:
    assert redrawn(sent.plain() + bytes(SENT_LIMIT)) is Unfit.BYTES


@pytest.mark.parametrize("size", [(3_000, 2_000), (2_000, 3_000), (20_000, 3), (3, 20_000), (1, 1)])
def test_any_shape_comes_out_small(size: tuple[int, int]) -> None:
    image = made(sent.plain("PNG", size))
    assert min(image.size) >= 1


def test_noise_comes_out_small() -> None:
    made(sent.encoded(Image.effect_noise((1_500, 1_500), 200), "PNG"))


def test_equal_files_become_equal_pictures() -> None:
    assert redrawn(sent.plain()) == redrawn(sent.plain())


@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_are_no_picture(content: bytes) -> None:
    assert redrawn(content) in set(Unfit)


def damaged() -> st.SearchStrategy[bytes]:
    """A sound file, cut short or with some other bytes in it."""
    files = [sent.plain(kind) for kind in KINDS] + [sent.with_metadata(kind) for kind in ("JPEG", "PNG")]
    files += [sent.animated(kind) for kind in ("GIF", "WEBP", "PNG")]

    def harmed(content: bytes, cut: float, changes: list[tuple[float, int]]) -> bytes:
        short = bytearray(content[: max(1, round(len(content) * cut))])
        for at, value in changes:
            short[int(at * (len(short) - 1))] = value
        return bytes(short)

    share = st.floats(0, 1)
    change = st.tuples(share, st.integers(0, 255))
    return st.builds(harmed, st.sampled_from(files), st.just(1.0) | share, st.lists(change, max_size=6))


@settings(max_examples=300)
@given(damaged())
def test_a_damaged_file_becomes_a_sound_picture_or_none(content: bytes) -> None:
    drawn = redrawn(content)
    if isinstance(drawn, Drawn):
        assert chunks_of(drawn.content) <= PIXELS_ALONE
        assert len(drawn.content) <= KEPT_LIMIT
    else:
        assert drawn in set(Unfit)
