"""The command line: backups, restoring, other programs' databases, folders that cannot be written."""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from bot import cli
from bot.store.copies import megabytes
from bot.store.database import Database
from bot.store.migrations import APPLICATION_ID, all_migrations
from tests.cli.commands import DATABASE, TOKEN, count, damage, execute, namida, nobody
from tests.store.releases import build


class CtrlC(io.BytesIO):
    """A keyboard at which the person presses Ctrl-C instead of answering."""

    def read1(self, _size: int | None = -1, /) -> bytes:
        raise KeyboardInterrupt


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

    def test_without_room_it_says_how_much_is_needed(
        self, database: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1024 * 1024))

        result = namida("backup", "copy.sqlite3")

        assert result.exit_code == 1
        needed = megabytes(int(database.stat().st_size * 1.1))
        assert f"has 1.0 MB free, and {needed} are needed: make room" in result.stderr
        assert not Path("copy.sqlite3").exists()

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
        with closing(sqlite3.connect(DATABASE)) as connection:
            build(connection, version)

        assert namida("migrate").exit_code == 0
        with closing(sqlite3.connect(DATABASE)) as connection:
            assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)

    def test_an_empty_file_becomes_ours(self) -> None:
        DATABASE.parent.mkdir()
        DATABASE.touch()

        assert namida("migrate").exit_code == 0


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
