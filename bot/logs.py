"""The log: one line per event, from the bot's code and the libraries, without secrets."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import nullcontext
from typing import Any, TextIO, cast

import structlog
from structlog.typing import Processor

from bot.errors import StoreUnavailable

# A bot token is three dotted parts of base64url: the user's id, a time, a signature.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}")
# Anyone who has the last part of such a path can answer in the bot's name.
_WEBHOOK = re.compile(r"(/(?:webhooks|interactions)/\d{15,20}/)[A-Za-z0-9_.%-]{20,}")
HIDDEN = "[hidden]"
_QUOTED = re.compile(r'[\s"=]')  # a value with one of these is quoted
_JSON = json.JSONEncoder(ensure_ascii=False).encode
_WRITTEN = (str, int, bool)

# Control characters, and those that turn the reading direction, could forge a line or hide one.
_CONTROLS = {
    code: chr(code).encode("unicode_escape").decode("ascii")
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
_COLOURS = {"debug": "\x1b[2m", "info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"

# Their debug lines hold members' text: SQL's parameters, the gateway's and the requests' bodies.
_TALKATIVE = ("aiosqlite", "discord", "simcord", "aiohttp", "asyncio")

Event = MutableMapping[str, Any]

# Events with one of these keys repeat with every request while something is wrong. `store` is the store's
# trouble (`StoreUnavailable.kind`). `seldom` is, for anything else, what its lines share.
_OF_A_KIND = ("store", "seldom")
SELDOM_S = 60.0
# Seconds that lines for information wait for others, to be written with them. Nothing else waits.
GATHERED_S = 0.1
_incidents: dict[str, tuple[float, str]] = {}

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
)


def _wire() -> None:
    """Send structlog's events through the standard library's logging, as the libraries do."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            _at_once,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(ignore_frame_names=[__name__]),
        cache_logger_on_first_use=True,
    )


_RECORD = vars(logging.LogRecord("", logging.INFO, "", 0, None, (), None))


class _Finished(logging.LogRecord):
    """A line whose event is complete. The system is not asked for its thread and process each time."""

    def __init__(self, name: str, event: Event):
        now = time.time()
        vars(self).update(_RECORD, name=name, msg=event, created=now, msecs=now % 1 * 1_000)


def _at_once(logger: logging.Logger, method: str, event: Event) -> Event:
    """Hand a line for information to the handlers.

    There is one for each answer. It goes without what costs most: the line of code that called, which matters
    only if something is wrong, and a copy of the record for the formatter.
    """
    if method != "info" or "exc_info" in event or "stack_info" in event:
        return event
    logger.handle(_Finished(logger.name, event))
    raise structlog.DropEvent


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Formats finished lines as the others, without their copies."""

    def __init__(self, hide: Processor, render: Processor) -> None:
        super().__init__(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                hide,
                render,
            ],
        )
        self._hide, self._render = hide, render

    def format(self, record: logging.LogRecord) -> str:
        if not isinstance(record, _Finished):
            return super().format(record)
        event: Any = record.msg
        hidden = cast(Event, self._hide(None, "", dict(event)))
        return str(self._render(None, "", hidden))


_wire()


def get_logger(name: str | None = None) -> structlog.stdlib.BoundLogger:
    """A logger for a module. Without a name, it takes the name of the module that first logs with it."""
    return structlog.stdlib.get_logger() if name is None else structlog.stdlib.get_logger(name)


def configure_logs(
    level: str = "info",
    format: str = "text",  # noqa: A002 - the setting's own word
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Write the log to `stream` (standard error) from now on. Replaces an earlier setup.

    `secrets` and everything that looks like a Discord token are never written.
    """
    to = stream or sys.stderr
    render = _as_json if format == "json" else _as_text(to.isatty())
    handler = _Handler(to)
    handler.addFilter(_Seldom())
    handler.setFormatter(_Formatter(_hide(secrets), render))
    root = logging.getLogger()
    for earlier in [known for known in root.handlers if isinstance(known, _Handler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))


def incident(kind: str) -> str:
    """The reference of the current fault, the same for everyone within a minute."""
    now = time.monotonic()
    begun, found = _incidents.get(kind, (-math.inf, ""))
    if now - begun >= SELDOM_S:
        found = secrets.token_hex(4)
        _incidents[kind] = now, found
    return found


class _Seldom(logging.Filter):
    """Writes one line per incident and counts the lines left out, which would fill a full disk even faster.

    A traceback of an unavailable store counts as such a line, too, because it says nothing more.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, str] = {}
        self._unwritten: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        kind = _kind_of(record)
        if kind is None:
            return True
        current = incident(kind)
        if self._told.get(kind) == current:
            self._unwritten[kind] += 1
            return False
        self._told[kind] = current
        if isinstance(record.msg, dict):
            event = {name: value for name, value in record.msg.items() if name != "seldom"}
            if "store" in event:
                event["reference"] = current
            if unwritten := self._unwritten.pop(kind, 0):
                event["unwritten"] = unwritten
            record.msg = event
        return True


def _kind_of(record: logging.LogRecord) -> str | None:
    event = record.msg if isinstance(record.msg, dict) else record.__dict__
    for word in _OF_A_KIND:
        if word in event:
            return str(event[word])
    error = _store_trouble(_error_of(record, event.get("exc_info")))
    if error is None:
        return None
    record.exc_info = None
    if isinstance(record.msg, dict):
        record.msg = {**record.msg, "store": error.kind, "exc_info": None}
    return error.kind


def _store_trouble(error: BaseException | None) -> StoreUnavailable | None:
    """The store's trouble behind an error, if any. Causes may form a circle."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, StoreUnavailable):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None


def _error_of(record: logging.LogRecord, given: object) -> BaseException | None:
    """The exception of a log line, in any form that logging allows."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    if given is True:
        return sys.exc_info()[1]
    return record.exc_info[1] if record.exc_info else None


class _Handler(logging.StreamHandler[TextIO]):
    """Writes the lines. Those that an event loop's answers leave are written together.

    Each write gives up the interpreter, and gets it back late while the bot is busy.
    """

    def __init__(self, stream: TextIO):
        super().__init__(stream)
        self._gathered: list[str] = []
        self._writes: asyncio.AbstractEventLoop | None = None  # where the next writing is planned

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, or put it with those that are written soon. Lines stay in their order."""
        loop = _running_loop() if isinstance(record, _Finished) else None
        if loop is None:
            self._write()
            super().emit(record)
            return
        try:
            self._gathered.append(self.format(record) + self.terminator)
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)
        if self._writes is not loop:
            self._writes = loop
            loop.call_later(GATHERED_S, self.flush)

    def flush(self) -> None:
        """Write what is gathered. Logging calls it at the end of the process, too."""
        with self.lock or nullcontext():
            self._writes = None
            self._write()
            if not self.stream.closed:
                super().flush()

    def _write(self) -> None:
        if not self._gathered:
            return
        lines, self._gathered = "".join(self._gathered), []
        try:
            self.stream.write(lines)
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(logging.LogRecord("namida", logging.INFO, "", 0, None, (), None))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Report that a line was lost, and from which logger.

        The standard library would print the record's arguments, which may contain a token.
        """
        if isinstance(sys.exc_info()[1], BrokenPipeError):
            return  # no one reads the log any more; the bot continues
        print(f"a log line of {record.name} (line {record.lineno}) could not be written", file=sys.stderr)  # noqa: T201


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _hide(secrets: Iterable[str]) -> Processor:
    known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def clean(text: str) -> str:
        for secret in known:
            text = text.replace(secret, HIDDEN)
        return _WEBHOOK.sub(rf"\g<1>{HIDDEN}", _TOKEN.sub(HIDDEN, text))

    def hide(_logger: object, _method: str, event: Event) -> Event:
        if _is_plain(event):
            # Nearly every line holds nothing to hide. One look at all of its texts is enough to know.
            whole = "\0".join([*event, *(value for value in event.values() if value.__class__ is str)])
            if clean(whole) == whole:
                return event
        return {clean(str(key)): _plain(value, clean) for key, value in event.items()}

    return hide


def _is_plain(event: Event) -> bool:
    """Whether the event can be written as it is, if nothing in it must be hidden."""
    return all(key.__class__ is str for key in event) and all(
        value is None or value.__class__ in _WRITTEN or (value.__class__ is float and math.isfinite(value))
        for value in event.values()
    )


def _plain(value: object, clean: Callable[[str], str], depth: int = 4) -> Any:
    """`value` as JSON values, with every string cleaned. Below `depth`, as one string."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return clean(str(value))
    if depth and isinstance(value, Mapping):
        return {clean(str(key)): _plain(inner, clean, depth - 1) for key, inner in value.items()}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner, clean, depth - 1) for inner in value]
    return clean(str(value) if isinstance(value, BaseException) else repr(value))


def _as_json(_logger: object, _method: str, event: Event) -> str:
    first = {name: event.pop(name, None) for name in ("timestamp", "level", "logger", "event")}
    return _JSON({**first, **event})


def _as_text(colours: bool) -> Processor:
    def paint(text: str, colour: str) -> str:
        return f"{colour}{text}{_PLAIN}" if colours else text

    def render(_logger: object, _method: str, event: Event) -> str:
        timestamp = str(event.pop("timestamp", ""))
        level = str(event.pop("level", "info"))
        name = str(event.pop("logger", ""))
        # Only a traceback takes more than one line. The bar separates its lines from events.
        trace = str(event.pop("exception", "") or "")
        parts = [
            paint(f"{timestamp[:23]}Z", _DIM),
            paint(f"{level:<7}", _COLOURS.get(level, _COLOURS["error"])),
            paint(_one_line(str(event.pop("event", ""))), _BOLD),
            *(f"{_one_line(key)}={_value(value)}" for key, value in event.items()),
            paint(f"({_one_line(name)})", _DIM),
        ]
        lines = [" ".join(parts)]
        lines += [f"    | {_one_line(line)}" for line in trace.splitlines()]
        return "\n".join(lines)

    return render


def _one_line(text: str) -> str:
    return text if text.isprintable() else text.translate(_CONTROLS)  # no control character is printable


def _value(value: object) -> str:
    if value.__class__ is int or value.__class__ is float:  # JSON writes them so, too
        return repr(value)
    if not isinstance(value, str):
        return _one_line(_JSON(value))
    text = _one_line(value)
    if text and not _QUOTED.search(text):
        return text
    return '"' + text.replace('"', '\\"') + '"'
