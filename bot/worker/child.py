"""The worker process: it reads jobs from standard input and writes answers to standard output."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import traceback
from typing import BinaryIO

try:
    import resource
except ImportError:  # Windows has no such limits; there the time alone is one
    resource = None  # type: ignore[assignment]

HEADER = 8  # bytes, big-endian: how long the pickle behind them is


def serve(niceness: int, memory: int = 0) -> None:
    """Work until the bot closes its end or is gone, with at most `memory` bytes (0: no limit)."""
    if memory and resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the bot, which then closes its end
    if hasattr(os, "nice"):
        os.nice(niceness)
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not run into the answers
    while (job := _read(jobs)) is not None:
        answer = _answer(job)
        try:
            answers.write(len(answer).to_bytes(HEADER) + answer)
            answers.flush()
        except BrokenPipeError:
            os._exit(0)  # no one is left to answer; a normal exit would fail to flush
        # A figure is one large cycle: left to Python's own rhythm the process grows by 30 MB.
        gc.collect()


def _read(jobs: BinaryIO) -> bytes | None:
    header = jobs.read(HEADER)
    if len(header) < HEADER:
        return None
    size = int.from_bytes(header)
    job = jobs.read(size)
    return job if len(job) == size else None


def _answer(job: bytes) -> bytes:
    """The job's result, or its error in words, because not every exception can be sent."""
    try:
        function, args = pickle.loads(job)  # noqa: S301 - written by the bot, and nobody else has this pipe
        return pickle.dumps((True, function(*args)))
    except Exception as error:  # noqa: BLE001 - the boundary: the bot is told, whatever it is
        said = traceback.format_exception_only(error)[-1].strip()
        return pickle.dumps((False, (said, traceback.format_exc())))
