"""Every message of the source is translated, with the same places for values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, commands, texts
from bot.i18n.catalogues import has_translation
from tools.messages import COMPLETE, source_catalogue, stored_catalogue

TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
# Discord's limit of a command's and an option's description and of a choice's name.
DESCRIPTION_LIMIT = 100
# Japanese has no space between its letters and a number or a Latin word. Places for numbers, by their names.
_JAPANESE, _OTHER = r"[\u3040-\u30ff\u3400-\u9fff]", r"(?:[A-Za-z0-9]|\{(?:n|all|limit|most|pixels)\})"
_SPACED = re.compile(f"{_JAPANESE} (?={_OTHER})|{_OTHER} (?={_JAPANESE})")
_TYPED = re.compile(r"`[^`]*`|例: [^。）]*")  # what a member may type, with the spaces between its parts


@pytest.fixture(scope="module")
def source() -> Catalog:
    return source_catalogue()


@pytest.fixture(scope="module", params=TRANSLATED)
def stored(request: pytest.FixtureRequest) -> Catalog:
    return stored_catalogue(str(request.param))


def _forms(text: str | Sequence[str] | None) -> list[str]:
    if text is None:
        return []
    return [text] if isinstance(text, str) else list(text)


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _translated(catalogue: Catalog) -> list[tuple[list[str], list[str], Message]]:
    return [(_forms(message.id), _forms(message.string), message) for message in catalogue if message.id]


def test_the_source_has_messages(source: Catalog) -> None:
    assert source.get("Overview")
    assert source.get("{n} score")
    assert len(source) > 150


def test_every_message_stands_in_every_catalogue(source: Catalog, stored: Catalog) -> None:
    wanted = {tuple(ids) for ids, _, _ in _translated(source)}
    missing = wanted - {tuple(ids) for ids, _, _ in _translated(stored)}
    assert not missing, f"run python -m tools.messages: {missing}"


@pytest.mark.parametrize("language", COMPLETE)
def test_every_message_is_translated(language: str) -> None:
    messages = _translated(stored_catalogue(language))
    assert len(messages) > 1_000
    missing = [ids for ids, _, message in messages if not has_translation(message)]
    assert not missing, f"translate in bot/i18n/{language}.po: {missing}"


def test_no_translation_is_white_space(stored: Catalog) -> None:
    assert [ids for ids, strings, _ in _translated(stored) if any(one.isspace() for one in strings)] == []


def test_no_translation_is_of_a_message_that_is_gone_or_in_doubt(source: Catalog, stored: Catalog) -> None:
    wanted = {tuple(ids) for ids, _, _ in _translated(source)}
    gone = [ids for ids, _, _ in _translated(stored) if tuple(ids) not in wanted]
    assert not gone, f"run python -m tools.messages: {gone}"
    assert [ids for ids, _, message in _translated(stored) if message.fuzzy] == []


def test_every_translation_has_the_places_of_its_message(stored: Catalog) -> None:
    for ids, strings, _ in _translated(stored):
        # A plural's own forms may lack its number (`the only episode`), if English does; the last has it.
        spared = {"n"} if len(ids) > 1 and "n" not in _places(ids[0]) else set()
        for translation in filter(None, strings[:-1]):
            assert _places(translation) | spared == _places(ids[-1]) | spared, ids
        for translation in filter(None, strings[-1:]):
            assert _places(translation) == _places(ids[-1]), ids


def test_every_translation_keeps_the_marks_of_its_message(stored: Catalog) -> None:
    """Bold, italics, code and line ends: what is opened is closed, and as often as in English."""
    for ids, strings, _ in _translated(stored):
        for translation in filter(None, strings):
            for mark in ("**", "`", "\n"):
                assert translation.count(mark) == ids[-1].count(mark), (ids, mark)
            assert translation == translation.strip() or ids[-1] != ids[-1].strip(), ids


def test_japanese_has_no_space_beside_a_number_or_a_latin_word() -> None:
    written = [said for _, forms, _ in _translated(stored_catalogue("ja")) for said in forms]
    assert [said for said in written if _SPACED.search(_TYPED.sub("", said))] == []


def test_every_plural_has_the_forms_of_its_language(stored: Catalog) -> None:
    for ids, strings, _ in _translated(stored):
        if len(ids) > 1 and any(strings):
            assert len(strings) == stored.num_plurals, ids
            assert all(strings), ids


def test_the_tests_know_a_message_without_a_translation() -> None:
    catalogue = Catalog(locale="fr")
    whole = catalogue.add(("{n} vote", "{n} votes"), ("{n} vote", "{n} votes"))
    half = catalogue.add(("{n} score", "{n} scores"), ("{n} note", ""))
    assert [has_translation(one) for one in (whole, half, Message("Open"))] == [True, False, False]


def test_what_commands_say_of_themselves_fits_in_every_language(source: Catalog, stored: Catalog) -> None:
    known = {ids[0]: strings[0] for ids, strings, _ in _translated(stored) if strings}
    of_commands = [
        ids[0]
        for ids, _, message in _translated(source)
        if any(re.match(r"cogs/", file) for file, _ in message.locations)
    ]
    assert len(of_commands) > 20
    for text in of_commands:
        assert len(text) <= DESCRIPTION_LIMIT, text
        assert len(known.get(text, "")) <= DESCRIPTION_LIMIT, text


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_reaches_the_reader(language: str, source: Catalog, stored: Catalog) -> None:
    t = texts(language)
    told = [
        (ids[0], strings[0])
        for ids, strings, _ in _translated(stored_catalogue(language))
        if len(ids) == 1 and strings and strings[0]
    ]
    for message, translation in told:
        values = dict.fromkeys(_places(message), "…") if commands.SIGN in message else {}
        assert t(message, **values) == (translation.format_map(values) if values else translation)
