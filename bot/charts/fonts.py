"""Chooses a font of this machine for each text and measures its width, so that no empty box is shown."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb

from bot.domain.charts import Label

LATIN = "DejaVu Sans"
# It comes with the bot, so it is on every machine.
OWN = Path(__file__).with_name("faces")
# Fonts for one script each, the clearest at small sizes first: those of Linux, macOS and Windows. What
# several scripts share (Han) is drawn by the first of these that has it.
SCRIPTS: tuple[tuple[str, ...], ...] = (
    (
        "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans", "IPAexGothic",
        "IPAPGothic", "IPAGothic", "TakaoPGothic", "TakaoGothic", "VL PGothic", "VL Gothic", "M+ 1p",
        "Hiragino Sans", "Yu Gothic", "Meiryo", "MS Gothic", "Droid Sans Fallback", "Noto Serif CJK JP",
        "Unifont",
    ),
    (
        "Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "NanumGothic", "UnDotum", "Baekmuk Gulim",
        "Apple SD Gothic Neo", "Malgun Gothic", "Droid Sans Fallback", "Unifont",
    ),
    (
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
        "PingFang SC", "Microsoft YaHei", "Droid Sans Fallback", "Unifont",
    ),
    (
        "Noto Sans Thai", "Noto Sans Thai UI", "Laksaman", "Loma", "Waree", "Thonburi", "Leelawadee UI",
        "Tahoma",
    ),
)  # fmt: skip
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_REGULAR, _BOLD = 400, 700  # weights as CSS counts them


@dataclass(frozen=True, slots=True)
class Face:
    """One font in a file. `weight` is 400 for a regular one, 700 for a bold one; `breadth` 100 where it is
    neither narrow nor wide.
    """

    family: str
    weight: int
    breadth: int
    path: Path
    index: int  # in a file of several


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text that one font draws; `width`, `top` and `bottom` (from the baseline) in its size."""

    text: str
    family: str
    width: float
    top: float
    bottom: float


def words(label: Label) -> str:
    """The label as it can be drawn here: in its own language, else in English."""
    return label.text if all(map(drawable, label.text)) else label.english


def drawable(sign: str) -> bool:
    """Whether a font of this machine has this character."""
    return sign.isprintable() and any(ord(sign) in _signs(face) for face in _drawn_with(bold=False))


def runs(text: str, *, bold: bool = False) -> list[Run]:
    """The text in parts, each with the font that draws it; what no font has is left out."""
    chosen: list[tuple[str, Face]] = []
    for sign in text:
        face = _face_of(sign, chosen[-1][1] if chosen else None, bold=bold)
        if face is not None:
            chosen.append((sign, face))
    parts = groupby(chosen, key=lambda one: one[1])
    return [_measured("".join(sign for sign, _ in signs), face) for face, signs in parts]


@cache
def families() -> tuple[str, ...]:
    """The fonts that draw: Latin first, then of each script the best that is here."""
    here = _faces_here()
    best = (next((name for name in names if name in here), None) for names in SCRIPTS)
    return tuple(dict.fromkeys((LATIN, *(name for name in best if name is not None))))


@cache
def files() -> tuple[str, ...]:
    """The files of all that draws."""
    faces = (*_drawn_with(bold=False), *_drawn_with(bold=True))
    return tuple(dict.fromkeys(str(face.path) for face in faces))


def forget() -> None:
    """Look for the fonts again at the next text."""
    for kept in (families, files, _drawn_with, _faces_here):
        kept.cache_clear()


def _face_of(sign: str, before: Face | None, *, bold: bool) -> Face | None:
    if not sign.isprintable():
        return None
    if before is not None and unicodedata.category(sign)[0] == "M" and ord(sign) in _signs(before):
        return before  # a mark is drawn onto its letter, so by the same font
    return next((face for face in _drawn_with(bold=bold) if ord(sign) in _signs(face)), None)


def _measured(text: str, face: Face) -> Run:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _font(face)
    hb.shape(font, buffer)
    size = font.face.upem
    width, top, bottom = 0, 0, 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        width += position.x_advance
        ink = font.get_glyph_extents(info.codepoint)
        if ink is not None:
            highest = ink.y_bearing + position.y_offset
            top, bottom = max(top, highest), min(bottom, highest + ink.height)
    return Run(text, face.family, width / size, top / size, bottom / size)


@cache
def _drawn_with(*, bold: bool) -> tuple[Face, ...]:
    """A face of each family, the bold one where there is one and it is asked for."""
    wanted, here = (_BOLD if bold else _REGULAR), _faces_here()

    def apart(face: Face) -> tuple[int, int]:
        return abs(face.breadth - 100), abs(face.weight - wanted)

    return tuple(min(here[name], key=apart) for name in families())


@cache
def _faces_here() -> dict[str, list[Face]]:
    """The faces of this machine that may draw, by family; those that come with the bot first."""
    known = {LATIN, *(name for names in SCRIPTS for name in names)}
    found: dict[str, list[Face]] = {}
    for path in _font_files():
        for face in _read(path):
            if face.family in known:
                found.setdefault(face.family, []).append(face)
    return found


def _font_files() -> Iterator[Path]:
    yield from sorted(OWN.glob("*.ttf"))
    for folder in _folders():
        for base, _, names in os.walk(folder):
            yield from (Path(base, name) for name in sorted(names) if name.lower().endswith(_ENDINGS))


def _folders() -> tuple[Path, ...]:
    """Where this machine keeps its fonts."""
    try:
        home = Path.home()
    except RuntimeError:  # a user without a name, as in some containers
        home = OWN
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    if sys.platform == "win32":
        return (Path("C:/Windows/Fonts"), home / "AppData/Local/Microsoft/Windows/Fonts")
    places = ("/usr/share/fonts", "/usr/local/share/fonts")
    return (*map(Path, places), home / ".fonts", home / ".local/share/fonts")


def _read(path: Path) -> Iterator[Face]:
    """The upright faces in a file; none where it is no font."""
    try:
        blob = hb.Blob.from_file_path(path)
        count = hb.Face(blob, 0).count
    except (OSError, hb.HarfBuzzError):
        return
    for index in range(count):
        face = hb.Face(blob, index)
        font = hb.Font(face)
        name = face.get_name(hb.OTNameIdPredefined.TYPOGRAPHIC_FAMILY) or face.get_name(
            hb.OTNameIdPredefined.FONT_FAMILY
        )
        if name and not font.get_style_value(hb.StyleTag.ITALIC):
            weight, breadth = map(font.get_style_value, (hb.StyleTag.WEIGHT, hb.StyleTag.WIDTH))
            yield Face(name, round(weight), round(breadth), path, index)


@cache
def _font(face: Face) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(face.path), face.index))


@cache
def _signs(face: Face) -> hb.Set:
    """The characters that a face has, by their code points."""
    return _font(face).face.unicodes
