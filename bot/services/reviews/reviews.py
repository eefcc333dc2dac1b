"""Reviews: writing, reading and voting on them."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

from bot.domain.consent import Alone, Consent, Label, gate_alone, in_sight
from bot.domain.dramas import Drama
from bot.domain.held import HeldWriting
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Thing
from bot.domain.reviews import (
    HEADLINE_LIMIT,
    TEXT_LIMIT,
    Begin,
    Review,
    ReviewForm,
    ReviewPage,
    ReviewShown,
    ReviewsOf,
    ReviewSort,
    ReviewWritten,
    in_order,
)
from bot.domain.scores import HALF_POINTS_MAX, Criterion, Score, points
from bot.domain.stills import Illustrated, StillsOf
from bot.domain.writings import WritingKind
from bot.errors import NoOwnReview, NoReviewBy, NoReviews, OwnReview, ReviewGone
from bot.services.checks import existing, filled, label_begins, label_of
from bot.services.limits import Limits, limited
from bot.services.members.drafts import REVIEW, about
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.services.posts.message_ledger import Still
from bot.services.posts.outbox import Outbox
from bot.services.reviews.review_posts import ReviewPosts, plan_first
from bot.services.reviews.showing import audience_of, for_everyone, seen, shown_to
from bot.services.scores.scores import read_all
from bot.store import drafts, stills
from bot.store.database import Database
from bot.store.members import members
from bot.store.reviews import reviews
from bot.store.scores import scores

AROUND = 25  # neighbours of a review that a menu can hold
OF_A_MEMBER = 25


class Reviews:
    """Members' reviews of dramas."""

    def __init__(
        self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening, held: Held
    ):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self.posts = ReviewPosts(database, the_outbox)
        self._screening = screening
        held.writes(WritingKind.REVIEW, self._release)

    # --- writing ---

    async def form(self, drama: Drama, reader: Reader) -> ReviewForm:
        """What the form starts with: the draft, else the current review and score."""

        def read(connection: sqlite3.Connection) -> ReviewForm:
            begun, label = _begun(connection, drama, reader)
            texts = begun.headline, begun.text, *_described(connection, drama, reader)
            label = label_begins(connection, drama, reader, label, *texts)
            return replace(begun, spoils=label)

        return await self._database.read(read)

    @limited(Deed.REVIEW)
    async def write(self, drama: Drama, form: ReviewForm, reader: Reader, now: datetime) -> ReviewWritten:
        """Publish or edit the member's review, save its score, and delete the draft.

        Raises `EmptyText`, `TextTooLong`, `BadScore`, `BadLabel`, `EpisodeOutOfRange`, `SpoilerUnlabelled`
        and the errors of `Screening.passed`; then nothing has changed. A form without a score leaves the
        score as it is.
        """
        typed = filled(form.headline, HEADLINE_LIMIT), filled(form.text, TEXT_LIMIT)
        given = read_all({Criterion.OVERALL: form.overall.strip() or None}, reader.stars_out_of)
        waits = Waits(
            WritingKind.REVIEW,
            drama.id,
            asdict(form),
            lambda connection: {
                drama.id: label_of(
                    connection, drama, form.spoils, *typed, *_described(connection, drama, reader)
                )
            },
            subject=about(drama.id),
            draft=(REVIEW, about(drama.id)),
        )
        headline, text = await self._screening.passed(reader, now, *typed, waits=waits, everywhere=True)

        def write(connection: sqlite3.Connection) -> ReviewWritten:
            beside = _described(connection, drama, reader)
            spoils = label_of(connection, drama, form.spoils, headline, text, *beside)
            members.seen(connection, reader.member_id, reader.guild_id, now)
            if Criterion.OVERALL in given:
                _put_overall(connection, reader.member_id, drama.id, given[Criterion.OVERALL], now)
            review, changed = reviews.put(
                connection,
                reader.member_id,
                drama.id,
                headline=headline,
                text=text,
                spoils=spoils,
                language=reader.language,
                now=now,
            )
            drafts.remove(connection, reader.member_id, REVIEW, about(drama.id))
            return ReviewWritten(drama, review, plan_first(connection, review, reader, now), changed)

        written = await self._database.write(write)
        self._outbox.changed()
        return written

    async def _release(self, held: HeldWriting, author: Reader, now: datetime) -> None:
        """Write a review that waited for a moderator."""
        drama = await self._database.read(lambda connection: existing(connection, held.drama_id))
        await self.write(drama, ReviewForm(**held.payload["form"]), author, now)

    async def own(self, drama: Drama, reader: Reader) -> Review:
        """The member's review. Raises `NoOwnReview`."""
        review = await self._database.read(
            lambda connection: reviews.by(connection, reader.member_id, drama.id)
        )
        if review is None:
            raise NoOwnReview(drama)
        return review

    async def delete(self, drama: Drama, reader: Reader) -> None:
        """Delete the member's review, its votes, draft and posts. Raises `NoOwnReview`."""

        def write(connection: sqlite3.Connection) -> None:
            review = reviews.by(connection, reader.member_id, drama.id)
            if review is None:
                raise NoOwnReview(drama)
            reviews.remove(connection, review.id)
            drafts.remove(connection, reader.member_id, REVIEW, about(drama.id))

        await self._database.write(write)
        self._outbox.changed()

    # --- reading ---

    async def page(
        self,
        drama: Drama,
        reader: Reader,
        sort: ReviewSort,
        now: datetime,
        begin: Begin,
        *,
        private: bool,
    ) -> ReviewPage:
        """One of the reviews that may be seen here.

        Raises `NoReviews`, and `NoReviewBy` for an author without one. If the wanted review is gone, the
        first one is shown.
        """

        def read(connection: sqlite3.Connection) -> ReviewPage:
            audience = audience_of(reader)
            order = in_order(reviews.of(connection, drama.id, audience), sort, now)
            if not order:
                raise NoReviews(drama)
            at = _place(connection, drama, order, begin)
            start = max(0, min(at - AROUND // 2, len(order) - AROUND))
            around = reviews.get_many(connection, order[start : start + AROUND])
            shown = shown_to(connection, drama, around[at - start], reader, private=private)
            return ReviewPage(in_sight(shown), sort, at, len(order), tuple(map(_listed, around)))

        return await self._database.read_briefly(read)

    async def one(self, review_id: int, reader: Reader) -> ReviewShown:
        """A review as everyone may see it where the reader is; raises `ReviewGone`."""
        return await self._database.read_briefly(partial(for_everyone, review_id, reader))

    @staticmethod
    def still(shown: ReviewShown, reader: Reader) -> Still:
        """Whether a review is by now as everyone was shown it."""

        def look(connection: sqlite3.Connection) -> bool:
            try:
                return for_everyone(shown.review.id, reader, connection) == shown
            except ReviewGone:
                return False

        return look

    async def alone(
        self, review_id: int, reader: Reader, consent: Consent | None = None
    ) -> Alone[ReviewShown]:
        """A review for one reader alone, after what they agreed to; raises `ReviewGone`."""

        def read(connection: sqlite3.Connection) -> Alone[ReviewShown]:
            review, drama = seen(connection, review_id, reader)
            shown = shown_to(connection, drama, review, reader, private=True)
            return gate_alone(shown, Label.of(drama, review.spoils, *shown.wording), consent)

        return await self._database.read(read)

    async def written_by(self, author_id: int, reader: Reader) -> ReviewsOf:
        """A member's reviews that may be seen here. Raises `ReviewGone` if there are none."""

        def read(connection: sqlite3.Connection) -> ReviewsOf:
            audience = audience_of(reader)
            found = reviews.written_by(connection, author_id, audience, OF_A_MEMBER)
            if not found:
                raise ReviewGone
            newest = found[0][1]
            listed = tuple((drama, _listed(review)) for drama, review in found)
            return ReviewsOf(author_id, listed, 1 + reviews.others(connection, newest, audience))

        return await self._database.read(read)

    @limited(Deed.VOTE)
    async def vote(self, review_id: int, helpful: bool, reader: Reader, now: datetime) -> bool | None:
        """Vote on a review. The same vote again removes it. Returns the member's vote now.

        Raises `ReviewGone`, and `OwnReview` for the member's own review.
        """

        def write(connection: sqlite3.Connection) -> bool | None:
            review, _ = seen(connection, review_id, reader)
            if review.member_id == reader.member_id:
                raise OwnReview
            members.seen(connection, reader.member_id, reader.guild_id, now)
            before = reviews.vote_of(connection, review_id, reader.member_id)
            after = None if before is helpful else helpful
            reviews.vote(connection, review_id, reader.member_id, after)
            return after

        return await self._database.write(write)

    # --- its message ---

    @staticmethod
    def thing(shown: ReviewShown) -> Thing:
        """What a message shows that shows this review."""
        return Thing(Kind.REVIEW, shown.review.id, shown.drama.id)


def _begun(connection: sqlite3.Connection, drama: Drama, reader: Reader) -> tuple[ReviewForm, str | None]:
    """The draft of a review, or the one that stands with its score; and its label, None where it is new."""
    kept = drafts.get(connection, reader.member_id, REVIEW, about(drama.id))
    if kept is not None:
        form = ReviewForm(*(kept.get(name, "") for name in ("headline", "text", "spoils", "overall")))
        return form, form.spoils
    score = scores.get(connection, reader.member_id, drama.id)
    overall = _typed(score.overall, reader.stars_out_of) if score else ""
    review = reviews.by(connection, reader.member_id, drama.id)
    if review is None:
        return ReviewForm(overall=overall), None
    return ReviewForm(review.headline, review.text, overall=overall), str(review.spoils or "")


def _described(connection: sqlite3.Connection, drama: Drama, reader: Reader) -> tuple[str, ...]:
    """What the pictures of the reader's review show, in words: the label is for them, too."""
    review = reviews.by(connection, reader.member_id, drama.id)
    return stills.alts(connection, StillsOf(Illustrated.REVIEW, review.id)) if review is not None else ()


def _typed(half_points: int, stars_out_of: int) -> str:
    """A score as its member would type it."""
    given = points(half_points)
    return f"{given:g}" if stars_out_of == HALF_POINTS_MAX / 2 else f"{given / 2:g}/5"


def _put_overall(
    connection: sqlite3.Connection, member_id: int, drama_id: int, overall: int, now: datetime
) -> None:
    before = scores.get(connection, member_id, drama_id)
    after = replace(before, overall=overall) if before else Score(overall)
    if after != before:
        scores.put(connection, member_id, drama_id, after, now)


def _place(connection: sqlite3.Connection, drama: Drama, order: list[int], begin: Begin) -> int:
    """The place in a drama's reviews where a reader starts."""
    wanted = begin.review_id
    if begin.author_id is not None:
        own = reviews.by(connection, begin.author_id, drama.id)
        if own is None or own.id not in order:
            raise NoReviewBy(drama, begin.author_id)
        wanted = own.id
    if wanted is not None:
        return order.index(wanted) if wanted in order else 0
    return max(0, min(begin.index, len(order) - 1))


def _listed(review: Review) -> Review:
    """A review in a list: of one that spoils the headline is not told, whoever reads the list."""
    return review if review.spoils is None else review.without_words()
