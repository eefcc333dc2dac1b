"""The screens of `/recommend`: similar dramas, the form for a reason, and suggestions for a member."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from discord import ButtonStyle, ui

from bot.domain.consent import Alone, Withheld
from bot.domain.dramas import Drama
from bot.domain.ratings import Rating
from bot.domain.recommendations import (
    REASON_LIMIT,
    ForMe,
    Likeness,
    Pairing,
    Reason,
    ReasonForm,
    ReasonShown,
    Recommendation,
    Regarded,
    SimilarDrama,
    Suggested,
)
from bot.domain.writings import WritingKind
from bot.errors import EmptyText
from bot.i18n import N_, Texts
from bot.present import covers, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.forms import LABEL_LIMIT, Field, form
from bot.present.layout import GOOD, Part, Screen, box, gap, note, pager, row, rule, say, screen
from bot.present.moderation.naming import report_button
from bot.present.options import choices_between
from bot.present.parts import Built
from bot.present.spoilers import Asked, label_field, question, sealed_line
from bot.present.text import block, clean, inline, length_shown

FIELDS = ("reason", "spoils", "other_spoils")  # of the form

# Of a reason in a list, escapes included: three of these, their headings and what is similar are a message.
# The rest is read by a button.
ROOM = 600
SUGGESTIONS_ROOM = 3_700  # of a message's 4,000 characters, what is above them has the rest

_GENRES_NAMED = 2
_REGARDED: Mapping[Regarded, str] = {
    Regarded.LIKED_HERE: N_("much liked by members here"),
    Regarded.LIKED: N_("much liked by members"),
    Regarded.POPULAR: N_("popular among members"),
    Regarded.WELL_KNOWN: N_("well known"),
}


def likeness(t: Texts, shown: Likeness, *, owner_id: int, private: bool) -> Screen:
    """Dramas like another one, for `owner_id`. Others who turn its pages get their own copy.

    In a private answer, the reader can edit and delete their own recommendations.
    """
    drama = shown.drama
    parts: list[Part] = [
        say(f"### {t('Like {title}', title=words.title(t, drama, 120))}", _counted(t, shown))
    ]
    for one in shown.recommendations:
        own = private and one.author_id == owner_id
        hidden = bool(one.spoils) and one.id not in shown.read
        rating = shown.ratings.get(one.beside(drama.id).id)
        said = "\n".join(_lines(t, one, drama, rating, hidden=hidden))
        parts += [rule(), *covers.listed(t, [(one.beside(drama.id), said)], shown.posters)]
        parts.append(_buttons(t, one, shown, owner_id, own=own, hidden=hidden))
    if shown.similar:
        parts += [rule(), say(*_similar_lines(t, shown.similar, owner_id, private=private))]
    listed = [one.beside(drama.id) for one in shown.recommendations] + [one.drama for one in shown.similar]
    parts.append(gap())
    if listed:
        options = choices_between(t, dict.fromkeys(listed))
        parts.append(row(menu(t("Open a card"), options, verbs.CARD)))
    elif not shown.total:
        parts.append(
            say(t("Nothing yet. Be the first: use {/recommend suggest} with this drama and another one."))
        )
    if shown.pages > 1:
        parts.append(pager(t, shown.index, shown.pages, verbs.SIMILAR, drama.id, owner_id))
    return screen(box(*parts))


def _counted(t: Texts, shown: Likeness) -> str:
    if not shown.total:
        return "-# " + t("No one here has recommended anything with it yet.")
    return "-# " + t.plural("{n} recommendation by a member", "{n} recommendations by members", shown.total)


def _lines(t: Texts, one: Recommendation, drama: Drama, rating: Rating | None, *, hidden: bool) -> list[str]:
    """One of a list; `hidden`: its reason is not there, for not everyone who reads the list is past it."""
    other = one.beside(drama.id)
    return [
        f"**{words.title(t, other, 120)}** · {words.in_row(t, other, rating)}",
        *([*_spoils(t, one), sealed_line(t, t("Read"))] if hidden else [block(one.reason, ROOM)]),
        _author(one),
    ]


def _spoils(t: Texts, one: Recommendation) -> list[str]:
    """What its reason spoils, nothing of what it says."""
    return [
        "⚠️ " + t("Spoils {title} up to episode {n}", title=words.title(t, drama, 120), n=episode)
        for drama, episode in one.labels
    ]


def _author(one: Recommendation) -> str:
    return f"-# <@{one.author_id}> · <t:{int(one.created_at.timestamp())}:D>"


def _buttons(
    t: Texts, one: Recommendation, shown: Likeness, owner_id: int, *, own: bool, hidden: bool
) -> Built:
    where = (one.id, shown.drama.id, owner_id, shown.index)
    count = f" · {t.number(one.votes)}" if one.votes else ""
    actions: list[Action] = []
    if own:
        # Members cannot agree with themselves, but they see how many others agree.
        actions.append(button(f"{t('Agree')}{count}", verbs.AGREE, *where, emoji="👍", disabled=True))
        actions.append(button(t("Change"), verbs.SUGGEST, one.drama.id, one.other.id))
        actions.append(button(t("Delete"), verbs.WITHDRAW_SUGGESTION, one.id))
    else:
        actions.append(button(f"{t('Agree')}{count}", verbs.AGREE, *where, emoji="👍"))
        actions.append(report_button(t, WritingKind.REASON, one.id))
    if hidden:
        read = button(t("Read"), verbs.READ_REASON, one.id, style=ButtonStyle.primary, emoji="📖")
        actions.insert(0, read)
    elif length_shown(one.reason) > ROOM:
        actions.append(button(t("Read more"), verbs.READ_REASON, one.id))
    return row(*actions)


def _similar_lines(t: Texts, similar: Sequence[SimilarDrama], owner_id: int, *, private: bool) -> list[str]:
    left_out = (
        t("without what you have seen")
        if private
        else t("without what {member} has seen", member=f"<@{owner_id}>")
    )
    return [
        f"**{t('People who liked it also liked')}**",
        *(
            f"- {words.title(t, one.drama, 90)} — "
            + t.plural("{n} member has both", "{n} members have both", one.common)
            for one in similar
        ),
        f"-# {t('From the scores of all servers')} · {left_out}",
    ]


def reason(t: Texts, gated: Alone[ReasonShown]) -> Screen:
    """One recommendation with its whole reason for one reader, or what they are asked before it."""
    if isinstance(gated, Withheld):
        return question(t, _asked(t, gated))
    one = gated.shown.recommendation
    return screen(
        box(
            say(f"### {_pair(t, one)}", *_spoils(t, one), block(one.reason, 2_500), _author(one)),
            row(menu(t("Open a card"), choices_between(t, (one.drama, one.other)), verbs.CARD)),
        )
    )


def _asked(t: Texts, withheld: Withheld[ReasonShown]) -> Asked:
    """A reason as its reader is asked before it, about the one of its dramas that they are behind in.

    What it spoils of the other stands beside the question: showing it anyway agrees to that, too.
    """
    shown, one = withheld.shown, withheld.shown.recommendation
    other = one.beside(shown.drama.id)
    told = one.spoils.get(other.id, 0)
    line = t("Spoils {title} up to episode {n}", title=words.title(t, other, 120), n=told)
    beside = [f"⚠️ {line}"] if told else []
    return Asked(
        shown.drama,
        withheld.label,
        shown.standing,
        t("Recommendation"),
        verbs.REASON_SHOW,
        (one.id,),
        (*beside, _author(one)),
    )


def reason_form(t: Texts, pairing: Pairing) -> ui.Modal:
    """Asks why the two go together and how far that spoils each, beginning with what was typed before."""
    begins = pairing.begins
    spoils, other_spoils = (
        label_field(t, name, typed, last, label=_label(t, drama))
        for name, typed, last, drama in (
            ("spoils", begins.spoils, pairing.last, pairing.drama),
            ("other_spoils", begins.other_spoils, pairing.other_last, pairing.other),
        )
    )
    why = Field(
        "reason",
        t("Why do they go together?"),
        REASON_LIMIT,
        description=t("Without spoilers everyone can read it: many have seen neither."),
        value=begins.reason or None,
    )
    return form(
        f"{words.plain_title(t, pairing.drama, 100)} · {words.plain_title(t, pairing.other, 100)}",
        verbs.SUGGEST,
        pairing.drama.id,
        pairing.other.id,
        fields=(why, spoils, other_spoils),
    )


def _label(t: Texts, drama: Drama) -> str:
    """What the label of one of the two is called, its title cut to what a form has room for."""
    frame = t("Spoils {title} up to episode", title="")
    return t("Spoils {title} up to episode", title=words.plain_title(t, drama, LABEL_LIMIT - len(frame)))


def check(typed: ReasonForm) -> None:
    """Raises `EmptyText` for a reason without anything visible."""
    if not clean(typed.reason).strip():
        raise EmptyText


def suggested(t: Texts, one: Recommendation) -> Screen:
    """The saved recommendation, with buttons to edit or delete it."""
    text = t("Recommended: {pair}.", pair=f"**{_pair(t, one)}**")
    return screen(
        box(
            say(text, *_spoils(t, one), block(one.reason, 2_500)),
            row(
                button(t("Change"), verbs.SUGGEST, one.drama.id, one.other.id),
                button(t("Delete"), verbs.WITHDRAW_SUGGESTION, one.id),
                button(t("Similar dramas"), verbs.SIMILAR, one.drama.id, emoji="🔗"),
            ),
            colour=GOOD,
        )
    )


def withdraw_question(t: Texts, one: Recommendation) -> Screen:
    text = t(
        "Delete your recommendation of {pair}? Its votes are deleted too.",
        pair=f"**{_pair(t, one)}**",
    )
    return note(
        text,
        button(t("Delete"), verbs.SUGGESTION_WITHDRAWN, one.id, style=ButtonStyle.danger),
        button(t("Cancel"), verbs.DISMISS),
    )


def withdrawn(t: Texts, one: Recommendation) -> Screen:
    again = button(t("Recommend it again"), verbs.SUGGEST, one.drama.id, one.other.id)
    return note(t("Deleted: {pair}.", pair=f"**{_pair(t, one)}**"), again)


def _pair(t: Texts, one: Recommendation) -> str:
    return f"{words.title(t, one.drama, 120)} · {words.title(t, one.other, 120)}"


def for_me(t: Texts, shown: ForMe) -> Screen:
    """Dramas that a member might like, each with a reason."""
    lines = _suggestions(t, shown, second_titles=True)
    if sum(map(len, lines)) > SUGGESTIONS_ROOM:
        lines = _suggestions(t, shown, second_titles=False)
    listed = zip((one.drama for one in shown.suggestions), lines, strict=True)
    options = choices_between(t, [one.drama for one in shown.suggestions])
    return screen(
        box(
            say(f"### {t('For you')}", _found_by(t, shown)),
            gap(),
            *covers.listed(t, listed, shown.posters),
            gap(),
            row(menu(t("Open a card"), options, verbs.CARD)),
            row(menu(t("Plan to watch"), options, verbs.PLAN)),
        )
    )


def _found_by(t: Texts, shown: ForMe) -> str:
    narrowed = [words.genre(t, shown.genre)] if shown.genre else []
    if shown.country:
        narrowed.append(words.country(t, shown.country))
    if shown.own:
        found = t.plural("From {n} drama you have seen", "From {n} dramas you have seen", shown.own)
    else:
        found = t(
            "These are popular. Score dramas you've seen with {/rate} to get recommendations of your own."
        )
    return "-# " + " · ".join([*narrowed, found])


def _suggestions(t: Texts, shown: ForMe, *, second_titles: bool) -> list[str]:
    return [
        _suggestion(t, number, one, shown.ratings.get(one.drama.id), second_title=second_titles)
        for number, one in enumerate(shown.suggestions, 1)
    ]


def _suggestion(t: Texts, number: int, one: Suggested, rating: Rating | None, *, second_title: bool) -> str:
    title = f"{number}\\. **{words.title(t, one.drama, 80)}**"
    if second_title:
        title += words.beside_title(t, one.drama, 40)
    return f"{title}\n-# " + " · ".join(filter(None, (words.in_row(t, one.drama, rating), _why(t, one))))


def _why(t: Texts, one: Suggested) -> str:
    """The strongest reason for it, in words."""
    return _REASONS[one.reason](t, one)


def _after(t: Texts, one: Suggested) -> str:
    return t("comes after {title}", title=words.title(t, one.after, 50)) if one.after else ""


def _because(t: Texts, one: Suggested) -> str:
    given = [_scored(t, drama, half_points) for drama, half_points in one.because]
    if len(given) > 1:
        return t("because you scored {one} and {other}", one=given[0], other=given[1])
    return t("because you scored {one}", one=given[0]) if given else ""


def _scored(t: Texts, drama: Drama, half_points: int) -> str:
    score = f"**{words.half_points(t, half_points)}**"
    return t("{title} {score}", title=words.title(t, drama, 50), score=score)


def _beside(t: Texts, one: Suggested) -> str:
    return t("members recommend it with {title}", title=words.title(t, one.beside, 50)) if one.beside else ""


def _cast(t: Texts, one: Suggested) -> str:
    if one.shared_cast is None:
        return ""
    person, drama = one.shared_cast
    return t("with {person}, as in {title}", person=inline(person, 50), title=words.title(t, drama, 50))


def _traits(t: Texts, one: Suggested) -> str:
    liked = [words.genre(t, name) for name in one.genres]
    if one.country:
        liked.append(words.country(t, one.country))
    return t("matches your taste: {traits}", traits=t(", ").join(liked))


def _alike(t: Texts, _: Suggested) -> str:
    return t("liked by members with your taste")


def _kin(t: Texts, one: Suggested) -> str:
    if one.kin is None:
        return ""
    other, half_points, shared = one.kin
    names = t(", ").join(words.genre(t, name) for name in shared[:_GENRES_NAMED])
    return t("because you scored {one}: {genres}", one=_scored(t, other, half_points), genres=names)


def _regarded(t: Texts, one: Suggested) -> str:
    return t(_REGARDED[one.regarded]) if one.regarded is not None else ""


def _ranked(t: Texts, one: Suggested) -> str:
    return t("popularity rank {n}", n=t.number(one.rank or 0))


def _new(t: Texts, _: Suggested) -> str:
    """The default reason, which is always true: nothing is suggested that the reader already has."""
    return t("new to you")


_REASONS: Mapping[Reason, Callable[[Texts, Suggested], str]] = {
    Reason.AFTER: _after, Reason.SCORED: _because, Reason.BESIDE: _beside, Reason.CAST: _cast,
    Reason.TRAITS: _traits, Reason.ALIKE: _alike, Reason.KIN: _kin,
    Reason.GENRE: _kin, Reason.REGARDED: _regarded,
    Reason.RANKED: _ranked, Reason.NEW: _new,
}  # fmt: skip
