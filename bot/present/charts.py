"""Charts for a reader: their words, and their alternative text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import discord
from discord import ui

from bot.domain.charts import (
    Chart,
    ClubEnd,
    Cover,
    Criteria,
    CriterionMean,
    Distribution,
    EpisodeScores,
    Facts,
    Label,
    QuotePicture,
    episode_scores,
)
from bot.domain.clubs import KeptStep
from bot.domain.dramas import Drama
from bot.domain.scores import Criterion
from bot.domain.titles import Titles
from bot.i18n import N_, SOURCE_LANGUAGE, Texts, texts
from bot.present import words
from bot.present.layout import Part
from bot.present.punctuation import bracketed, labelled, listed, sentences
from bot.present.text import plain

ALT_LIMIT = 1_024  # Discord's limit of a medium's description
OUT_OF = 10
TITLE_LIMIT = 150  # characters

_FILES: Mapping[type[Chart], str] = {
    Distribution: "distribution",
    Criteria: "criteria",
    EpisodeScores: "episodes",
    ClubEnd: "club",
    Cover: "cover",
    QuotePicture: "quote",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: `part` goes into the screen, `file` with the message. Both can be sent only once."""

    part: Part
    file: discord.File


def picture(t: Texts, chart: Chart, png: bytes, *, spoiler: bool = False) -> Picture:
    """A chart for a message, with its file."""
    description = alt(t, chart)
    kind = str(chart.of) if isinstance(chart, Facts) else _FILES[type(chart)]
    file = discord.File(io.BytesIO(png), file_name(kind, png), description=description, spoiler=spoiler)
    item = discord.MediaGalleryItem(file, description=description, spoiler=spoiler)
    return Picture(ui.MediaGallery(item), file)


def file_name(kind: str, png: bytes) -> str:
    """The name of a drawn picture's file, which is of its content: a message keeps what it shows already."""
    return f"{kind}-{blake2b(png, digest_size=6).hexdigest()}.png"


# --- the charts ---


def distribution(t: Texts, counts: Sequence[int], out_of: int = OUT_OF) -> Distribution | None:
    """How often each score was given, by half points from 1. None without a score."""
    chart = Distribution(tuple(counts), Label("", ""), out_of)
    half_points = chart.mean_half_points
    if half_points is None:
        return None
    return Distribution(chart.counts, _label(t, _MEAN, half_points / 2, out_of), out_of, _point(t))


def criteria(
    t: Texts,
    here: Mapping[Criterion, float],
    everywhere: Mapping[Criterion, float] | None = None,
    out_of: int = OUT_OF,
) -> Criteria | None:
    """The means of the criteria out of 10, in their usual order. None without any."""
    everywhere = everywhere or {}
    values = tuple(
        CriterionMean(_name(t, words.CRITERIA[one]), here.get(one), everywhere.get(one))
        for one in Criterion
        if one in here or one in everywhere
    )
    if not values:
        return None
    return Criteria(values, _name(t, N_("Here")), _name(t, N_("On all servers")), out_of, _point(t))


def episodes(
    t: Texts, rows: Iterable[tuple[int, float, int]], up_to: int | None, out_of: int = OUT_OF
) -> EpisodeScores | None:
    """The means of the episodes (number, mean out of 10, scores) up to `up_to`. None without any.

    `up_to` None shows all of them, only for a reader who asked for it.
    """
    chart = episode_scores(rows, up_to, _name(t, N_("Episode")), out_of, _point(t))
    return chart if chart.points else None


def club_end(
    t: Texts, steps: Iterable[KeptStep], counts: Sequence[int], drama: Drama | None = None
) -> ClubEnd | None:
    """How a club kept its pace, and how often its members gave each score. None without both."""
    chart = ClubEnd(
        tuple(step for step in steps if step.members),
        distribution(t, counts),
        members=_name(t, N_("Members")),
        caught_up=_name(t, N_("Caught up in time")),
        episode=_name(t, N_("Episode")),
        name=title_of(t, drama) if drama is not None else None,
        about=_name(t, N_("Watched together")) if drama is not None else None,
    )
    return chart if chart.steps or chart.scores else None


def title_of(t: Texts, drama: Drama) -> Label:
    """The title that names a drama to the reader, and the English one for machines without a font for it."""
    english = words.label_of_title(drama, Titles.ENGLISH, TITLE_LIMIT)
    return Label(plain(words.names(t, drama)[0], TITLE_LIMIT), english)


_MEAN = N_("Mean {mean}")


def _name(t: Texts, message: str) -> Label:
    return Label(t(message), message)


def _label(t: Texts, message: str, points: float, out_of: int) -> Label:
    english = texts(SOURCE_LANGUAGE)
    own, plain = (one(message, mean=_score(one, points, out_of)) for one in (t, english))
    return Label(own, plain)


def _score(t: Texts, points: float, out_of: int) -> str:
    """A score out of 10, on the reader's scale."""
    # Half as many points say as much only with a decimal more, as in `words.stars`.
    return t.fixed(points * out_of / OUT_OF, 1 if out_of == OUT_OF else 2)


def _point(t: Texts) -> str:
    """The sign before the decimals of a number."""
    return t.fixed(0.5)[1]


# --- the same in words ---


def alt(t: Texts, chart: Chart) -> str:
    """The picture in words, in at most 1,024 characters."""
    match chart:
        case Distribution():
            said = _alt_distribution(t, chart)
        case Criteria():
            said = _alt_criteria(t, chart)
        case EpisodeScores():
            said = _alt_episodes(t, chart)
        case ClubEnd():
            said = _alt_club_end(t, chart)
        case Cover():
            said = _alt_cover(t, chart)
        case QuotePicture():
            said = _alt_quote(t, chart)
        case Facts():
            said = _alt_facts(t, chart)
    return said if len(said) <= ALT_LIMIT else said[: ALT_LIMIT - 1] + "…"


def _alt_distribution(t: Texts, chart: Distribution) -> str:
    given = [
        labelled(t, t.number(at * chart.out_of / 20, 2), t.number(count))
        for at, count in reversed(list(enumerate(chart.counts, 1)))
        if count
    ]
    scores = t.plural("{n} score", "{n} scores", chart.total)
    mean = _score(t, (chart.mean_half_points or 0) / 2, chart.out_of)
    return t(
        "{scores} out of {most}, mean {mean}. How many gave each score: {given}.",
        scores=scores,
        most=chart.out_of,
        mean=mean,
        given=listed(t, given),
    )


def _alt_criteria(t: Texts, chart: Criteria) -> str:
    said = []
    for one in chart.values:
        here = _score(t, one.here, chart.out_of) if one.here is not None else "–"
        if one.everywhere is None:
            said.append(f"{one.name.text} {here}")
        else:
            everywhere = _score(t, one.everywhere, chart.out_of)
            said.append(
                t(
                    "{criterion} {here} (on all servers {everywhere})",
                    criterion=one.name.text,
                    here=here,
                    everywhere=everywhere,
                )
            )
    return t("Means out of {most}: {means}.", most=chart.out_of, means=listed(t, said))


def _alt_episodes(t: Texts, chart: EpisodeScores) -> str:
    """Every episode, if they fit. Else only the extremes, because no one reads two hundred numbers."""
    best = max(chart.points, key=lambda point: (point[1], -point[0]))
    least = min(chart.points, key=lambda point: (point[1], point[0]))
    opening = t(
        "Mean scores out of {most} of episodes {first} to {last}; highest {best} (episode {best_at}), "
        "lowest {least} (episode {least_at}).",
        most=chart.out_of,
        first=chart.points[0][0],
        last=chart.points[-1][0],
        best=_score(t, best[1], chart.out_of),
        best_at=best[0],
        least=_score(t, least[1], chart.out_of),
        least_at=least[0],
    )
    each = listed(
        t,
        (labelled(t, str(number), _score(t, mean, chart.out_of)) for number, mean, _ in chart.points),
    )
    said = sentences(t, (opening, each))
    return said if len(said) <= ALT_LIMIT else opening


def _alt_club_end(t: Texts, chart: ClubEnd) -> str:
    """Every step, if they fit. Else a summary."""
    scores = _alt_distribution(t, chart.scores) if chart.scores else ""
    said = [chart.name.text if chart.name is not None else "", scores]
    if not chart.steps:
        return sentences(t, said)
    places, kept = sum(step.members for step in chart.steps), sum(step.caught_up for step in chart.steps)
    each = t(", ").join(
        t(
            "{episodes}: {n} of {all}",
            episodes=f"{step.first}–{step.last}" if step.first != step.last else step.last,
            n=step.caught_up,
            all=step.members,
        )
        for step in chart.steps
    )
    steps = t("Members who had caught up when a step was over, by its episodes: {each}.", each=each)
    if len(sentences(t, (*said, steps))) > ALT_LIMIT:
        steps = t(
            "{n} steps: {share} % of the members, on average, had caught up when a step was over.",
            n=len(chart.steps),
            share=t.number(100 * kept / places if places else 0, 0),
        )
    return sentences(t, (*said, steps))


def _alt_cover(t: Texts, chart: Cover) -> str:
    title = chart.title.text
    if title != chart.title.english:
        title = bracketed(t, chart.title.english, title)
    said = t("Cover of {title}", title=title)
    return said if chart.year is None else listed(t, (said, str(chart.year)))


def _alt_quote(t: Texts, chart: QuotePicture) -> str:
    """The whole quote, and first whose it is: what is cut is its end."""
    source = bracketed(t, chart.drama.text, str(chart.year)) if chart.year else chart.drama.text
    said = " ".join(chart.text.split())
    if chart.speaker:
        return t("A quote from {drama}. {speaker}: {text}", drama=source, speaker=chart.speaker, text=said)
    return t("A quote from {drama}: {text}", drama=source, text=said)


def _alt_facts(t: Texts, chart: Facts) -> str:
    said = [f"{chart.name.text} · {chart.about.text}"]
    said.append(listed(t, (_told(t, figure.name, figure.value) for figure in chart.figures)))
    if chart.scores is not None:
        said.append(_alt_distribution(t, chart.scores))
    if any(chart.months):
        months = zip(chart.month_names, chart.months, strict=True)
        said.append(listed(t, (f"{name.text} {t.number(count)}" for name, count in months if count)))
    for one in chart.lists:
        rows = (f"{row.name.text} {row.value}".strip() for row in one.rows)
        said.append(_told(t, one.heading, listed(t, rows)))
    return sentences(t, said)


def _told(t: Texts, name: Label, value: str) -> str:
    return labelled(t, name.text, value)
