"""The text boundary: all text from people and files passes here before it is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from bot.domain.links import SENT_LIMIT, address
from bot.domain.styles import ADDRESS

# Format characters (zero-width, direction overrides, tags) can hide or reorder what stands
# around them, and these few letters and marks are invisible although Unicode calls them otherwise.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufff9\ufffa\ufffb")
_JOINER = "\u200d"  # joins emoji into one; kept only there
_PICTURE = "\ufe0f"  # asks for the emoji where a sign also exists as text
_SKIN_TONES = frozenset("🏻🏼🏽🏾🏿")
_FOLLOWERS = _SKIN_TONES | frozenset("\u0e33\u0eb3")  # and vowels of Thai and Lao that are letters
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_MARKS_IN_A_ROW = 4  # more combining marks than any of our scripts stacks

# Most texts have nothing else. Read at once, because one by one the characters of a card take longer than all
# the rest of it. No blank but the plain one, no control, no mark, and nothing invisible is among these. Of
# Hangul there are syllables.
_HARMLESS = re.compile(
    "[\n -~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
    "\u2190-\u2426\u2440-\u244a\u2460-\u27ff\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff"
    "\u3131-\u3163\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]*"
)

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\*_~`|<>[]"})
_ESCAPED = re.compile(r"\\(.)")
_LINE_START = re.compile(r"^([ \t]*)([#+-])", re.MULTILINE)
_ORDERED = re.compile(r"^([ \t]*\d{1,9})([.)])", re.MULTILINE)
# What `escape` may have to change, anywhere or first in a line. Most texts have nothing of it.
_WORKS = re.compile(r"[\\*_~`|<>\[\]@]")
_WORKS_FIRST = re.compile(r"(?:\A|\n)[ \t]*[#+\-\d]")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
# Where a long text may be split, the best place first.
_JOINTS = ("\n\n", "\n", "。", "！", "？", ". ", "! ", "? ", " ")
# What Discord draws something else for: mentions, times, custom emoji, commands; and links.
_DRAWN = re.compile(r"<(?:@[!&]?|#|t:|a?:\w+:|/[^:<>]+:)-?\d+(?::\w)?>")
_LINK = re.compile(r"\[([^\[\]]*)\]\(<?[^\s<>()]*>?\)")
_MARKUP = re.compile(r"\\(?=[^0-9A-Za-z\s])|[*_~`|]|^(?:-#|#{1,3}|>>>|>|[-*+]) +", re.MULTILINE)
_GROUP_MENTION = re.compile(r"@(?=everyone|here)", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without invisible characters: controls, direction overrides, zero-width characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if _HARMLESS.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        if character == "\n":
            kept.append(character)
        elif character == _JOINER:
            before = kept[-2] if kept[-1:] == [_PICTURE] and len(kept) > 1 else "".join(kept[-1:])
            if _is_emoji(before) and _is_emoji(text[at + 1 : at + 2]):
                kept.append(character)
        elif character == "\t" or category == "Zs":
            kept.append(" ")
        elif (category[0] == "C" and not _may_be_newer(character)) or character in _INVISIBLE:
            continue
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= _MARKS_IN_A_ROW:
                kept.append(character)
            continue
        else:
            kept.append(character)
        marks = 0
    return "".join(kept)


def plain(text: str, limit: int) -> str:
    """One line for places without markdown (labels, choices, placeholders, names)."""
    return _cut(" ".join(clean(text).split()), limit)


def inline(text: str, limit: int = 1_000) -> str:
    """One line of a message without working markdown and mentions, at most `limit` characters as sent."""
    return _escaped_within(" ".join(clean(text).split()), limit)


def block(text: str, limit: int = 4_000) -> str:
    """A text of several lines without working markdown and mentions, at most `limit` characters as sent."""
    return _escaped_within(tidy(text), limit)


def pieces(text: str, limit: int) -> list[str]:
    """A text of several lines as `block` shows it, uncut, in pieces of at most `limit` characters as sent.

    It is split between paragraphs, lines, sentences or words: at the first of these that leaves the piece at
    least half full.
    """
    tidied = tidy(text)
    return parted(tidied, limit, lambda start, end: escape(tidied[start:end]))


def tidy(text: str) -> str:
    """A text of several lines, cleaned, with at most one blank line in a row and none at its ends."""
    return _BLANK_LINES.sub("\n\n", clean(text)).strip()


def parted(text: str, limit: int, sent: Callable[[int, int], str]) -> list[str]:
    """The pieces of a tidied text, each of at most `limit` characters; `sent` makes a piece as it is sent."""
    made, at = [], 0
    while at < len(text):
        end = _end_of_piece(text, at, limit, sent)
        made.append(sent(at, at + len(text[at:end].rstrip())))
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return made


def escape(text: str) -> str:
    """A cleaned text with markdown, `||` and mentions escaped, so that they show as plain characters."""
    if not _WORKS.search(text) and not _WORKS_FIRST.search(text):
        return text
    pieces = []
    at = 0
    for url in ADDRESS.finditer(text):
        pieces.append(text[at : url.start()].translate(_SPECIAL))
        pieces.append(url[0])
        at = url.end()
    pieces.append(text[at:].translate(_SPECIAL))
    escaped = _ORDERED.sub(r"\1\\\2", "".join(pieces))
    escaped = _LINE_START.sub(r"\1\\\2", escaped)
    return no_group_mention(escaped)


def no_group_mention(text: str) -> str:
    """The text without a working `@everyone` or `@here`."""
    return _GROUP_MENTION.sub("@\u200b", text)


def linked(title: str, url: str) -> str:
    """A title that leads to an address. One that would take too much of a message is left out.

    `title` is shown as it is. Addresses from before `links.SENT_LIMIT` may be longer.
    """
    sent = address(url)
    return f"[{title}](<{sent}>)" if len(sent) <= SENT_LIMIT else title


def unescape(escaped: str) -> str:
    """The cleaned text from which `escape` made this."""
    return _ESCAPED.sub(r"\1", escaped).replace("@\u200b", "@")


def length_shown(text: str) -> int:
    """How many characters `block` needs for the whole text."""
    return len(block(text, limit=len(text) * 3 + 1))


def least_shown(markdown: str) -> int:
    """How many characters of a text are in sight however Discord draws it, in a preview or anywhere.

    Nothing counts that may be drawn as less than it is written: mentions, times, custom emoji, addresses,
    marks of markdown, line ends, spaces in a row, marks on letters, and emoji.
    """
    drawn = _MARKUP.sub("", _LINK.sub(r"\1", _DRAWN.sub("", markdown)))
    flowing = re.sub(r"[ \t]+", " ", drawn.replace("\n", ""))
    return sum(map(_is_surely_drawn, flowing))


@lru_cache(maxsize=4_096)
def _is_surely_drawn(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNPZ"


def _escaped_within(text: str, limit: int) -> str:
    if len(text) <= limit and len(escaped := escape(text)) <= limit:  # escapes never make it shorter
        return escaped
    # Escapes make the text longer, so cut the written text, as little as possible, and never between a
    # backslash and its character.
    fits, over = 0, min(len(text), limit) + 1
    while over - fits > 1:
        middle = (fits + over) // 2
        if len(escape(_cut(text, middle))) <= limit:
            fits = middle
        else:
            over = middle
    return escape(_cut(text, fits))


def _end_of_piece(text: str, start: int, limit: int, sent: Callable[[int, int], str]) -> int:
    """The best end of the piece of `text` that begins at `start`, with at most `limit` characters as sent."""
    end = min(len(text), start + limit)
    while (length := len(sent(start, end))) > limit and end > start + 1:
        # As if its signs were all alike. What is left over is less each time.
        end = max(start + 1, min(end - 1, start + (end - start) * limit // length))
    if end == len(text):
        return end
    for joint in _JOINTS:
        at = text.rfind(joint, start + (end - start) // 2, end)
        if at >= 0:
            return at + len(joint)
    while end > start + 1 and _is_inside_a_sign(text, end):
        end -= 1
    return end


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    while end and _is_inside_a_sign(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _is_inside_a_sign(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would split what is drawn as one: marks, emoji, flags."""
    here, before = text[at], text[at - 1]
    if unicodedata.category(here)[0] == "M" or here in _FOLLOWERS or _JOINER in (here, before):
        return True
    if here not in _FLAG_LETTERS:
        return False
    letters = at
    while letters and text[letters - 1] in _FLAG_LETTERS:
        letters -= 1
    return (at - letters) % 2 == 1  # two letters are one flag


def _is_emoji(character: str) -> bool:
    if not character:
        return False
    return unicodedata.category(character) == "So" or character in _SKIN_TONES or _may_be_newer(character)


def _may_be_newer(character: str) -> bool:
    """Whether it may be a letter or emoji that this Python's Unicode does not know yet."""
    code = ord(character)
    return (
        unicodedata.category(character) == "Cn"
        and 0x10000 <= code < 0x40000
        and code & 0xFFFE != 0xFFFE  # these never will be characters
    )
