"""What is wrong in a file, as sentences about a row or one of its fields: `Row 3, year: must be …`.

Also the command line's, so nothing here needs Discord.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import FileFault, FileReason, FileValue
from bot.i18n import N_, Texts
from bot.present.punctuation import listed

# None has a word that changes with a number: `{limit}` and `{n}` may be any.
SENTENCES: Mapping[FileFault, str] = {
    FileFault.LINE_TOO_LONG: N_("is longer than {limit} MiB"),
    FileFault.DOCUMENT_TOO_LONG: N_("is longer than {limit} MiB: write it as .jsonl, one drama a line"),
    FileFault.FILE_TOO_LARGE: N_("is larger than {limit} MB"),
    FileFault.NOT_UTF_8: N_("is not UTF-8 text"),
    FileFault.NOT_UTF_16: N_("is not the UTF-16 text that it says it is"),
    FileFault.NOT_TEXT: N_("is not text"),
    FileFault.EMPTY: N_("is empty"),
    FileFault.NO_DRAMA: N_("holds no drama"),
    FileFault.UNKNOWN_ENDING: N_("is in no known format: the name must end with {endings}"),
    FileFault.MUCH_TIME: N_("takes more time to read than any file that is taken"),
    FileFault.MUCH_MEMORY: N_("takes more memory to read than any file that is taken"),
    FileFault.NOT_JSON: N_("is not JSON (character {place}: {detail})"),
    FileFault.NOT_ONE_JSON: N_(
        "is not JSON (character {place}: {detail}); a file with one drama a line is named .jsonl"
    ),
    FileFault.NAME_TWICE: N_("has the field {name} twice"),
    FileFault.NO_NUMBER: N_("must not contain {name}, which is no number"),
    FileFault.LONG_NUMBER: N_("has a number that is too long"),
    FileFault.TOO_DEEP: N_("is nested too deeply"),
    FileFault.MANY_VALUES: N_("holds more than {limit} values"),
    FileFault.NOT_AN_OBJECT: N_("must be an object in braces, like {example}"),
    FileFault.NOT_XML: N_("is not XML ({detail})"),
    FileFault.ENTITIES: N_("declares entities"),
    FileFault.DEEP_XML: N_("nests more than {limit} elements"),
    FileFault.WIDE_XML: N_("says more than {limit} things of one title"),
    FileFault.NOT_CSV: N_("is not CSV ({detail})"),
    FileFault.JSON_AS_TABLE: N_("is JSON, not a table: the name must end with .jsonl"),
    FileFault.CELLS: N_("cells here: {n}, in the first row: {width}"),
    FileFault.MANY_CELLS: N_("has more than {limit} cells"),
    FileFault.MANY_ROWS: N_("is beyond the {limit} rows that are read"),
    FileFault.MANY_DRAMAS: N_("is beyond the {limit} dramas that are read"),
    FileFault.NAMELESS_COLUMN: N_("has a cell in a column without a name"),
    FileFault.COLUMN_TWICE: N_("is a column twice"),
    FileFault.NO_TITLE_COLUMN: N_("is missing: the first row must name the columns"),
    FileFault.ONE_COLUMN: N_("is no table with commas, semicolons or tabs between its columns"),
    FileFault.UNKNOWN_FIELD: N_("is not a known field"),
    FileFault.SIMILAR_FIELD: N_("is not a known field, perhaps {name}"),
    FileFault.SAME_FIELD: N_("says the same as {name}: keep one of the two"),
    FileFault.MISSING: N_("is missing"),
    FileFault.MISSING_WORD: N_("is missing: one of {words}"),
    FileFault.TWICE: N_("appears twice"),
    FileFault.NO_STRING: N_("must be text"),
    FileFault.CONTROL_SIGNS: N_("must not contain control characters"),
    FileFault.LINE_BREAKS: N_("must not contain control characters or line breaks"),
    FileFault.TOO_LONG: N_("must have at most {limit} characters, has {n}"),
    FileFault.NOTHING_VISIBLE: N_("must contain something that can be seen"),
    FileFault.NO_LIST: N_("must be a list"),
    FileFault.MANY_ELEMENTS: N_("must have at most {limit} elements, has {n}"),
    FileFault.NO_PARTS: N_("must be an object with {names}"),
    FileFault.WHOLE_NUMBER: N_("must be a whole number from {low} to {high}"),
    FileFault.NUMBER: N_("must be a number from {low} to {high}"),
    FileFault.DAY: N_("must be a date like {example}"),
    FileFault.CLOCK: N_("must be a time from {first} to {last}"),
    FileFault.LENGTH: N_("must be a length like “{example}”, at most a day"),
    FileFault.DAYS: N_("must be days like “{example}”"),
    FileFault.MOMENT: N_("must be a moment like {example}"),
    FileFault.CODE: N_("must be a code like {example}"),
    FileFault.LANGUAGE: N_("must be a language code like en, ja or zh-TW"),
    FileFault.WORD: N_("must be one of {words}"),
    FileFault.COUNTRY: N_("must be one of {codes}, or its English name"),
    FileFault.ADDRESS: N_("must be an http or https address with a host, at most {limit} characters"),
    FileFault.CREDENTIALS: N_("must not hold a name or password"),
    FileFault.TORRENT: N_("must not lead to a torrent"),
    FileFault.ENDS_FIRST: N_("must not end before it begins"),
    FileFault.BEFORE: N_("must not be before {name}"),
    FileFault.HIDES: N_("must hide nothing in bars: everyone reads it"),
    FileFault.ENGLISH_APART: N_("must not be en: the English text is the field summary"),
    FileFault.NEEDS_EPISODE: N_("is needed: the quote hides something in bars"),
    FileFault.IDS: N_("must be like {example}, in a table like {cell}"),
    FileFault.SOURCE_NAME: N_("must be named by small letters, digits and _"),
    FileFault.SAME_DRAMA: N_("{ident} is the drama of row {row}"),
    FileFault.BAD_GZIP: N_("is a damaged gzip file"),
    FileFault.SEVERAL_GZIP: N_("is several gzip files in one: send one of them"),
    FileFault.BAD_ZIP: N_("is a damaged zip file"),
    FileFault.UNPACKS_TO_MUCH: N_("unpacks to more than {limit} MB"),
    FileFault.MANY_FILES: N_("holds more than {limit} files"),
    FileFault.LOCKED: N_("is locked with a password: unpack it, and send the files in it"),
    FileFault.ODDLY_PACKED: N_(
        "is packed in a way that is not read here: pack it again as an ordinary zip file"
    ),
    FileFault.NO_TITLE: N_("holds no title"),
    FileFault.NO_TITLE_IN_LINES: N_("holds no title; lines without anything that a list keeps: {n}"),
    FileFault.MANY_TITLES: N_("holds more than {limit} titles"),
    FileFault.UNREADABLE: N_("cannot be read: {example} (×{n})"),
    FileFault.TWO_SITES: N_("mixes the lists of two sites"),
    FileFault.OTHER_JSON: N_("is JSON of no list known here"),
    FileFault.OTHER_XML: N_("is XML of no list known here"),
    FileFault.OTHER_COLUMNS: N_("has columns that are of no list known here"),
    FileFault.OTHER_FILES: N_("holds no file of a list known here"),
    FileFault.NO_ANIME: N_("is no list of MyAnimeList's with an anime in it"),
    FileFault.YES_OR_NOTHING: N_("must be {word} or empty, in JSON true or false"),
    FileFault.LONG_IDS: N_("must be texts of at most {limit} characters"),
    FileFault.NO_OVERALL: N_("is missing: the other scores add to it"),
    FileFault.EPISODE_OUTSIDE: N_("must be of episodes from {first} to {last}"),
    FileFault.SCORE: N_("must be a score from {low} to {high} in halves"),
}


def reason(t: Texts, told: FileReason) -> str:
    """Why it is refused. Not escaped: it holds words of the file."""
    return t(SENTENCES[told.fault], **{name: _shown(t, value) for name, value in told.values.items()})


def _shown(t: Texts, value: FileValue) -> str:
    if isinstance(value, int):
        return t.number(value)
    return value if isinstance(value, str) else listed(t, value)


def located(t: Texts, row: int, field: str, why: str) -> str:
    """Where it is refused, and why. `field` is empty for the whole row."""
    if not field:
        return t("Row {row}: {reason}", row=row, reason=why)
    return t("Row {row}, {field}: {reason}", row=row, field=field, reason=why)
