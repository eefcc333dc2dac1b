"""Scoring: the panel of menus and what it says back."""

from __future__ import annotations

from discord import ButtonStyle

from bot.domain.cards import ScoreAnswer
from bot.domain.scores import Criterion
from bot.domain.spoilers import is_past
from bot.i18n import Texts
from bot.present import words
from bot.present.actions import button, menu
from bot.present.layout import GOOD, Part, Screen, box, row, say, screen
from bot.present.options import score_options


def panel(t: Texts, answer: ScoreAnswer) -> Screen:
    """A menu a criterion, each saved as it is chosen; the overall score opens the others."""
    drama = answer.drama
    if answer.episode is not None:
        return _episode_panel(t, answer)
    parts: list[Part] = [say(f"### {t('Your scores')} · {words.title(drama)}", _standing(t, answer))]
    for criterion in Criterion:
        chosen = answer.score.get(criterion) if answer.score else None
        locked = answer.score is None and criterion is not Criterion.OVERALL
        name = t(words.CRITERIA[criterion])
        placeholder = t("{criterion}: after the overall score", criterion=name) if locked else name
        options = score_options(t, chosen)
        for option in options:
            # A closed menu shows its chosen option alone, so the option says what it scores.
            option.label = f"{name} {option.label}" if option.default else option.label
        parts.append(row(menu(placeholder, options, "score", drama.id, criterion, disabled=locked)))
    parts.append(say("-# " + t("Each choice is saved at once. Change it whenever you like.")))
    return screen(box(*parts))


def _episode_panel(t: Texts, answer: ScoreAnswer) -> Screen:
    name = t("Episode {n}", n=answer.episode)
    return screen(
        box(
            say(
                f"### {t('Your score')} · {words.title(answer.drama)} · {name}", _episode_standing(t, answer)
            ),
            row(
                menu(
                    name,
                    score_options(t, answer.episode_score),
                    "scoreepisode",
                    answer.drama.id,
                    answer.episode,
                )
            ),
        )
    )


def saved(t: Texts, answer: ScoreAnswer) -> Screen:
    """What was saved, and what the community's rating is now."""
    drama = answer.drama
    if answer.episode is not None:
        given = answer.episode_score or 0
        title = f"**{words.title(drama)} · {t('Episode {n}', n=answer.episode)}**"
        lines = [
            t("{title}: saved, {score}.", title=title, score=words.out_of_ten(t, given)),
            _episode_standing(t, answer),
        ]
        change = button(t("Change"), "rate", drama.id, answer.episode)
        return screen(box(say(*lines), row(change), colour=GOOD))
    scores = [
        f"{t(words.CRITERIA[criterion])} **{words.out_of_ten(t, value)}**"
        for criterion in Criterion
        if answer.score and (value := answer.score.get(criterion)) is not None
    ]
    lines = [
        t("{title}: saved.", title=f"**{words.title(drama)}**"),
        " · ".join(scores),
        _standing(t, answer),
    ]
    return screen(
        box(
            say(*lines),
            row(
                button(t("Add or change criteria"), "rate", drama.id, style=ButtonStyle.primary, emoji="⭐"),
                button(t("Card"), "card", drama.id, emoji="🎬"),
            ),
            colour=GOOD,
        )
    )


def _standing(t: Texts, answer: ScoreAnswer) -> str:
    if answer.rating.value is None:
        return t("Nobody here has scored it yet. Be the first.")
    return t("The community's rating now: {rating}", rating=words.rating(t, answer.rating))


def _episode_standing(t: Texts, answer: ScoreAnswer) -> str:
    count, mean = answer.episode_rating
    if answer.episode_score is None and not is_past(answer.progress, answer.episode or 0):
        return t("What others gave is shown once you have scored it.")
    if mean is None:
        return t("Nobody here has scored this episode yet.")
    scores = t.plural("{n} score", "{n} scores", count)
    return t("This episode has {mean} from {scores}.", mean=words.out_of_ten(t, mean), scores=scores)
