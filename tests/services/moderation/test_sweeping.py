"""Looking through what was written before a rule: what is found waits in the queue, and that is all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.guilds import GuildSettings, Purpose
from bot.domain.reports import ReportForm
from bot.domain.reviews import ReviewForm
from bot.domain.screening import AutomodRule, AutomodRules, Entry, Hit, Origin, Trigger
from bot.domain.stills import Illustrated, StillsOf
from bot.domain.words import SWEPT, SweepPlace, Swept
from bot.domain.writings import Why, WritingKind, WritingRef
from bot.services.container import Services
from bot.services.moderation import sweeping
from bot.services.stills import Sent
from bot.store.catalogue import catalogue
from bot.store.database import Database
from tests.services.moderation.screening.ways import Discord
from tests.services.people import JUN, KEN, MIKA, NOW, REI, TEAROOM, rows
from tests.sources import sent_pictures as sent


async def swept(services: Services, place: SweepPlace | None = None) -> Swept:
    return await services.sweeping.look_through(place or SweepPlace(), REI, NOW)


async def waiting(store: Database) -> list[tuple[object, ...]]:
    return await rows(
        store, "SELECT kind, subject, reporter_id, note FROM report WHERE closed_at IS NULL ORDER BY id"
    )


@pytest.fixture
async def written(services: Services, store: Database) -> int:
    """A review of Mika's and a quote of Jun's with a word that is refused later. The review's id."""
    drama = await store.read(lambda connection: catalogue.get(connection, 1))
    assert drama is not None
    done = await services.reviews.write(drama, ReviewForm("It stays", "So much gore."), MIKA, NOW)
    await services.reviews.write(drama, ReviewForm("It stays", "So much gore."), KEN, NOW)
    await services.quotes.add(drama, QuoteForm("Gore is all I see.", "", "1"), JUN, NOW)
    await services.words.add(TEAROOM, REI.member_id, Entry.WORD, ["gore"], NOW)
    return done.review.id


async def test_what_is_refused_by_now_waits_and_stays(
    services: Services, store: Database, written: int
) -> None:
    done = await swept(services)
    assert (done.looked, done.found, done.further) == (2, 2, None), "another server's are not looked at"
    (review, quote) = await waiting(store)
    assert review == ("review", str(written), REI.member_id, "🔎 gore")
    assert (quote[0], quote[2:]) == ("quote", (REI.member_id, "🔎 gore"))
    assert await rows(store, "SELECT count(*) FROM takedown") == [(0,)]
    assert await rows(store, "SELECT count(*) FROM outbox WHERE kind = 'report'") == [(0,)]


async def test_what_moderators_let_stay_is_not_put_there_again(
    services: Services, store: Database, written: int
) -> None:
    await swept(services)
    assert (await swept(services)).found == 0, "it waits already"
    await store.write(
        lambda connection: connection.execute(
            "UPDATE report SET closed_at = '2026-01-01T00:00:00Z', outcome = 'dismissed'"
        )
    )
    assert (await swept(services)).found == 0
    await store.write(lambda connection: connection.execute("UPDATE review SET text = 'More gore.'"))
    assert (await swept(services)).found == 1, "other words are another thing"


async def test_what_a_picture_shows_is_looked_at(services: Services, store: Database, written: int) -> None:
    await store.write(lambda connection: connection.execute("UPDATE review SET text = 'Calm.'"))

    async def read() -> bytes:
        return sent.plain()

    what = StillsOf(Illustrated.REVIEW, written)
    await services.stills.put(what, [Sent(1, read)], ["rain"], MIKA, NOW)
    await store.write(lambda connection: connection.execute("UPDATE still SET alt = 'gore'"))
    await swept(services, SweepPlace(WritingKind.REVIEW))
    assert ("review", str(written)) in [row[:2] for row in await waiting(store)]


async def test_it_goes_in_pieces_and_ends(
    services: Services, store: Database, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO quote (id, drama_id, text, added_by, guild_id) VALUES (?, 1, ?, 1, ?)",
            [(9_000 + number, f"gore {number}", TEAROOM) for number in range(60)],
        )

    await store.write(many)
    monkeypatch.setattr(sweeping, "MOST_FOUND", 1)
    found, place, presses = 0, SweepPlace(), 0
    while True:
        done = await swept(services, place)
        found, presses = found + done.found, presses + 1
        if done.further is None:
            break
        place = done.further
    assert found == 62, "those of lower ids, too"
    assert 1 < presses <= len(SWEPT)


@pytest.mark.parametrize(("most", "looked"), [(1, 1), (2, 2), (3, 2)])
async def test_one_press_looks_at_so_many(
    services: Services, written: int, monkeypatch: pytest.MonkeyPatch, most: int, looked: int
) -> None:
    monkeypatch.setattr(sweeping, "MOST_LOOKED_AT", most)
    done = await swept(services)
    assert done.looked == looked
    assert (done.further is None) is (most > looked)


async def test_one_press_finds_so_many(
    services: Services, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST_FOUND", 1)
    done = await swept(services)
    assert (done.found, done.further is None) == (1, False)


async def test_what_another_member_reported_waits_already(services: Services, written: int) -> None:
    ref = WritingRef(WritingKind.REVIEW, written, TEAROOM)
    await services.reports.writing(ref, ReportForm(Why.SPAM), JUN, NOW)
    assert (await swept(services, SweepPlace(WritingKind.REVIEW))).found == 1, "the quote"


async def test_what_goes_while_it_is_looked_at_is_left_out(
    services: Services, store: Database, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its reading and the report its author, or a moderator, was faster."""
    await services.writings.take_down(WritingRef(WritingKind.REVIEW, written, TEAROOM), REI, NOW)
    hit = Hit(Origin.SERVER, Trigger.WORD, "gore")
    monkeypatch.setattr(sweeping, "_hits", lambda *_: {written: hit, 10_000: hit})
    calm = ReviewForm("It stays", "Calm.")
    await services.reviews.write(await services.catalogue.get(2), calm, MIKA, NOW)
    assert (await swept(services, SweepPlace(WritingKind.REVIEW))).found == 0
    assert await waiting(store) == []


async def test_a_rule_that_does_not_count_on_the_board_spares_comments_alone(
    services: Services, store: Database
) -> None:
    drama = await services.catalogue.get(1)
    await services.reviews.write(drama, ReviewForm("It stays", "So much gore."), MIKA, NOW)
    await services.comments.write(drama, Spot(drama.id), CommentForm("Gore!"), 700, MIKA, NOW)
    await services.comments.write(drama, Spot(drama.id), CommentForm("Calm."), 700, JUN, NOW)
    discord = services.automod.source = Discord()
    discord.said[TEAROOM] = AutomodRules((AutomodRule(1, "Words", ("gore",), exempt_channels=(70,)),))
    settings = GuildSettings(TEAROOM, channels={Purpose.BOARD: 70})
    for moderator, found in ((replace(REI, settings=settings), ["review"]), (REI, ["review", "comment"])):
        await services.sweeping.look_through(SweepPlace(), moderator, NOW)
        assert [row[0] for row in await waiting(store)] == found
