"""Forms: builds them, and reads the submitted ones, even after a restart."""

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
LABEL_LIMIT = 45  # of what a field is called, and of a form's title


@dataclass(frozen=True, slots=True)
class Field:
    """One text field of a form. `limit` is in characters."""

    name: str
    label: str
    limit: int
    description: str | None = None
    value: str | None = None
    long: bool = True
    required: bool = True


def form(title: str, verb: Verb, *args: object, fields: tuple[Field, ...]) -> ui.Modal:
    """A form for the handler of `verb`. It works even if the bot restarts meanwhile.

    discord.py forgets its forms when it stops, so they have no callback: the client reads every submitted
    form from Discord's data (`submitted`).
    """
    modal = ui.Modal(title=plain(title, LABEL_LIMIT), custom_id=custom_id(verb, *args), timeout=None)
    for field in fields:
        style = TextStyle.paragraph if field.long else TextStyle.short
        modal.add_item(
            ui.Label(
                text=field.label[:LABEL_LIMIT],
                description=field.description[:100] if field.description else None,
                component=ui.TextInput(
                    custom_id=field.name,
                    style=style,
                    max_length=field.limit,
                    # Discord refuses a form that begins with more than its field takes.
                    default=(field.value or "")[: field.limit] or None,
                    required=field.required,
                ),
            )
        )
    modal.stop()  # discord.py would keep one of each for as long as it runs
    return modal


@dataclass(frozen=True, slots=True)
class Fields:
    """The texts typed into a form, by field name.

    A form that was opened before an upgrade may lack a field. If the caller requires the field, `Outdated` is
    raised, and the member gets back what they typed.
    """

    typed: Mapping[str, str]

    def text(self, name: str) -> str:
        if name not in self.typed:
            raise Outdated
        return self.typed[name]

    def texts(self, *names: str) -> dict[str, str]:
        return {name: self.text(name) for name in names}


def submitted(data: Mapping[str, Any]) -> tuple[Pressed, Fields] | None:
    """The verb and texts of one of our submitted forms, from Discord's interaction data."""
    pressed = parse(str(data.get("custom_id", "")))
    if pressed is None:
        return None
    return pressed, Fields(dict(_texts(data.get("components"))))


def _texts(components: Any) -> Iterator[tuple[str, str]]:
    """The texts in these components. Components that are not text fields are ignored."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        name, text = component.get("custom_id"), component.get("value")
        if isinstance(name, str) and isinstance(text, str) and len(text) <= TEXT_LIMIT:
            yield name, text
        yield from _texts([component.get("component")])
        yield from _texts(component.get("components"))
