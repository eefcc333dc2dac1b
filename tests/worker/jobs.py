"""What the tests have the worker do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return number * 2


def backwards(text: bytes) -> bytes:
    """As much back as came in: far more than a pipe holds."""
    return text[::-1]


def whoever_works() -> int:
    return os.getpid()


def talk_a_lot(number: int) -> int:
    print("x" * 100_000)
    return number


def refuse(word: str) -> None:
    raise ValueError(f"no {word}")


def unsendable() -> object:
    return lambda: None


def take(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


def begin_and_take(mark: str, seconds: float) -> None:
    Path(mark).write_text(str(os.getpid()))
    time.sleep(seconds)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: str) -> str:
    """Dies the first time, as a process that the kernel takes for lack of memory."""
    path = Path(mark)
    if not path.exists():
        path.touch()
        die()
    return "lived"


def hoard(size: int) -> int:
    return len(bytes(size))
