"""Words for clubs: steps, paces and times, and who has caught up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.board import Batch
from bot.domain.clubs import Advance, Club, ClubState, ClubStep, StepStanding
from bot.domain.dramas import Drama
from bot.i18n import Texts
from bot.present import paces, words
from bot.present.board.board import episodes_of
from bot.present.layout import fitted
from bot.present.punctuation import bracketed

_BAR = 10  # signs
NAMES_ROOM = 1_500  # characters


def batch(t: Texts, step: ClubStep, of: int | None = None) -> str:
    """`Episodes 3–4`, `Episodes 3–4 of 11`."""
    if of is None:
        return episodes_of(t, Batch(step.first, step.last))
    if step.first == step.last:
        return t("Episode {n} of {all}", n=step.first, all=of)
    return t("Episodes {first}–{last} of {all}", first=step.first, last=step.last, all=of)


def name(t: Texts, drama: Drama) -> str:
    return f"**{words.title(t, drama)}**"


def pace(t: Texts, club: Club) -> str:
    count = t.plural("{n} episode", "{n} episodes", club.pace.episodes)
    return t("Pace: {episodes} per step · {times}", episodes=count, times=paces.pace(t, club.pace.pace))


def goes_on(t: Texts, standing: StepStanding, *, exact: bool = False) -> str:
    """When a step ends, and what ends it. `exact`: for an answer read now, not for a post."""
    club, step = standing.club, standing.step
    if club.state is ClubState.PAUSED or club.advance is not Advance.TOGETHER:
        return until(t, step)
    if exact and standing.waits_for_others:
        return until(t, step) + "\n" + t("Everyone has caught up; others can join until then.")
    aim = t("Watch by {when}", when=moment(t, step.until))
    return f"{aim}\n" + t(
        "The next step starts when everyone has caught up. If everyone had already seen these episodes, it "
        "starts at that time."
    )


def until(t: Texts, step: ClubStep) -> str:
    if step.until is None:
        return "⏸️ " + t("The club is paused. This step continues when it resumes.")
    return t("Until {when}", when=moment(t, step.until))


def upcoming(t: Texts, standing: StepStanding) -> str:
    """The episodes of the next step, at the current pace."""
    last, step = standing.episodes, standing.step
    if last is None or step.last >= last:
        return t("This is the last step.")
    until_episode = min(step.last + standing.club.pace.episodes, last)
    return t("Next: {episodes}", episodes=episodes_of(t, Batch(step.last + 1, until_episode)))


def bar(done: int, of: int, said: str) -> str:
    """A bar of signs for how many, followed by the words. Of a few, each has a sign of its own."""
    signs = min(of, _BAR) or _BAR
    filled = signs * done // of if of else 0
    return "▰" * filled + "▱" * (signs - filled) + " " + said


def names(t: Texts, member_ids: Sequence[int]) -> str:
    shown = fitted([f"<@{ident}>" for ident in member_ids], NAMES_ROOM, "…", joint=len(t(", ")))
    return "✅ " + t(", ").join(shown)


def moment(t: Texts, at: datetime | None) -> str:
    return bracketed(t, when(at, "F"), when(at, "R"))


def when(at: datetime | None, style: str) -> str:
    return f"<t:{int(at.timestamp())}:{style}>" if at is not None else ""
