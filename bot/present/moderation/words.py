"""The panel of what may not be written on a server: AutoMod, the server's own list, links, new members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.domain.guilds import GuildSettings
from bot.domain.screening import MOST_ENTRIES, Entry, Hit, Links, Origin, Trouble
from bot.domain.words import Swept, Unread, WordsView, key_of
from bot.i18n import N_, Texts
from bot.present import forms, verbs
from bot.present.actions import button, menu
from bot.present.layout import GOOD, QUIET, WARNING, Part, Screen, box, note, pager, row, rule, say, screen
from bot.present.punctuation import bracketed, sentences
from bot.present.text import plain

A_PAGE = 25  # entries: as many as a menu holds
FIELD = "entries"
TEXT = "text"
_UNREAD_SHOWN = 5
_REASON_SHOWN = 80

_LISTS: Mapping[Entry, str] = {
    Entry.WORD: N_("Words"),
    Entry.EXPRESSION: N_("Expressions"),
    Entry.HOST: N_("Addresses"),
}
_ADD: Mapping[Entry, str] = {
    Entry.WORD: N_("Add words"),
    Entry.EXPRESSION: N_("Add expressions"),
    Entry.HOST: N_("Add addresses"),
}
_HOW: Mapping[Entry, str] = {
    Entry.WORD: N_("One a line. cat: the word; cat*: begins so; *cat: ends so; *cat*: contains it."),
    Entry.EXPRESSION: N_("One a line, as in Discord's AutoMod (Rust's syntax), at most 260 characters each."),
    Entry.HOST: N_("One a line, like example.com; what is under it counts, too."),
}
_ABOUT: Mapping[Entry, str] = {
    Entry.WORD: N_("No writing may contain these, whatever the case of the letters."),
    Entry.EXPRESSION: N_("No writing may contain what these find."),
    Entry.HOST: N_("Where only some links are allowed, these are. What is under one counts, too."),
}
LINKS: Mapping[Links, tuple[str, str]] = {
    Links.ANY: (N_("All links"), N_("Links and invites are allowed")),
    Links.LISTED: (
        N_("Only some links"),
        N_("Only to the addresses in your list; invites only if discord.gg is in it"),
    ),
    Links.NONE: (N_("No links"), N_("No links and no invites")),
}
MATCHES: Mapping[bool, tuple[str, str]] = {
    False: (N_("Back to its author"), N_("Its author gets one sentence, and the text back")),
    True: (N_("To the moderators"), N_("It waits until one of you releases or dismisses it")),
}
_ORIGINS: Mapping[Origin, str] = {
    Origin.DISCORD: N_("Discord's AutoMod"),
    Origin.SERVER: N_("your own list"),
}


def _choices(t: Texts, settings: GuildSettings) -> list[Part]:
    """What is set beside the list, each with its menu."""
    matches = {str(int(key)): value for key, value in MATCHES.items()}
    refused = _options(t, matches, str(int(settings.matches_wait)))
    return [
        say(f"**{t('Links')}** {t(LINKS[settings.links][1])}"),
        row(menu(t("Links"), _options(t, LINKS, settings.links), verbs.WORDS_LINKS)),
        say(f"**{t('A text that a rule refuses')}** {t(MATCHES[settings.matches_wait][1])}"),
        row(menu(t("A text that a rule refuses"), refused, verbs.WORDS_MATCHES)),
        say(newcomers(t, settings.newcomer_days)),
    ]


def panel(t: Texts, view: WordsView, told: str | None = None) -> Screen:
    """All that is set. `told` is what was just done."""
    settings = view.settings
    lists = [
        button(bracketed(t, t(label), t.number(len(view.entries[kind]))), verbs.WORDS_LIST, kind, 0)
        for kind, label in _LISTS.items()
    ]
    parts: list[Part] = [
        say(
            f"## {t('Settings')} · {t('Words')}",
            "-# "
            + t(
                "These count for everything that members write through this bot. Members who manage this "
                "server are exempt, as in AutoMod."
            ),
        ),
        rule(),
        say(*_automod(t, view)),
        rule(),
        say(f"**{t('Your own list')}**"),
        row(*lists),
        *_choices(t, settings),
        rule(),
        row(
            button(t("Try a text"), verbs.WORDS_TRY, emoji="🔎"),
            button(t("Look through what stands"), verbs.WORDS_SWEEP, emoji="🧹"),
            button(bracketed(t, t("Held writings"), t.number(view.waiting)), verbs.HELD, 0),
            button(t("All settings"), verbs.SETTINGS, "channels"),
        ),
    ]
    warns = bool(view.trouble or view.unread)
    done: list[Part] = [box(say(told), colour=GOOD)] if told else []
    return screen(*done, box(*parts, colour=WARNING if warns else QUIET))


def _automod(t: Texts, view: WordsView) -> list[str]:
    """What counts of Discord's AutoMod, and what does not."""
    name = f"**{t('AutoMod')}**"
    counting = t.plural(
        "{n} keyword rule counts here, too.", "{n} keyword rules count here, too.", view.automod
    )
    if view.trouble is Trouble.FORBIDDEN:
        lines = [f"🟠 {name} {t('I need the permission Manage Server to read the rules.')}"]
        known = t("Until then, those that I knew count.")
        lines += [sentences(t, (known, counting))] if view.automod else []
    elif view.trouble is Trouble.SILENT:
        lines = [
            f"🟠 {name} {t('Discord did not tell the rules just now; those that it told before count.')}"
        ]
        lines += [counting] if view.automod else []
    elif view.automod:
        lines = [f"🟢 {name} {counting}"]
    else:
        lines = [f"⚪ {name} {t('This server has no keyword rules.')}"]
    presets = t(
        "Discord does not tell bots the words of its own lists, so these do not count here. Add what matters "
        "to your own list."
    )
    lines.append(("🟠 " if view.presets else "-# ") + presets)
    lines += [_unread(t, one) for one in view.unread[:_UNREAD_SHOWN]]
    more = len(view.unread) - _UNREAD_SHOWN
    if more > 0:
        lines.append(t.plural("… and {n} more", "… and {n} more", more))
    return lines


def _unread(t: Texts, one: Unread) -> str:
    return "🔴 " + t(
        "Does not count, because it can't be read ({origin}): `{text}` · `{reason}`",
        origin=t(_ORIGINS[one.origin]),
        text=code(one.source),
        reason=code(one.reason)[:_REASON_SHOWN],
    )


def newcomers(t: Texts, days: int) -> str:
    """For how long the writings of new members wait."""
    name = f"**{t('New members')}**"
    if not days:
        at_once = t("What they write is posted at once. {/settings newcomers} changes that.")
        return f"{name} {at_once}"
    told = t.plural(
        "What they write waits for a moderator until they have been here for {n} day.",
        "What they write waits for a moderator until they have been here for {n} days.",
        days,
    )
    return f"{name} {told}"


# --- one list ---


def listing(t: Texts, view: WordsView, kind: Entry, index: int, told: str | None = None) -> Screen:
    """A page of one of the server's lists, with a menu to remove entries. `told` is what was just done."""
    entries = view.entries[kind]
    pages = max(1, -(-len(entries) // A_PAGE))
    index = max(0, min(index, pages - 1))
    shown = entries[index * A_PAGE : (index + 1) * A_PAGE]
    held = bracketed(t, t(_LISTS[kind]), f"{len(entries)}/{MOST_ENTRIES[kind]}")
    heading = f"## {t('Your own list')} · {held}"
    lines = [f"- `{code(text)}`" for text in shown] or [t("There is nothing on this list yet.")]
    parts: list[Part] = [say(heading, t(_ABOUT[kind])), rule(), say(*lines)]
    if shown:
        options = [SelectOption(label=code(text), value=key_of(text)) for text in shown]
        parts.append(row(menu(t("Remove…"), options, verbs.WORDS_REMOVE, kind, index, most=len(options))))
    if pages > 1:
        parts.append(pager(t, index, pages, verbs.WORDS_LIST, kind))
    parts.append(
        row(
            button(
                t(_ADD[kind]), verbs.WORDS_ADD, kind, emoji="➕", disabled=len(entries) >= MOST_ENTRIES[kind]
            ),
            button(t("Back"), verbs.WORDS),
        )
    )
    done: list[Part] = [box(say(told), colour=GOOD)] if told else []
    return screen(*done, box(*parts, colour=QUIET))


def add_form(t: Texts, kind: Entry) -> ui.Modal:
    """The form for new entries, one a line."""
    field = forms.Field(FIELD, t(_LISTS[kind]), forms.TEXT_LIMIT, t(_HOW[kind]))
    return forms.form(t(_ADD[kind]), verbs.WORDS_ADD, kind, fields=(field,))


def added(t: Texts, texts: Sequence[str]) -> str:
    return t.plural("{n} entry was added.", "{n} entries were added.", len(texts))


def removed(t: Texts, texts: Sequence[str]) -> str:
    return t.plural("{n} entry was removed.", "{n} entries were removed.", len(texts))


# --- trying ---


def try_form(t: Texts) -> ui.Modal:
    field = forms.Field(TEXT, t("A text"), forms.TEXT_LIMIT, t("Only you see the result. Nothing is kept."))
    return forms.form(t("Try a text"), verbs.WORDS_TRY, fields=(field,))


def tried(t: Texts, hit: Hit | None) -> Screen:
    """What the rules find in a text."""
    again = (button(t("Try a text"), verbs.WORDS_TRY, emoji="🔎"), button(t("Words"), verbs.WORDS))
    if hit is None:
        return note(t("No rule finds anything in this text. It would be posted."), *again, colour=GOOD)
    found = t("{origin} finds `{what}` in this text.", origin=t(_ORIGINS[hit.origin]), what=code(hit.what))
    told = (
        t("It would not be posted.")
        if hit.blocks
        else t("That rule only tells moderators, so the text would wait until one of you has read it.")
    )
    return note(f"{found[0].upper()}{found[1:]} {told}", *again, colour=WARNING)


# --- what stands ---


def swept(t: Texts, done: Swept) -> Screen:
    """What came of looking through what was written before."""
    lines = [
        t.plural("{n} text was looked at.", "{n} texts were looked at.", done.looked),
        t.plural(
            "{n} that a rule refuses now waits in the queue.",
            "{n} that a rule refuses now wait in the queue.",
            done.found,
        )
        if done.found
        else t("No rule finds anything new."),
    ]
    if done.found:
        lines.append("-# " + t("Nothing was removed: you decide on each in the queue."))
    actions = [button(t("Words"), verbs.WORDS)]
    if done.found:
        actions.insert(0, button(t("Queue"), verbs.MODERATION_QUEUE, 0, style=ButtonStyle.primary))
    if (further := done.further) is not None:
        before = "" if further.before is None else further.before
        actions.insert(0, button(t("Look further"), verbs.WORDS_SWEEP, further.kind, before, emoji="🧹"))
    return note("\n".join(lines), *actions, colour=WARNING if done.found else GOOD)


def _options(
    t: Texts, known: Mapping[str, tuple[str, str]] | Mapping[Links, tuple[str, str]], chosen: str
) -> list[SelectOption]:
    return [
        SelectOption(
            label=t(label)[:100], description=t(meaning)[:100], value=str(key), default=key == chosen
        )
        for key, (label, meaning) in known.items()
    ]


def code(text: str) -> str:
    """What was typed, as code: nothing in it is alive."""
    return plain(text, 90).replace("`", "'")
