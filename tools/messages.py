"""Collects every message of the source into the catalogues: `python -m tools.messages`.

Messages that are gone leave the catalogues, new ones come in empty. It lists those of `COMPLETE` languages,
in which a test refuses them, and of the languages named after it. Elsewhere readers get the English text.
How much of each is translated stands in docs/translating.md. `--check` writes nothing, and fails where a
catalogue or that page is not what it would be written as.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.domain.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.i18n.catalogues import catalogue_of, has_translation, share
from bot.i18n.languages import locale_of

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = ("ja",)  # languages that may lack no message
PAGE = ROOT / "docs" / "translating.md"
BEGIN, END = "<!-- shares: python -m tools.messages -->", "<!-- end of shares -->"
SOURCES = ("bot", "cogs")
# What marks a message, and how many of its first arguments are the message.
KEYWORDS = {"t": 1, "public_t": 1, "N_": 1, "plural": 2}
# A module in which none of these is called has no message, and need not be parsed.
CALLED = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\W*\(")
# Only what readers of the file need, and nothing that another run would write differently.
HEADER = r"""# Namida in {name}: `python -m tools.messages` collects what is to be translated.
msgid ""
msgstr ""
"Project-Id-Version: Namida\n"
"Language: {language}\n"
"Plural-Forms: {plural_forms}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def source_catalogue() -> Catalog:
    """Every message of the source, with its place."""
    catalogue = _empty_catalogue(None)
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for message in messages_of(path.read_text("utf-8")):
                catalogue.add(message, None, [(path.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def messages_of(source: str) -> Iterator[str | tuple[str, str]]:
    """The messages of a module. A plural one is a pair.

    It reads the syntax tree, not tokens, because Python 3.11 keeps a whole f-string, with all messages in it,
    as one token.
    """
    if not CALLED.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (count := KEYWORDS.get(_name(node.func))):
            arguments = [_alternatives(argument) for argument in node.args[:count]]
            if count == 2 and len(arguments) == 2:
                yield from zip(*arguments, strict=True)
            elif count == 1 and arguments:
                yield from filter(None, arguments[0])


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _alternatives(argument: ast.expr) -> list[str]:
    """The literal texts that an argument may be. Texts that are looked up later are not among them."""
    if isinstance(argument, ast.IfExp):
        return [*_alternatives(argument.body), *_alternatives(argument.orelse)]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    return []


def path_of(language: str) -> Path:
    return ROOT / "bot" / "i18n" / f"{language}.po"


def stored_catalogue(language: str) -> Catalog:
    path = path_of(language)
    return catalogue_of(language) if path.exists() else _empty_catalogue(language)


def updated_catalogue(language: str, source: Catalog) -> Catalog:
    """A language's translations of the messages that the source has now."""
    catalogue = stored_catalogue(language)
    catalogue.update(source, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(language: str, catalogue: Catalog) -> str:
    """A catalogue as a file's text: the same messages and translations give the same bytes."""
    entries = BytesIO()
    write_po(entries, catalogue, sort_output=True, include_lineno=False, width=100, omit_header=True)
    header = HEADER.format(
        name=locale_of(language).english_name, language=language, plural_forms=catalogue.plural_forms
    )
    return header + entries.getvalue().decode("utf-8").strip() + "\n"


def _empty_catalogue(language: str | None) -> Catalog:
    locale = locale_of(language) if language else None
    return Catalog(locale=locale, project="Namida", charset="utf-8", fuzzy=False)


def untranslated(language: str) -> Iterator[str]:
    """Where each message without a translation stands in its file, and the message."""
    path = path_of(language).relative_to(ROOT).as_posix()
    for message in stored_catalogue(language):
        if message.id and not has_translation(message):
            yield f"  {path}:{message.lineno}: {' / '.join(_forms(message.id))}"


def _forms(text: str | Sequence[str]) -> Sequence[str]:
    return (text,) if isinstance(text, str) else text


def shares(catalogues: Mapping[str, Catalog]) -> str:
    """The table of how much of each language is translated."""
    rows = ["| language | code | translated |", "|---|---|---|"]
    for language, name in LANGUAGES.items():
        messages = [message for message in catalogues.get(language, ()) if message.id]
        done = share(sum(map(has_translation, messages)), len(messages))
        rows.append(f"| {name} | `{language}` | {done} % |")
    return "\n".join(rows)


def page(catalogues: Mapping[str, Catalog]) -> str:
    """The guide for translators with its table as it is now."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{shares(catalogues)}\n\n{END}{rest.partition(END)[2]}"


def _check(catalogues: Mapping[str, Catalog]) -> int:
    wanted = {path_of(language): written(language, one) for language, one in catalogues.items()}
    wanted[PAGE] = page(catalogues)
    old = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in old:
        sys.stderr.write(f"{path.relative_to(ROOT)} does not fit the source: run python -m tools.messages\n")
    return 1 if old else 0


def main(arguments: Sequence[str]) -> int:
    source = source_catalogue()
    translated = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
    catalogues = {language: updated_catalogue(language, source) for language in translated}
    if "--check" in arguments:
        return _check(catalogues)
    for language, catalogue in catalogues.items():  # all, before a word: a reader of it may stop listening
        path_of(language).write_text(written(language, catalogue), "utf-8")
    PAGE.write_text(page(catalogues), "utf-8")
    for language, catalogue in catalogues.items():
        missing = list(untranslated(language))
        sys.stdout.write(f"{language}: {len(catalogue)} messages, {len(missing)} without a translation\n")
        if language in COMPLETE or language in arguments:
            sys.stdout.write("".join(f"{one}\n" for one in missing))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
