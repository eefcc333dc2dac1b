"""Writes and reads our own watch lists without loss: CSV for spreadsheets, and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain import csv_cells
from bot.domain.episodes import MOST_EPISODES
from bot.domain.list_files import LAST_SEASON, MOST_ENTRIES, Entry, Reading
from bot.domain.progress import MOST_REWATCHES, Status, read_note
from bot.domain.scores import Criterion, Score, points, read_score
from bot.errors import FileFault, ImportProblem, ImportRefused, because
from bot.sources.fields import FIRST_YEAR, LAST_YEAR, RowFields, whole_number
from bot.sources.lists.parts import Document, ListTable, Markup, Part, refused
from bot.sources.rows import TITLE_LIMIT, WORD_LIMIT
from bot.sources.tabular import SEPARATOR, joined, source_ids, written_day

NAME = "namida"
MARK = "watch list"  # what a JSON file of ours says that it is
COLUMNS = (
    "title", "native_title", "year", "country", "sources", "season", "status", "episode", "started",
    "finished", "rewatches", "note", "overall", "story", "acting", "music", "rewatch", "episode_scores",
    "updated", "completes", "furthest",
)  # fmt: skip
# Without these a table is somebody else's.
NEEDED = frozenset({"title", "status", "episode"})

_COUNTRY = re.compile("[A-Z]{2}")
_SOURCE = re.compile("[a-z0-9_-]{1,40}")
_PAIR = re.compile(r"(?P<episode>[0-9]{1,4}):(?P<score>[0-9.,]{1,5})")
_YES = "yes"
_EPISODE_SCORES = because(FileFault.IDS, example='{"1": 9.5}', cell="1:9.5 | 2:8")
_CODE = because(FileFault.CODE, example="JP")
_NUMBERS = frozenset({"year", "season", "episode", "rewatches", "furthest"})
_DAYS = frozenset({"started", "finished"})


def write_json(entries: Iterable[Entry]) -> bytes:
    """The list as JSON, the last changed entry first."""
    document = {NAME: MARK, "version": 1, "entries": [values(entry) for entry in entries]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def write_csv(entries: Iterable[Entry]) -> bytes:
    """The list as a table for spreadsheets."""
    found = map(values, entries)
    return csv_cells.file_of(COLUMNS, ([_cell(name, one.get(name)) for name in COLUMNS] for one in found))


def values(entry: Entry) -> dict[str, object]:
    """An entry as JSON values. Absent values are left out."""
    found: dict[str, object] = {
        "title": entry.title,
        "native_title": entry.native_title,
        "year": entry.year,
        "country": entry.country,
        "sources": _by_source(entry.sources),
        "season": entry.season,
        "status": entry.status.value if entry.status else None,
        "episode": entry.episode if entry.status or entry.episode else None,
        "started": entry.started.isoformat() if entry.started else None,
        "finished": entry.finished.isoformat() if entry.finished else None,
        "rewatches": entry.rewatches or None,
        "note": entry.note,
        "episode_scores": {str(number): points(given) for number, given in entry.episode_scores},
        "updated": entry.updated.astimezone(UTC).isoformat(timespec="milliseconds")
        if entry.updated
        else None,
        "completes": entry.guessed or None,
        "furthest": entry.furthest or None,
    }
    for criterion in Criterion:
        given = entry.score.get(criterion) if entry.score else None
        found[criterion.value] = points(given) if given is not None else None
    return {name: found[name] for name in COLUMNS if found[name] not in (None, {})}


def _by_source(sources: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, ident in sources:
        found.setdefault(source, []).append(ident)
    return found


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "sources" and isinstance(value, dict):
        return joined(f"{source}:{ident}" for source, idents in value.items() for ident in idents)
    if name == "episode_scores" and isinstance(value, dict):
        return SEPARATOR.join(f"{number}:{given:g}" for number, given in value.items())
    if value is True:
        return _YES
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- reading ---


def recognises(part: Part) -> bool:
    """Whether it is a JSON object that says it is ours, or a table with our required columns."""
    if isinstance(part, ListTable):
        return part.has(*NEEDED)
    return isinstance(part, Document) and isinstance(part.value, dict) and NAME in part.value


def read(parts: Sequence[Part]) -> Reading:
    """Our lists. Raises `ImportRefused` with all problems of the first faulty list."""
    readings = [
        _reading(_rows(part)) if isinstance(part, ListTable) else _read_json(part.value)
        for part in parts
        if not isinstance(part, Markup)
    ]
    entries = tuple(entry for reading in readings for entry in reading.entries)
    return Reading(NAME, entries, 0, sum(reading.cut for reading in readings))


def _read_json(document: object) -> Reading:
    entries = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get(NAME) != MARK or not isinstance(entries, list):
        raise refused(1, because(FileFault.NO_PARTS, names=("entries",)))
    rows = ((place, entry if isinstance(entry, dict) else {}) for place, entry in enumerate(entries, 1))
    return _reading(rows)


def _rows(table: ListTable) -> Iterator[tuple[int, Mapping[str, object]]]:
    for line, row in table.rows:
        yield line, {name: _value(name, cell) for name, cell in row.items()}


def _value(name: str, cell: str) -> object:
    """The JSON value of this cell."""
    text = cell.strip(" ")
    if not text:
        return None
    if name in _NUMBERS:
        number = whole_number(text)
        return text if number is None else number
    if name in _DAYS:
        return written_day(text)
    if name == "completes":
        return True if text.casefold() == _YES else text
    if name == "sources":
        return source_ids(text)
    if name == "episode_scores":
        pairs = [_PAIR.fullmatch(part.strip(" ")) for part in text.split("|")]
        return {pair["episode"]: pair["score"] for pair in pairs if pair} if all(pairs) else text
    return cell


def _reading(rows: Iterable[tuple[int, Mapping[str, object]]]) -> Reading:
    entries: list[Entry] = []
    problems: list[ImportProblem] = []
    cut = 0
    for row, found in rows:
        if len(entries) == MOST_ENTRIES:  # and not one more is read: a packed file may hold millions
            raise refused(row, because(FileFault.MANY_TITLES, limit=MOST_ENTRIES))
        fields = RowFields(row, found)
        fields.only(COLUMNS)
        note = found.get("note")
        text, was_cut = read_note(note) if isinstance(note, str) else (None, False)
        cut += was_cut
        entries.append(_entry(fields, text))
        problems += fields.problems
    if problems:
        raise ImportRefused(tuple(problems[:20]), len(problems))
    return Reading(NAME, tuple(entries), 0, cut)


def entry_from(found: Mapping[str, object]) -> Entry:
    """The entry of which `values` made these values."""
    note = found.get("note")
    return _entry(RowFields(0, found), note if isinstance(note, str) else None)


def _entry(fields: RowFields, note: str | None) -> Entry:
    return Entry(
        title=fields.needed("title", TITLE_LIMIT),
        native_title=fields.text("native_title", TITLE_LIMIT),
        year=fields.number("year", FIRST_YEAR, LAST_YEAR),
        country=fields.matching("country", _COUNTRY, _CODE),
        sources=tuple(_sources(fields)),
        season=fields.number("season", 1, LAST_SEASON),
        status=fields.word("status", Status),
        guessed=_completes(fields),
        episode=fields.number("episode", 0, MOST_EPISODES) or 0,
        started=fields.day("started"),
        finished=fields.day("finished"),
        rewatches=fields.number("rewatches", 0, MOST_REWATCHES) or 0,
        note=note,
        score=_score(fields),
        episode_scores=tuple(sorted(_episode_scores(fields))),
        updated=_moment(fields),
        furthest=fields.number("furthest", 0, MOST_EPISODES) or 0,
    )


def _completes(fields: RowFields) -> bool:
    """Whether seeing the drama's last episode completes it, whatever the status is."""
    given = fields.values.get("completes")
    if given not in (None, True, False):
        fields.wrong("completes", because(FileFault.YES_OR_NOTHING, word=_YES))
    return given is True


def _sources(fields: RowFields) -> Iterator[tuple[str, str]]:
    given = fields.values.get("sources")
    if given is None:
        return
    if not isinstance(given, dict) or not all(
        isinstance(name, str) and _SOURCE.fullmatch(name) for name in given
    ):
        fields.wrong("sources", because(FileFault.IDS, example='{"mdl": ["2"]}', cell="mdl:2"))
        return
    for name, idents in given.items():
        for ident in idents if isinstance(idents, list) else [idents]:
            if isinstance(ident, str) and 1 <= len(ident) <= WORD_LIMIT and ident.isprintable():
                yield name, ident
            else:
                fields.wrong("sources", because(FileFault.LONG_IDS, limit=WORD_LIMIT))


def _score(fields: RowFields) -> Score | None:
    given = {
        criterion: half_points(fields, criterion.value, fields.values.get(criterion.value))
        for criterion in Criterion
    }
    overall = given[Criterion.OVERALL]
    if overall is None:
        if any(value is not None for value in given.values()):
            fields.wrong("overall", because(FileFault.NO_OVERALL))
        return None
    return Score(overall, *(given[criterion] for criterion in list(Criterion)[1:]))


def _episode_scores(fields: RowFields) -> Iterator[tuple[int, int]]:
    given = fields.values.get("episode_scores")
    if given is None:
        return
    if not isinstance(given, dict):
        fields.wrong("episode_scores", _EPISODE_SCORES)
        return
    for name, value in given.items():
        number = whole_number(str(name))
        score = half_points(fields, "episode_scores", value)
        if number is None or not 1 <= number <= MOST_EPISODES:
            fields.wrong(
                "episode_scores", because(FileFault.EPISODE_OUTSIDE, first="1", last=str(MOST_EPISODES))
            )
        elif score is not None:
            yield number, score


def half_points(fields: RowFields, name: str, value: object) -> int | None:
    """A score out of 10 as half points.

    None for no score, and for a wrong one, which is noted as a problem.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    score = None
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        score = read_score(f"{value:g}" if isinstance(value, float) else str(value))
    if score is None:
        fields.wrong(name, because(FileFault.SCORE, low="0.5", high="10"))
    return score


def _moment(fields: RowFields) -> datetime | None:
    text = fields.text("updated", 40)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not FIRST_YEAR <= found.year < LAST_YEAR:
        fields.wrong("updated", because(FileFault.MOMENT, example="2026-01-31T20:00:00Z"))
        return None
    # As it is written: thousandths of a second, not millionths.
    return found.astimezone(UTC).replace(microsecond=found.microsecond // 1000 * 1000)
