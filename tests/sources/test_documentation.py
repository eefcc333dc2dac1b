"""docs/catalogue-files.md says what the reader does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.dramas import COUNTRIES, Billing, Job, Kind, LinkKind, MusicKind
from bot.domain.episodes import SYNOPSIS_LIMIT
from bot.sources import rows
from bot.sources.files import entries, validate

TEXT = (Path(__file__).parents[2] / "docs" / "catalogue-files.md").read_text(encoding="utf-8")


def documented(heading: str) -> dict[str, str]:
    """The rows of the tables under a heading, by what stands in their first cell."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return {row[0]: row[1] for row in re.findall(r"^\| (.*?) \|(.*)\|$", section, re.MULTILINE)}


def test_every_field_is_explained_in_the_order_in_which_it_is_written() -> None:
    fields = [cell.strip("`") for cell in documented("Fields") if re.fullmatch(r"`\w+`", cell)]
    assert tuple(fields) == rows.OURS
    other = [cell.strip("`") for cell in documented("Lists of titles") if cell.startswith("`")]
    assert tuple(other) == rows.THEIRS


def test_the_fields_of_a_table_are_marked() -> None:
    marked = [cell.strip("`") for cell, rest in documented("Fields").items() if rest.startswith(" yes ")]
    assert tuple(marked) == rows.SCALARS_AND_NAMES


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("cast", rows.CAST),
        ("staff", rows.STAFF),
        ("episode_list", rows.EPISODES),
        ("synopses", rows.SYNOPSES),
        ("links", rows.LINKS),
        ("relations", rows.RELATIONS),
        ("music", rows.MUSIC),
        ("quotes", rows.QUOTES),
    ],
)
def test_every_part_is_explained(name: str, parts: tuple[str, ...]) -> None:
    explained = [
        cell.split("`")[3] for cell in documented("Fields") if re.fullmatch(rf"`{name}`: `\w+`", cell)
    ]
    assert tuple(explained) == parts
    assert re.findall(r"`(\w+)`", documented("Fields")[f"`{name}`"]) == list(parts)


def test_every_word_and_country_is_named() -> None:
    cells = documented("Fields")
    assert re.findall(r"`(\w+)`", cells["`links`: `kind`"]) == list(LinkKind)
    assert re.findall(r"`(\w+)`", cells["`music`: `kind`"]) == list(MusicKind)
    assert re.findall(r"`(\w+)`", cells["`cast`: `billing`"]) == list(Billing)
    assert re.findall(r"`(\w+)`", cells["`staff`: `job`"]) == list(Job)
    assert re.findall(r"`(\w+)`", cells["`kind`"])[: len(Kind)] == list(Kind)
    assert ", ".join(COUNTRIES) in cells["`country`"]


@pytest.mark.parametrize(
    ("cell", "limit"),
    [
        ("`title`", rows.TITLE_LIMIT),
        ("`native_title`", rows.NAME_LIMIT),
        ("`content_rating`", rows.WORD_LIMIT),
        ("`summary`", rows.SUMMARY_LIMIT),
        ("`based_on`", rows.BASED_ON_LIMIT),
        ("`poster_alt`", rows.ALT_LIMIT),
        ("`synopses`: `text`", SYNOPSIS_LIMIT),
        ("`quotes`: `text`", rows.QUOTE_LIMIT),
        ("`episodes`", rows.LAST_EPISODE),
        ("`minutes`", rows.LAST_MINUTE),
        ("`popularity`", rows.LAST_RANK),
    ],
)
def test_bounds_are_those_of_the_reader(cell: str, limit: int) -> None:
    assert re.search(rf"\b({limit}|{limit:,})\b", documented("Fields")[cell])


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_the_examples_are_files_that_can_be_imported(tmp_path: Path, kind: str) -> None:
    (example,) = re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)
    path = tmp_path / f"example.{kind}"
    path.write_text(example, encoding="utf-8")
    assert validate(path).sound
    assert [(entry.title, entry.country, entry.year) for entry in entries(path)] == [
        ("Mother", "JP", 2010),
        ("Nobuta wo Produce", "JP", 2005),
    ]
