"""Shows of other catalogues that may be dramas of ours. A curator sees both sides and decides."""

from __future__ import annotations

from discord import ButtonStyle

from bot.domain.links import address
from bot.domain.matches import Answer, Doubt, Matched, Side
from bot.domain.sources import Fate, Happened, SourcePart
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import button
from bot.present.catalogue.panel import ORIGINS
from bot.present.layout import GOOD, QUIET, Part, Screen, box, pager, row, say, screen
from bot.present.punctuation import bracketed
from bot.present.text import inline

_DOT = " · "


def queue(t: Texts, seen: Doubt | None, before: Matched | None = None) -> Screen:
    """The next pair with the facts of each side, below the decision about the pair before."""
    parts: list[Part] = []
    if before is not None:
        parts.append(say("✅ " + _decided(t, before)))
    if seen is None:
        parts.append(say(t("No pairs are waiting for a decision.")))
        return screen(box(*parts, colour=GOOD if before is not None else QUIET))
    question = seen.question
    parts.append(say("### " + t("Are these the same drama?"), *_why(t, seen)))
    parts.append(say(f"**{t('Here')}**{_DOT}#{question.drama.id}", *_side(t, seen.ours)))
    there = f"**{named(t, question.part)}**"
    if question.other is not None:
        there += _DOT + t("here as #{id}", id=question.other.id)
    if seen.page is not None:
        there += f"{_DOT}<{address(seen.page)}>"
    parts.append(say(there, *_side(t, question.said)))
    parts.append(
        row(
            button(t("Same drama"), verbs.MATCH_SAME, question.id, style=ButtonStyle.primary),
            button(t("Not the same"), verbs.MATCH_DIFFERENT, question.id),
        )
    )
    parts.append(say("-# " + t("Either can be undone: Edit, then Changes.")))
    parts.append(pager(t, seen.place, seen.waiting, verbs.MATCHES))
    return screen(box(*parts, colour=GOOD if before is not None else QUIET))


def named(t: Texts, part: SourcePart) -> str:
    """`TVmaze 43687, season 2`."""
    name = f"{ORIGINS[part.source]} {part.show}"
    if part.seasons is None:
        return name
    first, last = part.seasons
    if first == last:
        return t("{source}, season {n}", source=name, n=first)
    return t("{source}, seasons {first}–{last}", source=name, first=first, last=last)


def happened(t: Texts, what: Happened) -> str:
    """What happened to a show under the number that we keep, for the curator who refreshes its drama."""
    title = f"*{inline(what.title, 100)}*"
    title = bracketed(t, title, str(what.year)) if what.year else title
    if what.fate is Fate.FOLLOWED:
        return t(
            "{source} was merged into {other}, {title}. It is the same drama, so its data now comes "
            "from there.",
            source=named(t, what.part),
            other=named(t, what.now),
            title=title,
        )
    if what.now != what.part:
        return t(
            "{source} has become {other}, {title}. Its data is not used until a curator decides: "
            "{/catalogue match}.",
            source=named(t, what.part),
            other=named(t, what.now),
            title=title,
        )
    return t(
        "{source} is a different show now: {title}. Its data is not used until a curator decides: "
        "{/catalogue match}.",
        source=named(t, what.part),
        title=title,
    )


def _why(t: Texts, seen: Doubt) -> list[str]:
    question = seen.question
    if question.was is None:
        if question.other is not None:
            return ["-# " + t("Both are entries here. As one drama, the scores and lists of both stay.")]
        return []
    if question.was == question.part:
        return ["-# " + t("The other catalogue now has a different show under this number.")]
    return [
        "-# " + t("The other catalogue now redirects {source} to this show.", source=named(t, question.was))
    ]


def _side(t: Texts, side: Side) -> list[str]:
    """The facts that distinguish dramas: names, country, kind, first day, number of episodes."""
    names = " / ".join(inline(name, 100) for name in (side.title, side.native_title) if name)
    begun = side.first_day.isoformat() if side.first_day else str(side.year or t("year unknown"))
    facts = [
        words.country(t, side.country) if side.country else t("country unknown"),
        t(words.KINDS[side.kind]),
        t("started {day}", day=begun),
        t.plural("{n} episode", "{n} episodes", side.episodes)
        if side.episodes
        else t("number of episodes unknown"),
    ]
    lines = [names, _DOT.join(facts)]
    if side.aliases:
        lines.append(
            "-# " + t("Other names: {names}", names=t(", ").join(inline(n, 60) for n in side.aliases))
        )
    return lines


def _decided(t: Texts, done: Matched) -> str:
    title = f"**{words.title(t, done.drama, 150)}**"
    if done.answer is Answer.SAME:
        return t("{title} is matched.", title=title)
    return t("{title} is not that show. Namida will not ask about this pair again.", title=title)
