"""The command line as a person or a script uses it: help, settings, running the bot and the demo."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest

from bot.cli.main import main
from bot.cli.running import demo
from bot.store.migrations import latest_version
from tests.cli.commands import DATABASE, TOKEN, execute, namida
from tests.e2e.nursery import NURSERY
from tools.browser import Process


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A child process that is ended whatever happens."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


class Started:
    """A process of the bot whose Discord is a server of the test's, and what it has printed by its end."""

    def __init__(self, process: Process, files: tuple[Path, Path]):
        self.process = process
        self._files = files

    async def printed(self) -> tuple[str, str]:
        await asyncio.wait_for(self.process.wait(), 30)
        out, err = self._files
        return out.read_text(), err.read_text()


@asynccontextmanager
async def run_elsewhere(address: str, folder: Path) -> AsyncIterator[Started]:
    """`python -m bot run` in this folder, ended whatever happens; `folder` holds what it prints."""
    files = (folder / "printed", folder / "errors")
    with files[0].open("wb") as output, files[1].open("wb") as errors:
        process = await NURSERY.start(
            "tests.e2e.launcher", address, "run",
            cwd=Path.cwd(), env=os.environ, output=output, errors=errors,
        )  # fmt: skip
    try:
        yield Started(process, files)
    finally:
        process.kill()
        await process.wait()


class TestHelp:
    def test_without_a_command_it_prints_help(self) -> None:
        result = namida()

        assert result.exit_code == 0
        assert all(name in result.stdout for name in main.commands)

    @pytest.mark.parametrize("name", sorted(main.commands))
    def test_every_command_has_help_with_the_exit_codes(self, name: str) -> None:
        result = namida(name, "--help")

        assert result.exit_code == 0
        assert "130  interrupted with Ctrl-C" in result.stdout

    def test_help_loads_neither_discord_nor_the_store(self) -> None:
        code = (
            "import sys; from bot.cli.main import main; main(['--help'], standalone_mode=False); "
            "sys.exit(' '.join({'discord', 'aiosqlite', 'numpy', 'pydantic'} & set(sys.modules)) or 0)"
        )

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stderr

    def test_python_dash_m_bot_is_the_command_line(self) -> None:
        done = subprocess.run([sys.executable, "-m", "bot"], capture_output=True, text=True, check=False)

        assert done.returncode == 0
        assert "python -m bot [OPTIONS] [COMMAND]" in done.stdout


class TestSettings:
    @pytest.mark.parametrize("words", [["run"], ["demo"], ["migrate"], ["backup"], ["export", "a.csv"]])
    def test_a_wrong_setting_ends_every_command_with_a_sentence(self, words: list[str]) -> None:
        Path(".env").write_text("NAMIDA_SHARDS=many\n")

        result = namida(*words)

        assert result.exit_code == 2
        assert result.stderr == "Error: NAMIDA_SHARDS must be a whole number from 0 to 1000, not 'many'.\n"

    def test_a_typing_error_is_in_the_log(self) -> None:
        Path(".env").write_text("NAMIDA_LANGUAG=ja\n")

        result = namida("migrate")

        assert result.exit_code == 0
        assert "unknown setting variable=NAMIDA_LANGUAG did_you_mean=NAMIDA_LANGUAGE" in result.stderr

    def test_the_option_wins_over_the_setting(self) -> None:
        Path(".env").write_text("NAMIDA_DATABASE=of-the-setting.sqlite3\n")

        result = namida("migrate", "--database", "of-the-option.sqlite3")

        assert result.exit_code == 0
        assert Path("of-the-option.sqlite3").exists()
        assert not Path("of-the-setting.sqlite3").exists()

    def test_an_unknown_option_is_wrong_use(self) -> None:
        assert namida("migrate", "--everything").exit_code == 2


class Discord:
    """The first request of a login, answered as the test wants it; `hold` answers nothing."""

    def __init__(self, status: int | None):
        self.asked = threading.Event()
        self.over = threading.Event()
        answer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer.asked.set()
                if status is None:
                    answer.over.wait()
                    return
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b'{"message": "no", "code": 0}')

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep standard error for the child's."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Discord:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


def put_settings(text: str) -> None:
    Path(".env").write_text(text)


class TestRun:
    def test_without_a_token_it_says_where_to_get_one(self) -> None:
        result = namida("run")

        assert result.exit_code == 2
        assert result.stderr.startswith("Error: DISCORD_TOKEN is not set")
        assert "https://discord.com/developers/applications" in result.stderr
        assert "`make demo` needs no token" in result.stderr
        assert not DATABASE.exists()

    @pytest.mark.usefixtures("database")
    async def test_a_token_that_discord_refuses_is_a_wrong_setting(self, tmp_path: Path) -> None:
        put_settings(f"DISCORD_TOKEN={TOKEN}\nNAMIDA_LOG_LEVEL=debug\n")
        with Discord(401) as there:
            async with run_elsewhere(there.address, tmp_path) as started:
                out, err = await started.printed()

        assert started.process.returncode == 2
        assert err.splitlines()[-1].startswith("Error: DISCORD_TOKEN is not accepted by Discord")
        assert "Traceback" not in err
        assert TOKEN not in out + err

    @pytest.mark.usefixtures("database")
    async def test_no_network_is_a_failure(self, tmp_path: Path) -> None:
        put_settings(f"DISCORD_TOKEN={TOKEN}\n")
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with run_elsewhere(nobody, tmp_path) as started:
            out, err = await started.printed()

        assert started.process.returncode == 1
        assert err.splitlines()[-1] == "Error: Discord cannot be reached: look at this machine's network."
        assert TOKEN not in out + err

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_a_signal_ends_it_cleanly(
        self, database: Path, number: signal.Signals, tmp_path: Path
    ) -> None:
        put_settings(f"DISCORD_TOKEN={TOKEN}\n")
        with Discord(None) as there:
            async with run_elsewhere(there.address, tmp_path) as started:
                assert await asyncio.to_thread(there.asked.wait, 30)
                started.process.send_signal(number)
                _, err = await started.printed()

        assert started.process.returncode == 0, err
        assert f"stopped signal={number.name}" in err
        assert [path.name for path in database.parent.iterdir()] == ["namida.sqlite3"]

    def test_a_newer_database_is_refused(self, database: Path) -> None:
        put_settings(f"DISCORD_TOKEN={TOKEN}\n")
        execute(database, f"PRAGMA user_version = {latest_version() + 1}")

        result = namida("run")

        assert result.exit_code == 1
        assert f"schema version {latest_version() + 1} and this bot knows {latest_version()}" in result.stderr


class TestDemo:
    def test_every_channel_of_it_can_be_asked_for(self) -> None:
        stage = pytest.importorskip("bot.demo.stage", reason="the demo extra is not installed")
        (at,) = (option for option in demo.params if option.name == "at")
        assert isinstance(at.type, click.Choice)
        assert list(at.type.choices) == list(stage.DemoChannel)

    def test_it_serves_until_ctrl_c_and_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("simcord", reason="the demo extra is not installed")
        temporary = tmp_path / "tmp"
        temporary.mkdir()
        monkeypatch.setenv("TMPDIR", str(temporary))
        with running("-m", "bot", "demo", "--port", "0") as child:
            assert child.stdout is not None
            assert child.stderr is not None
            address = child.stdout.readline().strip()
            with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310 - this machine's own
                assert page.status == 200
            child.send_signal(signal.SIGINT)
            child.wait(timeout=30)
            out, err = child.stdout.read(), child.stderr.read()

        assert child.returncode == 0, err
        assert "/drama info" in out
        assert list(temporary.iterdir()) == []
        assert not DATABASE.exists()

    def test_a_port_that_is_taken_is_said(self) -> None:
        pytest.importorskip("simcord", reason="the demo extra is not installed")
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            port = taken.getsockname()[1]
            with running("-m", "bot", "demo", "--port", str(port)) as child:
                _, err = child.communicate(timeout=60)

        assert child.returncode == 1
        assert err.splitlines()[-1].startswith(f"Error: Port {port} is not free")
        assert "answered" not in err  # the story was not played for nothing
