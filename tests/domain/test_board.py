"""Which episodes share a thread, which threads stand beside it, how far a drama's airing has come."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.board import WHOLE, AiringStage, Batch, Thread, batch_for, neighbours, stage
from bot.domain.dramas import CatalogueEntry, Drama, Kind

DRAMA = Drama(1, "1 Litre of Tears", episodes=11)
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("size", "episode", "last", "expected"),
    [
        (0, 7, 11, WHOLE),
        (4, 1, 11, Batch(1, 4)),
        (4, 4, 11, Batch(1, 4)),
        (4, 5, 11, Batch(5, 8)),
        (4, 11, 11, Batch(9, 11)),
        (4, 11, None, Batch(9, 12)),
        (1, 3, 11, Batch(3, 3)),
        (50, 3, 11, Batch(1, 11)),
    ],
)
def test_episodes_are_taken_together(size: int, episode: int, last: int | None, expected: Batch) -> None:
    assert batch_for(DRAMA, size, episode, last, []) == expected


def test_a_film_has_one_thread() -> None:
    assert batch_for(Drama(1, "Rain", kind=Kind.MOVIE), 4, 1, None, []) is WHOLE
    assert batch_for(Drama(1, "Rain", episodes=1), 4, 1, 1, []) is WHOLE


def test_what_has_a_thread_keeps_its_episodes() -> None:
    taken = [WHOLE, Batch(5, 8)]
    assert batch_for(DRAMA, 6, 7, 11, taken) == Batch(5, 8)
    assert batch_for(DRAMA, 6, 9, 11, taken) == Batch(9, 11)
    assert batch_for(DRAMA, 6, 2, 11, taken) == Batch(1, 4)


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 40)), min_size=1, max_size=25),
    st.one_of(st.none(), st.just(40)),
)
def test_whatever_sizes_were_chosen_threads_never_overlap(
    asked: list[tuple[int, int]], last: int | None
) -> None:
    taken: list[Batch] = []
    for size, episode in asked:
        batch = batch_for(DRAMA, size, episode, last, taken)
        assert batch.holds(episode)
        assert batch.last - batch.first < size or batch in taken
        if batch not in taken:
            assert not any(one.first <= batch.last and batch.first <= one.last for one in taken)
            taken.append(batch)


def thread(ident: int, first: int, last: int, *, there: bool = True) -> Thread:
    return Thread(ident, 9, 1, Batch(first, last), 8, 100 + ident if there else None)


def test_the_threads_beside_one() -> None:
    threads = [thread(4, 13, 16), thread(1, 1, 4), thread(2, 5, 8, there=False), thread(3, 0, 0)]
    assert neighbours(threads, Batch(9, 12)) == (threads[1], threads[0])
    assert neighbours(threads, Batch(1, 4)) == (None, threads[0])
    assert neighbours(threads, WHOLE) == (None, None)


@pytest.mark.parametrize(
    ("aired", "year", "expected"),
    [
        ((date(2005, 10, 11), date(2005, 12, 20)), 2005, AiringStage.ENDED),
        ((date(2025, 11, 1), date(2026, 2, 1)), 2025, AiringStage.AIRING),
        ((date(2025, 11, 1), None), 2025, AiringStage.AIRING),
        ((date(2020, 11, 1), None), 2020, None),
        ((date(2026, 3, 1), None), 2026, AiringStage.UPCOMING),
        ((None, None), 2005, AiringStage.ENDED),
        ((None, None), 2026, None),
        ((None, None), None, None),
    ],
)
def test_how_far_the_airing_has_come(
    aired: tuple[date | None, date | None], year: int | None, expected: AiringStage | None
) -> None:
    entry = CatalogueEntry(title="Rain", year=year, aired_from=aired[0], aired_to=aired[1])
    assert stage(entry, TODAY) is expected
