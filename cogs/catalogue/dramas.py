"""`/drama`: look up a drama by any name, browse, and open its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.cards import Card, Tab
from bot.domain.charts import Chart
from bot.domain.dramas import COUNTRIES, Sort
from bot.domain.ranking import By, Ranking, RankingPage, Scope
from bot.domain.ratings import Look
from bot.domain.sources import SourceName
from bot.errors import NothingFound, ServerOnly, UnknownDrama
from bot.i18n import N_, Texts
from bot.present import charts, spoilers, verbs, words
from bot.present.actions import Pressed
from bot.present.catalogue import cards, offers, people, results, ways
from bot.present.charts import Picture
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.present.members import figures, years
from bot.present.scores import ranking as rankings
from bot.present.scores import ratings
from bot.present.warnings import content_warnings
from bot.services.catalogue.growing import ADDED_AN_HOUR, CURATED_AN_HOUR
from bot.services.catalogue.searching import SearchOptions
from cogs.access import comments_in_sight, still_here
from cogs.base import (
    ALONE,
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    on_press,
    server_command,
)
from cogs.catalogue.changing import curates_catalogue
from cogs.pictures import cover_of, facts_of, thumbnails_of

COUNTRY_CHOICES = [app_commands.Choice(name=names[0], value=code) for code, names in COUNTRIES.items()]
SORT_CHOICES = [
    app_commands.Choice(name=words.SORTS[sort], value=sort.value)
    for sort in (Sort.POPULARITY, Sort.RATING, Sort.YEAR, Sort.TITLE)
]
BY_CHOICES = [app_commands.Choice(name=name, value=by.value) for by, name in rankings.BY.items()]
SCOPE_CHOICES = [app_commands.Choice(name=name, value=scope.value) for scope, name in rankings.SCOPES.items()]

PICTURE_PATIENCE = 2.0  # seconds that a card waits for its pictures; drawn ones are there at once


class Dramas(NamidaCog, commands.GroupCog, group_name="drama", group_description=N_("Look up dramas")):
    """Cards, search, people."""

    @command("info", N_("Show a drama's card"))
    @app_commands.describe(title=TITLE, private=ALONE)
    async def info(self, talk: Conversation, title: str, private: bool = False) -> None:
        if (chosen := self.services.catalogue.choice(title)) is not None:
            await self.show(talk, chosen, private=private)
            return
        try:
            drama = await self.services.catalogue.resolve(title)
        except UnknownDrama as error:
            unknown = error
        else:
            await self.show(talk, drama.id, private=private)
            if self.services.catalogue.guessed(title, drama):
                further = offers.another(talk.t, title.strip(), drama, self.services.growing.names)
                if further is not None:  # only to the reader who asked
                    await talk.reply(further)
            return
        # Outside the `except`: a fault in here would take the member's words with it into the log.
        raise await self._with_offers(unknown)

    @command("search", N_("Find dramas by name, genre, country, year or cast"))
    @app_commands.describe(
        query=N_("A name or a part of it"),
        genre=N_("A genre"),
        country=N_("Where the drama is from"),
        year=N_("The year it started"),
        network=N_("A network that aired it"),
        person=N_("Someone in the cast"),
        sort=N_("The order of the results"),
    )
    @app_commands.choices(country=COUNTRY_CHOICES, sort=SORT_CHOICES)
    async def search(
        self,
        talk: Conversation,
        query: str | None = None,
        genre: str | None = None,
        country: str | None = None,
        year: app_commands.Range[int, 1900, 2200] | None = None,
        network: str | None = None,
        person: str | None = None,
        sort: str | None = None,
    ) -> None:
        options = SearchOptions(genre, country, year, network, person)
        filters = await self.services.searching.filters(options, partial(words.genre, talk.t))
        state = results.SearchState(
            self.services.searching.query_key(query), filters, Sort(sort) if sort else None
        ).fitted()
        await talk.reply(await self._results(talk, state, 0))

    @command("top", N_("The best rated or most watched dramas"))
    @app_commands.describe(
        by=N_("What they are ranked by; the rating, if you leave it out"),
        scope=N_("Whose scores and lists count"),
        genre=N_("A genre"),
        country=N_("Where the drama is from"),
        year=N_("The year it started"),
        private=ALONE,
    )
    @app_commands.choices(by=BY_CHOICES, scope=SCOPE_CHOICES, country=COUNTRY_CHOICES)
    async def top(
        self,
        talk: Conversation,
        by: str = By.RATING.value,
        scope: str | None = None,
        genre: str | None = None,
        country: str | None = None,
        year: app_commands.Range[int, 1900, 2200] | None = None,
        private: bool = False,
    ) -> None:
        on_server = talk.reader.guild_id is not None
        where = Scope(scope) if scope else Scope.HERE if on_server else Scope.EVERYWHERE
        if where is Scope.HERE and not on_server:
            raise ServerOnly
        options = SearchOptions(genre, country, year)
        filters = await self.services.searching.filters(options, partial(words.genre, talk.t))
        ranking = Ranking(By(by), where, filters.genre_id, filters.country, filters.year)
        page = await self.services.rankings.page(ranking, talk.reader.guild_id, 0)
        private = private or not page.places  # an empty answer is private
        view, files = await self._top(talk, page, private=private)
        await talk.reply(view, private=private, files=files)

    @server_command("year", N_("What this server finished in a year, as a picture"))
    @app_commands.describe(
        year=N_("The year; this one, if you leave it out (in January the last)"), private=ALONE
    )
    async def year(
        self,
        talk: Conversation,
        year: app_commands.Range[int, 1900, 2200] | None = None,
        private: bool = False,
    ) -> None:
        asked = (year,) if year is not None else await self.services.years.meant(talk.reader, utcnow())
        guild, t = talk.guild, talk.voice(private=private)
        for one in asked:
            shown = await self.services.years.of_server(talk.reader, one, utcnow())
            chart = figures.server_year(t, shown, guild.name if guild is not None else "")
            if chart is not None:
                named = await still_here(self.host, talk, shown.watchers)
                picture = await facts_of(self.host, talk, t, chart)
                part, files = (picture.part, (picture.file,)) if picture else (None, ())
                view = years.server(t, shown, chart, part, named)
                await talk.reply(view, private=private, files=files)
                return
        await talk.reply(years.nothing(talk.t, asked[0]))  # an empty answer is private

    @command("random", N_("Show the card of a random drama"))
    @app_commands.describe(
        genre=N_("A genre"),
        country=N_("Where the drama is from"),
        unseen=N_("Only what you have not watched"),
        private=ALONE,
    )
    @app_commands.choices(country=COUNTRY_CHOICES)
    async def random(
        self,
        talk: Conversation,
        genre: str | None = None,
        country: str | None = None,
        unseen: bool = False,
        private: bool = False,
    ) -> None:
        options = SearchOptions(genre, country)
        filters = await self.services.searching.filters(options, partial(words.genre, talk.t))
        unseen_by = talk.reader.member_id if unseen else None
        drama = await self.services.searching.random(filters, unseen_by=unseen_by)
        await self.show(talk, drama.id, private=private)

    @command("person", N_("Show an actor's roles by year"))
    @app_commands.describe(name=N_("An actor's or actress's name"))
    async def person(self, talk: Conversation, name: str) -> None:
        await talk.reply(people.page(talk.t, await self.services.searching.person(name), 0))

    @command("warnings", N_("Content warnings and the kind of ending; asks first, shown only to you"))
    @app_commands.describe(title=TITLE)
    async def warnings(self, talk: Conversation, title: str) -> None:
        drama = await self.services.catalogue.resolve(title)
        await talk.reply(
            content_warnings.answer(talk.t, await self.services.content.warnings(drama, talk.reader))
        )

    @completes(info, "title")
    @completes(warnings, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @completes(search, "genre")
    @completes(top, "genre")
    @completes(random, "genre")
    async def _genres(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_genres(interaction, typed)

    @completes(search, "network")
    async def _networks(self, _: Interaction, typed: str) -> Choices:
        names = await self.services.searching.suggest_labels("network", typed)
        return [app_commands.Choice(name=name[:100], value=name[:100]) for name in names]

    @completes(search, "person")
    @completes(person, "name")
    async def _people(self, _: Interaction, typed: str) -> Choices:
        people = await self.services.searching.suggest_people(typed)
        return [app_commands.Choice(name=person.name[:100], value=str(person.id)) for person in people]

    @on_press(verbs.CARD)
    async def open_card(self, talk: Conversation, pressed: Pressed) -> None:
        await self.show(talk, pressed.target(), private=True)

    @on_press(verbs.PERSON)
    async def open_person(self, talk: Conversation, pressed: Pressed) -> None:
        """From a cast, open a person. On that page, turn it."""
        shown = await self.services.searching.person(str(pressed.target()))
        if pressed.values:
            await talk.reply(people.page(talk.t, shown, 0))
        else:
            await talk.update(people.page(talk.t, shown, pressed.count(1)))

    @on_press(verbs.MORE)
    async def go_on(self, talk: Conversation, pressed: Pressed) -> None:
        """Do what the button would do that stands for the choice."""
        stands_for = ways.chosen(pressed)
        await self.host.handlers[stands_for.verb](talk, stands_for)

    @on_press(verbs.WELCOME_CARD)
    async def show_an_example(self, talk: Conversation, _: Pressed) -> None:
        """Show a card as an example: what the reader watches, else the best known drama."""
        suggested = await self.services.catalogue.suggest("", talk.reader.member_id)
        if not suggested:
            raise NothingFound
        await self.show(talk, suggested[0].id, private=True)

    @on_press(verbs.ADOPT)
    async def adopt(self, talk: Conversation, pressed: Pressed) -> None:
        """Add a drama that was chosen from another catalogue, then open its card."""
        source, show = pressed.one_of(0, SourceName), pressed.chosen()
        most = CURATED_AN_HOUR if curates_catalogue(self.host, talk) else ADDED_AN_HOUR
        drama = await self.services.growing.add_for(source, show, talk.reader, utcnow(), most=most)
        await self.show(talk, drama.id, private=True)

    @on_press(verbs.LOOKUP)
    async def look_up(self, _: Conversation, pressed: Pressed) -> None:
        """Ask the other catalogues for a drama that another command did not know."""
        raise await self._with_offers(UnknownDrama(pressed.text(0)))

    async def _with_offers(self, unknown: UnknownDrama) -> UnknownDrama:
        """The error with offers of other catalogues. Unchanged if none is switched on."""
        if not self.services.growing.names:
            return unknown
        return replace(unknown, offers=await self.services.growing.offers(unknown.query))

    @on_press(verbs.TAB)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        tab, drama_id, owner_id, page = cards.chosen(pressed)
        # Someone else's card stays as it is; no matter who presses gets a copy of their own.
        own = owner_id == talk.reader.member_id
        private = not own or talk.message_is_private
        await self.show(talk, drama_id, private=private, tab=tab, page=page, update=own)

    @on_press(verbs.RATINGS)
    async def look_at_ratings(self, talk: Conversation, pressed: Pressed) -> None:
        """Show other scores on the Ratings tab: of another group or place, or in the reader's own copy."""
        drama_id, owner_id, look = ratings.read(pressed)
        private = talk.message_is_private
        own = owner_id == talk.reader.member_id or (owner_id == ratings.NOBODY and private)
        await self.show(talk, drama_id, private=not own or private, tab=Tab.RATINGS, look=look, update=own)

    @on_press(verbs.LATER_SCORES)
    async def ask_before_the_rest(self, talk: Conversation, pressed: Pressed) -> None:
        """The reader asked for the scores of later episodes.

        If they have seen them by now, no question follows.
        """
        drama_id, _, look = ratings.read(pressed)
        shown = await self.services.cards.get(drama_id, talk.reader, look, tab=Tab.RATINGS, now=utcnow())
        if ratings.hides_some(shown):
            await talk.reply(spoilers.question(talk.t, ratings.asked(talk.t, shown, look)))
        else:
            await self.show(talk, drama_id, private=True, tab=Tab.RATINGS, look=look)

    @on_press(verbs.SCORES_SHOW)
    async def show_the_rest(self, talk: Conversation, pressed: Pressed) -> None:
        """Handle the answer to the question. Only the member who gave it sees the scores."""
        answer = spoilers.answer(pressed)
        drama_id, _, look = ratings.read(answer.subject)
        shown = await self.services.cards.get(drama_id, talk.reader, look, tab=Tab.RATINGS, now=utcnow())
        up_to = answer.consent.up_to or ratings.last_scored(shown) or 0
        if answer.seen and up_to:
            await self.services.watching.seen_up_to(shown.drama, talk.reader, up_to, utcnow())
        # Scores of later episodes still, which came since, are behind the button that asks.
        look = replace(look, up_to=0 if answer.seen else up_to)
        update = talk.message_is_private
        await self.show(talk, drama_id, private=True, tab=Tab.RATINGS, look=look, update=update)

    @on_press(verbs.PAGE)
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        state, index = results.SearchState.read(pressed)
        await talk.update(await self._results(talk, state, index))

    @on_press(verbs.TOP)
    async def turn_top(self, talk: Conversation, pressed: Pressed) -> None:
        ranking, owner_id, index = rankings.read(pressed)
        page = await self.services.rankings.page(ranking, talk.reader.guild_id, index)
        if owner_id != talk.reader.member_id:
            # Someone else's ranking stays where it is; no matter who presses gets a copy of their own.
            view, files = await self._top(talk, page, private=True)
            await talk.reply(view, files=files)
        else:
            view, files = await self._top(talk, page, private=talk.message_is_private)
            await talk.update(view, files=files)

    async def show(
        self,
        talk: Conversation,
        drama_id: int,
        *,
        private: bool,
        tab: Tab = Tab.OVERVIEW,
        page: int = 0,
        look: Look | None = None,
        update: bool = False,
    ) -> None:
        """Show the reader's card, as a new message or, with `update`, in place of the pressed one."""
        looked_at = (look or Look()) if tab is Tab.RATINGS else None
        in_sight = partial(comments_in_sight, talk, private=private)
        shown = await self.services.cards.get(
            drama_id, talk.reader, looked_at, in_sight, tab=tab, private=private, now=utcnow()
        )
        if shown.watchers:
            shown = replace(shown, watchers=await still_here(self.host, talk, shown.watchers))
        t = talk.voice(private=private)
        drawn = await self._drawn(t, shown, private=private) if looked_at else {}
        cover = None if shown.entry.poster_url else await cover_of(self.host, talk, t, shown.drama)
        view = cards.card(
            t,
            shown,
            tab,
            owner_id=talk.reader.member_id,
            private=private,
            page=page,
            pictures=cards.CardPictures(drawn, cover.part if cover else None),
        )
        files = [picture.file for picture in (*drawn.values(), *([cover] if cover else []))]
        if update:
            await talk.update(view, files=files)
        else:
            await talk.reply(view, private=private, files=files)

    async def _drawn(self, t: Texts, shown: Card, *, private: bool) -> dict[Chart, Picture]:
        """The rating pictures that are drawn in time. A late one is ready the next time."""
        wanted = ratings.charts_of(t, shown, private=private)
        pngs = await self.services.pictures.in_time(wanted, PICTURE_PATIENCE)
        return {chart: charts.picture(t, chart, png) for chart, png in pngs.items()}

    async def _top(
        self, talk: Conversation, page: RankingPage, *, private: bool
    ) -> tuple[Screen, Sequence[discord.File]]:
        """A page of a ranking with its pictures, and their files."""
        t, owner_id = talk.voice(private=private), talk.reader.member_id
        if not page.places:
            return rankings.empty(t, page, owner_id=owner_id), ()
        seen = await thumbnails_of(self.host, talk, t, rankings.podium(page))
        return rankings.top(t, page, owner_id=owner_id, pictures=seen.parts), seen.files

    async def _results(self, talk: Conversation, state: results.SearchState, index: int) -> Screen:
        page = await self.services.searching.search(
            state.query or None, state.filters, state.sort, index, talk.reader.guild_id
        )
        return results.results(talk.t, page, state)


async def setup(host: Host) -> None:
    await host.add_cog(Dramas(host))
