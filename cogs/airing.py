"""`/airing`: what airs today, following dramas, calendars, and the daily digest."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.dramas import COUNTRIES, Drama
from bot.domain.zones import zone_name
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.airing import airing as present
from bot.present.airing import calendars, digests
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import Screen
from cogs.base import (
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    command,
    completes,
    on_form,
    on_press,
    title_choices,
)

COUNTRY_CHOICES = [app_commands.Choice(name=names[0], value=code) for code, names in COUNTRIES.items()]


class OnAir(NamidaCog, commands.GroupCog, group_name="airing", group_description=N_("When dramas air")):
    """Today, follow, calendar."""

    @command("today", N_("What airs today"))
    @app_commands.describe(country=N_("Only what airs in this country"))
    @app_commands.choices(country=COUNTRY_CHOICES)
    async def today(self, talk: Conversation, country: str | None = None) -> None:
        await talk.reply(await self._today(talk, country, 0))

    @command("follow", N_("Follow a drama, for your calendar and your daily digest"))
    @app_commands.describe(title=TITLE)
    async def follow(self, talk: Conversation, title: str) -> None:
        await self._follow(talk, await self.services.catalogue.resolve(title))

    @command("unfollow", N_("Unfollow a drama"))
    @app_commands.describe(title=TITLE)
    async def unfollow(self, talk: Conversation, title: str) -> None:
        await self._unfollow(talk, await self.services.catalogue.resolve(title))

    @command("calendar", N_("A calendar file of the episodes you follow, or of a drama or country"))
    @app_commands.describe(title=TITLE, country=N_("All dramas from this country"))
    @app_commands.choices(country=COUNTRY_CHOICES)
    async def calendar(
        self, talk: Conversation, title: str | None = None, country: str | None = None
    ) -> None:
        drama = await self.services.catalogue.resolve(title) if title is not None else None
        now = discord.utils.utcnow()
        page = await self.services.airing.calendar(talk.reader, now, drama, country)
        if not page.events:
            asked = drama is not None or country is not None
            await talk.reply(calendars.nothing_to_send(talk.t, asked=asked))
            return
        await talk.reply(
            calendars.calendar_sent(talk.t, page), files=[calendars.calendar_file(talk.t, page.events)]
        )

    @completes(follow, "title")
    @completes(calendar, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @completes(unfollow, "title")
    async def _followed(self, interaction: Interaction, typed: str) -> Choices:
        dramas = await self.services.airing.followed(interaction.user.id, typed)
        return title_choices(await self.host.texts_of(interaction), dramas)

    @on_press(verbs.AIRING_TODAY)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        country = pressed.one_of(0, _country)
        await talk.update(await self._today(talk, country, pressed.count(1)))

    @on_press(verbs.FOLLOW)
    async def press_follow(self, talk: Conversation, pressed: Pressed) -> None:
        await self._follow(talk, await self.services.catalogue.get(pressed.number(0)))

    @on_press(verbs.UNFOLLOW)
    async def press_unfollow(self, talk: Conversation, pressed: Pressed) -> None:
        await self._unfollow(talk, await self.services.catalogue.get(pressed.number(0)))

    # --- the daily digest ---

    @on_press(verbs.DIGEST)
    async def ask_digest(self, talk: Conversation, pressed: Pressed) -> None:
        if pressed.args:  # what was typed before
            await talk.ask(digests.digest_form(talk.t, pressed.text(0), pressed.text(1)), private=True)
            return
        wish = await self.services.airing.digest(talk.reader)
        standing = (wish.at.strftime("%H:%M"), zone_name(wish.zone)) if wish else (None, None)
        await talk.ask(digests.digest_form(talk.t, *standing), private=True)

    @on_form(verbs.DIGEST)
    async def take_digest(self, talk: Conversation, _: Pressed, fields: Fields) -> None:
        await self._set_digest(talk, fields.text(digests.CLOCK), fields.text(digests.ZONE))

    @on_press(verbs.DIGEST_AT)
    async def choose_zone(self, talk: Conversation, pressed: Pressed) -> None:
        await self._set_digest(talk, pressed.text(0), pressed.text(1))

    @on_press(verbs.DIGEST_OFF)
    async def stop_digest(self, talk: Conversation, _: Pressed) -> None:
        changed = await self.services.airing.stop_digest(talk.reader)
        await talk.reply(digests.digest_stopped(talk.t, changed=changed))

    async def _set_digest(self, talk: Conversation, clock: str, zone: str) -> None:
        wish = await self.services.airing.set_digest(talk.reader, clock, zone, discord.utils.utcnow())
        await talk.reply(digests.digest_set(talk.t, wish))

    async def _today(self, talk: Conversation, country: str | None, index: int) -> Screen:
        shown = await self.services.airing.today(country, discord.utils.utcnow(), talk.reader)
        return present.today(talk.t, shown, country, index)

    async def _follow(self, talk: Conversation, drama: Drama) -> None:
        now = await self.services.airing.follow(drama, talk.reader, discord.utils.utcnow())
        await talk.reply(present.followed(talk.t, now))

    async def _unfollow(self, talk: Conversation, drama: Drama) -> None:
        now = await self.services.airing.unfollow(drama, talk.reader, discord.utils.utcnow())
        await talk.reply(present.unfollowed(talk.t, now))


def _country(code: str) -> str | None:
    """One of our countries, None for all. Raises `KeyError`."""
    if code and code not in COUNTRIES:
        raise KeyError(code)
    return code or None


async def setup(host: Host) -> None:
    await host.add_cog(OnAir(host))
