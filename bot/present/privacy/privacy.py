"""What is kept about a member, as that member sees it, and the question before everything is deleted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from discord import ButtonStyle, ui

from bot.domain.own_data import Export, Overview, OwnWords, Share
from bot.domain.privacy.rows import Kind
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import button
from bot.present.forms import Field, form
from bot.present.layout import (
    GOOD,
    QUIET,
    WARNING,
    Part,
    Screen,
    box,
    gap,
    note,
    pager,
    row,
    rule,
    say,
    screen,
)
from bot.present.text import block

EXPORT_NAME = "namida-export.zip"
CONFIRMATION = N_("DELETE")  # what the member types; in English it is always understood
WORD_LIMIT = 20
TEXT_SHOWN = 2_200  # characters of a quote as sent

# What each kind is called, and where it can be seen.
KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.ACCOUNT: (
        N_("Your settings, and the servers where you used Namida"),
        N_("Only you see them. Others see your flag beside what you write."),
    ),
    Kind.PROGRESS: (
        N_("Your watch list, with your notes"),
        N_("You decide with {/profile edit} who sees the list. Only you see the notes."),
    ),
    Kind.SCORES: (
        N_("Your scores"),
        N_("A part of every rating. Your profile shows them to those who may see it."),
    ),
    Kind.REVIEWS: (N_("Your reviews"), N_("On every server with this bot.")),
    Kind.STILLS: (
        N_("Pictures of your reviews and comments"),
        N_("Where the text is, for those who read it."),
    ),
    Kind.RECOMMENDATIONS: (
        N_("Your recommendations and their reasons"),
        N_("On every server with this bot."),
    ),
    Kind.COMMENTS: (N_("Your comments"), N_("In the threads of the server where you wrote them.")),
    Kind.QUOTES: (N_("Quotes that you saved"), N_("On the server where you saved them.")),
    Kind.QUOTES_OF_YOU: (
        N_("Quotes that others saved from your messages"),
        N_("On that server. You can delete them here."),
    ),
    Kind.MARKED: (
        N_("Messages marked as spoilers, yours or by you"),
        N_("In the channel where they were written."),
    ),
    Kind.SYNOPSES: (N_("Synopses that you wrote"), N_("Published ones on that server, or on every server.")),
    Kind.VOTES: (N_("Your votes and likes"), N_("Others see the number only.")),
    Kind.CLUBS: (N_("Watch clubs that you joined or started"), N_("On the club's server.")),
    Kind.FOLLOWS: (N_("Dramas that you follow, and your digest"), N_("Only you see them.")),
    Kind.DRAFTS: (
        N_("Texts that you typed and did not save"),
        N_("Only you see them. They go by themselves."),
    ),
    Kind.CATALOGUE: (
        N_("Changes of the catalogue that you made or proposed"),
        N_("Curators and the owner of the bot see them."),
    ),
    Kind.HELD: (N_("Texts of yours that wait for a moderator"), N_("Moderators of that server see them.")),
    Kind.MODERATED: (
        N_("What moderators decided about your texts, and blocks"),
        N_("Moderators of that server see it."),
    ),
    Kind.REPORTS: (
        N_("What you reported to moderators"),
        N_("Moderators of that server see it, for a year."),
    ),
    Kind.MODERATING: (
        N_("What you did that stands in the moderators' log"),
        N_("Moderators of that server see it."),
    ),
}


def overview(t: Texts, found: Overview) -> Screen:
    """Everything that is kept about the reader, by kind."""
    if not found.shares:
        parts: list[Part] = [say(f"## {t('Your data')}", t("Nothing is kept about you."))]
    else:
        parts = [say(f"## {t('Your data')}"), rule(), say(*(_share(t, share) for share in found.shares))]
    if found.leaving:
        parts += [gap(), say(t("You asked for the deletion of all this. It is under way."))]
    parts += [rule(), say("-# " + t("{/privacy export} gives you all this as a file."))]
    return screen(box(*parts, row(*_choices(t, found))))


def _share(t: Texts, share: Share) -> str:
    name, seen = KINDS[share.kind]
    line = f"**{t(name)}** · {t.number(share.rows)}"
    if share.since is not None:
        line += " · " + t("since {day}", day=words.moment(share.since.date()))
    return f"{line}\n-# {t(seen)}"


def _choices(t: Texts, found: Overview) -> list[Part]:
    choices: list[Part] = []
    if any(share.kind is Kind.QUOTES_OF_YOU for share in found.shares):
        choices.append(button(t("Quotes of your messages"), verbs.QUOTES_OF_ME, 0, emoji="💬"))
    if found.shares and not found.leaving:
        choices.append(button(t("Delete everything"), verbs.PRIVACY_ASK, style=ButtonStyle.danger))
    if found.policy:
        choices.append(_link(t("Privacy policy"), found.policy))
    return choices or [button(t("Close"), verbs.DISMISS)]


def _link(label: str, address: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(style=ButtonStyle.link, label=label[:80], url=address)


# --- quotes of the member's messages ---


def own_words(t: Texts, shown: OwnWords | None) -> Screen:
    """A quote that others saved of the reader's messages. None: there is none any more."""
    if shown is None:
        return note(t("No one has saved a quote of your messages."), colour=QUIET)
    quote = shown.quote
    said = [f"> {line}" for line in block(quote.text, TEXT_SHOWN).split("\n") if line]
    lines = [f"### {words.title(t, shown.drama)}", *said]
    if shown.saved_at is not None:
        lines.append("-# " + t("saved on {day}", day=words.moment(shown.saved_at.date())))
    parts: list[Part] = [say(*lines)]
    if shown.count > 1:
        parts.append(pager(t, shown.index, shown.count, verbs.QUOTES_OF_ME))
    parts.append(
        row(button(t("Delete it"), verbs.QUOTE_OF_ME_DROP, quote.id, shown.index, style=ButtonStyle.danger))
    )
    return screen(box(*parts))


# --- export ---


def exported(t: Texts, found: Export) -> Screen:
    lines = [
        t.plural("Everything that is yours: {n} file.", "Everything that is yours: {n} files.", found.files),
        "-# " + t("`list.csv` in it can be imported with {/watch import} on any server."),
    ]
    if found.left_out:
        lines.append(
            t.plural(
                "{n} more file would be too large for Discord. The person who runs the bot has it.",
                "{n} more files would be too large for Discord. The person who runs the bot has them.",
                len(found.left_out),
            )
        )
    return screen(box(say(*lines), colour=GOOD), ui.File(f"attachment://{EXPORT_NAME}"))


# --- deletion ---


def question(t: Texts) -> Screen:
    """What deleting means, before the form."""
    return screen(
        box(
            say(
                f"## {t('Delete everything about you?')}",
                t(
                    "Your scores, list, reviews, recommendations, comments, quotes, votes, clubs, drafts and "
                    "settings are deleted, and the messages that show them. This can't be undone."
                ),
                t(
                    "Answers to your comments stay. Published synopses stay without your name. "
                    "{/privacy export} gives you a copy first."
                ),
            ),
            row(
                button(t("Delete everything"), verbs.PRIVACY_DELETE, style=ButtonStyle.danger),
                button(t("Cancel"), verbs.DISMISS, style=ButtonStyle.primary),
            ),
            colour=WARNING,
        )
    )


def confirmation(t: Texts) -> ui.Modal:
    word = t(CONFIRMATION)
    return form(
        t("Delete everything about you?"),
        verbs.PRIVACY_DELETE,
        fields=(Field("word", t("Type {word} to confirm", word=word), WORD_LIMIT, long=False),),
    )


def is_confirmed(t: Texts, typed: str) -> bool:
    """Whether the word was typed, in the reader's language or in English."""
    said = unicodedata.normalize("NFKC", typed).strip().casefold()
    return said in {CONFIRMATION.casefold(), t(CONFIRMATION).casefold()}


def not_confirmed(t: Texts) -> Screen:
    told = t("Nothing was deleted: the word was not {word}.", word=f"**{t(CONFIRMATION)}**")
    return note(told, button(t("Try again"), verbs.PRIVACY_DELETE), colour=QUIET)


def deleted(t: Texts) -> Screen:
    return note(
        t(
            "It is done. No one can see anything of yours any more, and the rest is deleted within minutes. "
            "Messages on Discord go one by one. If you use Namida again, you start from nothing."
        ),
        colour=GOOD,
    )
