"""`/catalogue`: moderators change the drama catalogue, or propose changes to the bot's owner."""

from __future__ import annotations

import io
from textwrap import wrap

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import utcnow

from bot.domain.changes import Change, ChangeKind, Proposal
from bot.domain.curating import ALL_FIELDS, Section, Typed
from bot.domain.dramas import Drama
from bot.domain.sources import SourceName, SourcePart
from bot.errors import AmbiguousDrama, FileTooLarge, ImportRefused, NamidaError, Outdated, UnknownDrama
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.catalogue import curators, forms, imports, matches, offers, panel, proposals
from bot.present.conversation import Conversation
from bot.present.errors.sentences import sentence
from bot.present.forms import Fields
from bot.services.catalogue.curating import SectionForm
from bot.services.catalogue.importing import SIZE_LIMIT
from cogs.ahead import agreed, is_asked
from cogs.base import (
    TITLE,
    Choices,
    Host,
    Interaction,
    NamidaCog,
    completes,
    on_form,
    on_press,
    require_manager,
    server_command,
)
from cogs.catalogue.changing import change, require_owner, require_undoer, server_name
from cogs.catalogue.suggesting import ask, show_suggestions

MARK = 8  # letters of one text's mark in a form


class Catalogue(
    NamidaCog, commands.GroupCog, group_name="catalogue", group_description=N_("The drama catalogue")
):
    """Adding, correcting, importing, refreshing, removing."""

    @server_command("add", N_("Add a drama, from another catalogue or by hand"), managers=True)
    @app_commands.describe(title=N_("The name of the drama that is missing"))
    async def add(self, talk: Conversation, title: app_commands.Range[str, 1, 300]) -> None:
        require_manager(talk)
        alike, asked = await self.services.curating.alike(title)
        gone = await self.services.curating.suggest_removed(asked)
        found = await self.services.growing.offers(asked)
        await talk.reply(curators.adding(talk.t, asked, alike, found, gone))

    @server_command("edit", N_("Correct what the catalogue says about a drama"), managers=True)
    @app_commands.describe(title=TITLE)
    async def edit(self, talk: Conversation, title: str) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        await talk.reply(panel.panel(talk.t, await self.services.curating.view(drama.id)))

    @server_command("alias", N_("Add another name of a drama, or remove one"), managers=True)
    @app_commands.describe(
        title=TITLE,
        name=N_("The other name"),
        remove=N_("Remove the name; no refresh adds it again"),
    )
    async def alias(
        self, talk: Conversation, title: str, name: app_commands.Range[str, 1, 300], remove: bool = False
    ) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        kind = ChangeKind.UNNAME if remove else ChangeKind.NAME
        await change(self.host, talk, Change(kind, drama.id, text=name))

    @server_command("import", N_("Add the dramas of a file: CSV or JSON Lines"), managers=True)
    @app_commands.describe(file=N_("A .csv, .jsonl, .ndjson or .json file of at most 8 MB"))
    async def import_file(self, talk: Conversation, file: discord.Attachment) -> None:
        require_manager(talk)
        self.services.importing.check(file.filename, file.size)
        content = await file.read()
        if len(content) > SIZE_LIMIT:  # whatever was said of it before
            raise FileTooLarge(len(content), SIZE_LIMIT)
        try:
            await change(self.host, talk, Change(ChangeKind.IMPORT, text=file.filename), content)
        except ImportRefused as refused:
            table = discord.File(
                io.BytesIO(imports.problems_file(talk.t, refused.problems)), imports.PROBLEMS_FILE
            )
            view = imports.refused(talk.t, file.filename, refused.total, refused.problems)
            await talk.reply(view, files=[table])

    @server_command("refresh", N_("See what is new about a drama, and apply it"), managers=True)
    @app_commands.describe(title=TITLE)
    async def refresh(self, talk: Conversation, title: str) -> None:
        require_manager(talk)
        await self._preview(talk, await self.services.catalogue.resolve(title))

    @server_command("remove", N_("Remove a drama from the catalogue; it can be brought back"), managers=True)
    @app_commands.describe(title=TITLE)
    async def remove(self, talk: Conversation, title: str) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.resolve(title)
        kept = await self.services.curating.kept(drama)
        await talk.reply(curators.ask_removal(talk.t, drama, kept))

    @server_command("suggest", N_("Suggest a link, a song, a name or a correction"))
    @app_commands.describe(title=TITLE)
    async def suggest(self, talk: Conversation, title: str) -> None:
        drama = await self.services.catalogue.resolve(title)
        await ask(self.host, talk, drama.id)

    @completes(suggest, "title")
    @completes(add, "title")
    @completes(edit, "title")
    @completes(alias, "title")
    @completes(refresh, "title")
    @completes(remove, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @completes(alias, "name")
    async def _names(self, interaction: Interaction, typed: str) -> Choices:
        """Suggests the drama's names, which can be removed. Any other text is a new name."""
        title = str(getattr(interaction.namespace, "title", "") or "")
        names = await self.services.curating.aliases.suggest(title, typed)
        return [app_commands.Choice(name=name, value=name) for name in names]

    @on_press(verbs.UNDO_IMPORT)
    async def undo_import(self, talk: Conversation, pressed: Pressed) -> None:
        """Ask first. The button of the question undoes the import."""
        await require_undoer(self.host, talk)
        ident = pressed.number(0)
        if pressed.args[1:] != ("sure",):
            await talk.update(imports.ask_undo(talk.t, ident))
            return
        undone = await self.services.importing.undo(ident, talk.reader, utcnow())
        await talk.update(imports.undone(talk.t, ident, undone.went, undone.stayed))

    # --- adding ---

    @on_press(verbs.ADD_FROM)
    async def add_from(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        source, show = pressed.chosen_of(offers.show_of)
        await change(self.host, talk, Change(ChangeKind.ADD_FROM, source=source, show=show))

    @on_press(verbs.ADD_BY_HAND)
    async def open_new(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await talk.ask(forms.by_hand_form(talk.t, pressed.text(0)))

    @on_form(verbs.ADD_BY_HAND)
    async def take_new(self, talk: Conversation, _: Pressed, fields: Fields) -> None:
        require_manager(talk)
        texts = fields.texts(*forms.BY_HAND)
        await change(self.host, talk, Change(ChangeKind.ADD, fields=texts))

    # --- correcting ---

    @on_press(verbs.EDIT_PANEL)
    async def open_panel(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await self._panel(talk, pressed.target())

    @on_press(verbs.EDIT)
    async def open_section(self, talk: Conversation, pressed: Pressed) -> None:
        """The form of a section. Where it has several forms, the choice of one."""
        require_manager(talk)
        drama_id = pressed.number(0)
        section = pressed.chosen_of(Section) if pressed.values else pressed.one_of(1, Section)
        if not pressed.has(2):
            seen = await self.services.curating.view(drama_id)
            if len(panel.forms_of(talk.t, seen, section)) > 1:
                await talk.update(panel.choice(talk.t, seen, section, 0))
                return
        first = pressed.count(2) if pressed.has(2) else 1
        form = await self.services.curating.form(drama_id, section, first)
        if form.up_to is not None:
            place, kind = (form.drama, form.up_to), talk.t(forms.SECTIONS[section])
            about = (form.drama.id, section, first, form.up_to)
            if await is_asked(self, talk, place, kind, verbs.EDIT_AHEAD, *about):
                return
        await self._form(talk, form)

    @on_press(verbs.EDIT_AHEAD)
    async def open_section_ahead(self, talk: Conversation, pressed: Pressed) -> None:
        """The answer to the question before a form with plot in it."""
        require_manager(talk)

        async def place(about: Pressed) -> tuple[Drama, int]:
            return await self.services.catalogue.get(about.number(0)), about.count(3)

        about = await agreed(self, talk, pressed, place)
        section = about.one_of(1, Section)
        await self._form(talk, await self.services.curating.form(about.number(0), section, about.count(2)))

    @staticmethod
    async def _form(talk: Conversation, form: SectionForm) -> None:
        await talk.ask(
            forms.section_form(talk.t, form.drama, form.section, form.texts, form.marks, form.piece)
        )

    @on_press(verbs.EDIT_RANGES)
    async def turn_ranges(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        section = pressed.one_of(1, Section)
        seen = await self.services.curating.view(pressed.number(0))
        await talk.update(panel.choice(talk.t, seen, section, pressed.count(2)))

    @on_form(verbs.EDIT)
    async def take_section(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        require_manager(talk)
        section = pressed.one_of(1, Section)
        marks = tuple(wrap(pressed.text(4), MARK))
        typed = Typed(
            pressed.number(0),
            section,
            fields.among(ALL_FIELDS),
            marks,
            pressed.count(2),
            pressed.count(3),
        )
        if len(marks) != len(typed.fields):
            raise Outdated
        await change(self.host, talk, Change(ChangeKind.EDIT, typed=typed))

    # --- refreshing ---

    @on_press(verbs.REFRESH)
    async def look_for_news(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await self._preview(talk, await self.services.catalogue.get(pressed.number(0)))

    @on_press(verbs.APPLY_REFRESH)
    async def apply_refresh(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await change(self.host, talk, Change(ChangeKind.REFRESH, pressed.number(0)))

    @on_press(verbs.LINK_TO)
    async def link_to(self, talk: Conversation, pressed: Pressed) -> None:
        """Show what would change if the drama were linked to this show of a source."""
        require_manager(talk)
        part = SourcePart(*pressed.chosen_of(offers.show_of))
        shown = await self.services.growing.preview(pressed.number(0), (part,))
        await talk.update(curators.preview(talk.t, shown, part))

    @on_press(verbs.APPLY_LINK)
    async def apply_link(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        source, show = pressed.one_of(1, SourceName), pressed.text(2)
        await change(self.host, talk, Change(ChangeKind.LINK, pressed.number(0), source=source, show=show))

    # --- two that are one ---

    @on_press(verbs.SAME_DRAMA)
    async def same_drama(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        if pressed.values:
            chosen = self.services.catalogue.chosen(pressed.chosen_number())
            one, other = await self.services.curating.two(drama.id, chosen)
            await talk.update(curators.ask_merge(talk.t, one, other))
            return
        await talk.ask(forms.same_form(talk.t, drama))

    @on_form(verbs.SAME_DRAMA)
    async def take_other(self, talk: Conversation, pressed: Pressed, fields: Fields) -> None:
        require_manager(talk)
        drama = await self.services.catalogue.get(pressed.number(0))
        try:
            one, other = await self.services.curating.two(drama.id, fields.text("other"))
        except AmbiguousDrama as several:
            near = several.candidates
        except UnknownDrama as unknown:
            near = unknown.nearest
        else:
            await talk.update(curators.ask_merge(talk.t, one, other))
            return
        others = [candidate for candidate in near if candidate.id != drama.id]
        await talk.update(curators.which_other(talk.t, drama, fields.text("other"), others))

    @on_press(verbs.MERGE_DRAMAS)
    async def merge(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        wanted = Change(ChangeKind.MERGE, pressed.number(0), pressed.number(1))
        await change(self.host, talk, wanted)

    # --- shows of other catalogues that may be dramas of ours ---

    @server_command("match", N_("Decide which shows of other catalogues match dramas here"), managers=True)
    async def match(self, talk: Conversation) -> None:
        require_manager(talk)
        await talk.reply(matches.queue(talk.t, await self.services.matching.queue(0)))

    @on_press(verbs.MATCHES)
    async def turn_matches(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await talk.update(matches.queue(talk.t, await self.services.matching.queue(pressed.count(0))))

    @on_press(verbs.MATCH_SAME)
    async def match_same(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await change(self.host, talk, Change(ChangeKind.SAME, other_id=pressed.number(0)))

    @on_press(verbs.MATCH_DIFFERENT)
    async def match_different(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await change(self.host, talk, Change(ChangeKind.DIFFERENT, other_id=pressed.number(0)))

    # --- out of sight ---

    @on_press(verbs.REMOVE_DRAMA)
    async def remove_drama(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        await change(self.host, talk, Change(ChangeKind.REMOVE, pressed.number(0)))

    # --- what was done, and undoing it ---

    @on_press(verbs.DRAMA_HISTORY)
    async def show_changes(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        drama, traces = await self.services.curating.history(pressed.number(0))
        await talk.update(proposals.history(talk.t, drama, traces, talk.reader.guild_id))

    @on_press(verbs.UNDO_CHANGE)
    async def undo(self, talk: Conversation, pressed: Pressed) -> None:
        require_manager(talk)
        chosen = pressed.target()
        await change(self.host, talk, Change(ChangeKind.UNDO, other_id=chosen))

    # --- what members suggest, and what waits for the bot's owner ---

    @server_command(
        "queue", N_("Decide on what members suggest, and on changes that servers propose"), managers=True
    )
    async def queue(self, talk: Conversation) -> None:
        """Members' suggestions, for moderators. Where none wait, the bot's owner sees proposed changes."""
        if talk.reader.manages_guild and await self.services.suggesting.waiting(talk.reader):
            await show_suggestions(self.host, talk, 0)
            return
        if talk.reader.member_id in await self.host.owner_ids_now():
            await self._queue(talk, 0)
            return
        require_manager(talk)
        await show_suggestions(self.host, talk, 0)

    @on_press(verbs.PROPOSALS)
    async def turn_queue(self, talk: Conversation, pressed: Pressed) -> None:
        await require_owner(self.host, talk)
        await self._queue(talk, pressed.count(0) if pressed.has(0) else 0)

    @on_press(verbs.APPROVE)
    async def approve(self, talk: Conversation, pressed: Pressed) -> None:
        await require_owner(self.host, talk)
        found, _ = await self.services.changes.approve(pressed.number(0), talk.reader, utcnow())
        await self._queue(talk, pressed.count(1), found, approved=True)

    @on_press(verbs.DECLINE)
    async def decline(self, talk: Conversation, pressed: Pressed) -> None:
        await require_owner(self.host, talk)
        found = await self.services.changes.decline(pressed.number(0), talk.reader, utcnow())
        await self._queue(talk, pressed.count(1), found, approved=False)

    async def _queue(
        self, talk: Conversation, place: int, decided: Proposal | None = None, *, approved: bool = False
    ) -> None:
        """The proposal at this place, below the decision about the one before."""
        seen = await self.services.changes.queue(place)
        name = server_name(talk, seen.proposal.guild_id) if seen is not None else None
        hindrance = seen.hindrance if seen is not None else None
        hindered = sentence(hindrance, talk.t) if isinstance(hindrance, NamidaError) else ""
        view, text = proposals.queue(talk.t, seen, name, decided, approved=approved, hindered=hindered)
        files = [discord.File(io.BytesIO(text.encode()), proposals.WHOLE_FILE)] if text else []
        if seen is not None and seen.proposal.change.kind is ChangeKind.IMPORT:
            content = await self.services.changes.file(seen.proposal.id)
            files = [discord.File(io.BytesIO(content), proposals.file_name(seen.proposal.change))]
        await talk.update(view, files=files)

    async def _panel(self, talk: Conversation, drama_id: int) -> None:
        await talk.update(panel.panel(talk.t, await self.services.curating.view(drama_id)))

    async def _preview(self, talk: Conversation, drama: Drama) -> None:
        """What a refresh would change. For a drama without a source, the shows that it could be linked to."""
        if await self.services.growing.parts(drama.id):
            view = curators.preview(talk.t, await self.services.growing.preview(drama.id))
        else:
            found = await self.services.growing.offers(drama.title)
            view = curators.unlinked(talk.t, drama, found)
        await talk.update(view)


async def setup(host: Host) -> None:
    await host.add_cog(Catalogue(host))
