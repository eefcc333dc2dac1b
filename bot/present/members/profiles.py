"""A member's profile, and the panel of their own settings."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle, SelectOption, ui

from bot.domain.advice import AdviceFrom
from bot.domain.answers import AnswersTold
from bot.domain.profiles import EpisodesSeen, GenreScores, Profile, ProfileSettings, SeenBy
from bot.domain.progress import Status
from bot.domain.titles import Titles
from bot.i18n import LANGUAGES, N_, Texts
from bot.present import countries, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.forms import Field, form
from bot.present.layout import (
    ACCENT,
    GOOD,
    QUIET,
    Part,
    Screen,
    beside,
    box,
    gap,
    note,
    row,
    rule,
    say,
    screen,
)
from bot.present.options import drama_options
from bot.present.scores.ratings import bars

COUNTRY_LIMIT = 60  # characters: no country's name is as long
BY_DISCORD = "discord"  # no own choice of language: Discord's
DOT = " · "

SEEN_BY: Mapping[SeenBy, tuple[str, str]] = {
    SeenBy.NOBODY: (N_("Only me"), N_("No one else sees your list or your profile")),
    SeenBy.SERVER: (N_("This server's members"), N_("On every server where you use Namida")),
    SeenBy.EVERYONE: (N_("Everyone"), N_("Everyone who uses Namida, on any server")),
}
ADVICE_FROM: Mapping[AdviceFrom, tuple[str, str]] = {
    AdviceFrom.NOBODY: (N_("No one"), N_("No one can recommend a drama to you")),
    AdviceFrom.SERVER: (N_("Members"), N_("Members of a server that you are on")),
    AdviceFrom.TELLING: (
        N_("Members, and they see when you finish it"),
        N_("Members of a server that you are on see that you finished what they recommended"),
    ),
}
ANSWERS: Mapping[AnswersTold, tuple[str, str]] = {
    AnswersTold.NO: (N_("Not at all"), N_("No one tells you of answers to your comments and reviews")),
    AnswersTold.DIGEST: (
        N_("In the daily digest"),
        N_("With what airs that day, if you have a digest"),
    ),
    AnswersTold.MESSAGE: (
        N_("By direct message"),
        N_("A quiet message each time, never with the text"),
    ),
}
STARS: Mapping[int, str] = {10: N_("Out of 10"), 5: N_("Out of 5")}


def profile(t: Texts, shown: Profile, picture: Part | None, *, own: bool) -> Screen:
    """The summary of a member's list and scores. `picture` shows it too, and then words do not repeat it."""
    parts: list[Part] = [say(*_heading(t, shown))]
    if picture is not None:
        parts += [picture, say(_on_list(t, shown))]
    else:
        parts += [rule(), say(*_list(t, shown))]
        if shown.scores:
            parts += [gap(), *_scores(t, shown)]
    written = _written(t, shown)
    if written:
        parts += [gap(), say(f"**{t('Written')}** {written}")]
    if shown.best:
        parts.append(
            row(
                menu(
                    t("Open a card"),
                    drama_options((d.id, words.plain_title(t, d, 100)) for d, _ in shown.best),
                    verbs.CARD,
                )
            )
        )
    if own:
        parts += [rule(), say(f"-# {_seen_by(t, shown.settings.list_seen_by)}")]
        parts.append(row(button(t("Edit your profile"), verbs.EDIT_PROFILE, emoji="✏️")))
    return screen(box(*parts))


def closed(t: Texts, member_id: int) -> Screen:
    """The answer for a private profile. It is the same for a member without one, so no one learns which."""
    return note(
        t(
            "You can't see {member}'s profile. Members choose who sees theirs with {/profile edit}.",
            member=f"<@{member_id}>",
        ),
        colour=QUIET,
    )


def of_a_bot(t: Texts, member_id: int) -> Screen:
    return note(t("{member} is a bot, and bots don't watch dramas.", member=f"<@{member_id}>"), colour=QUIET)


def _heading(t: Texts, shown: Profile) -> list[str]:
    code = shown.settings.country
    lines = [f"## <@{shown.member_id}>" + (f" {words.flag(code)}" if code else "")]
    facts = [words.country(t, code)] if code else []
    if shown.since:
        facts.append(t("here since {day}", day=words.moment(shown.since.date())))
    return [*lines, f"-# {DOT.join(facts)}"] if facts else lines


def _on_list(t: Texts, shown: Profile) -> str:
    if not shown.listed:
        return f"**{t('Watch list')}** {t('nothing on it yet')}"
    listed = [
        f"{t(words.STATUSES[status])} **{t.number(shown.listed[status])}**"
        for status in Status
        if shown.listed.get(status)
    ]
    return f"**{t('Watch list')}** {DOT.join(listed)}"


def _list(t: Texts, shown: Profile) -> list[str]:
    lines = [_on_list(t, shown)]
    if shown.listed and shown.seen.episodes:
        lines.append(f"**{t('Seen')}** {_seen(t, shown.seen)}")
    return lines


def _seen(t: Texts, seen: EpisodesSeen) -> str:
    episodes = t.plural("{n} episode", "{n} episodes", seen.episodes)
    hours, minutes = round(seen.minutes / 60), seen.minutes
    if not minutes:
        return episodes
    length = t.plural("{n} hour", "{n} hours", hours) if hours else t("{n} min", n=minutes)
    if seen.untimed:  # episodes of unknown length come on top
        return episodes + DOT + t("at least {length}", length=length)
    return episodes + DOT + t("about {length}", length=length)


def _scores(t: Texts, shown: Profile) -> list[Part]:
    count = t.plural("{n} score", "{n} scores", shown.scores)
    mean = words.half_points(t, shown.mean or 0)
    lines = [f"**{t('Scores')}** {count}{DOT}" + t("mean ★ **{mean}**", mean=mean)]
    if shown.genres:
        favourites = (_genre(t, genre) for genre in shown.genres)
        lines.append(f"**{t('Favourite genres')}** {DOT.join(favourites)}")
    parts: list[Part] = [say(*lines), say("```", *bars(t, shown.given), "```")]
    best = [f"- {words.title(t, drama, 150)} ★ {words.half_points(t, given)}" for drama, given in shown.best]
    return [*parts, say(f"**{t('Scored highest')}**", *best)]


def _genre(t: Texts, genre: GenreScores) -> str:
    # With no-break spaces: a line does not end between the star and its number.
    told = f"★\u00a0{words.half_points(t, genre.mean)}\u00a0({t.number(genre.count)})"
    return f"{words.genre(t, genre.name)} {told}"


def _written(t: Texts, shown: Profile) -> str:
    texts = []
    if shown.reviews:
        texts.append(t.plural("{n} review", "{n} reviews", shown.reviews))
    if shown.recommendations:
        texts.append(t.plural("{n} recommendation", "{n} recommendations", shown.recommendations))
    return DOT.join(texts)


def _seen_by(t: Texts, seen_by: SeenBy) -> str:
    if seen_by is SeenBy.NOBODY:
        return t("Only you see this profile.")
    if seen_by is SeenBy.SERVER:
        return t("Members of the servers where you use Namida can see this profile and your list.")
    return t("Everyone who uses Namida can see this profile and your list.")


def panel(t: Texts, chosen: ProfileSettings, *, saved: bool = False) -> Screen:
    """All current settings of a member, with a menu or a form to change each."""
    code = chosen.country
    name, meaning = SEEN_BY[chosen.list_seen_by]
    told, how = ANSWERS[chosen.answers_told]
    ways = [button(t("Show your profile"), verbs.PROFILE, style=ButtonStyle.primary)]
    if chosen.answers_told is AnswersTold.DIGEST:
        ways.append(button(t("Daily digest"), verbs.DIGEST, emoji="📨"))
    parts: list[Part] = [
        say(f"## {t('Your profile')}", *([t("Saved.")] if saved else [])),
        rule(),
        say(f"**{t('Language')}** {_language(t, chosen.language)}"),
        row(menu(t("Language"), _language_options(t, chosen.language), verbs.SET_PROFILE, "language")),
        say(f"**{t('Scores')}** {t(STARS[chosen.stars_out_of])}"),
        row(menu(t("Scores"), _star_options(t, chosen.stars_out_of), verbs.SET_PROFILE, "stars")),
        say(f"**{t('Titles')}** {t(words.TITLES[chosen.titles][0])}{DOT}{t(words.TITLES[chosen.titles][1])}"),
        row(menu(t("Titles"), _title_options(t, chosen.titles), verbs.SET_PROFILE, "titles")),
        say(f"**{t('Who can see your list')}** {t(name)}{DOT}{t(meaning)}"),
        row(
            menu(
                t("Who can see your list"),
                _seen_by_options(t, chosen.list_seen_by),
                verbs.SET_PROFILE,
                "list",
            )
        ),
        say(f"**{t('Who can recommend to you')}** {t(ADVICE_FROM[chosen.advice_from][0])}"),
        row(
            menu(
                t("Who can recommend to you"),
                _advice_from_options(t, chosen.advice_from),
                verbs.SET_PROFILE,
                "advice",
            )
        ),
        say(f"**{t('Told of answers')}** {t(told)}{DOT}{t(how)}"),
        row(_answers_menu(t, chosen.answers_told)),
        beside(
            say(f"**{t('Country')}** {countries.name(t, code) if code else t('none')}"),
            button(t("Change"), verbs.SET_COUNTRY),
        ),
        rule(),
        row(*ways),
    ]
    return screen(box(*parts, colour=GOOD if saved else ACCENT))


def country_form(t: Texts, code: str | None) -> ui.Modal:
    """The form that asks for the country. An empty field clears it."""
    return form(
        t("Your country"),
        verbs.SET_COUNTRY,
        fields=(
            Field(
                "country",
                t("Country"),
                COUNTRY_LIMIT,
                t("Its flag is shown on your profile. Leave empty for none."),
                words.country(t, code) if code else None,
                long=False,
                required=False,
            ),
        ),
    )


def _title_options(t: Texts, chosen: Titles) -> list[SelectOption]:
    return [
        SelectOption(label=t(name), value=titles.value, description=t(meaning), default=titles is chosen)
        for titles, (name, meaning) in words.TITLES.items()
    ]


def _language(t: Texts, language: str | None) -> str:
    return LANGUAGES.get(language or "") or t("as set on your Discord")


def _language_options(t: Texts, chosen: str | None) -> list[SelectOption]:
    options = [
        SelectOption(label=t("as set on your Discord"), value=BY_DISCORD, default=chosen not in LANGUAGES)
    ]
    return options + [
        SelectOption(label=name, value=language, default=language == chosen)
        for language, name in LANGUAGES.items()
    ]


def _star_options(t: Texts, chosen: int) -> list[SelectOption]:
    return [
        SelectOption(label=t(label), value=str(stars), default=stars == chosen)
        for stars, label in STARS.items()
    ]


def _seen_by_options(t: Texts, chosen: SeenBy) -> list[SelectOption]:
    return [
        SelectOption(label=t(name), description=t(meaning)[:100], value=seen_by, default=seen_by is chosen)
        for seen_by, (name, meaning) in SEEN_BY.items()
    ]


def _advice_from_options(t: Texts, chosen: AdviceFrom) -> list[SelectOption]:
    return [
        SelectOption(label=t(name), description=t(meaning)[:100], value=value, default=value is chosen)
        for value, (name, meaning) in ADVICE_FROM.items()
    ]


def _answers_menu(t: Texts, chosen: AnswersTold) -> Action:
    options = [
        SelectOption(label=t(label), description=t(how)[:100], value=told, default=told is chosen)
        for told, (label, how) in ANSWERS.items()
    ]
    return menu(t("Told of answers"), options, verbs.SET_PROFILE, "answers")
