"""Publishing synopses on the screen: posts, schedules, the submissions' queue, and what authors hear."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain.episodes import SYNOPSIS_LIMIT, SYNOPSIS_SHOWN_LIMIT, Synopsis
from bot.domain.paces import EVERY_DAY, Pace
from bot.domain.publishing import (
    REASON_LIMIT,
    News,
    Outcome,
    Published,
    Schedule,
    ScheduleNews,
    Submission,
    SubmissionPage,
    SynopsisShown,
)
from bot.domain.spoilers import Shape
from bot.errors import EmptyText
from bot.i18n import Texts
from bot.present import forms, words
from bot.present.actions import button
from bot.present.episodes import in_other_languages, told_by
from bot.present.layout import (
    GOOD,
    QUIET,
    WARNING,
    Part,
    Screen,
    box,
    fitted,
    note,
    pager,
    row,
    rule,
    say,
    screen,
)
from bot.present.text import block, inline, plain

_MESSAGE = 4_000  # characters of all texts of a message
_LIST_ROOM = 3_000


# --- posts ---


def post(t: Texts, shown: SynopsisShown) -> Screen:
    """A synopsis as it stands in the synopses channel: it spoils nobody, whoever reads there."""
    synopsis = shown.synopsis
    drama, episode = synopsis.drama, synopsis.episode
    actions = [
        button(t("Seen it"), "seen", drama.id, episode, emoji="✅"),
        button(t("Score it"), "rate", drama.id, episode, emoji="⭐"),
        button(t("Discuss"), "discuss", drama.id, episode, emoji="💬"),
    ]
    if shown.shape is Shape.ASK:
        reveal = button(t("Reveal"), "synopsis", drama.id, episode, style=ButtonStyle.primary, emoji="📖")
        actions.insert(0, reveal)
    under: list[Part] = [row(*actions)]
    if shown.others:
        under.append(row(*in_other_languages(t, drama, episode, shown.others)))
    return screen(*_sheet(t, shown, SYNOPSIS_SHOWN_LIMIT), *under)


def _sheet(t: Texts, shown: SynopsisShown, room: int) -> list[Part]:
    """The label, and the text as far as the policy has it in public."""
    synopsis = shown.synopsis
    label = _label(t, shown)
    if shown.shape is Shape.ASK:
        return [box(say(*label), colour=QUIET)]
    return [box(say(*label), colour=QUIET), box(say(block(synopsis.text, room)), spoiler=True)]


def _label(t: Texts, shown: SynopsisShown) -> list[str]:
    """What stands in sight of everybody. Previews end before the plot: it is longer than 100 characters."""
    synopsis = shown.synopsis
    label = [*words.scope(t, synopsis.drama, synopsis.episode), *told_by(t, synopsis)]
    if shown.shape is Shape.ASK:
        label.append("-# " + t("It is sealed, for it tells what happens. Reveal asks first who is behind."))
    else:
        label.append(
            "-# "
            + t(
                "The plot is under the bar below. It stays hidden until you click it, "
                "and shows to nobody but you."
            )
        )
    return label


def posted(t: Texts, done: Published, channel_id: int | None) -> Screen:
    """What became of a synopsis that was to be posted."""
    name = _name(t, done.drama.title, done.episode)
    if done.outcome is Outcome.POSTED:
        told = t("{name} goes to {channel}.", name=name, channel=f"<#{channel_id}>")
        return note(told, colour=GOOD)
    there = done.post
    if done.outcome is Outcome.WAITING or there is None or there.message_id is None:
        told = t("{name} is on its way. If it does not come, look at the settings.", name=name)
        return note(told, button(t("All settings"), "settings", "channels"), colour=QUIET)
    link = f"https://discord.com/channels/{there.guild_id}/{there.channel_id}/{there.message_id}"
    told = t("{name} stands here already: {link}", name=name, link=link)
    anew = button(t("Post it anew"), "synanew", done.drama.id, done.episode)
    return note(told + "\n-# " + t("Posted anew, it leaves its old place."), anew, colour=QUIET)


# --- schedules ---


def pace(t: Texts, given: Pace) -> str:
    """`Tuesday, Friday 21:00 (Asia/Tokyo)`."""
    days = t("every day")
    if given.days != EVERY_DAY:
        days = t(", ").join(t.weekday(day) for day in given.weekdays)
    return t("{days} {time} ({zone})", days=days, time=f"{given.at:%H:%M}", zone=inline(given.zone))


def scheduled(t: Texts, made: Schedule) -> Screen:
    lines = [
        t(
            "**{title}**: a synopsis is published {pace}, from episode {n} on.",
            title=words.title(made.drama),
            pace=pace(t, made.pace),
            n=made.next_episode,
        )
    ]
    if made.next_at is not None:
        lines.append(t("The first one comes {when}.", when=f"<t:{int(made.next_at.timestamp())}:f>"))
    lines.append("-# " + t("Where none is written it waits, tells the log channel once, and goes on after."))
    return note("\n".join(lines), button(t("Schedules"), "synschedules"), colour=GOOD)


def unscheduled(t: Texts, title: str) -> Screen:
    told = t("**{title}**: nothing more is published by the clock.", title=inline(title, 200))
    return note(told, colour=GOOD)


def schedules(t: Texts, found: Sequence[Schedule]) -> Screen:
    """What is published by the clock here."""
    if not found:
        return note(t("Nothing is published by the clock here. `/synopses schedule` begins."), colour=QUIET)
    lines = [_schedule_line(t, schedule) for schedule in found]
    return screen(
        box(say(f"### {t('Schedules')}", *fitted(lines, _LIST_ROOM, f"-# {t('and more')}")), colour=QUIET)
    )


def _schedule_line(t: Texts, schedule: Schedule) -> str:
    name = _name(t, schedule.drama.title, schedule.next_episode)
    if schedule.next_at is None:
        return f"- ⏸️ {name}: " + t("waits, for nobody has written it yet")
    return f"- {name}: <t:{int(schedule.next_at.timestamp())}:f> · {pace(t, schedule.pace)}"


def news(t: Texts, told: ScheduleNews) -> Screen:
    """Tells the moderators' log what became of a schedule."""
    title = f"**{words.title(told.drama)}**"
    if told.news is News.ENDED:
        return note(
            t("✅ {title}: the last synopsis is published, and the schedule has ended.", title=title),
            colour=GOOD,
        )
    lines = (
        t("⏸️ {title}: nobody has written the synopsis of episode {n} yet.", title=title, n=told.episode),
        t("Its schedule waits, and goes on as soon as one is published."),
    )
    write = button(t("Write it"), "write", told.drama.id, told.episode, emoji="✏️")
    return note("\n".join(lines), write, button(t("Submissions"), "synqueue", 0), colour=WARNING)


# --- submissions ---


def queue(t: Texts, page: SubmissionPage, told: str | None = None) -> Screen:
    """One submission as members will see it, and what can be done with it; `told`: what was just done."""
    done: list[Part] = [box(say(told), colour=GOOD)] if told else []
    submission, shown = page.submission, page.shown
    more = [button(t("Schedules"), "synschedules")] if page.schedules else []
    if submission is None or shown is None:
        nothing: list[Part] = [say(t("Nothing waits for a curator."))]
        if more:
            nothing.append(row(*more))
        return screen(*done, box(*nothing, colour=QUIET))
    synopsis = submission.synopsis
    lines = [
        f"### {t('Submissions')}",
        t(
            "{author} wrote this {when}. So it will look:",
            author=f"<@{synopsis.author_id}>" if synopsis.author_id else t("Somebody"),
            when=f"<t:{int(submission.created_at.timestamp())}:R>",
        ),
    ]
    if page.replaces:
        lines.append("-# " + t("It would take the place of the synopsis that is published."))
    parts: list[Part] = [*done, box(say(*lines), colour=QUIET)]
    sealed = shown.shape is Shape.ASK
    heading = "-# " + t("Whoever reveals it reads:") if sealed else ""
    used = sum(map(len, (told or "", *lines, *_label(t, shown), heading))) + 20
    room = min(SYNOPSIS_SHOWN_LIMIT, _MESSAGE - used)
    parts += _sheet(t, shown, room)
    if sealed:
        parts += [say(heading), box(say(block(synopsis.text, room)), spoiler=True)]
    parts.append(
        row(
            button(t("Publish"), "synpublish", synopsis.id, page.index, style=ButtonStyle.primary),
            button(t("Edit"), "synedit", synopsis.id, page.index, emoji="✏️"),
            button(t("Send back"), "synback", synopsis.id, page.index, emoji="↩️"),
            *more,
        )
    )
    if page.total > 1:
        parts.append(pager(t, page.index, page.total, "synqueue"))
    return screen(*parts)


def edit_form(t: Texts, submission: Submission, index: int) -> ui.Modal:
    synopsis = submission.synopsis
    return forms.form(
        f"{plain(synopsis.drama.title, 28)} · {t('Episode {n}', n=synopsis.episode)}",
        "synedit",
        synopsis.id,
        index,
        fields=(
            forms.Field(
                "text",
                t("What happens in episode {n}", n=synopsis.episode),
                SYNOPSIS_LIMIT,
                t("Published at once, in its author's name."),
                synopsis.text[:SYNOPSIS_LIMIT],
            ),
        ),
    )


def return_form(t: Texts, submission: Submission, index: int) -> ui.Modal:
    synopsis = submission.synopsis
    return forms.form(
        f"{plain(synopsis.drama.title, 28)} · {t('Episode {n}', n=synopsis.episode)}",
        "synback",
        synopsis.id,
        index,
        fields=(
            forms.Field(
                "reason",
                t("Why you send it back"),
                REASON_LIMIT,
                t("Its author gets this and the text in a direct message."),
            ),
        ),
    )


def check_reason(text: str) -> None:
    """Raises `EmptyText` for a reason in which nothing can be seen."""
    if not block(text):
        raise EmptyText


def was_published(t: Texts, synopsis: Synopsis) -> str:
    return t("{name}: published. Its author hears of it.", name=_name_of(t, synopsis))


def was_sent_back(t: Texts, synopsis: Synopsis) -> str:
    return t("{name}: sent back. Its author hears of it.", name=_name_of(t, synopsis))


# --- what authors hear ---


def accepted(t: Texts, told: Submission, server: str | None, *, edited: bool) -> Screen:
    synopsis = told.synopsis
    lines = [
        t(
            "{name}: your synopsis is published on {server}. Thank you.",
            name=_name_of(t, synopsis),
            server=_server(t, server),
        )
    ]
    if edited:
        lines.append("-# " + t("A curator has changed a little of it before."))
    return note("\n".join(lines), colour=GOOD)


def returned(t: Texts, told: Submission, server: str | None) -> Screen:
    """What was sent back, with the reason; both under a bar, for both may tell of the plot."""
    synopsis = told.synopsis
    label = [
        f"### {_name_of(t, synopsis)}",
        t(
            "The curators of {server} have sent your synopsis back to you. Why, and what you wrote, is "
            "under the bar below.",
            server=_server(t, server),
        ),
        "-# " + t("There `/episode write` begins with all of your text, so that you can go on."),
    ]
    reason = block(told.reason or "", 2 * REASON_LIMIT)
    room = _MESSAGE - sum(map(len, (*label, reason))) - 20
    return screen(
        box(say(*label), colour=QUIET),
        box(say(reason), rule(), say(block(synopsis.text, room)), colour=QUIET, spoiler=True),
    )


def _server(t: Texts, name: str | None) -> str:
    return f"**{inline(name, 200)}**" if name else t("a server that I am no longer on")


def _name_of(t: Texts, synopsis: Synopsis) -> str:
    return _name(t, synopsis.drama.title, synopsis.episode)


def _name(t: Texts, title: str, episode: int) -> str:
    return f"**{inline(title, 200)} · {t('Episode {n}', n=episode)}**"
