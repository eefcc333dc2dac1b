"""Serves the bot's health (`/healthz`) and counts (`/metrics`), to this machine only.

Nothing here names a member or a server, and no label has a value that somebody chose.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import discord
from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.client import NamidaBot
from bot.domain.backups import is_late
from bot.domain.outbox import Standing
from bot.errors import StoreUnavailable
from bot.logs import get_logger
from bot.measures import BOUNDS, Durations, Measures
from bot.settings import Listening

LabelT = TypeVar("LabelT", bound=str)

PATIENCE = 2.0  # seconds that the store has for an answer
log = get_logger("namida.monitoring")


@dataclass(frozen=True, slots=True)
class Shard:
    """One connection to Discord. `latency`: seconds of the last heartbeat, None if none came back."""

    connected: bool
    latency: float | None


@dataclass(frozen=True, slots=True)
class State:
    """How the bot is now. `outbox` is None if the store does not answer. Sizes are bytes."""

    now: datetime
    ready: bool
    shards: dict[int, Shard]
    servers: int
    scheduling: bool
    outbox: Standing | None
    newest_backup: datetime | None
    backup_late: bool
    sizes: dict[str, int]

    @property
    def troubles(self) -> list[str]:
        """What keeps the bot from its work, in words. Empty if it is well."""
        found = []
        # `ready` comes some seconds after the first answers: discord.py waits for servers that may follow.
        begun = self.ready or bool(self.shards)
        if not begun or not all(shard.connected for shard in self.shards.values()):
            found.append("not connected to Discord")
        if self.outbox is None:
            found.append("the database does not answer")
        if self.ready and not self.scheduling:
            found.append("scheduled work has stopped")
        return found


@asynccontextmanager
async def monitoring(bot: NamidaBot, database: Path, listening: Listening) -> AsyncIterator[int]:
    """Answer on a loopback address during the block. Yields the port. Raises OSError if it is not free."""
    pages = _Pages(bot, database)
    application = web.Application(middlewares=[_from_here])
    application.add_routes([web.get("/healthz", pages.health), web.get("/metrics", pages.metrics)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, listening.host, listening.port).start()
        port = int(runner.addresses[0][1])
        log.info("monitoring", host=listening.host, port=port)
        yield port
    finally:
        await runner.cleanup()


@web.middleware
async def _from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what asks under another name: a page of the web that a browser on this machine shows."""
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
        here = name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        here = False
    if not here:
        raise web.HTTPForbidden
    return await handler(request)


class _Pages:
    def __init__(self, bot: NamidaBot, database: Path):
        self._bot = bot
        self._database = database

    async def health(self, _: web.Request) -> web.Response:
        """200 if the bot does its work, 503 if it does not yet or no more; JSON that says why."""
        state = await look(self._bot, self._database)
        told = {
            "status": "trouble" if state.troubles else "ok",
            "troubles": state.troubles,
            "gateway_latency_s": _worst_latency(state),
            "posts_due": state.outbox.due if state.outbox else None,
            "oldest_post_s": _age(state.now, state.outbox.oldest_due) if state.outbox else None,
            "backup_age_s": _age(state.now, state.newest_backup),
            "backup_late": state.backup_late,
        }
        return web.json_response(told, status=503 if state.troubles else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """Everything that is counted, in Prometheus's text format."""
        registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=registry)
        registry.register(_Shown(await look(self._bot, self._database), self._bot.measures))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def look(bot: NamidaBot, database: Path) -> State:
    """How the bot is now. Raises nothing that the store or the disk does."""
    now = discord.utils.utcnow()
    outbox = None
    try:
        async with asyncio.timeout(PATIENCE):
            outbox = await bot.services.outbox.standing(now)
    except (TimeoutError, StoreUnavailable):
        pass  # None says so
    kept = await bot.services.backups.kept()
    shards = {
        number: Shard(not shard.is_closed(), shard.latency if math.isfinite(shard.latency) else None)
        for number, shard in bot.shards.items()
    }
    return State(
        now=now,
        ready=bot.is_ready(),
        shards=shards,
        servers=len(bot.guilds),
        scheduling=bot.scheduler.running,
        outbox=outbox,
        newest_backup=kept[0].made_at if kept else None,
        backup_late=is_late(bot.services.backups.plan, kept[0] if kept else None, now),
        sizes=await asyncio.to_thread(_sizes, database),
    )


def _sizes(database: Path) -> dict[str, int]:
    files = {"database": database, "log": database.with_name(f"{database.name}-wal")}
    return {name: path.stat().st_size for name, path in files.items() if path.exists()}


def _worst_latency(state: State) -> float | None:
    known = [shard.latency for shard in state.shards.values() if shard.latency is not None]
    return round(max(known), 3) if known else None


def _age(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else round(max(0.0, (now - then).total_seconds()), 1)


class _Shown(Collector):
    """The state and the counts as Prometheus's metrics."""

    def __init__(self, state: State, measures: Measures):
        self._state = state
        self._measures = measures

    def collect(self) -> Iterator[Metric]:
        yield from self._of_state()
        yield from self._of_outbox()
        yield from self._counted()

    def _of_state(self) -> Iterator[Metric]:
        state = self._state
        yield _gauge("namida_healthy", "1 if /healthz answers with 200.", not state.troubles)
        yield _gauge("namida_servers", "Servers that the bot is on.", state.servers)
        connected = GaugeMetricFamily("namida_gateway_connected", "1 if connected.", labels=["shard"])
        latency = GaugeMetricFamily(
            "namida_gateway_latency_seconds", "How long Discord took for a heartbeat.", labels=["shard"]
        )
        for number, shard in state.shards.items():
            connected.add_metric([str(number)], float(shard.connected))
            if shard.latency is not None:
                latency.add_metric([str(number)], shard.latency)
        yield from (connected, latency)
        if state.newest_backup is not None:
            yield _gauge(
                "namida_backup_timestamp_seconds",
                "When the newest backup was made, as a Unix time.",
                state.newest_backup.timestamp(),
            )
        yield _gauge("namida_backup_late", "1 if the newest backup is too old.", state.backup_late)
        sizes = GaugeMetricFamily("namida_database_bytes", "Sizes of the database's files.", labels=["file"])
        for name, size in state.sizes.items():
            sizes.add_metric([name], size)
        yield sizes

    def _of_outbox(self) -> Iterator[Metric]:
        yield _gauge("namida_store_up", "1 if the database answers.", self._state.outbox is not None)
        if (outbox := self._state.outbox) is None:
            return
        posts = GaugeMetricFamily("namida_outbox_posts", "Posts that are not sent yet.", labels=["state"])
        for state, count in (("due", outbox.due), ("held", outbox.held), ("planned", outbox.planned)):
            posts.add_metric([state], count)
        yield posts
        yield _gauge(
            "namida_outbox_oldest_seconds",
            "How long the oldest post that is due waits.",
            _age(self._state.now, outbox.oldest_due) or 0.0,
        )

    def _counted(self) -> Iterator[Metric]:
        counts = self._measures
        answers = CounterMetricFamily("namida_answers", "Answers given.", labels=["command", "result"])
        for (command, result), count in counts.answers.items():
            answers.add_metric([command, result], count)
        trouble = CounterMetricFamily("namida_store_trouble", "Work that failed.", labels=["kind"])
        for kind, count in counts.store_trouble.items():
            trouble.add_metric([kind], count)
        requests = CounterMetricFamily(
            "namida_source_requests", "Questions to other catalogues.", labels=["source", "outcome"]
        )
        for (source, outcome), count in counts.source_requests.items():
            requests.add_metric([str(source), outcome], count)
        yield from (answers, trouble, requests)
        yield _histogram("namida_answer_seconds", "How long answers took.", "kind", counts.answer_seconds)
        yield _histogram("namida_store_seconds", "How long the store took.", "work", counts.store_seconds)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=float(value))


def _histogram(name: str, told: str, label: str, found: Mapping[LabelT, Durations]) -> Metric:
    family = HistogramMetricFamily(name, told, labels=[label])
    for value, durations in found.items():
        total, buckets = 0, []
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), durations.counts, strict=True):
            total += count
            buckets.append((bound, float(total)))
        family.add_metric([value], buckets, durations.seconds)
    return family
