"""How a text names a command: `{/drama info}` in a message becomes one that readers can click.

Discord gives each command an id when the bot announces its commands. Until then a command is named as it is
typed. A text that Discord does not read as markdown (a button, a field, a menu) names it as it is typed, too,
without the braces.
"""

from __future__ import annotations

from collections.abc import Mapping

SIGN = "{/"  # how the name of a command begins in a message

_ids: dict[str, int] = {}


def learn(ids: Mapping[str, int]) -> None:
    """Take Discord's ids of the commands, by the first word of their names."""
    _ids.clear()
    _ids.update(ids)


def mention(name: str) -> str:
    """A command as readers can click it, or as it is typed if its id is not known."""
    ident = _ids.get(name.partition(" ")[0])
    return f"</{name}:{ident}>" if ident is not None else f"`/{name}`"


class Values(dict[str, object]):
    """The values of a message. A name with a slash before it is a command."""

    def __missing__(self, name: str) -> str:
        if not name.startswith("/"):
            raise KeyError(name)
        return mention(name[1:])
