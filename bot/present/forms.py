"""Forms: what they ask, and reading what comes back, after a restart too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from discord import TextStyle, ui

from bot.present.actions import Pressed, custom_id, parse
from bot.present.text import plain


@dataclass(frozen=True, slots=True)
class Field:
    """One text that a form asks for; `limit` in characters."""

    name: str
    label: str
    limit: int
    description: str | None = None
    value: str | None = None
    long: bool = True
    required: bool = True


def form(title: str, verb: str, *args: object, fields: tuple[Field, ...]) -> ui.Modal:
    """A form whose answer reaches the handler of `verb`, whether or not the bot restarted meanwhile.

    discord.py forgets its forms when it stops, so they carry no callback: the client reads
    every submitted form from what Discord sends (`submitted`).
    """
    modal = ui.Modal(title=plain(title, 45), custom_id=custom_id(verb, *args), timeout=None)
    for field in fields:
        style = TextStyle.paragraph if field.long else TextStyle.short
        modal.add_item(
            ui.Label(
                text=field.label[:45],
                description=field.description[:100] if field.description else None,
                component=ui.TextInput(
                    custom_id=field.name,
                    style=style,
                    max_length=field.limit,
                    default=field.value,
                    required=field.required,
                ),
            )
        )
    modal.stop()  # discord.py would keep one of each for as long as it runs
    return modal


def submitted(data: Mapping[str, Any]) -> tuple[Pressed, dict[str, str]] | None:
    """The verb and texts of a submitted form of ours, from Discord's interaction data."""
    pressed = parse(str(data.get("custom_id", "")))
    if pressed is None:
        return None
    return pressed, dict(_texts(data.get("components", ())))


def _texts(components: Any) -> Iterator[tuple[str, str]]:
    for component in components:
        if "value" in component:
            yield str(component["custom_id"]), str(component["value"])
        if "component" in component:
            yield from _texts((component["component"],))
        yield from _texts(component.get("components", ()))
