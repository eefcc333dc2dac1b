"""The pictures that the demo's page shows without a network: faces, and posters of recorded dramas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

import discord
import simcord
from PIL import Image, ImageDraw, ImageFont
from simcord.backend.cdn import CDN_BASE

from bot.demo.recorded import HERE, POSTER, POSTERS

SIDE = 64  # pixels of a face
# A face's colours, by the place of its owner's first letter in the alphabet.
COLOURS = ("#7c5cbf", "#2f7d6d", "#b3563f", "#3a6ea5", "#a8863b", "#9b4d77")

Assets = Mapping[str, tuple[str, bytes]]


def pictures_of(bot_user: discord.ClientUser | None, members: Mapping[str, simcord.MemberActor]) -> Assets:
    """The pictures by their addresses, each with a file's name. `members` have their names as `avatar`."""
    return {url: (url.rpartition("/")[2], png) for url, png in _all(bot_user, members)}


def _all(
    bot_user: discord.ClientUser | None, members: Mapping[str, simcord.MemberActor]
) -> Iterator[tuple[str, bytes]]:
    for file in HERE.iterdir():
        if file.name.startswith(POSTER):
            yield POSTERS + file.name, file.read_bytes()
    if (
        bot_user is not None
    ):  # a bot has no picture of its own in SimCord, only one of the six that Discord gives
        yield (
            f"{CDN_BASE}/embed/avatars/{bot_user.default_avatar.key}.png",
            HERE.joinpath("namida.png").read_bytes(),
        )
    for name, member in members.items():
        yield f"{CDN_BASE}/avatars/{member.id}/{name}.png", _face(name)


def _face(name: str) -> bytes:
    """The first letter of a name on a colour."""
    face = Image.new("RGB", (SIDE, SIDE), COLOURS[ord(name[0]) % len(COLOURS)])
    font = ImageFont.load_default(SIDE // 2)
    ImageDraw.Draw(face).text((SIDE / 2, SIDE / 2), name[0].upper(), "white", font, anchor="mm")
    out = BytesIO()
    face.save(out, "PNG")
    return out.getvalue()
