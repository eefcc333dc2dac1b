"""A member speaks to the bot in plain words, and gets what the commands would give."""

from __future__ import annotations

import ast
from pathlib import Path

import discord
import simcord

from bot.client import NamidaBot
from bot.present.spoken import Spoken
from bot.services.fairness import CHAT, CHAT_OF_CHANNEL
from bot.store.database import Database
from tests.world import TEARS, World, has_seen, labels, menu, menus, shown, stored, text_of

COGS = Path(__file__).parents[3] / "cogs"


def mention(world: World) -> str:
    return f"<@{world.env.backend.bot_user.id}>"


async def said(
    world: World,
    words: str,
    member: simcord.MemberActor | None = None,
    *,
    reply_to: discord.Message | None = None,
) -> discord.Message | None:
    """What the bot says to words in the lounge, if it says anything: never more than one message."""
    before = {message.id for message in world.lounge.history()}
    await (member or world.mika).send(world.lounge, words, reply_to=reply_to)
    ours = world.env.backend.bot_user.id
    new = [one for one in world.lounge.history() if one.id not in before and one.author.id == ours]
    assert len(new) <= 1, "one answer a question"
    return new[0] if new else None


async def asked(world: World, words: str, member: simcord.MemberActor | None = None) -> discord.Message:
    """What the bot answers to a mention."""
    answer = await said(world, f"{mention(world)} {words}", member)
    assert answer is not None, f"no answer to {words!r}"
    return answer


async def test_a_mention_a_reply_and_a_direct_message_are_answered(world: World) -> None:
    answer = await asked(world, "who plays Haruto in 1 litre of tears?")
    assert answer.reference is not None and not answer.mentions
    assert "Nishikido Ryo — Aso Haruto" in text_of(answer) and "Sawajiri" not in text_of(answer)
    follow_up = await asked(world, "and how many episodes?")
    assert "11 episodes" in text_of(follow_up), "the drama that was asked about last"
    # Someone else asked about nothing yet, but replies to a message that is about it.
    reply = await said(world, "who sings the theme?", world.jun, reply_to=answer)
    assert reply is not None and "Only Human" in text_of(reply)
    assert await said(world, "haha so true", world.jun, reply_to=answer) is None, "meant for other readers"
    both = await asked(world, "who directed vincenzo and how many episodes does it have?")
    assert "20 episodes" in text_of(both) and "Who made it" in text_of(both)

    before = len(world.lounge.history())
    await world.jun.send(world.lounge, f"{mention(world)} how many episodes has vincenzo and is it sad?")
    _, fact, alone = world.lounge.history()[before:]
    assert "20 episodes" in text_of(fact) and labels(alone) == ["Show me"], "each question has its answer"

    await world.mika.send_dm("what is 1 litre of tears about?")
    direct = [message for message in world.mika.user.dm_channel.history() if message.author.bot]
    assert len(direct) == 1 and "Fifteen-year-old" in text_of(direct[0])
    await world.mika.send_dm("how far am i in it")
    direct = [message for message in world.mika.user.dm_channel.history() if message.author.bot]
    assert len(direct) == 2 and "not watched yet" in text_of(direct[-1]), "there no one else reads it"


async def test_what_is_private_waits_for_a_press_and_tells_each_their_own(
    world: World, database: Database
) -> None:
    await has_seen(database, world.mika, episode=4)
    answer = await asked(world, "how far am I in 1 litre of tears?")
    assert labels(answer) == ["Show me"] and "episode 4" not in text_of(answer)
    mine = await world.mika.click(answer, label="Show me")
    assert "episode 4 of 11" in text_of(mine) and shown(mine).ephemeral
    other = await world.jun.click(answer, label="Show me")
    assert "episode 4" not in text_of(other) and "not watched yet" in text_of(other)
    # What no command shows to everybody is not said aloud, whatever it is.
    for words in ("how does 1 litre of tears end?", "what should I watch tonight?", "my list"):
        answer = await asked(world, words)
        assert labels(answer) == ["Show me"], words
        assert shown(await world.mika.click(answer, label="Show me")).ephemeral
        await world.env.advance_time(60)


async def test_what_writes_asks_first_and_only_its_asker_presses(world: World, database: Database) -> None:
    answer = await asked(world, "give 1 litre of tears a 9")
    assert labels(answer) == [f"Score 9: {TEARS}"]
    assert not await stored(database, "SELECT overall FROM score")
    refused = await world.jun.click(answer, label=f"Score 9: {TEARS}")
    assert "for the member who asked" in text_of(refused)
    assert not await stored(database, "SELECT overall FROM score")
    await world.mika.click(answer, label=f"Score 9: {TEARS}")
    assert await stored(database, "SELECT member_id, overall FROM score") == [(world.mika.id, 18)]
    # With moderators' block, the button refuses as the command does; a list of one's own stays open.
    await world.rei.slash(world.lounge, "moderate block", member=world.mika, days=1, reason="Rude")
    answer = await asked(world, "write a review of 1 litre of tears")
    refused = await world.mika.click(answer, label=f"Write a review: {TEARS}")
    assert refused.modal is None and "Rude" in text_of(refused)
    answer = await asked(world, "I've seen it up to 5")
    await world.mika.click(answer, label=f"Seen up to episode 5: {TEARS}")
    assert await stored(database, "SELECT episode FROM progress") == [(5,)]


async def test_it_asks_back_instead_of_guessing(world: World) -> None:
    answer = await asked(world, "who plays in boys over flowers?")
    assert "Which of these" in text_of(answer) and len(labels(answer)) == 2
    chosen = next(label for label in labels(answer) if "2005" in label)
    assert "Inoue Mao" in text_of(await world.mika.click(answer, label=chosen))
    unknown = await asked(world, "who directed it?", world.jun)
    assert "Which drama" in text_of(unknown) and not labels(unknown), "what he watches is not for all to see"
    lost = await asked(world, "can you order me a pizza?", world.jun)
    assert "not something I understand" in text_of(lost) and len(labels(lost)) == 3
    hello = await asked(world, "hello!", world.jun)
    assert "in your own words" in text_of(hello)
    help_ = await world.jun.click(hello, label="What I can do")
    assert "What you can do here" in text_of(help_)


async def test_nobody_else_is_answered_and_a_flood_is_not(world: World) -> None:
    assert await said(world, "who plays in vincenzo?") is None
    assert await said(world, "@everyone who plays in vincenzo?", world.rei) is None
    assert await said(world, f"@everyone {mention(world)} who plays in vincenzo?", world.rei) is None
    bot = world.guild.add_member(world.env.create_user("other", bot=True))
    assert await said(world, f"{mention(world)} who plays in vincenzo?", bot) is None
    question = await world.mika.send(world.lounge, f"{mention(world)} how many episodes has vincenzo")
    heard = len([one for one in world.lounge.history() if one.author.id == world.env.backend.bot_user.id])
    await world.mika.edit(question, f"{mention(world)} how many episodes has hidden love")
    now = [one for one in world.lounge.history() if one.author.id == world.env.backend.bot_user.id]
    assert heard == len(now) == 1, "an edit asks nothing"
    for _ in range(CHAT.burst - 1):
        assert "20 episodes" in text_of(await asked(world, "how many episodes has vincenzo"))
    told = await asked(world, "how many episodes has vincenzo")
    assert "20 episodes" not in text_of(told), "they are told once"
    assert await said(world, f"{mention(world)} how many episodes has vincenzo") is None
    # Others are answered until the channel has had enough.
    answered = 0
    for number in range(CHAT_OF_CHANNEL.burst):
        member = world.guild.add_member(world.env.create_user(f"fan{number}"))
        answered += await said(world, f"{mention(world)} how many episodes has vincenzo", member) is not None
    assert answered == CHAT_OF_CHANNEL.burst - CHAT.burst


async def test_moderators_choose_the_channels(world: World, database: Database) -> None:
    den = world.guild.create_text_channel("den")
    only = await world.rei.slash(world.lounge, "settings chat", channel=den)
    assert f"only in <#{den.id}>" in text_of(only)
    assert await said(world, f"{mention(world)} hello") is None
    await world.mika.send(den, f"{mention(world)} hello")
    assert any(message.author.bot for message in den.history())
    await world.mika.send_dm("hello")
    assert any(message.author.bot for message in world.mika.user.dm_channel.history())
    panel = await world.rei.slash(world.lounge, "settings panel")
    rules = await world.rei.click(shown(panel), label="Spoilers, roles, language")
    picked = menu(rules, "setchat")
    await world.rei.select(shown(rules), [world.lounge], custom_id=picked["custom_id"])
    assert await stored(database, "SELECT chat FROM guild") == [(str(world.lounge.id),)]
    assert await said(world, f"{mention(world)} hello") is not None
    gone = await world.rei.slash(world.lounge, "settings chat", channel=world.lounge)
    assert "nowhere" in text_of(gone)
    everywhere = await world.rei.slash(world.lounge, "settings chat", where="everywhere")
    assert "everywhere" in text_of(everywhere) and menus(rules)


async def test_the_language_of_the_question_is_answered(world: World, bot: NamidaBot) -> None:
    await world.mika.send_dm("1リットルの涙は全何話？")
    answer = next(message for message in world.mika.user.dm_channel.history() if message.author.bot)
    assert "全11話" in text_of(answer) or "11話" in text_of(answer)
    assert bot.intents.guild_messages and bot.intents.dm_messages and not bot.intents.message_content


def test_a_message_has_all_that_commands_ask_of_an_interaction() -> None:
    asked_for = set()
    for path in COGS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            of = node.value if isinstance(node, ast.Attribute) else None
            if isinstance(node, ast.Attribute) and isinstance(of, ast.Attribute) and of.attr == "interaction":
                asked_for.add(node.attr)
    # A press alone has a message; whoever asks for it handles that there is none.
    assert asked_for, "nothing was found"
    assert asked_for - {"message"} <= set(dir(Spoken)) | {"message"}
