"""Signs between the parts of a line come from the reader's language, nowhere from the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n import texts
from bot.present.punctuation import bracketed, labelled, listed, quoted, ranged, sentences

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bot/present", "bot/schedule", "cogs")
SCREENS = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
# A sign that some language writes in another way, between two parts that are filled in. Not that of `1\. `.
SIGN = re.compile(r"[:,;]\s|(?<!\\)\.\s|\s\(|[「」“”]")


def joined_by_hand(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that put such a sign between parts, and the lists that it joins with one."""
    spared = {id(part) for node in ast.walk(tree) if _is_for_programmers(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in spared:
            continue
        if isinstance(node, ast.JoinedStr) and any(_has_sign(node, at) for at in range(len(node.values))):
            yield ast.unparse(node)
        if isinstance(node, ast.BinOp) and _is_sentence(node.left) and _begins_with_space(node.right):
            yield ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            joint = node.func.value
            if isinstance(joint, ast.Constant) and SIGN.search(str(joint.value)):
                yield ast.unparse(node)


def _is_sentence(part: ast.expr) -> bool:
    """Whether this is the translation of a text that ends with a full stop."""
    if not isinstance(part, ast.Call) or ast.unparse(part.func) != "t":
        return False
    (text,) = part.args
    return isinstance(text, ast.Constant) and str(text.value).endswith(".")


def _begins_with_space(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and str(part.value).startswith(" ")


def _has_sign(text: ast.JoinedStr, at: int) -> bool:
    part = text.values[at]
    if not isinstance(part, ast.Constant) or not SIGN.search(str(part.value)):
        return False
    following = text.values[at + 1] if at + 1 < len(text.values) else None
    # Brackets around a bare number look the same everywhere: `★ 8.4 (12)`.
    return not (str(part.value).endswith("(") and _is_number(following))


def _is_number(part: ast.expr | None) -> bool:
    return isinstance(part, ast.FormattedValue) and ast.unparse(part.value).startswith("t.number(")


def _is_for_programmers(node: ast.AST) -> bool:
    """What no member reads: exceptions of ours that say what is wrong in the code."""
    return isinstance(node, ast.Raise | ast.Assert)


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sign_between_parts_is_written_in_the_code(path: Path) -> None:
    assert list(joined_by_hand(ast.parse(path.read_text("utf-8")))) == []


def test_such_a_sign_is_found() -> None:
    bad = "f'{x}: {y}', ', '.join(z), f'{x} ({y})', f'「{x}」', '. '.join(z), t('X.') + ' ' + y"
    good = "f'★ {x} ({t.number(y)})', f'{x} · {y}', ' · '.join(z)"
    assert len(list(joined_by_hand(ast.parse(bad)))) == 6
    assert not list(joined_by_hand(ast.parse(good)))


def test_signs_are_those_of_the_language() -> None:
    assert labelled(texts("en"), "a", "b") == "a: b"
    assert labelled(texts("fr"), "a", "b") == "a\u00a0: b"
    assert labelled(texts("zh-TW"), "a", "b") == "a：b"
    assert listed(texts("zh-TW"), ("a", "b")) == "a、b"
    assert bracketed(texts("ko"), "a", "b") == "a(b)"
    assert bracketed(texts("ja"), "a", "b") == "a（b）"
    assert sentences(texts("en"), ("A", "", "B.", "C")) == "A. B. C."
    assert sentences(texts("en"), ("Who?", "B")) == "Who? B."
    assert sentences(texts("ja"), ("い", "", "ろ。", "は")) == "い。ろ。は。"
    assert ranged(texts("ja"), "2005", "2006") == "2005〜2006"
    assert quoted(texts("fr"), "a") == "«\u00a0a\u00a0»"
    assert quoted(texts("pt-BR"), "a") == "“a”"
