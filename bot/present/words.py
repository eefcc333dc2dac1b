"""The words and short phrases for values: countries, statuses, dates, scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.airing import runs_of
from bot.domain.dramas import Billing, CatalogueEntry, Drama, Job, Kind, LinkKind, MusicKind, Sort
from bot.domain.guilds import Purpose
from bot.domain.progress import Progress, Status
from bot.domain.ratings import Rating, Whose
from bot.domain.scores import Criterion, Score, points
from bot.domain.series import kind_of
from bot.domain.spoilers import Policy
from bot.domain.titles import Titled, Titles, names_for
from bot.i18n import N_, SOURCE_LANGUAGE, Texts
from bot.present.punctuation import bracketed, listed, ranged
from bot.present.text import inline, plain

_MOST_RUNS = 6  # of several episodes' numbers: 5–6, 8, …
CHOICE_LIMIT = 100  # Discord's limit of a choice's, an option's and a value's characters

KINDS: Mapping[Kind, str] = {
    Kind.DRAMA: N_("Drama"),
    Kind.MOVIE: N_("Film"),
    Kind.SPECIAL: N_("Special"),
    Kind.SHOW: N_("TV programme"),
}
STATUSES: Mapping[Status, str] = {
    Status.PLAN: N_("Plan to watch"),
    Status.WATCHING: N_("Watching"),
    Status.COMPLETED: N_("Completed"),
    Status.ON_HOLD: N_("On hold"),
    Status.DROPPED: N_("Dropped"),
}
CRITERIA: Mapping[Criterion, str] = {
    Criterion.OVERALL: N_("Overall"),
    Criterion.STORY: N_("Story"),
    Criterion.ACTING: N_("Acting and cast"),
    Criterion.MUSIC: N_("Music"),
    Criterion.REWATCH: N_("Rewatch value"),
}
BILLINGS: Mapping[Billing, str] = {
    Billing.MAIN: N_("Main cast"),
    Billing.SUPPORT: N_("Supporting cast"),
    Billing.GUEST: N_("Guests"),
}
LINKS: Mapping[LinkKind, str] = {
    LinkKind.OFFICIAL: N_("Official page"),
    LinkKind.STREAM: N_("Watch"),
    LinkKind.PURCHASE: N_("Buy"),
    LinkKind.BOOK: N_("Book"),
    LinkKind.SOUNDTRACK: N_("Soundtrack"),
    LinkKind.TRANSLATION: N_("Translation"),
    LinkKind.ARTICLE: N_("Article"),
    LinkKind.REVIEW: N_("Review"),
    LinkKind.TRAILER: N_("Trailer"),
}
JOBS: Mapping[Job, str] = {
    Job.DIRECTOR: N_("director"),
    Job.WRITER: N_("writer"),
}
MUSIC: Mapping[MusicKind, str] = {
    MusicKind.THEME: N_("Theme"),
    MusicKind.ENDING: N_("Ending"),
    MusicKind.INSERT: N_("Insert song"),
    MusicKind.SOUNDTRACK: N_("Soundtrack"),
}
PURPOSES: Mapping[Purpose, str] = {
    Purpose.SYNOPSES: N_("Synopses"),
    Purpose.REVIEWS: N_("Reviews"),
    Purpose.BOARD: N_("Discussion board"),
    Purpose.AIRING: N_("On air"),
    Purpose.LOG: N_("Log for moderators"),
}
# What comes to a channel for this purpose.
PURPOSES_EXPLAINED: Mapping[Purpose, str] = {
    Purpose.SYNOPSES: N_("Synopses that curators publish, their spoilers hidden"),
    Purpose.REVIEWS: N_("What members write with {/review write}"),
    Purpose.BOARD: N_("A thread for each drama or some of its episodes, for {/discuss} and {/comment}"),
    Purpose.AIRING: N_("New episodes, on the day on which they air"),
    Purpose.LOG: N_("Reports, and what moderators did; for a channel that only they see"),
}
# What a channel is called that the bot makes for this purpose.
CHANNEL_NAMES: Mapping[Purpose, str] = {
    Purpose.SYNOPSES: N_("synopses"),
    Purpose.REVIEWS: N_("drama-reviews"),
    Purpose.BOARD: N_("drama-talk"),
    Purpose.AIRING: N_("on-air"),
    Purpose.LOG: N_("namida-log"),
}
POLICIES: Mapping[Policy, tuple[str, str]] = {
    Policy.BARS: (N_("Bars"), N_("Posted for everyone, under Discord's spoiler bars")),
    Policy.SEALED: (N_("Sealed"), N_("Shown only on request, after checking how far the member has watched")),
    Policy.OPEN: (
        N_("Open"),
        N_("Spoiler bars until a drama has ended; after that, open to members who have seen it"),
    ),
}
SORTS: Mapping[Sort, str] = {
    Sort.RELEVANCE: N_("Best match"),
    Sort.POPULARITY: N_("Popularity"),
    Sort.RATING: N_("Rating"),
    Sort.YEAR: N_("Newest"),
    Sort.TITLE: N_("Title"),
}
# How a member may want titles.
TITLES: Mapping[Titles, tuple[str, str]] = {
    Titles.LANGUAGE: (
        N_("By language"),
        N_("Native for dramas in your language, else English"),
    ),
    Titles.ENGLISH: (N_("English"), N_("The English title, or the one that is known in English")),
    Titles.NATIVE: (N_("Native"), N_("The title in the drama's own language")),
    Titles.ROMANISED: (N_("Romanised"), N_("The native title in Latin letters, where it is known")),
}
# The permissions that the bot may lack, in Discord's own words for them.
PERMISSIONS: Mapping[str, str] = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "embed_links": N_("Embed Links"),
    "attach_files": N_("Attach Files"),
    "read_message_history": N_("Read Message History"),
    "create_public_threads": N_("Create Public Threads"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "manage_threads": N_("Manage Threads"),
    "manage_messages": N_("Manage Messages"),
    "manage_guild": N_("Manage Server"),
    "manage_channels": N_("Manage Channels"),
    "mention_everyone": N_("Mention @everyone, @here and All Roles"),
}
# Genres come with the catalogue in English; these are the ones that have a translation.
GENRES = (
    N_("Action"), N_("Adventure"), N_("Business"), N_("Comedy"), N_("Crime"), N_("Documentary"), N_("Family"),
    N_("Fantasy"), N_("Food"), N_("Historical"), N_("Horror"), N_("Law"), N_("Life"), N_("Martial Arts"),
    N_("Mature"), N_("Medical"), N_("Melodrama"), N_("Military"), N_("Music"), N_("Mystery"), N_("Political"),
    N_("Psychological"), N_("Romance"), N_("School"), N_("Sci-Fi"), N_("Sitcom"), N_("Sports"),
    N_("Supernatural"), N_("Thriller"), N_("Tragedy"), N_("War"), N_("Wuxia"), N_("Youth"),
)  # fmt: skip


# Kinds of relation; catalogues put the country of the other drama before them ("japanese sequel").
RELATIONS = (
    N_("related"), N_("sequel"), N_("prequel"), N_("remake"), N_("adaptation"), N_("spinoff"),
    N_("side story"), N_("compilation"), N_("original story"), N_("shared universe"), N_("special"),
)  # fmt: skip
_COUNTRIES = {
    "JP": N_("Japan"), "KR": N_("South Korea"), "CN": N_("China"), "TW": N_("Taiwan"), "TH": N_("Thailand"),
    "HK": N_("Hong Kong"), "PH": N_("Philippines"), "SG": N_("Singapore"),
}  # fmt: skip


def country(t: Texts, code: str) -> str:
    """A country's name. Our own name if the locale data's is longer than usual (Hong Kong)."""
    return t(_COUNTRIES[code]) if code in _COUNTRIES else t.country(code)


def relation(t: Texts, kind: str) -> str:
    """`sequel (Japan)` for a catalogue's "japanese sequel"."""
    bare, code = kind_of(kind)
    if code is not None and bare in RELATIONS:
        return bracketed(t, t(bare), country(t, code))
    return t(kind) if kind in RELATIONS else inline(kind, 60)


def genre(t: Texts, name: str) -> str:
    """A genre in the reader's language, if it is translated."""
    return t(name) if name in GENRES or name in KINDS.values() else inline(name, 60)


def flag(country: str) -> str:
    """A country's flag as an emoji, from its ISO code."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country)


def place(t: Texts, drama: Drama) -> str:
    """Country, year, and the kind if it is no drama: `🇯🇵 Japan · 2005 · Film`."""
    parts = []
    if drama.country:
        parts.append(f"{flag(drama.country)} {country(t, drama.country)}")
    if drama.year:
        parts.append(str(drama.year))
    if drama.kind is not Kind.DRAMA or not parts:
        parts.append(t(KINDS[drama.kind]))
    return " · ".join(parts)


def in_row(t: Texts, drama: Drama, rating: Rating | None = None) -> str:
    """What the row of a list tells of a drama: `🇯🇵 Japan · 2005 · 11 episodes · ★ 8.4 (12)`.

    The kind only if it is not a drama; a film's one episode says nothing.
    """
    parts = [f"{flag(drama.country)} {country(t, drama.country)}"] if drama.country else []
    if drama.year:
        parts.append(str(drama.year))
    if drama.kind is not Kind.DRAMA:
        parts.append(t(KINDS[drama.kind]))
    if drama.episodes and drama.kind is not Kind.MOVIE:
        parts.append(t.plural("{n} episode", "{n} episodes", drama.episodes))
    if rating is not None and rating.shown is not None:
        parts.append(f"★ **{stars(t, rating.shown)}** ({t.number(rating.count)})")
    return " · ".join(parts) or t(KINDS[drama.kind])


def choice(t: Texts, drama: Drama) -> str:
    """A drama in a list of choices: `Title (native, year)`, with its kind if it is another; never plot."""
    kind = t(KINDS[drama.kind]) if drama.kind is not Kind.DRAMA else ""
    told = (plain_other_title(t, drama, 40), str(drama.year or ""), kind)
    inner = listed(t, filter(None, told))
    room = CHOICE_LIMIT - (len(inner) + 3 if inner else 0)
    name = plain_title(t, drama, room)
    return bracketed(t, name, inner) if inner else name


def names(t: Texts, drama: Titled) -> tuple[str, str | None]:
    """The title that names a drama to the reader, and the one to tell beside it."""
    return names_for(drama, t.titles, t.language)


def title(t: Texts, drama: Titled, limit: int = 200) -> str:
    """The title that names a drama to the reader, for text with markdown."""
    return inline(names(t, drama)[0], limit)


def other_title(t: Texts, drama: Titled, limit: int) -> str:
    """The title to tell beside `title`: the native one, or the English one. Empty if there is none."""
    return inline(names(t, drama)[1] or "", limit)


def beside_title(t: Texts, drama: Titled, limit: int) -> str:
    """What follows `title` on its line: ` · ` and the other title, or nothing."""
    other = other_title(t, drama, limit)
    return f" · {other}" if other else ""


def plain_title(t: Texts, drama: Drama, limit: int) -> str:
    """The title that names a drama to the reader, for labels and names, where markdown does not work."""
    return plain(names(t, drama)[0], limit) or f"#{drama.id}"


def label_of_title(drama: Drama, first: Titles, limit: int) -> str:
    """A drama's English or native title for what is drawn, whoever reads it; else the English one."""
    return plain(names_for(drama, first, SOURCE_LANGUAGE)[0], limit)


def is_title(drama: Drama, typed: str, limit: int) -> bool:
    """Whether a form's field still has one of the drama's titles, as `plain_title` cuts them for it."""
    return typed.strip() in {plain(title, limit) for title in drama.titles}


def plain_other_title(t: Texts, drama: Titled, limit: int) -> str:
    return plain(names(t, drama)[1] or "", limit)


def aired(t: Texts, entry: CatalogueEntry) -> str | None:
    """The first and last day, as far as known."""
    first, last = entry.aired_from, entry.aired_to
    if first and last and first != last:
        return ranged(t, t.day(first), t.day(last))
    if first:
        return t.day(first)
    return None


def moment(day: date) -> str:
    """A day as a Discord timestamp, which every client shows in its own format.

    Noon UTC is the same calendar day from UTC−12 to UTC+11, where almost all readers are.
    """
    return f"<t:{(day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + 43_200}:D>"


def stars(t: Texts, value: float, digits: int = 1) -> str:
    """A mean out of 10 on the reader's scale: `8.4`, or `4.20/5`."""
    # Half as many points say as much only with a decimal more.
    return t.fixed(value, digits) if t.stars_out_of == 10 else f"{t.fixed(value / 2, 2)}/5"


def half_points(t: Texts, given: float) -> str:
    """A score, or an average score, in half points: `9.5`, or `4.75/5`."""
    return t.fixed(points(given)) if t.stars_out_of == 10 else f"{t.number(points(given) / 2, 2)}/5"


def rating(t: Texts, value: Rating, digits: int = 1) -> str:
    """A community's rating, wherever it is shown, with so many decimals.

    `★ **8.4** · 12 scores`; of few scores their plain mean, and that it is not ranked; the rating so far, or
    that there is none.
    """
    if value.shown is not None:
        figure = f"★ **{stars(t, value.shown, digits if value.is_ranked else 1)}**"
        if value.is_ranked:
            return f"{figure} · " + t.plural("{n} score", "{n} scores", value.count)
        return t.plural(
            "{mean} from {n} score, not ranked yet",
            "{mean} from {n} scores, not ranked yet",
            value.count,
            mean=figure,
        )
    if value.so_far is None:
        return t("No scores yet")
    mean, count = f"★ **{stars(t, value.so_far.mean)}**", value.so_far.count
    if value.so_far.whose is Whose.WATCHING:
        return t.plural(
            "{mean} so far, from {n} member who is watching",
            "{mean} so far, from {n} members who are watching",
            count,
            mean=mean,
        )
    return t.plural(
        "{mean} so far, from {n} member who hasn't finished it",
        "{mean} so far, from {n} members who haven't finished it",
        count,
        mean=mean,
    )


def progress(t: Texts, now: Progress | None, last: int | None, fresh: int = 0) -> str:
    """`Watching · episode 3 of 11`; `fresh` counts what is new since the reader completed it."""
    if now is None:
        return t("not on the list")
    words = t(STATUSES[now.status])
    if fresh:
        told = t.plural("{n} new episode since you finished", "{n} new episodes since you finished", fresh)
        return f"{words} · {t('episode {n}', n=now.episode)} · {told}"
    if not now.episode or (now.episode == last and now.status in (Status.COMPLETED, Status.PLAN)):
        return words
    if last:
        return words + " · " + t("episode {n} of {last}", n=now.episode, last=last)
    return words + " · " + t("episode {n}", n=now.episode)


def score(t: Texts, given: Score) -> str:
    """`★ **9.0**`."""
    return f"★ **{half_points(t, given.overall)}**"


def scope(t: Texts, drama: Drama, episode: int) -> tuple[str, str]:
    """What a spoiler covers, for the visible label: drama, episode, and up to where."""
    return (
        f"### {title(t, drama)} · {t('Episode {n}', n=episode)}",
        "⚠️ " + t("Spoils up to episode {n}", n=episode),
    )


def episode_numbers(t: Texts, numbers: Sequence[int], last: int | None) -> str:
    """`Episode 5 of 11`. For several, `Episodes 5–6 of 11` or `Episodes 5, 7 of 11`."""
    known = last is not None and all(number <= last for number in numbers)
    if len(numbers) == 1:
        if known:
            return t("Episode {n} of {last}", n=numbers[0], last=last)
        return t("Episode {n}", n=numbers[0])
    runs = [f"{first}–{end}" if end > first else str(first) for first, end in runs_of(numbers)]
    listed = t(", ").join(runs if len(runs) <= _MOST_RUNS else [*runs[:_MOST_RUNS], "…"])
    if known:
        return t("Episodes {numbers} of {last}", numbers=listed, last=last)
    return t("Episodes {numbers}", numbers=listed)
