"""Reads the translations of a language for the running bot: `<code>.po` beside this file.

Babel reads the same files for the tools (`catalogues`), with places, comments and checks. It needs four times
as long, and every start reads all languages, because Discord is told the descriptions of commands in each.
"""

from __future__ import annotations

import re
import sys
from gettext import NullTranslations, c2py
from importlib import resources

FOLDER = resources.files(__package__)

# A keyword and its quoted lines, or the flags of the message that follows.
_PART = re.compile(r'^(#,|msgid_plural|msgid|msgstr)(?:\[\d+\])? (.*(?:\n".*)*)', re.MULTILINE)
_BETWEEN_LINES = '"\n"'
_ESCAPED = re.compile(r"\\(.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL = re.compile(r"^Plural-Forms:.*?\bplural=([^;\n]+)", re.MULTILINE)


class Translations(NullTranslations):
    """The texts of one language by their English ids. A message without a translation stays English."""

    def __init__(self, source: str):
        """`source` is the text of a catalogue in gettext's format."""
        super().__init__()
        self._texts: dict[str, str] = {}
        self._forms: dict[str, tuple[str, ...]] = {}  # by the singular
        self._read(source)
        header = _PLURAL.search(self._texts.pop("", ""))
        self._form_of = c2py(header[1] if header else "n != 1")

    def gettext(self, message: str) -> str:
        return self._texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._forms.get(msgid1)
        if forms is None:
            return msgid1 if n == 1 else msgid2
        return forms[self._form_of(n)]

    def _read(self, source: str) -> None:
        message, several, fuzzy, forms = "", False, False, list[str]()
        for keyword, quoted in [*_PART.findall(source), ("#,", "")]:
            if keyword == "msgstr":
                forms.append(_unquoted(quoted))
                continue
            if forms and all(forms) and not fuzzy:
                self._keep(message, forms, several=several)
            if forms:
                several, fuzzy, forms = False, False, []
            if keyword == "#,":
                fuzzy = "fuzzy" in quoted
            elif keyword == "msgid":
                message = sys.intern(_unquoted(quoted))  # one for all languages
            else:
                several = True

    def _keep(self, message: str, forms: list[str], *, several: bool) -> None:
        self._texts[message] = forms[0]
        if several:
            self._forms[message] = tuple(forms)


def translations_of(language: str) -> Translations:
    """The translations of one of the languages but English. Raises `FileNotFoundError` if it has none."""
    return Translations(FOLDER.joinpath(f"{language}.po").read_text("utf-8"))


def _unquoted(quoted: str) -> str:
    text = quoted.rstrip()[1:-1].replace(_BETWEEN_LINES, "")
    return _ESCAPED.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), text) if "\\" in text else text
