from hypothesis import given
from hypothesis import strategies as st

from bot.domain import uploads


@given(st.lists(st.integers(0, 500 * 1024 * 1024), min_size=1))
def test_files_never_fill_what_discord_allows(allowed: list[int]) -> None:
    room = uploads.room(*allowed)
    assert 0 <= room <= uploads.MOST
    assert room == 0 or room + uploads.REST <= min(allowed)
