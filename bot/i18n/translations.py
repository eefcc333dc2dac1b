"""The translations of a language for the running bot: those of `<code>.po`, kept compiled beside it.

Babel takes a tenth of a second to read and compile a language, and every start needs all languages, because
Discord is told the descriptions of commands in each. So what was compiled is kept, as Python keeps a compiled
module, and serves as long as the catalogue has the same time and size.
"""

from __future__ import annotations

import struct
import sys
from contextlib import suppress
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.i18n.languages import FOLDER

_KEPT = "__pycache__"


def translations_of(language: str) -> GNUTranslations:
    """The translations of one of the languages but English. Raises `FileNotFoundError` if it has none.

    A message without a translation stays English.
    """
    kept = _place(FOLDER / f"{language}.po")
    # Whatever is wrong with what was kept: the catalogue itself is there.
    with suppress(OSError, ValueError, struct.error):
        return GNUTranslations(BytesIO(kept.read_bytes()))
    compiled = _compiled(language)
    if not sys.dont_write_bytecode:
        _keep(kept, language, compiled)
    return GNUTranslations(BytesIO(compiled))


def _place(catalogue: Path) -> Path:
    """Where a catalogue is kept as it is now."""
    now = catalogue.stat()
    return catalogue.parent / _KEPT / f"{catalogue.stem}.{now.st_mtime_ns}-{now.st_size}.mo"


def _compiled(language: str) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - few starts need what reads catalogues

    from bot.i18n.catalogues import catalogue_of, has_translation  # noqa: PLC0415 - the same

    catalogue = catalogue_of(language)
    for message in [one for one in catalogue if one.id and not has_translation(one)]:
        catalogue.delete(message.id)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _keep(place: Path, language: str, compiled: bytes) -> None:
    """Keep it in place of what was kept before, if the folder can be written to."""
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        with NamedTemporaryFile(
            dir=place.parent, prefix=f"{language}.", suffix=".part", delete=False
        ) as part:
            part.write(compiled)
        Path(part.name).replace(place)  # whole or not at all: other processes read it
        for older in set(place.parent.glob(f"{language}.*.mo")) - {place}:
            older.unlink()
