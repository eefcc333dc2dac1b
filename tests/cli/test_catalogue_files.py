"""The command line: migrations, catalogue files in and out."""

from __future__ import annotations

import contextlib
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.airing import slot
from bot.store.migrations import all_migrations, latest_version
from tests.cli.commands import DATABASE, count, damage, namida


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
        assert result.stderr.splitlines()[0].startswith("Row 2, year: ")
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
        drawn = b""
        with contextlib.suppress(OSError):  # which is how a terminal without a writer ends
            while chunk := os.read(leader, 65536):
                drawn += chunk
        os.close(leader)

        assert done.returncode == 0
        assert b"Exporting" in drawn
        assert b"100%" in drawn
        assert namida("export", "all.csv").stderr == ""
