"""How SimCord finds out that the bot has come to rest, without asking while something is about to run.

After each action SimCord looks through every task and timer of the bot, again each time that one of them is
done: an answer takes dozens of tasks, and most of these looks find what was plain before. While the event
loop has callbacks ready, nothing is at rest; so they run first, and SimCord looks once they are gone. What
counts as rest stays as it is.

Each step of a task is a callback, too. SimCord keeps a record of it until it has run, and has one of the task
itself, which is not at rest before that step has run.
"""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

from discord.ext import tasks
from simcord import _dpy_internals, _runtime, env

TURNS = 2_000  # of the event loop, then SimCord looks all the same: it keeps time, and says who does not rest


def rest_first() -> None:
    """From now on, in this process."""
    vars(env)["asyncio"] = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
    keep_no_record_of_steps()
    tell_the_time_sooner()
    find_loops_by_their_names()


async def sleep(delay: float, result: object = None) -> object:
    """As `asyncio.sleep`, but one of no time lasts until nothing is ready to run."""
    if delay > 0:
        return await asyncio.sleep(delay, result)
    ready: Any = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # asyncio tells it nowhere else
    for _ in range(TURNS):
        await asyncio.sleep(0)
        if not ready:
            break
    return result


def keep_no_record_of_steps() -> None:
    """Let SimCord keep no record of what it calls itself, nor of the steps of tasks that it has one of."""
    # A record is found in their list by what it is. They compared all that they hold.
    _runtime._CallbackRecord.__eq__ = object.__eq__  # type: ignore[method-assign]
    track, scope = _runtime._track_callback, _runtime._BOT_SCOPE

    def tracked(
        work: Any, original: Any, callback: Any, arguments: Any, *, when: Any, context: Any, **named: Any
    ) -> Any:
        if when is None:
            task = getattr(callback, "__self__", None)
            if isinstance(task, asyncio.Task):
                spared = task in work.tasks or context is None or context.get(scope) is None  # nobody's task
            else:
                spared = getattr(callback, "__module__", None) == _runtime.__name__
            if spared:
                return original(*named.get("schedule_args", ()), callback, *arguments, context=context)
        return track(work, original, callback, arguments, when=when, context=context, **named)

    vars(_runtime)["_track_callback"] = tracked


def tell_the_time_sooner() -> None:
    """Let the event loop, which is no bot's, have the real time without asking whose it is."""
    real, scope = time.monotonic, _runtime._BOT_SCOPE
    asked = _dpy_internals._clock_monotonic

    def monotonic() -> float:
        return real() if scope.get() is None else asked()

    _dpy_internals._clock_monotonic = monotonic


def find_loops_by_their_names() -> None:
    """Let SimCord look into a task for a loop of `discord.ext.tasks` only if its name says that it is one."""
    look = _dpy_internals._tasks_loop_self

    def looked(task: Any) -> Any:
        named = getattr(task.get_coro(), "__qualname__", "")
        return look(task) if named.startswith(f"{tasks.Loop.__name__}.") else None

    vars(_dpy_internals)["_tasks_loop_self"] = looked
