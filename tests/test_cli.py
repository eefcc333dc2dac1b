"""The command line as a person or a script uses it: what is printed, what is kept, the exit code."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import click
import discord
import pytest
from click.testing import CliRunner, Result

from bot import cli
from bot.domain.airing import slot
from bot.logs import configure_logs
from bot.process import refusal
from bot.settings import variables
from bot.store.database import Database
from bot.store.migrations import APPLICATION_ID, all_migrations, latest_version

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"
DATABASE = Path("data/namida.sqlite3")

# A child process whose discord.py talks to a server of the test's instead of Discord's.
ELSEWHERE = """
import sys, discord
from bot.cli import main
discord.http.Route.BASE = sys.argv.pop(1)
main()
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder with nothing set, and the log as it was afterwards."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    yield
    configure_logs("warning", "text")


@pytest.fixture
def database(starter_database: Path) -> Path:
    DATABASE.parent.mkdir()
    shutil.copy(starter_database, DATABASE)
    DATABASE.chmod(0o600)
    return DATABASE


def namida(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.main, list(words), input=typed)


def count(path: Path, table: str = "drama") -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 80] = b"\xff" * 80
    path.write_bytes(content)


class CtrlC(io.BytesIO):
    """A keyboard at which the person presses Ctrl-C instead of answering."""

    def read1(self, _size: int | None = -1, /) -> bytes:
        raise KeyboardInterrupt


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


class TestHelp:
    def test_without_a_command_it_prints_help(self) -> None:
        result = namida()

        assert result.exit_code == 0
        assert all(name in result.stdout for name in cli.main.commands)

    @pytest.mark.parametrize("name", sorted(cli.main.commands))
    def test_every_command_has_help_with_the_exit_codes(self, name: str) -> None:
        result = namida(name, "--help")

        assert result.exit_code == 0
        assert "130  interrupted with Ctrl-C" in result.stdout

    def test_help_loads_neither_discord_nor_the_store(self) -> None:
        code = (
            "import sys; from bot.cli import main; main(['--help'], standalone_mode=False); "
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


class TestRun:
    def test_without_a_token_it_says_where_to_get_one(self) -> None:
        result = namida("run")

        assert result.exit_code == 2
        assert result.stderr.startswith("Error: DISCORD_TOKEN is not set")
        assert "https://discord.com/developers/applications" in result.stderr
        assert "`make demo` needs no token" in result.stderr
        assert not DATABASE.exists()

    @pytest.mark.usefixtures("database")
    def test_a_token_that_discord_refuses_is_a_wrong_setting(self) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\nNAMIDA_LOG_LEVEL=debug\n")
        with Discord(401) as there, running("-c", ELSEWHERE, there.address, "run") as child:
            out, err = child.communicate(timeout=30)

        assert child.returncode == 2
        assert err.splitlines()[-1].startswith("Error: DISCORD_TOKEN is not accepted by Discord")
        assert "Traceback" not in err
        assert TOKEN not in out + err

    @pytest.mark.usefixtures("database")
    def test_no_network_is_a_failure(self) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with running("-c", ELSEWHERE, nobody, "run") as child:
            out, err = child.communicate(timeout=30)

        assert child.returncode == 1
        assert err.splitlines()[-1] == "Error: Discord cannot be reached: look at this machine's network."
        assert TOKEN not in out + err

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_it_cleanly(self, database: Path, number: signal.Signals) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
        with Discord(None) as there, running("-c", ELSEWHERE, there.address, "run") as child:
            assert there.asked.wait(30)
            child.send_signal(number)
            _, err = child.communicate(timeout=30)

        assert child.returncode == 0, err
        assert f"stopped signal={number.name}" in err
        assert [path.name for path in database.parent.iterdir()] == ["namida.sqlite3"]

    def test_a_newer_database_is_refused(self, database: Path) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
        execute(database, f"PRAGMA user_version = {latest_version() + 1}")

        result = namida("run")

        assert result.exit_code == 1
        assert f"schema version {latest_version() + 1} and this bot knows {latest_version()}" in result.stderr


class TestDemo:
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


class TestMigrate:
    def test_it_makes_a_database_that_only_its_owner_reads(self) -> None:
        result = namida("migrate")

        assert result.stdout == f"Made {DATABASE} with schema version {latest_version()}.\n"
        assert DATABASE.stat().st_mode & 0o777 == 0o600

    def test_twice_changes_nothing(self) -> None:
        namida("migrate")

        result = namida("migrate")

        assert result.stdout == f"{DATABASE} has schema version {latest_version()} already.\n"

    def test_it_says_from_where_to_where_and_where_the_copy_is(self) -> None:
        DATABASE.parent.mkdir()
        first = all_migrations()[0]
        with closing(sqlite3.connect(DATABASE)) as connection:
            connection.executescript(f"{first.sql}\nPRAGMA user_version = {first.version};")

        result = namida("migrate")

        copy = Path(f"{DATABASE}.before-migration-from-1")
        assert result.stdout.splitlines() == [
            f"{DATABASE}: schema version 1 → {latest_version()}.",
            f"What it was before: {copy}",
        ]
        assert copy.exists()

    def test_a_damaged_database_is_not_touched(self, database: Path) -> None:
        damage(database)
        before = database.read_bytes()

        result = namida("migrate")

        assert result.exit_code == 1
        assert "The database is damaged" in result.stderr
        assert database.read_bytes() == before


class TestImportAndExport:
    @pytest.mark.parametrize("ending", ["jsonl", "csv"])
    def test_what_is_exported_comes_back(self, database: Path, ending: str) -> None:
        dramas = count(database)
        written = namida("export", f"all.{ending}")
        result = namida("import", f"all.{ending}", "--database", "other.sqlite3")

        assert written.stdout == f"{dramas:,} dramas written to all.{ending}\n"
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines()[0] == f"{dramas} added, 0 changed, 0 unchanged"
        assert count(Path("other.sqlite3")) == dramas

    def test_another_catalogues_file_comes_beside_the_starter(self) -> None:
        Path("titles.jsonl").write_text(
            '{"mdl_id": 2, "title": "One Liter of Tears", "country": "Japan", "kind": "Drama",'
            ' "year": 2005, "episodes": 11, "genres": [], "akas": [], "native_title": null}\n'
        )

        result = namida("import", "titles.jsonl", "--database", "new.sqlite3")

        assert result.stdout == "0 added, 0 changed, 1 unchanged\n", result.stderr
        with closing(sqlite3.connect("new.sqlite3")) as connection:
            assert connection.execute("SELECT title FROM drama WHERE id = 1").fetchone() == (
                "1 Litre of Tears",
            )

    def test_an_import_says_how_it_is_undone_and_is(self, database: Path) -> None:
        Path("one.jsonl").write_text('{"title": "Rain Diary"}\n', encoding="utf-8")
        result = namida("import", "one.jsonl")
        assert "This is import 1; `python -m bot undo 1` undoes it." in result.stdout
        assert namida("undo", "1").stdout.startswith("1 dramas removed")
        assert namida("export", "all.jsonl").exit_code == 0
        assert "Rain Diary" not in Path("all.jsonl").read_text(encoding="utf-8")
        again = namida("undo", "1")
        assert again.exit_code == 1
        assert "There is no import 1 to undo" in again.stderr
        assert namida("import", "all.jsonl").stdout.count("\n") == 1  # nothing to undo, nothing said

    def test_importing_again_changes_nothing(self, database: Path) -> None:
        namida("export", "all.jsonl")

        result = namida("import", "all.jsonl")

        assert result.stdout == f"0 added, 0 changed, {count(database)} unchanged\n"

    def test_check_tells_the_counts_and_stores_nothing(self, database: Path) -> None:
        dramas = count(database)
        Path("one.jsonl").write_text('{"title": "A Drama Nobody Knows", "year": 2020, "country": "JP"}\n')

        result = namida("import", "one.jsonl", "--check")

        assert result.stdout == "1 added, 0 changed, 0 unchanged (checked only, nothing was stored)\n"
        assert count(database) == dramas

    def test_a_late_hour_is_stored_with_its_day(self, database: Path) -> None:
        Path("late.jsonl").write_text(
            '{"title": "Late", "country": "JP", "weekday": "Friday", "air_time": "24:12",'
            ' "episode_list": [{"number": 1, "air_date": "2026-01-09"}]}\n'
        )

        assert namida("import", "late.jsonl").exit_code == 0

        with closing(sqlite3.connect(database)) as connection:
            day, hour = connection.execute(
                "SELECT e.air_date, d.air_time FROM drama d JOIN episode e ON e.drama_id = d.id"
                " WHERE d.title = 'Late'"
            ).fetchone()
        airs = slot(None, date.fromisoformat(day), hour, "JP")
        assert airs is not None
        assert airs.day == date(2026, 1, 9), "Friday's"
        assert airs.at == datetime(2026, 1, 9, 15, 12, tzinfo=UTC), "Saturday 00:12 in Tokyo"

    def test_check_makes_no_database(self) -> None:
        Path("one.jsonl").write_text('{"title": "A Drama Nobody Knows", "year": 2020, "country": "JP"}\n')

        assert namida("import", "one.jsonl", "--check").exit_code == 0
        assert not DATABASE.exists()

    def test_a_wrong_row_refuses_the_file_with_row_and_field(self, database: Path) -> None:
        dramas = count(database)
        Path("bad.jsonl").write_text('{"title": "Fine", "year": 2020}\n{"title": "Not", "year": "soon"}\n')

        result = namida("import", "bad.jsonl")

        assert result.exit_code == 1
        assert result.stderr.splitlines()[0].startswith("row 2, year: ")
        assert result.stderr.splitlines()[-1] == "Error: bad.jsonl was refused (1 wrong); nothing was stored."
        assert count(database) == dramas

    def test_a_file_that_is_not_there_is_wrong_use(self) -> None:
        assert namida("import", "nothing.jsonl").exit_code == 2

    def test_an_export_never_replaces_a_file_unless_told(self, database: Path) -> None:
        Path("all.csv").write_text("precious")

        refused = namida("export", "all.csv")
        kept = Path("all.csv").read_text()
        forced = namida("export", "all.csv", "--force")

        assert refused.exit_code == 1
        assert "--force" in refused.stderr
        assert kept == "precious"
        assert forced.exit_code == 0
        assert len(Path("all.csv").read_text(encoding="utf-8").splitlines()) > count(database)

    @pytest.mark.usefixtures("database")
    @pytest.mark.parametrize("words", [["export", "all.jsonl"], ["export", "all.csv"], ["backup", "copy"]])
    def test_what_is_written_is_its_owners_alone(self, words: list[str]) -> None:
        usual = os.umask(0)
        try:
            assert namida(*words).exit_code == 0
            assert Path(words[1]).stat().st_mode & 0o777 == 0o600
            Path(words[1]).chmod(0o666)
            if words[0] == "export":
                assert namida(*words, "--force").exit_code == 0
                assert Path(words[1]).stat().st_mode & 0o777 == 0o600
        finally:
            os.umask(usual)

    @pytest.mark.usefixtures("database")
    def test_an_export_leaves_only_its_file(self) -> None:
        namida("export", "out/all.jsonl")

        assert [path.name for path in Path("out").iterdir()] == ["all.jsonl"]

    @pytest.mark.usefixtures("database")
    def test_an_ending_that_says_nothing_is_wrong_use(self) -> None:
        assert namida("export", "all.xlsx").exit_code == 2

    def test_without_a_database_there_is_nothing_to_export(self) -> None:
        result = namida("export", "all.csv")

        assert (result.exit_code, result.stderr) == (1, f"Error: There is no {DATABASE}.\n")
        assert not DATABASE.exists()

    @pytest.mark.usefixtures("database")
    def test_a_bar_is_drawn_for_a_person_and_not_for_a_script(self) -> None:
        leader, follower = pty.openpty()
        words = [sys.executable, "-m", "bot", "export", "all.jsonl"]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=follower, text=True, check=False)
        os.close(follower)
        drawn = os.read(leader, 65536).decode()
        os.close(leader)

        assert done.returncode == 0
        assert "Exporting" in drawn
        assert "100%" in drawn
        assert namida("export", "all.csv").stderr == ""


class TestBackupAndRestore:
    def test_a_backup_has_the_time_in_its_name(self, database: Path) -> None:
        result = namida("backup")

        (copy,) = database.parent.glob("namida.sqlite3.backup-????????-??????")
        assert result.stdout.startswith(f"{copy} (")
        assert count(copy) == count(database)

    @pytest.mark.usefixtures("database")
    def test_a_backup_never_replaces_a_file(self) -> None:
        Path("kept").write_text("precious")

        result = namida("backup", "kept")

        assert result.exit_code == 1
        assert Path("kept").read_text() == "precious"

    async def test_a_backup_is_made_while_the_bot_is_up(self, database: Path) -> None:
        async with Database.open(database):
            result = namida("backup", "copy.sqlite3")

        assert result.exit_code == 0, result.stderr

    def test_restoring_asks_and_no_changes_nothing(self, database: Path) -> None:
        namida("backup", "copy.sqlite3")
        execute(database, "UPDATE drama SET hidden = 1")

        result = namida("restore", "copy.sqlite3", typed="n\n")

        assert result.exit_code == 1
        assert "Nothing was changed" in result.stderr
        assert count(database, "drama WHERE hidden = 0") == 0

    def test_restoring_brings_back_what_was_and_says_where_the_rest_is(self, database: Path) -> None:
        namida("backup", "copy.sqlite3")
        execute(database, "UPDATE drama SET hidden = 1")

        result = namida("restore", "copy.sqlite3", typed="y\n")

        (aside,) = database.parent.glob("*.before-restore-*")
        assert result.exit_code == 0, result.stderr
        assert f"Kept aside, what it was before: {aside}" in result.stdout
        assert count(database, "drama WHERE hidden = 1") == 0
        assert count(aside, "drama WHERE hidden = 0") == 0

    def test_a_damaged_database_is_kept(self, database: Path) -> None:
        namida("backup", "copy.sqlite3")
        damage(database)
        damaged = database.read_bytes()

        result = namida("restore", "copy.sqlite3", "--yes")

        (aside,) = database.parent.glob("*.before-restore-*")
        assert result.exit_code == 0, result.stderr
        assert f"Kept aside, the damaged database: {aside}" in result.stdout
        assert aside.read_bytes() == damaged

    async def test_while_the_bot_is_up_it_is_refused(self, database: Path) -> None:
        namida("backup", "copy.sqlite3")
        async with Database.open(database):
            result = namida("restore", "copy.sqlite3", "--yes")

        assert result.exit_code == 1
        assert "stop the bot first" in result.stderr

    @pytest.mark.usefixtures("database")
    def test_another_file_is_refused_before_anything_is_asked(self) -> None:
        Path("letter.txt").write_text("not a database" * 100)

        result = namida("restore", "letter.txt")

        assert result.exit_code == 1
        assert result.stderr.startswith("Error: letter.txt cannot be used")

    def test_ctrl_c_at_the_question_changes_nothing(self, database: Path) -> None:
        namida("backup", "copy.sqlite3")

        result = CliRunner().invoke(cli.main, ["restore", "copy.sqlite3"], input=CtrlC())

        assert result.exit_code == 130
        assert result.stderr.splitlines()[-1] == "Interrupted."
        assert list(database.parent.glob("*.before-restore-*")) == []

    @pytest.mark.usefixtures("database")
    def test_no_answer_changes_nothing(self) -> None:
        namida("backup", "copy.sqlite3")

        result = namida("restore", "copy.sqlite3")

        assert result.exit_code == 1
        assert "`--yes` answers for you" in result.stderr


def theirs(path: Path) -> bytes:
    """Another program's database."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE theirs (id)")
        connection.execute("INSERT INTO theirs VALUES (1)")
    return path.read_bytes()


class TestAnotherProgramsDatabase:
    @pytest.mark.parametrize("verb", sorted(cli.main.commands))
    @pytest.mark.parametrize(
        "made", [None, "user_version = 1", "user_version = 9999", "application_id = 7", "user_version = 26"]
    )
    def test_every_verb_refuses_it_and_leaves_it_alone(self, verb: str, made: str | None) -> None:
        if verb == "demo":
            pytest.importorskip("simcord", reason="the demo extra is not installed")
        theirs(DATABASE)
        if made is not None:
            execute(DATABASE, f"PRAGMA {made}")
        before = DATABASE.read_bytes()
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
        Path("one.jsonl").write_text('{"title": "A Drama Nobody Knows", "year": 2020, "country": "JP"}\n')
        namida("migrate", "--database", "ours.sqlite3")
        namida("backup", "saved.sqlite3", "--database", "ours.sqlite3")
        words = {
            "import": ["one.jsonl"],
            "export": ["all.jsonl"],
            "undo": ["1"],
            "restore": ["saved.sqlite3", "--yes"],
            "demo": ["--database", str(DATABASE), "--port", "0"],
        }

        result = namida(verb, *words.get(verb, []))

        assert result.exit_code == (3 if verb == "doctor" else 1)
        assert "another program's database" in result.output
        assert "Traceback" not in result.output
        assert DATABASE.read_bytes() == before
        assert [path.name for path in DATABASE.parent.iterdir()] == [DATABASE.name]
        assert not Path("all.jsonl").exists()

    @pytest.mark.usefixtures("database")
    def test_it_is_no_backup_either(self) -> None:
        theirs(Path("other.sqlite3"))

        result = namida("restore", "other.sqlite3", "--yes")

        assert result.exit_code == 1
        assert "not a database of Namida's" in result.stderr

    @pytest.mark.parametrize("version", range(1, len(all_migrations()) + 1))
    def test_every_older_one_of_ours_is_ours(self, version: int) -> None:
        DATABASE.parent.mkdir()
        with closing(sqlite3.connect(DATABASE, isolation_level=None)) as connection:
            for migration in all_migrations()[:version]:
                connection.executescript(migration.sql)
            connection.execute(f"PRAGMA user_version = {version}")

        assert namida("migrate").exit_code == 0
        with closing(sqlite3.connect(DATABASE)) as connection:
            assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)

    def test_an_empty_file_becomes_ours(self) -> None:
        DATABASE.parent.mkdir()
        DATABASE.touch()

        assert namida("migrate").exit_code == 0


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Go on as a user who may write only into `folder`; root may write everywhere."""
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        os.setresuid(65534, 65534, 0)
        try:
            yield
        finally:
            os.setresuid(0, 0, 0)
    else:
        yield


class TestFoldersThatCannotBeWritten:
    @pytest.mark.parametrize("verb", [["migrate"], ["export", "locked/all.csv"], ["backup", "locked/copy"]])
    def test_the_folder_is_named(self, starter_database: Path, verb: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            Path(folder).chmod(0o755)
            shutil.copy(starter_database, "there.sqlite3")
            Path("there.sqlite3").chmod(0o666)
            locked = Path("locked")
            locked.mkdir(mode=0o555)
            database = "locked/new.sqlite3" if verb == ["migrate"] else "there.sqlite3"
            with nobody(Path(folder)):
                result = namida(*verb, "--database", database)

            assert result.exit_code == 1
            assert f"The folder {locked.absolute()} cannot be written to" in result.stderr


class TestDoctor:
    def findings(self, *words: str) -> tuple[int, dict[str, dict[str, str]]]:
        result = namida("doctor", "--json", *words)
        return result.exit_code, {finding["check"]: finding for finding in json.loads(result.stdout)}

    @pytest.mark.usefixtures("database")
    def test_a_good_installation_has_nothing_to_mend(self) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
        Path(".env").chmod(0o600)

        code, findings = self.findings()

        assert code == 0
        assert {"settings", "python", "token", "folder", "permissions", "schema", "integrity", "disk"} <= set(
            findings
        )
        assert {finding["state"] for finding in findings.values()} <= {"ok", "warn"}

    def test_it_creates_nothing(self) -> None:
        self.findings()

        assert list(Path().iterdir()) == []

    def test_without_a_token_it_says_what_to_do(self) -> None:
        result = namida("doctor")

        assert result.exit_code == 3
        assert "fail  token: DISCORD_TOKEN is not set\n      → " in result.stdout

    @pytest.mark.usefixtures("database")
    def test_a_wrong_setting_is_one_finding_among_the_others(self) -> None:
        Path(".env").write_text("NAMIDA_SHARDS=many\n")

        code, findings = self.findings()

        assert code == 3
        assert findings["settings"]["state"] == "fail"
        assert findings["integrity"]["state"] == "ok"

    @pytest.mark.parametrize(
        "token", ["abc", "a.b.c", "0" * 64, "x" * 32, f"Bot{TOKEN}", TOKEN[1:], f"{TOKEN}.x"]
    )
    @pytest.mark.usefixtures("database")
    def test_what_is_no_token_is_to_mend(self, token: str) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={token}\n")

        code, findings = self.findings()

        assert code == 3
        assert findings["token"]["state"] == "fail"
        assert token not in json.dumps(findings["token"])

    def test_members_data_that_others_can_read_is_to_mend(self, database: Path) -> None:
        database.chmod(0o644)

        code, findings = self.findings()

        assert code == 3
        assert findings["permissions"]["todo"] == f"`chmod 600 {database}`"

    def test_a_token_that_others_can_read_is_warned_of(self) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
        Path(".env").chmod(0o644)

        code, findings = self.findings()

        assert code == 0
        assert findings["env file"]["state"] == "warn"

    def test_a_damaged_database_is_to_mend(self, database: Path) -> None:
        damage(database)

        code, findings = self.findings()

        assert code == 3
        assert findings["integrity"]["state"] == "fail"
        assert "restore" in findings["integrity"]["todo"]

    def test_rows_that_refer_to_nothing_are_to_mend(self, database: Path) -> None:
        execute(database, "INSERT INTO alias (drama_id, position, name) VALUES (999999, 0, 'nobody')")

        code, findings = self.findings()

        assert code == 3
        assert findings["references"]["found"] == "1 rows refer to rows that are missing"

    def test_a_newer_and_an_older_schema_are_told_apart(self, database: Path) -> None:
        execute(database, f"PRAGMA user_version = {latest_version() + 1}")
        _, newer = self.findings()
        execute(database, f"PRAGMA user_version = {latest_version() - 1}")
        _, older = self.findings()

        assert (newer["schema"]["state"], older["schema"]["state"]) == ("fail", "warn")
        assert "migrate" in older["schema"]["todo"]

    def test_the_token_is_not_printed(self) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")

        assert TOKEN not in namida("doctor").output


class TestBoundary:
    def test_neither_token_gets_into_the_log(self) -> None:
        key = "0123456789abcdef0123456789abcdef"  # nothing tells that this is one but the settings
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\nNAMIDA_TMDB_TOKEN={key}\n")

        @click.group(cls=cli.House)
        def house() -> None:
            cli._settings(None)

        @house.command()
        def broken() -> None:
            raise ZeroDivisionError(f"with {key} and {TOKEN} in it")

        result = CliRunner().invoke(house, ["broken"])

        assert "with [hidden] and [hidden] in it" in result.stderr
        assert key not in result.output

    def test_a_fault_of_ours_is_logged_without_the_token(self) -> None:
        @click.group(cls=cli.House)
        def house() -> None:
            configure_logs(secrets=["hush-hush"])

        @house.command()
        def broken() -> None:
            raise ZeroDivisionError("with hush-hush in it")

        result = CliRunner().invoke(house, ["broken"])

        assert result.exit_code == 1
        assert "ZeroDivisionError: with [hidden] in it" in result.stderr
        assert result.stderr.splitlines()[-1].startswith("Error: Something went wrong that should not have")
        assert "hush-hush" not in result.output

    def test_ctrl_c_is_130(self) -> None:
        @click.group(cls=cli.House)
        def house() -> None:
            """Nothing."""

        @house.command()
        def slow() -> None:
            raise KeyboardInterrupt

        assert CliRunner().invoke(house, ["slow"]).exit_code == 130


@pytest.mark.parametrize(("status", "waits"), [(400, False), (403, False), (429, True), (503, True)])
def test_what_discord_refuses_at_a_start_is_said_with_its_route_code_and_reason(
    status: int, waits: bool
) -> None:
    route = SimpleNamespace(path="/api/v10/applications/1/commands")
    response = SimpleNamespace(status=status, reason="", method="PUT", url=route)
    said = {"code": 50035, "message": "Invalid Form Body\n" + "x" * 5_000}
    sentence = refusal(discord.HTTPException(response, said))
    assert f"PUT /api/v10/applications/1/commands with {status} (code 50035): Invalid Form Body" in sentence
    assert ("Try again in a few minutes." in sentence) is waits
    assert len(sentence) < 1_000
    assert "\n" not in sentence
