"""Submissions on the screen: the curators' queue, and the messages to authors and moderators."""

from __future__ import annotations

from discord import ButtonStyle, ui

from bot.domain.episodes import SYNOPSIS_LIMIT, SYNOPSIS_SHOWN_LIMIT, Synopsis
from bot.domain.publishing import REASON_LIMIT, Arrived, Submission, SubmissionPage, SynopsisShown
from bot.domain.spoilers import Ahead, Shape
from bot.errors import EmptyText
from bot.i18n import LANGUAGES, Texts
from bot.present import forms, verbs, words
from bot.present.actions import button
from bot.present.ahead import question
from bot.present.episodes.episodes import beginning, body
from bot.present.episodes.publishing import called, label, sheet
from bot.present.layout import (
    GOOD,
    QUIET,
    ROW,
    WARNING,
    Part,
    Screen,
    box,
    is_box,
    note,
    pager,
    row,
    rule,
    say,
    screen,
)
from bot.present.parts import Built
from bot.present.punctuation import sentences
from bot.present.spoilers import covered, guarded
from bot.present.text import block, inline

_MESSAGE = 4_000  # characters of all texts of a message
_ABOVE = 220  # of them what may stand between a label and what is hidden, joints included
_NAMED = 5  # submissions that a notice names

# --- the queue ---


def _decisions(t: Texts, page: SubmissionPage, synopsis: Synopsis) -> list[Built]:
    """What a curator can do with a submission; `page` knows the text that it would replace."""
    over = page.replaced.id if page.replaced else 0
    actions = [
        button(
            t("Publish"), verbs.SYNOPSIS_PUBLISH, synopsis.id, page.index, over, style=ButtonStyle.primary
        ),
        button(t("Edit"), verbs.SYNOPSIS_EDIT, synopsis.id, page.index, over, emoji="✏️"),
        button(t("Send back"), verbs.SYNOPSIS_BACK, synopsis.id, page.index, emoji="↩️"),
    ]
    if page.replaced is not None:
        there = (synopsis.drama.id, synopsis.episode, synopsis.language)
        actions.append(button(t("Read the published text"), verbs.SYNOPSIS, *there, emoji="📖"))
    return actions


def queue(
    t: Texts,
    page: SubmissionPage,
    told: str | None = None,
    *,
    warns: bool = False,
    ahead: Ahead | None = None,
) -> Screen:
    """One submission as members will see it, with the curator's buttons.

    `told` is what was just done, or, with `warns`, why it was not done. `ahead`: it tells what its curator
    has not seen, so they are asked before it.
    """
    done: list[Part] = [box(say(told), colour=WARNING if warns else GOOD)] if told else []
    submission, shown = page.submission, page.shown
    more = [button(t("Schedules"), verbs.SYNOPSIS_SCHEDULES)] if page.schedules else []
    if submission is None or shown is None:
        nothing: list[Part] = [say(t("Nothing is waiting for a curator."))]
        if more:
            nothing.append(row(*more))
        return screen(*done, box(*nothing, colour=QUIET))
    synopsis, replaced = submission.synopsis, page.replaced
    if ahead is not None:
        return screen(*done, *_asked(t, page, submission, ahead))
    lines = _about(t, submission, shown, replaced)
    parts: list[Part] = [*done, box(say(*lines), colour=QUIET)]
    sealed = shown.shape is Shape.ASK
    heading = "-# " + t("Members who reveal it will read:") if sealed else ""
    used = sum(map(len, (told or "", *lines, *label(t, shown), heading))) + _ABOVE
    room = min(SYNOPSIS_SHOWN_LIMIT, _MESSAGE - used)
    parts += sheet(t, shown, room)
    if sealed:
        parts = guarded(t, [*parts, say(heading), box(say(body(t, synopsis.text, room)), spoiler=True)])
    parts.append(row(*_decisions(t, page, synopsis), *more))
    return screen(*parts, *_pager(t, page))


def _asked(t: Texts, page: SubmissionPage, submission: Submission, ahead: Ahead) -> list[Part]:
    """The question in the place of a submission, and the way to the others."""
    synopsis = submission.synopsis
    about = t(
        "{author} wrote this in {language}, {when}.",
        author=_author(t, synopsis),
        language=t.name_of(synopsis.language),
        when=f"<t:{int(submission.created_at.timestamp())}:R>",
    )
    kind = f"{t('Submissions')} · {t('Episode {n}', n=synopsis.episode)}"
    subject = (synopsis.id, page.index)
    asked = question(t, ahead, kind, verbs.SYNOPSIS_QUEUE_AHEAD, subject, (about,))
    parts: list[Part] = [part for part in asked.parts if is_box(part)]
    return [*parts, *_pager(t, page)]


def _pager(t: Texts, page: SubmissionPage) -> list[Part]:
    return [pager(t, page.index, page.total, verbs.SYNOPSIS_QUEUE)] if page.total > 1 else []


def _about(t: Texts, submission: Submission, shown: SynopsisShown, replaced: Synopsis | None) -> list[str]:
    """The author of a submission, and the texts that it would replace or stand beside."""
    synopsis = submission.synopsis
    lines = [
        f"### {t('Submissions')}",
        t(
            "{author} wrote this in {language}, {when}. It will look like this:",
            author=_author(t, synopsis),
            language=t.name_of(synopsis.language),
            when=f"<t:{int(submission.created_at.timestamp())}:R>",
        ),
    ]
    if replaced is not None and replaced.author_id is not None:
        told = t(
            "⚠️ It would replace the synopsis by {author} that is published in this language.",
            author=_author(t, replaced),
        )
        lines.append(told)
    elif replaced is not None:
        told = t("It would replace the synopsis that is published in this language.")
        lines.append("-# " + told)
    if shown.others:
        told_in = t(", ").join(t.name_of(language) for language in shown.others[:ROW])
        lines.append("-# " + t("It would be shown beside the one in {languages}.", languages=told_in))
    return lines


def changed_meanwhile(t: Texts) -> str:
    """Why nothing was published: the text to replace has changed."""
    return t(
        "Nothing was published: someone has published another text in the meantime. This is the one that is "
        "published now."
    )


def edit_form(t: Texts, submission: Submission, index: int, over: int | None) -> ui.Modal:
    """The form to edit a submission.

    `over` is the published synopsis that it should replace, 0: none, None: any.
    """
    synopsis = submission.synopsis
    return forms.form(
        f"{words.plain_title(t, synopsis.drama, 28)} · {t('Episode {n}', n=synopsis.episode)}",
        verbs.SYNOPSIS_EDIT,
        synopsis.id,
        index,
        *(() if over is None else (over,)),
        fields=(
            forms.Field(
                "text",
                t("What happens in episode {n}", n=synopsis.episode),
                SYNOPSIS_LIMIT,
                sentences(
                    t,
                    (
                        t("In {language}.", language=t.name_of(synopsis.language)),
                        t("Published at once, in its author's name."),
                    ),
                ),
                beginning(synopsis.text),
            ),
        ),
    )


def return_form(t: Texts, submission: Submission, index: int) -> ui.Modal:
    synopsis = submission.synopsis
    return forms.form(
        f"{words.plain_title(t, synopsis.drama, 28)} · {t('Episode {n}', n=synopsis.episode)}",
        verbs.SYNOPSIS_BACK,
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
    """Raises `EmptyText` for a reason without anything visible."""
    if not block(text):
        raise EmptyText


def was_published(t: Texts, synopsis: Synopsis) -> str:
    return t("{name}: published. Its author will be told.", name=_name(t, synopsis))


def was_sent_back(t: Texts, synopsis: Synopsis) -> str:
    return t("{name}: sent back. Its author will be told.", name=_name(t, synopsis))


# --- what authors hear ---


def accepted(t: Texts, told: Submission, server: str | None, *, edited: bool) -> Screen:
    synopsis = told.synopsis
    lines = [
        t(
            "{name}: your synopsis is published on {server}. Thank you.",
            name=_name(t, synopsis),
            server=_server(t, server),
        )
    ]
    if edited:
        lines.append("-# " + t("A curator has already edited part of it."))
    return note("\n".join(lines), colour=GOOD)


def returned(t: Texts, told: Submission, server: str | None) -> Screen:
    """The returned text with the reason, both under a spoiler bar, because both may contain plot."""
    synopsis = told.synopsis
    label = [
        f"### {_name(t, synopsis)}",
        t(
            "The curators of {server} have sent your synopsis back to you. Their reason and your text are "
            "under the spoiler bar below.",
            server=_server(t, server),
        ),
        "-# "
        + t(
            "There, {/episode write} with `language:{language}` opens with all of your text, so that you "
            "can continue.",
            language=LANGUAGES.get(synopsis.language, synopsis.language),
        ),
    ]
    reason = body(t, told.reason or "", 2 * REASON_LIMIT)
    room = _MESSAGE - _ABOVE - sum(map(len, (*label, reason)))
    return screen(*covered(t, label, [say(reason), rule(), say(body(t, synopsis.text, room))]))


def replaced(t: Texts, told: Submission, server: str | None) -> Screen:
    """Tells an author that another text has replaced theirs, which is included under a spoiler bar."""
    synopsis = told.synopsis
    above = [
        t(
            "{name}: on {server}, another text has replaced your synopsis.",
            name=_name(t, synopsis),
            server=_server(t, server),
        ),
        "-# " + t("Your text is under the spoiler bar below, so that you have it."),
    ]
    room = min(_MESSAGE - _ABOVE - sum(map(len, above)), SYNOPSIS_SHOWN_LIMIT)
    return screen(*covered(t, above, [say(body(t, synopsis.text, room))]))


# --- what moderators hear ---


def arrived(t: Texts, told: Arrived) -> Screen:
    """The message to the moderators' log about waiting submissions, without their text."""
    lines = [
        "📝 "
        + t.plural(
            "{n} synopsis is waiting for a curator.", "{n} synopses are waiting for a curator.", told.waiting
        )
    ]
    for synopsis in told.lately[:_NAMED]:
        by = t("by {member}", member=_author(t, synopsis))
        lines.append(f"- {_name(t, synopsis)} · {by} · {t.name_of(synopsis.language)}")
    if told.waiting > len(told.lately[:_NAMED]):
        lines.append("-# " + t("and more"))
    return note("\n".join(lines), button(t("Submissions"), verbs.SYNOPSIS_QUEUE, 0), colour=QUIET)


def claimed(t: Texts, synopsis: Synopsis) -> Screen:
    """The answer to a curator who has claimed a text."""
    told = t(
        "{name}: published under your name. The author of the text before will be told.",
        name=_name(t, synopsis),
    )
    return note(told, colour=GOOD)


def _author(t: Texts, synopsis: Synopsis) -> str:
    return f"<@{synopsis.author_id}>" if synopsis.author_id is not None else t("Someone")


def _server(t: Texts, name: str | None) -> str:
    return f"**{inline(name, 200)}**" if name else t("a server that I am no longer on")


def _name(t: Texts, synopsis: Synopsis) -> str:
    return called(t, synopsis.drama, synopsis.episode)
