"""The Ratings tab of a card: the community's scores, by group and by episode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from discord import SelectOption

from bot.domain.cards import Card
from bot.domain.charts import Chart, EpisodeScores
from bot.domain.consent import Consent, Label
from bot.domain.episodes import MOST_EPISODES
from bot.domain.ratings import Breakdown, Look, Share, Whose
from bot.domain.scores import PRIOR_MEAN, PRIOR_VOTES, Criterion
from bot.domain.spoilers import visible_episodes
from bot.i18n import N_, Texts
from bot.present import charts, verbs, words
from bot.present.actions import Action, Pressed, button, menu
from bot.present.charts import Picture
from bot.present.layout import Part, fitted, row, say
from bot.present.punctuation import labelled, listed
from bot.present.spoilers import Asked, agreed, consent

NOBODY = 0  # the owner of a screen that everyone can copy
BAR_WIDTH = 12
EPISODES_LIMIT = 1_200  # characters of the episodes' scores
PLACES = {False: "here", True: "everywhere"}
_EVERYWHERE = {place: everywhere for everywhere, place in PLACES.items()}
_SEEN, _PAST = "seen", "past"  # as far as the reader is; and of earlier versions, all there are

GROUPS: Mapping[Whose, str] = {
    Whose.FINISHED: N_("Finished"),
    Whose.WATCHING: N_("Watching"),
    Whose.DROPPED: N_("Dropped"),
    Whose.OTHERS: N_("On hold or planned"),
    Whose.EVERYBODY: N_("Everyone"),
}

Drawn = Mapping[Chart, Picture]


# --- what a button says of what is looked at ---


def arguments(drama_id: int, owner_id: int, look: Look) -> tuple[object, ...]:
    up_to = agreed(Consent(look.up_to)) if look.up_to else (_SEEN,)
    return drama_id, owner_id, PLACES[look.everywhere], look.whose, *up_to


def read(pressed: Pressed) -> tuple[int, int, Look]:
    """The drama, the owner, and the scores to look at, from a button or a menu's choice."""
    whose = pressed.chosen_of(Whose) if pressed.values else pressed.one_of(3, Whose)
    everywhere, up_to = pressed.one_of(2, _EVERYWHERE.__getitem__), pressed.one_of(4, _up_to_said)
    return pressed.number(0), pressed.number(1), Look(whose, everywhere, up_to)


def _up_to_said(text: str) -> int:
    """Up to which episode a reader agreed to be shown scores; raises `ValueError`."""
    if text in (_SEEN, _PAST):
        return 0 if text == _SEEN else MOST_EPISODES
    agreed_to = consent((text,))
    if agreed_to is None or agreed_to.up_to is None:
        raise ValueError(text)
    return agreed_to.up_to


# --- the tab ---


def charts_of(t: Texts, shown: Card, *, private: bool) -> list[Chart]:
    """The charts to draw, without anything that this reader may not know."""
    seen = shown.ratings
    found = [
        charts.distribution(t, seen.distribution, t.stars_out_of),
        charts.criteria(t, _means(seen), out_of=t.stars_out_of) if seen.criteria else None,
        _episode_chart(t, shown, private=private),
    ]
    return [chart for chart in found if chart is not None]


def body(t: Texts, shown: Card, *, owner_id: int, private: bool, drawn: Drawn) -> list[Part]:
    """The tab below the card's heading. `drawn` are the drawn pictures of `charts_of`."""
    seen = shown.ratings
    if not seen.split:
        empty = t("No one has scored it yet. Be the first.")
        if shown.rating_everywhere.count and not seen.look.everywhere:
            empty = t("No one here has scored it yet. Be the first.")
        parts: list[Part] = [say(empty)]
    else:
        parts = [say(*_summary(t, shown)), *_distribution(t, seen, drawn), *_criteria(t, seen, drawn)]
        parts.append(say(*_split(t, seen)))
    if private and shown.score:
        parts.append(say(_own(t, shown)))
    parts += _episodes(t, shown, private=private, drawn=drawn)
    if line := _elsewhere(t, shown):
        parts.append(say(line))
    return [*parts, *_choices(t, shown, owner_id, private=private)]


def _summary(t: Texts, shown: Card) -> list[str]:
    """The result of the selected scores, and whose they are."""
    seen = shown.ratings
    place = t("on all servers") if seen.look.everywhere else t("on this server")
    if seen.look.whose is Whose.FINISHED:
        return [_finished(t, shown), f"-# {_weighed(t, shown, place)}"]
    scored = t("No scores from this group yet.")
    if seen.mean is not None:
        count = t.plural("{n} score", "{n} scores", seen.count)
        scored = f"{t('plain mean **{mean}**', mean=words.stars(t, seen.mean))} · {count}"
    told = t(
        "Showing: {group}, {place}. The rating counts only members who finished it.",
        group=_group(t, seen),
        place=place,
    )
    return [scored, f"-# {told}"]


def _weighed(t: Texts, shown: Card, place: str) -> str:
    """What the figure is, and why it is not the plain average where that is another one."""
    seen = shown.ratings
    rating = shown.rating_everywhere if seen.look.everywhere else shown.rating
    plain = (
        seen.mean is None or rating.shown is None or words.stars(t, rating.shown) == words.stars(t, seen.mean)
    )
    if plain or not rating.is_ranked:
        return t("The rating {place}.", place=place)
    return t(
        "The rating {place}. It is weighted with {votes} extra scores of {mean}, so that few scores cannot"
        " decide it.",
        place=place,
        votes=t.number(PRIOR_VOTES),
        mean=words.stars(t, PRIOR_MEAN),
    )


def _finished(t: Texts, shown: Card) -> str:
    """The rating, from how many, and their plain mean where it is another figure."""
    seen = shown.ratings
    rating = shown.rating_everywhere if seen.look.everywhere else shown.rating
    if rating.shown is None or seen.mean is None:
        return t("No scores yet from members who finished it.")
    figure = f"★ **{words.stars(t, rating.shown)}**"
    if not rating.is_ranked:
        return t.plural(
            "{rating} from {n} member who finished it, not ranked yet",
            "{rating} from {n} members who finished it, not ranked yet",
            rating.count,
            rating=figure,
        )
    return t.plural(
        "{rating} from {n} member who finished it (plain average {mean})",
        "{rating} from {n} members who finished it (plain average {mean})",
        rating.count,
        rating=figure,
        mean=words.stars(t, seen.mean),
    )


def _group(t: Texts, seen: Breakdown) -> str:
    return f"**{t(GROUPS[seen.look.whose])}**"


def _distribution(t: Texts, seen: Breakdown, drawn: Drawn) -> list[Part]:
    chart = charts.distribution(t, seen.distribution, t.stars_out_of)
    if chart is None:
        return []
    if chart in drawn:
        return [drawn[chart].part]
    return [say("```", *bars(t, seen.distribution), "```")]


def bars(t: Texts, distribution: Sequence[int]) -> list[str]:
    """One bar per point, from the highest given score to the lowest."""
    by_point = [sum(distribution[at : at + 2]) for at in range(0, len(distribution), 2)]
    given = [point for point, count in enumerate(by_point, 1) if count]
    most, scale = max(by_point), t.stars_out_of / 10
    lines = []
    for point in range(max(given), min(given) - 1, -1):
        count = by_point[point - 1]
        bar = "█" * max(1, round(BAR_WIDTH * count / most)) if count else "·"
        span = f"{t.number((point - 0.5) * scale, 2)}–{t.number(point * scale, 2)}"
        lines.append(f"{span:>8} {bar} {t.number(count) if count else ''}".rstrip())
    return lines


def _means(seen: Breakdown) -> dict[Criterion, float]:
    """The mean of each given criterion, the overall score first."""
    overall = {} if seen.mean is None else {Criterion.OVERALL: seen.mean}
    return {**overall, **(seen.criteria or {})}


def _criteria(t: Texts, seen: Breakdown, drawn: Drawn) -> list[Part]:
    if not seen.criteria:
        return []
    chart = charts.criteria(t, _means(seen), out_of=t.stars_out_of)
    if chart is not None and chart in drawn:
        return [drawn[chart].part]
    means = [f"**{t(words.CRITERIA[one])}** {words.stars(t, mean)}" for one, mean in seen.criteria.items()]
    return [say(" · ".join(means))]


def _split(t: Texts, seen: Breakdown) -> list[str]:
    """One line each for members who finished it, are watching it or dropped it, and for others, if any."""
    known = {share.whose: share for share in seen.split}
    shown = [Whose.FINISHED, Whose.WATCHING, Whose.DROPPED]
    if Whose.OTHERS in known:
        shown.append(Whose.OTHERS)
    return [_share(t, group, known.get(group)) for group in shown]


def _share(t: Texts, group: Whose, share: Share | None) -> str:
    name = f"**{t(GROUPS[group])}**"
    if share is None:
        return labelled(t, name, t("no scores"))
    told = [
        t.plural("{n} score", "{n} scores", share.count),
        t("mean {mean}", mean=words.stars(t, share.mean)),
    ]
    if group is Whose.DROPPED and share.episode is not None:
        told.append(t("at episode {n} on average", n=t.number(share.episode, 1)))
    return labelled(t, name, listed(t, told))


def _own(t: Texts, shown: Card) -> str:
    own = [
        f"{t(words.CRITERIA[one])} {words.half_points(t, value)}"
        for one in Criterion
        if shown.score and (value := shown.score.get(one)) is not None
    ]
    return t("Your scores: {scores}", scores=" · ".join(own))


def _elsewhere(t: Texts, shown: Card) -> str | None:
    """The rating in the other place (here or everywhere), unless it has the same scores."""
    if shown.rating_everywhere == shown.rating:
        return None
    if shown.ratings.look.everywhere:
        return "-# " + t("On this server: {rating}", rating=words.rating(t, shown.rating))
    return "-# " + t("On all servers: {rating}", rating=words.rating(t, shown.rating_everywhere))


# --- episode by episode ---


def _up_to(shown: Card) -> int:
    return max(visible_episodes(shown.progress), shown.ratings.look.up_to)


def _episode_chart(t: Texts, shown: Card, *, private: bool) -> EpisodeScores | None:
    """The episodes' scores as far as the reader has seen. A public card has none."""
    return charts.episodes(t, shown.ratings.episodes, _up_to(shown), t.stars_out_of) if private else None


def _episodes(t: Texts, shown: Card, *, private: bool, drawn: Drawn) -> list[Part]:
    if not shown.ratings.episodes:
        return []
    name = f"**{t('Episode by episode')}**"
    if not private:
        return [say("-# " + t("You see the scores of the episodes you have watched."))]
    chart = _episode_chart(t, shown, private=private)
    if chart is None:
        return [say(labelled(t, name, t("nothing yet for the episodes you have seen.")))]
    if chart in drawn:
        return [say(name), drawn[chart].part]
    lines = [
        labelled(t, str(number), f"**{words.stars(t, mean)}** ({t.number(count)})")
        for number, mean, count in chart.points
    ]
    return [say(name, " · ".join(fitted(lines, EPISODES_LIMIT, "…", len(" · "))))]


def asked(t: Texts, shown: Card, look: Look) -> Asked:
    """The question that a reader may get before the scores of all episodes."""
    told = t("The scores of later episodes can hint at what happens.")
    last = last_scored(shown)
    subject = arguments(shown.drama.id, NOBODY, replace(look, up_to=last or 0))
    return Asked(
        shown.drama,
        Label(last),
        shown.progress,
        t("Episode by episode"),
        verbs.SCORES_SHOW,
        subject,
        (f"-# {told}",),
    )


def last_scored(shown: Card) -> int | None:
    """The last episode that has scores."""
    return max((number for number, _, _ in shown.ratings.episodes), default=None)


# --- what else can be looked at ---


def _choices(t: Texts, shown: Card, owner_id: int, *, private: bool) -> list[Part]:
    """Menus for whose scores and where. A public card also has a button to the reader's own episodes."""
    seen = shown.ratings
    look, ident = seen.look, shown.drama.id
    parts: list[Part] = []
    if len(seen.split) > 1 or (seen.split and seen.split[0].whose is not look.whose):
        shares = {share.whose: share.count for share in seen.split}
        shares[Whose.EVERYBODY] = sum(shares.values())
        groups = [one for one in Whose if one in shares or one in (Whose.FINISHED, look.whose)]
        options = [
            SelectOption(
                label=labelled(t, t("Scores of"), t(GROUPS[one])),
                description=t.plural("{n} score", "{n} scores", shares.get(one, 0)),
                value=one.value,
                default=one is look.whose,
            )
            for one in groups
        ]
        parts.append(row(menu(t("Whose scores"), options, verbs.RATINGS, *arguments(ident, owner_id, look))))
    buttons = list(_buttons(t, shown, owner_id, private=private))
    return [*parts, row(*buttons)] if buttons else parts


def _buttons(t: Texts, shown: Card, owner_id: int, *, private: bool) -> list[Action]:
    look, ident = shown.ratings.look, shown.drama.id
    buttons = []
    if shown.on_server and (look.everywhere or shown.rating_everywhere != shown.rating):
        other = replace(look, everywhere=not look.everywhere)
        label = t("This server") if look.everywhere else t("All servers")
        buttons.append(button(label, verbs.RATINGS, *arguments(ident, owner_id, other)))
    if not shown.ratings.episodes:
        return buttons
    if not private:
        buttons.append(button(t("Episode by episode"), verbs.RATINGS, *arguments(ident, NOBODY, look)))
    elif hides_some(shown):
        buttons.append(button(t("Show all episodes"), verbs.LATER_SCORES, *arguments(ident, NOBODY, look)))
    return buttons


def hides_some(shown: Card) -> bool:
    """Whether scores of episodes beyond the reader's progress are hidden."""
    up_to = _up_to(shown)
    return any(number > up_to for number, _, _ in shown.ratings.episodes)
