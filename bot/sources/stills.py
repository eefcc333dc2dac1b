"""Runs in the worker process: reads a picture that a member sent, and draws a clean copy of it.

No byte of the file is passed on: its pixels are decoded, made smaller and encoded again. So whatever else was
in the file (where it was taken, a second file behind the first) is gone. The file may be made to do harm, so
this runs where memory and time are bounded.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bot.domain.stills import KEPT_LIMIT, MOST_PIXELS, SENT_LIMIT, SIDE, Drawn, Unfit

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.Image import Transpose

# What is tried, by content; a file's name and the kind that it claims to be are never asked.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_SEVERAL = "MPO"  # what some phones make: a JPEG with a second one behind it, which is left out
_ORIENTATION = 0x0112  # the EXIF tag that says how a camera was held
# Pixels of the longer side and quality, until the result fits. The last one fits whatever is in it.
_TRIES = ((SIDE, 85), (SIDE, 70), (1_024, 60), (800, 50), (512, 40))


def redrawn(content: bytes) -> Drawn | Unfit:
    """The picture in a file, at most `SIDE` pixels long and `KEPT_LIMIT` bytes, or why it is not taken."""
    if len(content) > SENT_LIMIT:
        return Unfit.BYTES
    # Only this process loads the library: its decoders are what is bounded here.
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            unfit = _unfit(opened)
            return unfit or _encoded(_upright(opened))
    except MemoryError:
        return Unfit.EFFORT
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Unfit.PIXELS
    except UnidentifiedImageError:
        return Unfit.KIND
    except Exception:  # noqa: BLE001 - a decoder may raise anything at a file that was made for that
        return Unfit.DAMAGED


def _unfit(opened: Picture) -> Unfit | None:
    """Why a file is not read further, as far as its beginning says it. Decodes nothing."""
    if opened.width * opened.height > MOST_PIXELS:
        return Unfit.PIXELS
    if opened.format != _SEVERAL and getattr(opened, "is_animated", False):
        return Unfit.ANIMATED
    return None


def _upright(opened: Picture) -> Picture:
    """What is to be seen, as a camera was held: 8 bits of red, green and blue, and alpha where it is used."""
    from PIL import Image  # noqa: PLC0415

    turn = _turn(opened)
    opened.draft("RGB", (SIDE, SIDE))  # a large JPEG is read at a half, a quarter or an eighth
    image: Picture = opened
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return image.transpose(turn) if turn is not None else image


def _turn(opened: Picture) -> Transpose | None:
    """How a camera was held."""
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(opened.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - what a camera wrote may be damaged where its picture is not
        return None


def _encoded(image: Picture) -> Drawn | Unfit:
    for side, quality in _TRIES:
        image.thumbnail((side, side))
        image.info.clear()  # the encoder would copy a colour profile from there
        target = io.BytesIO()
        image.save(target, "WEBP", quality=quality, method=4)
        if target.tell() <= KEPT_LIMIT:
            return Drawn(target.getvalue(), image.width, image.height)
    return Unfit.BYTES
