"""Reads the few text styles that members may use as Discord reads them. Other markdown does not count.

Bold, italics, strike, code and quotes. Their marks go; every other sign stays as a sign that was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple


class Style(StrEnum):
    STRIKE = "strike"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    QUOTE = "quote"  # of whole lines


class Span(NamedTuple):
    """Characters of a text that have a style: from `start` up to `end`."""

    start: int
    end: int
    style: Style


@dataclass(frozen=True, slots=True)
class Styled:
    """A text without its marks, and which of its characters have which style."""

    text: str
    spans: tuple[Span, ...] = ()


MOST_MARKS = 600

# A web address, as far as all its signs can be sent as they are.
ADDRESS = re.compile(r"https?://[A-Za-z0-9._/?&=%#:+,;!$'~-]+")
_ADDRESS_BEGINS = re.compile(r"https?://")
# As far as Discord would take what follows for a part of it: no style may begin there.
_ADDRESS_GOES_ON = re.compile(r"[^\s<]*")

# A text without any of these has no style, and no mark that was meant as a sign.
_SIGNS = "*_~`\\>"
_MARKS = re.compile(r"[*_~`]+|\\|^ *>", re.MULTILINE)
_TOKEN = re.compile(
    r"(?P<as_is>¯\\_\(ツ\)_/¯|```.*?```)"
    r"|\\(?P<escaped>[\\*_~`|<>\[\]#+-])"
    r"|(?P<ticks>`+)"
    r"|(?P<address>https?://)"
    r"|(?P<run>\*+|_+|~+)"
    r"|(?P<line>\n)",
    re.DOTALL,
)
_QUOTE = re.compile(r" *> +(?=\S)")
_QUOTE_TO_THE_END = re.compile(r" *>>> +(?=\S)")
_BLANK = re.compile(r" *(?:\n|\Z)")
_LONGEST_CODE_MARK = 2
_DEEPEST = 16  # styles that are open at once; more is no text that a person writes
_WORD = re.compile(r"[0-9A-Za-z_]")


def read_styles(text: str) -> Styled:
    """A cleaned text with its styles. What is not surely meant as a mark stays as it was written.

    A style ends with its paragraph, code with its line. The time grows with the length of the text alone. In
    a text of more than `MOST_MARKS` all are signs: no person writes so, and it would hold others up.
    """
    if not any(sign in text for sign in _SIGNS):  # many times as fast as a look at each
        return Styled(text)
    marks = sum(1 for _ in islice(_MARKS.finditer(text), MOST_MARKS + 1))
    return _Reader(text).read() if 0 < marks <= MOST_MARKS else Styled(text)


def said(text: str) -> str:
    """What a text says: without the marks of its styles."""
    return read_styles(text).text


@dataclass(slots=True)
class _Opener:
    """Marks that may begin a style. `count` of them are left; they are the piece at `place`."""

    sign: str
    count: int
    place: int


class _Reader:
    def __init__(self, text: str):
        self._text = text
        self._pieces: list[str] = []  # of what is left of the text, in order
        self._spans: list[tuple[int, int, Style]] = []  # in pieces
        self._open: list[_Opener] = []
        # Signs that are sent as they are and may end a style that begins before them, by piece.
        self._raw: list[tuple[int, str]] = []
        self._closed_until = 0  # no style begins before: Discord would take its mark for a part of an address
        self._quoted_since: int | None = None
        self._quoted_to_the_end = False

    def read(self) -> Styled:
        at = self._line_begins(0)
        while (token := _TOKEN.search(self._text, at)) is not None:
            if token.start() > at:
                self._pieces.append(self._text[at : token.start()])
            at = self._take(token)
        self._pieces.append(self._text[at:])
        self._end_quote()
        return self._result()

    def _take(self, token: re.Match[str]) -> int:
        """Read a token; returns where the next one may begin."""
        match token.lastgroup:
            case "escaped":
                self._pieces.append(token["escaped"])
            case "ticks":
                return self._code(token)
            case "address":
                return self._address(token.start())
            case "run":
                self._run(token)
            case "line":
                self._pieces.append("\n")
                return self._line_begins(token.end())
            case _:
                self._as_it_is(token.start(), token.end())
        return token.end()

    def _as_it_is(self, start: int, end: int) -> None:
        """Nothing in it counts, and no style goes on over it."""
        self._pieces.append(self._text[start:end])
        self._open.clear()
        for address in _ADDRESS_BEGINS.finditer(self._text, start, end):
            self._no_style_within(address.start())

    def _no_style_within(self, address: int) -> None:
        goes_on = _ADDRESS_GOES_ON.match(self._text, address)
        self._closed_until = max(self._closed_until, goes_on.end() if goes_on else address)

    def _line_begins(self, at: int) -> int:
        """Whether a line is quoted, and whether a style can go on in it; returns where its words begin."""
        quote = _QUOTE_TO_THE_END.match(self._text, at) or _QUOTE.match(self._text, at)
        if quote is not None and not self._quoted_to_the_end:
            self._quoted_to_the_end = ">>>" in quote[0]
            if self._quoted_since is None:
                self._open.clear()
                self._quoted_since = len(self._pieces)
            return quote.end()
        if not self._quoted_to_the_end:
            self._end_quote()
        if _BLANK.match(self._text, at):
            self._open.clear()
        return at

    def _end_quote(self) -> None:
        if self._quoted_since is not None:
            self._spans.append((self._quoted_since, len(self._pieces), Style.QUOTE))
            self._open.clear()
            self._quoted_since = None

    def _code(self, token: re.Match[str]) -> int:
        ticks, begins = token["ticks"], token.end()
        line_ends = self._text.find("\n", begins)
        end = re.compile(f"(?<!`)`{{{len(ticks)}}}(?!`)").search(
            self._text, begins, line_ends if line_ends >= 0 else len(self._text)
        )
        if end is None:
            self._pieces.append(ticks)
            return begins
        inside = self._text[begins : end.start()]
        # Bars inside code are dead, but not where the code is under bars itself.
        fit = inside.strip() and "`" not in inside and "||" not in inside
        if not fit or len(ticks) > _LONGEST_CODE_MARK or token.start() < self._closed_until:
            self._as_it_is(token.start(), end.end())
            return end.end()
        self._spans.append((len(self._pieces), len(self._pieces) + 1, Style.CODE))
        self._keep_raw(inside)
        return end.end()

    def _address(self, at: int) -> int:
        found = ADDRESS.match(self._text, at)
        # The marks at its end belong to a style around it.
        address = found[0].rstrip("_~") if found else self._text[at : at + len("http")]
        self._no_style_within(at)
        self._keep_raw(address)
        return at + len(address)

    def _keep_raw(self, text: str) -> None:
        self._raw.append((len(self._pieces), text))
        self._pieces.append(text)

    def _run(self, token: re.Match[str]) -> None:
        """Marks: they end styles that are open, and what is left of them may begin one."""
        sign, left = token["run"][0], len(token["run"])
        if left not in _COUNTS[sign]:
            self._pieces.append(token["run"])
            return
        before, after = (
            self._text[token.start() - 1 : token.start()],
            self._text[token.end() : token.end() + 1],
        )
        inside_word = sign == "_"
        if before.strip() and not (inside_word and _WORD.match(after)):
            left = self._close(sign, left)
        if not left:
            return
        begins = after.strip() and not (inside_word and _WORD.match(before))
        if begins and token.start() >= self._closed_until:
            self._open.append(_Opener(sign, left, len(self._pieces)))
            del self._open[:-_DEEPEST]
        self._pieces.append(sign * left)

    def _close(self, sign: str, left: int) -> int:
        """End the styles that these marks end; returns how many of the marks are left."""
        place = len(self._open) - 1
        while left and place >= 0:
            opener = self._open[place]
            used = _used(opener.count, left) if opener.sign == sign else 0
            if used:
                # What was opened inside and not closed are signs.
                del self._open[place + 1 :]
                style = _STYLES[sign * used]
                if self._may_hold(style, opener.place):
                    self._spans.append((opener.place + 1, len(self._pieces), style))
                    left -= used
                    opener.count -= used
                    self._pieces[opener.place] = sign * opener.count
                else:
                    opener.count = 0
                if opener.count:
                    continue
                del self._open[place]
            place -= 1
        return left

    def _may_hold(self, style: Style, since: int) -> bool:
        """Whether nothing that is sent as it is would end the style too soon."""
        ends = "~" if style is Style.STRIKE else "*"
        for place, text in reversed(self._raw):
            if place < since:
                return True
            if ends in text:
                return False
        return True

    def _result(self) -> Styled:
        starts = [0]
        for piece in self._pieces:
            starts.append(starts[-1] + len(piece))
        spans = (Span(starts[first], starts[last], style) for first, last, style in self._spans)
        return Styled("".join(self._pieces), tuple(sorted(spans, key=lambda one: (one.start, -one.end))))


_COUNTS = {"*": (1, 2, 3), "_": (1,), "~": (2,)}
_STYLES = {"*": Style.ITALIC, "_": Style.ITALIC, "**": Style.BOLD, "~~": Style.STRIKE}


def _used(opened: int, closing: int) -> int:
    """How many of the marks that opened are closed: two are bold, one is italic, three are both."""
    if opened == 1:
        return 1 if closing != 2 else 0
    if opened == 2:
        return 2 if closing >= 2 else 0
    return min(closing, 2)
