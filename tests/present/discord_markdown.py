"""Discord's markdown as its client reads it: rules tried in turn at each place, the first that fits wins.

Written from the client's published rules, and apart from `bot/`: nothing here may come from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_FLAGS = re.ASCII | re.DOTALL

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])", _FLAGS)
_SHRUG = re.compile(r"¯\\_\(ツ\)_/¯")
_AUTOLINK = re.compile(r"<[^: >]+:/[^ >]+>", _FLAGS)
_URL = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]", _FLAGS)
_EM = re.compile(
    r"\b_((?:__|\\.|[^\\_])+?)_\b"
    r"|\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
    _FLAGS,
)
_STRONG = re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", _FLAGS)
_UNDERLINE = re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", _FLAGS)
_STRIKE = re.compile(r"~~(.+?)~~(?!_)", _FLAGS)
_SPOILER = re.compile(r"\|\|(.+?)\|\|", _FLAGS)
_CODE = re.compile(r"(`+)(.*?[^`])\1(?!`)", _FLAGS)
_CODE_BLOCK = re.compile(r"```(?:([a-z0-9_+\-.]+?)\n)?\n*([^\n].*?)\n*```", _FLAGS | re.IGNORECASE)
_MASKED_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))+)\]\(\s*<?[^\s<>)]+>?(?:\s+['\"].*?['\"])?\s*\)", _FLAGS
)
_QUOTE = re.compile(r" *>>> (?P<all>.*)| *> [^\n]*(?:\n *> [^\n]*)*\n?", _FLAGS)
_HEADING = re.compile(r" *#{1,3} +([^\n]+?)#*\s*(?:\n|$)", _FLAGS)
_SMALL = re.compile(r" *-# +([^\n]+?)(?:\n|$)", _FLAGS)
_LIST = re.compile(r" *(?:[*+-]|\d+\.) +(?=\S)", _FLAGS)
_TEXT = re.compile(r".+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n|\w+:\S|$)", re.DOTALL)
# What shows something else than it says, by what it is.
_DRAWN = {
    "mention": re.compile(r"<@[!&]?\d+>|<#\d+>|@everyone|@here"),
    "time": re.compile(r"<t:-?\d+(?::[tTdDfFRsS])?>"),
    "emoji": re.compile(r"<a?:\w+:\d+>"),
    "command": re.compile(r"</[^:<>]+:\d+>"),
    "place": re.compile(r"<id:[\w]+(?::\d+)?>"),
}


@dataclass(slots=True)
class Rendered:
    """What is in sight, each sign with what is at work on it, and all that is at work anywhere."""

    signs: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    live: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "".join(sign for sign, _ in self.signs)


def render(markdown: str) -> Rendered:
    """The message as the client shows it."""
    made = Rendered()
    _parse(markdown, frozenset(), made)
    made.live |= {name for _, names in made.signs for name in names}
    return made


def _parse(source: str, around: frozenset[str], made: Rendered) -> None:
    at = 0
    while at < len(source):
        # A slice each time: `\b` must not look at what was read before, as it does not in the client.
        rest, begins = source[at:], at == 0 or source[at - 1] == "\n"
        at += _at_line(rest, around, made) if begins and not around - {"quote"} else 0
        rest = source[at:]
        if rest:
            at += _inline(rest, around, made)


def _at_line(rest: str, around: frozenset[str], made: Rendered) -> int:
    if "quote" not in around and (quote := _QUOTE.match(rest)):
        inside = quote["all"] if quote["all"] is not None else re.sub(r"(?m)^ *> ?", "", quote[0])
        _parse(inside, around | {"quote"}, made)
        return quote.end()
    for name, rule in (("heading", _HEADING), ("small", _SMALL)):
        if found := rule.match(rest):
            _parse(found[1], around | {name}, made)
            made.signs.append(("\n", around))
            return found.end()
    if found := _LIST.match(rest):
        made.live.add("list")
        return found.end()
    return 0


def _inline(rest: str, around: frozenset[str], made: Rendered) -> int:
    for found, inside, style in _rules(rest):
        if style == "as it is":
            made.signs += [(sign, around) for sign in inside]
        elif style in ("code", "code block", "url"):
            made.signs += [(sign, around | {style}) for sign in inside]
        elif style in _DRAWN:
            made.live.add(style)
        else:
            _parse(inside, around | {style}, made)
        return found
    raise AssertionError("the last rule always fits")


def _rules(rest: str) -> Iterator[tuple[int, str, str]]:
    """How far the first rule that fits reaches, what is inside, and what that is."""
    for name, rule, group in (
        ("code block", _CODE_BLOCK, 2),
        ("as it is", _ESCAPE, 1),
        ("as it is", _SHRUG, 0),
        *((name, rule, 0) for name, rule in _DRAWN.items()),
        ("url", _AUTOLINK, 0),
        ("url", _URL, 0),
        ("masked link", _MASKED_LINK, 1),
    ):
        if found := rule.match(rest):
            yield found.end(), found[group], name
    # Of these the longest wins.
    weighed = [
        (found.end() + weight, found, name)
        for name, rule, weight in (("em", _EM, 0.2), ("strong", _STRONG, 0.1), ("underline", _UNDERLINE, 0.0))
        if (found := rule.match(rest))
    ]
    if weighed:
        _, found, name = max(weighed, key=lambda one: one[0])
        yield found.end(), next(group for group in found.groups() if group is not None), name
    for name, rule, group in (("strike", _STRIKE, 1), ("spoiler", _SPOILER, 1), ("code", _CODE, 2)):
        if found := rule.match(rest):
            yield found.end(), found[group], name
    text = _TEXT.match(rest)
    end = text.end() if text else 1
    yield end, rest[:end], "as it is"
