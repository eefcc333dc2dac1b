"""`/help`: only what this member may use here, each clickable."""

from __future__ import annotations

import re

from tests.world import World, readers_of, text_of

MENTION = re.compile(r"</([a-z ]+):(\d+)>")
FOR_ALL = {
    "drama info", "drama search", "drama random", "drama person", "episode synopsis", "episode list",
    "episode write", "rate", "watch set", "watch next", "help",
}  # fmt: skip
FOR_MODERATORS = {
    "settings panel", "settings channel", "settings spoilers", "settings roles", "settings language",
}  # fmt: skip


async def test_a_member_sees_what_a_member_may_use(world: World) -> None:
    answer = await world.mika.slash(world.lounge, "help")
    assert readers_of(world, answer) == {"mika"}
    named = {name for name, _ in MENTION.findall(text_of(answer))}
    assert named == FOR_ALL == set(world.mika.available_commands(world.lounge))
    assert "For moderators" not in text_of(answer)


async def test_a_moderator_sees_the_settings_too(world: World) -> None:
    answer = await world.rei.slash(world.lounge, "help")
    named = {name for name, _ in MENTION.findall(text_of(answer))}
    assert named == FOR_ALL | FOR_MODERATORS == set(world.rei.available_commands(world.lounge))
    assert "**For moderators**" in text_of(answer)


async def test_in_a_direct_message_there_are_no_settings(world: World) -> None:
    answer = await world.rei.user.slash("help")
    assert {name for name, _ in MENTION.findall(text_of(answer))} == FOR_ALL


async def test_every_mention_bears_the_id_that_discord_gave(world: World) -> None:
    answer = await world.rei.slash(world.lounge, "help")
    for name, ident in MENTION.findall(text_of(answer)):
        command = world.env.backend.find_command(name.split()[0], world.guild.id, type=1)
        assert command is not None
        assert command["id"] == ident


async def test_one_command_in_detail(world: World) -> None:
    for typed in ("rate", "/rate", " RATE "):
        answer = await world.mika.slash(world.lounge, "help", command=typed)
        assert readers_of(world, answer) == {"mika"}
        assert MENTION.findall(text_of(answer))[0][0] == "rate"
        for option in ("title", "overall", "story", "acting", "music", "rewatch", "episode"):
            assert f"`{option}`" in text_of(answer)
    assert "- `title` Any name" in text_of(answer)
    assert "- `overall` (optional)" in text_of(answer)


async def test_what_there_is_not_or_may_not_be_used_is_unknown(world: World) -> None:
    for name in ("dance", "settings panel", "drama"):
        answer = await world.mika.slash(world.lounge, "help", command=name)
        assert readers_of(world, answer) == {"mika"}
        assert text_of(answer).startswith(f"There is no command *{name}* that you may use here.")
    answer = await world.rei.slash(world.lounge, "help", command="settings panel")
    assert MENTION.findall(text_of(answer))[0][0] == "settings panel"


async def test_the_commands_complete_themselves(world: World) -> None:
    offered = await world.mika.autocomplete(world.lounge, "help", "command", "/wat")
    assert offered == [
        {"name": "/watch set", "value": "watch set"},
        {"name": "/watch next", "value": "watch next"},
    ]
    assert await world.mika.autocomplete(world.lounge, "help", "command", "settings") == []
    assert len(await world.rei.autocomplete(world.lounge, "help", "command", "")) == 16
