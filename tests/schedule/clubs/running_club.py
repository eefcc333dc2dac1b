"""A club that runs while time goes by: its posts, events and messages."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import simcord.http.client

from tests.schedule.posting import Office
from tests.world import TEARS, button, components, shown, stored, text_of, walk

PLOT = "Aya loses her fight"
DAILY = "2 episodes every day 21:00 UTC"


async def start(office: Office, pace: str = DAILY, **options: Any) -> simcord.InteractionResult:
    world = office.world
    return await world.rei.slash(world.lounge, "club start", title=TEARS, pace=pace, **options)


async def end(office: Office) -> None:
    asked = await office.world.rei.slash(office.world.lounge, "club end")
    await office.world.rei.click(shown(asked), custom_id=button(asked, "End it")["custom_id"])


async def passes(office: Office, time: timedelta) -> None:
    """Time goes by in steps, each of which has seconds to settle in."""
    await office.pass_time(time)


async def until(office: Office, moment: datetime) -> None:
    await passes(office, moment - office.world.env.now())


async def deadline(office: Office) -> datetime:
    ((at,),) = await stored(office.database, "SELECT until FROM club_step WHERE closed_at IS NULL")
    return datetime.fromisoformat(str(at))


def posts(office: Office) -> list[str]:
    """The headings of the club's posts in the lounge, the oldest first."""
    said = (text_of(message) for message in office.world.lounge.history())
    headings = (re.match(r"### \S+ 1 Litre of Tears · (.*)", text) for text in said)
    return [heading[1] for heading in headings if heading]


def post(office: Office, heading: str) -> Any:
    heads = {m: text_of(m).split("\n")[0] for m in office.world.lounge.history()}
    (found,) = [m for m, head in heads.items() if head.startswith("### ") and head.endswith(f"· {heading}")]
    return found


async def press(office: Office, member: simcord.MemberActor, heading: str, label: str) -> str:
    """What a member is told who presses a button under a step's post."""
    message = post(office, heading)
    return text_of(await member.click(message, custom_id=button(message, label)["custom_id"]))


def die() -> None:
    """The task ends here as it would with its process."""
    raise asyncio.CancelledError


def picture(message: Any) -> str | None:
    """The alternative text of a post's picture. None without a picture."""
    galleries = [part for part, _ in walk(components(message)) if part.get("type") == 12]
    assert len(message.attachments) == len(galleries) <= 1
    return str(galleries[0]["items"][0]["description"]) if galleries else None


def messages_to(member: simcord.MemberActor) -> list[str]:
    return [text_of(message) for message in member.user.dm_channel.history()]


def events(office: Office) -> list[Any]:
    guild = office.world.env.backend.get_guild(office.world.guild.id)
    return sorted(guild.scheduled_events.values(), key=lambda event: event.id)
