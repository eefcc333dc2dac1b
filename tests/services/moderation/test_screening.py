"""Nothing that a member writes is stored before the rules of its servers let it through."""

from __future__ import annotations

import ast
import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.advice import AdviceForm
from bot.domain.changes import Change, ChangeKind
from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.dramas import CatalogueEntry, Drama
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.held import MOST_OF_A_MEMBER, Why
from bot.domain.marked import FileThere, Original
from bot.domain.members import Reader
from bot.domain.recommendations import ReasonForm
from bot.domain.reviews import ReviewForm
from bot.domain.screening import AutomodRule, AutomodRules, Entry, Links, Origin, Trigger, Trouble
from bot.domain.writings import WritingKind
from bot.errors import (
    BadLabel,
    SpoilerUnlabelled,
    TooManyWait,
    WaitsForModerators,
    WordsRefused,
    WriteOnServer,
)
from bot.services.container import Services
from bot.services.moderation.automod import AFTER_TROUBLE, EVERY
from bot.store.database import Database
from tests.services.people import ELSEWHERE, JUN, MIKA, NOW, REI, TEAROOM, Here, added, rows
from tests.source_code import modules

BAD, GOOD = "you rascal", "how lovely"
CURATOR = replace(MIKA, settings=GuildSettings(TEAROOM, curator_role=9), role_ids=frozenset({9}))
_numbers = itertools.count(10_000)


@pytest.fixture
async def drama(store: Database) -> Drama:
    (found,) = await added(store, CatalogueEntry("Screened", episodes=10))
    return found


@pytest.fixture
async def ruled(services: Services) -> None:
    """The server does not allow a word."""
    await services.words.add(TEAROOM, REI.member_id, Entry.WORD, ["rascal"], NOW)


@dataclass
class Discord:
    """What Discord says of AutoMod, and how often it was asked."""

    said: dict[int, AutomodRules | Trouble] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    left: set[int] = field(default_factory=set)

    def is_there(self, guild_id: int) -> bool:
        return guild_id not in self.left

    async def automod_rules(self, guild_id: int) -> AutomodRules | Trouble:
        self.asked.append(guild_id)
        await asyncio.sleep(0)
        return self.said.get(guild_id, AutomodRules())


@pytest.fixture
def discord(services: Services) -> Discord:
    services.automod.source = Discord()
    return services.automod.source


# --- every way of writing ---

Write = Callable[[Services, Drama, str, Reader], Awaitable[object]]


async def review(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.reviews.write(drama, ReviewForm("It stays", text), reader, NOW)


async def headline(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.reviews.write(drama, ReviewForm(text, "I cried."), reader, NOW)


async def reason(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    other = await services.catalogue.get(1)
    return await services.recommending.suggest(drama, other, ReasonForm(text), reader, NOW)


async def look(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    await services.comments.look(drama, Spot(drama.id), CommentForm(text), reader, NOW)
    return None


async def comment(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.comments.write(drama, Spot(drama.id), CommentForm(text), 88, reader, NOW)


async def changed_comment(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    before = replace(reader, released=True)
    made = await services.comments.write(drama, Spot(drama.id), CommentForm("Mine."), 88, before, NOW)
    return await services.comments.change(made.id, CommentForm(text), reader, NOW)


async def advice(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.advice.give(JUN.member_id, drama, AdviceForm(text), reader, NOW, Here())


async def quote(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.quotes.add(drama, QuoteForm(text), reader, NOW)


async def speaker(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.quotes.add(drama, QuoteForm("I want to live!", text), reader, NOW)


async def changed_quote(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    before = replace(reader, released=True)
    made = await services.quotes.add(drama, QuoteForm(f"Line {next(_numbers)}"), before, NOW)
    return await services.quotes.change(made.quote.id, drama, QuoteForm(text), reader, NOW)


async def submission(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    return await services.synopses.write(drama, 3, text, reader, NOW)


async def synopsis(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    as_curator = replace(reader, settings=reader.settings and replace(reader.settings, curator_role=9))
    return await services.synopses.write(drama, 3, text, replace(as_curator, role_ids=frozenset({9})), NOW)


async def corrected_submission(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    sent = await services.synopses.write(drama, 4, "What happened.", replace(JUN, released=True), NOW)
    return await services.submissions.publish(sent.synopsis.id, reader, NOW, text)


async def sent_back(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    sent = await services.synopses.write(drama, 5, "What happened.", replace(JUN, released=True), NOW)
    return await services.submissions.send_back(sent.synopsis.id, text, reader, NOW)


async def marked(services: Services, _: Drama, text: str, reader: Reader) -> object:
    return await services.marking.ask(
        Original(next(_numbers), TEAROOM, 8, 1, text), reader, NOW, room=10_000_000
    )


async def marked_file(services: Services, _: Drama, text: str, reader: Reader) -> object:
    files = (FileThere("https://cdn.example/a.png", "a.png", 10, text),)
    return await services.marking.ask(
        Original(next(_numbers), TEAROOM, 8, 1, "", files), reader, NOW, room=10_000_000
    )


async def catalogue_change(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    change = Change(ChangeKind.NAME, drama_id=drama.id, text=text)
    return await services.changes.make(change, reader, NOW)


async def proposal(services: Services, drama: Drama, text: str, reader: Reader) -> object:
    change = Change(ChangeKind.NAME, drama_id=drama.id, text=text)
    return await services.changes.propose(change, reader, NOW, {9})


# And what kind of writing waits, where one can.
WAYS: dict[Write, WritingKind | None] = {
    review: WritingKind.REVIEW,
    headline: WritingKind.REVIEW,
    reason: WritingKind.REASON,
    advice: WritingKind.ADVICE,
    look: WritingKind.COMMENT,
    comment: WritingKind.COMMENT,
    changed_comment: WritingKind.COMMENT,
    quote: WritingKind.QUOTE,
    speaker: WritingKind.QUOTE,
    changed_quote: WritingKind.QUOTE,
    submission: WritingKind.SUBMISSION,
    synopsis: WritingKind.SYNOPSIS,
    corrected_submission: None,
    sent_back: None,
    marked: None,
    marked_file: None,
    catalogue_change: None,
    proposal: None,
}
every_way = pytest.mark.parametrize("write", WAYS, ids=lambda way: way.__name__)


async def everywhere(store: Database, word: str) -> list[str]:
    dumped = await store.read(lambda connection: list(connection.iterdump()))
    return [
        line for line in dumped if word in line and "word_rule" not in line and '"settings.words' not in line
    ]


@every_way
async def test_what_a_rule_refuses_is_stored_nowhere(
    services: Services, store: Database, drama: Drama, ruled: None, write: Write
) -> None:
    with pytest.raises(WordsRefused) as refused:
        await write(services, drama, BAD, MIKA)
    assert (refused.value.origin, refused.value.trigger) == (Origin.SERVER, Trigger.WORD)
    assert [line for line in await everywhere(store, "rascal") if "settings.words" not in line] == []
    await write(services, drama, GOOD, MIKA)


@every_way
async def test_members_who_manage_the_server_are_spared_as_in_automod(
    services: Services, drama: Drama, ruled: None, write: Write
) -> None:
    await write(services, drama, BAD, replace(MIKA, manages_guild=True))


def waiting(**chosen: object) -> GuildSettings:
    return replace(GuildSettings(TEAROOM), **chosen)  # type: ignore[arg-type]  # names of its fields


@every_way
async def test_where_moderators_want_it_what_is_refused_waits_for_them(
    services: Services, drama: Drama, ruled: None, write: Write
) -> None:
    reader, kind = replace(MIKA, settings=waiting(matches_wait=True)), WAYS[write]
    with pytest.raises(WordsRefused if kind is None else WaitsForModerators):
        await write(services, drama, BAD, reader)
    held = await services.held.waiting(TEAROOM)
    assert [(one.kind, one.why, one.what, BAD in one.words) for one in held] == (
        [] if kind is None else [(kind, Why.RULE, "rascal", True)]
    )


@every_way
async def test_writings_of_new_members_wait_where_a_server_wants_it(
    services: Services, drama: Drama, write: Write
) -> None:
    kind = WAYS[write]
    settings = waiting(newcomer_days=7)
    new = replace(MIKA, settings=settings, joined_at=NOW - timedelta(days=7) + timedelta(seconds=1))
    # A curator reads submissions before anyone else does, and moderators chose the curators.
    if kind in (None, WritingKind.SUBMISSION, WritingKind.SYNOPSIS):
        await write(services, drama, GOOD, new)
        return
    with pytest.raises(WaitsForModerators) as waits:
        await write(services, drama, GOOD, new)
    assert waits.value.why is Why.NEWCOMER
    assert [one.why for one in await services.held.waiting(TEAROOM)] == [Why.NEWCOMER]
    await write(services, drama, "Said otherwise.", replace(new, joined_at=NOW - timedelta(days=7)))
    with pytest.raises(WaitsForModerators):  # Discord does not say since when they are there
        await write(services, drama, GOOD, replace(new, joined_at=None))


def test_only_the_gate_makes_a_text_that_the_store_takes() -> None:
    made, kept = set(), set()
    for name, module in modules("bot", matching=r"\bPassed\b|_screening\.stands"):
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            # `Passed(text)` and `map(Passed, texts)`; elsewhere the name is an annotation.
            if any(isinstance(part, ast.Name) and part.id == "Passed" for part in (node.func, *node.args)):
                made.add(name)
            if ast.unparse(node.func).endswith("_screening.stands"):
                kept.add(name)
    assert made == {"bot/services/moderation/screening.py"}
    assert kept == {"bot/services/episodes/submissions.py"}


# --- what stands where ---


async def test_a_label_is_asked_for_before_it_waits(services: Services, drama: Drama) -> None:
    new = replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW)
    with pytest.raises(BadLabel):
        await services.reviews.write(drama, ReviewForm("It stays", "I cried.", "soon"), new, NOW)
    with pytest.raises(SpoilerUnlabelled):
        await services.reviews.write(drama, ReviewForm("It stays", "||She dies||"), new, NOW)
    assert await services.held.waiting(TEAROOM) == []
    with pytest.raises(WaitsForModerators):
        await services.reviews.write(drama, ReviewForm("It stays", "||She dies||", "7"), new, NOW)
    (held,) = await services.held.waiting(TEAROOM)
    assert held.labels == {drama.id: 7}


async def test_one_member_fills_no_queue_and_what_is_sent_again_takes_its_own_place(
    services: Services, drama: Drama
) -> None:
    new = replace(MIKA, settings=waiting(newcomer_days=7), joined_at=NOW)
    for number in range(3):
        with pytest.raises(WaitsForModerators):
            await review(services, drama, f"For the {number}. time.", new)
    assert [one.words[1] for one in await services.held.waiting(TEAROOM)] == ["For the 2. time."]
    for number in range(MOST_OF_A_MEMBER - 1):
        with pytest.raises(WaitsForModerators):
            await comment(services, drama, f"Comment {number}", new)
    with pytest.raises(TooManyWait):
        await comment(services, drama, "One more", new)
    assert len(await services.held.waiting(TEAROOM)) == MOST_OF_A_MEMBER
    with pytest.raises(WaitsForModerators):
        await comment(services, drama, "Another's", replace(new, member_id=JUN.member_id))


async def test_links_and_invites(services: Services, drama: Drama) -> None:
    await services.words.set_links(TEAROOM, REI.member_id, Links.LISTED, NOW)
    await services.words.add(TEAROOM, REI.member_id, Entry.HOST, ["https://mydramalist.com/"], NOW)
    await review(services, drama, "See https://mydramalist.com/1", MIKA)
    for text in ("See https://example.com", "discord.gg/abc"):
        with pytest.raises(WordsRefused) as refused:
            await review(services, drama, text, MIKA)
        assert refused.value.trigger is Trigger.LINK


# --- AutoMod ---


def automod(*keywords: str, **more: object) -> AutomodRules:
    return AutomodRules((AutomodRule(1, "Words", keywords, **more),))  # type: ignore[arg-type]  # its fields


async def test_automod_counts_with_its_exemptions(services: Services, drama: Drama, discord: Discord) -> None:
    discord.said[TEAROOM] = automod("rascal", exempt_roles=(5,), exempt_channels=(70,))
    for write in (review, comment, quote, reason):
        with pytest.raises(WordsRefused) as refused:
            await write(services, drama, BAD, MIKA)
        assert refused.value.origin is Origin.DISCORD
        await write(services, drama, BAD, replace(MIKA, role_ids=frozenset({5})))
    # A review is read anywhere, a comment on the board only.
    there = replace(MIKA, settings=GuildSettings(TEAROOM, channels=dict.fromkeys(Purpose, 70)))
    await comment(services, drama, BAD, there)
    with pytest.raises(WordsRefused):
        await review(services, drama, BAD, there)


async def test_a_rule_that_only_tells_moderators_lets_them_read_first(
    services: Services, drama: Drama, discord: Discord
) -> None:
    discord.said[TEAROOM] = automod("rascal", blocks=False)
    with pytest.raises(WaitsForModerators) as waits:
        await review(services, drama, BAD, MIKA)
    assert waits.value.why is Why.ALERT
    await marked(services, drama, BAD, MIKA)  # which stands in the channel already


async def test_discord_is_asked_once_in_a_while_and_when_it_says_that_something_changed(
    services: Services, drama: Drama, discord: Discord
) -> None:
    for _ in range(3):
        await services.automod.rules(TEAROOM, NOW)
    await asyncio.gather(*(services.automod.rules(TEAROOM, NOW + EVERY) for _ in range(5)))
    assert discord.asked == [TEAROOM] * 2
    discord.said[TEAROOM] = automod("rascal")
    await services.automod.rules(TEAROOM, NOW + EVERY)
    assert len(discord.asked) == 2
    services.automod.changed(TEAROOM)
    with pytest.raises(WordsRefused):
        await services.reviews.write(drama, ReviewForm("It stays", BAD), MIKA, NOW + EVERY)
    assert len(discord.asked) == 3


async def test_while_discord_does_not_tell_what_it_told_before_counts(
    services: Services, store: Database, drama: Drama, discord: Discord
) -> None:
    discord.said[TEAROOM] = automod("rascal")
    await services.automod.rules(TEAROOM, NOW)
    for trouble in Trouble:
        discord.said[TEAROOM] = trouble
        view = await services.words.view(TEAROOM, NOW)
        assert (view.trouble, view.automod) == (trouble, 1)
        with pytest.raises(WordsRefused):
            await review(services, drama, BAD, MIKA)
    asked = len(discord.asked)
    await services.automod.rules(TEAROOM, NOW + AFTER_TROUBLE - timedelta(seconds=1))
    assert len(discord.asked) == asked
    discord.said[TEAROOM] = AutomodRules()
    assert (await services.words.view(TEAROOM, NOW + AFTER_TROUBLE)).automod == 0
    await review(services, drama, BAD, MIKA)
    assert await rows(store, "SELECT * FROM automod_rule") == []


async def test_what_cannot_be_read_is_said_and_the_rest_counts(
    services: Services, drama: Drama, discord: Discord
) -> None:
    rules = automod("rascal", "*", expressions=("(?=x)", "bad+"), allowed=("not bad",))
    discord.said[TEAROOM] = replace(rules, presets=True)
    view = await services.words.view(TEAROOM, NOW)
    assert [one.source for one in view.unread] == ["*", "(?=x)"]
    assert all(one.reason for one in view.unread)
    assert view.presets
    with pytest.raises(WordsRefused) as refused:
        await review(services, drama, "so badd", MIKA)
    assert refused.value.trigger is Trigger.EXPRESSION
    await review(services, drama, "not bad", MIKA)


# --- what is read elsewhere, too ---


async def test_what_is_read_on_all_servers_of_a_member_passes_the_rules_of_each(
    services: Services, drama: Drama, ruled: None, discord: Discord
) -> None:
    there = replace(MIKA, guild_id=ELSEWHERE, settings=GuildSettings(ELSEWHERE))
    await review(services, drama, BAD, there)  # not seen in the tearoom yet
    await services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    for write in (review, reason):
        with pytest.raises(WordsRefused) as refused:
            await write(services, drama, BAD, there)
        assert refused.value.elsewhere
        with pytest.raises(WordsRefused):  # even where a moderator of this server lets it through
            await write(services, drama, BAD, replace(there, released=True))
    await comment(services, drama, BAD, there)
    discord.left.add(TEAROOM)
    await review(services, drama, BAD, there)
    discord.left.clear()
    alone = replace(MIKA, guild_id=None, settings=None, guilds=frozenset({TEAROOM}))
    with pytest.raises(WordsRefused):
        await review(services, drama, BAD, alone)
    await review(services, drama, BAD, replace(alone, guilds=frozenset()))


async def test_a_new_member_writes_where_moderators_see_it_and_not_in_a_direct_message(
    services: Services, drama: Drama
) -> None:
    await services.words.set_newcomers(TEAROOM, REI.member_id, 7, NOW)
    await services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    alone = replace(MIKA, guild_id=None, settings=None, guilds=frozenset({TEAROOM}))
    with pytest.raises(WriteOnServer):
        await review(services, drama, GOOD, alone)
    later = NOW + timedelta(days=7)
    await services.reviews.write(drama, ReviewForm("It stays", GOOD), alone, later)
