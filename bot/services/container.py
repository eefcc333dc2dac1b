"""Holds all services of one running bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.backups import BackupPlan
from bot.i18n import SOURCE_LANGUAGE
from bot.services.airing.airing import Airing
from bot.services.backups import Backups
from bot.services.board.board import Board
from bot.services.board.comments import Comments
from bot.services.board.marking import Marking
from bot.services.board.quotes import Quotes
from bot.services.board.reports import Reports
from bot.services.catalogue.cards import Cards
from bot.services.catalogue.catalogue import Catalogue
from bot.services.catalogue.changes import Changes
from bot.services.catalogue.curating import Curating
from bot.services.catalogue.growing import Growing
from bot.services.catalogue.importing import Importing
from bot.services.catalogue.matching import Matching
from bot.services.catalogue.names import CatalogueNames
from bot.services.catalogue.searching import Searching
from bot.services.claims import Claims
from bot.services.clubs.clock import ClubClock
from bot.services.clubs.clubs import Clubs
from bot.services.database_file import DatabaseFile
from bot.services.decoding import Decoder
from bot.services.episodes.episodes import Episodes
from bot.services.episodes.publishing import Publishing
from bot.services.episodes.submissions import Submissions
from bot.services.episodes.synopses import Synopses
from bot.services.guilds.settings import GuildRules
from bot.services.limits import Limits
from bot.services.members.drafts import Drafts
from bot.services.members.profiles import Profiles
from bot.services.members.readers import Readers
from bot.services.pictures import Pictures
from bot.services.posts.chores import Chores
from bot.services.posts.message_ledger import Ledger
from bot.services.posts.outbox import Outbox
from bot.services.recommending.recommending import Recommending
from bot.services.recommending.taste import Taste
from bot.services.reviews.reviews import Reviews
from bot.services.scores.ranking import Rankings
from bot.services.scores.scores import Scores
from bot.services.warnings.content_warnings import Content
from bot.services.watching.imports import ListImports
from bot.services.watching.lists import Lists
from bot.services.watching.watching import Watching
from bot.sources.source import Source
from bot.store.database import Database


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
    decoder: Decoder
    pictures: Pictures
    board: Board
    content: Content
    comments: Comments
    reports: Reports
    quotes: Quotes
    marking: Marking
    language: str  # of anyone who chose none: `NAMIDA_LANGUAGE`


async def open_services(
    database: Database,
    sources: Sequence[Source] = (),
    *,
    pictures: Pictures | None = None,
    language: str = SOURCE_LANGUAGE,
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
    decoder, limits = Decoder(), Limits()
    importing = Importing(database, names, outbox, decoder)
    return Services(
        names,
        catalogue,
        searching,
        Cards(database),
        Readers(database),
        Scores(database),
        Rankings(database),
        Profiles(database),
        Watching(database),
        Lists(database),
        ListImports(database, names, catalogue, growing, decoder),
        Episodes(database),
        Synopses(database, outbox, limits),
        Publishing(database, outbox),
        Submissions(database, outbox),
        Drafts(database),
        Reviews(database, outbox, limits),
        Clubs(database, outbox),
        ClubClock(database, outbox),
        Recommending(database, outbox, limits),
        Taste(database),
        GuildRules(database, outbox),
        outbox,
        Ledger(database),
        Chores(database),
        DatabaseFile(database),
        Backups(database.path, backups),
        Claims(database),
        Airing(database, outbox, sources),
        growing,
        curating,
        matching,
        importing,
        Changes(database, curating, growing, matching, importing, outbox, limits),
        decoder,
        pictures or Pictures(),
        Board(database, outbox),
        Content(database, limits),
        Comments(database, outbox, limits),
        Reports(database, outbox, limits),
        Quotes(database, outbox, limits),
        Marking(database, outbox, limits),
        language,
    )
