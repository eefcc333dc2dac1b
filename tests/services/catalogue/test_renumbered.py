"""A source that numbers differently: the move can be undone, and moderators are told."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.outbox import Post
from bot.domain.sources import SeasonEpisode, SourceName
from bot.i18n import texts
from bot.present.catalogue import proposals
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.curating import Curating
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.renumbered import RENUMBERED
from bot.services.catalogue.searching import Searching
from bot.services.scores.scores import Scores
from bot.store.database import Database
from bot.store.posts import outbox
from tests.services.people import ELSEWHERE, MIKA, NOW, REI, TEAROOM, rows
from tests.services.shelf import FIRST_DAY, HOSPITAL, Shelf, weekly


def two_seasons(first: int) -> tuple[SeasonEpisode, ...]:
    return (*weekly(1, FIRST_DAY, first), *weekly(2, FIRST_DAY + timedelta(days=400), 3))


async def logs(store: Database, *guilds: int) -> None:
    def write(connection) -> None:  # type: ignore[no-untyped-def]  # sqlite3's connection
        for guild in guilds:
            connection.execute("INSERT OR IGNORE INTO guild (id) VALUES (?)", (guild,))
            connection.execute(
                "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, 'log', 6)", (guild,)
            )

    await store.write(write)


async def test_what_nobody_asked_for_can_be_taken_back_and_is_told_where_it_matters(
    growing: Growing, names: CatalogueNames, shelf: Shelf, empty: Database
) -> None:
    shelf.air(HOSPITAL, two_seasons(11), running=True)
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await Scores(empty).score_episode(drama, MIKA, 12, 18, NOW)
    await logs(empty, TEAROOM, ELSEWHERE)
    before = await rows(empty, "SELECT * FROM episode ORDER BY number")

    shelf.air(HOSPITAL, two_seasons(12), running=True)
    due = NOW + timedelta(days=30)
    assert await growing.refresh_due(due, 5) == 1
    assert await rows(empty, "SELECT episode FROM episode_score") == [(13,)]

    # Only servers that are affected.
    assert await rows(empty, "SELECT kind, target FROM outbox") == [(RENUMBERED, f"guild {TEAROOM} log")]
    post = await _post(empty)
    told = await growing.renumbered(post)
    assert told is not None
    assert dict(told.steps) == {12: 13, 13: 14, 14: 15}
    screen = proposals.renumbered(texts("en"), told.drama, told.steps)
    shown = str(screen.to_components())
    assert "3 episodes of **Hospital Playlist" in shown
    assert "have other numbers now" in shown
    assert "12 → 13, 13 → 14, 14 → 15" in shown

    newest = "SELECT id, action, actor_id FROM catalogue_change ORDER BY id DESC LIMIT 1"
    ((change, action, actor),) = await rows(empty, newest)
    assert (action, actor) == ("catalogue.renumber", None)
    curating = Curating(empty, names, Catalogue(empty, names), Searching(empty, names), growing)
    await curating.undo(int(str(change)), REI, due)
    assert await rows(empty, "SELECT episode FROM episode_score") == [(12,)]
    assert await rows(empty, "SELECT * FROM episode ORDER BY number") == before
    # The undoing is a change as well.
    ((again,),) = await rows(empty, "SELECT max(id) FROM catalogue_change")
    await curating.undo(int(str(again)), REI, due)
    assert await rows(empty, "SELECT episode FROM episode_score") == [(13,)]
    assert await rows(empty, "SELECT max(number) FROM episode") == [(15,)]


async def test_a_refresh_that_moves_no_numbers_leaves_no_change_and_tells_nobody(
    growing: Growing, shelf: Shelf, empty: Database
) -> None:
    drama = await growing.add(SourceName.TVMAZE, HOSPITAL, None, NOW)
    await Scores(empty).score_episode(drama, MIKA, 12, 18, NOW)
    await logs(empty, TEAROOM)
    changes = await rows(empty, "SELECT count(*) FROM catalogue_change")
    shelf.air(HOSPITAL, weekly(1, FIRST_DAY, 13), running=True)
    await growing.refresh(drama.id, None, NOW)
    assert await rows(empty, "SELECT count(*) FROM catalogue_change") == changes
    assert await rows(empty, "SELECT * FROM outbox") == []


async def _post(store: Database) -> Post:
    ((key,),) = await rows(store, "SELECT key FROM outbox")
    found = await store.read(lambda connection: outbox.get(connection, str(key)))
    assert found is not None
    return found
