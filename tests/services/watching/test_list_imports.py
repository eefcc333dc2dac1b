"""Lists: who sees one, and files that go out and come in, are tried, taken over and undone."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dramas import CatalogueEntry, EpisodeFacts
from bot.domain.list_files import Entry
from bot.domain.list_imports import MemberRecord
from bot.domain.progress import Progress, Status
from bot.domain.scores import Score
from bot.errors import ListImportOver, OwnImportUnderWay, StoreUnavailable
from bot.services.watching import imports
from bot.services.watching.lists import FileKind
from bot.sources.lists import content, ours
from bot.store.watching import lists
from tests.services.people import JUN, MIKA, added, dump, rows
from tests.services.watching.instances import NOW, Instance, listed, put, taken
from tests.sources.test_list_files import listed as any_entry
from tests.sources.test_list_files import notes

HEADER = "title,status,episode,started,finished,rewatches,note,overall,updated\n"


moments = st.integers(0, 10**9).map(
    lambda seconds: (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).strftime(
        "%Y-%m-%dT%H:%M:%S.000Z"
    )
)


kept_by_drama = st.dictionaries(
    st.integers(1, 57),
    st.builds(
        MemberRecord,
        st.builds(
            Progress,
            st.sampled_from(Status),
            st.just(0),
            st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
            st.none(),
            st.integers(0, 1_000),
            notes,
        ),
        st.none() | st.builds(Score, st.integers(1, 20), *[st.none() | st.integers(1, 20)] * 4),
        st.none().map(lambda _: ((1, 15),)) | st.just(()),
        moments,
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept_by_drama, st.sampled_from(FileKind))
async def test_an_export_that_another_bot_imports_is_the_same_list(
    here: Instance, there: Instance, kept: dict[int, MemberRecord], kind: FileKind
) -> None:
    # A completed drama has been seen to its last episode wherever it is.
    ends = dict(await here.database.read(lambda c: c.execute("SELECT id, episodes FROM drama").fetchall()))
    for ident, now in kept.items():
        if now.progress and now.progress.status is Status.COMPLETED:
            finished = replace(now.progress, episode=ends[ident] or 0, finished_on=date(2020, 2, 2))
            kept[ident] = replace(now, progress=finished)
    await put(here, kept)
    await put(there, {})
    content, count = await here.services.lists.export(MIKA, kind)
    assert count == len(kept)
    done = await taken(there, content)
    assert (done.new, done.changed, done.open_rows) == (len(kept), 0, ())
    assert await listed(there) == await listed(here)
    again = await there.services.list_imports.take(content, MIKA, NOW)
    assert (again.new, again.changed, again.unchanged) == (0, 0, len(kept))


async def test_what_stands_here_stays_unless_the_file_wins(here: Instance) -> None:
    await put(
        here,
        {
            1: MemberRecord(
                Progress(Status.WATCHING, 5, None, None, 0, "mine"), Score(18), (), "2026-05-01T00:00:00.000Z"
            )
        },
    )
    file = HEADER + "1 Litre of Tears,watching,3,2020-01-01,,2,theirs,4,\n"
    await taken(here, file)
    (entry,) = await listed(here)
    assert (entry.episode, entry.note, entry.score) == (5, "mine", Score(18))
    assert (entry.started, entry.rewatches) == (date(2020, 1, 1), 2)
    assert entry.updated == NOW
    await taken(here, file, wins=True)
    (entry,) = await listed(here)
    assert (entry.episode, entry.note, entry.score) == (3, "theirs", Score(8))


async def test_a_trial_changes_nothing_and_counts_everything(here: Instance) -> None:
    await put(here, {1: MemberRecord(Progress(Status.WATCHING, 5), None, (), "2026-05-01T00:00:00.000Z")})
    before = [entry for entry in await dump(here.database) if "list_import" not in entry]
    file = HEADER + (
        "1 Litre of Tears,watching,3,,,,,,\n"  # is further here
        "Hana Yori Dango,watching,300,,,,,,\n"  # beyond the last
        "Nobody knows this,plan,0,,,,,,\n"
    )
    trial = await here.services.list_imports.take(file.encode(), MIKA, NOW)
    assert (trial.new, trial.changed, trial.unchanged, trial.beyond) == (1, 0, 1, 1)
    assert (trial.unknown, trial.ambiguous) == (1, 0)
    after = [entry for entry in await dump(here.database) if "list_import" not in entry]
    assert after == before


async def test_an_import_is_undone_within_a_day_but_not_what_was_changed_since(here: Instance) -> None:
    stood = {
        1: MemberRecord(
            Progress(Status.WATCHING, 5, None, None, 0, "n"),
            Score(18, 3),
            ((1, 9),),
            "2026-05-01T00:00:00.000Z",
        )
    }
    await put(here, stood)
    before = await listed(here)
    file = HEADER + (
        "1 Litre of Tears,completed,11,,,,,7,\n"
        "Hana Yori Dango,watching,3,,,,,8,\n"
        "Attention Please,plan,0,,,,,,\n"
    )
    done = await taken(here, file, wins=True)
    assert (done.new, done.changed) == (2, 1)
    assert await rows(here.database, "SELECT scores FROM standing WHERE guild_id = 0 AND drama_id = 1") == [
        (1,)
    ]
    undone = await here.services.list_imports.undo(done.import_id, MIKA, NOW + timedelta(hours=23))
    assert (undone.restored, undone.kept) == (3, 0)
    assert await listed(here) == before
    with pytest.raises(ListImportOver):
        await here.services.list_imports.undo(done.import_id, MIKA, NOW)

    again = await taken(here, file, wins=True)
    nodame = await here.services.catalogue.resolve("Attention Please")
    await here.services.watching.set(nodame, MIKA, Status.WATCHING, 2, NOW)
    undone = await here.services.list_imports.undo(again.import_id, MIKA, NOW)
    assert (undone.restored, undone.kept) == (2, 1)
    assert [entry.title for entry in await listed(here)] == ["Attention Please", "1 Litre of Tears"]


async def test_an_import_that_is_broken_off_is_finished_or_undone_as_a_whole(
    here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "_CHANGED_AT_ONCE", 1)
    await put(
        here, {1: MemberRecord(Progress(Status.WATCHING, 5), Score(18), (), "2026-05-01T00:00:00.000Z")}
    )
    before = await listed(here)
    file = HEADER + (
        "1 Litre of Tears,completed,11,,,,,7,\n"
        "Hana Yori Dango,watching,3,,,,,8,\n"
        "Attention Please,plan,0,,,,,,\n"
    )
    service = here.services.list_imports
    trial = await service.take(file.encode(), MIKA, NOW)
    store, stored = lists.put, 0

    def fails(*arguments: object) -> None:
        nonlocal stored
        stored += 1
        if stored == 3:
            raise StoreUnavailable("full")
        store(*arguments)  # type: ignore[arg-type]  # handed through

    with monkeypatch.context() as disk:
        disk.setattr(lists, "put", fails)
        with pytest.raises(StoreUnavailable):
            await service.apply(trial.import_id, MIKA, NOW, wins=True)
    # What was stored is there, and the import still waits for the rest.
    assert len(await listed(here)) == 2
    rest = await service.look(trial.import_id, MIKA, NOW, wins=True)
    assert (rest.new, rest.changed, rest.unchanged) == (1, 0, 2)
    await service.take(file.encode(), MIKA, NOW)  # another file does not take its place
    await service.apply(trial.import_id, MIKA, NOW, wins=True)
    assert len(await listed(here)) == 3
    undone = await service.undo(trial.import_id, MIKA, NOW)
    assert (undone.restored, undone.kept) == (3, 0)
    assert await listed(here) == before


async def test_others_write_between_the_pieces_of_a_long_import(
    here: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "_CHANGED_AT_ONCE", 1)
    await put(here, {})
    tears = await here.services.catalogue.resolve("1 Litre of Tears")
    dango = await here.services.catalogue.resolve("Hana Yori Dango")
    file = HEADER + "1 Litre of Tears,watching,3,,,,,,\nHana Yori Dango,watching,3,,,,,,\n"
    service = here.services.list_imports
    trial = await service.take(file.encode(), MIKA, NOW)
    order: list[int] = []
    others: list[Future[None]] = []
    loop, store = asyncio.get_running_loop(), lists.put

    async def meanwhile() -> None:
        # The member goes on watching the other drama, and cannot begin the same import twice.
        with pytest.raises(OwnImportUnderWay):
            await service.apply(trial.import_id, MIKA, NOW, wins=False)
        with pytest.raises(OwnImportUnderWay):
            await service.leave(trial.import_id, MIKA)
        await here.services.watching.set(dango if order[0] == tears.id else tears, MIKA, None, 9, NOW)

    def noted(connection: sqlite3.Connection, member_id: int, drama_id: int, *arguments: Any) -> None:
        order.append(drama_id)
        if len(order) == 1:
            others.append(asyncio.run_coroutine_threadsafe(meanwhile(), loop))
        store(connection, member_id, drama_id, *arguments)

    monkeypatch.setattr(lists, "put", noted)
    await service.apply(trial.import_id, MIKA, NOW, wins=False)
    await asyncio.wrap_future(others[0])
    # The file does not win: how far the member came meanwhile stays.
    assert sorted(entry.episode for entry in await listed(here)) == [3, 9]


MAL = """<?xml version="1.0"?><myanimelist><myinfo/><anime><series_title>Long Run</series_title>
<series_episodes>{total}</series_episodes><my_watched_episodes>{seen}</my_watched_episodes>
<my_status>{status}</my_status></anime></myanimelist>"""


async def test_a_list_from_elsewhere_has_seen_as_far_as_it_counts(here: Instance) -> None:
    """Twelve of twelve where 22 are known here; and of what is on air no more than is out."""
    running = tuple(EpisodeFacts(n, air_date=NOW.date() + timedelta(days=7 * (n - 5))) for n in range(1, 23))
    (drama,) = await added(here.database, CatalogueEntry("Long Run", episodes=22))
    await here.services.names.load()

    async def progress() -> Progress | None:
        return await here.services.watching.progress(drama, MIKA)

    for total, watched, status, expected in (
        (12, 12, "Completed", Progress(Status.COMPLETED, 12)),
        (12, 0, "Completed", Progress(Status.COMPLETED, 12)),
        (24, 24, "Completed", Progress(Status.COMPLETED, 22)),
        (12, 3, "Rewatching", Progress(Status.WATCHING, 3, rewatches=1, earlier_episode=12)),
        (12, 3, "Watching", Progress(Status.WATCHING, 3)),
        (0, 0, "Completed", Progress(Status.COMPLETED, 22)),
    ):
        done = await taken(here, MAL.format(total=total, seen=watched, status=status))
        assert await progress() == expected
        await here.services.list_imports.undo(done.import_id, MIKA, NOW)
        assert await progress() is None
    await added(here.database, CatalogueEntry("Long Run", episodes=22, episode_list=running))
    await taken(here, MAL.format(total=0, seen=0, status="Completed"))
    assert await progress() == Progress(Status.COMPLETED, 5)


async def test_how_far_was_seen_goes_out_and_comes_in(here: Instance, there: Instance) -> None:
    again = Progress(Status.WATCHING, 3, rewatches=1, earlier_episode=9)
    await put(here, {1: MemberRecord(again, updated="2026-05-01T00:00:00.000Z")})
    for kind in FileKind:
        await put(there, {})
        content, _ = await here.services.lists.export(MIKA, kind)
        await taken(there, content)
        drama = await there.services.catalogue.resolve("1 Litre of Tears")
        assert await there.services.watching.progress(drama, MIKA) == again
        assert (await taken(here, content)).changed == 0


async def test_nobody_can_touch_another_members_import_or_one_that_is_over(here: Instance) -> None:
    imports = here.services.list_imports
    trial = await imports.take((HEADER + "Attention Please,plan,0,,,,,,\n").encode(), MIKA, NOW)
    with pytest.raises(ListImportOver):
        await imports.apply(trial.import_id, JUN, NOW, wins=False)
    done = await imports.apply(trial.import_id, MIKA, NOW, wins=False)
    for gone in (done.import_id, 999):
        with pytest.raises(ListImportOver):
            await imports.apply(gone, MIKA, NOW, wins=False)
    with pytest.raises(ListImportOver):
        await imports.undo(done.import_id, MIKA, NOW + timedelta(days=1, seconds=1))
    assert await imports.purge(NOW + timedelta(days=29)) == 0
    assert await imports.purge(NOW + timedelta(days=31)) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_entry, min_size=1, max_size=4))
async def test_the_file_of_what_was_not_imported_has_all_that_was_said_of_it(
    here: Instance, entries: list[Entry]
) -> None:
    unknown = tuple(replace(entry, title=f"Zzyzx Qwv {at}", sources=()) for at, entry in enumerate(entries))
    unknown = tuple(replace(entry, native_title=None) for entry in unknown)
    trial = await here.services.list_imports.take(ours.write_json(unknown), MIKA, NOW)
    await here.services.list_imports.apply(trial.import_id, MIKA, NOW, wins=False)
    left = await here.services.list_imports.unmatched(trial.import_id, MIKA)
    assert left is not None
    assert content.read(left).entries == unknown


@pytest.mark.parametrize(
    ("file", "score"),
    [
        (b"Const,Your Rating,Title,Year\ntt1,8,Boys over Flowers,2005\n", Score(16)),
        (b"Date,Name,Year,Letterboxd URI\n2024-01-01,Boys over Flowers,2005,x\n", None),
    ],
)
async def test_how_a_title_stands_is_asked_where_the_file_does_not_say_it(
    here: Instance, file: bytes, score: Score | None
) -> None:
    imports = here.services.list_imports
    for chosen, expected in (
        (None, None),
        (Status.PLAN, (Status.PLAN, 0)),
        (Status.COMPLETED, (Status.COMPLETED, 9)),
        (None, None),
    ):
        trial = await imports.take(file, MIKA, NOW)
        assert trial.reading.without_status == 1
        await imports.stand(trial.import_id, MIKA, Status.COMPLETED)
        await imports.stand(trial.import_id, MIKA, chosen)
        tried = await imports.look(trial.import_id, MIKA, NOW, wins=False)
        assert tried.reading.stand_as is chosen
        assert tried.new == int(chosen is not None or score is not None)
        done = await imports.apply(trial.import_id, MIKA, NOW, wins=False)
        kept = await here.database.read(lambda connection: lists.kept(connection, MIKA.member_id))
        (now,) = kept.values() or (MemberRecord(),)
        assert now.score == score
        assert (now.progress and (now.progress.status, now.progress.episode)) == expected
        await imports.undo(done.import_id, MIKA, NOW)
        with pytest.raises(ListImportOver):
            await imports.stand(trial.import_id, MIKA, Status.PLAN)


async def test_what_was_said_of_a_title_goes_into_the_file_of_what_was_not_imported(here: Instance) -> None:
    imports = here.services.list_imports
    trial = await imports.take(b"Const,Your Rating,Title,Year\ntt1,8,Nobody knows it,2005\n", MIKA, NOW)
    await imports.stand(trial.import_id, MIKA, Status.COMPLETED)
    await imports.apply(trial.import_id, MIKA, NOW, wins=False)
    left = await imports.unmatched(trial.import_id, MIKA)
    assert left is not None
    (entry,) = content.read(left).entries
    assert (entry.title, entry.status, entry.sources) == (
        "Nobody knows it", Status.COMPLETED, (("imdb", "tt1"),)
    )  # fmt: skip


async def test_five_thousand_titles_in_one_go(here: Instance) -> None:
    sql = "INSERT INTO drama (title, episodes) VALUES (?, 10)"
    titles = [(f"Generated {n:04}",) for n in range(5_000)]
    await here.database.write(lambda connection: connection.executemany(sql, titles))
    await here.services.names.load()
    file = HEADER + "".join(f"Generated {n:04},completed,10,,,,note {n},9,\n" for n in range(5_000))
    done = await taken(here, file)
    assert done.new == 5_000
    assert len(await listed(here)) == 5_000
    undone = await here.services.list_imports.undo(done.import_id, MIKA, NOW)
    assert undone.restored == 5_000
    assert await listed(here) == []
