"""The gate to the shared catalogue: every change of it goes through `make`."""

from __future__ import annotations

import discord
from discord.utils import utcnow

from bot.domain.changes import Change, Shelved, Undone
from bot.domain.curating import NameChange, Saved
from bot.domain.matches import Matched
from bot.domain.sources import Preview
from bot.errors import OwnerOnly
from bot.present.catalogue import curators, imports, matches, panel, proposals
from bot.present.conversation import Conversation
from bot.services.catalogue.changes import Outcome
from cogs.base import Host, require_manager


def curates_catalogue(host: Host, talk: Conversation) -> bool:
    """Whether the reader's changes of the catalogue are made at once, instead of proposed."""
    guild_id = talk.reader.guild_id
    return talk.reader.manages_guild and guild_id is not None and host.changes_catalogue(guild_id)


async def make(host: Host, talk: Conversation, wanted: Change, file: bytes = b"") -> Outcome | None:
    """Make a change, if the server may. Else let it wait for the bot's owner, and return None.

    Raises `NotAllowed` for a member who does not manage the server.
    """
    require_manager(talk)
    if curates_catalogue(host, talk):
        return await host.services.changes.make(wanted, talk.reader, utcnow(), file)
    owners = await host.owner_ids_now()
    await host.services.changes.propose(wanted, talk.reader, utcnow(), owners, file)
    return None


async def change(host: Host, talk: Conversation, wanted: Change, file: bytes = b"") -> None:
    """Make a change and show the result, or say that it waits. Raises what `make` raises."""
    done = await make(host, talk, wanted, file)
    if done is None:
        await talk.reply(proposals.proposed(talk.t))
    else:
        await _show(host, talk, wanted, done)


async def _show(host: Host, talk: Conversation, wanted: Change, done: Outcome) -> None:
    """Show the result of a change."""
    t = talk.t
    if isinstance(done, Saved):
        seen = await host.services.curating.view(done.drama.id)
        await talk.update(panel.panel(t, seen, done))
    elif isinstance(done, Preview):
        await talk.update(curators.refreshed(t, done))
    elif isinstance(done, NameChange):
        await talk.update(curators.named(t, done))
    elif isinstance(done, Shelved):
        shown = curators.restored if done.back else curators.removed
        await talk.update(shown(t, done.drama, done.kept))
    elif isinstance(done, Matched):
        await talk.update(matches.queue(t, await host.services.matching.queue(0), done))
    elif isinstance(done, Undone):
        await talk.update(proposals.undone(t, done))
    else:
        await talk.update(
            imports.imported(t, wanted.text, done.added, done.changed, done.unchanged, done.ident)
        )


async def require_undoer(host: Host, talk: Conversation) -> None:
    """Check that the reader may undo an import: they may change the catalogue at once, or run the bot."""
    require_manager(talk)
    if not curates_catalogue(host, talk):
        await require_owner(host, talk)


async def require_owner(host: Host, talk: Conversation) -> None:
    """Raises `OwnerOnly` unless the reader runs this bot."""
    if talk.reader.member_id not in await host.owner_ids_now():
        raise OwnerOnly


def server_name(talk: Conversation, guild_id: int) -> str | None:
    """The name of a server, if the bot is on it."""
    guild: discord.Guild | None = talk.interaction.client.get_guild(guild_id)
    return guild.name if guild is not None else None
