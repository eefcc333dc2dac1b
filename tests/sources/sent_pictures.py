"""Files that members may send as pictures, sound ones and such that are made to do harm."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

SECRET = b"52.5200N 13.4050E"  # where a picture was taken


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def plain(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "red") -> bytes:
    return encoded(Image.new("RGB", size, colour), kind)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def with_metadata(kind: str, orientation: int = 1) -> bytes:
    """A picture of red above blue, with a place in its EXIF data."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (0, 10, 40, 20))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()
    return encoded(image, kind, exif=exif)


def png_of_size(width: int, height: int, content: bytes = b"") -> bytes:
    """A PNG that says it is so large; there is almost nothing in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(content)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
