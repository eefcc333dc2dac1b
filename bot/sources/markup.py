"""Turns a source's HTML into plain text: keeps paragraphs, drops markup and scripts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.sources.fields import text_fault

_PARAGRAPHS = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "tr"})
_UNSEEN = frozenset({"script", "style", "template", "iframe", "object", "noscript", "title"})
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?…。！？](?=\s|$|[^\x00-\x7f])")
# HTML beyond this is not read: it is no summary.
_MARKUP_LIMIT = 100_000


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and tag in self._unseen:
            while self._unseen.pop() != tag:
                continue
        elif tag in _PARAGRAPHS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line end inside a paragraph is only white space.
            self.pieces.append(re.sub(r"\s+", " ", data))


def plain_text(markup: object, limit: int) -> str | None:
    """The text of a piece of HTML, at most `limit` characters. None if there is none."""
    if not isinstance(markup, str):
        return None
    reader = _Text()
    try:
        reader.feed(markup[:_MARKUP_LIMIT])
        reader.close()
    except AssertionError:  # how the standard library's parser says that "<![" begins nothing it knows
        return None
    lines = (_CONTROL.sub(" ", line) for line in "".join(reader.pieces).split("\n"))
    paragraphs = [line for line in (re.sub(r"\s+", " ", line).strip() for line in lines) if line]
    text = shortened("\n\n".join(paragraphs), limit)
    return text if text and text_fault(text, limit, lines=True) is None else None


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut after a sentence in its second half, else after a word."""
    if len(text) <= limit:
        return text
    head = text[: limit - 2]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] > limit // 2:
        return head[: ends[-1]].rstrip() + " …"
    space = head.rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip() + " …"
