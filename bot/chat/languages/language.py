"""What a module of a language contains: the words that show which question is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.questions import Intent

DRAMA, PERSON = "\ue000", "\ue001"  # stand in a text for the name of a drama, of a person
STRONG, MEDIUM, WEAK = 1.0, 0.75, 0.45

# How sure a pattern makes an intent, and the pattern, in small letters; `§` is a drama, `¶` a person.
Cue = tuple[float, str]

_GROUP = re.compile(r"\(\?P<\w+>")  # in a cue they are only in the way
# Of a pattern the words that stand in it whole.
_WORDS = re.compile(r"(?<![\\\]\w])[^\W\d_]{3,}(?![\w\[])|(?<=\\b)[^\W\d_]{3,}(?![\w\[])")


@dataclass(frozen=True, eq=False)
class Language:
    """The patterns of one language.

    `cues` are looked for in the text, in which names are replaced. `fillers` says nothing of its own.
    `spelled` replaces slang and short forms first. `spaced`: words have spaces between them. `countries`,
    `genres`, `statuses` and `topics` (what help is asked about) are patterns with what they mean. `ordinals`
    are words for numbers of episodes. `it` points to the drama that was spoken of.
    """

    code: str
    cues: Mapping[Intent, Sequence[Cue]]
    fillers: str
    spelled: Mapping[str, str] = field(default_factory=dict)
    spaced: bool = True
    countries: Mapping[str, str] = field(default_factory=dict)
    genres: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    topics: Sequence[tuple[str, str]] = ()
    ordinals: Mapping[str, int] = field(default_factory=dict)
    episode: str = r"$^"
    character: str = r"$^"
    it: str = r"$^"
    shorter: str = r"$^"
    popular: str = r"$^"
    parts: str = r"[?？!！;。\n]+"

    @cached_property
    def patterns(self) -> tuple[tuple[Intent, float, re.Pattern[str]], ...]:
        """Every cue, ready to search with."""
        return tuple(
            (intent, weight, re.compile(_GROUP.sub("(?:", _marked(cue))))
            for intent, cues in self.cues.items()
            for weight, cue in cues
        )

    def prepare(self) -> None:
        """Compile what is compiled once: some milliseconds that no question should wait for."""
        tables = (self.spelled, self.countries, self.genres, self.statuses)
        alone = (self.episode, self.character, self.it, self.shorter, self.popular, self.parts)
        for pattern in (
            *(one for table in tables for one in table),
            *(one for one, _ in self.topics),
            *alone,
        ):
            compiled(pattern)
        _ = self.patterns, self.filler, self.by_letter

    @cached_property
    def filler(self) -> re.Pattern[str]:
        return re.compile(_marked(self.fillers))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the patterns, as far as they are letters without accents: what may be mistyped."""
        texts = [self.fillers, self.episode, *(cue for cues in self.cues.values() for _, cue in cues)]
        texts += [topic for topic, _ in self.topics]
        texts += [*self.countries, *self.genres, *self.statuses, *self.spelled, *self.ordinals]
        return frozenset(word for text in texts for word in _WORDS.findall(text) if word.isascii())

    @cached_property
    def by_letter(self) -> Mapping[str, tuple[str, ...]]:
        """The words of more than three letters, by the first one, which is hardly ever mistyped."""
        found: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) > 3:
                found.setdefault(word[0], []).append(word)
        return {letter: tuple(words) for letter, words in found.items()}

    def named(self, table: Mapping[str, str], text: str) -> tuple[str, tuple[int, int] | None]:
        """What the first pattern of a table that is found means, and where it stands."""
        for pattern, meaning in table.items():
            if found := compiled(pattern).search(text):
                return meaning, found.span()
        return "", None


def _marked(pattern: str) -> str:
    return pattern.replace("§", DRAMA).replace("¶", PERSON)


_COMPILED: dict[str, re.Pattern[str]] = {}


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a language, compiled once."""
    if pattern not in _COMPILED:
        _COMPILED[pattern] = re.compile(_marked(pattern))
    return _COMPILED[pattern]
