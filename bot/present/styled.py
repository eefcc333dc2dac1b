"""Comments and reviews as they are sent: with the styles that their authors chose, and no other markdown.

What is sent is made from what `domain/styles` read, one line at a time. Every mark that is opened is closed
in its line, so that no cut leaves one that acts on what follows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from bot.domain.styles import Span, Style, Styled, read_styles, said
from bot.i18n import Texts
from bot.present.text import clean, escape, inline, no_group_mention, parted, pieces, tidy

# Italics have two marks, and which of them Discord takes depends on what stands beside them. These stand for
# either, and no text has them: `clean` takes them out.
_ITALIC_BEGINS, _ITALIC_ENDS = "\ue000", "\ue001"
_ITALIC = re.compile(f"{_ITALIC_BEGINS}([^{_ITALIC_ENDS}]*){_ITALIC_ENDS}")
_BEGINS = {Style.STRIKE: "~~", Style.BOLD: "**", Style.ITALIC: _ITALIC_BEGINS, Style.CODE: "`"}
_ENDS = {**_BEGINS, Style.ITALIC: _ITALIC_ENDS}
_INNER = {style: at for at, style in enumerate(_BEGINS)}  # each may be inside those before it
_BARE_LINE = re.compile(r"(?<!\\)_")
_NOT_BESIDE_LINES = re.compile(r"[0-9A-Za-z_~]")


def hint(t: Texts) -> str:
    """What a form says of the styles that its text may have."""
    return t("You can use **bold**, *italics*, ~~strike~~, `code` and > quotes.")


@lru_cache(maxsize=64)  # a message asks for its text and whether it goes on; each vote draws it again
def styled_pieces(text: str, limit: int) -> tuple[str, ...]:
    """A text of several lines with its styles, uncut, in pieces of at most `limit` characters as sent.

    It is split as `text.pieces` splits. `limit` has room for one sign with all its marks: 20.
    """
    found = read_styles(tidy(text))
    if not found.spans:
        return tuple(pieces(found.text, limit))
    return tuple(parted(found.text, limit, _Sent(found).part))


def plainly(text: str, limit: int) -> str:
    """One line of what a text says, without its styles, at most `limit` characters as sent."""
    return inline(said(clean(text)), limit)


class _Sent:
    """A text as Discord is to read it: nothing acts but its styles, and its signs are all in sight.

    Each line is made once, and once more where a piece ends within it.
    """

    def __init__(self, text: Styled):
        self._lines = text.text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._styles = self._by_line(text.spans)
        self._made: dict[int, str] = {}

    def _by_line(self, spans: Iterable[Span]) -> list[list[Span]]:
        """What of the styles is in each line, counted from its beginning."""
        found: list[list[Span]] = [[] for _ in self._lines]
        for start, end, style in spans:
            at = bisect_right(self._starts, start) - 1
            while at < len(self._lines) and (begins := self._starts[at]) < end:
                first, last = max(start - begins, 0), min(end - begins, len(self._lines[at]))
                if first < last:
                    found[at].append(Span(first, last, style))
                at += 1
        return found

    def part(self, start: int, end: int) -> str:
        """The characters from `start` up to `end`, with every mark closed."""
        made = []
        at = bisect_right(self._starts, start) - 1
        while at < len(self._lines) and (begins := self._starts[at]) <= end:
            made.append(self._line(at, max(start - begins, 0), min(end - begins, len(self._lines[at]))))
            at += 1
        return "\n".join(made)

    def _line(self, at: int, start: int, end: int) -> str:
        line, styles = self._lines[at], self._styles[at]
        if start or end < len(line):
            clipped = (
                Span(max(one.start, start) - start, min(one.end, end) - start, one.style) for one in styles
            )
            return _marked(line[start:end], [one for one in clipped if one.start < one.end])
        if at not in self._made:
            self._made[at] = _marked(line, styles)
        return self._made[at]


def _marked(line: str, spans: list[Span]) -> str:
    if not spans:
        return escape(line)
    words = [one for one in spans if one.style is not Style.QUOTE]
    marked = _italics(_nested(line, _merged(_trimmed(line, words)))) if words else escape(line)
    return marked if len(words) == len(spans) else f"> {marked}"


def _trimmed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Styles without blanks at their ends: with one there Discord would not see their marks."""
    for span in spans:
        inside = text[span.start : span.end]
        ending = " ~" if span.style is Style.STRIKE else " "  # nor with a mark more
        start = span.start + len(inside) - len(inside.lstrip(" "))
        end = span.end - len(inside) + len(inside.rstrip(ending))
        if start < end:
            yield Span(start, end, span.style)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The styles by their beginnings. Italics that follow each other are one: their marks would meet."""
    found: list[Span] = []
    at = -1  # where in `found` the last italics are
    for span in sorted(spans, key=lambda one: one.start):
        if span.style is Style.ITALIC and at >= 0 and span.start <= found[at].end:
            found[at] = found[at]._replace(end=max(found[at].end, span.end))
            continue
        if span.style is Style.ITALIC:
            at = len(found)
        found.append(span)
    return found


def _nested(text: str, spans: list[Span]) -> str:
    """The line with its marks, each style within those that go on for longer."""
    made: list[str] = []
    opened: list[Span] = []
    around: list[Span] = []
    ahead = deque(spans)
    edges = sorted({0, len(text), *(one.start for one in spans), *(one.end for one in spans)})
    for start, end in pairwise(edges):
        around = [one for one in around if one.end > start]
        while ahead and ahead[0].start <= start:
            around.append(ahead.popleft())
        here = _outer_first(around)
        keep = 0
        while keep < len(opened) and opened[keep] in here:
            keep += 1
        made += [_ENDS[one.style] for one in reversed(opened[keep:])]
        opened[keep:] = [one for one in here if one not in opened[:keep]]
        made += [_BEGINS[one.style] for one in opened[keep:]]
        inside = text[start:end]
        code = bool(opened) and opened[-1].style is Style.CODE
        made.append(no_group_mention(inside) if code else escape(inside))
    return "".join([*made, *(_ENDS[one.style] for one in reversed(opened))])


def _outer_first(spans: list[Span]) -> list[Span]:
    """The styles of one character, the one that goes on for longest first; of one style only the longest."""
    if len(spans) < 2:
        return spans
    found: dict[Style, Span] = {}
    for span in spans:
        if span.style not in found or found[span.style].end < span.end:
            found[span.style] = span
    return sorted(found.values(), key=lambda one: (-one.end, _INNER[one.style]))


def _italics(line: str) -> str:
    """The line with the marks for italics that Discord surely reads as such; without, where none is sure."""
    made, before, at = [], "", 0
    for found in _ITALIC.finditer(line):
        between = line[at : found.start()]
        before = between[-1:] or before
        mark = _mark_for(before, found[1], line[found.end() : found.end() + 1])
        made.append(f"{between}{mark}{found[1]}{mark}")
        before, at = mark or found[1][-1:], found.end()
    return "".join([*made, line[at:]])


def _mark_for(before: str, inside: str, after: str) -> str:
    if not (
        _NOT_BESIDE_LINES.match(before)
        or _NOT_BESIDE_LINES.match(after)
        or inside.endswith("~")
        or _BARE_LINE.search(inside)
    ):
        return "_"
    return "" if "*" in (before, after, inside[0], inside[-1]) else "*"
