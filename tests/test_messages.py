"""Catalogues: complete, current, and saying what the English says."""

from __future__ import annotations

import string

import pytest

from bot.i18n import LANGUAGES, SOURCE_LANGUAGE
from tools import messages

TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_messages_are_found_wherever_they_stand() -> None:
    source = """
f"**{t('Inside')}**"
t("one " "text")
t("this" if chosen else "that")
talk.t.plural("{n} page", "{n} pages", n)
t(looked_up)
"""
    assert set(messages.messages_of(source)) == {
        "Inside",
        "one text",
        "this",
        "that",
        ("{n} page", "{n} pages"),
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_is_what_collecting_writes(language: str) -> None:
    catalogue = messages.updated_catalogue(language, messages.source_catalogue())
    assert messages.path_of(language).read_text("utf-8") == messages.written(catalogue)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    for message in messages.stored_catalogue(language):
        if not message.id:
            continue
        original = message.id if isinstance(message.id, str) else message.id[-1]
        for form in [message.string] if isinstance(message.string, str) else message.string or [""]:
            assert form, f"{original!r} has no translation"
            assert placeholders(form) == placeholders(original), form
