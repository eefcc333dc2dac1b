"""The people and channels of a test, and what they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord
from discord import ui
from simcord.results import to_discord_message

from bot.domain.verbs import Verb
from bot.present import actions
from bot.present.actions import Action
from bot.store.database import Database

Seen = simcord.InteractionResult | simcord.ResponseMessage | discord.Message
Component = dict[str, Any]
Restart = Callable[[], Awaitable[None]]

TEARS = "1 Litre of Tears"
TEARS_ID = "1"  # the first drama of the starter catalogue

_COMPONENTS_V2 = 1 << 15


@dataclass
class World:
    """A server with a lounge, two members and a moderator."""

    env: simcord.Env
    guild: simcord.GuildHandle
    lounge: simcord.ChannelHandle
    mika: simcord.MemberActor
    jun: simcord.MemberActor
    rei: simcord.MemberActor
    locales: dict[str | None, str] = field(default_factory=dict)  # by id; None: everybody else's

    def speaks(self, member: simcord.MemberActor | None, locale: str) -> None:
        """Let a member's Discord client, or everybody's, be in another language than SimCord's `en-US`."""
        backend = self.env.backend
        emit = backend.emit
        self.locales[None if member is None else str(member.id)] = locale
        if len(self.locales) > 1 or emit.__name__ == "emit_in_locale":  # set already
            return

        def emit_in_locale(event: str, payload: Any, *args: Any, **kwargs: Any) -> Any:
            user = (payload.get("member") or {}).get("user") or payload.get("user") or {}
            spoken = self.locales.get(user.get("id"), self.locales.get(None))
            if event == "INTERACTION_CREATE" and spoken is not None:
                payload = {**payload, "locale": spoken}
            return emit(event, payload, *args, **kwargs)

        backend.emit = emit_in_locale  # type: ignore[method-assign]  # the client's locale is its to say


def build_world(env: simcord.Env) -> World:
    guild = env.create_guild("Tearoom")
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    return World(
        env,
        guild,
        guild.create_text_channel("lounge"),
        guild.add_member(env.create_user("mika")),
        guild.add_member(env.create_user("jun")),
        guild.add_member(env.create_user("rei"), roles=[moderators]),
    )


def shown(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that answers: the response, or the follow-up where the response was another."""
    message = result.response or (result.followups[0] if result.followups else None)
    assert message is not None, f"nothing was answered: {result!r}"
    return message


def components(seen: Seen) -> list[Component]:
    if isinstance(seen, simcord.InteractionResult):
        return shown(seen).components
    if isinstance(seen, simcord.ResponseMessage):
        return seen.components
    return [dict(component.to_dict()) for component in seen.components]


def walk(parts: list[Component], *, hidden: bool = False) -> Iterator[tuple[Component, bool]]:
    """Every component, nested ones too, and whether it stands under a spoiler bar."""
    for part in parts:
        covered = hidden or bool(part.get("spoiler"))
        yield part, covered
        inner = list(part.get("components") or [])
        if part.get("accessory"):
            inner.append(part["accessory"])
        yield from walk(inner, hidden=covered)


def text_of(seen: Seen) -> str:
    """All text that is in sight, as it was sent."""
    return "\n".join(
        part["content"] for part, covered in walk(components(seen)) if part.get("content") and not covered
    )


def hidden_text_of(seen: Seen) -> str:
    """All text under spoiler bars."""
    return "\n".join(
        part["content"] for part, covered in walk(components(seen)) if part.get("content") and covered
    )


def everything_of(seen: Seen) -> str:
    """All that was sent, in sight or not: texts, labels, placeholders, alternative texts, options."""
    return repr(components(seen))


def labels(seen: Seen) -> list[str]:
    """The labels of the buttons, in order."""
    return [str(part["label"]) for part, _ in walk(components(seen)) if part.get("type") == 2]


def menus(seen: Seen) -> list[Component]:
    """The select menus of every kind, in order."""
    return [part for part, _ in walk(components(seen)) if part.get("type") in (3, 5, 6, 7, 8)]


def begins(form: simcord.InteractionResult) -> dict[str, str]:
    """What the fields of a form begin with."""
    assert form.modal is not None, f"no form was opened: {labels(form)}"
    boxes = (part["component"] for part in form.modal["components"])
    return {str(box["custom_id"]): str(box.get("value") or "") for box in boxes}


def button(seen: Seen, label: str) -> Component:
    found = [part for part, _ in walk(components(seen)) if part.get("label") == label]
    assert len(found) == 1, f"{len(found)} buttons are called {label!r}: {labels(seen)}"
    return found[0]


def menu(seen: Seen, verb: str) -> Component:
    """The one menu whose `custom_id` begins with this verb and arguments, e.g. `score:1:overall`."""
    found = [part for part in menus(seen) if part["custom_id"].startswith(f"namida:1:{verb}")]
    assert len(found) == 1, f"{len(found)} menus for {verb!r}: {[m['custom_id'] for m in menus(seen)]}"
    return found[0]


def ways(card: Seen) -> list[str]:
    """The choices of a card's menu "More …"."""
    return [str(option["label"]) for option in menu(card, "more:")["options"]]


async def turned(
    member: simcord.MemberActor | simcord.UserHandle,
    card: simcord.InteractionResult | simcord.ResponseMessage,
    tab: str,
) -> simcord.InteractionResult:
    """What a member gets who chooses a tab of a card by its English name."""
    return await member.select(
        shown(card) if isinstance(card, simcord.InteractionResult) else card,
        [tab.lower()],
        custom_id=menu(card, "tab:")["custom_id"],
    )


async def more(
    member: simcord.MemberActor | simcord.UserHandle,
    card: simcord.InteractionResult | simcord.ResponseMessage | discord.Message,
    verb: str,
) -> simcord.InteractionResult:
    """What a member gets who chooses from a card's menu "More …"."""
    return await member.select(
        shown(card) if isinstance(card, simcord.InteractionResult) else card,
        [verb],
        custom_id=menu(card, "more:")["custom_id"],
    )


def chosen(part: Component) -> list[str]:
    """What stands chosen in a menu: values of options, or ids of channels and roles."""
    options = [str(option["value"]) for option in part.get("options") or [] if option.get("default")]
    return [*options, *(str(entry["id"]) for entry in part.get("default_values") or [])]


def readers_of(world: World, answer: Seen) -> set[str]:
    """The names of those in the lounge who see the message."""
    ident = shown(answer).id if isinstance(answer, simcord.InteractionResult) else answer.id
    return {
        member.name
        for member in (world.mika, world.jun, world.rei)
        if any(message.id == ident for message in world.lounge.history(viewer=member))
    }


async def has_seen(
    database: Database, member: simcord.MemberActor, drama_id: int = 1, episode: int = 11
) -> None:
    """The member's list says that they have seen the drama up to an episode."""
    await put(database, "INSERT OR IGNORE INTO member (id) VALUES (?)", member.id)
    await put(
        database,
        "INSERT INTO progress (member_id, drama_id, status, episode) VALUES (?, ?, 'watching', ?)"
        " ON CONFLICT (member_id, drama_id) DO UPDATE SET episode = excluded.episode",
        member.id,
        drama_id,
        episode,
    )


def in_sight_of(world: World, member: simcord.MemberActor) -> str:
    """All text in the lounge that this member reads without lifting a spoiler bar."""
    return "\n".join(text_of(message) for message in world.lounge.history(viewer=member))


def sent_by(world: World) -> str:
    """Every body that the bot sent to Discord, for any reader."""
    return repr([request.json for request in world.env.http_requests])


def old_button(label: str, verb: str, *args: object) -> Action:
    """A button as it may stand on an old message, whatever it says."""
    return actions.button(label, Verb(verb), *args)


def old_menu(
    placeholder: str, options: Sequence[discord.SelectOption], verb: str, *args: object, most: int = 1
) -> Action:
    """A menu as it may stand on an old message, whatever it says."""
    return actions.menu(placeholder, options, Verb(verb), *args, most=most)


def posted_before(
    world: World, view: ui.LayoutView, where: simcord.ChannelHandle | None = None
) -> discord.Message:
    """A message of the bot's, in the lounge or elsewhere, from before: an earlier version sent it."""
    backend = world.env.backend
    sent: list[Component] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py leaves it bare
    message = backend.create_message(
        (where or world.lounge).id, backend.bot_user.id, None, components=sent, flags=_COMPONENTS_V2
    )
    return to_discord_message(world.env, message)


async def stored(database: Database, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the store holds."""
    return await database.read(lambda connection: connection.execute(sql, parameters).fetchall())


async def put(database: Database, sql: str, *parameters: Any) -> None:
    """Something that stood in the store before the story began."""
    await database.write(lambda connection: connection.execute(sql, parameters))
