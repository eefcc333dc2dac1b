"""Forms: what they ask, and reading what comes back, after a restart too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from discord import TextStyle, ui

from bot.domain.verbs import Verb
from bot.errors import Outdated
from bot.present.actions import Pressed, custom_id, parse
from bot.present.text import plain

TEXT_LIMIT = 4_000  # characters that Discord takes in one field


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


def form(title: str, verb: Verb, *args: object, fields: tuple[Field, ...]) -> ui.Modal:
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
                    default=field.value[: field.limit] if field.value else None,
                    required=field.required,
                ),
            )
        )
    modal.stop()  # discord.py would keep one of each for as long as it runs
    return modal


@dataclass(frozen=True, slots=True)
class Fields:
    """What was typed into a form, by the names of its fields.

    A form that was opened before an upgrade may lack a field. Anyone who reads one says whether it must be
    there: then `Outdated` is raised, and the member gets back what they typed.
    """

    typed: Mapping[str, str]

    def text(self, name: str) -> str:
        if name not in self.typed:
            raise Outdated
        return self.typed[name]

    def texts(self, *names: str) -> dict[str, str]:
        return {name: self.text(name) for name in names}


def submitted(data: Mapping[str, Any]) -> tuple[Pressed, Fields] | None:
    """The verb and texts of a submitted form of ours, from Discord's interaction data."""
    pressed = parse(str(data.get("custom_id", "")))
    if pressed is None:
        return None
    return pressed, Fields(dict(_texts(data.get("components"))))


def _texts(components: Any) -> Iterator[tuple[str, str]]:
    """The texts in these components; what is no text field of Discord's says nothing."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        name, text = component.get("custom_id"), component.get("value")
        if isinstance(name, str) and isinstance(text, str) and len(text) <= TEXT_LIMIT:
            yield name, text
        yield from _texts([component.get("component")])
        yield from _texts(component.get("components"))
