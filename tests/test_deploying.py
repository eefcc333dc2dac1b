"""The Dockerfile, compose.yaml and the units: what they name is there, and fits together.

The image itself is built and started in tests/e2e/test_docker.py, where there is a Docker daemon.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.cli.boundary import WRONG
from bot.cli.main import main
from bot.settings import load_settings, variables

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
UNIT = ROOT / "deploy" / "namida.service"
RUNNING = (ROOT / "docs" / "running.md").read_text("utf-8")


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.MULTILINE)


def copied() -> list[str]:
    """What the Dockerfile copies out of the clone."""
    return [source for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]]


def test_what_the_image_copies_is_there_and_goes_to_the_builder_and_nothing_else_does() -> None:
    assert all((ROOT / source).exists() for source in copied())
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*"  # all but what follows: neither .env nor data/
    assert {line[1:] for line in ignored if line.startswith("!")} == set(copied())


def test_the_image_copies_all_that_installing_needs() -> None:
    needed = {"pyproject.toml", "constraints.txt", PROJECT["project"]["readme"]}
    packages = {
        pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    }
    assert needed | packages <= set(copied())
    assert all(
        any(name.split("/")[0] == source for source in copied())
        for name in PROJECT["project"]["license-files"]
    )
    extras = re.search(r"-c constraints\.txt '\.\[([a-z,]+)\]'", DOCKERFILE)
    assert extras
    assert set(extras[1].split(",")) <= set(PROJECT["project"]["optional-dependencies"])


def test_its_python_is_one_that_the_bot_runs_on() -> None:
    versions = {line.split()[0] for line in instructions("FROM")}
    assert len(versions) == 1  # what one stage installs runs in the other
    (found,) = re.findall(r"^python:3\.(\d+)-slim$", versions.pop())
    assert 11 <= int(found) <= 13


def test_its_settings_and_commands_are_the_bots(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = dict(re.findall(r"(NAMIDA_[A-Z_]+)=(\S+)", DOCKERFILE))
    assert environment.keys() <= variables().keys()
    for name in variables():
        monkeypatch.setenv(name, environment.get(name, ""))
    settings = load_settings(None)
    assert settings.listening is not None  # or the health check would find nothing
    assert (settings.database.parent.as_posix(), *instructions("VOLUME")) == ("/data", "/data")
    assert re.findall(r'CMD \["namida", "([a-z]+)"\]', DOCKERFILE) == ["health"]
    assert instructions("ENTRYPOINT") == ['["namida"]']
    assert instructions("CMD") == ['["run"]']
    assert {"run", "health"} <= main.commands.keys()
    assert "namida" in PROJECT["project"]["scripts"]
    for name, value in re.findall(r"^ +(NAMIDA_[A-Z_]+): (.+)$", COMPOSE, re.MULTILINE):
        assert environment[name] == value


def test_it_runs_as_nobody_else_and_may_write_only_its_data() -> None:
    (user,) = instructions("USER")
    assert user == "10001:10001"
    assert COMPOSE.count(f'user: "{user}"') == 1  # Litestream's: it reads the same files
    for service in re.split(r"^  (?=[a-z]+:$)", COMPOSE.split("services:")[1], flags=re.MULTILINE)[1:3]:
        for line in ("read_only: true", "cap_drop:\n      - ALL", "- no-new-privileges:true"):
            assert line in service, service.splitlines()[0]
    assert "stop_grace_period: 20s" in COMPOSE


def test_litestream_is_the_tested_one_and_copies_the_database_of_the_container() -> None:
    (version,) = re.findall(r"image: litestream/litestream:(\S+)", COMPOSE)
    assert f"Tested with Litestream {version}" in RUNNING
    config = (ROOT / "deploy" / "litestream.yml").read_text("utf-8")
    assert "path: /data/namida.sqlite3" in config
    assert "./deploy/litestream.yml:/etc/litestream.yml:ro" in COMPOSE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With a program that is there in place of the bot's; all else is as it is."""
    unit = UNIT.read_text("utf-8")
    assert "ExecStart=/srv/namida/.venv/bin/python -m bot run\n" in unit
    tried = tmp_path / UNIT.name
    tried.write_text(unit.replace("/srv/namida/.venv/bin/python", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tried)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_does_not_start_again_with_a_wrong_setting() -> None:
    assert f"RestartPreventExitStatus={WRONG}\n" in UNIT.read_text("utf-8")
