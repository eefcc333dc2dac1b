"""Notices to the log channel, authors and reporters: what happened to a text, never its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from discord import ButtonStyle, ui

from bot.domain.reports import Notice, Outcome, Report, Reported
from bot.domain.writings import NOTE_LIMIT, Takedown, Why, Writing
from bot.i18n import N_, Texts
from bot.present import forms, verbs
from bot.present.actions import Action, button
from bot.present.layout import GOOD, QUIET, WARNING, Screen, note
from bot.present.moderation.cases import can_be_labelled, decision, removed_by, subject, why_field
from bot.present.moderation.naming import KINDS, WHYS, args, link, named, whose
from bot.present.punctuation import listed
from bot.present.text import inline

_TOLD: Mapping[Outcome, str] = {
    Outcome.REMOVED: N_("The moderators removed it. Thank you."),
    Outcome.RELABELLED: N_("The moderators corrected its label. Thank you."),
    Outcome.DISMISSED: N_("The moderators decided that it may stay. Thank you for telling them."),
    Outcome.GONE: N_("Its author has deleted it."),
}


# --- reporting ---


def report_form(t: Texts, reported: Reported) -> ui.Modal:
    """Asks a member why they report something."""
    return forms.form(
        f"{t('Report')} · {t(KINDS[reported.kind])}",
        verbs.REPORT,
        *subject(reported),
        fields=(
            why_field(t, t("What is wrong with it?")),
            forms.Field(
                "note",
                t("Anything else?"),
                NOTE_LIMIT,
                t("Moderators see your name. Its author never learns who reported it."),
                required=False,
            ),
            forms.Tick("tell", t("Tell me the outcome")),
        ),
    )


def reported(t: Texts, *, new: bool) -> Screen:
    if new:
        told = t(
            "Thank you. This server's moderators have been told. Its author never learns who reported it."
        )
        return note(told, colour=GOOD)
    return note(
        t("You have already reported this, and the moderators know about it. Thank you."), colour=GOOD
    )


def report(t: Texts, notice: Notice) -> Screen:
    """The notice of reports in the log channel: how many, and where to look; never the text or a reporter.

    Once they are decided it says how, and by whom.
    """
    about, writing = notice.about, notice.writing
    place = about.place or (writing.place if writing is not None else None)
    what = named(t, writing) if writing is not None else t(KINDS[about.kind])
    lines = [f"🚩 {t('Reported: {what}', what=what)}"]
    if place is not None:
        lines.append(f"[{t('Look at it')}]({link(place)})")
    if notice.decided is not None:
        lines.append(f"✅ {decision(t, notice.decided)}")
        return note("\n".join(lines), *_case_button(notice, t("Look at the case")), colour=QUIET)
    found = notice.reports
    counted = Counter(one.why or Why.OTHER for one in found)
    whys = listed(t, (t(WHYS[why]) for why, _ in counted.most_common()))
    lines.insert(1, f"{t.plural('{n} report', '{n} reports', len(found))} · {whys}")
    return note("\n".join(lines), *_deciding(t, notice), colour=WARNING)


def _case_button(notice: Notice, label: str) -> list[Action]:
    named_by = subject(notice.about)
    return [button(label, verbs.WRITING_LOOK, *named_by, style=ButtonStyle.primary, emoji="🔎")]


def _deciding(t: Texts, notice: Notice) -> list[Action]:
    """The buttons under an open notice."""
    ref, named_by = notice.about.ref, subject(notice.about)
    round_ = max(one.id for one in notice.reports)
    actions = _case_button(notice, t("Decide"))
    if ref is not None:
        actions.append(
            button(t("Remove"), verbs.WRITING_REMOVE, *named_by, round_, style=ButtonStyle.danger, emoji="🗑️")
        )
    actions.append(button(t("Let it stay"), verbs.REPORT_DISMISS, *named_by, emoji="✅"))
    if ref is not None and can_be_labelled(ref.kind):
        actions.append(button(t("Correct the label"), verbs.WRITING_LABEL, *named_by, round_, emoji="🏷️"))
    return actions


def outcome(t: Texts, told: Report, writing: Writing | None, server: str | None) -> Screen:
    """A direct message to a reporter who wanted to be told."""
    what = named(t, writing) if writing is not None else t(KINDS[told.reported.kind])
    lines = [f"🚩 {t('Your report: {what}', what=what)}", t(_TOLD[told.outcome or Outcome.DISMISSED])]
    return note("\n".join([*lines, *_server(server)]), colour=GOOD)


# --- removals ---


def taken_down(t: Texts, down: Takedown, writing: Writing, *, restorable: bool) -> Screen:
    """The notice of a removal in the log channel: what, whose, by whom; never its text."""
    lines = [f"🗑️ {_of(writing, named(t, writing))}", removed_by(t, down)]
    back = button(t("Restore"), verbs.WRITING_RESTORE, *args(down.ref), emoji="↩️")
    look = button(t("Look at it"), verbs.WRITING_LOOK, *args(down.ref), emoji="🔎")
    return note("\n".join(lines), *([back] if restorable else []), look, colour=QUIET)


def appealed(t: Texts, down: Takedown, writing: Writing) -> Screen:
    """The notice of an appeal in the log channel."""
    told = t("Its author asks the moderators to look at it once more.")
    lines = [f"✋ {_of(writing, named(t, writing))}", told, removed_by(t, down)]
    look = button(t("Decide"), verbs.WRITING_LOOK, *args(down.ref), style=ButtonStyle.primary, emoji="🔎")
    return note("\n".join(lines), look, colour=WARNING)


def removed(t: Texts, down: Takedown, writing: Writing, server: str | None) -> Screen:
    """A direct message to the author: what was removed and why, not by whom; and one appeal."""
    lines = [f"🗑️ {named(t, writing)}"]
    if down.why is not None:
        lines.append(t("The moderators removed this: {why}.", why=t(WHYS[down.why])))
    else:
        lines.append(t("The moderators removed this."))
    if down.note:
        lines.append(f"> {inline(down.note, NOTE_LIMIT)}")
    lines += _server(server)
    lines.append("-# " + t("Is that a mistake? You can ask the moderators once to look at it again."))
    return note("\n".join(lines), button(t("Appeal"), verbs.APPEAL, down.id, emoji="✋"), colour=QUIET)


def appeal_sent(t: Texts, writing: Writing) -> Screen:
    told = t("The moderators have been asked to look at it once more. You will hear what they decide.")
    return note(f"✋ {named(t, writing)}\n{told}", colour=GOOD)


def appeal_decided(t: Texts, down: Takedown, writing: Writing, server: str | None) -> Screen:
    """A direct message to the author about what came of the appeal."""
    told = (
        t("The moderators looked at it once more. It stays removed.")
        if down.stands
        else t("The moderators looked at it once more and restored it.")
    )
    return note("\n".join([f"✋ {named(t, writing)}", told, *_server(server)]), colour=QUIET)


def _of(writing: Writing, what: str) -> str:
    author = whose(writing)
    return f"{what} · {author}" if author is not None else what


def _server(server: str | None) -> list[str]:
    return [f"-# {inline(server, 100)}"] if server is not None else []
