"""Holds all services of one running bot."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.backups import BackupPlan
from bot.domain.departures import KeepLeft
from bot.domain.writings import WritingKind, WritingRef
from bot.i18n import SOURCE_LANGUAGE
from bot.services.airing.airing import Airing
from bot.services.backups import Backups
from bot.services.board import comment_posts, marking
from bot.services.board.answers import Answers
from bot.services.board.board import Board
from bot.services.board.comments import Comments
from bot.services.board.marking import Marking
from bot.services.board.quotes import Quotes
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.changes import Changes, Makers
from bot.services.catalogue.curating import Curating
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.importing import Importing
from bot.services.catalogue.matching import Matching
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.searching import Searching
from bot.services.catalogue.suggesting import Suggesting
from bot.services.chat.chat import Chat
from bot.services.claims import Claims
from bot.services.clubs.clock import ClubClock
from bot.services.clubs.clubs import Clubs
from bot.services.database_file import DatabaseFile
from bot.services.decoding import Decoder
from bot.services.episodes import publishing
from bot.services.episodes.episodes import Episodes
from bot.services.episodes.publishing import Publishing
from bot.services.episodes.submissions import Submissions
from bot.services.episodes.synopses import Synopses
from bot.services.guilds.departures import Departures
from bot.services.guilds.settings import GuildRules
from bot.services.limits import Limits
from bot.services.members.drafts import Drafts
from bot.services.members.profiles import Profiles
from bot.services.members.readers import Readers
from bot.services.members.years import Years
from bot.services.moderation.audit import Audit
from bot.services.moderation.automod import Automod
from bot.services.moderation.blocks import Blocks
from bot.services.moderation.held import Held
from bot.services.moderation.queue import Queue
from bot.services.moderation.reports import Reports
from bot.services.moderation.screening import Screening
from bot.services.moderation.sweeping import Sweeping
from bot.services.moderation.words import Words
from bot.services.moderation.writings import Repost, Writings
from bot.services.pictures import Pictures
from bot.services.posts.chores import Chores
from bot.services.posts.message_ledger import Ledger
from bot.services.posts.outbox import Outbox
from bot.services.privacy.deleting import Deleting
from bot.services.privacy.privacy import Privacy
from bot.services.recommending.advice import Advices
from bot.services.recommending.recommending import Recommending
from bot.services.recommending.taste import Compute, Taste, in_a_process
from bot.services.reviews import review_posts
from bot.services.reviews.reviews import Reviews
from bot.services.scores.ranking import Rankings
from bot.services.scores.scores import Scores
from bot.services.stills import Stills
from bot.services.warnings.content_warnings import Content
from bot.services.watching.imports import ListImports
from bot.services.watching.lists import Lists
from bot.services.watching.watching import Watching
from bot.sources.source import Source
from bot.store.database import Database
from bot.worker.parent import Worker


@dataclass(frozen=True, slots=True)
class Services:
    """All services that a command can use."""

    names: CatalogueNames
    catalogue: Catalogue
    searching: Searching
    cards: Cards
    readers: Readers
    scores: Scores
    rankings: Rankings
    profiles: Profiles
    years: Years
    watching: Watching
    lists: Lists
    list_imports: ListImports
    episodes: Episodes
    synopses: Synopses
    publishing: Publishing
    submissions: Submissions
    drafts: Drafts
    reviews: Reviews
    clubs: Clubs
    club_clock: ClubClock
    recommending: Recommending
    advice: Advices
    taste: Taste
    rules: GuildRules
    outbox: Outbox
    ledger: Ledger
    chores: Chores
    database_file: DatabaseFile
    backups: Backups
    claims: Claims
    airing: Airing
    growing: Growing
    curating: Curating
    matching: Matching
    importing: Importing
    changes: Changes
    suggesting: Suggesting
    decoder: Decoder
    pictures: Pictures
    board: Board
    content: Content
    comments: Comments
    answers: Answers
    reports: Reports
    stills: Stills
    quotes: Quotes
    marking: Marking
    audit: Audit
    departures: Departures
    deleting: Deleting
    blocks: Blocks
    automod: Automod
    held: Held
    words: Words
    sweeping: Sweeping
    privacy: Privacy
    writings: Writings
    queue: Queue
    chat: Chat
    language: str  # of anyone who chose none: `NAMIDA_LANGUAGE`


def _repost_comment(
    connection: sqlite3.Connection, ref: WritingRef, now: datetime, thread_id: int | None
) -> None:
    if thread_id is not None:
        comment_posts.plan(connection, ref.id, ref.guild_id, thread_id, now)


# How each kind of writing is posted once more. Answers to commands alone show the others.
REPOSTS: Mapping[WritingKind, Repost] = {
    WritingKind.REVIEW: lambda connection, ref, now, _: review_posts.plan(
        connection, ref.id, ref.guild_id, now
    ),
    WritingKind.COMMENT: _repost_comment,
    WritingKind.MARKED: lambda connection, ref, now, _: marking.plan_again(
        connection, ref.id, ref.guild_id, now
    ),
    WritingKind.SYNOPSIS: lambda connection, ref, now, _: publishing.plan_again(
        connection, ref.id, ref.guild_id, now
    ),
}


@dataclass(frozen=True, slots=True)
class Apart:
    """What works in processes of its own: it draws, reads what members send, compares tastes, copies."""

    pictures: Pictures
    decoder: Decoder
    compute: Compute = in_a_process
    backing_up: Worker | None = None


async def open_services(
    database: Database,
    sources: Sequence[Source] = (),
    *,
    apart: Apart | None = None,
    language: str = SOURCE_LANGUAGE,
    privacy_url: str = "",
    keep_left: KeepLeft = KeepLeft(),  # noqa: B008 - a frozen value
    backups: BackupPlan = BackupPlan(),  # noqa: B008 - a frozen value
) -> Services:
    """The services for an open database, with all names loaded into memory."""
    names = CatalogueNames(database)
    await names.load()
    catalogue, searching = Catalogue(database, names), Searching(database, names)
    outbox = Outbox(database)
    growing = Growing(database, names, sources)
    curating = Curating(database, names, catalogue, searching, growing)
    matching = Matching(database, names, growing, sources)
    apart, limits = apart or Apart(Pictures(), Decoder()), Limits()
    decoder = apart.decoder
    automod, held = Automod(database), Held(database, outbox)
    screening = Screening(database, outbox, automod)
    importing = Importing(database, names, outbox, decoder)
    board = Board(database, outbox)
    recommending = Recommending(database, outbox, limits, screening, held)
    chat = Chat(names, catalogue, board, recommending)
    return Services(
        names,
        catalogue,
        searching,
        Cards(database),
        Readers(database),
        Scores(database),
        Rankings(database),
        Profiles(database),
        Years(database),
        Watching(database),
        Lists(database),
        ListImports(database, names, catalogue, growing, decoder),
        Episodes(database),
        Synopses(database, outbox, limits, screening, held),
        Publishing(database, outbox, limits),
        Submissions(database, outbox, limits, screening),
        Drafts(database),
        Reviews(database, outbox, limits, screening, held),
        Clubs(database, outbox, limits),
        ClubClock(database, outbox),
        recommending,
        Advices(database, limits, screening, held),
        Taste(database, apart.compute),
        GuildRules(database, outbox),
        outbox,
        Ledger(database),
        Chores(database),
        DatabaseFile(database),
        Backups(database.path, backups, apart.backing_up),
        Claims(database),
        Airing(database, outbox, sources),
        growing,
        curating,
        matching,
        importing,
        Changes(database, Makers(curating, growing, matching, importing), outbox, limits, screening),
        Suggesting(database, outbox, limits, screening),
        decoder,
        apart.pictures,
        board,
        Content(database, limits),
        Comments(database, outbox, limits, screening, held),
        Answers(database),
        Reports(database, outbox, limits),
        Stills(database, outbox, limits, screening, decoder),
        Quotes(database, outbox, limits, screening, held),
        Marking(database, outbox, limits, screening),
        Audit(database),
        Departures(database, outbox, keep_left.servers),
        Deleting(database, outbox, [limits.forget, chat.forget], keep_left.members),
        Blocks(database, outbox),
        automod,
        held,
        Words(database, screening),
        Sweeping(database, outbox, screening),
        Privacy(database, outbox, privacy_url),
        Writings(database, outbox, REPOSTS),
        Queue(database, outbox),
        chat,
        language,
    )
