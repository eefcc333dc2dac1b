"""How often a change of a message is tried before it is given up."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.message_ledger import FIRST_RETRY, LONGEST_RETRY, MOST_TRIES, pause_after


def test_it_is_tried_more_and_more_seldom_for_about_three_weeks_and_then_given_up() -> None:
    pauses: list[timedelta] = []
    while (pause := pause_after(len(pauses))) is not None:
        pauses.append(pause)
    assert len(pauses) == MOST_TRIES - 1
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_RETRY, LONGEST_RETRY)
    assert timedelta(weeks=3) < sum(pauses, timedelta()) < timedelta(weeks=4)
    assert pause_after(10**9) is None
