"""Backups of the running bot's database, made in another process while everything goes on."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from bot.domain.backups import Backup, BackupPlan, next_due, path_of
from bot.errors import BackupFailed, BackupUnderWay, Hindrance
from bot.logs import get_logger
from bot.store import backups
from bot.worker.parent import Worker, WorkFailed

log = get_logger(__name__)

LIMIT = 6 * 3600.0  # seconds that a backup may take: one of many GB on a slow disk takes minutes


class Backups:
    """One backup at a time. Reading, checking and encrypting gigabytes is another process's work."""

    def __init__(
        self,
        database: Path,
        plan: BackupPlan = BackupPlan(),  # noqa: B008 - a frozen value
        worker: Worker | None = None,
    ):
        self._database = database
        self._plan = plan
        self._worker = worker or Worker(limit=LIMIT, idle=1.0, niceness=5)
        self._making: asyncio.Task[Backup] | None = None
        self._hindered: Hindrance | None = None

    @property
    def under_way(self) -> bool:
        """Whether a backup is being made."""
        return self._making is not None and not self._making.done()

    @property
    def hindered(self) -> Hindrance | None:
        """Why the last attempt since the start of the bot made none; None if it made one."""
        return self._hindered

    @property
    def plan(self) -> BackupPlan:
        return self._plan

    async def kept(self) -> list[Backup]:
        """The dated backups, the newest first."""
        return await asyncio.to_thread(backups.found, self._database, self._plan)

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next one is due by the clock; None: never."""
        if self._plan.every is None:
            return None
        kept = await self.kept()
        return next_due(self._plan, kept[0] if kept else None, now)

    def begin(self, now: datetime) -> asyncio.Task[Backup]:
        """Begin a backup, which deletes the oldest, and goes on even if no one waits for it.

        Its end is in the log. The task raises `BackupFailed`, this itself `BackupUnderWay`.
        """
        if self.under_way:
            raise BackupUnderWay
        self._making = asyncio.create_task(self._make(now), name="backup")
        self._making.add_done_callback(_look_at)
        return self._making

    async def _make(self, now: datetime) -> Backup:
        target = path_of(self._database, self._plan, now)
        try:
            made = await self._worker.run(backups.attempt, self._database, self._plan, now)
        except WorkFailed as failed:
            await asyncio.to_thread(backups.discard_unfinished, target)
            made = backups.NotMade(Hindrance.FAILED, failed.told or failed.reason)
        if isinstance(made, backups.NotMade):
            log.error("no backup", reason=made.told)
            self._hindered = made.hindrance
            raise BackupFailed(made.hindrance)
        self._hindered = None
        log.info("backup made", name=made.path.name, bytes=made.size, encrypted=made.sealed)
        return made

    async def aclose(self) -> None:
        """End a backup that is under way; nothing of it stays."""
        await self._worker.aclose()
        await self.ended()

    async def ended(self) -> None:
        """Wait until no backup is under way, whatever became of it."""
        if self._making is not None:
            await asyncio.wait({self._making})


def _look_at(task: asyncio.Task[Backup]) -> None:
    """Take the error, which the log has, if no one waits for it."""
    if not task.cancelled():
        task.exception()
