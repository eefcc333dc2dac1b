"""What one member may do in a while: bounded for everything that they write, report and judge."""

from __future__ import annotations

import dataclasses
import inspect
from datetime import timedelta

import pytest

from bot.domain.limits import Deed
from bot.domain.recommendations import ReasonForm
from bot.errors import EmptyText, ServerBusy, TooMuch
from bot.services.container import Services
from bot.services.limits import ALLOWANCES, SERVER, Limits
from tests.services.people import JUN, MIKA, NOW

# What a service does for a member that writes nothing which others read, or is bounded otherwise.
FREE = {
    "scores", "profiles", "watching", "lists", "list_imports", "drafts", "rules", "outbox",
    "chores", "airing",
    "catalogue", "readers", "rankings", "growing", "curating", "importing", "matching", "pictures",
    "cards", "board",
    "club_clock", "taste",
    "blocks",
    "held", "words", "sweeping",  # for moderators
    "writings", "queue",  # moderators' decisions, and an appeal: once for each removal
}  # fmt: skip
# Of the others: what takes something back, reads, or is a curator's answer to what members wrote.
TAKES_BACK = {
    "delete", "take_back", "take_away", "own", "one", "random", "mine", "begun", "page", "gone", "lost",
    "tidy", "for_all", "for_picture", "get", "listing",
    "form", "outdated", "plan",  # of a message that was asked about, which was bounded
    "superseded", "refused", "ask", "withdraw",
    "approve", "decline",  # by the person who runs the bot
    "leave", "remind",
    "export",  # of what is one's own; one member's at a time
    "meant", "of_server", "understand",  # read a year; a server's is added up once for all who ask
    "refuse",  # what others recommend to one
}  # fmt: skip


def test_every_deed_has_an_allowance_and_is_taken_somewhere() -> None:
    assert set(ALLOWANCES) == set(Deed)
    taken = {deed for _, _, deed in limited_methods()}
    assert taken == set(Deed)


def test_every_method_by_which_a_member_writes_is_bounded() -> None:
    """A service's method that is given a reader and the time changes something for others to read."""
    bounded = {(service, method) for service, method, _ in limited_methods()}
    unbounded = set()
    for service, method, signature in _methods():
        if service in FREE or method in TAKES_BACK or (service, method) in bounded:
            continue
        given = {str(one.annotation) for one in signature.parameters.values()}
        if {"Reader", "datetime"} <= given:
            unbounded.add(f"{service}.{method}")
    assert unbounded == set()


def test_a_member_is_told_when_it_goes_on_and_others_are_not_held_up() -> None:
    limits = Limits()
    allowance = ALLOWANCES[Deed.COMMENT]
    for _ in range(allowance.burst):
        limits.take(Deed.COMMENT, MIKA, NOW)
    with pytest.raises(TooMuch) as refused:
        limits.take(Deed.COMMENT, MIKA, NOW)
    assert refused.value.until == NOW + timedelta(seconds=allowance.every)
    limits.take(Deed.COMMENT, JUN, NOW)
    limits.take(Deed.QUOTE, MIKA, NOW)
    limits.take(Deed.COMMENT, MIKA, refused.value.until)


def test_a_server_has_a_bucket_of_its_own() -> None:
    limits = Limits()
    members = [dataclasses.replace(MIKA, member_id=number) for number in range(1, SERVER.burst + 2)]
    for member in members[:-1]:
        limits.take(Deed.VOTE, member, NOW)
    with pytest.raises(ServerBusy) as refused:
        limits.take(Deed.REVIEW, members[-1], NOW)
    assert refused.value.until == NOW + timedelta(seconds=SERVER.every)
    limits.take(Deed.REVIEW, dataclasses.replace(MIKA, guild_id=1_000), NOW)
    limits.take(Deed.REVIEW, dataclasses.replace(MIKA, guild_id=None), NOW)
    # What the server had no room for was not taken from the member.
    for second in range(ALLOWANCES[Deed.REVIEW].burst):
        limits.take(Deed.REVIEW, members[-1], refused.value.until + timedelta(seconds=second))


async def test_what_was_refused_does_not_count(services: Services) -> None:
    one, other = await services.catalogue.get(1), await services.catalogue.get(2)
    burst = ALLOWANCES[Deed.RECOMMENDATION].burst
    for _ in range(3 * burst):
        with pytest.raises(EmptyText):
            await services.recommending.suggest(one, other, ReasonForm(" "), MIKA, NOW)
    for _ in range(burst):
        await services.recommending.suggest(one, other, ReasonForm("Because."), MIKA, NOW)
    with pytest.raises(TooMuch):
        await services.recommending.suggest(one, other, ReasonForm("Because."), MIKA, NOW)


def _methods() -> list[tuple[str, str, inspect.Signature]]:
    kinds = inspect.get_annotations(Services, eval_str=True)
    return [
        (field.name, name, inspect.signature(method))
        for field in dataclasses.fields(Services)
        if inspect.isclass(kinds[field.name])
        for name, method in inspect.getmembers(kinds[field.name], inspect.iscoroutinefunction)
        if not name.startswith("_")
    ]


def limited_methods() -> list[tuple[str, str, Deed]]:
    """Each service's methods by which a member writes, with its deed."""
    kinds = inspect.get_annotations(Services, eval_str=True)
    return [
        (field.name, name, method.__deed__)
        for field in dataclasses.fields(Services)
        if inspect.isclass(kinds[field.name])
        for name, method in inspect.getmembers(kinds[field.name])
        if hasattr(method, "__deed__")
    ]
