"""The board's screens keep to Discord's limits, whatever the drama is called, and tell no plot."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.board import Batch, BoardPage, Listed, Opener, Thread, ThreadAnswer
from bot.domain.dramas import Drama
from bot.domain.outbox import Obstacle
from bot.domain.progress import Progress, Status
from bot.i18n import Texts, texts
from bot.present.board import board
from tests.languages import languages
from tests.present import extremes
from tests.present.extremes import FILLINGS, SNOWFLAKE
from tests.present.reading import everything, problems

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BATCHES = (Batch(), Batch(1, 1), Batch(1, 4), Batch(4_901, 5_000))

fillings = pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)


def thread(batch: Batch) -> Thread:
    return Thread(SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, batch, SNOWFLAKE, SNOWFLAKE, SNOWFLAKE, NOW)


def opener(filling: str | None, batch: Batch) -> Opener:
    beside = thread(Batch(4_801, 4_900))
    return Opener(extremes.drama(filling), extremes.entry(filling), thread(batch), beside, beside)


@languages
@fillings
@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_a_thread_and_the_way_to_it(t: Texts, filling: str | None, batch: Batch) -> None:
    shown = opener(filling, batch)
    assert 1 <= len(board.name(t, shown.drama, batch).strip()) <= 100
    assert not problems(board.opener(t, shown))
    for progress in (None, Progress(Status.WATCHING, 1), Progress(Status.COMPLETED, 5_000)):
        for here in (False, True):
            assert not problems(board.found(t, ThreadAnswer(shown, progress, 5_000, here)))


@languages
@fillings
def test_the_list(t: Texts, filling: str | None) -> None:
    one = Listed(extremes.drama(filling), thread(BATCHES[-1]))
    assert not problems(board.listing(t, BoardPage((one,) * 10, 1, 100, 1_000)))
    assert not problems(board.listing(t, BoardPage((one,) * 10, 1, 100, 1_000, hidden=True)))
    assert not problems(board.listing(t, BoardPage((), 0, 1, 0)))
    assert not problems(board.listing(t, BoardPage((), 0, 1, 0, channel=False)))
    hidden = board.listing(t, BoardPage((), 0, 1, 0, hidden=True))
    assert not problems(hidden)
    assert t("No threads yet. Use {/discuss} with a title to open one.") not in everything(hidden)


@languages
def test_a_notice_to_moderators(t: Texts) -> None:
    for obstacle in Obstacle:
        assert not problems(board.closed(t, SNOWFLAKE, obstacle))


@languages
def test_tags_fit(t: Texts) -> None:
    for name in board.tags(t, opener("words ", Batch()), date(2026, 1, 1)):
        assert 1 <= len(name) <= 20


def test_a_name_of_signs_nobody_sees() -> None:
    assert board.name(texts("en"), Drama(9, "\u3164"), Batch(1, 4)) == "#9 · Episodes 1–4"


@languages
def test_neither_name_nor_opening_message_tells_plot(t: Texts) -> None:
    shown = opener("words ", Batch(1, 4))
    assert shown.entry.summary
    assert shown.entry.summary[:200] not in everything(board.opener(t, shown))
    assert shown.entry.poster_alt
    assert shown.entry.poster_alt[:400] not in everything(board.opener(t, shown))


@languages
def test_who_is_behind_reads_what_the_thread_spoils(t: Texts) -> None:
    shown = opener(None, Batch(5, 8))
    warned = t("Spoils up to episode {n}", n=8)
    behind, past = Progress(Status.WATCHING, 7), Progress(Status.WATCHING, 8)
    assert warned in everything(board.found(t, ThreadAnswer(shown, behind, 9)))
    assert warned in everything(board.found(t, ThreadAnswer(shown, None, 9)))
    assert warned not in everything(board.found(t, ThreadAnswer(shown, past, 9)))
    assert warned in everything(board.opener(t, shown))


@languages
def test_who_has_not_seen_all_reads_that_a_whole_dramas_thread_goes_further(t: Texts) -> None:
    shown = opener(None, Batch())
    warned = t("This thread is for the whole drama and may spoil episodes you haven't seen.")
    behind, done = Progress(Status.WATCHING, 10), Progress(Status.COMPLETED, 11)
    for last in (11, None):
        for standing in (None, behind):
            assert warned in everything(board.found(t, ThreadAnswer(shown, standing, None, last=last)))
    assert warned not in everything(board.found(t, ThreadAnswer(shown, done, None, last=11)))
    for grown in (16, None):  # a drama that was completed may have more episodes by now
        assert warned in everything(board.found(t, ThreadAnswer(shown, done, None, last=grown)))
    past = Progress(Status.WATCHING, 11)
    assert warned not in everything(board.found(t, ThreadAnswer(shown, past, None, last=11)))
