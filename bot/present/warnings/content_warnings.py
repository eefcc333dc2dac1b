"""Endings and content warnings: the question before them, the answer, and the menus to vote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from discord import ButtonStyle, SelectOption

from bot.domain.content_warnings import ENOUGH, EVERYTHING, Ending, Subject, Wanted, Warnings
from bot.i18n import N_, Texts
from bot.present import verbs, words
from bot.present.actions import Action, Pressed, button, menu
from bot.present.layout import QUIET, Part, Screen, box, gap, row, rule, say, screen

ENDINGS: Mapping[Ending, str] = {
    Ending.HAPPY: N_("Happy"),
    Ending.BITTERSWEET: N_("Bittersweet"),
    Ending.SAD: N_("Sad"),
    Ending.OPEN: N_("Open ending"),
}
# Buttons contain a subject's place in this list, so new subjects go to the end.
SUBJECTS: Mapping[Subject, str] = {
    Subject.ILLNESS: N_("Serious illness"),
    Subject.DEATH: N_("Death of someone close"),
    Subject.VIOLENCE: N_("Violence"),
    Subject.SEXUAL_VIOLENCE: N_("Sexual violence"),
    Subject.SUICIDE: N_("Suicide"),
    Subject.SELF_HARM: N_("Self-harm"),
    Subject.ABUSE: N_("Abuse"),
    Subject.ANIMAL_HARM: N_("Harm to animals"),
    Subject.WAR: N_("War"),
    Subject.BULLYING: N_("Bullying at school"),
    Subject.INFIDELITY: N_("Infidelity"),
    Subject.PREGNANCY_LOSS: N_("Loss of a pregnancy"),
    Subject.ADDICTION: N_("Addiction"),
    Subject.HORROR: N_("Horror"),
}


def way(t: Texts, drama_id: int) -> Action:
    """The card's button to all this. It shows nothing itself, and asks each reader privately."""
    return button(t("Warnings and ending"), verbs.WARNINGS, drama_id)


def wanted(pressed: Pressed) -> Wanted:
    """What a pressed button asks for. An older version showed everything at once."""
    if not pressed.has(1):
        return EVERYTHING
    bits = pressed.number(2)
    subjects = frozenset(subject for at, subject in enumerate(SUBJECTS) if bits >> at & 1)
    return Wanted(pressed.flag(1), subjects)


def asked(pressed: Pressed) -> Wanted:
    """What is asked for, including the new choice in the menu of subjects."""
    subjects = frozenset(subject for subject in Subject if subject in pressed.values)
    return replace(wanted(pressed), subjects=subjects)


def _written(warnings: Warnings, has: Wanted) -> tuple[object, ...]:
    bits = sum(1 << at for at, subject in enumerate(SUBJECTS) if subject in has.subjects)
    return warnings.drama.id, int(has.ending), bits


def answer(t: Texts, warnings: Warnings, has: Wanted | None = None) -> Screen:
    """The answer with only what the reader asked for, and buttons to the rest.

    A reader who only wants to avoid a subject sees neither the ending nor other subjects. Members who have
    completed the drama may vote.
    """
    has = has or Wanted()
    parts: list[Part] = [say(f"### {words.title(t, warnings.drama)}")]
    if warnings.silent:
        parts.append(say(_nothing(t)))
        if not warnings.may_vote:
            parts.append(say("-# " + t("Once you have completed it ({/watch set}), you can vote here.")))
    else:
        parts += _told(t, warnings, has)
        parts += [gap(), *_questions(t, warnings, has)]
    if warnings.may_vote:
        parts += [rule(), *_voting(t, warnings, has)]
    return screen(box(*parts, colour=QUIET))


def _nothing(t: Texts) -> str:
    return t("Nothing to show yet. A warning appears once {n} members have voted for it.", n=ENOUGH)


def _told(t: Texts, warnings: Warnings, has: Wanted) -> list[Part]:
    if has == Wanted():
        told = t("Members who completed it have voted on what it contains and how it ends.")
        return [say(told, "-# " + t("Choose what you want to know; only you see the answer."))]
    parts: list[Part] = []
    if has.subjects:
        parts.append(say(*_subjects(t, warnings, has.subjects)))
    if has.ending:
        parts.append(say(*_ending(t, warnings)))
    foot = t(
        "Only what at least {n} members voted for is shown. The drama may contain more.",
        n=ENOUGH,
    )
    return [*parts, say(f"-# {foot}")]


def _questions(t: Texts, warnings: Warnings, has: Wanted) -> list[Part]:
    """What can still be asked for: a subject, in a menu of all, or the ending."""
    ident, ending, bits = _written(warnings, has)
    every = frozenset(SUBJECTS)
    chosen = has.subjects if has.subjects != every else frozenset()
    options = [
        SelectOption(label=t(name), value=subject, default=subject in chosen)
        for subject, name in SUBJECTS.items()
    ]
    subjects = menu(
        t("Does it contain …"), options, verbs.WARNINGS_ASK, ident, ending, bits, most=len(options)
    )
    buttons = []
    if has.subjects != every:
        every_bit = _written(warnings, EVERYTHING)[2]
        buttons.append(
            button(t("Show everything it contains"), verbs.WARNINGS_TELL, ident, ending, every_bit)
        )
    if not has.ending:
        buttons.append(button(t("Show how it ends"), verbs.WARNINGS_TELL, ident, 1, bits))
    if has == Wanted():
        buttons.append(button(t("Not now"), verbs.DISMISS, style=ButtonStyle.primary))
    return [row(subjects), row(*buttons)] if buttons else [row(subjects)]


def _ending(t: Texts, warnings: Warnings) -> list[str]:
    heading = f"**{t('How it ends')}**"
    if not warnings.told_endings:
        return [heading, _nothing(t)]
    return [
        heading,
        *(
            "- " + t.plural("{what}: {n} vote", "{what}: {n} votes", votes, what=t(ENDINGS[ending]))
            for ending, votes in warnings.told_endings
        ),
    ]


def _subjects(t: Texts, warnings: Warnings, chosen: Collection[Subject]) -> list[str]:
    """The votes on each chosen subject. If all were asked for, only subjects with votes."""
    lines = [
        t("{what}: {n} of {all} who voted", what=t(SUBJECTS[subject]), n=votes, all=warnings.voters)
        for subject, votes in warnings.told_subjects
        if subject in chosen
    ]
    if len(chosen) < len(SUBJECTS):
        known = {subject for subject, _ in warnings.told_subjects}
        lines += [
            t("{what}: fewer than {n} members voted for it", what=t(name), n=ENOUGH)
            for subject, name in SUBJECTS.items()
            if subject in chosen and subject not in known
        ]
    heading = f"**{t('What it contains')}**"
    return [heading, *(f"- {line}" for line in lines)] if lines else [heading, _nothing(t)]


def _voting(t: Texts, warnings: Warnings, has: Wanted) -> list[Part]:
    state = _written(warnings, has)
    endings = [
        SelectOption(label=t(name), value=ending, default=ending is warnings.own_ending)
        for ending, name in ENDINGS.items()
    ]
    subjects = [
        SelectOption(label=t(name), value=subject, default=subject in warnings.own_subjects)
        for subject, name in SUBJECTS.items()
    ]
    parts: list[Part] = [
        say(t("You've completed it. What would you warn others about? Votes are anonymous.")),
        row(menu(t("How it ends"), endings, verbs.VOTE_ENDING, *state, fewest=0)),
        row(menu(t("What it contains"), subjects, verbs.VOTE_SUBJECTS, *state, fewest=0, most=len(subjects))),
    ]
    if warnings.voted:
        parts.append(row(button(t("Remove my votes"), verbs.VOTES_TAKE_BACK, *state)))
    return parts
