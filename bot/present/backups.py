"""The screen of backups, for the person who runs the bot: names and sizes, never paths."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.backups import Backup, BackupPlan
from bot.errors import BackupFailed, Hindrance
from bot.i18n import Texts
from bot.present.errors.sentences import sentence
from bot.present.layout import GOOD, WARNING, Screen, box, note, say, screen

SHOWN = 20


def made(t: Texts, backup: Backup, plan: BackupPlan, kept: int) -> Screen:
    """A backup that was just made; `kept` is how many there are now."""
    lines = [t("The backup is made and checked."), _line(t, backup), _kept(t, kept, plan)]
    return note("\n".join(lines), colour=GOOD)


def begun(t: Texts) -> Screen:
    return note(t("The backup is being made. {/backup list} shows it once it is checked."))


def listed(
    t: Texts,
    kept: Sequence[Backup],
    plan: BackupPlan,
    *,
    late: bool,
    hindered: Hindrance | None = None,
    under_way: bool = False,
) -> Screen:
    """The newest backups, whether the newest is new enough, and what became of the last attempt."""
    lines = [f"### {t('Backups')}"]
    if under_way:
        lines.append("⏳ " + t("A backup is being made just now."))
    elif hindered is not None:
        lines.append("⚠️ " + sentence(BackupFailed(hindered), t))
    if late:
        none = t("There is no backup yet. {/backup now} makes one.")
        told = t("The newest backup is too old.") if kept else none
        lines.append(f"⚠️ {told}")
    lines += [_line(t, one) for one in kept[:SHOWN]]
    if kept:
        lines.append(_kept(t, len(kept), plan))
    lines.append("-# " + _clock(t, plan))
    return screen(box(say(*lines), colour=WARNING if late else GOOD))


def _line(t: Texts, backup: Backup) -> str:
    size = t("{size} MB", size=t.number(round(backup.size / 1024 / 1024, 1)))
    sealed = f" · {t('encrypted')}" if backup.sealed else ""
    return f"- <t:{int(backup.made_at.timestamp())}:f> · {size}{sealed}\n  `{backup.path.name}`"


def _kept(t: Texts, kept: int, plan: BackupPlan) -> str:
    told = t.plural("{n} backup on the bot's machine", "{n} backups on the bot's machine", kept)
    return f"-# {told} · {t('the newest {n} are kept', n=t.number(plan.keep))}"


def _clock(t: Texts, plan: BackupPlan) -> str:
    if plan.every is None:
        return t("The bot makes none by itself: `NAMIDA_BACKUP_EVERY` is not set.")
    hours = plan.every.total_seconds() / 3600
    if hours < 1:
        minutes = round(hours * 60)
        return t.plural("One is made every minute.", "One is made every {n} minutes.", minutes)
    return t.plural("One is made every hour.", "One is made every {n} hours.", round(hours))
