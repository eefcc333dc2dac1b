"""Publishes synopses, one at once or regularly by a schedule."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.domain import leases, post_keys
from bot.domain.airing import zone_of
from bot.domain.dramas import Drama
from bot.domain.episodes import MOST_EPISODES, Synopsis
from bot.domain.guilds import Purpose
from bot.domain.limits import Deed
from bot.domain.members import Reader
from bot.domain.message_ledger import Kind, Posted
from bot.domain.outbox import NewPost, Post, Target
from bot.domain.paces import misread, next_after, read_pace
from bot.domain.publishing import (
    News,
    Outcome,
    Published,
    Schedule,
    ScheduleMade,
    ScheduleNews,
    SynopsisShown,
)
from bot.domain.spoilers import shape
from bot.errors import (
    BadPace,
    ChannelMissing,
    NoSchedule,
    NoSynopsisYet,
)
from bot.services.checks import check_episode, guild_of
from bot.services.limits import Limits, limited
from bot.services.posts import faults
from bot.services.posts.arrivals import NEWS_WORTH
from bot.services.posts.outbox import Outbox
from bot.store import savepoints
from bot.store.catalogue import catalogue
from bot.store.database import Database
from bot.store.episodes import episodes, publishing
from bot.store.guilds import guilds
from bot.store.moderation.audit import audit
from bot.store.posts import chores, outbox
from bot.store.savepoints import Trouble

POST = Kind.SYNOPSIS.value  # the kind of post in the synopses channel
NEWS = "synopsis news"  # the kind of post in the moderators' log
SCHEDULE_CHORE = "synopses by schedule"
AT_ONCE = 50  # schedules of one transaction


class Publishing:
    """Publishes synopses in a guild's channel."""

    def __init__(self, database: Database, the_outbox: Outbox, limits: Limits):
        self._database = database
        self.limits = limits
        self._outbox = the_outbox

    # --- posting ---

    @limited(Deed.PUBLISHING)
    async def post(
        self, drama: Drama, episode: int, reader: Reader, now: datetime, *, anew: bool = False
    ) -> Published:
        """Plan the post of a synopsis, unless it is posted. `anew`: post it again and leave the old message.

        Raises `EpisodeOutOfRange`, `NoSynopsisYet` and `ChannelMissing`.
        """
        guild_id = guild_of(reader)

        def write(connection: sqlite3.Connection) -> Published:
            check_episode(connection, drama, episode)
            if _text(connection, drama, episode, guild_id, reader.public_language) is None:
                raise NoSynopsisYet(drama, episode)
            _require_channel(connection, guild_id)
            there = publishing.post_of(connection, guild_id, drama.id, episode)
            if there is not None and there.message_id is None:
                return Published(drama, episode, Outcome.WAITING, there)
            if there is not None and not anew:
                return Published(drama, episode, Outcome.STANDS, there)
            plan(connection, guild_id, drama.id, episode, now)
            chores.hasten(connection, SCHEDULE_CHORE, now)  # one may have waited for this episode
            detail = {"drama": drama.id, "episode": episode}
            audit(connection, guild_id, reader.member_id, "synopses.post", None, now, detail)
            return Published(drama, episode, Outcome.POSTED, there)

        done = await self._database.write(write)
        self._outbox.changed()
        return done

    async def to_post(self, post: Post, language: str) -> SynopsisShown | None:
        """The content of a post in a guild's `language`. None if nothing is left to post."""
        guild_id, drama_id, episode = (int(str(post.payload[name])) for name in ("guild", "drama", "episode"))

        def write(connection: sqlite3.Connection) -> SynopsisShown | None:
            shown = _for_all(connection, guild_id, drama_id, episode, language)
            if shown is not None:
                publishing.composed(connection, post.id)
            return shown

        return await self._database.write(write)

    async def as_it_stands(self, post: Posted, language: str) -> SynopsisShown | None:
        """The content that a message should show. None if it should be deleted."""
        drama_id = post.drama_id
        if drama_id is None:
            return None
        return await self._database.read(
            lambda connection: _for_all(connection, post.guild_id, drama_id, post.episode, language)
        )

    # --- by the clock ---

    @limited(Deed.PUBLISHING)
    async def schedule(
        self, drama: Drama, typed: str, episode: int | None, reader: Reader, now: datetime
    ) -> ScheduleMade:
        """Publish a drama's synopses at a pace from now on, from `episode` or the first not posted.

        Raises `BadPace`, `EpisodeOutOfRange` and `ChannelMissing`.
        """
        guild_id = guild_of(reader)
        pace = read_pace(typed, zone=zone_of(drama.country), now=now)
        if pace is None:
            raise BadPace(typed, misread(typed))

        def write(connection: sqlite3.Connection) -> ScheduleMade:
            first = episode
            if first is None:
                first = publishing.last_posted(connection, guild_id, drama.id) + 1
            last = check_episode(connection, drama, first)
            _require_channel(connection, guild_id)
            before = publishing.schedule_of(connection, guild_id, drama.id)
            made = Schedule(guild_id, drama, first, pace, next_after(pace, now))
            publishing.put_schedule(connection, made, reader.member_id, now)
            chores.hasten(connection, SCHEDULE_CHORE, now)
            detail = {"drama": drama.id, "episode": first}
            audit(connection, guild_id, reader.member_id, "synopses.schedule", None, now, detail)
            told = publishing.told_from(connection, guild_id, drama.id, first, last or MOST_EPISODES)
            return ScheduleMade(made, before, told[0], last, told[1])

        made = await self._database.write(write)
        self._outbox.changed()
        return made

    @limited(Deed.PUBLISHING)
    async def unschedule(self, drama: Drama, reader: Reader, now: datetime) -> Schedule:
        """End a drama's schedule. Returns what it was. Raises `NoSchedule`."""
        guild_id = guild_of(reader)

        def write(connection: sqlite3.Connection) -> Schedule:
            before = publishing.schedule_of(connection, guild_id, drama.id)
            if before is None or not publishing.remove_schedule(connection, guild_id, drama.id):
                raise NoSchedule(drama)
            detail = {"drama": drama.id}
            audit(connection, guild_id, reader.member_id, "synopses.unschedule", None, now, detail)
            return before

        return await self._database.write(write)

    async def run_schedules(self, now: datetime) -> datetime | None:
        """Publish what is due, once each even after a long pause. Returns when the next is due."""

        def write(connection: sqlite3.Connection) -> tuple[int, list[Trouble]]:
            found = publishing.due(connection, now, AT_ONCE)
            return len(found), savepoints.each(
                connection,
                found,
                lambda schedule: _run(connection, schedule, now),
                lambda schedule: f"guild {schedule.guild_id} drama {schedule.drama.id}",
                lambda schedule: publishing.move_schedule(
                    connection, schedule, schedule.next_episode, now + leases.AFTER_A_FAULT
                ),
            )

        number = AT_ONCE
        while number == AT_ONCE:
            number, troubles = await self._database.write(write)
            faults.tell(SCHEDULE_CHORE, troubles)
            self._outbox.changed()
        return await self._database.read(publishing.next_due)

    async def news(self, post: Post) -> ScheduleNews | None:
        """The content of a post to the moderators. None if it is no longer news."""
        drama_id, episode = int(str(post.payload["drama"])), int(str(post.payload["episode"]))
        news, guild_id = News(str(post.payload["news"])), post.target.guild_id

        def read(connection: sqlite3.Connection) -> ScheduleNews | None:
            drama = catalogue.get(connection, drama_id)
            if drama is None or guild_id is None:
                return None
            if news is News.MISSING:
                schedule = publishing.schedule_of(connection, guild_id, drama.id)
                if schedule is None or schedule.next_at is not None or schedule.next_episode != episode:
                    return None
            return ScheduleNews(drama, episode, news)

        return await self._database.read(read)

    async def schedules(self, reader: Reader) -> list[Schedule]:
        """The publishing schedules of this guild."""
        guild_id = guild_of(reader)
        return await self._database.read(lambda connection: publishing.schedules_of(connection, guild_id))


# --- parts of a transaction ---


def set_right(connection: sqlite3.Connection, now: datetime) -> int:
    """Move schedules back to their own time after a clock ran ahead. Returns how many it moved."""
    moved = 0
    for schedule in publishing.due_after(connection, now + leases.LONGEST_PUT_OFF):
        due = next_after(schedule.pace, now)
        if schedule.next_at is not None and schedule.next_at > due:
            publishing.move_schedule(connection, schedule, schedule.next_episode, due)
            moved += 1
    return moved


def changed(connection: sqlite3.Connection, now: datetime) -> None:
    """A synopsis was published or changed: schedules that wait for it continue."""
    chores.hasten(connection, SCHEDULE_CHORE, now)


def _require_channel(connection: sqlite3.Connection, guild_id: int) -> None:
    if Purpose.SYNOPSES not in guilds.get(connection, guild_id).channels:
        raise ChannelMissing(Purpose.SYNOPSES)


def _text(
    connection: sqlite3.Connection, drama: Drama, episode: int, guild_id: int, language: str
) -> Synopsis | None:
    return episodes.published(connection, drama, episode, guild_id, (language, "en"))


def _for_all(
    connection: sqlite3.Connection, guild_id: int, drama_id: int, episode: int, language: str
) -> SynopsisShown | None:
    """The synopsis for everyone in a guild, in a form that spoils no one."""
    drama = catalogue.get(connection, drama_id)
    synopsis = _text(connection, drama, episode, guild_id, language) if drama else None
    if drama is None or synopsis is None:
        return None
    how = shape(guilds.get(connection, guild_id).policy, None, episode)
    told = publishing.languages(connection, drama.id, episode, guild_id)
    return SynopsisShown(synopsis, how, tuple(other for other in told if other != synopsis.language))


def plan(connection: sqlite3.Connection, guild_id: int, drama_id: int, episode: int, now: datetime) -> None:
    """Plan a post. A second one only if the earlier post was sent or dropped."""
    post = NewPost(
        key=post_keys.synopsis(drama_id, episode, guild_id),
        kind=POST,
        target=Target(guild_id=guild_id, purpose=Purpose.SYNOPSES),
        due_at=now,
        payload={"guild": guild_id, "drama": drama_id, "episode": episode},
    )
    publishing.planned(connection, guild_id, drama_id, episode, outbox.put_anew(connection, post))


def plan_again(connection: sqlite3.Connection, synopsis_id: int, guild_id: int, now: datetime) -> None:
    """Plan the post of a synopsis that was taken down, and is to be seen again."""
    found = publishing.submission(connection, synopsis_id, None)
    if found is not None and Purpose.SYNOPSES in guilds.get(connection, guild_id).channels:
        synopsis = found.synopsis
        plan(connection, guild_id, synopsis.drama.id, synopsis.episode, now)


def _run(connection: sqlite3.Connection, schedule: Schedule, now: datetime) -> None:
    """Publish the next synopsis of a schedule, pause it, or end it."""
    guild_id, drama = schedule.guild_id, schedule.drama
    last = episodes.last_number(connection, drama) or MOST_EPISODES
    episode = schedule.next_episode
    while episode <= last and publishing.post_of(connection, guild_id, drama.id, episode):
        episode += 1  # posted by hand meanwhile
    waited = schedule.next_at is None
    if waited and schedule.next_episode < episode <= last:
        # The missing text is already posted: the next one comes at its own time.
        publishing.move_schedule(connection, schedule, episode, next_after(schedule.pace, now))
        return
    before = publishing.post_of(connection, guild_id, drama.id, episode - 1)
    if before is not None and before.message_id is None:
        # It is held: once its channel is fixed one goes out, and not all that came due meanwhile.
        publishing.move_schedule(connection, schedule, episode, next_after(schedule.pace, now))
        return
    if episode <= last:
        if not publishing.languages(connection, drama.id, episode, guild_id):
            publishing.move_schedule(connection, schedule, episode, None)
            _tell_moderators(connection, schedule, episode, News.MISSING, now)
            return
        plan(connection, guild_id, drama.id, episode, now)
        episode += 1
    if episode > last:
        publishing.remove_schedule(connection, guild_id, drama.id)
        _tell_moderators(connection, schedule, last, News.ENDED, now)
    else:
        publishing.move_schedule(connection, schedule, episode, next_after(schedule.pace, now))


def _tell_moderators(
    connection: sqlite3.Connection, schedule: Schedule, episode: int, news: News, now: datetime
) -> None:
    """Plan one post to the log channel, if there is one."""
    guild_id, drama_id = schedule.guild_id, schedule.drama.id
    if Purpose.LOG not in guilds.get(connection, guild_id).channels:
        return
    when = schedule.next_at or now
    post = NewPost(
        key=post_keys.synopsis_news(str(news), guild_id, drama_id, episode, when),
        kind=NEWS,
        target=Target(guild_id=guild_id, purpose=Purpose.LOG),
        due_at=now,
        payload={"drama": drama_id, "episode": episode, "news": str(news)},
        expires_at=now + NEWS_WORTH,
    )
    outbox.put(connection, post)
