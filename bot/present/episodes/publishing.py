"""Publishing synopses on the screen: posts and schedules."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, SelectOption

from bot.domain.board import Batch
from bot.domain.dramas import Drama
from bot.domain.episodes import SYNOPSIS_SHOWN_LIMIT
from bot.domain.guilds import ChannelState, Purpose
from bot.domain.publishing import (
    News,
    Outcome,
    Published,
    Schedule,
    ScheduleMade,
    ScheduleNews,
    SynopsisShown,
)
from bot.domain.spoilers import Shape
from bot.domain.writings import WritingKind
from bot.i18n import LANGUAGES, Texts, texts
from bot.present import paces, spoilers, verbs, words
from bot.present.actions import button, menu
from bot.present.board import board
from bot.present.episodes.episodes import body, in_other_languages, told_by
from bot.present.guilds import channels
from bot.present.layout import GOOD, QUIET, WARNING, Part, Screen, box, fitted, note, row, say, screen
from bot.present.moderation.naming import report_button
from bot.present.punctuation import labelled
from bot.present.text import plain

MENU = 25  # options that a menu holds
_LIST_ROOM = 3_000


# --- posts ---


def post(t: Texts, shown: SynopsisShown) -> Screen:
    """A synopsis as the synopses channel shows it now, in a form that spoils no one."""
    synopsis = shown.synopsis
    drama, episode = synopsis.drama, synopsis.episode
    actions = [
        button(t("Seen it"), verbs.SEEN, drama.id, episode, emoji="✅"),
        button(t("Score it"), verbs.RATE, drama.id, episode, emoji="⭐"),
        button(t("Discuss"), verbs.DISCUSS, drama.id, episode, emoji="💬"),
    ]
    if shown.shape is Shape.ASK:
        reveal = button(t("Reveal"), verbs.SYNOPSIS, drama.id, episode, style=ButtonStyle.primary, emoji="📖")
        actions.insert(0, reveal)
    if synopsis.guild_id is not None:  # the catalogue's are no member's
        actions.append(report_button(t, WritingKind.SYNOPSIS, synopsis.id))
    under: list[Part] = [row(*actions)]
    if shown.others:
        under.append(row(*in_other_languages(t, drama, episode, shown.others)))
    return screen(*sheet(t, shown, SYNOPSIS_SHOWN_LIMIT), *under)


def forum_name(t: Texts, drama: Drama, episode: int) -> str:
    """The post's name in a forum: drama and episode, never any plot."""
    return board.name(t, drama, Batch(episode, episode))


def forum_tag(t: Texts, drama: Drama) -> tuple[str, ...]:
    """Its tag in a forum, the drama's country, if known: the name here, and in every language."""
    everywhere = (t, *map(texts, LANGUAGES))
    if drama.country:
        return tuple(plain(words.country(one, drama.country), board.TAG_LIMIT) for one in everywhere)
    return tuple(one(words.PURPOSES[Purpose.SYNOPSES]) for one in everywhere)


def sheet(t: Texts, shown: SynopsisShown, room: int) -> list[Part]:
    """The label, and the text as far as the policy shows it publicly."""
    above = label(t, shown)
    if shown.shape is Shape.ASK:
        return [box(say(*above), colour=QUIET)]
    return spoilers.covered(t, above, [say(body(t, shown.synopsis.text, room))])


def label(t: Texts, shown: SynopsisShown) -> list[str]:
    """The part that everyone sees."""
    synopsis = shown.synopsis
    lines = [*words.scope(t, synopsis.drama, synopsis.episode), *told_by(t, synopsis)]
    return spoilers.sealed(t, lines, t("Reveal")) if shown.shape is Shape.ASK else spoilers.barred(t, lines)


def posted(t: Texts, done: Published, channel: ChannelState) -> Screen:
    """The result of a request to post a synopsis. `channel` is its current channel."""
    name = called(t, done.drama, done.episode)
    there = done.post
    if done.outcome is Outcome.STANDS and there is not None and there.message_id is not None:
        link = f"https://discord.com/channels/{there.guild_id}/{there.channel_id}/{there.message_id}"
        told = t("{name} is already posted here: {link}", name=name, link=link)
        anew = button(t("Post it again"), verbs.SYNOPSIS_ANEW, done.drama.id, done.episode)
        return note(told + "\n-# " + t("If you post it again, the old post is deleted."), anew, colour=QUIET)
    look = button(t("All settings"), verbs.SETTINGS, "channels")
    if not channel.ready:
        waits = t("It will be posted as soon as this is fixed. Check the settings.")
        return note(f"{name}\n{channels.state_line(t, channel)}\n{waits}", look, colour=WARNING)
    if done.outcome is Outcome.POSTED:
        told = t("{name} goes to {channel}.", name=name, channel=f"<#{channel.channel_id}>")
        return note(told, colour=GOOD)
    told = t("{name} is being posted. If it does not appear, check the settings.", name=name)
    return note(told, look, colour=QUIET)


def stays(t: Texts, channel: ChannelState) -> Screen:
    """Why a post stays where it is: another could not replace it."""
    told = t("The old post stays until this is fixed.")
    look = button(t("All settings"), verbs.SETTINGS, "channels")
    return note(f"{channels.state_line(t, channel)}\n{told}", look, colour=WARNING)


# --- schedules ---


def scheduled(t: Texts, done: ScheduleMade, channel: ChannelState) -> Screen:
    """A new schedule: its start, how far it will come, and the schedule that it replaces."""
    made, before = done.schedule, done.before
    lines = [
        t(
            "**{title}**: a synopsis is published {pace}, from episode {n} on.",
            title=words.title(t, made.drama),
            pace=paces.pace(t, made.pace),
            n=made.next_episode,
        )
    ]
    if made.next_at is not None and done.pauses_at != made.next_episode:
        lines.append(t("The first one comes {when}.", when=f"<t:{int(made.next_at.timestamp())}:f>"))
    lines.append(_reach(t, done))
    if before is not None:
        lines.append(
            t(
                "This replaces the schedule from before: {pace}, next episode {n}.",
                pace=paces.pace(t, before.pace),
                n=before.next_episode,
            )
        )
    if not channel.ready:
        lines.append(channels.state_line(t, channel))
    lines.append(
        "-# "
        + t(
            "If a synopsis is missing, publishing pauses, the log channel is told once, and it resumes "
            "when there is one."
        )
    )
    colour = GOOD if channel.ready else WARNING
    return note("\n".join(lines), button(t("Schedules"), verbs.SYNOPSIS_SCHEDULES), colour=colour)


def _reach(t: Texts, done: ScheduleMade) -> str:
    """How many synopses exist for a schedule, and where it will pause."""
    if done.pauses_at is None:
        return t("All of them are ready.")
    told = t("No synopsis is ready to publish yet.")
    if done.written and done.last is not None:
        told = t(
            "{n} of these {all} are ready.",
            n=done.written,
            all=done.last - done.schedule.next_episode + 1,
        )
    elif done.written:
        told = t.plural("{n} of them is ready.", "{n} of them are ready.", done.written)
    return told + " ⏸️ " + t("It will pause at episode {n} until that synopsis is ready.", n=done.pauses_at)


def unscheduled(t: Texts, ended: Schedule) -> str:
    """Says that a schedule has ended, and what it was."""
    return t(
        "**{title}**: scheduled publishing has stopped. It was {pace}, and episode {n} was next.",
        title=words.title(t, ended.drama),
        pace=paces.pace(t, ended.pace),
        n=ended.next_episode,
    )


def schedules(t: Texts, found: Sequence[Schedule], told: str | None = None, *, ends: bool = False) -> Screen:
    """The schedules of this server. `ends`: the reader may end one. `told` is what was just done."""
    done: list[Part] = [box(say(told), colour=GOOD)] if told else []
    if not found:
        nothing = t("No synopses are scheduled here. Set a schedule with {/synopses schedule}.")
        return screen(*done, box(say(nothing), colour=QUIET))
    lines = [_schedule_line(t, schedule) for schedule in found]
    parts: list[Part] = [say(f"### {t('Schedules')}", *fitted(lines, _LIST_ROOM, f"-# {t('and more')}"))]
    if ends:
        options = [_schedule_option(t, schedule) for schedule in found[:MENU]]
        parts.append(row(menu(t("End a schedule"), options, verbs.SYNOPSIS_SCHEDULE_END)))
    return screen(*done, box(*parts, colour=QUIET))


def _schedule_option(t: Texts, schedule: Schedule) -> SelectOption:
    label = words.plain_title(t, schedule.drama, 100)
    described = plain(t("Next: episode {n}", n=schedule.next_episode), 100)
    return SelectOption(label=label, value=str(schedule.drama.id), description=described, emoji="⏹️")


def _schedule_line(t: Texts, schedule: Schedule) -> str:
    name = called(t, schedule.drama, schedule.next_episode)
    if schedule.next_at is None:
        return "- ⏸️ " + labelled(t, name, t("paused, because the synopsis is not ready yet"))
    when = f"<t:{int(schedule.next_at.timestamp())}:f> · {paces.pace(t, schedule.pace)}"
    return "- " + labelled(t, name, when)


def news(t: Texts, told: ScheduleNews) -> Screen:
    """The message to the moderators' log about a schedule."""
    title = f"**{words.title(t, told.drama)}**"
    if told.news is News.ENDED:
        return note(
            t("✅ {title}: the last synopsis is published, and the schedule has ended.", title=title),
            colour=GOOD,
        )
    lines = (
        t("⏸️ {title}: the synopsis of episode {n} is not ready yet.", title=title, n=told.episode),
        t("Its schedule is paused and continues as soon as one is published."),
    )
    write = button(t("Write it"), verbs.WRITE, told.drama.id, told.episode, emoji="✏️")
    return note("\n".join(lines), write, button(t("Submissions"), verbs.SYNOPSIS_QUEUE, 0), colour=WARNING)


def called(t: Texts, drama: Drama, episode: int) -> str:
    return f"**{words.title(t, drama)} · {t('Episode {n}', n=episode)}**"
