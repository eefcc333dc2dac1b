"""What a drama has several of: cast, episodes, synopses, links and the like, each within its bounds."""

from __future__ import annotations

import pytest

from bot.domain.dramas import LinkKind

from .rows import read, refused


@pytest.mark.parametrize(
    ("field", "part", "problem"),
    [
        ("cast", {"billing": "main"}, "cast[1].person: is missing"),
        ("cast", {"person": "A"}, "cast[1].billing: is missing: one of main, support, guest"),
        (
            "cast",
            {"person": "A", "billing": "star"},
            "cast[1].billing: must be one of main, support, guest",
        ),
        ("cast", {"person": "A", "billing": "main", "role": "B"}, "cast[1].role: is not a known field"),
        ("cast", "A", "cast[1]: must be an object with person, character, billing"),
        ("episode_list", {"title": "One"}, "episode_list[1].number: is missing"),
        ("episode_list", {"number": 0}, "episode_list[1].number: must be a whole number from 1 to 5000"),
        ("episode_list", {"number": 5001}, "episode_list[1].number: must be a whole number from 1 to 5000"),
        (
            "episode_list",
            {"number": 1, "minutes": 1441},
            "episode_list[1].minutes: must be a whole number from 1 to 1440",
        ),
        (
            "episode_list",
            {"number": 1, "audience_percent": 100.1},
            "episode_list[1].audience_percent: must be a number from 0 to 100",
        ),
        (
            "episode_list",
            {"number": 1, "audience_percent": -1},
            "episode_list[1].audience_percent: must be a number from 0 to 100",
        ),
        (
            "episode_list",
            {"number": 1, "audience_percent": float("inf")},
            "episode_list[1].audience_percent: must be a number from 0 to 100",
        ),
        (
            "episode_list",
            {"number": 1, "air_date": "10/11"},
            "episode_list[1].air_date: must be a date like 2005-10-11",
        ),
        ("synopses", {"language": "en", "text": "x"}, "synopses[1].episode: is missing"),
        ("synopses", {"episode": 1, "text": "x"}, "synopses[1].language: is missing"),
        (
            "synopses",
            {"episode": 1, "language": "English", "text": "x"},
            "synopses[1].language: must be a language code like en, ja or zh-TW",
        ),
        ("synopses", {"episode": 1, "language": "en"}, "synopses[1].text: is missing"),
        (
            "synopses",
            {"episode": 1, "language": "en", "text": "x" * 3501},
            "synopses[1].text: must have at most 3,500 characters, has 3,501",
        ),
        (
            "links",
            {"title": "A"},
            f"links[1].kind: is missing: one of {', '.join(LinkKind)}",
        ),
        ("links", {"kind": "book"}, "links[1].title: is missing"),
        (
            "links",
            {"kind": "book", "title": "A", "url": "x"},
            "links[1].url: must be an http or https address with a host, at most 500 characters",
        ),
        (
            "links",
            {"kind": "book", "title": "A", "spoils_episode": 0},
            "links[1].spoils_episode: must be a whole number from 1 to 5000",
        ),
        ("relations", {"title": "A"}, "relations[1].kind: is missing"),
        ("relations", {"kind": "sequel"}, "relations[1].title: is missing"),
        (
            "music",
            {"kind": "song", "title": "A"},
            "music[1].kind: must be one of theme, ending, insert, soundtrack",
        ),
        ("music", {"kind": "theme"}, "music[1].title: is missing"),
        ("quotes", {"speaker": "A"}, "quotes[1].text: is missing"),
        (
            "quotes",
            {"text": "x" * 1001},
            "quotes[1].text: must have at most 1,000 characters, has 1,001",
        ),
    ],
)
def test_what_is_wrong_inside_a_list_is_named_by_its_place(field: str, part: object, problem: str) -> None:
    assert refused(**{field: [part]}) == [problem]


def test_the_longest_synopsis_is_taken() -> None:
    entry = read(synopses=[{"episode": 1, "language": "en", "text": "x" * 3500}])
    assert len(entry.synopses[0].text) == 3500


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("cast", {"person": "A", "billing": "main"}),
        ("episode_list", {"number": 1}),
        ("synopses", {"episode": 1, "language": "en", "text": "x"}),
        ("links", {"kind": "book", "title": "A"}),
        ("relations", {"kind": "sequel", "title": "A"}),
        ("music", {"kind": "theme", "title": "A"}),
        ("quotes", {"text": "A"}),
    ],
)
def test_one_part_given_twice_is_refused(field: str, part: dict[str, object]) -> None:
    assert refused(**{field: [part, dict(part)]}) == [f"{field}[2]: appears twice"]
