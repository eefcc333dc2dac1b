"""How a drama ends and what it contains: the question before it, the answer, and the menus to vote."""

from __future__ import annotations

from collections.abc import Mapping

from discord import ButtonStyle, SelectOption

from bot.domain.content import ENOUGH, Ending, Subject, Warnings
from bot.domain.dramas import Drama
from bot.i18n import N_, Texts
from bot.present import words
from bot.present.actions import button, menu
from bot.present.layout import QUIET, Part, Screen, box, row, rule, say, screen

TELL = "warntell"
VOTE_ENDING = "warnending"
VOTE_SUBJECTS = "warnsubjects"
TAKE_BACK = "warnback"

ENDINGS: Mapping[Ending, str] = {
    Ending.HAPPY: N_("Happy"),
    Ending.BITTERSWEET: N_("Bittersweet"),
    Ending.SAD: N_("Sad"),
    Ending.OPEN: N_("Open"),
}
SUBJECTS: Mapping[Subject, str] = {
    Subject.ILLNESS: N_("Serious illness"),
    Subject.DEATH: N_("Death of somebody close"),
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


def question(t: Texts, drama: Drama) -> Screen:
    """What is asked before anything is told; the same for a drama of which nobody has said a word."""
    return screen(
        box(
            say(
                f"### {words.title(drama)}",
                t("This tells how it ends and what it contains, as members who completed it say."),
                "-# " + t("Only you see the answer."),
            ),
            row(
                button(t("Tell me"), TELL, drama.id),
                button(t("Not now"), "dismiss", style=ButtonStyle.primary),
            ),
            colour=QUIET,
        )
    )


def told(t: Texts, warnings: Warnings) -> Screen:
    """What enough members said, to the one who asked for it alone; and the menus, if they may vote."""
    parts: list[Part] = [
        say(f"### {words.title(warnings.drama)}"),
        rule(),
        say(*_ending(t, warnings)),
        say(*_subjects(t, warnings)),
        say(
            "-# "
            + t(
                "Told from {n} votes for the same on. What is not named here may be in it all the same.",
                n=ENOUGH,
            )
        ),
    ]
    if warnings.may_vote:
        parts += [rule(), *_voting(t, warnings)]
    return screen(box(*parts))


def _ending(t: Texts, warnings: Warnings) -> list[str]:
    heading = f"**{t('How it ends')}**"
    if not warnings.told_endings:
        return [heading, t("Too few members have said so far.")]
    return [
        heading,
        *(
            "- " + t.plural("{what}: {n} vote", "{what}: {n} votes", votes, what=t(ENDINGS[ending]))
            for ending, votes in warnings.told_endings
        ),
    ]


def _subjects(t: Texts, warnings: Warnings) -> list[str]:
    heading = f"**{t('What it contains')}**"
    if not warnings.told_subjects:
        return [heading, t("Too few members have said so far.")]
    return [
        heading,
        *(
            "- "
            + t("{what}: {n} of {all} who voted", what=t(SUBJECTS[subject]), n=votes, all=warnings.voters)
            for subject, votes in warnings.told_subjects
        ),
    ]


def _voting(t: Texts, warnings: Warnings) -> list[Part]:
    drama_id = warnings.drama.id
    endings = [
        SelectOption(label=t(name), value=ending, default=ending is warnings.own_ending)
        for ending, name in ENDINGS.items()
    ]
    subjects = [
        SelectOption(label=t(name), value=subject, default=subject in warnings.own_subjects)
        for subject, name in SUBJECTS.items()
    ]
    parts: list[Part] = [
        say(t("You completed it: what do you say? Nobody sees whose vote is whose.")),
        row(menu(t("How it ends"), endings, VOTE_ENDING, drama_id, fewest=0)),
        row(menu(t("What it contains"), subjects, VOTE_SUBJECTS, drama_id, fewest=0, most=len(subjects))),
    ]
    if warnings.voted:
        parts.append(row(button(t("Take my votes back"), TAKE_BACK, drama_id)))
    return parts
