"""When episodes air: their moment or day, the day's schedule, posts by the quarter hour, daily digests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dramas import COUNTRIES, Drama
from bot.domain.hours import written_hour
from bot.domain.sources import Scheduled, SourceCredit

# Broadcasters of all our countries keep the clock of the capital.
ZONES: dict[str, str] = {
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "CN": "Asia/Shanghai",
    "TW": "Asia/Taipei",
    "TH": "Asia/Bangkok",
    "HK": "Asia/Hong_Kong",
    "PH": "Asia/Manila",
    "SG": "Asia/Singapore",
}
NOON = time(12)
DAY_BEGINS = timedelta(hours=5)  # what airs before that is of the evening before
QUARTER = timedelta(minutes=15)

# A post about an episode is worth sending this long after it aired.
POST_LIFE = timedelta(hours=12)
# How far ahead posts are planned: past the next plan, the one after it, and a night without the bot.
PLAN_AHEAD = timedelta(hours=36)

DIGEST_REACH = timedelta(hours=24)  # what aired this long before, and airs this long after
DIGEST_LIFE = timedelta(hours=12)

MOST_FOLLOWED = 300  # dramas a member may follow
CALENDAR_BACK = timedelta(days=30)
CALENDAR_AHEAD = timedelta(days=400)
CALENDAR_LIMIT = 1_000  # events of one file; 4 to 5 a drama and month

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)

Episode = tuple[int, int]  # a drama's id and the episode's number


@dataclass(frozen=True, slots=True)
class Slot:
    """When something airs: its `day` in the drama's own zone, and the moment `at` (UTC) if known."""

    day: date
    at: datetime | None
    zone: str

    @property
    def moment(self) -> datetime:
        """The moment (UTC). If only the day is known, noon of that day in the drama's zone."""
        return self.at or in_utc(self.day, NOON, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Airing:
    """An episode and its slot. `number` None: a schedule says that the drama airs, not which episode.

    `minutes` is the length, if known.
    """

    drama: Drama
    number: int | None
    slot: Slot
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """What airs today, on each country's own calendar day.

    `unlisted` is on a source's schedule and not in the catalogue. `credits` are for the sources whose
    schedules are shown, `silent` names those that did not answer in time. `upcoming` comes next if nothing
    airs today. `own` are the dramas that the reader's community follows, watches or discusses.
    """

    airings: tuple[Airing, ...]
    unlisted: tuple[Scheduled, ...] = ()
    credits: tuple[SourceCredit, ...] = ()
    silent: tuple[str, ...] = ()
    upcoming: Airing | None = None
    own: frozenset[int] = frozenset()

    @property
    def entries(self) -> tuple[Airing | Scheduled, ...]:
        """All that airs: the community's own dramas first, then by country, then by time."""
        return tuple(sorted((*self.airings, *self.unlisted), key=lambda e: (not self.is_own(e), _place(e))))

    def is_own(self, entry: Airing | Scheduled) -> bool:
        return isinstance(entry, Airing) and entry.drama.id in self.own


@dataclass(frozen=True, slots=True)
class Digest:
    """A member's daily digest at `at` in `zone`. `next_at` (UTC) is when it is due.

    `refused`: the last one could not be delivered, so no more are sent until the member asks again.
    """

    at: time
    zone: str
    next_at: datetime | None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """The result of following a drama: whether anything changed, what airs next, and whether it has ended."""

    drama: Drama
    changed: bool
    upcoming: Airing | None
    ended: bool
    digest: Digest | None


@dataclass(frozen=True, slots=True)
class Block:
    """All episodes of one drama within a quarter hour: one, or several at once."""

    airings: tuple[Airing, ...]

    @property
    def drama(self) -> Drama:
        return self.airings[0].drama

    @property
    def numbers(self) -> tuple[int, ...]:
        """The episodes' numbers, each once, in order."""
        return tuple(sorted({airing.number for airing in self.airings if airing.number is not None}))

    @property
    def slot(self) -> Slot:
        """When the first of them airs."""
        return min((airing.slot for airing in self.airings), key=lambda slot: slot.moment)


@dataclass(frozen=True, slots=True)
class Announcement:
    """The content of a post to a server's airing channel: one block per drama, and the role to ping."""

    blocks: tuple[Block, ...]
    notified_role: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A drama's episodes that a server was not told about. `waits`: the post is tried again."""

    title: str
    numbers: tuple[int, ...]
    waits: bool


def blocks_of(airings: Iterable[Airing]) -> tuple[Block, ...]:
    """What airs, one block per drama, in order of time."""
    found: dict[int, list[Airing]] = {}
    for airing in sorted(airings, key=lambda one: (one.slot.moment, one.drama.id, one.number or 0)):
        found.setdefault(airing.drama.id, []).append(airing)
    return tuple(Block(tuple(own)) for own in found.values())


def runs_of(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Numbers as runs, first and last: 5, 6, 8 are 5 to 6 and 8 to 8."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An episode as a calendar event. Its `uid` never changes.

    `sequence` counts its changes, and `stamp` is when it last changed.
    """

    drama: Drama
    number: int
    slot: Slot
    minutes: int | None
    uid: str
    sequence: int
    stamp: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The episodes of a calendar file, and the cancelled ones. `cut`: there are more than fit."""

    events: tuple[CalendarEvent, ...]
    cut: bool

    @property
    def count(self) -> int:
        """How many episodes air."""
        return sum(not event.cancelled for event in self.events)


def zone_of(country: str | None) -> str:
    """The time zone of a country's broadcasters. UTC for an unknown country."""
    return ZONES.get(country or "", "UTC")


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """A broadcaster's day. It ends at five in the morning, so 24:10 belongs to the evening before."""
    return (moment.astimezone(zone).replace(tzinfo=None) - DAY_BEGINS).date()


def today_in(country: str, now: datetime) -> date:
    """The broadcasters' current day in a country. It changes at five in the morning."""
    return day_of(now, ZoneInfo(zone_of(country)))


def slot(
    airs_at: datetime | None, air_date: date | None, air_time: str | None, country: str | None
) -> Slot | None:
    """When an episode airs, from its known facts. None if nothing usable is known.

    A known moment is preferred to the day with the drama's usual time: "00:30" is on the stated day, "24:30"
    on the next. In both cases the slot's day is the day of that moment in the drama's own zone, whatever a
    channel elsewhere calls it.
    """
    zone = ZoneInfo(zone_of(country))
    if airs_at is not None:
        at = airs_at.astimezone(UTC)
        return Slot(day_of(at, zone), at, zone.key)
    if air_date is None or not _FIRST_DAY <= air_date <= _LAST_DAY:
        return None
    hour = written_hour(air_time or "")
    if hour is None:
        return Slot(air_date, None, zone.key)
    local = datetime.combine(air_date, time()) + hour.since_midnight
    at = local.replace(tzinfo=zone).astimezone(UTC)
    return Slot(day_of(at, zone), at, zone.key)


def in_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time in UTC.

    A time that the clock skips moves later by the skipped amount. For a time that it shows twice, the first.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def country_of(entry: Airing | Scheduled) -> str | None:
    return entry.drama.country if isinstance(entry, Airing) else entry.offer.country


def slot_of(entry: Airing | Scheduled) -> Slot:
    if isinstance(entry, Airing):
        return entry.slot
    zone = zone_of(entry.offer.country)
    day = entry.airs_on if entry.airs_at is None else day_of(entry.airs_at, ZoneInfo(zone))
    return Slot(day, entry.airs_at, zone)


def _place(entry: Airing | Scheduled) -> tuple[int, datetime, str, int]:
    country = country_of(entry) or ""
    title = entry.drama.title if isinstance(entry, Airing) else entry.offer.title
    place = list(COUNTRIES).index(country) if country in COUNTRIES else len(COUNTRIES)
    return place, slot_of(entry).moment, title, entry.number or 0


def quarter_of(moment: datetime) -> datetime:
    """The quarter hour of a moment. All episodes within one are announced together."""
    moment = moment.astimezone(UTC)
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


# --- the daily digest ---


def next_digest(at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment (UTC) later than `after` when that zone's clock shows `at`."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while (due := in_utc(day, at, zone)) <= after:
        day += timedelta(days=1)
    return due
