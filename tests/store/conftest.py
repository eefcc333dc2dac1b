"""Plans of the statements that these tests run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.plans import recording


@pytest.fixture(autouse=True)
def well_planned() -> Iterator[None]:
    """No statement of the store may read a table that grows in full, or sort it.

    Looks at each statement the first time that it is run. `tests/plans/allowed.py` says why some may.
    """
    recording.unexplained()  # another test's
    yield
    assert recording.unexplained() == []
