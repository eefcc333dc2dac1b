"""What was compiled of a catalogue is kept, and serves while the catalogue is the same."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, catalogues, languages, translations
from bot.i18n.translations import translations_of

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'


def saying(text: str) -> str:
    return f'{HEADER}msgid "Saved."\nmsgstr "{text}"\n'


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for reads in (catalogues, translations):
        monkeypatch.setattr(reads, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "fr.po").write_text(saying("Gardé."), "utf-8")
    return tmp_path / "fr.po"


def kept(catalogue: Path) -> list[Path]:
    folder = catalogue.parent / "__pycache__"
    return list(folder.iterdir()) if folder.exists() else []


def said() -> str:
    return translations_of("fr").gettext("Saved.")


def test_every_language_has_its_catalogue() -> None:
    files = {file.stem for file in languages.FOLDER.glob("*.po")}
    assert files == set(LANGUAGES) - {SOURCE_LANGUAGE}


def test_the_second_time_the_catalogue_is_not_read(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said() == "Gardé."
    assert len(kept(catalogue)) == 1
    monkeypatch.delattr(catalogues, "catalogue_of")
    assert said() == "Gardé."


def test_a_change_is_read_and_what_was_kept_of_it_before_goes(catalogue: Path) -> None:
    assert said() == "Gardé."
    before = kept(catalogue)
    catalogue.write_text(saying("Enregistré."), "utf-8")
    assert said() == "Enregistré."
    assert len(kept(catalogue)) == 1
    assert kept(catalogue) != before


@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole[:40], lambda _: b"", lambda _: b"no"],
)
def test_what_is_kept_damaged_does_no_harm(catalogue: Path, damage: Callable[[bytes], bytes]) -> None:
    assert said() == "Gardé."
    (one,) = kept(catalogue)
    one.write_bytes(damage(one.read_bytes()))
    assert said() == "Gardé."


def test_where_nothing_can_be_kept_it_is_read(catalogue: Path) -> None:
    (catalogue.parent / "__pycache__").write_text("no folder", "utf-8")
    assert said() == "Gardé."


def test_nothing_is_kept_where_python_keeps_nothing(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said() == "Gardé."
    assert kept(catalogue) == []
