"""Breaks a text into lines and finds the largest size at which they fit into a field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.charts import fonts
from bot.charts.sheet import PIXELS, Hand, Placed, Sheet, Side
from bot.domain.charts import Label

CUT = "…"
LEADING = 1.28  # from one line to the next, in the size of the text
_STEP = 0.94  # from one size that is tried to the next smaller one
_AIR = 0.985  # of the width that lines may take: shaped together, pieces can be a little wider
_WHOLE_WORDS = 0.5  # of the largest size: above it no word is broken

# What Japanese and Chinese do not begin or end a line with.
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝」』】〉》〕ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥〜～"
    ",.!?:;)]}%’”"
)
_NEVER_LAST = frozenset("（［｛「『【〈《〔([{“‘")
_ENDS_A_PHRASE = frozenset("、。，！？」』")
_THAI_BEFORE = frozenset("เแโใไ")  # vowels that stand before their consonant
_THAI_AFTER = frozenset("ะาำๅ")


@dataclass(frozen=True, slots=True)
class Block:
    """A text in lines of one size, in typographic points. `cut`: the end was left out, and says so."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False

    @property
    def height(self) -> float:
        """In CSS pixels, from the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * PIXELS * LEADING

    def write(
        self, sheet: Sheet, x: float, top: float, colour: str, *, bold: bool = False, side: Side = Side.START
    ) -> list[Placed]:
        """Write the lines below each other, from `top` on."""
        hand = Hand(self.size, colour, bold)
        first = top + hand.pixels * (LEADING / 2 + 0.36)
        lines = enumerate(self.lines)
        return [sheet.write(x, first + at * hand.pixels * LEADING, line, hand, side) for at, line in lines]


def drawn(text: str) -> str:
    """What of a text can be drawn here, in one line; signs that no font has are left out."""
    kept = (sign for sign in " ".join(text.split()) if fonts.drawable(sign))
    return " ".join("".join(kept).split())


def readable(text: str) -> bool:
    """Whether every letter and digit can be drawn here. Other signs, such as emoji, may be missing."""
    return all(fonts.drawable(sign) for sign in text if unicodedata.category(sign)[0] in "LN")


def name(label: Label) -> str:
    """A name as it can be drawn here, without emoji that no font has; else the name that stands for it."""
    return label.text if readable(label.text) and drawn(label.text) else label.english


def block(
    text: str, width: float, height: float, largest: float, smallest: float, *, bold: bool = False
) -> Block:
    """The text as large as it fits into a field of CSS pixels, with its end cut where even small is too long.

    Sizes are in typographic points. Lines break between words; only a text for which that would make the
    letters small has its words broken. Paragraphs stay apart.
    """
    paragraphs = [kept for line in text.splitlines() if (kept := drawn(line))]
    ways = ((_words, max(smallest, largest * _WHOLE_WORDS)), (_whole_signs, smallest), (_signs, smallest))
    for split, least in ways:
        parted = [split(paragraph) for paragraph in paragraphs]
        size = largest
        while size >= least:
            lines = _lines(parted, width / (size * PIXELS) * _AIR, bold)
            if lines is not None and len(lines) * size * PIXELS * LEADING <= height:
                return Block(tuple(_balanced(parted, lines, width / (size * PIXELS) * _AIR, bold)), size)
            size *= _STEP
    return _cut(paragraphs, width, height, smallest, bold=bold)


def one_line(text: str, width: float, largest: float, smallest: float, *, bold: bool = False) -> Block:
    """The text in one line of at most this width, smaller where it is longer, and at last cut."""
    kept = drawn(text)
    size = max(smallest, min(largest, width / PIXELS / max(_wide(kept, bold), 0.01)))
    said = line(kept, width, size, bold=bold)
    return Block((said,), size, said != kept)


def fits(text: str, width: float, size: float, *, bold: bool = False) -> bool:
    """Whether a text has room in one line of this width."""
    return _wide(drawn(text), bold) <= width / (size * PIXELS)


def line(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text in one line of at most this width, its end cut where it is longer."""
    kept = drawn(text)
    return kept if fits(text, width, size, bold=bold) else _ended(kept, width, size, bold)


def _ended(text: str, width: float, size: float, bold: bool) -> str:
    """As much of a text as fits with the sign that says that it goes on."""
    room, signs = width / (size * PIXELS), _clusters(text)
    fits = _most(len(signs), lambda count: _wide("".join(signs[:count]).rstrip() + CUT, bold) <= room)
    return "".join(signs[:fits]).rstrip() + CUT


def _cut(paragraphs: Sequence[str], width: float, height: float, size: float, *, bold: bool) -> Block:
    parted = [_signs(paragraph) for paragraph in paragraphs]
    room = width / (size * PIXELS) * _AIR
    lines = _lines(parted, room, bold) or []
    most = max(1, int(height / (size * PIXELS * LEADING)))
    kept = lines[:most]
    if kept and len(lines) > most:
        kept[-1] = _ended(kept[-1], width, size, bold)
    return Block(tuple(kept), size, len(lines) > most)


def _lines(parted: Sequence[Sequence[str]], room: float, bold: bool) -> list[str] | None:
    """The lines of the pieces, as full as they go; None where a piece alone is wider than the room."""
    lines: list[str] = []
    for pieces in parted:
        now, used = "", 0.0
        for piece in pieces:
            wide = _wide(piece.rstrip(), bold)
            if wide > room:
                return None
            if now and used + wide > room:
                lines.append(now.rstrip())
                now, used = "", 0.0
            now, used = now + piece, used + _wide(piece, bold)
        if now:
            lines.append(now.rstrip())
    return lines


def _balanced(parted: Sequence[Sequence[str]], lines: list[str], room: float, bold: bool) -> list[str]:
    """As many lines, of lengths as equal as they can be."""
    narrow, wide = room / 2, room
    for _ in range(7):
        middle = (narrow + wide) / 2
        tried = _lines(parted, middle, bold)
        if tried is not None and len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


# --- where a line may end ---


def _words(text: str) -> list[str]:
    """Pieces that stay whole: words, and of Japanese, runs of one script with their endings."""
    pieces: list[str] = []
    before = ""
    kana = any(_script(sign).endswith("kana") for sign in text)
    for sign in text:
        script = _script(sign)
        if script == "han" and not kana:
            before = ""  # Chinese: a line may end after every sign
        if not pieces or _parts(pieces[-1], before, script, sign):
            pieces.append(sign)
        else:
            pieces[-1] += sign
        before = script
    return pieces


def _parts(piece: str, before: str, script: str, sign: str) -> bool:
    last = piece[-1]
    if sign.isspace() or sign in _NEVER_FIRST or last in _NEVER_LAST or unicodedata.combining(sign):
        return False
    if last.isspace() or last in _ENDS_A_PHRASE:
        return True
    if sign in _THAI_BEFORE:  # a Thai syllable begins with it, and Thai has no spaces between words
        return last not in _THAI_BEFORE
    if "word" in (before, script) and before == script:
        return False
    # Endings in hiragana belong to what is before them, and a number to what it counts.
    return not (script in (before, "hiragana") or last.isdigit())


def _script(sign: str) -> str:
    code = ord(sign)
    if 0x3041 <= code <= 0x309F:
        return "hiragana"
    if 0x30A0 <= code <= 0x30FF or 0xFF66 <= code <= 0xFF9F:
        return "katakana"
    return "han" if _breaks_anywhere(sign) else "word"


def _breaks_anywhere(sign: str) -> bool:
    code = ord(sign)
    return 0x3000 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFF60 or code >= 0x20000


def _whole_signs(text: str) -> list[str]:
    """The smallest pieces of scripts without spaces; words of the others stay whole."""
    pieces: list[str] = []
    for piece in _words(text):
        pieces += _parted(piece) if any(map(_is_spaceless, piece)) else [piece]
    return pieces


def _parted(piece: str) -> list[str]:
    """The signs of a piece, with numbers and Latin words in it whole."""
    parts: list[str] = []
    for sign in _signs(piece):
        if parts and not _is_spaceless(parts[-1][-1]) and not _is_spaceless(sign[0]):
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


def _is_spaceless(sign: str) -> bool:
    return _breaks_anywhere(sign) or "\u0e00" <= sign <= "\u0e7f"


def _signs(text: str) -> list[str]:
    """The smallest pieces that may stand alone at the end or the beginning of a line."""
    pieces: list[str] = []
    for cluster in _clusters(text):
        joined = pieces and (
            cluster[0].isspace() or cluster[0] in _NEVER_FIRST or pieces[-1][-1] in _NEVER_LAST
        )
        if joined and len(pieces[-1]) < 4:
            pieces[-1] += cluster
        else:
            pieces.append(cluster)
    return pieces


def _clusters(text: str) -> list[str]:
    """Letters with what is drawn onto them, and Thai vowels with what they stand before or after."""
    clusters: list[str] = []
    for sign in text:
        onto = unicodedata.category(sign)[0] == "M" or sign in _THAI_AFTER
        after = clusters and clusters[-1][-1] in _THAI_BEFORE
        if clusters and (onto or after):
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return clusters


# --- how wide ---


@lru_cache(maxsize=4_096)
def _wide(text: str, bold: bool) -> float:
    """How wide a text is, in its size."""
    return sum(part.width for part in fonts.runs(text, bold=bold))


def _most(upper: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `upper` for which it holds, if it holds for all smaller ones."""
    low = 0
    while low < upper:
        middle = (low + upper + 1) // 2
        low, upper = (middle, upper) if holds(middle) else (low, middle - 1)
    return low
