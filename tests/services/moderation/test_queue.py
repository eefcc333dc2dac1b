"""Reports and appeals: who reported what, in which order they wait, who decides, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.comments import CommentForm, Spot
from bot.domain.consent import Consent, Withheld
from bot.domain.dramas import Drama
from bot.domain.guilds import GuildSettings
from bot.domain.held import HeldRef
from bot.domain.members import Reader
from bot.domain.message_ledger import Place
from bot.domain.reports import Case, Outcome, Reported, ReportForm, Waiting, in_order
from bot.domain.writings import NOTE_LIMIT, Why, WritingKind
from bot.errors import AppealOver, OwnWriting, WaitsForModerators, WritingGone
from bot.services.container import Services
from bot.services.moderation.notices import APPEAL_DECIDED, APPEALED, OUTCOME, REMOVED
from bot.services.moderation.reports import REPORT
from bot.store.database import Database
from tests.services.moderation.conftest import THREAD, WORDS, Told, done, planned
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, dump, rows

SECOND = timedelta(seconds=1)
UMA = replace(REI, member_id=8)  # another moderator
SPAM = ReportForm(Why.SPAM)
every = pytest.mark.parametrize("kind", WritingKind)


async def page(services: Services, reader: Reader = REI, index: int = 0) -> Case:
    found = await services.queue.page(reader, index)
    assert isinstance(found, Case)
    return found


@every
async def test_each_kind_is_reported_once_by_a_member_and_waits_as_one(
    services: Services, store: Database, told: Told, kind: WritingKind
) -> None:
    ref, write = told[kind], services.reports.writing
    by = replace(JUN, manages_guild=True)  # a submission is seen by curators alone
    assert await write(ref, ReportForm(Why.SPOILER, f" It tells {'x' * 999} "), by, NOW)
    assert not await write(ref, SPAM, by, NOW), "once"
    assert await write(ref, SPAM, REI, NOW + SECOND)
    assert len(await planned(store, REPORT)) == 1, "moderators are told of the first"
    case = await page(services)
    assert (case.reported, case.index, case.total) == (Reported.writing(ref), 0, 1)
    assert [(report.reporter_id, report.why) for report in case.reports] == [
        (JUN.member_id, Why.SPOILER),
        (REI.member_id, Why.SPAM),
    ]
    assert len(case.reports[0].note or "") == NOTE_LIMIT
    assert isinstance(case.shown, Withheld), "who is behind is asked first"
    assert WORDS not in repr(case)
    assert case.history is not None
    with pytest.raises(OwnWriting):
        await write(ref, SPAM, replace(MIKA, manages_guild=True), NOW)


async def test_members_report_what_they_can_see(services: Services, store: Database, told: Told) -> None:
    await services.writings.take_down(told[WritingKind.REVIEW], REI, NOW)
    before = await dump(store)
    for ref, reader in (
        (told[WritingKind.REVIEW], JUN),
        (told[WritingKind.SUBMISSION], JUN),
        (replace(told[WritingKind.QUOTE], id=10_000), JUN),
        (told[WritingKind.COMMENT], KEN),
    ):
        with pytest.raises(WritingGone):
            await services.reports.writing(ref, SPAM, reader, NOW)
        with pytest.raises(WritingGone):
            await services.reports.check(ref, reader)
    assert await dump(store) == before


async def test_the_oldest_comes_first_and_after_the_last_the_first_again(
    services: Services, told: Told
) -> None:
    kinds = (WritingKind.QUOTE, WritingKind.COMMENT, WritingKind.REVIEW)
    for at, kind in enumerate(kinds):
        await services.reports.writing(told[kind], SPAM, JUN, NOW + at * SECOND)
    await services.reports.writing(told[kinds[0]], SPAM, REI, NOW + 9 * SECOND)
    found = [await page(services, index=at) for at in (0, 1, 2, 3, 99)]
    assert [one.reported.kind for one in found] == [*kinds, kinds[0], kinds[0]]
    assert [one.index for one in found] == [0, 1, 2, 0, 0]
    assert await services.queue.page(KEN, 0) is None, "another server's"


async def test_reports_appeals_and_held_writings_wait_in_one_order(
    services: Services, store: Database, dramas: list[Drama], told: Told
) -> None:
    newcomer = replace(JUN, settings=GuildSettings(TEAROOM, newcomer_days=7), joined_at=NOW)

    async def hold(at: int) -> None:
        with pytest.raises(WaitsForModerators):
            form = CommentForm(f"Held {at}.", "3")
            await services.comments.look(dramas[0], Spot(dramas[0].id), form, newcomer, NOW + at * SECOND)

    down = await services.writings.take_down(told[WritingKind.QUOTE], UMA, NOW)
    await hold(1)
    await services.queue.appeal(down.id, MIKA, NOW + 2 * SECOND)
    await services.reports.writing(told[WritingKind.REVIEW], SPAM, JUN, NOW + 3 * SECOND)
    await hold(4)
    found = [await services.queue.page(REI, at) for at in range(6)]
    shown = [
        (one.reported.kind, one.index, one.total)
        if isinstance(one, Case)
        else ("held", one.shown.index, one.shown.total)
        for one in found
        if one is not None
    ]
    assert shown == [
        ("held", 0, 4), ("quote", 1, 4), ("review", 2, 4), ("held", 3, 4), ("held", 0, 4), ("held", 0, 4)
    ]  # fmt: skip
    asked = found[0]
    assert isinstance(asked, Withheld)
    assert "Held 1." not in repr(asked), "who is behind is asked first here, too"
    mine = await page(services, UMA, 3)
    assert (mine.own, mine.index) == (True, 3), "what a moderator removed themselves is still the last"
    assert await services.queue.page(KEN, 0) is None, "another server's"
    assert await services.queue.first_held(KEN) is None

    first = asked.shown.held
    await services.held.dismiss(first.id, REI, NOW + 5 * SECOND)
    now_first = await services.queue.page(REI, 0)
    assert isinstance(now_first, Case), "what came after it"
    held = await services.queue.first_held(REI)
    assert isinstance(held, Withheld)
    assert (held.shown.index, held.shown.total) == (2, 3)
    one = await services.held.one(held.shown.held.id, REI, Consent(3, held.label.revision))
    assert (one.shown.index, one.shown.total) == (2, 3)
    await services.held.dismiss(held.shown.held.id, REI, NOW + 6 * SECOND)
    left = await services.queue.first_held(REI)
    assert isinstance(left, Case), "what else waits"
    assert (left.index, left.total) == (0, 2)


async def test_two_moderators_at_once_decide_once(services: Services, store: Database, told: Told) -> None:
    reported = Reported.writing(told[WritingKind.COMMENT])
    await services.reports.writing(told[WritingKind.COMMENT], SPAM, JUN, NOW)
    assert await services.queue.dismiss(reported, REI, NOW + SECOND)
    assert not await services.queue.dismiss(reported, UMA, NOW + 2 * SECOND)
    case = await services.queue.case(reported, UMA)
    assert case.reports == ()
    assert case.index is None
    assert case.decided is not None
    assert (case.decided.outcome, case.decided.closed_by) == (Outcome.DISMISSED, REI.member_id)
    assert await services.queue.page(UMA, 0) is None
    lines = await rows(store, "SELECT actor_id, action, subject FROM audit")
    assert lines == [(REI.member_id, "report.dismissed", f"comment {told[WritingKind.COMMENT].id}")]


@pytest.mark.parametrize("outcome", [Outcome.DISMISSED, Outcome.REMOVED, Outcome.RELABELLED])
async def test_the_reporter_hears_the_outcome_only_if_they_asked(
    services: Services, store: Database, dramas: list[Drama], told: Told, outcome: Outcome
) -> None:
    ref = told[WritingKind.COMMENT]
    await services.reports.writing(ref, ReportForm(Why.SPOILER, tell=True), JUN, NOW)
    await services.reports.writing(ref, SPAM, UMA, NOW)
    await services.reports.writing(ref, ReportForm(Why.SPAM, tell=True), REI, NOW)
    if outcome is Outcome.DISMISSED:
        await services.queue.dismiss(Reported.writing(ref), REI, NOW)
    elif outcome is Outcome.REMOVED:
        await services.writings.take_down(ref, REI, NOW, Why.SPOILER)
    else:
        await services.writings.relabel(ref, {dramas[0].id: "7"}, REI, NOW)
    (told_to,) = await planned(store, OUTCOME)
    assert told_to[0] == f"member {JUN.member_id}", "who decided knows it"
    (report_id,) = (await rows(store, "SELECT id FROM report WHERE reporter_id = ?", JUN.member_id))[0]
    found = await services.queue.report(int(str(report_id)))
    assert found is not None
    assert found[0].outcome is outcome
    assert found[1] is not None
    assert found[1].words == ()


async def test_other_words_can_be_reported_again(services: Services, store: Database, told: Told) -> None:
    ref = told[WritingKind.COMMENT]
    for reader in (JUN, UMA):
        await services.reports.writing(ref, SPAM, reader, NOW)
    await services.queue.dismiss(Reported.writing(ref), REI, NOW)
    assert not await services.reports.writing(ref, SPAM, JUN, NOW), "decided: it may stay"
    await services.comments.change(ref.id, CommentForm("Other words.", "3"), MIKA, NOW)
    assert await services.reports.writing(ref, SPAM, JUN, NOW)
    again = await page(services)
    assert again.reports[0].closed_at is None
    assert again.decided is None, "what was decided of the other words counts no more"
    assert len(await planned(store, REPORT)) == 1, "the first notice waits still"


async def test_any_message_can_be_reported(services: Services, told: Told) -> None:
    assert await services.reports.message(70, 1, SPAM, JUN, NOW)
    assert not await services.reports.message(70, 1, SPAM, JUN, NOW)
    case = await page(services)
    assert case.reported.place == Place(TEAROOM, 70, 1)
    assert case.shown is None
    assert await services.queue.dismiss(case.reported, REI, NOW)
    assert await services.queue.page(REI, 0) is None


async def test_what_its_author_deleted_waits_no_longer(services: Services, told: Told) -> None:
    ref = told[WritingKind.COMMENT]
    await services.reports.writing(ref, SPAM, JUN, NOW)
    await services.comments.delete(ref.id, MIKA)
    assert await services.queue.page(REI, 0) is None
    case = await services.queue.case(Reported.writing(ref), REI)
    assert case.shown is None
    assert case.decided is not None
    assert case.decided.outcome is Outcome.GONE


# --- appeals ---


async def test_an_author_appeals_once_and_another_moderator_sees_it_first(
    services: Services, store: Database, told: Told
) -> None:
    ref = told[WritingKind.REVIEW]
    down = await services.writings.take_down(ref, REI, NOW, Why.INSULT)
    assert len(await planned(store, REMOVED)) == 1
    assert not (await services.queue.case(Reported.writing(ref), REI)).own, "no appeal waits yet"
    await services.reports.writing(told[WritingKind.QUOTE], SPAM, JUN, NOW + 2 * SECOND)
    anywhere = replace(MIKA, guild_id=None)
    for other in (JUN, REI):
        with pytest.raises(AppealOver):
            await services.queue.appeal(down.id, other, NOW)
    _, writing = await services.queue.appeal(down.id, anywhere, NOW + SECOND)
    assert writing.words == ()
    assert len(await planned(store, APPEALED)) == 1
    for who in (anywhere, JUN, REI):
        with pytest.raises(AppealOver):
            await services.queue.appeal(down.id, who, NOW)
    with pytest.raises(AppealOver):
        await services.queue.appeal(down.id + 1, MIKA, NOW)

    first, mine = await page(services, UMA), await page(services, REI, 1)
    assert (first.reported.ref, first.own) == (ref, False), "the older one"
    assert (mine.reported.ref, mine.own) == (ref, True), "whoever removed it sees it last, and is told so"
    assert mine.takedown is not None
    assert mine.takedown.appealed

    reported = Reported.writing(ref)
    assert await services.queue.keep_down(reported, UMA, NOW)
    assert not await services.queue.keep_down(reported, REI, NOW)
    assert not await services.queue.keep_down(Reported.writing(told[WritingKind.QUOTE]), REI, NOW)
    lines = "SELECT actor_id, action, detail ->> 'takedown' FROM audit ORDER BY id"
    assert await rows(store, lines) == [
        (REI.member_id, "review.taken_down", None),
        (MIKA.member_id, "review.appealed", down.id),
        (UMA.member_id, "review.kept_down", down.id),
    ]
    assert len(await planned(store, APPEAL_DECIDED)) == 1
    case = await services.queue.case(reported, REI)
    assert case.takedown is not None
    assert (case.takedown.appealed, case.takedown.appeal_closed_by) == (False, UMA.member_id)
    with pytest.raises(AppealOver):
        await services.queue.appeal(down.id, MIKA, NOW)
    told_of = await services.writings.of_takedown(down.id, over=True)
    assert told_of is not None
    assert told_of[0].stands


async def test_of_an_appeal_by_an_author_who_is_gone_no_one_is_told(
    services: Services, store: Database, told: Told
) -> None:
    ref = told[WritingKind.QUOTE]
    down = await services.writings.take_down(ref, REI, NOW)
    await services.queue.appeal(down.id, MIKA, NOW)
    await done(store, "UPDATE takedown SET author_id = NULL")
    assert await services.queue.keep_down(Reported.writing(ref), UMA, NOW)
    assert await planned(store, APPEAL_DECIDED) == []


async def test_for_what_is_gone_no_one_appeals(services: Services, store: Database, told: Told) -> None:
    down = await services.writings.take_down(told[WritingKind.COMMENT], REI, NOW)
    await done(store, "DELETE FROM comment")
    with pytest.raises(AppealOver):
        await services.queue.appeal(down.id, MIKA, NOW)


async def test_a_restored_writing_ends_its_appeal(services: Services, store: Database, told: Told) -> None:
    ref = told[WritingKind.COMMENT]
    down = await services.writings.take_down(ref, REI, NOW)
    await services.queue.appeal(down.id, MIKA, NOW)
    await services.writings.bring_back(ref, UMA, NOW, THREAD)
    assert await services.queue.page(UMA, 0) is None
    assert len(await planned(store, APPEAL_DECIDED)) == 1
    found = await services.writings.of_takedown(down.id, over=True)
    assert found is not None
    assert not found[0].stands
    again = await services.writings.take_down(ref, REI, NOW)
    await services.queue.appeal(again.id, MIKA, NOW), "another removal can be appealed against"


async def test_no_other_server_decides(services: Services, store: Database, told: Told) -> None:
    ref = told[WritingKind.COMMENT]
    await services.reports.writing(ref, SPAM, JUN, NOW)
    await services.reports.message(70, 1, SPAM, JUN, NOW)
    down = await services.writings.take_down(told[WritingKind.QUOTE], REI, NOW)
    await services.queue.appeal(down.id, MIKA, NOW)
    before = await dump(store)
    stranger = replace(KEN, manages_guild=True)
    for reported in (
        Reported.writing(ref),
        Reported.writing(told[WritingKind.QUOTE]),
        Reported.message(Place(TEAROOM, 70, 1)),
    ):
        for doing in (
            services.queue.case(reported, stranger),
            services.queue.dismiss(reported, stranger, NOW),
            services.queue.keep_down(reported, stranger, NOW),
        ):
            with pytest.raises(WritingGone):
                await doing
    assert await dump(store) == before


waits = st.builds(
    Waiting,
    st.builds(lambda n: Reported(1, "comment", str(n)), st.integers(1, 6))
    | st.builds(HeldRef, st.just(1), st.integers(1, 6)),
    st.integers(0, 20).map(lambda n: NOW + n * SECOND),
    st.sampled_from((None, 1, 2)),
)


@given(st.lists(waits), st.sampled_from((1, 2, 3)))
def test_everything_waits_once_and_ones_own_removals_last(found: list[Waiting], moderator: int) -> None:
    ordered = in_order(found, moderator)
    assert len({one.what for one in ordered}) == len(ordered)
    assert {one.what for one in ordered} == {one.what for one in found}
    own = [one.by == moderator for one in ordered]
    assert own == sorted(own)
    for part in (
        [one for one in ordered if one.by == moderator],
        [one for one in ordered if one.by != moderator],
    ):
        assert [one.since for one in part] == sorted(one.since for one in part)
    for one in ordered:
        assert one.since == min(other.since for other in found if other.what == one.what)
