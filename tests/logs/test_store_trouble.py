"""Trouble with the store is one line a minute in the log, with its kind."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest

from bot import logs
from bot.errors import StoreUnavailable
from bot.logs import get_logger, incident
from tests.logs.lines import log_exception, log_to
from tests.source_code import modules

WAYS = ("field", "library", "exception", "given", "library's exception")
HANDLERS = [
    (Path(path), node)
    for path, module in modules("bot", "cogs", matching="StoreUnavailable")
    for node in ast.walk(module)
    if isinstance(node, ast.ExceptHandler) and node.type and "StoreUnavailable" in ast.unparse(node.type)
]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The minutes as the log counts them; nothing has gone wrong yet."""
    now = [1_000.0]
    monkeypatch.setattr("bot.logs.time.monotonic", lambda: now[0])
    monkeypatch.setattr(logs, "_incidents", {})
    return now


def _raise(error: Exception) -> None:
    raise error from OSError("disk")


def refused(way: str) -> None:
    """A store that is unavailable, in any of the ways in which that comes to the log."""
    try:
        _raise(StoreUnavailable("full"))
    except StoreUnavailable as error:
        if way == "field":
            get_logger("namida").warning("put off", store=error.kind)
        elif way == "library":
            logging.getLogger("bot.sources").warning("not kept", extra={"store": error.kind})
        elif way == "exception":
            get_logger("namida").exception("fault")
        elif way == "given":
            get_logger("namida").error("fault", exc_info=error)
        else:
            logging.getLogger("discord.client").exception("Ignoring exception in %s", "on_ready")


@pytest.mark.parametrize("first", WAYS)
def test_a_full_disk_is_one_line_a_minute_whoever_meets_it(first: str, clock: list[float]) -> None:
    stream = log_to("text")

    refused(first)
    for _ in range(100):
        for way in WAYS:
            refused(way)
    get_logger("namida").warning("put off", store="locked")  # another matter
    clock[0] += logs.SELDOM_S
    refused("field")

    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert "Traceback" not in stream.getvalue()
    assert "store=locked" in lines[1]
    assert "unwritten=500" in lines[2]


def test_whoever_meets_it_is_shown_the_reference_that_the_line_has(clock: list[float]) -> None:
    stream = log_to("text")

    refused("field")
    shown = {incident("full") for _ in range(50)}
    clock[0] += logs.SELDOM_S
    refused("field")
    later = incident("full")

    first, second = stream.getvalue().splitlines()
    (one,) = shown
    assert f"reference={one}" in first
    assert f"reference={later}" in second
    assert one != later


def test_every_other_fault_keeps_its_traceback_each_time(clock: list[float]) -> None:
    stream = log_to("text")

    for _ in range(3):
        log_exception(ValueError("ours"))

    assert stream.getvalue().count("ValueError: ours") == 3


@pytest.mark.parametrize(("path", "handler"), HANDLERS, ids=lambda given: getattr(given, "stem", None))
def test_every_line_about_the_store_says_what_ails_it(path: Path, handler: ast.ExceptHandler) -> None:
    for call in ast.walk(handler):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("log."):
            assert "store" in ast.unparse(call), f"{path}:{call.lineno} would be written each time"
