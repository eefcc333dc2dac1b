"""Short answers: one or two facts from a drama's card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.domain.cards import Card, Tab
from bot.domain.dramas import Credit, Drama, Job, LinkKind
from bot.domain.questions import Intent, Question
from bot.i18n import Texts
from bot.present import spoilers, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.catalogue import card_tabs, cards
from bot.present.layout import Part, Screen, box, fitted, gap, row, say, screen
from bot.present.options import choices_between
from bot.present.text import inline

# The tab of the card that has what is asked for.
TABS: Mapping[Intent, Tab] = {
    Intent.CAST: Tab.CAST,
    Intent.STAFF: Tab.CAST,
    Intent.LENGTH: Tab.OVERVIEW,
    Intent.AIRED: Tab.OVERVIEW,
    Intent.NEXT: Tab.EPISODES,
    Intent.STREAM: Tab.LINKS,
    Intent.MUSIC: Tab.DETAILS,
    Intent.NETWORK: Tab.OVERVIEW,
    Intent.RATING: Tab.OVERVIEW,
    Intent.WATCHERS: Tab.OVERVIEW,
}
_OPENS: Mapping[Intent, Tab] = {**TABS, Intent.RATING: Tab.RATINGS}
ROOM = 2_800  # characters of an answer; its heading and its buttons take the rest
_TOLD = 8  # people, links, pieces of music in an answer; the card has all


def answer(t: Texts, told: Sequence[tuple[Question, Card]], *, private: bool, today: date) -> Screen:
    """One or two questions about a drama, each with the card that has what it asks for.

    What the card would not show to these readers is not here, either.
    """
    drama = told[0][1].drama
    parts: list[Part] = [say(f"**{words.title(t, drama)}** {_beside(t, drama)}".rstrip())]
    for question, card in told:
        lines = _LINES[question.intent](t, question, card, private, today)
        parts.append(say(*fitted(lines, ROOM // len(told), "-# " + t("The card has the rest."))))
    tabs = dict.fromkeys(_OPENS[question.intent] for question, _ in told)
    buttons = [_tab(t, drama, tab) for tab in tabs if tab is not Tab.OVERVIEW]
    card_button = button(t("Card"), verbs.CARD, drama.id, emoji="🎬")
    if any(question.intent is Intent.STREAM for question, _ in told):
        buttons.append(button(t("Suggest"), verbs.CATALOGUE_SUGGEST, drama.id, emoji="💡"))
    return screen(box(*spoilers.guarded(t, parts), row(card_button, *buttons)))


def narrowed(t: Texts, drama: Drama, found: Sequence[Drama], question: Question) -> Screen:
    """Dramas like another one, but of a country, or shorter."""
    heading = f"### {t('Like {title}', title=words.title(t, drama, 120))}"
    wanted = [words.country(t, question.country)] if question.country else []
    wanted += [t("shorter")] if question.shorter else []
    lines = [f"-# {card_tabs.DOT.join(wanted)}"]
    lines += [f"- **{words.title(t, one, 120)}** · {words.in_row(t, one)}" for one in found[:_TOLD]]
    if not found:
        return screen(box(say(heading, *lines, t("Nothing like it is known that fits."))))
    options = choices_between(t, dict.fromkeys(found[:_TOLD]))
    return screen(box(say(heading, *lines), gap(), row(menu(t("Open a card"), options, verbs.CARD))))


def _beside(t: Texts, drama: Drama) -> str:
    return f"· {words.place(t, drama)}"


def _tab(t: Texts, drama: Drama, tab: Tab) -> Action:
    """A button to a tab. It opens the reader's own copy of the card, whoever presses it."""
    return button(t(cards.TABS[tab]), verbs.TAB, tab, drama.id, 0)


Lines = Callable[[Texts, Question, Card, bool, date], list[str]]


def _cast(t: Texts, question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    cast = card.entry.cast
    if not cast:
        return [t("No cast has been entered yet.")]
    wanted = [one for one in cast if _is_named(question.character, one)] if question.character else []
    if question.character and not wanted:
        name = inline(question.character, 60)
        return [t("The cast has no character called {name}.", name=name), *_people(t, cast)]
    return _people(t, wanted or cast)


def _is_named(name: str, credit: Credit) -> bool:
    """Whether a character is meant by a part of its name."""
    asked = {word for word in name.casefold().split() if len(word) > 1}
    has = set((credit.character or "").casefold().replace("/", " ").replace("|", " ").split())
    return bool(asked) and (asked <= has or name.casefold() in (credit.character or "").casefold())


def _people(t: Texts, cast: Sequence[Credit]) -> list[str]:
    lines = [
        f"- {inline(one.person, 100)} — {inline(one.character, 150)}"
        if one.character
        else f"- {inline(one.person, 100)}"
        for one in cast[:_TOLD]
    ]
    return [*lines, *_more(t, len(cast))]


def _more(t: Texts, count: int) -> list[str]:
    return ["-# " + t.plural("{n} more", "{n} more", count - _TOLD)] if count > _TOLD else []


def _staff(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    lines = []
    for job in Job:
        names = list(dict.fromkeys(inline(one.person, 100) for one in card.entry.staff if one.job is job))
        if names:
            lines.append(f"**{t(words.JOBS[job])}** {t(', ').join(names[:_TOLD])}")
    return lines or [t("Who made it has not been entered yet.")]


def _length(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    return [card_tabs.length(t, card.entry) or t("The episodes are not known yet.")]


def _aired(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    when = words.aired(t, card.entry) or (str(card.drama.year) if card.drama.year else "")
    return [when or t("It is not known when it aired.")]


def _next(t: Texts, question: Question, card: Card, private: bool, today: date) -> list[str]:
    coming = [one for one in card.episodes if one.air_date is not None and one.air_date >= today]
    if coming:
        first = min(coming, key=lambda one: (one.air_date or today, one.number))
        day = words.moment(first.air_date or today)
        return [t("Next: {episode}, {when}", episode=t("episode {n}", n=first.number), when=day)]
    return [t("No episode to come is known."), *_aired(t, question, card, private, today)]


def _streams(t: Texts, _question: Question, card: Card, private: bool, _today: date) -> list[str]:
    found = [one for one in card.entry.links if one.url and one.kind is LinkKind.STREAM]
    if not found:
        return [t("No place to watch it has been entered yet.")]
    return [
        *(card_tabs.link_line(t, card, one, private=private) for one in found[:_TOLD]),
        *_more(t, len(found)),
    ]


def _music(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    pieces = card_tabs.music_lines(t, card.entry)
    return [f"- {piece}" for piece in pieces[:_TOLD]] or [t("No music has been entered yet.")]


def _network(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    names = t(", ").join(inline(name, 100) for name in card.entry.networks[:_TOLD])
    return [names or t("The network has not been entered yet.")]


def _rating(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    return [card_tabs.DOT.join([words.rating(t, card.rating), *cards.places(t, card.places)])]


def _watchers(t: Texts, _question: Question, card: Card, _private: bool, _today: date) -> list[str]:
    return cards.watchers(t, card) or [t("No one who shows their list has watched it lately.")]


_LINES: Mapping[Intent, Lines] = {
    Intent.CAST: _cast,
    Intent.STAFF: _staff,
    Intent.LENGTH: _length,
    Intent.AIRED: _aired,
    Intent.NEXT: _next,
    Intent.STREAM: _streams,
    Intent.MUSIC: _music,
    Intent.NETWORK: _network,
    Intent.RATING: _rating,
    Intent.WATCHERS: _watchers,
}
