"""The formulae of bot.taste written out in plain Python, to compare with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log, sqrt

from bot.domain.scores import PRIOR_MEAN
from bot.taste.scores import MEAN_VOTES, WATCHED

Row = tuple[int, int, int, bool]  # member, drama, half points, dropped


def wanted(rows: Iterable[Row]) -> dict[tuple[int, int], float]:
    """The preference of every (member, drama)."""
    by_member: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_member[row[0]].append(row)
    found = {}
    for member, own in by_member.items():
        given = [halves for _, _, halves, _ in own if halves]
        mean = (sum(given) + MEAN_VOTES * 2 * PRIOR_MEAN) / (len(given) + MEAN_VOTES)
        for _, drama, halves, dropped in own:
            deviation = halves - mean if halves else 0.0
            found[member, drama] = min(deviation, 0.0) - WATCHED if dropped else deviation + WATCHED
    return found


def similarities(rows: Iterable[Row], shrinkage: float) -> dict[tuple[int, int], tuple[float, int]]:
    """Similarity and common members of every ordered pair of dramas, of those above 0."""
    steps = {pair: round(64 * value) for pair, value in wanted(rows).items()}
    members = {member for member, _ in steps}
    dramas = {drama for _, drama in steps}
    norm = {drama: sqrt(sum(steps.get((member, drama), 0) ** 2 for member in members)) for drama in dramas}
    found = {}
    for one in dramas:
        for other in dramas - {one}:
            both = [member for member in members if (member, one) in steps and (member, other) in steps]
            total = sum(steps[member, one] * steps[member, other] for member in both)
            if total > 0:
                cosine = total / (norm[one] * norm[other])
                found[one, other] = (cosine * len(both) / (len(both) + shrinkage), len(both))
    return found


def strengths(
    halves: Mapping[int, int],
    similarity: Mapping[tuple[int, int], float],
    ranks: Mapping[int, int],
    traits: Mapping[int, set[int]],
    mixed: tuple[float, float],
) -> dict[int, float]:
    """Of every drama with a rank that the member has not scored; `mixed` are EVIDENCE and GENRES."""
    evidence, genres = mixed
    own = {drama: value for (_, drama), value in wanted((0, d, h, False) for d, h in halves.items()).items()}
    candidates = [drama for drama in ranks if drama not in halves]
    taste = {
        drama: sum(similarity.get((mine, drama), 0.0) * value for mine, value in own.items())
        for drama in candidates
    }
    counts: dict[int, int] = defaultdict(int)
    for drama in ranks:
        for trait in traits[drama]:
            counts[trait] += 1
    liking = {
        trait: log((1 + len(ranks)) / (1 + count))
        * sum(max(value, 0.0) for mine, value in own.items() if mine in ranks and trait in traits[mine])
        for trait, count in counts.items()
    }
    overlap = {
        drama: sum(liking[trait] for trait in traits[drama]) / sqrt(max(len(traits[drama]), 1))
        for drama in candidates
    }
    telling = len({mine for mine, _ in similarity if mine in own})
    certainty = telling / (telling + evidence) if telling else 0.0

    def scaled(values: Mapping[int, float], drama: int) -> float:
        largest = max(values.values())
        return max(values[drama] / largest if largest > 0 else values[drama], -1.0)

    return {
        drama: certainty * scaled(taste, drama)
        + (1 - certainty) * (genres * scaled(overlap, drama) + (1 - genres) / (1 + log(ranks[drama])))
        for drama in candidates
    }
