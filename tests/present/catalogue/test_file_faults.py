"""Whatever is wrong in a file is said in the reader's language: no reader of files writes a sentence."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Iterator
from string import Formatter
from typing import get_type_hints

import pytest

from bot.errors import FileFault, FileReason, FileValue, ImportProblem, because
from bot.i18n import LANGUAGES, Texts, texts
from bot.present.catalogue import imports
from bot.present.catalogue.file_faults import SENTENCES, reason
from tests.languages import languages
from tests.present.extremes import fill
from tests.present.reading import everything, problems
from tests.source_code import ROOT

READERS = sorted([*(ROOT / "bot" / "sources").rglob("*.py"), *(ROOT / "bot" / "services").rglob("*.py")])
# Values that code may spell out: they are what a file would have, in whatever language its reader reads.
SPELLED = {"example", "cell", "low", "high", "first", "last", "name", "names"}


def places(fault: FileFault) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(SENTENCES[fault]) if name)


def calls() -> Iterator[ast.Call]:
    """Where reasons are made."""
    for path in READERS:
        text = path.read_text("utf-8")
        if "because(" in text:
            found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            yield from (one for one in found if isinstance(one.func, ast.Name) and one.func.id == "because")


def faults_in(node: ast.AST) -> set[FileFault]:
    """The faults that an expression names."""
    named = (one for one in ast.walk(node) if isinstance(one, ast.Attribute))
    return {FileFault[one.attr] for one in named if isinstance(one.value, ast.Name) and one.attr.isupper()}


def filled(fault: FileFault, filling: str | None) -> FileReason:
    """A reason with the most that it can hold."""
    most: dict[str, FileValue] = {name: fill(filling, 60) for name in places(fault)}
    most.update(dict.fromkeys(places(fault) & {"n", "limit", "width", "place"}, 10**9))
    most.update({name: (fill(filling, 20),) * 12 for name in places(fault) & {"words", "codes", "endings"}})
    return because(fault, **most)


def test_every_fault_has_a_sentence_and_is_some_readers() -> None:
    assert set(SENTENCES) == set(FileFault)
    named = {fault for path in READERS for fault in faults_in_file(path.read_text("utf-8"))}
    assert named == set(FileFault), "no reader refuses a file for these"


def faults_in_file(text: str) -> set[FileFault]:
    return {fault for fault in FileFault if f"FileFault.{fault.name}" in text}


def test_every_reader_fills_its_sentence_and_writes_none_itself() -> None:
    of_any = {places(fault) for fault in FileFault}
    for call in calls():
        where = ast.unparse(call)
        values = frozenset(one.arg for one in call.keywords if one.arg)
        assert len(call.args) == 1, where
        named = faults_in(call.args[0])
        assert all(places(fault) == values for fault in named), where
        assert named or values in of_any, where
        for one in call.keywords:
            texts_in = [part for part in ast.walk(one.value) if isinstance(part, ast.Constant)]
            spelled = [part for part in texts_in if isinstance(part.value, str) and part.value.strip()]
            assert not spelled or one.arg in SPELLED, where


def test_a_problem_takes_no_free_text() -> None:
    assert get_type_hints(ImportProblem)["reason"] is FileReason
    assert get_type_hints(FileReason)["fault"] is FileFault
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                wrong = [one for one in node.args[2:] if isinstance(one, ast.Constant | ast.JoinedStr)]
                assert node.func.id != "ImportProblem" or not wrong, ast.unparse(node)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_sentence_is_translated(language: str) -> None:
    t = texts(language)
    assert [
        sentence for sentence in SENTENCES.values() if t._translations.gettext(sentence) == sentence
    ] == []


@languages
@pytest.mark.parametrize("filling", [None, "words ", "涙"])
def test_every_reason_fits_a_refusal(t: Texts, filling: str | None) -> None:
    for fault in FileFault:
        wrong = [ImportProblem(10**6, "cast[1].billing", filled(fault, filling))] * 3
        found = problems(imports.refused(t, "a.csv", 10**9, wrong))
        # The table that comes with it is the command's to attach.
        assert [finding.where for finding in found] == ["$.components[1].file.url"], fault


def test_numbers_that_count_are_the_languages_and_those_of_a_file_stay() -> None:
    t = texts("fr")
    assert "1\u202f000" in reason(t, because(FileFault.MANY_TITLES, limit=1_000)).replace("\xa0", "\u202f")
    assert "1900" in reason(t, because(FileFault.WHOLE_NUMBER, low="1900", high="2200"))
    assert "main、guest" in reason(texts("ja"), because(FileFault.WORD, words=("main", "guest")))


def test_the_problems_are_a_table_that_no_spreadsheet_runs() -> None:
    wrong = [
        ImportProblem(3, "year", because(FileFault.LENGTH, example='a "number", from 1900')),
        ImportProblem(4, "=HYPERLINK(1)", because(FileFault.UNKNOWN_FIELD)),
        ImportProblem(5, "", because(FileFault.NOT_UTF_8)),
    ]
    content = imports.problems_file(texts("en"), wrong).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline=""))) == [
        ["Row", "Field", "Reason"],
        ["3", "year", 'must be a length like “a "number", from 1900”, at most a day'],
        ["4", "'=HYPERLINK(1)", "is not a known field"],
        ["5", "", "is not UTF-8 text"],
    ]


def test_a_hostile_file_of_wrong_rows_is_shown_as_the_characters_it_is() -> None:
    hostile = because(FileFault.UNREADABLE, example="@everyone [x](https://evil.example)", n=2)
    told = everything(imports.refused(texts("en"), "a.csv", 1, [ImportProblem(2, "||kind||", hostile)]))
    for hidden in ("||kind", "@everyone", "[x]("):
        assert hidden not in told
