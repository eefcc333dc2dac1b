"""Reads what a curator typed into a form, by the same rules as catalogue files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.domain.curating import FIELDS, Piece, Section, cells, kept_as, normal, read_part, value_of
from bot.domain.dramas import Billing, CatalogueEntry, EpisodeFacts, summary_language
from bot.domain.sources import SourcePart
from bot.errors import BadFields, FieldFault, FieldProblem
from bot.search.keys import key
from bot.sources.fields import whole_number
from bot.sources.rows import MOST_PARTS, entry_of

_NUMBERS = frozenset({"year", "episodes", "minutes"})
_LISTS = frozenset({"genres", "networks"})
_SLOT = re.compile(r"(?P<day>[^\W\d_]*)\s*(?P<time>[0-9]{1,2}:[0-9]{2})?")
# A curator's keyboard may have no long dash.
_DASH = re.compile(r"(?:^|\s+)[—–-](?:\s+|$)|\s*\|\s*")
_PROBLEM = re.compile(r"(?P<list>[a-z_]+)\[(?P<at>[0-9]+)\](?:\.(?P<part>[a-z_]+))?")
_ANY_TITLE = "title"  # a row of a file needs one; it is looked at only where it was typed


def plain_fields(typed: Mapping[str, str], entry: CatalogueEntry) -> dict[str, object]:
    """The values of the form fields that were changed, by their names in `CatalogueEntry`.

    `entry` is the current drama, for values that must agree with the changes. Raises `BadFields`.
    """
    values: dict[str, object] = {"title": _ANY_TITLE}
    summaries: list[dict[str, object]] = []
    for name, text in typed.items():
        language = summary_language(name)
        if language in (None, "en"):
            values.update(_values(name, normal(text)))
        elif normal(text):
            summaries.append({"language": language, "text": normal(text)})
    values["summaries"] = summaries
    for one, other in (("aired_from", "aired_to"), ("aired_to", "aired_from")):
        standing = getattr(entry, other)
        if one in typed and other not in typed and standing is not None:
            values[other] = standing.isoformat()
    read = _read(values, lambda field: _typed_into(field, typed))
    return {name: value_of(read, name) for field in typed for name in kept_as(field)}


def name_of(text: str) -> str:
    """A name that a drama may have. Raises `BadFields`."""
    text = normal(text)
    if not key(text):
        raise BadFields((FieldProblem("name", text),))
    read = _read({"title": _ANY_TITLE, "aliases": [text]}, lambda _: FieldProblem("name", text))
    return read.aliases[0]


def list_of(section: Section, typed: str, piece: Piece, entry: CatalogueEntry) -> tuple[Any, ...]:
    """A section's whole list, with its piece replaced by what was typed. Raises `BadFields`.

    For all sections of lines but the episodes, which have their own numbers.
    """
    (name,) = FIELDS[section]
    whole: Sequence[Any] = getattr(entry, name)
    held = whole[piece.first - 1 : piece.last]
    lines = _each_line(typed, name, dict(zip(piece.lines, held, strict=True)))
    replaced = (*whole[: piece.first - 1], *lines.values(), *whole[piece.last :])
    _check(lines, replaced, name, _SAME[name])
    return replaced


def episodes_of(typed: str, piece: Piece) -> tuple[EpisodeFacts, ...]:
    """The numbers, days and titles of the episodes of a piece as they were typed; raises `BadFields`."""
    lines: dict[int, EpisodeFacts] = _each_line(typed, "episode_list", {})
    _check(lines, tuple(lines.values()), "episode_list", _SAME["episode_list"])
    outside = [
        FieldProblem("episode_list", str(episode.number), FieldFault.OUTSIDE, at)
        for at, episode in lines.items()
        if not piece.first <= episode.number <= piece.last
    ]
    if outside:
        raise BadFields(tuple(outside))
    return tuple(lines.values())


def parts_of(typed: str) -> tuple[SourcePart, ...]:
    """The parts of sources' shows that the lines of a numbering name; raises `BadFields`."""
    problems: list[FieldProblem] = []
    found: dict[tuple[str, str], SourcePart] = {}
    for at, line in _lines(typed).items():
        part = read_part(line)
        if part is None:
            problems.append(FieldProblem("numbering", line, FieldFault.FORM, at))
        elif found.setdefault((part.source, part.source_id), part) is not part:
            problems.append(FieldProblem("numbering", line, FieldFault.TWICE, at))
    if problems:
        raise BadFields(tuple(problems))
    return tuple(found.values())


def _lines(typed: str) -> dict[int, str]:
    """The lines that are not empty, by their number from 1."""
    return {at: line for at, line in enumerate(normal(typed).split("\n"), 1) if line}


def _each_line(typed: str, name: str, known: Mapping[str, Any]) -> dict[int, Any]:
    """What each line of a list says, by its number. An unchanged line keeps its meaning."""
    found: dict[int, Any] = {}
    problems: list[FieldProblem] = []
    standing = {normal(line): part for line, part in known.items()}
    for at, line in _lines(typed).items():
        if line in standing:
            found[at] = standing[line]
            continue
        result = entry_of({"title": _ANY_TITLE, name: [_SPLIT[name](line)]}, 1, 1)
        if isinstance(result, CatalogueEntry):
            (found[at],) = getattr(result, name)
        elif len(result) > 1 and "|" not in line:  # nothing separates its parts
            problems.append(FieldProblem(name, line, FieldFault.FORM, at))
        else:
            problems += [
                FieldProblem(_part_of(problem.field), line, FieldFault.FORM, at) for problem in result
            ]
    if problems:
        raise BadFields(tuple(problems))
    return found


def _part_of(field: str) -> str:
    """`cast.billing` for a file's `cast[1].billing`."""
    found = _PROBLEM.fullmatch(field)
    return f"{found['list']}.{found['part']}" if found and found["part"] else field.partition("[")[0]


def _check(
    lines: Mapping[int, Any], whole: Sequence[Any], name: str, same: Callable[[Any], tuple[object, ...]]
) -> None:
    """Raises for a double entry, and for more than a file may have."""
    if len(whole) > MOST_PARTS and name != "episode_list":
        raise BadFields((FieldProblem(name, str(len(whole)), FieldFault.TOO_MANY),))
    counted = Counter(same(part) for part in whole)
    twice = [(at, part) for at, part in lines.items() if counted[same(part)] > 1]
    if twice:
        raise BadFields(
            tuple(
                FieldProblem(name, str(same(part)[-1]), FieldFault.TWICE, at)
                for at, part in twice[1:] or twice
            )
        )


# What no two parts of a list may share. Its last piece is how a refusal names the part.
_SAME: Mapping[str, Callable[[Any], tuple[object, ...]]] = {
    "cast": lambda credit: (credit.person,),
    "staff": lambda member: (member.job, member.person),
    "links": lambda link: (link.kind, link.title),
    "music": lambda piece: (piece.kind, piece.title),
    "relations": lambda relation: (relation.kind, relation.title),
    "quotes": lambda quote: (quote.text,),
    "episode_list": lambda episode: (episode.number,),
}


def _split_credit(line: str) -> dict[str, object]:
    """Splits `Person — Character — main`. The character may be missing."""
    person, *rest = _DASH.split(line)
    billing = rest.pop() if rest and rest[-1].casefold() in set(Billing) else None
    return _given({"person": person, "character": " — ".join(rest), "billing": billing})


def _split_link(line: str) -> dict[str, object]:
    parts = cells(line)
    kind, title, url = (*parts, "", "", "")[:3]
    spoils = "|".join(parts[3:])  # a bar too many makes it no number
    return _given({"kind": kind, "title": title, "url": url, "spoils_episode": _number(spoils)})


def _split_staff(line: str) -> dict[str, object]:
    """Splits `Person — director`."""
    person, *job = _DASH.split(line)
    return _given({"person": person, "job": " — ".join(job).casefold()})


def _split_music(line: str) -> dict[str, object]:
    parts = cells(line)
    kind, title, artist = (*parts, "", "", "")[:3]
    return _given({"kind": kind, "title": title, "artist": artist, "url": "|".join(parts[3:])})


def _split_relation(line: str) -> dict[str, object]:
    kind, *title = cells(line)
    return _given({"kind": kind, "title": "|".join(title)})


def _split_quote(line: str) -> dict[str, object]:
    parts = cells(line)
    text, speaker = (*parts, "", "")[:2]
    text = "\n".join(text.split(" / "))
    return _given({"text": text, "speaker": speaker, "episode": _number("|".join(parts[2:]))})


def _split_episode(line: str) -> dict[str, object]:
    number, day, title = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    return _given({"number": _number(number), "air_date": day, "title": title})


_SPLIT: Mapping[str, Callable[[str], dict[str, object]]] = {
    "cast": _split_credit,
    "staff": _split_staff,
    "links": _split_link,
    "music": _split_music,
    "relations": _split_relation,
    "quotes": _split_quote,
    "episode_list": _split_episode,
}


def _values(name: str, text: str) -> dict[str, object]:
    """The value that a file would have for a form's field."""
    if name == "slot":
        found = _SLOT.fullmatch(text)
        if found is None:
            return {"weekday": text or None}
        return {"weekday": found["day"] or None, "air_time": found["time"]}
    if name in _LISTS:
        return {name: [line for line in text.split("\n") if line]}
    if name in _NUMBERS:
        return {name: _number(text)}
    return {name: text or None}


def _number(text: str) -> int | str | None:
    number = whole_number(text)
    return text or None if number is None else number


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _read(values: Mapping[str, object], problem: Callable[[str], FieldProblem]) -> CatalogueEntry:
    result = entry_of(values, 1, 1)
    if isinstance(result, CatalogueEntry):
        return result
    raise BadFields(tuple(dict.fromkeys(problem(found.field) for found in result)))


def _typed_into(field: str, typed: Mapping[str, str]) -> FieldProblem:
    """Turns a problem of a file's field into a problem of the form's field that contains it."""
    bare = field.partition("[")[0]
    if bare == "summaries":
        told = [name for name in typed if summary_language(name) not in (None, "en") and normal(typed[name])]
        bare = told[int(field.partition("[")[2].partition("]")[0]) - 1]
    name = next((form_field for form_field in typed if bare in kept_as(form_field)), bare)
    if name not in typed:  # the typed day does not fit the current one
        name = next(other for other in typed if other in ("aired_from", "aired_to"))
    return FieldProblem(name, normal(typed[name]))
