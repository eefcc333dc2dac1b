"""The work that keeps the writer busy: chores, and moderators' changes of many rows at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from bench.years_asked import There
from bench.years_database import GUILD, MEMBER
from bench.years_measure import Asked
from bot.domain.curating import Section, Typed
from bot.domain.spoilers import Policy
from bot.services.container import Services
from bot.services.posts import message_ledger
from bot.services.watching.lists import FileKind

NEW = 2_000  # dramas of a catalogue file


def held(at: There) -> Iterator[Asked]:
    yield from _chores(at)
    yield from _moderators(at)
    yield from _files(at)
    yield from _tidying(at)


def _chores(at: There) -> Iterator[Asked]:
    services, now = at.services, at.now
    chore = partial(Asked, chore=True)
    yield chore("similar dramas, computed", lambda _: services.taste.recompute(now), rounds=1)
    yield chore("similar dramas, nothing changed", lambda _: services.taste.recompute(now), rounds=1)
    yield chore("claims at a start", lambda _: services.claims.begin(now), rounds=1)
    yield chore("the clock was set back", lambda _: services.claims.set_right(now), rounds=1)
    yield chore("outbox, what is due", lambda _: services.outbox.claim(now, "bench", timedelta(minutes=2), 8))
    yield chore("outbox, when the next is due", lambda _: services.outbox.next_ready(now))
    yield chore("airings, planned", lambda turn: services.airing.posts.plan(now + timedelta(days=turn)))
    yield chore(
        "digests, queued", lambda _: services.airing.posts.queue_digests(now + timedelta(days=1)), rounds=1
    )
    yield chore("schedules of synopses", lambda _: services.publishing.run_schedules(now))
    yield chore("clubs, the clock", lambda _: services.club_clock.advance(now + timedelta(days=3)), rounds=1)
    yield chore("clubs, events", lambda _: services.club_clock.events(now, 50))
    yield chore("clubs, when next", lambda _: services.club_clock.next_due(now))
    yield chore("clubs, waited for", lambda _: services.club_clock.waited_for(now))
    yield chore("clubs, the ends", lambda _: services.club_clock.look_at_summaries(now))
    yield chore("comments without a thread", lambda _: services.comments.posts.homeless())
    yield chore(
        "posts of writings, looked at",
        lambda turn: services.writings.posts(None if not turn else 400_000, 50),
    )
    yield chore("threads, their stages", lambda _: services.board.upkeep.look_at_tags(now))
    yield chore("marked messages, forgotten", lambda _: services.marking.tidy(now))
    yield chore("refreshed dramas, next", lambda _: services.growing.next_refresh())
    yield chore("dramas without a source, next", lambda _: services.matching.next_look_up())
    yield chore("what is out of date", lambda _: services.ledger.outdated(now, 50))
    yield chore("the file, kept small", lambda _: services.database_file.keep(), rounds=1)


async def swept(services: Services) -> int:
    pieces = 0
    while await services.ledger.sweep():
        pieces += 1
    return pieces


def _moderators(at: There) -> Iterator[Asked]:
    services, reader, now, known = at.services, at.reader, at.now, at.dramas[0]
    policies = (Policy.SEALED, Policy.OPEN, Policy.BARS)
    change = partial(Asked, chore=True)
    yield change(
        "/settings spoilers", lambda turn: services.rules.set_policy(GUILD, MEMBER, policies[turn], now)
    )
    yield change(
        f"its messages, {message_ledger.SWEPT_AT_A_TIME} at a time", lambda _: swept(services), rounds=1
    )
    yield change(
        "/settings language",
        lambda turn: services.rules.set_language(GUILD, MEMBER, ("ja", "en")[turn % 2], now),
    )
    yield change("its messages", lambda _: swept(services), rounds=1)

    async def rename(turn: int) -> object:
        form = await services.curating.form(known.id, Section.NAMES)
        texts = {**form.texts, "title": f"{known.title} {turn}"}
        return await services.curating.save(Typed(known.id, Section.NAMES, texts, form.marks), reader, now)

    async def renamed(_: int) -> object:
        return await swept(services)

    async def merge(_turn: int) -> object:
        return await services.curating.merge(1, 2, reader, now)

    async def undo(_: int) -> object:
        _drama, traces = await services.curating.history(1)
        return await services.curating.undo(traces[0].id, reader, now)

    yield change("the best known drama, renamed", rename)
    yield change("its messages", renamed, rounds=1)
    yield change(
        "the best known drama, removed", lambda _: services.curating.remove(1, reader, now), rounds=1
    )
    yield change("its messages", renamed, rounds=1)
    yield change(
        "the best known drama, restored",
        lambda _: services.curating.restore(services.catalogue.chosen(1), reader, now),
        rounds=1,
    )
    yield change("its messages", renamed, rounds=1)
    whole = "all rows of a drama's members move at once: no one may see one half of them"
    yield change("the two best known dramas, merged", merge, rounds=1, why=whole)
    yield change("that, undone", undo, rounds=1, why=whole)


def _files(at: There) -> Iterator[Asked]:
    services, reader, now = at.services, at.other(77), at.now
    done: list[int] = []

    async def take(_: int) -> object:
        listed, _ = await services.lists.export(at.reader, FileKind.CSV)
        trial = await services.list_imports.take(listed, reader, now)
        done.append(trial.import_id)
        return trial

    yield Asked("a list of 3,000, tried", take, chore=True, rounds=1)
    yield Asked(
        "that list, stored",
        lambda _: services.list_imports.apply(done[0], reader, now, wins=True),
        chore=True,
        rounds=1,
    )
    yield Asked(
        "that list, undone", lambda _: services.list_imports.undo(done[0], reader, now), chore=True, rounds=1
    )
    catalogue = "\n".join(
        json.dumps({"title": f"New {place}", "country": "KR", "year": 2026, "genres": ["Genre 1"],
                    "episode_list": [{"number": number, "title": f"{number}"} for number in range(1, 17)]})
        for place in range(NEW)
    ).encode()  # fmt: skip
    imported: list[int] = []

    async def bring(_: int) -> object:
        result = await services.importing.take("new.jsonl", catalogue, reader, now)
        await services.importing.settled()
        imported.append(result.ident or 0)
        return result

    yield Asked(f"a file of {NEW:,} dramas", bring, chore=True, rounds=1)
    yield Asked(
        "that file, undone", lambda _: services.importing.undo(imported[0], reader, now), chore=True, rounds=1
    )


def _tidying(at: There) -> Iterator[Asked]:
    services, now = at.services, at.now
    chore = partial(Asked, chore=True, rounds=1)

    async def gone(_: int) -> object:
        channel = min(await services.board.channels(GUILD))
        threads = await services.board.channel_gone(GUILD, channel)
        return threads + await services.ledger.channel_gone(channel)

    yield chore("a channel with most of the board, deleted", gone)
    yield chore("tidy: drafts", lambda _: services.drafts.purge(now))
    yield chore("tidy: reports", lambda _: services.reports.purge(now))
    yield chore("tidy: imported lists", lambda _: services.list_imports.purge(now + timedelta(days=60)))
    yield chore("tidy: catalogue imports", lambda _: services.importing.purge(now + timedelta(days=200)))
    yield chore("tidy: posts, after five years", lambda _: services.outbox.tidy(now))
