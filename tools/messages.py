"""Collects every message of the source into the catalogues: `python -m tools.messages`.

Messages that are gone leave the catalogues, new ones come in empty; a test refuses a
catalogue with an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n import LANGUAGES, SOURCE_LANGUAGE

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("bot", "cogs")
KEYWORDS = {"t": None, "public_t": None, "N_": None, "plural": (1, 2)}


def source_catalogue() -> Catalog:
    """Every message of the source, with where it stands."""
    catalogue = Catalog(project="Namida", charset="utf-8", fuzzy=False)
    for file, message, comments, context in _messages():
        if message:
            catalogue.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalogue


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for folder in SOURCES:
        found = extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True
        )
        for file, _line, message, comments, context in found:
            yield f"{folder}/{file}", message, comments, context


def path_of(language: str) -> Path:
    return ROOT / "bot" / "i18n" / f"{language}.po"


def stored_catalogue(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Namida", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    source = source_catalogue()
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        catalogue = stored_catalogue(language)
        catalogue.update(source, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, sort_output=True, include_lineno=False, width=100, omit_header=False)
        missing = sum(1 for message in catalogue if message.id and not message.string)
        print(f"{language}: {len(catalogue)} messages, {missing} without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
