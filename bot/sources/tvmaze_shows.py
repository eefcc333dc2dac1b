"""Turns TVmaze's shows into ours. Each field is read separately, so a malformed field loses only itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.airing import DAY_BEGINS, day_of, zone_of
from bot.domain.dramas import COUNTRIES, Billing, CatalogueEntry, Credit, Kind, Link, LinkKind
from bot.domain.episodes import MOST_EPISODES
from bot.domain.hours import Hour, written_hour
from bot.domain.sources import Fetched, Offer, SeasonEpisode, SourceName
from bot.sources.markup import plain_text
from bot.sources.reading import Part, episode_title, in_native_script, joined, once
from bot.sources.rows import (
    LAST_MINUTE,
    MOST_NAMES,
    NAME_LIMIT,
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    WEEKDAYS,
    WORD_LIMIT,
)

LAST_SEASON = 9_999  # some shows count their seasons by the year
LAST_ID = 10**12 - 1
MOST_CAST = 100

# Whose drama it is where only the language says so. Chinese alone is the mainland's, which makes
# most of what streams in it.
COUNTRY_OF_LANGUAGE = {
    "japanese": "JP",
    "korean": "KR",
    "chinese": "CN",
    "mandarin": "CN",
    "cantonese": "HK",
    "taiwanese": "TW",
    "thai": "TH",
    "tagalog": "PH",
    "filipino": "PH",
}
# TVmaze's types; everything else (Reality, Talk Show, Variety, Animation …) is a show.
KIND_OF_TYPE = {"scripted": Kind.DRAMA}
OUR_GENRES = {
    "Science-Fiction": "Sci-Fi",
    "Legal": "Law",
    "History": "Historical",
    "War": "Military",
    "Children": "Kids",
}
# TVmaze lists a show's regular cast by importance and says no more about it. Eight is about what
# an opening title names; the rest supports.
MAIN_CAST = 8
_RUNNING = frozenset({"running", "in development"})


def page_of(show: str) -> str:
    return f"https://www.tvmaze.com/shows/{show}"


def country_of(show: Part) -> str | None:
    """The network's country. For a web channel outside our countries, the country of the language.

    A web channel's country says where it can be seen, not where its shows are made.
    """
    if show.has("network"):
        code = _country_code(show.part("network"))
        if code is not None:
            return code if code in COUNTRIES else None
    code = _country_code(show.part("webChannel"))
    if code in COUNTRIES:
        return code
    language = show.text("language", WORD_LIMIT) or ""
    return COUNTRY_OF_LANGUAGE.get(language.casefold())


def _country_code(channel: Part) -> str | None:
    # By code alone: the names vary ("Korea, Republic of").
    code = channel.part("country").text("code", 2)
    return code.upper() if code else None


def offer_of(show: Part) -> Offer | None:
    """A show as an offer. None if it has no title or is from none of our countries."""
    ident, title, country = show.number("id", 1, LAST_ID), show.text("name", TITLE_LIMIT), country_of(show)
    if ident is None or title is None or country is None:
        return None
    premiered = show.day("premiered")
    return Offer(
        SourceName.TVMAZE,
        str(ident),
        title,
        year=premiered.year if premiered else None,
        country=country,
        kind=_kind(show),
        url=page_of(str(ident)),
        first_day=premiered,
    )


def offers_of(shows: Iterable[Part]) -> list[Offer]:
    """Each show once, in the source's order."""
    offers = (offer_of(show) for show in shows)
    return list({offer.source_id: offer for offer in offers if offer is not None}.values())


def native_title(akas: Sequence[Part], title: str, country: str | None) -> str | None:
    """The name in the country's own script, among the original names and the country's names.

    If none is in that script, the first of them. An aka without a country is the original name.
    """
    original = [aka for aka in akas if not aka.has("country")]
    own = [aka for aka in akas if country is not None and _country_code(aka) == country]
    names = [name for aka in (*original, *own) if (name := aka.text("name", NAME_LIMIT))]
    others = [name for name in names if name.casefold() != title.casefold()]
    return next((name for name in others if in_native_script(name, country)), next(iter(others), None))


def fetched_of(show: Part, ident: str) -> Fetched | None:
    """A show in full. None if it has no title. `ident` is the id that was asked for."""
    embedded, country = show.part("_embedded"), country_of(show)
    akas = embedded.parts("akas")
    name = show.text("name", TITLE_LIMIT)
    native = native_title(akas, name or "", country)
    title = name or native
    if title is None:
        return None
    hours = _Hours.of(show, country)
    episodes = episodes_of(embedded.parts("episodes"), hours)
    running = _running(show)
    premiered, ended = show.day("premiered"), show.day("ended")
    others = once(text for aka in akas if (text := aka.text("name", NAME_LIMIT)))
    days = show.part("schedule").words("days", WORD_LIMIT)
    poster = show.part("image")
    entry = CatalogueEntry(
        title=title,
        native_title=native if native != title else None,
        aliases=tuple(text for text in others if text not in (title, native))[:MOST_NAMES],
        country=country,
        kind=_kind(show),
        year=premiered.year if premiered else None,
        # While a show runs, what is listed is not all there will be.
        episodes=len(episodes) if episodes and not running and len(episodes) <= MOST_EPISODES else None,
        minutes=show.number("runtime", 1, LAST_MINUTE) or show.number("averageRuntime", 1, LAST_MINUTE),
        aired_from=premiered,
        aired_to=ended if ended and not (premiered and ended < premiered) else None,
        weekday=None if hours.abroad else next((WEEKDAYS.index(d) for d in days if d in WEEKDAYS), None),
        air_time=None if hours.abroad or hours.usual is None else str(hours.usual),
        summary=plain_text(show.values.get("summary"), SUMMARY_LIMIT),
        poster_url=poster.url("original") or poster.url("medium"),
        networks=_networks(show),
        genres=once(OUR_GENRES.get(genre, genre) for genre in show.words("genres", WORD_LIMIT)),
        cast=cast_of(embedded.parts("cast")),
        links=_links(show),
        sources=((SourceName.TVMAZE.value, ident),),
    )
    return Fetched(entry, episodes, running, photos=_photos(embedded.parts("cast")))


@dataclass(frozen=True, slots=True)
class _Hours:
    """The hour at which a show usually airs, in its channel's time, and the zone of its country.

    An hour after midnight belongs to the evening before: TVmaze writes "00:10" for 24:10.
    """

    usual: Hour | None
    channel: ZoneInfo | None
    own: ZoneInfo

    @classmethod
    def of(cls, show: Part, country: str | None) -> _Hours:
        hour = written_hour(show.part("schedule").clock("time") or "")
        if hour is not None and hour.since_midnight < DAY_BEGINS:
            hour = Hour(hour.hour + 24, hour.minute)
        channel = show.part("network") if show.has("network") else show.part("webChannel")
        return cls(hour, _zone(channel.part("country")), ZoneInfo(zone_of(country)))

    @property
    def abroad(self) -> bool:
        """Whether the channel's time differs from that of its drama's country."""
        return self.channel is not None and self.channel.key != self.own.key

    def slot(self, episode: Part) -> tuple[date | None, datetime | None]:
        """The day in the drama's own zone, and the moment. None for what is unknown.

        If the channel's time differs, an hour that only the show gives is in the channel's time.
        """
        day, at = episode.day("airdate"), airs_at(episode)
        if not self.abroad:
            return day, at
        if at is None and day is not None and self.usual is not None:
            local = datetime.combine(day, time()) + self.usual.since_midnight
            at = local.replace(tzinfo=self.channel).astimezone(UTC)
        return (day if at is None else day_of(at, self.own)), at


def _zone(country: Part) -> ZoneInfo | None:
    name = country.text("timezone", WORD_LIMIT)
    return ZoneInfo(name) if name in available_timezones() else None


def episodes_of(episodes: Iterable[Part], hours: _Hours) -> tuple[SeasonEpisode, ...]:
    """The numbered episodes, each once. Specials have no number and are left out."""
    found: dict[tuple[int, int], SeasonEpisode] = {}
    for episode in episodes:
        season, number = episode.number("season", 1, LAST_SEASON), episode.number("number", 1, MOST_EPISODES)
        if season is None or number is None:
            continue
        day, at = hours.slot(episode)
        read = SeasonEpisode(
            season,
            number,
            episode_title(episode.text("name", NAME_LIMIT)),
            day,
            at,
            episode.number("runtime", 1, LAST_MINUTE),
            episode.ident("id", LAST_ID),
        )
        found.setdefault((season, number), read)
    return tuple(found[key] for key in sorted(found))


def airs_at(episode: Part) -> datetime | None:
    """The moment in UTC. None if TVmaze knows no hour (`airtime` empty): its stamp then says noon."""
    return episode.moment("airstamp") if episode.clock("airtime") else None


def cast_of(cast: Iterable[Part]) -> tuple[Credit, ...]:
    """Each person once, all their characters together, in TVmaze's order."""
    characters: dict[str, list[str]] = {}
    for part in cast:
        person = part.part("person").text("name", NAME_LIMIT)
        if person is None:
            continue
        known = characters.setdefault(person, [])
        character = part.part("character").text("name", NAME_LIMIT)
        if character is not None and character not in known:
            known.append(character)
    return tuple(
        Credit(person, joined(names), Billing.MAIN if place < MAIN_CAST else Billing.SUPPORT)
        for place, (person, names) in enumerate(list(characters.items())[:MOST_CAST])
    )


def _photos(cast: Iterable[Part]) -> tuple[tuple[str, str], ...]:
    """The people of a cast with the address of their photo, small as screens show it."""
    found: dict[str, str] = {}
    for part in cast:
        person = part.part("person")
        image = person.part("image")
        name, url = person.text("name", NAME_LIMIT), image.url("medium") or image.url("original")
        if name is not None and url is not None:
            found.setdefault(name, url)
    return tuple(found.items())


def _kind(show: Part) -> Kind:
    kind = show.text("type", WORD_LIMIT)
    # Without a type it is most likely what people look for here.
    return Kind.DRAMA if kind is None else KIND_OF_TYPE.get(kind.casefold(), Kind.SHOW)


def _running(show: Part) -> bool:
    """Whether more episodes are expected. The status "To Be Determined" alone does not mean that."""
    status = show.text("status", WORD_LIMIT) or ""
    return status.casefold() in _RUNNING or show.part("_links").has("nextepisode")


def _networks(show: Part) -> tuple[str, ...]:
    names = (show.part(channel).text("name", WORD_LIMIT) for channel in ("network", "webChannel"))
    return once(name for name in names if name is not None)


def _links(show: Part) -> tuple[Link, ...]:
    site = show.url("officialSite")
    return () if site is None else (Link(LinkKind.OFFICIAL, "Official site", site),)
