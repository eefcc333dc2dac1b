"""Moderators take comments down: by Edit, by a report's notice, or by hand; and bring them back."""

from __future__ import annotations

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.present.layout import row, screen
from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in, thread_of
from tests.cogs.moderation.deciding import remove, report
from tests.world import (
    TEARS,
    World,
    button,
    everything_of,
    labels,
    menu,
    old_button,
    posted_before,
    readers_of,
    shown,
    stored,
    text_of,
)

SPOILING = "A quivelling farewell."


def pressed_by(seen: discord.Message, label: str) -> list[str]:
    """What a button says: its verb and arguments."""
    return str(button(seen, label)["custom_id"]).split(":")[2:]


async def card_of(world: World) -> str:
    """The card as everyone sees it, which quotes nothing, and as one member alone does."""
    cards = [
        await world.jun.slash(world.lounge, "drama info", title=TEARS, private=alone)
        for alone in (False, True)
    ]
    counted = [option["label"] for card in cards for option in menu(card, "more:")["options"]]
    return "\n".join([*map(text_of, cards), *counted])


async def test_a_moderator_takes_a_comment_down_by_edit_and_brings_it_back(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    written = await comment(world, world.mika)
    (post,) = comments_in(board)
    asked = await world.rei.click(post, label="…")
    assert readers_of(world, asked) == set(), "it stands in the thread, for them alone"
    assert "Comment · **1 Litre of Tears**" in text_of(asked)
    assert "-# 1 writing here · 0 removals · here since" in text_of(asked)
    assert labels(asked) == ["Remove", "Correct the label", "Block the author"]
    form = await world.rei.click(shown(asked), label="Remove")
    assert len(comments_in(board)) == 1, "nothing happens before it is confirmed"
    done = await world.rei.submit_modal(form, {"why": "insult", "note": "Be kind."})
    await world.env.settle()
    assert f"<@{world.rei.id}> removed it" in text_of(done)
    assert comments_in(board) == []
    assert "Comments (" not in await card_of(world)
    refused = await world.mika.click(shown(written), label="Edit or delete")
    assert "A moderator of this server has taken this comment down." in text_of(refused)
    assert str(world.rei.id) not in everything_of(refused)

    await world.rei.click(shown(done), label="Restore")
    await world.env.settle()
    (back,) = comments_in(board)
    where = f"https://discord.com/channels/{world.guild.id}/{thread_of(board).id}/{back.id}"
    for typed in (where, f" <{where}> ", str(back.id)):
        removing = await world.rei.slash(world.lounge, "moderate remove", writing=typed)
        assert readers_of(world, removing) == {"rei"}
        assert "Remove" in labels(removing)
        assert "train" in text_of(removing)
    for typed in ("that one", "0", "9" * 40, str(post.id), f"{where}1"):
        missed = await world.rei.slash(world.lounge, "moderate remove", writing=typed)
        assert "No member of this server wrote anything there" in text_of(missed)
    assert "train" in text_of(back)
    assert "Comments (1)" in await card_of(world)
    rows = await stored(database, "SELECT actor_id, action, detail FROM audit WHERE action GLOB 'comment*'")
    assert [row[:2] for row in rows] == [
        (world.rei.id, "comment.taken_down"),
        (world.rei.id, "comment.brought_back"),
    ]
    assert "train" not in repr(rows)


async def test_who_manages_messages_takes_down_what_was_reported(
    world: World, database: Database, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, SPOILING, "9")
    (post,) = comments_in(board)
    kay = world.guild.add_member(world.env.create_user("kay"))
    await report(world, kay, post)
    (notice,) = log.history()
    as_it_was = posted_before(world, screen(row(old_button("Remove", *pressed_by(notice, "Remove")))))
    refused = await world.jun.click(notice, label="Decide")
    assert "Manage Messages" in text_of(refused)
    allow, deny = discord.PermissionOverwrite(manage_messages=True).pair()
    for channel, right in ((log, True), (board, False)):
        # What they may do in the log gives them no right in the board.
        if not right:
            assert "Manage Messages" in text_of(await world.jun.click(notice, label="Remove"))
        world.env.backend.set_overwrite(
            channel.id,
            Overwrite(target_id=world.jun.id, type=OverwriteType.MEMBER, allow=allow.value, deny=deny.value),
        )
        await world.env.settle()
    asked = await world.jun.click(notice, label="Decide")
    assert labels(asked) == ["Remove", "Let it stay", "Correct the label", "Read"]
    assert "quivelling" not in everything_of(asked), "who is behind moderates without reading it"
    done = await remove(world, world.jun, asked)
    back = await world.jun.click(shown(done), label="Restore")
    await world.env.advance_time(1)
    await remove(world, world.jun, back)
    await world.env.settle()
    assert comments_in(board) == []
    faster = await world.rei.click(as_it_was, label="Remove")
    assert f"<@{world.jun.id}> removed it" in text_of(faster), "the second sees what the first did"
    notices = log.history()
    assert [labels(one)[0] for one in notices] == ["Look at the case", "Restore", "Restore"]
    assert f"Comment · **{TEARS}** · <@{world.mika.id}>" in text_of(notices[-1])
    assert f"<@{world.jun.id}> removed it" in text_of(notices[-1])
    assert "quivelling" not in "".join(map(everything_of, notices))
    rows = await stored(database, "SELECT actor_id, count(*) FROM audit WHERE action GLOB 'comment*'")
    assert rows == [(world.jun.id, 3)]


async def test_a_message_deleted_by_hand_is_a_comment_taken_down(
    world: World, database: Database, board: simcord.ChannelHandle
) -> None:
    await comment(world, world.jun, "It stays.")
    written = await comment(world, world.mika)
    post = comments_in(board)[-1]
    own = await world.mika.click(shown(written), label="Edit or delete")
    form = await world.mika.click(shown(own), label="Edit it")
    world.env.backend.delete_message(thread_of(board).id, post.id)
    await world.mika.submit_modal(form, {"text": "I cried on the bus."})
    await world.env.settle()
    assert len(comments_in(board)) == 1, "its author does not bring it back"
    card = await card_of(world)
    assert "Comments (1)" in card
    assert "It stays." in card
    refused = await world.mika.click(shown(own), label="Edit it")
    assert "has taken this comment down" in text_of(refused)
    rows = await stored(database, "SELECT actor_id, action FROM audit WHERE action GLOB 'comment*'")
    assert rows == [(None, "comment.taken_down")]


async def test_one_deleted_by_hand_is_found_without_anybody_touching_it(
    world: World, database: Database, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "The newest.")
    (post,) = comments_in(board)
    world.env.backend.delete_message(thread_of(board).id, post.id)
    assert "The newest." in await card_of(world), "Discord does not tell of it"
    await world.env.advance_time(2.1 * 3_600)
    assert "Comments (" not in await card_of(world)
    assert await stored(database, "SELECT hidden FROM comment") == [(1,)]
    assert await stored(database, "SELECT * FROM posted WHERE kind = 'comment'") == []
    (notice,) = log.history()
    assert "Someone deleted its message" in text_of(notice)
    assert "The newest." not in everything_of(notice)
    await world.rei.click(notice, label="Restore")
    await world.env.settle()
    assert "The newest." in text_of(comments_in(board)[-1])
