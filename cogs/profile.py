"""`/profile` and the user menu "Drama profile": a member's list and scores in numbers."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.advice import AdviceFrom
from bot.domain.answers import AnswersTold
from bot.domain.profiles import Profile, ProfileChanges, SeenBy
from bot.domain.titles import Titles
from bot.errors import Outdated, UnknownName
from bot.i18n import LANGUAGES, N_, Texts
from bot.present import charts, countries, verbs, words
from bot.present.actions import Pressed, number, one_of
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.members import figures, profiles, years
from cogs.base import (
    LANGUAGE_CHOICES,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    on_form,
    on_press,
    user_menu,
)
from cogs.pictures import facts_of

Person = discord.User | discord.Member

OWN_LANGUAGE_CHOICES = [
    app_commands.Choice(name=N_("as set on your Discord"), value=profiles.BY_DISCORD),
    *LANGUAGE_CHOICES,
]
STAR_CHOICES = [app_commands.Choice(name=label, value=stars) for stars, label in profiles.STARS.items()]
TITLE_CHOICES = [
    app_commands.Choice(name=name, value=titles.value) for titles, (name, _) in words.TITLES.items()
]
ANSWER_CHOICES = [
    app_commands.Choice(name=name, value=told.value) for told, (name, _) in profiles.ANSWERS.items()
]
LIST_CHOICES = [
    app_commands.Choice(name=name, value=seen_by.value) for seen_by, (name, _) in profiles.SEEN_BY.items()
]

ADVICE_CHOICES = [
    app_commands.Choice(name=name, value=value.value) for value, (name, _) in profiles.ADVICE_FROM.items()
]


class Profiles(
    NamidaCog, commands.GroupCog, group_name="profile", group_description=N_("Your drama profile")
):
    """Show, look back and edit."""

    @command("show", N_("A member's list, scores and favourites in numbers; without a member, your own"))
    @app_commands.describe(member=N_("Whose profile; you see as much of it as they allow"))
    async def show(self, talk: Conversation, member: discord.User | None = None) -> None:
        await self._show(talk, member or talk.interaction.user)

    @user_menu(N_("Drama profile"))
    async def show_of(self, talk: Conversation, member: Person) -> None:
        await self._show(talk, member)

    @command("year", N_("What you finished in a year, as a picture"))
    @app_commands.describe(year=N_("The year; this one, if you leave it out (in January the last)"))
    async def year(self, talk: Conversation, year: app_commands.Range[int, 1900, 2200] | None = None) -> None:
        t, user = talk.t, talk.interaction.user
        asked = (year,) if year is not None else await self.services.years.meant(talk.reader, utcnow())
        for one in asked:
            shown = await self.services.years.of_member(talk.reader, one)
            chart = figures.year(t, shown, user.display_name, user.name)
            if chart is not None:
                picture = await facts_of(self.host, talk, t, chart)
                part, files = (picture.part, (picture.file,)) if picture else (None, ())
                await talk.reply(years.own(t, shown, chart, part), files=files)
                return
        await talk.reply(years.nothing(t, asked[0]))

    @command("edit", N_("Your language, country, stars and titles, who sees your list, who can recommend"))
    @app_commands.describe(
        country=N_("A flag on your profile"),
        language=N_("The language of answers to you"),
        stars=N_("How scores are shown to you"),
        titles=N_("How dramas are named to you"),
        list=N_("Who can see your list and your profile"),
        recommendations=N_("Who can recommend dramas to you"),
        answers=N_("How you are told of answers to your comments and reviews"),
    )
    @app_commands.choices(language=OWN_LANGUAGE_CHOICES, list=LIST_CHOICES, recommendations=ADVICE_CHOICES)
    @app_commands.choices(titles=TITLE_CHOICES, answers=ANSWER_CHOICES)
    @app_commands.choices(stars=STAR_CHOICES)
    async def edit(
        self,
        talk: Conversation,
        country: str | None = None,
        language: str | None = None,
        stars: int | None = None,
        titles: str | None = None,
        list: str | None = None,
        recommendations: str | None = None,
        answers: str | None = None,
    ) -> None:
        changes: ProfileChanges = {}
        if country is not None:
            changes["country"] = _country(talk.t, country)
        if language is not None:
            changes["language"] = _language(language)
        if stars is not None:
            changes["stars_out_of"] = _stars(stars)
        if titles is not None:
            changes["titles"] = Titles(titles)
        if list is not None:
            changes["list_seen_by"] = SeenBy(list)
        if recommendations is not None:
            changes["advice_from"] = AdviceFrom(recommendations)
        if answers is not None:
            changes["answers_told"] = AnswersTold(answers)
        if not changes:
            await talk.reply(profiles.panel(talk.t, await self.services.profiles.settings(talk.reader)))
            return
        chosen = await self.services.profiles.change(talk.reader, changes, utcnow())
        await talk.reply(profiles.panel(await self._texts(talk, changes), chosen, saved=True))

    @completes(edit, "country")
    async def _countries(self, interaction: Interaction, typed: str) -> Choices:
        t = await self.host.texts_of(interaction)
        # The value that clears the flag is offered for an empty box, and if it is typed.
        none = t("none")
        wanted = typed.strip().casefold()
        offered = [(code, countries.name(t, code)) for code, _ in countries.offered(t, typed, 25)]
        if none.casefold().startswith(wanted) or countries.NONE.startswith(wanted):
            offered = [(countries.NONE, none), *offered]
        return [app_commands.Choice(name=name[:100], value=code) for code, name in offered[:25]]

    @on_press(verbs.PROFILE)
    async def show_own(self, talk: Conversation, _: Pressed) -> None:
        await self._show(talk, talk.interaction.user)

    @on_press(verbs.EDIT_PROFILE)
    async def open_panel(self, talk: Conversation, _: Pressed) -> None:
        await talk.reply(profiles.panel(talk.t, await self.services.profiles.settings(talk.reader)))

    @on_press(verbs.SET_PROFILE)
    async def choose(self, talk: Conversation, pressed: Pressed) -> None:
        await self._change(talk, pressed.one_of(0, _CHOSEN.__getitem__)(pressed.chosen()))

    @on_press(verbs.SET_COUNTRY)
    async def ask_country(self, talk: Conversation, _: Pressed) -> None:
        chosen = await self.services.profiles.settings(talk.reader)
        await talk.ask(profiles.country_form(talk.t, chosen.country), private=True)

    @on_form(verbs.SET_COUNTRY)
    async def choose_country(self, talk: Conversation, _: Pressed, fields: Fields) -> None:
        await self._change(talk, {"country": _country(talk.t, fields.text("country"))})

    async def _show(self, talk: Conversation, member: Person) -> None:
        """The profile of a member, as far as the reader may see it."""
        if member.bot:
            await talk.reply(profiles.of_a_bot(talk.t, member.id))
            return
        shown = await self.services.profiles.show(member.id, talk.reader, self.host)
        if shown is None:
            await talk.reply(profiles.closed(talk.t, member.id))
            return
        own = member.id == talk.reader.member_id
        picture = await self._picture(talk, shown, member)
        part, files = (picture.part, (picture.file,)) if picture else (None, ())
        await talk.reply(profiles.profile(talk.t, shown, part, own=own), files=files)

    async def _picture(self, talk: Conversation, shown: Profile, member: Person) -> charts.Picture | None:
        """The profile as a picture, if there is anything to count and it can be drawn in time."""
        chart = figures.profile(talk.t, shown, member.display_name, member.name)
        return await facts_of(self.host, talk, talk.t, chart) if chart is not None else None

    async def _change(self, talk: Conversation, changes: ProfileChanges) -> None:
        """Store a setting from the panel, and show all current settings."""
        chosen = await self.services.profiles.change(talk.reader, changes, utcnow())
        await talk.update(profiles.panel(await self._texts(talk, changes), chosen))

    async def _texts(self, talk: Conversation, changes: ProfileChanges) -> Texts:
        """The texts for the answer to a change, as they are from now on. The language may be Discord's."""
        if not changes.keys() & {"language", "titles"}:
            return talk.t
        return await self.host.texts_of(talk.interaction)


def _country(t: Texts, typed: str) -> str | None:
    """The meant country. None to show none. Raises `UnknownName`."""
    text = typed.strip()
    if text.casefold() in ("", countries.NONE, t("none").casefold()):
        return None
    code = countries.code_of(text)
    if code is None:
        raise UnknownName("country", text, countries.nearest(t, text))
    return code


def _language(chosen: str) -> str | None:
    """One of our languages. None for Discord's. Raises `Outdated` for any other."""
    if chosen != profiles.BY_DISCORD and chosen not in LANGUAGES:
        raise Outdated
    return chosen if chosen in LANGUAGES else None


def _stars(chosen: int) -> int:
    """The scale for scores. Raises `Outdated` for an unknown one."""
    if chosen not in profiles.STARS:
        raise Outdated
    return chosen


_CHOSEN = {
    "language": lambda value: ProfileChanges(language=_language(value)),
    "stars": lambda value: ProfileChanges(stars_out_of=_stars(number(value))),
    "titles": lambda value: ProfileChanges(titles=one_of(Titles, value)),
    "advice": lambda value: ProfileChanges(advice_from=one_of(AdviceFrom, value)),
    "list": lambda value: ProfileChanges(list_seen_by=one_of(SeenBy, value)),
    "answers": lambda value: ProfileChanges(answers_told=one_of(AnswersTold, value)),
}


async def setup(host: Host) -> None:
    await host.add_cog(Profiles(host))
