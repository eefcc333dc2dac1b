"""Members' recommendations: adding, editing, deleting and agreeing, and finding similar dramas."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import partial

from bot.domain.consent import Alone, Consent, Label, gate_alone
from bot.domain.dramas import Drama
from bot.domain.held import HeldWriting
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Thing
from bot.domain.recommendations import (
    PAGE_SIZE,
    REASON_LIMIT,
    Likeness,
    Pairing,
    ReasonForm,
    ReasonShown,
    Recommendation,
)
from bot.domain.spoilers import Shape
from bot.domain.writings import WritingKind
from bot.errors import OwnRecommendation, RecommendationGone, RecommendsItself
from bot.services.checks import existing, filled, label_begins, label_of, names_an_episode
from bot.services.limits import Limits, limited
from bot.services.members.drafts import RECOMMENDATION, about
from bot.services.moderation.held import Held
from bot.services.moderation.screening import Screening, Waits
from bot.services.posts.message_ledger import Still
from bot.services.posts.outbox import Outbox
from bot.services.recommending.taste import similar
from bot.store import drafts
from bot.store.catalogue import catalogue as dramas
from bot.store.database import Database
from bot.store.episodes import episodes
from bot.store.members import members
from bot.store.recommending import neighbours, recommendations
from bot.store.scores import standings


def _like(
    drama: Drama, reader: Reader, index: int, asker_id: int, connection: sqlite3.Connection, *, private: bool
) -> Likeness:
    """See `Recommending.like`."""
    found, at, total = recommendations.page(
        connection, drama.id, reader.member_id, reader.guild_id, index, PAGE_SIZE, reader.guilds
    )
    seen = neighbours.seen_by(connection, asker_id) if at == 0 else ()
    alike = similar(connection, drama.id, seen) if at == 0 else ()
    spoiling = [one for one in found if one.spoils] if private else []
    read = {one.id for one in spoiling if _shown(connection, one, reader).shape is Shape.PRIVATE}
    listed = [one.beside(drama.id).id for one in found] + [one.drama.id for one in alike]
    rated = standings.ratings(connection, listed, reader.guild_id)
    posters = dramas.posters(connection, listed)
    return Likeness(drama, tuple(found), at, total, alike, frozenset(read), rated, posters)


def kept_label(drama_id: int) -> str:
    """The field of a draft for how far the reason spoils a drama, whichever of the two is named first."""
    return f"spoils {drama_id}"


def draft_of(drama_id: int, other_id: int, form: ReasonForm) -> dict[str, str]:
    """The draft of a reason, as it was typed for these two."""
    labels = {kept_label(drama_id): form.spoils, kept_label(other_id): form.other_spoils}
    return {"reason": form.reason, **labels}


class Recommending:
    """Members' recommendations from drama to drama, with a reason."""

    def __init__(
        self, database: Database, the_outbox: Outbox, limits: Limits, screening: Screening, held: Held
    ):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox
        self._screening = screening
        held.writes(WritingKind.REASON, self._release)

    async def like(
        self, drama: Drama, reader: Reader, index: int = 0, *, asker_id: int, private: bool
    ) -> Likeness:
        """What members recommend with a drama, then what its fans also liked, in one read of the store.

        `asker_id` is the member who asked first. Dramas that they have seen are left out. `private`: the
        reader alone sees it, so how far they are decides which reasons they see unasked.
        """
        return await self._database.read(partial(_like, drama, reader, index, asker_id, private=private))

    @staticmethod
    def still(shown: Likeness, reader: Reader, asker_id: int) -> Still:
        """Whether members recommend by now what everyone was shown."""

        def look(connection: sqlite3.Connection) -> bool:
            now = _like(shown.drama, reader, shown.index, asker_id, connection, private=False)
            return now.recommendations == shown.recommendations

        return look

    @staticmethod
    def things(shown: Likeness) -> tuple[Thing, ...]:
        """What of members' words a message shows that has this list."""
        return tuple(Thing(Kind.RECOMMENDATION, one.id, shown.drama.id) for one in shown.recommendations)

    async def pairing(self, drama: Drama, other: Drama, reader: Reader) -> Pairing:
        """What the form for two dramas starts with: the draft, else the current reason.

        Raises `RecommendsItself`.
        """
        if drama.id == other.id:
            raise RecommendsItself(drama)

        def read(connection: sqlite3.Connection) -> Pairing:
            reason, spoils = _begun(connection, drama, other, reader)
            begins = ReasonForm(
                reason,
                label_begins(connection, drama, reader, spoils and spoils[0], *_unlabelled(reason, spoils)),
                label_begins(connection, other, reader, spoils and spoils[1], *_unlabelled(reason, spoils)),
            )
            last, other_last = (episodes.last_number(connection, one) for one in (drama, other))
            return Pairing(drama, other, begins, last, other_last)

        return await self._database.read(read)

    @limited(Deed.RECOMMENDATION)
    async def suggest(
        self, drama: Drama, other: Drama, form: ReasonForm, reader: Reader, now: datetime
    ) -> Recommendation:
        """Recommend the two to people who like one of them. A new reason replaces the old one.

        The draft has then become what it was for. Raises `RecommendsItself`, `EmptyText`, `TextTooLong`,
        `BadLabel`, `EpisodeOutOfRange`, `SpoilerUnlabelled`, `RecommendationGone` and the errors of
        `Screening.passed`; then nothing has changed.
        """
        if drama.id == other.id:
            raise RecommendsItself(drama)
        typed = filled(form.reason, REASON_LIMIT)
        waits = Waits(
            WritingKind.REASON,
            drama.id,
            draft_of(drama.id, other.id, form),
            lambda connection: _labels(connection, drama, other, form, typed),
            {"other": other.id},
            subject=about(drama.id, other.id),
            draft=(RECOMMENDATION, about(drama.id, other.id)),
        )
        (reason,) = await self._screening.passed(reader, now, typed, waits=waits, everywhere=True)

        def write(connection: sqlite3.Connection) -> Recommendation:
            spoils = _labels(connection, drama, other, form, reason)
            members.seen(connection, reader.member_id, reader.guild_id, now)
            ident = recommendations.put(connection, reader.member_id, drama.id, other.id, reason, now, spoils)
            drafts.remove(connection, reader.member_id, RECOMMENDATION, about(drama.id, other.id))
            # If moderators have removed it meanwhile, nothing changes.
            return _there(_get(connection, ident, reader))

        made = await self._database.write(write)
        self._outbox.changed()
        return made

    async def _release(self, held: HeldWriting, author: Reader, now: datetime) -> None:
        """Write a recommendation that waited for a moderator."""
        one_id, other_id, form = held.drama_id, int(held.payload["other"]), held.payload["form"]
        drama, other = await self._database.read(
            lambda connection: (existing(connection, one_id), existing(connection, other_id))
        )
        labels = (form.get(kept_label(ident), "") for ident in (one_id, other_id))
        await self.suggest(drama, other, ReasonForm(form["reason"], *labels), author, now)

    async def get(self, ident: int, reader: Reader) -> Recommendation:
        """A recommendation that may be seen here. Raises `RecommendationGone`."""
        return _there(
            await self._database.read(
                lambda connection: recommendations.get(
                    connection, ident, reader.member_id, reader.guild_id, reader.guilds
                )
            )
        )

    async def reason(self, ident: int, reader: Reader, consent: Consent | None = None) -> Alone[ReasonShown]:
        """A reason for one reader alone, after what they agreed to; as `get`."""

        def read(connection: sqlite3.Connection) -> Alone[ReasonShown]:
            shown = _shown(connection, _there(_get(connection, ident, reader)), reader)
            return gate_alone(shown, Label.of(shown.drama, shown.up_to, *shown.wording), consent)

        return await self._database.read(read)

    async def own(self, ident: int, reader: Reader) -> Recommendation:
        """The reader's own recommendation. Raises `RecommendationGone`."""
        found = await self.get(ident, reader)
        if found.author_id != reader.member_id:
            raise RecommendationGone
        return found

    @limited(Deed.VOTE)
    async def agree(self, ident: int, reader: Reader, now: datetime) -> bool:
        """Agree with a recommendation, or undo that. Returns whether the reader agrees now.

        Raises `OwnRecommendation` and `RecommendationGone`.
        """

        def write(connection: sqlite3.Connection) -> bool:
            found = _get(connection, ident, reader)
            if _there(found).author_id == reader.member_id:
                raise OwnRecommendation
            members.seen(connection, reader.member_id, reader.guild_id, now)
            return recommendations.vote(connection, ident, reader.member_id)

        return await self._database.write(write)

    async def withdraw(self, ident: int, reader: Reader) -> Recommendation:
        """Delete the reader's own recommendation with its votes. Raises `RecommendationGone`."""

        def write(connection: sqlite3.Connection) -> Recommendation:
            found = _there(_get(connection, ident, reader))
            if found.author_id != reader.member_id:
                raise RecommendationGone
            recommendations.remove(connection, ident)
            return found

        gone = await self._database.write(write)
        self._outbox.changed()
        return gone


def _get(connection: sqlite3.Connection, ident: int, reader: Reader) -> Recommendation | None:
    return recommendations.get(connection, ident, reader.member_id, reader.guild_id, reader.guilds)


def _begun(
    connection: sqlite3.Connection, drama: Drama, other: Drama, reader: Reader
) -> tuple[str, tuple[str, str] | None]:
    """The draft of a reason, or the one that stands; and how far it spoils the two, None where it is new."""
    kept = drafts.get(connection, reader.member_id, RECOMMENDATION, about(drama.id, other.id))
    if kept is not None and kept.get("reason"):
        one, two = (kept.get(kept_label(ident), "") for ident in (drama.id, other.id))
        return kept["reason"], (one, two)
    standing = recommendations.between(connection, reader.member_id, drama.id, other.id)
    if standing is None:
        return "", None
    one, two = (str(standing.spoils.get(ident, "")) for ident in (drama.id, other.id))
    return standing.reason, (one, two)


def _unlabelled(reason: str, spoils: tuple[str, str] | None) -> tuple[str, ...]:
    """The reason, where neither label is there yet: one of the two is enough."""
    return () if spoils is not None and any(map(names_an_episode, spoils)) else (reason,)


def _labels(
    connection: sqlite3.Connection, drama: Drama, other: Drama, form: ReasonForm, reason: str
) -> dict[int, int]:
    """How far a reason spoils each of the two; raises as `label_of`, which asks for one of them at least."""
    there = label_of(connection, other, form.other_spoils)
    here = label_of(connection, drama, form.spoils, *(() if there else (reason,)))
    found = {drama.id: here, other.id: there}
    return {ident: episode for ident, episode in found.items() if episode is not None}


def _shown(connection: sqlite3.Connection, one: Recommendation, reader: Reader) -> ReasonShown:
    standings = {
        drama.id: members.progress(connection, reader.member_id, drama.id) for drama, _ in one.labels
    }
    return ReasonShown.of(one, standings, own=one.author_id == reader.member_id)


def _there(found: Recommendation | None) -> Recommendation:
    if found is None:
        raise RecommendationGone
    return found
