"""What the log channel is told of reports, and what members who report are told; and when it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import post_keys
from bot.domain.comments import CommentForm
from bot.domain.dramas import Drama
from bot.domain.guilds import Purpose
from bot.domain.message_ledger import Place, Posted
from bot.domain.reports import Notice, Outcome, Reported, ReportForm
from bot.domain.writings import Why, WritingKind
from bot.errors import OwnWriting, WritingGone
from bot.services.container import Services
from bot.services.moderation.notices import APPEALED, REMOVED, TAKEN_DOWN
from bot.services.moderation.reports import KEPT, REPORT
from bot.store.database import Database
from bot.store.timestamps import written
from tests.services.moderation.conftest import MESSAGES, Told, done, planned
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, rows

SECOND = timedelta(seconds=1)
SPAM = ReportForm(Why.SPAM)
MESSAGE = Reported.message(Place(TEAROOM, 70, 1))


async def stands(services: Services, store: Database, reported: Reported) -> Notice | None:
    """What the notice of the first report tells by now."""
    first = "SELECT min(id) FROM report WHERE kind = ? AND subject = ?"
    ((found,),) = await rows(store, first, reported.kind, reported.subject)
    post = Posted(1, "report", int(str(found or 0)), None, 0, TEAROOM, 71, 9_900, 2, True, 0)
    return await services.queue.notice_as_it_stands(post)


async def test_a_notice_tells_of_open_reports_and_then_what_came_of_them(
    services: Services, store: Database, dramas: list[Drama], told: Told
) -> None:
    queue, ref = services.queue, told[WritingKind.COMMENT]
    reported = Reported.writing(ref)
    assert await queue.notice_to_post(reported, 1) is None, "there is nothing to tell"
    assert await stands(services, store, reported) is None
    for reader in (JUN, REI):
        await services.reports.writing(ref, SPAM, reader, NOW)
    ((post_id,),) = await rows(store, "SELECT id FROM outbox WHERE kind = ?", REPORT)
    notice = await queue.notice_to_post(reported, int(str(post_id)))
    assert notice is not None
    assert [one.reporter_id for one in notice.reports] == [JUN.member_id, REI.member_id]
    assert (notice.about, notice.decided) == (reported, None)
    assert notice.writing is not None
    assert (notice.writing.ref, notice.writing.words) == (ref, ())
    noted = "SELECT subject, drama_id, guild_id, outbox_id FROM posted WHERE kind = 'report'"
    assert await rows(store, noted) == [(notice.reports[0].id, dramas[0].id, TEAROOM, post_id)]
    assert await stands(services, store, reported) == notice
    await queue.dismiss(reported, REI, NOW)
    decided = await stands(services, store, reported)
    assert decided is not None
    assert (decided.reports, decided.decided and decided.decided.outcome) == ((), Outcome.DISMISSED)
    assert await queue.notice_to_post(reported, int(str(post_id))) is None
    await services.comments.change(ref.id, CommentForm("Other words.", "3"), MIKA, NOW)
    await services.reports.writing(ref, SPAM, JUN, NOW + SECOND)
    again = await stands(services, store, reported)
    assert again is not None
    assert (len(again.reports), again.decided) == (1, None), "it is open again"


async def test_a_notice_of_a_message_or_of_what_is_gone_names_no_writing(
    services: Services, store: Database, told: Told
) -> None:
    await services.reports.message(70, 1, SPAM, JUN, NOW)
    notice = await services.queue.notice_to_post(MESSAGE, 1)
    assert notice is not None
    assert (notice.writing, len(notice.reports)) == (None, 1)
    found = await services.queue.report(notice.reports[0].id)
    assert found is not None
    assert found == (notice.reports[0], None)
    with pytest.raises(WritingGone):
        await services.queue.keep_down(MESSAGE, REI, NOW)
    await services.reports.writing(told[WritingKind.COMMENT], SPAM, JUN, NOW)
    await services.comments.delete(told[WritingKind.COMMENT].id, MIKA)
    gone = await stands(services, store, Reported.writing(told[WritingKind.COMMENT]))
    assert gone is not None
    assert (gone.writing, gone.decided and gone.decided.outcome) == (None, Outcome.GONE)


async def test_a_notice_of_what_an_earlier_version_closed_tells_nothing(
    services: Services, store: Database, told: Told
) -> None:
    await services.reports.message(70, 1, SPAM, JUN, NOW)
    assert await stands(services, store, MESSAGE) is not None
    await done(store, "UPDATE report SET closed_at = created_at, outcome = NULL")
    assert await stands(services, store, MESSAGE) is None


async def test_of_what_waits_already_no_second_notice_is_sent(
    services: Services, store: Database, told: Told
) -> None:
    ref = told[WritingKind.COMMENT]
    await services.reports.writing(ref, SPAM, JUN, NOW)
    assert await planned(store, REPORT) == [
        (f"guild {TEAROOM} log", f'{{"guild": {TEAROOM}, "kind": "comment", "subject": "{ref.id}"}}')
    ]
    await done(store, "DELETE FROM outbox")  # sent
    await services.reports.writing(ref, SPAM, REI, NOW)
    assert await planned(store, REPORT) == []


async def test_a_report_is_kept_for_a_year(services: Services, store: Database, told: Told) -> None:
    ref = told[WritingKind.COMMENT]
    await services.reports.writing(ref, ReportForm(Why.OTHER, " \n"), JUN, NOW)
    await services.reports.writing(ref, ReportForm(Why.OTHER, " It tells. "), REI, NOW + SECOND)
    assert await rows(store, "SELECT note FROM report ORDER BY id") == [(None,), ("It tells.",)]
    (first, _) = [int(str(ident)) for (ident,) in await rows(store, "SELECT id FROM report ORDER BY id")]
    assert await services.reports.purge(NOW + KEPT) == 0
    assert await services.queue.report(first) is not None
    assert await services.reports.purge(NOW + KEPT + SECOND) == 1
    assert await services.queue.report(first) is None


async def test_advice_is_reported_by_its_reader_and_by_moderators_alone(
    services: Services, told: Told
) -> None:
    ref, check = told[WritingKind.ADVICE], services.reports.check
    for reader in (JUN, REI):
        await check(ref, reader)
    with pytest.raises(WritingGone):
        await check(ref, replace(JUN, member_id=9))
    with pytest.raises(OwnWriting):
        await check(ref, MIKA)


async def test_a_message_of_ours_names_what_it_shows(services: Services, told: Told) -> None:
    shown_by, message = services.reports.shown_by, MESSAGES[WritingKind.QUOTE]
    assert await shown_by(message, JUN) == (told[WritingKind.QUOTE],)
    assert await shown_by(message, KEN) == ()
    assert await shown_by(1, JUN) == ()


async def test_what_is_told_ends_and_without_a_log_channel_moderators_are_told_nothing(
    services: Services, store: Database, told: Told
) -> None:
    down = await services.writings.take_down(told[WritingKind.QUOTE], REI, NOW)
    await services.queue.appeal(down.id, MIKA, NOW)
    until = [(written(NOW + timedelta(days=1)),)]
    for kind in (TAKEN_DOWN, APPEALED):
        assert await rows(store, "SELECT expires_at FROM outbox WHERE kind = ?", kind) == until
    keys = "SELECT key FROM outbox WHERE kind IN (?, ?) ORDER BY id"
    assert await rows(store, keys, TAKEN_DOWN, APPEALED) == [
        (post_keys.writing_taken_down(down.id),),
        (post_keys.appeal(down.id),),
    ]
    week = [(written(NOW + timedelta(days=7)),)]
    assert await rows(store, "SELECT expires_at FROM outbox WHERE kind = ?", REMOVED) == week
    await done(store, "DELETE FROM outbox")
    await done(store, f"DELETE FROM guild_channel WHERE purpose = '{Purpose.LOG}'")
    down = await services.writings.take_down(told[WritingKind.REVIEW], REI, NOW)
    await services.queue.appeal(down.id, MIKA, NOW)
    assert await planned(store, TAKEN_DOWN) + await planned(store, APPEALED) == []
