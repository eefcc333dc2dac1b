"""Words that tell what happens, planted wherever it can be told, and how they are found."""

from __future__ import annotations

import re
from typing import Any

import discord
import simcord

from bot.store.database import Database
from tests.cogs.reviewing import write as review
from tests.world import TEARS, World, put

AT = 2  # the episode that the reader who is behind has seen; everything planted tells of later ones
LATER = 9

# What is planted, by where it stands.
PLANTED = {
    "a synopsis": "zanthorp",
    "a synopsis of this server": "quivelling",
    "a synopsis in another language": "wexlomire",
    "the headline of a review": "mirrowane",
    "the text of a review": "oblisket",
    "the title of an episode": "vastrelle",
    "a quote": "dornwickel",
    "a link that spoils": "fennimoor",
    "how it ends": "Bittersweet",
    "what it contains": "Infidelity: 3",  # the subject alone stands in a menu that names every one
    "a message that is marked": "grellowby",
    "the name of its file": "hastervane",
    "a comment": "tirrenfold",
    "a reason": "vellumstork",
}

# What tells of an earlier episode than the others. How it ends and what it contains is never told unasked.
TELLS = dict.fromkeys(("a synopsis", "the title of an episode"), AT + 1)
NEVER = ("how it ends", "what it contains")
# What spoils nothing and has no label: whoever reads where it stands is told it, or the walk is blind.
PLAIN = "calmwater"

# Of these the posts have words to hide, unless they are sealed.
HIDDEN_IN_POSTS = (
    "a synopsis of this server",
    "the headline of a review",
    "a comment",
    "a message that is marked",
)

# What stands between bars of its own, in the midst of a text.
BARS = re.compile(r"(?<!\\)\|\|.*?(?<!\\)\|\|", re.DOTALL)


def kept_from(episode: int) -> dict[str, str]:
    """What a reader who has seen up to an episode must not be told before they ask, by where it stands."""
    return {
        where: word for where, word in PLANTED.items() if where in NEVER or TELLS.get(where, LATER) > episode
    }


def without_what_is_hidden(body: dict[str, Any]) -> dict[str, Any]:
    """The body of a request without the insides of spoiler bars."""

    def stripped(part: Any) -> Any:
        if isinstance(part, dict):
            if part.get("spoiler"):
                return {key: value for key, value in part.items() if key not in ("components", "media")}
            return {key: stripped(value) for key, value in part.items()}
        if isinstance(part, str):
            return BARS.sub("", part)
        return [stripped(inner) for inner in part] if isinstance(part, list) else part

    found: dict[str, Any] = stripped(body)
    return found


async def plant(world: World, database: Database) -> None:
    """What members and a catalogue have told, in every place where they can."""
    await put(database, "UPDATE synopsis SET text = ? WHERE drama_id = 1", PLANTED["a synopsis"])
    await put(database, "DELETE FROM synopsis WHERE drama_id = 1 AND episode IN (?, ?)", AT + 1, LATER)
    for episode, language, guild_id, where in (
        (AT + 1, "en", None, "a synopsis"),
        (LATER, "en", world.guild.id, "a synopsis of this server"),
        (LATER, "ja", None, "a synopsis in another language"),
    ):
        await put(
            database,
            "INSERT INTO synopsis (drama_id, episode, language, guild_id, state, text)"
            " VALUES (1, ?, ?, ?, 'published', ?)",
            episode,
            language,
            guild_id,
            PLANTED[where],
        )
    await put(
        database,
        "INSERT INTO episode (drama_id, number, title) VALUES (1, 3, ?1), (1, 9, ?1)"
        " ON CONFLICT DO UPDATE SET title = excluded.title",
        PLANTED["the title of an episode"],
    )
    await put(
        database,
        "INSERT INTO link (drama_id, position, kind, title, url, spoils_episode)"
        " VALUES (1, 99, 'article', ?, 'https://example.org/', ?)",
        PLANTED["a link that spoils"],
        LATER,
    )
    for member_id in range(101, 104):
        await put(database, "INSERT INTO member (id) VALUES (?)", member_id)
        await put(database, "INSERT INTO ending_vote VALUES (1, ?, 'bittersweet')", member_id)
        await put(database, "INSERT INTO warning_vote VALUES (1, ?, 'infidelity')", member_id)


async def recommend_to(world: World, reader: simcord.MemberActor) -> None:
    """What a member recommends to a reader, with a reason that spoils."""
    form = await world.mika.slash(world.lounge, "recommend to", member=reader, title=TEARS)
    await world.mika.submit_modal(form, {"reason": PLANTED["a reason"], "spoils": str(LATER)})


async def tell(world: World) -> discord.Message:
    """What is told through the bot, by members of whom one marks a message; the repost of that one."""
    await review(
        world,
        world.mika,
        headline=f"How {PLANTED['the headline of a review']} ends it",
        text=f"Then {PLANTED['the text of a review']}.",
        spoils=str(LATER),
    )
    await world.mika.slash(
        world.lounge, "quote add", title=TEARS, text=PLANTED["a quote"], episode=LATER, speaker="Aya"
    )
    form = await world.mika.slash(world.lounge, "comment", title=TEARS, episode=LATER)
    await world.mika.submit_modal(form, {"text": PLANTED["a comment"], "spoils": str(LATER)})
    form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other="Nobuta wo Produce")
    reason = {"reason": PLANTED["a reason"], "spoils": str(LATER), "other_spoils": ""}
    await world.mika.submit_modal(form, reason)
    await world.rei.slash(world.lounge, "synopses post", title=TEARS, episode=LATER)
    await world.rei.slash(
        world.lounge, "club start", title=TEARS, pace="2 episodes until Sunday 21:00 Asia/Tokyo"
    )
    await review(world, world.rei, headline=f"How {PLAIN} it is", text=f"{PLAIN} all along.", spoils="")
    message = await world.mika.send(
        world.lounge,
        PLANTED["a message that is marked"],
        attachments=[(f"{PLANTED['the name of its file']}.txt", b"nothing")],
    )
    form = await world.mika.context_menu(world.lounge, "Mark as spoiler", message)
    await world.mika.submit_modal(form, {"title": TEARS, "episode": str(LATER)})
    await world.env.settle()
    repost = world.lounge.last_message
    assert repost is not None
    assert repost.id != message.id
    return repost
