"""The log of what moderators did, as they read it, and its posts in the log channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from discord import SelectOption

from bot.domain.audit import ActionKind, AuditLine, Detail, LogFilter, LogPage
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.reports import MESSAGE
from bot.domain.screening import Links
from bot.domain.spoilers import Policy
from bot.i18n import LANGUAGES, N_, Texts
from bot.present import verbs, words
from bot.present.actions import button, menu
from bot.present.guilds.settings import batch
from bot.present.layout import QUIET, Part, Screen, box, gap, note, pager, row, rule, say, screen
from bot.present.moderation.naming import KINDS as WRITINGS
from bot.present.moderation.words import LINKS, MATCHES, code
from bot.present.text import inline

FILE_NAME = "namida-log.csv"
ALL = "all"
_OWN_LIST = "settings.words."
_VALUE = 40  # characters of a value that a line shows

KINDS: Mapping[ActionKind, str] = {
    ActionKind.SETTINGS: N_("Settings"),
    ActionKind.MEMBER: N_("Blocked members"),
    ActionKind.REPORT: N_("Reports"),
    ActionKind.HELD: N_("Held writings"),
    ActionKind.REVIEW: N_("Reviews"),
    ActionKind.RECOMMENDATION: N_("Recommendations"),
    ActionKind.COMMENT: N_("Comments"),
    ActionKind.MESSAGE: N_("Marked messages"),
    ActionKind.QUOTE: N_("Quotes"),
    ActionKind.CLUB: N_("Watch clubs"),
    ActionKind.SYNOPSES: N_("Synopses"),
    ActionKind.CATALOGUE: N_("The catalogue"),
}

# A test finds every act that the services record.
ACTS: Mapping[str, str] = {
    "settings.channel": N_("Channel set"),
    "settings.policy": N_("Spoilers set"),
    "settings.language": N_("Language of public posts set"),
    "settings.curator_role": N_("Curator role set"),
    "settings.notified_role": N_("Notified role set"),
    "settings.batch": N_("Threads of the board set"),
    "settings.variety": N_("Variety shows in today's schedule set"),
    "member.block": N_("Member blocked"),
    "member.unblock": N_("Member unblocked"),
    "settings.links": N_("Links set"),
    "settings.matches_wait": N_("What happens to refused texts set"),
    "settings.newcomer_days": N_("Waiting time of new members' writings set"),
    "settings.chat": N_("Channels for questions set"),
    "settings.words.word": N_("Own list of words changed"),
    "settings.words.expression": N_("Own list of expressions changed"),
    "settings.words.host": N_("Own list of addresses changed"),
    "report.dismissed": N_("Report closed: it may stay"),
    "held.release": N_("Held writing released"),
    "held.dismiss": N_("Held writing dismissed"),
    "message.marked": N_("Message marked as a spoiler"),
    "message.unmark": N_("Marked message deleted"),
    "message.corrected": N_("Label of a marked message corrected"),
    "quote.delete": N_("Quote deleted"),
    "club.taken out": N_("Member taken out of a club"),
    "club.gone": N_("Member left the server, and their club"),
    "synopses.post": N_("Synopsis posted"),
    "synopses.schedule": N_("Schedule of synopses set"),
    "synopses.unschedule": N_("Schedule of synopses ended"),
    "synopses.write": N_("Synopsis written"),
    "synopses.correct": N_("Synopsis corrected"),
    "synopses.claim": N_("Authorship of a synopsis changed"),
    "synopses.return": N_("Synopsis sent back"),
    "synopses.publish": N_("Synopsis published"),
    "catalogue.add": N_("Drama added"),
    "catalogue.edit": N_("Drama edited"),
    "catalogue.alias": N_("Name added"),
    "catalogue.unalias": N_("Name removed"),
    "catalogue.remove": N_("Drama removed"),
    "catalogue.restore": N_("Drama restored"),
    "catalogue.undo": N_("Change undone"),
    "catalogue.refresh": N_("Drama refreshed"),
    "catalogue.moved": N_("Drama moved at its source"),
    "catalogue.link": N_("Drama linked to a source"),
    "catalogue.merge": N_("Dramas merged into this one"),
    "catalogue.merged": N_("Drama merged into another"),
    "catalogue.renumber": N_("Episodes renumbered"),
    "catalogue.match": N_("Entries compared"),
    "catalogue.held": N_("Refresh held back"),
    "catalogue.import": N_("File imported"),
    "catalogue.unimport": N_("Import undone"),
    "catalogue.propose": N_("Change proposed"),
    "catalogue.take": N_("Suggestion taken"),
    "catalogue.turndown": N_("Suggestion declined"),
    "catalogue.approved": N_("Proposal approved"),
    "catalogue.declined": N_("Proposal declined"),
}
# What is done with writings of each kind.
DEEDS: Mapping[str, str] = {
    "taken_down": N_("{writing} removed"),
    "brought_back": N_("{writing} restored"),
    "relabelled": N_("{writing}: label corrected"),
    "appealed": N_("{writing}: its author appealed"),
    "kept_down": N_("{writing}: stays removed after an appeal"),
}
# What a line's detail says of whose it was, by its name there. A line names one of them.
_PEOPLE = ("author", "written_by", "saved_by", "member")


def page(t: Texts, shown: LogPage) -> Screen:
    """A page of the log, with its filters."""
    chosen = shown.chosen
    parts: list[Part] = [
        say(f"## {t('Log')} · {t.plural('{n} entry', '{n} entries', shown.total)}", *_filters(t, chosen)),
        row(menu(t("What it is about"), _kinds(t, chosen.kind), verbs.AUDIT_KIND, *_said(chosen)[1:])),
        rule(),
    ]
    if shown.lines:
        for line in shown.lines:
            parts += [say(_entry(t, line, shown)), gap()]
    else:
        parts.append(say(t("Nothing was done that fits.")))
    if shown.pages > 1:
        parts.append(pager(t, shown.index, shown.pages, verbs.AUDIT_LOG, after=_said(chosen)))
    if shown.lines:
        parts.append(row(button(t("As a file (CSV)"), verbs.AUDIT_FILE, *_said(chosen))))
    return screen(box(*parts, colour=QUIET))


def told(t: Texts, shown: LogPage) -> Screen:
    """The post to the log channel about one line."""
    (line,) = shown.lines
    return note(f"🗒️ {_entry(t, line, shown)}", colour=QUIET)


def file(t: Texts, count: int) -> Screen:
    """The message that comes with the file."""
    return note(t.plural("{n} entry, the newest first.", "{n} entries, the newest first.", count))


def _said(chosen: LogFilter) -> tuple[str, str, str]:
    """A filter as the arguments of a button: kind, member, since."""
    since = int(chosen.since.timestamp()) if chosen.since is not None else ""
    return str(chosen.kind or ALL), str(chosen.member_id or ""), str(since)


def _filters(t: Texts, chosen: LogFilter) -> list[str]:
    told = []
    if chosen.member_id is not None:
        told.append(f"<@{chosen.member_id}>")
    if chosen.since is not None:
        told.append(t("since {day}", day=f"<t:{int(chosen.since.timestamp())}:D>"))
    return ["-# " + " · ".join(told)] if told else []


def _kinds(t: Texts, chosen: ActionKind | None) -> list[SelectOption]:
    everything = SelectOption(label=t("Everything"), value=ALL, default=chosen is None)
    return [everything] + [
        SelectOption(label=t(label), value=kind, default=kind is chosen) for kind, label in KINDS.items()
    ]


def _entry(t: Texts, line: AuditLine, shown: LogPage) -> str:
    """A line of the log: what was done, and under it who did it and when."""
    about = [f"**{_act(t, line.action)}**", *_about(t, line, shown.dramas)]
    by = f"<@{line.actor_id}>" if line.actor_id is not None else "Namida"
    if line.actor_id is None and line.wiped:
        by = t("a member who deleted their data")
    below = [f"#{line.id}", f"<t:{int(line.at.timestamp())}:f>", by]
    if line.undoes is not None:
        below.append(t("undoes #{n}", n=line.undoes))
    if line.undone_by is not None:
        below.append(t("undone by #{n}", n=line.undone_by))
    return " · ".join(about) + "\n-# " + " · ".join(below)


def _act(t: Texts, action: str) -> str:
    """What was done. Of an act that a later version recorded, its name."""
    if action in ACTS:
        return t(ACTS[action])
    kind, _, deed = action.partition(".")
    if kind in WRITINGS and deed in DEEDS:
        return t(DEEDS[deed], writing=t(WRITINGS[kind]))
    return inline(action, _VALUE)


def _about(t: Texts, line: AuditLine, dramas: Mapping[int, Drama]) -> list[str]:
    """What was changed, from what to what, and whose it was."""
    found = []
    if line.action == "settings.channel" and line.subject in set(Purpose):
        found.append(t(words.PURPOSES[Purpose(line.subject)]))
    elif line.drama_id is not None:
        drama = dramas.get(line.drama_id)
        found.append(words.title(t, drama, _VALUE) if drama else f"#{line.drama_id}")
    elif line.subject is not None:
        kind, _, ident = line.subject.partition(" ")
        found.append(f"<@{ident}>" if kind == "member" else _subject(t, line.subject))
    if line.action.startswith(_OWN_LIST):
        found += [f"{mark} `{code(str(said))}`" for mark, said in _entries(line.detail) if said is not None]
    elif "to" in line.detail:
        values = (_value(t, line.action, line.detail.get(which)) for which in ("from", "to"))
        found.append(" → ".join(values if "from" in line.detail else list(values)[1:]))
    if isinstance(episode := line.detail.get("episode"), int):
        found.append(words.episode_numbers(t, (episode,), None))
    if isinstance(until := line.detail.get("until"), str):
        found.append(t("until {when}", when=_moment(until)))
    whose = [f"<@{value}>" for name in _PEOPLE if isinstance(value := line.detail.get(name), int)]
    return found + whose[:1]


def _entries(detail: Detail) -> tuple[tuple[str, object], ...]:
    """What went from the server's own list, and what came to it."""
    return ("➖", detail.get("from")), ("➕", detail.get("to"))


def _subject(t: Texts, subject: str) -> str:
    """A writing by its name and number, a reported message as such, anything else as it was recorded."""
    kind, _, ident = subject.partition(" ")
    if kind not in WRITINGS:
        return inline(subject, _VALUE)
    return t(WRITINGS[kind]) if kind == MESSAGE else f"{t(WRITINGS[kind])} {inline(ident, _VALUE)}"


def _value(t: Texts, action: str, value: str | int | None) -> str:
    """A setting's value as moderators know it."""
    if (known := _VALUES.get(action)) is not None and (told := known(t, value)) is not None:
        return told
    if value is None:
        return t("none")
    if action.endswith("_role") and isinstance(value, int):
        return f"<@&{value}>"
    if action.endswith(".relabelled"):  # `drama: episode`, one or two of them
        episodes = " / ".join(re.findall(r": (\d+)", str(value)))
        return t("Spoils up to episode {n}", n=inline(episodes, _VALUE))
    if isinstance(value, bool):
        return t("on") if value else t("off")
    return inline(str(value), _VALUE)


def _language(t: Texts, value: str | int | None) -> str | None:
    if not value:
        return t("as on Discord")
    return LANGUAGES.get(str(value))


def _policy(t: Texts, value: str | int | None) -> str | None:
    return t(words.POLICIES[Policy(value)][0]) if value in set(Policy) else None


def _links(t: Texts, value: str | int | None) -> str | None:
    return t(LINKS[Links(value)][0]) if value in set(Links) else None


def _chat(t: Texts, value: str | int | None) -> str | None:
    if value is None:
        return t("everywhere")
    idents = [ident for ident in str(value).split(",") if ident]
    if not all(ident.isascii() and ident.isdigit() for ident in idents):
        return None
    return t(", ").join(f"<#{ident}>" for ident in idents) or t("nowhere")


# How the values of a setting are told. None: like any other value.
_VALUES: Mapping[str, Callable[[Texts, str | int | None], str | None]] = {
    "settings.language": _language,
    "settings.channel": lambda _, value: f"<#{value}>" if isinstance(value, int) else None,
    "settings.policy": _policy,
    "settings.batch": lambda t, value: batch(t, value) if isinstance(value, int) else None,
    "settings.links": _links,
    "settings.chat": _chat,
    "settings.matches_wait": lambda t, value: t(MATCHES[bool(value)][0]),
    "settings.newcomer_days": lambda t, value: (
        t.plural("{n} day", "{n} days", value) if isinstance(value, int) else None
    ),
}


def _moment(written: str) -> str:
    return f"<t:{int(datetime.fromisoformat(written).timestamp())}:f>"
