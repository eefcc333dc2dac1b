"""The colours of a drama: by its country, shifted a little by its name so that neighbours differ."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

# Degrees of the colour circle. Countries that often stand beside each other are far apart on it.
_HUES: Mapping[str, int] = {
    "JP": 346, "KR": 222, "CN": 18, "TW": 172, "TH": 272, "HK": 312, "PH": 140, "SG": 44,
}  # fmt: skip
_ELSEWHERE = 226
_SHIFT = 13  # degrees to each side


@dataclass(frozen=True, slots=True)
class Tints:
    """Four colours of one hue, as SVG writes them. White and `light` can be read on the other three."""

    ground: str
    raised: str
    deep: str
    light: str


def tints(country: str | None, name: str) -> Tints:
    """The colours for a drama of this country (an ISO code, None: unknown) and name."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=2).digest()
    shift = (int.from_bytes(digest, "big") / 0xFFFF * 2 - 1) * _SHIFT
    hue = (_HUES.get(country or "", _ELSEWHERE) + shift) % 360 / 360
    strong = 0.46 if country in _HUES else 0.16
    return Tints(
        *(_colour(hue, *how) for how in ((0.24, strong), (0.29, strong), (0.17, strong), (0.84, 0.7)))
    )


def _colour(hue: float, lightness: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)
