"""Decides whether a show of another catalogue is a drama of ours: certainly, perhaps, or not.

Names alone say little: among 4,789 dramas many share a name, even with the same year and episode count. No
two of them share a name, the country and the day of the first episode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.dramas import CatalogueEntry, Kind
from bot.domain.sources import Fetched, Offer, Scheduled, SourcePart, run_of

Key = Callable[[str], str]

# Broadcasters' days end late, and catalogues count them by different zones.
A_DAY = timedelta(days=1)
MOST_SEASONS = 40  # "X 2046" is a name, and no season


class Verdict(StrEnum):
    SURE = "sure"
    ASK = "ask"  # a curator decides
    NO = "no"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that distinguish dramas. Names are keys, as search makes them.

    `titles` are the title and the native title, `others` the other names. A name with a season number is in
    there twice: as it is, and as `key of the rest/season`.
    """

    titles: frozenset[str]
    others: frozenset[str] = frozenset()
    country: str | None = None
    kind: Kind = Kind.DRAMA
    first_day: date | None = None
    year: int | None = None
    episodes: int | None = None

    @property
    def names(self) -> frozenset[str]:
        return self.titles | self.others


# --- the rule ---


def compare(ours: Facts, theirs: Facts) -> Verdict:
    """Compares two sets of facts, without a look at others."""
    if _contradict(ours, theirs) or ours.names.isdisjoint(theirs.names):
        return Verdict.NO
    same_title = not ours.titles.isdisjoint(theirs.titles)
    if _one_day(ours.first_day, theirs.first_day):
        sure = same_title and ours.country == theirs.country and ours.country is not None
        dramas = ours.kind is theirs.kind is Kind.DRAMA
        return Verdict.SURE if sure and dramas else Verdict.ASK
    counted = _equal(ours.year, theirs.year) and _equal(ours.episodes, theirs.episodes)
    return Verdict.ASK if same_title and counted else Verdict.NO


def decide(
    ours: Facts, theirs: Facts, our_rivals: Iterable[Facts] = (), their_rivals: Iterable[Facts] = ()
) -> Verdict:
    """Decides about a pair when others are similar on either side: it is certain only without rivals."""
    verdict = compare(ours, theirs)
    if verdict is Verdict.SURE and (
        any(compare(rival, theirs) is Verdict.SURE for rival in our_rivals)
        or any(compare(ours, rival) is Verdict.SURE for rival in their_rivals)
    ):
        return Verdict.ASK
    return verdict


def became_another(ours: Facts, theirs: Facts) -> bool:
    """Whether a source's id now means another show: no name and no year agree."""
    return ours.names.isdisjoint(theirs.names) and not _equal(ours.year, theirs.year)


def _contradict(ours: Facts, theirs: Facts) -> bool:
    countries = {country for country in (ours.country, theirs.country) if country is not None}
    # A film, or a special, may be a drama's word for itself; a programme is none.
    return len(countries) > 1 or (ours.kind is Kind.SHOW) is not (theirs.kind is Kind.SHOW)


def _one_day(ours: date | None, theirs: date | None) -> bool:
    return ours is not None and theirs is not None and abs(ours - theirs) <= A_DAY


def _equal(ours: int | None, theirs: int | None) -> bool:
    return ours is not None and ours == theirs


# --- what is known of either side ---


def facts_of(entry: CatalogueEntry, key: Key, *, season: int | None = None) -> Facts:
    """The facts of an entry. With a `season`, its names are those of the show, and that season is meant."""
    return Facts(
        _keys((entry.title, entry.native_title), key, season),
        _keys(entry.aliases, key, season),
        entry.country,
        entry.kind,
        entry.aired_from,
        entry.year or (entry.aired_from.year if entry.aired_from else None),
        entry.episodes,
    )


def facts_of_offer(offer: Offer, key: Key) -> Facts:
    """The facts that a search or a schedule gives about a show."""
    names = _keys((offer.title, offer.native_title), key, None)
    return Facts(names, frozenset(), offer.country, offer.kind, offer.first_day, offer.year)


def facts_of_scheduled(episode: Scheduled, key: Key) -> Facts:
    """The facts of the season that airs. For a later season, only its first episode gives its first day."""
    offer, season = episode.offer, episode.season
    names = _keys((offer.title, offer.native_title), key, season)
    day = episode.airs_on if episode.number == 1 else None
    if season == 1:
        day = offer.first_day or day
    return Facts(names, frozenset(), offer.country, offer.kind, day, day.year if day else None)


def facts_of_part(part: SourcePart, fetched: Fetched, key: Key) -> Facts:
    """The facts that a source gives about a show, or some of its seasons."""
    if part.seasons is None:
        return facts_of(fetched.entry, key)
    first, last = part.seasons
    own = [episode for episode in fetched.episodes if first <= episode.season <= last]
    place = _place(fetched, first)
    facts = facts_of(fetched.entry, key, season=place)
    day = min((episode.air_date for episode in own if episode.air_date), default=None)
    if day is None and place == 1:
        day = fetched.entry.aired_from
    over = not fetched.running or any(episode.season > last for episode in fetched.episodes)
    return replace(
        facts, first_day=day, year=day.year if day else None, episodes=(len(own) or None) if over else None
    )


def part_meant(ours: Facts, part: SourcePart, fetched: Fetched, key: Key) -> tuple[SourcePart, Facts]:
    """The part of a show that a drama would be, a season or the whole, with its facts.

    If the show and its first season start on the same day, the number of episodes decides. A show with one
    season means that season: later ones belong to another drama, until a curator decides otherwise.
    """
    seasons = sorted({episode.season for episode in fetched.episodes})
    parts = [replace(part, seasons=(season, season)) for season in seasons]
    if len(parts) != 1:
        parts.append(replace(part, seasons=None))
    told = [(own, facts_of_part(own, fetched, key)) for own in parts]

    def likeness(one: tuple[SourcePart, Facts]) -> tuple[int, bool]:
        listed = len(run_of(one[0], fetched.episodes))
        return _ORDER[compare(ours, one[1])], _equal(ours.episodes, listed)

    return max(told, key=likeness)  # of equal ones the first: a season before the whole


_ORDER = {Verdict.NO: 0, Verdict.ASK: 1, Verdict.SURE: 2}


def _place(fetched: Fetched, season: int) -> int:
    """The season's place in the show. Some shows number their seasons by year."""
    return 1 + sum(other < season for other in {episode.season for episode in fetched.episodes})


def _keys(names: Iterable[str | None], key: Key, season: int | None) -> frozenset[str]:
    found = (spelt for name in names if name for spelt in _spelt(name, key, season))
    return frozenset(spelt for spelt in found if spelt)


def _spelt(name: str, key: Key, season: int | None) -> Iterable[str]:
    if season is not None:
        if key(name):
            yield f"{key(name)}/{season}"
        if season != 1:
            return
    yield key(name)
    counted = counted_season(name)
    if counted is not None and key(counted[0]):
        yield f"{key(counted[0])}/{counted[1]}"


# --- names that count a season ---

_WORDS = "season|series|part|시즌|シーズン|ซีซั่น|ซีซัน|ภาค|ภาคที่"
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)}
_COUNTED = tuple(
    re.compile(rf"(?P<base>.*?\S)[\s:：,~～\-–—(（]*(?:{pattern})[)）]?", re.IGNORECASE)
    for pattern in (
        rf"(?:\b|\s)(?:{_WORDS})[\s.]*(?P<n>[0-9]{{1,2}})",
        r"\b(?P<n>[0-9]{1,2})(?:st|nd|rd|th)\s+season",
        r"第?\s*(?P<n>[0-9]{1,2}|[一二三四五六七八九十])\s*(?:季|期|シーズン|シリーズ|部)",
        r"\sS(?P<n>[0-9]{1,2})",
        r"(?<=\s)(?P<n>[0-9]{1,2})",
    )
)


def counted_season(name: str) -> tuple[str, int] | None:
    """Splits `Hospital Playlist 2` into `Hospital Playlist` and 2.

    None for a name without a season number.
    """
    text = name.strip()
    for pattern in _COUNTED:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        number = _DIGITS.get(match["n"]) or int(match["n"])
        if 1 <= number <= MOST_SEASONS:
            return match["base"].rstrip(" :：,~～-–—(（"), number
    return None
