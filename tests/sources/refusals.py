"""Why a source could not be asked."""

from __future__ import annotations

import pytest

from bot.errors import SourceUnavailable
from tests.sources.opened import Opened
from tests.sources.shows import HOSPITAL_PLAYLIST

SHOW = str(HOSPITAL_PLAYLIST)


async def reason_given(sources: Opened, show: str = SHOW) -> str:
    with pytest.raises(SourceUnavailable) as refused:
        await sources.tvmaze.fetch(show)
    assert refused.value.source == "tvmaze"
    return refused.value.reason
