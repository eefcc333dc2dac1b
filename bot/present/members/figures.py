"""The figures of a member or a server for a picture: a profile, or a year."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.charts import Facts, FactsOf, Figure, Label, Row, Rows
from bot.domain.dramas import Drama
from bot.domain.profiles import GenreScores, Profile
from bot.domain.progress import Status
from bot.domain.scores import HALF_POINTS_MAX
from bot.domain.years import InYear, MemberYear, ServerYear
from bot.i18n import N_, SOURCE_LANGUAGE, Texts, texts
from bot.present import charts, words
from bot.present.punctuation import ranged
from bot.present.text import inline, plain

NAME_LIMIT = 60  # characters of a person's or a server's name


def profile(t: Texts, shown: Profile, display_name: str, user_name: str) -> Facts | None:
    """What a profile shows, as a picture. None where there is nothing to count yet.

    `user_name` stands for a display name that no font here can draw.
    """
    figures = []
    if shown.seen.minutes >= 30:
        figures.append(hours(t, shown.seen.minutes, untimed=shown.seen.untimed))
    if shown.seen.episodes:
        figures.append(Figure(t.number(shown.seen.episodes), label(t, N_("episodes"))))
    if finished := shown.listed.get(Status.COMPLETED, 0):
        figures.append(Figure(t.number(finished), label(t, N_("dramas"))))
    if shown.mean is not None:
        figures.append(Figure(words.half_points(t, shown.mean), label(t, N_("mean"))))
    if not figures:
        return None
    return Facts(
        FactsOf.PROFILE,
        person(display_name, user_name),
        label(t, N_("Drama profile")),
        tuple(figures),
        kept(best(t, shown.best), genres(t, shown.genres)),
        charts.distribution(t, shown.given, t.stars_out_of),
    )


def person(display_name: str, user_name: str) -> Label:
    """Whose picture it is."""
    return Label(
        plain(display_name, NAME_LIMIT) or plain(user_name, NAME_LIMIT), plain(user_name, NAME_LIMIT)
    )


def hours(t: Texts, minutes: int, *, untimed: int) -> Figure:
    """How long it took in all; `untimed` episodes of unknown length come on top."""
    return Figure(t.number(round(minutes / 60)) + ("+" if untimed else ""), label(t, N_("hours")))


def best(t: Texts, scored: Iterable[tuple[Drama, int]]) -> Rows:
    """Dramas with their scores in half points."""
    rows = tuple(
        Row(charts.title_of(t, drama), f"★ {words.half_points(t, given)}") for drama, given in scored
    )
    return Rows(label(t, N_("Scored highest")), rows)


def genres(t: Texts, liked: Iterable[GenreScores]) -> Rows:
    rows = tuple(
        Row(
            Label(words.genre(t, genre.name), words.genre(texts(SOURCE_LANGUAGE), genre.name)),
            f"★ {words.half_points(t, genre.mean)} ({t.number(genre.count)})",
            genre.mean / HALF_POINTS_MAX,
        )
        for genre in liked
    )
    return Rows(label(t, N_("Favourite genres")), rows)


def label(t: Texts, message: str) -> Label:
    return Label(t(message), message)


# --- a year ---


def year(t: Texts, shown: MemberYear, display_name: str, user_name: str) -> Facts | None:
    """What a member finished in a year, as a picture. None for nothing."""
    if not shown.finished:
        return None
    figures = [Figure(t.number(shown.finished), label(t, N_("dramas")))]
    if shown.seen.minutes >= 30:
        figures.append(hours(t, shown.seen.minutes, untimed=shown.seen.untimed))
    figures.append(Figure(t.number(shown.seen.episodes), label(t, N_("episodes"))))
    if shown.mean is not None:
        figures.append(Figure(words.half_points(t, shown.mean), label(t, N_("mean"))))
    again = (
        [Row(charts.title_of(t, shown.again[0]), f"× {t.number(shown.again[1] + 1)}")] if shown.again else []
    )
    more = Rows(label(t, N_("Watched once more")), tuple(again))
    return Facts(
        FactsOf.YEAR,
        person(display_name, user_name),
        about(t, shown.year),
        tuple(figures),
        kept(best(t, shown.best), genres(t, shown.genres), more),
        months=shown.months,
        month_names=month_names(t),
    )


def server_year(t: Texts, shown: ServerYear, name: str) -> Facts | None:
    """What a server's members finished in a year, as a picture. It names no member. None for nothing."""
    if not shown.finished:
        return None
    figures = [Figure(t.number(shown.finished), label(t, N_("viewings")))]
    if shown.seen.minutes >= 30:
        figures.append(hours(t, shown.seen.minutes, untimed=shown.seen.untimed))
    figures += [
        Figure(t.number(shown.different), label(t, N_("dramas"))),
        Figure(t.number(shown.members), label(t, N_("members"))),
    ]
    loved = [Row(charts.title_of(t, one.drama), _mean(t, one)) for one in shown.favourites]
    split = [
        Row(charts.title_of(t, one.drama), _from_to(t, one)) for one in (shown.split,) if one is not None
    ]
    again = [
        Row(charts.title_of(t, one.drama), t.plural("{n} member", "{n} members", one.tally.again))
        for one in (shown.again,)
        if one is not None
    ]
    lists = (
        Rows(label(t, N_("Favourites")), tuple(loved)),
        Rows(label(t, N_("Most split")), tuple(split)),
        Rows(label(t, N_("Watched again most")), tuple(again)),
    )
    known = t("This server")
    return Facts(
        FactsOf.SERVER_YEAR,
        Label(plain(name, NAME_LIMIT) or known, texts(SOURCE_LANGUAGE)("This server")),
        about(t, shown.year),
        tuple(figures),
        kept(*lists),
        months=shown.months,
        month_names=month_names(t),
    )


def _mean(t: Texts, one: InYear) -> str:
    return f"★ {words.half_points(t, one.tally.mean)} ({t.number(one.tally.scores)})"


def _from_to(t: Texts, one: InYear) -> str:
    low, high = (words.half_points(t, given) for given in (one.tally.lowest, one.tally.highest))
    return f"★ {ranged(t, low, high)} ({t.number(one.tally.scores)})"


def about(t: Texts, number: int) -> Label:
    return Label(t("The year {year}", year=number), texts(SOURCE_LANGUAGE)("The year {year}", year=number))


def month_names(t: Texts) -> tuple[Label, ...]:
    english = texts(SOURCE_LANGUAGE)
    return tuple(Label(t.month(at), english.month(at)) for at in range(1, 13))


def kept(*lists: Rows) -> tuple[Rows, ...]:
    """The lists with anything in them."""
    return tuple(one for one in lists if one.rows)


# --- the same in words, where there is no picture ---


def in_words(chart: Facts) -> list[str]:
    """The figures and lists as lines of a message."""
    lines = [" · ".join(f"**{inline(one.value, 40)}** {inline(one.name.text, 60)}" for one in chart.figures)]
    for one in chart.lists:
        lines.append(f"**{inline(one.heading.text, 60)}**")
        lines += [f"- {inline(row.name.text, 200)} {inline(row.value, 60)}" for row in one.rows]
    return lines
