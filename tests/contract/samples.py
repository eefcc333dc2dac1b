"""Good requests in small parts, from which the checker's tests make the bad ones next to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .problems import Json

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)
LAYOUT = 1 << 15
SEND = ("POST", "/channels/1/messages")
EDIT = ("PATCH", "/channels/1/messages/2")
FOLLOW_UP = ("POST", "/webhooks/1/token")
EDIT_ANSWER = ("PATCH", "/webhooks/1/token/messages/@original")
ANSWER = ("POST", "/interactions/1/token/callback")
SYNC = ("PUT", "/applications/1/commands")
THREAD = ("POST", "/channels/1/threads")
THREAD_OF = ("POST", "/channels/1/messages/2/threads")
CHANNEL = ("PATCH", "/channels/1")
EVENT = ("POST", "/guilds/1/scheduled-events")

Object = dict[str, Json]


def text(content: str) -> Object:
    return {"type": 10, "content": content}


def button(**fields: Json) -> Object:
    return {"type": 2, "style": 2, "label": "Open", "custom_id": "open", **fields}


def buttons(count: int, first: int = 0) -> Object:
    return row(*(button(custom_id=f"b{first + number}") for number in range(count)))


def row(*components: Json) -> Object:
    return {"type": 1, "components": list(components)}


def menu(count: int = 2, **fields: Json) -> Object:
    options: list[Json] = [option(value=str(number)) for number in range(count)]
    return {"type": 3, "custom_id": "menu", "options": options, **fields}


def channels(**fields: Json) -> Object:
    return {"type": 8, "custom_id": "channels", **fields}


def option(**fields: Json) -> Object:
    return {"label": "One", "value": "1", **fields}


def layout(*components: Json, **fields: Json) -> Object:
    return {"flags": LAYOUT, "components": list(components), **fields}


def section(accessory: Json) -> Object:
    return {"type": 9, "components": [text("a")], "accessory": accessory}


def container(*components: Json) -> Object:
    return {"type": 17, "components": list(components)}


def picture(url: str = "https://example.org/a.png", **fields: Json) -> Object:
    return {"type": 12, "items": [{"media": {"url": url}, **fields}]}


def a_file(url: str) -> Object:
    return {"type": 13, "file": {"url": url}}


def rows(*components: Json) -> Object:
    return {"components": list(components)}


def field(**fields: Json) -> Object:
    return {"type": 4, "custom_id": "text", "style": 2, **fields}


def label(component: Json, **fields: Json) -> Object:
    return {"type": 18, "label": "Text", "component": component, **fields}


def form(*components: Json, **fields: Json) -> Object:
    return {
        "type": 9,
        "data": {"custom_id": "form", "title": "Write", "components": list(components), **fields},
    }


def labels(count: int) -> list[Json]:
    return [label(field(custom_id=str(number))) for number in range(count)]


def choices(count: int, **fields: Json) -> Object:
    chosen: list[Json] = [{"name": f"Drama {n}", "value": str(n), **fields} for n in range(count)]
    return {"type": 8, "data": {"choices": chosen}}


def command(**fields: Json) -> Object:
    return {"type": 1, "name": "drama", "description": "About a drama", **fields}


def takes(*options: Json) -> list[Json]:
    return [command(options=list(options))]


def asks(name: str = "title", **fields: Json) -> Object:
    return {"type": 3, "name": name, "description": "A name", **fields}


def event(**fields: Json) -> Object:
    return {
        "name": "Club night",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "The board"},
        "scheduled_start_time": (NOW + timedelta(hours=1)).isoformat(),
        "scheduled_end_time": (NOW + timedelta(hours=2)).isoformat(),
        **fields,
    }


def wordy(last: int, **fields: Json) -> list[Json]:
    """One command of 7,911 characters and a last subcommand's description of so many more."""
    options: list[Json] = [asks(f"o{n:02}", description="d" * 97) for n in range(25)]  # 100 each
    full: list[Json] = [
        {"type": 1, "name": f"s{n}", "description": "d" * 98, "options": list(options)} for n in range(3)
    ]  # 2,600 each
    ending: Object = {"type": 1, "name": "x", "description": "d" * last, **fields}
    return [command(name="n" * 10, description="d" * 100, options=[*full, ending])]


@dataclass(frozen=True)
class Limit:
    """`where` is the path that the refusal names."""

    name: str
    request: tuple[str, str]
    good: Json
    bad: Json
    where: str
