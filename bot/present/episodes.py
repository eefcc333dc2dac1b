"""Episode lists, synopses under their label, and the question before a spoiler."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.domain.cards import EpisodeList, SynopsisAnswer
from bot.domain.dramas import Drama
from bot.domain.episodes import SYNOPSIS_LIMIT, SYNOPSIS_SHOWN_LIMIT, EpisodeRow, Synopsis, SynopsisState
from bot.domain.scores import points
from bot.domain.spoilers import visible_episodes
from bot.errors import TextTooLong
from bot.i18n import Texts
from bot.present import forms, words
from bot.present.actions import Action, button, menu
from bot.present.layout import GOOD, QUIET, ROW, Part, Screen, box, gap, pager, row, rule, say, screen
from bot.present.text import block, inline, length_shown, plain

PAGE_SIZE = 15  # episodes; with a page of 25 the menu would still hold them, but a phone would not


def episode_lines(t: Texts, episodes: Sequence[EpisodeRow], up_to: int | None) -> list[str]:
    """A line an episode; past `up_to` (None: no end) nothing but number and air date."""
    lines = []
    for episode in episodes:
        parts = [f"`{episode.number:>2}`"]
        seen = up_to is None or episode.number <= up_to
        if seen and episode.title:
            parts.append(inline(episode.title, 120))
        if episode.air_date:
            parts.append(t.day(episode.air_date))
        if seen and episode.score is not None:
            parts.append(f"★ {words.stars(t, points(episode.score))} ({t.number(episode.scores)})")
        if len(parts) == 1:
            parts.append(t("Episode {n}", n=episode.number))
        lines.append(" · ".join(parts))
    return lines


def listing(t: Texts, shown: EpisodeList, index: int) -> Screen:
    """A page of a drama's episodes for one reader, with a menu that asks for a synopsis."""
    pages = max(1, -(-len(shown.episodes) // PAGE_SIZE))
    index = max(0, min(index, pages - 1))
    page = shown.episodes[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]
    drama = shown.drama
    parts: list[Part] = [
        say(
            f"### {words.title(drama)} · {t('Episodes')}",
            "-# " + t("You: {standing}", standing=words.progress(t, shown.progress, drama.episodes)),
        )
    ]
    if not page:
        parts.append(say(t("The episodes are not known yet.")))
        return screen(box(*parts))
    parts += [gap(), say(*episode_lines(t, page, visible_episodes(shown.progress))), gap()]
    options = [_episode_option(t, episode) for episode in page]
    parts.append(row(menu(t("Read an episode's synopsis"), options, "synopsis", drama.id)))
    if pages > 1:
        parts.append(pager(t, index, pages, "episodes", drama.id))
    parts.append(row(button(t("Discuss"), "discuss", drama.id, 0, emoji="🗨️")))
    return screen(box(*parts))


def _episode_option(t: Texts, episode: EpisodeRow) -> SelectOption:
    told = t("Synopsis") if episode.has_synopsis else t("Not written yet: write it")
    return SelectOption(
        label=t("Episode {n}", n=episode.number),
        value=str(episode.number),
        description=told,
        emoji="📖" if episode.has_synopsis else "✏️",
    )


def synopsis(t: Texts, answer: SynopsisAnswer, *, hidden: bool) -> Screen:
    """A synopsis: its label in sight, the text under bars where `hidden`.

    The label names drama and episode and nothing of the plot; the text stands only inside
    the hidden box, so no preview, title or notification can carry it.
    """
    written = answer.synopsis
    drama, episode = written.drama, written.episode
    text = say(block(written.text, SYNOPSIS_SHOWN_LIMIT))
    label = [*words.scope(t, drama, episode), *told_by(t, written)]
    under = row(
        button(t("I have seen it"), "seen", drama.id, episode, emoji="✅"),
        button(t("Score this episode"), "rate", drama.id, episode, emoji="⭐"),
        button(
            t("Next synopsis"),
            "synopsis",
            drama.id,
            episode + 1,
            disabled=answer.last is not None and episode >= answer.last,
        ),
        button(t("Discuss"), "discuss", drama.id, episode, emoji="🗨️"),
    )
    more = [row(*in_other_languages(t, drama, episode, answer.others))] if answer.others else []
    if not hidden:
        return screen(box(say(*label), rule(), text, under, *more))
    # Previews and message lists join the texts of a message, hidden ones too, and cut them at
    # 100 characters: the label is longer than that, so they end before the plot begins.
    label.append(
        "-# "
        + t(
            "The plot is under the bar below. It stays hidden until you click it, "
            "and shows to nobody but you."
        )
    )
    return screen(box(say(*label), colour=QUIET), box(text, spoiler=True), under, *more)


def told_by(t: Texts, written: Synopsis) -> list[str]:
    """Who wrote a synopsis, and in which language where it is not that of the screen."""
    parts = [f"<@{written.author_id}>"] if written.author_id is not None else []
    if written.language != t.language:
        parts.append(t("written in {language}", language=t.name_of(written.language)))
    return ["-# " + " · ".join(parts)] if parts else []


def in_other_languages(t: Texts, drama: Drama, episode: int, languages: Sequence[str]) -> list[Action]:
    """Buttons for a copy of one's own in each of the languages, as many as a row holds."""
    return [
        button(t.name_of(language), "synopsisin", drama.id, episode, language, emoji="🌐")
        for language in languages[:ROW]
    ]


def question(t: Texts, answer: SynopsisAnswer, language: str | None = None) -> Screen:
    """What a reader who is behind is asked before a spoiler; holds nothing of the text.

    `language` is the one that they asked for it in, if any.
    """
    then = (language,) if language else ()
    drama, episode = answer.synopsis.drama, answer.synopsis.episode
    if answer.progress and answer.progress.episode:
        where = t("You are at episode {at}. This tells episode {n}.", at=answer.progress.episode, n=episode)
    else:
        where = t("You have not started it. This tells episode {n}.", n=episode)
    return screen(
        box(
            say(f"### {words.title(drama)} · {t('Episode {n}', n=episode)}", where),
            row(
                button(t("Show anyway"), "reveal", "s", answer.synopsis.id, drama.id, episode, *then),
                button(
                    t("I have seen up to episode {n}", n=episode),
                    "reveal",
                    "p",
                    answer.synopsis.id,
                    drama.id,
                    episode,
                    *then,
                ),
                button(t("Not now"), "dismiss", style=ButtonStyle.primary),
            ),
            colour=QUIET,
        )
    )


def invitation(t: Texts, drama: Drama, episode: int, *, own_waits: bool = False) -> Screen:
    """What stands where no synopsis is published yet; `own_waits`: the reader's waits for a curator."""
    told = t("Nobody has written this synopsis yet. If you have seen it, it is yours to tell.")
    write = button(t("Write it"), "write", drama.id, episode, style=ButtonStyle.primary, emoji="✏️")
    if own_waits:
        told = t("Yours waits for a curator. Until one publishes it, you can go on writing it.")
        write = button(t("Change it"), "write", drama.id, episode, emoji="✏️")
    return screen(
        box(
            say(
                f"### {words.title(drama)} · {t('Episode {n}', n=episode)}",
                told,
            ),
            row(
                write,
                button(t("Episodes"), "episodes", drama.id, emoji="📖"),
            ),
            colour=QUIET,
        )
    )


def writing_form(t: Texts, drama: Drama, episode: int, *, curator: bool, text: str | None) -> ui.Modal:
    label = t("What happens in episode {n}", n=episode)
    description = t("Published at once.") if curator else t("A curator looks at it before it is published.")
    return forms.form(
        f"{plain(drama.title, 28)} · {t('Episode {n}', n=episode)}",
        "write",
        drama.id,
        episode,
        fields=(
            forms.Field("text", label, SYNOPSIS_LIMIT, description, text[:SYNOPSIS_LIMIT] if text else None),
        ),
    )


def check_length(text: str) -> None:
    """Raises `TextTooLong` for a synopsis that a message could not hold as it is shown."""
    length = length_shown(text)
    if length > SYNOPSIS_SHOWN_LIMIT:
        raise TextTooLong(length, SYNOPSIS_SHOWN_LIMIT)


def written(t: Texts, drama: Drama, episode: int, state: SynopsisState) -> Screen:
    name = f"**{words.title(drama)} · {t('Episode {n}', n=episode)}**"
    if state is SynopsisState.PUBLISHED:
        told = t("{name}: published. Thank you.", name=name)
    else:
        told = t("{name}: sent to the curators. They look at it before it is published.", name=name)
    return screen(
        box(
            say(told),
            row(button(t("Read it"), "synopsis", drama.id, episode, emoji="📖")),
            colour=GOOD,
        )
        if state is SynopsisState.PUBLISHED
        else box(say(told), colour=GOOD)
    )
