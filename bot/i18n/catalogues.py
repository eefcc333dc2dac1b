"""The files of translations as translators and tools see them, and how much of each is done.

The running bot has them by way of `translations`.
"""

from __future__ import annotations

from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n.languages import FOLDER, locale_of


def catalogue_of(language: str) -> Catalog:
    """The translations of a language, as its file holds them. Messages that lack one are in it, without."""
    with FOLDER.joinpath(f"{language}.po").open("rb") as source:
        return read_po(source, locale=locale_of(language))


@cache
def counted(language: str) -> tuple[int, int]:
    """How many messages of a language have a translation, and how many there are."""
    messages = [message for message in catalogue_of(language) if message.id]
    return sum(has_translation(message) for message in messages), len(messages)


def has_translation(message: Message) -> bool:
    """Whether a message has all its forms. Where it has not, its readers get the English text."""
    said = message.string
    return all([said] if isinstance(said, str) else said or ("",))


def share(done: int, of: int) -> int:
    """How much is translated, in percent. 100 means all, not nearly all."""
    return done * 100 // of if of else 100
