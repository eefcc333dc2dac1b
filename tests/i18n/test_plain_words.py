"""Texts and pages stay plain: known faults do not come back, and one thing has one word."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tools import messages

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

# "for who asks": the person is missing. The rest are words that few readers use.
NO_PERSON = r"\b(?:for|to|of|by|from|tells?|asks) who\b"
UNUSUAL = r"\b(?:[Ww]hoever|anew|by the clock|[Ss]omebody|[Ee]verybody|[Nn]obody|[Aa]nybody|mended)\b"
NOT_PLAIN = re.compile(f"{NO_PERSON}|{UNUSUAL}")

# Japanese words that were used beside another one for the same thing, and the one that stays.
ONE_WORD = {
    "ボット": "Bot",
    "運営者": "管理者",
    "伏せ字": "スポイラー",
    "目隠し": "スポイラー",
    "封印": "確認してから表示",
    "採点": "評価",
    "退会": "退出",
    "：": ": ",
}


def sources() -> list[str]:
    """Every text as it is written in the source, singular and plural apart."""
    texts: list[str] = []
    for message in messages.source_catalogue():
        if message.id:
            texts.extend([message.id] if isinstance(message.id, str) else message.id)
    return texts


def translations(language: str) -> list[str]:
    texts: list[str] = []
    for message in messages.stored_catalogue(language):
        if message.id:
            texts.extend([message.string] if isinstance(message.string, str) else message.string or ())
    return texts


def test_texts_name_the_person_and_use_the_usual_word() -> None:
    texts = sources()

    assert len(texts) > 1_000
    assert [text for text in texts if NOT_PLAIN.search(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_the_person(page: Path) -> None:
    assert re.findall(rf".*{NO_PERSON}.*|.*\b[Ww]hoever\b.*", page.read_text("utf-8")) == []


def test_modules_name_the_person_in_their_first_sentence() -> None:
    unclear = []
    for folder in ("bot", "cogs", "tools", "bench"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            documented = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            first = re.split(r"(?<=[.!?])\s", documented)[0]
            if re.search(rf"{NO_PERSON}|\b[Ww]hoever\b|\banew\b|by the clock", first):
                unclear.append((path.relative_to(ROOT).as_posix(), first))

    assert unclear == []


@pytest.mark.parametrize(("instead_of", "word"), ONE_WORD.items())
def test_one_thing_has_one_japanese_word(instead_of: str, word: str) -> None:
    texts = translations("ja")

    assert any(word in text for text in texts)
    assert [text for text in texts if instead_of in text] == []
