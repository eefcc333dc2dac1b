"""What the running bot reads of a catalogue is what Babel and gettext read of it."""

from __future__ import annotations

import gettext
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, SOURCE_LANGUAGE
from bot.i18n.catalogues import catalogue_of, has_translation
from bot.i18n.translations import FOLDER, Translations, translations_of

NUMBERS = (0, 1, 2, 3, 5, 11, 21, 100, 1_000_000)
# Control characters and what Unicode calls the end of a line: no translation has them, and Babel reads some
# of them as the end of one.
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")) | st.sampled_from('\n\t"\\#%')
TEXTS = st.text(SIGNS, max_size=90)
IDS = st.text(SIGNS, min_size=1, max_size=90)


def compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    """The catalogue as gettext has it, without what is not wholly translated."""
    for message in [one for one in catalogue if one.id and not has_translation(one)]:
        catalogue.delete(message.id)
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return gettext.GNUTranslations(file)


def compare(catalogue: Catalog, ours: Translations) -> None:
    messages = [message.id for message in catalogue if message.id]
    theirs = compiled(catalogue)
    for message in messages:
        if isinstance(message, str):
            assert ours.gettext(message) == theirs.gettext(message)
        else:
            one, many = message
            assert ours.gettext(one) == theirs.gettext(one)
            for n in NUMBERS:
                assert ours.ngettext(one, many, n) == theirs.ngettext(one, many, n)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != SOURCE_LANGUAGE])
def test_every_catalogue_is_read_as_gettext_reads_it(language: str) -> None:
    catalogue = catalogue_of(language)
    assert len(catalogue) > 1_000
    compare(catalogue, translations_of(language))


@given(
    said=st.dictionaries(IDS, st.tuples(TEXTS, st.booleans()), max_size=6),
    counted=st.dictionaries(IDS, st.tuples(TEXTS, TEXTS), max_size=4),
    width=st.sampled_from((0, 20, 100)),
    language=st.sampled_from(("fr", "ja", "pl")),
)
def test_whatever_is_translated_is_read(
    said: dict[str, tuple[str, bool]], counted: dict[str, tuple[str, str]], width: int, language: str
) -> None:
    catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message, (text, doubted) in said.items():
        catalogue.add(message, text, flags=("fuzzy",) if doubted else (), auto_comments=('msgid "no"',))
    for one, forms in counted.items():
        if one not in said:
            catalogue.add((one, one + "s"), (*forms, forms[0])[: catalogue.num_plurals])
    file = BytesIO()
    write_po(file, catalogue, width=width)
    text = file.getvalue().decode()
    compare(read_po(BytesIO(text.encode()), locale=language), Translations(text))


def test_what_no_file_translates_is_english() -> None:
    empty = Translations("")
    assert empty.gettext("Saved.") == "Saved."
    assert [empty.ngettext("{n} score", "{n} scores", n) for n in (1, 2)] == ["{n} score", "{n} scores"]


def test_every_language_has_its_file() -> None:
    files = {file.name.removesuffix(".po") for file in FOLDER.iterdir() if file.name.endswith(".po")}
    assert files == set(LANGUAGES) - {SOURCE_LANGUAGE}
