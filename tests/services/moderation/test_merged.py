"""Labels after two entries became one: read by the drama of today, also where a writing stayed behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.consent import Withheld
from bot.domain.dramas import Drama
from bot.domain.recommendations import ReasonForm
from bot.domain.reports import Reported
from bot.domain.reviews import ReviewForm
from bot.domain.writings import WritingKind
from bot.services.container import Services
from bot.store.catalogue import catalogue
from bot.store.database import Database
from tests.services.moderation.conftest import WORDS, Told, waits
from tests.services.people import MIKA, NEWCOMER, NOW, REI, TEAROOM, rows
from tests.store.memory import empty


@pytest.mark.parametrize("kind", WritingKind)
async def test_a_moderator_who_is_behind_is_asked_about_each_kind(
    services: Services, store: Database, told: Told, dramas: list[Drama], kind: WritingKind
) -> None:
    gone, kept = dramas
    # Mika's review of the other entry is newer, so the one of the entry that goes stays with it.
    await services.reviews.write(kept, ReviewForm("Newer", "Newer", "3", "9"), MIKA, NOW.replace(year=2099))
    await services.curating.merge(kept.id, gone.id, REI, NOW)
    await services.watching.seen_up_to(kept, REI, 2, NOW)
    case = await services.queue.case(Reported.writing(told[kind]), REI)
    assert isinstance(case.shown, Withheld)
    assert WORDS not in repr(case)
    assert case.shown.shown.drama.id == kept.id
    assert case.shown.label.up_to == (4 if kind is WritingKind.SYNOPSIS else 3), "the later one of two"


async def test_the_review_that_stays_behind_is_there_at_all(
    services: Services, store: Database, told: Told, dramas: list[Drama]
) -> None:
    gone, kept = dramas
    await services.reviews.write(kept, ReviewForm("Newer", "Newer", "3", "9"), MIKA, NOW.replace(year=2099))
    await services.curating.merge(kept.id, gone.id, REI, NOW)
    ident = told[WritingKind.REVIEW].id
    assert await rows(store, "SELECT drama_id FROM review WHERE id = ?", ident) == [(gone.id,)]


async def held_reason(services: Services, dramas: list[Drama]) -> int:
    """A reason that spoils the first drama up to 3 and the other up to 2, and waits for a moderator."""
    one, other = dramas
    await waits(services.recommending.suggest(one, other, ReasonForm(WORDS, "3", "2"), NEWCOMER, NOW))
    (held,) = await services.held.waiting(TEAROOM)
    return held.id


async def test_of_the_two_labels_of_a_waiting_reason_the_later_counts(
    services: Services, dramas: list[Drama]
) -> None:
    one, other = dramas
    ident = await held_reason(services, dramas)
    await services.curating.merge(other.id, one.id, REI, NOW)
    await services.watching.seen_up_to(other, REI, 2, NOW)
    asked = await services.held.one(ident, REI)
    assert isinstance(asked, Withheld)
    assert WORDS not in repr(asked)
    assert (asked.shown.drama.id, asked.label.up_to) == (other.id, 3)


async def test_of_a_removed_drama_too_a_moderator_is_asked(services: Services, dramas: list[Drama]) -> None:
    ident = await held_reason(services, dramas)
    for drama in dramas:
        await services.curating.remove(drama.id, REI, NOW)
    asked = await services.held.one(ident, REI)
    assert isinstance(asked, Withheld)
    assert WORDS not in repr(asked)


@given(labels=st.dictionaries(st.integers(1, 4), st.integers(1, 99)))
def test_a_label_is_followed_to_todays_drama_and_never_lowered(labels: dict[int, int]) -> None:
    # 1 was merged into 2; 3 was removed; 4 was never there.
    with empty() as connection:
        for ident, hidden, into in ((2, 0, None), (1, 1, 2), (3, 1, None)):
            connection.execute(
                "INSERT INTO drama (id, title, hidden, merged_into) VALUES (?, ?, ?, ?)",
                (ident, f"Drama {ident}", hidden, into),
            )
        today = {1: 2, 2: 2, 3: 3, 4: 4}
        followed = catalogue.followed(connection, labels)
        assert followed.keys() == {today[ident] for ident in labels}
        for ident, up_to in followed.items():
            assert up_to == max(labels[one] for one in labels if today[one] == ident)
