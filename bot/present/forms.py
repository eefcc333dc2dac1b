"""Forms: builds them, and reads the submitted ones, even after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from discord import RadioGroupOption, TextStyle, ui

from bot.domain.verbs import Verb
from bot.errors import Outdated
from bot.present.actions import Pressed, custom_id, parse
from bot.present.text import plain

TEXT_LIMIT = 4_000  # characters that Discord takes in one field
TICKED = "1"  # what a ticked box says; an empty one says nothing
LABEL_LIMIT = 45  # of what a field is called, and of a form's title


ChosenT = TypeVar("ChosenT")


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


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few, as radio buttons. `options` are values with their labels, `value` the first choice."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick, empty at first."""

    name: str
    label: str


AnyField = Field | Choice | Tick


def form(title: str, verb: Verb, *args: object, fields: tuple[AnyField, ...]) -> ui.Modal:
    """A form for the handler of `verb`. It works even if the bot restarts meanwhile.

    discord.py forgets its forms when it stops, so they have no callback: the client reads every submitted
    form from Discord's data (`submitted`).
    """
    modal = ui.Modal(title=plain(title, LABEL_LIMIT), custom_id=custom_id(verb, *args), timeout=None)
    for field in fields:
        told = field.description if isinstance(field, Field) else None
        text, description = field.label[:LABEL_LIMIT], told[:100] if told else None
        modal.add_item(ui.Label(text=text, description=description, component=_component(field)))
    modal.stop()  # discord.py would keep one of each for as long as it runs
    return modal


def _component(field: AnyField) -> ui.Item[ui.Modal]:
    if isinstance(field, Tick):
        return ui.Checkbox(custom_id=field.name)
    if isinstance(field, Choice):
        options = [
            RadioGroupOption(label=label[:100], value=value, default=value == field.value)
            for value, label in field.options
        ]
        return ui.RadioGroup(custom_id=field.name, options=options)
    return ui.TextInput(
        custom_id=field.name,
        style=TextStyle.paragraph if field.long else TextStyle.short,
        max_length=field.limit,
        # Discord refuses a form that begins with more than its field takes.
        default=(field.value or "")[: field.limit] or None,
        required=field.required,
    )


@dataclass(frozen=True, slots=True)
class Fields:
    """The texts typed into a form, the choices and the ticked boxes (`TICKED`), by field name.

    A form that was opened before an upgrade may lack a field. If the caller requires the field, `Outdated` is
    raised, and the member gets back what they typed.
    """

    typed: Mapping[str, str]

    def text(self, name: str) -> str:
        if name not in self.typed:
            raise Outdated
        return self.typed[name]

    def one_of(self, name: str, read: Callable[[str], ChosenT]) -> ChosenT:
        """What was chosen, read by `read`. Raises `Outdated` for a value that it does not know."""
        try:
            return read(self.text(name))
        except (KeyError, ValueError):
            raise Outdated from None

    def texts(self, *names: str) -> dict[str, str]:
        return {name: self.text(name) for name in names}


def submitted(data: Mapping[str, Any]) -> tuple[Pressed, Fields] | None:
    """The verb and texts of one of our submitted forms, from Discord's interaction data."""
    pressed = parse(str(data.get("custom_id", "")))
    if pressed is None:
        return None
    return pressed, Fields(dict(_texts(data.get("components"))))


def _texts(components: Any) -> Iterator[tuple[str, str]]:
    """What was typed, chosen or ticked in these components. Others are ignored."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        name, text = component.get("custom_id"), component.get("value")
        if isinstance(text, bool):
            text = TICKED if text else ""
        if isinstance(name, str) and isinstance(text, str) and len(text) <= TEXT_LIMIT:
            yield name, text
        yield from _texts([component.get("component")])
        yield from _texts(component.get("components"))
