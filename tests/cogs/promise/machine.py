"""Stories in any order: members write, label, watch, merge and moderate, and read whatever they can open.

After every step each screen that somebody was shown is held against the promise (`telling`): words in clear
only for a reader who wrote them, is past their label, or has agreed to this label and these words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import discord
from discord.utils import utcnow
from hypothesis.stateful import RuleBasedStateMachine, invariant

from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.message_ledger import Posted
from bot.domain.progress import Status
from bot.domain.spoilers import Policy
from bot.domain.venues import Venue
from bot.errors import NamidaError
from bot.i18n import texts
from bot.present.layout import Screen
from bot.schedule.board import quotes
from bot.schedule.episodes import synopses
from bot.schedule.posts.composing import Composed
from bot.schedule.recommending import recommendations
from bot.schedule.reviews import reviews
from bot.services.container import Services, open_services
from cogs.board.comments import Comments
from cogs.board.marking import Marking
from cogs.board.quotes import Quotes
from cogs.catalogue.dramas import Dramas
from cogs.episodes.episodes import Episodes
from cogs.moderation.cases import ModerationCases
from cogs.recommending.recommending import Recommending
from cogs.reviews import Reviews
from tests.cogs.promise.overheard import InMemory, Overheard, Said, Stage, catalogue, opened
from tests.cogs.promise.telling import Question, Written, in_clear, question_of, written
from tests.world import Component

T = TypeVar("T")

HERE = 500
COGS = (Reviews, Comments, Quotes, Marking, Episodes, Recommending, Dramas, ModerationCases)
MIKA, JUN, REI, KEN = 1, 2, 3, 4  # Rei moderates
DRAMAS = (("Alpha", 6), ("Beta", 4))
KEPT = 12  # screens that are still at hand


@cache
def _template() -> bytes:
    return catalogue(*DRAMAS)


@dataclass
class Standing:
    """A screen that can be used: whose it is (None: everybody's on the server), and what it asks."""

    parts: list[Component]
    owner: int | None
    question: Question | None
    message_id: int = 0


class Promise(RuleBasedStateMachine):
    """Nobody reads a spoiler that they did not ask for, whatever changes in between."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.connection = opened(_template())
        self.services: Services = self.run(open_services(InMemory(self.connection)))
        self.stage = Stage(self.services)
        client = discord.Client(intents=discord.Intents.none())  # asked for nothing here
        self.keepers = {
            **reviews.keepers(self.services, client),
            **synopses.keepers(self.services, client),
            **quotes.keepers(self.services),
            **recommendations.keepers(self.services),
        }
        self.run(self.stage.bring(*COGS))
        self.drama_ids = [int(row[0]) for row in self.connection.execute("SELECT id FROM drama ORDER BY id")]
        self.now = utcnow()
        self.count = 0
        self.screens: list[Standing] = []
        self.agreed: set[tuple[int, str, int, int]] = set()  # member, word, drama, up to which episode
        self.furthest: dict[tuple[int, int], int] = {}  # of a member in a drama, whatever their list says
        self.noted: dict[tuple[int, int], tuple[str, int, int]] = {}
        self.hidden: set[str] = set()  # words that their writers have put behind bars
        self.told: list[str] = []

    def teardown(self) -> None:
        self.run(self.services.names.aclose())
        self.runner.close()
        self.connection.close()

    # --- doing things ---

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.get_loop().run_until_complete(doing)

    def do(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """Do something at a later moment; what is refused is no change."""
        self.now += timedelta(hours=1)
        try:
            return self.run(doing)
        except NamidaError:
            return None

    def reader(self, member: int, venue: Venue = Venue.HOME) -> Reader:
        home = venue is Venue.HOME
        settings = self.run(self.services.rules.get(HERE))
        return Reader(
            member,
            HERE if home else None,
            "en",
            "en",
            settings if home else None,
            manages_guild=member == REI and home,
            guilds=frozenset() if home else frozenset({HERE}),
            venue=venue,
        )

    def word(self) -> str:
        """A word that nobody has written yet."""
        self.count += 1
        return f"zq{self.count:06}zq"

    def words(self) -> str:
        """A text with one such word that is read in pages, with the word on each."""
        word = self.word()
        return f"{word} {'*' * 1_900} {word}"

    def barred(self) -> str:
        """A text whose writer puts one such word behind bars of their own."""
        word = self.word()
        self.hidden.add(word)
        return f"It is ||{word}||."

    def drama(self, at: int) -> Drama:
        """One of the dramas; of a merged one what it became."""
        return self.run(self.services.catalogue.get(self.drama_ids[at]))

    def one(self, kind: str, at: int) -> Written | None:
        """One of the texts of a kind."""
        found = [one for one in written(self.connection) if one.kind == kind]
        return found[at % len(found)] if found else None

    # --- what is shown ---

    def seen_by(self, member: int | None, view: Callable[[Overheard], Screen]) -> None:
        """A screen that is put together for one member alone, or (None) for everybody."""
        talk = Overheard(self.reader(member or MIKA))

        async def put_together() -> None:
            await talk.reply(view(talk), private=member is not None)

        self.run(put_together())
        self.see(member, talk.said)

    def see(
        self,
        member: int | None,
        said: list[Said],
        standing: Standing | None = None,
        venue: Venue = Venue.HOME,
    ) -> None:
        """What a handler said to a member, in the place of a screen that was pressed or beside it.

        Away from the server everything is its reader's, and sealed. Where others read, nothing is for all.
        """
        home = venue is Venue.HOME
        for one in said:
            if venue.reader_alone and not one.private:
                self.told.append(f"to all in a {venue}: {one.parts}")
            owner = member if one.private or not home else None
            shown = Standing(one.parts, owner, question_of(self.connection, one.parts), one.message_id)
            self.look_through(one, owner, bars=home and not one.private)
            if standing is not None and not one.anew:
                standing.parts, standing.question = shown.parts, shown.question
            else:
                self.screens = [*self.screens, shown][-KEPT:]

    def look_through(self, said: Said, owner: int | None, *, bars: bool) -> None:
        self.note_progress()
        policy = self.run(self.services.rules.get(HERE)).policy
        behind_bars = bars and (owner is not None or policy is not Policy.SEALED)
        words = in_clear(said.parts, behind_bars=behind_bars)
        texts = written(self.connection)
        for file in said.files:
            words |= in_clear([{"content": file}], behind_bars=False)
        for word in words:
            holding = [one for one in texts if word in one.words]
            if not any(self.may_read(owner, word, one) for one in holding) and not self.drafted(owner, word):
                self.told.append(f"{word} to {owner or 'all'}: {holding or 'gone'}")

    def may_read(self, member: int | None, word: str, one: Written) -> bool:
        if member is not None and member == one.author_id:
            return True
        if not one.in_sight and member != REI:
            return False
        if one.up_to is None:
            return word not in self.hidden
        if member is None:
            return False
        return self.is_past(member, one.drama_id, one.up_to) or any(
            (who, what, drama) == (member, word, one.drama_id) and one.up_to <= up_to
            for who, what, drama, up_to in self.agreed
        )

    def is_past(self, member: int, drama_id: int, episode: int) -> bool:
        return self.furthest.get((member, drama_id), 0) >= episode

    def drafted(self, member: int | None, word: str) -> bool:
        """Whether it is what the member typed themselves."""
        return any(
            word in fields
            for (fields,) in self.connection.execute(
                "SELECT fields FROM draft WHERE member_id = ?", (member,)
            )
        )

    @invariant()
    def answers_follow(self) -> None:
        """What everyone reads is brought up to date, as the chore does it, and told of then."""
        ledger = self.services.ledger
        while self.run(ledger.sweep()):
            pass
        for _ in range(9):
            outdated = [post for post in self.run(ledger.outdated(self.now, 99)) if post.shown_as is not None]
            for post in outdated:
                self.follow(post)
            if not outdated:
                break
        else:
            raise AssertionError("there is no end to bringing messages up to date")
        for standing in self.screens:
            if standing.message_id in self.followed:
                self.look_through(Said(standing.parts, False, True), None, bars=True)

    def follow(self, post: Posted) -> None:
        """Show an answer as it is by now, or take it away."""
        ledger = self.services.ledger

        async def composing() -> Composed | None:
            return await self.keepers[post.kind].compose(post, texts("en"))

        composed = self.run(composing())
        standing = next((one for one in self.screens if one.message_id == post.message_id), None)
        if composed is None:
            self.screens = [one for one in self.screens if one is not standing]
            self.run(ledger.taken_away(post))
            return
        if standing is not None:
            standing.parts = composed.view.to_components()
        self.run(ledger.expect(post.place, composed.shows, post.shown_as or {}))
        self.run(ledger.showing(post))
        self.run(ledger.settle(post.place, composed.shows, sure=True))

    @property
    def followed(self) -> set[int]:
        """The answers that everyone reads and that the ledger has."""
        rows = self.connection.execute("SELECT message_id FROM posted WHERE shown_as IS NOT NULL")
        return {ident for (ident,) in rows}

    @invariant()
    def nobody_was_told(self) -> None:
        assert not self.told, "; ".join(self.told)

    # --- watching ---

    @invariant()
    def note_progress(self) -> None:
        """How far members are by now; completed means as far as the drama went at that moment."""
        for (member, drama_id), row in self.progress().items():
            if self.noted.get((member, drama_id)) == row:
                continue
            status, episode, _ = row
            last = self.last(drama_id) if status == Status.COMPLETED else 0
            known = self.furthest.get((member, drama_id), 0)
            self.furthest[member, drama_id] = max(known, episode, last)
        self.noted = self.progress()

    def progress(self) -> dict[tuple[int, int], tuple[str, int, int]]:
        rows = self.connection.execute("SELECT member_id, drama_id, status, episode, rewatches FROM progress")
        return {
            (member, drama_id): (status, episode, times) for member, drama_id, status, episode, times in rows
        }

    def last(self, drama_id: int) -> int:
        (last,) = self.connection.execute(
            "SELECT max(ifnull(d.episodes, 0),"
            " ifnull((SELECT max(number) FROM episode WHERE drama_id = d.id), 0))"
            " FROM drama d WHERE d.id = ?",
            (drama_id,),
        ).fetchone()
        return int(last)
