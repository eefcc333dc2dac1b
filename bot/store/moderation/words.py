"""Stores what may not be written on a server: its own list, and what Discord said of its AutoMod."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from bot.domain.screening import AutomodRule, AutomodRules, Entry

_PRESETS = 0  # stands for Discord's own lists: no rule has this id


def entries(connection: sqlite3.Connection, guild_id: int) -> dict[Entry, list[str]]:
    """A server's own list by kind, each in alphabetical order."""
    found: dict[Entry, list[str]] = {entry: [] for entry in Entry}
    rows = connection.execute(
        "SELECT kind, text FROM word_rule WHERE guild_id = ? ORDER BY kind, text", (guild_id,)
    )
    for kind, text in rows:
        found[Entry(kind)].append(text)
    return found


def add(connection: sqlite3.Connection, guild_id: int, kind: Entry, text: str) -> bool:
    """Add an entry. False if it is there."""
    added = connection.execute(
        "INSERT INTO word_rule (guild_id, kind, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (guild_id, kind, text),
    )
    return added.rowcount == 1


def remove(connection: sqlite3.Connection, guild_id: int, kind: Entry, text: str) -> None:
    """Remove an entry, if it is there."""
    connection.execute(
        "DELETE FROM word_rule WHERE guild_id = ? AND kind = ? AND text = ?", (guild_id, kind, text)
    )


def automod(connection: sqlite3.Connection, guild_id: int) -> AutomodRules:
    """What Discord last said of a server's keyword rules."""
    rows = connection.execute(
        "SELECT rule_id, body FROM automod_rule WHERE guild_id = ? ORDER BY rule_id", (guild_id,)
    ).fetchall()
    rules = tuple(_rule(body) for ident, body in rows if ident != _PRESETS)
    return AutomodRules(rules, any(ident == _PRESETS for ident, _ in rows))


def put_automod(connection: sqlite3.Connection, guild_id: int, found: AutomodRules) -> None:
    """Store what Discord says of a server's rules, in place of what it said before."""
    connection.execute("DELETE FROM automod_rule WHERE guild_id = ?", (guild_id,))
    rows = [(guild_id, rule.id, json.dumps(asdict(rule), ensure_ascii=False)) for rule in found.rules]
    if found.presets:
        rows.append((guild_id, _PRESETS, "{}"))
    connection.executemany("INSERT INTO automod_rule (guild_id, rule_id, body) VALUES (?, ?, ?)", rows)


def _rule(body: str) -> AutomodRule:
    said: dict[str, Any] = json.loads(body)
    said |= {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return AutomodRule(**said)
