"""Measures how well and how fast dramas are recommended by taste, against popularity, chance and others.

For each member who liked at least five dramas (8 or more out of 10), one of them is hidden, for all members
at once. It counts as found if it is among the ten recommended from the whole catalogue. All tuning used one
half of these members, and the tables are for the other half. NDCG@10 is 1 if the drama always comes first. ±
is the standard error of the share found.

The real scores are sparse: each drama has at most two. After hiding one, one is left, so a hidden drama is
never popular by number of scores, and its low number even reveals it ("least scored" shows how much). So the
second table also removes a score from ten other dramas for each hidden one.

The time for one member is the thread's own time, so that other work of the machine does not count.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import thread_time

import click
import numpy as np

from bench.holdout import Fold, Quality, folds, levelled, quality
from bench.measure import Latency, Target, machine, table, timed
from bench.recommenders import (
    LIMIT,
    Learn,
    Tuning,
    advice,
    best_known,
    by_chance,
    catalogue_of,
    factors,
    familiarity,
    least_scored,
    most_scored,
    ours,
    ridge_regression,
)
from bench.tastes import Size, Tastes, real_scores_path, real_tastes, synthetic_tastes
from bot.taste.neighbours import PAIRS, Near, neighbours
from bot.taste.recommend import Mixing, recommend
from bot.taste.scores import ScoreTable

OURS = "ours"
CHANCE = "chance"
POPULARITIES = ("best known (catalogue's rank)", "most scored")
CONTENDERS: dict[str, Learn] = {
    OURS: ours(Tuning()),
    "ours without familiarity": ours(Tuning(Mixing(evidence=0.0))),
    "adjusted cosine as published": ours(Tuning(Mixing(watched=0.0))),
    "who watched what alone": ours(Tuning(Mixing(watched=1000.0))),
    "ours without shrinkage": ours(Tuning(shrinkage=0.0)),
    "genres and popularity": familiarity,
    POPULARITIES[0]: best_known,
    POPULARITIES[1]: most_scored,
    "least scored": least_scored,
    CHANCE: by_chance,
}
SLOW: dict[str, Learn] = {  # their parameters are the best of four tried
    "implicit ALS, 16 factors": factors(16, weight=3.0, ridge=5.0),
    "EASE": ridge_regression(300.0),
}
SMALL = Size(members=5_000, dramas=2_500, scores=100_000)
LARGE = Size(members=50_000, dramas=100_000, scores=1_000_000)
CAPS = (PAIRS, 30_000_000, 15_000_000, 5_000_000)
REAL_FOLDS = 5
RECOMPUTE_SECONDS, RECOMPUTE_MIB, RECOMMEND_MS = 60, 1024, 5


def compare(
    title: str, tastes: Tastes, made: Sequence[Fold], contenders: Mapping[str, Learn]
) -> dict[str, Quality]:
    print(f"\n== {title}: {len(tastes.scores):,} scores, {len(tastes.dramas):,} dramas ==\n")
    found: dict[str, Quality] = {}
    rows = []
    for name, learn in contenders.items():
        result, seconds = timed(lambda learn=learn: quality(learn, tastes, made))  # type: ignore[misc]
        found[name] = result
        rows.append([name, *_quality(result), str(result.questions), f"{seconds:.1f}"])
    print(
        table(("recommended by", "hit rate@10 %", "±", "NDCG@10", "questions", "seconds"), rows), flush=True
    )
    return found


def _quality(result: Quality) -> tuple[str, str, str]:
    return f"{100 * result.hits:.2f}", f"{100 * result.doubt:.2f}", f"{result.gain:.4f}"


def better(title: str, found: Mapping[str, Quality]) -> list[Target]:
    """Compares our recommender with the better popularity ranking, and with chance."""
    rivals = {"popularity": POPULARITIES, "chance": (CHANCE,)}
    return [
        target
        for rival, names in rivals.items()
        for target in (
            Target(
                f"{title}: hit rate@10 against {rival}",
                100 * found[OURS].hits,
                round(100 * max(found[name].hits for name in names), 3),
                "%",
                at_least=True,
            ),
            Target(
                f"{title}: NDCG@10 against {rival}",
                found[OURS].gain,
                round(max(found[name].gain for name in names), 5),
                "",
                at_least=True,
            ),
        )
    ]


def caps(tastes: Tastes, fold: Fold) -> None:
    """The loss from comparing fewer pairs of dramas of busy members."""
    catalogue = catalogue_of(tastes)
    rows = []
    for pairs in CAPS:
        found, seconds = timed(lambda pairs=pairs: neighbours(fold.train, pairs=pairs))  # type: ignore[misc]
        near = dict(found.rows())
        result = quality(lambda *_, near=near: advice(near, catalogue), tastes, [fold])
        rows.append([f"{pairs:,}", f"{seconds:.1f}", f"{len(found.others):,}", *_quality(result)])
    print()
    print(table(("at most so many pairs", "seconds", "neighbours", "hit rate@10 %", "±", "NDCG@10"), rows))


def latency(tastes: Tastes, fold: Fold) -> list[Target]:
    """The time for one member's recommendations from stored neighbour lists, including their reading."""
    catalogue = catalogue_of(tastes)
    written = {drama_id: near.to_bytes() for drama_id, near in neighbours(fold.train).rows()}
    size = sum(map(len, written.values()))
    seconds = []
    for question in fold.report:
        times = []
        for _ in range(3):
            begin = thread_time()
            near = {
                drama_id: Near.from_bytes(written[drama_id])
                for drama_id in question.own.halves
                if drama_id in written
            }
            recommend(question.own, near, catalogue, limit=LIMIT)
            times.append(thread_time() - begin)
        seconds.append(min(times))
    took = Latency.of(seconds)
    print(
        f"\nrecommending for one member, quickest of three: p50 {took.p50:.2f} ms, p99 {took.p99:.2f} ms, "
        f"worst {took.worst:.2f} ms ({took.calls} members); neighbour lists {size / 2**20:.0f} MiB"
    )
    return [
        Target("recommending for one member, p50", took.p50, RECOMMEND_MS, "ms"),
        Target("recommending for one member, p99", took.p99, RECOMMEND_MS, "ms"),
    ]


def recompute(scores: ScoreTable) -> list[Target]:
    """Computes all neighbours in a new process, so that its memory can be measured."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "scores.npz"
        np.savez(path, members=scores.members, dramas=scores.dramas, halves=scores.halves)
        command = [sys.executable, "-m", "bench.recommend", "--measure", str(path)]
        answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(
        f"\nrecompute of {len(scores):,} scores of {len(np.unique(scores.members)):,} members and "
        f"{len(np.unique(scores.dramas)):,} dramas: {answer['seconds']:.1f} s, {answer['peak']:.0f} MiB "
        f"at most ({answer['before']:.0f} before it began), {answer['neighbours']:,} neighbours"
    )
    return [
        Target(f"recompute of {len(scores):,} scores", answer["seconds"], RECOMPUTE_SECONDS, "s"),
        Target("its peak resident memory", answer["peak"], RECOMPUTE_MIB, "MiB"),
    ]


def measure(path: Path) -> None:
    with np.load(path) as arrays:
        scores = ScoreTable(arrays["members"], arrays["dramas"], arrays["halves"])
    before = _peak_mib()
    found, seconds = timed(lambda: neighbours(scores))
    answer = {"seconds": seconds, "before": before, "peak": _peak_mib(), "neighbours": len(found.others)}
    print(json.dumps(answer))


def _peak_mib() -> float:
    """The peak memory as Linux counts it: `getrusage` would include the parent's memory at the start."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024


def real(path: Path) -> list[Target]:
    tastes = real_tastes(path)
    made = folds(tastes, REAL_FOLDS)
    found = compare("real scores", tastes, made, CONTENDERS)
    even = compare("real scores, ten other dramas short of one each", tastes, levelled(made, 10), CONTENDERS)
    return better("real scores", found) + better("real scores, others short as well", even)


@click.command()
@click.option("--measure", "measured", type=click.Path(path_type=Path), hidden=True)
def main(measured: Path | None) -> None:
    """Prints how often hidden likes are found, and what recomputing costs."""
    if measured is not None:
        measure(measured)
        return
    print(f"Recommending ({machine()}).\n\n{__doc__.partition('.')[2].strip()}")
    targets: list[Target] = []
    path = real_scores_path()
    if path:
        targets += real(path)
    else:
        print("\nThe real scores are absent (NAMIDA_BENCH_DATA names no directory with review_scores.csv).")
    tastes = synthetic_tastes(SMALL)
    targets += better(
        "synthetic scores", compare("synthetic scores", tastes, folds(tastes, 1), CONTENDERS | SLOW)
    )
    tastes = synthetic_tastes(LARGE)
    made = folds(tastes, 1)
    names = (OURS, *POPULARITIES, CHANCE)
    large = compare("a million synthetic scores", tastes, made, {name: CONTENDERS[name] for name in names})
    targets += better("a million synthetic scores", large)
    caps(tastes, made[0])
    targets += latency(tastes, made[0])
    targets += recompute(tastes.scores)
    print("\nTargets")
    for target in targets:
        print(target.line())


if __name__ == "__main__":
    main()
