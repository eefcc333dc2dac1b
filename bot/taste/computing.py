"""The whole computation from scores to stored lists, as jobs for a process beside the bot."""

from __future__ import annotations

from hashlib import blake2b
from secrets import token_hex

from bot.taste.neighbours import KEEP, PAIRS, SHRINKAGE, neighbours
from bot.taste.scores import MEAN_VOTES, WATCHED, ScoreTable

# The version of the computation. If its result changes for equal scores, the mark must change, too.
VERSION = 1
# The rules of the computation: equal scores give equal lists under equal rules.
MADE_BY = repr((VERSION, KEEP, SHRINKAGE, PAIRS, WATCHED, MEAN_VOTES))

Lists = list[tuple[int, bytes]]

# The results of this process by name, until they are fetched.
_computed: dict[str, Lists] = {}


def mark(scores: ScoreTable) -> str:
    """A digest of the scores: equal for equal scores in the same order, different if the lists may differ."""
    digest = blake2b(MADE_BY.encode(), digest_size=16)
    for column in (scores.members, scores.dramas, scores.halves, scores.dropped):
        digest.update(column.tobytes())
    return digest.hexdigest()


def lists(scores: ScoreTable) -> Lists:
    """Each drama with its neighbours, in the bytes that `Near.from_bytes` reads."""
    return [(drama_id, near.to_bytes()) for drama_id, near in neighbours(scores).rows()]


def compute(scores: ScoreTable) -> tuple[str, int]:
    """Compute `lists` and keep them in this process. Returns their name, for `piece`, and how many."""
    computed = lists(scores)
    name = token_hex(8)
    _computed[name] = computed
    return name, len(computed)


def piece(name: str, start: int, end: int) -> Lists:
    """A piece of the computed lists. Raises `KeyError` in any other process than the computing one."""
    return _computed[name][start:end]
