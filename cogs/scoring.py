"""`/rate`: score a drama or an episode, in one line or from a panel of menus."""

from __future__ import annotations

from discord import app_commands
from discord.utils import utcnow

from bot.domain.cards import ScoreAnswer
from bot.domain.dramas import Drama
from bot.domain.scores import Criterion
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed, count
from bot.present.conversation import Conversation
from bot.present.scores import scores
from bot.services.scores.scores import read_all
from cogs.base import TITLE, Choices, Host, Interaction, NamidaCog, command, completes, on_press


class Scoring(NamidaCog):
    """A member's scores."""

    @command("rate", N_("Score a drama or an episode; with the title alone, from menus"))
    @app_commands.describe(
        title=TITLE,
        overall=N_("The overall score: 9, 9.5, 4.5/5, 90%, ★★★★½"),
        story=N_("The story"),
        acting=N_("Acting and cast"),
        music=N_("The music"),
        rewatch=N_("How much you would like to watch it again"),
        episode=N_("Score this episode instead of the whole drama"),
    )
    async def rate(
        self,
        talk: Conversation,
        title: str,
        overall: str | None = None,
        story: str | None = None,
        acting: str | None = None,
        music: str | None = None,
        rewatch: str | None = None,
        episode: int | None = None,
    ) -> None:
        typed = dict(zip(Criterion, (overall, story, acting, music, rewatch), strict=True))
        given = read_all(typed, talk.reader.stars_out_of)
        drama = await self.services.catalogue.resolve(title)
        if not given:
            await talk.reply(
                scores.panel(talk.t, await self.services.scores.look(drama, talk.reader, episode))
            )
            return
        answer = await self._score(talk, drama, given, episode)
        await talk.reply(scores.saved(talk.t, answer))

    @completes(rate, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @on_press(verbs.RATE)
    async def open_panel(self, talk: Conversation, pressed: Pressed) -> None:
        await talk.reply(scores.panel(talk.t, await self._looked(talk, pressed)))

    @on_press(verbs.SCORE)
    async def choose(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        criterion = pressed.one_of(1, Criterion)
        value = None if pressed.chosen() == scores.NONE else count(pressed.chosen())
        answer = await self.services.scores.score(drama, talk.reader, {criterion: value}, utcnow())
        await talk.update(scores.panel(talk.t, answer))

    @on_press(verbs.SCORE_EPISODE)
    async def choose_episode(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        answer = await self.services.scores.score_episode(
            drama, talk.reader, pressed.count(1), count(pressed.chosen()), utcnow()
        )
        await talk.update(scores.panel(talk.t, answer))

    @on_press(verbs.RATE_SEEN)
    async def has_seen(self, talk: Conversation, pressed: Pressed) -> None:
        """Everyone's scores of an episode, for a member who says that they have seen it."""
        drama = await self.services.catalogue.get(pressed.number(0))
        await self.services.watching.seen_up_to(drama, talk.reader, pressed.count(1), utcnow())
        await talk.update(scores.panel(talk.t, await self._looked(talk, pressed)))

    @on_press(verbs.UNSCORE)
    async def ask_before_deleting(self, talk: Conversation, pressed: Pressed) -> None:
        answer = await self._looked(talk, pressed)
        there = answer.score if answer.episode is None else answer.episode_score
        await talk.update((scores.deleting if there is not None else scores.deleted)(talk.t, answer))

    @on_press(verbs.UNSCORED)
    async def delete(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        answer = await self.services.scores.delete(drama, talk.reader, _episode(pressed))
        await talk.update(scores.deleted(talk.t, answer))

    @on_press(verbs.KEEP_SCORE)
    async def keep(self, talk: Conversation, pressed: Pressed) -> None:
        await talk.update(scores.panel(talk.t, await self._looked(talk, pressed)))

    async def _looked(self, talk: Conversation, pressed: Pressed) -> ScoreAnswer:
        drama = await self.services.catalogue.get(pressed.number(0))
        return await self.services.scores.look(drama, talk.reader, _episode(pressed))

    async def _score(
        self, talk: Conversation, drama: Drama, given: dict[Criterion, int], episode: int | None
    ) -> ScoreAnswer:
        if episode is None:
            return await self.services.scores.score(drama, talk.reader, given, utcnow())
        overall = self.services.scores.overall_of(given)
        return await self.services.scores.score_episode(drama, talk.reader, episode, overall, utcnow())


def _episode(pressed: Pressed) -> int | None:
    return pressed.count(1) if pressed.has(1) else None


async def setup(host: Host) -> None:
    await host.add_cog(Scoring(host))
