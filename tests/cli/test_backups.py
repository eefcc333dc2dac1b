"""The command line: backups, restoring, other programs' databases, folders that cannot be written."""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from bot import maintenance
from bot.cli.main import main
from bot.domain.backups import BackupPlan, path_of
from bot.store.copies import readable
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
        needed = readable(int(database.stat().st_size * 1.1))
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

        result = CliRunner().invoke(main, ["restore", "copy.sqlite3"], input=CtrlC())

        assert result.exit_code == 130
        assert result.stderr.splitlines()[-1] == "Interrupted."
        assert list(database.parent.glob("*.before-restore-*")) == []

    @pytest.mark.usefixtures("database")
    def test_no_answer_changes_nothing(self) -> None:
        namida("backup", "copy.sqlite3")

        result = namida("restore", "copy.sqlite3")

        assert result.exit_code == 1
        assert "`--yes` answers for you" in result.stderr


class TestRotation:
    def test_the_newest_are_kept(self, database: Path) -> None:
        for day in range(1, 5):
            database.with_name(f"{database.name}.backup-2026110{day}-040000").touch()

        result = namida("backup", "--keep", "2")

        assert result.exit_code == 0, result.stderr
        old, new = sorted(file.name for file in database.parent.glob("*.backup-*"))
        assert old.endswith("backup-20261104-040000")
        assert result.stdout.startswith(f"{database.with_name(new)} (")
        assert result.stdout.count("Deleted: ") == 3

    def test_the_folder_and_the_key_are_settings(self, database: Path) -> None:
        pyrage = pytest.importorskip("pyrage", reason="the age extra is not installed")
        identity = pyrage.x25519.Identity.generate()
        Path("backups.key").write_text(f"{identity}\n")
        Path(".env").write_text(f"NAMIDA_BACKUP_DIR=elsewhere\nNAMIDA_BACKUP_KEY={identity.to_public()}\n")

        assert "checked, encrypted" in namida("backup").stdout
        (copy,) = Path("elsewhere").iterdir()
        before = count(database)
        execute(database, "DELETE FROM review")
        execute(database, "UPDATE drama SET hidden = 1")
        assert "is encrypted: `--identity FILE` names" in namida("restore", str(copy), "--yes").stderr
        restored = namida("restore", str(copy), "--yes", "--identity", "backups.key")

        assert restored.exit_code == 0, restored.stderr
        assert count(database, "drama WHERE hidden = 0") == before
        assert list(database.parent.glob("*partial*")) == []

    @pytest.mark.parametrize("words", [["--keep", "2"], ["--every", "1h"]])
    def test_a_file_with_a_name_is_not_rotated(self, words: list[str]) -> None:
        result = namida("backup", "copy.sqlite3", *words)

        assert result.exit_code == 2
        assert "leave FILE out" in result.stderr

    def test_what_is_no_time_is_wrong_use(self) -> None:
        result = namida("backup", "--every", "daily")

        assert result.exit_code == 2
        assert "must be a time like 90m, 6h or 1d" in result.stderr

    def test_by_the_clock_it_goes_on_after_a_failure_and_makes_up_for_lost_time(
        self, database: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """From a backup of four hours ago, one every six hours, with a full disk for a while."""
        now = datetime(2026, 11, 21, 4, tzinfo=UTC)
        waited: list[float] = []

        def wait(seconds: float) -> None:
            nonlocal now
            waited.append(seconds)
            now += timedelta(seconds=seconds)

        plan = BackupPlan(every=timedelta(hours=6), keep=2)
        path_of(database, plan, now - timedelta(hours=4)).touch()
        told = maintenance.back_up_by_the_clock(database, plan, lambda: now, wait)
        first = next(told)
        with monkeypatch.context() as full:
            full.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
            failed = next(told)
        again, last = next(told), next(told)

        assert waited == [2 * 3600, 6 * 3600, 0.6 * 3600, 6 * 3600]
        assert isinstance(failed, str)
        assert "make room" in failed
        made = [one for one in (first, again, last) if isinstance(one, maintenance.BackedUp)]
        assert [len(one.gone) for one in made] == [0, 1, 1]
        kept = {file.name for file in database.parent.glob("*.backup-*")}
        assert kept == {made[1].path.name, made[2].path.name}


class TestTheDrill:
    """What `docs/running.md` tells a person to try before they need it."""

    def test_an_older_backup_is_restored_and_migrated(self, database: Path) -> None:
        old = Path("old.sqlite3")
        with closing(sqlite3.connect(old, isolation_level=None)) as connection:
            for migration in all_migrations()[:20]:
                connection.executescript(migration.sql)
            connection.execute("PRAGMA user_version = 20")
            connection.execute("INSERT INTO drama (title) VALUES ('Of then')")

        restored = namida("restore", str(old), "--yes")
        migrated = namida("migrate")

        assert "(schema version 20)" in restored.stdout, restored.stderr
        assert f"schema version 20 → {all_migrations()[-1].version}" in migrated.stdout, migrated.stderr
        assert count(database, "drama WHERE title = 'Of then'") == 1

    def test_a_damaged_and_a_foreign_one_are_refused_and_change_nothing(self, database: Path) -> None:
        namida("backup", "damaged.sqlite3")
        damage(Path("damaged.sqlite3"))
        theirs(Path("other.sqlite3"))
        before = database.read_bytes()

        for file in ("damaged.sqlite3", "other.sqlite3"):
            result = namida("restore", file, "--yes")
            assert result.exit_code == 1
            assert result.stderr.startswith(f"Error: {file} cannot be used")

        assert database.read_bytes() == before
        assert list(database.parent.glob("*.before-restore-*")) == []


def theirs(path: Path) -> bytes:
    """Another program's database."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE theirs (id)")
        connection.execute("INSERT INTO theirs VALUES (1)")
    return path.read_bytes()


class TestAnotherProgramsDatabase:
    @pytest.mark.parametrize(
        "verb",
        sorted(
            name
            for name, command in main.commands.items()
            if any(parameter.name == "database" for parameter in command.params)
        ),
    )
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
        if verb == "restore":
            namida("migrate", "--database", "ours.sqlite3")
            namida("backup", "saved.sqlite3", "--database", "ours.sqlite3")
        words = {
            "import": ["one.jsonl"],
            "export": ["all.jsonl"],
            "undo": ["1"],
            "doctor": ["--offline"],
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
