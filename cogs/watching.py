"""`/watch`: a member's progress, their list, and its import and export."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.dramas import Drama
from bot.domain.progress import Status
from bot.errors import ImportRefused
from bot.i18n import N_
from bot.present import verbs, words
from bot.present.actions import Pressed, count
from bot.present.catalogue import imports, offers
from bot.present.conversation import Conversation
from bot.present.forms import Fields
from bot.present.layout import Screen
from bot.present.watching import lists, watching
from bot.services.watching.lists import FileKind
from cogs.base import TITLE, Choices, Host, Interaction, NamidaCog, command, completes, on_form, on_press

STATUS_CHOICES = [
    app_commands.Choice(name=label, value=status.value) for status, label in words.STATUSES.items()
]
FORMAT_CHOICES = [
    app_commands.Choice(name=N_("CSV, for spreadsheets"), value=FileKind.CSV.value),
    app_commands.Choice(name=N_("JSON, for programs"), value=FileKind.JSON.value),
]


class WatchList(NamidaCog, commands.GroupCog, group_name="watch", group_description=N_("Your watch list")):
    """A member's progress and list."""

    @command("set", N_("Update your progress: status, episode, or both"))
    @app_commands.describe(
        title=TITLE,
        status=N_("Plan to watch, watching, completed, on hold or dropped"),
        episode=N_("The last episode you have seen; 0 clears it"),
    )
    @app_commands.choices(status=STATUS_CHOICES)
    async def set_progress(
        self, talk: Conversation, title: str, status: str | None = None, episode: int | None = None
    ) -> None:
        drama = await self.services.catalogue.resolve(title)
        given = Status(status) if status else None
        await talk.reply(
            watching.moved(
                talk.t, await self.services.watching.set(drama, talk.reader, given, episode, utcnow())
            )
        )

    @command("next", N_("Mark one more episode as seen"))
    @app_commands.describe(title=TITLE)
    async def one_more(self, talk: Conversation, title: str) -> None:
        await self._one_more(talk, await self.services.catalogue.resolve(title))

    @command("list", N_("Look through your list, or another member's"))
    @app_commands.describe(
        member=N_("Whose list; yours, if you leave it out"), status=N_("Only dramas with this status")
    )
    @app_commands.choices(status=STATUS_CHOICES)
    async def show_list(
        self, talk: Conversation, member: discord.User | None = None, status: str | None = None
    ) -> None:
        whose = member.id if member else talk.reader.member_id
        await talk.reply(await self._page(talk, whose, Status(status) if status else None, 0))

    @command("export", N_("Get your list as a file, with your scores and notes"))
    @app_commands.describe(format=N_("The type of file; CSV if you leave it out"))
    @app_commands.choices(format=FORMAT_CHOICES)
    async def export(self, talk: Conversation, format: str = FileKind.CSV.value) -> None:
        kind = FileKind(format)
        content, count = await self.services.lists.export(talk.reader, kind)
        if not count:
            await talk.reply(lists.nothing_to_export(talk.t))
            return
        name = f"{lists.EXPORT_NAME}.{kind}"
        file = discord.File(io.BytesIO(content), name)
        await talk.reply(lists.exported(talk.t, name, count), files=[file])

    @command(
        "import", N_("Import a list: Namida's, or one of TV Time, Trakt, Simkl, MyDramaList, Letterboxd …")
    )
    @app_commands.describe(
        file=N_("The file from the other site, unchanged: a file or a zip of at most 5 MB")
    )
    async def import_list(self, talk: Conversation, file: discord.Attachment) -> None:
        try:
            self.services.list_imports.check(file.size)
            trial = await self.services.list_imports.bring(file.read, talk.reader, utcnow())
        except ImportRefused as refused:
            table = discord.File(
                io.BytesIO(imports.problems_file(talk.t, refused.problems)), imports.PROBLEMS_FILE
            )
            view = imports.refused(talk.t, file.filename, refused.total, refused.problems)
            await talk.reply(view, files=[table])
            return
        await talk.reply(lists.trial(talk.t, trial))

    @completes(set_progress, "title")
    @completes(one_more, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    # --- one drama ---

    @on_press(verbs.NEXT)
    async def press_next(self, talk: Conversation, pressed: Pressed) -> None:
        await self._one_more(talk, await self.services.catalogue.get(pressed.number(0)))

    @on_press(verbs.PLAN)
    async def plan(self, talk: Conversation, pressed: Pressed) -> None:
        """Put a drama on the list, from a card or a menu of suggestions."""
        drama = await self.services.catalogue.get(pressed.target())
        await talk.reply(
            watching.moved(talk.t, await self.services.watching.plan(drama, talk.reader, utcnow()))
        )

    @on_press(verbs.REWATCH)
    async def watch_again(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        await talk.reply(
            watching.moved(talk.t, await self.services.watching.again(drama, talk.reader, utcnow()))
        )

    @on_press(verbs.UNLIST)
    async def forget(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        if not pressed.has(1):
            await talk.reply(watching.forget_question(talk.t, drama))
            return
        was_there = await self.services.watching.forget(drama, talk.reader)
        await talk.update(watching.forgotten(talk.t, drama, was_there=was_there))

    @on_press(verbs.WATCH_MORE)
    async def ask_more(self, talk: Conversation, pressed: Pressed) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        now = await self.services.watching.progress(drama, talk.reader)
        await talk.ask(watching.more(talk.t, drama, now), private=True)

    @on_form(verbs.WATCH_MORE)
    async def take_more(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        drama = await self.services.catalogue.get(pressed.number(0))
        answer = await self.services.watching.revise(drama, talk.reader, fields.typed, utcnow())
        await talk.reply(watching.moved(talk.t, answer))

    async def _one_more(self, talk: Conversation, drama: Drama) -> None:
        await talk.reply(
            watching.moved(talk.t, await self.services.watching.next(drama, talk.reader, utcnow()))
        )

    # --- a list ---

    @on_press(verbs.WATCH_LIST)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        whose = pressed.number(0) or talk.reader.member_id
        shown = await self._page(talk, whose, pressed.one_of(1, _status), pressed.count(2))
        await (talk.update(shown) if pressed.number(0) else talk.reply(shown))

    @on_press(verbs.WATCH_LIST_FILTER)
    async def filter(self, talk: Conversation, pressed: Pressed) -> None:
        await talk.update(await self._page(talk, pressed.number(0), pressed.chosen_of(_status), 0))

    async def _page(self, talk: Conversation, member_id: int, status: Status | None, index: int) -> Screen:
        page = await self.services.lists.page(member_id, talk.reader, status, index, self.host, utcnow())
        return lists.page(talk.t, page, own=member_id == talk.reader.member_id)

    # --- an import ---

    @on_press(verbs.LIST_TRY)
    async def try_again(self, talk: Conversation, pressed: Pressed) -> None:
        """Preview again: another page, or with the other side winning."""
        await self._trial(talk, pressed.number(0), pressed.flag(1), pressed.count(2))

    @on_press(verbs.LIST_APPLY)
    async def apply(self, talk: Conversation, pressed: Pressed) -> None:
        imports = self.services.list_imports
        done = await imports.apply(pressed.number(0), talk.reader, utcnow(), wins=pressed.flag(1))
        await talk.update(lists.imported(talk.t, done))
        content = await imports.unmatched(done.import_id, talk.reader)
        if content is not None:
            file = discord.File(io.BytesIO(content), lists.UNMATCHED_NAME)
            await talk.reply(lists.unmatched(talk.t, done), files=[file])

    @on_press(verbs.LIST_STAND)
    async def say_how_they_stand(self, talk: Conversation, pressed: Pressed) -> None:
        """Set the status of titles for which the file has none."""
        import_id, wins, index = pressed.number(0), pressed.flag(1), pressed.count(2)
        await self.services.list_imports.stand(import_id, talk.reader, pressed.chosen_of(_status))
        await self._trial(talk, import_id, wins, index)

    @on_press(verbs.LIST_LEAVE)
    async def leave(self, talk: Conversation, pressed: Pressed) -> None:
        await self.services.list_imports.leave(pressed.number(0), talk.reader)
        await talk.update(lists.left(talk.t))

    @on_press(verbs.LIST_UNDO)
    async def undo(self, talk: Conversation, pressed: Pressed) -> None:
        done = await self.services.list_imports.undo(pressed.number(0), talk.reader, utcnow())
        await talk.update(lists.undone(talk.t, done))

    @on_press(verbs.LIST_ROW)
    async def open_row(self, talk: Conversation, pressed: Pressed) -> None:
        """Ask which drama this title is."""
        import_id, wins, index = pressed.number(0), pressed.flag(1), pressed.count(2)
        choice = await self.services.list_imports.choice(
            import_id, count(pressed.chosen()), talk.reader, wins=wins, index=index
        )
        await talk.update(lists.choice(talk.t, choice, self.services.growing.names))

    @on_press(verbs.LIST_IS)
    async def match_row(self, talk: Conversation, pressed: Pressed) -> None:
        await self._choose(talk, pressed, pressed.chosen_number())

    @on_press(verbs.LIST_SKIP)
    async def skip_row(self, talk: Conversation, pressed: Pressed) -> None:
        await self._choose(talk, pressed, None)

    @on_press(verbs.LIST_LOOK)
    async def look_up(self, talk: Conversation, pressed: Pressed) -> None:
        """Ask other catalogues for a title that is unknown here."""
        import_id, place, wins, index = _row(pressed)
        choice = await self.services.list_imports.choice(
            import_id, place, talk.reader, wins=wins, index=index
        )
        found = await self.services.list_imports.offers(choice)
        await talk.update(lists.offered(talk.t, choice, found))

    @on_press(verbs.LIST_ADOPT)
    async def adopt(self, talk: Conversation, pressed: Pressed) -> None:
        import_id, place, wins, index = _row(pressed)
        source, show = pressed.chosen_of(offers.show_of)
        await self.services.list_imports.adopt(import_id, place, talk.reader, source, show, utcnow())
        await self._trial(talk, import_id, wins, index)

    async def _choose(self, talk: Conversation, pressed: Pressed, drama_id: int | None) -> None:
        import_id, place, wins, index = _row(pressed)
        await self.services.list_imports.choose(import_id, place, talk.reader, drama_id)
        await self._trial(talk, import_id, wins, index)

    async def _trial(self, talk: Conversation, import_id: int, wins: bool, index: int) -> None:
        trial = await self.services.list_imports.look(
            import_id, talk.reader, utcnow(), wins=wins, index=index
        )
        await talk.update(lists.trial(talk.t, trial))


def _row(pressed: Pressed) -> tuple[int, int, bool, int]:
    """The import, the title's place in it, whether the file wins, and the page that shows it."""
    return pressed.number(0), pressed.count(1), pressed.flag(2), pressed.count(3)


def _status(text: str) -> Status | None:
    return None if text == lists.ALL else Status(text)


async def setup(host: Host) -> None:
    await host.add_cog(WatchList(host))
