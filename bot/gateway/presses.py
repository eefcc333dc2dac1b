"""Of the message that was pressed only what the bot reads is made.

Discord sends the whole message along. discord.py makes objects of all of its parts, which takes a tenth of an
answer; but what a press means is in its `custom_id`.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

_UNREAD: dict[str, object] = {"components": [], "embeds": [], "content": ""}


def spare(parsers: MutableMapping[str, Callable[[Any], None]]) -> None:
    """Let a connection's parsers make nothing of what is in a pressed message.

    The parsers are discord.py's own, by the names of Discord's events.
    """
    parser = parsers["INTERACTION_CREATE"]

    def parsed(data: dict[str, Any]) -> None:
        pressed = data.get("message")
        parser({**data, "message": {**pressed, **_UNREAD}} if pressed else data)

    parsers["INTERACTION_CREATE"] = parsed
