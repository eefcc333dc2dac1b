"""`/drama`: look a drama up by any name, browse, and open its card."""

from __future__ import annotations

from functools import partial

from discord import app_commands
from discord.ext import commands

from bot.domain.dramas import COUNTRIES, Sort
from bot.i18n import N_, texts
from bot.present import cards, lists, words
from bot.present.actions import Pressed
from bot.present.cards import Tab
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.services.catalogue import Asked
from cogs.base import Choices, Host, Interaction, NamidaCog, command, on_press

COUNTRY_CHOICES = [app_commands.Choice(name=names[0], value=code) for code, names in COUNTRIES.items()]
SORT_CHOICES = [
    app_commands.Choice(name=words.SORTS[sort], value=sort.value)
    for sort in (Sort.POPULARITY, Sort.RATING, Sort.YEAR, Sort.TITLE)
]


class Dramas(NamidaCog, commands.GroupCog, group_name="drama", group_description=N_("Look dramas up")):
    """Cards, search, people."""

    @command("info", N_("Show a drama's card"))
    @app_commands.describe(
        title=N_("Any name of the drama, in any spelling"), private=N_("Show it to you alone")
    )
    async def info(self, talk: Conversation, title: str, private: bool = False) -> None:
        drama = await self.services.catalogue.resolve(title)
        await self.show(talk, drama.id, private=private)

    @command("search", N_("Find dramas by name, genre, country, year or cast"))
    @app_commands.describe(
        query=N_("A name or a part of it"),
        genre=N_("A genre"),
        country=N_("Where the drama is from"),
        year=N_("The year it began"),
        network=N_("A network that aired it"),
        person=N_("Somebody in the cast"),
        sort=N_("What comes first"),
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
        asked = Asked(genre, country, year, network, person)
        filters = await self.services.catalogue.filters(asked, partial(words.genre, talk.t))
        state = lists.SearchState(
            self.services.catalogue.query_key(query), filters, Sort(sort) if sort else None
        ).fitted()
        await talk.reply(await self._results(talk, state, 0))

    @command("random", N_("Show a card drawn by chance"))
    @app_commands.describe(
        genre=N_("A genre"),
        country=N_("Where the drama is from"),
        unseen=N_("Only what you have not watched"),
    )
    @app_commands.choices(country=COUNTRY_CHOICES)
    async def random(
        self, talk: Conversation, genre: str | None = None, country: str | None = None, unseen: bool = False
    ) -> None:
        filters = await self.services.catalogue.filters(Asked(genre, country), partial(words.genre, talk.t))
        unseen_by = talk.reader.member_id if unseen else None
        drama = await self.services.catalogue.random(filters, unseen_by=unseen_by)
        await self.show(talk, drama.id, private=False)

    @command("person", N_("Show somebody's roles by year"))
    @app_commands.describe(name=N_("An actor's or actress's name"))
    async def person(self, talk: Conversation, name: str) -> None:
        await talk.reply(lists.person(talk.t, await self.services.catalogue.person(name)))

    @info.autocomplete("title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @search.autocomplete("genre")
    @random.autocomplete("genre")
    async def _genres(self, interaction: Interaction, typed: str) -> Choices:
        t = texts(await self.host.language_of(interaction))
        names = await self.services.catalogue.suggest_labels("genre", typed, partial(words.genre, t))
        return [app_commands.Choice(name=words.genre(t, name)[:100], value=name[:100]) for name in names]

    @search.autocomplete("network")
    async def _networks(self, _: Interaction, typed: str) -> Choices:
        names = await self.services.catalogue.suggest_labels("network", typed)
        return [app_commands.Choice(name=name[:100], value=name[:100]) for name in names]

    @search.autocomplete("person")
    @person.autocomplete("name")
    async def _people(self, _: Interaction, typed: str) -> Choices:
        people = await self.services.catalogue.suggest_people(typed)
        return [app_commands.Choice(name=person.name[:100], value=str(person.id)) for person in people]

    @on_press("card")
    async def open_card(self, talk: Conversation, pressed: Pressed) -> None:
        await self.show(talk, int((pressed.values or pressed.args)[0]), private=True)

    @on_press("tab")
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        tab, drama_id, owner_id = Tab(pressed.args[0]), pressed.number(1), pressed.number(2)
        if owner_id != talk.reader.member_id:
            # Somebody else's card stays as it is; whoever presses gets a copy of their own.
            await self.show(talk, drama_id, private=True, tab=tab)
            return
        private = talk.message_is_private
        shown = await self.services.catalogue.card(drama_id, talk.reader)
        await talk.update(
            cards.card(talk.voice(private=private), shown, tab, owner_id=owner_id, private=private)
        )

    @on_press("page")
    async def turn_page(self, talk: Conversation, pressed: Pressed) -> None:
        state, index = lists.SearchState.read(pressed)
        await talk.update(await self._results(talk, state, index))

    async def show(
        self, talk: Conversation, drama_id: int, *, private: bool, tab: Tab = Tab.OVERVIEW
    ) -> None:
        shown = await self.services.catalogue.card(drama_id, talk.reader)
        view = cards.card(
            talk.voice(private=private), shown, tab, owner_id=talk.reader.member_id, private=private
        )
        await talk.reply(view, private=private)

    async def _results(self, talk: Conversation, state: lists.SearchState, index: int) -> Screen:
        page = await self.services.catalogue.search(state.query or None, state.filters, state.sort, index)
        return lists.results(talk.t, page, state)


async def setup(host: Host) -> None:
    await host.add_cog(Dramas(host))
