"""Drafts and reports: each is kept for its time, and deleted in pieces after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.calls import KEPT_FOR, Call
from bot.domain.message_ledger import Place
from bot.domain.reports import Reported, ReportForm
from bot.services.limits import Limits
from bot.services.members.drafts import FORMS_KEPT, Drafts
from bot.services.moderation import reports as reporting
from bot.services.moderation.reports import Reports
from bot.services.posts.outbox import Outbox
from bot.store import drafts as stored_drafts
from bot.store.database import Database
from bot.store.moderation import reports
from tests.services.people import MIKA, rows
from tests.store.memory import empty
from tests.store.plans import plan_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KINDS = ("review", "recommendation", "quote", "post")


@pytest.mark.parametrize("piece", [1, 2, 500])
async def test_forms_are_kept_for_their_time_and_commands_for_theirs(
    store: Database, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(stored_drafts, "HEAVY_PIECE", piece)
    drafts = Drafts(store)
    for kind in KINDS:
        for number, age in enumerate((timedelta(0), FORMS_KEPT, FORMS_KEPT + SECOND)):
            await drafts.keep(MIKA, kind, f"drama {number}", {"text": "typed"}, NOW - age)
    old = await drafts.keep_call(MIKA, Call("rate", {}), NOW - KEPT_FOR - SECOND)
    new = await drafts.keep_call(MIKA, Call("rate", {}), NOW - KEPT_FOR)
    assert await drafts.purge(NOW) == len(KINDS) + 1
    left = await rows(store, "SELECT kind, subject FROM draft ORDER BY kind, subject")
    assert set(left) == {(kind, f"drama {number}") for kind in KINDS for number in (0, 1)} | {
        ("command", new)
    }
    assert old != new
    assert await drafts.purge(NOW) == 0


async def test_a_form_that_is_sent_again_is_kept_from_then_on(store: Database) -> None:
    drafts = Drafts(store)
    for moment in (NOW, NOW + FORMS_KEPT):
        await drafts.keep(MIKA, "review", "drama 1", {"text": "typed"}, moment)
    assert await drafts.purge(NOW + FORMS_KEPT + SECOND) == 0
    assert await drafts.get(MIKA, "review", "drama 1") == {"text": "typed"}


@pytest.mark.parametrize("piece", [1, 500])
async def test_a_report_is_remembered_for_a_year(
    store: Database, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(reports, "PIECE", piece)
    service = Reports(store, Outbox(store), Limits())
    for number, age in enumerate((SECOND, reporting.KEPT, reporting.KEPT + SECOND, 2 * reporting.KEPT)):
        await store.write(
            lambda connection, number=number, at=NOW - age: reports.put(  # type: ignore[misc]
                connection, Reported.message(Place(1, 1, number)), MIKA.member_id, ReportForm(), None, at
            )
        )
    assert await service.purge(NOW) == 2
    assert await rows(store, "SELECT subject FROM report ORDER BY subject") == [("1 0",), ("1 1",)]


def test_what_is_old_is_found_by_its_age() -> None:
    with empty() as connection:
        for work in (
            lambda: stored_drafts.kinds(connection),
            lambda: stored_drafts.purge(connection, "review", NOW),
            lambda: stored_drafts.merge(connection, "drama 1", "drama 2"),
            lambda: reports.purge(connection, NOW),
        ):
            steps = plan_of(connection, work)
            assert not [one for one in steps if one.startswith("SCAN") and one != "SCAN known"], steps
