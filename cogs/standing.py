"""Public answers to commands that are kept up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.domain.message_ledger import Place, Thing
from bot.errors import StoreUnavailable
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.services.container import Services
from bot.services.posts.message_ledger import Still


@dataclass(frozen=True, slots=True)
class Shown:
    """What of members' words an answer shows.

    `shown_as` tells the keeper of its kind how to show it again. `still`, from the service that read it, says
    whether all that the answer was made of is as it was read.
    """

    things: tuple[Thing, ...]
    shown_as: Mapping[str, object]
    still: Still


async def give(
    talk: Conversation,
    services: Services,
    view: Screen,
    shown: Shown,
    *,
    files: Sequence[discord.File] = (),
) -> None:
    """Answer for everyone; the answer stands in the ledger, or it does not stand."""
    place = await talk.place_of_answer(await talk.reply(view, private=False, files=files))
    if place is None:  # a direct message: no one else reads it
        return
    try:
        await _note(services, place, shown)
    except StoreUnavailable:
        # What cannot be noted is not left where nobody would ever change it.
        await talk.withdraw(place.message_id)
        raise


async def turn(talk: Conversation, services: Services, view: Screen, shown: Shown) -> None:
    """Show something else in the answer that was pressed, if everyone sees that; else just show it."""
    place = talk.pressed_place
    if place is None:
        await talk.update(view)
        return
    await services.ledger.expect(place, shown.things, shown.shown_as)
    await talk.update(view)
    # The chore may have brought the page before up to date just now, and noted that: so this says all again.
    await _note(services, place, shown)


async def _note(services: Services, place: Place, shown: Shown) -> None:
    # It may have been changed between reading it and noting that it is shown.
    if not await services.ledger.stands(place, shown.things, shown.shown_as, shown.still):
        services.outbox.changed()
