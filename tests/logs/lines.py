"""Logs to a text that a test can read."""

from __future__ import annotations

import io

from bot.logs import configure_logs, get_logger


def log_to(format: str, *secrets: str, level: str = "info") -> io.StringIO:  # noqa: A002
    stream = io.StringIO()
    configure_logs(level, format, secrets=secrets, stream=stream)
    return stream


def log_exception(error: Exception) -> None:
    try:
        raise error
    except type(error):
        get_logger().exception("broke")
