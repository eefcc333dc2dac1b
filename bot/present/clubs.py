"""Watch clubs: the posts of their steps and their end, reminders, and the answers around them.

Episodes are named by their numbers alone, and members only where they have caught up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from discord import ButtonStyle

from bot.domain.clubs import Advance, Club, ClubState, Membership, Standing, Step, Summary
from bot.domain.dramas import Drama
from bot.i18n import Texts
from bot.present import words
from bot.present.actions import Action, button, menu
from bot.present.layout import GOOD, QUIET, Part, Screen, box, fitted, gap, note, row, say, screen
from bot.present.options import score_options
from bot.present.text import plain

SEEN, JOIN, LEAVE, REMIND, STATUS = "clubseen", "clubjoin", "clubleave", "clubremind", "clubstatus"
_BAR = 10  # signs
_NAMES_ROOM = 1_500  # characters
EVENT_NAME_LIMIT = 100  # Discord's of an event's name


# --- posts ---


def step_post(t: Texts, standing: Standing, thread_id: int | None) -> Screen:
    """The post of a step: which episodes, until when, and what members can do."""
    club, step = standing.club, standing.step
    lines = [f"### 🎬 {words.title(club.drama)} · {batch(t, step)}"]
    if club.role_id is not None:
        lines.append(f"<@&{club.role_id}>")
    if step.number == 1:
        lines.append(t("A watch club begins: we watch together, at one pace. Everybody may join."))
    lines.append(_goes_on(t, standing))
    if thread_id is not None:
        lines.append(t("Talk about it in {thread}.", thread=f"<#{thread_id}>"))
    return screen(box(say(*lines), gap(), *_buttons(t, club, step)))


def reminder(t: Texts, standing: Standing) -> Screen:
    """A member's reminder that a step is soon over."""
    club, step = standing.club, standing.step
    lines = [
        f"⏰ **{words.title(club.drama)}** · {batch(t, step)}",
        t("Your club goes on {when}. You asked to be reminded.", when=_when(step.until, "R")),
    ]
    return note(
        "\n".join(lines),
        _seen(t, club, step),
        button(t("No more reminders"), REMIND, club.id),
        button(t("Leave"), LEAVE, club.id),
    )


def summary(t: Texts, end: Summary) -> Screen:
    """The post at a club's end: how long it went, who has seen it all, and what they gave it."""
    club = end.club
    lines = [f"### 🎉 {words.title(club.drama)} · {t('The club has ended')}"]
    if club.ended_at is not None:
        lines.append(f"{_when(club.started_at, 'D')} – {_when(club.ended_at, 'D')}")
    lines.append(
        t.plural("{n} step", "{n} steps", end.steps)
        + " · "
        + t.plural("{n} member", "{n} members", end.members)
    )
    lines.append(_bar(t, len(end.finished), end.members, t("have seen it to the end")))
    if end.finished:
        lines.append(_names(t, end.finished))
    if end.score is not None:
        count = t.plural("{n} score", "{n} scores", end.score.count)
        lines.append(
            t("The club's score: {score}", score=f"★ **{words.stars(t, end.score.mean)}** · {count}")
        )
    else:
        lines.append(t("Nobody of the club has scored it yet."))
    ident = club.drama.id
    return screen(
        box(
            say(*lines),
            row(menu(t("Your overall score"), score_options(t, None), "score", ident, "overall")),
            row(
                button(t("Card"), "card", ident, emoji="🎬"),
                button(t("Write a review"), "reviewwrite", ident, emoji="✏️"),
            ),
        )
    )


def event_name(t: Texts, club: Club, step: Step) -> str:
    """The name of Discord's event for the end of a step."""
    tail = f" · {batch(t, step)}"
    return plain(club.drama.title, EVENT_NAME_LIMIT - len(tail)) + tail


def event_text(t: Texts) -> str:
    return t("Until then the club watches these episodes.")


# --- answers ---


def started(t: Texts, standing: Standing) -> Screen:
    club = standing.club
    lines = [
        t(
            "The club for {title} begins in {channel}.",
            title=_name(club.drama),
            channel=f"<#{club.channel_id}>",
        ),
        f"{batch(t, standing.step)} · {_goes_on(t, standing)}",
        "-# " + t("Its clock is that of {zone}.", zone=club.pace.pace.zone),
    ]
    return note("\n".join(lines), button(t("Join"), JOIN, club.id), colour=GOOD)


def status(t: Texts, standing: Standing) -> Screen:
    """How many have caught up, who they are, and until when the step is; nobody else is named."""
    club, step = standing.club, standing.step
    of_all = f" / {standing.episodes}" if standing.episodes else ""
    lines = [
        f"### 🎬 {words.title(club.drama)} · {batch(t, step)}{of_all}",
        _bar(t, len(standing.caught_up), standing.members, t("have caught up")),
    ]
    if standing.caught_up:
        lines.append(_names(t, standing.caught_up))
    lines.append(_goes_on(t, standing))
    lines.append(_next(t, standing))
    return screen(box(say(*filter(None, lines)), gap(), *_buttons(t, club, step)))


def paced(t: Texts, standing: Standing) -> Screen:
    """The answer to `/club pace`."""
    club = standing.club
    lines = [f"**{words.title(club.drama)}** · {batch(t, standing.step)}", _goes_on(t, standing)]
    if club.state is ClubState.RUNNING:
        count = t.plural("{n} episode", "{n} episodes", club.pace.episodes)
        lines.append("-# " + t("From the next step on: {episodes} a step.", episodes=count))
    return note("\n".join(lines), colour=GOOD if club.state is ClubState.RUNNING else QUIET)


def ended(t: Texts, club: Club) -> Screen:
    text = t(
        "The club for {title} has ended. Its summary goes to {channel}.",
        title=_name(club.drama),
        channel=f"<#{club.channel_id}>",
    )
    return note(text)


def joined(t: Texts, now: Membership) -> Screen:
    club = now.club
    if now.changed:
        text = t("You are in the club for {title}.", title=_name(club.drama))
    else:
        text = t("You are in the club for {title} already.", title=_name(club.drama))
    lines = [text]
    if now.step is not None:
        lines.append(f"{batch(t, now.step)} · {_until(t, now.step)}")
    return note("\n".join(lines), *_member_buttons(t, now), colour=GOOD if now.changed else QUIET)


def left(t: Texts, now: Membership) -> Screen:
    if now.changed:
        text = t(
            "You have left the club for {title}. What you have seen and scored stays.",
            title=_name(now.club.drama),
        )
    else:
        text = t("You are not in the club for {title}.", title=_name(now.club.drama))
    return note(text, button(t("Join"), JOIN, now.club.id), colour=QUIET)


def reminding(t: Texts, now: Membership) -> Screen:
    if now.reminded:
        text = t("Where you are behind, I will write to you some hours before a step is over.")
    else:
        text = t("I will remind you no more.")
    return note(text, button(_remind_label(t, now.reminded), REMIND, now.club.id))


def caught_up(t: Texts, club: Club, step: Step) -> Screen:
    text = t("{title}: you have seen {episodes}.", title=_name(club.drama), episodes=f"**{batch(t, step)}**")
    return note(text, button(t("How we stand"), STATUS, club.id), colour=GOOD)


def invitation(t: Texts, drama: Drama, club_id: int) -> Screen:
    """For who uses a button of a club that they are not in."""
    text = t("You are not in the club for {title}. Join it first.", title=_name(drama))
    return note(text, button(t("Join"), JOIN, club_id, style=ButtonStyle.primary), colour=QUIET)


# --- words ---


def batch(t: Texts, step: Step) -> str:
    """`Episodes 3–4`."""
    if step.first == step.last:
        return t("Episode {n}", n=step.first)
    return t("Episodes {first}–{last}", first=step.first, last=step.last)


def _name(drama: Drama) -> str:
    return f"**{words.title(drama)}**"


def _goes_on(t: Texts, standing: Standing) -> str:
    """Until when the step is, and what ends it."""
    club, step = standing.club, standing.step
    if club.state is ClubState.PAUSED:
        return "⏸️ " + t("The club pauses; this step waits for it.")
    if club.advance is Advance.TOGETHER:
        return _until(t, step) + "\n" + t("It goes on as soon as everybody has caught up.")
    return _until(t, step)


def _until(t: Texts, step: Step) -> str:
    if step.until is None:
        return "⏸️ " + t("The club pauses; this step waits for it.")
    return t("Until {when}", when=f"{_when(step.until, 'F')} ({_when(step.until, 'R')})")


def _next(t: Texts, standing: Standing) -> str:
    last, step = standing.episodes, standing.step
    if last is None or step.last >= last:
        return t("This is the last step.")
    upcoming = Step(
        step.number + 1,
        step.last + 1,
        min(step.last + standing.club.pace.episodes, last),
        step.opened_at,
        None,
    )
    return t("Next: {episodes}", episodes=batch(t, upcoming))


def _bar(t: Texts, done: int, of: int, words_: str) -> str:
    filled = _BAR * done // of if of else 0
    return "▰" * filled + "▱" * (_BAR - filled) + " " + t("{n} of {all}", n=done, all=of) + f" {words_}"


def _names(t: Texts, member_ids: Sequence[int]) -> str:
    shown = fitted([f"<@{ident}>" for ident in member_ids], _NAMES_ROOM, "…", joint=len(t(", ")))
    return "✅ " + t(", ").join(shown)


def _when(moment: datetime | None, style: str) -> str:
    return f"<t:{int(moment.timestamp())}:{style}>" if moment is not None else ""


def _seen(t: Texts, club: Club, step: Step) -> Action:
    return button(t("Caught up"), SEEN, club.id, step.number, style=ButtonStyle.primary, emoji="✅")


def _buttons(t: Texts, club: Club, step: Step) -> list[Part]:
    return [
        row(
            _seen(t, club, step),
            button(t("Join"), JOIN, club.id),
            button(t("Remind me"), REMIND, club.id, emoji="⏰"),
            button(t("Leave"), LEAVE, club.id),
        )
    ]


def _member_buttons(t: Texts, now: Membership) -> list[Action]:
    return [
        button(_remind_label(t, now.reminded), REMIND, now.club.id, emoji="⏰"),
        button(t("How we stand"), STATUS, now.club.id),
        button(t("Leave"), LEAVE, now.club.id),
    ]


def _remind_label(t: Texts, reminded: bool) -> str:
    return t("No more reminders") if reminded else t("Remind me")
