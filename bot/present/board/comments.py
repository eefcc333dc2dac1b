"""Comments on the screen: as posted in a thread, read alone, and the form to write one."""

from __future__ import annotations

from discord import ButtonStyle, ui

from bot.domain.comments import (
    TEXT_LIMIT,
    Comment,
    CommentForm,
    CommentShown,
)
from bot.domain.consent import Alone, Cleared, Withheld
from bot.domain.dramas import Drama
from bot.domain.message_ledger import Place
from bot.domain.spoilers import Shape
from bot.domain.stills import Illustrated, StillsOf
from bot.domain.verbs import Verb
from bot.domain.writings import WritingKind
from bot.errors import EmptyText
from bot.i18n import Texts
from bot.present import forms, verbs, words
from bot.present.actions import Action, button
from bot.present.layout import (
    GOOD,
    QUIET,
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
from bot.present.moderation.naming import link, report_button
from bot.present.parts import Built
from bot.present.punctuation import labelled
from bot.present.spoilers import Asked, agreed, hidden_briefly, label_field, question
from bot.present.stills import gallery, pictures_button
from bot.present.styled import hint, plainly, styled_pieces

# Characters of a comment in one message, escapes included. The rest is in further pages.
SHOWN_LIMIT = 2_500
PAGE_LIMIT = 3_000
CARD_LIMIT = 110


def post(t: Texts, shown: CommentShown) -> Screen:
    """A comment as its thread shows it now, in a form that spoils no one."""
    if shown.comment.hidden:
        return _removed(t)
    line, actions = " · ".join(_light(t, shown)), _actions(t, shown)
    if shown.shape is Shape.ASK:
        return screen(box(say(line), actions, colour=QUIET))
    text = say(_beginning(shown.comment))
    if shown.shape is Shape.PRIVATE:
        return screen(box(say(line), text, *gallery(shown.stills), actions))
    return screen(*hidden_briefly(t, [line], [text, *gallery(shown.stills, hides=True)]), actions)


def _light(t: Texts, shown: CommentShown) -> list[str]:
    """What stands above a comment where the place says which drama it is about, and when it was written."""
    return [author(shown.comment), *told_above(t, shown)]


def told_above(t: Texts, shown: CommentShown, *, linked: bool = True) -> list[str]:
    """What stands beside a comment's author: whether it was edited, how far it tells, what it answers.

    `linked`: with a link to what it answers.
    """
    told, comment = [], shown.comment
    if comment.updated_at != comment.created_at:
        told.append(t("edited"))
    if comment.spoils is not None:
        told.append("⚠️\u00a0" + t("up to episode {n}", n=comment.spoils))
    return [*told, *answers(t, shown)[: None if linked else 1]]


def _removed(t: Texts) -> Screen:
    """The place of a comment that was taken down, for the answers that refer to it."""
    return screen(box(say(f"-# {t('A removed comment')}"), colour=QUIET))


def alone(t: Texts, gated: Alone[CommentShown], index: int) -> Screen:
    """A page of the whole comment for one reader, or what they are asked before it."""
    if isinstance(gated, Withheld):
        return question(t, _asked(t, gated))
    return _reading(t, gated, index)


def _reading(t: Texts, cleared: Cleared[CommentShown], index: int) -> Screen:
    """The whole comment in pages; the buttons that turn them carry what its reader agreed to."""
    shown, consent = cleared.shown, agreed(cleared.consent)
    texts = styled_pieces(shown.comment.text, PAGE_LIMIT)
    index = max(0, min(index, len(texts) - 1))
    parts: list[Part] = [say(*_label(t, shown)), rule(), say(*texts[index : index + 1])]
    if index == 0:
        parts += gallery(shown.stills)
    if len(texts) > 1:
        parts.append(pager(t, index, len(texts), verbs.COMMENT_PAGE, shown.comment.id, after=consent))
    return screen(box(*parts))


def _asked(t: Texts, withheld: Withheld[CommentShown]) -> Asked:
    """A comment as its reader is asked before it."""
    shown, comment = withheld.shown, withheld.shown.comment
    return Asked(
        shown.drama,
        withheld.label,
        shown.standing,
        t("Comment"),
        verbs.COMMENT_SHOW,
        (comment.id,),
        (author(comment),),
    )


def author(comment: Comment) -> str:
    """The author, with the flag of their chosen country: `🇯🇵 <@5>`."""
    mention = f"<@{comment.member_id}>"
    return f"{words.flag(comment.country)} {mention}" if comment.country else mention


def _label(t: Texts, shown: CommentShown) -> list[str]:
    """The part that everyone sees, without the comment's text."""
    comment = shown.comment
    when = [f"<t:{int(comment.created_at.timestamp())}:R>"]
    if comment.updated_at != comment.created_at:
        when.append(t("edited {day}", day=f"<t:{int(comment.updated_at.timestamp())}:R>"))
    lines = [f"**{words.title(t, shown.drama)}**", " · ".join((author(comment), *when))]
    if told := answers(t, shown):
        lines.append(" · ".join(told))
    if comment.spoils is not None:
        lines.append("⚠️ " + t("Spoils up to episode {n}", n=comment.spoils))
    return lines


def answers(t: Texts, shown: CommentShown) -> list[str]:
    """What a comment answers, and where that stands; nothing for one that answers nothing."""
    answered, comment = shown.answered, shown.comment
    if answered is None:
        if comment.answers_deleted:
            return [f"↪\u00a0{t('reply to a deleted comment')}"]
        return [f"↪\u00a0{t('on a review')}"] if comment.review_id is not None else []
    if answered.member_id is None:
        told, there = t("reply to a removed comment"), t("its place")
    else:
        told, there = t("reply to {member}", member=f"<@{answered.member_id}>"), t("their comment")
    if answered.channel_id is None or answered.message_id is None:
        return [f"↪\u00a0{told}"]
    place = Place(answered.guild_id, answered.channel_id, answered.message_id)
    return [f"↪\u00a0{told}", f"[{there}]({link(place)})"]


def _beginning(comment: Comment) -> str:
    """As much of the text as fits a message."""
    first, *more = styled_pieces(comment.text, SHOWN_LIMIT - 2) or ("",)
    return f"{first} …" if more else first


def _actions(t: Texts, shown: CommentShown) -> Built:
    comment = shown.comment
    buttons = [*likes_and_replies(t, comment), button("…", verbs.COMMENT_MORE, comment.id)]
    if shown.shape is Shape.ASK:
        buttons.insert(
            0, button(t("Read"), verbs.COMMENT_READ, comment.id, style=ButtonStyle.primary, emoji="📖")
        )
    elif len(styled_pieces(comment.text, SHOWN_LIMIT - 2)) > 1:
        on = button(t("Read more"), verbs.COMMENT_READ, comment.id, style=ButtonStyle.primary, emoji="📖")
        buttons.insert(0, on)
    return row(*buttons)


def likes_and_replies(t: Texts, comment: Comment, *place: object) -> list[Action]:
    """The buttons that like and answer a comment, each with how many did; `place` says where they stand."""
    likes = t("Like · {n}", n=t.number(comment.likes)) if comment.likes else t("Like")
    replies = t("Reply · {n}", n=t.number(comment.answers)) if comment.answers else t("Reply")
    return [
        button(likes, verbs.COMMENT_LIKE, comment.id, *place, emoji="❤️"),
        button(replies, verbs.COMMENT_REPLY, comment.id, emoji="↩️"),
    ]


def newest_line(t: Texts, newest: Comment) -> str:
    """The line of a card about the newest comment here, one that its readers may read."""
    return f"-# 💬 {labelled(t, author(newest), plainly(newest.text, CARD_LIMIT))}"


# --- writing ---


def check(typed: CommentForm) -> None:
    """Raises `EmptyText` for a text without anything visible."""
    if not styled_pieces(typed.text, PAGE_LIMIT):
        raise EmptyText


def form(
    t: Texts, drama: Drama, begins: CommentForm, last: int | None, verb: Verb, *args: object
) -> ui.Modal:
    """The form for a new comment, an answer or an edit. `verb` handles it."""
    return forms.form(
        f"{words.plain_title(t, drama, 32)} · {t('Comment')}",
        verb,
        *args,
        fields=(
            forms.Field("text", t("Your comment"), TEXT_LIMIT, hint(t), begins.text or None),
            label_field(t, "spoils", begins.spoils, last),
        ),
    )


def written(t: Texts, drama: Drama, comment: Comment, thread_id: int) -> Screen:
    told = t(
        "{title}: your comment goes to {thread}.",
        title=f"**{words.title(t, drama)}**",
        thread=f"<#{thread_id}>",
    )
    again = button(t("Edit or delete"), verbs.COMMENT_MINE, comment.id, emoji="✏️")
    return note(told, again, pictures_button(t, _pictures_of(comment)), colour=GOOD)


def _pictures_of(comment: Comment) -> StillsOf:
    return StillsOf(Illustrated.COMMENT, comment.id)


def changed(t: Texts, shown: CommentShown) -> Screen:
    told = t("{title}: your comment and its post are updated.", title=f"**{words.title(t, shown.drama)}**")
    again = button(t("Edit or delete"), verbs.COMMENT_MINE, shown.comment.id, emoji="✏️")
    return note(told, again, colour=GOOD)


def mine(t: Texts, shown: CommentShown) -> Screen:
    """The reader's own comment, with the buttons for its author."""
    ident = shown.comment.id
    return screen(
        box(
            say(*_label(t, shown)),
            rule(),
            say(_beginning(shown.comment)),
            *gallery(shown.stills),
            gap(),
            say("-# " + t("Its post and likes are deleted too. Replies stay.")),
            row(
                button(t("Edit it"), verbs.COMMENT_EDIT, ident, style=ButtonStyle.primary, emoji="✏️"),
                pictures_button(t, _pictures_of(shown.comment)),
                button(t("Delete it"), verbs.COMMENT_DROP, ident, style=ButtonStyle.danger),
                button(t("Cancel"), verbs.DISMISS),
            ),
        )
    )


def more(t: Texts, shown: CommentShown) -> Screen:
    """What a reader may do with a comment of another member, besides liking and answering it."""
    report = report_button(t, WritingKind.COMMENT, shown.comment.id)
    return screen(box(say(*_label(t, shown)), row(report, button(t("Cancel"), verbs.DISMISS)), colour=QUIET))


def deleted(t: Texts, drama: Drama) -> Screen:
    return note(t("{title}: your comment is deleted.", title=f"**{words.title(t, drama)}**"), colour=GOOD)
