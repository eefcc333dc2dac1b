"""Who sees a list, and what a list without progress is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.list_files import Entry
from bot.domain.list_imports import MemberRecord
from bot.domain.members import Reader
from bot.domain.progress import Progress, Status
from bot.domain.scores import Criterion, Score
from bot.errors import ListNotShown
from bot.services.watching.lists import FileKind
from bot.sources.lists import ours
from tests.services.people import ELSEWHERE, JUN, KEN, MIKA, TEAROOM, Here, rows
from tests.services.watching.instances import NOW, Instance, listed, put, taken

# --- who sees a list ---


async def allow(here: Instance, reader: Reader, whom: str) -> None:
    await put(here, {1: MemberRecord(Progress(Status.WATCHING, 3, note="private"))}, reader)
    await here.database.write(
        lambda c: c.execute("UPDATE member SET list_seen_by = ? WHERE id = ?", (whom, reader.member_id))
    )


async def test_others_see_a_list_only_as_its_member_allows(here: Instance) -> None:
    await here.services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    await here.services.readers.remember(KEN.member_id, ELSEWHERE, NOW)
    show = here.services.lists.page
    with pytest.raises(ListNotShown):
        await show(JUN.member_id, MIKA, None, 0, Here(), NOW)  # was never here
    for whom, readers in (("nobody", ()), ("server", (MIKA,)), ("everyone", (MIKA, KEN))):
        await allow(here, JUN, whom)
        for reader in (MIKA, KEN):
            if reader in readers:
                assert (await show(JUN.member_id, reader, None, 0, Here(), NOW)).total == 1
            else:
                with pytest.raises(ListNotShown):
                    await show(JUN.member_id, reader, None, 0, Here(), NOW)
        assert (await show(JUN.member_id, JUN, None, 0, Here(), NOW)).total == 1


async def test_a_card_names_who_watched_it_here_and_lets_others_know(here: Instance) -> None:
    await here.services.readers.remember(MIKA.member_id, TEAROOM, NOW)
    await allow(here, KEN, "everyone")  # was seen elsewhere only
    await allow(here, JUN, "nobody")
    assert (await here.services.cards.get(1, MIKA, now=NOW)).watchers == ()
    await allow(here, JUN, "server")
    assert [w.member_id for w in (await here.services.cards.get(1, MIKA, now=NOW)).watchers] == [
        JUN.member_id
    ]
    assert (await here.services.cards.get(1, JUN, now=NOW)).watchers == ()  # oneself is no news
    assert (await here.services.cards.get(1, replace(MIKA, guild_id=None), now=NOW)).watchers == ()
    await put(here, {1: MemberRecord(Progress(Status.PLAN))}, JUN)
    assert (await here.services.cards.get(1, MIKA, now=NOW)).watchers == ()


async def test_scores_without_progress_are_exported_and_come_in_again(
    here: Instance, there: Instance
) -> None:
    await put(here, {3: MemberRecord(None, Score(15, music=20), ((2, 12),))})
    content, _ = await here.services.lists.export(MIKA, FileKind.JSON)
    await taken(there, content)
    (entry,) = await listed(there)
    assert (entry.status, entry.score, entry.episode_scores) == (None, Score(15, music=20), ((2, 12),))
    assert entry.score is not None
    assert entry.score.get(Criterion.MUSIC) == 20
    assert await rows(there.database, "SELECT count(*) FROM progress") == [(0,)]


@pytest.mark.threads
@pytest.mark.parametrize("kind", FileKind)
async def test_the_loop_answers_others_while_a_list_is_written(
    here: Instance, kind: FileKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(here, {1: MemberRecord(Progress(Status.PLAN))})
    loop = threading.get_ident()
    wrote: list[int] = []
    writers = {name: getattr(ours, name) for name in ("write_csv", "write_json")}
    for name, write in writers.items():

        def noted(entries: list[Entry], write: Callable[[list[Entry]], bytes] = write) -> bytes:
            wrote.append(threading.get_ident())
            return write(entries)

        monkeypatch.setattr(ours, name, noted)
    content, count = await here.services.lists.export(MIKA, kind)
    assert content
    assert count == 1
    assert len(wrote) == 1
    assert wrote != [loop]
