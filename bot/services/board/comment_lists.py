"""The comments of a drama, or on a review, in pages for one reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from bot.domain.comments import A_PAGE, Comment, CommentList, CommentShown, CommentSort, readable, threaded
from bot.domain.consent import Cleared, Label, gate_alone
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.progress import Progress
from bot.domain.reviews import Review
from bot.domain.spoilers import Policy, shape, visible_episodes
from bot.errors import BoardHidden, ReviewGone
from bot.services.board.board import channels_of
from bot.services.board.comment_posts import answered
from bot.services.checks import existing, guild_of
from bot.store.board import comments
from bot.store.database import Database
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience

InSight = Callable[[Collection[int]], bool]


class CommentLists:
    """Puts pages of comments together, each cut at where its reader is."""

    def __init__(self, database: Database):
        self._database = database

    async def of_drama(
        self, drama_id: int, reader: Reader, sort: CommentSort, index: int, in_sight: InSight
    ) -> CommentList:
        """A page of the comments of a drama on the reader's server.

        `in_sight` tells whether the reader sees these channels. Raises `BoardHidden` where they do not,
        `ServerOnly` and `UnknownDrama`.
        """

        def read(connection: sqlite3.Connection) -> CommentList:
            return _page(connection, existing(connection, drama_id), reader, sort, index, in_sight)

        return await self._database.read(read)

    async def on_review(
        self, review_id: int, reader: Reader, sort: CommentSort, index: int, in_sight: InSight
    ) -> CommentList:
        """The same of the comments on a review. Raises `ReviewGone` for one that may not be seen here."""

        def read(connection: sqlite3.Connection) -> CommentList:
            review, drama = on_review(connection, review_id, reader)
            return _page(connection, drama, reader, sort, index, in_sight, review)

        return await self._database.read(read)


def on_review(connection: sqlite3.Connection, review_id: int, reader: Reader) -> tuple[Review, Drama]:
    """A review that the reader may comment on. Raises `ReviewGone`."""
    audience = Audience(reader.member_id, reader.guild_id, reader.guilds)
    review = reviews.seen(connection, review_id, audience)
    if review is None:
        raise ReviewGone
    return review, existing(connection, review.drama_id)


def _page(
    connection: sqlite3.Connection,
    drama: Drama,
    reader: Reader,
    sort: CommentSort,
    index: int,
    in_sight: InSight,
    review: Review | None = None,
) -> CommentList:
    guild_id = guild_of(reader)
    if not in_sight(channels_of(connection, guild_id, drama.id)):
        raise BoardHidden
    of = review.id if review else None
    there, more = comments.listed(connection, guild_id, drama.id, sort, of)
    standing = members.progress(connection, reader.member_id, drama.id)
    order = threaded(readable(there, reader.member_id, visible_episodes(standing)))
    pages = max(1, -(-len(order) // A_PAGE))
    index = max(0, min(index, pages - 1))
    wanted = [one.id for one in order[index * A_PAGE : (index + 1) * A_PAGE]]
    found = (
        _cleared(connection, drama, one, reader, standing) for one in comments.get_many(connection, wanted)
    )
    return CommentList(
        drama,
        tuple(one for one in found if one is not None),
        sort,
        index,
        pages,
        len(order),
        len(there),
        more,
        of,
        review.member_id if review else None,
    )


def _cleared(
    connection: sqlite3.Connection,
    drama: Drama,
    comment: Comment,
    reader: Reader,
    standing: Progress | None,
) -> Cleared[CommentShown] | None:
    """A comment of the list, if its reader may have it in clear."""
    own = comment.member_id == reader.member_id
    how = shape(Policy.SEALED, standing, comment.spoils, own=own)
    shown = CommentShown(drama, comment, how, answered(connection, comment), standing)
    gated = gate_alone(shown, Label.of(drama, comment.spoils, comment.text))
    return gated if isinstance(gated, Cleared) else None
