"""One row: every field's bounds, and both ways of naming the fields."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.dramas import (
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

from .rows import read, refused


def test_every_field_of_ours() -> None:
    entry = read(
        title=" 1 Litre of Tears ",
        native_title="1リットルの涙",
        aliases=["Ichi Rittoru no Namida"],
        country="Japan",
        kind="Drama",
        year=2005,
        episodes=11,
        minutes=45,
        aired_from="2005-10-11",
        aired_to="2005-12-20",
        weekday="tuesday",
        air_time="21:00",
        networks=["Fuji TV"],
        genres=["Romance"],
        content_rating="G - All Ages",
        summary="One line.\r\nAnother.",
        based_on="a diary",
        poster_url="https://example.org/poster.jpg",
        poster_alt="A girl under a white sky",
        popularity=369,
        sources={"mdl": "2", "tvmaze": [77, "78"]},
        cast=[{"person": "Sawajiri Erika", "character": "Ikeuchi Aya", "billing": "main"}],
        episode_list=[
            {
                "number": 1,
                "title": "One",
                "air_date": "2005-10-11",
                "minutes": 60,
                "audience_percent": 13.5,
            }
        ],
        synopses=[{"episode": 1, "language": "ja", "text": "一行\n\n二行"}],
        links=[{"kind": "book", "title": "Diary", "url": "http://example.org/", "spoils_episode": 11}],
        relations=[{"kind": "Japanese Sequel", "title": "1 Litre no Namida Special"}],
        music=[{"kind": "insert", "title": "Konayuki", "artist": "Remioromen"}],
        quotes=[{"text": "Just being alive", "speaker": "Aya", "episode": 3}],
    )
    assert entry == CatalogueEntry(
        title="1 Litre of Tears",
        native_title="1リットルの涙",
        aliases=("Ichi Rittoru no Namida",),
        country="JP",
        kind=Kind.DRAMA,
        year=2005,
        episodes=11,
        minutes=45,
        aired_from=date(2005, 10, 11),
        aired_to=date(2005, 12, 20),
        weekday=1,
        air_time="21:00",
        content_rating="G - All Ages",
        summary="One line.\nAnother.",
        based_on="a diary",
        poster_url="https://example.org/poster.jpg",
        poster_alt="A girl under a white sky",
        popularity=369,
        networks=("Fuji TV",),
        genres=("Romance",),
        cast=(Credit("Sawajiri Erika", "Ikeuchi Aya", Billing.MAIN),),
        episode_list=(EpisodeFacts(1, "One", date(2005, 10, 11), 60, 13.5),),
        synopses=(SynopsisText(1, "ja", "一行\n\n二行"),),
        links=(Link(LinkKind.BOOK, "Diary", "http://example.org/", 11),),
        relations=(Relation("japanese sequel", "1 Litre no Namida Special"),),
        music=(Music(MusicKind.INSERT, "Konayuki", "Remioromen"),),
        quotes=(Quote("Just being alive", "Aya", 3),),
        sources=(("mdl", "2"), ("tvmaze", "77"), ("tvmaze", "78")),
    )


def test_a_list_of_titles_names_its_columns_otherwise() -> None:
    entry = read(
        mdl_id=18452,
        akas=["Goblin"],
        country="South Korea",
        kind="TV Program",
        aired="Dec 2, 2016 - Jan 21, 2017",
        duration="1 hr. 15 min.",
        content_rating="15+ - Teens 15 or older",
    )
    assert entry == CatalogueEntry(
        title="Mother",
        aliases=("Goblin",),
        country="KR",
        kind=Kind.SHOW,
        minutes=75,
        aired_from=date(2016, 12, 2),
        aired_to=date(2017, 1, 21),
        content_rating="15+ - Teens 15 or older",
        popularity=7,
        sources=(("mdl", "18452"),),
    )


def test_the_place_in_the_file_is_the_popularity_only_of_such_a_list_and_where_none_is_given() -> None:
    assert read().popularity is None
    assert read(sources={"mdl": "2"}).popularity is None
    assert read(mdl_id=2).popularity == 7
    assert read(mdl_id=2, popularity=3).popularity == 3


def test_no_episodes_means_unknown_in_such_a_list_and_is_wrong_in_ours() -> None:
    assert read(mdl_id=2, episodes=0).episodes is None
    assert refused(episodes=0) == ["episodes: must be a whole number from 1 to 5000"]


@pytest.mark.parametrize(
    ("aired", "first", "last"),
    [
        ("Oct 11, 2005 - Dec 20, 2005", date(2005, 10, 11), date(2005, 12, 20)),
        ("Sep 17, 2021", date(2021, 9, 17), date(2021, 9, 17)),
        ("Sep 26, 2025 - ?", date(2025, 9, 26), None),
        ("Apr, 2026 - ?", None, None),
        ("2025 - ?", None, None),
        ("Oct, 2005", None, None),
        ("2005", None, None),
        ("Oct, 2005 - Dec 20, 2005", None, date(2005, 12, 20)),
    ],
)
def test_days_are_kept_and_years_alone_are_not_days(
    aired: str, first: date | None, last: date | None
) -> None:
    entry = read(aired=aired)
    assert (entry.aired_from, entry.aired_to) == (first, last)


@pytest.mark.parametrize(
    "aired",
    ["soon", "Feb 30, 2005", "Foo 1, 2005", "Oct 11, 1805", "Oct 11, 2005 - Oct 12, 2005 - Oct 13, 2005"],
)
def test_what_is_no_day_is_refused(aired: str) -> None:
    assert refused(aired=aired) == ["aired: must be days like “Oct 11, 2005 - Dec 20, 2005”"]


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [("45 min.", 45), ("1 hr. 5 min.", 65), ("1 hr.", 60), ("2 hr 30 min", 150), ("24 hr.", 1440)],
)
def test_lengths(duration: str, minutes: int) -> None:
    assert read(duration=duration).minutes == minutes


@pytest.mark.parametrize("duration", ["long", "0 min.", "25 hr.", "45", " - "])
def test_what_is_no_length_is_refused(duration: str) -> None:
    assert refused(duration=duration) == ["duration: must be a length like “1 hr. 15 min.”, at most a day"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"aliases": ["A"]}, {"akas": ["B"]}),
        ({"minutes": 1}, {"duration": "1 min."}),
        ({"sources": {"mdl": "1"}}, {"mdl_id": 1}),
        ({"aired_from": "2005-10-11"}, {"aired": "2005"}),
        ({"aired_to": "2005-10-11"}, {"aired": "2005"}),
    ],
)
def test_one_thing_said_under_both_names_is_refused(
    ours: dict[str, object], theirs: dict[str, object]
) -> None:
    (name,), (other,) = ours, theirs
    assert refused(**ours, **theirs) == [f"{other}: says the same as {name}: keep one of the two"]


NUMBERS = [
    ("year", 1900, 2200),
    ("episodes", 1, 5000),
    ("minutes", 1, 1440),
    ("popularity", 1, 10_000_000),
]


@pytest.mark.parametrize(("field", "low", "high"), NUMBERS)
def test_numbers_within_their_bounds(field: str, low: int, high: int) -> None:
    assert getattr(read(**{field: low}), field) == low
    assert getattr(read(**{field: high}), field) == high
    for value in (low - 1, high + 1, str(low), low + 0.5, True, [low]):
        assert refused(**{field: value}) == [f"{field}: must be a whole number from {low} to {high}"]


TEXTS = [
    ("title", 300),
    ("native_title", 300),
    ("content_rating", 100),
    ("summary", 1500),
    ("based_on", 500),
    ("poster_alt", 500),
]


@pytest.mark.parametrize(("field", "limit"), TEXTS)
def test_texts_within_their_bounds(field: str, limit: int) -> None:
    assert getattr(read(**{field: "涙" * limit}), field) == "涙" * limit
    assert refused(**{field: "涙" * (limit + 1)}) == [
        f"{field}: must have at most {limit:,} characters, has {limit + 1:,}"
    ]
    assert refused(**{field: 5}) == [f"{field}: must be text"]
    for bad in ("a\x00b", "a\tb", "a\x1b[31mb", "a\x85b", "a\u2028b", "a\rb", "a\ud800b"):
        assert "control characters" in refused(**{field: bad})[0]
    assert refused(**{field: "\u200b"}) == [f"{field}: must contain something that can be seen"]


@pytest.mark.parametrize("field", [name for name, _ in TEXTS if name != "summary"])
def test_only_long_texts_have_lines(field: str) -> None:
    assert refused(**{field: "one\ntwo"}) == [f"{field}: must not contain control characters or line breaks"]
    assert read(summary="one\ntwo").summary == "one\ntwo"


def test_a_drama_needs_a_title() -> None:
    for title in (None, "", "   "):
        assert refused(title=title) == ["title: is missing"]


def test_what_is_empty_is_not_known() -> None:
    entry = read(
        native_title=None, summary=" ", aliases=[], networks=None, poster_url="", sources={}, cast=[]
    )
    assert entry == CatalogueEntry("Mother")


@pytest.mark.parametrize(
    ("field", "limit"), [("aliases", 300), ("akas", 300), ("networks", 100), ("genres", 100)]
)
def test_names_within_their_bounds(field: str, limit: int) -> None:
    place = "aliases" if field == "akas" else field
    assert getattr(read(**{field: ["x" * limit]}), place) == ("x" * limit,)
    assert refused(**{field: ["a", "x" * (limit + 1)]}) == [
        f"{field}[2]: must have at most {limit} characters, has {limit + 1}"
    ]
    assert refused(**{field: ["a", 3]}) == [f"{field}[2]: must be text"]
    assert refused(**{field: "a"}) == [f"{field}: must be a list"]
    assert len(getattr(read(**{field: [f"{n}" for n in range(200)]}), place)) == 200
    assert refused(**{field: [f"{n}" for n in range(201)]}) == [
        f"{field}: must have at most 200 elements, has 201"
    ]


def test_a_name_given_twice_counts_once() -> None:
    entry = read(
        aliases=["Goblin", "goblin", "Goblin"], genres=["Romance", "romance"], networks=["tvN", "TVN"]
    )
    assert entry.aliases == ("Goblin", "goblin")
    assert entry.genres == ("Romance",)
    assert entry.networks == ("tvN",)


@pytest.mark.parametrize(("name", "code"), [("jp", "JP"), ("Korea", "KR"), ("thailand", "TH"), ("TW", "TW")])
def test_countries_by_code_and_name(name: str, code: str) -> None:
    assert read(country=name).country == code


def test_a_country_whose_dramas_nobody_watches_here_is_refused() -> None:
    assert refused(country="Atlantis") == [
        "country: must be one of JP, KR, CN, TW, TH, HK, PH, SG, or its English name"
    ]


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [("drama", Kind.DRAMA), ("Movie", Kind.MOVIE), ("SPECIAL", Kind.SPECIAL), ("TV Show", Kind.SHOW)],
)
def test_kinds(kind: str, read_as: Kind) -> None:
    assert read(kind=kind).kind is read_as


def test_an_unknown_kind_is_refused() -> None:
    assert refused(kind="opera") == ["kind: must be one of drama, movie, special, show"]


def test_weekdays_and_times() -> None:
    assert read(weekday="Sunday", air_time="00:00").weekday == 6
    assert read(air_time="23:59").air_time == "23:59"
    for written, kept in (("9:00", "09:00"), ("21:00:00", "21:00"), ("24:12", "24:12"), ("29:59", "29:59")):
        assert read(air_time=written).air_time == kept
    for bad in ("30:00", "24:60", "21.00", "２１:00", 2100):
        assert refused(air_time=bad) == ["air_time: must be a time from 00:00 to 29:59"]
    assert refused(weekday="Tue")[0].startswith("weekday: must be one of Monday")
    assert refused(weekday=1) == ["weekday: must be text"]


@pytest.mark.parametrize("field", ["aired_from", "aired_to"])
def test_dates(field: str) -> None:
    assert getattr(read(**{field: "2005-10-11"}), field) == date(2005, 10, 11)
    for bad in (
        "2005",
        "20051011",
        "11/10/2005",
        "2005-02-30",
        "1899-12-31",
        "2201-01-01",
        "2005-W41-2",
        2005,
    ):
        assert refused(**{field: bad}) == [f"{field}: must be a date like 2005-10-11"]


def test_a_drama_does_not_end_before_it_begins() -> None:
    assert refused(aired_from="2005-10-11", aired_to="2005-10-10") == [
        "aired_to: must not be before aired_from"
    ]
    assert refused(aired="Oct 11, 2005 - Oct 10, 2005") == ["aired: must not end before it begins"]


@pytest.mark.parametrize("url", ["http://example.org", "https://例え.jp/x", "HTTPS://example.org:8080/a?b#c"])
def test_addresses(url: str) -> None:
    assert read(poster_url=url).poster_url == url


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "javascript:alert(1)",
        "//example.org",
        "https://",
        "https:///path",
        "http://[",
        "https://exa mple.org",
        "poster.jpg",
        "https://example.org/" + "x" * 481,
        "https://example.org/\n",
        7,
    ],
)
def test_what_is_no_address_is_refused(url: object) -> None:
    assert refused(poster_url=url) == [
        "poster_url: must be an http or https address with a host, at most 500 characters"
    ]


def test_an_unknown_field_is_refused_with_the_one_that_was_meant() -> None:
    assert refused(native_titel="涙") == ["native_titel: is not a known field, perhaps native_title"]
    assert refused(xyzzy=None) == ["xyzzy: is not a known field"]


def test_an_unknown_field_cannot_write_into_the_message() -> None:
    assert refused(**{"a\n`b`" + "x" * 100: 1}) == ["a?`b`" + "x" * 55 + "…: is not a known field"]


def test_ids_of_other_catalogues() -> None:
    assert refused(sources=["mdl"]) == ['sources: must be like {"mdl": "2"}, in a table like mdl:2']
    assert refused(sources={"MDL 1": "2"}) == ["sources.MDL 1: must be named by small letters, digits and _"]
    assert refused(sources={"mdl": "x" * 101}) == ["sources.mdl: must have at most 100 characters, has 101"]
    assert refused(sources={"mdl": True}) == ["sources.mdl: must be text"]
    assert refused(mdl_id=-5) == ["mdl_id: must be text"]


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    assert refused(title="", year=1, country="Mars") == [
        "title: is missing",
        "country: must be one of JP, KR, CN, TW, TH, HK, PH, SG, or its English name",
        "year: must be a whole number from 1900 to 2200",
    ]
