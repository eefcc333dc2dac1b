"""Arbitrary catalogue entries, within every bound that catalogue files have."""

from __future__ import annotations

import unicodedata
from datetime import date
from string import ascii_letters, ascii_lowercase, digits

from hypothesis import strategies as st

from bot.domain.dramas import (
    COUNTRIES,
    Billing,
    CatalogueEntry,
    Credit,
    EpisodeFacts,
    Kind,
    Link,
    LinkKind,
    Music,
    MusicKind,
    Quote,
    Relation,
    SynopsisText,
)
from bot.domain.spoilers import hides_something
from tests.woven import woven

_SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))


def _shows(text: str) -> bool:
    return any(unicodedata.category(sign) not in {"Cf", "Zs", "Mn"} for sign in text)


def texts(limit: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    # Signs that mean something to one of the formats are too rare to wait for.
    telling = "|\\'\"=+-@,:; "
    pieces = telling + "\n" * len(telling) if lines else telling
    drawn = woven(pieces, _SIGNS, min_size=1, max_size=min(limit, 40))
    return drawn.map(lambda text: text.strip(" \n")).filter(_shows)


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


_days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
_episode_numbers = st.integers(1, 5000)
_words = texts(100)
_names = texts(300)
_urls = st.builds(
    "{}://{}.example/{}".format,
    st.sampled_from(["http", "https"]),
    st.text(ascii_lowercase + digits, min_size=1, max_size=20),
    st.text(ascii_letters + digits + "/?=&%-", max_size=30),
)


def _sources() -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    ids = st.lists(_words, min_size=1, max_size=2, unique=True)
    names = st.builds(
        "{}{}".format, st.sampled_from(ascii_lowercase), st.text(ascii_lowercase + digits + "_", max_size=9)
    )
    return st.dictionaries(names, ids, max_size=3).map(
        lambda found: tuple((source, ident) for source, many in found.items() for ident in many)
    )


def _folded(most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(_words, max_size=most, unique_by=str.casefold).map(tuple)


_scalars = {
    "title": _names,
    "native_title": _maybe(_names),
    "aliases": st.lists(_names, max_size=4, unique=True).map(tuple),
    "country": _maybe(st.sampled_from(sorted(COUNTRIES))),
    "kind": st.sampled_from(Kind),
    "year": _maybe(st.integers(1900, 2200)),
    "episodes": _maybe(_episode_numbers),
    "minutes": _maybe(st.integers(1, 1440)),
    "weekday": _maybe(st.integers(0, 6)),
    "air_time": _maybe(st.times().map(lambda time: time.strftime("%H:%M"))),
    "content_rating": _maybe(_words),
    "summary": _maybe(texts(1500, lines=True).filter(lambda text: not hides_something(text))),
    "based_on": _maybe(_words),
    "poster_url": _maybe(_urls),
    "poster_alt": _maybe(_words),
    "popularity": _maybe(st.integers(1, 10_000_000)),
    "networks": _folded(),
    "genres": _folded(),
    "sources": _sources(),
}

_parts = {
    "cast": st.lists(
        st.builds(Credit, _names, _maybe(_names), st.sampled_from(Billing)),
        max_size=3,
        unique_by=lambda credit: credit.person,
    ).map(tuple),
    "episode_list": st.lists(
        st.builds(
            EpisodeFacts,
            _episode_numbers,
            _maybe(_names),
            _maybe(_days),
            _maybe(st.integers(1, 1440)),
            _maybe(st.floats(0, 100)),
        ),
        max_size=3,
        unique_by=lambda episode: episode.number,
    ).map(tuple),
    "synopses": st.lists(
        st.builds(
            SynopsisText,
            _episode_numbers,
            st.sampled_from(["en", "ja", "zh-TW", "pt-BR"]),
            texts(3500, lines=True),
        ),
        max_size=3,
        unique_by=lambda synopsis: (synopsis.episode, synopsis.language),
    ).map(tuple),
    "links": st.lists(
        st.builds(Link, st.sampled_from(LinkKind), _names, _maybe(_urls), _maybe(_episode_numbers)),
        max_size=3,
        unique_by=lambda link: (link.kind, link.title),
    ).map(tuple),
    "relations": st.lists(
        st.builds(Relation, _words.map(str.lower).filter(_shows), _names),
        max_size=3,
        unique_by=lambda relation: (relation.kind, relation.title),
    ).map(tuple),
    "music": st.lists(
        st.builds(Music, st.sampled_from(MusicKind), _names, _maybe(_names)),
        max_size=3,
        unique_by=lambda piece: (piece.kind, piece.title),
    ).map(tuple),
    "quotes": st.lists(
        st.builds(Quote, texts(1000, lines=True), _maybe(_names), _maybe(_episode_numbers)).filter(
            lambda quote: quote.episode or not hides_something(quote.text, quote.speaker or "")
        ),
        max_size=3,
        unique_by=lambda quote: quote.text,
    ).map(tuple),
}


@st.composite
def _built(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[object]]) -> CatalogueEntry:
    values = draw(st.fixed_dictionaries(fields))
    first, last = sorted(draw(st.tuples(_days, _days)))
    values["aired_from"] = draw(st.sampled_from([None, first]))
    values["aired_to"] = draw(st.sampled_from([None, last]))
    return CatalogueEntry(**values)  # type: ignore[arg-type]


def full_entries() -> st.SearchStrategy[CatalogueEntry]:
    return _built({**_scalars, **_parts})


def table_entries() -> st.SearchStrategy[CatalogueEntry]:
    """What a table can carry: no cast, episodes, synopses, links, relations, music or quotes."""
    return _built(dict(_scalars))
