"""The board's threads: their names, tags and opening messages, the answer with a link, and the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.domain.board import AiringStage, Batch, BoardPage, Listed, Opener, Thread, ThreadAnswer, stage
from bot.domain.dramas import Drama
from bot.domain.outbox import Obstacle
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import (
    Action,
    button,
    link,
)
from bot.present.layout import (
    QUIET,
    WARNING,
    Part,
    Screen,
    beside,
    box,
    gap,
    note,
    pager,
    row,
    rule,
    say,
    screen,
    thumbnail,
)
from bot.present.posts.outbox import OBSTACLES
from bot.present.text import plain

NAME_LIMIT = 100  # Discord's limit of a thread's name
TAG_LIMIT = 20  # and of a forum's tag
STAGES: Mapping[AiringStage, str] = {
    AiringStage.UPCOMING: N_("Upcoming"),
    AiringStage.AIRING: N_("Airing now"),
    AiringStage.ENDED: N_("Ended"),
}
# Earlier names of these tags. Forums still have them and must not get a second tag for the same.
FORMER_TAGS: Mapping[str, tuple[str, ...]] = {"Airing now": ("On air", "放送情報")}


def episodes_of(t: Texts, batch: Batch) -> str:
    """`Episodes 1–4`, `Episode 5`, or `Whole drama`."""
    if batch.whole:
        return t("Whole drama")
    if batch.first == batch.last:
        return t("Episode {n}", n=batch.first)
    return t("Episodes {first}–{last}", first=batch.first, last=batch.last)


def name(t: Texts, drama: Drama, batch: Batch) -> str:
    """A thread's name: the drama and its episodes, at most 100 characters, never any plot."""
    tail = "" if batch.whole else f" · {episodes_of(t, batch)}"
    return words.plain_title(t, drama, NAME_LIMIT - len(tail)) + tail


def tags(t: Texts, shown: Opener, today: date) -> tuple[str, ...]:
    """The forum's tags for a drama: its country and its airing stage."""
    now, country = stage(shown.entry, today), shown.drama.country
    named = (
        plain(words.country(t, country), TAG_LIMIT) if country else "",
        stage_tag(t, now) if now else "",
    )
    return tuple(filter(None, named))


def stage_tag(t: Texts, now: AiringStage) -> str:
    return plain(t(STAGES[now]), TAG_LIMIT)


def with_former(names: Iterable[str]) -> tuple[str, ...]:
    """The names of one tag in every language, and the bot's earlier names for it."""
    known = tuple(names)
    return (*known, *(former for name in known for former in FORMER_TAGS.get(name, ())))


def opener(t: Texts, shown: Opener) -> Screen:
    """A thread's opening message: the drama, what may be discussed there, and its neighbours."""
    drama = shown.drama
    lines = [f"## {words.title(t, drama)}"]
    if other := words.other_title(t, drama, 200):
        lines.append(other)
    lines += [words.place(t, drama), f"**{episodes_of(t, shown.thread.batch)}**"]
    heading: Part = say(*lines)
    if shown.entry.poster_url:
        poster = t("Poster of {title}", title=words.plain_title(t, drama, 200))
        heading = beside(say(*lines), thumbnail(shown.entry.poster_url, poster))
    parts: list[Part] = [
        heading,
        rule(),
        say(_label(t, shown.thread.batch)),
        gap(),
        row(
            button(t("+1 episode"), verbs.NEXT, drama.id, emoji="▶️"),
            button(t("Card"), verbs.CARD, drama.id, emoji="🎬"),
            button(t("Episodes"), verbs.EPISODES, drama.id, emoji="📖"),
            button(
                t("Write a comment"),
                verbs.COMMENT,
                drama.id,
                shown.thread.batch.first,
                shown.thread.batch.last,
                emoji="✍️",
            ),
        ),
    ]
    links = _links(t, shown)
    return screen(box(*parts, *([row(*links)] if links else [])))


def _label(t: Texts, batch: Batch) -> str:
    if batch.whole:
        return "⚠️ " + t(
            "This thread is for the whole drama. Put plot behind spoiler bars and write the episode number "
            "in front."
        )
    return "\n".join(
        (
            "⚠️ " + t("Spoils up to episode {n}", n=batch.last),
            t("You can talk freely about everything up to there. Put anything later behind spoiler bars."),
        )
    )


def _links(t: Texts, shown: Opener) -> list[Part]:
    links: list[Part] = []
    if shown.before is not None:
        links.append(_link("← " + episodes_of(t, shown.before.batch), shown.before))
    if shown.behind is not None:
        links.append(_link(episodes_of(t, shown.behind.batch) + " →", shown.behind))
    return links


def _link(label: str, thread: Thread) -> Action:
    address = f"https://discord.com/channels/{thread.guild_id}/{thread.thread_id}"
    return link(label, address)


def found(t: Texts, answer: ThreadAnswer) -> Screen:
    """The links to the thread and its neighbours, with a warning for a reader who is behind."""
    shown = answer.opener
    thread, drama = shown.thread, shown.drama
    where = f"**{words.title(t, drama)} · {episodes_of(t, thread.batch)}**"
    lines = [where, t("You are in this thread.") if answer.here else f"🗨️ <#{thread.thread_id}>"]
    if answer.ahead and thread.batch.whole:
        lines.append("⚠️ " + t("This thread is for the whole drama and may spoil episodes you haven't seen."))
    elif answer.ahead:
        lines.append("⚠️ " + t("Spoils up to episode {n}", n=thread.batch.last))
    parts: list[Part] = [say(*lines)]
    actions: list[Part] = [] if answer.here else [_link(t("Go to the thread"), thread)]
    actions += _links(t, shown)
    if answer.next_episode is not None and shown.behind is None:
        label = t("Open the next thread, from episode {n}", n=answer.next_episode)
        actions.append(button(label, verbs.DISCUSS, drama.id, answer.next_episode))
    if actions:
        parts.append(row(*actions))
    return screen(box(*parts))


def listing(t: Texts, page: BoardPage) -> Screen:
    """The threads of the board, the last active first."""
    heading = say(f"### {t('Discussion board')}")
    if not page.listed and page.hidden:
        told = t("The discussion board is in a channel that you can't see. Moderators can let you in.")
        return screen(box(heading, say(told), colour=QUIET))
    if not page.listed and not page.channel:
        told = t(
            "This server has no discussion board yet. A moderator can set its channel with "
            "{/settings channel}."
        )
        return screen(box(heading, say(told), colour=QUIET))
    if not page.listed:
        told = t("No threads yet. Use {/discuss} with a title to open one.")
        return screen(box(heading, say(told), colour=QUIET))
    parts: list[Part] = [heading, say(*(_line(t, one) for one in page.listed))]
    if page.hidden:
        parts.append(say("-# " + t("There are also threads in channels that you can't see.")))
    if page.pages > 1:
        parts.append(pager(t, page.index, page.pages, verbs.BOARD))
    return screen(box(*parts))


def _line(t: Texts, one: Listed) -> str:
    drama, thread = one.drama, one.thread
    told = f"**{words.title(t, drama, 100)}** · {episodes_of(t, thread.batch)} · <#{thread.thread_id}>"
    if thread.active_at is not None:
        told += f" · <t:{int(thread.active_at.timestamp())}:R>"
    return f"- {told}"


def closed(t: Texts, channel_id: int | None, obstacle: Obstacle) -> Screen:
    """The message to the moderators' log that members cannot open threads."""
    where = " ".join(filter(None, (f"**{t('Discussion board')}**", f"<#{channel_id}>" if channel_id else "")))
    return note(
        "🗨️ "
        + t(
            "{where}: a member asked for a thread, but it could not be opened because {why}.",
            where=where,
            why=t(OBSTACLES[obstacle]),
        ),
        button(t("All settings"), verbs.SETTINGS, "channels"),
        colour=WARNING,
    )
