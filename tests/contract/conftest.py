"""The contract's own tests: Discord's description where there is one."""

from __future__ import annotations

import pytest

from . import ABSENT, Description, load_description


@pytest.fixture
def description() -> Description:
    found = load_description()
    if found is None:
        pytest.skip(ABSENT)
    return found
