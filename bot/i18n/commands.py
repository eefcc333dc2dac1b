"""Turns `{/drama info}` in a message into a command that readers can click.

Discord gives each command an id when the bot announces its commands. Until then a command is named as it is
typed. A text that Discord does not read as markdown (a button, a field, a menu) names it as it is typed, too,
without the braces.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

SIGN = "{/"  # how the name of a command begins in a message

_ids: dict[str, int] = {}
_restricted: set[str] = set()


def learn(ids: Mapping[str, int], restricted: Collection[str] = ()) -> None:
    """Take Discord's ids of the commands, by the first word of their names.

    `restricted` are those that Discord shows to moderators alone: to anyone else, Discord would show such a
    mention as unavailable.
    """
    _ids.clear()
    _ids.update(ids)
    _restricted.clear()
    _restricted.update(restricted)


def mention(name: str) -> str:
    """A command as readers can click it, or as it is typed if its id is not known."""
    ident = _ids.get(name.partition(" ")[0])
    return f"</{name}:{ident}>" if ident is not None else f"`/{name}`"


class Values(dict[str, object]):
    """The values of a message. A name with a slash before it is a command.

    `manages`: its reader is a moderator, who may use every command.
    """

    def __init__(self, values: Mapping[str, object], *, manages: bool):
        super().__init__(values)
        self._manages = manages

    def __missing__(self, name: str) -> str:
        if not name.startswith("/"):
            raise KeyError(name)
        if not self._manages and name[1:].partition(" ")[0] in _restricted:
            return f"`{name}`"
        return mention(name[1:])
