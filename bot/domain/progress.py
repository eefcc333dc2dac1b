"""How far a member has watched a drama."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from bot.domain.lengths import Length


class Status(StrEnum):
    PLAN = "plan"
    WATCHING = "watching"
    COMPLETED = "completed"
    ON_HOLD = "on hold"
    DROPPED = "dropped"


MOST_REWATCHES = 1_000
NOTE_LIMIT = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Progress:
    """`episode` is the last episode seen this time, 0 where none was; `note` is for its member alone.

    `rewatches` counts how often the drama was started again after it had been completed, the time that
    is under way included. `earlier_episode` is the furthest episode seen in an earlier time, 0 where this is
    the first.
    """

    status: Status
    episode: int = 0
    started_on: date | None = None
    finished_on: date | None = None
    rewatches: int = 0
    note: str | None = None
    earlier_episode: int = 0

    @property
    def furthest(self) -> int:
        """The furthest episode that the member has said they have seen, in whichever time."""
        return max(self.earlier_episode, self.episode)

    @property
    def finished_once(self) -> bool:
        """Whether the member has finished the drama, as long as it was when they did.

        For votes and counts. What they have seen is a number (`furthest`): dramas grow.
        """
        return self.status is Status.COMPLETED or self.rewatches > 0


def moved(
    before: Progress | None, status: Status | None, episode: int | None, length: Length, today: date
) -> Progress:
    """The progress after a member says a status, an episode or both; nothing else seen is forgotten.

    Naming an episode means watching, and seeing the drama's end means having completed it. Who says that
    they have completed it has seen what is out by today, or the episode that they name with it, and no
    more. Episode 0 takes back what was said: the drama has not been started. Where neither is named
    everything stays as it is now, and a new drama is planned.
    """
    seen = before.episode if before else 0
    named = status
    if status is None:
        status = before.status if before else Status.PLAN
        if episode is not None and (before is None or episode != seen):
            status = Status.WATCHING if episode else Status.PLAN
    if episode is not None:
        seen = episode
        if episode == length.end and status is Status.WATCHING:
            status = Status.COMPLETED
    elif named is Status.COMPLETED:
        seen = max(seen, length.out)
    started = before.started_on if before else None
    if episode == 0 and not seen and status is Status.PLAN:
        started = None
    if started is None and (seen or status is Status.WATCHING):
        started = today
    finished = None
    if status is Status.COMPLETED:
        # Who gave up their zone may have started on what is tomorrow in the one that counts now.
        finished = (before.finished_on if before else None) or max(today, started or today)
    if before is None:
        return Progress(status, seen, started, finished)
    return replace(before, status=status, episode=seen, started_on=started, finished_on=finished)


def begun_anew(before: Progress) -> Progress:
    """A completed drama watched from its beginning again; what was seen of it stays known."""
    return replace(
        before,
        status=Status.WATCHING,
        episode=0,
        finished_on=None,
        rewatches=min(before.rewatches + 1, MOST_REWATCHES),
        earlier_episode=before.furthest,
    )


def new_since(now: Progress | None, length: Length) -> int:
    """How many episodes have come out since a member completed the drama; 0 where nobody can say."""
    if now is None or now.status is not Status.COMPLETED or not now.episode:
        return 0
    return max(length.out - now.furthest, 0)


_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CONTROL_BUT_LINE_END = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _day(text: str | None, stands: date | None) -> tuple[date | None, bool]:
    """The day that a text means, and whether it could be taken. Not asked for: `stands`. Empty: none."""
    if text is None or not text.strip():
        return stands if text is None else None, True
    match = _DAY.fullmatch(text.strip())
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    return found, found is not None and 1900 <= found.year <= 2200


def detailed(before: Progress, typed: Mapping[str, str]) -> tuple[Progress, tuple[tuple[str, str], ...]]:
    """The progress with what a form says of it; what the form does not ask for stays.

    And what cannot be taken: pairs of a field and its text, `order` for a first day after the last one.
    Only a completed drama has a last day.
    """
    problems: list[tuple[str, str]] = []
    days: dict[str, date | None] = {}
    for name, stands in (("started", before.started_on), ("finished", before.finished_on)):
        days[name], readable = _day(typed.get(name), stands)
        if not readable:
            problems.append((name, typed.get(name, "")))
    started, finished = days["started"], days["finished"]
    if finished is not None and before.status is not Status.COMPLETED:
        problems.append(("finished", typed.get("finished", "")))
    if started and finished and started > finished:
        problems.append(("order", f"{started} – {finished}"))
    times = typed.get("rewatches", str(before.rewatches)).strip() or "0"
    if not re.fullmatch(r"\d{1,4}", times) or int(times) > MOST_REWATCHES:
        problems.append(("rewatches", times))
    note, cut = read_note(typed["note"]) if "note" in typed else (before.note, False)
    if cut:
        problems.append(("note", ""))
    if problems:
        return before, tuple(problems)
    # Who has never started it again has not seen it in an earlier time either.
    earlier = 0 if before.rewatches and not int(times) else before.earlier_episode
    now = replace(
        before,
        started_on=started,
        finished_on=finished,
        rewatches=int(times),
        note=note,
        earlier_episode=earlier,
    )
    return now, ()


def read_note(text: str) -> tuple[str | None, bool]:
    """A note as it is kept, None where nothing is left of it; and whether it had to be cut."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    note = _CONTROL_BUT_LINE_END.sub(" ", lines).strip()
    if len(note) > NOTE_LIMIT:
        return note[: NOTE_LIMIT - 1].rstrip() + "…", True
    return note or None, False


def stamp(moment: datetime) -> str:
    """A moment as the store writes when progress changed: it sorts as time does."""
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
