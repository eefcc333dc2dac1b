"""The command line: the doctor, and what every command holds to."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import click
import discord
import pytest
from click.testing import CliRunner

from bot.cli.boundary import Boundary
from bot.cli.options import read_settings
from bot.doctor.outside import Answer, of_discord, of_installation
from bot.domain.backups import BackupPlan, path_of
from bot.logs import configure_logs
from bot.process import refusal
from bot.store.copies import readable
from bot.store.migrations import latest_version
from bot.store.moderation.audit import audit
from tests.cli.commands import TOKEN, damage, execute, namida


class TestDoctor:
    def findings(self, *words: str) -> tuple[int, dict[str, dict[str, str]]]:
        result = namida("doctor", "--json", "--offline", *words)
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

    def test_it_lists_what_stands_beside_the_database(self, database: Path) -> None:
        whole = ("before-migration-from-7", "backup-20261121-040000", "before-restore-20261121-040000")
        broken_off = ("backup-20261121-050000.partial-2", "before-migration-from-8.partial")
        for ending in (*whole, *broken_off):
            database.with_name(f"{database.name}.{ending}").write_bytes(b"x" * 1024 * 1024)

        _, findings = self.findings()

        assert findings["copies"]["state"] == "ok"
        assert findings["unfinished copies"]["state"] == "warn"
        for check, endings in (("copies", whole), ("unfinished copies", broken_off)):
            found = findings[check]["found"]
            assert {f"{database.name}.{ending} (1.0 MB)" for ending in endings} == set(found.split(", "))

    def test_it_says_how_old_the_newest_backup_is(self, database: Path) -> None:
        now = datetime.now(UTC)
        assert self.findings()[1]["backups"]["state"] == "warn"
        for days in (30, 3):
            path_of(database, BackupPlan(), now - timedelta(days=days)).touch()
        _, findings = self.findings()
        assert findings["backups"]["state"] == "ok"
        assert findings["backups"]["found"].startswith(
            "the newest of 2 is 3 days old: namida.sqlite3.backup-"
        )

        Path(".env").write_text("NAMIDA_BACKUP_EVERY=6h\n")
        _, findings = self.findings()
        assert findings["backups"]["state"] == "warn"
        assert "log" in findings["backups"]["todo"]

    def test_it_creates_nothing_and_says_when_the_database_is_made(self) -> None:
        _, findings = self.findings()

        assert list(Path().iterdir()) == []
        assert findings["database"]["state"] == "ok"
        assert (
            findings["database"]["found"]
            == "no database yet at data/namida.sqlite3; it is made at the first start"
        )

    def test_without_a_token_it_says_what_to_do(self) -> None:
        result = namida("doctor", "--offline")

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

    def test_a_line_of_the_audit_that_was_changed_is_found(self, database: Path) -> None:
        assert self.findings()[1]["audit"]["found"] == "the chain of 0 lines is whole"
        with closing(sqlite3.connect(database)) as connection, connection:
            for _ in range(3):
                audit(connection, 500, 3, "settings.policy", None, datetime(2026, 11, 30, tzinfo=UTC))
        assert self.findings()[1]["audit"]["found"] == "the chain of 3 lines is whole"
        execute(database, "DROP TRIGGER audit_is_unchanged")
        execute(database, "UPDATE audit SET actor_id = 4 WHERE id = 2")

        code, findings = self.findings()

        assert code == 3
        assert findings["audit"]["found"] == "the lines of server 500 were changed at line 2"

    def test_a_newer_and_an_older_schema_are_told_apart(self, database: Path) -> None:
        execute(database, f"PRAGMA user_version = {latest_version() + 1}")
        _, newer = self.findings()
        execute(database, f"PRAGMA user_version = {latest_version() - 1}")
        _, older = self.findings()

        assert (newer["schema"]["state"], older["schema"]["state"]) == ("fail", "warn")
        assert "migrate" in older["schema"]["todo"]

    def test_the_token_is_not_printed(self) -> None:
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")

        assert TOKEN not in namida("doctor", "--offline").output


@contextmanager
def answering(status: int, body: object, headers: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """A server that gives one answer to all. Yields its address, and what was asked with which token."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers.get('Authorization', '')}".strip())
            content = json.dumps(body).encode()
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


class TestOutside:
    """What it says of Discord, of the clock and of the sources."""

    def found(self, address: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
        monkeypatch.setattr(discord.http.Route, "BASE", f"{address}/api")
        lines = (f"DISCORD_TOKEN={TOKEN}", f"NAMIDA_TVMAZE_URL={address}", f"NAMIDA_TMDB_URL={address}")
        Path(".env").write_text("\n".join((*lines, "NAMIDA_TMDB_TOKEN=0123")))
        result = namida("doctor", "--json")
        assert TOKEN not in result.output
        return {finding["check"]: finding for finding in json.loads(result.stdout)}

    def test_it_asks_each_once_and_with_its_own_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told = {"shards": 1, "session_start_limit": {"total": 1000, "remaining": 998}}
        date = format_datetime(datetime.now(UTC), usegmt=True)
        with answering(200, told, {"Date": date}) as (address, asked):
            findings = self.found(address, monkeypatch)

        assert sorted(asked) == [
            "/3/authentication Bearer 0123",
            f"/api/applications/@me Bot {TOKEN}",
            f"/api/gateway/bot Bot {TOKEN}",
            "/shows/1",
        ]
        assert {findings[name]["state"] for name in ("discord", "clock", "tvmaze", "tmdb")} == {"ok"}
        assert (
            findings["discord"]["found"]
            == "Discord answers, and accepts the token; 998 of 1,000 starts are left today"
        )

    def test_a_token_that_is_not_accepted_and_a_wrong_clock_are_said(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        date = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
        with answering(401, {"message": "401: Unauthorized"}, {"Date": date}) as (address, _):
            findings = self.found(address, monkeypatch)

        assert (findings["discord"]["state"], findings["tmdb"]["state"]) == ("fail", "warn")
        assert "seconds ahead of Discord's" in findings["clock"]["found"]

    def test_without_a_network_it_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        findings = self.found(address, monkeypatch)

        assert {findings[name]["state"] for name in ("discord", "tvmaze", "tmdb")} == {"warn"}
        assert "no connection" in findings["discord"]["found"]
        assert "clock" not in findings
        assert findings["disk"]["state"] in {"ok", "warn"}

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"shards": null}'])
    def test_an_answer_that_is_not_discords_is_said(self, body: bytes) -> None:
        found = of_discord(Answer(200, body), 1, asked_with_token=True)
        assert (found.state, "not Discord" in found.found) == ("warn", True)

    @pytest.mark.parametrize(
        ("ways", "found"),
        [
            ({"0": {}, "1": {}}, "servers and members can install the bot"),
            ({"0": {}}, "the bot cannot be installed by members for themselves"),
            ({}, "the bot cannot be installed by servers or by members for themselves"),
        ],
    )
    def test_who_can_install_it_is_said(self, ways: dict[str, object], found: str) -> None:
        told = of_installation(Answer(200, json.dumps({"integration_types_config": ways}).encode()))
        assert told is not None
        assert (told.found, told.state == "ok") == (found, len(ways) == 2)

    @pytest.mark.parametrize("answer", [Answer(401, b"{}"), Answer(200, b"<"), Answer(200, b"{}"), Answer()])
    def test_where_discord_does_not_say_nothing_is(self, answer: Answer) -> None:
        assert of_installation(answer) is None

    def test_too_few_connections_are_said(self) -> None:
        answer = Answer(200, json.dumps({"shards": 3}).encode())
        assert "NAMIDA_SHARDS to 3" in of_discord(answer, 1, asked_with_token=True).todo
        assert of_discord(answer, 0, asked_with_token=True).state == "ok"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1.0 KB"),
        (1024**2 - 1, "1.0 MB"),
        (5 * 1024**3 // 2, "2.5 GB"),
        (3 * 1024**4, "3.0 TB"),
        (5_000 * 1024**4, "5,000.0 TB"),
    ],
)
def test_a_size_has_a_unit_that_people_read(size: int, said: str) -> None:
    assert readable(size) == said


class TestBoundary:
    def test_neither_token_gets_into_the_log(self) -> None:
        key = "0123456789abcdef0123456789abcdef"  # nothing tells that this is one but the settings
        Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\nNAMIDA_TMDB_TOKEN={key}\n")

        @click.group(cls=Boundary)
        def house() -> None:
            read_settings(None)

        @house.command()
        def broken() -> None:
            raise ZeroDivisionError(f"with {key} and {TOKEN} in it")

        result = CliRunner().invoke(house, ["broken"])

        assert "with [hidden] and [hidden] in it" in result.stderr
        assert key not in result.output

    def test_a_fault_of_ours_is_logged_without_the_token(self) -> None:
        @click.group(cls=Boundary)
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
        @click.group(cls=Boundary)
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
