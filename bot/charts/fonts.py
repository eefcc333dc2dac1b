"""Chooses among this machine's fonts, so that no chart ever shows an empty box."""

from __future__ import annotations

from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from bot.domain.charts import Label

LATIN = "DejaVu Sans"  # comes with matplotlib, so it is on every machine
# Fonts with Japanese, the clearest at small sizes first: those of Linux, macOS and Windows.
JAPANESE = (
    "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans", "IPAexGothic", "IPAPGothic",
    "IPAGothic", "TakaoPGothic", "TakaoGothic", "VL PGothic", "VL Gothic", "M+ 1p", "Hiragino Sans",
    "Yu Gothic", "Meiryo", "MS Gothic", "Droid Sans Fallback", "Noto Serif CJK JP", "Unifont",
)  # fmt: skip


@cache
def families() -> tuple[str, ...]:
    """The font families: Latin first, then one with Japanese, if the machine has one."""
    here = {font.name for font in font_manager.fontManager.ttflist}
    return (LATIN, *[name for name in JAPANESE if name in here][:1])


@cache
def _faces() -> tuple[FT2Font, ...]:
    return tuple(FT2Font(font_manager.findfont(name)) for name in families())


def _drawable(sign: str) -> bool:
    return any(face.get_char_index(ord(sign)) for face in _faces())


def words(label: Label) -> str:
    """The label in its own language if a font can draw it, else in English."""
    return label.text if all(map(_drawable, label.text)) else label.english
