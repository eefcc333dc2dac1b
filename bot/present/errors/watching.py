"""Refusals of lists, scores and digests, as sentences."""

from __future__ import annotations

from bot import errors
from bot.domain.scores import Criterion
from bot.i18n import Texts
from bot.present import words
from bot.present.errors.sentences import sentence
from bot.present.text import inline
from bot.present.watching import watching


@sentence.register
def _(error: errors.BadScore, t: Texts) -> str:
    values = {"value": inline(error.value, 60), "criterion": t(words.CRITERIA[Criterion(error.field)])}
    if t.stars_out_of == 5:
        return t(
            "*{value}* isn't a score for {criterion}. Use 0.25 to 5 in steps of 0.25: `4`, `4.5`, `4,5`, "
            "`9/10`, `90%` or `★★★★½`.",
            **values,
        )
    return t(
        "*{value}* isn't a score for {criterion}. Use 0.5 to 10 in steps of 0.5: `9`, `9.5`, `9,5`, "
        "`4.5/5`, `90%` or `★★★★½`.",
        **values,
    )


@sentence.register
def _(error: errors.EpisodeOutOfRange, t: Texts) -> str:
    name = f"**{words.title(t, error.drama)}**"
    if error.last is None:
        return t("Episodes count from 1. {title} has no episode {n}.", n=error.number, title=name)
    if error.number > error.last:
        return t(
            "{title} has episodes 1 to {last}. There is no episode {n}.",
            title=name,
            last=error.last,
            n=error.number,
        )
    return t("{title} has episodes 1 to {last}.", title=name, last=error.last)


@sentence.register
def _(error: errors.AllSeen, t: Texts) -> str:
    name = f"**{words.title(t, error.drama)}**"
    return t.plural(
        "{title}: you have seen the only episode.",
        "{title}: you have seen all {n} episodes.",
        error.last,
        title=name,
    )


@sentence.register
def _(error: errors.ListNotShown, t: Texts) -> str:
    return t(
        "You can't see {member}'s list. Members choose who sees theirs in {/profile edit}.",
        member=f"<@{error.member_id}>",
    )


@sentence.register
def _(error: errors.BadDetails, t: Texts) -> str:
    lines = [
        f"- {t(watching.EXPECTED[field])}" + (f" · *{inline(value, 80)}*" if value else "")
        for field, value in error.problems
    ]
    return "\n".join((t("Nothing was saved:"), *lines))


@sentence.register
def _(error: errors.FollowsTooMany, t: Texts) -> str:
    return t(
        "You follow {n} dramas, which is the limit. First unfollow one that has ended.",
        n=error.limit,
    )


@sentence.register
def _(error: errors.NotSeenThrough, t: Texts) -> str:
    title = f"**{words.title(t, error.drama)}**"
    return t("Only members who have completed {title} can vote on this.", title=title)
