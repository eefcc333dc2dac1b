"""The promise: nobody reads a spoiler that they did not ask for, in whatever order things happen."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.cogs.promise.stories import Stories

# How many stories are told; the whole suite has time for a few, `make promise` for thousands.
EXAMPLES = int(os.environ.get("NAMIDA_STORIES", "30"))

TestPromise = Stories.TestCase
TestPromise.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
