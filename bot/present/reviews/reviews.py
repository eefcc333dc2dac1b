"""The screens of reviews: posts, pages, private reading, and the form to write one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from discord import ButtonStyle, SelectOption, ui

from bot.domain.consent import Alone, Cleared, Withheld
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.reviews import (
    HEADLINE_LIMIT,
    PAGE_LIMIT,
    SHOWN_LIMIT,
    TEXT_LIMIT,
    Posting,
    Review,
    ReviewForm,
    ReviewPage,
    ReviewShown,
    ReviewsOf,
    ReviewSort,
    ReviewWritten,
)
from bot.domain.scores import Criterion
from bot.domain.spoilers import Shape
from bot.domain.stills import Illustrated, StillsOf
from bot.domain.writings import WritingKind
from bot.errors import EmptyText
from bot.i18n import N_, Texts
from bot.present import forms, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.layout import (
    GOOD,
    QUIET,
    ROW,
    WARNING,
    Part,
    Screen,
    box,
    gap,
    pager,
    row,
    rule,
    say,
    screen,
)
from bot.present.moderation.naming import report_button
from bot.present.spoilers import Asked, agreed, hidden, label_field, question, sealed
from bot.present.stills import gallery, pictures_button
from bot.present.styled import hint, styled_pieces
from bot.present.text import inline, plain

# The message where a vote was pressed, which shows the new count: a post, a page of `/review read` (with its
# sort and owner), or a private page of a long review.
ON_POST = "p"
ON_PAGE = "r"
ON_READING = "f"

SORTS: Mapping[ReviewSort, str] = {ReviewSort.HELPFUL: N_("Most helpful"), ReviewSort.NEWEST: N_("Newest")}
_HEADLINE_SHOWN = 2 * HEADLINE_LIMIT + 1


# --- one review and what stands beside it ---


def post(t: Texts, shown: ReviewShown) -> Screen:
    """A review as the reviews channel shows it now, in a form that spoils no one."""
    return screen(*_sheet(t, shown, [], ON_POST, private=False))


def page(t: Texts, read: ReviewPage, *, owner_id: int, private: bool) -> Screen:
    """One of a drama's reviews, with a menu of the others and a pager. `owner_id` asked for it."""
    sort, drama = read.sort, read.shown.drama
    below: list[Part] = []
    if read.total > 1:
        options = [
            _option(t, review, chosen=review.id == read.shown.review.id, private=private)
            for review in read.around
        ]
        below.append(row(menu(t("Other reviews"), options, verbs.REVIEW_AT, drama.id, sort, owner_id)))
        other = ReviewSort.NEWEST if sort is ReviewSort.HELPFUL else ReviewSort.HELPFUL
        otherwise = button(
            t("{sort} first", sort=t(SORTS[other])), verbs.REVIEWS, drama.id, other, owner_id, 0
        )
        below.append(
            pager(t, read.index, read.total, verbs.REVIEWS, drama.id, sort, owner_id, more=[otherwise])
        )
    return screen(*_sheet(t, read.shown, below, f"{ON_PAGE} {sort} {owner_id}", private=private))


def alone(t: Texts, gated: Alone[ReviewShown], index: int) -> Screen:
    """A page of the whole review for one reader, or what they are asked before it."""
    if isinstance(gated, Withheld):
        return question(t, _asked(t, gated))
    return _reading(t, gated, index)


def _reading(t: Texts, cleared: Cleared[ReviewShown], index: int) -> Screen:
    """The whole review in pages; every button carries what its reader agreed to."""
    shown, consent = cleared.shown, agreed(cleared.consent)
    review = shown.review
    texts = styled_pieces(review.text, PAGE_LIMIT)
    index = max(0, min(index, len(texts) - 1))
    headline = [f"**{inline(review.headline, _HEADLINE_SHOWN)}**"] if index == 0 else []
    parts: list[Part] = [say(*_label(t, shown)), rule(), say(*headline, *texts[index : index + 1])]
    if index == 0:
        parts += gallery(shown.stills)
    if len(texts) > 1:
        parts.append(pager(t, index, len(texts), verbs.REVIEW_PAGE, review.id, after=consent))
    place = " ".join((ON_READING, str(index), *consent))
    parts += [say(_judged(t, review)), row(*_votes(t, shown, place, private=True))]
    return screen(box(*parts))


def _asked(t: Texts, withheld: Withheld[ReviewShown]) -> Asked:
    """A review as its reader is asked before it."""
    shown, review = withheld.shown, withheld.shown.review
    beside = (_author(t, review),)
    return Asked(
        shown.drama, withheld.label, shown.standing, t("Review"), verbs.REVIEW_SHOW, (review.id,), beside
    )


def _sheet(t: Texts, shown: ReviewShown, below: list[Part], place: str, *, private: bool) -> list[Part]:
    """The parts of a screen with one review: a visible label, and a text that is hidden if it spoils."""
    review = shown.review
    label = _label(t, shown)
    under: list[Part] = [say(_judged(t, review)), *_actions(t, shown, place, private=private), *below]
    if shown.shape is Shape.ASK:
        return [box(say(*sealed(t, label, t("Read"))), *under, colour=QUIET)]
    text = say(f"**{inline(review.headline, _HEADLINE_SHOWN)}**", _beginning(review))
    if shown.shape is Shape.PRIVATE:
        return [box(say(*label), rule(), text, *gallery(shown.stills), gap(), *under)]
    return [*hidden(t, label, [text, *gallery(shown.stills, hides=True)]), *under]


def _beginning(review: Review) -> str:
    """As much of the text as fits a message."""
    first, *more = styled_pieces(review.text, SHOWN_LIMIT - 2) or ("",)
    return f"{first} …" if more else first


def _goes_on(review: Review) -> bool:
    return len(styled_pieces(review.text, SHOWN_LIMIT - 2)) > 1


def _title(t: Texts, drama: Drama) -> str:
    return f"### {words.title(t, drama)} · {t('Review')}"


def _author(t: Texts, review: Review) -> str:
    """The author, the date, and whether it was edited: `<@5> · 3 May 2025`."""
    parts = [f"<@{review.member_id}>", _day(review.created_at)]
    if review.updated_at.date() != review.created_at.date():
        parts.append(t("edited {day}", day=_day(review.updated_at)))
    return " · ".join(parts)


def _label(t: Texts, shown: ReviewShown) -> list[str]:
    """The part that everyone sees, without the review's text."""
    review = shown.review
    lines = [_title(t, shown.drama), _author(t, review)]
    if shown.score:
        scores = [
            f"{t(words.CRITERIA[criterion])} {words.half_points(t, value)}"
            for criterion in Criterion
            if criterion is not Criterion.OVERALL and (value := shown.score.get(criterion)) is not None
        ]
        lines.append(" · ".join([words.score(t, shown.score), *scores]))
    beside = [words.progress(t, shown.progress, shown.last)] if shown.progress else []
    if review.language != t.language:
        beside.append(t("written in {language}", language=t.name_of(review.language)))
    if beside:
        lines.append("-# " + " · ".join(beside))
    if review.spoils is not None:
        lines.append("⚠️ " + t("Spoils up to episode {n}", n=review.spoils))
    return lines


def _judged(t: Texts, review: Review) -> str:
    votes = review.helpful + review.unhelpful
    if not votes:
        return "-# " + t("No votes yet.")
    told = t.plural(
        "{helpful} of {n} reader finds it helpful",
        "{helpful} of {n} readers find it helpful",
        votes,
        helpful=t.number(review.helpful),
    )
    return f"-# {told}"


def _actions(t: Texts, shown: ReviewShown, place: str, *, private: bool) -> list[Part]:
    review = shown.review
    buttons = _votes(t, shown, place, private=private)
    if shown.shape is Shape.ASK:
        buttons.append(button(t("Read"), verbs.REVIEW_READ, review.id, style=ButtonStyle.primary, emoji="📖"))
    elif _goes_on(review):
        buttons.append(
            button(t("Read more"), verbs.REVIEW_READ, review.id, style=ButtonStyle.primary, emoji="📖")
        )
    if shown.others:
        more = t.plural("{n} more by this member", "{n} more by this member", shown.others)
        buttons.append(button(more, verbs.REVIEWS_OF, review.member_id))
    buttons.append(button(t("Comments"), verbs.REVIEW_COMMENTS, review.id, emoji="✍️"))
    buttons.append(button(t("Card"), verbs.CARD, shown.drama.id, emoji="🎬"))
    if shown.own:
        buttons.append(pictures_button(t, _pictures_of(review)))
    else:
        buttons.append(report_button(t, WritingKind.REVIEW, review.id))
    return [row(*buttons[start : start + ROW]) for start in range(0, len(buttons), ROW)]


def _pictures_of(review: Review) -> StillsOf:
    return StillsOf(Illustrated.REVIEW, review.id)


def _votes(t: Texts, shown: ReviewShown, place: str, *, private: bool) -> list[Action]:
    """Both vote buttons. In private, the reader's own vote is highlighted."""
    chosen = {True: ButtonStyle.success, False: ButtonStyle.danger}
    return [
        button(
            t(label),
            verbs.REVIEW_VOTE,
            int(helpful),
            shown.review.id,
            place,
            emoji=emoji,
            style=chosen[helpful] if private and shown.own_vote is helpful else ButtonStyle.secondary,
        )
        for helpful, label, emoji in ((True, N_("Helpful"), "👍"), (False, N_("Not helpful"), "👎"))
    ]


def _option(
    t: Texts, review: Review, *, chosen: bool = False, drama: Drama | None = None, private: bool = True
) -> SelectOption:
    """A review in a menu: its headline, unless that may spoil.

    Where everyone sees the menu there is no headline: of members' words an answer shows one review's.
    """
    if not private:
        headline = t("Review")
    elif review.spoils is not None:
        headline = t("Spoils up to episode {n}", n=review.spoils)
    else:
        headline = plain(review.headline, 100) or t("Review")
    votes = review.helpful + review.unhelpful
    told = t("{helpful} of {n} helpful", helpful=t.number(review.helpful), n=t.number(votes)) if votes else ""
    when = " · ".join(filter(None, (t.day(review.created_at.date()), told)))
    if drama is None:
        return SelectOption(label=headline, value=str(review.id), description=when[:100], default=chosen)
    return SelectOption(
        label=words.choice(t, drama), value=str(review.id), description=plain(f"{headline} · {when}", 100)
    )


def _day(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:D>"


# --- of one member ---


def reviews_of(t: Texts, found: ReviewsOf) -> Screen:
    """The newest reviews of a member, in a menu that opens one."""
    count = t.plural("{n} review", "{n} reviews", found.total)
    options = [_option(t, review, drama=drama) for drama, review in found.reviews]
    parts: list[Part] = [say(f"### {t('Reviews')}", f"<@{found.member_id}> · {count}")]
    if found.total > len(found.reviews):
        parts.append(say("-# " + t("The newest {n}:", n=t.number(len(found.reviews)))))
    return screen(box(*parts, row(menu(t("Read a review"), options, verbs.REVIEW_READ))))


# --- writing ---


def form(t: Texts, drama: Drama, begins: ReviewForm, last: int | None) -> ui.Modal:
    return forms.form(
        f"{words.plain_title(t, drama, 34)} · {t('Review')}",
        verbs.REVIEW,
        drama.id,
        fields=(
            forms.Field(
                "headline",
                t("Headline"),
                HEADLINE_LIMIT,
                t("Your scores and your progress are shown beside your review."),
                begins.headline[:HEADLINE_LIMIT] or None,
                long=False,
            ),
            forms.Field("text", t("Your review"), TEXT_LIMIT, hint(t), begins.text or None),
            label_field(t, "spoils", begins.spoils, last),
            forms.Field(
                "overall",
                t("Your overall score"),
                20,
                t("9, 9.5, 4.5/5, 90% or ★★★★½. Empty leaves it as it is."),
                begins.overall[:20] or None,
                long=False,
                required=False,
            ),
        ),
    )


def check(typed: ReviewForm) -> None:
    """Raises `EmptyText` for a headline or text without anything visible."""
    if not (plain(typed.headline, HEADLINE_LIMIT) and styled_pieces(typed.text, PAGE_LIMIT)):
        raise EmptyText


_POSTINGS: Mapping[Posting, str] = {
    Posting.POSTED: N_("It goes to {channel}, and everyone here can read it with {/review read}."),
    Posting.EDITED: N_("Its post is updated, too."),
    Posting.NO_CHANNEL: N_(
        "This server has no channel for reviews, so it is not posted; everyone here can read it with "
        "{/review read}."
    ),
    Posting.NO_SERVER: N_("Members who share a server with you can read it with {/review read}."),
    Posting.HIDDEN: N_("The moderators have hidden this review, and it stays hidden."),
}


def written(t: Texts, done: ReviewWritten, channel_id: int | None) -> Screen:
    title = f"**{words.title(t, done.drama)}**"
    saved = (
        N_("{title}: your review is updated.") if done.changed else N_("{title}: your review is published.")
    )
    channel = f"<#{channel_id}>" if channel_id else f"**{t(words.PURPOSES[Purpose.REVIEWS])}**"
    told = t(_POSTINGS[done.posting], channel=channel)
    buttons = [
        button(t("Edit it"), verbs.REVIEW_WRITE, done.drama.id, emoji="✏️"),
        pictures_button(t, _pictures_of(done.review)),
        button(t("Card"), verbs.CARD, done.drama.id, emoji="🎬"),
    ]
    if done.posting is not Posting.HIDDEN:
        buttons.insert(0, button(t("Read it"), verbs.REVIEW_READ, done.review.id, emoji="📖"))
    return screen(box(say(t(saved, title=title), told), row(*buttons), colour=GOOD))


def voted(t: Texts, now: bool | None) -> str:
    if now is None:
        return t("Your vote was removed.")
    told = t("You marked this review as helpful.") if now else t("You marked this review as not helpful.")
    return told + "\n-# " + t("Press the same button again to undo it.")


# --- deleting ---


def delete_question(t: Texts, drama: Drama) -> Screen:
    return screen(
        box(
            say(
                t("Delete your review of {title}?", title=f"**{words.title(t, drama)}**"),
                "-# " + t("Its votes and its post are deleted too. Your score stays."),
            ),
            row(
                button(t("Delete it"), verbs.REVIEW_DROP, drama.id, style=ButtonStyle.danger),
                button(t("Cancel"), verbs.DISMISS, style=ButtonStyle.primary),
            ),
            colour=WARNING,
        )
    )


def deleted(t: Texts, drama: Drama) -> Screen:
    title = f"**{words.title(t, drama)}**"
    return screen(box(say(t("{title}: your review is deleted.", title=title)), colour=GOOD))


# --- where there is none ---


def invitation(t: Texts, drama: Drama, told: str) -> Screen:
    """The answer if there is nothing to read or delete: what a member can do instead."""
    return screen(
        box(
            say(f"### {words.title(t, drama)}", told),
            row(
                button(
                    t("Write a review"), verbs.REVIEW_WRITE, drama.id, style=ButtonStyle.primary, emoji="✏️"
                ),
                button(t("Card"), verbs.CARD, drama.id, emoji="🎬"),
            ),
            colour=QUIET,
        )
    )
