"""The screen where a moderator decides on one text: from the queue, a notice or a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.domain.blocks import Author
from bot.domain.consent import Withheld
from bot.domain.dramas import Drama
from bot.domain.reports import Case, Outcome, Report, Reported
from bot.domain.writings import (
    NOTE_LIMIT,
    AuthorHistory,
    Takedown,
    Why,
    Writing,
    WritingKind,
    WritingShown,
)
from bot.i18n import N_, Texts
from bot.present import forms, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.layout import (
    QUIET,
    ROW,
    WARNING,
    Part,
    Screen,
    box,
    fitted,
    gap,
    pager,
    row,
    rule,
    say,
    screen,
)
from bot.present.moderation.blocks import change, standing
from bot.present.moderation.naming import KINDS, WHYS, args, choice, link, named, whose
from bot.present.moderation.turning import onward, position
from bot.present.spoilers import Asked, agreed, question
from bot.present.stills import gallery
from bot.present.text import inline, pieces

PAGE_LIMIT = 1_400  # characters of a text on a page; reports and the rest take the rest of a message
REPORTS_ROOM = 700
NOTES_SHOWN = 150

DECIDED: Mapping[Outcome, str] = {
    Outcome.REMOVED: N_("{moderator} removed it {when}."),
    Outcome.RELABELLED: N_("{moderator} corrected its label {when}."),
    Outcome.DISMISSED: N_("{moderator} decided {when} that it may stay."),
    Outcome.GONE: N_("Its author has deleted it."),
}


def case(t: Texts, one: Case, page: int = 0, author: Author | None = None) -> Screen:
    """What is known of it, its text as far as its reader may have it, and the buttons that decide."""
    parts: list[Part] = [say(*_above(t, one, author))]
    if one.reports:
        parts += [rule(), say(*_reports(t, one.reports))]
    parts += _text(t, one, page)
    below = _below(t, one)
    if below:
        parts += [rule(), say(*below)]
    actions = _actions(t, one, author)
    if actions:
        parts.append(gap())
    parts += [row(*actions[start : start + ROW]) for start in range(0, len(actions), ROW)]
    return screen(box(*parts, colour=WARNING if one.reports else QUIET))


def asked(t: Texts, withheld: Withheld[WritingShown]) -> Screen:
    """What a moderator who is behind is asked before a text."""
    shown, writing = withheld.shown, withheld.shown.writing
    others = [
        "⚠️ " + _spoils(t, writing, drama)
        for drama in writing.dramas
        if drama.id in writing.labels and drama.id != shown.drama.id
    ]
    beside = tuple(filter(None, (*others, whose(writing))))
    kind = t(KINDS[writing.ref.kind])
    subject = args(writing.ref)
    return question(
        t, Asked(shown.drama, withheld.label, shown.standing, kind, verbs.WRITING_SHOW, subject, beside)
    )


def which(t: Texts, found: Sequence[Writing]) -> Screen:
    """Asks which of the writings in a message is meant."""
    options = [SelectOption(label=choice(t, writing), value=str(writing.ref)) for writing in found[:25]]
    return screen(
        box(
            say(t("That message shows several. Which one?")),
            row(menu(t("Choose"), options, verbs.WRITING_AT)),
        )
    )


# --- parts ---


def _above(t: Texts, one: Case, author: Author | None) -> list[str]:
    """What it is, whose and where; nothing that it says."""
    if one.shown is None:
        lines = [f"### {t(KINDS[one.reported.kind])}"]
        if (place := one.reported.place) is not None:
            lines.append(f"[{t('Look at it')}]({link(place)})")
        else:
            lines.append(t("That is no longer here."))
    else:
        writing = one.shown.shown.writing
        lines = [f"### {named(t, writing)}"]
        beside = [whose(writing), f"<t:{int(writing.at.timestamp())}:R>" if writing.at else None]
        if writing.place is not None:
            beside.append(f"[{t('Look at it')}]({link(writing.place)})")
        if told := " · ".join(filter(None, beside)):
            lines.append(told)
        lines += ["⚠️ " + _spoils(t, writing, drama) for drama in writing.dramas if drama.id in writing.labels]
        if one.history is not None:
            lines.append("-# " + _history(t, one.history))
    return [*lines, *filter(None, (standing(t, author), position(t, one.index, one.total)))]


def _spoils(t: Texts, writing: Writing, drama: Drama) -> str:
    n = writing.labels[drama.id]
    if writing.other is None:
        return t("Spoils up to episode {n}", n=n)
    return t("Spoils {title} up to episode {n}", title=words.title(t, drama, 120), n=n)


def _history(t: Texts, known: AuthorHistory) -> str:
    parts = [
        t.plural("{n} writing here", "{n} writings here", known.writings),
        t.plural("{n} removal", "{n} removals", known.removals),
    ]
    if known.blocks:
        parts.append(t.plural("blocked {n} time", "blocked {n} times", known.blocks))
    if known.since is not None:
        parts.append(t("here since {day}", day=f"<t:{int(known.since.timestamp())}:D>"))
    return " · ".join(parts)


def _reports(t: Texts, found: Sequence[Report]) -> list[str]:
    """Who reported it, why, and what they say; moderators alone read this."""
    lines = (_report(t, report) for report in found)
    heading = t.plural("{n} report", "{n} reports", len(found))
    return [f"**🚩 {heading}**", *fitted(lines, REPORTS_ROOM, f"- {t('…and more')}")]


def _report(t: Texts, report: Report) -> str:
    why = t(WHYS[report.why or Why.OTHER])
    said = f" · *{inline(report.note, NOTES_SHOWN)}*" if report.note else ""
    return f"- <@{report.reporter_id}> · {why} · <t:{int(report.at.timestamp())}:R>{said}"


def _text(t: Texts, one: Case, page: int) -> list[Part]:
    if one.shown is None:
        return []
    writing = one.shown.shown.writing
    if isinstance(one.shown, Withheld):
        told = t("You are not that far in the drama, so the text is not shown. “Read” asks you first.")
        return [rule(), say(f"-# {told}")]
    told = "\n\n".join(writing.words)
    if not told:
        return [rule(), say("-# " + t("Its text stands in its message alone."))]
    texts = pieces(told, PAGE_LIMIT)
    at = max(0, min(page, len(texts) - 1))
    parts: list[Part] = [rule(), say(*texts[at : at + 1])]
    if at == 0:
        parts += gallery(writing.stills)
    if len(texts) > 1:
        consent = agreed(one.shown.consent)
        parts.append(pager(t, at, len(texts), verbs.WRITING_PAGE, *args(writing.ref), after=consent))
    return parts


def _below(t: Texts, one: Case) -> list[str]:
    """What was decided, and by whom."""
    lines = []
    if (down := one.takedown) is not None:
        lines.append(f"🗑️ {removed_by(t, down)}")
        if down.note:
            lines.append(f"> {inline(down.note, NOTE_LIMIT)}")
        if down.appealed:
            lines.append("✋ " + t("Its author asks you to look at it once more."))
            if one.own:
                told = t("You removed it yourself. Better let another moderator decide, if there is one.")
                lines.append(f"-# {told}")
        elif down.appeal_closed_by is not None:
            told = t(
                "{moderator} decided after an appeal that it stays removed.",
                moderator=f"<@{down.appeal_closed_by}>",
            )
            lines.append(f"✋ {told}")
    elif one.decided is not None and one.decided.outcome is not None:
        lines.append("✅ " + decision(t, one.decided))
    return lines


def removed_by(t: Texts, down: Takedown) -> str:
    when = f"<t:{int(down.at.timestamp())}:R>"
    if down.by is None:
        return t("Someone deleted its message {when}, so it was removed.", when=when)
    if down.why is None:
        return t(DECIDED[Outcome.REMOVED], moderator=f"<@{down.by}>", when=when)
    why = t(WHYS[down.why])
    return t("{moderator} removed it {when}: {why}.", moderator=f"<@{down.by}>", when=when, why=why)


def decision(t: Texts, report: Report) -> str:
    outcome = report.outcome or Outcome.DISMISSED
    when = f"<t:{int(report.closed_at.timestamp())}:R>" if report.closed_at else ""
    if outcome is Outcome.REMOVED and report.closed_by is None:
        return t("Someone deleted its message {when}, so it was removed.", when=when)
    return t(DECIDED[outcome], moderator=f"<@{report.closed_by}>", when=when)


def _actions(t: Texts, one: Case, author: Author | None) -> list[Action]:
    """What its reader can do with it."""
    actions: list[Action] = []
    named_by = subject(one.reported)
    down = one.takedown
    if down is not None:
        actions.append(
            button(t("Restore"), verbs.WRITING_RESTORE, *named_by, style=ButtonStyle.primary, emoji="↩️")
        )
        if down.appealed:
            actions.append(button(t("Keep it removed"), verbs.APPEAL_REFUSE, *named_by))
    elif one.shown is not None:
        actions.append(
            button(
                t("Remove"), verbs.WRITING_REMOVE, *named_by, one.round, style=ButtonStyle.danger, emoji="🗑️"
            )
        )
    if one.reports and down is None:
        actions.append(button(t("Let it stay"), verbs.REPORT_DISMISS, *named_by, emoji="✅"))
    if down is None and one.shown is not None and can_be_labelled(one.shown.shown.writing.ref.kind):
        actions.append(button(t("Correct the label"), verbs.WRITING_LABEL, *named_by, one.round, emoji="🏷️"))
    if isinstance(one.shown, Withheld):
        actions.append(button(t("Read"), verbs.WRITING_READ, *named_by, emoji="📖"))
    more = (change(t, author, *named_by), onward(t, one.index, one.total))
    return [*actions, *(action for action in more if action is not None)]


def can_be_labelled(kind: WritingKind) -> bool:
    """Whether a writing has a label of its own; a synopsis spoils the episode that it tells."""
    return kind not in (WritingKind.SYNOPSIS, WritingKind.SUBMISSION)


def subject(reported: Reported) -> tuple[object, ...]:
    """What a button is about: a writing's kind and id, or `message` and its place."""
    return (reported.kind, *reported.subject.split())


# --- forms ---


def removal_form(t: Texts, one: Case) -> ui.Modal:
    """Asks which rule it breaks. It begins with what most reports say."""
    said = Counter(report.why for report in one.reports if report.why is not None)
    begins = said.most_common(1)[0][0] if said else None
    return forms.form(
        f"{t('Remove')} · {t(KINDS[one.reported.kind])}",
        verbs.WRITING_REMOVE,
        *subject(one.reported),
        one.round,
        fields=(
            why_field(t, t("Which rule does it break?"), begins),
            forms.Field(
                "note",
                t("A sentence to its author"),
                NOTE_LIMIT,
                t("They are told what was removed and why, never by which moderator."),
                required=False,
            ),
        ),
    )


def why_field(t: Texts, label: str, begins: Why | None = None) -> forms.Choice:
    options = tuple((str(why), t(name)) for why, name in WHYS.items())
    return forms.Choice("why", label, options, str(begins) if begins is not None else None)


def label_form(t: Texts, one: Case, writing: Writing, last: Mapping[int, int | None]) -> ui.Modal:
    """Asks up to which episode it spoils each of its dramas. It begins with the label that stands."""
    several = writing.other is not None
    fields = []
    for number, drama in enumerate(writing.dramas):
        told = t("The last episode it mentions.")
        if (known := last.get(drama.id)) is not None:
            told = t("The last episode it mentions (1 to {n}).", n=known)
        fields.append(
            forms.Field(
                f"episode{number}",
                words.title(t, drama, 40) if several else t("Spoils up to episode"),
                20,
                told,
                str(writing.labels.get(drama.id, "")) or None,
                long=False,
                required=not several,
            )
        )
    return forms.form(
        t("Correct the label"), verbs.WRITING_LABEL, *subject(one.reported), one.round, fields=tuple(fields)
    )
