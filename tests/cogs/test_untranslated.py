"""No text bypasses translation: in a language whose messages all have other letters, no English is left.

A reader uses every command in that language and presses whatever the answers offer, and a moderator uses
theirs. What is data (titles, names, what members wrote) is taken from the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import pytest
import simcord

from bot import i18n
from bot.client import NamidaBot
from bot.i18n import LANGUAGES, languages
from bot.store.database import Database
from tests.cogs.leaks.planted import plant, tell
from tests.cogs.leaks.walked import BEFORE, WALKED
from tests.cogs.leaks.walking import Options, Reading
from tests.cogs.pseudo import MARKED, Pseudo, left_over, pseudo, texts_in
from tests.world import TEARS, World, stored

LANGUAGE = "th"  # none of ours; its numbers, days and countries have no Latin letters
# What moderators and curators see. Nothing here changes anything until a button is pressed.
MODERATORS: dict[str, list[Options]] = {
    "settings panel": [{}],
    "settings channel": [{"purpose": "reviews"}],
    "settings words": [{}],
    "settings test": [{}],
    "moderate queue": [{}],
    "moderate log": [{}],
    "catalogue edit": [{"title": TEARS}],
    "synopses queue": [{}],
}


@dataclass
class Untranslated(Reading):
    """A reader who notes every text with English words in it."""

    data: tuple[str, ...] = ()
    english: dict[str, set[str]] = field(default_factory=dict)

    def look_through(self, doing: str, method: str, path: str, body: object, *, private: bool) -> None:
        for text in texts_in(body):
            if words := left_over(text, self.data):
                self.english.setdefault(text, words)
            self.plain += bool(set(text) & set(MARKED))

    async def watched_of(
        self, moderator: simcord.MemberActor, name: str, options: Options
    ) -> simcord.InteractionResult:
        return await self._watched(f"/{name}", moderator.slash(self.world.lounge, name, **options))


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    translated = i18n._translations
    monkeypatch.setitem(cast(dict[str, str], LANGUAGES), LANGUAGE, "ไทย")
    monkeypatch.setattr(
        i18n, "_translations", lambda language: Pseudo() if language == LANGUAGE else translated(language)
    )
    languages.supported.cache_clear()
    yield
    languages.supported.cache_clear()


@pytest.fixture
async def reading(pseudo_language: None, world: World, database: Database, bot: NamidaBot) -> Untranslated:
    """A server whose members all read that language, with everything in it that can be told."""
    world.speaks(None, LANGUAGE)
    await bot.services.rules.set_language(world.guild.id, world.rei.id, LANGUAGE, world.env.now())
    for purpose in ("synopses", "reviews", "board", "airing", "log"):
        channel = world.guild.create_text_channel(purpose)
        await world.rei.slash(world.lounge, "settings channel", purpose=purpose, channel=channel)
    await plant(world, database)
    return Untranslated(world, "bars", "exactly before")


async def _data(world: World, database: Database) -> tuple[str, ...]:
    """Every text that the store has, and the names of members and channels, the longest first."""
    tables = await stored(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    found: set[str] = {user.name for user in world.env.backend.users.values()} | set(LANGUAGES.values())
    found.update(f"reader{number}" for number in range(100))
    typed = (value for uses in WALKED.values() for options in uses for value in options.values())
    found.update(value for value in typed if isinstance(value, str))
    for (table,) in tables:
        columns = await stored(database, "SELECT name FROM pragma_table_info(?)", table)
        for (column,) in columns:
            rows = await stored(database, f'SELECT DISTINCT "{column}" FROM "{table}"')
            found.update(value for (value,) in rows if isinstance(value, str) and len(value) > 2)
    found.update(line for value in tuple(found) for line in value.splitlines())
    found.update(urlsplit(value).netloc for value in tuple(found) if value.startswith("https://"))
    return tuple(sorted(found, key=len, reverse=True))


async def test_no_english_is_left_in_another_language(reading: Untranslated, database: Database) -> None:
    await tell(reading.world)
    reading.data = await _data(reading.world, database)
    for name, uses in WALKED.items():
        for options in uses:
            await reading.use(name, options, BEFORE.get(name))
    assert len(reading.pressed) > 40
    assert reading.plain > 100
    assert reading.english == {}


async def test_no_english_is_left_for_moderators(reading: Untranslated, database: Database) -> None:
    world = reading.world
    await tell(world)
    reading.data = await _data(world, database)
    for name, uses in MODERATORS.items():
        for options in uses:
            answer = await reading.watched_of(world.rei, name, options)
            assert answer.response is not None, name
    assert reading.english == {}


def test_the_tests_see_english() -> None:
    data = ("1 Litre of Tears",)
    assert left_over(pseudo("{title}: saved.").format(title=data[0]), data) == set()
    assert left_over("1 Litre of Tears: saved.", data) == {"saved"}
    assert left_over("unsaved", ("save",)) == {"unsaved"}
    assert left_over(pseudo("Type `/rate` there"), ()) == set()
    assert list(texts_in({"components": [{"label": "Open", "custom_id": "namida:1:x"}]})) == ["Open"]
