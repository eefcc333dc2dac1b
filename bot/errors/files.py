"""Refusals of files: what is wrong in them, by row and field, without words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.errors.base import NamidaError

# What a reason is filled in with. A number counts something, and is written as the reader's language writes
# numbers. A text is what stands in a file, or should, and stays as it is; several of them are a list.
FileValue: TypeAlias = int | str | tuple[str, ...]


class FileFault(StrEnum):
    """Why a file, one of its rows or a field of a row is refused.

    `bot.present.catalogue.file_faults` has the sentence for each, which names the values that it needs.
    """

    # The file as text.
    LINE_TOO_LONG = "line too long"
    DOCUMENT_TOO_LONG = "document too long"
    FILE_TOO_LARGE = "file too large"
    NOT_UTF_8 = "not utf-8"
    NOT_UTF_16 = "not utf-16"
    NOT_TEXT = "not text"
    EMPTY = "empty"
    NO_DRAMA = "no drama"
    UNKNOWN_ENDING = "unknown ending"
    MUCH_TIME = "much time"
    MUCH_MEMORY = "much memory"
    # JSON and XML. What the parser says is in English, and only a detail.
    NOT_JSON = "not json"
    NOT_ONE_JSON = "not one json"
    NAME_TWICE = "name twice"
    NO_NUMBER = "no number"
    LONG_NUMBER = "long number"
    TOO_DEEP = "too deep"
    MANY_VALUES = "many values"
    NOT_AN_OBJECT = "not an object"
    NOT_XML = "not xml"
    ENTITIES = "entities"
    DEEP_XML = "deep xml"
    WIDE_XML = "wide xml"
    # Tables.
    NOT_CSV = "not csv"
    JSON_AS_TABLE = "json as table"
    CELLS = "cells"
    MANY_CELLS = "many cells"
    MANY_ROWS = "many rows"
    MANY_DRAMAS = "many dramas"
    NAMELESS_COLUMN = "nameless column"
    COLUMN_TWICE = "column twice"
    NO_TITLE_COLUMN = "no title column"
    ONE_COLUMN = "one column"
    # Values of fields.
    UNKNOWN_FIELD = "unknown field"
    SIMILAR_FIELD = "similar field"
    SAME_FIELD = "same field"
    MISSING = "missing"
    MISSING_WORD = "missing word"
    TWICE = "twice"
    NO_STRING = "no string"
    CONTROL_SIGNS = "control signs"
    LINE_BREAKS = "line breaks"
    TOO_LONG = "too long"
    NOTHING_VISIBLE = "nothing visible"
    NO_LIST = "no list"
    MANY_ELEMENTS = "many elements"
    NO_PARTS = "no parts"
    WHOLE_NUMBER = "whole number"
    NUMBER = "number"
    DAY = "day"
    CLOCK = "clock"
    LENGTH = "length"
    DAYS = "days"
    MOMENT = "moment"
    CODE = "code"
    LANGUAGE = "language"
    WORD = "word"
    COUNTRY = "country"
    ADDRESS = "address"
    CREDENTIALS = "credentials"
    TORRENT = "torrent"
    # What fields mean together.
    ENDS_FIRST = "ends first"
    BEFORE = "before"
    HIDES = "hides"
    ENGLISH_APART = "english apart"
    NEEDS_EPISODE = "needs episode"
    IDS = "ids"
    SOURCE_NAME = "source name"
    SAME_DRAMA = "same drama"
    # Archives.
    BAD_GZIP = "bad gzip"
    SEVERAL_GZIP = "several gzip"
    BAD_ZIP = "bad zip"
    UNPACKS_TO_MUCH = "unpacks to much"
    MANY_FILES = "many files"
    LOCKED = "locked"
    ODDLY_PACKED = "oddly packed"
    # Watch lists.
    NO_TITLE = "no title"
    NO_TITLE_IN_LINES = "no title in lines"
    MANY_TITLES = "many titles"
    UNREADABLE = "unreadable"
    TWO_SITES = "two sites"
    OTHER_JSON = "other json"
    OTHER_XML = "other xml"
    OTHER_COLUMNS = "other columns"
    OTHER_FILES = "other files"
    NO_ANIME = "no anime"
    YES_OR_NOTHING = "yes or nothing"
    LONG_IDS = "long ids"
    NO_OVERALL = "no overall"
    EPISODE_OUTSIDE = "episode outside"
    SCORE = "score"


@dataclass(frozen=True)
class FileReason:
    """A fault with the values for its sentence, by their names in it."""

    fault: FileFault
    values: Mapping[str, FileValue]


def because(fault: FileFault, **values: FileValue) -> FileReason:
    """The reason for which something in a file is refused."""
    return FileReason(fault, values)


@dataclass(frozen=True)
class ImportProblem:
    """A problem of a file.

    `row` is the line number from 1, as in an editor. `field` is empty for the whole row.
    """

    row: int
    field: str
    reason: FileReason


@dataclass(eq=False)
class ImportRefused(NamidaError):
    """A file has errors, and nothing of it was stored. `problems` are at most the first twenty."""

    problems: tuple[ImportProblem, ...]
    total: int
