"""Scoring: the panel of menus and its answers."""

from __future__ import annotations

from discord import ButtonStyle, SelectOption

from bot.domain.cards import ScoreAnswer
from bot.domain.progress import Status
from bot.domain.ratings import Whose, whose
from bot.domain.scores import Criterion
from bot.domain.spoilers import is_past
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import Action, button, menu
from bot.present.layout import GOOD, QUIET, Part, Screen, box, row, say, screen
from bot.present.options import score_options

NONE = "none"  # the menu's value for removing a criterion


def panel(t: Texts, answer: ScoreAnswer) -> Screen:
    """One menu per criterion, each saved at once. The overall score unlocks the others."""
    drama = answer.drama
    if answer.episode is not None:
        return _episode_panel(t, answer)
    parts: list[Part] = [say(f"### {t('Your scores')} · {words.title(t, drama)}", _standing(t, answer))]
    for criterion in Criterion:
        chosen = answer.score.get(criterion) if answer.score else None
        locked = answer.score is None and criterion is not Criterion.OVERALL
        name = t(words.CRITERIA[criterion])
        placeholder = t("{criterion}: after the overall score", criterion=name) if locked else name
        options = score_options(t, chosen)
        for option in options:
            # A closed menu shows only its chosen option, so the option names the criterion.
            option.label = f"{name} {option.label}" if option.default else option.label
        if chosen is not None and criterion is not Criterion.OVERALL:
            options.append(SelectOption(label=t("None: remove it"), value=NONE))
        parts.append(row(menu(placeholder, options, verbs.SCORE, drama.id, criterion, disabled=locked)))
    parts.append(say("-# " + t("Each choice is saved at once. Change it whenever you like.")))
    if answer.score is not None:
        parts.append(row(_delete(t, answer)))
    return screen(box(*parts))


def _episode_panel(t: Texts, answer: ScoreAnswer) -> Screen:
    name = t("Episode {n}", n=answer.episode)
    options = score_options(t, answer.episode_score)
    parts: list[Part] = [
        say(f"### {words.title(t, answer.drama)} · {name}", _episode_standing(t, answer)),
        row(menu(name, options, verbs.SCORE_EPISODE, answer.drama.id, answer.episode)),
    ]
    actions = [*_seen(t, answer), *([_delete(t, answer)] if answer.episode_score is not None else [])]
    if actions:
        parts.append(row(*actions))
    return screen(box(*parts))


def _seen(t: Texts, answer: ScoreAnswer) -> list[Action]:
    """The way to everyone's scores of an episode, for a reader who has not said that they have seen it."""
    episode = answer.episode or 0
    if is_past(answer.progress, episode):
        return []
    told = t("I have seen up to episode {n}", n=episode)
    return [button(told, verbs.RATE_SEEN, *_of(answer), emoji="✅")]


def _of(answer: ScoreAnswer) -> tuple[int, ...]:
    """A button's arguments for what is scored: the drama, and the episode, if any."""
    return (answer.drama.id,) if answer.episode is None else (answer.drama.id, answer.episode)


def _delete(t: Texts, answer: ScoreAnswer) -> Action:
    return button(t("Delete my score"), verbs.UNSCORE, *_of(answer), emoji="🗑️")


def saved(t: Texts, answer: ScoreAnswer) -> Screen:
    """The saved score, and the community's rating now."""
    drama = answer.drama
    if answer.episode is not None:
        given = answer.episode_score or 0
        lines = [
            t("{title}: saved, {score}.", title=_name(t, answer), score=words.half_points(t, given)),
            _episode_standing(t, answer),
        ]
        change = button(t("Change"), verbs.RATE, drama.id, answer.episode)
        return screen(box(say(*lines), row(change, *_seen(t, answer), _delete(t, answer)), colour=GOOD))
    lines = [t("{title}: saved.", title=_name(t, answer)), _given(t, answer), _standing(t, answer)]
    return screen(
        box(
            say(*lines),
            row(
                button(
                    t("Add or change criteria"), verbs.RATE, drama.id, style=ButtonStyle.primary, emoji="⭐"
                ),
                button(t("Card"), verbs.CARD, drama.id, emoji="🎬"),
                _delete(t, answer),
            ),
            colour=GOOD,
        )
    )


def deleting(t: Texts, answer: ScoreAnswer) -> Screen:
    """The question before a member's score is deleted."""
    given = _given(t, answer)
    if answer.episode_score is not None:
        given = words.half_points(t, answer.episode_score)
    return screen(
        box(
            say(t("Delete your score of {title}?", title=_name(t, answer)), given),
            row(
                button(t("Delete"), verbs.UNSCORED, *_of(answer), style=ButtonStyle.danger),
                button(t("Cancel"), verbs.KEEP_SCORE, *_of(answer), style=ButtonStyle.primary),
            ),
            colour=QUIET,
        )
    )


def deleted(t: Texts, answer: ScoreAnswer) -> Screen:
    """Says that their score is deleted, and the community's rating now."""
    standing = _standing(t, answer) if answer.episode is None else _episode_standing(t, answer)
    again = button(t("Score it again"), verbs.RATE, *_of(answer), emoji="⭐")
    seen = [] if answer.episode is None else _seen(t, answer)
    told = t("{title}: your score is deleted.", title=_name(t, answer))
    return screen(box(say(told, standing), row(again, *seen), colour=GOOD))


def _name(t: Texts, answer: ScoreAnswer) -> str:
    if answer.episode is None:
        return f"**{words.title(t, answer.drama)}**"
    return f"**{words.title(t, answer.drama)} · {t('Episode {n}', n=answer.episode)}**"


def _given(t: Texts, answer: ScoreAnswer) -> str:
    return " · ".join(
        f"{t(words.CRITERIA[criterion])} **{words.half_points(t, value)}**"
        for criterion in Criterion
        if answer.score and (value := answer.score.get(criterion)) is not None
    )


def _standing(t: Texts, answer: ScoreAnswer) -> str:
    """The community's rating, and why the member's own score does not count, if so."""
    rating = answer.rating
    if rating.value is None and rating.so_far is None:
        told = t("No one here has scored it yet. Be the first.")
    else:
        told = t("The community's rating now: {rating}", rating=words.rating(t, rating))
    status = answer.progress.status if answer.progress else None
    if answer.score is not None and status is not None and whose(status) is not Whose.FINISHED:
        waits = t("Your score counts towards the rating once you finish. Until then it is shown separately.")
        if status is Status.DROPPED:
            waits = t(
                "The rating counts only members who finished it. Your score is shown separately, among "
                "those who dropped it."
            )
        told += f"\n-# {waits}"
    return told


def _episode_standing(t: Texts, answer: ScoreAnswer) -> str:
    count, mean = answer.episode_rating
    if not is_past(answer.progress, answer.episode or 0):
        return t("Other members' scores of an episode are shown once you have seen it.")
    if mean is None:
        return t("No one here has scored this episode yet.")
    scores = t.plural("{n} score", "{n} scores", count)
    return t("This episode has {mean} from {scores}.", mean=words.half_points(t, mean), scores=scores)
