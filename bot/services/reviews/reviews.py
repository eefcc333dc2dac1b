"""Reviews: writing, reading and voting on them, and their posts."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

from bot.domain import post_keys
from bot.domain.consent import Alone, Consent, Label, gate_alone, in_sight
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.held import HeldWriting
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted, Thing
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.reviews import (
    HEADLINE_LIMIT,
    TEXT_LIMIT,
    Begin,
    Posting,
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
from bot.domain.spoilers import Policy, shape
from bot.domain.stills import Illustrated, StillsOf
from bot.domain.writings import WritingKind
from bot.errors import (
    NoOwnReview,
    NoReviewBy,
    NoReviews,
    OwnReview,
    ReviewGone,
)
from bot.services.checks import existing, filled, label_begins, label_of
from bot.services.limits import Limits, limited
from bot.services.members.drafts import REVIEW, about
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.services.posts.message_ledger import Still
from bot.services.posts.outbox import Outbox
from bot.services.scores.scores import read_all
from bot.store import drafts, stills
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.guilds import guilds
from bot.store.members import members
from bot.store.posts import message_ledger, outbox
from bot.store.reviews import reviews
from bot.store.reviews.reviews import Audience
from bot.store.scores import scores

POST = Kind.REVIEW.value  # the kind of post
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
            return ReviewWritten(drama, review, _post(connection, review, reader, now), changed)

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
            audience = _audience(reader)
            order = in_order(reviews.of(connection, drama.id, audience), sort, now)
            if not order:
                raise NoReviews(drama)
            at = _place(connection, drama, order, begin)
            start = max(0, min(at - AROUND // 2, len(order) - AROUND))
            around = reviews.get_many(connection, order[start : start + AROUND])
            shown = _shown(connection, drama, around[at - start], reader, private=private)
            return ReviewPage(in_sight(shown), sort, at, len(order), tuple(map(_listed, around)))

        return await self._database.read_briefly(read)

    async def one(self, review_id: int, reader: Reader) -> ReviewShown:
        """A review as everyone may see it where the reader is; raises `ReviewGone`."""
        return await self._database.read_briefly(partial(_for_everyone, review_id, reader))

    @staticmethod
    def still(shown: ReviewShown, reader: Reader) -> Still:
        """Whether a review is by now as everyone was shown it."""

        def look(connection: sqlite3.Connection) -> bool:
            try:
                return _for_everyone(shown.review.id, reader, connection) == shown
            except ReviewGone:
                return False

        return look

    async def alone(
        self, review_id: int, reader: Reader, consent: Consent | None = None
    ) -> Alone[ReviewShown]:
        """A review for one reader alone, after what they agreed to; raises `ReviewGone`."""

        def read(connection: sqlite3.Connection) -> Alone[ReviewShown]:
            review, drama = _seen(connection, review_id, reader)
            shown = _shown(connection, drama, review, reader, private=True)
            return gate_alone(shown, Label.of(drama, review.spoils, *shown.wording), consent)

        return await self._database.read(read)

    async def written_by(self, author_id: int, reader: Reader) -> ReviewsOf:
        """A member's reviews that may be seen here. Raises `ReviewGone` if there are none."""

        def read(connection: sqlite3.Connection) -> ReviewsOf:
            audience = _audience(reader)
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
            review, _ = _seen(connection, review_id, reader)
            if review.member_id == reader.member_id:
                raise OwnReview
            members.seen(connection, reader.member_id, reader.guild_id, now)
            before = reviews.vote_of(connection, review_id, reader.member_id)
            after = None if before is helpful else helpful
            reviews.vote(connection, review_id, reader.member_id, after)
            return after

        return await self._database.write(write)

    # --- posts ---

    @staticmethod
    def thing(shown: ReviewShown) -> Thing:
        """What a message shows that shows this review."""
        return Thing(Kind.REVIEW, shown.review.id, shown.drama.id)

    async def to_post(self, post: Post) -> ReviewShown | None:
        """The content of a post for everyone in its guild. None if nothing is left to post."""
        review_id, guild_id = int(str(post.payload["review"])), int(str(post.payload["guild"]))

        def write(connection: sqlite3.Connection) -> ReviewShown | None:
            review = reviews.composed(connection, review_id, guild_id, post.id)
            return _for_all(connection, review, guild_id) if review else None

        return await self._database.write(write)

    async def as_it_stands(self, post: Posted) -> ReviewShown | None:
        """The content that a message should show. None if it should be deleted."""

        def read(connection: sqlite3.Connection) -> ReviewShown | None:
            found = reviews.standing(connection, post.subject, post.guild_id)
            return _for_all(connection, found, post.guild_id) if found is not None else None

        return await self._database.read(read)

    async def lost(self, post: Posted, now: datetime) -> None:
        """Post a review again, because its channel is gone and its author has changed it since."""

        def write(connection: sqlite3.Connection) -> None:
            # Another run may have been faster, and then it is on its way already.
            if message_ledger.forget(connection, post):
                plan(connection, post.subject, post.guild_id, now)

        await self._database.write(write)
        self._outbox.changed()


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


def _post(connection: sqlite3.Connection, review: Review, reader: Reader, now: datetime) -> Posting:
    """Plan the post if there is none yet. The chore edits a message that already shows the review."""
    if reader.guild_id is None:
        return Posting.NO_SERVER
    if reviews.standing(connection, review.id, reader.guild_id) is None:
        return Posting.HIDDEN
    if message_ledger.message_of(connection, Kind.REVIEW, review.id, reader.guild_id) is not None:
        return Posting.EDITED
    if Purpose.REVIEWS not in guilds.get(connection, reader.guild_id).channels:
        return Posting.NO_CHANNEL
    plan(connection, review.id, reader.guild_id, now)
    return Posting.POSTED


def plan(connection: sqlite3.Connection, review_id: int, guild_id: int, now: datetime) -> None:
    """Plan the post of a review. A second one only if the earlier was sent and is gone, or was dropped."""
    post = NewPost(
        key=post_keys.review(review_id, guild_id),
        kind=POST,
        target=Target(guild_id=guild_id, purpose=Purpose.REVIEWS),
        due_at=now,
        payload={"review": review_id, "guild": guild_id},
    )
    outbox.put_anew(connection, post)


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


def _audience(reader: Reader) -> Audience:
    return Audience(reader.member_id, reader.guild_id, reader.guilds)


def _seen(connection: sqlite3.Connection, review_id: int, reader: Reader) -> tuple[Review, Drama]:
    review = reviews.seen(connection, review_id, _audience(reader))
    drama = catalogue.get(connection, review.drama_id) if review else None
    if review is None or drama is None:
        raise ReviewGone
    return review, drama


def _for_everyone(review_id: int, reader: Reader, connection: sqlite3.Connection) -> ReviewShown:
    """A review as everyone may see it where the reader is; raises `ReviewGone`."""
    review, drama = _seen(connection, review_id, reader)
    return in_sight(_shown(connection, drama, review, reader, private=False))


def _shown(
    connection: sqlite3.Connection, drama: Drama, review: Review, reader: Reader, *, private: bool
) -> ReviewShown:
    """A review for one reader, or for everyone in the same place."""
    policy = reader.policy
    shown = _beside(connection, drama, review, policy, _audience(reader))
    if not private:
        return shown
    standing = members.progress(connection, reader.member_id, drama.id)
    own = review.member_id == reader.member_id
    how = shape(policy, standing, review.spoils, alone=True, own=own)
    own_vote = reviews.vote_of(connection, review.id, reader.member_id)
    return replace(shown, shape=how, standing=standing, own_vote=own_vote, own=own)


def _for_all(connection: sqlite3.Connection, review: Review, guild_id: int) -> ReviewShown | None:
    drama = catalogue.get(connection, review.drama_id)
    if drama is None:
        return None
    policy = guilds.get(connection, guild_id).policy
    return in_sight(_beside(connection, drama, review, policy, Audience(None, guild_id)))


def _beside(
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
