"""The contract with Discord: whether it would take every request that the bot sent in a test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import simcord

from .constant import identity
from .limits import Circumstances, check_limits
from .openapi import ABSENT, Description, UnknownRouteError, load_description
from .problems import Finding, Problem

__all__ = (
    "ABSENT",
    "Description",
    "Finding",
    "Problem",
    "assert_contract",
    "check_requests",
    "load_description",
)


def check_requests(
    requests: Iterable[simcord.HttpLogEntry],
    description: Description | None,
    *,
    house_rules: bool = False,
    now: datetime | None = None,
) -> list[Problem]:
    """Every problem of every request, in their order; without a description only the limits are checked.

    `house_rules` adds the project's own: a message pings no one but roles that it names. A
    scheduled event must start after `now`.
    """
    circumstances = Circumstances(now or datetime.now(UTC), house_rules)
    problems: list[Problem] = []
    for request in requests:
        found = _judged(request, description, circumstances)
        problems += [Problem(request.method, request.path, f.where, f.reason) for f in found]
    return problems


# What was found of the lists of constants: each bot of a process registers the same commands.
_VERDICTS: dict[tuple[str, bool, tuple[int, ...]], tuple[Finding, ...]] = {}


def _judged(
    request: simcord.HttpLogEntry, description: Description | None, circumstances: Circumstances
) -> tuple[Finding, ...]:
    constant = identity(request.json)
    if constant is None:
        return _found(request, description, circumstances)
    key = (request.method, description is not None, constant)
    if key not in _VERDICTS:
        _VERDICTS[key] = _found(request, description, circumstances)
    return _VERDICTS[key]


def _found(
    request: simcord.HttpLogEntry, description: Description | None, circumstances: Circumstances
) -> tuple[Finding, ...]:
    found = dict.fromkeys(_described(request, description))
    told = {finding.where for finding in found}
    # A limit that the description knows as well is reported once.
    for finding in check_limits(request.method, request.path, request.json, circumstances):
        if finding.where not in told:
            found[finding] = None
    return tuple(found)


def assert_contract(env: simcord.Env, *, house_rules: bool = True) -> None:
    """Raises AssertionError with a line for each problem of what the bot has sent so far."""
    # SimCord does not record when a request was sent, and a test may move its clock past an event
    # that was in the future when it was made; the bot's own id is as old as the environment.
    user = env.bot.user
    began = user.created_at if user is not None else env.now()
    problems = check_requests(env.http_requests, load_description(), house_rules=house_rules, now=began)
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise AssertionError(f"Discord would refuse, or the house forbids ({len(problems)}):\n{lines}")


def _described(request: simcord.HttpLogEntry, description: Description | None) -> tuple[Finding, ...]:
    if description is None:
        return ()
    try:
        operation = description.operation(request.method, request.path)
    except UnknownRouteError as unknown:
        return (Finding("$", str(unknown)),)
    return description.findings(operation, request.json)
