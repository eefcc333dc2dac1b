"""Reads and writes JSON Lines and JSON: one drama a line, or one list of dramas in the whole file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, NoReturn

from bot.domain.dramas import CatalogueEntry
from bot.errors import FileFault, FileReason, ImportProblem, because
from bot.sources.bounds import TOO_MANY_VALUES, too_many_values
from bot.sources.lines import Line, Record
from bot.sources.rows import WEEKDAYS


class _NotJsonError(ValueError):
    """Text that is no JSON, or JSON that we do not take: a repeated name, NaN."""

    def __init__(self, reason: FileReason) -> None:
        super().__init__(reason)
        self.reason = reason


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise _NotJsonError(because(FileFault.NAME_TWICE, name=json.dumps(twice)[:60]))
    return values


def _constant(name: str) -> NoReturn:
    raise _NotJsonError(because(FileFault.NO_NUMBER, name=name))


def _parsed(text: str, fault: FileFault = FileFault.NOT_JSON) -> object:
    """The value in a text. `fault` is of a text that is no JSON."""
    if too_many_values(text):
        raise _NotJsonError(TOO_MANY_VALUES)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except _NotJsonError:
        raise
    except json.JSONDecodeError as error:
        raise _NotJsonError(because(fault, detail=error.msg, place=error.pos + 1)) from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise _NotJsonError(because(FileFault.LONG_NUMBER)) from error
    except RecursionError as error:
        raise _NotJsonError(because(FileFault.TOO_DEEP)) from error


def _record(value: object, row: int) -> Record | ImportProblem:
    if isinstance(value, dict):
        return Record(row, value)
    return ImportProblem(row, "", because(FileFault.NOT_AN_OBJECT, example='{"title": "Mother"}'))


def records(lines: Iterator[Line | ImportProblem]) -> Iterator[Record | ImportProblem]:
    """One drama a line. Empty lines are skipped."""
    for line in lines:
        if isinstance(line, ImportProblem):
            yield line
        elif line.text.strip(" \t\r\n"):
            try:
                yield _record(_parsed(line.text), line.row)
            except _NotJsonError as error:
                yield ImportProblem(line.row, "", error.reason)


def documents(text: str) -> Iterator[Record | ImportProblem]:
    """A whole file with one drama or a list of dramas. A row is then a place in the list."""
    try:
        value = _parsed(text, FileFault.NOT_ONE_JSON)
    except _NotJsonError as error:
        yield ImportProblem(1, "", error.reason)
        return
    for row, element in enumerate(value if isinstance(value, list) else [value], 1):
        yield _record(element, row)


def write_jsonl(entries: Iterable[CatalogueEntry], file: IO[str]) -> int:
    """Writes every entry in full, one a line, and returns how many. Unknown values are left out."""
    written = 0
    for entry in entries:
        written += 1
        file.write(json.dumps(_known(_values(entry)), ensure_ascii=False, separators=(", ", ": ")) + "\n")
    return written


def _known(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None and value not in ([], {})}


def _values(entry: CatalogueEntry) -> dict[str, object]:
    """The fields as JSON values, in the order of `rows.OURS`."""
    return {
        "title": entry.title,
        "native_title": entry.native_title,
        "romanised_title": entry.romanised_title,
        "aliases": list(entry.aliases),
        "country": entry.country,
        "kind": entry.kind.value,
        "year": entry.year,
        "episodes": entry.episodes,
        "minutes": entry.minutes,
        "aired_from": entry.aired_from and entry.aired_from.isoformat(),
        "aired_to": entry.aired_to and entry.aired_to.isoformat(),
        "weekday": None if entry.weekday is None else WEEKDAYS[entry.weekday],
        "air_time": entry.air_time,
        "networks": list(entry.networks),
        "genres": list(entry.genres),
        "content_rating": entry.content_rating,
        "summary": entry.summary,
        "based_on": entry.based_on,
        "poster_url": entry.poster_url,
        "poster_alt": entry.poster_alt,
        "popularity": entry.popularity,
        "sources": _sources(entry),
        **_parts(entry),
    }


def _sources(entry: CatalogueEntry) -> dict[str, object]:
    grouped = {
        name: [ident for _, ident in pairs]
        for name, pairs in groupby(entry.sources, key=lambda pair: pair[0])
    }
    return {name: ids[0] if len(ids) == 1 else ids for name, ids in grouped.items()}


def _parts(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "summaries": [{"language": s.language, "text": s.text} for s in entry.summaries],
        "cast": [
            _known({"person": c.person, "character": c.character, "billing": c.billing.value})
            for c in entry.cast
        ],
        "staff": [{"person": s.person, "job": s.job.value} for s in entry.staff],
        "episode_list": [
            _known(
                {
                    "number": e.number,
                    "title": e.title,
                    "air_date": e.air_date and e.air_date.isoformat(),
                    "minutes": e.minutes,
                    "audience_percent": e.audience_percent,
                }
            )
            for e in entry.episode_list
        ],
        "synopses": [{"episode": s.episode, "language": s.language, "text": s.text} for s in entry.synopses],
        "links": [
            _known({"kind": k.kind.value, "title": k.title, "url": k.url, "spoils_episode": k.spoils_episode})
            for k in entry.links
        ],
        "relations": [{"kind": r.kind, "title": r.title} for r in entry.relations],
        "music": [
            _known({"kind": m.kind.value, "title": m.title, "artist": m.artist, "url": m.url})
            for m in entry.music
        ],
        "quotes": [
            _known({"text": q.text, "speaker": q.speaker, "episode": q.episode}) for q in entry.quotes
        ],
    }
