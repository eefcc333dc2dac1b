"""Finds which of our dramas a show may be, by its names and the days on which it began."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain import identity
from bot.domain.dramas import CatalogueEntry
from bot.domain.identity import Facts, Verdict
from bot.domain.matches import Side, side_of
from bot.domain.sources import Fate, Fetched, Happened, Offer, SourcePart
from bot.search.keys import key
from bot.store.catalogue import matches, provenance, source_links

# What sources said of each part of a drama, in the order of the sources.
Gathered = tuple[tuple[SourcePart, Fetched], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The dramas that a show certainly is and may be, each with the meant part of the show."""

    sure: dict[int, SourcePart] = field(default_factory=dict)
    doubtful: dict[int, SourcePart] = field(default_factory=dict)


def said_of(part: SourcePart, fetched: Fetched) -> Side:
    """What a curator sees of a show, or of the season that is meant."""
    facts = identity.facts_of_part(part, fetched, key)
    said = side_of(fetched.entry)
    return replace(said, first_day=facts.first_day, year=facts.year, episodes=facts.episodes)


def begins(part: SourcePart, fetched: Fetched) -> bool:
    """Whether the part contains the start of the show: all of it, or its first season."""
    return part.holds(min((episode.season for episode in fetched.episodes), default=1))


def names_of(fetched: Fetched) -> tuple[str, ...]:
    """Every name that our drama could have if it is this show."""
    entry = fetched.entry
    return tuple(name for name in (entry.title, entry.native_title, *entry.aliases) if name)


def judge(
    connection: sqlite3.Connection,
    bearing: Iterable[int],
    part: SourcePart,
    fetched: Fetched,
    rivals: Sequence[Facts] = (),
) -> Judged:
    """Which of our dramas a show is. `bearing` are dramas with its names, `rivals` the source's other shows.

    A drama that is already another show of the source is no candidate, nor is one that was decided before. A
    question that waits for a curator stays with the curator.
    """
    days = {day for day in (fetched.entry.aired_from, *_first_days(fetched)) if day is not None}
    around = matches.begun_around(connection, days, fetched.entry.country, identity.A_DAY)
    known = {
        ident: identity.facts_of(entry, key)
        for ident, entry in matches.entries(connection, (*bearing, *around)).items()
        if not any(own.source is part.source for own in source_links.parts(connection, ident))
    }
    found = Judged()
    for ident, ours in known.items():
        meant, theirs = identity.part_meant(ours, part, fetched, key)
        others = (rival for other, rival in known.items() if other != ident)
        verdict = identity.decide(ours, theirs, others, rivals)
        settled = matches.settled(connection, ident, part.source, part.show)
        if verdict is Verdict.NO or settled:
            continue
        sure = verdict is Verdict.SURE and settled is None
        (found.sure if sure else found.doubtful)[ident] = meant
    return found


def _first_days(fetched: Fetched) -> Iterable[date | None]:
    """When each season began."""
    seasons = {episode.season for episode in fetched.episodes}
    for season in seasons:
        yield min((e.air_date for e in fetched.episodes if e.season == season and e.air_date), default=None)


def rivals_of(offers: Iterable[Offer], show: str) -> list[Facts]:
    """A source's other shows with this name."""
    return [identity.facts_of_offer(offer, key) for offer in offers if offer.source_id != show]


def plausible(ours: Facts, offers: Iterable[Offer], most: int) -> list[Offer]:
    """The offers that are worth asking for in full, the likeliest first."""
    bases = {name.partition("/")[0] for name in ours.titles}
    scored: list[tuple[int, int, Offer]] = []
    for place, offer in enumerate(offers):
        facts = identity.facts_of_offer(offer, key)
        if ours.country is not None and facts.country not in (None, ours.country):
            continue
        day = (
            ours.first_day is not None
            and facts.first_day is not None
            and abs(ours.first_day - facts.first_day) <= identity.A_DAY
        )
        name = not bases.isdisjoint(spelt.partition("/")[0] for spelt in facts.titles)
        if day or name:
            scored.append((-(2 * day + name), place, offer))
    return [offer for _, _, offer in sorted(scored, key=lambda one: one[:2])[:most]]


# --- what became of a show that a drama has ---


@dataclass(frozen=True, slots=True)
class Sifted:
    """The credible part of what sources said. `held` are questions, with the drama of each show."""

    kept: Gathered
    followed: tuple[tuple[SourcePart, SourcePart], ...] = ()
    held: tuple[tuple[SourcePart, SourcePart, Side, int | None], ...] = ()
    happened: tuple[Happened, ...] = ()


def sift(connection: sqlite3.Connection, drama_id: int, gathered: Gathered) -> Sifted:
    """Separate shows that are still the drama from ids that became another.

    Keeps all of a source or nothing.
    """
    ours = matches.entries(connection, (drama_id,)).get(drama_id)
    if ours is None:
        return Sifted(gathered)
    kept: list[tuple[SourcePart, Fetched]] = []
    followed: list[tuple[SourcePart, SourcePart]] = []
    held: list[tuple[SourcePart, SourcePart, Side, int | None]] = []
    happened: list[Happened] = []
    for part, fetched in gathered:
        now = part if fetched.moved_to is None else replace(part, show=fetched.moved_to)
        others = [ident for ident in source_links.overlapping(connection, now) if ident != drama_id]
        said = said_of(now, fetched)
        if not _is_held(connection, drama_id, ours, part, now, fetched, taken=bool(others)):
            kept.append((now, fetched))
            if now != part:
                followed.append((part, now))
                happened.append(Happened(Fate.FOLLOWED, part, now, said.title, said.year))
            continue
        held.append((part, now, said, others[0] if others and now != part else None))
        happened.append(Happened(Fate.HELD, part, now, said.title, said.year))
    doubted = {part.source for part, _, _, _ in held}
    return Sifted(
        tuple((part, fetched) for part, fetched in kept if part.source not in doubted),
        tuple(pair for pair in followed if pair[0].source not in doubted),
        tuple(held),
        tuple(h for h in happened if h.fate is Fate.HELD or h.part.source not in doubted),
    )


def _is_held(
    connection: sqlite3.Connection,
    drama_id: int,
    entry: CatalogueEntry,
    part: SourcePart,
    now: SourcePart,
    fetched: Fetched,
    *,
    taken: bool,
) -> bool:
    ours = identity.facts_of(entry, key)
    meant = identity.facts_of_part(now, fetched, key)
    if now != part:
        return taken or identity.compare(ours, meant) is not Verdict.SURE
    if not provenance.given_by(connection, drama_id, part.source):
        return False  # nothing is known about it, so a curator's decision counts
    whole = identity.facts_of(fetched.entry, key)
    if not (identity.became_another(ours, meant) and identity.became_another(ours, whole)):
        return False
    return matches.answered(connection, drama_id, now, fetched.entry.title) is None
