"""Understands members' questions, and remembers for ten minutes which drama they asked about."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.chat.languages import languages
from bot.chat.understanding import Found, language_of, understand
from bot.chat.weighing import Context
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.questions import NEEDS_DRAMA, Intent, Question, Result, Unclear, Understood
from bot.search.keys import key
from bot.services.board.board import Board
from bot.services.catalogue.catalogue import NEAREST, Catalogue
from bot.services.catalogue.names import CatalogueNames, alike, is_sure
from bot.services.recommending.recommending import Recommending

SPOKEN_OF_FOR = timedelta(minutes=10)
MOST_SPOKEN_OF = 4_096  # members in channels
MOST_MENTIONED = 3  # dramas offered where none is named


@dataclass(frozen=True, slots=True)
class Answerable:
    """What is asked, with the dramas that it names by their ids."""

    result: Result
    dramas: Mapping[int, Drama] = field(default_factory=dict)


class _Names:
    """The index of names, as the understanding asks it."""

    def __init__(self, names: CatalogueNames, catalogue: Catalogue):
        self._names = names
        self._catalogue = catalogue

    def dramas(self, text: str) -> tuple[int, ...]:
        return self._names.bearing(text)

    def people(self, text: str) -> tuple[int, ...]:
        return self._names.people_bearing(text)

    def near(self, text: str) -> tuple[tuple[int, ...], bool]:
        near = self._names.near(text, NEAREST)
        if not near:
            return (), False
        # A name that goes on after the nearest one is of its special or its next season, and no rival of it.
        begins = key(near[0].name)
        rivals = [match for match in near[1:] if not key(match.name).startswith(begins)]
        return tuple(match.owner for match in alike(near)), is_sure(text, [near[0], *rivals])


class Chat:
    """Questions in plain words. Nothing of what was said is stored; what was spoken of is in memory alone."""

    def __init__(self, names: CatalogueNames, catalogue: Catalogue, board: Board, recommending: Recommending):
        self._names = _Names(names, catalogue)
        self._catalogue = catalogue
        self._board = board
        self._recommending = recommending
        self._spoken_of: OrderedDict[tuple[int, int], tuple[int, datetime]] = OrderedDict()

    async def understand(
        self, said: str, reader: Reader, channel_id: int, replied_to: int | None, now: datetime, bot_id: int
    ) -> Answerable:
        """What a message asks. `replied_to` is the drama of the message that it answers, if there is one."""
        drama_id = replied_to
        if drama_id is None and reader.guild_id is not None:
            here = await self._board.here(channel_id)
            drama_id = here.drama.id if here is not None else None
        if drama_id is None:
            drama_id = self._spoken_lately(reader.member_id, channel_id, now)
        found = understand(said, self._names, Context(drama_id), bot_id)
        return await self._settled(found)

    @staticmethod
    def prepare() -> None:
        """Compile the patterns of all languages: a tenth of a second, before members ask."""
        for language in languages():
            language.prepare()

    @staticmethod
    def language_of(said: str) -> str:
        """The language in which something is said, as far as its words show it."""
        return language_of(said)

    async def _settled(self, found: Found) -> Answerable:
        """The result with the dramas that are in sight. Several of one name become a question back."""
        result = found.result
        if isinstance(result, Understood) and found.dramas:
            bearing = await self._catalogue.bearing(found.dramas)
            if len(bearing) == 1:
                return Answerable(_about(result, bearing[0].id), {bearing[0].id: bearing[0]})
            choices = tuple(result.question.about(drama.id) for drama in bearing[:NEAREST])
            return Answerable(
                Unclear(choices, result.question, result.language), {drama.id: drama for drama in bearing}
            )
        if isinstance(result, Understood):
            return Answerable(result)
        questions = result.choices if isinstance(result, Unclear) else result.nearest
        return Answerable(result, await self.dramas_of(questions))

    async def dramas_of(self, questions: Sequence[Question]) -> dict[int, Drama]:
        """The dramas that questions are about, by the ids that they have there."""
        ids = dict.fromkeys(one.drama_id for one in questions if one.drama_id is not None)
        return {drama.id: drama for drama in await self._catalogue.many(tuple(ids))}

    async def watched(self, question: Question, reader: Reader) -> Answerable:
        """The same question about what its reader watches, for them alone."""
        dramas = (await self._catalogue.suggest("", reader.member_id))[:MOST_MENTIONED]
        choices = tuple(question.about(drama.id) for drama in dramas)
        return Answerable(Unclear(choices, question), {drama.id: drama for drama in dramas})

    async def narrowed(self, drama: Drama, question: Question, reader: Reader) -> list[Drama]:
        """Dramas like another one, from the question's country, or shorter than it."""
        like = await self._recommending.like(drama, reader, asker_id=reader.member_id, private=False)
        beside = [one.beside(drama.id) for one in like.recommendations] + [one.drama for one in like.similar]
        return [one for one in dict.fromkeys(beside) if _fits(one, drama, question)]

    def spoke_of(self, member_id: int, channel_id: int, drama_id: int, now: datetime) -> None:
        """Remember which drama a member asked about in a channel."""
        self._spoken_of[member_id, channel_id] = (drama_id, now)
        self._spoken_of.move_to_end((member_id, channel_id))
        if len(self._spoken_of) > MOST_SPOKEN_OF:
            self._spoken_of.popitem(last=False)

    def forget(self, member_id: int) -> None:
        """Forget what a member spoke of."""
        for spoken in [one for one in self._spoken_of if one[0] == member_id]:
            del self._spoken_of[spoken]

    def _spoken_lately(self, member_id: int, channel_id: int, now: datetime) -> int | None:
        drama_id, at = self._spoken_of.get((member_id, channel_id), (None, now))
        return drama_id if now - at <= SPOKEN_OF_FOR else None


def _about(result: Understood, drama_id: int) -> Understood:
    also = result.also
    if also is not None and also.intent in NEEDS_DRAMA:
        also = also.about(drama_id)
    return replace(result, question=result.question.about(drama_id), also=also)


def _fits(one: Drama, drama: Drama, question: Question) -> bool:
    if question.country and one.country != question.country:
        return False
    if question.shorter:
        return one.episodes is not None and one.episodes < (drama.episodes or one.episodes + 1)
    return True


def is_narrowed(question: Question) -> bool:
    """Whether a question for similar dramas wants only some of them."""
    return question.intent is Intent.SIMILAR and bool(question.country or question.shorter)
