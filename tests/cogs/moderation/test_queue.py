"""From a report to its end: two moderators, the author who appeals, and who hears what."""

from __future__ import annotations

import discord
import simcord

from bot.store.database import Database
from tests.cogs.commenting import comment, comments_in
from tests.cogs.moderation.deciding import notices, remove, report
from tests.cogs.publishing import dms_of
from tests.cogs.reviewing import write
from tests.cogs.shelved import open_the_command_to
from tests.world import TEARS, World, everything_of, labels, readers_of, shown, stored, text_of

NOTE = "It tells how it ends."


async def test_a_report_its_removal_an_appeal_and_its_end(
    world: World,
    database: Database,
    reviews: simcord.ChannelHandle,
    log: simcord.ChannelHandle,
    kay: simcord.MemberActor,
) -> None:
    await write(world, world.mika)
    (post,) = reviews.history()
    thanked = await report(world, world.jun, post, "spoiler", NOTE, tell=True)
    assert readers_of(world, thanked) == set(), "in the reviews' channel, for them alone"
    assert "Its author never learns who reported it." in text_of(thanked)
    again = await report(world, world.jun, post, "spam")
    assert "You have already reported this" in text_of(again)
    (notice,) = notices(log)
    assert "1 report · Spoiler without a label" in text_of(notice)
    await report(world, kay, post, "spam")
    (notice,) = notices(log)
    assert "2 reports · Spoiler without a label, Spam" in text_of(notice), "it follows what it tells of"
    assert f"Reported: Review · **{TEARS}**" in text_of(notice)
    assert "Spoiler without a label" in text_of(notice)
    for secret in (str(world.jun.id), NOTE, "called my mother"):
        assert secret not in everything_of(notice), "neither who nor what"

    queue = await world.rei.slash(world.lounge, "moderate queue")
    assert readers_of(world, queue) == {"rei"}
    for told in (
        "2 reports",
        f"<@{world.jun.id}> · Spoiler without a label",
        f"*{NOTE}*",
        "called my mother",
        "-# 1 writing here · 0 removals",
    ):
        assert told in text_of(queue)
    assert labels(queue) == ["Remove", "Let it stay", "Correct the label", "Block the author"]

    second, third, fourth = [await kay.slash(world.lounge, "moderate queue") for _ in range(3)]
    form = await kay.click(shown(second), label="Remove")
    done = await remove(world, world.rei, queue, "spoiler", "Please label it.")
    assert f"<@{world.rei.id}> removed it" in text_of(done)
    assert "-# 0 writings here · 1 removal" in text_of(done)
    for slower in (
        await kay.submit_modal(form, {"why": "spam", "note": ""}),
        await kay.click(shown(third), label="Let it stay"),
        await kay.click(shown(fourth), label="Correct the label"),
    ):
        assert f"<@{world.rei.id}> removed it" in text_of(slower), "the second sees what the first did"
    assert [labels(one)[0] for one in notices(log)] == ["Look at the case", "Restore"]
    assert f"<@{world.rei.id}> removed it" in text_of(notices(log)[0])
    assert reviews.history() == []
    assert "No one here has reviewed it" in text_of(
        await world.jun.slash(world.lounge, "review read", title=TEARS)
    )

    (outcome,) = dms_of(world.jun)
    assert "The moderators removed it. Thank you." in text_of(outcome)
    (removed,) = dms_of(world.mika)
    assert "The moderators removed this: Spoiler without a label." in text_of(removed)
    assert "> Please label it." in text_of(removed)
    for member in (world.jun, world.rei, kay):
        assert str(member.id) not in everything_of(removed), "neither who reported nor who removed it"
    rewritten = await write(world, world.mika, text="Another text.")
    assert reviews.history() == [], "writing it again does not bring it back"
    assert "hidden" in text_of(rewritten).lower()

    await world.mika.user.click(removed, label="Appeal")
    await world.env.settle()
    (sent,) = dms_of(world.mika)
    assert "The moderators have been asked to look at it once more." in text_of(sent)
    appealed = notices(log)[-1]
    assert "Its author asks the moderators to look at it once more." in text_of(appealed)

    own = await world.rei.click(appealed, label="Decide")
    assert "You removed it yourself." in text_of(own)
    assert labels(own) == ["Restore", "Keep it removed", "Block the author"]
    queue = await kay.slash(world.lounge, "moderate queue")
    assert "You removed it yourself." not in text_of(queue)
    restored = await kay.click(shown(queue), label="Restore")
    await world.env.settle()
    assert labels(restored) == ["Remove", "Correct the label", "Block the author"]
    (back,) = reviews.history()
    assert "Another text." in everything_of(back)
    assert "looked at it once more and restored it" in text_of(dms_of(world.mika)[-1])
    assert "Nothing waits for moderators." in text_of(await kay.slash(world.lounge, "moderate queue"))
    actions = await stored(database, "SELECT actor_id, action FROM audit WHERE action GLOB 'review*'")
    assert actions == [
        (world.rei.id, "review.taken_down"),
        (world.mika.id, "review.appealed"),
        (kay.id, "review.brought_back"),
    ]


async def test_one_after_the_other_with_a_question_before_what_spoils(
    world: World, board: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    await comment(world, world.mika, "A quivelling farewell.", "9")
    (post,) = comments_in(board)
    await report(world, world.jun, post, "spoiler")
    await world.mika.slash(world.lounge, "quote add", title=TEARS, text="I want to live.", episode=1)
    (quote,) = [one for one in world.lounge.history() if "I want to live." in everything_of(one)]
    await report(world, world.jun, quote, "insult")
    message = await world.mika.send(world.lounge, "Buy my tea!")
    form = await world.jun.context_menu(world.lounge, "Report to moderators", message)
    await world.jun.submit_modal(form, {"why": "spam", "note": "", "tell": False})
    await world.env.settle()
    assert [text_of(one).splitlines()[0] for one in notices(log)] == [
        f"🚩 Reported: Comment · **{TEARS}**",
        f"🚩 Reported: Quote · **{TEARS}**",
        "🚩 Reported: Message",
    ]
    assert "Correct the label" not in labels(notices(log)[-1])

    first = await world.rei.slash(world.lounge, "moderate queue")
    assert "1 of 3 in the queue" in text_of(first)
    assert labels(first) == [
        "Remove",
        "Let it stay",
        "Correct the label",
        "Read",
        "Block the author",
        "Next in the queue",
    ]
    assert "quivelling" not in everything_of(first)
    asked = await world.rei.click(shown(first), label="Read")
    assert "This contains spoilers for episode 9." in text_of(asked)
    assert "quivelling" not in everything_of(asked)
    reading = await world.rei.click(shown(asked), label="Show anyway")
    assert "A quivelling farewell." in text_of(reading)
    assert labels(reading) == [
        "Remove",
        "Let it stay",
        "Correct the label",
        "Block the author",
        "Next in the queue",
    ]
    labelling = await world.rei.click(shown(reading), label="Correct the label")
    corrected = await world.rei.submit_modal(labelling, {"episode0": "10"})
    await world.env.settle()
    assert f"<@{world.rei.id}> corrected its label" in text_of(corrected)
    assert "⚠️\u00a0up to episode 10" in text_of(comments_in(board)[0])

    second = await world.rei.click(shown(corrected), label="Next in the queue")
    assert "Quote · " in text_of(second)
    assert "1 of 2 in the queue" in text_of(second)
    stays = await world.rei.click(shown(second), label="Let it stay")
    assert f"<@{world.rei.id}> decided" in text_of(stays)
    third = await world.rei.click(shown(stays), label="Next in the queue")
    assert f"/{message.channel.id}/{message.id}" in text_of(third)
    assert labels(third) == ["Let it stay"]
    await world.rei.click(shown(third), label="Let it stay")
    assert "Nothing waits for moderators." in text_of(await world.rei.slash(world.lounge, "moderate queue"))


async def test_an_answer_that_shows_several_asks_which(world: World) -> None:
    for other, reason in (("Love O2O", "Both end well."), ("Goblin", "Both made me cry.")):
        form = await world.mika.slash(world.lounge, "recommend suggest", title=TEARS, other=other)
        await world.mika.submit_modal(form, {"reason": reason})
    await world.jun.slash(world.lounge, "recommend like", title=TEARS)
    (answer,) = [one for one in world.lounge.history() if "Both end well." in everything_of(one)]
    await report(world, world.jun, answer, custom_id="namida:1:report:recommendation:1")
    case = await world.rei.slash(world.lounge, "moderate queue")
    assert f"Recommendation · **{TEARS}** + **Love O2O**" in text_of(case)
    which = await world.rei.slash(world.lounge, "moderate remove", writing=str(answer.id))
    assert "That message shows several." in text_of(which)
    case = await world.rei.select(shown(which), ["recommendation 1"])
    await remove(world, world.rei, case)
    (answer,) = [one for one in world.lounge.history() if "Both made me cry." in everything_of(one)]
    assert "Both end well." not in everything_of(answer), "it goes from answers that stand, too"


async def test_what_is_removed_is_suggested_and_restored_by_its_name(world: World) -> None:
    await world.mika.slash(world.lounge, "quote add", title=TEARS, text="I want to live.", episode=1)
    removing, restoring = (
        (world.lounge, "moderate remove", "writing", ""),
        (world.lounge, "moderate restore", "title", ""),
    )
    (choice,) = await world.rei.autocomplete(*removing)
    assert choice["name"].startswith("Quote ")
    assert "I want to live." not in choice["name"]
    open_the_command_to(world, "moderate", world.jun)
    assert await world.jun.autocomplete(*removing) == []
    assert await world.rei.autocomplete(*restoring) == []
    case = await world.rei.slash(world.lounge, "moderate remove", writing=choice["value"])
    await remove(world, world.rei, case)
    assert "This quote was deleted." in text_of(_answer(world))
    assert await world.rei.autocomplete(*removing) == []
    (removed,) = await world.rei.autocomplete(*restoring)
    assert removed == choice
    case = await world.rei.slash(world.lounge, "moderate restore", title=removed["value"])
    await world.rei.click(shown(case), label="Restore")
    await world.env.settle()
    assert "I want to live." in everything_of(_answer(world)), "the answer that showed it does again"


def _answer(world: World) -> discord.Message:
    return next(one for one in world.lounge.history() if "Quote" in text_of(one))


async def test_posts_deleted_by_hand_are_found_and_our_own_deletions_do_not_count(
    world: World, database: Database, reviews: simcord.ChannelHandle, log: simcord.ChannelHandle
) -> None:
    """A synopsis is posted again, which deletes its first message; a review is deleted by hand."""
    channel = world.guild.create_text_channel("synopses")
    await world.rei.slash(world.lounge, "settings channel", purpose="synopses", channel=channel)
    form = await world.rei.slash(world.lounge, "episode write", title=TEARS, episode=2)
    await world.rei.submit_modal(form, {"text": "She falls."})
    for _ in range(2):
        posted = await world.rei.slash(world.lounge, "synopses post", title=TEARS, episode=2)
        await world.env.settle()
    await world.rei.click(shown(posted), label="Post it again")
    await write(world, world.mika)
    await world.env.settle()
    (review,) = reviews.history()
    world.env.backend.delete_message(reviews.id, review.id)
    await world.env.advance_time(2.1 * 3_600)
    (notice,) = notices(log)
    assert f"Review · **{TEARS}** · <@{world.mika.id}>" in text_of(notice)
    assert "Someone deleted its message" in text_of(notice)
    assert await stored(database, "SELECT kind, by_id FROM takedown") == [("review", None)]
    (synopsis,) = channel.history()

    world.env.backend.delete_message(channel.id, synopsis.id)
    await world.env.advance_time(2.1 * 3_600)
    kinds = await stored(database, "SELECT kind FROM takedown ORDER BY id")
    assert kinds == [("review",), ("synopsis",)]
    await world.rei.click(notices(log)[-1], label="Restore")
    await world.env.settle()
    assert len(channel.history()) == 1, "it is posted again"
