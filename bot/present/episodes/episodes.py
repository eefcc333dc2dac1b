"""Episode lists, synopses under their label, and the form to write one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from discord import ButtonStyle, SelectOption, ui

from bot.domain.cards import EpisodeList, SynopsisAnswer
from bot.domain.consent import Barred, Cleared, Gated, Withheld
from bot.domain.dramas import Drama
from bot.domain.episodes import SYNOPSIS_LIMIT, SYNOPSIS_SHOWN_LIMIT, EpisodeRow, Synopsis, SynopsisState
from bot.domain.publishing import FormStart, Written
from bot.domain.scores import points
from bot.domain.spoilers import is_past, visible_episodes
from bot.errors import EmptyText, TextTooLong
from bot.i18n import Texts
from bot.present import forms, spoilers, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.layout import GOOD, QUIET, ROW, Part, Screen, box, gap, note, pager, row, rule, say, screen
from bot.present.punctuation import sentences
from bot.present.spoilers import Asked
from bot.present.text import block, inline, length_shown

SEEN = "✅"
PAGE_SIZE = 15  # episodes; with a page of 25 the menu would still hold them, but a phone would not


def episode_lines(t: Texts, episodes: Sequence[EpisodeRow], up_to: int, *, private: bool = True) -> list[str]:
    """A line an episode; past `up_to` nothing but number, air date, and whether it has a synopsis.

    Several of which nothing is known are one line. `private`: the reader's own scores are there, too.
    """
    lines = []
    for _, run in groupby(enumerate(episodes), lambda at: _bare(at, up_to, private=private)):
        first, *more = [episode for _, episode in run]
        if more:
            told = t("Episodes {first}–{last}", first=first.number, last=more[-1].number)
            seen = f" {SEEN}" if first.number <= up_to else ""
            lines.append(" · ".join([told + seen, *_read(first)]))
        else:
            lines.append(_line(t, first, up_to, private=private))
    return lines


def marks(t: Texts, episodes: Sequence[EpisodeRow], up_to: int) -> str:
    """What the signs in a list of episodes mean; empty where there are none."""
    told = [t("✅ seen")] if any(episode.number <= up_to for episode in episodes) else []
    if any(episode.has_synopsis for episode in episodes):
        told.append(t("📖 has a synopsis"))
    return " · ".join(told)


def _line(t: Texts, episode: EpisodeRow, up_to: int, *, private: bool) -> str:
    seen = episode.number <= up_to
    parts = [inline(episode.title, 120)] if seen and episode.title else []
    if episode.air_date:
        parts.append(t.day(episode.air_date))
    own = episode.own if private else None
    if seen and episode.score is not None and not (own is not None and episode.scores == 1):
        parts.append(f"★ {words.stars(t, points(episode.score))} ({t.number(episode.scores)})")
    if own is not None:  # alone, if no one else scored it
        yours = t("yours ★ {score}", score=words.half_points(t, own))
        parts.append(yours.replace(" ", "\u00a0"))  # a line does not end before the number
    if not parts:
        parts.append(t("Episode {n}", n=episode.number))
    told = " · ".join([*parts, *_read(episode)])
    return f"`{episode.number:>2}` {SEEN if seen else '·'} {told}"


def _read(episode: EpisodeRow) -> list[str]:
    return ["📖"] if episode.has_synopsis else []


def _bare(numbered: tuple[int, EpisodeRow], up_to: int, *, private: bool) -> object:
    """What episodes have in common that share a line: nothing is told of them. Any other is on its own."""
    at, episode = numbered
    seen = episode.number <= up_to
    tells = bool(episode.air_date) or (private and episode.own is not None)
    if tells or (seen and (episode.title or episode.score is not None)):
        return episode.number
    # Neighbours have the same difference between their number and their place.
    return seen, episode.has_synopsis, episode.number - at


def listing(t: Texts, shown: EpisodeList, index: int) -> Screen:
    """A page of a drama's episodes for one reader, with a menu to open a synopsis."""
    pages = max(1, -(-len(shown.episodes) // PAGE_SIZE))
    index = max(0, min(index, pages - 1))
    page = shown.episodes[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]
    drama = shown.drama
    parts: list[Part] = [
        say(
            f"### {words.title(t, drama)} · {t('Episodes')}",
            "-# "
            + t(
                "Your progress: {standing}",
                standing=words.progress(t, shown.progress, drama.episodes, shown.fresh),
            ),
        )
    ]
    if not page:
        parts.append(say(t("The episodes are not known yet.")))
        return screen(box(*parts))
    up_to = visible_episodes(shown.progress)
    parts += [gap(), say(*episode_lines(t, page, up_to))]
    if told := marks(t, page, up_to):
        parts.append(say(f"-# {told}"))
    parts.append(gap())
    options = [_episode_option(t, episode) for episode in page]
    parts.append(row(menu(t("Read an episode's synopsis"), options, verbs.SYNOPSIS, drama.id)))
    if pages > 1:
        parts.append(pager(t, index, pages, verbs.EPISODES, drama.id))
    parts.append(row(button(t("Discuss"), verbs.DISCUSS, drama.id, 0, emoji="🗨️")))
    return screen(box(*parts))


def _episode_option(t: Texts, episode: EpisodeRow) -> SelectOption:
    told = t("Synopsis") if episode.has_synopsis else t("Not written yet: write it")
    return SelectOption(
        label=t("Episode {n}", n=episode.number),
        value=str(episode.number),
        description=told,
        emoji="📖" if episode.has_synopsis else "✏️",
    )


def synopsis(t: Texts, gated: Gated[SynopsisAnswer], language: str | None = None) -> Screen:
    """A synopsis, or what its reader is asked before it; `language` is what they asked for it in, if any.

    Its label is in sight, the text under bars where all see it. The label names drama and episode and nothing
    of the plot. The text stands only inside the hidden box: no preview, title or notification can carry it.
    """
    if isinstance(gated, Withheld):
        return spoilers.question(t, _asked(t, gated, language))
    return _synopsis(t, gated)


def _synopsis(t: Texts, given: Cleared[SynopsisAnswer] | Barred[SynopsisAnswer]) -> Screen:
    answer, hidden = given.shown, isinstance(given, Barred)
    consent = spoilers.agreed(given.consent) if isinstance(given, Cleared) else ()
    written = answer.synopsis
    drama, episode = written.drama, written.episode
    text = say(body(t, written.text))
    label = [*words.scope(t, drama, episode), *told_by(t, written)]
    # A public message has this button for everyone. A private one has it only if the reader has not seen it.
    seen = button(t("I have seen it"), verbs.SEEN, drama.id, episode, emoji="✅")
    under = row(
        *([seen] if hidden or not is_past(answer.progress, episode) else []),
        button(t("Score this episode"), verbs.RATE, drama.id, episode, emoji="⭐"),
        button(
            t("Next synopsis"),
            verbs.SYNOPSIS,
            drama.id,
            episode + 1,
            disabled=answer.last is not None and episode >= answer.last,
        ),
        button(t("Discuss"), verbs.DISCUSS, drama.id, episode, emoji="🗨️"),
    )
    others = in_other_languages(t, drama, episode, answer.others, consent)
    more = [row(*others)] if others else []
    if not hidden:
        return screen(box(say(*label), rule(), text, under, *more))
    return screen(*spoilers.hidden(t, label, [text]), under, *more)


def body(t: Texts, text: str, room: int = SYNOPSIS_SHOWN_LIMIT) -> str:
    """The text of a synopsis, in at most `room` characters. If nothing of it is visible, it says so."""
    return block(text, room) or f"*{t('This text has no visible characters.')}*"


def told_by(t: Texts, written: Synopsis) -> list[str]:
    """The author of a synopsis, and its language if that is not the screen's."""
    parts = []
    if written.author_id is not None:
        parts.append(t("by {member}", member=f"<@{written.author_id}>"))
    if written.language != t.language:
        parts.append(t("written in {language}", language=t.name_of(written.language)))
    return ["-# " + " · ".join(parts)] if parts else []


def in_other_languages(
    t: Texts, drama: Drama, episode: int, languages: Sequence[str], consent: Sequence[str] = ()
) -> list[Action]:
    """Buttons for a private copy in each language, as many as fit in a row.

    They carry the `consent` that their reader has given.
    """
    return [
        button(t.label_of(language), verbs.SYNOPSIS_IN, drama.id, episode, language, *consent, emoji="🌐")
        for language in languages[:ROW]
    ]


def _asked(t: Texts, withheld: Withheld[SynopsisAnswer], language: str | None) -> Asked:
    """A synopsis as its reader is asked before it."""
    answer, drama, episode = withheld.shown, withheld.shown.drama, withheld.shown.synopsis.episode
    subject = (answer.synopsis.id, drama.id, episode, *((language,) if language else ()))
    kind = t("Episode {n}", n=episode)
    return Asked(drama, withheld.label, answer.progress, kind, verbs.REVEAL, subject)


def invitation(t: Texts, drama: Drama, episode: int, *, waits_in: str | None = None) -> Screen:
    """The screen without a published synopsis. `waits_in` is the language of the reader's own waiting one."""
    told = t("No one has written this synopsis yet. If you have seen the episode, you can write it.")
    write = button(t("Write it"), verbs.WRITE, drama.id, episode, style=ButtonStyle.primary, emoji="✏️")
    if waits_in is not None:
        told = t("Your synopsis is waiting for a curator. You can edit it until it is published.")
        write = button(t("Edit it"), verbs.WRITE, drama.id, episode, waits_in, emoji="✏️")
    return screen(
        box(
            say(
                f"### {words.title(t, drama)} · {t('Episode {n}', n=episode)}",
                told,
            ),
            row(
                write,
                button(t("Episodes"), verbs.EPISODES, drama.id, emoji="📖"),
            ),
            colour=QUIET,
        )
    )


def writing_form(
    t: Texts, drama: Drama, episode: int, language: str, *, curator: bool, begun: FormStart | None
) -> ui.Modal:
    """The form. It contains the id of the text that it starts with, so that a later conflict is noticed."""
    label = t("What happens in episode {n}", n=episode)
    then = t("Published at once.") if curator else t("A curator checks it before it is published.")
    description = sentences(t, (t("In {language}.", language=t.name_of(language)), then))
    return forms.form(
        f"{words.plain_title(t, drama, 28)} · {t('Episode {n}', n=episode)}",
        verbs.WRITE,
        drama.id,
        episode,
        language,
        begun.id if begun else 0,
        fields=(
            forms.Field("text", label, SYNOPSIS_LIMIT, description, beginning(begun.text) if begun else None),
        ),
    )


def beginning(text: str) -> str | None:
    """A text as a form can start with it. None if it has nothing visible."""
    return text[:SYNOPSIS_LIMIT] if block(text) else None


def check(text: str) -> None:
    """Raises `EmptyText` for a synopsis without visible text, `TextTooLong` if it does not fit a message."""
    if not block(text):
        raise EmptyText
    length = length_shown(text)
    if length > SYNOPSIS_SHOWN_LIMIT:
        raise TextTooLong(length, SYNOPSIS_SHOWN_LIMIT)


def written(t: Texts, done: Written) -> Screen:
    """The result of a form, and the name shown as author."""
    synopsis = done.synopsis
    drama, episode, language = synopsis.drama, synopsis.episode, synopsis.language
    name = f"**{words.title(t, drama)} · {t('Episode {n}', n=episode)}**"
    in_which = "-# " + t("written in {language}", language=t.name_of(language))
    if done.state is not SynopsisState.PUBLISHED:
        told = t("{name}: sent to the curators. They check it before it is published.", name=name)
        return note(f"{told}\n{in_which}", colour=GOOD)
    lines = [t("{name}: published. Thank you.", name=name), in_which]
    actions = [button(t("Read it"), verbs.SYNOPSIS, drama.id, episode, language, emoji="📖")]
    author = f"<@{synopsis.author_id}>" if synopsis.author_id is not None else None
    if done.accepted and author:
        lines.append(
            "-# " + t("{author} submitted it. They stay its author and will be told.", author=author)
        )
    if done.corrected is not None:
        whose = (
            t("{author} stays its author.", author=author)
            if author
            else t("Its first author is no longer known.")
        )
        yours = t("If you wrote it from scratch, say so. It is then published under your name.")
        lines.append("-# " + sentences(t, (whose, yours)))
        actions.append(
            button(t("I wrote it from scratch"), verbs.SYNOPSIS_MINE, synopsis.id, done.corrected, emoji="✍️")
        )
    return note("\n".join(lines), *actions, colour=GOOD)
