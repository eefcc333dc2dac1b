"""Quotes on the screen: in public, in private, and the form to save one."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.domain.charts import QuotePicture
from bot.domain.comments import QUOTE_LIMIT, SPEAKER_LIMIT, QuoteForm, QuoteShown
from bot.domain.consent import Gated, Withheld
from bot.domain.dramas import Drama
from bot.domain.quotes import QuotePage
from bot.domain.spoilers import Shape
from bot.domain.verbs import Verb
from bot.domain.writings import WritingKind
from bot.errors import EmptyText
from bot.i18n import Texts
from bot.present import covers, forms, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.layout import GOOD, QUIET, Part, Screen, box, gap, note, pager, row, rule, say, screen
from bot.present.moderation.naming import report_button
from bot.present.punctuation import quoted
from bot.present.spoilers import Asked, hidden, label_field, question, sealed
from bot.present.text import block, inline, plain, tidy

TITLE_LIMIT = 100  # characters of a title in a form

TEXT_SHOWN = 2_200  # characters as sent: what was written doubles at most, and lines get a mark each
LISTED = 450  # of them in a list
ANY = 0  # of any drama
# How large a quote is written, by how long it is: a long one would fill a phone.
_SIZES = ((60, "# "), (180, "## "), (360, "### "))
NO_AUTHOR = 0  # of no message, or of a bot's


def check(typed: QuoteForm) -> None:
    """Raises `EmptyText` for a text without anything visible."""
    if not block(typed.text, QUOTE_LIMIT):
        raise EmptyText


def added(t: Texts, shown: QuoteShown) -> Screen:
    """The public answer to a quote that was added by the command."""
    told = t("Saved. {/quote random} shows it.") if shown.new else t("This quote is already saved.")
    return quote(t, shown, shown.drama.id, (f"✅ {told}",))


def quote(t: Texts, shown: QuoteShown, another: int = ANY, beside: Sequence[str] = ()) -> Screen:
    """A quote with a visible label. Its text is hidden if it spoils. `another` is a drama or `ANY`.

    `beside` are lines that are visible with the label.
    """
    label = [*_label(t, shown), *beside]
    actions = row(*_actions(t, shown, another))
    if shown.shape is Shape.ASK:
        return screen(box(say(*sealed(t, label, t("Read"))), actions, colour=QUIET))
    text = say(*_hero(t, shown))
    if shown.shape is Shape.PRIVATE:
        return screen(box(text, gap(), say(*_source(t, shown), *beside), actions))
    return screen(*hidden(t, label, [text]), actions)


def drawn(shown: QuoteShown) -> QuotePicture:
    """A quote as a picture. Raises `ValueError` for one that spoils, because no bar hides a picture."""
    if shown.quote.episode is not None:
        raise ValueError(shown.quote.episode)
    speaker = plain(shown.quote.speaker or "", SPEAKER_LIMIT)
    drama = shown.drama
    return QuotePicture(tidy(shown.quote.text), speaker, covers.name(drama), drama.country, drama.year)


def picture(t: Texts, shown: QuoteShown, part: Part, another: int) -> Screen:
    """A quote as a picture, with what leads on from it."""
    return screen(box(say(*_label(t, shown)), part, row(*_actions(t, shown, another, as_picture=True))))


def not_drawn(t: Texts) -> Screen:
    return note(t("The picture could not be drawn. Please try again in a moment."), colour=QUIET)


def given(t: Texts, gated: Gated[QuoteShown], another: int = ANY) -> Screen:
    """A quote for the reader who asked for one, or the question before it; `another` as of `quote`."""
    if isinstance(gated, Withheld):
        shown = gated.shown
        subject = (shown.quote.id,)
        return question(
            t, Asked(shown.drama, gated.label, shown.standing, t("Quote"), verbs.QUOTE_SHOW, subject)
        )
    return quote(t, gated.shown, another)


def saved(t: Texts, shown: QuoteShown) -> Screen:
    """The answer after saving a message as a quote. It does not repeat the text, which is in the channel."""
    title = f"**{words.title(t, shown.drama)}**"
    told = (
        t("{title}: saved as a quote. {/quote random} shows it.", title=title)
        if shown.new
        else t("{title}: this quote is already saved.", title=title)
    )
    return note(told, button(t("Read it"), verbs.QUOTE_READ, shown.quote.id, emoji="📖"), colour=GOOD)


def mine(t: Texts, shown: QuoteShown) -> Screen:
    """What its saver, or a moderator, may do with a quote.

    A moderator who is behind sees only the label.
    """
    ident = shown.quote.id
    parts: list[Part] = [say(*_label(t, shown))]
    if shown.shape is not Shape.ASK:
        parts += [rule(), say(*_said(shown))]
    buttons = [
        button(t("Delete it"), verbs.QUOTE_DROP, ident, style=ButtonStyle.danger),
        button(t("Cancel"), verbs.DISMISS),
    ]
    if shown.own:
        change = button(t("Edit it"), verbs.QUOTE_EDIT, ident, style=ButtonStyle.primary)
        buttons.insert(0, change)
    told = "-# " + t("This can't be undone. The quote also disappears from the message here.")
    return screen(box(*parts, gap(), say(told), row(*buttons)))


def changed(t: Texts, shown: QuoteShown) -> Screen:
    told = t("{title}: the quote is updated.", title=f"**{words.title(t, shown.drama)}**")
    return note(told, button(t("Read it"), verbs.QUOTE_READ, shown.quote.id, emoji="📖"), colour=GOOD)


def deleted(t: Texts, drama: Drama) -> Screen:
    return note(t("{title}: the quote is deleted.", title=f"**{words.title(t, drama)}**"), colour=GOOD)


def was_deleted(t: Texts, drama: Drama) -> Screen:
    """The text in place of a deleted quote."""
    told = t("This quote was deleted.")
    return screen(box(say(f"### {words.title(t, drama)} · {t('Quote')}", f"-# {told}"), colour=QUIET))


def form(
    t: Texts,
    message_id: int,
    drama: Drama | None,
    begins: QuoteForm,
    *,
    labelled: bool = False,
    author_id: int | None = None,
) -> ui.Modal:
    """The form for a message. It asks for the drama if that is not known.

    `labelled`: the message hides something, so the quote needs an episode. `author_id`: who wrote it.
    """
    args = (message_id, drama.id if drama else ANY, int(labelled), author_id or NO_AUTHOR)
    return _form(t, t("Save as quote"), begins, verbs.QUOTE, *args, asks=drama is None, labelled=labelled)


def change_form(t: Texts, quote_id: int, begins: QuoteForm) -> ui.Modal:
    return _form(t, t("Edit the quote"), begins, verbs.QUOTE_EDIT, quote_id, asks=True)


def _form(
    t: Texts,
    heading: str,
    begins: QuoteForm,
    verb: Verb,
    *args: object,
    asks: bool,
    labelled: bool = False,
) -> ui.Modal:
    """The form of a quote. `verb` handles it. `asks`: it asks for the drama."""
    asked = (
        (_short("title", t("Title of the drama"), t("Any name of the drama"), TITLE_LIMIT, begins.title),)
        if asks
        else ()
    )
    return forms.form(
        heading,
        verb,
        *args,
        fields=(
            *asked,
            forms.Field("text", t("What is said"), QUOTE_LIMIT, value=begins.text or None),
            _short(
                "speaker",
                t("Who says it"),
                t("Leave empty if you don't know."),
                SPEAKER_LIMIT,
                begins.speaker,
                False,
            ),
            label_field(t, "episode", begins.episode, needed=labelled),
        ),
    )


def _short(
    name: str, label: str, description: str, limit: int, value: str, required: bool = True
) -> forms.Field:
    return forms.Field(name, label, limit, description, value or None, long=False, required=required)


def _label(t: Texts, shown: QuoteShown) -> list[str]:
    """The part that everyone sees, without the text and the speaker."""
    lines = [f"### {words.title(t, shown.drama)} · {t('Quote')}"]
    if shown.quote.added_by is not None and shown.quote.guild_id is not None:
        lines.append("-# " + t("saved by {member}", member=f"<@{shown.quote.added_by}>"))
    if shown.quote.episode is not None:
        lines.append("⚠️ " + t("Spoils up to episode {n}", n=shown.quote.episode))
    return lines


def _said(shown: QuoteShown) -> list[str]:
    lines = [f"> {line}" for line in block(shown.quote.text, TEXT_SHOWN).split("\n") if line]
    return [*lines, *_speaker(shown)]


def _hero(t: Texts, shown: QuoteShown) -> list[str]:
    """The quote as what one looks at first: large, in its marks, with the name of the person who says it."""
    text = tidy(shown.quote.text)
    mark = next((mark for most, mark in _SIZES if len(text) <= most), "")
    lines = [line for line in block(quoted(t, text), TEXT_SHOWN).split("\n") if line]
    return [*(f"{mark}{line}" for line in lines), *_speaker(shown)]


def _source(t: Texts, shown: QuoteShown) -> list[str]:
    """Which drama a quote is from, how far it tells, and who saved it."""
    names = [f"**{words.title(t, shown.drama)}**"]
    if other := words.other_title(t, shown.drama, 100):
        names.append(other)
    if shown.drama.year:
        names.append(str(shown.drama.year))
    return [" · ".join(names), *_label(t, shown)[1:]]


def _speaker(shown: QuoteShown) -> list[str]:
    speaker = plain(shown.quote.speaker or "", SPEAKER_LIMIT)
    return [f"— {inline(speaker, 2 * SPEAKER_LIMIT)}"] if speaker else []


def listed(t: Texts, page: QuotePage) -> Screen:
    """A page of a drama's quotes up to where their reader is, and a menu to open one."""
    title = f"### {words.title(t, page.drama)} · {t('Quotes')}"
    told = t.plural("{n} quote, up to where you are", "{n} quotes, up to where you are", page.total)
    parts: list[Part] = [say(title, f"-# {told}")]
    first = page.index * page.size
    for cleared in page.quotes:
        parts += [gap(), say(*_entry(t, cleared.shown))]
    if page.later:
        later = t.plural("{n} more tells of later episodes.", "{n} more tell of later episodes.", page.later)
        parts += [gap(), say(f"-# {later}")]
    options = [_choice(number, cleared.shown) for number, cleared in enumerate(page.quotes, first + 1)]
    if options:
        parts.append(row(menu(t("Open a quote"), options, verbs.QUOTE_READ)))
    if page.pages > 1:
        parts.append(pager(t, page.index, page.pages, verbs.QUOTES, page.drama.id))
    return screen(box(*parts))


def _entry(t: Texts, shown: QuoteShown) -> list[str]:
    """A quote among others: its beginning if it is long. The menu below opens the whole."""
    lines = [f"> {quoted(t, ' '.join(block(shown.quote.text, LISTED).split()))}", *_speaker(shown)]
    if (episode := shown.quote.episode) is not None:
        lines.append("-# " + t("Episode {n}", n=episode))
    return lines


def _choice(number: int, shown: QuoteShown) -> SelectOption:
    label = plain(shown.quote.text, 90) or f"#{number}"
    speaker = plain(shown.quote.speaker or "", 100) or None
    return SelectOption(label=label, description=speaker, value=str(shown.quote.id))


def _actions(t: Texts, shown: QuoteShown, another: int, *, as_picture: bool = False) -> list[Action]:
    buttons = [
        button(t("Another"), verbs.QUOTE_ANOTHER, another, emoji="🎲"),
        button(t("Card"), verbs.CARD, shown.drama.id, emoji="🎬"),
    ]
    if shown.shape is Shape.ASK:
        read = button(t("Read"), verbs.QUOTE_READ, shown.quote.id, style=ButtonStyle.primary, emoji="📖")
        buttons.insert(0, read)
    if shown.quote.episode is None and not as_picture:  # one that spoils is never one: no bar hides a picture
        buttons.append(button(t("As a picture"), verbs.QUOTE_PICTURE, shown.quote.id, another, emoji="🖼️"))
    if shown.deletable:
        buttons.append(button(t("Edit"), verbs.QUOTE_MINE, shown.quote.id, emoji="✏️"))
    if shown.quote.guild_id is not None:  # the catalogue's are no member's
        buttons.append(report_button(t, WritingKind.QUOTE, shown.quote.id))
    return buttons
