"""A page of comments on a drama or a review, up to the episode that its reader has seen."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle

from bot.domain.comments import CommentList, CommentShown, CommentSort
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import button
from bot.present.board.comments import author, likes_and_replies, told_above
from bot.present.layout import Part, Screen, box, gap, pager, row, rule, say, screen
from bot.present.styled import styled_pieces

IN_LIST = "l"  # where a like was pressed: the page is shown again with the new count
LINE_LIMIT = 600  # characters of a comment in a list, escapes included; *Read more* has the rest

SORTS: Mapping[CommentSort, str] = {CommentSort.NEWEST: N_("Newest"), CommentSort.LIKED: N_("Most liked")}


def page(t: Texts, shown: CommentList) -> Screen:
    """A page for one reader alone. Answers stand under what they answer."""
    parts: list[Part] = [say(*_heading(t, shown))]
    above: set[int] = set()
    for cleared in shown.comments:
        one = cleared.shown
        answers_above = one.comment.reply_to in above  # then the link leads nowhere new
        parts += [gap() if answers_above else rule(), *_line(t, shown, one, linked=not answers_above)]
        above.add(one.comment.id)
    parts += [gap() if not shown.comments else rule(), *_ways_on(t, shown)]
    return screen(box(*parts))


def _heading(t: Texts, shown: CommentList) -> list[str]:
    lines = [f"### {words.title(t, shown.drama)} · {t('Comments')}"]
    if shown.review_by is not None:
        lines.append(t("On the review by {member}", member=f"<@{shown.review_by}>"))
    if not shown.total:
        return [*lines, t("No one has commented yet.")]
    if shown.readable == shown.total:
        count = t.plural("{n} comment", "{n} comments", shown.total)
    else:
        count = t("{n} of {all}, up to where you are", n=t.number(shown.readable), all=t.number(shown.total))
    lines.append(f"-# {count}")
    if shown.more:
        lines.append("-# " + t("There are more. The others stand in the drama's threads."))
    return lines


def _line(t: Texts, shown: CommentList, one: CommentShown, *, linked: bool) -> list[Part]:
    """A comment of the page, with its buttons."""
    comment = one.comment
    head = [
        author(comment),
        f"<t:{int(comment.created_at.timestamp())}:R>",
        *told_above(t, one, linked=linked),
    ]
    first, *rest = styled_pieces(comment.text, LINE_LIMIT - 2) or ("",)
    buttons = likes_and_replies(t, comment, IN_LIST, shown.sort, shown.index, shown.review_id or 0)
    if rest:
        buttons.append(button(t("Read more"), verbs.COMMENT_READ, comment.id, emoji="📖"))
    buttons.append(button("…", verbs.COMMENT_MORE, comment.id))
    return [say(" · ".join(head), f"{first} …" if rest else first), row(*buttons)]


def _ways_on(t: Texts, shown: CommentList) -> list[Part]:
    """The other pages, the other order, and the way to write one."""
    drama_id, review_id = shown.drama.id, shown.review_id or 0
    if review_id:
        write = button(
            t("Write a comment"), verbs.REVIEW_COMMENT, review_id, style=ButtonStyle.primary, emoji="✍️"
        )
    else:
        write = button(t("Write a comment"), verbs.COMMENT, drama_id, style=ButtonStyle.primary, emoji="✍️")
    buttons = [write]
    if shown.readable > 1:
        other = CommentSort.LIKED if shown.sort is CommentSort.NEWEST else CommentSort.NEWEST
        label = t("{sort} first", sort=t(SORTS[other]))
        buttons.append(button(label, verbs.COMMENTS, drama_id, other, 0, review_id))
    if not review_id:
        buttons.append(button(t("Discuss"), verbs.DISCUSS, drama_id, 0, emoji="🗨️"))
    parts: list[Part] = []
    if shown.pages > 1:
        turning = (verbs.COMMENTS, drama_id, shown.sort)
        parts.append(pager(t, shown.index, shown.pages, *turning, after=(review_id,)))
    return [*parts, row(*buttons)]
