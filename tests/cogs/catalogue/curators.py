"""What curators work with: their commands, a drama's panel and forms, and what the audit says of them."""

from __future__ import annotations

import simcord

from bot.store.database import Database
from tests.cogs.shelved import edit_section
from tests.world import TEARS, World, labels, shown, stored

HOSTILE = "||She dies|| @everyone [x](https://evil.example) z\u200bw\u202e"

COMMANDS: dict[str, dict[str, object]] = {
    "catalogue add": {"title": "Rain Diary"},
    "catalogue edit": {"title": TEARS},
    "catalogue alias": {"title": TEARS, "name": "Tears"},
    "catalogue import": {"file": ("a.jsonl", b'{"title": "Rain Diary"}')},
    "catalogue refresh": {"title": TEARS},
    "catalogue match": {},
    "catalogue remove": {"title": TEARS},
    "moderate restore": {"title": TEARS},
}


async def panel(world: World, title: str = TEARS) -> simcord.ResponseMessage:
    return shown(await world.rei.slash(world.lounge, "catalogue edit", title=title))


async def form(world: World, seen: simcord.ResponseMessage, section: str) -> simcord.InteractionResult:
    return await edit_section(world.rei, seen, section)


async def summary(world: World, seen: simcord.ResponseMessage, label: str) -> simcord.InteractionResult:
    """The form of a summary, chosen by the label of its language's button."""
    if label not in labels(seen):  # the panel is shown, not yet the choice of a language
        await form(world, seen, "summaries")
    return await world.rei.click(seen, label=label)


async def audit(database: Database) -> list[tuple[object, ...]]:
    return await stored(database, "SELECT actor_id, action, subject, detail FROM audit ORDER BY id")


async def audited(database: Database) -> list[str]:
    return [str(row[0]) for row in await stored(database, "SELECT action FROM audit ORDER BY id")]
