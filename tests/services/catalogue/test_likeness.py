"""Which names are offered where none was meant for sure: those that are like what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnknownDrama
from bot.search.names import Match, Tier
from bot.services.catalogue.names import ALIKE, ALIKE_LEAD, alike
from bot.services.container import Services

matches = st.lists(
    st.builds(
        Match,
        st.integers(1, 99),
        st.just("A name"),
        st.sampled_from(Tier),
        st.floats(0, 1, allow_nan=False),
    ),
    max_size=8,
).map(lambda found: sorted(found, key=lambda one: (one.tier, -one.similarity)))


@given(matches)
def test_what_is_offered_is_alike_and_hardly_less_than_the_first(found: list[Match]) -> None:
    offered = alike(found)
    assert offered == [one for one in found if one in offered], "in their order"
    assert all(one in offered for one in found if one.tier is not Tier.SIMILAR)
    similar = [one for one in offered if one.tier is Tier.SIMILAR]
    assert all(one.similarity >= ALIKE for one in similar)
    best = (
        1.0 if found and found[0].tier is not Tier.SIMILAR else max((o.similarity for o in found), default=0)
    )
    assert all(one.similarity >= best - ALIKE_LEAD for one in similar)


SPECIALS_OF_GOBLIN = ["Goblin Special: Every Moment of It Shined", "Goblin Special: The Summoning"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Breaking Bad", []),
        ("Sherlock", []),
        ("Game of Thrones", []),
        ("alice in", ["Alice in Borderland", "Alice in Borderland Season 2", "Alice in Borderland Season 3"]),
        ("goblim", ["Guardian: The Lonely and Great God", *SPECIALS_OF_GOBLIN]),
    ],
)
async def test_only_what_is_like_it_is_offered(services: Services, typed: str, offered: list[str]) -> None:
    with pytest.raises(UnknownDrama) as unknown:
        await services.catalogue.resolve(typed)
    assert [drama.title for drama in unknown.value.nearest] == offered
