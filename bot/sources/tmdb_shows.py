"""Turns TMDB's shows into ours. Each field is read separately, so a malformed field loses only itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.dramas import COUNTRIES, Billing, CatalogueEntry, Credit, Kind, Link, LinkKind
from bot.domain.episodes import MOST_EPISODES
from bot.domain.sources import Fetched, Offer, Scheduled, SeasonEpisode, SourceName
from bot.sources.markup import plain_text
from bot.sources.reading import Part, episode_title, joined, once
from bot.sources.rows import (
    LAST_MINUTE,
    MOST_NAMES,
    NAME_LIMIT,
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    WORD_LIMIT,
)

LAST_SEASON = 9_999  # some shows count their seasons by the year
LAST_ID = 10**12 - 1
MOST_CAST = 100
POSTERS = "https://image.tmdb.org/t/p/w500"

# ISO 639-1 as TMDB writes it: "cn" is its own word for Cantonese.
COUNTRY_OF_LANGUAGE = {
    "ja": "JP", "ko": "KR", "zh": "CN", "cn": "HK", "th": "TH", "tl": "PH",
}  # fmt: skip
# TMDB's genres of television by their ids, as our catalogue names them; two in one are two.
GENRES: dict[int, tuple[str, ...]] = {
    10759: ("Action", "Adventure"),
    16: ("Animation",),
    35: ("Comedy",),
    80: ("Crime",),
    99: ("Documentary",),
    18: ("Drama",),
    10751: ("Family",),
    10762: ("Kids",),
    9648: ("Mystery",),
    10763: ("News",),
    10764: ("Reality",),
    10765: ("Sci-Fi", "Fantasy"),
    10766: ("Soap",),
    10767: ("Talk",),
    10768: ("Military", "Political"),
    37: ("Western",),
}
# A search's hit has no type: these genres tell that it is no drama.
_NO_DRAMA = frozenset({16, 99, 10763, 10764, 10767})
_NEVER_LISTED = frozenset({16, 99, 10762, 10763})  # animation, documentaries, kids, news
_DRAMA_TYPES = frozenset({"scripted", "miniseries"})
_COMING = frozenset({"in production", "planned", "pilot"})
# TMDB orders the regular cast by importance; eight is about what an opening title names.
MAIN_CAST = 8


def page_of(show: str) -> str:
    return f"https://www.themoviedb.org/tv/{show}"


def country_of(show: Part) -> str | None:
    """The first of its countries that is ours. If TMDB names no country, the country of the language."""
    codes = [code.upper() for code in show.words("origin_country", 2)]
    if codes:
        return next((code for code in codes if code in COUNTRIES), None)
    return COUNTRY_OF_LANGUAGE.get(show.text("original_language", WORD_LIMIT) or "")


def offer_of(show: Part) -> Offer | None:
    """A show as an offer. None if it has no title or is from none of our countries."""
    ident, country = show.number("id", 1, LAST_ID), country_of(show)
    title, native = _titles(show)
    if ident is None or title is None or country is None:
        return None
    first = show.day("first_air_date")
    return Offer(
        SourceName.TMDB,
        str(ident),
        title,
        native,
        first.year if first else None,
        country,
        _kind(show),
        page_of(str(ident)),
        first,
    )


def offers_of(shows: Iterable[Part]) -> list[Offer]:
    """Each show once, in the source's order."""
    offers = (offer_of(show) for show in shows)
    return list({offer.source_id: offer for offer in offers if offer is not None}.values())


def seasons_of(show: Part) -> list[int]:
    """The numbers of its seasons. Season 0 holds the specials and is left out."""
    numbers = (season.number("season_number", 1, LAST_SEASON) for season in show.parts("seasons"))
    return sorted({number for number in numbers if number is not None})


def episodes_of(episodes: Iterable[Part]) -> tuple[SeasonEpisode, ...]:
    found: dict[tuple[int, int], SeasonEpisode] = {}
    for episode in episodes:
        season = episode.number("season_number", 1, LAST_SEASON)
        number = episode.number("episode_number", 1, MOST_EPISODES)
        if season is None or number is None:
            continue
        read = SeasonEpisode(
            season,
            number,
            episode_title(episode.text("name", NAME_LIMIT)),
            episode.day("air_date"),
            minutes=episode.number("runtime", 1, LAST_MINUTE),
            ident=episode.ident("id", LAST_ID),
        )
        found.setdefault((season, number), read)
    return tuple(found[key] for key in sorted(found))


def fetched_of(show: Part, ident: str, episodes: Sequence[SeasonEpisode]) -> Fetched | None:
    """A show in full. None if it has no title. `ident` is the id that was asked for."""
    title, native = _titles(show)
    if title is None:
        return None
    running = _running(show)
    first, last = show.day("first_air_date"), show.day("last_air_date")
    entry = CatalogueEntry(
        title=title,
        native_title=native,
        aliases=tuple(name for name in _other_names(show) if name not in (title, native))[:MOST_NAMES],
        country=country_of(show),
        kind=_kind(show),
        year=first.year if first else None,
        # While a show runs, what is listed is not all there will be.
        episodes=len(episodes) if episodes and not running and len(episodes) <= MOST_EPISODES else None,
        minutes=_minutes(show, episodes),
        aired_from=first,
        aired_to=last if last and not running and not (first and last < first) else None,
        summary=plain_text(show.values.get("overview"), SUMMARY_LIMIT),
        poster_url=_picture(show, "poster_path"),
        networks=once(
            name for network in show.parts("networks") if (name := network.text("name", WORD_LIMIT))
        ),
        genres=_genres(show),
        cast=cast_of(show, len(episodes)),
        links=_links(show),
        sources=((SourceName.TMDB.value, ident),),
    )
    return Fetched(entry, tuple(episodes), running, photos=_photos(show))


def scheduled_of(show: Part, offer: Offer, day: date) -> Scheduled | None:
    """The show's episode of a day, if it is the last that aired or the next to air."""
    for name in ("next_episode_to_air", "last_episode_to_air"):
        episode = show.part(name)
        season = episode.number("season_number", 1, LAST_SEASON)
        number = episode.number("episode_number", 1, MOST_EPISODES)
        if season is not None and number is not None and episode.day("air_date") == day:
            return Scheduled(offer, season, number, day)
    return None


def cast_of(show: Part, episodes: int) -> tuple[Credit, ...]:
    """Each person once: the regular cast in its order, then the people with the most episodes.

    `aggregate_credits` holds everyone who ever appeared, and its `order` says little: for one season of
    "Lupin" it is 500 for the lead and 8 for a part in one episode.
    """
    regulars = sorted(show.part("credits").parts("cast"), key=_order)
    others = sorted(
        show.part("aggregate_credits").parts("cast"),
        key=lambda part: (-_episodes_seen_in(part), _order(part)),
    )
    leading = len(regulars) or len(others)
    people: dict[str, Credit] = {}
    for place, part in enumerate((*regulars, *others)):
        person = part.text("name", NAME_LIMIT)
        if person is None or person in people:
            continue
        if place < min(leading, MAIN_CAST):
            billing = Billing.MAIN
        elif place >= len(regulars) and episodes > 1 and _episodes_seen_in(part) == 1:
            billing = Billing.GUEST
        else:
            billing = Billing.SUPPORT
        people[person] = Credit(person, joined(_characters(part)), billing)
    return tuple(people.values())[:MOST_CAST]


def _photos(show: Part) -> tuple[tuple[str, str], ...]:
    """The people of a cast with the address of their photo."""
    found: dict[str, str] = {}
    for part in (*show.part("credits").parts("cast"), *show.part("aggregate_credits").parts("cast")):
        name, url = part.text("name", NAME_LIMIT), _picture(part, "profile_path")
        if name is not None and url is not None:
            found.setdefault(name, url)
    return tuple(found.items())


def _characters(part: Part) -> tuple[str, ...]:
    """A person's characters. A regular has one character, everyone else a list of roles."""
    names = (source.text("character", NAME_LIMIT) for source in (part, *part.parts("roles")))
    return once(name for name in names if name is not None)


def _order(part: Part) -> int:
    order = part.number("order", 0, LAST_ID)
    return LAST_ID if order is None else order


def _episodes_seen_in(part: Part) -> int:
    return part.number("total_episode_count", 0, MOST_EPISODES) or 0


def _titles(show: Part) -> tuple[str | None, str | None]:
    """The title, and the native title if it differs."""
    title, native = show.text("name", TITLE_LIMIT), show.text("original_name", NAME_LIMIT)
    if title is None:
        return native, None
    return title, native if native != title else None


def _other_names(show: Part) -> tuple[str, ...]:
    alternatives = show.part("alternative_titles").parts("results")
    translations = show.part("translations").parts("translations")
    names = (
        *(alternative.text("title", NAME_LIMIT) for alternative in alternatives),
        *(translation.part("data").text("name", NAME_LIMIT) for translation in translations),
    )
    return once(name for name in names if name is not None)


def _genre_ids(show: Part) -> list[int]:
    """The genres' ids. A search result has `genre_ids`, a full show has `genres`."""
    ids = show.values.get("genre_ids")
    listed = [Part({"id": ident}) for ident in ids] if isinstance(ids, list) else []
    numbers = (part.number("id", 1, LAST_ID) for part in (*listed, *show.parts("genres")))
    return [number for number in numbers if number is not None]


def _genres(show: Part) -> tuple[str, ...]:
    return once(name for ident in _genre_ids(show) for name in GENRES.get(ident, ()))


def is_listed(show: Part) -> bool:
    """Whether a show belongs on a day's schedule: a drama or a variety show, but no anime and no news."""
    return not _NEVER_LISTED.intersection(_genre_ids(show))


def _kind(show: Part) -> Kind:
    if _NO_DRAMA.intersection(_genre_ids(show)):
        return Kind.SHOW
    kind = show.text("type", WORD_LIMIT)
    return Kind.DRAMA if kind is None or kind.casefold() in _DRAMA_TYPES else Kind.SHOW


def _running(show: Part) -> bool:
    """Whether more episodes are expected. TMDB also calls shows "Returning Series" that ended long ago."""
    status = (show.text("status", WORD_LIMIT) or "").casefold()
    if status in _COMING or show.has("next_episode_to_air"):
        return True
    return status == "returning series" and show.values.get("in_production") is True


def _minutes(show: Part, episodes: Sequence[SeasonEpisode]) -> int | None:
    lengths = show.values.get("episode_run_time")
    listed = [Part({"minutes": length}) for length in lengths] if isinstance(lengths, list) else []
    found = (part.number("minutes", 1, LAST_MINUTE) for part in listed)
    return next((length for length in found if length is not None), None) or next(
        (episode.minutes for episode in episodes if episode.minutes is not None), None
    )


def _picture(part: Part, name: str) -> str | None:
    """A picture's address. TMDB gives a path that starts with a slash, below its image host."""
    path = part.text(name, WORD_LIMIT)
    if path is None or not path.startswith("/"):
        return None
    return Part({"url": POSTERS + path}).url("url")


def _links(show: Part) -> tuple[Link, ...]:
    site = show.url("homepage")
    return () if site is None else (Link(LinkKind.OFFICIAL, "Official site", site),)
