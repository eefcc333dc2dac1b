"""Starts processes of the bot by forking one that has imported everything already.

Of the 1.5 s of processor time that a start takes, most go into imports and into patterns to compile, the
same each time, and the tests start some seventy. A process that is forked begins where `python -m PROGRAM
WORDS` is after its imports, and finds compiled what is compiled once. It has its own folder, environment,
output, limits and signals, and it ends as every interpreter does.
`tests/e2e/test_process.py` starts one from the very beginning, too.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import IO

from tools.browser import ROOT, child_environment

MOST = 1 << 16  # bytes of a request

# What the verbs that the tests use import when they run.
NEEDED = ("bot.process", "bot.maintenance", "bot.doctor", "bot.logs", "uvloop", "bot.__main__")


class Child:
    """A process that the nursery started; as one of asyncio's."""

    def __init__(self, status: socket.socket, pid: int):
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.ensure_future(self._end(status))

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def _end(self, status: socket.socket) -> int:
        with status:
            told = await asyncio.get_running_loop().sock_recv(status, MOST)
        assert told, "the nursery itself has ended"
        self.returncode = int(told)
        return self.returncode


class Nursery:
    """The tests' side: it starts the process to fork with the first request."""

    def __init__(self) -> None:
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    async def start(
        self,
        program: str,
        *words: str,
        cwd: Path,
        env: Mapping[str, str],
        output: IO[bytes],
        errors: IO[bytes] | None = None,
    ) -> Child:
        """`python -m PROGRAM WORDS`, as `tools.browser.new_process` starts it."""
        status, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        status.setblocking(False)
        request = {"program": program, "words": words, "cwd": str(cwd), "env": dict(env)}
        with theirs:
            given = [output.fileno(), (errors or output).fileno(), theirs.fileno()]
            socket.send_fds(self._opened(), [json.dumps(request).encode()], given)
        pid = await asyncio.get_running_loop().sock_recv(status, MOST)
        assert pid, "the nursery has ended"
        return Child(status, int(pid))

    def _close(self) -> None:
        if self._requests is not None and self._process is not None:
            self._requests.close()
            self._process.wait()

    def _opened(self) -> socket.socket:
        if self._requests is None:
            atexit.register(self._close)
            self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", __name__, str(theirs.fileno())],
                    cwd=ROOT,
                    env=child_environment(),
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
        return self._requests


NURSERY = Nursery()


# --- in the other process ---


def serve(requests: socket.socket) -> Callable[[], None]:
    """Fork for each request until the tests have closed their end. Returns in the child: what it is to do."""
    statuses: dict[int, socket.socket] = {}
    woken, waking = socket.socketpair()
    waking.setblocking(False)
    signal.set_wakeup_fd(waking.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([requests, woken], [], [])
        if woken in ready:
            woken.recv(MOST)
            tell_ends(statuses)
        if requests not in ready:
            continue
        message, given, _, _ = socket.recv_fds(requests, MOST, 3)
        if not message:
            os._exit(0)
        request = json.loads(message)
        output, errors, status = given
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for other in (requests, woken, waking, *statuses.values()):
                other.close()
            os.close(status)
            return becoming(request, output, errors)
        os.close(output)
        os.close(errors)
        statuses[pid] = socket.socket(fileno=status)
        statuses[pid].send(str(pid).encode())


def tell_ends(statuses: dict[int, socket.socket]) -> None:
    """Tell the exit code of every child that has ended, negative for a signal."""
    while statuses:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with statuses.pop(pid) as told:
            told.send(str(os.waitstatus_to_exitcode(status)).encode())


def becoming(request: dict[str, object], output: int, errors: int) -> Callable[[], None]:
    """Let this process be the one that was asked for. Returns its program."""
    program, words, cwd, env = (request[name] for name in ("program", "words", "cwd", "env"))
    assert isinstance(words, list)
    assert isinstance(env, dict)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.close(output)
    os.close(errors)
    os.chdir(str(cwd))
    os.environ.clear()
    os.environ.update(env)
    sys.argv[:] = [str(program), *words]
    module = import_module(str(program))
    if hasattr(module, "__path__"):  # of a package its `__main__` is run
        module = import_module(f"{program}.__main__")
    main: Callable[[], None] = module.main
    return main


def prepare() -> None:
    """Do what every bot does with the code alone, whatever its settings and its file."""
    for name in NEEDED:
        import_module(name)
    import_module("bot.client").cog_modules()
    import_module("bot.services.chat.chat").Chat.prepare()
    for language in import_module("bot.domain.languages").LANGUAGES:
        import_module("bot.i18n").texts(language)


if __name__ == "__main__":
    prepare()
    gc.freeze()  # so that no child looks through all of it, and has it copied by doing so
    serve(socket.socket(fileno=int(sys.argv[1])))()
