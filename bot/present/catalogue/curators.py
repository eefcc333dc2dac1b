"""The curators' screens around a drama's panel: adding, refreshing, merging, removing."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle, SelectOption

from bot.domain.curating import GivenByMembers, NameChange
from bot.domain.dramas import Drama
from bot.domain.sources import MEMBER, Fate, FieldChange, Offer, Offers, Preview, SourcePart
from bot.i18n import Texts
from bot.present import verbs, words
from bot.present.actions import button, menu
from bot.present.catalogue.forms import name, title_in_button
from bot.present.catalogue.matches import happened
from bot.present.catalogue.offers import no_answer, not_there, nothing_there
from bot.present.catalogue.panel import DOT, ORIGINS
from bot.present.layout import GOOD, WARNING, Part, Screen, box, fitted, note, row, say, screen
from bot.present.options import choices_between
from bot.present.punctuation import bracketed, labelled, listed, sentences
from bot.present.text import inline, plain

CHANGES_ROOM = 3_000


# --- adding ---


def adding(
    t: Texts, title: str, alike: Sequence[Drama], offers: Offers, gone: Sequence[Drama] = ()
) -> Screen:
    """Dramas under a name (in the catalogue, removed, and at the sources), and a form for a new one."""
    parts: list[Part] = [say(f"### {t('Add *{title}*', title=inline(title, 150))}")]
    if alike:
        parts += [
            say(t("These are in the catalogue. Is it one of them?")),
            row(menu(t("Edit an existing drama"), choices_between(t, alike), verbs.EDIT_PANEL)),
        ]
    if gone:
        parts += [
            say(t("These were removed from the catalogue.")),
            row(menu(t("Choose a drama to bring back"), choices_between(t, gone), verbs.RESTORE_DRAMA)),
        ]
    if offers.found:
        parts += [
            say(t("Other catalogues have these. Choosing one adds it with its cast and episodes.")),
            row(menu(t("Add from another catalogue"), offer_options(t, offers), verbs.ADD_FROM)),
        ]
        parts += [say(no_answer(t, offers.silent))] if offers.silent else []
    else:
        parts += nothing_there(t, offers)
    by_hand = button(
        t("Enter it by hand"), verbs.ADD_BY_HAND, title_in_button(title), style=ButtonStyle.primary
    )
    return screen(box(*parts, row(by_hand)))


def offer_options(t: Texts, offers: Offers) -> list[SelectOption]:
    """The offers of sources. An offer that the catalogue already has says so."""
    return [
        SelectOption(
            label=plain(words.names(t, offer)[0], 100) or offer.source_id,
            description=_offered(t, offer, known=offer in offers.known),
            value=f"{offer.source}:{offer.source_id}"[:100],
            emoji=words.flag(offer.country) if offer.country else None,
        )
        for offer in offers.found[:25]
    ]


def _offered(t: Texts, offer: Offer, *, known: bool) -> str:
    parts = [words.plain_other_title(t, offer, 40), str(offer.year or "")]
    parts.append(words.country(t, offer.country) if offer.country else "")
    parts.append(ORIGINS[offer.source])
    parts.append(t("already here") if known else "")
    return DOT.join(part for part in parts if part)[:100]


# --- refreshing ---


def preview(t: Texts, shown: Preview, part: SourcePart | None = None) -> Screen:
    """What a refresh would change, line by line, with a button to do it if anything would change.

    With a `part`, what it would change once the drama is linked to that part. The button then links it, too.
    """
    drama = shown.drama
    changes = [change for change in shown.changes if not change.kept]
    kept = [change for change in shown.changes if change.kept]
    parts: list[Part] = [say(f"### {words.title(t, drama, 150)}")]
    parts += [say("⚠️ " + happened(t, what)) for what in shown.happened]
    if changes:
        lines = fitted([_change(t, change) for change in changes], CHANGES_ROOM * 2 // 3, t("… and more"))
        parts.append(say(f"**{t('Would change')}**", *lines))
    elif not shown.happened:
        parts.append(say(t("Nothing new: the other catalogues say the same.")))
    if kept:
        lines = fitted([_kept(t, change) for change in kept], CHANGES_ROOM // 3, t("… and more"))
        parts.append(say(f"**{t('Stays as it is')}**", *lines))
    if shown.silent:
        parts.append(say(no_answer(t, shown.silent)))
    if shown.missing:
        parts.append(say(not_there(t, shown.missing)))
    buttons = [button(t("Back"), verbs.EDIT_PANEL, drama.id)]
    primary = ButtonStyle.primary
    if part is not None:
        buttons.insert(
            0, button(t("Link and apply"), verbs.APPLY_LINK, drama.id, part.source, part.show, style=primary)
        )
    elif changes or any(what.fate is Fate.FOLLOWED for what in shown.happened):
        buttons.insert(0, button(t("Apply"), verbs.APPLY_REFRESH, drama.id, style=primary))
    return screen(box(*parts, row(*buttons)))


def refreshed(t: Texts, done: Preview) -> Screen:
    """What a refresh has changed."""
    names = [name(t, change.field) for change in done.changes if not change.kept]
    lines = [f"### {words.title(t, done.drama, 150)}"]
    lines.append(
        "✅ " + t("Saved: {fields}", fields=t(", ").join(fitted(list(dict.fromkeys(names)), 500, "…", 2)))
        if names
        else t("Nothing was changed.")
    )
    lines += [happened(t, what) for what in done.happened]
    if done.silent:
        lines.append(no_answer(t, done.silent))
    if done.missing:
        lines.append(not_there(t, done.missing))
    back = row(
        button(t("Back"), verbs.EDIT_PANEL, done.drama.id),
        button(t("Open the card"), verbs.CARD, done.drama.id),
    )
    return screen(box(say(*lines), back, colour=GOOD if names else WARNING))


_LISTS = frozenset({"aliases", "genres", "networks", "cast", "links"})  # a source only adds to these


def _change(t: Texts, change: FieldChange) -> str:
    before = inline(_value(t, change.field, change.before), 90) if change.before else t("nothing yet")
    after = _after(t, change) or t("nothing yet")
    if change.episodes is not None:
        return "- " + labelled(t, name(t, change.field), after)
    if _only_more(change):
        return "- " + labelled(t, name(t, change.field), f"+ {after}")
    return "- " + labelled(t, name(t, change.field), f"{before} → {after}")


def _after(t: Texts, change: FieldChange) -> str:
    counted = change.episodes
    if counted is None:
        return inline(_value(t, change.field, change.after or ""), 90)
    parts = (
        t.plural("{n} new episode", "{n} new episodes", counted.added) if counted.added else "",
        t.plural("{n} new day", "{n} new days", counted.dates) if counted.dates else "",
        t.plural("{n} new title", "{n} new titles", counted.titles) if counted.titles else "",
        t.plural("{n} removed", "{n} removed", counted.gone) if counted.gone else "",
        t.plural("{n} with another number", "{n} with other numbers", counted.moved) if counted.moved else "",
    )
    return t(", ").join(part for part in parts if part)


def _kept(t: Texts, change: FieldChange) -> str:
    whose = t("set by a curator") if change.origin and change.origin.source == MEMBER else t("from a file")
    stays = (
        t("without {names}", names=_after(t, change))
        if _only_more(change)
        else inline(_value(t, change.field, change.before or ""), 60) or t("nothing yet")
    )
    return "- " + labelled(t, name(t, change.field), bracketed(t, stays, whose))


def _value(t: Texts, field: str, said: str) -> str:
    """What a field holds, in the reader's words. Weekdays, countries and kinds are stored as codes."""
    if field == "weekday":
        return {str(day): t.weekday(day) for day in range(7)}.get(said, said)
    if field == "country":
        return words.country(t, said)
    if field == "kind":
        return {str(kind): t(label) for kind, label in words.KINDS.items()}.get(said, said)
    if field == "genres":
        return listed(t, (t(one) if one in words.GENRES else one for one in said.split(", ")))
    return said


def _only_more(change: FieldChange) -> bool:
    """Whether the change says what a list would gain, instead of giving the whole list."""
    return change.field in _LISTS and change.before is None


def unlinked(t: Texts, drama: Drama, offers: Offers) -> Screen:
    """Asks which source's show a drama is, if none is known yet: those with its name are offered."""
    parts: list[Part] = [say(f"### {words.title(t, drama, 150)}")]
    if offers.found:
        parts += [
            say(
                t(
                    "No other catalogue is linked. Which of these is it? You will see the changes before "
                    "they are made."
                )
            ),
            row(menu(t("Link it to"), offer_options(t, offers), verbs.LINK_TO, drama.id)),
        ]
        parts += [say(no_answer(t, offers.silent))] if offers.silent else []
    else:
        parts += nothing_there(t, offers)
    return screen(box(*parts, row(button(t("Back"), verbs.EDIT_PANEL, drama.id))))


# --- names ---


def named(t: Texts, done: NameChange) -> Screen:
    """The answer to adding or removing a name, with the other dramas that have it."""
    title, given = f"**{words.title(t, done.drama, 150)}**", f"*{inline(done.name, 150)}*"
    if done.removed:
        lines = [
            t(
                "{title} no longer has the name {name}, and no refresh adds it again.",
                title=title,
                name=given,
            )
        ]
    elif done.changed:
        lines = [t("{title} can now be found as {name}.", title=title, name=given)]
    else:
        lines = [t("{title} already has the name {name}.", title=title, name=given)]
    if done.others:
        others = fitted([words.title(t, drama, 80) for drama in done.others], 600, "…", 2)
        lines.append(
            t(
                "Other dramas have this name too. Members who type it will be asked which one they mean: "
                "{titles}",
                titles=t(", ").join(others),
            )
        )
    return note("\n".join(lines), button(t("Edit"), verbs.EDIT_PANEL, done.drama.id))


# --- two that are one ---


def which_other(t: Texts, drama: Drama, query: str, near: Sequence[Drama]) -> Screen:
    """Asks which other drama is meant, if its title fits several dramas or none."""
    text = (
        t("Which drama is *{query}*?", query=inline(query, 100))
        if near
        else t("Nothing called *{query}*.", query=inline(query, 100))
    )
    parts: list[Part] = [say(text)]
    if near:
        parts.append(row(menu(t("Choose the drama"), choices_between(t, near), verbs.SAME_DRAMA, drama.id)))
    return screen(box(*parts, row(button(t("Back"), verbs.EDIT_PANEL, drama.id)), colour=WARNING))


def ask_merge(t: Texts, one: Drama, other: Drama) -> Screen:
    """Shows both dramas and asks which of them to keep."""
    lines = [
        f"- **{words.title(t, drama, 150)}**{DOT}{words.place(t, drama)}{DOT}#{drama.id}"
        for drama in (one, other)
    ]
    return screen(
        box(
            say("### " + t("Are these the same drama?"), *lines),
            say(
                t(
                    "One of them stays and gets the scores, lists and synopses of both. The other "
                    "one then points to it. You can undo this: Edit, then Changes."
                )
            ),
            row(button(_keep(t, one), verbs.MERGE_DRAMAS, one.id, other.id, style=ButtonStyle.primary)),
            row(button(_keep(t, other), verbs.MERGE_DRAMAS, other.id, one.id)),
            row(button(t("Back"), verbs.EDIT_PANEL, one.id)),
            colour=WARNING,
        )
    )


def _keep(t: Texts, drama: Drama) -> str:
    title = words.plain_title(t, drama, 45)
    title = bracketed(t, title, str(drama.year)) if drama.year else title
    return t("Keep {title}", title=f"{title} #{drama.id}")[:80]


# --- out of sight and back ---


def ask_removal(t: Texts, drama: Drama, kept: GivenByMembers) -> Screen:
    return screen(
        box(
            say(
                t("Remove **{title}** from the catalogue?", title=words.title(t, drama, 150)),
                t(
                    "It will no longer be found. {kept} {/moderate restore} brings it back.",
                    kept=_what_stays(t, kept),
                ),
            ),
            row(
                button(t("Remove it"), verbs.REMOVE_DRAMA, drama.id, style=ButtonStyle.danger),
                button(t("Cancel"), verbs.DISMISS),
            ),
            colour=WARNING,
        )
    )


def removed(t: Texts, drama: Drama, kept: GivenByMembers) -> Screen:
    gone = t("**{title}** is removed.", title=words.title(t, drama, 150))
    text = sentences(t, (gone, _what_stays(t, kept)))
    return note(text, button(t("Bring it back"), verbs.RESTORE_DRAMA, drama.id))


def restored(t: Texts, drama: Drama, kept: GivenByMembers) -> Screen:
    back = t("**{title}** is back.", title=words.title(t, drama, 150))
    text = sentences(t, (back, _what_stays(t, kept)))
    return note(
        text,
        button(t("Open the card"), verbs.CARD, drama.id),
        button(t("Edit"), verbs.EDIT_PANEL, drama.id),
        colour=GOOD,
    )


def _what_stays(t: Texts, kept: GivenByMembers) -> str:
    counted = (
        t.plural("{n} score", "{n} scores", kept.scores) if kept.scores else "",
        t.plural("{n} list entry", "{n} list entries", kept.lists) if kept.lists else "",
        t.plural("{n} synopsis", "{n} synopses", kept.synopses) if kept.synopses else "",
    )
    parts = [part for part in counted if part]
    if not parts:
        return t("It has no scores, lists or synopses of members.")
    return t("What members added stays: {things}.", things=t(", ").join(parts))
