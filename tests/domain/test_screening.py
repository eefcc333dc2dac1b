"""What a server's rules find in a text, and what they leave alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.screening import (
    Hit,
    Keyword,
    Links,
    Origin,
    Rule,
    Seen,
    Trigger,
    hosts_in,
    is_of_a_word,
    matches,
    read_host,
)

NONE: frozenset[int] = frozenset()


def rule(*words: str, allowed: tuple[str, ...] = (), blocks: bool = True) -> Rule:
    keywords, free = (tuple(map(Keyword.of, texts)) for texts in (words, allowed))
    return Rule(Origin.DISCORD, keywords, free, blocks=blocks)


def found(text: str, *rules: Rule) -> Hit | None:
    return matches([text], rules, NONE, NONE)


def finds(text: str, *words: str) -> bool:
    return found(text, rule(*words)) is not None


@pytest.mark.parametrize(
    ("keyword", "texts", "others"),
    [
        # Discord's own examples.
        ("cat*", ["catch", "Catapult", "CAttLE"], ["location", "wildcat"]),
        ("the mat*", ["the matrix"], ["breathe matter"]),
        ("*cat", ["wildcat", "copyCat"], ["catch", "location"]),
        ("*the mat", ["breathe mat"], ["the matrix"]),
        ("*cat*", ["location", "eduCation"], ["c a t"]),
        ("*the mat*", ["breathe matter"], ["the  attic"]),
        (
            "cat",
            ["Cat", "a cat.", "(CAT)", "||cat||", "_cat_", "my cat's"],
            ["cats", "wildcat", "cat5", "ca t"],
        ),
        ("the mat", ["the Mat", "on the mat!", "the\n\n mat"], ["the matrix", "breathe mat"]),
        # What is written otherwise and looks the same.
        (
            "cat",
            ["ｃａｔ", "c\u200ba\u200dt", "ca\u00adt", "c\u202eat", "𝐜𝐚𝐭", "c\u0337a\u0337t\u0337", "ＣＡＴ"],
            [],
        ),
        ("*cat*", ["á\u0335c\u0335a\u0335t\u0335"], []),
        # What is another letter stays one.
        ("cafe", ["Cafe"], ["café", "cafè"]),
        ("ano", ["ano"], ["año"]),
        ("*カキ*", ["カキ氷"], ["ガキ"]),
        ("cat", [], ["сat"]),  # its first letter is Cyrillic
        ("*バカ*", ["おバカさん", "ﾊﾞｶ"], ["ハカ"]),
        ("ß", ["ß"], ["ss"]),
        ("c++", ["C++ is fun", "use c++"], ["c+"]),
    ],
)
def test_keywords_are_found_as_discord_finds_them(keyword: str, texts: list[str], others: list[str]) -> None:
    assert [text for text in texts if not finds(text, keyword)] == []
    assert [text for text in others if finds(text, keyword)] == []


@pytest.mark.parametrize("keyword", ["", "*", "**", "* *", "\u200b"])
def test_a_keyword_of_nothing_finds_nothing(keyword: str) -> None:
    assert Keyword.of(keyword).needle == ""
    assert not finds("anything at all", keyword)


def test_what_is_allowed_is_no_match_but_what_stands_beside_it_is() -> None:
    cat = rule("*cat*", allowed=("location", "cat food", "edu*"))
    assert found("a location, and education", cat) is None
    assert found("cat food", cat) is None
    assert found("a location for a cat", cat) is not None
    assert found("relocation", cat) is not None


def test_rules_spare_roles_and_channels() -> None:
    spared = Rule(
        Origin.DISCORD, (Keyword.of("cat"),), exempt_roles=frozenset({1}), exempt_channels=frozenset({8})
    )
    assert matches(["cat"], [spared], frozenset({1, 2}), NONE) is None
    assert matches(["cat"], [spared], NONE, frozenset({7, 8})) is None
    assert matches(["cat"], [spared], frozenset({2}), frozenset({7})) is not None


def test_a_rule_that_blocks_comes_before_one_that_only_tells() -> None:
    tells, blocks = rule("dog", blocks=False), rule("cat")
    assert found("dog and cat", tells, blocks) == Hit(Origin.DISCORD, Trigger.WORD, "cat")
    assert found("dog", tells, blocks) == Hit(Origin.DISCORD, Trigger.WORD, "dog", blocks=False)


def test_every_text_of_a_writing_is_looked_at() -> None:
    assert matches(["fine", "a cat"], [rule("cat")], NONE, NONE) is not None
    assert matches([], [rule("cat")], NONE, NONE) is None


@dataclass
class Sought:
    """An expression that finds a literal text, and notes what it was given."""

    source: str
    given: list[str] = field(default_factory=list)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        self.given.append(text)
        at = text.find(self.source)
        while at >= 0:
            yield at, at + len(self.source)
            at = text.find(self.source, at + 1)


def test_an_expression_sees_the_text_as_typed_and_in_small_letters() -> None:
    shouted = Sought("CAT")
    hit = found("A CAT", Rule(Origin.SERVER, expressions=(shouted,)))
    assert hit == Hit(Origin.SERVER, Trigger.EXPRESSION, "CAT")
    small = Sought("nothing")
    assert found("A ＣＡＴ\nand a dog", Rule(Origin.SERVER, expressions=(small,))) is None
    assert small.given == ["A CAT\nand a dog", "a cat\nand a dog"]


def test_what_is_allowed_is_allowed_to_expressions_too() -> None:
    cats = Rule(Origin.DISCORD, allowed=(Keyword.of("location"),), expressions=(Sought("cat"),))
    assert found("location", cats) is None
    assert found("the Location of a cat", cats) is not None


# --- links ---


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("https://example.com/a", ["example.com"]),
        ("HTTPS://Example.COM", ["example.com"]),
        ("ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｃｏｍ", ["example.com"]),
        ("h\u200bttps://exa\u200bmple.com", ["example.com"]),
        ("[here](https://example.com/a)", ["example.com"]),
        ("<http://example.com:8080/x>", ["example.com"]),
        ("https://good.example@evil.example/x", ["evil.example"]),
        (r"https://evil.example\@good.example", ["evil.example"]),
        ("www.example.com", ["example.com"]),
        ("discord.gg/abc", ["discord.gg"]),
        ("join discord.com/invite/abc", ["discord.com"]),
        ("bit.ly/abc", ["bit.ly"]),
        ("http://example。com", ["example.com"]),
        ("https://пример.рф/x", ["пример.рф"]),
        ("tg://resolve?domain=x", ["resolve"]),
    ],
)
def test_addresses_are_found_however_they_are_written(text: str, hosts: list[str]) -> None:
    assert list(hosts_in(Seen(text).folded)) == hosts


@pytest.mark.parametrize(
    "text",
    [
        "and/or",
        "9.5/10",
        "she/her",
        "e.g. this",
        "Ep.3/4",
        "love.it",
        "Mr. Sunshine",
        "第1話。泣いた/笑った",
        "1.5/2.5",
        "a@b.c",
    ],
)
def test_ordinary_words_are_no_addresses(text: str) -> None:
    assert list(hosts_in(Seen(text).folded)) == []


def linking(links: Links, *hosts: str) -> Rule:
    return Rule(Origin.SERVER, links=links, hosts=frozenset(hosts))


def test_links_are_allowed_refused_or_listed() -> None:
    text = "see https://www.example.com/a and https://sub.example.com/b"
    assert found(text, linking(Links.ANY)) is None
    assert found(text, linking(Links.NONE)) == Hit(Origin.SERVER, Trigger.LINK, "example.com")
    assert found(text, linking(Links.LISTED, "example.com")) is None
    assert found(text, linking(Links.LISTED, "sub.example.com")) is not None
    assert found("https://badexample.com", linking(Links.LISTED, "example.com")) is not None
    assert found("https://example.com.evil.example", linking(Links.LISTED, "example.com")) is not None
    assert found("discord.gg/abc", linking(Links.LISTED, "example.com")) is not None
    assert found("no link at all", linking(Links.NONE)) is None


@pytest.mark.parametrize(
    "typed", ["example.com", " https://www.Example.com/a ", "EXAMPLE.com/", "www.example.com"]
)
def test_an_address_is_read_however_it_is_typed(typed: str) -> None:
    assert read_host(typed) == "example.com"


@pytest.mark.parametrize("typed", ["", "example", "two words.com", "a" * 300 + ".com", ".com", "https://"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_host(typed)


# --- whatever the text ---

LETTERS = st.text("abcdefg", min_size=1, max_size=6)
INVISIBLE = st.sampled_from(["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\ufe0f", "\u034f", "\u202e"])


@given(st.text(max_size=200))
@example("\u0130 \u1e9e \ufb03")
def test_what_is_typed_and_what_is_folded_have_the_same_places(text: str) -> None:
    seen = Seen(text)
    assert len(seen.typed) == len(seen.folded)
    assert seen.marked.replace("\0", "") == seen.folded
    assert Seen(seen.typed).typed == seen.typed


@given(LETTERS, st.lists(INVISIBLE, min_size=1, max_size=8), st.data())
def test_invisible_signs_hide_no_word(word: str, signs: list[str], data: st.DataObject) -> None:
    hidden = word
    for sign in signs:
        at = data.draw(st.integers(0, len(hidden)))
        hidden = hidden[:at] + sign + hidden[at:]
    assert finds(f"so {hidden}, yes", word)


@given(LETTERS)
def test_full_width_letters_and_capitals_hide_no_word(word: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in word)
    assert finds(wide, word)
    assert finds(word.upper(), word)
    assert finds("".join(unicodedata.normalize("NFD", letter) for letter in word), word)


@given(st.text(max_size=60), LETTERS, st.text(max_size=60))
def test_a_whole_word_is_found_exactly_between_ends_of_words(before: str, word: str, after: str) -> None:
    left, right = Seen(before).folded, Seen(after).folded
    # What is joined to it may become one letter with it.
    assume(Seen(before + word + after).folded == left + word + right)
    assume(word not in left + right)
    apart = not (left and is_of_a_word(left[-1])) and not (right and is_of_a_word(right[0]))
    assume((left + word + right).count(word) == 1)
    assert finds(before + word + after, word) is apart
    assert finds(before + word + after, f"*{word}*")


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_narrower_keyword_never_finds_more(text: str, keyword: str) -> None:
    bare = keyword.strip().strip("*").strip()
    for narrow, wide in (
        (bare, f"{bare}*"),
        (bare, f"*{bare}"),
        (f"{bare}*", f"*{bare}*"),
        (f"*{bare}", f"*{bare}*"),
    ):
        assert finds(text, wide) or not finds(text, narrow)


@given(
    st.text(max_size=120),
    st.lists(st.text(max_size=12), max_size=4),
    st.lists(st.text(max_size=12), max_size=4),
)
def test_what_is_allowed_never_refuses_more(text: str, words: list[str], allowed: list[str]) -> None:
    if found(text, rule(*words, allowed=tuple(allowed))) is not None:
        assert finds(text, *words)


@given(st.text(max_size=200))
def test_no_text_breaks_the_search_for_addresses(text: str) -> None:
    for host in hosts_in(Seen(text).folded):
        assert found(text, linking(Links.NONE)) is not None
        assert "@" not in host
