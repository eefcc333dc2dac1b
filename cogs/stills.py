"""The Pictures button: adds pictures to one's own review or comment, describes and removes them."""

from __future__ import annotations

from functools import partial

from discord.utils import utcnow

from bot.domain.stills import Illustrated, StillsOf
from bot.present import stills, verbs
from bot.present.actions import Pressed
from bot.present.conversation import Conversation
from bot.present.forms import Fields, Uploaded
from bot.services.stills import Sent
from cogs.base import Host, NamidaCog, on_form, on_press


class Stills(NamidaCog):
    """Pictures of members' reviews and comments."""

    @on_press(verbs.PICTURES)
    async def ask(self, talk: Conversation, pressed: Pressed) -> None:
        what = _what(pressed)
        alts = await self.services.stills.descriptions(what, talk.reader)
        await talk.ask(stills.pictures_form(talk.t, what, alts))

    @on_form(verbs.PICTURES)
    async def take(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        sent = [Sent(one.size, partial(_download, talk, one)) for one in fields.files(stills.FILES)]
        alts = stills.described(fields.texts(*stills.DESCRIPTIONS).values())
        done = await self.services.stills.put(_what(pressed), sent, alts, talk.reader, utcnow())
        await talk.reply(stills.changed(talk.t, done))


def _what(pressed: Pressed) -> StillsOf:
    return StillsOf(pressed.one_of(0, Illustrated), pressed.number(1))


async def _download(talk: Conversation, file: Uploaded) -> bytes:
    """The file, from Discord alone; raises `discord.HTTPException` as Discord does."""
    content: bytes = await talk.interaction.client.http.get_from_cdn(file.url)
    return content


async def setup(host: Host) -> None:
    await host.add_cog(Stills(host))
