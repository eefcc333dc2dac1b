"""What members are told of answers: who answered, about which drama, and where; never what it says."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answers import IN_A_DIGEST, Answer
from bot.domain.message_ledger import Place
from bot.i18n import Texts
from bot.present import actions, words
from bot.present.layout import Screen, note
from bot.present.moderation.naming import link

_TITLE_SHOWN = 120


def notice(t: Texts, answer: Answer) -> Screen:
    """A direct message about one answer."""
    told = f"{_told(t, answer)}\n-# " + t(
        "You asked to be told of answers. {command} changes that.", command="`/profile edit`"
    )
    where = _where(answer)
    return note(told, *([actions.link(t("Read it"), where)] if where else []))


def lines(t: Texts, answers: Sequence[Answer]) -> list[str]:
    """The lines of a digest."""
    told = [f"- {_linked(t, answer)}" for answer in answers[:IN_A_DIGEST]]
    return [*told, t("… and more")] if len(answers) > IN_A_DIGEST else told


def _told(t: Texts, answer: Answer) -> str:
    names = {"member": f"<@{answer.author_id}>", "title": f"**{words.title(t, answer.drama, _TITLE_SHOWN)}**"}
    if answer.on_review:
        return t("{member} commented on your review of {title}.", **names)
    return t("{member} answered your comment on {title}.", **names)


def _linked(t: Texts, answer: Answer) -> str:
    where = _where(answer)
    return f"{_told(t, answer)} [{t('Read it')}]({where})" if where else _told(t, answer)


def _where(answer: Answer) -> str | None:
    """The address of the answer's message."""
    if answer.channel_id is None or answer.message_id is None:
        return None
    return link(Place(answer.guild_id, answer.channel_id, answer.message_id))
