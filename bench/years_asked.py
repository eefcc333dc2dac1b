"""The work that members wait for: every command, for members with much data and in large servers."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bench.measure import NOW
from bench.years_database import GUILD, MEMBER
from bench.years_measure import Asked
from bot.domain.board import Batch
from bot.domain.cards import Tab
from bot.domain.comments import CommentForm, QuoteForm, Spot
from bot.domain.content_warnings import Ending, Subject
from bot.domain.curating import Section
from bot.domain.dramas import Drama, Filters, Sort
from bot.domain.guilds import GuildSettings
from bot.domain.marked import Original
from bot.domain.members import Reader
from bot.domain.progress import Status
from bot.domain.ranking import By, Ranking, Scope
from bot.domain.recommendations import ReasonForm
from bot.domain.reports import ReportForm
from bot.domain.reviews import Begin, ReviewForm, ReviewSort
from bot.domain.scores import Criterion
from bot.domain.writings import WritingKind, WritingRef
from bot.services.catalogue.searching import SearchOptions
from bot.services.container import Services
from bot.services.watching.lists import FileKind


class Everywhere:
    """Everybody is on every server."""

    async def is_member(self, guild_id: int, member_id: int) -> bool:
        return bool(guild_id and member_id)


@dataclass(frozen=True, slots=True)
class There:
    """The services, a reader with the longest list, and what they ask for.

    Of the dramas the best known comes first, and some that nobody knows come last.
    """

    services: Services
    reader: Reader
    dramas: tuple[Drama, ...]
    threads: dict[int, int]  # dramas of the largest server with a thread, by the thread's id
    comment: int
    discussed: Drama  # of that comment
    own_comments: tuple[int, ...]
    review: int
    reviewed: Drama
    quote: int
    marked: int
    submission: int
    synopsis: tuple[Drama, int]
    club: int
    now: datetime = NOW + timedelta(hours=1)

    def other(self, turn: int) -> Reader:
        """Another member of the largest server at each turn."""
        return replace(self.reader, member_id=MEMBER + 1000 + turn)


def reader_of(settings: GuildSettings) -> Reader:
    return Reader(MEMBER, GUILD, "en", "en", settings, manages_guild=True)


def asked(at: There) -> Iterator[Asked]:
    yield from _catalogue(at)
    yield from _lists(at)
    yield from _given(at)
    yield from _board(at)
    yield from _more(at)


def _catalogue(at: There) -> Iterator[Asked]:
    services, reader, now, known = at.services, at.reader, at.now, at.dramas[0]
    yield Asked(
        "every answer: who asks, and where", lambda _: services.readers.visit(reader.member_id, GUILD)
    )
    yield Asked("title box, empty", lambda _: services.catalogue.suggest("", reader.member_id))
    yield Asked("title box, typed", lambda turn: services.catalogue.suggest(known.title[: 3 + turn], MEMBER))
    yield Asked("title, chosen", lambda turn: services.catalogue.resolve(services.catalogue.chosen(turn + 1)))
    yield Asked("title, typed", lambda turn: services.catalogue.resolve(at.dramas[turn].title))

    def card(tab: Tab, turn: int) -> Awaitable[object]:
        return services.cards.get(turn + 1, reader, tab=tab, now=now)

    yield from (Asked(f"card, {tab}", partial(card, tab)) for tab in Tab)
    yield Asked("card of what nobody knows", lambda _: services.cards.get(at.dramas[-1].id, reader, now=now))
    yield Asked(
        "/drama search by name",
        lambda turn: services.searching.search(at.dramas[turn].title, Filters(), None, 0),
    )
    yield Asked("/drama random", lambda _: services.searching.random(Filters(), unseen_by=reader.member_id))
    yield Asked("/drama person", lambda turn: services.searching.person(f"Actor B {26 * turn + 1}"))
    yield Asked("box of people", lambda turn: services.searching.suggest_people("Actor"[: 2 + turn]))
    yield Asked("box of networks", lambda _: services.searching.suggest_labels("network", "Chan"))
    yield Asked("options of a search", lambda _: _filters(services))
    yield from _searches(at)
    yield from _rankings(at)
    yield Asked("/drama today", lambda _: services.airing.today(None, now, reader))
    yield Asked("/drama today of a country", lambda _: services.airing.today("KR", now, reader))
    yield Asked("/calendar of what is followed", lambda _: services.airing.calendar(reader, now))
    yield Asked("/calendar of a country", lambda _: services.airing.calendar(reader, now, country="KR"))
    yield Asked("/drama history", lambda turn: services.curating.history(turn + 1))
    yield Asked("/drama edit", lambda turn: services.curating.view(turn + 1))
    yield Asked("form of a section", lambda turn: services.curating.form(turn + 1, Section.NAMES))
    yield Asked("before a drama is removed", lambda turn: services.curating.kept(at.dramas[turn]))
    yield Asked("box of removed dramas", lambda _: services.curating.suggest_removed("a"))
    yield Asked("/drama matches", lambda turn: services.matching.queue(turn * 500))
    yield Asked("proposals", services.changes.queue)
    yield Asked("how many proposals", lambda _: services.changes.waiting())


def _searches(at: There) -> Iterator[Asked]:
    services, reader = at.services, at.reader

    def search(filters: Filters, sort: Sort | None, page: int, turn: int) -> Awaitable[object]:
        return services.searching.search(None if filters else "the", filters, sort, page + turn)

    def random(filters: Filters, unseen_by: int | None, _: int) -> Awaitable[object]:
        return services.searching.random(filters, unseen_by=unseen_by)

    searches: dict[str, Filters] = {
        "country": Filters(country="KR"), "rare country": Filters(country="SG"), "year": Filters(year=2025),
        "genre": Filters(genre_id=1), "rare genre": Filters(genre_id=40), "network": Filters(network_id=1),
        "person": Filters(person_id=1), "genre, country, year": Filters(1, "KR", 2020),
        "network, genre": Filters(genre_id=1, network_id=5),
        "rare genre, country": Filters(genre_id=40, country="SG"),
    }  # fmt: skip
    for what, filters in searches.items():
        for sort in (None, Sort.RATING, Sort.TITLE, Sort.YEAR, Sort.POPULARITY):
            name = f"/drama search by {what}, {sort or 'as it comes'}"
            yield Asked(name, partial(search, filters, sort, 0))
        yield Asked(f"/drama random, {what}", partial(random, filters, None))
        yield Asked(f"/drama random, {what}, unseen", partial(random, filters, reader.member_id))
    far = {
        "of a country, page 1,000": (Filters(country="KR"), 1_000),
        "of a genre, page 500": (Filters(genre_id=1), 500),
        "of a year, page 50": (Filters(year=2025), 50),
        "by name, the last page": (Filters(), 5_000),
    }
    for what, (filters, page) in far.items():
        for sort in (Sort.RATING, Sort.TITLE, Sort.YEAR, Sort.POPULARITY):
            yield Asked(f"/drama search {what}, by {sort}", partial(search, filters, sort, page))


def _rankings(at: There) -> Iterator[Asked]:
    def top(ranking: Ranking, page: int, _: int) -> Awaitable[object]:
        return at.services.rankings.page(ranking, GUILD, page)

    rankings = {
        "": Ranking(),
        "by popularity": Ranking(By.POPULARITY),
        "everywhere": Ranking(scope=Scope.EVERYWHERE),
        "of a genre": Ranking(genre_id=1),
        "of a rare genre": Ranking(genre_id=40),
        "of a rare country": Ranking(country="SG"),
        "of a genre, country and year": Ranking(By.POPULARITY, Scope.EVERYWHERE, 20, "KR", 2020),
    }
    for what, ranking in rankings.items():
        for page in (0, 49):
            yield Asked(f"/drama top {what}, page {page + 1}", partial(top, ranking, page))


async def _filters(services: Services) -> object:
    return await services.searching.filters(
        SearchOptions(genre="Genre 1", country=None, year=None, network="Channel 7", person="Actor B 1")
    )


def _lists(at: There) -> Iterator[Asked]:
    services, reader, now, presence = at.services, at.reader, at.now, Everywhere()

    def page_of(status: Status | None, page: int, _: int) -> Awaitable[object]:
        return services.lists.page(MEMBER, reader, status, page, presence, now)

    def export(kind: FileKind, _: int) -> Awaitable[object]:
        return services.lists.export(reader, kind)

    for status in (None, Status.COMPLETED, Status.PLAN):
        for page in (0, 100):
            yield Asked(f"/watch list, {status or 'all'}, page {page + 1}", partial(page_of, status, page))
    long = "3,000 entries are written; on a reader, while others go on"
    yield from (Asked(f"/watch export, {kind}", partial(export, kind), why=long) for kind in FileKind)
    yield Asked("/profile show", lambda _: services.profiles.show(MEMBER, reader, presence))
    yield Asked(
        "/profile edit",
        lambda turn: services.profiles.change(reader, {"stars_out_of": 10 - 5 * (turn % 2)}, now),
    )
    yield Asked("box of what is followed", lambda _: services.airing.followed(MEMBER))
    yield Asked(
        "/watch set",
        lambda turn: services.watching.set(at.dramas[turn], at.other(turn), Status.WATCHING, 1, now),
    )
    yield Asked("/watch next", lambda turn: services.watching.next(at.dramas[turn], at.other(turn), now))
    yield Asked("/watch plan", lambda turn: services.watching.plan(at.dramas[-1 - turn], at.other(turn), now))
    yield Asked(
        "seen up to", lambda turn: services.watching.seen_up_to(at.dramas[turn], at.other(turn), 2, now)
    )
    yield Asked("again", lambda turn: services.watching.again(at.dramas[turn], at.other(turn), now))
    yield Asked("/watch remove", lambda turn: services.watching.forget(at.dramas[turn], at.other(turn)))
    yield Asked("follow", lambda turn: services.airing.follow(at.dramas[turn], at.other(turn), now))
    yield Asked("unfollow", lambda turn: services.airing.unfollow(at.dramas[turn], at.other(turn), now))
    yield Asked(
        "/digest", lambda turn: services.airing.set_digest(at.other(turn), "08:00", "Asia/Seoul", now)
    )
    yield Asked("/digest off", lambda turn: services.airing.stop_digest(at.other(turn)))
    yield Asked("/recommend forme", lambda _: services.taste.for_member(reader, Filters(), now))
    yield Asked(
        "/recommend forme of a genre", lambda _: services.taste.for_member(reader, Filters(genre_id=1), now)
    )
    yield Asked(
        "a member with 3,000 entries in a new server",
        lambda turn: services.readers.remember(MEMBER, GUILD + 700 + turn, now),
    )
    yield Asked("a new member", lambda turn: services.readers.remember(MEMBER + 900_000 + turn, GUILD, now))


def _given(at: There) -> Iterator[Asked]:
    services, reader, now, known = at.services, at.reader, at.now, at.dramas[0]
    review = ReviewForm("Good", "It was good, and then it was sad. " * 20, "", "")
    yield Asked("/rate, looking", lambda turn: services.scores.look(at.dramas[turn], reader))
    yield Asked(
        "/rate",
        lambda turn: services.scores.score(known, at.other(turn), {Criterion.OVERALL: 16 + turn}, now),
    )
    yield Asked(
        "/rate an episode", lambda turn: services.scores.score_episode(known, at.other(turn), 1, 15, now)
    )
    yield Asked("score deleted", lambda turn: services.scores.delete(known, at.other(turn)))

    def read(sort: ReviewSort, turn: int) -> Awaitable[object]:
        return services.reviews.page(at.reviewed, reader, sort, now, Begin(turn * 5), private=False)

    yield from (Asked(f"/review read, {sort}", partial(read, sort)) for sort in ReviewSort)
    yield Asked("form of a review", lambda turn: services.reviews.form(at.dramas[turn], reader))
    yield Asked(
        "/review write",
        lambda turn: services.reviews.write(at.dramas[turn], review, at.other(turn + 20), now),
    )
    yield Asked("one review", lambda _: services.reviews.alone(at.review, reader))
    yield Asked("reviews of a member", lambda _: services.reviews.written_by(MEMBER + 5, reader))
    yield Asked(
        "vote on a review", lambda turn: services.reviews.vote(at.review, True, at.other(turn + 50), now)
    )
    yield Asked("/review delete", lambda turn: services.reviews.delete(at.dramas[turn], at.other(turn + 20)))
    yield Asked(
        "/recommend like",
        lambda turn: services.recommending.like(known, reader, turn, asker_id=MEMBER, private=False),
    )
    yield Asked(
        "form of a recommendation",
        lambda turn: services.recommending.pairing(known, at.dramas[turn + 1], reader),
    )
    yield Asked(
        "/recommend add",
        lambda turn: services.recommending.suggest(
            known, at.dramas[turn + 1], ReasonForm("Both are sad"), at.other(turn), now
        ),
    )
    yield Asked(
        "/watch set, completed",
        lambda turn: services.watching.set(known, at.other(turn), Status.COMPLETED, None, now),
    )
    yield Asked("warnings", lambda turn: services.content.warnings(at.dramas[turn], reader))
    yield Asked(
        "vote on an ending",
        lambda turn: services.content.vote_ending(known, at.other(turn), next(iter(Ending)), now),
    )
    yield Asked(
        "vote on warnings",
        lambda turn: services.content.vote_subjects(known, at.other(turn), [next(iter(Subject))], now),
    )
    yield Asked("/episode synopsis", lambda _: services.synopses.ask(*at.synopsis, reader, now))
    yield Asked("/episode list", lambda turn: services.synopses.listing(at.dramas[turn], reader, now))
    yield Asked(
        "synopsis, written",
        lambda turn: services.synopses.write(known, turn + 1, "It begins. " * 20, at.other(turn), now),
    )
    yield Asked("synopses, queue", lambda turn: services.submissions.queue(reader, turn * 50))
    yield Asked(
        "synopsis, published", lambda _: services.submissions.publish(at.submission, reader, now), rounds=1
    )
    yield Asked(
        "synopsis, posted", lambda turn: services.publishing.post(known, 1 + turn, reader, now, anew=True)
    )
    yield Asked("schedules of synopses", lambda _: services.publishing.schedules(reader))
    yield Asked(
        "draft kept",
        lambda turn: services.drafts.keep(at.other(turn), "review", "drama 1", {"text": "x" * 3000}, now),
    )


def _board(at: There) -> Iterator[Asked]:
    services, reader, now = at.services, at.reader, at.now
    thread, drama_id = next(iter(at.threads.items()))
    drama = next((one for one in at.dramas if one.id == drama_id), at.dramas[0])
    quote = QuoteForm("Some letters are never sent. ", "Aya", "", "")

    async def board(index: int) -> object:
        channels = await services.board.channels(GUILD)
        return await services.board.page(GUILD, index, channels, hidden=False)

    yield Asked("/discuss board", board)
    yield Asked("/discuss board, page 1,000", lambda turn: board(1_000 + turn))
    yield Asked("a thread, sought", lambda turn: services.board.seek(GUILD, at.dramas[turn], 0, "bench", now))
    yield Asked(
        "which thread is meant", lambda turn: services.board.meant(at.dramas[turn], reader, GUILD, thread)
    )
    yield Asked("the drama of a thread", lambda _: services.board.here(thread))
    yield Asked("a thread's opener", lambda turn: services.board.opener(turn + 1))
    yield Asked("/discuss comment, form", lambda _: services.comments.form(drama, Spot(drama.id), 0, reader))
    yield Asked(
        "/discuss comment",
        lambda turn: services.comments.write(
            at.discussed,
            Spot(at.discussed.id, 0, at.comment),
            CommentForm(f"So sad {turn}"),
            thread,
            at.other(turn),
            now,
        ),
    )
    yield Asked("a comment, read", lambda _: services.comments.alone(at.comment, reader))
    yield Asked("a comment, liked", lambda turn: services.comments.like(at.comment, at.other(turn), now))
    yield Asked("a comment, deleted", lambda turn: services.comments.delete(at.own_comments[turn], reader))
    comment = WritingRef(WritingKind.COMMENT, at.comment, reader.guild_id or 0)
    yield Asked(
        "a comment, reported",
        lambda turn: services.reports.writing(comment, ReportForm(), at.other(turn), now),
    )
    yield Asked(
        "a message, reported",
        lambda turn: services.reports.message(
            5, 930_000_000_000_000_000 + 20 + turn, ReportForm(), reader, now
        ),
    )
    yield Asked("/quote random", lambda _: services.quotes.random(None, reader, now, alone=True))
    yield Asked(
        "/quote random of a drama",
        lambda turn: services.quotes.random(at.dramas[turn], reader, now, alone=True),
    )
    yield Asked(
        "/quote list",
        lambda turn: services.quotes.page(at.dramas[turn], reader, 0, now),
    )
    yield Asked(
        "/quote add",
        lambda turn: services.quotes.add(
            drama, replace(quote, text=quote.text + str(turn)), at.other(turn), now
        ),
    )
    yield Asked("/quote delete", lambda _: services.quotes.delete(at.quote, reader, now), rounds=1)
    yield Asked("a marked message, read", lambda _: services.marking.read(at.marked, reader))
    yield Asked(
        "a message, marked",
        lambda turn: services.marking.ask(
            Original(5_000 + turn, GUILD, thread, MEMBER + 7, "He dies"), at.other(turn), now, room=10_000_000
        ),
    )
    yield Asked(
        "a marked message, corrected",
        lambda turn: services.marking.correct(
            at.marked,
            930_000_000_002_000_000 + at.marked - 920_000_000_000_000_000,
            at.dramas[2],
            2 + turn,
            reader,
            now,
            moderates=True,
        ),
    )


def _more(at: There) -> Iterator[Asked]:
    services, reader, now = at.services, at.reader, at.now
    yield Asked("/club list", lambda _: services.clubs.of_guild(GUILD))
    yield Asked("/club meant", lambda _: services.clubs.meant(reader))
    yield Asked("/club join", lambda turn: services.clubs.join(at.club, at.other(turn), now))
    yield Asked("/club status", lambda _: services.clubs.status_of(at.club, reader))
    yield Asked("/club leave", lambda turn: services.clubs.leave(at.club, at.other(turn), now))
    yield Asked("/settings show", lambda _: services.rules.get(GUILD))
    yield Asked("/settings: what waits", lambda _: services.outbox.held(GUILD, now))
    yield Asked("/settings: what was left out", lambda _: services.airing.posts.left_out(GUILD, now))
    yield Asked("/settings: try again", lambda _: services.outbox.retry(GUILD, now))
    yield Asked(
        "a batch of episodes", lambda _: services.board.channel_of(GUILD, at.dramas[0], Batch(1, 4).first)
    )
