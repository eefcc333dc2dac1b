"""The measurement through sockets, in its smallest form: every kind of question is answered."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bench.asked import KINDS, LARGE, misspelt
from bench.measure import Latency
from bench.sockets import BOTS, steadiness
from tools.browser import child_environment

ROOT = Path(__file__).resolve().parent.parent.parent
SMALLEST = (
    *("--dramas", "57", "--scores", "300", "--rounds", "1", "--seconds", "0.02", "--at-once", "4"),
    *("--guilds", "3"),
)


def test_it_asks_both_bots_everything_and_prints_every_target() -> None:
    # It stops at the first answer that is not what is measured, and says which one that was.
    done = subprocess.run(
        [sys.executable, "-m", "bench", "sockets", *SMALLEST],
        cwd=ROOT,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers, _, targets = done.stdout.partition("\nTargets\n")
    for kind in KINDS:
        row = re.search(rf"^{re.escape(kind.name)}  .*≥ {kind.target(57):g}$", answers, re.MULTILINE)
        assert row, f"no row of {kind.name}"
        assert re.search(r"\d\.\d\d \(\d\.\d\d–\d\.\d\d\)", row[0]), row[0]
        assert f"{kind.name}, 57 dramas: " in targets
    for bot in BOTS:
        assert re.search(rf"^{bot}  +\d+\.\d", answers, re.MULTILINE), f"no row of {bot}"
    assert "start to ready, 3 servers" in targets
    assert "a card's p99 at half of its capacity, asked by chance" in targets


@given(title=st.text(), random=st.randoms(use_true_random=False))
def test_a_misspelt_title_has_the_same_letters(title: str, random: Random) -> None:
    assert sorted(misspelt(title, random)) == sorted(title)


def test_only_what_is_searched_by_name_has_another_target_for_a_large_catalogue() -> None:
    lower = {kind.name for kind in KINDS if kind.target(LARGE) < kind.target(LARGE - 1)}
    assert lower == {"autocomplete as typed", "misspelt"}
    assert all(kind.completes for kind in KINDS if kind.name in lower)


def test_a_soak_compares_its_last_third_with_its_first() -> None:
    def minute(p99: float, held: float) -> tuple[Latency, float]:
        return Latency(p50=3.0, p99=p99, worst=90.0, calls=9_000), held

    steady = [
        minute(10, 130),
        minute(80, 131),
        minute(10, 131),
        minute(12, 131),
        minute(11, 133),
        minute(11, 132),
    ]
    assert all(target.met for target in steadiness(steady))
    slower = [minute(10, 130), minute(12, 130), minute(20, 130)]
    growing = [minute(10, 130), minute(10, 140), minute(10, 150)]
    assert [target.met for target in steadiness(slower)] == [False, True]
    assert [target.met for target in steadiness(growing)] == [True, False]
    assert steadiness(slower[:2]) == [], "two minutes say nothing"
