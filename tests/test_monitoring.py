"""What the bot shows of itself on this machine: whether it is well, and what it counts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import discord
import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from bot.cli.main import main
from bot.client import NamidaBot
from bot.domain.backups import path_of
from bot.domain.outbox import NewPost, Target
from bot.errors import StoreUnavailable
from bot.measures import BOUNDS, Measures
from bot.monitoring import monitoring
from bot.process import CannotStart, _watched
from bot.settings import Listening, Settings, read_listening
from bot.sources.fetching import Passing
from tests.world import TEARS, World

ROOT = Path(__file__).resolve().parent.parent
ANY = Listening("127.0.0.1", 0)
PASSING = {
    Passing("timeout", unreachable=True): "unreachable",
    Passing("no connection", unreachable=True): "unreachable",
    Passing("429"): "too many",
    Passing("503"): "fault of theirs",
    Passing("timeout"): "timeout",
    Passing("cut off"): "cut off",
    Passing("no answer"): "cut off",
}
# Every label, and the values that it may have; None: what the code names (commands, shards).
LABELS: dict[str, set[str] | None] = {
    "command": None,
    "result": {"ok", "refused", "store", "discord", "fault"},
    "kind": {"command", "press", "form", "locked", "full", "damaged", "read-only", "gone", "broken"},
    "work": {"read", "write", "long write"},
    "state": {"due", "held", "planned"},
    "file": {"database", "log"},
    "source": {"tvmaze", "tmdb"},
    "outcome": {"ok", "failed", "given up", *PASSING.values()},
    "shard": None,
    "le": {*map(str, BOUNDS), "+Inf"},
}


async def get(port: int, path: str, host: str = "localhost") -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host}) as answer,
    ):
        return answer.status, await answer.text()


def samples(text: str) -> dict[tuple[str, str], float]:
    """Every sample by its name and its labels' values; each label is one of `LABELS`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            for label, value in sample.labels.items():
                allowed = LABELS[label]
                assert allowed is None or value in allowed, sample
                assert not re.search(r"\d{5}", value), sample  # no id
            found[sample.name, " ".join(v for k, v in sample.labels.items() if k != "le")] = sample.value
    return found


async def test_it_counts_what_members_do_and_names_none_of_them(
    world: World, bot: NamidaBot, settings: Settings
) -> None:
    async with monitoring(bot, settings.database, ANY) as port:
        await world.mika.slash(world.lounge, "drama info", title=TEARS)
        await world.mika.slash(world.lounge, "rate", title=TEARS, overall="11")
        now = discord.utils.utcnow()
        far = Target(channel_id=world.lounge.id)
        await bot.services.outbox.put(
            NewPost("late", "word", far, now + timedelta(days=3), {}),
        )
        status, text = await get(port, "/metrics")
        healthy, told = await get(port, "/healthz")

    assert status == 200
    found = samples(text)
    assert found["namida_answers_total", "drama info ok"] == 1
    assert found["namida_answers_total", "rate refused"] == 1
    assert found["namida_answer_seconds_count", "command"] == 2
    assert found["namida_store_seconds_count", "read"] > 0
    assert found["namida_store_seconds_count", "write"] > 0
    assert found["namida_outbox_posts", "planned"] == 1
    assert found["namida_outbox_oldest_seconds", ""] == 0
    assert found["namida_database_bytes", "database"] > 0
    assert found["namida_backup_late", ""] == 1
    assert found["namida_store_up", ""] == 1
    assert not any(str(one.id) in text + told for one in (world.mika, world.lounge, world.guild))
    assert TEARS not in text
    assert json.loads(told)["troubles"] == []
    assert healthy == 200


async def test_it_says_why_it_is_not_well_and_how_old_the_backup_is(
    bot: NamidaBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = discord.utils.utcnow() - timedelta(hours=5)
    path_of(settings.database, bot.services.backups.plan, made).touch()

    async def broken(*_: object) -> None:
        raise StoreUnavailable("locked")

    async with monitoring(bot, settings.database, ANY) as port:
        _, before = await get(port, "/healthz")
        await bot.scheduler.stop()
        monkeypatch.setattr(type(bot.services.outbox), "standing", broken)
        status, text = await get(port, "/healthz")
        _, metrics = await get(port, "/metrics")

    assert json.loads(before)["backup_age_s"] == pytest.approx(5 * 3600, abs=60)
    assert status == 503
    assert "the database does not answer" in json.loads(text)["troubles"]
    assert samples(metrics)["namida_store_up", ""] == 0
    assert samples(metrics)["namida_healthy", ""] == 0


async def test_only_this_machine_is_answered(bot: NamidaBot, settings: Settings) -> None:
    async with monitoring(bot, settings.database, ANY) as port:
        for host in ("elsewhere.example", "10.0.0.7:9464", "", "127.0.0.1.example"):
            assert (await get(port, "/metrics", host))[0] in {400, 403}, host
        for host in ("127.0.0.1", "[::1]:9464", "localhost:9464"):
            assert (await get(port, "/metrics", host))[0] == 200, host


async def test_a_port_that_is_taken_is_said(bot: NamidaBot, settings: Settings) -> None:
    async with monitoring(bot, settings.database, ANY) as port:
        taken = settings.model_copy(update={"metrics": f"127.0.0.1:{port}"})
        said = f"NAMIDA_METRICS: 127.0.0.1:{port} cannot be used: Address already in use."
        with pytest.raises(CannotStart, match=re.escape(said)) as refused:
            async with _watched(bot, taken):
                pass
    assert refused.value.setting_at_fault


@pytest.mark.parametrize("text", ["127.0.0.1:9464", "[::1]:9464", "127.3.2.1:0"])
def test_an_address_of_this_machine_alone_is_taken(text: str) -> None:
    assert str(read_listening(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0:9464",
        "9464",
        "127.0.0.1",
        ":9464",
        "example.org:9464",
        "127.0.0.1:99999",
        "[::]:1",
        "a@127.0.0.1:1",
    ],
)
def test_what_other_machines_could_reach_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be an address of this machine alone"):
        read_listening(text)


@pytest.mark.parametrize("seconds", [0.0, BOUNDS[0], 0.3, BOUNDS[-1], 99.0])
def test_a_time_is_counted_in_the_first_bound_that_holds_it(seconds: float) -> None:
    measures = Measures()
    measures.answered("command", "drama info", "ok", seconds)
    (durations,) = measures.answer_seconds.values()
    (at,) = [place for place, count in enumerate(durations.counts) if count]
    assert seconds <= (*BOUNDS, float("inf"))[at]
    assert at == 0 or seconds > BOUNDS[at - 1]


@pytest.mark.parametrize(("passing", "outcome"), PASSING.items(), ids=str)
def test_a_source_that_does_not_answer_has_one_of_few_outcomes(passing: Passing, outcome: str) -> None:
    assert passing.outcome == outcome


def test_trouble_of_the_store_is_counted_by_its_kind() -> None:
    measures = Measures()
    with pytest.raises(StoreUnavailable), measures.of_store("write"):
        raise StoreUnavailable("full")
    assert measures.store_trouble == {"full": 1}
    assert measures.store_seconds["write"].counts[0] == 1


def test_the_guide_lists_every_metric() -> None:
    running = (ROOT / "docs" / "running.md").read_text("utf-8")
    source = (ROOT / "bot" / "monitoring.py").read_text("utf-8")
    rows = re.findall(r"^\| (`namida_.*?) \|", running, re.MULTILINE)
    listed = {name.removesuffix("_total") for row in rows for name in re.findall(r"`(namida_[a-z_]+)`", row)}
    assert listed == set(re.findall(r'"(namida_[a-z_]+)"', source))


def test_the_dashboard_asks_only_for_what_is_shown() -> None:
    text = (ROOT / "docs" / "grafana-dashboard.json").read_text("utf-8")
    source = (ROOT / "bot" / "monitoring.py").read_text("utf-8")
    known = set(re.findall(r'"(namida_[a-z_]+)"', source))
    asked = {
        re.sub(r"_(total|bucket|sum|count)$", "", name)
        for panel in json.loads(text)["panels"]
        for target in panel.get("targets", ())
        for name in re.findall(r"namida_[a-z_]+", target["expr"])
    }
    assert asked == known


class TestHealthCommand:
    @pytest.fixture(autouse=True)
    def _here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.chdir(tmp_path)
        yield

    def test_without_the_setting_it_says_which(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NAMIDA_METRICS", raising=False)
        result = CliRunner().invoke(main, ["health"])
        assert (result.exit_code, "NAMIDA_METRICS" in result.stderr) == (2, True)

    def test_where_nothing_answers_it_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NAMIDA_METRICS", "127.0.0.1:1")
        result = CliRunner().invoke(main, ["health"])
        assert result.exit_code == 1
        assert "nothing of Namida's answers at 127.0.0.1:1" in result.stderr
