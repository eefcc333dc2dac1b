"""The screens of what members recommend to each other: the form, both lists, and one reason."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain.advice import REASON_LIMIT, Advice, AdviceForm, AdvicePage, AdviceShown, Advising
from bot.domain.consent import Alone, Withheld
from bot.domain.spoilers import Shape
from bot.domain.writings import WritingKind
from bot.errors import EmptyText
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import Action, button, menu
from bot.present.forms import LABEL_LIMIT, Field, form
from bot.present.layout import GOOD, Part, Screen, box, fitted, gap, note, pager, row, rule, say, screen
from bot.present.moderation.naming import report_button
from bot.present.options import choices_between
from bot.present.spoilers import Asked, label_field, question, sealed_line
from bot.present.text import block, clean, length_shown

FIELDS = ("reason", "spoils")  # of the form
RECEIVED, GIVEN = 0, 1  # which of the two lists a button is about
ROOM = 600  # characters of a reason in a list; the rest is read by a button
_DIGEST_ROOM = 700  # the rest of a digest is about episodes


def advice_form(t: Texts, advising: Advising) -> ui.Modal:
    """Asks why the member should watch it, and how far that spoils it."""
    begins = advising.begins
    why = Field(
        "reason",
        t("Why this drama, and why for them?"),
        REASON_LIMIT,
        description=t("They alone read it."),
        value=begins.reason or None,
    )
    spoils = label_field(t, "spoils", begins.spoils, advising.last)
    return form(
        words.plain_title(t, advising.drama, LABEL_LIMIT),
        verbs.ADVISE,
        advising.to_id,
        advising.drama.id,
        fields=(why, spoils),
    )


def check(typed: AdviceForm) -> None:
    """Raises `EmptyText` for a reason without anything visible."""
    if not clean(typed.reason).strip():
        raise EmptyText


def given(t: Texts, one: Advice) -> Screen:
    """The answer to the member who recommended something."""
    told = t(
        "Recommended to {member}: {title}. They find it with {/recommend received}, and in their daily "
        "digest if they get one.",
        member=f"<@{one.to_id}>",
        title=f"**{words.title(t, one.drama)}**",
    )
    return screen(
        box(
            say(told, *_spoils(t, one), block(one.reason, 2_500)),
            row(*_own(t, one), button(t("What you recommended"), verbs.ADVICE, GIVEN, 0)),
            colour=GOOD,
        )
    )


def page(t: Texts, shown: AdvicePage) -> Screen:
    """What the reader was recommended, or what they recommended to others."""
    parts: list[Part] = [say(*(_given_heading if shown.given else _received_heading)(t, shown))]
    for one in shown.shown:
        parts += [rule(), say(*_lines(t, one, given=shown.given)), row(*_buttons(t, one, given=shown.given))]
    dramas = list(dict.fromkeys(one.drama for one in shown.shown))
    parts.append(gap())
    if dramas:
        options = choices_between(t, dramas)
        parts.append(row(menu(t("Open a card"), options, verbs.CARD)))
        if not shown.given:
            parts.append(row(menu(t("Plan to watch"), options, verbs.PLAN)))
    which = GIVEN if shown.given else RECEIVED
    if shown.pages > 1:
        parts.append(pager(t, shown.index, shown.pages, verbs.ADVICE, which))
    parts.append(row(*_more(t, shown)))
    return screen(box(*parts))


def _received_heading(t: Texts, shown: AdvicePage) -> tuple[str, ...]:
    heading = f"### {t('Recommended to you')}"
    if not shown.total:
        told = t("Nothing yet. Members recommend a drama to you with {/recommend to}.")
        return heading, told
    return heading, "-# " + t.plural("{n} recommendation", "{n} recommendations", shown.total)


def _given_heading(t: Texts, shown: AdvicePage) -> tuple[str, ...]:
    heading = f"### {t('What you recommended')}"
    if not shown.total:
        return heading, t("Nothing yet. Recommend a drama to a member with {/recommend to}.")
    count = t.plural("{n} recommendation", "{n} recommendations", shown.total)
    finished = t.plural("{n} was finished", "{n} were finished", shown.finished)
    told = t("You see that only of members who let you.")
    return heading, f"-# {count} · {finished}", f"-# {told}"


def _lines(t: Texts, one: AdviceShown, *, given: bool) -> list[str]:
    advice = one.advice
    hidden = one.shape is Shape.ASK
    said = [*_spoils(t, advice), sealed_line(t, t("Read"))] if hidden else [block(advice.reason, ROOM)]
    whose = f"<@{advice.to_id}>" if given else f"<@{advice.author_id}>"
    facts = [whose, f"<t:{int(advice.created_at.timestamp())}:D>"]
    if given and advice.finished:
        facts.append("✅ " + t("finished"))
    return [
        f"**{words.title(t, one.drama, 120)}** · {words.place(t, one.drama)}",
        *said,
        f"-# {' · '.join(facts)}",
    ]


def _spoils(t: Texts, advice: Advice) -> list[str]:
    """What its reason spoils, nothing of what it says."""
    if advice.spoils is None:
        return []
    title = words.title(t, advice.drama, 120)
    return ["⚠️ " + t("Spoils {title} up to episode {n}", title=title, n=advice.spoils)]


def _buttons(t: Texts, one: AdviceShown, *, given: bool) -> list[Action]:
    advice = one.advice
    if given:
        return _own(t, advice)
    actions: list[Action] = []
    if one.shape is Shape.ASK:
        read = button(t("Read"), verbs.ADVICE_READ, advice.id, style=ButtonStyle.primary, emoji="📖")
        actions.append(read)
    elif length_shown(advice.reason) > ROOM:
        actions.append(button(t("Read more"), verbs.ADVICE_READ, advice.id))
    actions.append(button(t("Remove from this list"), verbs.ADVICE_AWAY, advice.id))
    actions.append(report_button(t, WritingKind.ADVICE, advice.id))
    return actions


def _own(t: Texts, advice: Advice) -> list[Action]:
    return [
        button(t("Change"), verbs.ADVISE, advice.to_id, advice.drama.id),
        button(t("Delete"), verbs.ADVICE_AWAY, advice.id),
    ]


def _more(t: Texts, shown: AdvicePage) -> list[Action]:
    if shown.given:
        return [button(t("Recommended to you"), verbs.ADVICE, RECEIVED, 0)]
    actions = [
        button(t("What you recommended"), verbs.ADVICE, GIVEN, 0),
        button(t("Who can recommend to you"), verbs.EDIT_PROFILE),
    ]
    if shown.refused:
        label = t.plural("Take from {n} member again", "Take from {n} members again", shown.refused)
        actions.append(button(label, verbs.ADVICE_ALL))
    return actions


def reason(t: Texts, gated: Alone[AdviceShown]) -> Screen:
    """One reason in full for one reader, or what they are asked before it."""
    if isinstance(gated, Withheld):
        return question(t, _asked(t, gated))
    advice = gated.shown.advice
    return screen(
        box(
            say(
                f"### {words.title(t, advice.drama, 120)}",
                *_spoils(t, advice),
                block(advice.reason, 2_500),
                f"-# <@{advice.author_id}> · <t:{int(advice.created_at.timestamp())}:D>",
            ),
            row(
                button(t("Card"), verbs.CARD, advice.drama.id, emoji="🎬"),
                button(t("Plan to watch"), verbs.PLAN, advice.drama.id, emoji="📌"),
                report_button(t, WritingKind.ADVICE, advice.id),
            ),
        )
    )


def _asked(t: Texts, withheld: Withheld[AdviceShown]) -> Asked:
    shown = withheld.shown
    return Asked(
        shown.drama,
        withheld.label,
        shown.standing,
        t("Recommendation"),
        verbs.ADVICE_SHOW,
        (shown.advice.id,),
        (f"-# <@{shown.advice.author_id}>",),
    )


def put_away(t: Texts, advice: Advice, *, own: bool) -> Screen:
    """The answer after one was taken off a list. `own`: the reader had recommended it, so it is deleted."""
    title = f"**{words.title(t, advice.drama)}**"
    if own:
        told = t("Deleted: {pair}.", pair=title)
        again = button(t("Recommend it again"), verbs.ADVISE, advice.to_id, advice.drama.id)
        return note(told, again, button(t("What you recommended"), verbs.ADVICE, GIVEN, 0), colour=GOOD)
    told = t("{title} is off your list. {member} is not told.", title=title, member=f"<@{advice.author_id}>")
    return note(
        told,
        button(t("Take no more from them"), verbs.ADVICE_REFUSE, advice.id),
        button(t("Recommended to you"), verbs.ADVICE, RECEIVED, 0),
        colour=GOOD,
    )


def refused(t: Texts, sender_id: int) -> Screen:
    """The answer after the reader refused a sender."""
    told = t(
        "You get no more recommendations from {member}, and theirs are off your list. They are not told.",
        member=f"<@{sender_id}>",
    )
    return note(told, button(t("Recommended to you"), verbs.ADVICE, RECEIVED, 0), colour=GOOD)


def taken_from_all(t: Texts) -> Screen:
    """The answer after the reader refuses no one any more."""
    back = button(t("Recommended to you"), verbs.ADVICE, RECEIVED, 0)
    return note(t("You take recommendations from all members again."), back, colour=GOOD)


def digested(t: Texts, advised: Sequence[Advice]) -> Sequence[str]:
    """The lines of a daily digest: what was recommended, and by whom, without a word of the reasons."""
    if not advised:
        return ()
    lines = [f"- **{words.title(t, one.drama, 120)}** · <@{one.author_id}>" for one in advised]
    return (f"**{t('Recommended to you')}**", *fitted(lines, _DIGEST_ROOM, t("… and more")))
