"""The screens of watch lists: pages, files, and the preview and result of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.domain.list_files import Entry, Unread
from bot.domain.list_imports import Choice, ImportRow, ListImportUndone, Trial
from bot.domain.lists import ListLine, ListPage
from bot.domain.progress import Status
from bot.domain.sources import Offer, Offers
from bot.i18n import N_, Texts
from bot.present import covers, verbs, words
from bot.present.actions import Action, button, menu
from bot.present.catalogue.offers import SOURCES
from bot.present.layout import GOOD, QUIET, Part, Screen, box, gap, note, pager, row, say, screen
from bot.present.options import MENU_LIMIT, choices_between
from bot.present.punctuation import bracketed, labelled
from bot.present.text import inline, plain

ALL = "all"
EXPORT_NAME = "namida-list"
UNMATCHED_NAME = "namida-unmatched.csv"
_TITLE_SHOWN = 120
_NOTE_SHOWN = 120
_UNREAD_SHOWN = 6  # columns with values that could not be read

FORMATS: Mapping[str, str] = {
    "namida": N_("Namida"),
    "tv time": N_("TV Time"),
    "tv time out": N_("TV Time Out"),
    "trakt": N_("Trakt"),
    "simkl": N_("Simkl"),
    "myanimelist": N_("MyAnimeList"),
    "mydramalist": N_("MyDramaList"),
    "letterboxd": N_("Letterboxd"),
    "imdb": N_("IMDb"),
    "yamtrack": N_("Yamtrack"),
}


# --- a list ---


def page(t: Texts, shown: ListPage, *, own: bool) -> Screen:
    """One page, the last changed first. Only its own member sees a note."""
    if not sum(shown.counts.values()):
        if not own:
            return note(t("There is nothing on this list yet."), colour=QUIET)
        text = t(
            "Your list is empty. Add a drama with {/watch set} or **Plan** on any card, or bring your list "
            "from another site with {/watch import}."
        )
        return note(text, colour=QUIET)
    heading = t("Your list") if own else t("{member}'s list", member=f"<@{shown.member_id}>")
    total = t.plural("{n} drama", "{n} dramas", shown.total)
    parts: list[Part] = [say(f"### {heading} · {total}"), row(_filter(t, shown))]
    if shown.lines:
        named = Counter(words.title(t, line.drama, _TITLE_SHOWN) for line in shown.lines)
        lines = [(line.drama, _line(t, line, named, own=own)) for line in shown.lines]
        parts += [gap(), *covers.listed(t, lines, shown.posters), gap()]
        dramas = [line.drama for line in shown.lines]
        parts.append(row(menu(t("Open a card"), choices_between(t, dramas), verbs.CARD)))
    else:
        parts += [gap(), say(t("Nothing with this status."))]
    if shown.pages > 1:
        parts.append(
            pager(t, shown.index, shown.pages, verbs.WATCH_LIST, shown.member_id, shown.status or ALL)
        )
    return screen(box(*parts))


def _line(t: Texts, line: ListLine, named: Mapping[str, int], *, own: bool) -> str:
    """A drama, with its country and year if another one on the page has its name."""
    title = words.title(t, line.drama, _TITLE_SHOWN)
    parts = [words.progress(t, line.progress, line.last, line.fresh if own else 0)]
    if named[title] > 1 and (place := words.place(t, line.drama)):
        parts.insert(0, place)
    if line.overall is not None:
        parts.append(f"★ **{words.half_points(t, line.overall)}**")
    if line.progress.rewatches:
        parts.append(f"🔁 {t.number(line.progress.rewatches)}")
    text = f"**{title}**\n-# {' · '.join(parts)}"
    if own and line.progress.note:
        text += f"\n-# 📝 {inline(line.progress.note, _NOTE_SHOWN)}"
    return text


def _filter(t: Texts, shown: ListPage) -> Action:
    counts = [(ALL, t("All"), sum(shown.counts.values()))]
    counts += [
        (status.value, t(name), shown.counts.get(status, 0)) for status, name in words.STATUSES.items()
    ]
    options = [
        SelectOption(
            label=bracketed(t, name, t.number(count)), value=value, default=value == (shown.status or ALL)
        )
        for value, name, count in counts
    ]
    return menu(t("Status"), options, verbs.WATCH_LIST_FILTER, shown.member_id)


def exported(t: Texts, file: str, count: int) -> Screen:
    text = t.plural("Your list: {n} drama.", "Your list: {n} dramas.", count)
    hint = t(
        "The file contains your notes, too, so think before you share it. {/watch import} reads it "
        "on any server."
    )
    return screen(box(say(text, "-# " + hint), colour=GOOD), ui.File(f"attachment://{file}"))


def nothing_to_export(t: Texts) -> Screen:
    return note(
        t("There is nothing to export: your list is empty, and you have scored nothing."), colour=QUIET
    )


# --- an import: what it would do ---


def trial(t: Texts, shown: Trial) -> Screen:
    """The preview of a file. Nothing is in the list yet."""
    ident, wins = shown.import_id, int(shown.wins)
    parts: list[Part] = [
        say(f"### {_heading(t, shown)}", t("Your list has not changed yet. This is what the file would do:")),
        say(*_counts(t, shown)),
        say("-# " + (_file_wins(t) if shown.wins else _list_wins(t))),
    ]
    pages = -(-len(shown.open_rows) // MENU_LIMIT)
    index = min(max(shown.index, 0), max(pages - 1, 0))
    if shown.open_rows:
        here = shown.open_rows[index * MENU_LIMIT : (index + 1) * MENU_LIMIT]
        options = [_row_option(t, place, entry) for place, entry in here]
        parts += [gap(), say(t("No drama was found for these titles. Choose one to match it:"))]
        parts.append(row(menu(t("Match a title"), options, verbs.LIST_ROW, ident, wins, index)))
        if pages > 1:
            parts.append(pager(t, index, pages, verbs.LIST_TRY, ident, wins))
    if shown.reading.without_status:
        parts += [gap(), *_without_status(t, shown, index)]
    other = t("Prefer my list") if shown.wins else t("Prefer the file")
    parts.append(
        row(
            button(
                t("Import"),
                verbs.LIST_APPLY,
                ident,
                wins,
                style=ButtonStyle.primary,
                disabled=not shown.ready,
            ),
            button(other, verbs.LIST_TRY, ident, 1 - wins, 0, "other"),
            button(t("Cancel"), verbs.LIST_LEAVE, ident),
        )
    )
    return screen(box(*parts))


# The possible statuses for titles without one in the file. "all" leaves them as they are.
_STANDS: Mapping[str, str] = {
    ALL: N_("Import only the scores"),
    Status.COMPLETED.value: N_("I have seen them to the end"),
    Status.PLAN.value: N_("I plan to watch them"),
}


def _without_status(t: Texts, shown: Trial, index: int) -> list[Part]:
    """Asks for the status of titles that a file only scores or names. It is never guessed."""
    chosen = shown.reading.stand_as or ALL
    options = [
        SelectOption(label=t(label), value=value, default=value == chosen) for value, label in _STANDS.items()
    ]
    told = t.plural(
        "The file gives no status for {n} title. What is it?",
        "The file gives no status for {n} titles. What is it?",
        shown.reading.without_status,
    )
    args = (shown.import_id, int(shown.wins), index)
    return [say(told), row(menu(t("Choose a status"), options, verbs.LIST_STAND, *args))]


def _list_wins(t: Texts) -> str:
    return t("Your list is preferred: your progress never goes back, and no score, date or note is replaced.")


def _file_wins(t: Texts) -> str:
    return t(
        "The file is preferred: what it says replaces what you have here. What it does not mention stays."
    )


def _heading(t: Texts, shown: Trial) -> str:
    entries = t.plural("{n} title", "{n} titles", len(shown.reading.entries))
    return f"{t('Import')} · {t(FORMATS[shown.reading.format])} · {entries}"


def _counts(t: Texts, shown: Trial) -> list[str]:
    counted = (
        (shown.new, t("new")),
        (shown.changed, t("changed")),
        (shown.unchanged, t("unchanged")),
        (shown.unknown, t("not found")),
        (shown.ambiguous, t("could be several dramas")),
        (shown.skipped, t("left out")),
    )
    lines = [" · ".join(f"**{t.number(count)}** {name}" for count, name in counted if count)]
    if shown.beyond:
        lines.append(
            "-# "
            + t.plural(
                "{n} title has an episode number past the last episode; the last one is used.",
                "{n} titles have an episode number past the last episode; the last one is used.",
                shown.beyond,
            )
        )
    if shown.reading.cut:
        lines.append(
            "-# "
            + t.plural(
                "{n} note is too long and is cut.", "{n} notes are too long and are cut.", shown.reading.cut
            )
        )
    if shown.reading.left:
        lines.append(
            "-# "
            + t.plural(
                "{n} line of the file has nothing to import.",
                "{n} lines of the file have nothing to import.",
                shown.reading.left,
            )
        )
    if shown.reading.unread:
        lines.append("-# " + _unread(t, shown.reading.unread))
    return lines


def _unread(t: Texts, found: Sequence[Unread]) -> str:
    """The unreadable values of the file: the first one of each column, and how many."""
    which = [
        labelled(t, inline(one.field, 40), inline(one.example, 40))
        + (f" ×{t.number(one.count)}" if one.count > 1 else "")
        for one in found[:_UNREAD_SHOWN]
    ]
    which += ["…"] if len(found) > _UNREAD_SHOWN else []
    return t.plural(
        "{n} value could not be read and is left out ({which}).",
        "{n} values could not be read and are left out ({which}).",
        sum(one.count for one in found),
        which=" · ".join(which),
    )


def _row_option(t: Texts, place: int, found: ImportRow) -> SelectOption:
    said = [_said(t, found.entry), t("several dramas have this name") if found.candidates else ""]
    return SelectOption(
        label=plain(_name(t, found.entry), 100) or f"#{place + 1}",
        value=str(place),
        description=plain(" · ".join(part for part in said if part), 100) or None,
    )


def _name(t: Texts, entry: Entry) -> str:
    season = f" · {t('Season {n}', n=entry.season)}" if entry.season else ""
    return plain(entry.title, 80) + season


def _said(t: Texts, entry: Entry) -> str:
    """What the file says about an entry: its year, progress and score."""
    parts = [str(entry.year or "")]
    if entry.status:
        parts.append(t(words.STATUSES[entry.status]))
    if entry.episode and entry.status is not Status.COMPLETED:
        parts.append(t("episode {n}", n=entry.episode))
    if entry.score:
        parts.append(f"★ {words.half_points(t, entry.score.overall)}")
    return " · ".join(part for part in parts if part)


def choice(t: Texts, shown: Choice, sources: Iterable[str]) -> Screen:
    """Asks which drama an entry is: dramas with its name, or similar ones."""
    args = (shown.import_id, shown.place, int(shown.wins), shown.index)
    said = _said(t, shown.row.entry)
    parts: list[Part] = [
        say(f"### {inline(_name(t, shown.row.entry), 150)}", *([f"-# {said}"] if said else []))
    ]
    if shown.dramas:
        parts.append(row(menu(t("It is this drama"), choices_between(t, shown.dramas), verbs.LIST_IS, *args)))
    else:
        parts.append(say(t("Nothing here has a similar name.")))
    buttons = [button(t("Leave it out"), verbs.LIST_SKIP, *args)]
    if names := t(", ").join(plain(name, 40) for name in sources):
        buttons.insert(0, button(t("Look it up at {sources}", sources=names), verbs.LIST_LOOK, *args))
    parts.append(row(*buttons, _back(t, shown)))
    return screen(box(*parts))


def offered(t: Texts, shown: Choice, offers: Offers) -> Screen:
    """What other catalogues have for an entry. The chosen one is added here."""
    args = (shown.import_id, shown.place, int(shown.wins), shown.index)
    parts: list[Part] = [say(f"### {inline(_name(t, shown.row.entry), 150)}")]
    if offers.found:
        parts.append(
            row(
                menu(
                    t("It is this one"), [_offer(t, offer) for offer in offers.found], verbs.LIST_ADOPT, *args
                )
            )
        )
    elif offers.silent:
        names = t(", ").join(inline(name, 40) for name in offers.silent)
        parts.append(say(t("{sources} did not answer.", sources=names)))
    else:
        parts.append(say(t("Nothing with that name there either.")))
    parts.append(row(button(t("Leave it out"), verbs.LIST_SKIP, *args), _back(t, shown)))
    return screen(box(*parts))


def _offer(t: Texts, offer: Offer) -> SelectOption:
    country = words.country(t, offer.country) if offer.country else ""
    told = (words.plain_other_title(t, offer, 40), str(offer.year or ""), country, SOURCES[offer.source])
    return SelectOption(
        label=plain(words.names(t, offer)[0], 100) or f"#{offer.source_id}"[:100],
        value=f"{offer.source}:{offer.source_id}"[:100],
        description=" · ".join(part for part in told if part)[:100],
    )


def _back(t: Texts, shown: Choice) -> Action:
    return button(t("Back"), verbs.LIST_TRY, shown.import_id, int(shown.wins), shown.index)


# --- an import: what it has done ---


def imported(t: Texts, shown: Trial) -> Screen:
    """The result of the import, with a button to undo it."""
    counted = ((shown.new, t("new")), (shown.changed, t("changed")), (shown.unchanged, t("unchanged")))
    counts = " · ".join(f"**{t.number(count)}** {name}" for count, name in counted if count)
    return screen(
        box(
            say(f"### {_heading(t, shown)}", t("Imported: {counts}", counts=counts)),
            say("-# " + t("You can undo this for 24 hours. Anything you change in the meantime stays.")),
            row(
                button(t("Undo"), verbs.LIST_UNDO, shown.import_id),
                button(t("Your list"), verbs.WATCH_LIST, 0, ALL, 0),
            ),
            colour=GOOD,
        )
    )


def unmatched(t: Texts, shown: Trial) -> Screen:
    """The entries without a drama, as a file."""
    count = len(shown.open_rows) + shown.skipped
    text = t.plural(
        "{n} title was not imported. This file keeps it for you; once it is in the catalogue, import the "
        "file with {/watch import}.",
        "{n} titles were not imported. This file keeps them for you; once they are in the catalogue, import "
        "the file with {/watch import}.",
        count,
    )
    return screen(box(say(text)), ui.File(f"attachment://{UNMATCHED_NAME}"))


def left(t: Texts) -> Screen:
    return note(t("Nothing was imported."), colour=QUIET)


def undone(t: Texts, done: ListImportUndone) -> Screen:
    lines = [
        t.plural("Undone: {n} drama is as it was.", "Undone: {n} dramas are as they were.", done.restored)
    ]
    if done.kept:
        lines.append(
            t.plural(
                "{n} drama was changed since and stays as it is.",
                "{n} dramas were changed since and stay as they are.",
                done.kept,
            )
        )
    return note("\n".join(lines), colour=GOOD)
