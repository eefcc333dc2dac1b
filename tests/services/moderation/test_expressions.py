"""Expressions in Rust's syntax: found as Discord finds them, or refused with a reason, and never slow."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.screening import EXPRESSION_LIMIT
from bot.services.moderation.expressions import Unreadable, compiled
from tests.source_code import modules


def finds(source: str, text: str) -> bool:
    return next(compiled(source).spans(text), None) is not None


@pytest.mark.parametrize(
    ("source", "texts", "others"),
    [
        ("(b|c)at", ["a cat", "bat"], ["rat"]),
        (r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$", ["127.0.0.1"], ["a 127.0.0.1"]),
        # Rust's classes are Unicode's.
        (r"^\w+$", ["слово", "ドラマ", "café", "a_1"], ["a b", "!"]),
        (r"^[\w-]+$", ["сло-во"], ["a!"]),
        (r"^\W$", ["!"], ["ж"]),
        (r"^\d{2}$", ["１２", "12"], ["ab"]),
        (r"^\D$", ["a"], ["３"]),
        (r"a\sb", ["a\u3000b", "a\u00a0b", "a\tb", "a b"], ["ab"]),
        (r"^\S$", ["ж"], ["\u3000"]),
        (r"\bслово\b", ["слово", "это слово тут", "(слово)"], ["этослово", "словом"]),
        (r"\bcat\b", ["cat", "a cat!"], ["cats"]),
        (r"\bfoo\b bar", ["foo bar"], ["food bar"]),
        (r"[]a]", ["]", "a"], ["b"]),
        (r"[^]a]", ["b"], ["]"]),
        (r"[[:alpha:]]", ["q"], ["1"]),
        (r"^[\D]$", ["a"], ["３"]),
        (r"[]\w]", ["]", "ж"], [" "]),
        (r"^[^]\w]$", ["!"], ["ж", "]"]),
        (r"\u00e9|\u{1F600}", ["é", "😀"], ["e"]),
        (r"^\U0001F600$", ["😀"], ["e"]),
        (r"\p{Greek}", ["α"], ["a"]),
        (r"(?i)cat", ["CAT"], []),
        (r"(?P<name>a)|(?<other>b)", ["a", "b"], ["c"]),
        (r"a\.b", ["a.b"], ["aXb"]),
        ("a--b&&c~~d", ["a--b&&c~~d"], ["a"]),  # outside a class these are signs
    ],
)
def test_expressions_are_read_as_rust_reads_them(source: str, texts: list[str], others: list[str]) -> None:
    assert [text for text in texts if not finds(source, text)] == []
    assert [text for text in others if finds(source, text)] == []


@pytest.mark.parametrize(
    "source",
    [
        "(", "[a", "a{1001}", "*", "\\", r"(?=a)", r"(?<!a)b", r"(a)\1", r"[a-z&&[^b]]", "[a--b]", "[a~~b]",
        "[[a]b]", "[[a]b:]", "[[:alpha]", r"[\b]",
        r"[\S]", r"[\W]", r"\b{start}a", r"(?x) a", r"\u{}", r"\uzzzz", r"\p{Nothing}", "\ud800", "a" * 261,
        r"(\pL{1,50}\s?){1,15}z",
    ],
)  # fmt: skip
def test_what_the_engine_does_not_know_is_refused_with_a_reason(source: str) -> None:
    with pytest.raises(Unreadable) as refused:
        compiled(source)
    assert str(refused.value)
    assert not str(refused.value).startswith("b'"), "it is told in words"


def test_nothing_that_a_moderator_typed_comes_into_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Unreadable):
        compiled("(secret")
    assert capfd.readouterr() == ("", "")


def test_an_expression_may_be_as_long_as_discords() -> None:
    assert finds("a" * EXPRESSION_LIMIT, "a" * EXPRESSION_LIMIT)
    with pytest.raises(Unreadable, match=str(EXPRESSION_LIMIT)):
        compiled("a" * (EXPRESSION_LIMIT + 1))


@pytest.mark.parametrize(
    "source", ["(a+)+$", "(a|aa)+$", "(.*)*b", "(x+x+)+y", "(?:a?){30}a{30}", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_expressions_that_take_hours_elsewhere_end(source: str) -> None:
    # Without a clock: a backtracking engine would not come back before the whole run is given up.
    for text in ("a" * 4_000 + "!", "x" * 4_000, "ab" * 2_000):
        list(compiled(source).spans(text))


@pytest.mark.parametrize(
    "source", [r"\u{}", r"\u{e9", r"\u{", r"\u{xyz}", r"\u12", r"\uzzzz", r"\U0001F6", r"\u"]
)
def test_a_character_without_its_whole_number_is_refused(source: str) -> None:
    with pytest.raises(Unreadable, match=r"\\u without a number"):
        compiled(source)


syntax = st.lists(
    st.sampled_from([*"[]^:-&~{}()|*+?\\ae1é", r"\u{", r"\u", "[[:", ":]", r"\b", r"\W"]), max_size=12
)


@given(st.text(max_size=40) | syntax.map("".join), st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(source: str, text: str) -> None:
    try:
        expression = compiled(source)
    except Unreadable:
        return
    for start, end in expression.spans(text.encode("utf-8", "ignore").decode()):
        assert 0 <= start <= end <= len(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_a_text_that_is_escaped_finds_itself(text: str) -> None:
    special = set("\\.+*?()|[]{}^$#&-~/")
    source = "".join(
        f"\\{letter}" if letter in special and letter not in "#&-~/" else letter for letter in text
    )
    assert finds(source, text)


def test_no_other_module_imports_the_engine() -> None:
    importing = {
        path
        for path, module in modules("bot", "cogs", matching=r"\bre2\b")
        for node in ast.walk(module)
        if isinstance(node, ast.Import) and any(name.name == "re2" for name in node.names)
    }
    assert importing == {"bot/services/moderation/expressions.py"}
