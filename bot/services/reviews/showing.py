"""A review as it is shown: to one reader alone, or to everyone in the same place."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from bot.domain.consent import in_sight
from bot.domain.dramas import Drama
from bot.domain.members import Reader
from bot.domain.reviews import Review, ReviewShown
from bot.domain.spoilers import Policy, shape
from bot.domain.stills import Illustrated, StillsOf
from bot.errors import ReviewGone
from bot.store import stills
from bot.store.catalogue import catalogue
from bot.store.episodes import episodes
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience
from bot.store.scores import scores


def audience_of(reader: Reader) -> Audience:
    """Whose reviews may be seen where the reader is."""
    return Audience(reader.member_id, reader.guild_id, reader.guilds)


def seen(connection: sqlite3.Connection, review_id: int, reader: Reader) -> tuple[Review, Drama]:
    """A review that may be seen where the reader is, and its drama; raises `ReviewGone`."""
    review = reviews.seen(connection, review_id, audience_of(reader))
    drama = catalogue.get(connection, review.drama_id) if review else None
    if review is None or drama is None:
        raise ReviewGone
    return review, drama


def for_everyone(review_id: int, reader: Reader, connection: sqlite3.Connection) -> ReviewShown:
    """A review as everyone may see it where the reader is; raises `ReviewGone`."""
    review, drama = seen(connection, review_id, reader)
    return in_sight(shown_to(connection, drama, review, reader, private=False))


def shown_to(
    connection: sqlite3.Connection, drama: Drama, review: Review, reader: Reader, *, private: bool
) -> ReviewShown:
    """A review for one reader, or for everyone in the same place."""
    policy = reader.policy
    shown = with_all(connection, drama, review, policy, audience_of(reader))
    if not private:
        return shown
    standing = members.progress(connection, reader.member_id, drama.id)
    own = review.member_id == reader.member_id
    how = shape(policy, standing, review.spoils, alone=True, own=own)
    own_vote = reviews.vote_of(connection, review.id, reader.member_id)
    return replace(shown, shape=how, standing=standing, own_vote=own_vote, own=own)


def for_all(connection: sqlite3.Connection, review: Review, guild_id: int) -> ReviewShown | None:
    """A review as a server's post shows it. None if its drama is gone."""
    drama = catalogue.get(connection, review.drama_id)
    if drama is None:
        return None
    policy = guilds.get(connection, guild_id).policy
    return in_sight(with_all(connection, drama, review, policy, Audience(None, guild_id)))


def with_all(
    connection: sqlite3.Connection, drama: Drama, review: Review, policy: Policy, audience: Audience
) -> ReviewShown:
    """A review with everything that is shown beside it, in a form that spoils no one."""
    how = shape(policy, None, review.spoils)
    return ReviewShown(
        drama,
        review,
        scores.get(connection, review.member_id, drama.id),
        members.progress(connection, review.member_id, drama.id),
        reviews.others(connection, review, audience),
        how,
        episodes.last_number(connection, drama),
        stills=stills.of(connection, StillsOf(Illustrated.REVIEW, review.id)),
    )
