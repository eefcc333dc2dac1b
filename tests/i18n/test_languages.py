"""A language is one line and one file, which may be incomplete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import i18n
from bot.doctor.installation import check_languages
from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, Texts, catalogues, translations
from tools.messages import BEGIN, COMPLETE, END, ROOT, page, stored_catalogue

CODE = "sv"
# What a reader of the new language gets, and where: one message translated, one not, a plural, a command.
ASKED = """
from asyncio import run
import discord
from discord import app_commands
from bot.i18n import LANGUAGES, supported, texts
from bot.present.localise import CommandTexts
from bot.settings import Settings
from cogs.base import LANGUAGE_CHOICES

t = texts(supported("sv-SE"))
where = app_commands.TranslationContext(app_commands.TranslationContextLocation.command_description, None)
told = run(CommandTexts().translate(app_commands.locale_str("Overview"), discord.Locale.swedish, where))
print(t("Overview"), t("Details"), t.plural("{n} score", "{n} scores", 2), told, sep="|")
print([choice.name for choice in LANGUAGE_CHOICES][-1], Settings(language="SV").language, sep="|")
"""


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are there in a clone alone")
def test_languages_are_added_with_one_line(tmp_path: Path) -> None:
    for folder in ("bot", "cogs", "tools", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("images"))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def run(*words: str) -> str:
        asked = (sys.executable, *words)
        return subprocess.run(
            asked, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        ).stdout

    table = tmp_path / "bot" / "domain" / "languages.py"
    table.write_text(
        table.read_text("utf-8").replace('    "fr":', f'    "{CODE}": "Svenska",\n    "fr":'), "utf-8"
    )
    assert re.search(rf"^{CODE}: [0-9]+ messages, [0-9]+ without", run("-m", "tools.messages"), re.MULTILINE)
    made = tmp_path / "bot" / "i18n" / f"{CODE}.po"
    empty = made.read_text("utf-8")
    assert 'msgid "Overview"\nmsgstr ""\n' in empty
    made.write_text(
        empty.replace('msgid "Overview"\nmsgstr ""', 'msgid "Overview"\nmsgstr "Översikt"'), "utf-8"
    )
    said, chosen = run("-c", ASKED).splitlines()
    assert said == "Översikt|Details|2 scores|Översikt"
    assert chosen.split("|")[1] == CODE
    run("-m", "tools.messages", "--check")


def test_a_message_without_a_translation_is_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        'msgid "Overview"\nmsgstr "Vue d’ensemble"\n'
        'msgid "Details"\nmsgstr ""\n'
        'msgid "{n} score"\nmsgid_plural "{n} scores"\nmsgstr[0] "{n} note"\nmsgstr[1] ""\n',
        "utf-8",
    )
    for reads in (catalogues, translations):
        monkeypatch.setattr(reads, "FOLDER", tmp_path)
    french = Texts("fr", i18n._translations.__wrapped__("fr"))
    assert (french("Overview"), french("Details")) == ("Vue d’ensemble", "Details")
    assert [french.plural("{n} score", "{n} scores", n) for n in (1, 2)] == ["1 score", "2 scores"]
    assert catalogues.counted.__wrapped__("fr") == (1, 3)


@pytest.mark.parametrize(
    ("done", "of", "told"), [(0, 3, 0), (1, 3, 33), (1_999, 2_000, 99), (3, 3, 100), (0, 0, 100)]
)
def test_all_means_all(done: int, of: int, told: int) -> None:
    assert catalogues.share(done, of) == told


def test_doctor_and_the_guide_tell_how_much_is_translated() -> None:
    found = check_languages()
    assert found.state == "ok"
    told = dict(re.findall(r"([\w-]+) ([0-9]+) %", found.found))
    assert set(told) == set(LANGUAGES)
    incomplete = [language for language in (SOURCE_LANGUAGE, *COMPLETE) if told[language] != "100"]
    assert not incomplete, "translate what python -m tools.messages lists"
    translated = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
    guide = page({language: stored_catalogue(language) for language in translated})
    table = guide[guide.index(BEGIN) : guide.index(END)]
    assert dict(re.findall(r"`([\w-]+)` \| ([0-9]+) %", table)) == told
