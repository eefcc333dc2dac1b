"""Forms: builds them, and reads the submitted ones, even after a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Upload:
    """A place for files, at most so many."""

    name: str
    label: str
    most: int
    description: str | None = None


AnyField = Field | Choice | Tick | Upload


def form(title: str, verb: Verb, *args: object, fields: tuple[AnyField, ...]) -> ui.Modal:
    """A form for the handler of `verb`. It works even if the bot restarts meanwhile.

    discord.py forgets its forms when it stops, so they have no callback: the client reads every submitted
    form from Discord's data (`submitted`).
    """
    modal = ui.Modal(title=plain(title, LABEL_LIMIT), custom_id=custom_id(verb, *args), timeout=None)
    for one in fields:
        told = one.description if isinstance(one, Field | Upload) else None
        text, description = one.label[:LABEL_LIMIT], told[:100] if told else None
        modal.add_item(ui.Label(text=text, description=description, component=_component(one)))
    modal.stop()  # discord.py would keep one of each for as long as it runs
    return modal


def _component(one: AnyField) -> ui.Item[ui.Modal]:
    if isinstance(one, Tick):
        return ui.Checkbox(custom_id=one.name)
    if isinstance(one, Upload):
        return ui.FileUpload(custom_id=one.name, min_values=0, max_values=one.most, required=False)
    if isinstance(one, Choice):
        options = [
            RadioGroupOption(label=label[:100], value=value, default=value == one.value)
            for value, label in one.options
        ]
        return ui.RadioGroup(custom_id=one.name, options=options)
    return ui.TextInput(
        custom_id=one.name,
        style=TextStyle.paragraph if one.long else TextStyle.short,
        max_length=one.limit,
        # Discord refuses a form that begins with more than its field takes.
        default=(one.value or "")[: one.limit] or None,
        required=one.required,
    )


def begin_with(form: ui.Modal, name: str, value: str) -> None:
    """Let a text field of a form begin with another value. A form without that field stays as it is."""
    for part in form.walk_children():
        if isinstance(part, ui.TextInput) and part.custom_id == name:
            part.default = value[: part.max_length]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was sent with a form. `size` in bytes; `url` is Discord's, and soon no longer valid."""

    size: int
    url: str


@dataclass(frozen=True, slots=True)
class Fields:
    """The texts typed into a form, the choices, the ticked boxes (`TICKED`) and the files, by field name.

    A form that was opened before an upgrade may lack a field. If the caller requires the field, `Outdated` is
    raised, and the member gets back what they typed.
    """

    typed: Mapping[str, str]
    sent: Mapping[str, tuple[Uploaded, ...]] = field(default_factory=dict)

    def files(self, name: str) -> tuple[Uploaded, ...]:
        """The files that were sent in a field. Empty if there are none, or the form had no such field."""
        return self.sent.get(name, ())

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

    def among(self, names: Iterable[str]) -> dict[str, str]:
        """The texts of those of these fields that the form had."""
        return {name: self.typed[name] for name in names if name in self.typed}


def submitted(data: Mapping[str, Any]) -> tuple[Pressed, Fields] | None:
    """The verb and texts of one of our submitted forms, from Discord's interaction data."""
    pressed = parse(str(data.get("custom_id", "")))
    if pressed is None:
        return None
    resolved = data.get("resolved")
    known = resolved.get("attachments") if isinstance(resolved, dict) else None
    components = data.get("components")
    return pressed, Fields(dict(_texts(components)), dict(_files(components, known)))


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


def _files(components: Any, known: Any) -> Iterator[tuple[str, tuple[Uploaded, ...]]]:
    """The files that were sent in these components. `known` is what Discord says of each, by its id."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        name, values = component.get("custom_id"), component.get("values")
        if isinstance(name, str) and isinstance(values, list) and isinstance(known, dict):
            read = (_file(known.get(value)) for value in values if isinstance(value, str))
            if found := tuple(one for one in read if one is not None):
                yield name, found
        yield from _files([component.get("component")], known)
        yield from _files(component.get("components"), known)


def _file(told: Any) -> Uploaded | None:
    if not isinstance(told, dict):
        return None
    size, url = told.get("size"), told.get("url")
    return Uploaded(size, url) if isinstance(size, int) and isinstance(url, str) else None
