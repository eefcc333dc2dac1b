"""Tells members of answers, once each, by their own choice: in their digest or by a direct message."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain import post_keys
from bot.domain.answers import TOLD_AFTER, TOLD_WITHIN, Answer, AnswersTold
from bot.domain.blocks import in_force
from bot.domain.outbox import NewPost, Post, Target
from bot.store.board import answers
from bot.store.database import Database
from bot.store.moderation import blocks
from bot.store.posts import outbox

ANSWERED = "answered"  # the kind of post


class Answers:
    """What notices of answers tell when they are sent."""

    def __init__(self, database: Database):
        self._database = database

    async def to_tell(self, post: Post, now: datetime) -> Answer | None:
        """What a direct message tells. None if nothing is left to tell, or the member asks for none."""

        member_id, comment_id = post.target.member_id, int(str(post.payload["comment"]))
        if member_id is None:
            return None

        def read(connection: sqlite3.Connection) -> Answer | None:
            return _tellable(connection, comment_id, member_id, AnswersTold.MESSAGE, now)

        return await self._database.read(read)

    async def of_digest(self, post: Post, now: datetime) -> list[Answer]:
        """What a digest tells of answers, the newest first."""
        member_id = post.target.member_id
        if member_id is None:
            return []

        def read(connection: sqlite3.Connection) -> list[Answer]:
            waiting = answers.of_digest(connection, member_id, post.due_at)
            found = (_tellable(connection, ident, member_id, AnswersTold.DIGEST, now) for ident in waiting)
            return [answer for answer in found if answer is not None]

        return await self._database.read(read)


def plan(connection: sqlite3.Connection, comment_id: int, now: datetime) -> None:
    """Plan that the member whom a new comment answers is told of it, as they chose."""
    answer = answers.get(connection, comment_id)
    if answer is None or answer.member_id == answer.author_id:
        return
    wish = answers.told(connection, answer.member_id)
    if wish is AnswersTold.DIGEST:
        answers.wait(connection, answer)
    elif wish is AnswersTold.MESSAGE:
        due = now + TOLD_AFTER
        post = NewPost(
            post_keys.answered(comment_id),
            ANSWERED,
            Target(member_id=answer.member_id),
            due,
            expires_at=due + TOLD_WITHIN,
            payload={"comment": comment_id},
        )
        outbox.put(connection, post)


def _tellable(
    connection: sqlite3.Connection, comment_id: int, member_id: int, wish: AnswersTold, now: datetime
) -> Answer | None:
    """An answer that this member still wants to hear of in this way, by an author who may write there.

    Where the comment that it answered is gone, it may answer another member's review by now.
    """
    answer = answers.get(connection, comment_id)
    if answer is None or answer.member_id != member_id or answers.told(connection, member_id) is not wish:
        return None
    barred = in_force(blocks.of_member(connection, answer.author_id), now, answer.guild_id)
    return answer if barred is None else None
