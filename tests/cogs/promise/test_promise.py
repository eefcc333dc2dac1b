"""The promise: nobody reads a spoiler that they did not ask for, in whatever order things happen."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.cogs.promise.stories import Stories

# How many stories are told: the suite has time for a few. Before a release it should be thousands:
# `NAMIDA_STORIES=2000 python -m pytest tests/cogs/promise --hypothesis-seed=1` takes some minutes.
EXAMPLES = int(os.environ.get("NAMIDA_STORIES", "25"))

TestPromise = Stories.TestCase
TestPromise.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
