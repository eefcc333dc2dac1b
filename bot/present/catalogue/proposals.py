"""Changes of the catalogue that can be undone, and changes proposed to the bot's owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from discord import ButtonStyle, SelectOption, ui

from bot.domain.changes import (
    Change,
    ChangedField,
    ChangeKind,
    Decision,
    Proposal,
    ProposalView,
    Trace,
    Undone,
)
from bot.domain.curating import WITH_PLOT
from bot.domain.dramas import Drama
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import button, menu
from bot.present.catalogue.forms import name
from bot.present.catalogue.panel import ORIGINS
from bot.present.layout import GOOD, QUIET, WARNING, Part, Screen, box, fitted, note, pager, row, say, screen
from bot.present.parts import Built
from bot.present.punctuation import bracketed
from bot.present.spoilers import barred
from bot.present.text import inline

WHOLE_FILE = "proposal.txt"
_ROOM = 2_600  # characters of what is proposed in the message; the file has all of it
_LINE = 220

_KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.ADD_FROM: N_("Add a drama from another catalogue"),
    ChangeKind.ADD: N_("Add a drama"),
    ChangeKind.EDIT: N_("Correct a drama"),
    ChangeKind.NAME: N_("Add a name"),
    ChangeKind.UNNAME: N_("Remove a name"),
    ChangeKind.REFRESH: N_("Refresh a drama"),
    ChangeKind.LINK: N_("Link a drama to another catalogue"),
    ChangeKind.MERGE: N_("Merge two dramas"),
    ChangeKind.SAME: N_("Decide that a show of another catalogue is a drama here"),
    ChangeKind.DIFFERENT: N_("Decide that a show of another catalogue is not a drama here"),
    ChangeKind.REMOVE: N_("Remove a drama"),
    ChangeKind.RESTORE: N_("Bring a drama back"),
    ChangeKind.IMPORT: N_("Import a file"),
    ChangeKind.UNDO: N_("Undo a change"),
}
_DONE: Mapping[str, str] = {
    "catalogue.add": N_("added"),
    "catalogue.edit": N_("corrected"),
    "catalogue.alias": N_("name added"),
    "catalogue.unalias": N_("name removed"),
    "catalogue.refresh": N_("refreshed"),
    "catalogue.link": N_("linked"),
    "catalogue.renumber": N_("renumbered by its source"),
    "catalogue.match": N_("matched with another catalogue"),
    "catalogue.moved": N_("moved to another number in its catalogue"),
    "catalogue.merge": N_("merged with another drama"),
    "catalogue.remove": N_("removed"),
    "catalogue.restore": N_("brought back"),
    "catalogue.undo": N_("a change undone"),
}


# --- what was done ---


def history(t: Texts, drama: Drama, traces: Sequence[Trace], guild_id: int | None) -> Screen:
    """The changes of a drama, the latest first. It does not name members of other servers."""
    lines = [_told(t, trace, guild_id) for trace in traces]
    if not lines:
        lines = [t("Nothing has been changed yet.")]
    heading = f"### {words.title(t, drama, 150)}{_DOT}{t('Changes')}"
    parts: list[Part] = [say(heading, *fitted(lines, _ROOM, "…"))]
    options = [
        SelectOption(
            label=f"{_done(t, trace)[:80]} #{trace.id}",
            description=f"{trace.at:%Y-%m-%d %H:%M} UTC",
            value=str(trace.id),
        )
        for trace in traces
        if not trace.undone
    ]
    if options:
        parts.append(row(menu(t("Undo a change"), options, verbs.UNDO_CHANGE)))
        parts.append(say("-# " + t("Anything that was changed again since then stays as it is now.")))
    return screen(box(*parts, row(button(t("Back"), verbs.EDIT_PANEL, drama.id))))


_DOT = " · "


def _told(t: Texts, trace: Trace, guild_id: int | None) -> str:
    parts = [f"<t:{int(trace.at.timestamp())}:R>", _done(t, trace)]
    if trace.gone is not None:
        parts.append(f"*{inline(trace.gone, 80)}*")
    if trace.actor_id is not None:
        here = trace.guild_id is not None and trace.guild_id == guild_id
        parts.append(f"<@{trace.actor_id}>" if here else t("from another server"))
    if trace.undone:
        parts.append(t("undone"))
    return "- " + _DOT.join(parts)


def _done(t: Texts, trace: Trace) -> str:
    return t(_DONE.get(trace.action, N_("changed")))


def undone(t: Texts, done: Undone) -> Screen:
    text = t("Undone: {title} is as it was before.", title=f"**{words.title(t, done.drama, 150)}**")
    if done.left:
        text += "\n" + t.plural(
            "{n} thing was changed again since then and stays as it is now.",
            "{n} things were changed again since then and stay as they are now.",
            done.left,
        )
    return note(text, button(t("Changes"), verbs.DRAMA_HISTORY, done.drama.id), colour=GOOD)


# --- what is proposed ---


def proposed(t: Texts) -> Screen:
    """The answer to moderators whose change waits for the bot's owner."""
    return note(
        t(
            "The catalogue belongs to all servers, so the person who runs this bot decides on this. They "
            "have been told; your log channel gets the result."
        ),
        colour=QUIET,
    )


def waiting(t: Texts, count: int) -> Screen:
    """The message to the bot's owner."""
    text = t.plural(
        "{n} change to the catalogue needs your decision.",
        "{n} changes to the catalogue need your decision.",
        count,
    )
    return note(text, button(t("View"), verbs.PROPOSALS, 0, style=ButtonStyle.primary))


def decided(t: Texts, seen: ProposalView) -> Screen:
    """The decision, as a message in a server's moderators' log."""
    about = _about(t, seen)
    if seen.proposal.decision is Decision.APPROVED:
        text = t(
            "The person who runs this bot applied a change that this server proposed: {change}",
            change=about,
        )
        return note(text, colour=GOOD)
    text = t(
        "The person who runs this bot declined a change that this server proposed: {change}", change=about
    )
    return note(text, colour=QUIET)


def renumbered(t: Texts, drama: Drama, steps: Mapping[int, int]) -> Screen:
    """The message to moderators about episodes with new numbers, and where to undo it."""
    some = [f"{old} → {new}" for old, new in list(steps.items())[:_SOME]]
    text = t.plural(
        "{n} episode of {title} has another number now, because its source counts differently now: {some}",
        "{n} episodes of {title} have other numbers now, because their source counts differently now: {some}",
        len(steps),
        title=f"**{words.title(t, drama, 150)}**",
        some=t(", ").join(some) + ("…" if len(steps) > len(some) else ""),
    )
    text += "\n" + t(
        "Scores, progress, synopses and labels moved with the episodes. Curators can undo the change there."
    )
    return note(text, button(t("Changes"), verbs.DRAMA_HISTORY, drama.id), colour=WARNING)


_SOME = 12  # steps that are listed one by one


def _heading(t: Texts, seen: ProposalView, server: str | None) -> list[str]:
    """What is proposed, when, by whom and where."""
    found = seen.proposal
    where = inline(server, 80) if server is not None else str(found.guild_id)
    proposed = t(
        "Proposed {when} by {member} on {server}",
        when=f"<t:{int(found.at.timestamp())}:R>",
        member=f"<@{found.member_id}>",
        server=bracketed(t, f"**{where}**", str(found.guild_id)),
    )
    return [f"### {_about(t, seen)}", f"-# {proposed}"]


def queue(
    t: Texts,
    seen: ProposalView | None,
    server: str | None,
    before: Proposal | None,
    *,
    approved: bool,
    hindered: str,
) -> tuple[Screen, str]:
    """A proposal with its changes. If the message is too short for all of them, a text file has the rest.

    `hindered` says why it can no longer be done. Empty if it can.
    """
    parts: list[Part] = []
    if before is not None:
        kind = t(_KINDS[before.change.kind])
        done = t("Done: {change}.", change=kind) if approved else t("Declined: {change}.", change=kind)
        parts.append(say("✅ " + done))
    if seen is None:
        parts.append(say(t("No changes to the catalogue are waiting.")))
        return screen(box(*parts)), ""
    found = seen.proposal
    heading = _heading(t, seen, server)
    plot = any(line.field in WITH_PLOT for line in seen.lines)
    parts.append(say(*(barred(t, heading) if plot else heading)))
    lines = [text for line in seen.lines for text in _line(t, line)]
    shown = fitted(lines, _ROOM, "…")
    cut = len(shown) < len(lines) or shown[-1:] == ["…"] or any(_long(line) for line in seen.lines)
    told: list[Part] = []
    if shown and plot:
        # What tells of episodes stands under a bar: who decides may not have seen them.
        told, parts = [box(*parts, colour=QUIET), box(say(*shown), spoiler=True)], []
    elif shown:
        parts.append(say(*shown))
    if hindered:
        parts.append(say("⚠️ " + t("This proposal is out of date and can't be applied:"), hindered))
    parts.append(_decisions(t, seen))
    parts.append(pager(t, seen.place, seen.waiting, verbs.PROPOSALS))
    whole = _whole(t, seen.lines) if cut else ""
    files: list[Part] = []
    if found.change.kind is ChangeKind.IMPORT:
        files = [ui.File(f"attachment://{file_name(found.change)}")]
    elif whole:
        files = [ui.File(f"attachment://{WHOLE_FILE}", spoiler=plot)]
    colour = WARNING if seen.hindrance is not None else GOOD if before is not None else QUIET
    return screen(*told, box(*parts, colour=colour), *files), whole


def file_name(change: Change) -> str:
    """The file's name for the proposal. It keeps only the kind of the imported file."""
    return "proposal" + PurePath(change.text).suffix.lower()[:10]


def _decisions(t: Texts, seen: ProposalView) -> Built:
    found = seen.proposal
    approve = button(
        t("Approve"),
        verbs.APPROVE,
        found.id,
        seen.place,
        style=ButtonStyle.primary,
        disabled=seen.hindrance is not None,
    )
    return row(approve, button(t("Decline"), verbs.DECLINE, found.id, seen.place))


def _about(t: Texts, seen: ProposalView) -> str:
    """The kind of change and its dramas."""
    change = seen.proposal.change
    parts: list[str] = []
    parts += [
        bracketed(t, words.title(t, drama, 100), f"#{drama.id}")
        for drama in (seen.drama, seen.other)
        if drama is not None
    ]
    if change.source:
        parts.append(f"{ORIGINS.get(change.source, change.source)} {inline(change.show, 40)}")
    if change.text and not (change.kind is ChangeKind.RESTORE and seen.drama is not None):
        parts.append(f"*{inline(change.text, 100)}*")
    return _DOT.join([t(_KINDS[change.kind]), *parts])


def _line(t: Texts, line: ChangedField) -> Iterator[str]:
    """A field with the lines that would be removed and added."""
    yield f"**{name(t, line.field)}**"
    old, new = line.before.split("\n"), line.after.split("\n")
    for text in old:
        if text and text not in new:
            yield f"➖ {inline(text, _LINE)}"
    for text in new:
        if text and text not in old:
            yield f"➕ {inline(text, _LINE)}"


def _long(line: ChangedField) -> bool:
    return any(len(text) > _LINE for text in (*line.before.split("\n"), *line.after.split("\n")))


def _whole(t: Texts, lines: Sequence[ChangedField]) -> str:
    return "\n\n".join(
        f"{name(t, line.field)}\n--- {t('as it is now')}\n{line.before}\n+++ {t('as proposed')}\n{line.after}"
        for line in lines
    )
