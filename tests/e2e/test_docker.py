"""The image: built, started with a root file system that cannot be written to, asked, and stopped."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.discord_payloads import FIRST_MEMBER, TOKEN
from tests.e2e.discord_server import discord_server
from tests.world import TEARS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
MEMORY = "/tmp"  # noqa: S108 - of the container


def docker(*words: str) -> str:
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _no_daemon() -> str:
    """Why no image can be built here. Empty if one can."""
    if shutil.which("docker") is None:
        return "Docker is not installed"
    asked = subprocess.run(["docker", "info"], capture_output=True, timeout=30, check=False)
    return "" if asked.returncode == 0 else "no Docker daemon answers"


@pytest.fixture(scope="module")
def image() -> Iterator[str]:
    if reason := _no_daemon():
        pytest.skip(reason)
    name = f"namida-test-{uuid4().hex[:8]}"
    docker("build", "--quiet", "--build-arg", "FONTS=", "--tag", name, str(ROOT))
    yield name
    docker("rmi", "--force", name)


async def test_the_bot_in_the_image_answers_is_well_and_ends_cleanly(image: str) -> None:
    """The bot is the image's; only the launcher, which says where Discord is, comes from the tests."""
    async with discord_server() as there:
        bot = docker(
            *("run", "--detach", "--network", "host", "--read-only", "--tmpfs", MEMORY, "--cap-drop", "ALL"),
            *("--security-opt", "no-new-privileges:true"),
            *("--volume", f"{ROOT / 'tests'}:/extra/tests:ro"),
            *("--volume", f"{ROOT / 'tools'}:/extra/tools:ro"),
            *("--env", "PYTHONPATH=/extra", "--env", f"DISCORD_TOKEN={TOKEN}", "--env", "NAMIDA_SHARDS=0"),
            *("--entrypoint", "python", image, "-m", "tests.e2e.launcher", f"{there.address}/api", "run"),
        )
        try:
            await asyncio.wait_for(there.identified.wait(), PATIENCE_S)
            asked = await there.slash("drama", "info", {"title": "ichi rittoru no namida"}, FIRST_MEMBER)
            answer = await asyncio.wait_for(there.answer_to(asked), PATIENCE_S)
            assert f"## {TEARS}" in str(answer["data"]["components"])
            assert await asyncio.to_thread(docker, "exec", bot, "namida", "health") == "The bot is well."
            assert docker("exec", bot, "id", "-u") == "10001"
            await asyncio.to_thread(docker, "stop", "--time", "20", bot)
            assert docker("inspect", "--format", "{{.State.ExitCode}}", bot) == "0"
        finally:
            docker("rm", "--force", "--volumes", bot)
