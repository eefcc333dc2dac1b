"""Watch clubs: the posts of their steps and their end, reminders, and the answers around them.

Episodes are named only by number, and members only if they have caught up.
"""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.domain.board import Opened
from bot.domain.charts import ClubEnd
from bot.domain.clubs import (
    SUMMARY_FOLLOWS,
    Advance,
    Club,
    ClubState,
    ClubStep,
    JoinResult,
    StepStanding,
    Summary,
)
from bot.domain.dramas import Drama
from bot.i18n import Texts
from bot.present import charts, verbs, words
from bot.present.actions import Action, button, custom_id, menu
from bot.present.board.board import episodes_of
from bot.present.clubs import words as told
from bot.present.layout import GOOD, QUIET, WARNING, Part, Screen, box, fitted, gap, note, row, say, screen
from bot.present.options import score_options
from bot.present.punctuation import ranged

EVENT_NAME_LIMIT = 100  # Discord's of an event's name


# --- posts ---


def step_post(t: Texts, standing: StepStanding, thread: Opened | None) -> Screen:
    """The post of a step: its episodes, its deadline, and the members' buttons."""
    club, step = standing.club, standing.step
    lines = [f"### 🎬 {words.title(t, club.drama)} · {told.batch(t, step)}"]
    if club.role_id is not None:
        lines.append(f"<@&{club.role_id}>")
    if step.number == 1:
        lines.append(t("A watch club starts: we watch together, at one pace. Everyone can join."))
    lines.append(told.goes_on(t, standing))
    if thread is not None:
        lines.append(_talk(t, standing, thread))
    stand = button(t("Club progress"), verbs.CLUB_STATUS, club.id)
    return screen(box(say(*lines), gap(), row(*_buttons(t, club, step), stand)))


def _talk(t: Texts, standing: StepStanding, thread: Opened) -> str:
    """Where the step is discussed, and a warning if that thread covers more than the step."""
    there, step = t("Talk about it in {thread}.", thread=f"<#{thread.thread_id}>"), standing.step
    if thread.batch.whole:
        if standing.episodes is not None and step.last >= standing.episodes:
            return there
        return there + "\n-# " + t("The thread is for the whole drama and may spoil more than this step.")
    if thread.batch.last <= step.last:
        return there
    wider = episodes_of(t, thread.batch)
    return (
        there + "\n-# " + t("The thread is for {episodes} and may spoil more than this step.", episodes=wider)
    )


def reminder(t: Texts, standing: StepStanding) -> Screen:
    """A member's reminder that a step will end soon."""
    club, step = standing.club, standing.step
    when = told.when(step.until, "R")
    if club.advance is Advance.TOGETHER:
        said = t("Reminder: your club plans to have watched these {when}.", when=when)
    else:
        said = t("Reminder: the next step of your club starts {when}.", when=when)
    lines = [f"⏰ **{words.title(t, club.drama)}** · {told.batch(t, step)}", said]
    return note(
        "\n".join(lines),
        _seen(t, club, step),
        button(t("No more reminders"), verbs.CLUB_REMIND, club.id, 0),
        button(t("Leave"), verbs.CLUB_LEAVE, club.id),
    )


def summary(t: Texts, end: Summary, picture: Part | None = None) -> Screen:
    """The post at a club's end: how it went, who has seen everything, and their scores.

    The picture shows only what the text says in short, so the post is complete without it.
    """
    club = end.club
    lines = [f"### 🎉 {words.title(t, club.drama)} · {t('The club has ended')}"]
    if club.ended_at is not None:
        lines.append(ranged(t, told.when(club.started_at, "D"), told.when(club.ended_at, "D")))
    lines.append(
        " · ".join(
            [
                t.plural("{n} step", "{n} steps", end.steps),
                t.plural("{n} member", "{n} members", end.members),
                t.plural("{n} episode seen in total", "{n} episodes seen in total", end.watched),
            ]
        )
    )
    finished = len(end.finished)
    said = t.plural(
        "{n} of {all} has seen it to the end",
        "{n} of {all} have seen it to the end",
        finished,
        all=end.members,
    )
    lines.append(told.bar(finished, end.members, said))
    if end.finished:
        lines.append(told.names(t, end.finished))
    lines += filter(None, [_pace_kept(t, end), _scored(t, end)])
    parts: list[Part] = [say(*lines), *([picture] if picture is not None else [])]
    if club.ended_at is not None:
        until = told.when(club.ended_at + SUMMARY_FOLLOWS, "D")
        parts.append(say("-# " + t("What its members watch and score until {day} is added here.", day=until)))
    return screen(box(*parts, *_after_the_end(t, club.drama)))


def summary_chart(t: Texts, end: Summary) -> ClubEnd | None:
    """The picture of a club's end. None without any counts and scores."""
    return charts.club_end(t, end.kept, end.scores, end.club.drama)


def _pace_kept(t: Texts, end: Summary) -> str | None:
    places = sum(step.members for step in end.kept)
    if not places:
        return None
    share = 100 * sum(step.caught_up for step in end.kept) / places
    return t("Caught up when a step was over, on average: {share} %", share=t.number(share, 0))


def _scored(t: Texts, end: Summary) -> str:
    """The mean of the scores, their number, the lowest and the highest."""
    given = [half_points for half_points, count in enumerate(end.scores, 1) if count]
    if not given:
        return t("No one in the club has scored it yet.")
    count = sum(end.scores)
    mean = sum(half_points * times for half_points, times in enumerate(end.scores, 1)) / count / 2
    said = [f"★ **{words.stars(t, mean)}**", t.plural("{n} score", "{n} scores", count)]
    if len(given) > 1:
        low, high = (words.half_points(t, half_points) for half_points in (given[0], given[-1]))
        said.append(t("from {low} to {high}", low=low, high=high))
    return t("The club's score: {score}", score=" · ".join(said))


def _after_the_end(t: Texts, drama: Drama) -> list[Part]:
    return [
        row(_score_menu(t, drama)),
        row(
            button(t("Card"), verbs.CARD, drama.id, emoji="🎬"),
            button(t("Write a review"), verbs.REVIEW_WRITE, drama.id, emoji="✏️"),
        ),
    ]


def _score_menu(t: Texts, drama: Drama) -> Part:
    return menu(t("Your overall score"), score_options(t, None), verbs.SCORE, drama.id, "overall")


def event_name(t: Texts, club: Club, step: ClubStep) -> str:
    """The name of Discord's event for the end of a step."""
    tail = f" · {told.batch(t, step)}"
    return words.plain_title(t, club.drama, EVENT_NAME_LIMIT - len(tail)) + tail


def event_text(t: Texts) -> str:
    return t("Until then the club watches these episodes.")


# --- answers ---


def which(t: Texts, running: Sequence[Club], then: str) -> Screen:
    """Asks which of several clubs is meant. `then` is what happens next."""
    options = [SelectOption(label=words.choice(t, club.drama), value=str(club.id)) for club in running]
    asked = t("Several clubs are running here. Which one?")
    return screen(box(say(asked), row(menu(t("Choose a club"), options, verbs.CLUB_WHICH, then))))


def say_which(t: Texts, running: Sequence[Club]) -> Screen:
    """The same as text, if a menu would lose the other options."""
    titles = t(", ").join(
        fitted([told.name(t, club.drama) for club in running], told.NAMES_ROOM, "…", len(t(", ")))
    )
    return note(
        t("Several clubs are running here: {titles}. Choose one with `title:`.", titles=titles),
        colour=WARNING,
    )


def started(t: Texts, standing: StepStanding) -> Screen:
    """The answer to the member who started a club. Everyone else reads the post of its first step."""
    club = standing.club
    lines = [
        t(
            "The club for {title} starts. Its first post goes to {channel}.",
            title=told.name(t, club.drama),
            channel=f"<#{club.channel_id}>",
        ),
        t("You are in the club because you started it."),
        f"{told.batch(t, standing.step)} · {told.goes_on(t, standing, exact=True)}",
        "-# " + told.pace(t, club),
    ]
    return note("\n".join(lines), *_member_buttons(t, JoinResult(club, standing.step, True)), colour=GOOD)


def status(t: Texts, standing: StepStanding) -> Screen:
    """How many have caught up, their names, and the deadline. No other member is named."""
    club, step, there = standing.club, standing.step, len(standing.caught_up)
    said = t.plural("{n} of {all} has caught up", "{n} of {all} have caught up", there, all=standing.members)
    lines = [
        f"### 🎬 {words.title(t, club.drama)} · {told.batch(t, step, standing.episodes)}",
        told.bar(there, standing.members, said),
    ]
    if standing.caught_up:
        lines.append(told.names(t, standing.caught_up))
    lines.append(told.goes_on(t, standing, exact=True))
    lines.append(told.upcoming(t, standing))
    return screen(box(say(*lines), gap(), row(*_buttons(t, club, step))))


def paced(t: Texts, standing: StepStanding, *, leads: bool = False) -> Screen:
    """The pace of a club, current or just changed. A reader who `leads` it can remove members."""
    club, step = standing.club, standing.step
    lines = [
        f"**{words.title(t, club.drama)}** · {told.batch(t, step)}",
        told.goes_on(t, standing, exact=True),
    ]
    lines.append("-# " + told.pace(t, club))
    if step.last - step.first + 1 != club.pace.episodes and step.last != standing.episodes:
        lines.append("-# " + t("The new number of episodes counts from the next step on."))
    parts: list[Part] = [say("\n".join(lines))]
    if leads:
        chooser = ui.UserSelect[ui.LayoutView](
            placeholder=t("Remove someone from the club"), custom_id=custom_id(verbs.CLUB_TAKE_OUT, club.id)
        )
        parts.append(row(chooser))
    return screen(box(*parts, colour=GOOD if club.state is ClubState.RUNNING else QUIET))


def taken_out(t: Texts, club: Club, member_id: int, *, was_in: bool) -> Screen:
    member, title = f"<@{member_id}>", told.name(t, club.drama)
    if not was_in:
        return note(t("{member} is not in the club for {title}.", member=member, title=title), colour=QUIET)
    return note(t("{member} was removed from the club for {title}.", member=member, title=title), colour=GOOD)


def end_question(t: Texts, standing: StepStanding) -> Screen:
    """The question before a club is ended: what is deleted, and what stays."""
    club = standing.club
    count = t.plural("{n} member", "{n} members", standing.members)
    lines = [
        t("End the club for {title}?", title=told.name(t, club.drama))
        + f" {told.batch(t, standing.step)} · {count}",
        t("No more steps or reminders. An ended club can't be resumed, but you can start a new one."),
        t(
            "Its posts and its members' progress and scores stay. A summary goes to {channel}.",
            channel=f"<#{club.channel_id}>",
        ),
    ]
    end = button(t("End it"), verbs.CLUB_END_NOW, club.id, style=ButtonStyle.danger)
    return note("\n".join(lines), end, button(t("Cancel"), verbs.DISMISS), colour=WARNING)


def ended(t: Texts, club: Club) -> Screen:
    text = t(
        "The club for {title} has ended. Its summary goes to {channel}.",
        title=told.name(t, club.drama),
        channel=f"<#{club.channel_id}>",
    )
    return note(text)


def joined(t: Texts, now: JoinResult) -> Screen:
    club = now.club
    if now.changed:
        text = t("You are in the club for {title}.", title=told.name(t, club.drama))
    else:
        text = t("You are already in the club for {title}.", title=told.name(t, club.drama))
    lines = [text]
    if now.step is not None:
        lines.append(f"{told.batch(t, now.step)} · {told.until(t, now.step)}")
    if now.behind:
        lines.append("-# " + t("The next step starts as soon as everyone has caught up, including you."))
    return note("\n".join(lines), *_member_buttons(t, now), colour=GOOD if now.changed else QUIET)


def has_joined(t: Texts, club: Club, member_id: int) -> Screen:
    """The public answer when someone joins with the command."""
    text = t(
        "{member} is in the club for {title} now.", member=f"<@{member_id}>", title=told.name(t, club.drama)
    )
    return note(
        text,
        button(t("Join"), verbs.CLUB_JOIN, club.id),
        button(t("Remind me"), verbs.CLUB_REMIND, club.id, emoji="⏰"),
        button(t("Club progress"), verbs.CLUB_STATUS, club.id),
        colour=GOOD,
    )


def has_left(t: Texts, club: Club, member_id: int) -> Screen:
    """The public answer when someone leaves with the command. The button does not answer publicly."""
    text = t(
        "{member} has left the club for {title}.", member=f"<@{member_id}>", title=told.name(t, club.drama)
    )
    return note(text, button(t("Join"), verbs.CLUB_JOIN, club.id), colour=QUIET)


def left(t: Texts, now: JoinResult) -> Screen:
    if now.changed:
        text = t(
            "You have left the club for {title}. Your progress and scores stay.",
            title=told.name(t, now.club.drama),
        )
    else:
        text = t("You are not in the club for {title}.", title=told.name(t, now.club.drama))
    return note(text, button(t("Join"), verbs.CLUB_JOIN, now.club.id), colour=QUIET)


def reminding(t: Texts, now: JoinResult) -> Screen:
    if now.reminded:
        text = t("If you are behind, I will message you a few hours before a step ends.")
    else:
        text = t("Reminders are off.")
    return note(text, _reminders(t, now))


def caught_up(t: Texts, club: Club, step: ClubStep, *, finished: bool = False) -> Screen:
    """The answer to a member who has caught up.

    `finished`: it was the last episode, and asks for their score.
    """
    text = t(
        "{title}: you have seen {episodes}.",
        title=told.name(t, club.drama),
        episodes=f"**{told.batch(t, step)}**",
    )
    stand = row(button(t("Club progress"), verbs.CLUB_STATUS, club.id))
    if not finished:
        return screen(box(say(text), stand, colour=GOOD))
    asked = t("You have finished it. How was it?")
    return screen(box(say(text, asked), row(_score_menu(t, club.drama)), stand, colour=GOOD))


def invitation(t: Texts, drama: Drama, club_id: int) -> Screen:
    """The answer to a reader who uses a button of a club without being a member."""
    text = t("You are not in the club for {title}. Join it first.", title=told.name(t, drama))
    return note(text, button(t("Join"), verbs.CLUB_JOIN, club_id, style=ButtonStyle.primary), colour=QUIET)


# --- buttons ---


def _seen(t: Texts, club: Club, step: ClubStep) -> Action:
    return button(
        t("Caught up"), verbs.CLUB_SEEN, club.id, step.number, style=ButtonStyle.primary, emoji="✅"
    )


def _buttons(t: Texts, club: Club, step: ClubStep) -> list[Action]:
    return [
        _seen(t, club, step),
        button(t("Join"), verbs.CLUB_JOIN, club.id),
        button(t("Remind me"), verbs.CLUB_REMIND, club.id, emoji="⏰"),
        button(t("Leave"), verbs.CLUB_LEAVE, club.id),
    ]


def _member_buttons(t: Texts, now: JoinResult) -> list[Action]:
    return [
        _reminders(t, now, emoji="⏰"),
        button(t("Club progress"), verbs.CLUB_STATUS, now.club.id),
        button(t("Leave"), verbs.CLUB_LEAVE, now.club.id),
    ]


def _reminders(t: Texts, now: JoinResult, emoji: str | None = None) -> Action:
    """What its label says happens, however often it is pressed, and whatever was pressed elsewhere."""
    label = t("No more reminders") if now.reminded else t("Remind me")
    return button(label, verbs.CLUB_REMIND, now.club.id, int(not now.reminded), emoji=emoji)
