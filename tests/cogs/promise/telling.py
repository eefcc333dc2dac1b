"""What a screen tells in clear, and who may be told it: the promise itself, written down a second time.

Nothing here asks the bot's own rules: what may be in clear is read from the tables.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from bot.present import verbs
from bot.present.actions import Pressed, parse
from bot.present.spoilers import ANYWAY
from tests.world import Component, walk

WORD = re.compile(r"zq\d{6}zq")
_SHOWN = ("content", "label", "placeholder", "description", "title", "value", "text")
_BARS = re.compile(r"(?<!\\)\|\|.*?(?<!\\)\|\|", re.DOTALL)
_LABEL = re.compile(r"This contains spoilers for episode (\d+)\.")

# Every text that a member wrote, by its table: the text, up to where it tells, by whom, and whether it is
# in sight of others than its author.
_WRITTEN = """
SELECT w.*, w.in_sight AND NOT EXISTS (SELECT 1 FROM takedown t WHERE t.kind = w.kind AND t.subject = w.id
    AND t.lifted_at IS NULL) FROM (
SELECT 'review' AS kind, id, drama_id, headline || ' ' || text, spoils_episode, member_id, NULL,
    hidden = 0 AS in_sight FROM review
UNION ALL
SELECT 'advice', id, drama_id, reason, spoils_episode, member_id, guild_id, dismissed = 0 FROM advice
UNION ALL
SELECT 'comment', id, drama_id, text, spoils_episode, member_id, guild_id, hidden = 0 FROM comment
UNION ALL
SELECT 'quote', id, drama_id, text || ' ' || ifnull(speaker, ''), episode, added_by, guild_id, 1 FROM quote
UNION ALL
SELECT 'synopsis', id, drama_id, text, episode, author_id, guild_id, state = 'published' FROM synopsis
UNION ALL
SELECT 'marked', message_id, drama_id, text, episode, author_id, guild_id, 1 FROM marked
UNION ALL
SELECT 'recommendation', r.id, ifnull(s.drama_id, r.drama_id), reason, s.episode, member_id, NULL, hidden = 0
FROM recommendation r LEFT JOIN recommendation_spoils s ON s.recommendation_id = r.id
) w
"""


@dataclass(frozen=True)
class Written:
    """A member's text as it stands: `up_to` is where its label says that it tells."""

    kind: str
    id: int
    drama_id: int
    text: str
    up_to: int | None
    author_id: int | None
    in_sight: bool
    guild_id: int | None

    @property
    def words(self) -> set[str]:
        return set(WORD.findall(self.text))

    @property
    def barred(self) -> set[str]:
        """The words that their writer put behind bars of their own."""
        return set(WORD.findall(" ".join(_BARS.findall(self.text))))


def written(connection: sqlite3.Connection) -> list[Written]:
    return [
        Written(kind, ident, drama_id, text, up_to, author, bool(in_sight), guild_id)
        for kind, ident, drama_id, text, up_to, author, guild_id, _, in_sight in connection.execute(_WRITTEN)
    ]


def in_clear(parts: list[Component], *, behind_bars: bool) -> set[str]:
    """The planted words that a screen tells; without those that stand `behind_bars`, where these count."""
    found: set[str] = set()
    for text in _texts(parts, behind_bars):
        found.update(WORD.findall(_BARS.sub("", text) if behind_bars else text))
    return found


def _texts(parts: list[Component], behind_bars: bool) -> Iterator[str]:
    for part, covered in walk(parts):
        if covered and behind_bars:
            continue
        yield from (str(part[name]) for name in _SHOWN if part.get(name))
        for option in part.get("options") or []:
            yield from (str(option[name]) for name in _SHOWN if option.get(name))
        if isinstance(inner := part.get("component"), dict):  # of a form's label
            yield from _texts([inner], behind_bars)


# --- the question before a spoiler ---

# What each question is about: the kind of text, and which of its button's arguments says which one.
SUBJECTS: dict[str, tuple[str, int]] = {
    verbs.REVIEW_SHOW: ("review", 1),
    verbs.COMMENT_SHOW: ("comment", 1),
    verbs.QUOTE_SHOW: ("quote", 1),
    verbs.MARKED_SHOW: ("marked", 1),
    verbs.REVEAL: ("synopsis", 2),
    verbs.REASON_SHOW: ("recommendation", 1),
    verbs.ADVICE_SHOW: ("advice", 1),
}
NO_TEXT = {verbs.SCORES_SHOW}  # asks before something that no member worded


@dataclass(frozen=True)
class Question:
    """What a reader is asked: whether words may be told that tell a drama up to an episode."""

    words: frozenset[str]
    drama_ids: frozenset[int]
    up_to: int


def pressables(parts: list[Component]) -> list[Component]:
    """Every button and menu that can be used."""
    return [
        part
        for part, _ in walk(parts)
        if part.get("type") in (2, 3) and part.get("custom_id") and not part.get("disabled")
    ]


def question_of(connection: sqlite3.Connection, parts: list[Component]) -> Question | None:
    """What a screen asks its reader; None where it asks nothing. The words are those that stand by now."""
    for part in pressables(parts):
        pressed = parse(part["custom_id"])
        if pressed is None or not pressed.args or pressed.args[0] != ANYWAY:
            continue
        if pressed.verb in NO_TEXT:
            return None
        said = next(m for text in _texts(parts, False) if (m := _LABEL.search(text)))
        about = [one for one in written(connection) if _is_about(one, pressed)]
        words = frozenset(word for one in about for word in one.words)
        return Question(words, frozenset(one.drama_id for one in about), int(said[1]))
    return None


def _is_about(one: Written, pressed: Pressed) -> bool:
    if pressed.verb == verbs.WRITING_SHOW:  # a moderator's: in sight of members or not
        return [one.kind, str(one.id)] == list(pressed.args[1:3])
    kind, at = SUBJECTS[pressed.verb]
    if one.kind != kind or not one.in_sight:
        return False
    if kind == "synopsis":  # in every language that it is told in
        return [str(one.drama_id), str(one.up_to)] == list(pressed.args[at : at + 2])
    return str(one.id) == pressed.args[at]
