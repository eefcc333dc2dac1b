"""Files that mean harm, sent to the real process over sockets: it answers them, and others meanwhile."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.bombs import MEGABYTE, bomb
from tests.e2e.discord_payloads import FIRST_MEMBER
from tests.e2e.discord_server import discord_server
from tests.e2e.test_process import PATIENCE_S, log_of, running
from tests.world import TEARS

MACHINE = 1024 * MEGABYTE
# What the bot itself may come to while the files are read; at rest it has some 120 MB.
OURS = 320 * MEGABYTE
SENDER, OTHER = FIRST_MEMBER, FIRST_MEMBER + 1


def gzipped(piece: bytes, count: int) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    return b"".join(packer.compress(piece) for _ in range(count)) + packer.flush()


FILES: dict[str, Callable[[], bytes]] = {
    "bzip2.zip": lambda: bomb(zipfile.ZIP_BZIP2),
    "lzma.zip": lambda: bomb(zipfile.ZIP_LZMA),
    "deflate.zip": lambda: bomb(zipfile.ZIP_DEFLATED),
    "zeros.gz": lambda: gzipped(bytes(MEGABYTE), 512),
    "columns.csv": lambda: b",".join(b"c%d" % at for at in range(600_000)) + b"\n",
    "row.csv": lambda: b'title,status,episode\n"' + b"x\n" * 200_000 + b'"' + b",y" * 2_000_000,
    "wide.json": lambda: b"[" + b"[]," * 1_700_000 + b"[]]",
    "wide-objects.json.gz": lambda: gzipped(b'{"a":{}},' * 1_000, 3_000),
    "deep.json": lambda: b"[" * (5 * MEGABYTE - 1),
    "names.xml": lambda: (
        b"<myanimelist><anime>"
        + b"".join(b"<a%d/>" % at for at in range(400_000))
        + b"</anime></myanimelist>"
    ),
    "attributes.xml.gz": lambda: gzipped(
        b"<myanimelist " + b" ".join(b'a%d=""' % at for at in range(2_000_000)) + b"/>", 1
    ),
    "lines.csv.gz": lambda: gzipped(b"T,plan,0\n" * 1_000, 3_000),
}


async def test_no_file_brings_it_down_or_keeps_others_waiting(database: Path) -> None:
    """On a machine of 1 GB. Others are answered while each is read, and none costs the bot itself much."""
    made = {name: make() for name, make in FILES.items()}  # before: a Discord that packs does not answer
    async with discord_server() as there, running(there, database, "--memory", str(MACHINE)) as bot:
        for name, content in made.items():
            assert len(content) <= 5 * MEGABYTE, name
            sent = await there.slash("watch", "import", {}, SENDER, {"file": (name, content)})
            other = await there.slash("drama", "info", {"title": TEARS}, OTHER)
            answer = await asyncio.wait_for(there.answer_to(other), PATIENCE_S)
            assert f"## {TEARS}" in str(answer), name
            told = str(await asyncio.wait_for(there.answer_to(sent), 3 * PATIENCE_S))
            assert "Nothing was saved" in told, (name, told)
            assert bot.returncode is None, name
        assert _peak_of(bot.pid) < OURS
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0
    assert "fault" not in log_of(database).read_text()


async def test_of_many_files_at_once_one_a_member_is_taken_and_few_wait(database: Path) -> None:
    async with discord_server() as there, running(there, database, "--memory", str(MACHINE)) as bot:
        rows = "".join(f"Nothing of that name {at},plan,0\n" for at in range(2_000))
        large = f"title,status,episode\n{rows}".encode()
        own = [await there.slash("watch", "import", {}, SENDER, {"file": ("a.csv", large)}) for _ in range(5)]
        crowd = [
            await there.slash("watch", "import", {}, OTHER + at, {"file": ("a.csv", large)})
            for at in range(1, 20)
        ]
        told = [str(await asyncio.wait_for(there.answer_to(sent), 6 * PATIENCE_S)) for sent in own + crowd]
        mine, theirs = told[:5], told[5:]
        assert sum("Your other file is still being worked on" in answer for answer in mine) == 4
        assert sum("Another file is being imported" in answer for answer in theirs) >= 19 - 9
        assert sum("2,000" in answer for answer in told) >= 2
        assert _peak_of(bot.pid) < OURS
        bot.send_signal(signal.SIGTERM)
    assert bot.returncode == 0


async def test_a_members_flood_is_bounded_and_others_are_answered(database: Path) -> None:
    async with discord_server() as there, running(there, database) as bot:
        flood = [await there.slash("drama", "info", {"title": TEARS}, SENDER) for _ in range(400)]
        others = [await there.slash("drama", "info", {"title": TEARS}, OTHER + at) for at in range(20)]
        for asked in others:
            assert f"## {TEARS}" in str(await asyncio.wait_for(there.answer_to(asked), PATIENCE_S))
        bot.send_signal(signal.SIGTERM)
    answered = [there.answers[asked] for asked in flood if asked in there.answers]
    cards = sum(f"## {TEARS}" in json.dumps(answer) for answer in answered)
    told = sum("others want an answer too" in json.dumps(answer) for answer in answered)
    # On a slow machine some of it is still under way when the bot ends.
    cut_short = sum("stopped while it worked" in json.dumps(answer) for answer in answered)
    assert cards + told + cut_short == len(answered)
    # Forty at once and two a second, told of five times and once a second: not the four hundred.
    assert cards < 200
    assert 1 <= told < 100


def _peak_of(pid: int) -> int:
    """Bytes that the process has had at most, of those that lie in memory."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024
