"""How long a drama is on a day: what is known, what is out, and whether more is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dramas import Kind
from bot.domain.lengths import Length, LengthFacts, length_of

TODAY = date(2025, 11, 8)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
EARLIER = date(2025, 10, 1)


@pytest.mark.parametrize(
    ("facts", "length"),
    [
        (LengthFacts(), Length()),
        # It has ended.
        (LengthFacts(episodes=11, aired_to=YESTERDAY), Length(11, 11, True)),
        (LengthFacts(episodes=11, aired_to=TODAY), Length(11, 11, True)),
        (LengthFacts(listed=11, aired_to=YESTERDAY), Length(11, 11, True)),
        (LengthFacts(episodes=10, listed=12, aired_to=YESTERDAY), Length(12, 12, True)),
        (LengthFacts(episodes=11, year=2023), Length(11, 11, True)),
        (LengthFacts(listed=11, year=2023), Length(11, 11, True)),
        (LengthFacts(episodes=11, listed=11, aired=11, aired_from=EARLIER), Length(11, 11, True)),
        # A count, and nothing that says that it is on air.
        (LengthFacts(episodes=11), Length(11, 11, True)),
        (LengthFacts(episodes=11, year=2025), Length(11, 11, True)),
        # It is on air.
        (LengthFacts(episodes=16, aired_from=EARLIER), Length(16, 0, False)),
        (LengthFacts(episodes=16, aired_from=EARLIER, aired_to=TOMORROW), Length(16, 0, False)),
        (LengthFacts(episodes=16, listed=16, aired=5, to_come=True), Length(16, 5, False)),
        (LengthFacts(episodes=16, listed=5, aired=5, aired_from=EARLIER), Length(16, 5, False)),
        (LengthFacts(listed=16, aired=16, to_come=True, aired_to=YESTERDAY), Length(16, 16, False)),
        # It has not begun.
        (LengthFacts(episodes=16, aired_from=TOMORROW), Length(16, 0, False)),
        # Only a list: nobody knows how long it will be.
        (LengthFacts(listed=5), Length(5, 5, False)),
        (LengthFacts(listed=5, aired=5), Length(5, 5, False)),
        (LengthFacts(listed=8, aired=5, to_come=True, year=2025), Length(8, 5, False)),
        # A film is one part, whoever counted it.
        (LengthFacts(Kind.MOVIE), Length(1, 1, True)),
        (LengthFacts(Kind.SPECIAL, episodes=2), Length(2, 2, True)),
        (LengthFacts(Kind.MOVIE, aired_from=TOMORROW), Length(1, 0, False)),
    ],
)
def test_lengths(facts: LengthFacts, length: Length) -> None:
    assert length_of(facts, TODAY) == length
    assert length.end == (length.last if length.over else None)


days = st.none() | st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=30))
numbers = st.none() | st.integers(1, 40)
any_facts = st.builds(
    LengthFacts,
    st.sampled_from(Kind),
    numbers,
    numbers,
    numbers,
    st.booleans(),
    days,
    days,
    st.none() | st.integers(2020, 2026),
).map(lambda facts: replace(facts, aired=min(facts.aired or 0, facts.listed or 0) or None))


@given(any_facts)
def test_nothing_is_out_that_is_not_known_and_nothing_ends_that_is_to_come(facts: LengthFacts) -> None:
    length = length_of(facts, TODAY)
    assert length.out <= (length.last or 0)
    if length.over:
        assert length.out == length.last
        assert not facts.to_come
        assert not any(day is not None and day > TODAY for day in (facts.aired_from, facts.aired_to))
