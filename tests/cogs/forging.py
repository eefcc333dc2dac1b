"""Presses and forms as nobody's client sends them: any arguments, any values, any fields, for every verb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord
from simcord import interactions
from simcord.backend import serializers
from simcord.enums import InteractionType

from bot.domain.verbs import Verb
from bot.present.actions import Pressed, button, custom_id, menu
from bot.present.layout import row, screen
from tests.world import World, posted_before


@dataclass(frozen=True)
class Forged:
    """A press, or with `fields` a form."""

    pressed: Pressed
    fields: dict[str, Any] | None = None
    private: bool = field(default=False, kw_only=True)


def fitting(args: Iterable[str], verb: str) -> tuple[str, ...]:
    """As many of the arguments as Discord's 100 characters of a `custom_id` take."""
    kept: tuple[str, ...] = ()
    for arg in args:
        try:
            custom_id(Verb(verb), *kept, arg)
        except ValueError:
            break
        kept += (arg,)
    return kept


async def send(
    world: World, member: simcord.MemberActor, forged: Iterable[Forged]
) -> list[tuple[Forged, simcord.InteractionResult]]:
    """Send them one after the other, and what became of each."""
    env, sent = world.env, []
    for one in forged:
        record, payload = _press(world, member, one) if one.fields is None else _form(world, member, one)
        env.backend.emit("INTERACTION_CREATE", payload)
        await env.settle(timeout=20)
        sent.append((one, simcord.InteractionResult(env, record)))
    return sent


def _press(world: World, member: simcord.MemberActor, one: Forged) -> tuple[Any, dict[str, Any]]:
    verb, args, values = one.pressed.verb, one.pressed.args, one.pressed.values
    options = [discord.SelectOption(label="An option", value=value) for value in dict.fromkeys(values)]
    part = menu("Choose", options, Verb(verb), *args) if options else button("Press", Verb(verb), *args)
    message = posted_before(world, screen(row(part)))
    data: dict[str, Any] = {"custom_id": custom_id(Verb(verb), *args), "component_type": 3 if options else 2}
    if options:
        data["values"] = list(values)
    return _interaction(world, member, InteractionType.MESSAGE_COMPONENT, data, message.id, one.private)


def _form(world: World, member: simcord.MemberActor, one: Forged) -> tuple[Any, dict[str, Any]]:
    boxes = [
        {"type": 18, "component": {"type": 4, "custom_id": name, "value": text}}
        for name, text in (one.fields or {}).items()
    ]
    data = {"custom_id": custom_id(Verb(one.pressed.verb), *one.pressed.args), "components": boxes}
    return _interaction(world, member, InteractionType.MODAL_SUBMIT, data, None, one.private)


def _interaction(
    world: World,
    member: simcord.MemberActor,
    kind: InteractionType,
    data: dict[str, Any],
    message_id: int | None,
    private: bool,
) -> tuple[Any, dict[str, Any]]:
    backend = world.env.backend
    record, payload = interactions.base_payload(
        backend, type=kind, channel_id=world.lounge.id, guild_id=world.guild.id, user_id=member.id, data=data
    )
    if message_id is not None:
        stored = backend.get_message(world.lounge.id, message_id)
        payload["message"] = dict(serializers.message_payload(backend, stored))
        payload["message"]["flags"] |= 64 * private
        record.source_message_id = message_id
    return record, payload
