"""`/comments` and the Comments buttons: comments on a drama or a review, up to the reader's episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from discord import app_commands

from bot.domain.comments import CommentSort
from bot.errors import NoTitle
from bot.i18n import N_
from bot.present import verbs
from bot.present.actions import Pressed
from bot.present.board import comment_lists
from bot.present.conversation import Conversation
from bot.present.layout import Screen
from bot.services.container import Services
from cogs.access import comments_in_sight, require_board
from cogs.base import Choices, Host, Interaction, NamidaCog, completes, guild_of, on_press, server_command

SORT_CHOICES = [
    app_commands.Choice(name=name, value=sort.value) for sort, name in comment_lists.SORTS.items()
]


@dataclass(frozen=True)
class Place:
    """A page of comments: its order, its number from 0, and the review that they are on, if any."""

    sort: CommentSort = CommentSort.NEWEST
    index: int = 0
    review_id: int | None = None


def placed(args: Sequence[str]) -> Place:
    """The page that a button's arguments name. Raises `Outdated`."""
    said = Pressed(verbs.COMMENTS, tuple(args))
    return Place(said.one_of(0, CommentSort), said.count(1), said.number(2) or None)


async def comment_page(talk: Conversation, services: Services, drama_id: int, place: Place) -> Screen:
    """A page of comments for the reader alone. Raises `BoardHidden` for one who may not see their threads."""
    in_sight = partial(comments_in_sight, talk, private=True)
    lists = services.comments.lists
    if place.review_id is not None:
        shown = await lists.on_review(place.review_id, talk.reader, place.sort, place.index, in_sight)
    else:
        shown = await lists.of_drama(drama_id, talk.reader, place.sort, place.index, in_sight)
    if not shown.total:  # nothing can be written then, either
        await require_board(talk, services, shown.drama, 0)
    return comment_lists.page(talk.t, shown)


class CommentLists(NamidaCog):
    """Members' comments in pages."""

    @server_command("comments", N_("Read comments, up to where you are"))
    @app_commands.describe(
        title=N_("Any name of the drama; leave it out in the drama's own thread"),
        sort=N_("The order of the results"),
    )
    @app_commands.choices(sort=SORT_CHOICES)
    async def comments(
        self, talk: Conversation, title: str | None = None, sort: str = CommentSort.NEWEST.value
    ) -> None:
        guild_of(talk)
        if title is not None:
            drama_id = (await self.services.catalogue.resolve(title)).id
        else:
            here = await self.services.board.here(talk.interaction.channel_id)
            if here is None:
                raise NoTitle
            drama_id = here.drama.id
        await talk.reply(await comment_page(talk, self.services, drama_id, Place(CommentSort(sort))))

    @completes(comments, "title")
    async def _titles(self, interaction: Interaction, typed: str) -> Choices:
        return await self.suggest_titles(interaction, typed)

    @on_press(verbs.COMMENTS)
    async def turn(self, talk: Conversation, pressed: Pressed) -> None:
        """From a card (only the drama), open the reader's own pages. From a page, turn it."""
        drama_id = pressed.number(0)
        if not pressed.has(1):
            guild_of(talk)
            await talk.reply(await comment_page(talk, self.services, drama_id, Place()))
            return
        await talk.show_alone(await comment_page(talk, self.services, drama_id, placed(pressed.args[1:])))

    @on_press(verbs.REVIEW_COMMENTS)
    async def of_review(self, talk: Conversation, pressed: Pressed) -> None:
        """The Comments button of a review."""
        guild_of(talk)
        await talk.reply(await comment_page(talk, self.services, 0, Place(review_id=pressed.number(0))))


async def setup(host: Host) -> None:
    await host.add_cog(CommentLists(host))
